"""Forecasts that go beyond what past surges could teach the other parts: first counts, far days, and recounts.

From one or two counts, and for more than four weeks ahead, medians ran far too low in past surges. And a total is
counted again: where few people are expected, what is counted next differs by that, not by who comes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from waystation.forecast.surges.correction import grown

__all__ = ["FEWEST_COUNTS", "FIRST_SHIFT", "RECOUNT_ERROR", "with_recounts", "with_thin_past", "without_recount"]

Floats = npt.NDArray[np.float64]

FEWEST_COUNTS = 3
FIRST_SHIFT, FIRST_WIDENING = 0.5, 0.4
"""What is added to the logarithm of the people to come after one count, and by what share the range is made wider;
half of that after two counts; from three on the rest was learned. What is added comes with the days ahead: added from
the first day on, medians of the next three days ran high. Without it half of all later totals lay above the 80 %
interval after one count of 18 past surges."""

FAR_DAYS, FAR_SHIFT = 28.0, 0.35
"""From so many days ahead on, what is added to it for each unit of log(1 + days beyond / 28). Nothing farther
was looked at while the rest was made: totals of fifteen past surges lay above the 80 % interval one time in four then.
It is less than would have fitted them, for surges that ended earlier have no totals so late."""

RECOUNT_ERROR = 0.02
"""Usual error of a total when it is counted again, as a share of it."""

_DEGREES = 3.0
_LEAST_LEVEL = 0.005


def with_thin_past(
    logs: Floats, counts: int, ahead: Sequence[float] | Floats, middle: int, steady: float = 0.0
) -> Floats:
    """A forecast moved up and made wider where little is known or much is ahead.

    Parameters
    ----------
    logs : (days, levels) logarithms of the people to come, rising along levels
    counts : known so far
    ahead : (days,) days after the last count
    middle : index of the level that is the median
    steady : how far the surge goes on at its rate, which needs nothing added for far days; see
        `waystation.forecast.surges.steady`

    Returns
    -------
    (days, levels)

    Examples
    --------
    >>> with_thin_past(np.array([[1.0, 2.0, 3.0]] * 2), 1, [2, 28], 1).round(2).tolist()
    [[0.8, 2.2, 3.6], [1.1, 2.5, 3.9]]
    >>> with_thin_past(np.array([[1.0, 2.0, 3.0]]), 12, [56], 1).round(2).tolist()
    [[1.24, 2.24, 3.24]]
    """
    thin = max(FEWEST_COUNTS - counts, 0) / (FEWEST_COUNTS - 1)
    days = np.asarray(ahead, dtype=np.float64)[:, None]
    beyond = np.log1p(np.maximum(days - FAR_DAYS, 0.0) / FAR_DAYS)
    centre = logs[:, [middle]]
    off = (logs - centre) * (1.0 + FIRST_WIDENING * thin)
    return np.asarray(centre + FIRST_SHIFT * thin * grown(days) + FAR_SHIFT * (1.0 - steady) * beyond + off)


def with_recounts(
    come: Floats, total: float | Floats, levels: Floats, middle: int, *, may_fall: bool = False
) -> Floats:
    """People who come, as they will be counted: independent errors add as their squares do.

    Parameters
    ----------
    come : (days, levels) people after the last count, rising along levels
    total : people, the last count; a number, or (days, 1)
    levels : (levels,) between 0 and 1
    middle : index of the level that is the median
    may_fall : whether the next count may lie below the last one, as that of a stock does

    Returns
    -------
    (days, levels), none below 0 unless it may fall

    Examples
    --------
    >>> with_recounts(np.array([[0.0, 30.0, 60.0]]), 1000.0, np.array([0.1, 0.5, 0.9]), 1).round().tolist()
    [[0.0, 30.0, 74.0]]
    """
    error = _recount_error(total, levels)
    off = come - come[:, [middle]]
    least = -np.asarray(total) if may_fall else 0.0
    return np.asarray(np.maximum(come[:, [middle]] + np.sign(off) * np.hypot(off, error), least))


def without_recount(counted: Floats, middle: Floats, total: Floats, level: float) -> Floats:
    """Where a quantile must lie before `with_recounts` for it to lie at some counts afterwards.

    Parameters
    ----------
    counted : any shape, people counted after the last count
    middle : same shape, the median of the forecast
    total : same shape, the last count
    level : of the quantile

    Returns
    -------
    same shape, the median where a recount alone reaches as far

    Examples
    --------
    >>> come, levels = np.array([[0.0, 300.0, 600.0]]), np.array([0.1, 0.5, 0.9])
    >>> told = with_recounts(come, 1000.0, levels, 1)[:, 2]
    >>> without_recount(told, np.array([300.0]), np.array([1000.0]), 0.9).round(6).tolist()
    [600.0]
    """
    off, error = counted - middle, _recount_error(total, np.array(level))
    return np.asarray(middle + np.sign(off) * np.sqrt(np.maximum(off**2 - error**2, 0.0)))


def _recount_error(total: float | Floats, levels: Floats) -> Floats:
    least = np.clip(levels, _LEAST_LEVEL, 1.0 - _LEAST_LEVEL)
    return np.asarray(RECOUNT_ERROR * np.asarray(total) * stdtrit(_DEGREES, least))
