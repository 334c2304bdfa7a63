"""What changes from day to day in a Flee folder: conflicts, camps that open and close, closed links.

Follows the order of Flee's own day: changes of type, conflict zones, new people, closures, then movement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.tables import Floats, Ints
from waystation.world.flee import FleeCase, FleePlace, FleeSettings, is_found_as_link

__all__ = ["Timetable", "timetable"]

Flags = npt.NDArray[np.bool_]

_NO_CONFLICT = 1e-6


@dataclass(frozen=True)
class Timetable:
    """Arrays by day, place and link.

    Parameters
    ----------
    movechance : (days, places) chance of leaving, per day, by the kind of place alone
    town, camp, flood_zone : (days, places) what the place counts as when people move
    conflict : (days, places) intensity as Flee knows it; 0 where there is none
    decay : (days, places) factor on intensity, by how long the conflict has lasted
    appearing : (days, places) intensity when people appear that day, before closures and changes of camps
    spawn_weight : (days, places) per head of population, when people appear that day
    closed : (days, links) closed when people move that day
    printed : names of the places that Flee prints, in its order
    before : (places,) camp, conflict and decay before the first day, as three rows
    """

    movechance: Floats
    town: Flags
    camp: Flags
    flood_zone: Flags
    conflict: Floats
    decay: Floats
    appearing: Floats
    spawn_weight: Floats
    closed: Flags
    printed: tuple[str, ...]
    before: Floats


@dataclass
class _Place:
    """One place as it stands now."""

    movechance: float
    town: bool = False
    camp: bool = False
    flood_zone: bool = False
    conflict: float = 0.0
    conflict_since: int = -1


def timetable(case: FleeCase, ends: Ints) -> Timetable:
    """Go through the days of a case.

    Parameters
    ----------
    case : a checked case
    ends : (links, 2) places each link leads from and to
    """
    return _Days(case, ends).run()


class _Days:
    def __init__(self, case: FleeCase, ends: Ints):
        self.case, self.ends, self.settings = case, ends, case.settings
        self.standing = [_as_it_begins(place, case.settings) for place in case.places]
        self.same_name: dict[str, list[int]] = {}
        for number, place in enumerate(case.places):
            self.same_name.setdefault(place.written, []).append(number)
        self.shut = np.zeros(len(ends), dtype=bool)
        self.factors = np.array(case.settings.spawn_rules.conflict_spawn_decay or (1.0,), dtype=float)
        self.need = case.need if case.settings.spawn_rules.starvation_driven_spawning else None
        today, before = case.intensity, np.concatenate([np.zeros((1, len(case.places))), case.intensity[:-1]])
        self.begin = (today > _NO_CONFLICT) & (before < _NO_CONFLICT)
        self.end = (today < _NO_CONFLICT) & (before >= _NO_CONFLICT)
        self.other = (today > _NO_CONFLICT) & (today != before)
        self.quiet = ~(self.begin | self.end | self.other).any(axis=1)

    def run(self) -> Timetable:
        days, places = self.case.days, len(self.case.places)
        floats = {name: np.zeros((days, places)) for name in ("chance", "conflict", "decay", "appearing", "spawn")}
        flags = {name: np.zeros((days, places), dtype=bool) for name in ("town", "camp", "flood_zone")}
        closed = np.zeros((days, len(self.ends)), dtype=bool)
        rows = self._rows()
        before = np.stack([rows[3], rows[1], self._decay(0, rows)])
        weights = self._spawn_weights(0, rows)
        decays = self.settings.spawn_rules.conflict_spawn_decay
        for day in range(days):
            changed = self._change_types(day)
            begun = self._conflicts_change(day) if self.case.flood_levels is None else False
            if changed or begun:
                rows = self._rows()
            if begun:
                weights = self._spawn_weights(day, rows)
            floats["spawn"][day] = weights
            floats["appearing"][day] = rows[1]
            if self._enact(day):
                rows = self._rows()
            if changed or begun or decays or self.need is not None or day == 0 or self.case.closures:
                weights = self._spawn_weights(day, rows)
            floats["chance"][day], floats["conflict"][day] = rows[0], rows[1]
            flags["town"][day], flags["camp"][day], flags["flood_zone"][day] = rows[2], rows[3], rows[4]
            floats["decay"][day] = self._decay(day, rows)
            closed[day] = self.shut
        return Timetable(
            floats["chance"], flags["town"], flags["camp"], flags["flood_zone"], floats["conflict"], floats["decay"],
            floats["appearing"], floats["spawn"], closed, self.case.printed, before,
        )  # fmt: skip

    def _rows(self) -> Floats:
        """Places as they stand: made anew only when one has changed, as most days none does."""
        rows = [(p.movechance, p.conflict, p.town, p.camp, p.flood_zone, p.conflict_since) for p in self.standing]
        return np.array(rows, dtype=float).reshape(-1, 6).T

    def _change_types(self, day: int) -> bool:
        today = [change for change in self.case.location_changes if change.day == day]
        for change in today:
            _turn(self.standing[self.case.index(change.place)], self.settings, change.kind)
        return bool(today)

    def _conflicts_change(self, day: int) -> bool:
        """Begin and end conflicts. Flee looks only at whether there is one, not at how fierce it is.

        One begins at the first place of its name only, and ends at all of them.
        """
        if self.quiet[day]:
            return False
        rules, changed = self.settings.move_rules, False
        intensity = self.case.intensity[day]
        for p in np.flatnonzero(self.begin[day]):
            now = self.standing[p]
            now.movechance, now.conflict = rules.conflict_movechance, intensity[p]
            now.town, now.conflict_since = False, day
            changed = True
        for p in np.flatnonzero(self.end[day]):
            for each in self.same_name[self.case.places[p].written]:
                now = self.standing[each]
                now.movechance, now.conflict, now.town = rules.default_movechance, 0.0, True
            changed = True
        if "changing_intensity" in self.settings.manual:
            for p in np.flatnonzero(self.other[day]):
                self.standing[p].conflict, changed = intensity[p], True
        return changed

    def _enact(self, day: int) -> bool:
        """Closures that begin or end today, in the order of the file; whether a place has changed."""
        changed = False
        for closure in self.case.closures:
            for when, closing in ((closure.start_day, True), (closure.end_day, False)):
                if when != day:
                    continue
                if closure.kind in {"camp", "idpcamp"}:
                    now = self.standing[self.case.index(closure.name1)]
                    _turn(now, self.settings, "town" if closing else closure.kind)
                    changed = True
                elif closure.kind != "remove_forced_redirection":
                    meant = _links_meant(self.case, closure.kind, closure.name1, closure.name2, self.ends)
                    self.shut[meant] = closing
        return changed

    def _decay(self, day: int, rows: Floats) -> Floats:
        """Factor on the intensity of each place, by how long its conflict has lasted."""
        elapsed = (day - rows[5]) // self.settings.spawn_rules.conflict_spawn_decay_interval
        return np.asarray(self.factors[np.minimum(elapsed, len(self.factors) - 1).astype(np.int64)])

    def _spawn_weights(self, day: int, rows: Floats) -> Floats:
        """Weight per head of population: where there is conflict, and less so the longer it lasts; or hunger."""
        spawn, fought = self.settings.spawn_rules, rows[1] > 0.0
        if spawn.conflict_driven_spawning is not None:
            return np.zeros(len(fought))
        weights = np.where(fought, rows[1] * self._decay(day, rows), 0.0)
        if self.need is not None and day > 0:
            weights += np.where(fought | (not spawn.conflict_zone_spawning_only), self.need[day], 0.0)
        return weights


def _as_it_begins(place: FleePlace, settings: FleeSettings) -> _Place:
    kind = place.starts_as
    now = _Place(settings.chance_by_kind[kind], kind == "town", kind in {"camp", "idpcamp"}, kind == "flood_zone")
    if kind == "conflict":
        now.conflict = place.number("conflict_intensity", 1.0)
    if settings.is_camp(kind) and not now.camp:
        now.camp, now.town = True, False
    return now


def _turn(now: _Place, settings: FleeSettings, kind: str) -> None:
    """Make a place one of another kind."""
    now.camp, now.conflict = kind in {"camp", "idpcamp"}, 0.0
    now.town, now.flood_zone = kind == "town", kind == "flood_zone"
    now.movechance = settings.chance_by_kind[kind]
    if kind == "conflict":
        now.conflict = float(settings.default_conflict_intensity)


def _links_meant(case: FleeCase, kind: str, name1: str, name2: str, ends: Ints) -> Any:
    """Mask over links. Flee's code finds a link only by a name of one letter, and then only the way to that place."""
    if kind == "country":
        country = np.array([place.country for place in case.places])
        one, other = country[ends[:, 0]], country[ends[:, 1]]
        return ((one == name1) & (other == name2)) | ((one == name2) & (other == name1))
    place = case.index(name1)
    if kind == "location":
        return (ends == place).any(axis=1)
    if "link_closures" not in case.settings.manual:
        found = is_found_as_link(case.places[place].written)
        return (ends[:, 1] == place) & (ends[:, 0] == case.index(name2)) & found
    return (ends == place).any(axis=1) & (ends == case.index(name2)).any(axis=1)
