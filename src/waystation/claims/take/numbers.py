"""From the cells of one column to counts: what the signs mean is decided by the whole column.

``1,234`` and ``1.234`` are read in the one way that the other cells of the column and the file leave open. Where two
are left, the cell is refused with its row: a figure is never guessed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from waystation.claims.take.words import folded, table_words
from waystation.world.textfile import shown

__all__ = ["Figures", "Unreadable", "read_figures"]

_SPACES = "\u0020\u00a0\u2007\u2009\u202f\u2002\u2003\u200a"
_CLOSED = re.compile(rf"(?<=\d)[{_SPACES}'’‘`´_\u066c](?=\d)")
_PLAIN = re.compile(r"\d+", re.ASCII)
_FORM = re.compile(r"\d[\d.,]*", re.ASCII)
# A note sign after a figure: stars, daggers, raised digits, or a letter or digit in brackets.
# One sign at a time: a run of signs that may be cut anywhere takes twice as long with each sign more.
_SIGN = r"(?:[*†‡§#¶°ªº¹²³⁰⁴-⁹⁽⁾ᵃ-ᶻ]|[\[(]\s*(?:[a-zA-Z]|\d{1,2}|[*†‡]+)\s*[\])])"
_NOTE = re.compile(rf"(?<=[^\s*])\s*{_SIGN}(?:[\s,]*{_SIGN})*$")
# "250-300": both ends as they are written; a leading zero is one of a day or a code.
_RANGE = re.compile(r"(0|[1-9][^-–—]*?)\s*[-–—]\s*([1-9][^-–—]*)")
# "300 (est.)", "300 approx": the word that qualifies a figure may stand behind it.
_TAIL = re.compile(r"(\d[^a-z]*?)\s*[\[(]?\s*([^\W\d_][^\d()\[\]]*?)\s*[\])]?")
_IN_THOUSANDS = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?\s*k")
_MOST = 1e12
_NEGATIVE = "Write a count of 0 or more; a correction goes into the figure of the day that it corrects."


class Unreadable(NamedTuple):
    """A cell that cannot be used: what is wrong, what to do, and a code where programs tell it apart."""

    message: str
    fix: str
    code: str = ""


@dataclass(frozen=True)
class Figures:
    """The figures of the different cells of one column.

    Parameters
    ----------
    low, high : a figure for each cell, or None: unknown, or no bound on that side
    qualifier : word for how the figure is given, for each cell; empty where it is not a figure
    unreadable : what is wrong, by position of the cell
    noted : positions of cells whose note sign (a star, a raised digit) was left out
    unlike : positions of cells of four digits and more without a sign between thousands, where most others have one;
        the last digit may be that of a note
    """

    low: list[float | None]
    high: list[float | None]
    qualifier: list[str]
    unreadable: dict[int, Unreadable]
    noted: list[int]
    unlike: list[int]


class _Cell(NamedTuple):
    text: str
    qualifier: str
    noted: bool
    spaced: bool
    high: str = ""
    """The second figure of a range."""


def read_figures(cells: Sequence[object], *, separator: str = "", decimal: str = "", times: int = 1) -> Figures:
    """Counts of people or families from the different cells of a column.

    Parameters
    ----------
    cells : the different values of the column: text, numbers or None
    separator : what separates the cells of the file; a file with ``;`` is one whose decimals have a comma
    decimal : the sign before decimals, ``.`` or ``,``, where a person has said it
    times : how many people a 1 stands for; 1,000 in a column of thousands, whose exact figures are then about so many

    Examples
    --------
    >>> read_figures(["1.234", "987", "12.500*", "-"]).low
    [1234.0, 987.0, 12500.0, None]
    >>> read_figures(["~300", ">5,000"]).qualifier
    ['about', 'more than']
    >>> both = read_figures(["250-300", "1 200 – 1 500"])
    >>> both.low, both.high, both.qualifier
    ([250.0, 1200.0], [300.0, 1500.0], ['range', 'range'])
    >>> read_figures(["5.0", "13.6"], decimal=".", times=1000).low
    [5000.0, 13600.0]
    >>> read_figures(["12.000", "15.000"], separator=",").unreadable[0].message
    '"12.000" can be read in two ways: 12000 or 12.'
    """
    found = Figures([None] * len(cells), [None] * len(cells), [""] * len(cells), {}, [], [])
    texts: dict[int, _Cell] = {}
    for at, cell in enumerate(cells):
        if cell is None or isinstance(cell, bool):
            if isinstance(cell, bool):
                found.unreadable[at] = _not_a_figure(str(cell))
        elif isinstance(cell, (int, float)):
            _put(found, at, float(cell), "exact", str(cell), times)
        else:
            read = _stripped(str(cell))
            if isinstance(read, Unreadable):
                found.unreadable[at] = read
            elif read is not None:
                texts[at] = read
    written = [text for cell in texts.values() for text in (cell.text, cell.high) if text]
    marks = _marks(written, separator, decimal, may_be_parts=times > 1)
    for at, cell in texts.items():
        value = _value(cell.text, marks)
        if isinstance(value, Unreadable):
            found.unreadable[at] = value
            continue
        _put(found, at, value, cell.qualifier, cell.text, times)
        if cell.high and at not in found.unreadable:
            _put_high(found, at, _value(cell.high, marks), cell, times)
        if cell.noted:
            found.noted.append(at)
    separated = sum(cell.spaced or _has_thousands(cell.text, marks) for cell in texts.values())
    unlike = [at for at, cell in texts.items() if len(cell.text) > 3 and cell.text.isdecimal() and not cell.spaced]
    if len(unlike) < separated:
        found.unlike.extend(unlike)
    return found


def _has_thousands(text: str, marks: _Marks) -> bool:
    return any(mark in text and marks.of(mark) == "thousands" for mark in ".,")


def _put(found: Figures, at: int, value: float, qualifier: str, text: str, times: int) -> None:
    if math.isnan(value):
        return
    if times > 1 and math.isfinite(value):
        value, qualifier = float(round(value * times)), "about" if qualifier == "exact" and value else qualifier
    if value < 0:
        found.unreadable[at] = Unreadable(f"{shown(text)} is negative.", _NEGATIVE)
    elif not value.is_integer():
        message = f"{shown(text)} is not a whole number of people."
        found.unreadable[at] = Unreadable(message, "Check which sign separates thousands, or write a whole number.")
    elif value > _MOST:
        found.unreadable[at] = Unreadable(f"{shown(text)} is too large to be a count.", "Check the number of digits.")
    else:
        found.low[at] = None if qualifier in {"less than", "up to"} else value
        found.high[at] = None if qualifier in {"more than", "at least"} else value
        found.qualifier[at] = qualifier


def _put_high(found: Figures, at: int, value: float | Unreadable, cell: _Cell, times: int) -> None:
    """The second figure of a range; the whole cell is refused where it is none."""
    low = found.low[at]
    if isinstance(value, Unreadable):
        found.unreadable[at] = value
    else:
        _put(found, at, value, cell.qualifier, cell.high, times)
        if at not in found.unreadable and low is not None and (found.low[at] or 0.0) <= low:
            message = f'"{cell.text}-{cell.high}" is not a range: its second figure is not larger than its first.'
            found.unreadable[at] = Unreadable(message, "Write both figures in full, such as 250-300.")
    found.low[at] = low
    if at in found.unreadable:
        found.low[at], found.high[at], found.qualifier[at] = None, None, ""


def _not_a_figure(text: str) -> Unreadable:
    return Unreadable(f'"{shown(text)}" is not a figure.', "Write digits only, or leave the cell blank if nobody says.")


def _stripped(cell: str) -> _Cell | Unreadable | None:
    """The digits and signs of a cell and how they are qualified; None where nothing is known."""
    whole = cell.strip().strip(_SPACES + "\u200e\u200f\u061c\ufeff")
    if whole.casefold() in table_words().spreadsheet_errors or whole.startswith("####"):
        fix = "Repair the formula in the spreadsheet, or write the figure."
        return Unreadable(f'"{shown(whole)}" is an error of a spreadsheet, not a figure.', fix)
    # The note sign goes first: folded or as plain digits, a raised digit would be one more digit of the figure.
    sign = _NOTE.search(whole)
    text = whole[: sign.start()] if sign else whole
    low = folded(text)
    if _says_unknown(text, low):
        return None
    # An apostrophe at the beginning tells a spreadsheet that a cell is text.
    low, text = low.lstrip("'’"), text.lstrip("'’")
    qualifier = "exact"
    first = re.match(r"[^\d]+", low)
    if first and first[0].strip() not in {"", "-", "−"}:
        name = table_words().qualifiers.get(first[0].strip())
        if name is None:
            return _not_a_figure(whole)
        qualifier, text = name, low[first.end() :]
    behind = _TAIL.fullmatch(folded(text)) if qualifier == "exact" else None
    if behind and (name := table_words().qualifiers.get(behind[2])):
        qualifier, text = name, behind[1]
    if (thousands := _IN_THOUSANDS.fullmatch(folded(text))) is not None:
        # "1,5k", "12k": written so, a figure is about so many.
        value = int(thousands[1]) * 1000 + int((thousands[2] or "").ljust(3, "0"))
        qualifier, text = "about" if qualifier == "exact" else qualifier, str(value)
    figure = "".join(str(unicodedata.decimal(each, each)) for each in text.translate({0x066B: ".", 0x2212: "-"}))
    figure = figure.strip()
    if figure.endswith("+"):
        qualifier, figure = "at least", figure[:-1]
    ends = _RANGE.fullmatch(figure) if qualifier in {"exact", "about"} else None
    if ends:
        low, high = (_without_gaps(each) for each in ends.groups())
        return _Cell(low, "range", sign is not None, spaced=(low, high) != ends.groups(), high=high)
    text = _without_gaps(figure)
    return _Cell(text, qualifier, sign is not None, spaced=text != figure)


def _says_unknown(text: str, low: str) -> bool:
    words = table_words()
    return not text or text in words.unknown_signs or low in words.unknown or low.strip("()[].") in words.unknown


def _without_gaps(figure: str) -> str:
    """Digits without the blanks or apostrophes between thousands; left as it is where they group otherwise."""
    if not _CLOSED.search(figure):
        return figure
    groups = re.split(rf"[{_SPACES}'’‘`´_\u066c]", re.split(r"[.,]\d{1,2}$", figure)[0])
    if len(groups[-1]) == 3 and 1 <= len(groups[0]) <= 3 and _grouped(groups):
        return _CLOSED.sub("", figure)
    return figure


def _grouped(groups: Sequence[str]) -> bool:
    """Whether digits stand in thousands, or in lakhs and crores; the first group has no leading zero."""
    inner = {len(each) for each in groups[1:-1]}
    first = groups[0]
    if not all(each.isdecimal() for each in groups) or len(groups[-1]) != 3 or (first.startswith("0")):
        return False
    return (inner <= {3} and len(first) <= 3) or (inner == {2} and len(first) <= 2)


def _too_long(parts: Sequence[str]) -> bool:
    """Whether more than three digits, not all zeros, follow one mark: "6,5001" is neither thousands nor a count.

    It decides nothing for the column: most often the last digit is that of a note.
    """
    return len(parts) == 2 and 1 <= len(parts[0]) <= 3 and len(parts[1]) > 3 and bool(parts[1].strip("0"))


@dataclass(frozen=True)
class _Marks:
    """What ``.`` and ``,`` do in a column: "thousands", "decimal", "both" (they clash) or "" (open)."""

    point: str
    comma: str

    def of(self, mark: str) -> str:
        return self.point if mark == "." else self.comma


def _marks(texts: Sequence[str], separator: str, decimal: str, *, may_be_parts: bool) -> _Marks:
    if decimal:
        return _Marks("decimal", "thousands") if decimal == "." else _Marks("thousands", "decimal")
    sure: dict[str, set[str]] = {".": set(), ",": set()}
    zeros: dict[str, list[bool]] = {".": [], ",": []}
    bare = False
    for text in texts:
        if not _FORM.fullmatch(text):
            continue
        used = [mark for mark in ".," if mark in text]
        bare = bare or not used
        if len(used) == 2:
            last = max(used, key=text.rindex)
            other = "," if last == "." else "."
            if text.count(last) == 1:
                sure[last].add("decimal")
                sure[other].add("thousands")
        elif used:
            mark = used[0]
            parts = text.split(mark)
            if len(parts) > 2:
                sure[mark].add("thousands")
            elif _too_long(parts) and not may_be_parts:
                continue
            elif len(parts[1]) != 3 or len(parts[0]) > 3 or parts[0] in {"", "0"} or parts[0].startswith("0"):
                sure[mark].add("decimal")
            else:
                # Both 1.234 people and 12.5 people are impossible: only three zeros leave two readings.
                zeros[mark].append(parts[1] == "000")
    if may_be_parts:
        # 5.250 thousand is as likely as 5,250 thousand.
        return _Marks(*(_said(mark, sure) for mark in ".,"))
    return _Marks(*(_decided(mark, sure, zeros, bare, separator) for mark in ".,"))


def _said(mark: str, sure: dict[str, set[str]]) -> str:
    """What a mark does as far as cells leave no doubt; the two marks of a column do different things."""
    if len(sure[mark]) == 2:
        return "both"
    if sure[mark]:
        return next(iter(sure[mark]))
    other = sure["," if mark == "." else "."]
    return {"thousands": "decimal", "decimal": "thousands"}.get(next(iter(other)), "") if len(other) == 1 else ""


def _decided(mark: str, sure: dict[str, set[str]], zeros: dict[str, list[bool]], bare: bool, separator: str) -> str:
    other = "," if mark == "." else "."
    if len(sure[mark]) == 2:
        return "both"
    if sure[mark]:
        return next(iter(sure[mark]))
    if not zeros[mark]:
        return ""
    if zeros[other] or "thousands" in sure[other]:
        # 1,234 and 1.234 in one column cannot both be thousands.
        return "both" if zeros[other] and not sure[other] else "decimal"
    if not all(zeros[mark]) or bare or "decimal" in sure[other]:
        return "thousands"
    usual = {".": {";"}, ",": {","}}[mark]
    return "thousands" if separator in usual else ""


def _value(text: str, marks: _Marks) -> float | Unreadable:
    if _PLAIN.fullmatch(text):
        return float(text)
    if re.fullmatch(r"-\d[\d.,]*", text):
        return Unreadable(f"{shown(text)} is negative.", _NEGATIVE)
    if not _FORM.fullmatch(text):
        return _not_a_figure(text)
    used = [mark for mark in ".," if mark in text]
    if len(used) == 1 and marks.of(used[0]) != "decimal" and _too_long(text.split(used[0])):
        message = f'"{shown(text)}" has {len(text.split(used[0])[1])} digits after "{used[0]}", thousands have 3.'
        return Unreadable(message, "Write the figure without separators, and without the digit of a note.")
    whole, part = text, ""
    for mark in used:
        role = marks.of(mark)
        if role == "both":
            message = f'"{shown(text)}" can be read in two ways: the column uses "{mark}" for thousands and decimals.'
            return Unreadable(message, "Write all figures of the column without separators, such as 1234.")
        if role == "":
            plain = text.replace(mark, "")
            alone = re.sub(rf"{re.escape(mark)}0*$", "", text).replace(mark, ".")
            message = f'"{shown(text)}" can be read in two ways: {plain} or {alone}.'
            return Unreadable(message, "Say which sign stands before decimals: --decimal . or --decimal ,")
        if role == "decimal":
            if text.count(mark) > 1:
                return _not_a_figure(text)
            whole, _, part = text.partition(mark)
    thousands = next((mark for mark in used if marks.of(mark) == "thousands"), None)
    if thousands and thousands in whole:
        groups = whole.split(thousands)
        if not _grouped(groups):
            return _not_a_figure(text)
        whole = "".join(groups)
    if not whole.isdecimal() or (part and not part.isdecimal()):
        return _not_a_figure(text)
    return float(f"{whole}.{part or 0}")
