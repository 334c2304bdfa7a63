"""From the text of one cell to a number, a date or a yes, or to how it should be written."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, timedelta

from waystation.world.textfile import shown

__all__ = ["CellError", "date_advice", "read_date", "read_number", "read_yes"]

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NOBODY_SAYS = {
    "nan",
    "na",
    "n/a",
    "n.a.",
    "none",
    "null",
    "unknown",
    "-",
    "--",
    "–",
    "—",
    "?",
    "inf",
    "-inf",
}
_NOBODY_SAYS |= {"+inf", "infinity", "-infinity", "#n/a", "#value!"}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_LATEST, _EARLIEST = 2100, 1900
_SHEET_EPOCH = date(1899, 12, 30)


class CellError(ValueError):
    """A cell that cannot be used: what is wrong, and how to write it."""

    def __init__(self, message: str, fix: str):
        self.message, self.fix = message, fix
        super().__init__(f"{message} {fix}")


def read_number(text: str, *, whole: bool = False, blank_allowed: bool = False) -> float:
    """A number written with a decimal point and no thousands separators.

    Parameters
    ----------
    text : the cell, not blank
    whole : whether only whole numbers will do; then an ``int`` comes back
    blank_allowed : whether the advice may be to leave the cell blank

    Raises
    ------
    CellError
        With the number as it should be written, where that can be told.

    Examples
    --------
    >>> read_number("12.5")
    12.5
    >>> read_number("12,5")
    Traceback (most recent call last):
    ...
    waystation.world.cells.CellError: "12,5" is not a number. Write 12.5.
    """
    if not _NUMBER.fullmatch(text):
        message = f'"{shown(text)}" is not a {"whole number" if whole else "number"}.'
        raise CellError(message, _number_advice(text, whole, blank_allowed))
    value = float(text)
    if not math.isfinite(value) or abs(value) > 1e15:
        raise CellError(f'"{shown(text)}" is too large.', "Check the number of digits.")
    if not whole:
        return value
    if not value.is_integer():
        raise CellError(f'"{shown(text)}" is not a whole number.', f"Write {math.floor(value)} or {math.ceil(value)}.")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", text):
        fix = f"Write {text.replace('.', '')} if the dot separates thousands, or {int(value)} if not."
        raise CellError(f'"{text}" can be read in two ways.', fix)
    return int(value)


def _number_advice(text: str, whole: bool, blank_allowed: bool) -> str:
    if text.casefold() in _NOBODY_SAYS:
        return "Leave the cell blank if it is not known." if blank_allowed else "Write a number."
    offers = [offer for offer in _offers(text) if not whole or re.fullmatch(r"[+-]?\d+", offer)]
    if len(offers) == 2:
        return f"Write {offers[0]}, or {offers[1]} if the comma stands for the decimal point."
    if offers:
        return f"Write {offers[0]}."
    return f"Write {'a whole number such as 1200' if whole else 'digits only, such as 12.5'}."


def _offers(text: str) -> list[str]:
    """Ways in which a figure may be meant, likeliest first, each written as it should be."""
    text = text[:80].translate({0x2212: "-", 0x066B: ".", 0x066C: ","})
    plain = "".join(str(unicodedata.decimal(each, each)) for each in text).strip()
    closed = re.sub(r"(?<=\d)[\s'’_](?=\d{3}(?!\d))", "", plain)
    if _NUMBER.fullmatch(closed):
        return [closed]
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", closed):
        joined = closed.replace(",", "")
        alone = closed.count(",") == 1 and "." not in closed
        return [joined, closed.replace(",", ".")] if alone else [joined]
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", closed):
        return [closed.replace(".", "").replace(",", ".")]
    if re.fullmatch(r"[+-]?\d+,\d+", closed):
        return [closed.replace(",", ".")]
    figures = re.findall(r"\d[\d.,]*", closed, re.ASCII)
    if len(figures) == 1:
        rest = figures[0].rstrip(".,")
        return _offers(rest) if rest != closed else []
    return []


def read_date(text: str) -> date:
    """A date written as year-month-day, between 1900 and 2100.

    Raises
    ------
    CellError
        With the date as it should be written; both readings where day and month cannot be told apart.

    Examples
    --------
    >>> read_date("2018-12-31")
    datetime.date(2018, 12, 31)
    >>> read_date("31/12/2018")
    Traceback (most recent call last):
    ...
    waystation.world.cells.CellError: "31/12/2018" is not a date written year-month-day. Write 2018-12-31.
    """
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise CellError(f'"{text}" is not a date: there is no such day.', _last_of_month(text)) from None
        if not _EARLIEST <= day.year <= _LATEST:
            raise CellError(f'The year in "{text}" is probably wrong.', "Check the year.")
        return day
    raise CellError(f'"{shown(text)}" is not a date written year-month-day.', date_advice(text))


def _last_of_month(text: str) -> str:
    year, month = int(text[:4]), int(text[5:7])
    if 1 <= month <= 12 and 1 <= year < 9999 and int(text[8:]) > 28:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return f"The last day of that month is {last}: write year-month-day."
    return "Write it as year-month-day, such as 2018-12-31."


def date_advice(text: str) -> str:
    """How a date should be written, with the day it seems to mean."""
    found = _readings(text.strip()[:40])
    if len(found) == 2:
        first, second = (f"{day} if it means {day.day} {day:%B}" for day in found)
        return f"Write {first}, or {second}."
    if found:
        return f"Write {found[0]}."
    if re.fullmatch(r"[1-9]\d{4}", text, re.ASCII):
        day = _SHEET_EPOCH + timedelta(days=int(text))
        return f"Write {day} if this is the day number of a spreadsheet."
    return "Write it as year-month-day, such as 2018-12-31."


def _readings(text: str) -> list[date]:
    tokens = re.findall(r"\d+|[^\W\d_]+", text.split("T")[0] if text[:4].isdigit() else text)
    numbers = [int(each) for each in tokens if each.isdecimal() and len(each) <= 8]
    months = [_MONTHS.index(each[:3].casefold()) + 1 for each in tokens if each[:3].casefold() in _MONTHS]
    tried: list[tuple[int, int, int]] = []
    if months and len(numbers) == 2:
        tried = [(numbers[1], months[0], numbers[0]), (numbers[0], months[0], numbers[1])]
    elif len(numbers) == 1 and numbers[0] > 10_000_000:
        tried = [(numbers[0] // 10_000, numbers[0] // 100 % 100, numbers[0] % 100)]
    elif not months and len(numbers) >= 3:
        a, b, c = numbers[:3]
        tried = [(a, b, c)] if a > 31 else [(c, b, a), (c, a, b)]
    days: list[date] = []
    for year, month, day in tried:
        full = year + 2000 if 0 < year < 100 else year
        if _EARLIEST <= full <= _LATEST and 1 <= month <= 12 and 1 <= day <= 31:
            try:
                days.append(date(full, month, day))
            except ValueError:
                continue
    return list(dict.fromkeys(days))


def read_yes(text: str) -> bool:
    """``true``/``yes``/``1`` or ``false``/``no``/``0``, in any case.

    Raises
    ------
    CellError
        For anything else.
    """
    word = text.casefold()
    if word in {"true", "yes", "1"}:
        return True
    if word in {"false", "no", "0"}:
        return False
    raise CellError(f'"{shown(text)}" is neither yes nor no.', "Write yes or no.")
