"""The same figure told twice counts once; doubt leaves claims apart."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.claims import Claim, read_claims, same_story


def _sizes(*claims: Claim) -> list[int]:
    return sorted(len(group) for group in same_story(claims))


def test_a_copy_in_another_paper_is_the_same_story_though_worded_otherwise(claim):
    copy = claim(source="A newspaper", published="2019-02-25", qualifier="at least", high=None)
    assert _sizes(claim(), copy) == [2]


def test_the_first_of_a_story_is_the_earliest_published(claim):
    early, late = claim(), claim(source="A newspaper", published="2019-02-25")
    assert same_story([late, early])[0][0] == early


def test_another_figure_place_term_unit_or_day_is_another_story(claim):
    others = [
        claim(3001, source="B"), claim(source="B", place="Hajin"), claim(source="B", term="left_pocket"),
        claim(source="B", unit="families"), claim(source="B", published="2019-03-04"),
        claim(source="B", about_start="2019-02-21", about_end="2019-02-21"),
    ]  # fmt: skip
    for other in others:
        assert _sizes(claim(), other) == [1, 1]


def test_the_same_round_number_on_two_days_stays_two_stories_even_by_one_counter(claim):
    days = [claim(2000, about_start=day, about_end=day) for day in ("2019-02-19", "2019-02-20")]
    assert _sizes(*days) == [1, 1]


def test_agencies_that_count_from_different_days_of_early_december_tell_one_story(claim):
    since = [
        claim(23000, source=source, term="arrived", about_start=day, published="2019-02-20")
        for source, day in (("WHO", "2018-12-01"), ("UNHCR", "2018-12-04"))
    ]
    assert _sizes(*since) == [2]
    month = claim(23000, source="OCHA", term="arrived", about_start="2018-12-20", published="2019-02-20")
    assert _sizes(since[0], month) == [1, 1]


def test_a_start_nobody_stated_does_not_match_a_stated_one(claim):
    assert _sizes(claim(about_start=None), claim(source="B", about_start="2018-12-01")) == [1, 1]


def test_an_office_that_repeats_its_stock_a_week_later_tells_one_story_another_office_two(stock):
    first = stock("2019-02-20", 300, term="remaining", source="AP via Hatha al-Youm")
    assert _sizes(first, stock("2019-02-27", 300, term="remaining", source="AP via Detroit News")) == [2]
    assert _sizes(first, stock("2019-02-27", 300, term="remaining", source="OCHA")) == [1, 1]


def test_a_part_and_a_total_are_not_one_story(claim):
    assert _sizes(claim(), claim(source="B", total_id="yes")) == [1, 1]


def test_a_chain_of_small_steps_does_not_join_its_far_ends(stock):
    days = [stock(f"2019-02-{20 + 2 * n}", 40000, source=f"Paper {'ABC'[n]}") for n in range(3)]
    assert _sizes(*days) == [1, 2]


def test_terms_that_count_nothing_are_never_joined(claim):
    assert _sizes(claim(3, term="context"), claim(3, term="context", source="B")) == [1, 1]


def test_the_copies_in_the_baghouz_table_are_found_and_no_others(example):
    told = [[claim.id for claim in group] for group in same_story(read_claims(example)) if len(group) > 1]
    assert told == [
        ["unicef-2019-01-31-arrived-23000", "who-2019-01-31-arrived", "unhcr-2019-02-01-arrived"],
        ["who-2019-01-31-died-children", "unhcr-2019-02-01-died-children"],
        ["ohchr-2019-02-19-remaining-families", "ocha-2019-02-20-remaining-families"],
        ["ap-2019-02-20-remaining-militants", "ap-2019-02-22-remaining-militants"],
        ["ocha-2019-02-25-population", "who-2019-02-26-population"],
    ]


@st.composite
def _told(draw: st.DrawFn) -> Claim:
    end = date(2019, 2, 1) + timedelta(days=draw(st.integers(0, 12)))
    start = draw(st.sampled_from([None, 0, 3, 40]))
    return Claim(
        published=end + timedelta(days=draw(st.integers(0, 12))),
        source=draw(st.sampled_from(["OCHA", "WHO", "AFP via A (SDF)", "Reuters via B (SDF)"])),
        about_start=None if start is None else end - timedelta(days=start),
        about_end=end,
        place="Al-Hol camp",
        quantity_low=draw(st.sampled_from([200, 300])),
        quantity_high=None,
        qualifier="at least",
        unit="people",
        term=draw(st.sampled_from(["arrived", "camp_population"])),
    )


@given(st.lists(_told(), max_size=12, unique_by=lambda claim: claim.id), st.randoms())
@settings(max_examples=150, deadline=None)
def test_each_claim_stands_in_one_group_whatever_the_order_and_all_of_a_group_agree(claims, random):
    groups = same_story(claims)
    assert sorted(claim.id for group in groups for claim in group) == sorted(claim.id for claim in claims)
    shuffled = random.sample(claims, len(claims))
    assert same_story(shuffled) == groups
    for group in groups:
        assert all(one.published <= other.published for one, other in pairwise(group))
        assert len({(claim.quantity_low, claim.term, claim.place, claim.unit) for claim in group}) == 1
        assert (group[-1].published - group[0].published).days <= 10
    for one, other in pairwise(groups):
        assert (one[0].published, one[0].id) < (other[0].published, other[0].id)


@pytest.mark.parametrize(("days", "same"), [(7, True), (8, False)])
def test_counts_over_weeks_may_begin_seven_days_apart_in_one_story(claim, days, same):
    """ "Since early December" is the 1st, the 4th or the 7th."""
    first = claim(about_start="2019-01-02")
    other = claim(about_start=date(2019, 1, 2) + timedelta(days=days), source="B")
    assert (_sizes(first, other) == [2]) is same


@pytest.mark.parametrize(("days", "same"), [(2, True), (3, False)])
def test_counts_of_some_days_may_begin_two_days_apart_in_one_story(claim, days, same):
    first = claim(about_start="2019-02-16")
    other = claim(about_start=date(2019, 2, 16) + timedelta(days=days), source="B")
    assert (_sizes(first, other) == [2]) is same
