"""Fixed routes, as Flee lists them anew each day: one way to each place, the best; major routes at a quarter."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.tables import Floats
from waystation.world.flee import FleeCase

__all__ = ["Major", "Walk", "barred_majors", "major_walks", "walks"]


class _Link(Protocol):
    @property
    def to(self) -> int: ...

    @property
    def km(self) -> float: ...


@dataclass(frozen=True)
class Walk:
    """A way to a place: its stops without the place it begins at, its links, and its length."""

    aim: int
    stops: tuple[int, ...]
    links: tuple[int, ...]
    km: float


@dataclass(frozen=True)
class Major:
    """A major route as an option of a place; it counts on days on which it beats the last place but one's own way."""

    walk: Walk
    origin: int
    before_last: int
    start: int
    """Where the major route begins: the origin itself, or a place on the way."""


def walks(
    links: Sequence[_Link], outgoing: Sequence[Sequence[int]], marker: Sequence[bool], place: int, most: int
) -> list[Walk]:
    """Every walk of at most so many links that passes no place twice, by aim and then by length.

    A marker is no aim, but uses up a link of awareness.
    """
    found: list[Walk] = []
    if marker[place]:
        return found
    todo: deque[tuple[tuple[int, ...], tuple[int, ...], float]] = deque([((), (), 0.0)])
    while todo:
        stops, taken, km = todo.popleft()
        here = stops[-1] if stops else place
        for number in outgoing[here]:
            link = links[number]
            if link.to == place or link.to in stops:
                continue
            walk = Walk(link.to, (*stops, link.to), (*taken, number), km + link.km)
            if not marker[link.to]:
                found.append(walk)
            if len(walk.stops) < most:
                todo.append((walk.stops, walk.links, walk.km))
    order = list(dict.fromkeys(walk.aim for walk in found))
    return sorted(found, key=lambda walk: (order.index(walk.aim), walk.km))


def major_walks(
    case: FleeCase, links: Sequence[_Link], first_to: Mapping[tuple[int, int], int], place: int, known: Sequence[Walk]
) -> list[Major]:
    """Major routes from a place, and from every place it knows a way to, to places it knows none to.

    The stored route lacks its first stop, as in Flee's code; so it can be followed only where a link joins the place
    with the second.
    """
    if not case.major_routes or not known:
        return []
    nearest: dict[int, Walk] = {}
    for walk in known:
        nearest.setdefault(walk.aim, walk)
    found: dict[int, Major] = {}
    for start in (place, *nearest):
        for row in case.major_routes:
            for stops in (row, row[::-1]):
                if stops[0] != case.places[start].name or len(stops) < 2:
                    continue
                numbers = [case.index(name) for name in stops]
                pairs = list(pairwise(numbers))
                aim = numbers[-1]
                if aim in nearest or aim in found or aim == place or any(pair not in first_to for pair in pairs):
                    continue
                taken = tuple(first_to[pair] for pair in pairs)
                km = sum(links[number].km for number in taken)
                before = nearest.get(start, Walk(place, (), (), 0.0))
                stops_left = (*before.stops, *numbers[1:])[1:] or (aim,)
                walk = Walk(aim, stops_left, (*before.links, *taken), before.km + km)
                found[aim] = Major(walk, place, numbers[-2], start)
    return list(found.values())


def barred_majors(
    case: FleeCase, majors: Sequence[Major], ways: Mapping[tuple[int, int], float], listed: Floats
) -> npt.NDArray[np.bool_]:
    """Days on which each major route is not an option: (days, majors).

    Parameters
    ----------
    case : the case
    majors : candidates
    ways : length of the shortest known way by (origin, aim)
    listed : (2, days, places) pull of places when routes are listed, see `pulls.listed_pulls`
    """
    rules = case.settings.move_rules
    barred = np.zeros((case.days, max(len(majors), 1)), dtype=bool)
    by_way = {(major.origin, major.walk.aim): number for number, major in enumerate(majors)}

    def weight(day: int, origin: int, aim: int, km: float, quarter: bool) -> float:
        pull = listed[0 if aim <= origin else 1, day, aim]
        length = (rules.softening + km) / (4.0 if quarter else 1.0)
        return float(((rules.weight_softening + pull) / length**rules.distance_power) ** rules.weight_power)

    for day in range(case.days):
        for number in sorted(range(len(majors)), key=lambda each: majors[each].origin):
            major = majors[number]
            last, aim = major.before_last, major.walk.aim
            renewed = day if last < major.origin else day - 1  # tables of later places are yesterday's
            own = 0.0
            if renewed >= 0 and (last, aim) in ways:
                own = weight(renewed, last, aim, ways[last, aim], False)
            elif renewed >= 0 and (last, aim) in by_way and not barred[renewed, by_way[last, aim]]:
                other = majors[by_way[last, aim]]
                own = weight(renewed, last, aim, other.walk.km, True)
            barred[day, number] = weight(day, major.origin, aim, major.walk.km, True) <= own
    return barred
