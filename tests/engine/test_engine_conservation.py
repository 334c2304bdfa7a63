"""Everyone is somewhere, on every path, and nobody is faster than the ways and gates allow."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from engine_worlds import chain, event, outcome_of
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.engine.randomness import member_seeds
from waystation.engine.reception import account, departures, fleet, futures, hourly, queue, site, travel
from waystation.engine.reception.compiled_network import Layout, compile_network
from waystation.engine.reception.kernel_arrays import Outcome, Parameters
from waystation.engine.reception.parameters import member_parameters, ring_size
from waystation.errors import ConservationError
from waystation.world.scenario_model import Scenario

OPEN_ALWAYS = (0, 24)
windows = st.sampled_from([OPEN_ALWAYS, (6, 18), (0, 5), (23, 24), (8, 20)])
rates = st.sampled_from([0.05, 0.9, 7.0, 33.3, 1000.0])
chances = st.sampled_from([0.0, 0.01, 0.4, 1.0])
travel_hours = st.sampled_from([0, 0.4, 1, 3, 25])


@st.composite
def sources(draw: Any, place: str) -> dict[str, Any]:
    """A source with people, a way out and good and bad hours."""
    return {
        "place": place,
        "people": draw(st.sampled_from([0, 1, 17, 400, 3000])),
        "leave_hours": draw(windows),
        "passage_per_hour": draw(st.sampled_from([None, 1, 40])),
        "leave_in_groups_of": draw(st.sampled_from([1, 1, 5])),
        "starts_in": "open",
        "phases": {"open": {"leave_per_day": draw(st.sampled_from([0.0, 0.05, 0.7, 100.0])), "lasts_days": 5}},
    }


@st.composite
def sites(draw: Any, place: str, overflow: str | None, onward: str | None, *, joined: bool = False) -> dict[str, Any]:
    """A site that may be full, and may send people on; ``joined``: surely to the next, which nobody else reaches."""
    capacity = draw(st.sampled_from([None, 0, 60, 200]))
    return {
        "place": place,
        "people_at_start": draw(st.sampled_from([0, 3, 250])),
        "capacity": capacity,
        "when_full": draw(st.sampled_from(["crowd", "crowd", "hold"] if capacity else ["crowd"])),
        "extensions": draw(st.sampled_from([[], [{"opens": "2030-01-04", "capacity": 90}]])),
        "onward_places_per_day": draw(st.sampled_from([None, 7])),
        "longest_stay_days": draw(st.sampled_from([None, 0.5, 2])),
        "deaths_per_10000_per_day": draw(st.sampled_from([0, 0, 300])),
        "overflow_to": overflow if joined else draw(st.sampled_from([None, overflow])),
        "onward_per_day": draw(chances),
        "onward_to": draw(st.sampled_from([None, onward])),
    }


@st.composite
def worlds(draw: Any) -> Scenario:
    """Two sources, two stages, three sites in a row, two exits, buses and four streams: nearly all that can be."""
    pairs = [
        ("town", "gate"), ("farm", "gate"), ("farm", "hills"), ("gate", "desk"), ("gate", "hills"), ("desk", "camp"),
        ("desk", "school"), ("camp", "school"), ("camp", "barn"), ("school", "barn"), ("school", "kin"),
        ("barn", "kin"),
    ]  # fmt: skip
    legs = [
        {
            "from": origin,
            "to": to,
            "hours": draw(travel_hours),
            "spread": draw(st.sampled_from([1, 1.5, 4])),
            "deaths_per_10000": draw(st.sampled_from([0, 0, 200, 10_000])),
            "fleet": draw(st.sampled_from([None, None, "buses"])),
        }
        for origin, to in pairs
    ]
    stages = {
        name: {
            "place": place,
            "lanes": draw(st.integers(1, 4)),
            "people_per_lane_hour": draw(rates),
            "open_hours": draw(windows),
            "opens": draw(st.sampled_from([None, "2030-01-01", "2030-01-04"])),
            "breaks": draw(st.sampled_from([[], [[12, 13]]])),
            "shifts": draw(st.sampled_from([[], [{"hours": [0, 9], "lanes_share": 0.5}]])),
            "waiting_room": draw(st.sampled_from([None, None, 4, 100])),
            "deaths_per_10000_per_day": draw(st.sampled_from([0, 0, 300])),
        }
        for name, place in (("gate", "Gate"), ("desk", "Camp"))
    }
    buses = {
        "vehicles": draw(st.integers(0, 3)),
        "seats": draw(st.integers(1, 50)),
        "loading_hours": draw(st.integers(0, 3)),
        "depart_hours": draw(windows),
        "away_hours": draw(st.integers(1, 40)),
        "convoy": draw(st.integers(1, 3)),
        "loading_places": draw(st.sampled_from([None, 1])),
        "breakdowns_per_100_trips": draw(st.sampled_from([0, 50])),
        "repair_hours": draw(st.sampled_from([0, 30])),
        "driving_hours_per_day": draw(st.sampled_from([None, 9])),
    }
    return chain(
        end="2030-01-07",
        sources={"town": draw(sources("Town")), "farm": draw(sources("Farm"))},
        stages=stages,
        sites={
            "camp": draw(sites("Camp", "school", "barn")),
            "school": draw(sites("School", "barn", "kin", joined=True)),
            "barn": draw(sites("Barn", None, "kin")),
        },
        exits={"kin": {}, "hills": {"place": "Hills"}},
        fleets={"buses": buses},
        legs=legs,
        streams={
            "general": {"path": ["town", "gate", "desk", "camp"]},
            "farmers": {"path": ["farm", "gate", "desk", "camp"]},
            "pupils": {"path": ["farm", "gate", "desk", "school"], "share": draw(chances)},
            "herders": {"path": ["farm", "hills"], "share": draw(chances), "priority": 1},
            "climbers": {"path": ["town", "gate", "hills"], "share": draw(chances)},
        },
    )


def recounted(outcome: Outcome, parameters: Parameters) -> Any:
    """(members, days) everyone, wherever they are at the end of the day."""
    inside = parameters.inside.sum(axis=1, keepdims=True) - outcome.left.sum(axis=2).cumsum(axis=1)
    assert (inside >= 0).all()
    return (
        inside + outcome.stock.sum(axis=2) + outcome.boarding.sum(axis=2) + outcome.moving + outcome.died.cumsum(axis=1)
    )


@given(world=worlds(), seed=st.integers(0, 2**31))
@settings(max_examples=150, deadline=None)
def test_everyone_is_somewhere_on_every_path(world: Scenario, seed: int) -> None:
    outcome, layout, parameters = outcome_of(world, members=2, seed=seed)
    everyone = parameters.inside.sum(axis=1, keepdims=True) + parameters.start.sum(axis=1, keepdims=True)
    assert (recounted(outcome, parameters) == everyone).all()
    counts = [getattr(outcome, name) for name in outcome._fields if name not in ("lost_hour", "last_hour")]
    assert all((each >= 0).all() for each in counts)
    assert (outcome.night <= outcome.peak).all()
    assert (outcome.entered <= outcome.came).all()
    _respects_bounds(world, outcome, layout, parameters)


def _hours_open(window: tuple[int, int], days: int) -> Any:
    """(days,) hours open from the first day to the end of each."""
    return np.arange(1, days + 1) * (window[1] - window[0])


def _respects_bounds(world: Scenario, outcome: Outcome, layout: Layout, parameters: Parameters) -> None:
    """Cumulative counts against what ways out, lanes, buses and room allow."""
    days = layout.days
    for k, source in enumerate(world.settings.sources.values()):
        if source.passage_per_hour is not None:
            most = float(source.passage_per_hour) * _hours_open(source.leave_hours, days)
            assert (outcome.left[:, :, k].cumsum(axis=1) <= most).all()
    for name, stage in world.settings.stages.items():
        n = layout.nodes.index(name)
        came, left = (each[:, :, n].cumsum(axis=1) for each in (outcome.came, outcome.departed))
        assert (left <= came).all()
        if stage.waiting_room is not None:
            rows = [q for q, (at, _) in enumerate(layout.cells) if at == name]
            assert (outcome.stock[:, :, rows].sum(axis=2) <= stage.waiting_room).all()
        if stage.opens is None or stage.opens == world.settings.start:
            most = float(stage.lanes) * float(stage.people_per_lane_hour) * _hours_open(stage.open_hours, days)
            assert (left <= most + 1e-6).all()
    for n, node in enumerate(layout.nodes):
        site = world.settings.sites.get(node)
        if not site or site.capacity is None:
            continue
        rows = [q for q, (at, _) in enumerate(layout.cells) if at == node]
        here = outcome.stock[:, :, rows].sum(axis=2)
        moves_on = site.overflow_to and world.settings.sites[site.overflow_to].when_full == "crowd"
        if moves_on:
            assert (here <= parameters.capacity[:, n]).all()
        elif site.when_full == "hold":  # those there at the start may be more than it holds
            assert (here <= np.maximum(parameters.capacity[:, n], float(site.people_at_start))).all()


gates = st.tuples(st.integers(1, 3), st.sampled_from([3.5, 20.0, 41.7]), windows)


@given(
    people=st.integers(1, 1500),
    first=gates,
    second=gates,
    hours=st.lists(st.integers(0, 9), min_size=3, max_size=3),
    fleet=st.fixed_dictionaries(
        {
            "vehicles": st.integers(1, 6),
            "seats": st.integers(5, 60),
            "loading_hours": st.integers(0, 3),
            "away_hours": st.integers(1, 30),
        }
    ),
)
@settings(max_examples=100, deadline=None)
def test_no_run_ends_before_the_bounds_of_gates_and_buses(
    people: int, first: Any, second: Any, hours: list[int], fleet: dict[str, int]
) -> None:
    gates = {
        name: {"place": name, "lanes": lanes, "people_per_lane_hour": rate, "open_hours": window}
        for name, (lanes, rate, window) in (("gate", first), ("desk", second))
    }
    legs = [
        {"from": "town", "to": "gate", "hours": hours[0]},
        {"from": "gate", "to": "desk", "hours": hours[1], "fleet": "buses"},
        {"from": "desk", "to": "camp", "hours": hours[2]},
    ]
    world = chain(
        end="2030-02-20",
        sources={"town": {"people": people}},
        stages=gates,
        legs=legs,
        fleets={"buses": fleet},
        streams={"general": {"path": ["town", "gate", "desk", "camp"]}},
    )
    outcome, layout, _ = outcome_of(world)
    gate, desk, camp = (layout.nodes.index(name) for name in ("gate", "desk", "camp"))
    curves = [
        each[0].cumsum() for each in (outcome.left[:, :, 0], *(outcome.came[:, :, n] for n in (gate, desk, camp)))
    ]
    for upstream, downstream in pairwise(curves):
        assert (downstream <= upstream).all()
    if curves[-1][-1] < people:
        return
    day = int(np.argmax(curves[-1] == people))
    # All left at hour 6. Each bound is in hours from then, and the last came in an hour of that day.
    taken = 24 * (day + 1) - 1 - 6
    out = max(fleet["loading_hours"] + hours[1], 1)
    after = {"gate": out + hours[2], "desk": hours[2]}
    before = {"gate": hours[0], "desk": hours[0] + out}
    for name, (lanes, rate, _) in (("gate", first), ("desk", second)):
        # Whole steps: the first hour's service is done within that hour.
        assert taken >= before[name] + math.ceil(people / (lanes * rate) - 1e-6) - 1 + after[name]
    trips = math.ceil(people / (fleet["vehicles"] * fleet["seats"]))
    round_trip = fleet["loading_hours"] + fleet["away_hours"]
    assert taken >= hours[0] + (trips - 1) * round_trip + out + hours[2]


def test_a_run_in_which_people_vanish_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def leaky(m: int, net: Any, par: Any, out: Outcome, *scratch: Any) -> None:
        out.lost_hour[m] = 30 + m if m else -1

    monkeypatch.setattr(futures, "run_member", leaky)
    with pytest.raises(ConservationError, match=r"^Member 1: people do not add up from hour 31\.$"):
        outcome_of(chain(), members=3)


BUSY: dict[str, Any] = {
    "end": "2030-01-05",
    "sources": {
        "town": {
            "people": 900,
            "leave_hours": [0, 24],
            "passage_per_hour": 60,
            "phases": {"open": {"leave_per_day": 0.8}},
        }
    },
    "stages": {"gate": {"people_per_lane_hour": 12.5}},
    "sites": {
        "camp": {"people_at_start": 40, "capacity": 150, "overflow_to": "school"},
        "school": {"place": "School", "onward_per_day": 0.2, "onward_to": "kin"},
    },
    "exits": {"kin": {}, "hills": {}},
    "fleets": {"buses": {"vehicles": 2, "seats": 20, "away_hours": 5, "depart_hours": [6, 21]}},
    "legs": [
        {"from": "town", "to": "gate", "hours": 2, "spread": 3},
        {"from": "town", "to": "hills", "hours": 2},
        {"from": "gate", "to": "camp", "hours": 3, "fleet": "buses", "deaths_per_10000": 100},
        {"from": "gate", "to": "kin", "hours": 5},
        {"from": "camp", "to": "school", "hours": 1},
        {"from": "school", "to": "kin", "hours": 0},
    ],
    "streams": {
        "kin": {"path": ["town", "gate", "kin"], "share": 0.2},
        "hills": {"path": ["town", "hills"], "share": 0.1},
    },
}


STAGES = (account, fleet, futures, hourly, queue, departures, site, travel)
MODULES = {module.__name__ for module in STAGES} - {futures.__name__}


@pytest.mark.parametrize("planned", [None, np.full((1, 1, 2), 200)])
def test_the_compiled_loop_and_its_plain_twin_count_the_same(planned: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world = chain([event("stage_opens", 2)], **BUSY)
    compiled, layout, parameters = outcome_of(world, planned=planned)
    for module in STAGES:
        for name, loop in list(vars(module).items()):
            if hasattr(loop, "py_func") and loop.__module__ in MODULES:
                monkeypatch.setattr(module, name, loop.py_func)
    plain, _, _ = outcome_of(world, planned=planned)
    for name in compiled._fields:
        np.testing.assert_array_equal(getattr(compiled, name), getattr(plain, name), err_msg=name)
    everyone = parameters.inside.sum() + parameters.start.sum()
    assert (recounted(plain, parameters) == everyone).all()
    assert plain.died.sum() > 0
    assert plain.came[:, :, layout.nodes.index("school")].sum() > 0


def test_the_ring_of_hours_is_longer_than_any_journey_or_round_trip() -> None:
    world = chain(**BUSY)
    network, layout = compile_network(world)
    hazard = np.zeros((1, 1, layout.days))
    parameters = member_parameters(network, layout, {}, hazard, member_seeds(1, 1))
    size = ring_size(network, parameters)
    assert size & (size - 1) == 0
    assert size > max(int(parameters.longest.max()) + 1, 1 + 5)
    slow = parameters._replace(longest=parameters.longest + 1000)
    assert ring_size(network, slow) > 1000
