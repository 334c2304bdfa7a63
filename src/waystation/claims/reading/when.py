"""Dates and periods in a report, resolved against the day it came out."""

from __future__ import annotations

import calendar
import re
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from waystation.claims.reading.arabic.dates import plain_arabic_dates
from waystation.claims.reading.calendars import other_calendar_days
from waystation.claims.reading.date_words import NUMBERS, dates_in
from waystation.claims.reading.joined_days import count_of, joined_days
from waystation.claims.reading.lexicon import folded, lexicon
from waystation.claims.reading.openers import as_of_now, opened
from waystation.claims.reading.parts_of_periods import part_of_period, third_of, week_by_number
from waystation.claims.reading.period import When
from waystation.claims.reading.years import year_of

__all__ = ["either_way", "periods", "two_ways"]

_WEEK = 7
_ONE_LENGTH = frozenset({"day", "week", "fortnight", "month", "year"})
_SATURDAY = 5
_MONTHS, _CENTURY = 12, 2000
_LAST_QUARTER = 0
"""So the lexicon writes "last quarter": the fourth of a year that is named, else the one before that of the report."""
# "40 a day before the war" is a rate, "1,020 a day before" a count.
_RATE_BEFORE = re.compile(r"an?\s+\w+\s+before\s+\w", re.IGNORECASE)
_RELATIVE = frozenset(
    {
        "past",
        "past_es",
        "past_in",
        "past_behind",
        "past_one",
        "within",
        "label",
        "ago",
        "ago_before",
        "ago_behind",
        "named",
    }
)
_MONTH_OR_YEAR = {"this month": "month", "last month": "month", "this year": "year", "last year": "year"}
_LED_DAY = re.compile(
    r"(?:\b(?:on|since|by|from|until|till|le|el|du|au|del|al|depuis|desde|of|dated?|late|every|and|to|dia|até|يوم|بتاريخ|حتى|لغاية)|:)\s*$",
    re.IGNORECASE,
)
# A line that is a day, or that opens with one: "01/03", "- 01/03: 40 families".
_OPENS_LINE = re.compile(r"(?:^|\n)[ \t]*(?:[-*•–·][ \t]*)?$")
_CLOSES_DAY = re.compile(r"[ \t]*(?:$|\n|[:–—-][ \t])")
# An hour that opens a line and is no day: "09.30 – 80 people left", "08.00: departure".
_HOUR_OPENS_LINE = re.compile(
    r"(?:^|\n)[ \t]*(?:[-*•–·][ \t]*)?(?:[01]?\d|2[0-3])\.(?:00|1[3-9]|[2-5]\d)(?=[ \t]*(?:$|\n|[:–—-][ \t]))"
)
_SPACED_DASH = re.compile(r"\s+[-–—]\s+\d")
_OF_WHOLE = re.compile(r"\s+of\s+(?:the|them|all|its|their|those|these)\b", re.IGNORECASE)


def periods(text: str, published: date) -> list[When]:
    """The days and periods that a text names, in the order they stand.

    A day without a year is the latest one that is not after the day of publication; a weekday likewise.

    Parameters
    ----------
    text : the report, or a part of it
    published : day it came out

    Examples
    --------
    >>> [(str(each.first), str(each.last)) for each in periods("since Feb. 20; on Monday", date(2019, 3, 6))]
    [('2019-02-20', '2019-03-06'), ('2019-03-04', '2019-03-04')]
    """
    text = plain_arabic_dates(text)
    taken, found = [False] * (len(text) + 1), list[When]()
    by_name = set[int]()
    for other in other_calendar_days(text):
        if not any(taken[other.start : other.end]):
            taken[other.start : other.end] = [True] * (other.end - other.start)
            found.append(When(other.start, other.end, other.first, other.last, other.accuracy))
    for kind, match in dates_in(text):
        if any(taken[match.start() : match.end()]):
            continue
        days = _days(kind, match, published, text)
        if days is None:
            continue
        first, last, accuracy = days
        taken[match.start() : match.end()] = [True] * (match.end() - match.start())
        found.append(When(match.start(), match.end(), first, last, accuracy, relative=kind in _RELATIVE))
        if kind in {"weekday", "named"}:
            by_name.add(match.start())
    found.sort(key=lambda each: each.start)
    return as_of_now(text, opened(text, joined_days(text, found, by_name, published), published), published)


