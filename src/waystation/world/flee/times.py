"""``sim_period.csv``, ``conflicts.csv``, ``closures.csv``, ``location_changes.csv``: what happens when."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from waystation.errors import nearest
from waystation.world.cells import CellError, read_date
from waystation.world.flee.day_columns import DayColumns, note_missing_days
from waystation.world.flee.flee_case import KINDS, NEVER, FleeClosure, LocationChange
from waystation.world.flee.flee_names import FleeNames
from waystation.world.flee.flee_places import kind_of
from waystation.world.flee.rows import FleeRow, FleeTable

__all__ = ["is_found_as_link", "read_changes", "read_closures", "read_conflicts", "read_period"]

_CLOSURES = ("country", "location", "link", "camp", "idpcamp", "remove_forced_redirection")
_MOST_DAYS = 20_000
_NO_MARKER = (
    "A place cannot become a marker, or stop being one, on the way.",
    "Make it a town in locations.csv, or run Flee itself for this.",
)
_NO_CONFLICT = 1e-6


def read_period(table: FleeTable) -> tuple[date, int]:
    """First day and number of days; today and 1 with a problem where they are not told."""
    start, days = date.min, 1
    found = {row.text(0).casefold(): row for row in table.rows}
    for name in ("StartDate", "Length"):
        if name.casefold() not in found and not table.missing:
            table.wrong(f"{name} is missing.", f"Add a row {name},...", column=name)
    if "startdate" in found:
        start = found["startdate"].day(1, "StartDate") or date.min
    if "length" in found:
        days = found["length"].whole(1, "Length", least=1) or 1
        if days > _MOST_DAYS:
            found["length"].wrong(f"{days:,} days are too many.", f"Write {_MOST_DAYS} at most.", "Length", str(days))
            days = 1
    return start, days


def read_conflicts(table: FleeTable, names: FleeNames, days: int) -> npt.NDArray[np.float64]:
    """Intensity by day and place, for as many days as there are rows; 0 where the file has no column for a place.

    Flee goes by the position of rows and takes values as they are. A conflict begins at the first place of a name.
    """
    if table.missing:
        return np.zeros((days, len(names.places)))
    columns = DayColumns.of(table, "an intensity from 0 to 1")
    held = columns.held(days)
    note_missing_days(table, held, days)
    intensity = np.zeros((held, len(names.places)))
    for name, values in columns.values.items():
        _remark(table, columns, name, values[:held])
        number = names.first(name)
        if number is not None:
            intensity[:, number] = values[:held]
            continue
        fighting = bool((values[:held] > _NO_CONFLICT).any())
        table.odd(
            f'"{name}" is not a place of locations.csv.',
            "Flee says so and goes on." if fighting else "Its column holds only 0, so nothing happens there.",
            names.advice(name), table.header_row, name, name, loud=fighting,
        )  # fmt: skip
    return intensity


def _remark(table: FleeTable, columns: DayColumns, name: str, values: npt.NDArray[np.float64]) -> None:
    for odd, message, reading in (
        (values > 1.0, "{:g} is more than 1.", "Flee takes it as it is: people and pull go with it."),
        (values < 0.0, "{:g} is less than 0.", "Flee takes it for no conflict."),
    ):
        if odd.any():
            at = int(np.argmax(odd))
            table.odd(
                message.format(values[at]), reading, "Write an intensity from 0 to 1.",
                columns.row_of(name, at), name, f"{values[at]:g}",
            )  # fmt: skip


def read_closures(table: FleeTable, names: FleeNames) -> list[FleeClosure]:
    """Closures that have an effect, names as labels; problems and notes are added to the table."""
    countries = {place.country for place in names.places}
    if table.rows and not table.header and table.rows[0].text(0).casefold() == "closure_type":
        table.wrong("The header is read as a closure.", 'Put "#" before it.', table.rows[0].number, "closure_type")
        table.rows.pop(0)
    found = []
    for row in table.rows:
        kind = row.name(0)
        start = row.whole(3, "closure_start")
        if not row.text(4):
            fix = "Write the first open day, or -1 if it stays closed."
            row.wrong('The column "closure_end" is blank.', fix, "closure_end")
            continue
        end = row.whole(4, "closure_end")
        if kind not in _CLOSURES:
            row.odd(
                f'"{kind}" is not a type of closure.', "Flee does nothing with it.",
                nearest(kind, _CLOSURES), "closure_type", kind, loud=True,
            )  # fmt: skip
            continue
        meant = _closed(row, kind, names, countries)
        if meant is not None and start is not None and end is not None:
            _refuse_marker(row, kind, names, meant[0])
            _remark_days(row, start, end)
            found.append(FleeClosure(kind, *meant, max(start, NEVER), max(end, NEVER)))
    return found


def _remark_days(row: FleeRow, start: int, end: int) -> None:
    """Days on which Flee closes nothing, or for ever: it looks for each day by itself, whichever comes first."""
    if start < 0:
        row.odd(
            f"The closure begins on day {start}, before the first.", "Flee never closes it.",
            "Write 0 where it is closed from the start.", "closure_start", row.text(3), loud=True,
        )  # fmt: skip
    elif 0 <= end <= start:
        row.odd(
            f"The closure ends on day {end} and begins on day {start}.",
            "Flee opens it again the same day." if end == start
            else f"Flee closes it on day {start}, and this row does not open it again.",
            "Write the first closed day and then the first open one, or -1 if it stays closed.",
            "closure_end", row.text(4), loud=True,
        )  # fmt: skip


def is_found_as_link(name: str) -> bool:
    """Whether Flee's code finds a link to a place of that name, to close it.

    It asks whether two texts are one object, which Python makes so for texts of one letter up to U+00FF.
    """
    return len(name) == 1 and ord(name) < 256


def _closed(row: FleeRow, kind: str, names: FleeNames, countries: set[str]) -> tuple[str, str] | None:
    """Labels of what a row closes; None where Flee closes nothing."""
    one, other = row.name(1), row.name(2)
    if kind == "country":
        unknown = [(at, name) for at, name in ((1, one), (2, other)) if name not in countries]
        for at, name in unknown:
            row.odd(
                f'"{name}" is not a country of locations.csv.', "Flee closes nothing.",
                nearest(name, countries), f"name{at}", name, loud=True,
            )  # fmt: skip
        return None if unknown else (one, other)
    closed = names.last(one)
    if closed is None and kind in {"camp", "idpcamp"} and names.places:
        first = names.places[0].name
        row.odd(
            f'"{one}" is not a place of locations.csv.',
            f'Flee takes an unknown camp for the first place of the file: "{first}" is changed.',
            names.advice(one), "name1", one, loud=True,
        )  # fmt: skip
        return first, ""
    unknown_at = [1] if closed is None else []
    to = names.last(other)
    if kind in {"link", "remove_forced_redirection"} and to is None:
        unknown_at.append(2)
    for which in unknown_at:
        name = row.name(which)
        row.odd(
            f'"{name}" is not a place of locations.csv.', "Flee closes nothing.",
            names.advice(name), f"name{which}", name, loud=kind == "location",
        )  # fmt: skip
    if unknown_at or closed is None:
        return None
    if kind == "link":
        _remark_link(row, one, other)
    return names.places[closed].name, names.places[to].name if to is not None else other


def _refuse_marker(row: FleeRow, kind: str, names: FleeNames, closed: str) -> None:
    """A camp closed or opened where a marker is: Flee makes it a town or a camp from then on."""
    if kind in {"camp", "idpcamp"} and any(place.name == closed and place.kind == "marker" for place in names.places):
        row.wrong(*_NO_MARKER, "name1", row.name(1))


def _remark_link(row: FleeRow, one: str, other: str) -> None:
    reading = "Flee's code never finds it, so it stays open."
    if is_found_as_link(one):
        reading = f'Flee\'s code closes only the way from "{other}" to "{one}", as "{one}" is one letter.'
    row.odd("The link is to be closed.", reading, "Close a location or a country, or use the option link_closures.",
            "closure_type", "link", loud=True)  # fmt: skip


def read_changes(table: FleeTable, names: FleeNames, start: date) -> list[LocationChange]:
    """Changes of type; the day may be a number or a date."""
    found = []
    for row in table.rows:
        name, kind = row.named(0, "name"), kind_of(row.text(1))
        number = names.last(name)
        if name and number is None and names.places:
            number = 0
            row.odd(
                f'"{name}" is not a place of locations.csv.',
                f'Flee takes it for the first place of the file: "{names.places[0].name}" is changed.',
                names.advice(name), "name", name, loud=True,
            )  # fmt: skip
        if kind is None:
            row.wrong(f'"{row.text(1)}" is not a type of place.', nearest(row.text(1), KINDS), "type", row.text(1))
        try:
            day: int | None = (read_date(row.text(2)) - start).days
        except CellError:
            day = row.whole(2, "day")
        if number is not None and kind is not None and day is not None:
            place = names.places[number]
            if "marker" in {kind, place.starts_as} and kind != place.starts_as:
                row.wrong(*_NO_MARKER, "type", row.text(1))
            found.append(LocationChange(place.name, kind, day))
    return found
