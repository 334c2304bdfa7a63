"""A surge that has come at one rate for long: it is expected to go on so.

The rule lets every rate fade, that of an old surge late. Where the rates of the last counts hardly differ and the surge
is weeks old, people came in past surges as fast as lately, while the faded forecast ran a third low.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from waystation.claims.history import History
from waystation.forecast.surges.rule import since_began
from waystation.forecast.surges.running_out import last_fall

__all__ = ["steady_share", "with_steady_rate"]

Floats = npt.NDArray[np.float64]

_COUNTS, _FEWEST_RATES = 8, 4
"""So many last rates are looked at, and fewer say nothing of how much they differ."""

_UNSTEADY = 0.4
"""Rates of counts that follow each other differ so much, as a standard deviation of their logarithm, where nothing is
steady about them. Half of past forecasts had .75 or more. With .3 or .5 scores were the same."""

_OLD_DAYS = 40.0
_NARROWER = 0.5
"""By what share the range of an old and steady surge is narrower. Past surges do not decide it, as few were steady
(South Sudan in 2023; in part Libya, Mosul and Pakistan): with nothing or a third scores were the same. A half is a
judgement: without it the range of sixty even days reached from 30 to 130 % of what eight more such weeks bring."""

_LEAST_OF_MEAN = 0.1
"""A count of nobody has no logarithm: it is taken for this share of the mean rate."""


def steady_share(past: History, *, stock: bool = False) -> float:
    """How far a surge is one that goes on at its rate: 0 if it is young or its rate changes, 1 if it is old and steady.

    Parameters
    ----------
    past : the counts
    stock : a stock is never taken for one

    Examples
    --------
    >>> from datetime import date
    >>> weeks, wild = np.arange(1.0, 9.0), np.array([1, 9, 11, 30, 32, 33, 60, 61.0])
    >>> steady = History(date(2030, 1, 1), 7 * weeks, 900.0 * weeks)
    >>> steady_share(steady), steady_share(History(date(2030, 1, 1), 7 * weeks, 900.0 * wild))
    (1.0, 0.0)
    """
    days, totals = since_began(past)
    gaps = np.diff(days)[-_COUNTS:]
    rates = np.diff(np.maximum.accumulate(totals))[-_COUNTS:] / gaps
    if stock or len(rates) < _FEWEST_RATES or not rates[-1] > 0.0 or last_fall(past) is not None:
        return 0.0
    mean = float((rates * gaps).sum() / gaps.sum())
    logs = np.log(np.maximum(rates, _LEAST_OF_MEAN * mean))
    differ = float(np.sqrt(np.mean(np.diff(logs) ** 2) / 2.0))  # of two rates, each with that error
    return float(np.clip(1.0 - differ / _UNSTEADY, 0.0, 1.0) * min(1.0, days[-1] / _OLD_DAYS))


def with_steady_rate(logs: Floats, share: float, goes_on: Floats, middle: int) -> Floats:
    """A forecast raised towards the one in which people come as fast as lately, and made narrower.

    Parameters
    ----------
    logs : (days, levels) logarithms of the people to come
    share : see `steady_share`
    goes_on : (days,) logarithm of the people who come at the rate of the last days
    middle : index of the level that is the median

    Examples
    --------
    >>> with_steady_rate(np.array([[1.0, 2.0, 3.0]]), 0.5, np.array([2.4]), 1).round(3).tolist()
    [[1.45, 2.2, 2.95]]
    """
    centre = logs[:, [middle]]
    raised = centre + share * np.maximum(goes_on[:, None] - centre, 0.0)
    return np.asarray(raised + (logs - centre) * (1.0 - _NARROWER * share))
