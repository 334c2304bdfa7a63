"""``sim_period.csv``, ``conflicts.csv``, ``closures.csv``, ``location_changes.csv``: what happens when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from waystation.errors import nearest
from waystation.world.cells import CellError, read_date
from waystation.world.flee.model import KINDS, NEVER, FleeClosure, FleePlace, LocationChange
from waystation.world.flee.places import kind_of, known
from waystation.world.flee.rows import FleeTable

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


def read_conflicts(
    table: FleeTable, places: Sequence[FleePlace], days: int, notes: list[str]
) -> npt.NDArray[np.float64]:
    """Intensity by day and place; 0 where the file has no column for a place."""
    intensity = np.zeros((days, len(places)))
    if table.missing:
        return intensity
    if not table.header:
        table.wrong("The header is missing.", 'Begin with "#Day" and the names of places.', 1)
        return intensity
    numbers = {place.name: number for number, place in enumerate(places)}
    columns = {at: numbers.get(name) for at, name in enumerate(table.header) if at and name}
    for at, number in columns.items():
        if number is None:
            name = table.header[at]
            fix = nearest(name, numbers)
            table.wrong(f'"{name}" is not a place of locations.csv.', fix, table.header_row, name, name)
    for name in {name for name in table.header[1:] if name and table.header.count(name) > 1}:
        table.wrong(f'"{name}" has two columns.', "Keep one.", table.header_row, name, name)
    if any(not name for name in table.header[1:]):
        notes.append("conflicts.csv has columns without a name, which are not read.")
    seen = np.zeros(days, dtype=bool)
    for row in table.rows:
        day = row.whole(0, "Day", least=0)
        if day is None:
            continue
        for at, number in columns.items():
            value = row.figure(at, table.header[at], least=0.0)
            if value is not None and value > 1.0:
                row.wrong(f"{value:g} is more than 1.", "Write an intensity from 0 to 1.", table.header[at], str(value))
            elif value is not None and number is not None and day < days:
                intensity[day, number] = value
        if day < days:
            if seen[day]:
                row.wrong(f"Day {day} stands there twice.", "Keep one row a day.", "Day", str(day))
            seen[day] = True
    if not seen.all() and not table.problems:
        first = int(np.argmin(seen))
        fix = f"Give every day from 0 to {days - 1}, or shorten Length in sim_period.csv."
        table.wrong(f"Day {first} is missing.", fix, column="Day", value=str(first))
    return intensity


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
        end = row.whole(4, "closure_end", blank=NEVER, least=NEVER)
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
