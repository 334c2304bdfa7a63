"""Tables with a column a place and a row a day, by the position of rows, as Flee reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from waystation.world.cells import CellError, read_number
from waystation.world.flee.rows import FleeRow, FleeTable

__all__ = ["DayColumns", "note_missing_days"]


@dataclass(frozen=True)
class DayColumns:
    """Values by name of the column, in the order in which Flee reads them.

    Parameters
    ----------
    values : by name; a name of two columns has their values in turn: day 0 of the one, day 0 of the other, ...
    rows : number of each row of values in the file
    shares : how many columns a name has
    """

    values: dict[str, npt.NDArray[np.float64]]
    rows: list[int]
    shares: dict[str, int]

    @classmethod
    def of(cls, table: FleeTable, meant: str) -> DayColumns:
        """Read a table whose first row is its header; problems and notes are added to it.

        Parameters
        ----------
        table : read with comments as rows, as Flee does
        meant : what a cell should be, for messages
        """
        if not table.rows:
            if not table.problems:
                table.wrong("The header is missing.", 'Begin with "#Day" and the names of places.', 1)
            return cls({}, [], {})
        first = table.rows.pop(0)
        table.header, table.header_row = [first.text(0).lstrip("# "), *first.cells[1:]], first.number
        if _is_number(first.text(0)) and len(first.cells) > 1 and _is_number(first.text(1)):
            table.wrong("The header is missing.", 'Begin with "#Day" and the names of places.', first.number)
            return cls({}, [], {})
        names = table.header[1:]
        shares = {name: names.count(name) for name in dict.fromkeys(names) if name}
        for name in (name for name, times in shares.items() if times > 1):
            table.odd(
                f'"{name}" has {shares[name]} columns.',
                "Flee puts them into one list in turn, so days and values no longer belong together.",
                "Keep one.", table.header_row, name, name, loud=True,
            )  # fmt: skip
        _remark_days(table)
        while names and not names[-1]:  # a header that ends with commas
            names.pop()
        blocks = [_cells(row, names, meant) for row in table.rows]
        whole = all(len(block) == len(names) for block in blocks)
        values: dict[str, npt.NDArray[np.float64]] = {}
        if whole and blocks:
            matrix = np.stack(blocks)
            for name, times in shares.items():
                at = [k for k, each in enumerate(names) if each == name] if times > 1 else [names.index(name)]
                values[name] = matrix[:, at].ravel()
        else:
            lists: dict[str, list[float]] = {name: [] for name in shares}
            for block in blocks:
                for name, value in zip(names, block, strict=False):
                    if name:
                        lists[name].append(float(value))
            values = {name: np.array(found, dtype=float) for name, found in lists.items()}
        return cls(values, [row.number for row in table.rows], shares)

    def held(self, days: int) -> int:
        """So many days have a value in every column, at most ``days``; Flee ends on the first that has none."""
        return min([days, *(len(values) for values in self.values.values())])

    def row_of(self, name: str, at: int) -> int | None:
        """Row of the file that the value of a day stands in; None where rows are not whole."""
        row = at // self.shares[name]
        return self.rows[row] if row < len(self.rows) else None


def note_missing_days(table: FleeTable, held: int, days: int) -> None:
    """Note that the run ends early, where a table of days has fewer than the period.

    Parameters
    ----------
    table : to which the note is added
    held : days that the table has
    days : of the period
    """
    if held < days and not table.problems:
        table.odd(
            f"There are rows for {held} days; the period has {days}.",
            f"Flee ends after day {held - 1}, and so does the run.",
            f"Give every day from 0 to {days - 1}, or shorten Length in sim_period.csv.", loud=True,
        )  # fmt: skip


def _cells(row: FleeRow, names: list[str], meant: str) -> npt.NDArray[np.float64]:
    cells = row.cells[1:]
    beyond = next((at for at in range(len(cells)) if at >= len(names) or not names[at]), None)
    if beyond is not None:
        found = f"There is a cell, or only a comma, in column {beyond + 2}, which has no name."
        row.wrong(found, "Remove what follows the last named column.", value=cells[beyond])
        return np.zeros(len(names))
    if len(cells) < len(names):
        row.odd(
            f"The row ends before column {len(cells) + 2}.", "In Flee later values move up in what is left.",
            "Give every column a value.", loud=True,
        )  # fmt: skip
    try:
        found_values = np.array(cells, dtype=float)
        if np.isfinite(found_values).all():
            return found_values
    except ValueError:
        pass
    for at, cell in enumerate(cells):
        if not _is_number(cell):
            row.wrong(f'"{cell}" is not a number.', f"Write {meant}.", names[at], cell)
    return np.zeros(len(names))


def _remark_days(table: FleeTable) -> None:
    for expected, row in enumerate(table.rows):
        if row.text(0) != str(expected) and not (_is_number(row.text(0)) and float(row.text(0)) == expected):
            row.odd(
                f'"{row.text(0)}" is in the row of day {expected}.',
                "Flee does not read this column: it goes by the position of rows.",
                "Write one row a day, sorted.", "Day", row.text(0),
            )  # fmt: skip
            return


def _is_number(text: str) -> bool:
    try:
        read_number(text)
    except CellError:
        return False
    return True
