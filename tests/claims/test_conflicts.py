"""Contradictions: found where ranges cannot meet, and only there."""

from __future__ import annotations

import math
from datetime import date

import pytest

from waystation.claims import Category, conflicts, likely_range, stated_range
from waystation.claims.periods import Window


def _found(*claims, **options):
    return [(each.category, {claim.source for claim in each.claims}) for each in conflicts(claims, **options)]


def test_each_wording_allows_its_own_range(claim):
    assert stated_range(claim()) == pytest.approx((2700, 3300))
    assert stated_range(claim(qualifier="exact")) == pytest.approx((2970, 3030))
    assert stated_range(claim(high=None, qualifier="at least")) == (3000, math.inf)
    assert stated_range(claim(None, 9000, qualifier="up to")) == (0, 9000)
    assert stated_range(claim(300, 500, qualifier="range")) == (300, 500)
    assert stated_range(claim(200, 900, figure_kind="vague")) == (100, 1800)
    assert likely_range(claim(high=None, qualifier="more than")) == (3000, 3750)
    assert likely_range(claim(None, 9000, qualifier="up to")) == (7200, 9000)


def test_what_an_office_corrected_itself_is_no_disagreement(claim):
    first, corrected = claim(), claim(1500, published="2019-03-09")
    assert first.until == corrected.until
    assert _found(first, corrected) == []


def test_a_whole_country_and_one_post_are_not_compared(claim):
    country, post = claim(location_accuracy="ADM0"), claim(1500, source="Rudaw", location_accuracy="point")
    assert _found(country, post) == []
    assert _found(country, claim(1500, source="Rudaw"))


def test_a_count_half_of_another_for_the_same_day_contradicts_it_and_both_are_kept(claim):
    sdf, paper = claim(), claim(1500, source="Rudaw")
    [found] = conflicts([paper, sdf])
    assert found.category is Category.CONTRADICTION
    assert set(found.claims) == {sdf, paper}
    assert found.factor == pytest.approx(2700 / 1650)
    assert "Rudaw said that about 1,500 people were taken out (Baghouz, 2019-02-20)" in found.text
    assert "SDF said that about 3,000 people were taken out (Baghouz, 2019-02-20)" in found.text
    assert found.text.endswith("one figure is about 2.0 times as many as the other, 1,500 people apart.")
    assert found.about == "Baghouz: people who were taken out, 2019-02-20"
    assert found.as_dict()["category"] == "contradiction"


def test_ranges_that_meet_do_not_contradict(claim):
    assert _found(claim(), claim(3300, source="B")) == []


def test_two_lower_bounds_never_contradict_and_a_later_count_above_one_does_not_either(stock):
    bound = stock("2019-03-01", 45000, None, qualifier="at least", source="UN")
    count = stock("2019-03-04", 56002, qualifier="exact", source="OCHA")
    assert _found(bound, count) == []
    assert Category.CONTRADICTION not in dict(_found(bound, stock("2019-02-27", 52000, None, qualifier="more than")))


def test_about_so_many_contradicts_more_than_far_more_on_the_same_day(stock):
    staff = stock("2019-02-27", 52000, None, qualifier="more than", source="Camp staff")
    monitor = stock("2019-02-27", 45500, source="A monitor")
    assert _found(staff, monitor) == [(Category.CONTRADICTION, {"Camp staff", "A monitor"})]


@pytest.mark.parametrize("later", [610, 1500, 16248, 60_000])
def test_stocks_of_different_days_are_news_and_no_contradiction(stock, later):
    early = stock("2031-05-03", 1050, qualifier="exact", source="Camp office")
    for day in ("2031-05-04", "2031-05-07"):
        assert _found(early, stock(day, later, qualifier="exact", source="Red Crescent")) == []
    same = stock("2031-05-03", later, qualifier="exact", source="Red Crescent")
    assert _found(early, same) == [(Category.CONTRADICTION, {"Camp office", "Red Crescent"})]


