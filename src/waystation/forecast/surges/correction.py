"""What forecasts of past surges got wrong alike, put right: four numbers that move and lean the pooled forecast.

Medians of all simple forecasts run low, and their upper tails reach too far: a surge that goes on does so at about the
rate it has, while one that ends leaves nearly nobody to come. Surges that are small so far grow more than large ones,
and those that get faster go on for longer.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from waystation.forecast.surges.rule import Pace

__all__ = ["NO_CORRECTION", "Correction", "corrected"]

Floats = npt.NDArray[np.float64]

_USUAL_LOG_TOTAL = math.log(60_000.0)
_FURTHEST_LOG_TOTAL = 3.0
_STEADY = 0.5


class Correction(NamedTuple):
    """What is added to the logarithm of the people to come.

    ``shift``: always; ``size``: for each unit by which the log of the last total lies above that of 60,000 people,
    three at most; ``trend``: for the share of the total that came in the later half of the surge so far, less one half;
    ``skew``: by what share the lower half of the forecast is made wider, and the upper half narrower.
    """

    shift: float
    size: float
    trend: float
    skew: float


NO_CORRECTION = Correction(0.0, 0.0, 0.0, 0.0)


def corrected(logs: Floats, at: Pace, middle: int, by: Correction) -> Floats:
    """A forecast moved and leant.

    Parameters
    ----------
    logs : (days, levels) logarithms of the people to come, rising along levels
    at : the pace of the surge; numbers, or (days, 1) arrays
    middle : index of the level that is the median
    by : how

    Returns
    -------
    (days, levels)

    Examples
    --------
    >>> at = Pace(age_days=9.0, total=60_000.0, recent_per_day=5_000.0, later_half=0.7)
    >>> corrected(np.array([[1.0, 2.0, 3.0]]), at, 1, Correction(0.1, -0.1, 0.5, 0.2)).round(2).tolist()
    [[1.0, 2.2, 3.0]]
    """
    size = np.clip(np.log(np.maximum(at.total, 1.0)) - _USUAL_LOG_TOTAL, -_FURTHEST_LOG_TOTAL, _FURTHEST_LOG_TOTAL)
    centre = logs[:, [middle]]
    off = logs - centre
    leant = np.where(off < 0.0, off * (1.0 + by.skew), off * (1.0 - by.skew))
    return np.asarray(centre + by.shift + by.size * size + by.trend * (at.later_half - _STEADY) + leant)
