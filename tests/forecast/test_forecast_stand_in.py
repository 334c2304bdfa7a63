"""The quick stand-in for the simulation: exact for who left, near it downstream."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from forecast_parts import model_of, sources_of, stated_by, valley, valley_claims

from waystation.forecast import kernel
from waystation.forecast.fit import ClaimsTarget
from waystation.forecast.sampler import Role

MEMBERS = 12


@pytest.fixture(scope="module")
def fitted():
    """A target, its arrays, points that share a path, their simulation and the stand-in."""
    scenario = valley()
    model = model_of(scenario)
    stated = stated_by(scenario, valley_claims())
    target = ClaimsTarget(model, stated)
    points = model.draw(MEMBERS)
    common = np.broadcast_to(np.median(points.paths, axis=0), points.paths.shape).copy()
    points = replace(points, paths=common)
    pasts = target.simulate(points)
    return target, sources_of(model, stated), points, pasts


def on_the_stand_in(sources, points, quick, compiled=True):
    """(M, series, days + 1) from the stand-in."""
    work = kernel.stand_in if compiled else kernel.stand_in.py_func
    daily = np.zeros((len(points.seeds), sources.series_kind.size, sources.phase.shape[1] + 1))
    for m in range(len(points.seeds)):
        work(daily[m], points.paths[m], sources, points.unknowns[m], m, quick)
    return daily


def kinds(sources):
    """Rows of the series downstream, of who left, and of who remains."""
    return [np.flatnonzero(sources.series_kind == each) for each in (kernel.DOWNSTREAM, kernel.LEFT, kernel.REMAINING)]


def test_at_the_reference_path_it_is_the_simulation(fitted):
    target, sources, points, pasts = fitted
    daily = on_the_stand_in(sources, points, target.stand_in(points, pasts, False))
    downstream, left, _ = kinds(sources)
    assert len(downstream) == 2  # population of and arrivals at the camp
    np.testing.assert_allclose(daily[:, downstream], pasts[:, downstream], rtol=1e-9, atol=1e-9)
    # Simulated people are whole, half a person a day; and no more can leave than there are.
    people = np.array([kernel.people_inside(sources, 0, z) for z in points.unknowns])
    days = pasts.shape[2] - 1
    possible = np.minimum(daily[:, left[0]], people[:, None])
    np.testing.assert_allclose(possible, pasts[:, left[0]], atol=0.5 * days, rtol=0)


def test_who_left_and_who_remains_are_exact_for_any_path_and_number(fitted):
    target, sources, points, pasts = fitted
    quick = target.stand_in(points, pasts, False)
    rng = np.random.default_rng(4)
    moved = replace(
        points,
        paths=points.paths + 0.5 * rng.standard_normal(points.paths.shape),
        unknowns=points.unknowns + rng.standard_normal(points.unknowns.shape),
    )
    daily = on_the_stand_in(sources, moved, quick)
    _, left, remaining = kinds(sources)
    gone = np.concatenate([np.zeros((MEMBERS, 1)), np.exp(moved.paths[:, 0]).cumsum(axis=1)], axis=1)
    np.testing.assert_allclose(daily[:, left[0]], gone, rtol=1e-12)
    people = np.array([kernel.people_inside(sources, 0, z) for z in moved.unknowns])
    np.testing.assert_allclose(daily[:, remaining[0]], np.maximum(people[:, None] - gone, 0), rtol=1e-12, atol=1e-9)


def test_near_the_reference_path_it_is_near_the_simulation(fitted):
    target, sources, points, pasts = fitted
    quick = target.stand_in(points, pasts, False)
    rng = np.random.default_rng(4)
    moved = replace(points, paths=points.paths + rng.uniform(-0.1, 0.1, points.paths.shape))
    simulated = target.simulate(moved)
    daily = on_the_stand_in(sources, moved, quick)
    downstream, *_ = kinds(sources)
    for s in downstream:
        moved_by = np.abs(simulated[:, s, -1] - pasts[:, s, -1])
        off = np.abs(simulated[:, s, -1] - daily[:, s, -1])
        assert off.max() < 0.03 * simulated[:, s, -1].max()
        assert off.mean() < 0.6 * moved_by.mean()  # it follows the change, and not by half only


def test_with_the_engine_it_is_the_members_mean_at_their_mean_unknowns(fitted):
    target, sources, points, pasts = fitted
    quick = target.stand_in(points, pasts, True)
    middle = replace(points, unknowns=np.broadcast_to(points.unknowns.mean(axis=0), points.unknowns.shape).copy())
    daily = on_the_stand_in(sources, middle, quick)
    downstream, *_ = kinds(sources)
    wanted = np.broadcast_to(pasts.mean(axis=0), pasts.shape)[:, downstream]
    np.testing.assert_allclose(daily[:, downstream], wanted, rtol=1e-9, atol=1e-6)


def test_with_the_engine_only_the_engines_unknowns_move_what_is_downstream(fitted):
    target, sources, points, pasts = fitted
    quick = target.stand_in(points, pasts, True)
    downstream, *_ = kinds(sources)
    before = on_the_stand_in(sources, points, quick)[:, downstream]
    assert sorted(set(target.roles.tolist())) == [Role.RELEASE, Role.CLAIMS, Role.ENGINE]
    for role, moves in ((Role.RELEASE, False), (Role.CLAIMS, False), (Role.ENGINE, True)):
        unknowns = points.unknowns + (target.roles == role)
        after = on_the_stand_in(sources, replace(points, unknowns=unknowns), quick)[:, downstream]
        assert np.allclose(before, after, rtol=0, atol=1e-9) != moves


def test_compiled_and_uncompiled_stand_ins_agree(fitted):
    target, sources, points, pasts = fitted
    for engine in (False, True):
        quick = target.stand_in(points, pasts, engine)
        plain = on_the_stand_in(sources, points, quick, compiled=False)
        np.testing.assert_allclose(on_the_stand_in(sources, points, quick), plain, rtol=1e-12, atol=1e-9)


def test_claims_on_the_stand_in_are_as_likely_as_on_the_simulation_it_was_made_from(fitted):
    target, _, points, pasts = fitted
    quick = target.stand_in(points, pasts, False)
    on_simulation = target.log_likelihood(points, pasts)
    # But for the fractions of people who left.
    np.testing.assert_allclose(target.stand_in_log_likelihood(points, quick), on_simulation, atol=0.5, rtol=0.05)
