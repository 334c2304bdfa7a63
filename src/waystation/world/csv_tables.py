"""One strict reader for all tables: UTF-8, a header row, one record a row, one separator throughout.

Rows are numbered as a spreadsheet shows them: the header is row 1, a blank row counts, and a record
with line breaks inside quotation marks is one row.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from waystation.errors import Problem, nearest
from waystation.world.cells import CellError, read_date, read_number, read_yes
from waystation.world.textfile import SEPARATORS, read_text, shown
from waystation.world.wording import choices, explain, leaves

__all__ = ["MOST_BYTES", "MOST_PROBLEMS", "Row", "Table", "parse_table", "read_table"]

MOST_BYTES = 200_000_000
"""Larger tables are refused unread."""

MOST_PROBLEMS = 200
"""A table with more is not read further: the same slip is likely in every row."""

T = TypeVar("T", bound=BaseModel)

_MOST_OPTIONAL = 8

_HXL_TAG = re.compile(r"#[A-Za-z][\w-]*(\s*\+\s*[\w-]+)*")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Row(Generic[T]):
    """A record that holds, with the row it stands in."""

    number: int
    value: T


@dataclass
class Table(Generic[T]):
    """What was read: records that hold, problems, and the cells of records that do not hold."""

    rows: list[Row[T]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    partly: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """Row number and values of refused records that have a cell for each column: of the cells that hold."""
    readable: bool = True
    """False if the file, its header or some row could not be read, so that rows may be missing."""
    separator: str = ","
    """What separates the columns: a comma, a semicolon, a tab or an upright bar."""
    header_row: int = 1
    """Row of the names of columns: blank rows and a line ``sep=;`` may stand above it."""
    tag_row: int | None = None
    """Row of HXL tags below the header, which holds no record; None if there is none."""
    renamed: dict[str, str] = field(default_factory=dict)
    """Columns with a name of an earlier version (``former_names`` of the model), and the name they have now."""


def read_table(
    path: Path, model: type[T], *, name: str = "", rows_needed: bool = False, most_bytes: int = MOST_BYTES
) -> tuple[list[Row[T]], list[Problem]]:
    """Records of a CSV table as a typed model, and all that is wrong with it.

    Parameters
    ----------
    path : the file
    model : pydantic model of one record; its fields, or their aliases, are the columns; blank cells
        are left to the model's defaults
    name : the file's name in problems; default: that of the path
    rows_needed : whether a table with a header only is refused
    most_bytes : larger files are refused unread

    Returns
    -------
    rows : records without a problem, in order, each with its row number
    problems : everything found, in order of rows; nothing is raised

    Notes
    -----
    Columns are separated by commas, or by semicolons, tabs or upright bars where the header row is
    (spreadsheets of many countries save "CSV" with semicolons); a line ``sep=;`` above it is skipped.
    Only UTF-8 (with or without byte order mark) and decimal points are taken; for anything
    else a problem says how to save or write it. Cells are stripped of blanks at both ends. Rows
    without any content, columns without name or content, and a row of HXL tags below the header, are skipped.
    """
    table = parse_table(path, model, name=name, rows_needed=rows_needed, most_bytes=most_bytes)
    return table.rows, table.problems


def parse_table(
    path: Path, model: type[T], *, name: str = "", rows_needed: bool = False, most_bytes: int = MOST_BYTES
) -> Table[T]:
    """As `read_table`, with the cells of refused records as well."""
    name = name or path.name
    text = read_text(path, most_bytes=most_bytes, name=name, quoted=True)
    table: Table[T] = Table()
    if isinstance(text, Problem):
        table.problems.append(text)
        table.readable = False
        return table
    columns = _columns(model)
    table.separator = _separator(text, columns)
    records = _records(text, name, table)
    filled = (record for record in records if any(record[1]))
    first = next(filled, None)
    if first is not None and first[1][0].casefold().startswith("sep="):
        first = next(filled, None)
    if first is None:
        if not table.problems:
            fix = f"Begin with the header row {_wanted(columns)}."
            table.problems.append(Problem("The file is empty.", fix, name))
        table.readable = False
        return table
    header_row, header = first
    table.header_row = header_row
    former: Mapping[str, str] = getattr(model, "former_names", {})
    table.renamed = {each: former[each] for each in header if each in former}
    header = [table.renamed.get(each, each) for each in header]
    faults = _header_problems(header, columns, name, header_row, table.separator)
    if faults:
        table.problems += faults
        # Rows of a table whose columns are not known, or appear twice, cannot be judged.
        twice = len(set(filter(None, header))) < len(list(filter(None, header)))
        if twice or not set(header) & set(columns) or any(not fault.column for fault in faults):
            table.readable = False
            return table
    seen = 0
    for number, cells in records:
        if seen == 0 and _hxl_tags(cells):
            table.tag_row = number
        elif any(cells):
            seen += 1
            _take(table, number, cells, header, columns, model, name)
    if rows_needed and not seen and not table.problems:
        fix = "Add at least one row below the header."
        table.problems.append(Problem("The table has a header but no rows.", fix, name, header_row))
    return table


def _hxl_tags(cells: list[str]) -> bool:
    """Whether a record is the row of HXL tags that HDX puts below a header: tags and blanks, nothing else."""
    return any(cells) and all(_HXL_TAG.fullmatch(cell) for cell in cells if cell)


def _columns(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _records(text: str, name: str, table: Table[T]) -> Iterator[tuple[int, list[str]]]:
    """Row number and stripped cells of each record; broken records become problems."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=table.separator, strict=True)
    number = 0
    while True:
        number += 1
        if len(table.problems) >= MOST_PROBLEMS:
            message = f"There are {len(table.problems)} problems or more."
            fix = "Correct these first; the rows from here on were not read."
            table.problems.append(Problem(message, fix, name, number))
            table.readable = False
            return
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            table.problems.append(_broken(str(error), name, number))
            table.readable = False
            continue
        yield number, [cell.strip() for cell in cells]


