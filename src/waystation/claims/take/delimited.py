"""Text tables of any encoding and separator, opened without a person having to say which."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import BinaryIO

from waystation.claims.take.raw_grid import NumberedRow, RawGrid
from waystation.errors import InputError, Problem
from waystation.world.textfile import SEPARATORS, shown

__all__ = ["text_grids"]

_CHUNK = 1 << 20
_HEAD_ROWS = 40
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


def text_grids(name: str, opened: Callable[[], BinaryIO], encoding: str = "") -> list[RawGrid]:
    """The table of a text file once for each separator it may have, the likeliest first.

    Parameters
    ----------
    name : of the file, in problems
    opened : opens the file for reading bytes, as often as it is called
    encoding : as a person has said it; default: found out

    Raises
    ------
    InputError
        If the bytes cannot be read as text.
    """
    encoding, notes = (encoding, []) if encoding else _encoding(name, opened)
    lines, first, nul = _head(name, opened, encoding)
    if nul:
        notes.append("The file holds NUL signs; they were left out.")
    declared = first[4:5] if first[:4].casefold() == "sep=" and len(first) >= 5 else ""
    ranked = [declared] if declared else sorted(SEPARATORS, key=lambda mark: -_tableness(lines, mark))

    def rows_by(mark: str) -> Callable[[], Iterator[NumberedRow]]:
        return lambda: _rows(name, opened, encoding, mark, skip_first=bool(declared))

    return [
        RawGrid(name, rows_by(mark), separator=mark, notes=tuple(notes), strict=True)
        for mark in ranked
        if declared or mark == ranked[0] or _tableness(lines, mark) > 0
    ]


def _encoding(name: str, opened: Callable[[], BinaryIO]) -> tuple[str, list[str]]:
    """The encoding of a file and what is to be said of it."""
    with closing(opened()) as file:
        begin = file.read(_CHUNK)
        for mark, encoding in _MARKS:
            if begin.startswith(mark):
                return encoding, []
        wide = _wide(begin)
        if wide:
            return wide, ["The file is UTF-16 without a mark that says so."]
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while begin:
                decoder.decode(begin)
                begin = file.read(_CHUNK)
            decoder.decode(b"", final=True)
            return "utf-8", []
        except UnicodeDecodeError as error:
            sample = error.object[max(0, error.start - 30) : error.start + 30]
    return _one_byte(name, opened, sample)


def _wide(begin: bytes) -> str:
    """UTF-16 shows by NULs at every other byte: stray ones are far fewer."""
    if len(begin) < 4:
        return ""
    even, odd = begin[:4000:2].count(0), begin[1:4000:2].count(0)
    half = min(len(begin), 4000) / 2
    if max(even, odd) < 0.4 * half:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _one_byte(name: str, opened: Callable[[], BinaryIO], sample: bytes) -> tuple[str, list[str]]:
    """Windows-1252, which holds Latin-1; other one-byte encodings cannot be told apart safely."""
    high = Counter[int]()
    letters = 0
    with closing(opened()) as file:
        while chunk := file.read(_CHUNK):
            high.update(byte for byte in chunk if byte >= 0x80)
            letters += sum(1 for byte in chunk[:100_000] if 65 <= byte <= 90 or 97 <= byte <= 122)
    encoding = "latin-1" if set(high) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "cp1252"
    word = next(
        (each for each in sample.decode(encoding).replace(",", " ").replace(";", " ").split() if not each.isascii()), ""
    )
    # Western texts have few letters beyond a to z; Arabic and Cyrillic ones have little else.
    if sum(high.values()) > 0.5 * max(letters, 1) or not any(each.isalpha() for each in word if not each.isascii()):
        message = "The file is not UTF-8, and its encoding cannot be told."
        fix = 'Save it as "CSV UTF-8", or say it: --encoding cp1256 (Arabic), cp1251 (Cyrillic), cp1250, mac_roman ...'
        raise InputError(Problem(message, fix, name))
    title = "Windows-1252" if encoding == "cp1252" else "Latin-1"
    return encoding, [f'The file is not UTF-8; it was read as {title}. Check a name: "{shown(word)}".']


def _lines(name: str, opened: Callable[[], BinaryIO], encoding: str) -> Iterator[str]:
    try:
        with closing(opened()) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
            for line in text:
                yield line.replace("\0", "") if "\0" in line else line
    except (UnicodeError, LookupError) as error:
        message = f"The file cannot be read as {encoding}: {error}."
        fix = "Name the encoding it was saved in: --encoding utf-8, cp1252, utf-16 ..."
        raise InputError(Problem(message, fix, name)) from error


def _head(name: str, opened: Callable[[], BinaryIO], encoding: str) -> tuple[list[str], str, bool]:
    """The first lines, the very first with what it declares, and whether NULs stand in the file."""
    nul = False
    if encoding not in {"utf-16", "utf-16-le", "utf-16-be", "utf-32"}:
        with closing(opened()) as file:
            nul = any(b"\0" in chunk for chunk in iter(lambda: file.read(_CHUNK), b""))
    lines = []
    for line in _lines(name, opened, encoding):
        lines.append(line)
        if len(lines) >= 3 * _HEAD_ROWS:
            break
    first = lines[0].strip("\r\n\ufeff\"' ") if lines else ""
    return lines, first if first[4:5] != "\\" else "sep=\t", nul


def _tableness(lines: list[str], mark: str) -> float:
    """How much lines look like rows of a table with that separator: rows alike, times columns."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, times = Counter(widths).most_common(1)[0]
    wide = Counter(each for each in widths if each > 1)
    if width == 1 and wide:
        width, times = wide.most_common(1)[0]
    return 0.0 if width == 1 else times / len(widths) * min(width, 30)


def _rows(
    name: str, opened: Callable[[], BinaryIO], encoding: str, mark: str, skip_first: bool
) -> Iterator[NumberedRow]:
    reader = csv.reader(_lines(name, opened, encoding), delimiter=mark, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(_broken(str(error), name, number, mark)) from error
        if number == 1:
            if skip_first:
                continue
            if cells and cells[0].startswith("\ufeff"):
                cells[0] = cells[0].lstrip("\ufeff")
        yield number, cells


def _broken(reason: str, name: str, number: int, mark: str) -> Problem:
    if "limit" in reason or "unexpected end" in reason:
        message = "A quotation mark is opened here or further down and never closed."
        return Problem(message, 'Close the cell with ", or remove the mark.', name, number)
    told = f"{SEPARATORS[mark]}s" if mark in SEPARATORS else mark
    message = f"A quotation mark closes a cell too early (cells are separated by {told})."
    return Problem(message, 'Write a quotation mark inside a cell twice: "".', name, number)
