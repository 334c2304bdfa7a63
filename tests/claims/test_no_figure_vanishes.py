"""Every number of a text stands in a claim, among the numbers not read, or among those left out with a reason."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from waystation.claims.reading import read_report
from waystation.claims.reading.figures import LeftOut, Unread, numbers_left_out, numbers_not_read
from waystation.claims.reading.lexicon.languages import tables
from waystation.cli import app

DIGITS = re.compile(r"\d+")
TAILS = {
    "en": "arrived in Tal Marin and the mayor said that the school was full of them by the evening.",
    "fr": "sont arrivés à Tal Marin et la mairie dit que les écoles sont pleines depuis la veille.",
    "es": "llegaron a Tal Marin y la alcaldía dijo que las escuelas están llenas desde la noche.",
}
SIGNS = {"en": ",", "fr": "\u202f", "es": "."}
LEADS = [
    "", "{weekday} ", "{month} ", "{day} {month}, ", "{there} Tal Marin, ", "{qualifier} ", "{past} {label} ",
    "({label} 3) ", "{day}/3: ", "{hour}:30 ", "[{day}/03/2024, {hour}:12] ", "$5,000, ", "12% ", "45 km, ", "2019: ",
    "+ ", "6.7, ",
]  # fmt: skip
PIECES = [
    "12/03/2024", "10:45", "$1,200", "7 km", "site 4", "3rd", "1 in 5", "45%", "aged 12", "A4", "12-B", "٣٤٠",
    "0912 345 678", "1,2,3", "850[3]", "850³", "10-15,000", "half a million", "6.7", "2.5 million", "two", "300 people",
    "1 200 familles", "47 villages", "= 5", "15 Ramadan 1445", "90 more than last week", "#7", "x12y", "1e3", "\n1. ",
    "\n", " | ", ". ", "; ", ", ", " ",
]  # fmt: skip


def account(text: str) -> tuple[list[tuple[int, int]], list[Unread], list[LeftOut]]:
    read = [each.spans["figure"] for each in read_report(text, "2024-12-04")]
    return read, numbers_not_read(text, read), numbers_left_out(text, read)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14))
def test_every_digit_is_accounted_for_once(pieces: list[str]) -> None:
    text = " ".join(pieces)
    read, unread, left_out = account(text)
    spans = [*read, *((each.start, each.end) for each in unread), *((each.start, each.end) for each in left_out)]
    for digits in DIGITS.finditer(text):
        assert any(start < digits.end() and digits.start() < end for start, end in spans), (text, digits.group())
    apart = sorted(spans[len(read) :])
    assert all(end <= start for (_, end), (start, _) in pairwise(apart)), text
    assert all(each.why for each in left_out)


@st.composite
def counts(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text with a number right before a word for people, behind what is easily taken for one thing with it."""
    language = draw(st.sampled_from(sorted(TAILS)))
    words = tables(language)
    people = [
        each for unit in ("people", "families", "children", "women") for each in words["units"][unit] if each.isalpha()
    ]
    value = draw(st.one_of(st.integers(2, 999), st.integers(1000, 3_000_000)))
    lead = draw(st.sampled_from(LEADS)).format(
        weekday=draw(st.sampled_from(sorted(words["dates"]["weekdays"]))),
        month=draw(st.sampled_from(sorted(words["dates"]["months"]))),
        there=draw(st.sampled_from(words["sites"]["there"])),
        past=draw(st.sampled_from(words["dates"]["past"])),
        label=draw(st.sampled_from(words["figures"]["not_counts"]["labels"])),
        qualifier=draw(st.sampled_from(words["qualifiers"]["about"])),
        day=draw(st.integers(1, 28)),
        hour=draw(st.integers(10, 23)),
    )
    shown = f"{value:,}".replace(",", SIGNS[language]) if draw(st.booleans()) else str(value)
    return f"{lead}{shown} {draw(st.sampled_from(people))} {TAILS[language]}", len(lead), value


@settings(max_examples=60, deadline=None)
@given(counts())
def test_a_number_before_a_word_for_people_is_never_left_out_nor_read_as_another(told: tuple[str, int, int]) -> None:
    text, at, value = told
    read = [each for each in read_report(text, "2024-12-04") if each.spans["figure"][0] <= at < each.spans["figure"][1]]
    spans = [each.spans["figure"] for each in read]
    left_out = {each.why for each in numbers_left_out(text, spans) if each.start <= at < each.end}
    assert left_out <= {"personal data"}, text  # such as "cell 0912345": digits that may be a telephone number
    assert all(value in (each.claim.quantity_low, each.claim.quantity_high) for each in read), text


def test_numbers_left_out_have_the_reason_a_reader_would_give() -> None:
    text = "On 5 May at 10:30, 12% of 640 people paid $50, 9 km from site 3: 27 villages, 6.7 degrees, tel 0912345678."
    read, unread, left_out = account(text)
    assert [text[slice(*each)] for each in read] + [each.words for each in unread] == ["12%", "640"]
    assert [(each.words, each.why) for each in left_out] == [
        ("5", "date"), ("10", "clock time"), ("30", "clock time"), ("50", "money"), ("9", "other unit"), ("3", "name"),
        ("27", "other unit"), ("6.7", "part of a number"), ("", "personal data"),
    ]  # fmt: skip


def test_a_year_of_a_date_counts_nobody_whoever_stands_behind_it() -> None:
    for text in ("In March 2022 people fled to Tal Marin.", "Press office, 16 March 2022\n\nResidents left Tal Marin."):
        read, unread, left_out = account(text)
        assert not read, text
        assert "2022" in {each.words for each in unread} | {each.words for each in left_out}, text


def test_a_rate_a_decimal_of_people_and_a_number_before_a_preposition_are_not_left_out_for_the_unit_behind() -> None:
    for text in ("It reached 30,000 per day.", "It was 413,734.2 people.", "Of them 640 in 12 villages."):
        read, unread, left_out = account(text)
        assert {text[slice(*each)] for each in read} | {each.words for each in unread} >= {text.split()[2]}, left_out


def test_the_command_gives_the_numbers_left_out_with_their_reasons(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Published: 2024-05-14\n\nOn 5 May 640 people came 9 km to site 3.", encoding="utf-8")
    assert "Left out: 1 as date, 1 as name, 1 as other unit." in CliRunner().invoke(app, ["read", str(note)]).stdout
    data = json.loads(CliRunner().invoke(app, ["read", str(note), "--json"]).stdout)["reports"][0]
    assert [(each["words"], each["why"]) for each in data["left_out"]] == [
        ("5", "date"), ("9", "other unit"), ("3", "name"),
    ]  # fmt: skip