def test_more_left_behind_than_an_earlier_estimate_allows_contradicts_it_and_fewer_do_not(stock):
    def left(day, people, source):
        return stock(day, people, term="remaining", source=source)

    early = left("2031-05-03", 1000, "Mayor")
    assert _found(early, left("2031-05-06", 6000, "Monitor"))[0][0] is Category.CONTRADICTION
    assert _found(early, left("2031-05-06", 100, "Monitor")) == []
    assert _found(early, left("2031-05-06", 6000, "Mayor")) == []
    assert _found(early, left("2031-05-20", 6000, "Monitor")) == []


def test_one_counter_may_report_another_stock_on_another_day(stock):
    assert _found(stock("2019-08-22", 290000, source="UNRWA"), stock("2019-08-25", 54000, source="UNRWA")) == []
    assert len(_found(stock("2019-08-22", 290000, source="UNRWA"), stock("2019-08-22", 54000, source="UNRWA"))) == 1


def test_one_day_cannot_hold_more_than_the_days_around_it_but_may_hold_less(claim):
    days = {"about_start": "2019-02-18", "about_end": "2019-02-22", "published": "2019-02-23", "source": "B"}
    assert _found(claim(9000), claim(5000, **days))[0][0] is Category.CONTRADICTION
    assert _found(claim(100), claim(5000, **days)) == []


def test_different_days_units_places_and_things_are_not_compared(claim):
    others = [
        {"about_start": "2019-02-19", "about_end": "2019-02-19"}, {"unit": "trucks"}, {"place": "Hajin"},
        {"term": "arrived"}, {"about_start": None},
    ]  # fmt: skip
    for changes in others:
        assert _found(claim(), claim(100, source="B", **changes)) == []


def test_left_and_evacuated_describe_the_same_thing_and_aliases_the_same_place(claim):
    other = claim(1000, source="B", term="left_pocket", place="Hajin")
    assert _found(claim(), other) == []
    assert len(_found(claim(), other, aliases={"Hajin": "Baghouz"})) == 1


def test_parts_are_left_out(claim):
    assert _found(claim(), claim(100, source="B", total_id="yes")) == []


def test_a_story_told_twice_contradicts_another_once(claim):
    copies = [claim(source=source) for source in ("SDF", "A newspaper", "A wire")]
    assert len(conflicts([*copies, claim(1000, source="B")])) == 1


def test_none_against_some_is_a_conflict_without_a_factor(claim):
    [found] = conflicts([claim(0, qualifier="exact"), claim(1000, source="B")])
    assert math.isinf(found.factor)
    assert found.as_dict()["factor"] is None


def test_an_up_to_that_counts_over_more_days_stay_far_below_is_listed_as_a_bound(claim):
    bound = claim(None, 9000, qualifier="up to", source="OCHA", about_start="2019-02-18")
    assert _found(bound, claim(5000, about_start="2019-02-18"))[0][0] is Category.BOUND
    assert _found(bound, claim(8000, about_start="2019-02-18")) == []
    assert _found(bound, claim(1000)) == []  # one of its days only


def test_exits_and_arrivals_far_apart_are_listed_as_not_comparable(claim):
    since = {"about_start": "2018-12-01", "published": "2019-02-27"}
    exits = claim(49050, term="left_pocket", qualifier="exact", source="A monitor", **since)
    arrivals = claim(37000, None, term="arrived", qualifier="more than", place="Al-Hol camp", source="WHO", **since)
    [found] = conflicts([exits, arrivals])
    assert found.category is Category.NOT_COMPARABLE
    assert "people who leave are not yet people who arrive" in found.text
    near = claim(45000, None, term="arrived", qualifier="more than", place="Al-Hol camp", source="WHO", **since)
    assert _found(exits, near) == []


def test_an_estimate_of_those_remaining_is_overtaken_by_exits_after_its_day(claim):
    estimate = claim(200, unit="families", term="remaining", about_start="2019-02-19", about_end="2019-02-19")
    out = [
        claim(700, about_start=day, about_end=day, source="B", published="2019-03-01")
        for day in ("2019-02-20", "2019-02-22")
    ]
    [found] = conflicts([estimate, *out])
    assert found.category is Category.OVERTAKEN
    assert found.claims == (estimate, *out)
    assert found.factor == pytest.approx(2 * 630 / 1100)
    assert "at least 1,300 people were reported out, more than the 1,100 it allows" in found.text
    assert _found(estimate, *out, household_size=9.0) == []


