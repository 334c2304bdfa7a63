"""Forecasts where little is known, where nobody was counted, where the last count is old, and of stocks that fall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from waystation.claims import Claim
from waystation.errors import InputError
from waystation.forecast.surges import SurgeForecast, forecast_surge
from waystation.forecast.surges.stocks import FALLS_ON, with_fall
from waystation.forecast.surges.thin_past import FIRST_SHIFT, RECOUNT_ERROR, with_recounts, with_thin_past
from waystation.share.surge_shown import surge_lines

FIRST = date(2031, 6, 1)
LEVELS = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])


def forecast(
    figures: Sequence[float], *, term: str = "arrived", later: int = 0, ahead: Sequence[int] = (1, 7, 28)
) -> SurgeForecast:
    """From one figure a day, running totals or people there; ``later``: days from the last one to the as-of date."""
    claims = [
        Claim(
            published=FIRST + timedelta(days=day), about_start=FIRST if term == "arrived" else None,
            about_end=FIRST + timedelta(days=day), source="Ferry office", place="Landing", quantity_low=people,
            quantity_high=people, qualifier="exact", unit="people", term=term,
        )
        for day, people in enumerate(figures, 1)
    ]  # fmt: skip
    as_of = FIRST + timedelta(days=len(figures) + later)
    dates = [as_of + timedelta(days=each) for each in ahead]
    return forecast_surge(claims, place="Landing", term=term, as_of=as_of, dates=dates, members=400)


def test_the_fewer_counts_the_wider_and_from_three_on_nothing_is_added() -> None:
    logs = np.array([[4.0, 5.0, 7.0]])
    widths = [float(np.ptp(with_thin_past(logs, counts, [7], 1))) for counts in (1, 2, 3)]
    assert widths[0] > widths[1] > widths[2] == pytest.approx(3.0)
    assert np.array_equal(with_thin_past(logs, 9, [28], 1), logs)


def test_what_is_added_to_first_counts_comes_with_the_days_ahead() -> None:
    logs = np.full((4, 3), 5.0)
    added = with_thin_past(logs, 1, [1, 2, 7, 28], 1)[:, 1] - 5.0
    assert (np.diff(added) > 0.0).all()
    assert added[0] < 0.25 * FIRST_SHIFT
    assert added[-1] == pytest.approx(FIRST_SHIFT, rel=0.01)


def test_of_a_surge_counted_once_a_fivefold_total_in_four_weeks_is_not_ruled_out() -> None:
    """A third of past surges that were counted once grew more than that in four weeks."""
    found = forecast([900])
    assert float((found.members[-1] > 5 * 900).mean()) > 0.2
    assert "Only 1 day is counted" in " ".join(surge_lines(found))
    assert "not tested" in surge_lines(found)[-5]


def test_recounts_and_growth_add_as_independent_errors_do() -> None:
    come = np.linspace(0.0, 600.0, 7)[None]
    found = with_recounts(come, 10_000.0, LEVELS, 3)
    third = RECOUNT_ERROR * 10_000.0 * 1.6377  # the 0.9 quantile of Student's t with 3 degrees of freedom
    assert found[0, 5] == pytest.approx(300.0 + np.hypot(200.0, third), rel=1e-4)
    assert found.min() == 0.0
    assert with_recounts(come, 10_000.0, LEVELS, 3, may_fall=True)[0, 0] < 0.0
    assert (np.diff(found[0, 2:]) > 0.0).all()


def test_a_flow_that_has_fallen_twice_begins_at_the_latest_rate_and_one_that_fell_once_does_not() -> None:
    falling = forecast(np.cumsum([3_600.0, 2_400.0, 1_700.0, 1_150.0]).tolist(), ahead=(1, 2))
    assert np.median(falling.members, axis=1) - falling.history.total == pytest.approx([1_150.0, 2_300.0], rel=0.15)
    once = forecast(np.cumsum([3_600.0, 1_700.0, 2_400.0, 1_150.0]).tolist(), ahead=(1, 2))
    assert np.median(once.members[1]) > np.median(falling.members[1])


def test_a_stock_that_falls_may_go_on_falling_and_one_that_rises_is_left_alone() -> None:
    members = np.full((2, 1000), 800.0)
    fell = with_fall(members, np.array([1.0, 2.0, 3.0]), np.array([500.0, 1000.0, 800.0]), [1, 7])
    assert float((fell < 800.0).mean()) == pytest.approx(FALLS_ON)
    assert (fell > 0.0).all()
    assert np.median(fell[1, :500]) < np.median(fell[0, :500]) < 700.0  # 200 a day left
    assert with_fall(members, np.array([1.0, 2.0]), np.array([500.0, 800.0]), [1, 7]) is members
    assert with_fall(members, np.array([1.0]), np.array([800.0]), [1, 7]) is members


def test_tomorrow_of_a_shelter_that_empties_holds_a_fall_as_large_as_today() -> None:
    found = forecast([2000, 2600, 2500, 2100, 1700], term="camp_population")
    low, high = np.quantile(found.members[0], [0.1, 0.9])
    assert low < 1300 < 1690 < high < 2000


@pytest.mark.parametrize("term", ["arrived", "camp_population"])
def test_counts_of_nobody_are_refused_since_they_do_not_tell_when_people_come(term: str) -> None:
    with pytest.raises(InputError, match=r'All counts at "Landing" by 2031-06-05 are 0\.'):
        forecast([0, 0, 0, 0], term=term)
    assert forecast([0, 0, 0, 40], term=term).members.max() > 0.0


def test_an_old_last_count_is_said_and_days_are_reckoned_from_it() -> None:
    found = forecast([300, 900, 1600, 2100], later=40)
    shown = " ".join(surge_lines(found))
    assert "The last count is 40 days old." in shown
    assert "days after the last count" in shown
    assert "%, " not in shown.split("reports")[0].split("than the second.")[1].split("Still")[0].replace("(80 %: ", "")
    assert "days old" not in " ".join(surge_lines(forecast([300, 900, 1600, 2100], later=2)))
