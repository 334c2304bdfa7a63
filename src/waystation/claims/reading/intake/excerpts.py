"""Tables of excerpts: a row each, with its text, its day, its publisher and a name."""

from __future__ import annotations

import csv
import datetime
import io
import tempfile
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from waystation.claims.reading.intake.report import MOST_BYTES, Draft
from waystation.errors import Problem
from waystation.world.tables import read_table

__all__ = ["read_excerpts"]

_MOST_ROWS = 100_000


class _Excerpt(BaseModel):
    """A row of a table of excerpts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(description="The words of the report")
    published: datetime.date | None = Field(None, description="Day they came out")
    publisher: str = Field("", description="Where they were read, as an organisation")
    id: str = Field("", description="A name for the row")


def read_excerpts(path: Path, name: str) -> tuple[list[Draft], list[Problem]]:
    """The excerpts of a CSV file or of the first sheet of a workbook, and all that is wrong with it.

    Parameters
    ----------
    path : .csv or .xlsx, with a header row and the columns text, published, publisher and id; only text is needed
    name : the file's name in problems and in the names of the excerpts
    """
    if path.suffix.lower() == ".csv":
        return _drafts(path, name)
    table = _sheet(path)
    if table is None:
        fix = "Open it in the spreadsheet program and save it again, or save it as CSV."
        return [], [Problem("It is no workbook of the kind .xlsx, or it is damaged.", fix, name)]
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder, "excerpts.csv")
        copied.write_text(table, encoding="utf-8", newline="")
        return _drafts(copied, name)


def _drafts(path: Path, name: str) -> tuple[list[Draft], list[Problem]]:
    rows, problems = read_table(path, _Excerpt, name=name, rows_needed=True, most_bytes=MOST_BYTES)
    return [
        Draft(row.value.id or f"{name}, row {row.number}", row.value.text, row.value.published, row.value.publisher)
        for row in rows
    ], problems


def _sheet(path: Path) -> str | None:
    """The first sheet as CSV, so that both kinds of table are checked alike; None if it is damaged."""
    from openpyxl import load_workbook

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True)):
                if number > _MOST_ROWS:
                    break
                writer.writerow([_cell(value) for value in row])
        finally:
            book.close()
    except Exception:  # a damaged archive can break anywhere in it
        return None
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)
