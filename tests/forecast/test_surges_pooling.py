"""Pooling, corrections, stocks and base rates of surges, held against sums done by hand."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import ndtri

from waystation.forecast.scoring import bootstrap_interval
from waystation.forecast.surges.analogue import growth_factors, growth_of_past_surges
from waystation.forecast.surges.conformal import learn_stretch, position, stretch_levels
from waystation.forecast.surges.correction import LEAN, NO_CORRECTION, Correction, corrected
from waystation.forecast.surges.past import FORWARD, LEAVE_ONE_OUT, left_out, past_surges, past_totals
from waystation.forecast.surges.pooling import FADING_WEIGHT, FILTER_WEIGHT, RULE_WEIGHT, pool
from waystation.forecast.surges.rule import FADE_DAYS, FADE_PER_DAY, MEAN_SHARE, Pace, bounded, pace, rule_increments
from waystation.forecast.surges.settings import STARTING_SETTINGS, settings_for
from waystation.forecast.surges.stocks import EMPTYING_PER_DAY, with_emptying
from waystation.forecast.surges.thin_past import RECOUNT_ERROR, with_recounts, without_recount


def test_a_pool_of_like_forecasts_is_that_forecast_and_weights_are_exponents() -> None:
    one = np.array([[99.0, 999.0]])
    assert np.allclose(np.exp(pool(one, one, one, 1.0)), one + 1.0)
    other = one * 1.5
    expected = (one + 1.0) ** (FILTER_WEIGHT + RULE_WEIGHT) * (other + 1.0) ** FADING_WEIGHT
    assert np.allclose(np.exp(pool(one, one, other, 1.0)), expected)


def test_a_filter_that_is_carried_away_moves_the_pool_by_no_more_than_a_bounded_factor() -> None:
    simple = np.full((1, 5), 1000.0)
    for wild in (1e9, 0.0):
        factor = np.exp(pool(np.full((1, 5), wild), simple, simple, 1.0)) / 1001.0
        assert np.allclose(np.abs(np.log(factor)), 0.8 * FILTER_WEIGHT)


def test_the_rule_is_a_fading_rate_by_hand() -> None:
    fade = FADE_DAYS + FADE_PER_DAY * 10.5
    rate = 301.0 ** (1.0 - MEAN_SHARE) * (1.0 + 5000.0 / 10.5) ** MEAN_SHARE
    found = rule_increments(Pace(10.0, 5000.0, 300.0, 0.5, 300.0, 300.0, 300.0), [7], np.array([0.0, 1.0]))
    assert found[0, 0] == pytest.approx(rate * fade * (1.0 - np.exp(-7 / fade)))
    assert found[0, 1] > found[0, 0]


def test_an_old_steady_surge_fades_later_than_a_young_one() -> None:
    young, old = (
        rule_increments(Pace(age, 1000.0 * age, 1000.0, 0.5, 1000.0, 1000.0, 1000.0), [28], np.zeros(1))[0, 0]
        for age in (3, 90)
    )
    assert young < 0.5 * old


def test_half_of_a_steady_surge_came_in_its_later_half_and_all_of_one_that_has_just_begun() -> None:
    days = np.arange(1.0, 21.0)
    steady = SimpleNamespace(days=days, totals=1000.0 * days)
    assert pace(steady).later_half == pytest.approx(0.5)
    assert pace(steady).recent_per_day == pytest.approx(1000.0)
    assert pace(SimpleNamespace(days=days, totals=np.where(days > 15, 9000.0, 1e-6))).later_half == pytest.approx(1.0)
    fallen = SimpleNamespace(days=np.array([1.0, 8.0, 10.0]), totals=np.array([100.0, 9000.0, 10.0]))
    assert pace(fallen)[:5] == (10.0, 10.0, 0.0, 0.0, 0.0)
    slowed = SimpleNamespace(days=np.array([4.0, 5.0]), totals=np.array([4000.0, 4600.0]))
    assert pace(slowed).latest_per_day == pytest.approx(600.0)
    assert pace(slowed).earlier_per_day == pytest.approx(1000.0)
    assert 600.0 < float(pace(slowed).recent_per_day) < 1000.0
    assert pace(slowed).next_per_day == pace(slowed).recent_per_day  # it fell once only
    falling = SimpleNamespace(days=np.arange(4.0), totals=np.array([4000.0, 6000.0, 7000.0, 7500.0]))
    assert pace(falling).next_per_day == pytest.approx(500.0)


def test_small_young_surges_and_those_that_get_faster_are_expected_to_grow_more() -> None:
    by = Correction(0.0, -0.1, 0.4)
    logs = np.array([[1.0, 2.0, 3.0]])

    def middle(
        by: Correction,
        age: float,
        total: float,
        later: float = 0.5,
        latest: float = 9.0,
        ahead: int = 99,
        following: float = 9.0,
    ) -> float:
        return float(corrected(logs, Pace(age, total, 9.0, later, latest, 9.0, following), [ahead], 1, by)[0, 1])

    # On the day it began, and with totals so near 60,000 that nothing is bent, the logarithm of the total counts whole.
    assert middle(by, -0.5, 57_000.0) - middle(by, -0.5, 63_000.0) == pytest.approx(0.1 * np.log(63 / 57), rel=0.01)
    assert 2.0 < middle(by, -0.5, 1.0) < 2.15  # however small it is
    assert middle(by, 99.5, 1.0) == pytest.approx(2.0, abs=1e-4)  # an old one says itself how it grows
    assert middle(by, 5.0, 6_000.0, 0.8) - middle(by, 5.0, 6_000.0, 0.3) == pytest.approx(0.4 * 0.5)
    shifted = Correction(0.3, 0.0, 0.0)
    assert middle(shifted, 5.0, 6_000.0) == pytest.approx(2.3)
    assert middle(shifted, 5.0, 6_000.0, ahead=1) == pytest.approx(2.0 + 0.3 * (1 - np.exp(-1 / 4)))
    # A third as fast as before: a third is added.
    assert middle(shifted, 5.0, 6_000.0, latest=3.0) == pytest.approx(2.1)
    assert middle(NO_CORRECTION, 5.0, 6_000.0, following=3.0, ahead=1) == pytest.approx(
        2.0 - np.log(3) * np.exp(-1 / 3)
    )
    leant = corrected(logs, Pace(5.0, 0.0, 1.0, 0.9, 1.0, 1.0, 1.0), [7], 1, NO_CORRECTION)
    assert np.allclose(leant, [[2.0 - (1.0 + LEAN), 2.0, 2.0 + (1.0 - LEAN)]])


def test_people_who_can_still_come_bound_the_rule() -> None:
    assert bounded(np.array([[1e9, 10.0]]), np.array([500.0, np.inf])).tolist() == [[500.0, 10.0]]


def test_stretched_intervals_hold_what_they_promise_where_truths_are_too_wide() -> None:
    places = 1.5 * ndtri((np.arange(999) + 0.5) / 999)
    # Sixteen groups: what they say counts half, on the log scale.
    alike = np.column_stack([places] * 3)
    assert learn_stretch(alike, np.ones(999), 16) == pytest.approx([np.sqrt(1.5)] * 3, rel=0.02)
    assert learn_stretch(alike, np.ones(999), 0) == (1.0, 1.0, 1.0)
    only_wide = np.column_stack([places / 1.5, places / 1.5, places])
    assert learn_stretch(only_wide, np.ones(999), 16) == pytest.approx([1.0, 1.0, np.sqrt(1.5)], rel=0.02)
    levels = np.linspace(-4.0, 4.0, 81)
    assert (np.diff(stretch_levels(levels, [1.4, 0.9, 1.2])) >= 0.0).all()
    assert np.allclose(stretch_levels(levels, [1.0, 1.0, 1.0]), levels)


def test_the_position_of_a_truth_is_its_normal_score() -> None:
    levels = [0.1, 0.5, 0.9]
    quantiles = 100.0 + 10.0 * ndtri(np.array(levels))
    for score in (-2.5, -0.7, 0.0, 1.1, 3.0):
        assert position(quantiles, levels, 100.0 + 10.0 * score) == pytest.approx(score, abs=1e-6)


def test_a_stock_may_empty_at_the_rate_that_past_stocks_did() -> None:
    found = with_emptying(np.tile(np.linspace(1000.0, 2000.0, 10_000), (2, 1)), 1000.0, [7, 28])
    gone = (found < 1000.0).mean(axis=1)
    assert gone == pytest.approx(1.0 - np.exp(-EMPTYING_PER_DAY * np.array([7, 28])), abs=1e-4)
    assert (np.diff(found, axis=1) >= 0.0).all()


def test_forward_learns_only_on_what_had_ended_and_never_on_the_same_war() -> None:
    table = past_surges()
    for name, row in table.iterrows():
        out = left_out(FORWARD, row["group"], row["began"])
        kept = table.drop(index=list(out))
        assert str(name) in out
        assert (kept["ended"] < row["began"]).all()
        assert row["group"] not in set(kept["group"])
        assert left_out(LEAVE_ONE_OUT, row["group"], row["began"]) <= out


def test_settings_without_a_group_do_not_hang_on_it_and_with_nothing_left_are_the_first_ones() -> None:
    every = settings_for()
    assert settings_for(["no_such_surge"]) == every
    assert settings_for(["deraa_2018"]) == settings_for(["idlib_2019_2020"]) != every
    assert settings_for(past_surges().index) == STARTING_SETTINGS
    # Leaving out a war moves no number far: none hangs on a few surges.
    for group in set(past_surges()["group"]):
        names = past_surges().index[past_surges()["group"] == group]
        assert np.allclose(settings_for(names).correction, every.correction, atol=0.15)


def test_growth_of_past_surges_is_read_off_their_totals() -> None:
    table = past_totals()
    deraa = table[table["surge"] == "deraa_2018"]["total"].tolist()
    others = set(past_surges().index) - {"deraa_2018"}
    assert growth_of_past_surges(0, others).factors.tolist() == pytest.approx([deraa[-1] / deraa[0]])
    assert growth_factors(0, [400], others)[0, 0] == pytest.approx(deraa[-1] / deraa[0])
    assert growth_factors(400, [1], others).shape == (1, 0)


def test_groups_are_drawn_whole() -> None:
    scores, base = np.array([1.0, 1.0, 5.0]), np.ones(3)
    low, high = bootstrap_interval(scores, groups=["a", "a", "b"])
    assert (low, high) == (1.0, 5.0)
    assert bootstrap_interval(scores, base, groups=["a", "a", "a"])[0] == pytest.approx(1.0 - 7.0 / 3.0)
    assert date(2030, 1, 1) > past_surges()["ended"].max()


@pytest.mark.parametrize("come", [0.0, 40.0, 299.0, 301.0, 900.0])
def test_a_recount_taken_off_and_added_again_gives_the_same_people(come: float) -> None:
    middle, total, level = np.array([300.0]), np.array([2000.0]), 0.9 if come > 300.0 else 0.1
    needed = without_recount(np.array([come]), middle, total, level)
    told = with_recounts(np.array([[float(needed[0]), 300.0]]), 2000.0, np.array([level, 0.5]), 1)[0, 0]
    alone = RECOUNT_ERROR * 2000.0 * 1.6377  # the 0.9 quantile of Student's t with 3 degrees of freedom
    assert told == pytest.approx(come if abs(come - 300.0) > alone else 300.0, rel=1e-4)
