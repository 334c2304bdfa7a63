"""Needs as a spreadsheet whose formulas stay alive, and as a table with HXL tags."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from waystation.plan.ratio import read_per, unit_days
from waystation.share.disclosure import SMALL, hidden
from waystation.share.files import write_bytes, write_text

__all__ = ["write_needs_hxl", "write_needs_workbook"]

_COLUMNS = (
    "place", "date", "item", "quantile", "people", "counted", "per person", "family size", "need", "unit", "level",
    "standard", "source", "rounding",
)  # fmt: skip
_HXL = {
    "place": "#loc+name", "date": "#date", "quantile": "#indicator+quantile", "group": "#sector",
    "item": "#item+name", "people": "#affected", "counted": "#affected+type", "need": "#need+num", "unit": "#item+unit",
    "extra": "#need+extra+num", "level": "#indicator+level", "phase": "#event+phase", "figure": "#indicator+value",
    "per": "#indicator+per", "rounding": "#meta+rounding", "source": "#meta+source",
    "confidence": "#meta+confidence", "default": "#meta+default",
}  # fmt: skip


def write_needs_workbook(needs: pd.DataFrame, path: Path | str, run_out: pd.DataFrame | None = None) -> None:
    """Write the needs as XLSX: change people or a figure, and the needs follow.

    Parameters
    ----------
    needs : table as from `waystation.plan.needs`
    path : XLSX file; its folder must exist
    run_out : as from `waystation.plan.run_out`; a sheet of its own

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
    rows: list[Any] = list(needs.itertuples(index=False))
    for number, row in enumerate(rows, 2):
        few = hidden(float(row.people))
        ratio, families = _ratio(str(row.per), str(row.unit), str(row.figure))
        need = f"for {SMALL} people" if few else _formula(number, families, row.rounding == "up")
        standard = f"{row.figure:g} per {row.per}"
        sheet.append(
            [row.place, pd.Timestamp(row.date).date(), row.item, row.quantile, SMALL if few else row.people,
             row.counted, float(ratio), household if families else None, need, row.unit, row.level, standard,
             row.source, row.rounding]
        )  # fmt: skip
    last = len(needs) + 1
    totals = book.create_sheet("Check")
    totals.append(["item", "sum of all needs listed, to hold against the CSV"])
    for number, item in enumerate(dict.fromkeys(needs["item"]), 2):
        totals.append([item, f"=SUMIF(Needs!$C$2:$C${last},A{number},Needs!$I$2:$I${last})"])
    if run_out is not None:
        _sheet(book, "Stock", run_out)
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
    table = needs.astype(object)
    small = needs["people"].map(lambda people: hidden(float(people)))
    table["date"] = pd.to_datetime(needs["date"]).dt.strftime("%Y-%m-%d")
    table.loc[small, "people"] = SMALL
    table.loc[small, ["need", "extra"]] = f"for {SMALL} people"
    tags = pd.DataFrame([[_HXL.get(str(name), "") for name in table.columns]], columns=table.columns)
    write_text(path, pd.concat([tags, table]).to_csv(index=False, lineterminator="\n"))


def _ratio(per: str, unit: str, figure: str) -> tuple[Fraction, bool]:
    """Need of one person, or one family, in the unit."""
    read = read_per(per)
    ratio = Fraction(figure) / read.number
    days = unit_days(unit)
    return ratio if read.days is None or days is None else ratio * Fraction(days, read.days), read.families


def _formula(number: int, families: bool, up: bool) -> str:
    """Rounded to a billionth first: 5,000 at a fiftieth are 100 and never 101."""
    people = f"E{number}"
    if families:
        people = f"ROUNDUP(ROUND({people}/H{number},9),0)" if up else f"{people}/H{number}"
    need = f"{people}*G{number}"
    return f"=ROUNDUP(ROUND({need},9),0)" if up else f"={need}"


def _sheet(book: Workbook, title: str, table: pd.DataFrame) -> None:
    sheet = book.create_sheet(title)
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append(
            [None if pd.isna(each) else each.date() if isinstance(each, pd.Timestamp) else each for each in row]
        )
