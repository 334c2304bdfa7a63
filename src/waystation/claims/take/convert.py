"""From columns of cells to columns of days, figures and places, with every row that cannot be read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.claims.take.calendar_words import month_names
from waystation.claims.take.columns import Bools, Coded, Columns, so_in_more
from waystation.claims.take.day_cells import DATE_ORDER, NO_YEAR, Span, read_days
from waystation.claims.take.numbers import Figures, Unreadable, read_figures
from waystation.claims.take.words import people_a_one, table_words
from waystation.errors import Problem
from waystation.world.textfile import shown

__all__ = ["Days", "coalesced", "country_name", "days_of", "figures_of", "plain_words", "told_days"]

Days = npt.NDArray[np.datetime64]

_NEVER = np.datetime64("NaT", "D")
_TOLD = re.compile(r"(\d{1,2})\s+([^\W\d_]+)\s*(?:-|–|to)\s*(\d{1,2})\s+([^\W\d_]+)")
_WAYS = re.compile(r"<[^>]*>")
_MOST_DAYS_APART = 200


def unreadable_rows(columns: Columns, name: str, faults: dict[int, Unreadable], among: Bools) -> list[Problem]:
    """A problem for each cell that cannot be read, at the first row that has it; one for all that one answer helps."""
    if not faults:
        return []
    column = columns.coded[name]
    heading = shown(columns.match.names[columns.match.columns[name][0]])
    problems = []
    for alike in _helped_at_once(faults):
        here = np.flatnonzero(np.isin(column.codes, alike) & among)
        if not len(here):
            continue
        code = int(column.codes[here[0]])
        fault, more = faults[code], so_in_more(len(here) - 1)
        problems.append(
            Problem(
                fault.message + more,
                fault.fix,
                columns.match.grid.name,
                int(columns.rows[here[0]]),
                heading,
                shown(column.cells[code]),
                fault.code,
            )
        )
    return problems


def _helped_at_once(faults: dict[int, Unreadable]) -> list[list[int]]:
    """Cells by what would help: an answer about the order or the year of days settles the whole column."""
    kinds: dict[str | int, list[int]] = {}
    for code, fault in faults.items():
        kinds.setdefault(fault.code if fault.code in (DATE_ORDER, NO_YEAR) else code, []).append(code)
    return list(kinds.values())


def days_of(
    columns: Columns, names: Iterable[str], order: str, among: Bools, until: date | None
) -> tuple[Days, Days, Bools, list[Problem], list[str]]:
    """First and last day of each row, from the first of the columns that is filled.

    A day without its year is the last such day up to ``until``, and a problem where that is None.

    Returns
    -------
    start, end : (rows,) days, NaT where none is known
    clock : (rows,) whether the cell carries a time other than midnight
    problems, notes : what cannot be read, and what was done
    """
    start, end = np.full(len(columns), _NEVER), np.full(len(columns), _NEVER)
    clock = np.zeros(len(columns), bool)
    problems: list[Problem] = []
    notes: list[str] = []
    for name in names:
        if name not in columns.coded:
            continue
        column = columns.coded[name]
        read = read_days(column.cells, order=order, until=until)
        open_rows = np.isnat(start)
        problems += _unreadable_days(columns, name, read.unreadable, among & open_rows)
        start = np.where(open_rows, column.of([_first(each) for each in read.spans], "datetime64[D]"), start)
        end = np.where(open_rows, column.of([_last(each) for each in read.spans], "datetime64[D]"), end)
        timed = [bool(each) and not re.match(r"0?0:00(:00(\.0+)?)?(?!\d)", each) for each in read.clock]
        clock |= open_rows & column.of(timed, bool)
        if read.serial and not columns.match.grid.merged and columns.match.grid.separator:
            heading = shown(columns.match.names[columns.match.columns[name][0]])
            example = read.spans[read.serial[0]]
            assert example is not None
            cell = column.cells[read.serial[0]]
            notes.append(
                f'"{heading}" holds day numbers of a spreadsheet: {cell} was read as {example.start} '
                "(counted from 1900; a spreadsheet that counts from 1904 means four years later)."
            )
        if read.without_year:
            heading = shown(columns.match.names[columns.match.columns[name][0]])
            days = [span.start for at in read.without_year if (span := read.spans[at]) is not None]
            notes.append(
                f'The days in "{heading}" have no year: they were read as the last ones up to {until}, from '
                f"{min(days)} to {max(days)}."
            )
    return start, end, clock, problems, notes


def _unreadable_days(columns: Columns, name: str, faults: dict[int, Unreadable], among: Bools) -> list[Problem]:
    """Problems of cells that are no day; where the year is lacking, the day the table came out helps as well."""
    problems = unreadable_rows(columns, name, faults, among)
    fix = (
        "Write the year too, or give the day the table came out: --published 2030-05-10. "
        "Its days are then the last ones up to that day."
    )
    return [replace(each, fix=fix) if each.code == NO_YEAR else each for each in problems]


def _first(span: Span | None) -> np.datetime64:
    return _NEVER if span is None else np.datetime64(span.start, "D")


def _last(span: Span | None) -> np.datetime64:
    return _NEVER if span is None else np.datetime64(span.end, "D")


def figures_of(columns: Columns, name: str, decimal: str) -> tuple[Figures, list[str]]:
    """The figures of the different cells of a column, and what was done to read them."""
    column = columns.coded[name]
    named = columns.match.names[columns.match.columns[name][0]]
    times = people_a_one(named)
    read = read_figures(column.cells, separator=columns.match.grid.separator, decimal=decimal, times=times)
    notes = []
    heading = shown(named)
    if times > 1:
        notes.append(f'"{heading}" counts thousands: its figures are taken {times:,} times, as about so many people.')
    if read.noted:
        example = shown(column.cells[read.noted[0]])
        notes.append(f'Note signs after figures of "{heading}" were left out, as in "{example}".')
    if read.unlike:
        example = shown(column.cells[read.unlike[0]])
        notes.append(
            f'Most figures of "{heading}" have a sign between thousands, but "{example}" has none: '
            "check that its last digit is not that of a note."
        )
    return read, notes


def coalesced(columns: Columns, names: Sequence[str], countries: Sequence[str] = ()) -> npt.NDArray[Any]:
    """(rows,) texts from the first of the columns that is filled; codes of countries as names."""
    found: npt.NDArray[Any] = np.full(len(columns), "", dtype=object)
    for name in names:
        if name not in columns.coded:
            continue
        texts = [_place(text) for text in columns.coded[name].texts()]
        if name in countries:
            texts = [country_name(text) for text in texts]
        by_row = columns.coded[name].of(texts)
        found = np.where(found == "", by_row, found)
    return found


def _place(text: str) -> str:
    """A name on one line; what says that no place is known is blank."""
    line = " ".join(text.split())
    words = table_words()
    return "" if line in words.unknown_signs or line.casefold() in words.unknown else line


@cache
def country_name(code: str) -> str:
    """The usual name of a country by its ISO code; the code itself if it is not one.

    Examples
    --------
    >>> country_name("IRN"), country_name("UKN"), country_name("IR")
    ('Iran', 'UKN', 'Iran')
    """
    if not re.fullmatch(r"[A-Za-z]{2,3}", code):
        return code
    import pycountry

    known = pycountry.countries
    found = known.get(alpha_2=code.upper()) if len(code) == 2 else known.get(alpha_3=code.upper())
    if found is None:
        return code
    name = str(getattr(found, "common_name", found.name))
    return name.split(",")[0]


def plain_words(text: str) -> str:
    """The words of a piece of a web page, without its tags.

    Examples
    --------
    >>> plain_words("<b> India:   2 displacements </b> <br> in Kerala &amp; Goa")
    'India: 2 displacements in Kerala & Goa'
    """
    return " ".join(html.unescape(_WAYS.sub(" ", text)).split())


def told_days(words: str, near: date) -> Span | None:
    """The first and last day that words such as "07 November - 09 November" name, of the year nearest to a day.

    Examples
    --------
    >>> told_days("India: 2 displacements, 31 December - 02 January", date(2023, 12, 30)).end.isoformat()
    '2024-01-02'
    """
    found = _TOLD.search(words)
    if found is None:
        return None
    months = month_names()
    first, last = months.get(found[2].casefold()), months.get(found[4].casefold())
    if first is None or last is None:
        return None
    starts = [day for year in (near.year - 1, near.year, near.year + 1) if (day := _day(year, first, int(found[1])))]
    if not starts:
        return None
    start = min(starts, key=lambda day: abs(day - near))
    ends = [day for year in (start.year, start.year + 1) if (day := _day(year, last, int(found[3]))) and day >= start]
    if not ends or abs(start - near) > timedelta(days=_MOST_DAYS_APART):
        return None
    return Span(start, ends[0])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def group_codes(columns: Sequence[npt.NDArray[np.int64] | Coded]) -> npt.NDArray[np.int64]:
    """(rows,) a number for each different combination of what the columns hold."""
    combined: npt.NDArray[np.int64] | None = None
    for column in columns:
        if isinstance(column, Coded):
            names: dict[str, int] = {}
            numbers = [names.setdefault(text, len(names)) for text in column.texts()]
            codes, count = column.of(numbers, np.int64), len(names)
        else:
            different, codes = np.unique(column, return_inverse=True)
            count = len(different)
        # Made small again each time, so that no product is too large for a whole number.
        combined = codes if combined is None else np.unique(combined * count + codes, return_inverse=True)[1]
    assert combined is not None
    return combined.astype(np.int64)
