"""The chain as a flow: near the mean of the hourly engine, with the same deaths."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from flow_worlds import drawn_crisis, flow_of

import waystation as ws
from waystation.engine.reception import run
from waystation.engine.reception.compiled_network import compile_network
from waystation.engine.reception.fluid import run_fluid
from waystation.engine.reception.fluid_arrays import fluid_calendar, fluid_members, fluid_space, some_members
from waystation.engine.reception.parameters import ParameterTable, member_parameters
from waystation.engine.unknowns import draw_unknowns

SYNTHETIC = Path(__file__).parents[2] / "examples" / "synthetic"
MEMBERS, DAYS = 6, 21


@pytest.fixture(scope="module")
def both():
    """Network, layout, parameters, the engine's outcome and the path all leave by."""
    scenario = ws.load_scenario(SYNTHETIC)
    network, layout = compile_network(scenario)
    draws = draw_unknowns(scenario, MEMBERS, 3)
    rng = np.random.default_rng(5)
    planned = rng.integers(50, 900, size=(MEMBERS, 1, DAYS))
    draws["people_inside"][:] = 1_000_000
    seeds = rng.integers(0, 2**64, size=MEMBERS, dtype=np.uint64)
    parameters = member_parameters(network, layout, draws, np.zeros((MEMBERS, 1, DAYS)), seeds, planned)
    return network, layout, parameters, run(network, parameters, DAYS, 1), np.log(planned.astype(float))


def test_a_table_of_settings_asked_again_knows_nothing_of_the_members_before(both):
    network, layout, *_ = both
    scenario, table = layout.scenario, ParameterTable(network, layout)
    hazard, seeds = np.zeros((MEMBERS, 1, DAYS)), np.arange(MEMBERS, dtype=np.uint64)
    first = table(draw_unknowns(scenario, MEMBERS, 1), hazard, seeds)
    kept = [each.copy() for each in first]
    draws = draw_unknowns(scenario, MEMBERS, 2)
    again = table(draws, hazard, seeds)
    for name, stage in scenario.settings.stages.items():
        at = layout.nodes.index(name)
        np.testing.assert_array_equal(again.lanes[:, at], draws.get(stage.lanes, stage.lanes))
        np.testing.assert_array_equal(
            again.rate[:, at], draws.get(stage.people_per_lane_hour, stage.people_per_lane_hour)
        )
    assert any((old != new).any() for old, new in zip(kept, again, strict=True))
    for old, new in zip(kept, first, strict=True):
        np.testing.assert_array_equal(old, new)


def flow(network, parameters, paths, rows, steps):
    """(M, series, days + 1) with so many steps a day; each series one row of the state."""
    calendar = fluid_calendar(network, DAYS, steps)
    members = fluid_members(network, parameters, calendar)
    space = fluid_space(network, members, DAYS, calendar)
    daily = np.zeros((len(rows), DAYS + 1, MEMBERS))
    index, starts = np.array(rows), np.arange(len(rows) + 1)
    people = np.ascontiguousarray(np.exp(paths).transpose(2, 1, 0))
    run_fluid(people, network, members, calendar, space, index, starts, daily)
    return daily.transpose(2, 0, 1)


@pytest.mark.parametrize(("steps", "near"), [(2, 0.05), (24, 0.02)])
def test_stocks_and_arrivals_are_near_those_of_the_engine(both, steps, near):
    network, layout, parameters, outcome, paths = both
    nodes, cells = len(layout.nodes), len(layout.cells)
    camp = layout.nodes.index("camp")
    rows = [camp, nodes + layout.cells.index(("camp", "general")), nodes + cells + len(layout.channels) + 1]
    daily = flow(network, parameters, paths, rows, steps)
    cell = layout.cells.index(("camp", "general"))
    wanted = [np.cumsum(outcome.entered[:, :, camp], axis=1), outcome.stock[:, :, cell],
              np.cumsum(outcome.left[:, :, 0], axis=1)]  # fmt: skip
    for s, engine in enumerate(wanted):
        assert np.abs(daily[:, s, 1:] - engine).mean() < near * engine.max()


