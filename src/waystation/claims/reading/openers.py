"""What leads to a day: since it, up to it, the week of it, as of an hour of it."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from waystation.claims.reading.lexicon import Lexicon, lexicon, pattern
from waystation.claims.reading.period import When
from waystation.claims.reading.speaker_lines import UPPER

__all__ = ["as_of_now", "opened"]

_WEEK = 7
_SOON = timedelta(214)
"""A month that begins within the next seven is meant as coming where "by" leads to it."""
_YEAR = re.compile(r"\d{4}")
_HOUR = (
    r"(?:(?:las?|às|à|الساعة)\s+)?\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?\s?m\b\.?|h(?:rs|ours|oras|eures)?\b|مساء|صباحا?|ظهرا?)?"
    r"(?:\s+(?:local\s+time|gmt|utc))?[\s,(]*(?:(?:on|of|le|du|de|del|do|da|dia|يوم)\s+)?(?:the\s+)?"
)
"""An hour that stands before its day: "10 p.m. on", "18h le"."""
_HOUR_LEADS = re.compile(r"(?:(?<=m)\.)?[\s,(]*(?:(?:on|of|le|du|de|del|do|da|dia|يوم)\s+)?(?:the\s+)?", re.IGNORECASE)


@cache
def _openers(words: Lexicon) -> tuple[re.Pattern[str], ...]:
    """What leads to a day from which on, up to which, or on which it began."""
    until, began = (words.pattern("dates", name).pattern for name in ("until", "began"))
    # A word that is "from" too leads to no day where a place or a figure stands between: "з Ренка в неділю".
    opening = words.words("dates", "since")
    leaving = opening & words.words("sites", "origin")
    clear, unclear = pattern(opening - leaving).pattern, pattern(leaving).pattern
    since = rf"(?:{clear})|(?:{unclear})(?=\s+(?!(?-i:[{UPPER}])|\d))"
    starting = words.pattern("dates", "starting").pattern
    return (
        re.compile(rf"(?:{since})\s+(?:[\w'’-]+\s+){{0,10}}(?:[\w'’-]+,\s+(?:le\s+|el\s+|on\s+)?)?$", re.IGNORECASE),
        re.compile(rf"(?:{until})\s+(?:the\s+|midday\s+|noon\s+|midday\s+on\s+|last\s+|{_HOUR})?$", re.IGNORECASE),
        re.compile(rf"(?:{began})\s+(?:[\w'’-]+\s+){{0,2}}$", re.IGNORECASE),
        re.compile(rf"(?:{starting})\s+$", re.IGNORECASE),
        re.compile(rf"(?:{words.pattern('dates', 'before').pattern})\s+(?:the\s+|le\s+|el\s+)?$", re.IGNORECASE),
        re.compile(rf"(?:{words.pattern('dates', 'week_of').pattern})\s+(?:the\s+)?$", re.IGNORECASE),
        re.compile(rf"(?:{words.pattern('dates', 'week_ending').pattern})\s+(?:the\s+)?$", re.IGNORECASE),
    )


def opened(text: str, found: list[When], published: date) -> list[When]:
    """Periods that run "since" a day until the report, or "until" a day from one not said."""
    since, until, began, starting, prior, week_of, week_ending = _openers(lexicon())
    out = list[When]()
    for at, each in enumerate(found):
        # A day named in between has the word to itself.
        before = text[max(each.start - 90, found[at - 1].end if at else 0, 0) : each.start]
        each = _soon(text, each, published) if until.search(before) or prior.search(before) else each
        led = not _has_end(text, each) and (since.search(before) or began.search(before))
        from_then = each.first == each.last and starting.search(before)
        if each.first and each.first == each.last and week_of.search(before):
            ends = each.first + timedelta(_WEEK - 1)
            out.append(replace(each, last=published if each.first <= published < ends else ends))
        elif each.last and each.first == each.last and week_ending.search(before):
            out.append(replace(each, first=each.last - timedelta(_WEEK - 1)))
        elif each.first and each.first <= published and (from_then or led):
            out.append(replace(each, last=published, since=True))
        elif until.search(before) and each.first == each.last:
            out.append(replace(each, first=None))
        elif each.first and each.accuracy in {"month", "year"} and prior.search(before):
            out.append(replace(each, first=None, last=each.first))
        else:
            out.append(each)
    return out


def _soon(text: str, each: When, published: date) -> When:
    """The coming month where a word such as "by" leads to one without a year: "by December", read in November."""
    if each.accuracy != "month" or each.first is None or each.last is None or each.first > published:
        return each
    coming = each.first.replace(year=each.first.year + 1)
    if _YEAR.search(text, each.start, each.end) or not timedelta(0) < coming - published < _SOON:
        return each
    return replace(each, first=coming, last=_month_end(coming))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _has_end(text: str, each: When) -> bool:
    """Whether a period names its last day or month as well as its first: "со 2 по 5 мая"."""
    if each.first is None or each.last is None or each.relative or each.first == each.last:
        return False
    return each.accuracy == "day" or len(lexicon().months.findall(text, each.start, each.end)) > 1


def as_of_now(text: str, found: list[When], published: date) -> list[When]:
    """ "As of 8 pm", "as of now": up to the day of the report."""
    added = [
        When(match.start(), match.end(), None, published)
        for match in _now(lexicon()).finditer(text)
        if not any(
            (each.start < match.end() and match.start() < each.end)
            or (each.start >= match.end() and _HOUR_LEADS.fullmatch(text, match.end(), each.start))
            for each in found
        )
    ]
    return sorted([*found, *added], key=lambda each: each.start)


@cache
def _now(words: Lexicon) -> re.Pattern[str]:
    until = words.pattern("dates", "until").pattern
    minutes = r"[:.h]\d{2}(?:\s*(?:[ap]\.?m\.?|hrs|hours|gmt|utc))?+"
    clock = rf"\d{{1,2}}(?:{minutes}|\s*(?:[ap]\.?m\b\.?|hrs|hours|h\b))|now|today"
    return re.compile(rf"(?:{until})\s+(?:the\s+)?(?:{clock})(?![\w,]\d|\w)(?!\s+on\b)", re.IGNORECASE)
