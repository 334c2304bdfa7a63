"""Forms with something wrong in them come back as they were typed, and say it in the words of the form."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")

from starlette.testclient import TestClient

from light import HOST
from waystation.plan import read_stock
from waystation.share.language import language
from waystation.web.application import make_app
from waystation.web.desk import Desk
from waystation.web.guard import COOKIE, Door
from waystation.web.screen_figures import NeedsScreen
from waystation.web.workspace import Workspace

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "synthetic"
REPORT = "Published: 2030-01-19\nPublisher: Hill Radio\n\nSome 1,234,567 people arrived at Korr on 18 January."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "valley", ignore=shutil.ignore_patterns(".waystation", "reports"))
    (tmp_path / "valley" / "reports").mkdir()
    (tmp_path / "valley" / "reports" / "radio.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path / "valley"


def _field(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def _correct(visitor: TestClient, door: Door, page: str, **values: str):
    names = ("claim", "seen", "quantity_low", "quantity_high", "place", "about_start", "about_end", "speaker")
    kept = {"qualifier": "about", "unit": "people", "term": "arrived", "why": "Misread."}
    filled = {name: _field(page, name) for name in names} | kept
    return visitor.post("/review/correct", data={"token": door.form_token, **filled, **values})


def test_a_correction_that_cannot_be_read_comes_back_with_what_was_typed(visitor: TestClient, door: Door) -> None:
    answer = _correct(visitor, door, visitor.get("/review").text, quantity_low="12,5", about_end="yesterday")
    assert answer.status_code == 422
    assert "Figure, or its lower end: &#34;12,5&#34; is not a whole number." in answer.text
    assert "Last day: &#34;yesterday&#34; is not a date" in answer.text
    assert (_field(answer.text, "quantity_low"), _field(answer.text, "why")) == ("12,5", "Misread.")


def test_a_corrected_place_leaves_a_figure_of_millions_as_it_is(visitor: TestClient, door: Door, folder: Path) -> None:
    workspace = Workspace(folder)
    assert _correct(visitor, door, visitor.get("/review").text, place="Lower Camp").status_code == 200
    found = next(each for each in workspace.view().claims if each.source == "Hill Radio")
    assert (found.quantity_low, found.place) == (1_234_567, "Lower Camp")


def test_a_figure_with_marked_thousands_is_read(visitor: TestClient, door: Door, folder: Path) -> None:
    page = visitor.get("/review").text
    answer = _correct(visitor, door, page, quantity_low="54,321", quantity_high="54\u202f321")
    assert answer.status_code == 200, answer.text.split('class="problems"')[1][:400]
    assert 54_321 in {each.quantity_low for each in Workspace(folder).situation().claims}


def test_a_stock_with_faults_comes_back_as_it_was_typed(
    visitor: TestClient, door: Door, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = SimpleNamespace(
        stem="x", language="en", day=date(2030, 1, 19), needs=NeedsScreen((), ("Lower Camp",), ("water",))
    )
    monkeypatch.setattr(Workspace, "latest", lambda *_: (found, False))
    monkeypatch.setattr(Workspace, "current", lambda *_: found)

    def ask(desk: Desk, do: str, *, text: str, **_: object) -> None:
        (folder / ".stock.csv").write_text(text)
        read_stock(folder / ".stock.csv", ["Lower Camp"], ["water"])

    monkeypatch.setattr(Desk, "ask", ask)
    typed = {"place-0": "Lower Camp", "item-0": "water", "amount-0": "-3", "source-0": ""}
    answer = visitor.post("/needs/stock", data={"token": door.form_token, **typed})
    assert answer.status_code == 422
    assert "row 1, column &#34;Amount at once&#34;: &#34;-3&#34; is negative" in answer.text
    assert ".stock.csv" not in answer.text
    assert _field(answer.text, "amount-0") == "-3"
    assert not (folder / "stock.csv").exists()


@pytest.fixture
def first(tmp_path: Path, door: Door) -> Iterator[TestClient]:
    """A visitor whose folder is not there yet."""
    with TestClient(make_app(tmp_path / "new", door), base_url=f"http://{HOST}") as client:
        client.cookies.set(COOKIE, door.session)
        client.headers["origin"] = f"http://{HOST}"
        yield client


ANSWERS = {"name": "Sela", "post": "Sela post", "site": "Orel camp", "origin": "Brod", "first_day": "2030-06-01"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "How far is the site from the post, by road (km)?&#34;: &#34;0&#34; is not above 0."),
        ("fr", "À quelle distance du poste est le site, par la route (km) ?&#34;: &#34;0&#34; n&#39;est pas"),
    ],
)
def test_a_wrong_answer_of_set_up_is_told_with_its_question(
    first: TestClient, door: Door, language: str, said: str
) -> None:
    given = {"token": door.form_token, **ANSWERS, "distance_km": "0"}
    answer = first.post("/set-up", data=given, headers={"accept-language": language})
    assert answer.status_code == 422
    problems = answer.text.split('class="problems"')[1].split("</ul>")[0]
    assert said in problems
    assert "distance_km" not in problems


def test_without_figures_a_forecast_is_not_offered_but_the_way_to_some(first: TestClient, door: Door) -> None:
    first.post("/set-up", data={"token": door.form_token, **ANSWERS, "distance_km": "12"})
    page = first.get("/forecast").text.split("<main")[1]
    assert 'href="/drop"' in page
    assert "/forecast/run" not in page


@pytest.mark.parametrize(
    ("screen", "again"),
    [
        ("/drop", None),
        ("/needs?x=1", None),
        ("/review/correct", None),
        ("/set-up", None),
        ("/forecast", "true"),
        ("/", "true"),
    ],
)
def test_a_forecast_that_ends_does_not_take_away_what_somebody_types(
    visitor: TestClient, screen: str, again: str | None
) -> None:
    told = visitor.get("/forecast/progress", headers={"hx-current-url": f"http://{HOST}{screen}"})
    assert told.headers.get("hx-refresh") == again
    assert "The forecast has ended." in told.text
    assert "hx-get" not in told.text


def test_names_and_figures_from_left_to_right_stay_whole_in_a_sentence_from_right_to_left() -> None:
    said = language("ar").say("Sites that %(name)s", name="x")
    assert said == "Sites that x"  # there is no such message
    held = language("ar").say("%(place)s may be full around %(day)s: chance %(share)s", place="A-1", day="2", share="3")
    assert "\u2068A-1\u2069" in held
    assert "\u2068" not in language("fr").say("around %(day)s", day="2")