def _days(kind: str, match: re.Match[str], published: date, text: str) -> tuple[date | None, date | None, str] | None:
    parts = match.groupdict()
    if kind == "relative":
        return None if _RATE_BEFORE.match(text, match.start()) else (None, None, "day")
    if kind == "days_of_month" and (_numbers_an_issue(text, match) or not _one_after_another(match)):
        return None
    if kind == "ordinal_day":
        day = _latest_of_number(int(match["day"]), published)
        return (day, day, "day") if day else None
    if kind == "part":
        return part_of_period(match, published)
    if kind == "week_number":
        return week_by_number(match, published)
    if kind == "numbers":
        return _in_numbers(match, text, published)
    if kind in _RELATIVE - {"named"}:
        return _before(kind, parts, published)
    if kind == "weekday":
        short = len(match["weekday"].rstrip(".")) <= 3 and match["weekday"].islower()
        if short and not _LED_DAY.search(text[max(0, match.start() - 12) : match.start()]):
            return None
        day = _weekday(match["weekday"], published, ahead=bool(parts.get("next") or parts.get("next_behind")))
        if parts.get("last") and day == published:
            day -= timedelta(_WEEK)
        return day, day, "day"
    if kind == "named":
        first, last, accuracy = _named(match.group(), published)
        kind_of = _MONTH_OR_YEAR.get(str(lexicon().meaning("dates.days", match.group())))
        if kind_of and first and last:  # "late yesterday" is a day
            before = text[max(0, match.start() - 24) : match.start()]
            third = third_of(before, first, last, of_year=kind_of == "year")
            return (*third, "week") if third else (first, last, accuracy)
        return first, last, accuracy
    if kind == "year":
        return year_of(match, text, published)
    if kind == "quarter":
        return _quarter(parts, published)
    return _calendar_days(kind, parts, published)


def _numbers_an_issue(text: str, match: re.Match[str]) -> bool:
    """Whether the first number is that of a bulletin and no day: "Rapport n° 12 – 22 avril 2031"."""
    if not _SPACED_DASH.match(text, match.end("day")):
        return False
    before = text[max(0, match.start() - 24) : match.start()].split()
    labels = lexicon().words("figures.not_counts", "labels")
    return bool(before) and (before[-1][-1] in "#№°º" or folded(before[-1].strip("(").rstrip(".")) in labels)


def _one_after_another(match: re.Match[str]) -> bool:
    """Whether the days of a list follow one another: "6, 7 and 8 May", and not "of 12, 7 and 8 May"."""
    days = [int(each) for each in re.findall(r"\d+", " ".join([match["day"], match["between"], match["day_b"]]))]
    return len(days) == 2 or "," not in match["between"] or all(a < b for a, b in pairwise(days))


def _latest_of_number(number: int, published: date) -> date | None:
    """The latest day of a number in its month that is not after the report: "on the 8th"."""
    month = published.replace(day=1)
    for _ in range(3):
        with suppress(ValueError):  # a month without a 31st
            if (day := month.replace(day=number)) <= published:
                return day
        month = (month - timedelta(1)).replace(day=1)
    return None


def _in_numbers(match: re.Match[str], text: str, published: date) -> tuple[date | None, date | None, str] | None:
    """A date in numbers, day first unless others show the month first; without a year only where a word leads to it."""
    led = _LED_DAY.search(text[max(0, match.start() - 12) : match.start()])
    year = match["year"]
    alone = (
        len(match.group()) == len("01/03")
        and _OPENS_LINE.search(text, max(0, match.start() - 12), match.start())
        and _CLOSES_DAY.match(text, match.end())
    )
    share = not year and led and re.fullmatch(r"[1-4]/[2-9]", match.group())
    # "A loss of 3/4", "and 1/3 of the camp".
    if share and led and (led.group().split()[0].casefold() == "of" or _OF_WHOLE.match(text, match.end())):
        return None
    if not (led or year or alone) or (match["mark"] == "." and not (year or (alone and not _tells_hours(text)))):
        return None
    try:
        parts = int(match["month_number"]), int(match["day"])
        month, number = parts[::-1] if match["mark"] == "/" and _month_first(text) else parts
        day = _date(year, month, number, published)
    except ValueError:
        return None
    return day, day, "day"


def either_way(one: int, other: int) -> bool:
    """Whether the first two numbers of a date could be day and month as well as month and day."""
    return one != other and max(one, other) <= _MONTHS


@lru_cache(maxsize=1)
def _month_first(text: str) -> bool:
    """Whether dates such as 05/13/2019 show that the month stands first in a text, and none shows the opposite."""
    pairs = [(one, other) for one, other, _ in _slashed(text)]
    denied = any(other <= _MONTHS < one for one, other in pairs)
    return not denied and any(one <= _MONTHS < other for one, other in pairs)


def two_ways(text: str) -> str:
    """A date in numbers that could be of two days, where no other of the text shows which; empty if there is none.

    Examples
    --------
    >>> two_ways("On 01/03/2019 and 02/03/2019"), two_ways("On 01/03/2019 and 14/03/2019"), two_ways("On 03/03/2019")
    ('01/03/2019', '', '')
    """
    found = _slashed(text)
    if any(max(one, other) > _MONTHS for one, other, _ in found):
        return ""
    return next((said for one, other, said in found if either_way(one, other)), "")


def _slashed(text: str) -> list[tuple[int, int, str]]:
    """The first two numbers and the words of each date such as 01/03/2019."""
    found = (each for each in NUMBERS.finditer(text) if each["mark"] == "/" and each["year"])
    return [(int(each["day"]), int(each["month_number"]), each[0]) for each in found]


@lru_cache(maxsize=1)
def _tells_hours(text: str) -> bool:
    """Whether lines of a text open with hours, so that "08.10" before another is one too and not 8 October."""
    return _HOUR_OPENS_LINE.search(text) is not None


