"""Drawn crises for tests of the quick model of reception (`fluid`), and runs of it that give all it ends with."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from engine_worlds import chain, merged

from waystation.engine.randomness import member_seeds
from waystation.engine.reception.compiled_network import Layout, compile_network
from waystation.engine.reception.fluid import run_fluid
from waystation.engine.reception.fluid_arrays import (
    FluidMembers,
    FluidSpace,
    fluid_calendar,
    fluid_members,
    fluid_space,
)  # fmt: skip
from waystation.engine.reception.kernel_arrays import Parameters, ReceptionNetwork
from waystation.engine.reception.parameters import member_parameters
from waystation.engine.unknowns import draw_unknowns
from waystation.world.scenario_model import Event, Scenario

MEMBERS = 2


@dataclass(frozen=True)
class Flow:
    """A crisis, those who leave in it, and what the quick model made of it."""

    scenario: Scenario
    network: ReceptionNetwork
    layout: Layout
    parameters: Parameters
    members: FluidMembers
    space: FluidSpace
    people: npt.NDArray[np.float64]
    """(days, K, W) who leave"""
    daily: npt.NDArray[np.float64]
    """(rows of the state, days + 1, W)"""

    @property
    def stock(self) -> npt.NDArray[np.float64]:
        """(Q, days + 1, W) people at each node by stream."""
        nodes = len(self.layout.nodes)
        return self.daily[nodes : nodes + len(self.layout.cells)]


def _event(kind: str, first: int, last: int, place: str) -> Event:
    day = date(2030, 1, first)
    return Event(published=day, source="Radio", start=day, end=date(2030, 1, last), place=place, kind=kind)


def drawn_crisis(draw: random.Random, *, chance: bool = True, vehicles: bool = True) -> Scenario:
    """The chain town - gate - camp with a school and kin behind it, all that a scenario can set drawn.

    Parameters
    ----------
    draw : source of randomness
    chance : whether people may die, part or move on by chance, and travel times differ
    vehicles : whether buses may drive on a leg
    """
    one = draw.choice
    lucky = (lambda *values: one(values)) if chance else (lambda *values: values[0])
    full = one([{}, {"overflow_to": "school"}, {"when_full": "hold"}])
    changes: dict[str, Any] = {
        "sources": {"town": {
            "leave_hours": one([[6, 7], [0, 24], [5, 15], [22, 24]]) if chance else [one([0, 6, 23]), 0],
            **one([{}, {"passage_per_hour": one([5, 30])}]),
        }},
        "stages": {"gate": {
            "lanes": one([1, 3]), "people_per_lane_hour": one([4, 10, 200]),
            "open_hours": one([[8, 18], [0, 24], [20, 4]]),
            "deaths_per_10000_per_day": lucky(0, 0, 150), **one([{}, {}, {"waiting_room": one([60, 200])}]),
            **one([{}, {}, {"opens": date(2030, 1, one([2, 4]))}]),
        }},
        "sites": {
            "camp": {
                "people_at_start": one([0, 25]), "capacity": one([0, 50, 300]),
                "deaths_per_10000_per_day": lucky(0, 0, 100),
                "onward_per_day": lucky(0, 0.1, 0.5), "onward_to": "kin", **full,
                **one([{}, {"longest_stay_days": one([1, 2, 3])}]),
                **one([{}, {"onward_places_per_day": one([10, 60])}]),
            },
            "school": {"place": "School", "onward_per_day": lucky(0, 0, 0.3), "onward_to": "kin",
                       **one([{}, {"longest_stay_days": 1}])},
        },
        "exits": {"kin": {"note": "Stay with kin"}},
        "legs": [
            {"from": "town", "to": "gate", "hours": one([0, 2, 14, 25]), "spread": lucky(1, 1, 1.6, 3),
             "deaths_per_10000": lucky(0, 0, 300), "slowed_by": one([{}, {"rain": lucky(3.0, 1.5)}]),
             "shut_by": ["closure"]},
            {"from": "gate", "to": "camp", "hours": one([1, 3, 30]), "spread": lucky(1, 1.5),
             "deaths_per_10000": lucky(0, 0, 200),
             "slowed_by": one([{}, {"rain": 2.0}]), "shut_by": one([[], ["closure"]])},
            {"from": "camp", "to": "school", "hours": one([1, 7])},
            {"from": "camp", "to": "kin", "hours": one([2, 20])}, {"from": "school", "to": "kin", "hours": 1},
        ],
    }  # fmt: skip
    if not chance:
        first = changes["sources"]["town"]["leave_hours"][0]
        changes["sources"]["town"]["leave_hours"] = [first, first + 1]
    if vehicles:
        guarded = one([{}, {"accompanied_by": "guards", "vehicles_per_companion": one([1, 2])}])
        changes["fleets"] = {
            "guards": {"vehicles": one([1, 2]), "seats": 1, "away_hours": 4},
            "buses": {
                "vehicles": one([1, 3, 5]), "seats": one([10, 45]), "loading_hours": one([0, 1, 5]),
                "away_hours": one([3, 11, 26]),
                "depart_hours": one([[0, 24], [6, 18], [13, 14]]), "convoy": one([1, 1, 3]),
                "breakdowns_per_100_trips": lucky(0, 0, 20), "repair_hours": one([12, 48]),
                **one([{}, {}, {"loading_places": one([1, 2])}]), **guarded,
            },
        }  # fmt: skip
        changes["legs"][one([0, 1, 1, 3])]["fleet"] = "buses"
    if chance and draw.random() < 0.4:
        changes["streams"] = {"urgent": {"path": ["town", "gate", "school"], "share": 0.25, "priority": one([0, 5])}}
        changes["legs"].append({"from": "gate", "to": "school", "hours": 4})
    if chance and draw.random() < 0.4:
        changes["sources"]["village"] = merged(
            changes["sources"]["town"],
            {"place": "Village", "people": 500, "starts_in": "open",
             "phases": {"open": {"leave_per_day": 0.1, "lasts_days": 100}}},
        )  # fmt: skip
        changes.setdefault("streams", {})["others"] = {"path": ["village", "gate", "camp"]}
        changes["legs"].append({"from": "village", "to": "gate", "hours": one([3, 5])})
    days = [(one(["closure", "rain", "rain"]), *sorted(draw.sample(range(1, 9), 2))) for _ in range(one([0, 1, 2]))]
    return chain([_event(kind, first, last, one(["Gate", "Camp"])) for kind, first, last in days], **changes)


def flow_of(scenario: Scenario, number: int, steps: int) -> Flow:
    """A run of the quick model with so many steps a day, those who leave drawn."""
    network, layout = compile_network(scenario)
    rng = np.random.default_rng(number)
    planned = rng.choice([0, 0, 40, 41, 300], size=(MEMBERS, len(network.leaving), layout.days))
    draws, seeds = draw_unknowns(scenario, MEMBERS, number), member_seeds(number, MEMBERS)
    parameters = member_parameters(network, layout, draws, np.zeros(planned.shape), seeds, planned)
    parameters = parameters._replace(inside=np.full_like(parameters.inside, 1_000_000))
    calendar = fluid_calendar(network, layout.days, steps)
    members = fluid_members(network, parameters, calendar)
    space = fluid_space(network, members, layout.days, calendar)
    people = np.ascontiguousarray(planned.transpose(2, 1, 0).astype(np.float64))
    rows = np.arange(len(space.state))
    daily = np.zeros((len(rows), layout.days + 1, MEMBERS))
    run_fluid(people, network, members, calendar, space, rows, np.arange(len(rows) + 1), daily)
    return Flow(scenario, network, layout, parameters, members, space, people, daily)