def test_exits_that_overlap_or_fall_on_the_day_of_the_estimate_prove_nothing(claim):
    estimate = claim(1000, term="remaining", about_start="2019-02-20")
    assert _found(estimate, claim(3000, source="B")) == []
    same_day = [
        claim(700, about_start="2019-02-22", about_end="2019-02-22", source=name, published="2019-03-01")
        for name in "BC"
    ]
    assert _found(estimate, same_day[0], same_day[1].model_copy(update={"quantity_high": 701.0, "id": "x"})) == []


def test_at_least_so_many_remaining_is_never_overtaken(claim):
    estimate = claim(3000, None, qualifier="more than", term="remaining", about_start="2019-02-20")
    out = claim(9000, source="B", about_start="2019-02-22", about_end="2019-02-22", published="2019-03-01")
    assert _found(estimate, out) == []


def test_counts_since_one_start_may_grow_within_a_day_but_not_shrink(claim):
    since = {
        "term": "arrived",
        "place": "Armenia",
        "source": "Government",
        "qualifier": "exact",
        "published": "2019-02-25",
    }
    days = [claim(10000 * n, about_end=f"2019-02-2{n}", **since) for n in (1, 2, 3, 4)]
    evening = claim(37000, about_end="2019-02-23", **since)
    assert conflicts([*days, evening]) == []
    fewer = claim(15000, about_end="2019-02-24", **since)
    assert {each.category for each in conflicts([*days, fewer])} == {Category.CONTRADICTION}


def _days(claim, first, last, low, high=-1, **options):
    days = {"about_start": f"2019-02-{first}", "about_end": f"2019-02-{last}", "published": "2019-02-27"}
    return claim(low, high, **days, **options)


def test_an_upper_bound_is_listed_beside_the_counts_that_together_cover_its_days(claim):
    bound = _days(claim, 22, 25, None, 9000, source="OCHA", qualifier="up to")
    press = _days(claim, 22, 24, 2000, None, source="AFP", qualifier="more than")
    monitor = _days(claim, 25, 25, 1400, source="SOHR")
    [found] = conflicts([bound, press, monitor])
    assert found.category is Category.BOUND
    assert found.claims == (bound, press, monitor)
    # Each is taken as a listener would: 2,000 x 1.25 and 1,400 x 1.1, against 9,000 / 1.25.
    assert found.factor == pytest.approx(7200 / (2500 + 1540))
    assert all(each.source in found.text and each.figure in found.text for each in found.claims)


@pytest.mark.parametrize(
    "monitor",
    [
        pytest.param((24, 1400, "SOHR"), id="a day has no count"),
        pytest.param((25, 5000, "SOHR"), id="the counts come to as many"),
        pytest.param((25, 1400, "OCHA Flash Update 9"), id="it is the office's own count"),
    ],
)
def test_an_upper_bound_stands_where(claim, monitor):
    day, low, source = monitor
    bound = _days(claim, 22, 25, None, 9000, source="OCHA", qualifier="up to")
    press = _days(claim, 22, 24, 2000, source="AFP")
    assert not conflicts([bound, press, _days(claim, day, day, low, source=source)])


def test_exits_stand_beside_the_nearest_arrivals_of_each_office_once_a_story(claim):
    since = {"term": "arrived", "place": "Al-Hol camp", "about_start": "2018-12-01"}
    out = claim(36545, qualifier="exact", source="SOHR", about_start="2018-12-01", about_end="2019-02-02")
    un = claim(23000, source="UNHCR", about_end="2019-02-01", published="2019-02-01", **since)
    copied = claim(23000, source="A newspaper", about_end="2019-01-31", published="2019-02-01", **since)
    ocha = claim(25500, source="OCHA", about_end="2019-02-04", published="2019-02-04", **since)
    found = conflicts([out, un, copied, ocha])
    assert {frozenset(each.source for each in pair.claims) for pair in found} == {
        frozenset({"SOHR", "UNHCR"}),
        frozenset({"SOHR", "OCHA"}),
    }


