"""What is wrong with a table as a whole or was not read of it: second headers, other pages, columns, its own totals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from waystation.claims.take.header import Match
from waystation.claims.take.numbers import read_figures
from waystation.claims.take.raw_grid import RawCell
from waystation.claims.take.take_settings import TakeSettings
from waystation.claims.take.totals import sums_that_differ
from waystation.claims.take.words import heading_key, is_group, is_machine
from waystation.errors import Problem
from waystation.world.textfile import shown

__all__ = ["check_header", "columns_not_read", "rows_elsewhere", "totals_that_differ"]

_LOOKED_AT = 60
"""So many rows at the top tell whether a column that was not asked for holds numbers."""


def check_header(match: Match) -> list[Problem]:
    """Headings and tags over different columns, and rows with a place, a day and a figure above the header.

    Such rows tell that the table has a second header which fits better, and they would be lost. "Round,12" above the
    header has no day and no headings above it, and is none.
    """
    problems = []
    for role in match.clashes:
        heading = shown(match.names[match.columns[role][0]])
        message = f'The heading "{heading}" and the HXL tag of "{role}" stand over different columns.'
        fix = "Put headings and tags over their own columns."
        problems.append(Problem(message, fix, match.grid.name, match.tag_row, heading))
    first = match.row - match.layout.header_rows + 1
    places = [at for name in match.layout.place for at in match.columns.get(name, ())]
    days = [
        at for name in (*match.layout.day, match.layout.start, match.layout.end) for at in match.columns.get(name, ())
    ]
    figures = [at for figure in match.layout.figures for at in match.columns.get(figure.column, ())]
    headings = {heading_key(name) for name in match.names if name}
    rows, headed = list[int](), False
    for number, cells in islice(match.grid.rows(), first - 1):
        headed = headed or sum(heading_key(cell) in headings for cell in cells if isinstance(cell, str)) > 1
        if number < first and _filled(cells, places) and (headed or _filled(cells, days)):
            counts = [cells[at] for at in figures if at < len(cells)]
            if any(value is not None for value in read_figures(counts, separator=match.grid.separator).low):
                rows.append(number)
    if rows:
        listed = ", ".join(map(str, rows[:4])) + (f" and {len(rows) - 4} more" if rows[4:] else "")
        message = f"Rows above the header, which is row {first}, hold figures too: {listed}."
        fix = "Keep one header, above all rows. Put a second table into a file of its own."
        problems.append(Problem(message, fix, match.grid.name, first))
    return problems


def _filled(cells: Sequence[RawCell], positions: Sequence[int]) -> bool:
    """Whether one of some columns has a cell in a row, or there are no such columns."""
    return not positions or any(at < len(cells) and cells[at] not in (None, "") for at in positions)


def rows_elsewhere(match: Match) -> list[str]:
    """What an answer of an interface says of rows that are on other pages."""
    around = {key.casefold(): value for key, value in match.grid.envelope.items()}
    notes = []
    pages, page = around.get("maxpages"), around.get("page")
    if isinstance(pages, int) and pages > 1:
        notes.append(f"It is page {page} of {pages} only: take the other pages too.")
    total = around.get("totalrecordscount", around.get("totalcount", around.get("total")))
    rows = sum(1 for _ in match.grid.rows()) - 1
    if isinstance(total, int) and total > rows:
        notes.append(f"The answer has {rows:,} of {total:,} rows: ask for the rest too.")
    return notes


def columns_not_read(match: Match) -> list[str]:
    """Columns of counts that nobody knows, in a table that lacks a column of counts of its layout."""
    layout = match.layout
    lacking = [
        layout.columns[each.column].names[0]
        for each in layout.figures
        if each.column not in match.columns and not each.beside and layout.columns[each.column].names
    ]
    if not lacking:
        return []
    known = {at for each in match.columns.values() for at in each}
    rows = [cells for number, cells in islice(match.grid.rows(), _LOOKED_AT) if number > (match.tag_row or match.row)]
    other = []
    for at, name in enumerate(match.names):
        cells = [row[at] for row in rows if at < len(row) and row[at] not in (None, "")]
        if name and at not in known and not (is_machine(name) or is_group(name)) and cells:
            read = read_figures(cells, separator=match.grid.separator)
            if sum(value is not None for value in read.low) > len(read.unreadable):
                other.append(name)
    if not other:
        return []
    return [
        f"There is no column {_quoted(lacking)}, so no claims of it. "
        f"Columns with numbers that were not read: {_quoted(other)}."
    ]


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{shown(each)}"' for each in names[:4]) + (f" and {len(names) - 4} more" if names[4:] else "")


def totals_that_differ(match: Match, settings: TakeSettings) -> list[str]:
    """What does not add up, in a table without a fixed layout: somebody wrote its totals by hand."""
    layout = match.layout
    if (layout.seen and not match.tag_row) or layout.sum_over:
        return []
    labels = {*layout.place, *layout.within, *layout.pcode, *layout.day, layout.start, layout.end, layout.id}
    known = sorted({at for role in labels & set(match.columns) for at in match.columns[role]})
    return sums_that_differ(match.grid, match.tag_row or match.row, match.names, known, settings.decimal)
