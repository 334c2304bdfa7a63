"""Upper bounds that several counts, which together cover their days, stay well below."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappop, heappush
from typing import NamedTuple

from waystation.claims.claim import Claim
from waystation.claims.figure_range import likely_range
from waystation.claims.offices import counter_of
from waystation.claims.periods import Window, window_of

__all__ = ["Covered", "covered"]


@dataclass(frozen=True)
class Covered:
    """An upper bound, and counts of others that cover all of its days.

    Parameters
    ----------
    bound : the claim that says "up to" or "less than"
    counts : the claims of others, in order of time
    most : what these counts come to at the most, each as a listener would take it
    """

    bound: Claim
    counts: tuple[Claim, ...]
    most: float


def covered(placed: Sequence[tuple[Claim, str]]) -> list[Covered]:
    """Every upper bound over several days that the counts of others for these days stay below.

    The days must all be covered by counts that lie within them. Of all such choices the one with the
    fewest counts is taken, and among these the one that comes to the most. Where two of them share a day
    its people are counted twice, so that the sum errs on the side of the bound.

    Parameters
    ----------
    placed : claims, none part of another, each with the name of its place
    """
    alike: defaultdict[tuple[str, str, str], list[_Count]] = defaultdict(list)
    for claim, where in placed:
        window = window_of(claim)
        if window is not None and claim.quantity_low is not None:
            counter = counter_of(claim.source, claim.speaker)
            alike[where, claim.family, claim.unit].append(_Count(window, counter, likely_range(claim).high, claim))
    for counts in alike.values():
        counts.sort(key=lambda count: count.window.start)
    found = []
    for bound, where in placed:
        days = window_of(bound)
        if bound.quantity_low is not None or days is None or days.start == days.end:
            continue
        counter = counter_of(bound.source, bound.speaker)
        others = [
            count
            for count in _begun_within(alike[where, bound.family, bound.unit], days)
            if count.counter != counter and days.holds(count.window) and count.window != days
        ]
        chosen = _fewest(others, days)
        most = sum(count.most for count in chosen)
        if chosen and most < likely_range(bound).low:
            found.append(Covered(bound, tuple(count.claim for count in chosen), most))
    return found


class _Count(NamedTuple):
    """A count with its days, who counted, and the most that a listener would take from it."""

    window: Window
    counter: str
    most: float
    claim: Claim


class _Way(NamedTuple):
    """Counts that cover all days up to one. Of two ways the lesser is the better: fewer counts, then more people."""

    length: int
    negative_sum: float
    ids: tuple[str, ...]
    end: date


def _begun_within(counts: Sequence[_Count], days: Window) -> Sequence[_Count]:
    """Of counts in order of their first days, those that begin on one of some days."""
    first = bisect_left(counts, days.start, key=_first_day)
    return counts[first : bisect_right(counts, days.end, key=_first_day)]


def _first_day(count: _Count) -> date:
    return count.window.start


def _fewest(counts: Sequence[_Count], days: Window) -> list[_Count]:
    """The fewest counts that cover all days, the largest among equals; empty if some day has none.

    Day by day the shortest way to it is kept: that of a count over this day, added to the way to the day before the
    count's first. A heap gives the best of the counts that are not over yet.

    Parameters
    ----------
    counts : in order of their first days, all within the days
    days : to be covered
    """
    day = days.start
    best = _Way(0, 0.0, (), day)
    running: list[_Way] = []
    begun = 0
    while day <= days.end:
        while begun < len(counts) and counts[begun].window.start == day:
            count = counts[begun]
            way = _Way(best.length + 1, best.negative_sum - count.most, (*best.ids, count.claim.id), count.window.end)
            heappush(running, way)
            begun += 1
        while running and running[0].end < day:
            heappop(running)
        if not running:
            return []
        best = running[0]
        day += timedelta(days=1)
    by_id = {count.claim.id: count for count in counts}
    return [by_id[name] for name in best.ids]
