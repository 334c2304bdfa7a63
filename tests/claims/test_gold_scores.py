"""The gold reports are sound, and the scorer counts as a hand does."""

from __future__ import annotations

import itertools
import math
import re
from datetime import date
from pathlib import Path

import pytest
from gold_scores import FIELDS, Gold, Read, Report, load, score

from waystation.claims import Claim
from waystation.claims.claim import kind_of

GOLD = Path(__file__).parent / "gold"
REPORTS = load(GOLD / "known") + load(GOLD / "unseen")
KEPT_OUT = {"denied", "hypothetical", "forecast", "background"}


# ------------------------------------------------------------------ the gold


def _as_claim(gold: Gold, report: Report) -> Claim:
    first = {name: answers[0] for name, answers in gold.names.items() if answers and name not in {"kind", "kept_out"}}
    return Claim(
        **{
            "published": report.published,
            "source": report.publisher,
            "place": "not stated",
            "quantity_low": gold.low,
            "quantity_high": gold.high,
            "about_start": gold.about_start,
            "about_end": gold.about_end,
        }
        | first
    )


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_every_gold_figure_makes_a_valid_claim_of_the_kind_it_says(report: Report) -> None:
    for gold in report.claims:
        claim = _as_claim(gold, report)
        assert kind_of(claim) == gold.names["kind"][0], (report.text[gold.start : gold.end], claim)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_gold_figures_stand_apart_from_each_other_and_from_what_is_no_claim(report: Report) -> None:
    figures = sorted((gold.start, gold.end) for gold in report.claims)
    for (_, end), (start, _) in itertools.pairwise(figures):
        assert end <= start
    for start, end in report.not_claims:
        inside = [report.text[a:b] for a, b in figures if start < b and a < end]
        assert not inside or report.text[start:end] != inside[0], report.text[start:end]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_gold_names_are_words_of_the_report_and_its_reasons_are_known(report: Report) -> None:
    assert 60 <= len(report.text.split()) <= 350
    for gold in report.claims:
        for name in ("place", "speaker", "told_to"):
            for answer in gold.names[name]:
                assert answer in report.text or answer == report.publisher, (name, answer)
        assert set(gold.names["kept_out"]) <= KEPT_OUT
        if gold.names["term"] == ("expected",):
            assert gold.names["kept_out"], report.text[gold.start : gold.end]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_a_reader_who_reads_the_gold_itself_scores_full_marks(report: Report) -> None:
    total = score([report], {report.name: [_perfect(gold) for gold in report.claims]})
    assert total.recall == total.precision == 1
    assert total.fields["value"].asked == len(report.claims)
    for count in total.fields.values():
        assert count.right == count.asked


def _perfect(gold: Gold) -> Read:
    return Read(
        start=gold.start,
        end=gold.end,
        low=gold.low,
        high=gold.high,
        about_start=gold.about_start,
        about_end=gold.about_end,
        part_of_start=gold.part_of[0][0] if gold.part_of else None,
        **{name: answers[0] for name, answers in gold.names.items() if answers},
    )


# ------------------------------------------------------------------ the scorer, by hand

TEXT = "On Monday 3,000 people, 200 of them aged 12, reached Goris, the mayor said. The 3,000 came by bus, 9 in all."
SAMPLE = """
published = 2020-10-06
publisher = "Town Sheet"
lang = "en"
not_claims = ["12"]
optional = ["9"]

[[claim]]
words = "3,000"
low = 3000
high = 3000
qualifier = "about"
unit = "families"
term = ["arrived", "registered"]
kind = "flow"
about_start = 2020-10-05
about_end = 2020-10-05
place = "Goris"
speaker = "mayor"

[[claim]]
words = "200"
low = 200
qualifier = "at least"
unit = "people"
term = "arrived"
kind = "flow"
part_of = "3,000"
"""


