"""Counts that leap, and days of nobody that stand for days not counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from waystation.claims import Claim
from waystation.claims.history import History
from waystation.forecast.surges import SurgeForecast, forecast_surge
from waystation.forecast.surges.backlog import without_uncounted_end
from waystation.forecast.surges.new_wave import GOES_ON, leap_per_day
from waystation.forecast.surges.pooling import mixed
from waystation.share.surge_shown import surge_lines

FIRST = date(2032, 1, 5)  # a Monday


def counts_of(a_day: Sequence[float]) -> History:
    return History(FIRST, np.arange(len(a_day), dtype=float), np.cumsum(a_day, dtype=float))


def forecast(a_day: Sequence[int]) -> SurgeForecast:
    claims = [
        Claim(
            published=FIRST + timedelta(days=day), about_start=FIRST + timedelta(days=day),
            about_end=FIRST + timedelta(days=day), source="Harbour", place="Quay", quantity_low=people,
            quantity_high=people, qualifier="exact", unit="people", term="arrived",
        )
        for day, people in enumerate(a_day)
    ]  # fmt: skip
    as_of = FIRST + timedelta(days=len(a_day) - 1)
    dates = [as_of + timedelta(days=each) for each in (1, 7)]
    return forecast_surge(claims, place="Quay", as_of=as_of, dates=dates, members=800)


FIRST_WAVE = [round(1800 * 0.8**day) + 5 for day in range(26)]


def test_on_the_first_day_of_a_second_wave_the_range_holds_a_wave_that_goes_on_and_one_that_does_not() -> None:
    found = forecast([*FIRST_WAVE, 1300])
    low, middle, high = np.quantile(found.members[1], [0.1, 0.5, 0.9]) - found.history.total
    assert low < 7 * 130  # a tenth of the new rate
    assert high > 7 * 1300
    assert middle > 7 * 130
    assert "A new wave may have begun" in " ".join(surge_lines(found))
    quiet = forecast([*FIRST_WAVE, 8])
    assert not quiet.leaps
    assert np.quantile(quiet.members[1], 0.9) - quiet.history.total < 700


def test_a_count_is_a_leap_at_three_times_the_rate_before_and_more_than_a_recount() -> None:
    steady = [100.0] * 20
    assert leap_per_day(counts_of([*steady, 290.0])) is None
    assert leap_per_day(counts_of([*steady, 310.0])) == pytest.approx(310.0)
    assert leap_per_day(counts_of([*[100.0] * 120, 310.0])) is None  # under 4 % of the total
    assert leap_per_day(counts_of([*steady, 0.0, 0.0, 310.0])) is None  # a weekend counted on Monday: 103 a day
    assert leap_per_day(counts_of([100.0, 400.0])) is None


def test_so_many_members_follow_the_new_wave_and_quantiles_rise() -> None:
    found = mixed(np.full((2, 1000), 5.0), np.full((2, 1000), 90.0), GOES_ON)
    assert float((found == 90.0).mean()) == pytest.approx(GOES_ON)
    assert (np.diff(found, axis=1) >= 0.0).all()


WORKING_WEEKS = [*[90.0] * 5, 0.0, 0.0, 260.0, *[88.0] * 4, 0.0, 0.0, 250.0, *[80.0] * 4]


def test_a_weekend_of_nobody_whose_people_are_counted_on_monday_is_not_the_end_of_a_surge() -> None:
    found = without_uncounted_end(counts_of([*WORKING_WEEKS, 0.0, 0.0]))
    assert found.dates[-1] == FIRST + timedelta(days=len(WORKING_WEEKS) - 1)
    assert "last 2 days" in found.notes[-1]
    assert "last day." in without_uncounted_end(counts_of([*WORKING_WEEKS, 0.0])).notes[-1]


@pytest.mark.parametrize(
    "a_day",
    [
        WORKING_WEEKS,  # it ends with people
        [*[90.0] * 5, 0.0, 0.0, 85.0, *[88.0] * 4, 0.0, 0.0, 91.0, *[80.0] * 4, 0.0, 0.0],  # no backlog
        [*[90.0] * 12, 0.0, 0.0],  # never seen before
        [*WORKING_WEEKS, *[0.0] * 9],  # longer than a weekend: it may be the end
    ],
)
def test_days_of_nobody_stand_where_no_habit_speaks_against_them(a_day: list[float]) -> None:
    past = counts_of(a_day)
    assert without_uncounted_end(past) is past


def test_days_of_nobody_at_the_end_are_said_so_that_rows_that_were_not_counted_can_go() -> None:
    shown = " ".join(surge_lines(forecast([400, 380, 390, 360, 350, 0, 0])))
    assert "The last 2 counts add nobody" in shown
    assert "delete these rows" in shown