def _broken(reason: str, name: str, number: int) -> Problem:
    if "unexpected end" in reason:
        message = "A quotation mark is opened and never closed."
        return Problem(message, 'Close the cell with ", or remove the mark.', name, number)
    if "limit" in reason:
        message = "A cell is far too long; is a quotation mark missing?"
        return Problem(message, "Close the quotation mark, or shorten the cell.", name, number)
    fix = 'Write a quotation mark inside a cell twice: "".'
    return Problem("A quotation mark closes a cell too early.", fix, name, number)


def _separator(text: str, columns: Mapping[str, Any]) -> str:
    """What separates the columns of the header row: a comma, unless it names columns with something else between."""
    lines = text[:20_000].splitlines()
    line = next((line for line in lines if line.strip() and not line.casefold().startswith("sep=")), "")
    for mark in list(SEPARATORS)[1:]:
        cells = [cell.strip().strip('"') for cell in line.split(mark)]
        if len(cells) > 1 and len(columns) > 1 and ("," not in line or sum(cell in columns for cell in cells) > 1):
            return mark
    return ","


def _wanted(columns: Mapping[str, FieldInfo]) -> str:
    """The columns that a header row needs, and whether others may follow."""
    needed = [column for column, info in columns.items() if info.is_required()] or list(columns)
    optional = [column for column in columns if column not in needed]
    named = ", ".join(optional[:_MOST_OPTIONAL]) + (" ..." if len(optional) > _MOST_OPTIONAL else "")
    return ",".join(needed) + (f" (optional: {named})" if optional else "")


def _header_problems(header: list[str], columns: dict[str, FieldInfo], name: str, row: int, mark: str) -> list[Problem]:
    if not set(header) & set(columns) and not any(_near(each, columns) for each in header if each):
        message = f'This is not a header row: "{shown(mark.join(header), 100)}".'
        return [Problem(message, f"Begin with the header row {_wanted(columns)}.", name, row)]
    problems = []
    offered = set()
    for each, times in Counter(filter(None, header)).items():
        if each not in columns:
            free = [column for column in columns if column not in header]
            offered.add(_near(each, free))
            near = _near(each, free)
            listed = ", ".join(free or columns)
            fix = f'Did you mean "{near}"?' if near else f"Rename it to one of these, or remove it: {listed}."
            problems.append(Problem(f'unknown column "{shown(each)}".', fix, name, row, shown(each), shown(each)))
        elif times > 1:
            message = f'The column "{each}" appears {times} times.'
            problems.append(Problem(message, "Keep one of them.", name, row, each, each))
    for column, info in columns.items():
        if info.is_required() and column not in header and column not in offered:
            message = f'The column "{column}" is missing.'
            problems.append(Problem(message, f"Add it: {info.description or column}.", name, row, column))
    return problems


