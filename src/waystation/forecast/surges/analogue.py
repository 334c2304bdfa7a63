"""What past crises did from the same age on: the base rate to hold a forecast against, and all there is beyond it.

Nothing of the surge itself is used but its age. Each past surge says by what factor its total grew from that age on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from waystation.forecast.surges.past import past_surges, past_totals

__all__ = ["GrowthOfPastSurges", "growth_factors", "growth_of_past_surges"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class GrowthOfPastSurges:
    """How totals of past surges grew, one factor a surge.

    Parameters
    ----------
    factors : (surges,) last total over the total at that age, rising
    """

    factors: Floats

    @property
    def middle(self) -> float:
        """The median factor."""
        return float(np.median(self.factors))

    def share_above(self, factor: float) -> float:
        """Share of past surges that grew by more than a factor."""
        return float((self.factors > factor).mean())


def growth_of_past_surges(age_days: float, leave_out: Iterable[str] = ()) -> GrowthOfPastSurges:
    """By what factors totals of past surges still grew from an age on, to the last that is known of them.

    Parameters
    ----------
    age_days : days since the first total
    leave_out : names of past surges not to look at

    Examples
    --------
    >>> young, old = growth_of_past_surges(2), growth_of_past_surges(20)
    >>> young.middle > old.middle >= 1.0
    True
    """
    out = set(leave_out)
    factors = []
    for name, (days, totals) in _series().items():
        if name not in out and days[-1] >= age_days:
            factors.append(totals[-1] / np.interp(age_days, days, totals))
    return GrowthOfPastSurges(np.sort(np.array(factors)))


def growth_factors(age_days: float, ahead: Sequence[int], leave_out: Iterable[str] = ()) -> Floats:
    """(days, surges) factors by which past surges grew from an age to some days later; the last total where it ends.

    Parameters
    ----------
    age_days : days since the first total; surges that ended earlier are not looked at
    ahead : days after it
    leave_out : names of past surges not to look at
    """
    out = set(leave_out)
    columns = [
        np.interp(age_days + np.asarray(ahead), days, totals) / np.interp(age_days, days, totals)
        for name, (days, totals) in _series().items()
        if name not in out and days[-1] >= age_days
    ]
    return np.array(columns).T.reshape(len(ahead), len(columns))


def _series() -> dict[str, tuple[Floats, Floats]]:
    """Days since the first total and totals, never falling, of each past surge."""
    found = {}
    for name, table in past_totals().groupby("surge"):
        began = past_surges().loc[str(name), "began"]
        days = np.array([(day - began).days for day in table["date"]], dtype=np.float64)
        found[str(name)] = days, np.maximum.accumulate(np.maximum(table["total"].to_numpy(np.float64), 1.0))
    return found
