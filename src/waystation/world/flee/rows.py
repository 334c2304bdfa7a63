"""Rows of Flee's tables: by position, `#` before a comment or header, problems and notes collected."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from waystation.errors import Problem
from waystation.names import normal_name
from waystation.world.cells import CellError, read_date, read_number
from waystation.world.flee.notes import FleeNote
from waystation.world.textfile import read_text, shown

__all__ = ["ENDS", "FleeRow", "FleeTable", "read_rows"]

_MOST_BYTES = 200_000_000
_LOOSE_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
ENDS = "Flee ends here with an error."
"""What is said of text that ends Flee and is read here, as it can mean one thing only."""
_PERIOD, _LAYOUT = "sim_period.csv", "data_layout.csv"
_DEMOGRAPHICS = "demographics_"
"""Flee reads these with pandas, which takes a byte order mark and blank rows as is done here."""
_FIRST_LETTER = {"locations.csv", "routes.csv", "closures.csv"}
"""Files of which Flee takes the first letter of every line that is not empty: one of blanks alone is a row to it."""
_OWN_COLUMNS = {"locations.csv": 8, "routes.csv": 4}
"""Columns that Flee gives names of its own; names of more it takes from every line of comment that is longer."""


@dataclass
class FleeTable:
    """What a file holds: header cells, rows, problems and notes, to which every reader adds its own."""

    name: str
    header: list[str] = field(default_factory=list)
    header_row: int = 0
    rows: list[FleeRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[FleeNote] = field(default_factory=list)
    missing: bool = False

    def wrong(self, message: str, fix: str, row: int | None = None, column: str = "", value: str = "") -> None:
        """Add a problem of this file."""
        self.problems.append(Problem(message, fix, self.name, row, column, shown(value)))

    def odd(
        self, message: str, reading: str, fix: str, row: int | None = None, column: str = "", value: str = "",
        *, loud: bool = False,
    ) -> None:  # fmt: skip
        """Add what Flee reads in its own way: ``reading`` says how, ``fix`` how to mend it."""
        problem = Problem(message, fix, self.name, row, column, shown(value))
        self.notes.append(FleeNote(problem, reading, loud))

    def note(self, sentence: str, *, loud: bool = False) -> None:
        """Add a remark that no check refuses."""
        self.notes.append(FleeNote(Problem(sentence, "", self.name), "", loud, strict=False))


@dataclass
class FleeRow:
    """One row of a table; its cells are asked for by position, with a column's name for messages.

    ``cells`` are without blanks at their ends, ``exact`` as written: Flee takes " Mill" and "Mill" for two places.
    """

    table: FleeTable
    number: int
    cells: list[str]
    exact: list[str]

    def text(self, at: int) -> str:
        """A cell, or "" where the row is shorter."""
        return self.cells[at] if at < len(self.cells) else ""

    def name(self, at: int) -> str:
        """A cell as written, or "" where the row is shorter."""
        return self.exact[at] if at < len(self.exact) else ""

    def named(self, at: int, column: str) -> str:
        """A cell that must not be blank, as written; "" with a problem where it is."""
        if not self.text(at):
            self.wrong(f'The column "{column}" is blank.', "Write it.", column)
            return ""
        return self.name(at)

    def figure(self, at: int, column: str, *, blank: float | None = None, least: float | None = None) -> float | None:
        """A number; ``blank`` where the cell is, None with a problem where it is none."""
        return self._number(at, column, blank, least, whole=False)

    def whole(
        self, at: int, column: str, *, blank: int | None = None, least: int | None = None, integer: bool = True
    ) -> int | None:
        """A whole number; as `figure`. ``integer``: whether Flee takes no other way to write it than 1000."""
        found = self._number(at, column, blank, least, whole=True)
        if found is None:
            return None
        if integer:
            self.remark_integer(at, column)
        return int(found)

    def remark_integer(self, at: int, column: str) -> None:
        """Say so where a number is written in another way than Flee's ``int()`` takes: 1000.0, 1e3."""
        text = self.text(at)
        if text and not _INTEGER.fullmatch(text):
            value = float(text)
            fix = f"Write {value:.0f}." if value.is_integer() else "Write a whole number."
            self.odd(f'"{shown(text)}" is not written as a whole number.', ENDS, fix, column, text)

    def _number(self, at: int, column: str, blank: float | None, least: float | None, *, whole: bool) -> float | None:
        text = self.text(at)
        if not text and blank is not None:
            return blank
        try:
            value = read_number(text, whole=whole, blank_allowed=blank is not None)
        except CellError as error:
            self.wrong(error.message, error.fix, column, text)
            return None
        if least is not None and value < least:
            self.wrong(f'"{shown(text)}" is less than {least:g}.', f"Write {least:g} or more.", column, text)
            return None
        return value

    def day(self, at: int, column: str) -> date | None:
        """A date, months and days of one digit allowed as in Flee; None with a problem where it is none."""
        loose = _LOOSE_DATE.fullmatch(self.text(at))
        text = f"{loose[1]}-{int(loose[2]):02}-{int(loose[3]):02}" if loose else self.text(at)
        try:
            return read_date(text)
        except CellError as error:
            self.wrong(error.message, error.fix, column, self.text(at))
            return None

    def wrong(self, message: str, fix: str, column: str = "", value: str = "") -> None:
        """Add a problem of this row."""
        self.table.wrong(message, fix, self.number, column, value)

    def odd(
        self, message: str, reading: str, fix: str, column: str = "", value: str = "", *, loud: bool = False
    ) -> None:
        """Add what Flee reads in its own way."""
        self.table.odd(message, reading, fix, self.number, column, value, loud=loud)