def _near(word: str, names: Any) -> str:
    """The column that a heading may mean: one of which it is the beginning or a part ("lat", "km"), or the nearest."""
    said = word.casefold()
    meant = {each for each in names if said in each.split("_") or (len(said) > 1 and each.startswith(said))}
    if len(meant) == 1:
        return str(meant.pop())
    found = re.match(r'Did you mean "(.*)"\?', nearest(word[:60], names))
    return found[1] if found else ""


def _take(
    table: Table[T],
    number: int,
    cells: list[str],
    header: list[str],
    columns: dict[str, FieldInfo],
    model: type[T],
    name: str,
) -> None:
    """Add one record to the table: as a row, or as problems."""
    problems: list[Problem] = []
    raw = dict(zip(header, cells, strict=False))
    extra = [cell for title, cell in zip(header, cells, strict=False) if not title and cell]
    if len(cells) < len(header) or any(cells[len(header) :]):
        few = len(cells) < len(header)
        held = f"{len(cells)} cell{'s' if len(cells) != 1 else ''}"
        message = f"The row has {held}, but the header names {len(header)} columns."
        mark = SEPARATORS[table.separator]
        fix = f"Add the missing {mark}s: a blank cell needs one too."
        if not few:
            fix = f"Put quotation marks around a cell that holds a {mark}"
            fix += ", and write decimals with a point." if mark == "comma" else "."
        problems.append(Problem(message, fix, name, number, value=shown(",".join(cells), 100)))
    elif extra:
        message = f'"{shown(extra[0])}" is in a column without a name.'
        problems.append(Problem(message, "Name the column, or clear the cell.", name, number, value=shown(extra[0])))
    else:
        values: dict[str, Any] = {}
        for column, info in columns.items():
            cell = raw.get(column, "")
            if cell:
                try:
                    values[column] = _value(cell, info)
                except CellError as error:
                    problems.append(Problem(error.message, error.fix, name, number, column, shown(cell)))
            elif info.is_required() and column in header:
                fix = f"Write it: {info.description or column}."
                problems.append(Problem("The cell is empty.", fix, name, number, column))
        value, found = _validated(model, values, raw, name, number)
        told = {problem.column for problem in problems}
        # What is wrong with the whole row may be only what is wrong with its cells.
        problems += [problem for problem in found if problem.column not in told and (problem.column or not told)]
        if value is not None and not problems:
            table.rows.append(Row(number, value))
            return
        wrong = {problem.column for problem in problems}
        table.partly.append((number, {column: each for column, each in values.items() if column not in wrong}))
    table.problems += problems
    table.refused.append(raw)


def _value(cell: str, info: FieldInfo) -> object:
    if _INVISIBLE.search(cell):
        raise CellError("The cell holds an invisible control character.", "Type the cell again.")
    kinds, optional = leaves(info.annotation), not info.is_required()
    words = choices(info.annotation)
    if words:
        if cell not in words and str not in kinds:
            raise CellError(f'"{shown(cell)}" is not a known value.', nearest(shown(cell), words))
        return cell
    if date in kinds:
        return read_date(cell)
    if bool in kinds:
        return read_yes(cell)
    if (int in kinds or float in kinds) and str not in kinds:
        return read_number(cell, whole=float not in kinds, blank_allowed=optional)
    return cell


def _validated(
    model: type[T], values: dict[str, Any], raw: dict[str, str], name: str, number: int
) -> tuple[T | None, list[Problem]]:
    try:
        return model.model_validate(values), []
    except ValidationError as errors:
        problems = []
        for error in errors.errors(include_url=False):
            column = str(error["loc"][0]) if error["loc"] else ""
            if error["type"] == "missing":
                continue  # told with the header, or as an empty cell
            cell = raw.get(column, "")
            message, fix = explain(error, f'"{shown(cell)}"' if column else "The row")
            if column in {"latitude", "longitude"} and error["type"].endswith("equal"):
                fix += " Decimal degrees are meant; latitude comes first."
            problems.append(Problem(message, fix, name, number, column, shown(cell)))
        return None, problems
