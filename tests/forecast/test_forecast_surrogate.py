"""The flow in place of the engine, and the normal approximation that moves follow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from forecast_parts import lively_valley, model_of, stated_by, valley_claims

from waystation.forecast.scenario.fit import ClaimsTarget
from waystation.forecast.scenario.likelihood import log_densities, outlier_share
from waystation.forecast.scenario.surrogate import Surrogate
from waystation.forecast.scenario.whitening import Whitening

MEMBERS = 24


@pytest.fixture(scope="module")
def parts():
    scenario = lively_valley()
    target = ClaimsTarget(model_of(scenario), stated_by(scenario, valley_claims()))
    surrogate = Surrogate(target, workers=1)
    return target, surrogate, surrogate.evaluate(target.draw(MEMBERS))


def test_the_flow_is_near_the_engine_for_any_draw_of_the_prior(parts):
    target, _, states = parts
    engine = target.simulate(states.points)
    scale = np.abs(engine).max(axis=(0, 2))
    assert (scale > 100).all()
    off = np.abs(states.series - engine).mean(axis=(0, 2)) / scale
    assert off.max() < 0.03


def test_what_the_engine_has_beyond_the_flow_is_added(parts):
    target, _, _ = parts
    surrogate = Surrogate(target, workers=1)
    before = surrogate.evaluate(target.draw(MEMBERS))
    engine = target.simulate(before.points)
    surrogate.correct(before, engine)
    after = surrogate.evaluate(before.points)
    held = (after.series > 0) & (before.series > 0)
    beyond = np.broadcast_to((engine - before.series).mean(axis=0), held.shape)
    np.testing.assert_allclose((after.series - before.series)[held], beyond[held], atol=1e-6)
    wrong = [np.std(target.log_likelihood(s.points, engine) - s.likelihood) for s in (before, after)]
    assert wrong[1] < wrong[0] + 0.1


def test_densities_on_the_flow_are_those_of_its_series(parts):
    target, _, states = parts
    np.testing.assert_allclose(states.likelihood, target.log_likelihood(states.points, states.series), rtol=1e-12)
    np.testing.assert_allclose(states.prior, target.log_prior(states.points), rtol=1e-12)


def test_steps_without_a_simulation_end_with_the_densities_of_where_they_end(parts):
    target, _, states = parts
    sizes = np.array([0.0, 0.5, 0.5, 0.0])
    seeds = np.arange(MEMBERS, dtype=np.uint64)
    moved, counts = target.release_steps(states, target.draw(40), 12, sizes, seeds)
    assert 0 < counts[:, 0].sum() < counts[:, 1].sum()
    assert (moved.points.unknowns != states.points.unknowns).any()
    np.testing.assert_array_equal(moved.likelihood, target.log_likelihood(moved.points, moved.series))
    np.testing.assert_allclose(moved.prior, target.log_prior(moved.points), rtol=1e-12)


def test_more_leaving_than_are_inside_is_not_possible(parts):
    _, surrogate, states = parts
    impossible = surrogate.evaluate(replace(states.points, paths=states.points.paths + 9.0))
    assert (impossible.prior == -np.inf).all()
    assert (impossible.likelihood == -np.inf).all()


def test_densities_claim_by_claim_add_up_to_the_compiled_one(parts):
    target, _, states = parts
    logs = target.log_counts(states.points, states.series)
    reporting = target.model.scenario.settings.reporting
    one_by_one = log_densities(target.stated, reporting, logs)
    np.testing.assert_allclose(one_by_one.sum(axis=1), states.likelihood, rtol=1e-9)
    share = outlier_share(target.stated, reporting, logs)
    assert ((share >= 0) & (share <= 1)).all()


def test_coordinates_and_paths_are_one_the_others_inverse(parts):
    _, surrogate, states = parts
    whitening = Whitening(surrogate, states)
    back = whitening.paths(0, whitening.coordinates(0, states.points.paths[:, 0]))
    np.testing.assert_allclose(back, states.points.paths[:, 0], atol=1e-8)


def test_without_claims_the_approximation_is_the_prior_of_paths():
    """With few leaving of many, the prior of a path is normal but for a constant: both differ by no more."""
    scenario = lively_valley()
    target = ClaimsTarget(model_of(scenario), stated_by(scenario, []))
    surrogate = Surrogate(target, workers=1)
    points = target.draw(200)
    points.unknowns[:] = 0.0
    points.unknowns[:, 0] = 2.0  # many inside, few leave, one spread
    points.unknowns[:, 1] = -6.0
    points.unknowns[:, -1] = 0.3
    rng = np.random.default_rng(1)
    spread = np.exp(np.log(0.4) + 0.3 * (np.log(0.8) - np.log(0.2)) / (2 * 1.959964))
    inside = target.model.values(points.unknowns)["people_inside"][0]
    points.paths[:, 0] = np.log(0.004 * inside) + 0.3 * rng.standard_normal(points.paths[:, 0].shape)
    whitening = Whitening(surrogate, surrogate.evaluate(points))
    whitening._scale[:] = 1.0
    whitening._shift[:] = 0.0
    mean, width = whitening.normal(0, points.unknowns)
    np.testing.assert_allclose(width, spread, rtol=1e-6)
    log_normal = -0.5 * (((whitening.coordinates(0, points.paths[:, 0]) - mean) / width) ** 2).sum(axis=1)
    exact = target.log_prior(points)
    assert np.std(exact - log_normal) < 0.1 * np.std(exact)
