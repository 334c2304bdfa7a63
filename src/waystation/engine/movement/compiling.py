"""From a Flee folder to the tables of the compiled loops."""

from __future__ import annotations

import math

import numpy as np

from waystation.engine.movement.arrivals import Arrivals, plan_arrivals
from waystation.engine.movement.classes import PeopleClasses
from waystation.engine.movement.network import Automaton, build
from waystation.engine.movement.tables import (
    ABSENT,
    OPTION,
    STATE,
    Floats,
    Ints,
    Net,
    People,
    Records,
    Rules,
    Tables,
    Timed,
)
from waystation.engine.movement.timetable import Timetable, timetable
from waystation.world.flee import FleeCase

__all__ = ["compile_case"]

_STEPS_A_DAY = 80
"""Km travelled today are told apart in so many steps: 5 km of 400; whole km where days are short."""
_MEMORY_POINTS = 33
"""Those who walk slowly have few values of r, which points blur: at a town of 800 on the way, 30 too few with
17 points, 20 with 33, 8 with 65. In the validation conflicts 17, 33 and 65 agree with agents alike."""
_EARTH_KM = 6371.0


def compile_case(
    case: FleeCase, classes: PeopleClasses, *, km_step: float | None = None, points: int | None = None
) -> tuple[Tables, Timetable, Arrivals]:
    """Tables of a case, its timetable and who appears.

    Parameters
    ----------
    case : a checked case
    classes : kinds of people with rules of their own
    km_step : resolution of the km travelled today; default: an eightieth of the longest day, at least 1 km
    points : resolution of the memory of recent travel; default: 33
    """
    rules = case.settings.move_rules
    automaton = build(case, len(classes.names))
    ends = np.array([(link.origin, link.to) for link in automaton.links], dtype=np.int64).reshape(-1, 2)
    times = timetable(case, ends)
    arrivals = plan_arrivals(case, times.camps, times.conflict)
    slots, first_slot = automaton.slots(rules.max_walk_speed)
    fastest = max([rules.max_move_speed, *slots["speed"]])
    if km_step is None:
        km_step = max(1.0, fastest // _STEPS_A_DAY)
    tables = Tables(
        Net(_states(automaton), _options(automaton, first_slot), slots, arrivals.capacity),
        Timed(
            _weights(case, automaton, classes, times),
            times.movechance,
            times.town,
            times.camp,
            closing=np.diff(times.closed, axis=0, prepend=False) & times.closed,
        ),
        People(
            np.array(automaton.spawn_state, dtype=np.int64),
            classes.share,
            arrivals.initial,
            arrivals.spread,
            times.spawn_weight,
            arrivals.fixed,
            arrivals.population,
            arrivals.takes,
        ),
        Rules(
            walk_speed=float(rules.max_walk_speed),
            longest_km=float(rules.max_move_speed),
            buffer=float(rules.capacity_buffer),
            weight_power=float(rules.weight_power),
            pruning=float(rules.pruning_threshold),
            remembers=bool(rules.avoid_short_stints),
            km_step=float(km_step),
            km_steps=math.ceil(fastest / km_step) + 1,
            memory_points=(points or _MEMORY_POINTS) if rules.avoid_short_stints else 1,
        ),
    )
    return tables, times, arrivals


def _states(automaton: Automaton) -> Records:
    states = np.zeros(len(automaton.place), dtype=STATE)
    for name in ("place", "free", "on_route"):
        states[name] = getattr(automaton, name)
    states["key"] = np.array(automaton.key, dtype=np.uint64)
    states["last"] = np.cumsum([len(each) for each in automaton.options])
    states["first"][1:] = states["last"][:-1]
    return states


def _options(automaton: Automaton, first_slot: Ints) -> Records:
    listed = [option for each in automaton.options for option in each]
    options = np.zeros(len(listed), dtype=OPTION)
    options["slot"] = first_slot[[option.carriage for option in listed]] if listed else 0
    options["aim"] = [option.aim for option in listed]
    return options


def _weights(case: FleeCase, automaton: Automaton, classes: PeopleClasses, times: Timetable) -> Floats:
    """Weight of every option on every day, before room is considered: (days, options)."""
    rules = case.settings.move_rules
    scores = _scores(case, times)
    pulls = [classes.pull(each, scores, times) for each in range(len(classes.names))]
    days = case.days
    columns = []
    origin = [automaton.place[state] for state, each in enumerate(automaton.options) for _ in each]
    options = [option for each in automaton.options for option in each]
    for place, option in zip(origin, options, strict=True):
        shut = times.closed[:, list(option.links)].any(axis=1)
        if option.decided:
            weight = np.ones(days)
        else:
            score = pulls[option.people_class][:, option.aim]
            if rules.stay_close_to_home:
                near = max(1.0, _crow_flies_km(case, place, option.aim))
                score = score / near**rules.home_distance_power
            weight = (rules.weight_softening + score) / (rules.softening + option.km) ** rules.distance_power
            weight = weight**rules.weight_power
        columns.append(np.where(shut, ABSENT, weight))
    return np.ascontiguousarray(np.stack(columns, axis=1)) if columns else np.empty((days, 0))


def _scores(case: FleeCase, times: Timetable) -> Floats:
    """How much each place attracts: (days, places)."""
    rules = case.settings.move_rules
    foreign = np.array([place.foreign for place in case.places])
    scores = np.where(foreign, rules.foreign_weight, 1.0) * np.where(times.camp, rules.camp_weight, 1.0)
    fierce = times.conflict > 0.0
    scores[fierce] *= rules.conflict_weight ** (times.decay * times.conflict)[fierce]
    if rules.use_pop_for_loc_weight:
        people = np.array([0 if "camp" in place.starts_as else place.people for place in case.places])
        drawn = np.maximum(1.0, people) ** rules.pop_power_for_loc_weight
        scores *= np.where(times.camp, 1.0, drawn)
    return np.asarray(scores, dtype=float)


def _crow_flies_km(case: FleeCase, one: int, other: int) -> float:
    """Distance as Flee measures it: its code takes latitude for longitude and the reverse."""
    here, there = case.places[one], case.places[other]
    lat1, lat2 = math.radians(here.longitude), math.radians(there.longitude)
    step = math.sin((lat2 - lat1) / 2) ** 2
    across = math.sin(math.radians(there.latitude - here.latitude) / 2) ** 2
    a = step + math.cos(lat1) * math.cos(lat2) * across
    return 2.0 * _EARTH_KM * math.atan2(math.sqrt(a), math.sqrt(1.0 - a))
