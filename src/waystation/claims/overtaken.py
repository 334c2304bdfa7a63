"""Estimates of people remaining that later exits prove too low."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from waystation.claims.claim import Claim
from waystation.claims.figure_range import stated_range
from waystation.claims.periods import Window, window_of

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
    exits_of: defaultdict[str, list[_Exit]] = defaultdict(list)
    for claim, where in placed:
        window = window_of(claim)
        if claim.family == "exits" and claim.counts == "people" and window is not None:
            exits_of[where].append(_Exit(claim, window, stated_range(claim).low))
    found = []
    for estimate, where in placed:
        size = estimate.people_per_unit(household_size)
        if size is None:
            continue
        most = stated_range(estimate).high * size
        if estimate.at_origin != "now" or math.isinf(most):
            continue
        after = [each for each in exits_of[where] if each.window.start > estimate.until]
        if sum(each.low for each in after) <= most:
            continue  # where all of them together are not too many, no choice of them is
        proof = _proof(_most_without_overlap(after), most)
        if proof:
            out = sum(each.low for each in proof)
            found.append(Overtaking(estimate, most, tuple(each.claim for each in proof), out))
    return found


class _Exit(NamedTuple):
    """A claim of people leaving, its days, and the fewest people that it allows."""

    claim: Claim
    window: Window
    low: float


def _proof(exits: Sequence[_Exit], most: float) -> list[_Exit]:
    """The largest of some exits, as few as exceed a number of people, in order of time; empty if all do not."""
    proof: list[_Exit] = []
    for each in sorted(exits, key=lambda each: -each.low):
        proof.append(each)
        if sum(each.low for each in proof) > most:
            return sorted(proof, key=lambda each: (each.claim.until, each.claim.id))
    return []


def _most_without_overlap(exits: Sequence[_Exit]) -> list[_Exit]:
    """The choice of exits over separate periods whose low ends add to the most (interval scheduling)."""
    ordered = sorted(exits, key=lambda each: (each.window.end, each.window.start, each.claim.id))
    ends = [each.window.end for each in ordered]
    best: list[tuple[float, list[_Exit]]] = [(0.0, [])]
    for index, each in enumerate(ordered):
        before, kept = best[bisect_left(ends, each.window.start, 0, index)]
        with_it = before + each.low
        best.append((with_it, [*kept, each]) if with_it > best[index][0] else best[index])
    return best[-1][1]
