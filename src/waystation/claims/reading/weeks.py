"""Weeks and months before or after that of a report: "the previous week", "over the past week"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from waystation.claims.reading.heading import is_heading_line
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.period import When
from waystation.claims.reading.when import periods

__all__ = ["before_period", "from_own_day"]

_WEEK, _HALF_WEEK = 7, 3
_LATE = 10
"""So many days after its own a report may come out."""
_LIST_GAP, _FEWEST_IN_ORDER = 40, 3
_SENTENCE_BREAKS = re.compile(r"[^\W\d_]{3,}[.!?]\s")
_SENTENCE_ENDS = re.compile(r"[.!?؟]\s|\n")


def _of_week(whens: list[When], text: str, published: date) -> list[When]:
    """ "Over the past week" in a report that names the days of one week: that week."""
    weeks = {
        (each.first, each.last)
        for each in whens
        if each.first and each.last and not each.relative and not each.since
        and _WEEK - 1 <= (each.last - each.first).days + 1 <= _WEEK + 1
        and 0 <= (published - each.last).days <= _WEEK
    }  # fmt: skip
    if len(weeks) != 1:
        return whens
    first, last = next(iter(weeks))
    meanings = lexicon().values("dates.days")[1]
    out = list[When]()
    for each in whens:
        name = " ".join(text[each.start : each.end].casefold().split())
        if each.relative and each.first and each.last == published and (each.last - each.first).days == _WEEK:
            each = replace(each, first=first, last=last)
        elif each.first and meanings.get(name) == "last week":
            # "Last week" may be that week itself, from Sunday or Saturday on; "the previous week" is the one before it.
            later = (each.first - first).days
            if lexicon().pattern("dates", "former").search(name) or later < -_HALF_WEEK:
                each = replace(each, first=first - timedelta(_WEEK), last=first - timedelta(1))
            elif later <= _HALF_WEEK:
                each = replace(each, first=first, last=last)
        out.append(each)
    return out


def _week_before(whens: list[When], text: str) -> list[When]:
    """ "1,020 last week and 900 the week before": the week before that one."""
    meanings, out = lexicon().values("dates.days")[1], list[When]()
    names = [" ".join(text[each.start : each.end].casefold().split()) for each in whens]
    for at, each in enumerate(whens):
        last = out[-1] if out else None
        if (
            last is not None
            and last.first is not None
            and each.first is not None
            and meanings.get(names[at]) == meanings.get(names[at - 1]) == "last week"
            and names[at] != names[at - 1]
            and lexicon().pattern("dates", "former").search(names[at])
            and not _SENTENCE_ENDS.search(text, last.end, each.start)
        ):
            each = replace(each, first=last.first - timedelta(_WEEK), last=last.first - timedelta(1))
        out.append(each)
    return out


def _in_order(whens: list[When], text: str) -> list[When]:
    """Days of a list in the order of the week come one after another: "Mon 412, Tue 388, Sun 690" read on a Tuesday."""
    weekdays, run, out = lexicon().values("dates.weekdays")[1], list[int](), list(whens)
    for at, each in enumerate([*whens, None]):
        named = each is not None and each.first is not None and each.first == each.last
        named = named and each is not None and text[each.start : each.end].casefold().strip(".") in weekdays
        before = whens[run[-1]] if run else None
        if named and before is not None and each is not None and before.first is not None and each.first is not None:
            near = each.start - before.end <= _LIST_GAP and not _SENTENCE_BREAKS.search(text, before.end, each.start)
            if near and each.first.weekday() > before.first.weekday():
                run.append(at)
                continue
        if len(run) >= _FEWEST_IN_ORDER:
            _back(out, run)
        run = [at] if named else []
    return out


def _back(whens: list[When], run: list[int]) -> None:
    """Move the days of a list back by weeks until each lies before the one behind it."""
    for at, following in zip(run[-2::-1], run[:0:-1], strict=True):
        day, after = whens[at].last, whens[following].first
        while day is not None and after is not None and day >= after:
            day -= timedelta(_WEEK)
        whens[at] = replace(whens[at], first=day, last=day)


def from_own_day(whens: list[When], text: str, standing: When | None, published: date) -> list[When]:
    """Days told from the day of a report ("yesterday", "on Tuesday") that its heading gives, though it came out later.

    Parameters
    ----------
    whens : the periods of the report
    text : the report
    standing : the period of the whole report
    published : day it came out
    """
    own = standing.last if standing is not None and standing.first in (None, standing.last) else None
    if standing is None or own is None or standing.relative or not 0 < (published - own).days <= _LATE:
        return whens
    if not is_heading_line(text, standing):
        return whens
    again = {(each.start, each.end): each for each in periods(text, own)}
    weekdays = lexicon().values("dates.weekdays")[1]

    def counted_from(each: When) -> bool:
        return each.relative or text[each.start : each.end].casefold().strip(".") in weekdays

    return [again.get((each.start, each.end), each) if counted_from(each) else each for each in whens]


def before_period(whens: list[When], text: str, standing: When | None, published: date | None = None) -> list[When]:
    """ "The previous week" in a report on a week is the week before that one, not before the day of the report.

    Parameters
    ----------
    whens : the periods of the report
    text : the report
    standing : the period of the whole report
    published : day it came out; without it only a standing period tells which week "the past week" is
    """
    whens = _in_order(_week_before(whens, text), text)
    if standing is None or standing.first is None or standing.last is None or standing.first == standing.last:
        return whens if published is None else _of_week(whens, text, published)
    length = standing.last - standing.first + timedelta(1)
    if length > timedelta(31):
        return whens
    meanings = lexicon().values("dates.days")[1]
    names = [" ".join(text[each.start : each.end].casefold().split()) for each in whens]
    # Beside "this week" the last one is that before it.
    beside = any(meanings.get(name) in ("this week", "this month") for name in names)
    out = list[When]()
    for each, name in zip(whens, names, strict=True):
        meant = meanings.get(name)
        # Of a report on a few days the last week is none of its length.
        last = meant == "last month" or (meant == "last week" and length.days >= _WEEK - 1)
        this = meanings.get(name) == "this week" or (
            # "Over the past week", in a report on a week.
            each.relative
            and each.first is not None
            and each.last is not None
            and (each.last - each.first).days == _WEEK
            and abs(length.days - _WEEK) <= 1
        )
        named_week = (
            last
            and not beside
            and each.first == standing.first
            and not lexicon().pattern("dates", "former").search(name)
        )
        if last and each is not standing and not named_week:
            each = replace(each, first=standing.first - length, last=standing.first - timedelta(1))
        elif this and each is not standing:
            each = replace(each, first=standing.first, last=standing.last)
        out.append(each)
    return out
