"""A Flee folder as typed data, and changes to it that a modeller makes in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.errors import InputError, Problem, nearest
from waystation.world.flee.flee_counts import CampCounts
from waystation.world.flee.flee_settings import FleeSettings
from waystation.world.flee.notes import FleeNote

__all__ = [
    "KINDS", "Demographics", "FleeCase", "FleeClosure", "FleePlace", "FleeRoute", "LocationChange",
]  # fmt: skip

KINDS = ("conflict", "idpcamp", "camp", "town", "forward", "marker", "flood_zone")
"""What a place can be; what Flee finds anywhere in ``location_type``."""

NEVER = -1
"""Day of what never happens."""


@dataclass(frozen=True)
class FleePlace:
    """One row of ``locations.csv``.

    Parameters
    ----------
    name, region, country : as written
    latitude, longitude : degrees
    kind : one of `KINDS`
    conflict_day : day on which a conflict begins, where the row says
    people : capacity of a camp, population of another place; 0 if blank
    foreign : whether the country is another than that of the first row
    attributes : custom columns, as written
    written : the name as it stands in the file; it differs from ``name`` where the same name stands again later
    row : of the file; 0 if made in code
    """

    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    kind: str
    conflict_day: int | None
    people: int
    foreign: bool
    attributes: Mapping[str, str] = field(default_factory=dict)
    written: str = ""
    row: int = 0

    def __post_init__(self) -> None:
        if not self.written:
            object.__setattr__(self, "written", self.name)

    def number(self, column: str, blank: float = 0.0) -> float:
        """A custom column as a number; ``blank`` where it is not there."""
        return float(self.attributes.get(column) or blank)

    @property
    def starts_as(self) -> str:
        """Kind before the first day: a place where conflict begins later is a town until then."""
        return "town" if self.kind == "conflict" and (self.conflict_day or 0) > 0 else self.kind

    @property
    def is_camp(self) -> bool:
        """Whether ``people`` is a capacity."""
        return self.kind in {"camp", "idpcamp"}


@dataclass(frozen=True)
class FleeRoute:
    """One row of ``routes.csv``, serving both ways; ``forced`` is 0, 1 or 2 as written."""

    origin: str
    to: str
    distance_km: float
    forced: int = 0
    attributes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class FleeClosure:
    """One row of ``closures.csv``: closed from one day until another, which is the first open one."""

    kind: str
    name1: str
    name2: str
    start_day: int
    end_day: int = NEVER


@dataclass(frozen=True)
class LocationChange:
    """One row of ``location_changes.csv``."""

    place: str
    kind: str
    day: int


@dataclass(frozen=True)
class Demographics:
    """One ``demographics_*.csv``: weights of values, by place, with those of ``Default`` elsewhere."""

    attribute: str
    values: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class FleeCase:
    """Everything a Flee folder says. Days count from ``start``, which is day 0.

    Parameters
    ----------
    name : of the folder
    start, days : first day, and how many
    places, routes, closures, location_changes : rows, in the order of the files
    intensity : (days, places) of conflict as in conflicts.csv; Flee looks at it where it leaves 0 or returns to it
    counts : registrations of the camps, if there are any
    demographics : by attribute
    settings : of ``simsetting.yml``
    notes : what Flee reads in its own way and a reader should know
    flood_levels : (days or more, places) level of flood, 0 for none; None without ``flood_level.csv``
    need : (days, places) share of people in critical need of food; None where no rule asks for it
    listed : (places,) people of ``agents.csv``, as counts; None where it is not read
    major_routes : places along each row of ``major_routes.csv``

    Examples
    --------
    >>> import waystation as ws
    >>> case = ws.load_flee("examples/flee_valley")
    >>> case.close_route("Harbour", "North camp", 10).closures[-1].kind
    'link'
    """

    name: str
    start: date
    days: int
    places: tuple[FleePlace, ...]
    routes: tuple[FleeRoute, ...]
    closures: tuple[FleeClosure, ...]
    intensity: npt.NDArray[np.float64]
    settings: FleeSettings
    counts: CampCounts | None = None
    location_changes: tuple[LocationChange, ...] = ()
    demographics: Mapping[str, Demographics] = field(default_factory=dict)
    notes: tuple[FleeNote, ...] = ()
    flood_levels: npt.NDArray[np.int64] | None = None
    need: npt.NDArray[np.float64] | None = None
    listed: npt.NDArray[np.int64] | None = None
    major_routes: tuple[tuple[str, ...], ...] = ()

    @property
    def printed(self) -> tuple[str, ...]:
        """Places that Flee prints a column of, in its order: camps before the first day; under flood rules all.

        A name that appears twice is printed twice, both times the last of its rows.
        """
        last = {place.written: place.name for place in self.places}
        settings = self.settings
        return tuple(
            last[place.written] for place in self.places if settings.floods or settings.is_camp(place.starts_as)
        )

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {place.name: number for number, place in enumerate(self.places)}

    def index(self, name: str) -> int:
        """Number of a place.

        Raises
        ------
        InputError
            If there is no such place; offers the nearest name.
        """
        if name not in self._numbers:
            raise InputError(Problem(f'"{name}" is not a place.', nearest(name, self._numbers), value=name))
        return self._numbers[name]

    def place(self, name: str) -> FleePlace:
        """The place of that name; raises as `index` does."""
        return self.places[self.index(name)]

    def close_route(self, origin: str, to: str, start_day: int, end_day: int = NEVER) -> FleeCase:
        """The same with the route between two places closed both ways from a day on.

        Flee's code ignores ``link`` closures; here this one is honoured (option ``link_closures``).

        Raises
        ------
        InputError
            If there is no such route.
        """
        ends = {origin, to}
        if not any({route.origin, route.to} == ends for route in self.routes):
            beside = [({route.origin, route.to} - {origin}).pop() for route in self.routes if route.origin == origin]
            beside += [route.origin for route in self.routes if route.to == origin]
            self.index(origin), self.index(to)
            raise InputError(Problem(f'No route joins "{origin}" and "{to}".', nearest(to, beside), value=to))
        closure = FleeClosure("link", origin, to, start_day, end_day)
        return replace(self, closures=(*self.closures, closure), settings=self.settings.meaning("link_closures"))

    def open_camp(self, name: str, day: int = 0, capacity: int | None = None) -> FleeCase:
        """The same with a place a camp from a day on; ``capacity`` None: as it is, 0: no limit known."""
        place = self.place(name)
        change = LocationChange(name, "camp", day)
        changed = self._with(replace(place, people=capacity)) if capacity is not None and place.is_camp else self
        return replace(changed, location_changes=(*self.location_changes, change))

    def move_conflict(self, origin: str, to: str, day: int = 0) -> FleeCase:
        """The same with the conflict of one place at another from a day on."""
        one, other = self.index(origin), self.index(to)
        moved = self.intensity.copy()
        moved[day:, other] = np.maximum(moved[day:, other], moved[day:, one])
        moved[day:, one] = 0.0
        return replace(self, intensity=moved)

    def with_capacity(self, name: str, people: int) -> FleeCase:
        """The same with another capacity of a camp; 0: no limit known."""
        return self._with(replace(self.place(name), people=people))

    def without_capacities(self) -> FleeCase:
        """The same with no camp's capacity known."""
        places = tuple(replace(place, people=0) if place.is_camp else place for place in self.places)
        return replace(self, places=places)

    def with_settings(self, **changes: Any) -> FleeCase:
        """The same with other settings, named as in ``simsetting.yml`` without their group.

        Raises
        ------
        InputError
            If there is no such setting, or not with such a value.
        """
        return replace(self, settings=self.settings.changed(**changes))

    def _with(self, place: FleePlace) -> FleeCase:
        number = self.index(place.name)
        return replace(self, places=(*self.places[:number], place, *self.places[number + 1 :]))
