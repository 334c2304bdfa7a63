"""The day that a report states in its first lines, where its file does not say when it came out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from waystation.claims.reading.heading import datelines, is_prose
from waystation.claims.reading.period import When
from waystation.claims.reading.when import either_way, periods

__all__ = ["stated_day"]

_HEAD = 600
_MOST_LINES = 8
# Two days far apart: what reads the same with both is stated in full, and leans on no day of publication.
_LEANS_ON = (date(2001, 6, 15), date(2199, 2, 3))
_BY_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(?:\d{4}|\d{2})(?!\d)")
_DATELINE = re.compile(r"^[^\n]{2,60}?\s[-–—]\s")
"""A story opens with where and when it was filed: "KORR, 18 January 2030 — Some 300 people ..."."""


def stated_day(text: str) -> date | None:
    """The day that the first lines of a report state; None where they state none, several, or one in two ways.

    Read are short lines that are not sentences, and the dateline of a story or a note. A period ("10 to 17 January
    2030") gives no day: the report came out some time after it. Numbers that could be day or month first are not
    guessed.

    Parameters
    ----------
    text : the report

    Examples
    --------
    >>> str(stated_day("Situation report 4\\nKorr reception, 18 January 2030\\n\\nAbout 300 people arrived."))
    '2030-01-18'
    >>> stated_day("Situation report 4\\n03/04/2030\\n\\nAbout 300 people arrived.")
    """
    stated = set[date]()
    for line in _first_lines(text):
        if any(either_way(int(found[1]), int(found[2])) for found in _BY_NUMBERS.finditer(line)):
            return None
        one, other = (_days(line, day) for day in _LEANS_ON)
        stated |= one & other
    return stated.pop() if len(stated) == 1 else None


def _first_lines(text: str) -> Iterator[str]:
    """Lines of the heading, with digits of any script as 0 to 9; the first sentence ends it."""
    head = "".join(_plain(sign) for sign in text[:_HEAD])
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    for line in lines[:_MOST_LINES]:
        if is_prose(line):
            opening = _DATELINE.match(line)
            filed = next((each for each in datelines(f"{line}\n") if each[0] == 0), None)
            if opening or filed:
                yield opening.group() if opening else line[: filed[1] if filed else 0]
            return
        yield line


def _plain(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _days(line: str, leans_on: date) -> set[date]:
    return {each.last for each in periods(line, leans_on) if each.last is not None and _single(each)}


def _single(each: When) -> bool:
    return each.accuracy == "day" and not each.since and each.first in (None, each.last)
