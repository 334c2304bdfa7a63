"""The columns of a table that its layout names, each different cell kept once; and rows that are not data."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.claims.take.header import Match, is_tag_row
from waystation.claims.take.raw_grid import RawCell
from waystation.claims.take.words import is_total, table_words
from waystation.errors import InputError, Problem
from waystation.world.textfile import shown

__all__ = ["Coded", "Columns", "read_columns", "so_in_more"]

Bools = npt.NDArray[np.bool_]


@dataclass
class Coded:
    """A column: its different cells, and for each row the position of its cell among them."""

    cells: list[RawCell]
    codes: npt.NDArray[np.int32]

    def of(self, values: Sequence[Any] | npt.NDArray[Any], dtype: Any = object) -> npt.NDArray[Any]:
        """Values given for the different cells, laid out by row."""
        found: npt.NDArray[Any] = np.asarray(values, dtype=dtype)[self.codes]
        return found

    def texts(self) -> list[str]:
        """The different cells as text without note signs; blank ones empty."""
        shown = ["" if cell is None else cell for cell in self.cells]
        return [_bare(cell) if isinstance(cell, str) else _shown(cell) for cell in shown]

    def noted(self) -> list[RawCell]:
        """The different cells that end with a note sign."""
        return [cell for cell in self.cells if isinstance(cell, str) and _NAME_NOTE.search(cell.strip())]


_NAME_NOTE = re.compile(r"(?<=[\w.)])(?:[\s,]*(?:[*†‡§¹²³⁰⁴-⁹⁽⁾]|\[(?:\d{1,2}|[a-z])\]))+$")
"""A note sign after a name: "North*" is the place "North". Round brackets stay, as many names end with them."""

_INVISIBLE = "\ufeff\u200b\u200e\u200f\u061c"
"""Signs that nobody sees, such as a mark of byte order that was pasted with a name."""


def _bare(cell: str) -> str:
    return _NAME_NOTE.sub("", cell.strip().strip(_INVISIBLE).strip())


def _shown(cell: RawCell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


@dataclass
class Columns:
    """What was read of a table.

    Parameters
    ----------
    match : the table and its layout
    rows : row numbers as a spreadsheet shows them
    coded : the columns by the layout's names
    whole : a number for the whole content of each row: equal for rows that are equal
    left_out : rows that are no data, by reason
    problems : rows that cannot be read
    """

    match: Match
    rows: npt.NDArray[np.int64]
    coded: dict[str, Coded]
    whole: npt.NDArray[np.int64]
    left_out: dict[str, list[int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def keep(self, kept: Bools) -> None:
        """Only these rows stay."""
        self.rows, self.whole = self.rows[kept], self.whole[kept]
        for column in self.coded.values():
            column.codes = column.codes[kept]

    def leave_out(self, rows: Bools, why: str) -> None:
        """These rows go, and are said."""
        if rows.any():
            self.left_out.setdefault(why, []).extend(self.rows[rows].tolist())
            self.keep(~rows)


def so_in_more(rows: int) -> str:
    """Words behind what is wrong in one row, for the rows beside it in which it is so too; "" for none."""
    if rows < 1:
        return ""
    return " (so in 1 more row)" if rows == 1 else f" (so in {rows:,} more rows)"


def read_columns(match: Match) -> Columns:
    """The columns of a table that its layout names.

    Rows of HXL tags, blank rows, notes under the table and rows that add up others are left out and listed.

    Raises
    ------
    InputError
        If the table cannot be read to its end, or a heading appears twice over different figures.
    """
    taken = sorted({at for each in match.columns.values() for at in each})
    seen: list[dict[Any, int]] = [{} for _ in taken]
    codes = [array("i") for _ in taken]
    coders = list(zip(taken, seen, [each.append for each in codes], strict=True))
    numbers, wholes = array("q"), array("q")
    problems: list[Problem] = []
    left_out: dict[str, list[int]] = {}
    for number, cells in _data_rows(match, taken, problems, left_out):
        for at, known, append in coders:
            cell = cells[at]
            code = known.get(cell)
            if code is None:
                code = known[cell] = len(known)
            append(code)
        numbers.append(number)
        wholes.append(hash(tuple(cells)))
    by_position = {
        at: Coded(list(known), np.frombuffer(each, dtype=np.int32).copy() if each else np.empty(0, np.int32))
        for at, known, each in zip(taken, seen, codes, strict=True)
    }
    rows = np.frombuffer(numbers, dtype=np.int64).copy() if numbers else np.empty(0, np.int64)
    whole = np.frombuffer(wholes, dtype=np.int64).copy() if wholes else np.empty(0, np.int64)
    found = Columns(match, rows, {}, whole, left_out, problems)
    for role, positions in match.columns.items():
        found.coded[role] = _once(role, positions, by_position, found)
    _totals_and_notes(found)
    return found


def _data_rows(
    match: Match, taken: Sequence[int], problems: list[Problem], left_out: dict[str, list[int]]
) -> Iterator[tuple[int, Sequence[RawCell]]]:
    """Rows with data, each with its number and as many cells as there are headings.

    Parameters
    ----------
    match : the table and its layout
    taken : positions of the columns that are read
    problems : filled with what is wrong with rows that cannot be read
    left_out : filled with the numbers of rows that are no data, by the reason
    """
    width, layout = len(match.names), match.layout
    named = {*layout.place, *layout.within, *layout.day, layout.start, layout.end, layout.id}
    # "total" under a heading such as "individuals_type" is a word of the layout.
    coded = {at for role, each in match.columns.items() if role not in named for at in each}
    free = [] if layout.seen else [at for at in range(width) if at not in taken]
    totals = _as_written()
    filled, held = _filled_down(match), dict[tuple[int, int], RawCell]()
    heading_at = taken[0]
    heading = match.names[heading_at]
    for number, cells in match.grid.rows():
        if number <= (match.tag_row or match.row):
            continue
        if number in filled:
            cells = _with_merged(number, cells, filled[number], held)
        if len(cells) != width:
            cells, why = _fitted(cells, width, match, number)
            if isinstance(why, Problem):
                problems.append(why)
                continue
            if why:
                if why != _BLANK:
                    left_out.setdefault(why, []).append(number)
                continue
        if not totals.isdisjoint(cells) or (isinstance(cells[0], str) and cells[0][:1] == "#"):
            why = _no_data(cells, free, coded)
            if why:
                left_out.setdefault(why, []).append(number)
                continue
        if cells[heading_at] == heading and _repeats_header(cells, match.names):
            left_out.setdefault(_HEADER, []).append(number)
            continue
        yield number, cells


_BLANK = "blank"
_TOTAL = "they are sums of other rows"
_NOTE = "they are notes, not data"
_HEADER = "they repeat the header"


def _repeats_header(cells: Sequence[RawCell], names: Sequence[str]) -> bool:
    """Whether a row holds the headings again, as on each printed page."""
    return all(str(cell or "").strip() == name for cell, name in zip(cells, names, strict=True))


def _fitted(cells: Sequence[RawCell], width: int, match: Match, number: int) -> tuple[Sequence[RawCell], str | Problem]:
    """A row of another length than the header: brought to length, or why it is left out or cannot be read."""
    filled = [cell for cell in cells if cell not in (None, "") and str(cell).strip()]
    if not filled:
        return cells, _BLANK
    if len(cells) > width:
        if not any(cell not in (None, "") and str(cell).strip() for cell in cells[width:]):
            return cells[:width], ""
    elif not match.grid.strict:
        return [*cells, *[None] * (width - len(cells))], ""
    if len(filled) == 1 and width > 2 and isinstance(filled[0], str) and filled[0] == cells[0]:
        return cells, _TOTAL if is_total(filled[0]) else _NOTE
    line = shown(match.grid.separator.join("" if cell is None else str(cell) for cell in cells), 100)
    message = f"The row has {len(cells)} cells, but the header names {width} columns."
    fix = "Put quotation marks around a cell that holds the separator; a blank cell needs a separator too."
    return cells, Problem(message, fix, match.grid.name, number, value=line)


def _no_data(cells: Sequence[RawCell], free: Sequence[int], coded: Set[int]) -> str:
    """Why a row is not data: by its first cell or, in tables without a fixed layout, by one that nobody named."""
    if is_tag_row(cells):
        return "they hold HXL tags"
    first = next((at for at, cell in enumerate(cells) if cell not in (None, "")), 0)
    looked_at = [at for at in (first, *free) if at not in coded]
    return _TOTAL if any(is_total(str(cells[at] or "")) for at in looked_at) else ""


@cache
def _as_written() -> frozenset[str]:
    """Words for totals as cells write them: looked up in every row, so that only few rows are looked at closely."""
    words = table_words().totals
    forms = {form for word in words for form in (word, word.upper(), word.capitalize(), word.title())}
    ends = ("", ":", " :", " ", *(f"{blank}{sign}" for blank in ("", " ") for sign in "*†¹²³"))
    return frozenset(f"{form}{end}" for form in forms for end in ends)


def _filled_down(match: Match) -> dict[int, dict[int, int]]:
    """Rows whose cell is merged with the one above: by row, the positions and the row that has the value."""
    found: dict[int, dict[int, int]] = {}
    for top, left, bottom, right in match.grid.merged:
        if top > match.row and bottom > top and left == right:
            for row in range(top, bottom + 1):
                found.setdefault(row, {})[left] = top
    return found


def _with_merged(
    number: int, cells: Sequence[RawCell], filled: dict[int, int], held: dict[tuple[int, int], RawCell]
) -> Sequence[RawCell]:
    changed = [*cells, *[None] * (max(filled) + 1 - len(cells))]
    for at, top in filled.items():
        if top == number:
            held[top, at] = changed[at]
        else:
            changed[at] = held.get((top, at))
    return changed


def _once(role: str, positions: tuple[int, ...], by_position: dict[int, Coded], found: Columns) -> Coded:
    """The column of a role; a heading that appears twice must have the same cells both times."""
    first = by_position[positions[0]]
    for other in positions[1:]:
        texts, others = first.of(first.texts()), by_position[other].of(by_position[other].texts())
        apart = np.flatnonzero(texts != others)
        if len(apart):
            row = int(found.rows[apart[0]])
            heading = shown(found.match.names[positions[0]])
            both = f'"{shown(texts[apart[0]])}" and "{shown(others[apart[0]])}"'
            message = f'Two columns fit "{heading}", and they differ: {both}.'
            raise InputError(Problem(message, "Delete or rename one of them.", found.match.grid.name, row, heading))
    return Coded(first.cells, first.codes)


def _totals_and_notes(found: Columns) -> None:
    """Rows with a total in a named column, and notes: text in one cell, and nothing else that is named."""
    layout = found.match.layout
    total = np.zeros(len(found), bool)
    for name in {*layout.place, *layout.within, *layout.day, layout.start, layout.end} & set(found.coded):
        column = found.coded[name]
        marks = [isinstance(cell, str) and is_total(cell) for cell in column.cells]
        if any(marks):
            total |= column.of(marks, bool)
    found.leave_out(total, _TOTAL)
    blank = np.ones(len(found), bool)
    for column in found.coded.values():
        blank &= column.of([not text for text in column.texts()], bool)
    found.keep(~blank)
