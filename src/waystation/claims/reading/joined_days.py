"""Days of a text that are one: named twice, counted from one another, or the two ends of a period."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from waystation.claims.reading.date_words import alternatives
from waystation.claims.reading.figures import spelled
from waystation.claims.reading.lexicon import Lexicon, lexicon
from waystation.claims.reading.period import When

__all__ = ["count_of", "joined_days"]

_WEEK = 7
# "On 8 September last year": the year of the day before it.
_OF_YEAR = re.compile(r"\s*,?\s*(?:(?:of|de|del|da|do)\s+|de\s+l['’])?", re.IGNORECASE)
# Between two ways to name one day: "Monday, 4 March", "yesterday (3 March)", "in the night of 3 March".
_NAMED_TWICE = re.compile(r"\s*,?\s*\(?\s*(?:(?:the|of|on|du|le|del|el|de|da|do|dia|em)\s+)?", re.IGNORECASE)

# "In the night of Saturday": a word of it between them makes two names of days one.
_NIGHT_OF = re.compile(r"\s+(?:of|on|du|de|del|da|do|в|на)\s+(?:el\s+)?", re.IGNORECASE)


def joined_days(text: str, found: list[When], by_name: set[int], published: date) -> list[When]:
    """The days of a text in order, with those that are one put together.

    Parameters
    ----------
    text : the report, or a part of it
    found : the days as each wording says them, in order
    by_name : where those begin that are only a weekday or a word such as "yesterday"
    published : day the report came out
    """
    found = _of_last_year(text, _named_once(text, found, by_name), published)
    return _chained(text, _relative(text, found, published))


def count_of(words: str) -> float:
    """The number of days or weeks that words tell; an article counts one: "en una semana"."""
    return float(words) if words.isdigit() else spelled(words) or 1.0


def _named_once(text: str, found: list[When], by_name: set[int]) -> list[When]:
    """A weekday or "yesterday" beside its date is that date; alone it would be the latest before the report."""
    out = list[When]()
    for each in found:
        named = out[-1] if out else None
        if (
            named is not None
            and named.start in by_name
            and each.first is not None
            and each.accuracy == "day"
            and not each.relative
            and (
                _NIGHT_OF.fullmatch(text, named.end, each.start)
                if each.start in by_name
                else _NAMED_TWICE.fullmatch(text, named.end, each.start)
            )
        ):
            out[-1] = replace(each, start=named.start)
        else:
            out.append(each)
    return out


def _of_last_year(text: str, found: list[When], published: date) -> list[When]:
    """A day with "last year" behind it is one day of that year."""
    out, last_year = list[When](), published.year - 1
    for each in found:
        day = out[-1] if out else None
        whole = each.relative and each.first == date(last_year, 1, 1) and each.last == date(last_year, 12, 31)
        if day and whole and day.first and day.last and _OF_YEAR.fullmatch(text, day.end, each.start):
            back = day.last.year - last_year
            with suppress(ValueError):  # 29 February of another year
                first, last = day.first.replace(year=day.first.year - back), day.last.replace(year=last_year)
                out[-1] = replace(day, first=first, last=last, end=each.end)
        else:
            out.append(each)
    return out


def _relative(text: str, found: list[When], published: date) -> list[When]:
    """Days counted from the day named before them: "three days after", "the previous day"."""
    out, known, offsets = list[When](), published, lexicon().values("dates.relative")[1]
    for each in found:
        if each.first is not None or each.last is not None:
            known = each.last or known
            out.append(each)
            continue
        wording = " ".join(text[each.start : each.end].casefold().split())
        word = re.match(r"(\S+)\s+(\S+)\s+(before|after|later|earlier)", wording)
        if wording in offsets:
            day = known + timedelta(offsets[wording])
        elif word:
            days = count_of(word[1]) * lexicon().values("dates.lengths")[1].get(word[2], 1)
            day = known + timedelta(math.ceil(days) * (-1 if word[3] in {"before", "earlier"} else 1))
        else:
            continue
        out.append(When(each.start, each.end, day, day))
    return out


@cache
def _joins(words: Lexicon) -> tuple[re.Pattern[str], ...]:
    """What joins two days to one period, what may stand between them behind "between", and that word itself."""
    past = alternatives("dates", "past")
    return (
        re.compile(
            rf"(?:\s*\(?(?:{past})\)?)?\s*[,،]?\s*(?:{alternatives('dates', 'to')}|-|–)\s*(?:on\s+|the\s+)?",
            re.IGNORECASE,
        ),
        re.compile(rf"\s*\(?(?:{past})\)?\s*[,،]?\s*", re.IGNORECASE),
        re.compile(rf"(?:{alternatives('dates', 'between')})\s+(?:the\s+)?$", re.IGNORECASE),
    )


def _chained(text: str, found: list[When]) -> list[When]:
    """ "Between Tuesday and Thursday", "from 1 May to 3 June": two days with a word between made one period."""
    to, bare, between = _joins(lexicon())
    out, at = list[When](), 0
    while at < len(found):
        each = found[at]
        led = between.search(text[max(0, each.start - 16) : each.start])
        gap = text[each.end : found[at + 1].start] if at + 1 < len(found) else "."
        # In Arabic "and" is written together with the day and was taken off, or with the month.
        glued = led and not gap.strip() and text[found[at + 1].start] == "و"
        if to.fullmatch(gap) or (led and bare.fullmatch(gap)) or glued:
            other = found[at + 1]
            joined = (
                "and" not in text[each.end : other.start].casefold()
                or led
                or (each.last or other.last) == _day_before(other.first)
            )
            first = each.first
            if (
                first
                and other.last
                and first.year != other.last.year
                and each.accuracy == other.accuracy == "month"
                and not re.search(r"\d{4}", text[each.start : each.end])
            ):
                first = first.replace(year=other.last.year)
            if first and other.last and first > other.last:
                # "Tuesday to Thursday", told on a Wednesday: both of the week before.
                first -= timedelta(_WEEK)
            if first and other.last and first <= other.last and joined:
                out.append(When(each.start, other.end, first, other.last, each.accuracy))
                at += 2
                continue
        out.append(each)
        at += 1
    return out


def _day_before(day: date | None) -> date | None:
    return day - timedelta(1) if day else None
