"""From the cells of one column to days: whether day or month stands first is decided by the whole column."""

from __future__ import annotations

import math
import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from waystation.claims.take.calendar_words import month_names, weekday_names, weekdays_by_name
from waystation.claims.take.numbers import Unreadable
from waystation.claims.take.words import folded, heading_hints, table_words, without_raised
from waystation.world.textfile import shown

__all__ = ["ANY_YEAR", "DATE_ORDER", "NO_YEAR", "DayCells", "Span", "read_days"]

DATE_ORDER = "date-order"
"""Code of a problem: nobody says whether day or month stands first."""
NO_YEAR = "no-year"
"""Code of a problem: a day and a month without a year."""
ANY_YEAR = date(2100, 12, 31)
"""For `read_days`, where it matters that a cell names a day and not in which year."""

_EARLIEST, _LATEST = 1900, 2100
_SHEET_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954 to 2118
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})", re.ASCII)
_YEAR = re.compile(r"(\d{4})(?:\.0+)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,].*)?", re.ASCII)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NO_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})", re.ASCII)
_MONTH_FIRST = re.compile(r"[^\W\d]+\.?-\d{1,2}")
"""What spreadsheets write for a month and its year, "May-30"; elsewhere it may be a day."""
_SMALL_WORDS = frozenset({"de", "г", "р"})
"""Words of a date that are neither its month nor its weekday: "3 de mayo", and what stands behind a year."""
_DIRECTION = dict.fromkeys(map(ord, "\u200e\u200f\u061c\ufeff"))
"""Marks that tell a screen how to show a date; Arabic ones have them beside their strokes."""
_CLOCK = re.compile(r"(?:[T ]|, )(\d{1,2}:\d{2}.*)$")


_ANY_WEEKDAY = frozenset(range(7))
_BESIDE_WEEKDAY = re.compile(
    r"(?P<before>[^\W\d]+\.?)?,?[ -]*(?P<day>\d+[/.-][\d/.-]*\d)[ ,(]*(?P<behind>[^\W\d]+\.?)?\)?"
)
"""A day in numbers with a word before or behind it: "Mon 03/06/2030"."""


class Span(NamedTuple):
    """First and last day a cell speaks of: one day, a week, a month or a year."""

    start: date
    end: date


class _Numbers(NamedTuple):
    """A day as its numbers stand in a cell, and the days of the week it may be."""

    first: int
    second: int
    year: int | None
    weekdays: frozenset[int]


@dataclass(frozen=True)
class DayCells:
    """The days of the different cells of a column.

    Parameters
    ----------
    spans : days of each cell, or None where nothing is known
    clock : time of day written in each cell, empty where there is none
    unreadable : what is wrong, by position of the cell
    serial : positions of cells that hold day numbers of a spreadsheet
    without_year : positions of cells that were given their year
    """

    spans: list[Span | None]
    clock: list[str]
    unreadable: dict[int, Unreadable] = field(default_factory=dict)
    serial: list[int] = field(default_factory=list)
    without_year: list[int] = field(default_factory=list)


