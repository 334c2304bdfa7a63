"""Folders and places that the page does not know: it says so, and leads to what mends it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from light import HOST

pytest.importorskip("starlette", reason="the extra web is not installed")

from starlette.testclient import TestClient

from waystation.claims import Claim, Ledger
from waystation.errors import InputError, Problem
from waystation.share.language import language
from waystation.share.release.register import Entry, Register
from waystation.share.rounding import Interval
from waystation.web.application import make_app
from waystation.web.guard import COOKIE, Door
from waystation.web.workspace import Workspace

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "synthetic"
SCREENS = ("/", "/drop", "/review", "/disagreements", "/forecast", "/waits", "/needs", "/what-if", "/share", "/ledger")


@contextmanager
def visiting(folder: Path, door: Door) -> Iterator[TestClient]:
    with TestClient(make_app(folder, door), base_url=f"http://{HOST}", follow_redirects=False) as client:
        client.cookies.set(COOKIE, door.session)
        client.headers["origin"] = f"http://{HOST}"
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The made-up example; its ledger holds two figures of a place that it does not have."""
    home = tmp_path / "valley"
    shutil.copytree(EXAMPLE, home, ignore=shutil.ignore_patterns(".waystation", "ledger.db"))
    told = {"qualifier": "about", "unit": "people", "term": "arrived", "source": "Border office"}
    claims = [
        Claim(published=day, about_start=day, about_end=day, place="Korr <old gate>", quantity_low=n, quantity_high=n,
              **told)
        for n, day in ((40, date(2030, 1, 18)), (60, date(2030, 1, 19)))
    ]  # fmt: skip
    with Ledger(str(home / "ledger.db")) as ledger:
        ledger.add(claims)
        for each in claims:
            ledger.decide(each.id, "accepted", "From the sheet.")
    return home


def test_every_screen_without_a_scenario_leads_to_the_questions(tmp_path: Path, door: Door) -> None:
    with visiting(tmp_path / "new", door) as visitor:
        for screen in SCREENS:
            answer = visitor.get(screen)
            assert (answer.status_code, answer.headers.get("location")) == (303, "/set-up"), screen


def test_a_folder_of_flee_is_told_to_be_one_and_asks_no_questions(tmp_path: Path, door: Door) -> None:
    csv = tmp_path / "model" / "input_csv"
    csv.mkdir(parents=True)
    (csv / "locations.csv").write_text(
        '#"name","region","country","lat","lon","location_type"\nA,R,C,1,2,conflict_zone\n'
    )
    (csv / "routes.csv").write_text('#"name1","name2","distance"\n')
    with visiting(tmp_path / "model", door) as visitor:
        page = visitor.get("/set-up")
        sent = visitor.post("/set-up", data={"token": door.form_token, "place": "Korr"})
    assert "Flee&#39;s format" in page.text
    assert "waystation simulate" in page.text
    assert '<form method="post" action="/set-up"' not in page.text
    assert sent.status_code == 422
    assert not (tmp_path / "model" / "scenario.toml").exists()


def test_figures_of_a_place_that_the_scenario_does_not_have_are_told_and_given_one(folder: Path, door: Door) -> None:
    with visiting(folder, door) as visitor:
        today = visitor.get("/").text
        assert "The scenario has no such place: Korr &lt;old gate&gt;." in today
        assert 'href="/review#places"' in today
        assert "(figures: 2)" in visitor.get("/review").text
        form = {"token": door.form_token, "name": "Korr <old gate>"}
        assert visitor.post("/review/place", data={**form, "means": "Nowhere"}).status_code == 422
        assert visitor.post("/review/place", data={**form, "means": "Lower Camp"}).status_code == 303
        assert "no such place" not in visitor.get("/").text
        assert visitor.post("/review/place", data={**form, "means": "Lower Camp"}).status_code == 422
    moved = [each for each in Workspace(folder).view().claims if each.source == "Border office"]
    assert {(each.place, each.quantity_low) for each in moved} == {("Lower Camp", 40), ("Lower Camp", 60)}
    assert "Korr <old gate> means Lower Camp." in {each.why for each in Workspace(folder).situation().book.decisions}


