"""Upper bounds that several counts, which together cover their days, stay well below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
    found = []
    for bound, where in placed:
        days = window_of(bound)
        if bound.quantity_low is not None or days is None or days.start == days.end:
            continue
        counts = [
            (claim, window)
            for claim, place in placed
            if place == where and (window := _counted_within(claim, bound, days)) is not None
        ]
        chosen = _fewest(counts, days)
        most = sum(likely_range(claim).high for claim in chosen)
        if chosen and most < likely_range(bound).low:
            found.append(Covered(bound, tuple(chosen), most))
    return found


def _counted_within(claim: Claim, bound: Claim, days: Window) -> Window | None:
    """The days of a count by somebody else that lie within those of the bound, and are fewer."""
    window = window_of(claim)
    if window is None or claim.quantity_low is None or not days.holds(window) or window == days:
        return None
    alike = (claim.family, claim.unit) == (bound.family, bound.unit)
    other = counter_of(claim.source, claim.speaker) != counter_of(bound.source, bound.speaker)
    return window if alike and other else None


def _fewest(counts: Sequence[tuple[Claim, Window]], days: Window) -> list[Claim]:
    """The fewest counts that cover all days, the largest among equals; empty if some day has none."""
    best: dict[date, tuple[int, float, list[Claim]]] = {days.start - timedelta(days=1): (0, 0.0, [])}
    for offset in range((days.end - days.start).days + 1):
        day = days.start + timedelta(days=offset)
        ways = []
        for claim, window in counts:
            before = best.get(window.start - timedelta(days=1))
            if window.start <= day <= window.end and before is not None:
                ways.append((before[0] + 1, before[1] - likely_range(claim).high, [*before[2], claim]))
        if ways:
            best[day] = min(ways, key=lambda way: (way[0], way[1], [claim.id for claim in way[2]]))
    return best[days.end][2] if days.end in best else []