def read_days(cells: Sequence[object], *, order: str = "", until: date | None = None) -> DayCells:
    """Days from the different cells of a column.

    Parameters
    ----------
    cells : the different values of the column: text, dates, numbers or None
    order : ``dmy`` or ``mdy``, where a person has said what stands first
    until : a day such as "3 May", without its year, is the last such day up to this one; by default it is not read

    Examples
    --------
    >>> [span.start.isoformat() for span in read_days(["03/01/2030", "14/01/2030"]).spans]
    ['2030-01-03', '2030-01-14']
    >>> read_days(["03/01/2030"]).unreadable[0].message
    '"03/01/2030" can be read in two ways: 2030-01-03 or 2030-03-01.'
    >>> read_days(["8 janv. 2030", 45292, "2030"]).spans[0].start.isoformat()
    '2030-01-08'
    >>> [span.start.isoformat() for span in read_days(["30 Dec", "2-Jan"], until=date(2031, 1, 5)).spans]
    ['2030-12-30', '2031-01-02']
    """
    found = DayCells([None] * len(cells), [""] * len(cells))
    by_numbers: dict[int, _Numbers] = {}
    for at, cell in enumerate(cells):
        if isinstance(cell, datetime):
            found.spans[at] = Span(cell.date(), cell.date())
            found.clock[at] = "" if cell.time().isoformat() == "00:00:00" else cell.time().isoformat()
        elif isinstance(cell, date):
            found.spans[at] = Span(cell, cell)
        elif isinstance(cell, bool):
            found.unreadable[at] = _no_day(str(cell))
        elif isinstance(cell, (int, float)):
            _number(found, at, float(cell))
        elif cell is not None:
            _text(found, at, str(cell), by_numbers, until)
    _by_numbers(found, by_numbers, cells, order, until)
    for at, span in enumerate(found.spans):
        if span is not None and not (span.start.year >= _EARLIEST and span.end.year <= _LATEST):
            found.spans[at] = None
            found.serial[:] = [each for each in found.serial if each != at]
            found.unreadable[at] = Unreadable(f'"{shown(cells[at])}" is probably the wrong year.', "Check the year.")
    return found


def _no_day(text: str) -> Unreadable:
    return Unreadable(f'"{shown(text)}" is not a date.', "Write it as year-month-day, such as 2030-01-08.")


def _number(found: DayCells, at: int, value: float) -> None:
    if not math.isfinite(value):
        if not math.isnan(value):
            found.unreadable[at] = _no_day(f"{value:g}")
        return
    if value.is_integer() and _EARLIEST <= value <= _LATEST:
        found.spans[at] = _whole_year(int(value))
    elif int(value) in _SERIALS:
        day = _SHEET_EPOCH + timedelta(days=int(value))
        found.spans[at] = Span(day, day)
        found.serial.append(at)
    elif value.is_integer() and _PACKED.fullmatch(str(int(value))):
        _text(found, at, str(int(value)), {}, None)
    else:
        found.unreadable[at] = _no_day(f"{value:g}")


def _text(found: DayCells, at: int, cell: str, by_numbers: dict[int, _Numbers], until: date | None) -> None:
    words = table_words()
    plain = without_raised(cell.strip())
    text = "".join(str(unicodedata.decimal(each, each)) for each in plain).translate(_DIRECTION).strip("*† ")
    if not text or text in words.unknown_signs or folded(text) in words.unknown:
        return
    clock = _CLOCK.search(text)
    if clock:
        found.clock[at] = clock[1]
        text = text[: clock.start()].strip().rstrip(",")
    text, weekdays = _without_weekday(text)
    parts: tuple[int, int, int] | None = None
    if (match := _ISO.fullmatch(text)) or (match := _PACKED.fullmatch(text)):
        parts = int(match[1]), int(match[2]), int(match[3])
    elif match := _YEAR.fullmatch(text):
        if _EARLIEST <= int(match[1]) <= _LATEST:
            found.spans[at] = _whole_year(int(match[1]))
            return
    elif match := _MONTH.fullmatch(text):
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        if 1 <= int(month) <= 12:
            found.spans[at] = _whole_month(int(year), int(month))
            return
    elif match := _NUMBERS.fullmatch(text):
        year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
        by_numbers[at] = _Numbers(int(match[1]), int(match[3]), year, weekdays)
        if match[2] == ".":
            # With points the day comes first wherever such dates are written.
            del by_numbers[at]
            parts = year, int(match[3]), int(match[1])
        else:
            return
    elif match := _NO_YEAR.fullmatch(text):
        by_numbers[at] = _Numbers(int(match[1]), int(match[2]), None, weekdays)
        return
    elif match := _week_forms().fullmatch(folded(text)):
        span = _whole_week(int(match[1] or match[4]), int(match[2] or match[3]))
        if span is not None:
            found.spans[at] = span
            return
    elif re.fullmatch(r"\d{5}(\.\d+)?", text, re.ASCII) and int(float(text)) in _SERIALS:
        _number(found, at, float(text))
        return
    else:
        span = _named_month(text)
        if span is not None:
            found.spans[at] = span
            return
        named = _named_day(text)
        if named is not None:
            _without_year(found, at, cell, *named, until)
            return
    _put(found, at, cell, _day(*parts) if parts else None, weekdays)