def _before(kind: str, parts: dict[str, str], published: date) -> tuple[date | None, date | None, str] | None:
    length = lexicon().meaning("dates.lengths", parts["length"])
    count = count_of(parts.get("count") or "1")
    days = max(1, round(count * length))
    if kind == "past_in" and count > 1 and parts["length"].casefold() in _ONE_LENGTH:
        return None  # "compared with 400 last week": the 400 are no weeks
    if kind.startswith("ago"):
        # "Three days after", "a week earlier" lean on the day named before; that is for the whole text to say.
        if parts.get("ago", "").casefold() in {"after", "later", "before", "earlier"}:
            return None, None, "day"
        day = published - timedelta(days)
        return day, day, "day" if length < _WEEK else "week"
    return published - timedelta(days), published, "day"


def _quarter(parts: dict[str, str], published: date) -> tuple[date, date, str]:
    """A quarter of a year: of the year named, else the latest that has begun; "the last quarter" is over."""
    number = lexicon().meaning("dates.quarters", parts["quarter"])
    if number == _LAST_QUARTER:
        number = 4 if parts.get("year") else (published.month - 1) // 3 or 4
    month = 3 * number - 2
    year = int(parts["year"]) if parts.get("year") else published.year - (month > published.month)
    last = date(year, month + 2, calendar.monthrange(year, month + 2)[1])
    return date(year, month, 1), published if date(year, month, 1) <= published < last else last, "month"


def _weekday(name: str, published: date, ahead: bool) -> date:
    number = _SATURDAY if name == "saturday" else lexicon().meaning("dates.weekdays", name)
    back = (published.weekday() - number) % _WEEK
    return published + timedelta(_WEEK - back if ahead else -back)


def _named(name: str, published: date) -> tuple[date | None, date | None, str]:
    meaning = lexicon().meaning("dates.days", name)
    monday = published - timedelta(published.weekday())
    if isinstance(meaning, list):
        return published + timedelta(meaning[0]), published + timedelta(meaning[1]), "day"
    if meaning == "weekend":
        saturday = _weekday("saturday", published, ahead=False)
        return saturday, min(saturday + timedelta(1), published), "day"
    if meaning == "last week":
        return monday - timedelta(_WEEK), monday - timedelta(1), "week"
    if meaning == "this week":
        return monday, published, "day"
    if meaning == "end of week":
        return None, monday + timedelta(_WEEK - 1), "week"
    if meaning == "this year":
        return date(published.year, 1, 1), published, "day"
    if meaning in {"next week", "next month"}:
        return None, None, "week"
    this_month = published.replace(day=1)
    if meaning == "this month":
        return this_month, published, "day"
    if meaning == "last month":
        return (this_month - timedelta(1)).replace(day=1), this_month - timedelta(1), "month"
    return date(published.year - 1, 1, 1), date(published.year - 1, 12, 31), "year"


def _calendar_days(kind: str, parts: dict[str, str], published: date) -> tuple[date | None, date | None, str] | None:
    name = (parts.get("month") or "").casefold().rstrip(".")
    month = int(parts["month_number"]) if kind == "iso" else lexicon().month(name)
    if kind == "month":
        return _month(parts, month, published)
    try:
        last = _date(parts.get("year"), month, int(parts.get("day_b") or parts["day"]), published)
        month_a = lexicon().month(parts["month_a"]) if parts.get("month_a") else month
        first = _date(str(last.year), month_a, int(parts["day"]), published)
    except ValueError:
        return None
    return (first if first <= last else last), last, "day"


def _date(year: str | None, month: int, day: int, published: date) -> date:
    if year:
        return date(_full_year(year, published), month, day)
    # Without a year: the latest such day, but a day soon to come is meant as coming.
    here = date(published.year, month, day)
    return here if (here - published).days <= 60 else date(published.year - 1, month, day)


def _full_year(digits: str, published: date) -> int:
    """A year in four digits or two: "98" in a report of 1998 is no year to come."""
    if len(digits) == len("2019"):
        return int(digits)
    year = _CENTURY + int(digits)
    return year - 100 if published.year < _CENTURY - 1 and year > published.year + 1 else year


def _month(parts: dict[str, str], month: int, published: date) -> tuple[date | None, date | None, str] | None:
    name = parts["month"]
    # "may" and "mar" are words too, "March" begins sentences.
    if not parts.get("year") and (name.islower() and name.casefold() in {"may", "march", "mar", "sept", "dec", "jan"}):
        return None
    year = int(parts["year"]) if parts.get("year") else published.year - (month > published.month)
    last_day = calendar.monthrange(year, month)[1]
    first, last = date(year, month, 1), date(year, month, last_day)
    if parts.get("early"):
        last = date(year, month, 10)
    elif parts.get("mid"):
        first, last = date(year, month, 11), date(year, month, 20)
    elif parts.get("late"):
        first = date(year, month, 21)
    if first <= published < last:
        last = published
    return first, last, "week" if any(parts.get(each) for each in ("early", "mid", "late")) else "month"
