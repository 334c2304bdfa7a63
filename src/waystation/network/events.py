"""Rows of violent events, as ACLED and UCDP give them, put together to places where people flee from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from waystation.claims.take.day_cells import read_days
from waystation.claims.take.words import folded
from waystation.errors import InputError, Problem
from waystation.network.public_tables import layout, read_records

__all__ = ["ConflictPlace", "ViolentEvent", "conflict_places", "read_events"]

_ACLED = layout(
    "ACLED",
    {
        "day": ("event_date",), "kind": ("event_type",), "location": ("location",), "latitude": ("latitude",),
        "longitude": ("longitude",), "country": ("country",),
    },
    {"region": ("admin1",), "district": ("admin2",), "id": ("event_id_cnty",), "precision": ("geo_precision",)},
)  # fmt: skip
_UCDP = layout(
    "UCDP GED",
    {
        "day": ("date_start",), "kind": ("type_of_violence",), "location": ("where_coordinates",),
        "latitude": ("latitude",), "longitude": ("longitude",), "country": ("country",),
    },
    {"region": ("adm_1",), "district": ("adm_2",), "id": ("id",), "precision": ("where_prec",)},
)  # fmt: skip

KINDS = ("Battles", "Explosions/Remote violence", "1", "2", "3")
"""Kinds of events that count by default: fighting and shelling of ACLED, all violence of UCDP."""


@dataclass(frozen=True)
class ViolentEvent:
    """One event: when, where, and how its publisher places it."""

    day: date
    location: str
    latitude: float
    longitude: float
    country: str
    region: str
    district: str


@dataclass(frozen=True)
class ConflictPlace:
    """A district where events were, standing where most of them were.

    Parameters
    ----------
    name, region, district, country : as the publisher writes them
    latitude, longitude : of the location with most events
    first : day of the first event
    events : how many
    """

    name: str
    region: str
    district: str
    country: str
    latitude: float
    longitude: float
    first: date
    events: int


def read_events(path: Path | str, kinds: Sequence[str] = KINDS) -> tuple[str, list[ViolentEvent]]:
    """Events of a table of ACLED or UCDP.

    Parameters
    ----------
    path : the table
    kinds : of events that count, as their publisher names them

    Returns
    -------
    the publisher, and its events

    Raises
    ------
    InputError
        If it is not such a table, or a row has no day or place that can be read.
    """
    kind, rows = read_records(path, [_ACLED, _UCDP], "events")
    wanted = {folded(each) for each in kinds}
    chosen = [row for row in rows if folded(row["kind"]) in wanted]
    days = read_days([row["day"] for row in chosen])
    problems, events = [], []
    file = Path(path).name
    for at, row in enumerate(chosen):
        span = days.spans[at]
        if span is None:
            said = days.unreadable.get(at)
            message = said.message if said else "The event has no day."
            problems.append(Problem(message, said.fix if said else "Write it.", file, int(row["row"]), "event_date"))
            continue
        try:
            latitude, longitude = float(row["latitude"]), float(row["longitude"])
        except ValueError:
            message = "The event has no coordinates that can be read."
            problems.append(Problem(message, "Write decimal degrees with a point.", file, int(row["row"]), "latitude"))
            continue
        if abs(latitude) > 90 or abs(longitude) > 180:
            problems.append(
                Problem("The coordinates are not on Earth.", "Check them.", file, int(row["row"]), "latitude")
            )
            continue
        place = ViolentEvent(
            span.start,
            row["location"],
            latitude,
            longitude,
            row["country"],
            row.get("region", ""),
            row.get("district", ""),
        )
        events.append(place)
    if problems:
        raise InputError(problems)
    if not events:
        fix = f"Counted are {', '.join(kinds)}. Name others with --event-types."
        raise InputError(Problem("No event in the table is of a kind that counts.", fix, file))
    return kind, events


def conflict_places(events: Iterable[ViolentEvent], *, least: int) -> list[ConflictPlace]:
    """One place for each district with events, in the order of their first event.

    Parameters
    ----------
    events : as from `read_events`
    least : districts with fewer events are left out
    """
    by_district: dict[tuple[str, str, str], list[ViolentEvent]] = {}
    for event in events:
        by_district.setdefault((event.country, event.region, event.district or event.location), []).append(event)
    found = []
    for (country, region, district), inside in by_district.items():
        if len(inside) < least:
            continue
        name = Counter(event.location for event in inside).most_common(1)[0][0]
        there = [event for event in inside if event.location == name]
        first = min(event.day for event in inside)
        found.append(
            ConflictPlace(name, region, district, country, there[0].latitude, there[0].longitude, first, len(inside))
        )
    return sorted(found, key=lambda place: (place.first, place.name))
