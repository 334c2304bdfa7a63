"""Numbers are rounded to what is known and never printed alone."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.share.language import language
from waystation.share.rounding import DateInterval, Interval, day_words, rising, step_for

counts = st.floats(0, 5_000_000, allow_nan=False)


def number(text: str) -> float:
    return float(text.replace(",", ""))


@given(low=counts, width=counts)
def test_rounding_moves_an_end_by_a_sixteenth_of_the_width_at_most(low: float, width: float) -> None:
    step = step_for(low, low + width)
    assert step / 2 <= max(width / 16, 0.5)


@given(low=counts, width=counts, least=st.sampled_from([1.0, 10.0, 100.0]))
def test_the_step_is_one_two_or_five_times_a_power_of_ten(low: float, width: float, least: float) -> None:
    step = step_for(low, low + width, least)
    assert step >= least
    assert f"{step:.0f}".rstrip("0") in {"1", "2", "5"}


@given(st.lists(counts, min_size=3, max_size=3).map(sorted))
def test_rounded_figures_keep_their_order(values: list[float]) -> None:
    low, median, high = values
    interval = Interval(median, low, high)
    shown = [interval._shown(each) for each in (low, median, high)]
    figures = [9.0 if text.startswith("fewer") else number(text) for text in shown]
    assert figures == sorted(figures)


@given(st.integers(1, 9))
def test_counts_of_one_to_nine_people_are_never_shown(people: int) -> None:
    text = Interval(people, people, people).text
    assert text == "fewer than 10 (80 %: fewer than 10)"


def test_zero_is_shown_as_zero() -> None:
    assert Interval(0, 0, 0).text == "0 (the same in 80 % of cases or more)"


def test_an_interval_of_no_width_says_why() -> None:
    assert Interval.over([6000] * 50).text == "6,000 (fixed by the scenario)"
    assert Interval.over([0] * 95 + [700] * 5).text == "0 (the same in 80 % of cases or more)"
    assert Interval.hours(2.0, 2.0, 2.0, fixed=True).text == "2.0 hours (fixed by the scenario)"
    day = date(2030, 5, 7)
    assert DateInterval(day, day, day, date(2030, 6, 1), fixed=True).bracket == "fixed by the scenario"


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=30), st.floats(1.0, 3.0))
def test_a_running_total_never_seems_to_fall_however_it_is_rounded(steps: list[float], wider: float) -> None:
    totals = np.cumsum(steps)
    figures = [Interval(t, t / wider, t * (1 + 0.3 * at)) for at, t in enumerate(totals)]
    shown = [each.rounded() for each in rising(figures)]
    for before, after in pairwise(shown):
        assert all(one <= other for one, other in zip(before, after, strict=True))
    assert all(low <= median <= high for median, low, high in shown)


@given(st.lists(st.floats(0, 1e6), min_size=5, max_size=5).map(sorted))
def test_the_wide_range_as_shown_is_never_inside_the_narrow_one(ends: list[float]) -> None:
    lowest, low, median, high, highest = ends
    narrow = Interval(median, low, high)
    wide = Interval(median, lowest, highest, share=95, given_step=narrow.step)
    assert wide.rounded()[1] <= narrow.rounded()[1]
    assert wide.rounded()[2] >= narrow.rounded()[2]


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(52_317, 47_812, 57_204), "about 52,000 (80 %: 48,000 to 57,000)"),
        (Interval(52_317, 52_300, 52_340), "about 52,300 (80 %: 52,300, to the nearest 100)"),
        (Interval(845, 812, 901), "about 840 (80 %: 810 to 900)"),
        (Interval(3.2, 2.9, 4.4, unit="tonnes", people=False), "about 3.2 tonnes (80 %: 2.9 to 4.4 tonnes)"),
        (Interval(201, 199, 204, people=False, whole=True), "about 201 (80 %: 199 to 204)"),
        (Interval(841_200, 840_100, 842_900, people=False), "about 841,000 (80 %: 840,000 to 843,000)"),
        # What is below ten people is hidden, ten is not; figures that are not of people stand as they are.
        (Interval(10, 9, 11), "about 10 (80 %: fewer than 10 to 10)"),
        (Interval(9, 9, 9), "fewer than 10 (80 %: fewer than 10)"),
        (Interval(9, 8, 9.6, people=False), "about 9.0 (80 %: 8.0 to 9.6)"),
        # An eighth of the width, down to 1, 2 or 5.
        (Interval(5_000, 4_000, 5_600), "about 5,000 (80 %: 4,000 to 5,600)"),
        (Interval(5_050, 4_210, 5_990), "about 5,000 (80 %: 4,200 to 6,000)"),
        (Interval(50_050, 44_210, 60_120), "about 50,000 (80 %: 44,000 to 60,000)"),
        # Some is not none: what would become 0 is said in one digit.
        (Interval(5_000, 30, 90_000), "about 5,000 (80 %: 30 to 90,000)"),
        (Interval(0.4, 0.04, 9, people=False), "about 0.4 (80 %: 0.04 to 9)"),
        (Interval(2, 2, 5, people=False, unit="days", whole=True), "about 2 days (80 %: 2 to 5 days)"),
        # No width, and why.
        (Interval(70, 70, 70, share=95), "70 (the same in 95 % of cases or more)"),
        (Interval(70, 70, 70, fixed=True), "70 (fixed by the scenario)"),
        (Interval(70, 69, 71), "about 70 (80 %: 70, to the nearest 10)"),
    ],
)
def test_a_figure_always_comes_with_its_range(interval: Interval, text: str) -> None:
    assert interval.text == text


def test_a_day_after_the_horizon_is_said_so() -> None:
    late = DateInterval(None, date(2019, 4, 2), None, date(2019, 4, 30))
    assert late.text == "after 30 April (80 %: 2 April to after 30 April)"


def test_a_day_in_another_year_than_the_horizon_keeps_its_year() -> None:
    across = DateInterval(date(2019, 1, 2), date(2018, 12, 30), date(2019, 1, 9), date(2019, 1, 31))
    assert across.text == "around 2 January (80 %: 30 December 2018 to 9 January)"


def test_day_words_are_the_same_on_every_machine() -> None:
    assert [day_words(date(2019, month, 1), year=False, short=True) for month in (1, 5, 12)] == [
        "1 Jan", "1 May", "1 Dec",
    ]  # fmt: skip


def test_a_cell_says_that_all_cases_agree_and_never_to_the_nearest_one_day() -> None:
    words = language("en")
    nothing = Interval(0, 0, 0, unit="days", people=False, whole=True, fixed=True)
    assert words.cell(nothing, "not sooner") == ("not sooner", "in all cases")
    same = Interval(7.0, 6.8, 7.3, unit="days", people=False, whole=True)
    assert words.cell(same) == ("7 days", "")
    assert words.bracket(same) == same.bracket == "80 %: about 7 days"
    assert words.cell(Interval(5200, 4700, 5900)) == ("5,200", "4,700 to 5,900")