def test_the_same_people_die(both):
    network, layout, parameters, outcome, paths = both
    died = len(layout.nodes) + len(layout.cells) + len(layout.channels)
    found = flow(network, parameters, paths, [died], 2)[:, 0, -1]
    engine = outcome.died.sum(axis=1)
    assert engine.max() > 3
    assert np.abs(found - engine).max() <= 2


def test_nobody_appears_or_vanishes(both):
    network, layout, parameters, _, paths = both
    nodes, cells, channels = len(layout.nodes), len(layout.cells), len(layout.channels)
    still = np.full((MEMBERS, 1, DAYS), -50.0)  # nobody to speak of leaves on the last days: all have come by then
    still[:, :, : DAYS - 8] = paths[:, :, : DAYS - 8]
    parameters = parameters._replace(lanes=parameters.lanes * 50, capacity=np.full_like(parameters.capacity, -1))
    rows = [*range(nodes, nodes + cells + channels + 1), nodes + cells + channels + 1]
    daily = flow(network, parameters, still, rows, 4)
    found, left = daily[:, :-1, -1].sum(axis=1), daily[:, -1, -1]
    there = daily[:, :-1, 0].sum(axis=1)
    np.testing.assert_allclose(found, left + there, rtol=1e-9)


def test_members_side_by_side_are_as_each_alone(both):
    network, layout, parameters, _, paths = both
    rows = np.arange(len(layout.nodes) + len(layout.cells))
    together = flow(network, parameters, paths, rows, 2)
    calendar = fluid_calendar(network, DAYS, 2)
    members = fluid_members(network, parameters, calendar)
    for m in range(MEMBERS):
        alone = some_members(members, slice(m, m + 1))
        daily = np.zeros((len(rows), DAYS + 1, 1))
        people = np.ascontiguousarray(np.exp(paths[m : m + 1]).transpose(2, 1, 0))
        space = fluid_space(network, alone, DAYS, calendar)
        run_fluid(people, network, alone, calendar, space, rows, np.arange(len(rows) + 1), daily)
        np.testing.assert_array_equal(daily[:, :, 0], together[m])


@pytest.mark.parametrize("first", range(0, 120, 40))
def test_in_drawn_crises_people_and_vehicles_are_somewhere_and_no_place_has_more_than_it_may(first):
    for number in range(first, first + 40):
        made = drawn_crisis(random.Random(f"kept {number}"))
        found = flow_of(made, number, (2, 4, 24)[number % 3])
        nodes, sources, space = len(found.layout.nodes), found.people.shape[1], found.space
        assert found.daily.min() > -1e-6, number
        there = space.state[nodes:-sources].sum(axis=0) + space.ring.sum(axis=(0, 1))
        came = space.state[-sources:].sum(axis=0) + found.parameters.start.sum(axis=1)
        np.testing.assert_allclose(there, came, rtol=1e-9, err_msg=str(number))
        in_all = space.free + space.back.sum(axis=0)
        np.testing.assert_allclose(in_all, found.parameters.vehicles.T, atol=1e-9, err_msg=str(number))
        left = found.daily[-sources:, -1]
        assert np.all(left <= found.people.sum(axis=0) + 1e-6), number
        camp = made.settings.sites["camp"]
        if camp.when_full == "hold":
            at_camp = [q for q, (node, _) in enumerate(found.layout.cells) if node == "camp"]
            assert found.stock[at_camp].sum(axis=0).max() <= max(camp.capacity, camp.people_at_start) + 1e-6, number


def test_hour_by_hour_and_without_chance_or_vehicles_the_flow_is_the_engine():
    for number in range(60):
        found = flow_of(drawn_crisis(random.Random(f"same {number}"), chance=False, vehicles=False), number, 24)
        engine = run(found.network, found.parameters, found.layout.days, 1)
        np.testing.assert_allclose(
            found.stock[:, 1:], engine.stock.transpose(2, 1, 0), atol=1e-6, err_msg=str(number)
        )  # fmt: skip
        left = found.daily[-found.people.shape[1] :, 1:]
        np.testing.assert_allclose(left, np.cumsum(engine.left, axis=1).transpose(2, 1, 0), err_msg=str(number))
