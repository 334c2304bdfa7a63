"""Drawn networks and crises: where people are in the end, under drawn settings of every kind of rule."""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from flee_worlds import case, place
from outcomes import short
from waystation.engine import MovementRules, prior_futures, simulate, simulate_free_run, simulate_movement
from waystation.engine.reception.calendar import sun_hours
from waystation.errors import InputError
from waystation.plan.changes import changed
from waystation.world import Place, load_scenario
from waystation.world.flee import Demographics, FleeClosure
from waystation.world.flee.flee_case import LocationChange

sys.path.insert(0, str(Path(__file__).resolve().parent / "engine"))
from engine_worlds import chain, event
from flow_worlds import drawn_crisis, flow_of
from free_run_worlds import random_world

KINDS = ("conflict", "town", "camp", "idpcamp", "forward", "town", "camp")
ENDS = ("P0", "P1", "P2", "Home", "Abroad")
SETTINGS: dict[str, tuple[Any, ...]] = {
    "max_walk_speed": (20.0,), "foreign_weight": (2.0,),
    "camp_weight": (0.5, 2.0),
    "conflict_weight": (0.25,), "conflict_movechance": (0.5,), "camp_movechance": (0.2,), "idpcamp_movechance": (0.3,),
    "default_movechance": (0.1, 0.6), "movechance_pop_base": (100.0,), "movechance_pop_scale_factor": (0.5,),
    "awareness_level": (0, 1, 2, 3, 4), "capacity_buffer": (0.5, 0.8), "capacity_scaling": (0.5, 2.0),
    "avoid_short_stints": (True,), "start_on_foot": (True,), "use_v1_rules": (True,), "softening": (0.0, 30.0),
    "weight_softening": (0.5,), "weight_power": (2.0,), "distance_power": (0.5, 2.0), "pruning_threshold": (1.5, 3.0),
    "fixed_routes": (True,), "stay_close_to_home": (True,), "home_distance_power": (1.0,),
    "use_pop_for_loc_weight": (True,),
    "pop_power_for_loc_weight": (0.3,), "take_from_population": (True,), "insert_day0": (True,), "hasten": (5,),
    "harvest_months": ([1],),
    "conflict_spawn_decay": ([1.0, 0.5, 0.1],), "conflict_spawn_decay_interval": (1, 2),
}  # fmt: skip


def _closure(draw: random.Random) -> FleeClosure:
    kind = draw.choice(["country", "location", "camp", "links"])
    one, other = draw.sample(ENDS, 2)
    return FleeClosure(kind, one, other, draw.randrange(2), 3)


def _movement(draw: random.Random) -> tuple[Any, dict[str, Any]]:
    kinds = ["conflict", "camp", *draw.choices(KINDS, k=draw.choice([1, 2, 4]))]
    places = [
        replace(
            place(f"P{i}", kind, draw.choice([0, 0, 300, 1000, 5000])), latitude=draw.random(), longitude=draw.random()
        )
        for i, kind in enumerate(kinds)
    ]
    pairs = [(i, draw.randrange(i)) for i in range(1, len(places))] + [(0, len(places) - 1)]
    roads = [(f"P{a}", f"P{b}", draw.choice([0, 5, 20, 40, 60, 100, 250])) for a, b in dict.fromkeys(pairs) if a != b]
    changes = {name: draw.choice(SETTINGS[name]) for name in draw.sample(sorted(SETTINGS), draw.choice([0, 1, 2, 4]))}
    changes["max_move_speed"] = draw.choice((40.0, 100.0, 100.0, 300.0))
    days = draw.choice([2, 4, 7])
    closures = tuple(_closure(draw) for _ in range(draw.choice([0, 0, 1])))
    turned = tuple(
        LocationChange(draw.choice(places).name, draw.choice(["town", "camp", "conflict"]), draw.randrange(1, days))
        for _ in range(draw.choice([0, 0, 1, 2]))
    )
    told: dict[str, Demographics] = {}
    if draw.random() < 0.2:
        changes |= {"children_avoid_hazards": True, "boys_take_risk": draw.random() < 0.5}
        told = {"age": Demographics("age", ("10", "17", "40"), {"Default": (0.5, 0.25, 0.25)}),
                "gender": Demographics("gender", ("male", "female"), {"Default": (0.5, 0.5)})}  # fmt: skip
    made = case(
        places, roads, days=days, displaced=draw.choice([3, 100, 1000]), until=draw.choice([None, 2]), **changes
    )
    return replace(made, closures=closures, location_changes=turned, demographics=told), changes


