"""``flood_level.csv``, ``region_attributes_IPC.csv``, ``agents.csv``: what places go through, and people listed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from waystation.world.flee.day_columns import DayColumns, note_missing_days
from waystation.world.flee.flee_names import FleeNames
from waystation.world.flee.rows import FleeTable

__all__ = ["read_flood_levels", "read_listed", "read_need"]


def read_flood_levels(table: FleeTable, names: FleeNames, days: int) -> npt.NDArray[np.int64]:
    """Level of flood by row and place: as many rows as the file holds; 0 where there is no column for a place.

    A name that appears twice in ``locations.csv`` serves all its places.
    """
    columns = DayColumns.of(table, "a level from 0 to 4")
    held = columns.held(10**9) if columns.values else days
    levels = np.zeros((held, len(names.places)), dtype=np.int64)
    for name, values in columns.values.items():
        for number in names.every.get(name, []):
            levels[:, number] = values[:held].astype(np.int64)
        if name not in names.every:
            table.odd(
                f'"{name}" is not a place of locations.csv.', "Flee reads its levels and nothing comes of them.",
                names.advice(name), table.header_row, name, name, loud=True,
            )  # fmt: skip
    note_missing_days(table, held, days)
    return levels


def read_need(table: FleeTable, names: FleeNames, days: int) -> npt.NDArray[np.float64]:
    """Share of people in critical need of food, by day and place, on a line between the days listed.

    On day 0 Flee takes it for the chance of leaving only, neither for who flees nor for where they go.
    """
    need = np.zeros((days, len(names.places)))
    day_rows = list(table.rows[1:])
    columns = DayColumns.of(table, "a percentage from 0 to 100")
    # Here alone the day is read.
    table.notes[:] = [note for note in table.notes if note.problem.column != "Day"]
    when = [row.whole(0, "#Day", integer=False) for row in day_rows]
    if table.problems or not when or any(day is None for day in when):
        return need
    found = np.array(when, dtype=float)
    if (np.diff(found) <= 0).any():
        table.wrong("The days are not in order.", "Sort rows by day.", column="#Day")
    if found[0] > 0 or found[-1] < days - 1:
        table.wrong(
            f"Days {found[0]:.0f} to {found[-1]:.0f} are given, not 0 to {days - 1}: Flee ends outside them.",
            "Give a row for day 0 and one for the last day.", column="#Day",
        )  # fmt: skip
    for number, place in enumerate(names.places):
        if place.region not in columns.values or place.written in columns.values:
            found_here = f'The region "{place.region}" has no column.'
            if place.written in columns.values:
                found_here = f'The column "{place.written}" is named like a place, which Flee then skips: it ends here.'
            table.wrong(found_here, "Give every region a column, and a name that no place has.",
                        column=place.region, value=place.region)  # fmt: skip
            return need
        need[:, number] = np.interp(np.arange(days), found, columns.values[place.region]) / 100.0
    return need


def read_listed(table: FleeTable, names: FleeNames) -> npt.NDArray[np.int64]:
    """How many people are listed at each place. Nothing else of a row is kept: no age, no sex, no other mark."""
    listed = np.zeros(len(names.places), dtype=np.int64)
    if not table.rows:
        if not table.problems:
            table.wrong("There is nobody in it.", "Write a header, then one row a person: location,...", 1)
        return listed
    if table.rows[0].text(0).startswith("#"):
        table.wrong("The header begins with #: Flee ends here.", 'Write it without "#", as the first row.', 1)
        return listed
    unknown: dict[str, int] = {}
    for row in table.rows[1:]:
        if row.text(0).startswith("#"):
            continue
        for number in names.every.get(row.name(0), []):
            listed[number] += 1
        if row.name(0) not in names.every:
            unknown[row.name(0)] = unknown.get(row.name(0), 0) + 1
    for name, people in unknown.items():
        table.odd(
            f'"{name}" is not a place of locations.csv.', f"Flee leaves out the {people} listed there.",
            names.advice(name), column="location", value=name, loud=True,
        )  # fmt: skip
    table.note("Its people are read as numbers by place; nothing else of a row is read or kept.")
    return listed
