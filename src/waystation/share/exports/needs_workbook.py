"""Needs as a spreadsheet whose formulas stay alive, and whose every cell has a value for readers that do not compute.

The workbook has each planning figure once, on the sheet "Standards": change it there, or the people of a row, and
every need follows. Figures that other standards give stand beside those used.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from waystation.files import write_bytes
from waystation.plan.planning_figure import read_per, unit_days
from waystation.plan.standards import Standard
from waystation.share.disclosure import SMALL, hidden

__all__ = ["write_needs_workbook"]

_COLUMNS = (
    "place", "date", "item", "quantile", "people", "counted", "per person", "family size", "need", "unit", "level",
    "standard", "source", "rounding",
)  # fmt: skip
_STANDARDS = (
    "item", "used", "figure", "per people or families", "days of the unit", "days of the figure",
    "per person or family", "unit", "per", "level", "phase", "source", "confidence",
)  # fmt: skip
_COLUMN_OF_FAMILIES = len(_STANDARDS) + 2  # column P, which the formulas name
_KEYS = ["item", "level", "phase", "figure", "per", "unit", "source"]


def write_needs_workbook(
    needs: pd.DataFrame,
    path: Path | str,
    stockouts: pd.DataFrame | None = None,
    *,
    standards: Iterable[Standard] = (),
    loads: pd.DataFrame | None = None,
) -> None:
    """Write the needs as XLSX: change people, a figure or the size of families, and the needs follow.

    Parameters
    ----------
    needs : table as from `waystation.plan.needs`
    path : XLSX file; its folder must exist
    stockouts : as from `waystation.plan.stockout_dates`; a sheet of its own
    standards : all that were read: those not used are listed beside those that are
    loads : as from `waystation.plan.loads`; a sheet of its own

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    data = io.BytesIO()
    # Text that looks like a formula or a link stays text.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    book = _Book(xlsxwriter.Workbook(data, options))
    household = float(needs.attrs.get("household_size", 5.0))
    sheet = book.sheet("Needs", _COLUMNS)
    each_of = _standards_sheet(book, needs, list(standards), household)
    rows: list[Any] = list(needs.itertuples(index=False))
    for number, row in enumerate(rows, 2):
        few = hidden(float(row.people))
        families = read_per(str(row.per)).families
        need = _Formula(_formula(number, families, row.rounding == "up"), float(row.need))
        at, each = each_of[tuple(getattr(row, key) for key in _KEYS)]
        sheet.row(
            [row.place, pd.Timestamp(row.date).date(), row.item, row.quantile, SMALL if few else row.people,
             row.counted, _Formula(f"=Standards!$G${at}", each),
             _Formula("=Standards!$P$2", household) if families else None, f"for {SMALL} people" if few else need,
             row.unit, row.level, f"{row.figure:g} per {row.per}", row.source, row.rounding]
        )  # fmt: skip
    _totals_sheet(book, needs)
    for title, table in (("Stock", stockouts), ("Loads", loads)):
        if table is not None:
            other = book.sheet(title, [str(name) for name in table.columns])
            for row in table.itertuples(index=False):
                other.row([None if pd.isna(cell) else cell for cell in row])
    book.close()
    write_bytes(path, data.getvalue())


class _Formula:
    """A formula and what it comes to, which readers that do not compute show."""

    def __init__(self, text: str, value: float):
        self.text, self.value = text, value


class _Sheet:
    """Rows written one below the other under a heading that stays in view."""

    def __init__(self, sheet: Any, heading: Sequence[str | None], bold: Any, day: Any):
        self._sheet, self._day, self._next = sheet, day, 1
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heading) - 1, 18)
        for column, name in enumerate(heading):
            sheet.write(0, column, name, bold)

    def row(self, cells: Sequence[object]) -> None:
        for column, cell in enumerate(cells):
            self.cell(self._next, column, cell)
        self._next += 1

    def cell(self, row: int, column: int, cell: object) -> None:
        if isinstance(cell, _Formula):
            self._sheet.write_formula(row, column, cell.text, None, cell.value)
        elif isinstance(cell, pd.Timestamp | date):
            self._sheet.write_datetime(row, column, pd.Timestamp(cell).to_pydatetime(), self._day)
        elif cell is not None:
            self._sheet.write(row, column, cell.item() if hasattr(cell, "item") else cell)


class _Book:
    """A workbook in one style."""

    def __init__(self, book: Any):
        self._book = book
        self._bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})

    def sheet(self, title: str, heading: Sequence[str | None]) -> _Sheet:
        return _Sheet(self._book.add_worksheet(title), heading, self._bold, self._day)

    def close(self) -> None:
        self._book.close()


def _standards_sheet(
    book: _Book, needs: pd.DataFrame, standards: Sequence[Standard], household: float
) -> dict[tuple[Any, ...], tuple[int, float]]:
    """Every figure used, then those not used; gives the row of each, and what it comes to for one person or family."""
    sheet = book.sheet("Standards", [*_STANDARDS, None, None, "people per family"])
    listed: dict[tuple[Any, ...], tuple[str, str]] = {}
    for _, row in needs.drop_duplicates(_KEYS).iterrows():
        listed[tuple(row[key] for key in _KEYS)] = ("yes" if row["default"] else "no", str(row["confidence"]))
    for each in standards:
        key = tuple(float(each.figure) if name == "figure" else getattr(each, name) for name in _KEYS)
        listed.setdefault(key, ("no", each.confidence))
    each_of = {}
    for number, (key, (used, confidence)) in enumerate(listed.items(), 2):
        item, level, phase, figure, per, unit, source = key
        read = read_per(str(per))
        of_unit, of_figure = unit_days(str(unit)) or 1, read.days or 1
        one = float(figure) / float(read.number) * of_unit / of_figure
        sheet.row(
            [item, used, figure, float(read.number), of_unit, of_figure,
             _Formula(f"=C{number}/D{number}*E{number}/F{number}", one), unit, per, level, phase, source, confidence]
        )  # fmt: skip
        each_of[key] = number, one
    sheet.cell(1, _COLUMN_OF_FAMILIES, household)
    return each_of


def _formula(number: int, families: bool, up: bool) -> str:
    """Rounded to a billionth first: 5,000 at a fiftieth are 100 and never 101."""
    people = f"E{number}"
    if families:
        people = f"ROUNDUP(ROUND({people}/H{number},9),0)" if up else f"{people}/H{number}"
    need = f"{people}*G{number}"
    return f"=ROUNDUP(ROUND({need},9),0)" if up else f"={need}"


def _totals_sheet(book: _Book, needs: pd.DataFrame) -> None:
    """Sums to hold against the CSV: that a spreadsheet program reads the formulas as they are meant."""
    last = len(needs) + 1
    sheet = book.sheet("Check", ["item", "sum of all needs listed, to hold against the CSV"])
    counted = needs[[not hidden(float(people)) for people in needs["people"]]]
    for number, item in enumerate(dict.fromkeys(needs["item"]), 2):
        total = float(counted.loc[counted["item"] == item, "need"].sum())
        text = f"=SUMIF(Needs!$C$2:$C${last},A{number},Needs!$I$2:$I${last})"
        sheet.row([item, _Formula(text, total)])
