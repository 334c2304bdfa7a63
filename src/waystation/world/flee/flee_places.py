"""``locations.csv``, ``routes.csv``, ``major_routes.csv``: what stands there and how it is joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from waystation.errors import nearest
from waystation.world.flee.flee_case import KINDS, FleePlace, FleeRoute
from waystation.world.flee.flee_names import FleeNames
from waystation.world.flee.rows import FleeRow, FleeTable

__all__ = ["kind_of", "read_major_routes", "read_places", "read_routes"]

_COLUMNS = ("name", "region", "country", "latitude", "longitude", "location_type", "conflict_date", "pop/cap")
_IN_ORDER = ("idpcamp", "camp", "conflict", "forward", "marker", "flood_zone", "town")
_LINK_COLUMNS = {"max_move_speed", "walk_probability"}
_FIGURES = ("initial_idps", "conflict_intensity", "capacity_per_day", "trade_volume", "hdi")
_OTHERS_READ = {"deactivation_probability", "farmer_fraction"}


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
    """Places of ``locations.csv``; problems and notes are added to the table.

    Where a name stands more than once, the last row keeps it, as Flee's routes hang there; earlier ones are told
    apart by their row.
    """
    if not table.rows and not table.problems:
        table.wrong("There is no place in it.", f"Write one row a place: {','.join(_COLUMNS)}.")
    if table.rows and not table.header and table.rows[0].text(0).casefold() in {"name", "location"}:
        table.wrong("The header is read as a place.", 'Put "#" before it, as Flee asks.', table.rows[0].number, "name")
        table.rows.pop(0)
    extra = table.header[len(_COLUMNS) :]
    for name in extra:
        if name != name.strip() and name.strip() in {*_FIGURES, *_OTHERS_READ}:
            table.odd(
                f'The column "{name}" begins or ends with a blank.', "Flee does not find it, so it has no effect.",
                f'Write "{name.strip()}".', table.header_row, name, name, loud=True,
            )  # fmt: skip
    home = table.rows[0].name(2) or "unknown" if table.rows else ""
    places = [place for row in table.rows if (place := _place(row, home, extra)) is not None]
    return _with_distinct_names(table, places)


def _with_distinct_names(table: FleeTable, places: list[FleePlace]) -> list[FleePlace]:
    left = Counter(place.written for place in places)
    found = []
    for place in places:
        if left[place.written] > 1:
            left[place.written] -= 1
            table.odd(
                f'"{place.written}" appears again further down.',
                "Flee makes a place of each row: routes and day-0 people go to the last of them, conflicts.csv acts on "
                "the first, and whoever flees from a row without routes stays there.",
                "Give each place a name of its own.", place.row, "name", place.written, loud=True,
            )  # fmt: skip
            place = replace(place, name=f"{place.written} (row {place.row})")
        found.append(place)
    return found


def _place(row: FleeRow, home: str, extra: Sequence[str]) -> FleePlace | None:
    before = len(row.table.problems)
    name = row.named(0, "name")
    kind = kind_of(row.text(5))
    if kind is None:
        row.odd(
            f'"{row.text(5)}" is not a type of place.', "Flee makes it a place that everybody leaves every day.",
            nearest(row.text(5), KINDS), "location_type", row.text(5), loud=True,
        )  # fmt: skip
        kind = "forward"
    latitude = row.figure(3, "latitude", blank=0.0)
    longitude = row.figure(4, "longitude", blank=0.0)
    conflict = _conflict_day(row, kind)
    people = _people(row, kind)
    country = row.name(2) or "unknown"
    for column, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        # Some published folders have the two the other way round; what no place on Earth has is an error.
        if value is not None and abs(value) > max(most, 180):
            row.wrong(f"{value:g} is not a {column}.", f"Write degrees from -{most} to {most}.", column, str(value))
    attributes = {column: row.text(8 + k) for k, column in enumerate(extra) if row.text(8 + k)}
    for column in _FIGURES:
        if column in attributes:
            least = None if column in {"capacity_per_day", "trade_volume", "hdi"} else 0
            row.figure(8 + list(extra).index(column), column, least=least)
    if len(row.table.problems) > before or None in (latitude, longitude, people):
        return None
    return FleePlace(
        name, row.name(1) or "unknown", country, float(latitude or 0), float(longitude or 0), kind,
        conflict, int(people or 0), country != home, attributes, written=name, row=row.number,
    )  # fmt: skip


def _conflict_day(row: FleeRow, kind: str) -> int | None:
    """Day on which a place of conflict begins to be one; of other places Flee does not read it."""
    if kind == "conflict":
        return row.whole(6, "conflict_date")
    before = len(row.table.problems)
    found = row.figure(6, "conflict_date", blank=0.0)
    if len(row.table.problems) > before:
        problem = row.table.problems.pop()
        row.odd(problem.message, "Flee does not read it here.", problem.fix, "conflict_date", row.text(6))
    return None if found is None else int(found)


def _people(row: FleeRow, kind: str) -> int | None:
    people = row.whole(7, "pop/cap", blank=0)
    if people is not None and people < 0:
        meant = "Flee takes a capacity below 1 for no limit." if "camp" in kind else "It is taken for nobody."
        row.odd(
            f'"{people}" is less than 0.', meant, "Write 0 or more.", "pop/cap", str(people), loud="camp" not in kind
        )
        return 0
    return people


def read_routes(table: FleeTable, names: FleeNames) -> list[FleeRoute]:
    """Routes of ``routes.csv``; problems and notes are added to the table."""
    if not table.rows and not table.problems:
        table.wrong("There is no route in it.", "Write one row a route: name1,name2,distance,forced_redirection.")
    if table.rows and not table.header and table.rows[0].text(0).casefold() == "name1":
        table.wrong("The header is read as a route.", 'Put "#" before it, as Flee asks.', table.rows[0].number, "name1")
        table.rows.pop(0)
    extra = table.header[4:]
    for column in extra:
        if column and column not in _LINK_COLUMNS:
            table.note(f'The column "{column}" has no effect, here as in Flee.', loud=column.strip() in _LINK_COLUMNS)
    routes = []
    listed: dict[frozenset[int], int] = {}
    for row in table.rows:
        ends = [names.needed(row, at, column) for at, column in ((0, "name1"), (1, "name2"))]
        km = row.figure(2, "distance", least=0.0)
        forced = row.whole(3, "forced_redirection", blank=0)
        if forced is not None and forced not in {0, 1, 2}:
            row.odd(
                f"{forced} is not a kind of redirection.", "Flee takes it for 0.", "Write 0, 1 or 2.",
                "forced_redirection", str(forced),
            )  # fmt: skip
            forced = 0
        own = _own_speeds(row, extra)
        one, other = ends
        if one is None or other is None or km is None or forced is None:
            continue
        if one == other:
            row.odd(
                "The route leads back to where it begins.",
                "Flee lists it twice among the ways to go on; who takes it is under way and comes back.",
                "Name two places.", "name2", row.text(1), loud=True,
            )  # fmt: skip
        elif listed.setdefault(frozenset((one, other)), row.number) != row.number:
            row.odd(
                f"Row {listed[frozenset((one, other))]} has the same two places.",
                "Flee counts both as ways to go, so more people choose it, and all go by the first.",
                "Keep one row.", "name1", row.text(0), loud=True,
            )  # fmt: skip
        routes.append(FleeRoute(names.places[one].name, names.places[other].name, km, int(forced), own))
    return routes


def _own_speeds(row: FleeRow, extra: Sequence[str]) -> dict[str, float]:
    own = {}
    for k, column in enumerate(extra):
        value = row.figure(4 + k, column, blank=-1.0) if column in _LINK_COLUMNS else None
        if value is not None and value >= 0.0:
            own[column] = value
        if column == "max_move_speed" and value == 0.0:
            row.odd(
                "Nobody arrives at 0 km a day.", "Flee keeps whoever sets out under way to the end.",
                "Write km a day above 0.", column, "0", loud=True,
            )  # fmt: skip
    return own


def read_major_routes(table: FleeTable, names: FleeNames, *, used: bool) -> list[tuple[str, ...]]:
    """Rows of ``major_routes.csv`` as labels of places; without fixed routes they have no effect.

    Parameters
    ----------
    table : of the file, comments as rows: Flee reads them so
    names : places
    used : whether fixed routes are on
    """
    found = []
    for row in table.rows:
        stops = []
        for at in range(len(row.exact)):
            if not row.text(at):
                continue
            number = names.last(row.name(at))
            if number is None and used and not row.text(0).startswith("#"):
                row.wrong(f'"{row.name(at)}" is not a place of locations.csv.', names.advice(row.name(at)),
                          f"place {at + 1}", row.name(at))  # fmt: skip
            stops.append(names.places[number].name if number is not None else row.name(at))
        if len(stops) > 1 and not row.text(0).startswith("#"):
            found.append(tuple(stops))
    if found and not used:
        table.note("It has no effect without fixed_routes, here as in Flee.")
    return found
