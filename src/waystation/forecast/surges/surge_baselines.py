"""Simple forecasts of a running total, printed beside ours wherever ours is.

Nothing more comes; the recent rate goes on; the recent rate fades over a week. The last two with a fixed
log-normal spread of the increment.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from waystation.claims.history import History, TrustedTotal
from waystation.forecast.table import QUANTILES

__all__ = ["BASELINES", "baseline", "fading_increments"]

Floats = npt.NDArray[np.float64]

BASELINES = ("flat", "rate", "fading")
"""Nothing more; the recent rate goes on; the recent rate fades."""

_RECENT_DAYS = 4
_FADE_DAYS = 7.0
_SPREAD = 1.0


def baseline(kind: str, known: Sequence[TrustedTotal], day: date) -> npt.NDArray[np.float64]:
    """(levels,) quantiles of the running total on a day.

    Parameters
    ----------
    kind : one of `BASELINES`
    known : totals known by the as-of date, in order of the days they count up to
    day : the day to forecast

    Examples
    --------
    >>> totals = [TrustedTotal(date(2030, 1, d), date(2030, 1, d), p) for d, p in [(1, 1000.0), (5, 5000.0)]]
    >>> float(baseline("rate", totals, date(2030, 1, 8))[3])
    8000.0
    """
    last = known[-1]
    days = (day - last.day).days
    rate = _recent_rate([(total.day - last.day).days for total in known], [total.people for total in known])
    more = {"flat": 0.0, "rate": rate * days, "fading": rate * _FADE_DAYS * (1.0 - math.exp(-days / _FADE_DAYS))}
    return np.asarray(last.people + more[kind] * np.exp(_SPREAD * ndtri(np.array(QUANTILES))))


def _recent_rate(days: Sequence[float], totals: Sequence[float]) -> float:
    """People a day over the last days."""
    earlier = [index for index, day in enumerate(days[:-1]) if days[-1] - day >= _RECENT_DAYS] or [0]
    gap = max(days[-1] - days[earlier[-1]], 1)
    return max(totals[-1] - totals[earlier[-1]], 0.0) / gap


def fading_increments(
    past: History, ahead: npt.NDArray[np.int64], scores: Floats, fade_days: float = _FADE_DAYS
) -> Floats:
    """Quantiles of the people who come after the last count if the recent rate fades, (days, levels).

    Parameters
    ----------
    past : the counts
    ahead : (days,) days after the last count
    scores : (levels,) levels as normal scores
    fade_days : constant of fading
    """
    days, totals = past.days.tolist(), past.totals.tolist()
    if len(days) == 1:  # all have come since the surge began
        days, totals = [min(0.0, days[0] - 1.0), *days], [0.0, *totals]
    rate = _recent_rate(days, totals)
    middle = rate * fade_days * -np.expm1(-np.asarray(ahead)[:, None] / fade_days)
    return np.asarray(middle * np.exp(_SPREAD * scores))
