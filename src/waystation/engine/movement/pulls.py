"""How much places attract people, and how likely people are to leave them, day by day, as Flee's rules say."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.classes import PeopleClasses
from waystation.engine.movement.tables import Floats
from waystation.engine.movement.timetable import Timetable
from waystation.errors import InputError, Problem
from waystation.world.flee import FleeCase

__all__ = ["chances", "crow_flies_km", "listed_pulls", "place_pulls", "pulls"]

_EARTH_KM = 6371.0


def place_pulls(case: FleeCase, times: Timetable) -> Floats:
    """Pull of places whoever looks at them, from the day before the first on: (days + 1, places)."""
    rules = case.settings.move_rules
    foreign = np.array([place.foreign for place in case.places])
    base = np.ones(len(case.places))
    if rules.use_economic_pull:
        base = _economic(case, foreign)
    base = base * np.where(foreign, rules.foreign_weight, 1.0)
    camp = np.concatenate([times.before[:1] > 0, times.camp])
    conflict = np.concatenate([times.before[1:2], times.conflict])
    decay = np.concatenate([times.before[2:3], times.decay])
    scores = base * np.where(camp, rules.camp_weight, 1.0)
    fierce = conflict > 0.0
    scores[fierce] *= rules.conflict_weight ** (decay * conflict)[fierce]
    if rules.avoid_food_deprived_locations and case.need is not None:
        scores[2:] *= np.where(foreign, 1.0, 1.0 - case.need[1:] ** 2)  # not on day 0, in Flee's code
    if case.settings.floods and rules.flood_rules is not None and case.flood_levels is not None:
        by_level = np.array(rules.flood_rules.flood_loc_weights)
        own = by_level[np.minimum(case.flood_levels[: case.days], len(by_level) - 1)]
        if rules.flood_rules.flood_forecaster:
            # Flee's code looks for levels under a name that no place has: nothing is coming, so nothing attracts.
            ahead, _ = _forecast_days(case)
            own = np.where(ahead[:, None], 0.0, own)
        scores[1:] *= np.where(times.flood_zone, own, 1.0)
    return np.asarray(scores, dtype=float)


def _economic(case: FleeCase, foreign: npt.NDArray[np.bool_]) -> Floats:
    pull = np.ones(len(case.places))
    for number in np.flatnonzero(foreign):
        place = case.places[number]
        missing = [column for column in ("trade_volume", "hdi") if column not in place.attributes]
        if missing:
            found = f'use_economic_pull is on, but "{place.name}" has no {missing[0]}: Flee ends here.'
            raise InputError(Problem(found, "Give every place abroad both columns.", "locations.csv", place.row or None,
                                     missing[0]))  # fmt: skip
        pull[number] += place.number("trade_volume") + place.number("hdi") ** 2
    return pull


def listed_pulls(case: FleeCase, place_pull: Floats) -> Floats:
    """Pull of places when fixed routes are listed: (2, days, places), in tables made after a place's own and before it.

    The second has yesterday's pull. Both have today's flood, which Flee looks up for itself.
    """
    found = np.stack([place_pull[1:], place_pull[:-1]])
    rules = case.settings.move_rules.flood_rules
    if case.settings.floods and rules is not None and case.flood_levels is not None:
        found *= _factor_of_flood(case, rules.flood_loc_weights)
    return np.ascontiguousarray(found)


def _factor_of_flood(case: FleeCase, by_level: Sequence[float] | None) -> Floats:
    """Factor of today's level on the pull of a place of any type: (days, places); 1 where it is dry."""
    assert case.flood_levels is not None
    weights, levels = np.array(by_level), case.flood_levels[: case.days]
    return np.where(levels > 0, weights[np.minimum(levels, len(weights) - 1)], 1.0)


def pulls(case: FleeCase, classes: PeopleClasses, place_pull: Floats, times: Timetable) -> Floats:
    """Pull of places on each class: (days, 1 or classes, places)."""
    scores = place_pull[1:]
    found = np.stack([classes.pull(each, scores) for each in range(len(classes.names))], axis=1)
    rules = case.settings.move_rules.flood_rules
    if case.settings.floods and rules is not None and case.flood_levels is not None:
        by_level = np.array(rules.flood_loc_weights)
        levels = case.flood_levels[: case.days]
        today = by_level[np.minimum(levels, len(by_level) - 1)]
        found *= _factor_of_flood(case, rules.flood_loc_weights)[:, None, :]
        if rules.flood_forecaster:
            found *= _pull_of_forecast(case, classes, today)
    return np.ascontiguousarray(found)