def _put(found: DayCells, at: int, cell: object, day: date | None, weekdays: frozenset[int]) -> None:
    """The day of a cell; a problem where there is none, or where it is another day of the week than is written."""
    if day is None:
        found.unreadable[at] = _no_day(str(cell))
    elif day.weekday() not in weekdays:
        said = f'"{shown(cell)}" has two days: {day} is a {day:%A}.'
        found.unreadable[at] = Unreadable(said, "Correct the date or the day of the week.")
    else:
        found.spans[at] = Span(day, day)


def _without_weekday(text: str) -> tuple[str, frozenset[int]]:
    """A day in numbers without the day of the week beside it, and which that may be; any text else as it is."""
    match = _BESIDE_WEEKDAY.fullmatch(text)
    named = [match[side] for side in ("before", "behind") if match[side]] if match else []
    if not match or len(named) != 1:
        return text, _ANY_WEEKDAY
    weekdays = weekdays_by_name().get(folded(named[0]).rstrip("."))
    return (match["day"], weekdays) if weekdays else (text, _ANY_WEEKDAY)


def _by_numbers(
    found: DayCells,
    cells_at: dict[int, _Numbers],
    cells: Sequence[object],
    order: str,
    until: date | None,
) -> None:
    """Dates such as 03/01/2030: one cell with 13 or more settles the column."""
    day_first = any(each.first > 12 for each in cells_at.values())
    month_first = any(each.second > 12 for each in cells_at.values())
    both = {at: _both_ways(each, until) for at, each in cells_at.items()}
    if not order and day_first == month_first:
        # "Mon 03/06/2030" is a Monday in one way only.
        by_weekday = {_way(*both[at], each.weekdays) for at, each in cells_at.items()} - {""}
        order = by_weekday.pop() if len(by_weekday) == 1 else ""
    for at, each in cells_at.items():
        if each.year is None and until is None:
            _without_year(found, at, cells[at], each.second, each.first, until)
            continue
        as_day, as_month = both[at]
        if order:
            chosen = as_day if order == "dmy" else as_month
        elif day_first != month_first:
            chosen = as_day if day_first else as_month
        elif as_day == as_month or as_day is None or as_month is None:
            chosen = as_day or as_month
        else:
            text = shown(cells[at])
            message = f'"{text}" can be read in two ways: {as_day} or {as_month}.'
            fix, code = "Say what stands first: --dates dmy (day) or --dates mdy (month).", DATE_ORDER
            if day_first:
                message = (
                    f'"{text}" can be read in two ways: the column has dates with the day and with the month first.'
                )
                fix, code = "Write all dates as year-month-day, such as 2030-01-08.", ""
            found.unreadable[at] = Unreadable(message, fix, code)
            continue
        _put(found, at, cells[at], chosen, each.weekdays)
        if each.year is None and found.spans[at] is not None:
            found.without_year.append(at)


def _both_ways(numbers: _Numbers, until: date | None) -> tuple[date | None, date | None]:
    """The day if it stands first, and if the month does; without a year, the last such day up to one."""
    if numbers.year is None and until is not None:
        return _last_day(numbers.second, numbers.first, until), _last_day(numbers.first, numbers.second, until)
    year = numbers.year or 0
    return _day(year, numbers.second, numbers.first), _day(year, numbers.first, numbers.second)


def _way(as_day: date | None, as_month: date | None, weekdays: frozenset[int]) -> str:
    """What stands first by the day of the week; empty where it fits both ways, or none."""
    fits = [way for way, day in (("dmy", as_day), ("mdy", as_month)) if day is not None and day.weekday() in weekdays]
    return fits[0] if len(fits) == 1 and weekdays != _ANY_WEEKDAY else ""


