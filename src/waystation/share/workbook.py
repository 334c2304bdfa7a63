"""Needs as a spreadsheet whose formulas stay alive, and as a table with HXL tags.

The workbook has each planning figure once, on the sheet "Standards": change it there, or the people of a row, and
every need follows. Figures that other standards give stand beside those used.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from waystation.files import write_bytes, write_text
from waystation.plan.ratio import read_per, unit_days
from waystation.plan.standards import Standard
from waystation.share.disclosure import SMALL, hidden
from waystation.share.exports import public_needs

__all__ = ["write_needs_hxl", "write_needs_workbook"]

_COLUMNS = (
    "place", "date", "item", "quantile", "people", "counted", "per person", "family size", "need", "unit", "level",
    "standard", "source", "rounding",
)  # fmt: skip
_STANDARDS = (
    "item", "used", "figure", "per people or families", "days of the unit", "days of the figure",
    "per person or family", "unit", "per", "level", "phase", "source", "confidence",
)  # fmt: skip
_HXL = {
    "place": "#loc+name", "date": "#date", "quantile": "#indicator+quantile", "group": "#sector",
    "item": "#item+name", "people": "#affected", "counted": "#affected+type", "need": "#need+num", "unit": "#item+unit",
    "extra": "#need+extra+num", "level": "#indicator+level", "phase": "#event+phase", "figure": "#indicator+value",
    "per": "#indicator+per", "rounding": "#meta+rounding", "source": "#meta+source",
    "confidence": "#meta+confidence", "default": "#meta+default", "stock": "#capacity+num", "missing": "#need+gap+num",
}  # fmt: skip
_KEYS = ["item", "level", "phase", "figure", "per", "unit", "source"]


def write_needs_workbook(
    needs: pd.DataFrame,
    path: Path | str,
    run_out: pd.DataFrame | None = None,
    *,
    standards: Iterable[Standard] = (),
    loads: pd.DataFrame | None = None,
) -> None:
    """Write the needs as XLSX: change people, a figure or the size of families, and the needs follow.

    Parameters
    ----------
    needs : table as from `waystation.plan.needs`
    path : XLSX file; its folder must exist
    run_out : as from `waystation.plan.run_out`; a sheet of its own
    standards : all that were read: those not used are listed beside those that are
    loads : as from `waystation.plan.loads`; a sheet of its own

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Needs"
    sheet.append(list(_COLUMNS))
    household = float(needs.attrs.get("household_size", 5.0))
    row_of = _standards_sheet(book, needs, list(standards), household)
    rows: list[Any] = list(needs.itertuples(index=False))
    for number, row in enumerate(rows, 2):
        few = hidden(float(row.people))
        families = read_per(str(row.per)).families
        need = f"for {SMALL} people" if few else _formula(number, families, row.rounding == "up")
        at = row_of[tuple(getattr(row, key) for key in _KEYS)]
        sheet.append(
            [row.place, pd.Timestamp(row.date).date(), row.item, row.quantile, SMALL if few else row.people,
             row.counted, f"=Standards!$G${at}", "=Standards!$P$2" if families else None, need, row.unit, row.level,
             f"{row.figure:g} per {row.per}", row.source, row.rounding]
        )  # fmt: skip
    _totals_sheet(book, needs)
    for title, table in (("Stock", run_out), ("Loads", loads)):
        if table is not None:
            _sheet(book, title, table)
    for each in book.worksheets:
        each.freeze_panes = "A2"
        for column in range(1, each.max_column + 1):
            each.cell(1, column).font = Font(bold=True)
            each.column_dimensions[get_column_letter(column)].width = 18
    data = io.BytesIO()
    book.save(data)
    write_bytes(path, data.getvalue())


def write_needs_hxl(needs: pd.DataFrame, path: Path | str) -> None:
    """Write the needs as CSV with a row of HXL tags under the header.

    Parameters
    ----------
    needs : table as from `waystation.plan.needs`
    path : CSV file; its folder must exist

    Raises
    ------
    InputError
        If the file cannot be written.

    References
    ----------
    Humanitarian Exchange Language 1.1, hxlstandard.org.
    """
    table = public_needs(needs).astype(object)
    tags = pd.DataFrame([[_HXL.get(str(name), "") for name in table.columns]], columns=table.columns)
    write_text(path, pd.concat([tags, table]).to_csv(index=False, lineterminator="\n"))


def _standards_sheet(
    book: Workbook, needs: pd.DataFrame, standards: Sequence[Standard], household: float
) -> dict[tuple[Any, ...], int]:
    """Every figure used, then those not used; gives the row of each."""
    sheet = book.create_sheet("Standards")
    sheet.append([*_STANDARDS, None, None, "people per family"])
    listed: dict[tuple[Any, ...], tuple[str, str]] = {}
    for _, row in needs.drop_duplicates(_KEYS).iterrows():
        listed[tuple(row[key] for key in _KEYS)] = ("yes" if row["default"] else "no", str(row["confidence"]))
    for each in standards:
        key = tuple(float(each.figure) if name == "figure" else getattr(each, name) for name in _KEYS)
        listed.setdefault(key, ("no", each.confidence))
    row_of = {}
    for number, (key, (used, confidence)) in enumerate(listed.items(), 2):
        item, level, phase, figure, per, unit, source = key
        read = read_per(str(per))
        sheet.append(
            [item, used, figure, float(read.number), unit_days(str(unit)) or 1, read.days or 1,
             f"=C{number}/D{number}*E{number}/F{number}", unit, per, level, phase, source, confidence]
        )  # fmt: skip
        row_of[key] = number
    sheet["P2"] = household
    return row_of


def _formula(number: int, families: bool, up: bool) -> str:
    """Rounded to a billionth first: 5,000 at a fiftieth are 100 and never 101."""
    people = f"E{number}"
    if families:
        people = f"ROUNDUP(ROUND({people}/H{number},9),0)" if up else f"{people}/H{number}"
    need = f"{people}*G{number}"
    return f"=ROUNDUP(ROUND({need},9),0)" if up else f"={need}"


def _totals_sheet(book: Workbook, needs: pd.DataFrame) -> None:
    """Sums to hold against the CSV: that a spreadsheet program reads the formulas as they are meant."""
    last = len(needs) + 1
    sheet = book.create_sheet("Check")
    sheet.append(["item", "sum of all needs listed, to hold against the CSV"])
    for number, item in enumerate(dict.fromkeys(needs["item"]), 2):
        sheet.append([item, f"=SUMIF(Needs!$C$2:$C${last},A{number},Needs!$I$2:$I${last})"])


def _sheet(book: Workbook, title: str, table: pd.DataFrame) -> None:
    sheet = book.create_sheet(title)
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append(
            [None if pd.isna(each) else each.date() if isinstance(each, pd.Timestamp) else each for each in row]
        )
