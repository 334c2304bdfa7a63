"""What forecasts of past surges got wrong alike, put right: three numbers move the pooled forecast, one leans it.

Medians of all simple forecasts run low, and their upper tails reach too far: a surge that goes on does so at about the
rate it has, while one that ends leaves nearly nobody to come. Young surges that are small so far grow more than large
ones, and those that get faster go on for longer. The growth that is added comes with the days ahead, and less of it
where the last count shows the surge slowing. The lean is fixed: when it was learned too, intervals were too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from waystation.forecast.surges.rule import YOUNGEST_DAYS, Pace

__all__ = ["LEAN", "NO_CORRECTION", "Correction", "corrected", "grown"]

Floats = npt.NDArray[np.float64]

_USUAL_LOG_TOTAL = math.log(60_000.0)
_FURTHEST_LOG_TOTAL = 1.5
_YOUNG_DAYS = 10.0
_STEADY = 0.5
_DAYS_TO_GROW = 4.0
_DAYS_SLOWER, _LEAST_SHARE = 3.0, 0.2
"""Where the rate has fallen twice in a row the next days begin at the latest one, but not below a fifth of the mean of
the last days; within so many days this fades, for what looked like a fall was as often a lull."""

LEAN = 0.3
"""By what share the lower half of the forecast is made wider, and the upper half narrower."""


class Correction(NamedTuple):
    """What is added to the logarithm of the people to come.

    ``shift``: in every surge; ``size``: in a surge just begun, for each unit by which the log of the last total lies
    above that of 60,000 people, bent so that it never counts more than 1.5; both fade in over the days ahead, and count
    less in proportion where the last count is slower than the days before it; ``trend``: for the share of the total
    that came in the later half of the surge so far, less one half.
    """

    shift: float
    size: float
    trend: float


NO_CORRECTION = Correction(0.0, 0.0, 0.0)


def grown(days: Floats) -> Floats:
    """How much of what is added in the end is added so many days ahead: a surge grows day by day, not at once.

    Parameters
    ----------
    days : any shape, after the last count
    """
    return np.asarray(-np.expm1(-days / _DAYS_TO_GROW))


def corrected(logs: Floats, at: Pace, ahead: Sequence[float] | Floats, middle: int, by: Correction) -> Floats:
    """A forecast moved and leant.

    Parameters
    ----------
    logs : (days, levels) logarithms of the people to come, rising along levels
    at : the pace of the surge; numbers, or (days, 1) arrays
    ahead : (days,) days after the last count
    middle : index of the level that is the median
    by : how

    Returns
    -------
    (days, levels)

    Examples
    --------
    >>> at = Pace(age_days=9.0, total=60_000.0, recent_per_day=5_000.0, later_half=0.7, latest_per_day=5_000.0,
    ...           earlier_per_day=5_000.0, next_per_day=5_000.0)
    >>> by = Correction(0.1, -0.1, 0.5)
    >>> corrected(np.array([[1.0, 2.0, 3.0]] * 2), at, [1, 28], 1, by).round(2).tolist()
    [[0.82, 2.12, 2.82], [0.9, 2.2, 2.9]]
    """
    size = np.log(np.maximum(at.total, 1.0)) - _USUAL_LOG_TOTAL
    bent = (
        _FURTHEST_LOG_TOTAL * np.tanh(size / _FURTHEST_LOG_TOTAL) * np.exp(-(at.age_days + YOUNGEST_DAYS) / _YOUNG_DAYS)
    )
    slowing = np.minimum(1.0, np.maximum(at.latest_per_day, 1.0) / np.maximum(at.earlier_per_day, 1.0))
    centre = logs[:, [middle]]
    off = logs - centre
    leant = np.where(off < 0.0, off * (1.0 + LEAN), off * (1.0 - LEAN))
    days = np.asarray(ahead, dtype=np.float64)[:, None]
    slower = np.log(np.clip(np.maximum(at.next_per_day, 1.0) / np.maximum(at.recent_per_day, 1.0), _LEAST_SHARE, 1.0))
    moved = (by.shift + by.size * bent) * grown(days) * slowing + by.trend * (at.later_half - _STEADY)
    moved = moved + slower * np.exp(-days / _DAYS_SLOWER)
    return np.asarray(centre + moved + leant)