def test_a_figure_that_was_denied_or_foretold_contradicts_nothing(claim):
    assert not conflicts([claim(), claim(500, source="Rudaw", exclusion_reason="denied")])


def test_a_bound_far_below_a_stock_of_the_same_day_is_loose_and_of_the_next_day_only_if_the_stock_grows(stock):
    def waited(day, *people, **changes):
        return stock(day, *people, term="awaiting_transfer", **changes)

    count, least = waited("2019-03-01", 4000), waited("2019-03-01", 500, None, qualifier="at least", source="UN")
    assert _found(count, least) == [(Category.BOUND, {"SDF", "UN"})]
    # A queue may be short again a day later; a camp's people do not leave overnight.
    assert _found(count, waited("2019-03-02", 500, None, qualifier="at least", source="UN")) == []
    camp = stock("2019-03-01", 40_000), stock("2019-03-02", 5000, None, qualifier="at least", source="UN")
    assert _found(*camp) == [(Category.BOUND, {"SDF", "UN"})]


@pytest.mark.parametrize(("last", "long"), [(14, False), (15, True)])
def test_a_window_of_more_than_a_fortnight_is_that_of_a_running_total(last, long):
    assert Window(date(2030, 5, 1), date(2030, 5, last)).long is long


def _count(claim, day, people, *, start=None, source="SDF", **changes):
    days = {"about_start": f"2019-02-{start or day:02}", "about_end": f"2019-02-{day:02}", "published": "2019-03-01"}
    return claim(people, qualifier="exact", source=source, **{**days, **changes})


def test_a_total_is_compared_with_the_sum_of_the_counts_of_its_days(claim):
    days = [_count(claim, 10, 500), _count(claim, 11, 600), _count(claim, 12, 700)]
    total = _count(claim, 12, 3300, start=10, source="Rudaw")
    [found] = conflicts([*days, total])
    assert found.category is Category.CONTRADICTION
    assert found.claims == (total, *days)
    # 1 % either way of exact figures, and 5 % as days are closed at other hours
    assert found.factor == pytest.approx(3300 * 0.99 / 1.05 / (1800 * 1.01))
    assert "Counts of these days come to 1,800: SDF said that 500 people were taken out" in found.text
    assert not conflicts([*days, _count(claim, 12, 1850, start=10, source="Rudaw")])


def test_an_office_whose_own_days_do_not_make_its_total_contradicts_itself(claim):
    total = _count(claim, 12, 900, start=10)
    assert conflicts([_count(claim, 11, 600, start=10), _count(claim, 12, 700), total])
    assert not conflicts([_count(claim, 11, 300, start=10), _count(claim, 12, 600), total])


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ([(10, 10), (12, 12)], "a day between has no count"),
        ([(10, 11), (11, 12)], "a day is counted twice"),
        ([(11, 11), (12, 12)], "the first day has no count"),
    ],
)
def test_counts_that_do_not_cover_each_day_once_are_not_summed(claim, days, why):
    counts = [_count(claim, end, 20, start=start) for start, end in days]
    assert not conflicts([*counts, _count(claim, 12, 3300, start=10, source="Rudaw")]), why


def test_days_counted_again_are_summed_once_and_a_running_total_may_be_a_day_off(claim):
    again = _count(claim, 12, 640, published="2019-03-03")
    days = [_count(claim, 10, 600), _count(claim, 11, 600), _count(claim, 12, 900), again]
    [found] = conflicts([*days, _count(claim, 12, 3300, start=10, source="Rudaw")])
    assert found.claims[1:] == (*days[:2], again)
    # of 600 a day, a running total of three days may be read a day early or late
    running = [_count(claim, day, 600 * (day - 10), start=10, source="Rudaw") for day in range(11, 14)]
    assert not conflicts([*[_count(claim, day, 600) for day in range(10, 14)], *running])
