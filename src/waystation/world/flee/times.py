"""``sim_period.csv``, ``conflicts.csv``, ``closures.csv``, ``location_changes.csv``: what happens when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from waystation.errors import nearest
from waystation.world.cells import CellError, read_date, read_number
from waystation.world.flee.model import KINDS, NEVER, FleeClosure, FleePlace, LocationChange
from waystation.world.flee.places import kind_of, known
from waystation.world.flee.rows import FleeRow, FleeTable

__all__ = ["read_changes", "read_closures", "read_conflicts", "read_period"]

_CLOSURES = ("country", "location", "link", "camp", "idpcamp", "remove_forced_redirection")
_MOST_DAYS = 20_000


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


def read_conflicts(table: FleeTable, places: Sequence[FleePlace], days: int) -> npt.NDArray[np.float64]:
    """Intensity by day and place; 0 where the file has no column for a place."""
    intensity = np.zeros((days, len(places)))
    if table.missing:
        return intensity
    if not table.header and table.rows and not _is_number(table.rows[0].text(0)):
        # Flee takes the first row for the header, with or without "#".
        first = table.rows.pop(0)
        table.header, table.header_row = first.cells, first.number
    if not table.header:
        if not table.problems:
            table.wrong("The header is missing.", 'Begin with "#Day" and the names of places.', 1)
        return intensity
    numbers = {place.name: number for number, place in enumerate(places)}
    columns = {at: numbers.get(name) for at, name in enumerate(table.header) if at and name}
    strangers = {at: table.header[at] for at, known_as in columns.items() if known_as is None}
    for name in sorted({name for name in table.header[1:] if name and table.header.count(name) > 1}):
        table.wrong(f'"{name}" has two columns.', "Keep one.", table.header_row, name, name)
    if any(not name for name in table.header[1:]):
        table.notes.append(f"{table.name} has columns without a name, which are not read.")
    seen = np.zeros(days, dtype=bool)
    fighting = set()
    for expected, row in enumerate(table.rows):
        day = row.whole(0, "Day", least=0)
        if day is None:
            continue
        _check_shape(row, columns, day, expected)
        for at, number in columns.items():
            value = row.figure(at, table.header[at], least=0.0)
            if value is not None and value > 1.0:
                row.wrong(f"{value:g} is more than 1.", "Write an intensity from 0 to 1.", table.header[at], str(value))
            elif value is not None and day < days:
                if number is not None:
                    intensity[day, number] = value
                elif value > 0.0:
                    fighting.add(at)
        if day < days:
            seen[day] = True
    for at, name in strangers.items():
        found = f'"{name}" is not a place of locations.csv.'
        if at in fighting:
            table.wrong(found, nearest(name, numbers), table.header_row, name, name)
        else:
            table.notes.append(f"{table.name}: {found} Its column holds only 0, so nothing happens there.")
    if not seen.all() and not table.problems:
        absent = int(np.argmin(seen))
        fix = f"Give every day from 0 to {days - 1}, or shorten Length in sim_period.csv."
        table.wrong(f"Day {absent} is missing.", fix, column="Day", value=str(absent))
    return intensity


def _is_number(text: str) -> bool:
    try:
        read_number(text)
    except CellError:
        return False
    return True


def _check_shape(row: FleeRow, columns: Mapping[int, int | None], day: int, expected: int) -> None:
    """Flee reads rows by their position, not by their day, and fails on a cell without a named column."""
    beyond = next((at for at in range(1, len(row.cells)) if at not in columns), None)
    if beyond is not None:
        found = f"There is a cell, or only a comma, in column {beyond + 1}, which has no name."
        row.wrong(found, "Remove what follows the last named column.", value=row.text(beyond))
    if day < expected:
        row.wrong(f"Day {day} stands where day {expected} belongs.", "Write one row a day, sorted.", "Day", str(day))


def read_closures(table: FleeTable, places: Sequence[FleePlace]) -> list[FleeClosure]:
    """Closures; problems are added to the table."""
    names, countries = [place.name for place in places], sorted({place.country for place in places})
    if table.rows and not table.header and table.rows[0].text(0).casefold() == "closure_type":
        table.wrong("The header is read as a closure.", 'Put "#" before it.', table.rows[0].number, "closure_type")
        table.rows.pop(0)
    found = []
    for row in table.rows:
        kind = row.named(0, "closure_type")
        start = row.whole(3, "closure_start", least=NEVER)
        if not row.text(4):
            fix = "Write the first open day, or -1 if it stays closed."
            row.wrong('The column "closure_end" is blank.', fix, "closure_end")
            continue
        end = row.whole(4, "closure_end", least=NEVER)
        if kind not in _CLOSURES:
            row.wrong(f'"{kind}" is no type of closure.', nearest(kind, _CLOSURES), "closure_type", kind)
            continue
        if kind == "country":
            there = [known(row, at, f"name{at}", countries, "a country of locations.csv") for at in (1, 2)]
        else:
            there = [known(row, 1, "name1", names)]
            if kind in {"link", "remove_forced_redirection"}:
                there.append(known(row, 2, "name2", names))
        if all(there) and start is not None and end is not None:
            found.append(FleeClosure(kind, row.text(1), row.text(2), start, end))
    return found


def read_changes(table: FleeTable, places: Sequence[FleePlace], start: date) -> list[LocationChange]:
    """Changes of type; the day may be a number or a date."""
    names, found = [place.name for place in places], []
    for row in table.rows:
        there, kind = known(row, 0, "name", names), kind_of(row.text(1))
        if kind is None:
            row.wrong(f'"{row.text(1)}" is no type of place.', nearest(row.text(1), KINDS), "type", row.text(1))
        try:
            day: int | None = (read_date(row.text(2)) - start).days
        except CellError:
            day = row.whole(2, "day", least=0)
        if there and kind is not None and day is not None:
            found.append(LocationChange(row.text(0), kind, day))
    return found
