"""A table as it stands in a file: rows of cells, before anybody knows what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["NumberedRow", "RawCell", "RawGrid"]

RawCell = str | int | float | bool | None | object
"""Text, number, date or nothing; lists and objects of JSON come as text."""

NumberedRow = tuple[int, Sequence[RawCell]]
"""A row with its number as a spreadsheet shows it: the first row of the file is 1."""


@dataclass(frozen=True)
class RawGrid:
    """Rows of one table of a file.

    Parameters
    ----------
    name : file name, with the sheet where there are several
    rows : gives the rows from the first one on, as often as it is called
    separator : what separates the cells of a text file; empty for workbooks and JSON
    merged : merged cells as (first row, first column, last row, last column), rows from 1, columns from 0
    notes : what was done on opening it, as sentences
    doubtful : rows by number with a cell that is not what it seems (a formula nobody has computed), and its column
    records : whether the names of the columns come from JSON, so that the first row is the header
    envelope : what stands around the rows of a JSON answer, such as ``maxPages``
    strict : whether a row of another length than the header is a fault
    """

    name: str
    rows: Callable[[], Iterator[NumberedRow]]
    separator: str = ""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    notes: tuple[str, ...] = ()
    doubtful: dict[tuple[int, int], str] = field(default_factory=dict)
    records: bool = False
    envelope: dict[str, object] = field(default_factory=dict)
    strict: bool = False