def movements(only: int | None = None) -> Iterator[str]:
    """Where people are on the last day, and on all days together, in a future of each kernel."""
    for number in range(300):
        if only not in (None, number):
            continue
        draw = random.Random(f"movements {number}")
        kernel = ("counts", "agents", "mean")[number % 3]
        try:
            made, changes = _movement(draw)
            if only is not None:
                yield f"{made.places}\n{made.routes}\n{made.closures}"
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = simulate_movement(made, members=2, seed=number, kernel=kernel, workers=1)
        except InputError as error:
            yield f"{number}: {error.problems[0]}".replace("\n", " ")
            continue
        people = found.people.values[-1]
        told = " ".join(short(each) for each in people[-1])
        rest = [short(each) for each in (people.sum(), found.under_way.values.sum(), found.appeared.values.sum())]
        crossed = [short(each) for each in found.crossed.values[-1]] if "crossed" in found else []
        camps = found.is_camp.values.astype(int).tolist()
        yield f"{number}: {kernel} {changes} {told} | {' '.join(rest)} | {' '.join(crossed)} | {camps}"


RULES = {
    "distance": (0.0, 1.0, 2.0), "softening_km": (10.0, 50.0), "following": (0.0, 0.5), "head_start": (0.1, 1.0),
    "newest_camp": (0.0, 2.0), "capacity": (0.0, 0.5), "fullness": (0.0, 1.0), "spread": (0.0, 0.5),
}  # fmt: skip


def free_runs(only: int | None = None) -> Iterator[str]:
    """Where our rules put people of drawn totals, and how such runs are scored."""
    for number in range(60):
        if only not in (None, number):
            continue
        draw = random.Random(f"free runs {number}")
        made = random_world(
            np.random.default_rng(number), draw.choice([2, 5]), draw.choice([1, 3]), draw.choice([1, 3, 5])
        )
        rules = MovementRules(**{name: draw.choice(values) for name, values in RULES.items()})
        found = simulate_free_run(made, rules=rules, members=2, seed=number)
        yield f"{number}: {' '.join(short(each) for each in found.people.values[-1].ravel())}"


def _crisis(draw: random.Random) -> Any:
    """The chain town - gate - camp with a school beside it, changed at random."""
    shift = draw.choice([[8, 18], [0, 24], [6, 7], [20, 24]])
    changes: dict[str, Any] = {
        "sources": {"town": {
            "people": draw.choice([3, 50, 400, 1000]), "leave_hours": draw.choice([[6, 7], [0, 24], [22, 24]]),
            "phases": {"open": {"leave_per_day": draw.choice([100, 0.2, 1.5]), "lasts_days": draw.choice([100, 2])}},
        }},
        "stages": {"gate": {
            "lanes": draw.choice([1, 5]), "people_per_lane_hour": draw.choice([0.3, 7, 10, 200]), "open_hours": shift,
        }},
        "legs": [{"from": "town", "to": "gate", "hours": draw.choice([0, 2, 25])},
                 {"from": "gate", "to": "camp", "hours": draw.choice([0, 3, 30])}],
    }  # fmt: skip
    if draw.random() < 0.4:
        changes["sites"] = {
            "camp": {"place": "Camp", "capacity": draw.choice([0, 10, 300]), "overflow_to": "school"},
            "school": {"place": "School", "onward_per_day": draw.choice([0, 0.1, 0.5]), "onward_to": "kin"},
        }
        changes["exits"] = {"kin": {"note": "Stay with kin"}}
        changes["legs"] += [
            {"from": "camp", "to": "school", "hours": draw.choice([1, 20])},
            {"from": "school", "to": "kin", "hours": 1},
        ]
    if draw.random() < 0.4:
        changes["fleets"] = {"buses": {
            "vehicles": draw.choice([1, 3]), "seats": draw.choice([1, 10, 50]),
            "away_hours": draw.choice([4, 23]), "loading_hours": draw.choice([0, 1]),
        }}  # fmt: skip
        changes["legs"][1]["fleet"] = "buses"
    events = [
        event(draw.choice(["closure", "opening", "departures"]), draw.choice([1, 2, 10]), draw.choice(["Gate", "Town"]))
        for _ in range(draw.choice([0, 0, 1, 2]))
    ]  # fmt: skip
    return chain(events, **changes)


def receptions(only: int | None = None) -> Iterator[str]:
    """Everything that a run of reception gives, by quantity: its sum, its last day, and its sum weighted by day."""
    for number in range(120):
        if only not in (None, number):
            continue
        draw = random.Random(f"receptions {number}")
        try:
            made = _crisis(draw)
            if only is not None:
                yield f"{made.settings}\n{made.events}"
            found = simulate(made, members=2, seed=number, workers=1)
        except (InputError, ValueError) as error:
            yield f"{number}: {error}".replace("\n", " ")
            continue
        told = []
        for name, values in found.data_vars.items():
            flat = np.nan_to_num(np.asarray(values.values[-1], dtype=np.float64))
            weights = np.arange(1, flat.size + 1).reshape(flat.shape)
            told.append(f"{name} {short(flat.sum())}/{short((flat * weights).sum())}")
        yield f"{number}: {', '.join(told)}"


