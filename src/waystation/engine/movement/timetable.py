"""What changes from day to day in a Flee folder: conflicts, camps that open and close, closed links.

Follows the order of Flee's own day: conflict zones, new people, closures, then movement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.tables import Floats, Ints
from waystation.world.flee import FleeCase, FleePlace, FleeSettings

__all__ = ["Timetable", "timetable"]

Flags = npt.NDArray[np.bool_]

_NO_CONFLICT = 1e-6
_LEAST_TOWN_CHANCE = 0.005
"""Flee takes a place that people hardly leave for a camp."""


@dataclass(frozen=True)
class Timetable:
    """Arrays by day, place and link.

    Parameters
    ----------
    movechance : (days, places) chance of leaving, per day
    town, camp : (days, places) what the place counts as when people move
    conflict : (days, places) intensity as Flee knows it, 0 to 1; 0 where there is none
    decay : (days, places) factor on intensity, by how long the conflict has lasted
    spawn_weight : (days, places) per head of population, when people appear that day
    closed : (days, links) closed when people move that day
    camps : names of the places that are camps before the first day, in the order of the file
    """

    movechance: Floats
    town: Flags
    camp: Flags
    conflict: Floats
    decay: Floats
    spawn_weight: Floats
    closed: Flags
    camps: tuple[str, ...]


@dataclass
class _Place:
    """One place as it stands now."""

    movechance: float
    town: bool = False
    camp: bool = False
    conflict: float = 0.0
    conflict_since: int = -1


def timetable(case: FleeCase, ends: Ints) -> Timetable:
    """Go through the days of a case.

    Parameters
    ----------
    case : a checked case
    ends : (links, 2) places each link leads from and to
    """
    rules = case.settings.move_rules
    standing = [_as_it_begins(place, case.settings) for place in case.places]
    camps = tuple(place.name for place, now in zip(case.places, standing, strict=True) if now.camp)
    days, places = case.days, len(case.places)
    chance, conflict, decay, spawn = (np.zeros((days, places)) for _ in range(4))
    town, camp = np.zeros((days, places), dtype=bool), np.zeros((days, places), dtype=bool)
    closed = np.zeros((days, len(ends)), dtype=bool)
    shut = np.zeros(len(ends), dtype=bool)
    weights = _spawn_weights(standing, 0, case.settings)
    for day in range(days):
        if _conflicts_change(case, standing, day):
            weights = _spawn_weights(standing, day, case.settings)
        spawn[day] = weights
        _enact(case, standing, shut, ends, day)
        weights = _spawn_weights(standing, day, case.settings)
        for p, now in enumerate(standing):
            chance[day, p], town[day, p], camp[day, p] = now.movechance, now.town, now.camp
            conflict[day, p], decay[day, p] = now.conflict, _decay(day, now, case.settings)
        closed[day] = shut
    if rules.movechance_pop_scale_factor:
        people = np.array([max(place.people, 1) for place in case.places], dtype=float)
        chance *= (people / rules.movechance_pop_base) ** rules.movechance_pop_scale_factor
    return Timetable(np.minimum(chance, 1.0), town, camp, conflict, decay, spawn, closed, camps)


def _as_it_begins(place: FleePlace, settings: FleeSettings) -> _Place:
    rules = settings.move_rules
    chances = {
        "camp": rules.camp_movechance,
        "idpcamp": rules.idpcamp_movechance,
        "conflict": rules.conflict_movechance,
        "town": rules.default_movechance,
        "flood_zone": rules.default_movechance,
        "forward": 1.0,
        "marker": 1.0,
    }
    kind = place.starts_as
    now = _Place(chances[kind], town=kind == "town", camp=kind in {"camp", "idpcamp"})
    if kind == "conflict":
        now.conflict = float(place.attributes.get("conflict_intensity") or settings.default_conflict_intensity)
    if now.movechance < _LEAST_TOWN_CHANCE and kind != "flood_zone":
        now.camp, now.town = True, False
    return now


def _conflicts_change(case: FleeCase, standing: list[_Place], day: int) -> bool:
    """Begin and end conflicts. Flee looks only at whether there is one, not at how fierce it is."""
    rules, changed = case.settings.move_rules, False
    today = case.intensity[day]
    before = case.intensity[day - 1] if day else np.zeros_like(today)
    fierce = "changing_intensity" in case.settings.manual
    for p in np.flatnonzero((today > _NO_CONFLICT) & ((before < _NO_CONFLICT) | (day == 0))):
        now = standing[p]
        now.movechance, now.conflict, now.town, now.conflict_since = rules.conflict_movechance, today[p], False, day
        changed = True
    for p in np.flatnonzero((today < _NO_CONFLICT) & (before >= _NO_CONFLICT)):
        now = standing[p]
        now.movechance, now.conflict, now.town = rules.default_movechance, 0.0, True
        changed = True
    if fierce:
        for p in np.flatnonzero((today > _NO_CONFLICT) & (today != before)):
            standing[p].conflict, changed = today[p], True
    return changed


def _enact(case: FleeCase, standing: list[_Place], shut: Flags, ends: Ints, day: int) -> None:
    """Closures that begin or end today, in the order of the file."""
    for closure in case.closures:
        for when, closing in ((closure.start_day, True), (closure.end_day, False)):
            if when != day:
                continue
            if closure.kind in {"camp", "idpcamp"}:
                _turn(standing[case.index(closure.name1)], case.settings, None if closing else closure.kind)
            elif closure.kind != "remove_forced_redirection":
                shut[_links_meant(case, closure.kind, closure.name1, closure.name2, ends)] = closing
    for change in case.location_changes:
        if change.day == day:
            _turn(standing[case.index(change.place)], case.settings, change.kind)


def _turn(now: _Place, settings: FleeSettings, kind: str | None) -> None:
    """Make a place a camp, or a town where kind is none of the camps'."""
    rules = settings.move_rules
    now.camp, now.conflict = kind in {"camp", "idpcamp"}, 0.0
    now.town = not now.camp and kind not in {"forward", "marker", "conflict"}
    if now.camp:
        now.movechance = rules.camp_movechance if kind == "camp" else rules.idpcamp_movechance
    elif kind in {"forward", "marker"}:
        now.movechance = 1.0
    elif kind == "conflict":
        now.movechance, now.conflict = rules.conflict_movechance, settings.default_conflict_intensity
    else:
        now.movechance = rules.default_movechance


