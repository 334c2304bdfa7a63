"""A network for Flee from events, populations, camps and roads, with a note for each choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from waystation.claims.take.day_cells import read_days
from waystation.claims.take.words import folded
from waystation.errors import InputError, Problem
from waystation.network.events import KINDS, ConflictPlace, conflict_places, read_events
from waystation.network.gazetteers import KnownPlace, read_known_places
from waystation.network.public_tables import layout, read_records, whole_number
from waystation.network.roads import Distances, road_distances, straight_distances

__all__ = ["Camp", "Link", "Network", "NetworkPlace", "build_network", "links_between"]

_CAMPS = layout(
    "UNHCR operational portal, places",
    {
        "name": ("geomaster_name", "name", "camp", "site"),
        "latitude": ("centroid_lat", "latitude", "lat"),
        "longitude": ("centroid_lon", "longitude", "lon"),
    },
    {
        "day": ("date", "data_date"),
        "people": ("individuals", "people", "population"),
        "capacity": ("capacity",),
        "country": ("country", "country_name"),
    },
)
_BY_WAY, _BY_GUESS = 1.05, 1.2
"""A way through a third place that is at most this much longer makes the direct link needless: where distances were
measured along roads, and where they are guesses (roads bend from town to town)."""


@dataclass(frozen=True)
class Camp:
    """A place that receives people, with its published counts by day."""

    name: str
    latitude: float
    longitude: float
    country: str
    capacity: int | None
    counts: tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class NetworkPlace:
    """A row of ``locations.csv``."""

    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    kind: str
    conflict_day: int
    people: int


@dataclass(frozen=True)
class Link:
    """A row of ``routes.csv``; low and high differ where the distance is a guess."""

    one: str
    other: str
    km: float
    low: float
    high: float
    by_road: bool


@dataclass
class Network:
    """A network ready to be written as a Flee folder.

    Parameters
    ----------
    start, days : the period
    places, links : in the order of the files
    camps : with their counts, for the validation data
    notes : one for each choice that was made
    """

    start: date
    days: int
    places: list[NetworkPlace]
    links: list[Link]
    camps: list[Camp]
    notes: list[str] = field(default_factory=list)


def build_network(
    events: Path | str,
    *,
    camps: Path | str,
    population: Path | str | None = None,
    roads: Path | str | None = None,
    abroad: str = "Abroad",
    kinds: Sequence[str] = KINDS,
    least_events: int = 1,
    start: date | None = None,
    days: int | None = None,
) -> Network:
    """A network for Flee from public tables.

    A district with events is one place of conflict, standing where most of its events were, in conflict from the first
    of them on. Camps are the places of UNHCR's portal. Places are joined where no third one lies on the way.

    Parameters
    ----------
    events : rows of ACLED or UCDP
    camps : places of UNHCR's portal, or a table with name, latitude, longitude and, if known, capacity, country, date,
        individuals
    population : COD-PS; without it Flee takes people from nowhere in proportion
    roads : OpenStreetMap extract; without it distances are guesses
    abroad : country of camps whose table does not say it
    kinds : of events that count
    least_events : districts with fewer are left out
    start, days : the period; default: from the first event to the last day with an event or a count

    Returns
    -------
    Network

    Raises
    ------
    InputError
        With everything that cannot be read in any of the files.
    """
    publisher, rows = read_events(events, kinds)
    zones = conflict_places(rows, least=least_events)
    received = _camps(Path(camps), abroad)
    if not zones:
        raise InputError(
            Problem(f"No district has {least_events} events or more.", "Ask for fewer.", Path(events).name)
        )
    first = start or min(zone.first for zone in zones)
    last = max([event.day for event in rows] + [day for camp in received for day, _ in camp.counts])
    length = days or (last - first).days + 1
    if length < 1:
        raise InputError(
            Problem(f"The period begins on {first}, after the last event.", "Begin earlier.", column="start")
        )
    known = read_known_places(population) if population is not None else []
    notes = [
        f"{len(rows):,} events of {publisher} in {len(zones)} districts; each district is one place, in conflict from "
        "its first event to the end.",
        f"Period: {first}, {length} days.",
    ]
    places = [_zone(zone, known, first, length, notes) for zone in zones]
    places += [_camp(camp, notes) for camp in received]
    places = _with_distinct_names(places, notes)
    latitude = np.array([place.latitude for place in places])
    longitude = np.array([place.longitude for place in places])
    distances = (
        road_distances(roads, latitude, longitude) if roads is not None else straight_distances(latitude, longitude)
    )
    notes += distances.notes
    links = links_between([place.name for place in places], distances)
    notes.append(
        f"{len(links)} links: two places are joined where no way through a third is about as short (within "
        f"{_BY_WAY - 1:.0%} by road, {_BY_GUESS - 1:.0%} where distances are guesses). No link is called safe."
    )
    named = [replace(each, name=place.name) for place, each in zip(places[len(zones) :], received, strict=True)]
    return Network(first, length, places, links, named, notes)


def _zone(zone: ConflictPlace, known: Sequence[KnownPlace], first: date, length: int, notes: list[str]) -> NetworkPlace:
    """A place of conflict with the population of its district."""
    found = None
    for name in (zone.district, zone.name):
        here = [each for each in known if each.people is not None and folded(each.name) == folded(name)]
        near = [each for each in here if not each.parent or folded(each.parent) == folded(zone.region)]
        if len(near or here) == 1:
            found = (near or here)[0]
            break
    people = found.people if found is not None and found.people is not None else 0
    if found is not None:
        notes.append(
            f"{zone.name}: {zone.events} events from {zone.first}; population of {found.name}, {people:,} "
            f"({found.source})."
        )
    else:
        notes.append(
            f"{zone.name}: {zone.events} events from {zone.first}; no population found for its district, written as 0."
        )
    day = min(max((zone.first - first).days, 0), length - 1)
    return NetworkPlace(
        zone.name,
        zone.region or zone.district,
        zone.country,
        zone.latitude,
        zone.longitude,
        "conflict_zone",
        day,
        people,
    )


def _camp(camp: Camp, notes: list[str]) -> NetworkPlace:
    capacity = camp.capacity
    if capacity is None:
        capacity = max((people for _, people in camp.counts), default=0)
        notes.append(f"{camp.name}: capacity not stated; the largest count published, {capacity:,}, is used: a guess.")
    return NetworkPlace(camp.name, camp.country, camp.country, camp.latitude, camp.longitude, "camp", 0, capacity)


def _camps(path: Path, abroad: str) -> list[Camp]:
    _, rows = read_records(path, [_CAMPS], "camps")
    found: dict[str, Camp] = {}
    problems = []
    listed = list(rows)
    days = read_days([row.get("day", "") for row in listed])
    for at, row in enumerate(listed):
        try:
            latitude, longitude = float(row["latitude"]), float(row["longitude"])
        except ValueError:
            problems.append(
                Problem(
                    "The camp has no coordinates.", "Write decimal degrees.", path.name, int(row["row"]), "latitude"
                )
            )
            continue
        if at in days.unreadable:
            said = days.unreadable[at]
            problems.append(Problem(said.message, said.fix, path.name, int(row["row"]), "date"))
            continue
        people, span = whole_number(row.get("people", "")), days.spans[at]
        before = found.get(row["name"])
        counts = () if people is None or span is None else ((span.start, people),)
        capacity = whole_number(row.get("capacity", ""))
        if capacity is None and before is not None:
            capacity = before.capacity
        every = {**dict(before.counts if before else ()), **dict(counts)}
        country = row.get("country") or abroad
        found[row["name"]] = Camp(row["name"], latitude, longitude, country, capacity, tuple(sorted(every.items())))
    if problems:
        raise InputError(problems)
    return list(found.values())


def _with_distinct_names(places: list[NetworkPlace], notes: list[str]) -> list[NetworkPlace]:
    """Names as Flee takes them: without commas, and each once."""
    seen: dict[str, int] = {}
    found = []
    for place in places:
        name = place.name.replace(",", " ").replace("#", " ").strip()
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = (
                f"{name} {place.region}".replace(",", " ")
                if f"{name} {place.region}" not in seen
                else f"{name} {seen[name]}"
            )
            notes.append(f"{place.name} appears twice: the second is written {name}.")
            seen[name] = 1
        region, country = place.region.replace(",", " "), place.country.replace(",", " ")
        found.append(
            NetworkPlace(
                name, region, country, place.latitude, place.longitude, place.kind, place.conflict_day, place.people
            )
        )
    return found


def links_between(names: Sequence[str], distances: Distances) -> list[Link]:
    """Links without those that a way through a third place makes needless; every place stays reachable.

    Parameters
    ----------
    names : (places,)
    distances : between them
    """
    km = distances.km
    count = len(names)
    needless: npt.NDArray[np.bool_] = np.zeros((count, count), bool)
    most = np.where(distances.by_road, _BY_WAY, _BY_GUESS) * km
    for third in range(count):
        first, second = km[:, third][:, None], km[third][None, :]
        # Both parts shorter than the whole: what is left then still joins all places.
        needless |= (first + second <= most) & (first < km) & (second < km)
    found = []
    for one in range(count):
        for other in range(one + 1, count):
            if not needless[one, other] and np.isfinite(km[one, other]):
                found.append(
                    Link(names[one], names[other], float(km[one, other]), float(distances.low[one, other]),
                         float(distances.high[one, other]), bool(distances.by_road[one, other]))
                )  # fmt: skip
    return found
