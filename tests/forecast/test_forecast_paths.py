"""The density of release paths is that of the paths drawn."""

from __future__ import annotations

import numpy as np
import pytest
from forecast_parts import a_claim, lively_valley, model_of, sources_of, stated_by

from waystation.engine.unknowns import value
from waystation.forecast.scenario.density_kernel import log_prior, path_log_density, people_inside, value_of
from waystation.forecast.scenario.paths import day_states, draw_path, phase_hazards
from waystation.world.scenario_model import Unknown

MEMBERS = 6


def _still(scenario):
    """The same, but nobody leaves in any phase and no day differs from another."""
    source = scenario.settings.sources["village"]
    phases = {name: each.model_copy(update={"leave_per_day": 0.0}) for name, each in source.phases.items()}
    source = source.model_copy(update={"day_to_day": 0.0, "phases": phases})
    settings = scenario.settings.model_copy(update={"sources": {**scenario.settings.sources, "village": source}})
    return scenario.model_copy(update={"settings": settings})


@pytest.fixture(scope="module", params=[lambda each: each, _still], ids=["lively", "still"])
def village(request):
    """The village's arrays, its hazards for some members, and the normals behind their paths."""
    scenario = request.param(lively_valley())
    model = model_of(scenario)
    rng = np.random.default_rng(11)
    unknowns = rng.standard_normal((MEMBERS, len(scenario.settings.unknowns)))
    draws = model.values(unknowns)
    source = scenario.settings.sources["village"]
    hazard = phase_hazards(source, draws, model.past_phases[0], MEMBERS)
    normals = rng.standard_normal(hazard.shape)
    sources = sources_of(model, stated_by(scenario, [a_claim()]))
    return source, draws, hazard, normals, sources, unknowns


def jacobian_log_determinant(village, member, step=1e-5):
    """log |d path / d normals| of a member by central differences."""
    source, draws, hazard, normals, *_ = village
    own = {name: each[[member]] for name, each in draws.items()}

    def path(at):
        return draw_path(source, own, hazard[[member]], at[None, :])[0]

    days = normals.shape[1]
    columns = []
    for day in range(days):
        up, down = normals[member].copy(), normals[member].copy()
        up[day] += step
        down[day] -= step
        columns.append((path(up) - path(down)) / (2 * step))
    sign, log_determinant = np.linalg.slogdet(np.array(columns).T)
    assert sign > 0
    return log_determinant


def test_the_density_follows_from_the_draws_by_a_change_of_variables(village):
    source, draws, hazard, normals, sources, unknowns = village
    paths = draw_path(source, draws, hazard, normals)
    days = normals.shape[1]
    # What the density leaves out: the same for all unknowns and paths.
    constant = -0.5 * days * np.log(2 * np.pi) - (days - 1) * 0.5 * np.log(1 - source.day_memory**2)
    for m in range(MEMBERS):
        drawn = -0.5 * (normals[m] ** 2 + np.log(2 * np.pi)).sum() - jacobian_log_determinant(village, m)
        assert path_log_density(paths[m], sources, 0, unknowns[m]) + constant == pytest.approx(drawn, abs=1e-5)


def test_compiled_and_uncompiled_densities_agree(village):
    source, draws, hazard, normals, sources, unknowns = village
    paths = draw_path(source, draws, hazard, normals)
    for m in range(MEMBERS):
        plain = path_log_density.py_func(paths[m], sources, 0, unknowns[m])
        assert path_log_density(paths[m], sources, 0, unknowns[m]) == pytest.approx(plain, rel=1e-12)


def test_no_more_can_leave_than_are_inside(village):
    *_, sources, unknowns = village
    days = sources.phase.shape[1]
    people = people_inside(sources, 0, unknowns[0])
    for total, possible in ((0.999, True), (1.001, False), (5.0, False)):
        path = np.full(days, np.log(total * people / days))
        assert np.isfinite(path_log_density(path, sources, 0, unknowns[0])) == possible
    at_once = np.full(days, np.log(1.0))
    at_once[3] = np.log(people)
    assert path_log_density(at_once, sources, 0, unknowns[0]) == -np.inf
    assert log_prior(at_once[None, :], unknowns[0], sources) == -np.inf


def test_the_prior_is_that_of_normals_and_paths(village):
    source, draws, hazard, normals, sources, unknowns = village
    paths = draw_path(source, draws, hazard, normals)
    found = log_prior(paths[[2]], unknowns[2], sources)
    wanted = path_log_density(paths[2], sources, 0, unknowns[2]) - 0.5 * (unknowns[2] ** 2).sum()
    assert found == pytest.approx(wanted, rel=1e-12)


def test_the_states_behind_a_path_are_those_it_was_drawn_from(village):
    source, draws, hazard, normals, *_ = village
    states = [normals[:, 0]]
    for day in range(1, normals.shape[1]):
        memory = source.day_memory
        states.append(memory * states[-1] + np.sqrt(1 - memory**2) * normals[:, day])
    path = draw_path(source, draws, hazard, normals)
    np.testing.assert_allclose(day_states(source, draws, hazard, path), np.stack(states, axis=1), atol=1e-7)


def test_a_path_never_empties_the_source_and_never_stands_still(village):
    source, draws, hazard, normals, *_ = village
    rushed = draw_path(source, draws, np.full_like(hazard, 50.0), normals)
    assert (np.exp(rushed).sum(axis=1) <= draws["people_inside"]).all()
    stuck = draw_path(source, draws, np.full_like(hazard, 1e-30), normals)
    np.testing.assert_allclose(np.exp(stuck), 1e-12)


def test_a_mean_day_lets_out_the_share_that_its_hazard_says():
    scenario = lively_valley()
    source = scenario.settings.sources["village"].model_copy(update={"people": 1e5, "day_to_day": 0.6})
    hazard = np.full((40_000, 1), 0.01)
    normals = np.random.default_rng(2).standard_normal(hazard.shape)
    share = np.exp(draw_path(source, {}, hazard, normals)[:, 0]) / 1e5
    # The day's factor has mean one; the curvature of 1 - exp(-h f) takes off h/2 (1 + variance) of it.
    wanted = 0.01 - 0.01**2 / 2 * np.exp(0.36)
    assert share.mean() == pytest.approx(wanted, abs=4 * share.std() / 200)


@pytest.mark.parametrize(
    ("prior", "low", "high"),
    [("lognormal", 10, 900), ("normal", 3, 9), ("logitnormal", 0.01, 0.4), ("uniform", 2, 5), ("loguniform", 2, 500)],
)
def test_compiled_values_of_unknowns_are_those_of_the_engine(prior, low, high):
    unknown = Unknown(prior=prior, low=low, high=high, unit="people", why="Made up.")
    scenario = lively_valley()
    settings = scenario.settings.model_copy(
        update={"unknowns": {**scenario.settings.unknowns, "people_inside": unknown}}
    )
    scenario = scenario.model_copy(update={"settings": settings})
    sources = sources_of(model_of(scenario), stated_by(scenario, [a_claim()]))
    at = list(settings.unknowns).index("people_inside")
    z = np.linspace(-5, 5, 41)
    found = [value_of(sources.prior[at], sources.low[at], sources.high[at], each) for each in z]
    np.testing.assert_allclose(found, value(unknown, z), rtol=1e-9)
