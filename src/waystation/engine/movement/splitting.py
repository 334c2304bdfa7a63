"""The compiled loop that hands out a day's arrivals to camps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from waystation.engine.compiled import NO_DOOR, njit
from waystation.engine.randomness import binomial, normal, start

__all__ = ["LEAST_ROOM", "SplitTables", "split"]

LEAST_ROOM = 0.02
"""A full camp keeps a fiftieth of its pull: people still come, and if all are full they must go somewhere."""


class SplitTables(NamedTuple):
    """What the loop reads.

    Parameters
    ----------
    total : (days,) people in all camps
    first : (camps,) people on day 0
    state : (days,) state of the map
    pull : (states, zones, camps) of camps that can be reached, by distance; 0 of others
    pull_anyway : (states, zones, camps) the same along all roads, for days on which no open road leads anywhere
    takes : (states, camps) 1 for camps that take people in, for days without any zone
    newest : (states, camps) factor within the country, above 1 for the camp that opened last
    zone_weight : (days, zones) how many leave there, relative to one another
    size : (camps,) pull by capacity
    capacity : (camps,) infinite where not known
    country : (camps,) a number for each country, from 0
    fullness, following, head_start : see `MovementRules`
    spread : standard deviation of the logarithm of each camp's own pull, from member to member
    pull_key, draw_key : (camps,) processes that random numbers belong to
    """

    total: npt.NDArray[np.float64]
    first: npt.NDArray[np.float64]
    state: npt.NDArray[np.int64]
    pull: npt.NDArray[np.float64]
    pull_anyway: npt.NDArray[np.float64]
    takes: npt.NDArray[np.float64]
    newest: npt.NDArray[np.float64]
    zone_weight: npt.NDArray[np.float64]
    size: npt.NDArray[np.float64]
    capacity: npt.NDArray[np.float64]
    country: npt.NDArray[np.int64]
    fullness: float
    following: float
    head_start: float
    spread: float
    pull_key: npt.NDArray[np.uint64]
    draw_key: npt.NDArray[np.uint64]


@njit(cache=True, nogil=True)
def split(seed, tables, drawn, people):  # type: ignore[no-untyped-def]
    """Run one member.

    Parameters
    ----------
    seed : uint64, of the member
    tables : SplitTables
    drawn : whether to draw; else expectations
    people : (days, camps) filled with the people in each camp
    """
    days, camps = people.shape
    rng = np.empty(1, dtype=np.uint64)
    own = np.ones(camps)
    if drawn:
        for i in range(camps):
            start(rng, seed, tables.pull_key[i], np.int64(0))
            own[i] = np.exp(tables.spread * normal(rng))
    here = tables.first.copy()
    share, attraction = np.zeros(camps), np.zeros(camps)
    countries = tables.country.max() + 1
    to_country, within = np.zeros(countries), np.zeros(countries)
    people[0] = here
    for day in range(1, days):
        change = tables.total[day] - tables.total[day - 1]
        if change > 0.0:
            _attract(tables, here, own, attraction)
            _share(tables, day, attraction, to_country, within, share)
            _arrive(rng, seed, day, tables.draw_key, drawn, change, share, here)
        elif change < 0.0:
            _leave(rng, seed, day, tables.draw_key, drawn, -change, here)
        people[day] = here


@njit(cache=True, **NO_DOOR)
def _attract(tables, here, own, attraction):  # type: ignore[no-untyped-def]
    """Pull of each camp before distance: its size, the room left, and those who went there before."""
    camps = here.shape[0]
    mean = here.sum() / camps
    rooms, known = 0.0, 0
    for i in range(camps):
        attraction[i] = 1.0
        if tables.capacity[i] < np.inf:
            attraction[i] = max(1.0 - here[i] / tables.capacity[i], LEAST_ROOM) ** tables.fullness
            rooms += attraction[i]
            known += 1
    for i in range(camps):
        if tables.capacity[i] == np.inf and known > 0:
            attraction[i] = rooms / known
        if tables.following > 0.0 and mean > 0.0:
            head_start = tables.head_start * mean
            attraction[i] *= ((here[i] + head_start) / (mean + head_start)) ** tables.following
        attraction[i] *= tables.size[i] * own[i]


@njit(cache=True, **NO_DOOR)
def _share(tables, day, attraction, to_country, within, share):  # type: ignore[no-untyped-def]
    """Which part of a day's arrivals goes to each camp; sums to 1."""
    state = tables.state[day]
    share[:] = 0.0
    for which in range(2):
        pull = tables.pull[state] if which == 0 else tables.pull_anyway[state]
        for zone in range(pull.shape[0]):
            weight = tables.zone_weight[day, zone]
            if weight > 0.0:
                newest, country = tables.newest[state], tables.country
                _from_zone(weight, pull[zone], newest, attraction, country, to_country, within, share)
        if share.sum() > 0.0:
            break
    if share.sum() <= 0.0:
        for i in range(share.shape[0]):
            share[i] = tables.takes[state, i] * attraction[i]
    whole = share.sum()
    for i in range(share.shape[0]):
        share[i] /= whole


@njit(cache=True, **NO_DOOR)
def _from_zone(weight, pull, newest, attraction, country, to_country, within, share):  # type: ignore[no-untyped-def]
    """Add where people from one zone go: first to a country, then to one of its camps."""
    to_country[:] = 0.0
    within[:] = 0.0
    whole = 0.0
    for i in range(pull.shape[0]):
        draws = pull[i] * attraction[i]
        whole += draws
        to_country[country[i]] += draws
        within[country[i]] += draws * newest[i]
    if whole <= 0.0:
        return
    for i in range(pull.shape[0]):
        if pull[i] > 0.0:
            there = to_country[country[i]] / whole
            share[i] += weight * there * pull[i] * attraction[i] * newest[i] / within[country[i]]


@njit(cache=True, **NO_DOOR)
def _arrive(rng, seed, day, keys, drawn, arrivals, share, here):  # type: ignore[no-untyped-def]
    """Add a day's arrivals: a multinomial, drawn camp by camp as binomials of those left."""
    left, chance_left = arrivals, 1.0
    last = 0
    for i in range(here.shape[0]):
        if share[i] > 0.0:
            last = i
    for i in range(here.shape[0]):
        if share[i] <= 0.0:
            continue
        if not drawn:
            here[i] += arrivals * share[i]
            continue
        come = left
        if i != last:
            start(rng, seed, keys[i], day)
            come = np.float64(binomial(rng, np.int64(left), min(share[i] / chance_left, 1.0)))
        here[i] += come
        left -= come
        chance_left = max(chance_left - share[i], 1e-300)


@njit(cache=True, **NO_DOOR)
def _leave(rng, seed, day, keys, drawn, leavers, here):  # type: ignore[no-untyped-def]
    """Take away those by whom the total fell, everybody there being as likely to be among them."""
    there, left = here.sum(), leavers
    if not drawn:
        stay = max(1.0 - leavers / there, 0.0)  # rounding must not leave less than nobody
        for i in range(here.shape[0]):
            here[i] *= stay
        return
    for i in range(here.shape[0]):
        if there <= 0.0:
            return
        start(rng, seed, keys[i], day)
        go = np.float64(binomial(rng, np.int64(left), min(here[i] / there, 1.0)))
        # No camp gives more than it has, and the camps after it must be able to give the rest.
        go = min(max(go, left - (there - here[i])), here[i])
        there -= here[i]
        here[i] -= go
        left -= go
