"""At a site: who is too many for it is sent on, and others move on after a stay or by chance."""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import inner
from waystation.engine.randomness import binomial, start
from waystation.engine.reception.kernel_arrays import STAGE
from waystation.engine.reception.travel import _room_left, _set_out

__all__ = ["NOON"]

NOON = 12
"""Hour of the day in which people move on, or die where they stay."""


@inner(forceinline=True)
def _send_on(n, sites, lines, ways, door, random, now):  # type: ignore[no-untyped-def]
    """A full site sends people on, and others move on; returns how many are on their way."""
    gone = np.int64(0)
    holding = _holding(sites, n, now.day)
    if holding >= 0:
        gone += _overflow(n, holding, sites, lines, ways, door, random, now)
    overdue = _overdue(n, sites, lines, now)
    by_chance = now.clock == NOON and sites.onward_chance[n] > 0.0
    if overdue > 0 or by_chance:
        gone += _move_on(n, overdue, by_chance, sites, lines, ways, door, random, now)
    return gone


@inner(forceinline=True)
def _holding(sites, n, day):  # type: ignore[no-untyped-def]
    """People that a site holds on this day, or -1 for any number."""
    return sites.capacity[n, min(day, sites.capacity.shape[1] - 1)]


@inner(forceinline=True)
def _overflow(n, holding, sites, lines, ways, door, random, now):  # type: ignore[no-untyped-def]
    """Those too many for a site set out for where it sends them."""
    gone = np.int64(0)
    excess = -holding
    for q in range(lines.cells[n], lines.cells[n + 1]):
        excess += lines.stock[q]
    for q in range(lines.cells[n], lines.cells[n + 1]):
        c = sites.overflow[q]
        if excess <= 0 or c < 0 or ways.shut[c, now.day]:
            continue
        people = min(min(excess, lines.stock[q]), _room_left(door, ways.to_node[c]))
        excess -= people
        gone += _leave(n, q, c, people, lines, ways, door, random, now)
    return gone


@inner(forceinline=True)
def _overdue(n, sites, lines, now):  # type: ignore[no-untyped-def]
    """People whose stay is over and who have not left."""
    if sites.stay[n] < 0 or now.hour < sites.stay[n]:
        return np.int64(0)
    if now.hour > sites.stay[n]:
        sites.due[n] += lines.came[n, now.hour - sites.stay[n]]
    return sites.due[n] - lines.gone[n]


@inner(forceinline=True)
def _move_on(n, overdue, by_chance, sites, lines, ways, door, random, now):  # type: ignore[no-untyped-def]
    """Those whose stay is over move on, and others by chance, as many as there are places for in a day."""
    gone = np.int64(0)
    for q in range(lines.cells[n], lines.cells[n + 1]):
        c = sites.onward[q]
        if c < 0 or lines.stock[q] == 0 or ways.shut[c, now.day]:
            continue
        people = np.int64(0)
        if by_chance:
            start(random.rng, random.seed, sites.key[q], now.hour)
            people = binomial(random.rng, lines.stock[q], sites.onward_chance[n])
        people = max(people, min(overdue, lines.stock[q]))
        if sites.onward_places[n] >= 0:
            people = min(people, sites.onward_places[n] - sites.moved_on[n])
        people = min(people, _room_left(door, ways.to_node[c]))
        overdue -= people
        sites.moved_on[n] += people
        gone += _leave(n, q, c, people, lines, ways, door, random, now)
    return gone


@inner(forceinline=True)
def _leave(n, q, c, people, lines, ways, door, random, now):  # type: ignore[no-untyped-def]
    """People of a cell leave a site on a channel; returns how many are on their way."""
    lines.stock[q] -= people
    door.committed[n] -= people
    lines.gone[n] += people
    return _set_out(ways, door, c, people, random, now)


@inner(forceinline=True)
def _rooms_of_the_day(sites, lines, door, day):  # type: ignore[no-untyped-def]
    """How many people may set out for each site that keeps them from doing so when it is full."""
    for n in range(lines.kind.size):
        sites.moved_on[n] = 0
        if sites.holds[n] and lines.kind[n] != STAGE:
            door.most[n] = _holding(sites, n, day)
