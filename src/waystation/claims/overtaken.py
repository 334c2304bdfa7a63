"""Estimates of people remaining that later exits prove too low."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from waystation.claims.claim import Claim
from waystation.claims.figure_range import stated_range
from waystation.claims.periods import window_of

__all__ = ["Overtaking", "overtaken"]


@dataclass(frozen=True)
class Overtaking:
    """An estimate, the most it allows in people, and the exits after its day that exceed it.

    Parameters
    ----------
    estimate : the claim of people remaining
    most : people, the upper end of what it allows
    exits : claims of people leaving, over periods that do not overlap, in order of time
    out : people, the least that these exits come to
    """

    estimate: Claim
    most: float
    exits: tuple[Claim, ...]
    out: float


def overtaken(placed: Sequence[tuple[Claim, str]], household_size: float = 5.0) -> list[Overtaking]:
    """Every estimate of those remaining that reported exits exceed.

    Only exits whose period begins after the day of the estimate count, and only such as do not
    overlap; of all such choices the one with the most people is taken, each claim at its low end.
    As few claims as prove the point are kept.

    Parameters
    ----------
    placed : claims, none part of another, each with the name of its place
    household_size : people per family where the estimate counts families and names no size
    """
    found = []
    for estimate, where in placed:
        size = estimate.people_per_unit(household_size)
        if size is None:
            continue
        most = stated_range(estimate).high * size
        if estimate.at_origin != "now" or math.isinf(most):
            continue
        after = [claim for claim, place in placed if place == where and _leaves_after(claim, estimate)]
        exits = _most_without_overlap(after)
        if sum(stated_range(claim).low for claim in exits) > most:
            proof: list[Claim] = []
            for claim in sorted(exits, key=lambda each: -stated_range(each).low):
                if sum(stated_range(each).low for each in proof) <= most:
                    proof.append(claim)
            proof.sort(key=lambda each: (each.until, each.id))
            out = sum(stated_range(claim).low for claim in proof)
            found.append(Overtaking(estimate, most, tuple(proof), out))
    return found


def _leaves_after(claim: Claim, estimate: Claim) -> bool:
    if claim.family != "exits" or claim.counts != "people" or claim.about_start is None:
        return False
    return claim.about_start > estimate.until


def _most_without_overlap(claims: Sequence[Claim]) -> list[Claim]:
    """The choice of claims over separate periods whose low ends add to the most (interval scheduling)."""
    windows = [(window, claim) for claim in claims if (window := window_of(claim)) is not None]
    ordered = sorted(windows, key=lambda each: (each[0].end, each[0].start, each[1].id))
    ends = [window.end for window, _ in ordered]
    best: list[tuple[float, list[Claim]]] = [(0.0, [])]
    for index, (window, claim) in enumerate(ordered):
        before, kept = best[bisect_left(ends, window.start, 0, index)]
        with_it = before + stated_range(claim).low
        best.append((with_it, [*kept, claim]) if with_it > best[index][0] else best[index])
    return best[-1][1]
