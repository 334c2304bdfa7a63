"""What a claim lets be true: the figure as a range, widened as its qualifier asks."""

from __future__ import annotations

import math
from typing import NamedTuple

from waystation.claims.claim import Claim
from waystation.claims.vocabulary import vocabulary

__all__ = ["BOUND_REACH", "Range", "likely_range", "stated_range"]

BOUND_REACH = 1.25
"""Someone who says "more than 25,500" is taken to mean a count up to this many times that."""


class Range(NamedTuple):
    """A range of figures; ``high`` is infinite where nothing bounds it."""

    low: float
    high: float

    def meets(self, other: Range) -> bool:
        """Whether some figure lies in both."""
        return self.low <= other.high and other.low <= self.high

    def widened(self, share: float) -> Range:
        """The range made wider by a share of its ends, both ways."""
        return Range(self.low / (1 + share), self.high * (1 + share))

    def apart(self, other: Range) -> float:
        """How many times the lower of two ranges falls short of the higher; 1 if they meet."""
        if self.meets(other):
            return 1.0
        below, above = (self, other) if self.high < other.low else (other, self)
        return above.low / below.high if below.high > 0 else math.inf


def stated_range(claim: Claim) -> Range:
    """Every figure that the claim allows, strictly read.

    "About" gives 10 % either way, "exact" 1 %; a vague word may be off by a factor of two.
    "At least" has no upper end and "up to" none but 0 below.

    Examples
    --------
    >>> row = dict(published="2019-03-04", source="SDF", place="Baghouz", unit="people", term="evacuated")
    >>> stated_range(Claim(quantity_low=1000, qualifier="more than", **row))
    Range(low=1000.0, high=inf)
    >>> stated_range(Claim(quantity_low=500, quantity_high=500, qualifier="about", **row)).low
    450.0
    """
    spread = 1.0 if claim.vague else vocabulary().qualifiers[claim.qualifier].spread
    low = 0.0 if claim.quantity_low is None else claim.quantity_low * max(1 - spread, 0.5)
    high = math.inf if claim.quantity_high is None else claim.quantity_high * (1 + spread)
    return Range(low, high)


def likely_range(claim: Claim) -> Range:
    """What a listener would take from the claim: a bound is said of a figure that is near it."""
    stated = stated_range(claim)
    if claim.quantity_low is None:
        return Range(stated.high / BOUND_REACH, stated.high)
    return Range(stated.low, stated.low * BOUND_REACH) if math.isinf(stated.high) else stated