def test_who_may_not_be_told_of_each_site_is_said_before_and_not_chosen(
    folder: Path, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = SimpleNamespace(day=date(2030, 1, 14))
    monkeypatch.setattr(Workspace, "latest", lambda *_: (found, False))
    toml = (folder / "scenario.toml").read_text()
    assert 'level = "high"' not in toml
    with visiting(folder, door) as visitor:
        assert 'value="response" checked' in visitor.get("/share").text
        (folder / "scenario.toml").write_text(re.sub(r'^level = "\w+"', 'level = "high"', toml, flags=re.MULTILINE))
        page = visitor.get("/share").text
    assert 'value="partners" checked' in page
    assert page.count("This situation is marked high") == 1


def test_a_chance_is_never_certain() -> None:
    words = language("en")
    assert [words.chance(each) for each in (0.0, 0.004, 0.3, 0.99, 1.0)] == [
        "less than 1\u00a0%", "less than 1\u00a0%", "30\u00a0%", "99\u00a0%", "more than 99\u00a0%",
    ]  # fmt: skip


def test_the_days_of_a_disagreement_are_named(door: Door) -> None:
    with visiting(EXAMPLE.parent / "baghouz", door) as visitor:
        page = visitor.get("/disagreements").text
    assert page.count("Published on: ") == page.count("About: ") > 0


@pytest.mark.parametrize("code", ["en", "fr", "es", "ar"])
def test_per_cent_has_one_form_in_a_language_alone_and_beside_a_range(code: str) -> None:
    words = language(code)
    alone = re.sub("[\u200e\u200f\u2068\u2069]", "", words.share(0.8))
    beside = re.sub("[\u200e\u200f\u2068\u2069]", "", words.bracket(Interval(500, 400, 700)))
    assert alone == "80\u00a0%"
    assert beside.startswith("80 %")  # the page keeps figure and sign together at the end of a line


def test_a_refused_share_comes_back_with_the_form_as_it_was_filled_in(
    folder: Path, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = SimpleNamespace(day=date(2030, 1, 14))
    fix = "Tell all sites together, choose another audience, or have the owner lower the level."
    refused = InputError(Problem("This tells more.", fix, column="reason"))

    def refuse(*_: object) -> str:
        raise refused

    monkeypatch.setattr(Workspace, "latest", lambda *_: (found, False))
    monkeypatch.setattr("waystation.web.screens.share._make", refuse)
    given = {"audience": "public", "to": "town council", "sites": "each", "reason": "because"}
    with visiting(folder, door) as visitor:
        answer = visitor.post("/share/make", data={"token": door.form_token, **given})
    assert answer.status_code == 422
    for kept in ('value="public" checked', 'value="town council"', 'value="each" selected', 'value="because"', fix):
        assert kept in answer.text
    assert "&#34;Why, where more than usual is told&#34;: This tells more." in answer.text


def test_figures_kept_in_another_language_keep_their_order_from_right_to_left(
    folder: Path, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = SimpleNamespace(
        day=date(2030, 1, 14), action="One more desk helps.", charts={}, measures=[],
        waits=[SimpleNamespace(stage="Desk", cells=[("20 hours", "15 to 85")])],
    )  # fmt: skip
    monkeypatch.setattr(Workspace, "latest", lambda *_: (kept, True))
    with visiting(folder, door) as visitor:
        page = visitor.get("/waits", headers={"accept-language": "ar"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "<bdi>20 hours</bdi>" in page
    assert "<bdi>15 to 85</bdi>" in page
    assert '<p class="lead" dir="auto">One more desk helps.</p>' in page


def test_what_was_shared_stands_with_its_days_in_words(
    folder: Path, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = Entry("2030-01-14T10:00:00", "public", "town council", "2030-01-14", [], "", "2030-04-14", ["shared.html"])
    monkeypatch.setattr(Register, "entries", lambda _: [entry])
    monkeypatch.setattr(Workspace, "latest", lambda *_: (SimpleNamespace(day=date(2030, 1, 14)), True))
    with visiting(folder, door) as visitor:
        page = visitor.get("/share", headers={"accept-language": "es"}).text
    assert "<bdi>14 de enero de 2030</bdi>" in page
    assert "<bdi>14 de abril de 2030</bdi>" in page
