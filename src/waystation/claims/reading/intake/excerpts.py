"""Spreadsheets: tables of excerpts, a row each with its text, day and publisher, and tables of figures."""

from __future__ import annotations

import csv
import datetime
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from waystation.claims.reading.intake.grids import as_lines
from waystation.claims.reading.intake.report import MOST_BYTES, MOST_CHARACTERS, Draft
from waystation.errors import Problem
from waystation.world.csv_tables import read_table

__all__ = ["read_excerpts"]

_MOST_ROWS = 100_000
_DAY_NUMBERS = range(36_526, 73_051)
"""Of the years 2000 to 2099."""
_LONGEST_STEP = 31
_MOST_DIGITS = 6
_LARGE = 3_000_000
"""Larger workbooks are read as a stream, which does not tell what is hidden or merged."""


class _Excerpt(BaseModel):
    """A row of a table of excerpts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(description="The words of the report")
    published: datetime.date | None = Field(None, description="Day they came out")
    publisher: str = Field("", description="Where they were read, as an organisation")
    id: str = Field("", description="A name for the row")


@dataclass
class _Sheet:
    """A sheet's cells, and what of it was not taken."""

    title: str
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)
    epoch: datetime.date = datetime.date(1899, 12, 30)
    """The day that its day numbers count from."""

    @property
    def excerpts(self) -> bool:
        """Whether its first row names a column `text`: then each row is a report."""
        return bool(self.rows) and "text" in {each.strip().casefold() for each in self.rows[0]}


def read_excerpts(path: Path, name: str) -> tuple[list[Draft], list[Problem]]:
    """The reports in a CSV file or in all visible sheets of a workbook, and all that is wrong with them.

    A table with a column `text` holds a report a row, with the columns published, publisher and id if it has them.
    Any other table is a report of figures: its rows and columns say of which place, day and people.

    Parameters
    ----------
    path : .csv or .xlsx
    name : the file's name in problems and in the names of the excerpts
    """
    if path.suffix.lower() == ".csv":
        sheet = _csv(path)
        if sheet is None or sheet.excerpts or not _has_figures(sheet):
            return _drafts(path, name)
        said = _dated(sheet)
        return [Draft(name, as_lines(sheet.rows), notes=said)], []
    sheets, notes = _sheets(path)
    if sheets is None:
        fix = "Open it in the spreadsheet program and save it again, or save it as CSV."
        return [], [Problem("It is not a workbook of the kind .xlsx, or it is damaged.", fix, name)]
    drafts, problems = list[Draft](), list[Problem]()
    for sheet in sheets:
        where = name if len(sheets) == 1 else f"{name}, sheet {sheet.title}"
        if sheet.excerpts:
            found, wrong = _from_sheet(sheet, where)
            drafts += found
            problems += wrong
        elif any(any(row) for row in sheet.rows):
            sheet.notes += _dated(sheet)
            title = f"{sheet.title}\n\n" if not sheet.title.casefold().startswith(("sheet", "feuil", "hoja")) else ""
            drafts.append(Draft(where, title + as_lines(sheet.rows)[: 2 * MOST_CHARACTERS]))
        for draft in drafts[-1:]:
            draft.notes += sheet.notes
    if drafts:
        drafts[0].notes += notes
    elif not problems:
        problems.append(Problem("Its visible sheets are empty.", "Check the file, or leave it out.", name))
    return drafts, problems


def _dated(sheet: _Sheet) -> list[str]:
    """The first column of a sheet with its day numbers as days, and the sentence that says so.

    A spreadsheet keeps 27 February 2032 as 48271. Where the cells of the leftmost column with numbers are all such
    numbers, and each is later than the one above by a month at most, they are taken for days.
    """
    width = max((len(row) for row in sheet.rows), default=0)
    column = next((at for at in range(width) if any(_whole(row, at) for row in sheet.rows)), width)
    numbered = [(row, _whole(row, column)) for row in sheet.rows if _whole(row, column)]
    days = [day for row in sheet.rows if (day := _whole(row, column) or _day_number(row, column, sheet.epoch))]
    steps = [after - before for before, after in pairwise(days)]
    others = any(_whole(row, at) for row, _ in numbered for at in range(column + 1, width))
    if not (others and any(steps) and all(each in _DAY_NUMBERS for each in days)):
        return []
    if not all(0 <= step <= _LONGEST_STEP for step in steps):
        return []
    for row, number in numbered:
        row[column] = (sheet.epoch + datetime.timedelta(days=number)).isoformat()
    row, number = numbered[0]
    return [f"Day numbers of a spreadsheet were read as days: {number} as {row[column]}."]


def _whole(row: Sequence[str], at: int) -> int:
    """The whole number in a cell, 0 if it holds none."""
    cell = row[at].strip() if at < len(row) else ""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < _MOST_DIGITS else 0


def _day_number(row: Sequence[str], at: int, epoch: datetime.date) -> int:
    """The day in a cell as a spreadsheet numbers it, 0 if it holds none."""
    try:
        return (datetime.date.fromisoformat(row[at].strip()) - epoch).days if at < len(row) else 0
    except ValueError:
        return 0


