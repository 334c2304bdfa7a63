"""Pooling, corrections, stocks and base rates of surges, held against sums done by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.special import ndtri

from waystation.forecast.scoring import bootstrap_interval
from waystation.forecast.surges.analogue import growth_factors, growth_of_past_surges
from waystation.forecast.surges.conformal import learn_lift, learn_stretch, lift, position, stretch_levels
from waystation.forecast.surges.past import FORWARD, LEAVE_ONE_OUT, left_out, past_surges, past_totals
from waystation.forecast.surges.pooling import PARTS, pool
from waystation.forecast.surges.rule import STARTING_RULE, Pace, bounded, rule_increments
from waystation.forecast.surges.settings import STARTING_SETTINGS, settings_for
from waystation.forecast.surges.stocks import EMPTYING_PER_DAY, with_emptying


def test_a_pool_of_like_forecasts_is_that_forecast_and_weights_are_exponents() -> None:
    one = np.array([[99.0, 999.0]])
    assert np.allclose(np.exp(pool([one] * 3, [0.5, 0.3, 0.2], 1.0)), one + 1.0)
    two = np.exp(pool([one, np.zeros((1, 2))], [0.25, 0.75], 1.0))
    assert np.allclose(two, [[100**0.25, 1000**0.25]])


def test_the_rule_is_a_fading_rate_by_hand() -> None:
    rule = STARTING_RULE._replace(mean_share=0.0)
    fade = 2.0 + 0.5 * 10.5
    middle = (1.0 + 300.0) * fade * (1.0 - np.exp(-7 / fade))
    found = rule_increments(rule, Pace(10.0, 5000.0, 300.0), [7], np.array([0.0, 1.0]))
    assert found[0, 0] == pytest.approx(middle)
    assert found[0, 1] == pytest.approx(middle * np.exp(0.65 + 0.3 * np.log(2.0)))


def test_an_old_steady_surge_fades_later_than_a_young_one() -> None:
    rule = settings_for().rule
    young, old = (rule_increments(rule, Pace(age, 1000.0 * age, 1000.0), [28], np.zeros(1))[0, 0] for age in (3, 90))
    assert young < 0.5 * old


def test_people_who_can_still_come_bound_the_rule() -> None:
    assert bounded(np.array([[1e9, 10.0]]), np.array([500.0, np.inf])).tolist() == [[500.0, 10.0]]


def test_stretched_intervals_hold_what_they_promise_where_truths_are_too_wide() -> None:
    places = 1.5 * ndtri((np.arange(999) + 0.5) / 999)
    # Sixteen groups: what they say counts half, on the log scale.
    assert learn_stretch(places, np.ones(999), 16) == pytest.approx([np.sqrt(1.5)] * 3, rel=0.02)
    assert learn_stretch(places, np.ones(999), 0) == (1.0, 1.0, 1.0)
    levels = np.linspace(-4.0, 4.0, 81)
    assert (np.diff(stretch_levels(levels, [1.4, 0.9, 1.2])) >= 0.0).all()
    assert np.allclose(stretch_levels(levels, [1.0, 1.0, 1.0]), levels)


def test_the_position_of_a_truth_is_its_normal_score() -> None:
    levels = [0.1, 0.5, 0.9]
    quantiles = 100.0 + 10.0 * ndtri(np.array(levels))
    for score in (-2.5, -0.7, 0.0, 1.1, 3.0):
        assert position(quantiles, levels, 100.0 + 10.0 * score) == pytest.approx(score, abs=1e-6)


def test_only_slow_surges_are_lifted_and_the_slope_is_found_again() -> None:
    total = np.full((40, 1), 10_000.0)
    logs = np.repeat(np.linspace(np.log(500.0), np.log(9000.0), 40)[:, None], 3, axis=1)
    raised = lift(logs, total, 0.4)
    assert np.array_equal(raised[logs[:, 1] > np.log(10_000.0) - 1.0], logs[logs[:, 1] > np.log(10_000.0) - 1.0])
    found = learn_lift(logs, total, raised[:, 1], np.ones(40), 16)
    assert found == pytest.approx(0.4 / 2.0)


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
    assert sum(every.weights) == pytest.approx(1.0, abs=1e-3)
    assert len(every.weights) == len(PARTS)


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