def flows(only: int | None = None) -> Iterator[str]:
    """What the quick model ends with: people by day, those on the way and vehicles by the step they are back."""
    for number in range(240):
        if only not in (None, number):
            continue
        made = drawn_crisis(random.Random(f"flows {number}"), chance=number % 4 > 0, vehicles=number % 3 > 0)
        steps = (2, 2, 4, 24)[number % 4]
        if only is not None:
            yield f"{made.settings}\n{made.events}"
        found = flow_of(made, number, steps)
        told = []
        for row in found.daily[:, :, -1]:
            told.append(f"{short(row[-1])}/{short(row @ np.arange(1.0, row.size + 1))}")
        rest = [
            found.space.ring[..., 0],
            found.space.back[..., 0],
            found.space.free[..., 0],
            found.space.committed[..., 0],
        ]
        weighed = [short(each.ravel() @ np.arange(1.0, each.size + 1)) for each in rest]
        yield f"{number}: {steps} {' '.join(told)} | {' '.join(weighed)}"


CHANGES = (
    "stages.checkpoint.lanes=1", "stages.checkpoint.lanes=+3", "stages.checkpoint.open_hours=[5, 23]",
    "stages.checkpoint.open_hours=[22, 4]", "stages.checkpoint.people_per_lane_hour=x0.5",
    "vehicles.buses.count=1", "vehicles.buses.count=+5", "fleets.buses.away_hours=x3", "fleets.buses.seats=7",
    "sites.camp.capacity=700", "sites.camp.capacity=0", "sites.camp.onward_per_day=0.2",
)  # fmt: skip
SUNS = ((0, 0, "UTC"), (36, 38, "Asia/Damascus"), (-54, -70, "UTC"), (69, 180, "Etc/GMT-12"))
KINDS_OF_EVENTS = (
    "passage_reported_open",
    "closure",
    "passage_reported_open",
    "stage_opens",
    "stage_closes",
    "new_site",
)


def branches(only: int | None = None) -> Iterator[str]:
    """The made-up valley with drawn events, known up to a drawn day, and what changes from a day on."""
    valley = load_scenario(Path(__file__).resolve().parents[1] / "examples" / "synthetic")
    for number in range(40):
        if only not in (None, number):
            continue
        draw = random.Random(f"branches {number}")
        events = [
            event(draw.choice(KINDS_OF_EVENTS), draw.choice([1, 2, 9, 15]), draw.choice(["Upper Valley", "Bridge"]))
            for _ in range(draw.choice([0, 1, 3]))
        ]  # fmt: skip
        village = valley.settings.sources["village"].model_copy(
            update={"day_to_day": draw.choice([0.0, 0.4, 1.5]), "day_memory": draw.choice([0.0, 0.5, 0.9]),
                    "leave_hours": draw.choice([(6, 18), (0, 24), (23, 24)])}
        )  # fmt: skip
        settings = valley.settings.model_copy(update={"sources": {"village": village}})
        scenario = valley.model_copy(update={"events": events, "settings": settings})
        start = scenario.settings.start
        known, since = (start + timedelta(days=draw.choice(days)) for days in ((0, 8, 14), (0, 1, 8, 30)))
        change = draw.choice(CHANGES)
        try:
            supposed = [event(draw.choice(KINDS_OF_EVENTS[:2]), draw.choice([9, 16, 25]), "Upper Valley")] * (
                number % 2
            )
            futures = prior_futures(
                scenario, members=3, seed=number, known_until=known, workers=1,
                what_if=[each for each in supposed if each.start > known],
            )  # fmt: skip
            branch = futures.branch(since)
            to = changed(scenario, [change], futures.draws, 3)
            runs = (branch.as_it_is, branch.run(to.scenario, to.draws))
        except (InputError, ValueError) as error:
            yield f"{number}: {change} {error}".replace("\n", " ")
            continue
        yield f"{number}: {known} {since} {change} {'; '.join(_whole(run.labelled()) for run in runs)}"
    for latitude, longitude, name in (
        (0, 0, "UTC"),
        (36, 38, "Asia/Damascus"),
        (-54, -70, "UTC"),
        (69, 180, "Etc/GMT-12"),
    ):
        place = Place(name="A", latitude=latitude, longitude=longitude)
        for month in (1, 3, 4, 6, 9, 12):
            rise, sets = sun_hours(place, date(2019, month, 21), ZoneInfo(name))
            if only is None:
                yield f"{latitude} {longitude} {name} {month}: {short(rise)} {short(sets)}"


def _whole(found: Any) -> str:
    """Of each quantity its sum and its sum weighted by member, day and place."""
    told = []
    for name, values in found.data_vars.items():
        flat = np.nan_to_num(np.asarray(values.values, dtype=np.float64)).ravel()
        told.append(f"{name} {short(flat.sum())}/{short(flat @ np.arange(1.0, flat.size + 1))}")
    return ", ".join(told)