def chances(case: FleeCase, classes: PeopleClasses, times: Timetable) -> tuple[Floats, Floats]:
    """Chance of leaving a place, in two parts: what does not go with its population, and what does.

    Returns
    -------
    (1 or days, 1 or classes, places) and (days, 1 or classes, places)
    """
    rules = case.settings.move_rules
    steady, scaled = np.zeros((1, 1, len(case.places))), times.movechance[:, None, :].copy()
    if rules.flee_when_starving and case.need is not None:
        steady = case.need[:, None, :].copy()
        scaled = (1.0 - steady) * scaled
    floods = rules.flood_rules
    if case.settings.floods and floods is not None and case.flood_levels is not None:
        levels = case.flood_levels[: case.days, None, :]
        by_level = np.array(floods.flood_movechances)
        wet = levels > 0
        steady = np.where(wet, by_level[np.minimum(levels, len(by_level) - 1)], steady)
        scaled = np.where(wet, 0.0, scaled)
        if floods.flood_forecaster:
            coming = _chance_of_forecast(case, classes)
            steady, scaled = steady * coming, scaled * coming
    return np.ascontiguousarray(steady), np.ascontiguousarray(scaled)


def _forecast_days(case: FleeCase) -> tuple[npt.NDArray[np.bool_], list[list[int]]]:
    """Days on which the forecast counts for the choice, and the days that each looks at."""
    rules = case.settings.move_rules.flood_rules
    assert rules is not None
    most, end = rules.flood_forecaster_timescale, rules.flood_forecaster_end_time
    looked = []
    for day in range(case.days):
        ahead: list[int] = []
        for later in range(day + 1, day + most + 1):
            ahead.append(min(later, end))
            if later >= end:
                break
        looked.append(ahead)
    counts = np.array([most > 1 and day <= end for day in range(case.days)], dtype=bool)
    rows = 0 if case.flood_levels is None else len(case.flood_levels)
    known = len(rules.flood_forecaster_weights or ())
    if most > 0 and end >= min(rows, known):
        found = f"flood_forecaster_end_time is {end}, not below {min(rows, known)}: Flee ends with an error here."
        fix = f"Give more than {end} rows of flood_level.csv and more than {end} flood_forecaster_weights."
        raise InputError(Problem(found, fix, "simsetting.yml", column="move_rules.flood_rules"))
    return counts, looked


def _pull_of_forecast(case: FleeCase, classes: PeopleClasses, today: Floats) -> Floats:
    """Factor on pull: 0 for every place without a coming flood, while the forecast counts."""
    rules, levels = case.settings.move_rules.flood_rules, case.flood_levels
    assert rules is not None
    assert levels is not None
    counts, looked = _forecast_days(case)
    weights = np.array(rules.flood_forecaster_weights)
    awareness = np.array([(rules.flood_awareness_weights or [])[value] for value in classes.aware])
    factor = np.ones((case.days, len(classes.names), levels.shape[1]))
    for day in np.flatnonzero(counts):
        coming = sum(
            (np.where(levels[later] > 0, weights[later], 0.0) for later in looked[day]), np.zeros(levels.shape[1])
        )
        total = today[day] * coming  # in Flee's code the weight of today's level, not of the coming one
        factor[day] = (total * total / rules.flood_forecaster_timescale)[None, :] * awareness[:, None]
    return factor


def _chance_of_forecast(case: FleeCase, classes: PeopleClasses) -> Floats:
    """Factor on the chance of leaving: nobody without a coming flood moves, and worse floods move fewer."""
    rules, levels = case.settings.move_rules.flood_rules, case.flood_levels
    assert rules is not None
    assert levels is not None
    counts, looked = _forecast_days(case)
    weights = np.array(rules.flood_forecaster_weights)
    by_level = np.array(rules.flood_loc_weights)
    awareness = np.array([(rules.flood_awareness_weights or [])[value] for value in classes.aware])
    factor = np.ones((case.days, len(classes.names), levels.shape[1]))
    for day in np.flatnonzero(counts):
        total = np.zeros(levels.shape[1])
        for later in looked[day]:
            of_level = by_level[np.minimum(levels[later], len(by_level) - 1)]
            total += np.where(levels[later] > 0, of_level * weights[later], 0.0)
        factor[day] = (total / rules.flood_forecaster_timescale)[None, :] * awareness[:, None]
    return factor


def crow_flies_km(case: FleeCase, one: int, other: int) -> float:
    """Distance as Flee measures it: its code takes latitude for longitude and the reverse."""
    here, there = case.places[one], case.places[other]
    lat1, lat2 = math.radians(here.longitude), math.radians(there.longitude)
    step = math.sin((lat2 - lat1) / 2) ** 2
    across = math.sin(math.radians(there.latitude - here.latitude) / 2) ** 2
    a = step + math.cos(lat1) * math.cos(lat2) * across
    return 2.0 * _EARTH_KM * math.atan2(math.sqrt(a), math.sqrt(1.0 - a))