def read_rows(path: Path, name: str, *, needed: bool = True, comments: bool = True) -> FleeTable:
    """All rows of a file; nothing is raised.

    Parameters
    ----------
    path : the file
    name : as it stands in problems
    needed : whether its absence is a problem
    comments : whether rows that begin with ``#`` are not rows, the first of them the header; else all are rows
    """
    table = FleeTable(name)
    if not needed and not path.exists():
        table.missing = True
        return table
    text = read_text(path, most_bytes=_MOST_BYTES, name=name, quoted=True)
    if isinstance(text, Problem):
        table.problems.append(text)
        table.missing = True
        return table
    by_pandas = name.startswith(_DEMOGRAPHICS)
    if path.read_bytes()[:3] == codecs.BOM_UTF8 and not by_pandas:
        _remark_mark(table, text, comments=comments)
    for number, exact in _records(text, table):
        cells = [cell.strip() for cell in exact]
        if not any(cells):
            if not by_pandas:
                _remark_blank(table, number, exact)
            continue
        if comments and cells[0].startswith("#"):
            _head(table, number, exact)
            continue
        table.rows.append(FleeRow(table, number, cells, exact))
    if _is_divided_otherwise(table):
        table.rows, table.missing = [], True
    if name in _OWN_COLUMNS:
        _remark_nameless(table, _OWN_COLUMNS[name])
    return table


def _head(table: FleeTable, number: int, exact: list[str]) -> None:
    """Names of columns: of the first line of comment; of more columns than Flee's own, of every line that has them."""
    own = _OWN_COLUMNS.get(table.name)
    if own is not None and len(table.header) > own:
        table.header += exact[own:]
    elif not table.header or (own is not None and len(exact) > own):
        table.header, table.header_row = [exact[0].strip().lstrip("# "), *exact[1:]], number


def _is_divided_otherwise(table: FleeTable) -> bool:
    """Whether semicolons or tabs stand where Flee wants commas; told once, as no row of such a file can be read."""
    for mark, called in ((";", "semicolons"), ("\t", "tabs")):
        if table.rows and all(len(row.exact) == 1 and mark in row.exact[0] for row in table.rows):
            fix = 'Save it with commas (in a spreadsheet: "CSV, comma delimited").'
            table.wrong(f"Its columns are divided by {called}; Flee divides by commas.", fix, table.rows[0].number)
            return True
    return False


def _remark_nameless(table: FleeTable, own: int) -> None:
    """Cells, or commas alone, behind the last column that has a name."""
    most = max(own, len(table.header))
    for row in table.rows:
        if len(row.exact) > most:
            row.odd(
                f"There is a cell, or only a comma, in column {most + 1}, which has no name.", ENDS,
                "Remove what follows the last named column.", value=row.text(most),
            )  # fmt: skip


def _remark_mark(table: FleeTable, text: str, *, comments: bool) -> None:
    """A byte order mark, which spreadsheets write before "CSV UTF-8": to Flee it is a letter of the first cell."""
    reading = "Flee takes it for a letter of the first cell, and ends with an error."
    if not comments or (table.name == _PERIOD and text.startswith("#")):
        reading = "Flee does not read the first cell: it has no effect."
    elif table.name == _LAYOUT:
        reading = "Flee takes it for a letter of the first name, and ends with an error where it looks for that name."
    fix = 'Save it as UTF-8 without the mark (in a spreadsheet: "CSV", not "CSV UTF-8").'
    table.odd("The file begins with a byte order mark.", reading, fix, 1)


def _remark_blank(table: FleeTable, number: int, exact: list[str]) -> None:
    """A row without content, where Flee does not skip it as is done here."""
    skipped = len(exact) < 2 if table.name not in _FIRST_LETTER else not exact
    if table.name == _PERIOD:
        skipped = bool(exact)
    if not skipped:
        table.odd("The row is blank.", ENDS, "Delete the row.", number)


def _records(text: str, table: FleeTable) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    number = 0
    while True:
        number += 1
        try:
            yield number, [_one_form(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            table.wrong(f"The row cannot be read: {error}.", "Check quotation marks and the length of cells.", number)
            return


def _one_form(cell: str) -> str:
    """A cell in one Unicode form, with the blanks at its ends, which Flee takes for part of a name."""
    bare = cell.strip()
    if not bare or bare.isascii():
        return cell
    start = cell.index(bare)
    return cell[:start] + normal_name(bare) + cell[start + len(bare) :]
