"""``locations.csv``, ``routes.csv``, ``major_routes.csv``: what stands there and how it is joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from waystation.errors import nearest
from waystation.world.flee.model import KINDS, FleePlace, FleeRoute
from waystation.world.flee.rows import FleeRow, FleeTable

__all__ = ["kind_of", "read_major_routes", "read_places", "read_routes"]

_COLUMNS = ("name", "region", "country", "latitude", "longitude", "location_type", "conflict_date", "pop/cap")
_IN_ORDER = ("idpcamp", "camp", "conflict", "forward", "marker", "flood_zone", "town")
_LINK_COLUMNS = {"max_move_speed", "walk_probability"}


def kind_of(text: str) -> str | None:
    """What Flee takes a ``location_type`` for: the first of its words that it finds in it.

    Examples
    --------
    >>> kind_of("conflict_zone"), kind_of("forwarding_hub"), kind_of("default"), kind_of("village")
    ('conflict', 'forward', 'town', None)
    """
    folded = text.casefold()
    if "camp" in folded:
        return "idpcamp" if "idp" in folded else "camp"
    return next((kind for kind in _IN_ORDER if kind in folded), "town" if "default" in folded else None)


def read_places(table: FleeTable) -> list[FleePlace]:
    """Places of ``locations.csv``; problems are added to the table."""
    if not table.rows and not table.problems:
        table.wrong("There is no place in it.", f"Write one row a place: {','.join(_COLUMNS)}.")
    if table.rows and not table.header and table.rows[0].text(0).casefold() in {"name", "location"}:
        table.wrong("The header is read as a place.", 'Put "#" before it, as Flee asks.', table.rows[0].number, "name")
        table.rows.pop(0)
    extra = table.header[len(_COLUMNS) :]
    home = table.rows[0].text(2) or "unknown" if table.rows else ""
    places = []
    for row in table.rows:
        place = _place(row, home, extra)
        if place is not None:
            places.append(place)
    for name, times in Counter(place.name for place in places).items():
        if times > 1:
            table.wrong(
                f'"{name}" stands {times} times.', "Give each place a name of its own.", column="name", value=name
            )
    return places


def _place(row: FleeRow, home: str, extra: Sequence[str]) -> FleePlace | None:
    before = len(row.table.problems)
    name = row.named(0, "name")
    kind = kind_of(row.text(5))
    if kind is None:
        row.wrong(f'"{row.text(5)}" is no type of place.', nearest(row.text(5), KINDS), "location_type", row.text(5))
    latitude = row.figure(3, "latitude", blank=0.0)
    longitude = row.figure(4, "longitude", blank=0.0)
    conflict = row.whole(6, "conflict_date", blank=None if kind == "conflict" else 0)
    people = row.whole(7, "pop/cap", blank=0, least=0)
    country = row.text(2) or "unknown"
    for column, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        # Some published folders have the two the other way round; what no place on Earth has is an error.
        if value is not None and abs(value) > max(most, 180):
            row.wrong(f"{value:g} is no {column}.", f"Write degrees from -{most} to {most}.", column, str(value))
    attributes = {column: row.text(8 + k) for k, column in enumerate(extra) if row.text(8 + k)}
    for column in ("initial_idps", "conflict_intensity"):
        if column in attributes:
            row.figure(8 + list(extra).index(column), column, least=0)
    if len(row.table.problems) > before or kind is None or None in (latitude, longitude, people):
        return None
    return FleePlace(
        name, row.text(1) or "unknown", country, float(latitude or 0), float(longitude or 0), kind,
        conflict, int(people or 0), country != home, attributes,
    )  # fmt: skip


def known(row: FleeRow, at: int, column: str, names: Sequence[str], sort: str = "a place of locations.csv") -> bool:
    """Whether a cell names something that is there; a problem where it does not."""
    name = row.named(at, column)
    if name and name not in names:
        row.wrong(f'"{name}" is not {sort}.', nearest(name, names), column, name)
    return name in names


def read_routes(table: FleeTable, names: Sequence[str]) -> list[FleeRoute]:
    """Routes of ``routes.csv``; problems are added to the table."""
    if not table.rows and not table.problems:
        table.wrong("There is no route in it.", "Write one row a route: name1,name2,distance,forced_redirection.")
    if table.rows and not table.header and table.rows[0].text(0).casefold() == "name1":
        table.wrong("The header is read as a route.", 'Put "#" before it, as Flee asks.', table.rows[0].number, "name1")
        table.rows.pop(0)
    extra = table.header[4:]
    for column in extra:
        if column and column not in _LINK_COLUMNS:
            table.notes.append(f'{table.name}: the column "{column}" has no effect, here as in Flee.')
    routes = []
    for row in table.rows:
        there = [known(row, at, column, names) for at, column in ((0, "name1"), (1, "name2"))]
        if all(there) and row.text(0) == row.text(1):
            row.wrong("The route leads back to where it begins.", "Name two places.", "name2", row.text(1))
            continue
        km = row.figure(2, "distance", least=0.0)
        forced = row.whole(3, "forced_redirection", blank=0, least=0)
        if forced is not None and forced > 2:
            row.wrong(f"{forced} is no kind of redirection.", "Write 0, 1 or 2.", "forced_redirection", str(forced))
        own = {}
        for k, column in enumerate(extra):
            value = row.figure(4 + k, column, blank=-1.0) if column in _LINK_COLUMNS else None
            if value is not None and value >= 0.0:
                own[column] = value
            if column == "max_move_speed" and value == 0.0:
                row.wrong("Nobody arrives at 0 km a day.", "Write km a day above 0.", column, "0")
        if all(there) and km is not None and forced in (0, 1, 2):
            routes.append(FleeRoute(row.text(0), row.text(1), km, int(forced), own))
    return routes


def read_major_routes(table: FleeTable, names: Sequence[str]) -> None:
    """``major_routes.csv`` has no effect without fixed routes; its names are checked all the same."""
    for row in table.rows:
        for at in range(len(row.cells)):
            if row.text(at):
                known(row, at, f"place {at + 1}", names)
