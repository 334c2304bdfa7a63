"""From a Flee folder to the tables of the compiled loops."""

from __future__ import annotations

import math

import numpy as np

from waystation.engine.movement.arrivals import Arrivals, plan_arrivals
from waystation.engine.movement.classes import PeopleClasses
from waystation.engine.movement.fixed_routes import barred_majors
from waystation.engine.movement.network import Automaton, build
from waystation.engine.movement.pulls import chances, crow_flies_km, listed_pulls, place_pulls, pulls
from waystation.engine.movement.reach import places_in_reach
from waystation.engine.movement.tables import OPTION, STATE, Ints, Net, People, Records, Rules, Tables, Timed
from waystation.engine.movement.timetable import Timetable, timetable
from waystation.errors import InputError, Problem
from waystation.world.flee import FleeCase

__all__ = ["compile_case"]

_STEPS_A_DAY, _STEPS_OF_A_SHORT_DAY, _SHORT_DAY_KM = 25, 80, 300
"""Who has come as far, in so many steps of the longest day, goes on together: 16 km of 400; whole km where days are
short. Their km are those of all on average. In the validation conflicts expectations with 20 steps lie within 0.15 % of
everybody of those with steps of 1 km at every place and day (with 80 steps: 0.08 %, for half as much time again). In
`examples/flee_valley`, with days of 120 km, 24 steps were too few to agree with agents."""
_MEMORY_POINTS = 33
"""Those who walk slowly have few values of r, which points blur: at a town of 800 on the way, 30 too few with
17 points, 20 with 33, 8 with 65. In the validation conflicts 17, 33 and 65 agree with agents alike."""
_MOST_HOMES = 300
"""Harvest tells people apart by home at every place: more places than this would not fit."""


