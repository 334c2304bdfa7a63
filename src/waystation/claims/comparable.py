"""Which two claims could disagree at all, found without setting each claim against every other.

Two claims can disagree only if the days they speak of meet, or nearly, and if the least that a listener takes from one
lies above the most that the other allows. So claims are put in order of their last days, and of those near enough only
they are taken whose figures lie apart. Whether the pairs found disagree is for `waystation.claims.conflicts` to judge.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from waystation.claims.claim import RUNNING_DAYS, Claim
from waystation.claims.figure_range import likely_range, stated_range
from waystation.claims.periods import LONG_END_DAYS, LONG_START_DAYS, Window, window_of

__all__ = ["comparable_flows", "comparable_stocks"]

Pair = tuple[Claim, Claim]


class _Entry(NamedTuple):
    """A claim as the search sees it: its place in the order given, its days as ordinals, and the ends of its figure."""

    order: int
    start: int
    end: int
    floor: float
    ceiling: float

    @property
    def long(self) -> bool:
        return self.end - self.start >= RUNNING_DAYS


class _ByLastDay:
    """Entries in order of their last days."""

    def __init__(self, entries: Iterable[_Entry]):
        self._entries = sorted(entries, key=lambda entry: entry.end)
        self._ends = [entry.end for entry in self._entries]

    def below(self, floor: float, first: int, last: int | None = None, latest_start: int | None = None) -> list[int]:
        """The order of all that allow less than a figure and end between two days, both included.

        Parameters
        ----------
        floor : people or whatever is counted
        first, last : ordinals of days; no last: all from the first on
        latest_start : ordinal of the day by which they begin; none: any
        """
        stop = None if last is None else bisect_right(self._ends, last)
        found = self._entries[bisect_left(self._ends, first) : stop]
        return [
            entry.order
            for entry in found
            if entry.ceiling < floor and (latest_start is None or entry.start <= latest_start)
        ]


def comparable_stocks(claims: Sequence[Claim], within_days: int) -> list[Pair]:
    """Pairs of stocks whose figures lie apart and whose last days are near.

    Parameters
    ----------
    claims : stocks of one place, family of terms and unit
    within_days : days between two last days, at the most

    Returns
    -------
    list of pairs, each in the order of ``claims``, as `itertools.combinations` gives them
    """
    entries = [_entry(order, claim, Window(claim.until, claim.until)) for order, claim in enumerate(claims)]
    by_last_day = _ByLastDay(entries)
    found = {
        (entry.order, other)
        for entry in entries
        for other in by_last_day.below(entry.floor, entry.end - within_days, entry.end + within_days)
    }
    return _in_order(found, claims)


def comparable_flows(claims: Sequence[Claim]) -> list[Pair]:
    """Pairs of flows whose figures lie apart, where the days of one hold those of the other or match them.

    Parameters
    ----------
    claims : flows and running totals of one place, family of terms and unit; those without a stated start are left out

    Returns
    -------
    list of pairs, each in the order of ``claims``, as `itertools.combinations` gives them
    """
    entries = [
        _entry(order, claim, days)
        for order, claim in enumerate(claims)
        if (days := window_of(claim)) is not None
    ]  # fmt: skip
    long = _ByLastDay(entry for entry in entries if entry.long)
    short = _ByLastDay(entry for entry in entries if not entry.long)
    found = set[tuple[int, int]]()
    for entry in entries:
        around = long.below(entry.floor, entry.end - LONG_END_DAYS, latest_start=entry.start + LONG_START_DAYS)
        # A short count that holds the first day of this one ends less than `RUNNING_DAYS` days later.
        around += short.below(entry.floor, entry.end, entry.start + RUNNING_DAYS - 1, latest_start=entry.start)
        found.update((entry.order, other) for other in around)
    return _in_order(found, claims)


def _entry(order: int, claim: Claim, days: Window) -> _Entry:
    stated = stated_range(claim)
    # "At least 500" allows any figure above, but a reader is surprised where others said much more before.
    ceiling = stated.low if claim.quantity_high is None else stated.high
    return _Entry(order, days.start.toordinal(), days.end.toordinal(), likely_range(claim).low, ceiling)


def _in_order(pairs: Iterable[tuple[int, int]], claims: Sequence[Claim]) -> list[Pair]:
    """Each pair once, the earlier of ``claims`` first."""
    ordered = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    return [(claims[one], claims[other]) for one, other in ordered]
