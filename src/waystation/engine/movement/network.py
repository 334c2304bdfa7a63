"""From a Flee folder to the automaton: states, options, carriages and slots."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from waystation.engine.movement.fixed_routes import Major, Walk, major_walks, walks
from waystation.engine.movement.tables import SLOT, Ints, Records
from waystation.engine.randomness import process_key
from waystation.errors import InputError, Problem
from waystation.world.flee import FleeCase

__all__ = ["MOST_OPTIONS", "Automaton", "Option", "build", "links_of"]

MOST_OPTIONS = 2_000_000
"""More routes than this are a setting gone wrong, not a network."""


@dataclass(frozen=True)
class _Link:
    """One direction of a route."""

    origin: int
    to: int
    km: float
    speed: float
    walk_chance: float


@dataclass(frozen=True)
class Option:
    """A way to go on from a state: the links of it, and the place it is chosen for."""

    carriage: int
    aim: int
    km: float
    links: tuple[int, ...]
    people_class: int
    decided: bool
    """The rest of a route chosen earlier: its only option, so its weight does not matter."""
    major: int = -1
    """Number of the candidate of `fixed_routes.Major` it is; -1 where it is none."""


@dataclass
class Automaton:
    """Lists that grow while states are found; see `Tables` for their meaning."""

    links: list[_Link]
    place: list[int] = field(default_factory=list)
    people_class: list[int] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    on_route: list[bool] = field(default_factory=list)
    key: list[int] = field(default_factory=list)
    options: list[list[Option]] = field(default_factory=list)
    carriages: list[tuple[int, int, int, float]] = field(default_factory=list)
    """Link, state on arrival, state of those turned back, km per day."""
    spawn_state: list[list[int]] = field(default_factory=list)
    majors: list[Major] = field(default_factory=list)

    def slots(self, walk_km: float) -> tuple[Records, Ints]:
        """Records of all slots, and the first slot of each carriage."""
        rows: list[tuple[float, ...]] = []
        first = []
        for link, leads_to, back_to, speed in self.carriages:
            there, start = self.links[link], len(rows)
            first.append(start)
            for number, (km, *after) in enumerate(_positions(there.km, speed, walk_km if there.walk_chance else 0.0)):
                after = [each + start if each >= 0 else -1 for each in after]
                rows.append((link, there.origin, leads_to, back_to, *after, there.km - km, speed, there.walk_chance,
                             number == 0))  # fmt: skip
        return np.array(rows, dtype=SLOT), np.array(first, dtype=np.int64)


def _positions(km: float, speed: float, walk: float) -> list[tuple[float, int, int]]:
    """Where on a link somebody may be at the start of a day, and the position after a day's travel.

    Days are whole: whoever has come further than the link is long has arrived. At no speed nobody does.
    """
    found, todo = {0.0: 0}, [0.0]
    moves: list[tuple[float, int, int]] = []
    while todo:
        here = todo.pop(0)
        after = []
        for stride, on_foot in ((speed, False), (walk, True)):
            there = round(here + stride, 6)
            if there > km or (on_foot and stride <= 0.0):
                after.append(-1)
                continue
            if there not in found:
                found[there] = len(found)
                todo.append(there)
            after.append(found[there])
        moves.append((here, after[0], after[1]))
    return moves


def links_of(case: FleeCase) -> list[_Link]:
    """Both directions of every route, in the order in which Flee makes them.

    A route with ``forced_redirection`` 1 is made twice by Flee's code.
    """
    speed = case.settings.move_rules.max_move_speed
    links: list[_Link] = []
    for route in case.routes:
        one, other = case.index(route.origin), case.index(route.to)
        own = float(route.attributes.get("max_move_speed", speed))
        walk = float(route.attributes.get("walk_probability", 0.0))
        pairs = {0: [(one, other)], 1: [(one, other), (one, other)], 2: [(other, one)]}[route.forced]
        for a, b in pairs:
            links += [_Link(a, b, route.distance_km, own, walk), _Link(b, a, route.distance_km, own, walk)]
    return links


def build(case: FleeCase, classes: int) -> Automaton:
    """Find all states that people can be in.

    Parameters
    ----------
    case : a checked case
    classes : kinds of people told apart: by rules of their own, in harvest months by home as well

    Raises
    ------
    InputError
        If awareness reaches so far that routes cannot be listed.
    """
    return _Builder(case, classes).result


_Mark = tuple[int, int, bool, tuple[int, ...]]
"""Place, class, whether on foot, and the rest of a route: what makes a state."""


class _Builder:
    def __init__(self, case: FleeCase, classes: int):
        self.case = case
        self.rules = case.settings.move_rules
        self.result = Automaton(links_of(case))
        self.outgoing: list[list[int]] = [[] for _ in case.places]
        for number, link in enumerate(self.result.links):
            self.outgoing[link.origin].append(number)
        self.first_to: dict[tuple[int, int], int] = {}
        for number, link in enumerate(self.result.links):
            self.first_to.setdefault((link.origin, link.to), number)
        self.marker = [place.starts_as == "marker" for place in case.places]
        self.states: dict[_Mark, int] = {}
        self.todo: deque[tuple[int, _Mark]] = deque()
        self.listed = 0
        self._fixed: dict[int, list[tuple[Walk, int]]] = {}
        self._carriages: dict[tuple[int, int, int, float], int] = {}
        for each in range(classes):
            for place in range(len(case.places)):
                self._state(place, each)
        fresh = self.rules.start_on_foot
        self.result.spawn_state = [
            [self._state(place, each, fresh=fresh) for each in range(classes)] for place in range(len(case.places))
        ]
        self._find_options()

    def _state(self, place: int, each: int, *, fresh: bool = False, rest: tuple[int, ...] = ()) -> int:
        """The state of people of a class at a place, with the rest of a route to follow, made if new."""
        mark = (place, each, fresh, rest)
        if mark in self.states:
            return self.states[mark]
        number = self.states[mark] = len(self.result.place)
        names = [self.case.places[p].name for p in (place, *rest)]
        self.result.place.append(place)
        self.result.people_class.append(each)
        self.result.on_route.append(bool(rest))
        self.result.key.append(process_key(f"{'/'.join(names)}|{each}|{fresh:d}"))
        self.result.free.append(number)
        self.result.options.append([])
        self.todo.append((number, mark))
        return number

    def _find_options(self) -> None:
        """Fill in what each state leads to; states found on the way join the queue."""
        while self.todo:
            number, (place, each, fresh, rest) = self.todo.popleft()
            if rest:
                self.result.free[number] = self._state(place, each)
                self.result.options[number] = self._follow(place, each, rest)
            else:
                self.result.options[number] = self._routes(place, each, fresh)

    def _follow(self, place: int, each: int, rest: tuple[int, ...]) -> list[Option]:
        link = self.first_to.get((place, rest[0]))
        if link is None:
            return []
        return [Option(self._carriage(link, each, False, rest[1:]), rest[-1], 0.0, (link,), each, True)]

    def _routes(self, place: int, each: int, fresh: bool) -> list[Option]:
        """Every route that people at a place consider, within their awareness."""
        found: list[Option] = []
        if self.rules.awareness_level == 0:  # Flee's code then finds no link, and moves nobody
            return found
        if self.rules.fixed_routes:
            return self._fixed_routes(place, each, fresh)
        trail: list[tuple[tuple[int, ...], tuple[int, ...], float, int]] = []
        trail += [((place,), (number,), 0.0, 1) for number in reversed(self.outgoing[place])]
        while trail:
            passed, links, before_km, step = trail.pop()
            link = self.result.links[links[-1]]
            km = before_km + link.km
            if self.marker[link.to]:
                step -= 1
            else:
                self._count()
                first = self.first_to[(place, self.result.links[links[0]].to)]
                rest = tuple(self.result.links[number].to for number in links[1:])
                found.append(Option(self._carriage(first, each, fresh, rest), link.to, km, links, each, False))
            if self.rules.awareness_level > step:
                for number in reversed(self.outgoing[link.to]):
                    if self.result.links[number].to not in passed:
                        trail.append(((*passed, link.to), (*links, number), km, step + 1))
        return found

    def _fixed_routes(self, place: int, each: int, fresh: bool) -> list[Option]:
        """Walks to each place, those to one place together and the shortest first, then major routes."""
        if place not in self._fixed:
            found = [(walk, -1) for walk in walks(self.result.links, self.outgoing, self.marker, place,
                                                  max(self.rules.awareness_level, 1))]  # fmt: skip
            for major in major_walks(self.case, self.result.links, self.first_to, place, [walk for walk, _ in found]):
                found.append((major.walk, len(self.result.majors)))
                self.result.majors.append(major)
            self._fixed[place] = found
        options = []
        for walk, number in self._fixed[place]:
            self._count()
            stops = walk.stops
            link = self.first_to.get((place, stops[0]))
            if link is None:  # it cannot be followed: who chooses it stays, and tries again tomorrow
                options.append(Option(-1, walk.aim, walk.km, (), each, False, number))
            else:
                carriage = self._carriage(link, each, fresh, stops[1:])
                options.append(Option(carriage, walk.aim, walk.km, walk.links, each, False, number))
        return options

    def _count(self) -> None:
        self.listed += 1
        if self.listed > MOST_OPTIONS:
            found = f"awareness_level {self.rules.awareness_level} gives more than {MOST_OPTIONS:,} routes."
            raise InputError(Problem(found, "Use a lower awareness_level.", "simsetting.yml"))

    def _carriage(self, link: int, each: int, fresh: bool, rest: tuple[int, ...]) -> int:
        there = self.result.links[link]
        speed = self.rules.max_walk_speed if fresh else there.speed
        mark = (link, self._state(there.to, each, rest=rest), self._state(there.origin, each), speed)
        if mark not in self._carriages:
            self._carriages[mark] = len(self.result.carriages)
            self.result.carriages.append(mark)
        return self._carriages[mark]
