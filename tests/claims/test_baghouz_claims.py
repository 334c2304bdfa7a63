"""The Baghouz example: carried over whole, and its known disagreements found."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from waystation.claims import Category, check_claims, conflicts, known_by, read_claims, vocabulary

FOUND = [
    # Camp staff ran ahead of the UN and of the monitor.
    (Category.CONTRADICTION, "dpa-2019-02-27-population-52000", "sohr-2019-02-27-population"),
    (Category.BOUND, "dpa-2019-02-27-population-52000", "ocha-2019-03-01-population"),
    (Category.CONTRADICTION, "icrc-2019-03-04-population-45000", "ocha-2019-03-04-population"),
    # The Red Cross's December figure.
    (Category.CONTRADICTION, "who-2019-01-31-population-10000", "icrc-2019-03-04-population-34000"),
    # Daily counts differ by a factor of two.
    (Category.CONTRADICTION, "rudaw-2019-02-20-evacuated", "sdf-2019-02-23-evacuated"),
    (Category.CONTRADICTION, "blog-2019-02-20-evacuated", "sdf-2019-02-23-evacuated"),
    (Category.CONTRADICTION, "sdf-2019-03-04-evacuated-1000", "sdf-2019-03-04-evacuated-500"),
    # "Up to 9,000 in 72 hours" exceeds what was counted over more days.
    (Category.BOUND, "ocha-2019-02-25-evacuated", "sdf-2019-02-25-evacuated-6000"),
    # ... and what the press and the monitor counted for those very days, taken together.
    (Category.BOUND, "ocha-2019-02-25-evacuated", "afp-2019-02-24-evacuated", "sohr-2019-02-25-left"),
    # Exits are not arrivals.
    (Category.NOT_COMPARABLE, "sohr-2019-02-02-left-36545", "ocha-2019-02-04-arrived-25500"),
    (Category.NOT_COMPARABLE, "unhcr-2019-02-01-arrived", "sohr-2019-02-02-left-36545"),
    (Category.NOT_COMPARABLE, "who-2019-02-26-arrived", "sohr-2019-02-27-left-49050"),
    # Estimates of those inside were far too low.
    (Category.OVERTAKEN, "unhcr-2019-01-11-remaining", "sdf-2019-02-27-left-15000"),
    (Category.OVERTAKEN, "ohchr-2019-02-19-remaining-families", "article-2019-03-04-left"),
    (Category.OVERTAKEN, "sdf-2019-02-25-remaining-1000", "article-2019-03-04-left"),
    (Category.OVERTAKEN, "ap-2019-02-20-remaining", "sohr-2019-02-27-left-3600"),
]


@pytest.fixture(scope="module")
def listed(example):
    found = conflicts(read_claims(example), aliases={"Hajin": "Baghouz", "Sousa": "Baghouz"})
    return {(each.category, *(claim.id for claim in each.claims)): each for each in found}


@pytest.mark.parametrize("expected", FOUND, ids=lambda expected: " and ".join(expected[1:]))
def test_a_known_disagreement_is_found(listed, expected):
    assert expected in listed
    text = listed[expected].text
    assert all(claim.source in text and claim.figure in text for claim in listed[expected].claims)


def test_the_list_is_short_enough_to_read_and_holds_no_part_of_a_total(listed):
    assert len(FOUND) <= len(listed) <= 40
    assert not any(claim.total_id for each in listed.values() for claim in each.claims)


def test_a_lower_bound_below_a_later_count_is_not_a_conflict(listed):
    assert not any({"ocha-2019-03-01-population", "ocha-2019-03-04-population"} <= set(key) for key in listed)


def test_on_an_earlier_date_only_what_was_known_then_is_compared(example):
    known = known_by(read_claims(example), date(2019, 2, 20))
    found = conflicts(known, aliases={"Hajin": "Baghouz"})
    assert found
    assert all(claim.published <= date(2019, 2, 20) for each in found for claim in each.claims)


def test_every_row_is_carried_over_with_its_figures_dates_and_source(example, shared):
    with (shared / "baghouz" / "claims_to_2019-03-04.csv").open(encoding="utf-8", newline="") as file:
        before = list(csv.DictReader(file))
    with example.open(encoding="utf-8", newline="") as file:
        after = list(csv.DictReader(file))
    assert len(after) == len(before) == 189
    for old, new in zip(before, after, strict=True):
        for column in old:
            if column == "source" and old["source"] != new["source"]:
                # Names of persons are left out: the publisher stays, and an office.
                words, kept = re.findall(r"[\w-]+", old["source"]), re.findall(r"[\w-]+", new["source"])
                assert set(kept) - {"deputy", "spokesperson", "reporter", "at", "one", "named", "source"} <= set(words)
                assert kept
            elif column == "note":
                assert new["note"].split(". Hindsight:")[0] == old["note"][: len(new["note"].split(". Hindsight:")[0])]
            elif column == "term":
                # Words of one crisis are written as the general ones.
                assert new[column] == vocabulary().term(old[column]).name
            elif column == "unit":
                assert new[column] == getattr(vocabulary().unit(old[column]), "name", old[column])
            else:
                assert new[column] == old[column]


def test_the_example_has_no_problem_and_its_parts_point_to_totals_published_with_them(example):
    assert check_claims(example) == []
    claims = {claim.id: claim for claim in read_claims(example)}
    parts = [claim for claim in claims.values() if claim.total_id]
    assert len(parts) >= 30
    for part in parts:
        if part.total_id != "yes":
            assert claims[part.total_id].published <= part.published


def test_sub_totals_by_their_notes_are_marked_as_parts(example):
    for claim in read_claims(example):
        words = claim.note.casefold()
        # Arrivals "within the 9,000" exits are all arrivals of those days, not a part of arrivals.
        if ("within the " in words or "part of the" in words) and claim.term != "arrived":
            assert claim.total_id, claim.id


def test_ranges_that_are_the_readers_are_marked_as_vague(example):
    for claim in read_claims(example):
        assert claim.vague == ("range is the reader's" in claim.note)
