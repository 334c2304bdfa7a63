"""One door for every table people send: text, workbook, JSON, or an archive of these."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from waystation.claims.take.delimited import text_grids
from waystation.claims.take.json_answers import json_grids
from waystation.claims.take.raw_grid import RawGrid
from waystation.claims.take.workbook import workbook_grids
from waystation.errors import InputError, Problem
from waystation.world.textfile import shown

__all__ = ["MOST_BYTES", "Opened", "open_tables"]

MOST_BYTES = 2_000_000_000
"""Larger files are refused unread."""

_MOST_IN_MEMORY = 400_000_000
_BOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_OLD_BOOK = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_OTHER_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "Read reports with: waystation read FILE."),
    (b"PAR1", "a Parquet file", "Places and boundaries are read with: waystation places FILE."),
    (b"CDF\x01", "a NetCDF file", "Save its table as CSV."),
    (b"\x89HDF", "an HDF5 file", "Save its table as CSV."),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it first."),
)


@dataclass(frozen=True)
class Opened:
    """The tables of a file.

    Parameters
    ----------
    name : of the file
    tables : each as the ways in which it may be read, the likeliest first
    notes : what was left out on opening, as sentences
    """

    name: str
    tables: list[list[RawGrid]]
    notes: list[str] = field(default_factory=list)


def open_tables(path: Path | str, *, encoding: str = "", hidden: bool = False) -> Opened:
    """Every table in a file.

    Parameters
    ----------
    path : text table (any separator, UTF-8, UTF-16, Windows-1252, Latin-1), JSON, workbook, or .zip or .gz of these
    encoding : of a text file; default: found out
    hidden : whether hidden sheets and rows of a workbook are read

    Raises
    ------
    InputError
        If the file is not there, too large, damaged, or of a kind that holds no table.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.csv")
    ...     _ = file.write_bytes("sep=;\\nSite;People\\nJoda;1\\u202f200\\n".encode("utf-16"))
    ...     list(open_tables(file).tables[0][0].rows())
    [(2, ['Site', 'People']), (3, ['Joda', '1\\u202f200'])]
    """
    path = Path(path)
    name = shown(path.name, 100)
    try:
        if path.is_dir():
            raise InputError(Problem("It is a folder, not a file.", "Name the files in it.", name))
        if not path.exists():
            raise InputError(Problem("The file is missing.", "Check its name and folder.", name))
        size = path.stat().st_size
        if size > MOST_BYTES:
            message = f"The file has {size / 1e6:,.4g} MB; at most {MOST_BYTES / 1e6:,.0f} MB are read."
            raise InputError(Problem(message, "Split it, or keep only the rows that are needed.", name))
        return _opened(name, path.suffix.lower(), lambda: path.open("rb"), size, encoding, hidden)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            Problem(f"The file cannot be read: {reason}.", "Check the file and its permissions.", name)
        ) from error


def _opened(name: str, suffix: str, opened: Callable[[], BinaryIO], size: int, encoding: str, hidden: bool) -> Opened:
    with opened() as file:
        begin = file.read(4096)
    if not begin.strip():
        raise InputError(Problem("The file is empty.", "Check the download.", name))
    if begin.startswith(b"\x1f\x8b") and suffix == ".gz":
        data = gzip.decompress(_all(name, opened, size))
        return _opened(
            name, Path(name[: -len(suffix)]).suffix.lower(), lambda: io.BytesIO(data), len(data), encoding, hidden
        )
    for mark, kind, fix in _OTHER_KINDS:
        if begin.startswith(mark):
            raise InputError(Problem(f"This is {kind}, not a table.", fix, name))
    if begin.startswith((_ZIP, _OLD_BOOK)):
        data = _all(name, opened, size)
        if suffix == ".zip" or (begin.startswith(_ZIP) and not _is_book(data)):
            return _archive(name, data, encoding, hidden)
        grids, notes = workbook_grids(name, data, hidden=hidden)
        if not grids:
            message = " ".join(["The workbook has no visible sheet with content.", *notes])
            raise InputError(Problem(message, "Check the file.", name))
        return Opened(name, [[grid] for grid in grids], notes)
    if suffix in _BOOKS and b"\0" in begin:
        fix = "Open it in the spreadsheet program and save it again as .xlsx, or as CSV."
        raise InputError(Problem(f"It is not a workbook of the kind {suffix}, or it is damaged.", fix, name))
    bare = begin.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if bare[:5].lower() in {b"<?xml", b"<html", b"<!doc"}:
        fix = "If it is a page that says no, download the data again; a workbook saved as XML must be saved as .xlsx."
        raise InputError(Problem("This is a web page or XML, not a table.", fix, name))
    if bare.startswith((b"{", b"[")):
        return Opened(name, [json_grids(name, _all(name, opened, size))])
    return Opened(name, [text_grids(name, opened, encoding)])


def _all(name: str, opened: Callable[[], BinaryIO], size: int) -> bytes:
    if size > _MOST_IN_MEMORY:
        message = f"The file has {size / 1e6:,.4g} MB; of this kind at most {_MOST_IN_MEMORY / 1e6:,.0f} MB are read."
        raise InputError(Problem(message, "Save the table as CSV: that is read row by row.", name))
    with opened() as file:
        return file.read()


def _is_book(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return True  # the reader of workbooks says what is wrong with it
    return any(each.startswith("xl/") or each == "content.xml" for each in names)


def _archive(name: str, data: bytes, encoding: str, hidden: bool) -> Opened:
    tables: list[list[RawGrid]] = []
    notes: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = [
                each for each in archive.infolist() if not each.is_dir() and not each.filename.startswith("__MACOSX")
            ]
            if sum(each.file_size for each in inside) > _MOST_IN_MEMORY:
                raise InputError(Problem("What is in the archive is too large.", "Unpack it and take the files.", name))
            contents = [(each.filename, archive.read(each)) for each in inside]
    except (zipfile.BadZipFile, RuntimeError) as error:
        raise InputError(Problem(f"The archive cannot be opened: {error}.", "Unpack it first.", name)) from error
    for inner, content in contents:
        title = f"{name}/{shown(inner, 80)}"
        suffix = Path(inner).suffix.lower()
        if suffix not in _BOOKS | {".csv", ".tsv", ".txt", ".json"}:
            notes.append(f"{title} was not read: it is not a table.")
            continue
        found = _opened(title, suffix, lambda content=content: io.BytesIO(content), len(content), encoding, hidden)  # type: ignore[misc]
        tables += found.tables
        notes += found.notes
    if not tables:
        raise InputError(Problem("There is no table in the archive.", "Check the download.", name))
    return Opened(name, tables, notes)
