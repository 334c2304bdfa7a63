"""One path of a place and term: what the claims say together, day by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from waystation.claims.claim import Claim
from waystation.claims.reasons import Reason, Unused

__all__ = ["History", "TrustedTotal", "figure_of"]


@dataclass(frozen=True)
class TrustedTotal:
    """A running total that somebody vouches for.

    Parameters
    ----------
    published : day it came out
    day : day it counts up to
    people : the total
    """

    published: date
    day: date
    people: float


@dataclass(frozen=True)
class History:
    """What the claims of one place and term say together: one figure a day, and what each claim says of it.

    For a term that counts a flow (people arrived) the figures are running totals since ``began``, which never fall;
    for a stock (people in a camp) they are the people there.

    Parameters
    ----------
    began : first day counted
    days : (counts,) whole days since it began, strictly rising; only days of which the claims settle the figure
    totals : (counts,) people
    population : people at the origin before it began, as claimed; None if nobody says
    remaining : people still at the origin on the day of the last count, as claimed; None if nobody says
    used : ids of the claims used, with how
    unused : ids of all other claims known, with why not: a code and a sentence
    notes : what is not certain about the reading, as sentences; empty if all is plain
    uncounted : days within the history of which nobody gave a count; the totals hold nobody for them
    estimated : days whose total is placed in proportion between others, because a count begins between settled days
    ends_in_bound : whether the last total is a lower bound, such as "more than 40,000"
    windows : ids of the claims that count days, weeks or other windows, and no running total
    """

    began: date
    days: npt.NDArray[np.float64]
    totals: npt.NDArray[np.float64]
    population: float | None = None
    remaining: float | None = None
    used: dict[str, str] = field(default_factory=dict)
    unused: dict[str, Reason] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    uncounted: tuple[date, ...] = ()
    estimated: tuple[date, ...] = ()
    ends_in_bound: bool = False
    windows: frozenset[str] = frozenset()

    @property
    def last_date(self) -> date:
        """Day of the last count."""
        return self.began + timedelta(days=int(self.days[-1]))

    def counts_from_another_day(self, claim_id: str) -> bool:
        """Whether a claim counts days or from a day that make it no running total of this history."""
        if claim_id in self.unused:
            return self.unused[claim_id].code in (Unused.OTHER_START, Unused.GAP, Unused.DISAGREES)
        return claim_id in self.windows

    @property
    def total(self) -> float:
        """The last figure, people."""
        return float(self.totals[-1])

    @property
    def dates(self) -> list[date]:
        """(counts,) the days of the counts."""
        return [self.began + timedelta(days=int(day)) for day in self.days]


def figure_of(claim: Claim) -> float:
    """The figure of a claim in its own unit: the middle of a range, the end of a bound."""
    ends = [end for end in (claim.quantity_low, claim.quantity_high) if end is not None]
    return sum(ends) / len(ends)
