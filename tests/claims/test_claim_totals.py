"""Sums: made where nobody is counted twice, refused elsewhere with every reason."""

from __future__ import annotations

import pytest

from waystation.claims import Kind, total
from waystation.errors import InputError


def _reasons(*claims):
    with pytest.raises(InputError) as refused:
        total(claims)
    return str(refused.value)


def test_flows_of_separate_days_add_up(claim):
    days = [claim(3000), claim(2000, about_start="2019-02-21", about_end="2019-02-21")]
    added = total(days)
    assert (added.low, added.high, added.kind, added.claims) == (5000, 5000, Kind.FLOW, tuple(days))


def test_a_bound_leaves_the_sum_open(claim):
    later = {"about_start": "2019-02-21", "about_end": "2019-02-21"}
    assert total([claim(), claim(200, None, qualifier="at least", **later)]).high is None
    assert total([claim(), claim(None, 200, qualifier="up to", **later)]).low == 3000


def test_one_claim_is_its_own_sum_and_none_is_refused(claim):
    assert total([claim()]).low == 3000
    assert total([claim(5, unit="people per day", term="arrived")]).low == 5
    assert "There is nothing to add." in _reasons()


def test_stocks_flows_and_running_totals_are_never_added(claim):
    said = _reasons(claim(id="flow"), claim(id="stock", term="remaining"), claim(id="since", about_start="2018-12-01"))
    assert "of different kinds: flow (flow), stock (stock), since (running total)." in said
    assert "of different terms" in said


def test_overlapping_days_are_refused(claim):
    assert "a and b overlap in time." in _reasons(claim(id="a"), claim(id="b", source="B", about_start="2019-02-18"))


def test_a_total_and_its_part_are_refused(claim):
    later = {"about_start": "2019-02-21", "about_end": "2019-02-21"}
    assert "a and b are a total and a part of it." in _reasons(claim(id="a"), claim(id="b", total_id="a", **later))


def test_rounds_of_a_stock_are_refused_but_camps_add_up_on_one_day(stock):
    rounds = [stock("2019-02-20", 40000, id="a"), stock("2019-02-25", 47000, id="b")]
    assert "a and b are rounds of one stock." in _reasons(*rounds)
    elsewhere = stock("2019-02-20", 5000, id="c", place="Areesha camp")
    assert total([rounds[0], elsewhere]).low == 45000
    assert "b and c are stocks of different days." in _reasons(rounds[1], elsewhere)


def test_running_totals_of_one_place_and_units_and_the_same_claim_are_refused(claim):
    since = {"about_start": "2018-12-01"}
    assert "running totals of one place" in _reasons(claim(id="a", **since), claim(9, id="b", **since))
    assert "of different units: a (people), b (trucks)" in _reasons(claim(id="a"), claim(id="b", unit="trucks"))
    assert "are the same claim" in _reasons(claim(), claim())


def test_what_is_neither_stock_nor_flow_is_refused(claim):
    rate = {"unit": "people per day", "term": "arrived"}
    assert "Neither stock nor flow, so nothing to add: a, b." in _reasons(
        claim(id="a", **rate), claim(5, id="b", **rate)
    )


@pytest.mark.parametrize(("first_day", "overlaps"), [("2019-02-20", True), ("2019-02-21", False)])
def test_counts_that_share_one_day_are_not_added_whichever_comes_first(claim, first_day, overlaps):
    earlier = claim(id="a", about_start="2019-02-18")  # to 20 February
    later = claim(id="b", source="B", about_start=first_day, about_end="2019-02-23", published="2019-02-24")
    for one, other in ((earlier, later), (later, earlier)):
        if overlaps:
            assert f"{one.id} and {other.id} overlap in time." in _reasons(one, other)
        else:
            assert total([one, other]).low == 6000
