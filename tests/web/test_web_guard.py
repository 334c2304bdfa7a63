"""Who may talk to the page: every probe is refused, and nothing changes by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from light import HOST

pytest.importorskip("starlette", reason="the extra web is not installed")

from starlette.testclient import TestClient

from waystation.web.application import make_app
from waystation.web.guard import COOKIE, MOST_FORM_BYTES, Door

ORIGIN = f"http://{HOST}"


@pytest.fixture
def visitor(door: Door, tmp_path: Path) -> Iterator[TestClient]:
    """A browser that has the key."""
    with TestClient(make_app(tmp_path / "new", door), base_url=ORIGIN, follow_redirects=False) as client:
        client.cookies.set(COOKIE, door.session)
        yield client


@pytest.fixture
def stranger(door: Door, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without it."""
    with TestClient(make_app(tmp_path / "new", door), base_url=ORIGIN, follow_redirects=False) as client:
        yield client


def test_without_the_key_nothing_is_shown_and_the_way_in_is_told(stranger: TestClient) -> None:
    answer = stranger.get("/set-up")
    assert answer.status_code == 401
    assert "Open the address that the command printed" in answer.text


def test_the_key_opens_once_and_leaves_a_strict_cookie(stranger: TestClient, door: Door) -> None:
    key = door.new_key()
    answer = stranger.get(f"/enter?key={key}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.get("/set-up").status_code == 200
    stranger.cookies.clear()
    assert stranger.get(f"/enter?key={key}").status_code == 401


def test_a_wrong_key_opens_nothing(stranger: TestClient, door: Door) -> None:
    door.new_key()
    assert stranger.get("/enter?key=guess").status_code == 401
    assert stranger.get("/enter").status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:8765", ""])
def test_another_host_name_is_refused(visitor: TestClient, host: str) -> None:
    assert visitor.get("/set-up", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", f"http://{HOST}.evil.example", "file://"])
def test_a_form_from_elsewhere_is_refused(visitor: TestClient, door: Door, origin: str | None) -> None:
    headers = {} if origin is None else {"origin": origin}
    answer = visitor.post("/language", data={"token": door.form_token, "language": "fr"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_form_without_the_token_of_the_page_is_refused(visitor: TestClient, tmp_path: Path) -> None:
    for token in ("", "guess"):
        answer = visitor.post("/set-up", data={"token": token, "name": "x"}, headers={"origin": ORIGIN})
        assert answer.status_code == 403
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/..%2f..%2fetc/passwd",
    ],
)
def test_no_path_leads_out_of_the_static_folder(visitor: TestClient, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code in {401, 404}
    assert "root:" not in answer.text
    assert "make_app" not in answer.text


def test_a_form_that_is_too_large_is_refused_before_it_is_read(visitor: TestClient, door: Door) -> None:
    form = {"token": door.form_token, "name": "x" * (MOST_FORM_BYTES + 1)}
    assert visitor.post("/set-up", data=form, headers={"origin": ORIGIN}).status_code == 413


def test_a_body_that_hides_its_size_is_stopped_on_the_way(visitor: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(MOST_FORM_BYTES // 1000 + 2):
            yield b"x" * 1000

    headers = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    answer = visitor.post("/set-up", content=pieces(), headers=headers)
    assert answer.status_code == 413


def test_every_answer_forbids_scripts_and_frames_of_others(visitor: TestClient, stranger: TestClient) -> None:
    for answer in (visitor.get("/set-up"), stranger.get("/"), visitor.get("/nowhere"), visitor.get("/static/app.css")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_page_holds_an_inline_script_or_style_or_an_address_elsewhere(visitor: TestClient) -> None:
    text = visitor.get("/set-up").text
    assert "<script>" not in text
    assert "style=" not in text
    assert "onclick" not in text
    assert "http://" not in text
    assert "https://" not in text


def test_a_page_opened_for_reading_only_changes_nothing(door: Door, tmp_path: Path) -> None:
    app = make_app(tmp_path / "new", door, read_only=True)
    with TestClient(app, base_url=ORIGIN, follow_redirects=False) as client:
        client.cookies.set(COOKIE, door.session)
        answer = client.post("/set-up", data={"token": door.form_token}, headers={"origin": ORIGIN})
        assert answer.status_code == 403
        assert "reading only" in answer.text


def test_programs_get_problems_in_one_shape(visitor: TestClient, stranger: TestClient) -> None:
    asked = {"accept": "application/json", "origin": ORIGIN}
    for answer in (
        stranger.get("/", headers=asked),
        visitor.get("/nowhere", headers=asked),
        visitor.post("/set-up", data={}, headers=asked),
        visitor.get("/", headers=asked | {"host": "evil.example"}),
    ):
        assert answer.status_code >= 400
        problems = answer.json()["problems"]
        assert problems
        assert {"message", "fix", "file", "row", "column", "value"} <= set(problems[0])


def test_the_way_back_after_choosing_a_language_stays_on_the_page(visitor: TestClient, door: Door) -> None:
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        form = {"token": door.form_token, "language": "es", "back": back}
        assert visitor.post("/language", data=form, headers={"origin": ORIGIN}).headers["location"] == "/"
