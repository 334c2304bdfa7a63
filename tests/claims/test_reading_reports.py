"""Reading reports: figures found where they stand, nothing invented, bad input borne."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands import run
from waystation.claims import read_claims
from waystation.claims.reading import predictions, read, read_facts
from waystation.claims.reading.figures import find_figures
from waystation.errors import InputError

REPORT = "On 3 March 2019 about 1,200 people were evacuated from Raqqa, Syria. Some 40 families fled, 12 km on foot."


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3,000 people", 3000, 3000),
        ("3 000 people", 3000, 3000),
        ("3.000 people", 3000, 3000),
        ("2.5 million people", 2_500_000, 2_500_000),
        ("nine hundred and twenty-one families", 921, 921),
        ("between 200 and 300 people", 200, 300),
        ("one to 1.5 million people", 1_000_000, 1_500_000),
        ("more than 50 people", 50, None),
        ("up to 50 people", None, 50),
        ("2 mil viviendas", 2000, 2000),
    ],
)
def test_a_figure_is_read_in_the_style_it_is_written(text: str, low: float | None, high: float | None) -> None:
    (figure,) = find_figures(text)
    assert (figure.low, figure.high) == (low, high)


@pytest.mark.parametrize(
    "text", ["on 12 March 2019", "63%", "$5,000", "at 10:30", "several hundred people", "M23 rebels"]
)
def test_what_is_no_count_gives_no_figure(text: str) -> None:
    assert find_figures(text) == []


def test_distances_and_deaths_are_not_read_as_people_displaced() -> None:
    facts = read_facts("The camp is 300 km away. Fighting killed 30 people and displaced 420 families.")
    assert [(fact.figure.low, fact.unit, fact.term) for fact in facts[:1]] == [(420, "households", "displaced")]
    assert all(fact.figure.low == 30 and fact.asked < facts[0].asked for fact in facts[1:])


def test_each_claim_keeps_the_sentence_that_says_it() -> None:
    claims = read(REPORT, "2019-03-04", "Radio")
    assert [(claim.figure, claim.term) for claim in claims] == [
        ("about 1,200 people", "evacuated"),
        ("about 40 families", "left"),
    ]
    for claim in claims:
        assert REPORT[claim.excerpt_start : claim.excerpt_end] == claim.excerpt


def test_a_sentence_with_a_telephone_number_is_not_stored() -> None:
    (claim,) = read("About 300 people fled Mosul, call phone 0770 123 4567.", "2019-03-04")
    assert claim.excerpt == ""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*re.split(r"(\W)", REPORT), "\x00", "\u202e", "٣٠", "9" * 40, "<td>"]), max_size=80))
def test_no_figure_is_invented_in_a_mutated_report(pieces: list[str]) -> None:
    text = "".join(pieces)
    for fact in read_facts(text):
        words = text[fact.figure.start : fact.figure.end]
        assert words.strip()
        if words.isascii() and words.isdigit():
            assert float(words) in (fact.figure.low, fact.figure.high)
    read(text, "2019-03-04")


def test_an_endless_line_is_read_in_bounded_time() -> None:
    assert read_facts("300 people fled " * 3000)


def test_a_faulty_line_of_excerpts_is_named() -> None:
    with pytest.raises(InputError, match="row 2"):
        predictions('{"id": "a", "text": "300 people fled."}\nnonsense\n')


def test_the_command_writes_predictions_and_claims(tmp_path: Path) -> None:
    excerpts, report = tmp_path / "in.jsonl", tmp_path / "report.txt"
    excerpts.write_text(json.dumps({"id": "a", "text": REPORT}), encoding="utf-8")
    report.write_text(REPORT, encoding="utf-8")
    assert run("read", "--jsonl", excerpts, "--out", tmp_path / "pred.jsonl").code == 0
    main = json.loads((tmp_path / "pred.jsonl").read_text(encoding="utf-8"))["facts"][0]
    assert (main["quantity_low"], main["term"], main["countries"]) == (1200, "evacuated", ["SYR"])
    said = run("read", report, "--published", "2019-03-04", "--publisher", "Radio", "--out", tmp_path / "claims.csv")
    assert said.code == 0, said.err
    assert len(read_claims(tmp_path / "claims.csv")) == 2


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    said = run("read", tmp_path / "none.txt", "--published", "2019-03-04")
    assert said.code == 2
    assert "missing" in said.err
    assert run("read").code == 2


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Correction: 530 people arrived, not 350.", "not stated"),
        ("Arrivals: 300 people", "not stated"),
        ("Highlights: 350 families at the gate.", "not stated"),
        ("Kaspi: 410 people arrived.", "Kaspi"),
    ],
)
def test_a_word_for_what_happened_or_a_heading_is_no_place(words: str, place: str) -> None:
    assert read(words, "2030-01-02")[0].place == place


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Some 310 people waited at Old Ford.", "Old Ford"),
        ("New Kaspi: 140 people arrived.", "New Kaspi"),
        ("In Little Market 60 families arrived on Monday.", "Little Market"),
    ],
)
def test_a_name_that_begins_with_a_common_word_is_a_place_of_its_own(words: str, place: str) -> None:
    assert read(words, "2030-01-02")[0].place == place


@pytest.mark.parametrize(
    ("words", "former"),
    [
        ("Arrivals at Kaspi: 640 people (corrected from 460).", 460),
        ("Arrivals at Kaspi were corrected from 460 to 640 people.", 460),
        ("The camp holds 1,900 people, previously reported as 9,100.", 9100),
        ("The last update said that 460 people reached Kaspi on 1 January; the correct figure is 640.", 460),
        ("Correction: 460 people reached Kaspi on 1 January. The correct number was 640.", 460),
        ("Le chiffre de 460 arrivées à Kaspi était erroné ; le bon chiffre est 640.", 460),
        ("El informe anterior indicaba 460 llegadas a Kaspi; la cifra correcta es 640.", 460),
    ],
)
def test_a_figure_that_a_report_takes_back_is_no_claim_that_counts(words: str, former: float) -> None:
    claims = read(words, "2030-01-02")
    taken_back = [claim for claim in claims if claim.exclusion_reason == "corrected"]
    assert len(claims) == 2
    assert [claim.quantity_low for claim in taken_back] == [former]


def test_facts_of_an_excerpt_have_the_ten_terms_of_the_exchange_format() -> None:
    facts = read_facts("In Sur 310 homes were destroyed and 1,450 people are sheltering in schools. Two people died.")
    assert [(fact.figure.low, fact.unit, fact.term) for fact in facts[:2]] == [
        (1450, "people", "sheltered"),
        (310, "structures", "destroyed_housing"),
    ]
    assert facts[-1].asked < facts[0].asked
