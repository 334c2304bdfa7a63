"""Workbooks of any spreadsheet program: every visible sheet, and what a person sees of it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

from waystation.claims.take.raw_grid import NumberedRow, RawCell, RawGrid
from waystation.errors import InputError, Problem

__all__ = ["workbook_grids"]

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)</|<(?:\w+:)?is\b")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_MOST_XML = 400_000_000


def workbook_grids(name: str, data: bytes, *, hidden: bool = False) -> tuple[list[RawGrid], list[str]]:
    """The sheets of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) as tables.

    Hidden sheets, and hidden rows of visible ones, are left out and named, unless asked for.

    Parameters
    ----------
    name : of the file, in problems
    data : the file
    hidden : whether hidden sheets and rows are read too

    Returns
    -------
    grids : sheets with content, in order
    notes : sheets that were not read, as sentences

    Raises
    ------
    InputError
        If it cannot be opened: damaged, or locked with a password.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        fix = "Open it, remove the password, save it under another name and take that."
        raise InputError(Problem("The workbook is locked with a password.", fix, name)) from error
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        fix = "Open it in the spreadsheet program and save it again as .xlsx."
        raise InputError(Problem(f"The workbook cannot be opened: {str(error).splitlines()[0]}.", fix, name)) from error
    grids, notes = [], []
    marks = _marks(data)
    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != SheetVisibleEnum.Visible and not hidden:
            notes.append(f'The sheet "{sheet.name}" is hidden and was not read. Read it with --hidden.')
            continue
        try:
            grid = _grid(name, book.get_sheet_by_name(sheet.name), marks.get(sheet.name), hidden)
        except (CalamineError, OSError, ValueError) as error:
            raise InputError(
                Problem(f'The sheet "{sheet.name}" cannot be read: {error}.', "Save it again.", name)
            ) from error
        if grid is not None:
            grids.append(grid)
    return grids, notes


def _grid(name: str, sheet: Any, marks: _Marks | None, hidden: bool) -> RawGrid | None:
    values = sheet.to_python(skip_empty_area=False)
    if not any(cell != "" for row in values for cell in row):
        return None
    merged = tuple(
        (top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])
    )
    skipped = marks.hidden_rows if marks and not hidden else frozenset[int]()
    filled = [
        number for number in sorted(skipped) if number <= len(values) and any(c != "" for c in values[number - 1])
    ]
    notes = []
    if filled:
        some = ", ".join(map(str, filled[:5])) + (f" and {len(filled) - 5} more" if len(filled) > 5 else "")
        notes.append(f'Hidden rows of the sheet "{sheet.name}" were not read: {some}. Read them with --hidden.')

    def rows() -> Iterator[NumberedRow]:
        for number, row in enumerate(values, 1):
            if number not in skipped:
                yield number, [_plain(cell) for cell in row]

    return RawGrid(
        f'{name}, sheet "{sheet.name}"',
        rows,
        merged=merged,
        notes=tuple(notes),
        doubtful=marks.doubtful if marks else {},
    )


def _plain(cell: Any) -> RawCell:
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return cell.strip() if isinstance(cell, str) else cell


class _Marks:
    """What the values of a sheet do not tell: hidden rows, failed formulas and those nobody has computed."""

    def __init__(self) -> None:
        self.hidden_rows: set[int] = set()
        self.doubtful: dict[tuple[int, int], str] = {}


def _marks(data: bytes) -> dict[str, _Marks]:
    """Marks by sheet name; empty for files other than .xlsx, whose readers do not tell."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                return {}
            links = dict(_links(archive.read("xl/_rels/workbook.xml.rels")))
            found = {}
            for title, link in _titles(archive.read("xl/workbook.xml")):
                target = links.get(link, "")
                path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                if path in names and archive.getinfo(path).file_size < _MOST_XML:
                    found[title] = _sheet_marks(archive.read(path))
            return found
    # XML that is broken is a SyntaxError; what cannot be told of a sheet is not told.
    except (zipfile.BadZipFile, KeyError, OSError, SyntaxError, ValueError, zlib.error, NotImplementedError):
        return {}


def _links(xml: bytes) -> Iterator[tuple[str, str]]:
    from lxml import etree

    for each in etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True)):
        yield each.get("Id", ""), each.get("Target", "")


def _titles(xml: bytes) -> Iterator[tuple[str, str]]:
    from lxml import etree

    for each in etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True)).iter():
        if etree.QName(each).localname == "sheet":
            link = next((value for key, value in each.attrib.items() if key.endswith("}id")), "")
            yield each.get("name", ""), link


def _sheet_marks(xml: bytes) -> _Marks:
    marks = _Marks()
    for match in _ROW.finditer(xml):
        if b'hidden="1"' in match[1] or b'hidden="true"' in match[1]:
            number = re.search(rb'\br="(\d+)"', match[1])
            if number:
                marks.hidden_rows.add(int(number[1]))
    if b't="e"' not in xml and not _FORMULA.search(xml):
        return marks
    for match in _CELL.finditer(xml):
        attributes, inside = match[1], match[2] or b""
        place = re.search(rb'\br="([A-Z]+)(\d+)"', attributes)
        if not place:
            continue
        at = int(place[2]), _column(place[1])
        cell = f"{place[1].decode()}{at[0]}"
        if b't="e"' in attributes:
            value = _VALUE.search(inside)
            said = value[1].decode("utf-8", "replace") if value and value[1] else "an error"
            marks.doubtful[at] = f'The cell {cell} holds "{said}", an error of the spreadsheet.'
        elif _FORMULA.search(inside) and not _VALUE.search(inside):
            marks.doubtful[at] = f"The cell {cell} holds a formula that no program has computed yet."
    return marks


def _column(letters: bytes) -> int:
    number = 0
    for each in letters:
        number = number * 26 + each - 64
    return number - 1