def compile_case(
    case: FleeCase, classes: PeopleClasses, *, km_step: float | None = None, points: int | None = None
) -> tuple[Tables, Timetable, Arrivals]:
    """Tables of a case, its timetable and who appears.

    Parameters
    ----------
    case : a checked case
    classes : kinds of people with rules of their own
    km_step : who differs by less in the km travelled today goes on together; default: a 25th of the longest day, an
        80th where that is below 300 km; at least 1 km
    points : resolution of the memory of recent travel; default: 33
    """
    rules = case.settings.move_rules
    homes = len(case.places) if rules.harvest_months else 1
    if homes > _MOST_HOMES:
        found = f"harvest_months tells people apart by home, which is not done for more than {_MOST_HOMES} places."
        raise InputError(Problem(found, "Leave it out, or run Flee itself for it.", "simsetting.yml"))
    automaton = build(case, len(classes.names) * homes)
    ends = np.array([(link.origin, link.to) for link in automaton.links], dtype=np.int64).reshape(-1, 2)
    times = timetable(case, ends)
    arrivals = plan_arrivals(case, times)
    slots, first_slot = automaton.slots(rules.max_walk_speed)
    fastest = max([rules.max_move_speed, *slots["speed"]]) if len(slots) else rules.max_move_speed
    options, links = _options(case, automaton, first_slot, len(classes.names))
    if km_step is None:
        km_step = max(1.0, fastest // (_STEPS_A_DAY if fastest >= _SHORT_DAY_KM else _STEPS_OF_A_SHORT_DAY))
    states = _states(automaton, len(classes.names), homes)
    limited = np.flatnonzero((arrivals.capacity >= 1.0).any(axis=0))
    tables = Tables(
        Net(states, options, links, slots, arrivals.capacity, places_in_reach(states, options, slots, limited)),
        _timed(case, automaton, classes, times),
        People(
            np.array(automaton.spawn_state, dtype=np.int64),
            _shares(classes, homes),
            arrivals.initial,
            arrivals.spread,
            times.spawn_weight,
            arrivals.fixed,
            arrivals.rate,
            arrivals.per_head,
            arrivals.population,
            arrivals.takes,
        ),
        Rules(
            walk_speed=float(rules.max_walk_speed),
            longest_km=float(rules.max_move_speed),
            buffer=float(rules.capacity_buffer),
            softening=float(rules.weight_softening),
            weight_power=float(rules.weight_power),
            population_power=float(rules.pop_power_for_loc_weight) if rules.use_pop_for_loc_weight else 0.0,
            chance_power=float(rules.movechance_pop_scale_factor),
            chance_base=float(rules.movechance_pop_base),
            pruning=0.0 if rules.fixed_routes else float(rules.pruning_threshold),
            fixed_routes=bool(rules.fixed_routes),
            remembers=bool(rules.avoid_short_stints),
            km_step=float(km_step),
            km_steps=math.ceil(fastest / km_step) + 1,
            memory_points=(points or _MEMORY_POINTS) if rules.avoid_short_stints else 1,
        ),
    )
    return tables, times, arrivals


def _states(automaton: Automaton, kinds: int, homes: int) -> Records:
    states = np.zeros(len(automaton.place), dtype=STATE)
    for name in ("place", "free", "on_route"):
        states[name] = getattr(automaton, name)
    states["people_class"] = np.array(automaton.people_class) % kinds
    states["home"] = np.array(automaton.people_class) // kinds if homes > 1 else -1
    states["key"] = np.array(automaton.key, dtype=np.uint64)
    states["last"] = np.cumsum([len(each) for each in automaton.options])
    states["first"][1:] = states["last"][:-1]
    return states


def _options(case: FleeCase, automaton: Automaton, first_slot: Ints, kinds: int) -> tuple[Records, Ints]:
    rules = case.settings.move_rules
    listed = [option for each in automaton.options for option in each]
    origin = [automaton.place[state] for state, each in enumerate(automaton.options) for _ in each]
    options = np.zeros(len(listed), dtype=OPTION)
    carriages = np.array([option.carriage for option in listed], dtype=np.int64)
    options["slot"] = np.where(carriages >= 0, first_slot[carriages] if len(first_slot) else 0, -1)
    options["aim"] = [option.aim for option in listed]
    first_named: dict[str, int] = {}
    for number, place in enumerate(case.places):
        first_named.setdefault(place.written, number)
    # Whether a camp is full Flee looks up at the first place of its name; where that is another, nobody is ever there.
    gates = np.array(
        [n if first_named[place.written] == n else -1 for n, place in enumerate(case.places)], dtype=np.int64
    )
    options["gate"] = gates[options["aim"]]
    options["people_class"] = np.array([option.people_class for option in listed], dtype=np.int64) % kinds
    options["decided"] = [option.decided for option in listed]
    majors = len(automaton.links)
    taken = [(*option.links, majors + option.major) if option.major >= 0 else option.links for option in listed]
    options["last_link"] = np.cumsum([len(each) for each in taken])
    options["first_link"][1:] = options["last_link"][:-1]
    options["near"] = 1.0
    if rules.stay_close_to_home:
        options["near"] = [max(1.0, crow_flies_km(case, one, option.aim)) ** -rules.home_distance_power
                           for one, option in zip(origin, listed, strict=True)]  # fmt: skip
    km = rules.softening + np.array([option.km for option in listed], dtype=float)
    major = np.array([option.major >= 0 for option in listed], dtype=bool)
    with np.errstate(divide="ignore", over="ignore"):
        options["far"] = np.where(major, km / 4.0, km) ** -rules.distance_power
    endless = np.flatnonzero(~np.isfinite(options["far"]))
    if endless.size:
        at = int(endless[0])
        one, other = case.places[origin[at]].name, case.places[listed[at].aim].name
        found = (
            f'From "{one}" to "{other}" it is {listed[at].km:g} km and softening is {rules.softening:g}: '
            "Flee ends here."
        )
        raise InputError(Problem(found, "Give softening, in move_rules, some km, such as 10.", "simsetting.yml"))
    options["late"] = options["aim"] > np.array(origin, dtype=np.int64)
    links = np.array([link for each in taken for link in each], dtype=np.int64)
    return options, links


def _shares(classes: PeopleClasses, homes: int) -> np.ndarray:
    """Share of each class among those who appear at each place; in harvest months those of other homes are none."""
    if homes == 1:
        return classes.share
    places, kinds = classes.share.shape
    share = np.zeros((places, homes * kinds))
    for place in range(places):
        share[place, place * kinds : (place + 1) * kinds] = classes.share[place]
    return share


def _timed(case: FleeCase, automaton: Automaton, classes: PeopleClasses, times: Timetable) -> Timed:
    rules = case.settings.move_rules
    place_pull = place_pulls(case, times)
    pull = pulls(case, classes, place_pull, times)
    steady, chance = chances(case, classes, times)
    listed = listed_pulls(case, place_pull) if rules.fixed_routes else place_pull[None, :1]
    closed, closing = _closed(case, automaton, listed, times)
    anew = np.ones(case.days, dtype=bool)
    same_pull = (np.diff(pull, axis=0) == 0).all(axis=(1, 2))
    if rules.fixed_routes:
        same_pull &= (np.diff(listed, axis=1) == 0).all(axis=(0, 2))
    anew[1:] = ~(same_pull & (closed[1:] == closed[:-1]).all(axis=1))
    months = [int(str(np.datetime64(case.start) + day)[5:7]) for day in range(case.days)]
    return Timed(
        pull, listed, anew, steady, chance, times.town, times.camp,
        closed, closing, np.isin(months, rules.harvest_months), ~times.camp,
    )  # fmt: skip


def _closed(
    case: FleeCase, automaton: Automaton, listed: np.ndarray, times: Timetable
) -> tuple[np.ndarray, np.ndarray]:
    """Links closed by day, behind them a column for each major route; and days on which some link closes."""
    closed = times.closed
    closing = np.asarray((np.diff(closed, axis=0, prepend=False) & closed).any(axis=1))
    if automaton.majors:
        ways: dict[tuple[int, int], float] = {}
        for state, each in enumerate(automaton.options):
            for option in each:
                if option.major < 0 and not option.decided:
                    pair = (automaton.place[state], option.aim)
                    ways[pair] = min(option.km, ways.get(pair, math.inf))
        closed = np.concatenate([closed, barred_majors(case, automaton.majors, ways, listed)], axis=1)
    return closed, closing
