"""What a free run is told: how many people come in all, and what stands on the map, but no camp's counts.

A free run hands out the people who arrive in all camps together, day by day, without looking at any
camp after day 0. So it tests one thing alone: where people go. It is told

- the total of all camps on every day, and each camp's people on day 0;
- the network, with borders and roads that close and reopen, and camps that open, on their dates;
- which places are in conflict on which days, and, if so asked, the capacities.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from waystation.errors import InputError, Problem
from waystation.world.flee import FleeCase

__all__ = ["FreeRun", "camp_counts", "free_run"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CAMPS = {"camp", "idpcamp"}


@dataclass(frozen=True)
class FreeRun:
    """What is known of a situation when arrivals are handed out to camps.

    Days with the same roads, borders and camps in operation share a *state* of the map.

    Parameters
    ----------
    name : of the case
    start : date of day 0
    camps : names
    total : (days,) people in all camps together
    first : (camps,) people on day 0
    capacity : (camps,) people there is room for; NaN where that is not known
    country : (camps,) a number for each country
    opened : (camps,) day on which the camp opened; 0 if it was there from the beginning
    state : (days,) state of the map
    in_operation : (states, camps) whether the camp takes people in
    km : (states, zones, camps) along roads open then; infinite where no way leads
    km_ever : (zones, camps) along all roads, open or not
    conflict : (days, zones) whether the place is in conflict
    population : (zones,) people who lived there; 0 where not known
    """

    name: str
    start: date
    camps: tuple[str, ...]
    total: Ints
    first: Ints
    capacity: Floats
    country: Ints
    opened: Ints
    state: Ints
    in_operation: Flags
    km: Floats
    km_ever: Floats
    conflict: Flags
    population: Floats


def free_run(case: FleeCase, *, capacities: bool = True) -> FreeRun:
    """What a free run of a Flee folder is told.

    A ``location`` or ``camp`` closure of a camp means that it takes nobody in; a ``country`` closure,
    that no road between the two countries is open; a ``link`` closure, or a ``location`` closure of
    two places, that the road between them is not. A camp named by no ``location_changes`` or closure
    is there from day 0. Forced redirection is not used.

    Parameters
    ----------
    case : with counts of its camps
    capacities : whether to tell capacities; without, all are NaN

    Raises
    ------
    InputError
        If there are no counts of any camp. A camp without counts takes no part.

    Examples
    --------
    >>> from waystation.world.flee import load_flee
    >>> run = free_run(load_flee("examples/flee_valley"))
    >>> run.camps
    ('North camp', 'South camp')
    """
    names, counts = camp_counts(case)
    at = np.array([case.index(name) for name in names])
    zones = _zones(case)
    keys = [_map_of(case, day) for day in range(case.days)]
    distinct = list(dict.fromkeys(keys))
    in_operation = np.array([[name in key[0] for name in names] for key in distinct])
    state = np.array([distinct.index(key) for key in keys], dtype=np.int64)
    room = np.array([float(case.places[p].people) for p in at])
    countries = sorted({case.places[p].country for p in at})
    return FreeRun(
        name=case.name,
        start=case.start,
        camps=names,
        total=counts.sum(axis=1),
        first=counts[0],
        capacity=np.where(room > 0, room, np.nan) if capacities else np.full(len(at), np.nan),
        country=np.array([countries.index(case.places[p].country) for p in at], dtype=np.int64),
        opened=_opening_days(in_operation[state]),
        state=state,
        in_operation=in_operation,
        km=np.array([_km(case, key[1], zones, at) for key in distinct]),
        km_ever=_km(case, frozenset(range(len(case.routes))), zones, at),
        conflict=case.intensity[:, zones] > 0,
        population=np.array([float(case.places[p].people) for p in zones]),
    )


def camp_counts(case: FleeCase) -> tuple[tuple[str, ...], Ints]:
    """Names of the camps that have counts, and their counts, (days, camps).

    Raises
    ------
    InputError
        If there are no counts of any camp.
    """
    turned = {change.place for change in case.location_changes if change.kind in CAMPS}
    counts = case.counts
    listed = [] if counts is None else list(counts.camps)
    names = [
        place.name
        for place in case.places
        if place.name in listed and (place.starts_as in CAMPS or place.name in turned)
    ]
    if counts is None or not names:
        fix = "A free run hands out the counted total: give the folder of data_layout.csv."
        raise InputError(Problem("There are no counts of any camp.", fix, f"{case.name}/data_layout.csv"))
    return tuple(names), np.array([counts.daily(name, case.days, 1) for name in names], dtype=np.int64).T


def _zones(case: FleeCase) -> Ints:
    """Places that are ever in conflict, camps apart."""
    ever = np.flatnonzero((case.intensity > 0).max(axis=0))
    return np.array([p for p in ever if case.places[p].starts_as not in CAMPS], dtype=np.int64)


def _opening_days(in_operation: Flags) -> Ints:
    """(days, camps) to the day on which each camp opened; 0 if it was open on day 0 or never opens."""
    return np.where(in_operation[0], 0, in_operation.argmax(axis=0)).astype(np.int64)


def _map_of(case: FleeCase, day: int) -> tuple[frozenset[str], frozenset[int]]:
    """Camps in operation and routes open on a day."""
    kinds = {place.name: place.starts_as for place in case.places}
    for change in sorted(case.location_changes, key=lambda each: each.day):
        if change.day <= day:
            kinds[change.place] = change.kind
    camps = {name for name, kind in kinds.items() if kind in CAMPS}
    routes = set(range(len(case.routes)))
    for closure in case.closures:
        if not (closure.start_day <= day and (day < closure.end_day or closure.end_day < 0)):
            continue
        if closure.kind == "country":
            routes -= {n for n in routes if _crosses(case, n, {closure.name1, closure.name2})}
        elif closure.kind in {"location", "camp", "idpcamp", "link"}:
            if closure.kind != "link" and closure.name1 in camps:
                camps.discard(closure.name1)
            elif closure.kind in {"location", "link"}:
                routes -= _roads_meant(case, closure.name1, closure.name2)
    return frozenset(camps), frozenset(routes)


def _crosses(case: FleeCase, route: int, countries: set[str]) -> bool:
    ends = (case.routes[route].origin, case.routes[route].to)
    return {case.places[case.index(end)].country for end in ends} == countries and len(countries) == 2


def _roads_meant(case: FleeCase, one: str, other: str) -> set[int]:
    ends = [{route.origin, route.to} for route in case.routes]
    between = {n for n, each in enumerate(ends) if each == {one, other}}
    return between or {n for n, each in enumerate(ends) if one in each}


def _km(case: FleeCase, routes: frozenset[int], zones: Ints, camps: Ints) -> Floats:
    """(zones, camps) shortest way along some routes; infinite where there is none."""
    from scipy.sparse import coo_array  # .2 s to load, for Waystation's rules alone
    from scipy.sparse.csgraph import dijkstra

    places = len(case.places)
    shortest: dict[tuple[int, int], float] = {}
    for n in sorted(routes):
        route = case.routes[n]
        a, b = sorted((case.index(route.origin), case.index(route.to)))
        shortest[a, b] = min(route.distance_km, shortest.get((a, b), np.inf))
    ends = np.array(list(shortest), dtype=int).reshape(-1, 2)
    # A road of no length would read as no road.
    lengths = np.maximum(np.array(list(shortest.values())), 1e-9)
    graph = coo_array((lengths, (ends[:, 0], ends[:, 1])), shape=(places, places)).tocsr()
    return np.asarray(dijkstra(graph, directed=False, indices=camps)[:, zones].T, dtype=np.float64)