@pytest.fixture
def sample(tmp_path: Path) -> Report:
    (tmp_path / "sample.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "sample.toml").write_text(SAMPLE, encoding="utf-8")
    (report,) = load(tmp_path)
    return report


def test_right_missed_wrong_and_added_are_told_apart(sample: Report) -> None:
    first = Read(
        start=10,
        low=3000,
        high=3000,
        qualifier="around",
        unit="households",
        term="registered",
        kind="stock",
        about_end=date(2020, 10, 4),
        place="the town of Goris",
        told_to="Radio One",
    )
    total = score([sample], {"sample": [first]})
    counts = {name: (c.right, c.missed, c.wrong, c.added) for name, c in total.fields.items() if c.asked}
    assert counts == {
        "value": (1, 0, 0, 0),
        "qualifier": (1, 0, 0, 0),
        "unit": (1, 0, 0, 0),
        "term": (1, 0, 0, 0),
        "kind": (0, 0, 1, 0),
        "about_start": (0, 1, 0, 0),
        "about_end": (0, 0, 1, 0),
        "place": (1, 0, 0, 0),
        "speaker": (0, 1, 0, 0),
        "told_to": (0, 0, 0, 1),
    }
    assert (total.found, total.gold, total.recall, total.precision) == (1, 2, 0.5, 1.0)


def test_a_figure_read_twice_or_where_there_is_none_is_invented_and_an_optional_one_is_not_counted(
    sample: Report,
) -> None:
    age, bus = TEXT.index("12"), TEXT.index("9 in")
    reads = [Read(10, low=3000, high=3000), Read(12), Read(age), Read(bus), Read(TEXT.index("came"))]
    total = score([sample], {"sample": reads})
    assert sorted(total.invented) == [("sample", 12), ("sample", age), ("sample", TEXT.index("came"))]
    assert total.forbidden == 1
    assert (total.found, total.precision) == (1, 0.25)


def test_of_two_reads_at_one_figure_the_nearest_is_paired(sample: Report) -> None:
    total = score([sample], {"sample": [Read(13, low=1, high=1), Read(10, low=3000, high=3000)]})
    assert total.fields["value"].right == 1
    assert total.invented == [("sample", 13)]


@pytest.mark.parametrize(("total_at", "right"), [(10, 1), (TEXT.index("3,000", 20) + 2, 1), (0, 0)])
def test_a_part_may_point_at_any_mention_of_its_total(sample: Report, total_at: int, right: int) -> None:
    part = Read(TEXT.index("200"), low=200, part_of_start=total_at)
    count = score([sample], {"sample": [part]}).fields["part_of"]
    assert (count.right, count.asked) == (right, 1)


@pytest.mark.parametrize(
    ("low", "high", "right"),
    [(200, None, 1), (200.9, None, 1), (201.1, None, 0), (200, 200, 0), (None, 200, 0), (None, None, 0)],
)
def test_a_value_is_right_if_both_ends_are_and_an_open_end_stays_open(
    sample: Report, low: float | None, high: float | None, right: int
) -> None:
    count = score([sample], {"sample": [Read(TEXT.index("200"), low=low, high=high)]}).fields["value"]
    assert (count.right, count.asked) == (right, 1)


def test_a_figure_that_starts_at_its_qualifier_is_paired_if_its_end_is_given(sample: Report) -> None:
    assert score([sample], {"sample": [Read(8, end=15)]}).found == 1
    assert score([sample], {"sample": [Read(8)]}).found == 0


def test_a_report_nobody_read_lowers_recall_and_leaves_precision_open(sample: Report) -> None:
    total = score([sample], {})
    assert total.recall == 0
    assert math.isnan(total.precision)
    assert math.isnan(total.fields["unit"].share)


def test_the_table_has_a_line_for_every_field(sample: Report) -> None:
    lines = score([sample], {"sample": [Read(10, low=3000, high=3000)]}).table().splitlines()
    assert lines[0] == "figures found   1 of 2 (0.500)"
    assert [line.split()[0] for line in lines[3:]] == list(FIELDS)
    assert re.split(r" +", lines[3]) == ["value", "1", "1", "1.000", "0", "0", "0"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('words = "200"', 'words = "201"'), "'201' stands in the text 0 times, not 1"),
        (('words = "3,000"', 'words = "3,000"\nat = 3'), "'3,000' stands in the text 2 times, not 3"),
        (('speaker = "mayor"', 'speeker = "mayor"'), r"unknown keys \['speeker'\] at '3,000'"),
        (('part_of = "3,000"', 'part_of = "4,000"'), "'4,000' does not stand in the text"),
    ],
)
def test_gold_that_does_not_fit_its_text_is_refused(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    (tmp_path / "sample.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "sample.toml").write_text(SAMPLE.replace(*change), encoding="utf-8")
    with pytest.raises(ValueError, match=f"sample.toml: {message}"):
        load(tmp_path)
