"""Count sheets with a row a site and a column a day, turned so that each row has one day and one figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from waystation.claims.take.day_cells import ANY_YEAR, read_days
from waystation.claims.take.header import HEAD_ROWS
from waystation.claims.take.raw_grid import NumberedRow, RawCell, RawGrid
from waystation.claims.take.totals import sums_that_differ
from waystation.claims.take.words import heading_says_who_counted, is_total

__all__ = ["DAY", "FIGURE", "days_down"]

DAY, FIGURE = "Day", "Figure"
"""Headings of the two columns that a turned table has in place of its days."""

_FEWEST_DAYS = 2
_LONGEST = 31
"""Days: a column may be a month."""


def days_down(grid: RawGrid, order: str = "") -> RawGrid | None:
    """The same table with a row for each day, or None where its columns are not days.

    Each row keeps the number it has in the file. Columns of totals are left out, as they have no day.

    Parameters
    ----------
    grid : the table
    order : ``dmy`` or ``mdy``, where a person has said what stands first in dates such as 03/04/2030

    Examples
    --------
    >>> rows = [["Site", "8 Jan 2030", "9 Jan 2030", "Total"], ["Joda", 120, 98, 218]]
    >>> list(days_down(RawGrid("a", lambda: iter(enumerate(rows, 1)))).rows())
    [(1, ['Site', 'Day', 'Figure']), (2, ['Joda', '8 Jan 2030', 120]), (2, ['Joda', '9 Jan 2030', 98])]
    """
    for number, cells in islice(grid.rows(), HEAD_ROWS):
        days = _days(cells, order)
        if len(days) >= _FEWEST_DAYS and (labels := _labels(cells, days)):
            names = [_name(cell) for cell in cells]
            notes = (*grid.notes, *sums_that_differ(grid, number, names, labels, ""))
            turned = partial(_turned, grid, number, cells, labels, days)
            doubtful = {(row, len(labels) + 1): said for (row, at), said in grid.doubtful.items() if at in days}
            return replace(grid, rows=turned, merged=(), doubtful=doubtful, notes=notes)
    return None


def _name(cell: RawCell) -> str:
    day = cell.date() if isinstance(cell, datetime) else cell
    return "" if day is None else " ".join(str(day).split())


def _days(cells: Sequence[RawCell], order: str) -> list[int]:
    """Positions of the cells that name a day, if all that look like one do and no two name the same."""
    read = read_days(list(cells), order=order or "dmy", until=ANY_YEAR)
    days = [at for at, span in enumerate(read.spans) if span is not None and (span.end - span.start).days < _LONGEST]
    distinct = {read.spans[at] for at in days}
    return days if len(distinct) == len(days) else []


def _labels(cells: Sequence[RawCell], days: Sequence[int]) -> list[int]:
    """Positions of the headings before the days, and of who counted after them; none where no text stands before."""
    before = [at for at in range(days[0]) if cells[at] not in (None, "")]
    if not all(isinstance(cells[at], str) for at in before):
        return []
    after = range(days[-1] + 1, len(cells)) if before else ()
    return [*before, *(at for at in after if isinstance(each := cells[at], str) and heading_says_who_counted(each))]


def _turned(
    grid: RawGrid, head: int, heading: Sequence[RawCell], labels: Sequence[int], days: Sequence[int]
) -> Iterator[NumberedRow]:
    yield head, [*(heading[at] for at in labels), DAY, FIGURE]
    for number, cells in grid.rows():
        if number <= head:
            continue
        own = [cells[at] if at < len(cells) else None for at in labels]
        if all(cell in (None, "") for cell in own) or all(at >= len(cells) for at in days):
            continue
        if any(isinstance(cell, str) and is_total(cell) for cell in own):
            yield number, [*own, None, None]
            continue
        for at in days:
            yield number, [*own, heading[at], cells[at] if at < len(cells) else None]