def _links_meant(case: FleeCase, kind: str, name1: str, name2: str, ends: Ints) -> Any:
    """Mask over links. A closed link is meant only by the manual: Flee's code never finds it."""
    if kind == "country":
        country = np.array([place.country for place in case.places])
        one, other = country[ends[:, 0]], country[ends[:, 1]]
        return ((one == name1) & (other == name2)) | ((one == name2) & (other == name1))
    place = case.index(name1)
    if kind == "location":
        return (ends == place).any(axis=1)
    if "link_closures" not in case.settings.manual:
        return np.zeros(len(ends), dtype=bool)
    return (ends == place).any(axis=1) & (ends == case.index(name2)).any(axis=1)


def _decay(day: int, now: _Place, settings: FleeSettings) -> float:
    factors = settings.spawn_rules.conflict_spawn_decay
    if not factors:
        return 1.0
    elapsed = (day - now.conflict_since) // settings.spawn_rules.conflict_spawn_decay_interval
    return float(factors[min(elapsed, len(factors) - 1)])


def _spawn_weights(standing: list[_Place], day: int, settings: FleeSettings) -> list[float]:
    """Weight per head of population: where there is conflict, and less so the longer it lasts."""
    if settings.spawn_rules.conflict_driven_spawning is not None:
        return [0.0] * len(standing)
    return [now.conflict * _decay(day, now, settings) for now in standing]
