"""Parts of a month or year, and weeks by number: "the first days of May", "the second half of 2023", "week 18"."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from waystation.claims.reading.figures import spelled
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.years import THIRDS_OF_YEAR

__all__ = ["part_of_period", "part_patterns", "third_of", "week_by_number"]

_WEEK, _MONTH, _MONTHS = 7, 30, 12
_HALF_OF_MONTH = 15
_LATEST_WEEKS = timedelta(60)
"""A week of a number ended so long before the report at most: an older "week 3" is that of an operation."""
_SOON = timedelta(60)
"""A part that begins so long after the report at most is meant as coming; a later one is of the year before."""
_LAST = -1
_THIRDS_OF_MONTH = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}


def part_patterns(months: str, count: str, lengths: str, month_of: str) -> dict[str, re.Pattern[str]]:
    """The patterns of these parts, of the names of months, counts, lengths of time and "month of".

    Parameters
    ----------
    months, count, lengths, month_of : patterns as text, without named groups
    """
    nth = lexicon().values("dates.nth")[0].pattern
    halves = lexicon().pattern("dates", "halves").pattern
    numbered = lexicon().pattern("dates", "numbered_weeks").pattern
    length = rf"(?:ال)?(?:{lengths}|{halves})"
    year_word = r"(?:the\s+(?:year\s+)?|l['’]année\s+|año\s+|ano\s+|عام\s+|سنة\s+)?"
    of = rf"(?:,?\s+(?:(?:of|in|de|du|del|do|da|من|في)\s+{year_word})?|\s+d['’]|\s+de\s+l['’]année\s+)"
    return {
        "part": re.compile(
            rf"(?<![\w.,-])(?:(?P<nth>{nth})\s+(?:(?P<count>{count})\s+)?(?P<length>{length})"
            rf"|(?P<count_before>{count})\s+(?P<nth_between>{nth})\s+(?P<length_last>{length})"
            rf"|(?P<length_first>{length})\s+(?:(?:ال)?(?P<count_between>{count})\s+)?(?P<nth_last>{nth}))"
            rf"{of}(?:{month_of}(?P<month>{months})\.?(?:,?\s+(?:of\s+|de\s+|عام\s+)?(?P<year>(?:19|20)\d\d)\b)?|(?P<whole_year>(?:19|20)\d\d)\b)",
            re.IGNORECASE,
        ),
        "week_number": re.compile(
            rf"(?<!\w)(?:{numbered})\s*(?:no\.?\s*|n[°º]\s*|#\s*)?(?P<number>\d{{1,2}})(?!\d|[.,:/%-]\d|\s*[-–]\s*\d)"
            r"(?:\s*[,(/]?\s*(?:of|de|من)?\s*(?:عام\s+)?(?P<year>20\d\d)\b\)?)?",
            re.IGNORECASE,
        ),
    }


def part_of_period(match: re.Match[str], published: date) -> tuple[date, date, str] | None:
    """First and last day of a part of a month or year, and how sure they are; none where the month has no such part.

    Parameters
    ----------
    match : of the pattern ``part``
    published : day of the report; a part that is not over ends with it
    """
    said = match.groupdict()
    nth = lexicon().meaning("dates.nth", said["nth"] or said["nth_between"] or said["nth_last"])
    counted = said["count"] or said["count_before"] or said["count_between"]
    times = 1 if counted is None else round(float(counted) if counted.isdigit() else spelled(counted) or 0)
    days = _length(said["length"] or said["length_last"] or said["length_first"])
    if times < 1 or (times > 1 and nth not in {1, _LAST}):
        return None  # "the second three days" is said by nobody
    if said["whole_year"]:
        found = _of_year(int(said["whole_year"]), nth, times, days)
    else:
        month = lexicon().month(said["month"])
        found = _of_month(int(said["year"] or published.year), month, nth, times, days)
        if found is not None and not said["year"] and found[0] - published > _SOON:
            found = _of_month(published.year - 1, month, nth, times, days)
    if found is None:
        return None
    first, last = found
    return first, published if first <= published < last else last, "day" if days == 1 else "week"


def _length(word: str) -> float:
    """The days of a length of time; 0 for a half of whatever it is the half of."""
    if lexicon().pattern("dates", "halves").fullmatch(word):
        return 0
    return float(lexicon().meaning("dates.lengths", word.removeprefix("ال")))


def _of_month(year: int, month: int, nth: int, times: int, days: float) -> tuple[date, date] | None:
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if days in (0, _HALF_OF_MONTH):
        middle = date(year, month, _HALF_OF_MONTH)
        return (first, middle) if nth == 1 else (middle + timedelta(1), last) if nth in {2, _LAST} else None
    if not 1 <= days < _MONTH:
        return None
    length = timedelta(times * days)
    if nth == _LAST:
        return max(first, last - length + timedelta(1)), last
    begins = first + timedelta((nth - 1) * days)
    return (begins, min(last, begins + length - timedelta(1))) if begins <= last else None


def _of_year(year: int, nth: int, times: int, days: float) -> tuple[date, date] | None:
    if days == 0:
        months = _MONTHS // 2
    elif days == _MONTH:
        months = times
    else:
        return None
    begins = _MONTHS - months + 1 if nth == _LAST else (nth - 1) * months + 1
    ends = begins + months - 1
    if not 1 <= begins <= ends <= _MONTHS:
        return None
    return date(year, begins, 1), date(year, ends, calendar.monthrange(year, ends)[1])


def week_by_number(match: re.Match[str], published: date) -> tuple[date, date, str] | None:
    """Monday and Sunday of a week by its number (ISO 8601); none where no such week had just been or is now.

    Parameters
    ----------
    match : of the pattern ``week_number``
    published : day of the report
    """
    said, now = match["year"], published.isocalendar().year  # 31 December 2024 is in week 1 of 2025
    for year in [int(said)] if said else [now, now - 1]:
        try:
            monday = date.fromisocalendar(year, int(match["number"]), 1)
        except ValueError:
            continue  # few years have a week 53
        sunday = monday + timedelta(_WEEK - 1)
        if said or timedelta(0) <= published - monday <= _LATEST_WEEKS:
            return monday, published if monday <= published < sunday else sunday, "week"
    return None


def third_of(before: str, first: date, last: date, *, of_year: bool) -> tuple[date, date] | None:
    """The third of a month or year that words before it name: "late last month", "early this year".

    Parameters
    ----------
    before : the text before the words for the month or year
    first, last : its days, up to the day of the report
    of_year : whether it is a year
    """
    for name, (begins, ends) in THIRDS_OF_YEAR.items():
        if not re.search(rf"(?:{lexicon().pattern('dates', name).pattern})\s+$", before, re.IGNORECASE):
            continue
        if of_year:
            days = date(first.year, *begins), date(first.year, *ends)
        else:
            begin, end = _THIRDS_OF_MONTH[name]
            days = first.replace(day=begin), first.replace(day=min(end, _days_in(first)))
        return (days[0], min(days[1], last)) if days[0] <= last else None
    return None


def _days_in(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