def _without_year(found: DayCells, at: int, cell: object, month: int, day: int, until: date | None) -> None:
    """A day and a month: the last such day up to the one given; else a problem."""
    last = _last_day(month, day, until or ANY_YEAR)
    if last is None:
        found.unreadable[at] = _no_day(str(cell))
    elif until is None:
        said = f'"{shown(cell)}" has no year.'
        found.unreadable[at] = Unreadable(said, "Write the year too, such as 2030-01-08.", NO_YEAR)
    else:
        found.spans[at] = Span(last, last)
        found.without_year.append(at)


def _last_day(month: int, day: int, until: date) -> date | None:
    """The last such day up to one; a 29 February may lie eight years back."""
    days = (_day(until.year - back, month, day) for back in range(9))
    return next((each for each in days if each is not None and each <= until), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _whole_year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def _whole_month(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


@cache
def _week_forms() -> re.Pattern[str]:
    """A numbered week with its year, folded: "2030-w18", "s18 2030", "week 18, 2030"."""
    hints = heading_hints()
    name = rf"(?:{'|'.join(sorted(map(re.escape, hints.week | hints.week_letters), key=len, reverse=True))})\.?[ -]?"
    return re.compile(rf"(\d{{4}})[-/ ]?{name}(\d{{1,2}})|{name}(\d{{1,2}})[-/ ,(]+(\d{{4}})\)?")


def _whole_week(year: int, week: int) -> Span | None:
    """Monday to Sunday of a week as ISO 8601 numbers them; None if the year has no such week."""
    try:
        return Span(date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7))
    except ValueError:
        return None


def _named_month(text: str) -> Span | None:
    """A date with the month as a word, in the languages of ``words.toml``; a month alone if it names no day."""
    month, numbers, _ = _month_and_numbers(text)
    if month is None or not numbers:
        return None
    years = [each for each in numbers if each > 31]
    if len(numbers) == 1 and len(years) == 1 and _EARLIEST <= years[0] <= _LATEST:
        return _whole_month(years[0], month)
    if len(numbers) != 2 or len(years) > 1:
        return None
    day, year = (numbers[1], numbers[0]) if years and numbers[0] == years[0] else (numbers[0], numbers[1])
    if year < 100 and not years:
        # 08-Jan-30: the year comes last wherever months are written so.
        year += 2000
    found = _day(year + 2000 if year < 100 else year, month, day)
    return None if found is None else Span(found, found)


def _named_day(text: str) -> tuple[int, int] | None:
    """Month and day of "3 May" or "Tue 3-May"; none where other words stand beside them, as in the name of a block."""
    month, numbers, others = _month_and_numbers(text)
    if month is None or len(numbers) != 1 or not 1 <= numbers[0] <= 31 or _MONTH_FIRST.fullmatch(text):
        return None
    return (month, numbers[0]) if set(others) <= weekday_names() | _SMALL_WORDS else None


def _month_and_numbers(text: str) -> tuple[int | None, list[int], list[str]]:
    """The one month that a text names, its numbers, and its other words; none of them where it is no date."""
    months, weekdays = month_names(), weekday_names()
    tokens = [each for each in re.split(r"[\s\-/.,٬،]+", folded(text)) if each]
    numbers = [int(re.sub(r"(?<=\d)(st|nd|rd|th|er|o|a)$", "", each)) for each in tokens if _is_number(each)]
    words = [each for each in tokens if not each[0].isdigit()]
    named = {word: months[word] for word in (*words, *map(" ".join, pairwise(words))) if word in months}
    if len(named) > 1:
        # "mar. 25 juin": short names of a weekday and of a month may be the same.
        named = {word: month for word, month in named.items() if word not in weekdays}
    if len(numbers) + len(words) < len(tokens) or len(set(named.values())) != 1:
        return None, [], []
    parts = {part for name in named for part in name.split()}
    return next(iter(named.values())), numbers, [word for word in words if word not in parts]


def _is_number(token: str) -> bool:
    """Whether a folded token is a number or a day such as "1st", "1er" or "1º", whose last sign is folded to "o"."""
    return re.fullmatch(r"\d{1,4}(st|nd|rd|th|er|o|a)?", token) is not None
