"""``data_layout.csv``, the files of counts it names, and ``registration_corrections.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from pathlib import Path

import numpy as np

from waystation.errors import Problem, nearest
from waystation.world.flee.flee_counts import TOTAL, CampCounts, Series, added, by_day, corrected, put_together
from waystation.world.flee.notes import FleeNote
from waystation.world.flee.rows import ENDS, FleeRow, FleeTable, read_rows
from waystation.world.textfile import shown

__all__ = ["read_counts"]

_LAYOUT = "data_layout.csv"


def read_counts(
    source: Path, start: date, corrections: FleeTable
) -> tuple[CampCounts | None, list[Problem], list[FleeNote]]:
    """Counts of a folder, with all that is wrong or odd in it.

    Parameters
    ----------
    source : folder of ``data_layout.csv``
    start : day 0
    corrections : rows of ``registration_corrections.csv``
    """
    layout = read_rows(source / _LAYOUT, _LAYOUT)
    problems = list(layout.problems)
    notes: list[FleeNote] = []
    raw: dict[str, Series] = {}
    published: dict[str, Series] = {}
    listed: list[str] = []
    _remark_first(layout)
    for row in layout.rows:
        name = row.name(0)
        if len(row.exact) < 2:
            row.odd(f'"{name}" names no file.', "Flee skips the row.", "Write name,file.csv.", "file", loud=True)
            continue
        files, of_files, of_notes = _read_series(source, row, start)
        problems += of_files
        notes += of_notes
        if not files:
            continue
        listed.append(name)
        if name in raw:
            row.odd(
                f'"{name}" appears twice.',
                "Flee reads the first row's file for both, so people flee twice as that place grows; the second file "
                "is never used.", "Keep one row.", "name", name, loud=True,
            )  # fmt: skip
            continue
        raw[name] = reduce(added, files)
        published[name] = put_together(files)
    final, applied = _corrected(raw, corrections, start, check=not problems)
    problems += [problem for problem in corrections.problems if problem not in problems]
    notes = [*layout.notes, *notes]
    if problems:
        return None, problems, notes
    return CampCounts(raw, final, tuple(applied), published, tuple(listed)), problems, notes


def _remark_first(layout: FleeTable) -> None:
    if layout.rows and layout.rows[0].name(0) != TOTAL:
        first, later = layout.rows[0].name(0), any(row.name(0) == TOTAL for row in layout.rows)
        more = f' "{TOTAL}" further down is added like a camp.' if later else ""
        layout.rows[0].odd(
            f'The first row is "{first}", not "{TOTAL}".',
            f"Flee leaves the first row out: nobody flees as {first} grows.{more}",
            f"Put a row {TOTAL},refugees.csv first.", "total", loud=True,
        )  # fmt: skip


def _read_series(source: Path, layout_row: FleeRow, start: date) -> tuple[list[Series], list[Problem], list[FleeNote]]:
    found: list[Series] = []
    problems: list[Problem] = []
    notes: list[FleeNote] = []
    if any(layout_row.cells[1:]) and not all(layout_row.cells[1:]):
        layout_row.odd("There is a comma that no file follows.", ENDS, "Remove it.", "file")
    for name in filter(None, layout_row.cells[1:]):
        table = read_rows(source / name, name)
        first = table.rows[0] if table.rows else None
        if first is not None and first.number == 1 and not first.exact[0]:
            table.rows.pop(0)  # a header whose first name is blank: Flee does not look at it
        rows = [row for row in table.rows if row.text(0) not in {"DateTime", "Date"} and _has_count(row)]
        observed = [(row, row.day(0, "date"), row.figure(1, "count", least=0.0)) for row in rows]
        pairs = [(row, (day - start).days, count) for row, day, count in observed
                 if day is not None and count is not None]  # fmt: skip
        if not pairs and not table.problems:
            table.wrong("There is no count in it.", "Write rows date,count such as 2012-03-01,5200.")
        for row, _, _ in pairs:
            row.remark_integer(1, "count")
        _remark_order(table, pairs)
        problems += table.problems
        notes += table.notes
        if not table.problems:
            when, counts = (np.array([pair[k] for pair in pairs]) for k in (1, 2))
            found.append((when.astype(np.int64), counts.astype(float)))
    if not any(layout_row.cells[1:]):
        problems.append(Problem("A row names no file.", "Write name,file.csv.", _LAYOUT, layout_row.number))
    return found, problems, notes


def _has_count(row: FleeRow) -> bool:
    if not row.text(1):
        row.odd(
            f"There is no count of {shown(row.text(0))}.", "Flee leaves the row out.",
            "Write the count, 0 if nobody is there, or delete the row.", "count",
        )  # fmt: skip
    return bool(row.text(1))


def _remark_order(table: FleeTable, pairs: list[tuple[FleeRow, int, float]]) -> None:
    """Dates that are not one after the other: Flee keeps the order of the file."""
    latest = -(10**9)
    for place, (row, day, count) in enumerate(pairs):
        fix = "Sort rows by date, one a day."
        if place and day == pairs[place - 1][1]:
            at_start, at_end = place == 1, place == len(pairs) - 1
            when = "from the day after" if at_start else "from the day itself on"
            row.odd(
                f"The row repeats {row.text(0)}.", f"Flee takes {count:g} {when}{' to the end' if at_end else ''}.",
                fix, "date", row.text(0),
            )  # fmt: skip
        elif day <= latest:
            last = place == len(pairs) - 1
            reading = (
                f"As it is the last row, Flee takes its {count:g} for every day after {pairs[place - 1][0].text(0)}."
                if last else "Flee keeps the order of the file: it has no effect unless a later row follows it."
            )  # fmt: skip
            row.odd(f"{row.text(0)} comes after a later date.", reading, fix, "date", row.text(0), loud=last)
        elif place and day > latest and pairs[place - 1][1] < latest:
            row.odd(
                f"{row.text(0)} follows a row out of order.",
                f"Flee draws the line to it from {pairs[place - 1][0].text(0)}, the row before it.",
                fix, "date", row.text(0),
            )  # fmt: skip
        latest = max(latest, day)


def _corrected(
    raw: Mapping[str, Series], table: FleeTable, start: date, *, check: bool
) -> tuple[dict[str, Series], list[tuple[str, int]]]:
    final, applied = dict(raw), []
    for row in table.rows if check else []:
        name, day = row.named(0, "camp"), row.day(1, "date")
        if name not in final and name.strip() in final:
            name = name.strip()
        if name and name not in final:
            row.wrong(f'"{name}" has no counts.', nearest(name, final), "camp", name)
        elif day is not None and name:
            since = (day - start).days
            at = [number for number in np.flatnonzero(final[name][0] == since) if number > 0]
            if since < 0:
                row.odd(f"{day} lies before the start.", "Flee leaves it out.", "Leave it out.", "date", str(day))
            elif not at:
                fix = "Write a date that the camp's file has, other than its first."
                row.wrong(f"{day} is not a later date in the counts of {name}.", fix, "date", str(day))
            elif final[name][1][at[0] - 1] == 0:
                row.wrong(f"The count before {day} is 0.", "Leave this correction out.", "date", str(day))
            else:
                if len(at) > 1:
                    row.odd(f"{day} appears {len(at)} times in the counts of {name}.", "Flee corrects at each in turn.",
                            "Keep one row of that day.", "date", str(day))  # fmt: skip
                final[name] = corrected(final[name], since)
                applied.append((name, since))
    return {name: by_day(series) for name, series in final.items()}, applied