def _has_figures(sheet: _Sheet) -> bool:
    return sum(any(sign.isdigit() for sign in cell) for row in sheet.rows[1:] for cell in row) > 0


def _csv(path: Path) -> _Sheet | None:
    """A CSV file's cells; None where it is not one."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        try:
            dialect: Any = csv.Sniffer().sniff(text[:4_096], ",;\t")
        except csv.Error:
            dialect = csv.excel
        return _Sheet(
            "", [row for row, _ in zip(csv.reader(io.StringIO(text), dialect), range(_MOST_ROWS), strict=False)]
        )
    except (OSError, UnicodeDecodeError, csv.Error):
        return None


def _from_sheet(sheet: _Sheet, name: str) -> tuple[list[Draft], list[Problem]]:
    """The excerpts of a sheet, checked as those of a CSV file are."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(sheet.rows)
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder, "excerpts.csv")
        copied.write_text(out.getvalue(), encoding="utf-8", newline="")
        return _drafts(copied, name)


def _drafts(path: Path, name: str) -> tuple[list[Draft], list[Problem]]:
    rows, problems = read_table(path, _Excerpt, name=name, rows_needed=True, most_bytes=MOST_BYTES)
    return [
        Draft(row.value.id or f"{name}, row {row.number}", row.value.text, row.value.published, row.value.publisher)
        for row in rows
    ], problems


def _sheets(path: Path) -> tuple[list[_Sheet] | None, list[str]]:
    """The visible sheets of a workbook, and what is said of the hidden ones; None if it is damaged."""
    from openpyxl import load_workbook

    large = path.stat().st_size > _LARGE
    sheets, notes = list[_Sheet](), list[str]()
    try:
        book = load_workbook(path, read_only=large, data_only=True)
        try:
            hidden = [each.title for each in book.worksheets if each.sheet_state != "visible"]
            if hidden:
                notes.append(f"Hidden and not read: {_named('sheet', hidden)}.")
            if large:
                notes.append("The workbook is large: hidden rows in it are read like the others.")
            for each in book.worksheets:
                if each.sheet_state == "visible":
                    sheets.append(_streamed(each) if large else _seen(each))
                    sheets[-1].epoch = book.epoch.date()
            if not large:
                notes += _never_computed(path, book)
        finally:
            book.close()
    except Exception:  # a damaged archive can break anywhere in it
        return None, []
    return [each for each in sheets if any(any(row) for row in each.rows)], notes


def _never_computed(path: Path, book: Any) -> list[str]:
    """What is said of formulas without a value: a program wrote them, and no spreadsheet has computed them."""
    from openpyxl import load_workbook

    with_formulas = load_workbook(path)
    empty = [
        (cell.coordinate, sheet.title)
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
        for row in with_formulas[sheet.title].iter_rows()
        for cell in row
        if cell.data_type == "f" and sheet[cell.coordinate].value is None
    ]
    if not empty:
        return []
    (cell, sheet), many = empty[0], f"{len(empty):,}"
    return [
        f"Formulas that have never been computed and cannot be read: {many}, the first in cell {cell} of sheet "
        f"{sheet}. Open the workbook in a spreadsheet program and save it."
    ]


def _named(what: str, names: Sequence[str]) -> str:
    return f"{what}{'' if len(names) == 1 else 's'} {', '.join(names)}"


def _streamed(sheet: Any) -> _Sheet:
    rows = [
        [_cell(value) for value in row]
        for row, _ in zip(sheet.iter_rows(values_only=True), range(_MOST_ROWS), strict=False)
    ]
    return _Sheet(sheet.title, rows)


def _seen(sheet: Any) -> _Sheet:
    """What a person sees of a sheet: no hidden rows and columns, words of merged cells in all that they cover."""
    cells = {(each.row, each.column): _cell(each.value) for row in sheet.iter_rows() for each in row}
    for area in sheet.merged_cells.ranges:
        words = cells.get((area.min_row, area.min_col), "")
        if (
            words
            and not any(sign.isdigit() for sign in words)
            and area.size["rows"] * area.size["columns"] < _MOST_ROWS
        ):
            cells |= dict.fromkeys(area.cells, words)
    rows_hidden = {number for number, each in sheet.row_dimensions.items() if each.hidden}
    columns_hidden = {
        number
        for each in sheet.column_dimensions.values()
        if each.hidden
        for number in range(each.min or 0, min(each.max or 0, sheet.max_column) + 1)
    }
    found = _Sheet(
        sheet.title,
        [
            [cells.get((row, column), "") for column in range(1, sheet.max_column + 1) if column not in columns_hidden]
            for row in range(1, min(sheet.max_row, _MOST_ROWS) + 1)
            if row not in rows_hidden
        ],
    )
    told = [
        f"{len(gone)} {what}{'' if len(gone) == 1 else 's'}"
        for what, gone in (
            ("row", {row for row in rows_hidden if row <= sheet.max_row}),
            ("column", {column for column in columns_hidden if column <= sheet.max_column}),
        )
        if gone
    ]
    if told:
        found.notes.append(f"Hidden and not read in sheet {sheet.title}: {' and '.join(told)}.")
    return found


def _cell(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
