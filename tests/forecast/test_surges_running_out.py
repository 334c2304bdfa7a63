"""Surges that run out or go on for months, people who lived at the origin, and shelters that fill on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from waystation.claims import Claim
from waystation.claims.history import History
from waystation.forecast.surges import SurgeForecast, forecast_surge
from waystation.forecast.surges.running_out import last_fall
from waystation.forecast.surges.steady import steady_share
from waystation.forecast.surges.stocks import FILLS_ON
from waystation.forecast.surges.who_can_come import who_can_still_come
from waystation.share.surge_shown import surge_lines

FIRST = date(2033, 6, 6)


def claim(people: float, day: int, **changed: object) -> Claim:
    until = FIRST + timedelta(days=day)
    told: dict[str, object] = {
        "published": until, "about_start": FIRST, "about_end": until, "source": "District", "place": "Ferry",
        "quantity_low": people, "quantity_high": people, "qualifier": "exact", "unit": "people", "term": "arrived",
    }  # fmt: skip
    return Claim.model_validate(told | changed)


def forecast(totals: Sequence[float], *more: Claim, ahead: int = 6, **changed: object) -> SurgeForecast:
    claims = [claim(people, day, **changed) for day, people in enumerate(totals)]
    as_of = FIRST + timedelta(days=len(totals) - 1)
    return forecast_surge(
        [*claims, *more], place="Ferry", as_of=as_of, term=claims[0].term, dates=[as_of + timedelta(days=ahead)],
        members=1000,
    )  # fmt: skip


def counts(a_day: Sequence[float]) -> History:
    return History(FIRST, np.arange(len(a_day), dtype=float), np.cumsum(a_day, dtype=float))


def range_of(found: SurgeForecast) -> list[float]:
    return [float(each) for each in np.quantile(found.members[0], [0.1, 0.5, 0.9])]


def test_an_evacuation_that_stopped_two_days_ago_may_be_over_and_the_screen_says_so() -> None:
    found = forecast(np.cumsum([9000, 17_000, 11_000, 1500, 250, 0]).tolist())
    low, middle, high = range_of(found)
    assert low <= 38_750 + 100
    assert middle < 38_750 + 2500
    assert high > 38_750 + 4000  # a lull is still possible
    assert "It may end, or this may be a lull" in " ".join(surge_lines(found))


def test_one_slow_count_is_no_end() -> None:
    assert last_fall(counts([2000, 2100, 1900, 2000, 90])) is None
    assert last_fall(counts([2000, 2100, 1900, 2000, 90, 70])) == pytest.approx((80.0, 0.0))
    assert last_fall(counts([2000, 2100, 1900, 2000, 90, 900])) is None


def test_days_that_fall_evenly_go_on_falling_in_half_of_the_cases() -> None:
    a_day = [3000 * 0.8**day for day in range(9)]
    found = last_fall(counts(a_day))
    assert found is not None
    assert np.exp(-found.fewer_a_day) == pytest.approx(0.8)
    # A rate at the end of the last day, which falls on, gives the people of the next day.
    assert found.per_day * (1 - 0.8) / found.fewer_a_day == pytest.approx(a_day[-1] * 0.8, rel=0.01)
    low, middle, high = range_of(forecast(np.cumsum(a_day).round().tolist()))
    true = float(np.sum([3000 * 0.8**day for day in range(15)]))
    assert low < true < high
    assert abs(middle - true) < 0.05 * true
    assert last_fall(counts([*a_day[:-1], a_day[-2]])) is None


def test_a_claimed_population_is_conditioned_on_those_who_have_come() -> None:
    rng = np.random.default_rng(5)
    young = History(FIRST, np.array([4.0]), np.array([10_000.0]), population=100_000.0)
    old = History(FIRST, np.array([4.0]), np.array([90_000.0]), population=100_000.0)
    lived = 10_000 + who_can_still_come(young, 20_000, rng)
    given = 90_000 + who_can_still_come(old, 20_000, rng)
    # The same law, of which those below 90,000 are ruled out; a fiftieth of the total more may always come.
    expected = lived[lived > 91_800]
    for level in (0.5, 0.9):
        assert np.quantile(given[given > 91_800], level) == pytest.approx(np.quantile(expected, level), rel=0.01)
    assert (given > 90_000).all()


def test_a_population_that_was_overtaken_bounds_nothing() -> None:
    totals = [6000, 15_000, 27_000, 38_000, 50_000]

    def before(people: float) -> Claim:
        return claim(people, 0, place="Valley", term="population_before", about_start=None)

    free, refuted = forecast(totals), forecast(totals, before(20_000))
    assert range_of(refuted) == range_of(free)
    shown = " ".join(surge_lines(refuted))
    assert "More people came than are said to have lived there before (20,000)." in shown
    bounded = forecast(totals, before(56_000))
    assert range_of(bounded)[2] < 70_000 < range_of(free)[2]
    assert range_of(bounded)[0] > 50_200  # it is not over: people came on the last day as before
    assert "lived there before" not in " ".join(surge_lines(bounded))


def test_shelters_in_a_lull_may_fill_on() -> None:
    filled = [3000, 9000, 17_000, 26_000, 38_000, 39_000, 39_500]
    found = forecast(filled, term="camp_population", about_start=None, ahead=7)
    a_day = (39_500 - 17_000) / 4
    goes_on = a_day * 14 * (1 - np.exp(-7 / 14))
    share = float((found.members[0] - 39_500 > goes_on).mean())
    assert FILLS_ON / 2 - 0.05 < share < FILLS_ON  # half of the three in ten lie above the middle of that rate
    assert np.quantile(found.members[0], 0.1) < 39_500 + 7 * 500  # or go on as slowly as on the last day


def test_shelters_fill_on_with_no_more_people_than_are_left_to_come() -> None:
    filled = [3000, 9000, 17_000, 26_000, 38_000, 39_000, 39_500]
    shelters: dict[str, object] = {"term": "camp_population", "about_start": None}
    lived = claim(46_000, 0, place="Valley", term="population_before", about_start=None)
    free, bounded = (forecast(filled, *more, ahead=28, **shelters) for more in ((), (lived,)))
    most = [float(np.quantile(each.members[0], 0.99)) for each in (free, bounded)]
    assert most[1] < 1.25 * 46_000 < most[0]  # claimed populations err by a tenth or so, and mostly too high
    assert "It may end, or this may be a lull" in " ".join(surge_lines(free))


def test_a_lower_bound_at_the_end_and_lower_counts_of_later_days_are_told() -> None:
    bound = claim(9000, 4, quantity_high=None, qualifier="more than")
    shown = " ".join(surge_lines(forecast([2000, 4000, 6000, 7500], bound, ahead=9)))
    assert "only a lower bound" not in shown  # it was not published by then
    later = [claim(people, day) for day, people in enumerate([2000, 4000, 6000, 7500])]
    found = forecast_surge([*later, bound], place="Ferry", as_of=FIRST + timedelta(days=4), members=200)
    assert 'only a lower bound, such as "more than".' in " ".join(surge_lines(found))
    lower = [*later, claim(5000, 4, source="Radio")]
    found = forecast_surge(lower, place="Ferry", as_of=FIRST + timedelta(days=4), members=200)
    told = " ".join(surge_lines(found))
    assert "1 count of a later day is below the last total, the last 5,000 people for 10 June 2033." in told


def test_a_flow_that_was_steady_for_weeks_goes_on_at_its_rate() -> None:
    weekly = [1400 * week + (60, -45, 20)[week % 3] for week in range(1, 11)]
    claims = [claim(people, 7 * week) for week, people in enumerate(weekly, 1)]
    as_of = FIRST + timedelta(days=70)
    dates = [as_of + timedelta(days=each) for each in (14, 56)]
    found = forecast_surge(claims, place="Ferry", as_of=as_of, dates=dates, members=1000)
    for row, days in zip(found.members, (14, 56), strict=True):
        low, middle, high = (float(each) for each in np.quantile(row, [0.1, 0.5, 0.9]) - weekly[-1])
        assert 0.85 * 200 * days < middle < 1.15 * 200 * days
        assert 0.3 * 200 * days < low
        assert high < 2.2 * 200 * days


def test_an_old_flow_that_comes_by_leaps_is_not_taken_for_steady() -> None:
    assert steady_share(counts([200, 900, 20, 30, 1500, 10, 300, 40] * 6)) == 0.0
    assert steady_share(counts([300.0] * 20)) == pytest.approx(19 / 40)
    assert steady_share(counts([300.0] * 20), stock=True) == 0.0
    assert steady_share(counts([300.0] * 18 + [10, 5])) == 0.0
