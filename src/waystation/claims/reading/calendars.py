"""Days of the Hijri and of the Solar Hijri calendar (Iran, Afghanistan), where a report states their year."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import NamedTuple

__all__ = ["OtherDay", "other_calendar_days"]

# What a letter may also be written as; the months stand in the data without accents and hamzas.
_LETTERS = {
    "'": "['’ʼ‘]?", "ا": "[اأإآٱ]", "ي": "[يىی]", "ه": "[هةە]", "ك": "[كک]", "-": "[- ]", " ": r"\s+", "a": "[aāá]",
    "i": "[iī]", "u": "[uū]", "d": "[dḍ]", "h": "[hḥ]",
}  # fmt: skip
_YEARS = range(1300, 1501)


class OtherDay(NamedTuple):
    """A day, a span of days or a month of another calendar, in ours.

    Parameters
    ----------
    start, end : offsets of its words
    first, last : its days
    accuracy : day or month
    """

    start: int
    end: int
    first: date
    last: date
    accuracy: str


@cache
def _grammar() -> tuple[tuple[re.Pattern[str], dict[str, int], Callable[[int, int, int], date]], ...]:
    """For each calendar the pattern of its dates, its months, and what turns a day into ours."""
    folder = resources.files("waystation.claims.reading")
    tables = tomllib.loads(folder.joinpath("calendars.toml").read_text("utf-8"))
    out = []
    for name, convert in (("hijri", _hijri), ("solar", _solar)):
        months = {_plain(word): int(number) for number, words in tables[name].items() for word in words}
        either = "|".join(
            "".join(_LETTERS.get(letter, re.escape(letter)) for letter in word)
            for word in sorted((each for words in tables[name].values() for each in words), key=len, reverse=True)
        )
        day = r"(?<![\d.,:/])(?P<day>\d{1,2})(?:st|nd|rd|th)?"
        span = r"(?:\s*(?:-|–|to|and|و|تا|إلى|الى)\s*(?P<last>\d{1,2})(?:st|nd|rd|th)?)?"
        year = r"(?P<year>1[345]\d\d)(?!\d)(?:\s*(?:AH|A\.H\.|SH|هـ|ه|ش)(?!\w))?"
        out.append((
            re.compile(
                rf"(?:{day}{span}\s+(?:of\s+|من\s+)?)?(?<!\w)(?P<month>{either})(?!\w)"
                rf"(?:\s+(?P<day_after>\d{{1,2}})(?=,?\s+1[345]\d\d))?,?\s+(?:لعام\s+|عام\s+|سنة\s+)?{year}",
                re.IGNORECASE,
            ),
            months,
            convert,
        ))  # fmt: skip
    return tuple(out)


def _plain(word: str) -> str:
    word = word.casefold().translate(str.maketrans("أإآٱىیةەکāáīūḍḥ-", "ااااييههكaaiudh "))
    return " ".join(re.sub("['’ʼ‘]", "", word).split())


def _hijri(year: int, month: int, day: int) -> date:
    from hijridate import Hijri

    found = Hijri(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)


def _solar(year: int, month: int, day: int) -> date:
    import jdatetime

    found: date = jdatetime.date(year, month, day).togregorian()
    return found


def other_calendar_days(text: str) -> list[OtherDay]:
    """The days that a text states in the Hijri or the Solar Hijri calendar, with their year, in the order they stand.

    Hijri days follow the Umm al-Qura calendar; what a community saw of the moon may differ by a day.

    Parameters
    ----------
    text : the report, or a part of it

    Examples
    --------
    >>> [(str(each.first), str(each.last)) for each in other_calendar_days("12 Ramadan 1445 AH; in Dalw 1402")]
    [('2024-03-22', '2024-03-22'), ('2024-01-21', '2024-02-19')]
    """
    if not re.search(r"1[345]\d\d", text):
        return []
    found = list[OtherDay]()
    for pattern, months, convert in _grammar():
        for match in pattern.finditer(text):
            days = _days(match, months, convert)
            if days is not None:
                found.append(OtherDay(match.start(), match.end(), *days))
    return sorted(found)


def _days(
    match: re.Match[str], months: dict[str, int], convert: Callable[[int, int, int], date]
) -> tuple[date, date, str] | None:
    month, year = months.get(_plain(match["month"])), int(match["year"])
    day = match["day"] or match["day_after"]
    if month is None or year not in _YEARS:
        return None
    try:
        if day:
            first = convert(year, month, int(day))
            last = convert(year, month, int(match["last"])) if match["last"] else first
            return (first, last, "day") if first <= last else None
        after = convert(year + month // 12, month % 12 + 1, 1)
        return convert(year, month, 1), after - timedelta(1), "month"
    except (ValueError, OverflowError):
        return None
