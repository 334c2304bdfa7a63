"""A table that nobody knows: what its columns mean is chosen from lists, once; dates in two ways are asked about."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")

from starlette.testclient import TestClient

from waystation.web.guard import Door
from waystation.web.workspace import Workspace

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "synthetic"
SHEET = (
    "Camp;Date;First name;New;Total there\n"
    "Lower Camp;01/02/2030;J. Doe;120;3400\nLower Camp;02/02/2030;J. Doe;90;3490\n"
)


class Form(HTMLParser):
    """The fields of the form that is sent to an address, as a browser would send them."""

    def __init__(self, action: str, page: str):
        super().__init__()
        self.fields: dict[str, str] = {}
        self._action, self._inside = action, False
        self._select, self._option = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value")
        if tag == "form":
            self._inside = given.get("action") == self._action
        elif not self._inside:
            return
        elif tag == "select":
            self._select = "" if "disabled" in given else name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = value or ""
            self._option = self._select if value is None else ""
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.fields[name] = value or ""

    def handle_data(self, data: str) -> None:
        if self._option:  # an option without a value is its words
            self.fields[self._option] = data
        self._option = ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "valley", ignore=shutil.ignore_patterns(".waystation"))
    return tmp_path / "valley"


def _drop(visitor: TestClient, door: Door, text: str = "", **fields: str):
    files = [("files", ("new.csv", text.encode()))] if text else None
    return visitor.post("/drop", data={"token": door.form_token, **fields}, files=files)


def _problems(page: str) -> str:
    return page.split('class="problems"')[1].split("</ul>")[0]


def test_columns_are_chosen_from_lists_and_the_order_of_dates_is_kept_for_the_next_sheet(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    asked = _drop(visitor, door, SHEET, publisher="Border office")
    form = Form("/drop/mapping", asked.text).fields
    assert [form.get(f"mean-{k}") for k in range(4)] == ["place", "day", None, "count"]  # a name can not be chosen
    assert "J. Doe" not in asked.text
    form |= {"mean-4": "count", "term-4": "camp_population", "term-3": "arrived", "looked": "yes"}
    either_way = visitor.post("/drop/mapping", data=form)
    assert either_way.status_code == 422
    assert "can be read in two ways: 1 February 2030 or 2 January 2030" in either_way.text
    assert "--" not in _problems(either_way.text)
    again = Form("/drop/mapping", either_way.text).fields
    assert (again["mean-4"], again["term-4"]) == ("count", "camp_population")
    done = visitor.post("/drop/mapping", data={**again, "dates": "dmy", "looked": "yes"})
    assert "new figures: 4" in done.text
    claims = [each for each in Workspace(folder).situation().claims if each.source == "Border office"]
    assert sorted((str(each.about_end), each.term, each.quantity_low) for each in claims) == [
        ("2030-02-01", "arrived", 120), ("2030-02-01", "camp_population", 3400),
        ("2030-02-02", "arrived", 90), ("2030-02-02", "camp_population", 3490),
    ]  # fmt: skip
    more = _drop(visitor, door, SHEET.replace("01/02", "03/02").replace("120", "70"), publisher="Border office")
    assert "new figures: 2" in more.text


def test_what_no_heading_says_is_chosen_by_nobody_but_the_reader(visitor: TestClient, door: Door) -> None:
    sheet = "Day,New arrivals,Dep,Lower Camp\n2030-01-12,40,3,12\n2030-01-13,50,4,15\n2030-01-14,60,5,9\n"
    asked = _drop(visitor, door, sheet, publisher="Camp office")
    form = Form("/drop/mapping", asked.text).fields
    assert [form[f"mean-{k}"] for k in range(4)] == ["day", "count", "count", "count"]
    assert [(form[f"term-{k}"], form[f"place-{k}"]) for k in (1, 2, 3)] == [
        ("arrived", ""), ("", ""), ("arrived", "Lower Camp"),
    ]  # fmt: skip
    answer = visitor.post("/drop/mapping", data=form | {"place-1": "Lower Camp", "looked": "yes"})
    assert answer.status_code == 422
    said = _problems(answer.text)
    assert "Dep" in said
    assert "Nobody says what is counted." in said
    assert "Nobody says where these people are." in said


def test_a_form_of_columns_says_all_that_is_missing_at_once(visitor: TestClient, door: Door) -> None:
    asked = _drop(visitor, door, SHEET)
    form = Form("/drop/mapping", asked.text).fields
    answer = visitor.post(
        "/drop/mapping", data=form | {"mean-0": "", "mean-1": "", "mean-2": "count", "place-3": "", "looked": "yes"}
    )
    said = _problems(answer.text)
    assert "It is not clear which column holds the day." in said
    assert "&#34;New&#34;: Nobody says where these people are." in said
    assert "about single persons" in said


def test_what_was_dropped_together_with_a_table_still_waits_once_the_table_is_taken(
    visitor: TestClient, door: Door
) -> None:
    sheets = [("files", (f"{name}.csv", SHEET.replace("01/02", "31/01").encode())) for name in ("one", "two")]
    sent = [*sheets, ("files", ("plain.txt", b"500 people arrived at Korr."))]
    asked = visitor.post("/drop", data={"token": door.form_token, "publisher": "Post"}, files=sent)
    last = Form("/drop/mapping", asked.text).fields
    page = visitor.post("/drop/mapping", data=last | {"term-3": "arrived", "looked": "yes"}).text
    assert "<strong>two.csv</strong>: new figures: 2" in page
    assert "What do the columns of one.csv mean?" in page
    assert Form("/drop/mapping", page).fields["publisher"] == "Post"
    assert "<legend><bdi>plain.txt</bdi></legend>" in page
    assert 'name="published-' in page
    assert 'name="publisher-' not in page  # it was given with the file, and is remembered
    key = page.split('name="published-')[1].split('"')[0]
    day = {f"published-{key}": "2030-01-20", "again": key, "token": door.form_token}
    assert "plain.txt" in visitor.post("/drop", data=day).text.split('<form method="post"')[0]


def test_a_known_table_waits_until_somebody_says_what_comes_first_in_its_dates(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    form = Form("/drop/mapping", _drop(visitor, door, SHEET.replace("01/02", "31/01"), publisher="Post").text).fields
    assert "new figures: 2" in visitor.post("/drop/mapping", data=form | {"term-3": "arrived", "looked": "yes"}).text
    unclear = _drop(visitor, door, SHEET.replace("90", "80"))
    assert unclear.status_code == 422
    assert "Say below what comes first in its dates" in unclear.text
    key = Form("/drop", unclear.text).fields["again"]
    assert "new figures: 2" in _drop(visitor, door, again=key, dates="mdy").text
    days = {str(each.about_end) for each in Workspace(folder).situation().claims if each.source == "Post"}
    assert days == {"2030-01-31", "2030-02-02", "2030-01-02"}
