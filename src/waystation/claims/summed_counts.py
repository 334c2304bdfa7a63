"""Totals that the counts of their days, or weeks, do not add up to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from waystation.claims.claim import Claim, Kind, kind_of, kinds_of
from waystation.claims.figure_range import Range, stated_range
from waystation.claims.offices import counter_of
from waystation.claims.periods import Window, window_of

__all__ = ["Summed", "summed_counts"]

_DRIFT = 0.05
"""Counts of days are closed at other hours than a total: their sum may differ by this share."""


@dataclass(frozen=True)
class Summed:
    """A total of several days, and one office's counts of all these days that come to another figure.

    Parameters
    ----------
    total : the claim of all the days
    counts : the counts that cover these days, each day once, in order of time
    sum : what they come to, each strictly read
    factor : how many times one exceeds the other at the least
    """

    total: Claim
    counts: tuple[Claim, ...]
    sum: Range
    factor: float


def summed_counts(claims: Sequence[Claim]) -> list[Summed]:
    """Totals that contradict the sum of one office's counts of the same days; of two offices only the latest.

    A running total may be that of the day before or after, for nobody says at what hour it was read.

    Parameters
    ----------
    claims : flows of one place, family of terms and unit, none part of another
    """
    by_office: defaultdict[str, list[tuple[Claim, Window]]] = defaultdict(list)
    for claim in claims:
        days = window_of(claim)
        if days is not None and kind_of(claim) in (Kind.FLOW, Kind.RUNNING_TOTAL):
            by_office[counter_of(claim.source, claim.speaker)].append((claim, days))
    for counts in by_office.values():
        counts.sort(key=lambda each: (each[1].end, each[0].published, each[0].id))
    kinds = kinds_of(claims)
    found: dict[tuple[str, str], Summed] = {}
    for office, totals in by_office.items():
        for total, days in totals:
            further = (days.end - days.start).days
            running = kinds[total.id] is Kind.RUNNING_TOTAL
            allowed = stated_range(total).widened(1 / further if further and running else _DRIFT)
            for other, counts in by_office.items():
                chosen = _covering(counts, days) if further else []
                low = sum(stated_range(each).low for each in chosen)
                summed = Range(low, sum(stated_range(each).high for each in chosen))
                if chosen and not summed.meets(allowed):
                    found[office, other] = Summed(total, tuple(chosen), summed, summed.apart(allowed))
    return list(found.values())


def _end(count: tuple[Claim, Window]) -> date:
    return count[1].end


def _covering(counts: Sequence[tuple[Claim, Window]], days: Window) -> list[Claim]:
    """The fewest of some counts, in order of their ends, that cover all the days, each once; empty if none do."""
    day = timedelta(days=1)
    ways: dict[date, list[Claim]] = {days.start - day: []}
    within = slice(bisect_left(counts, days.start, key=_end), bisect_right(counts, days.end, key=_end))
    for claim, window in counts[within]:
        before = ways.get(window.start - day)
        if before is None or window == days or not days.holds(window):
            continue
        # Of counts of the same days the one published last stands.
        if window.end not in ways or len(before) + 1 <= len(ways[window.end]):
            ways[window.end] = [*before, claim]
    return ways.get(days.end, [])
