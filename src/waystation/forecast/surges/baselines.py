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

from waystation.claims.history import TrustedTotal
from waystation.forecast.table import QUANTILES

__all__ = ["BASELINES", "baseline"]

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
    earlier = [total for total in known[:-1] if (last.day - total.day).days >= _RECENT_DAYS] or list(known[:1])
    gap = max((last.day - earlier[-1].day).days, 1)
    rate = max(last.people - earlier[-1].people, 0.0) / gap
    more = {"flat": 0.0, "rate": rate * days, "fading": rate * _FADE_DAYS * (1.0 - math.exp(-days / _FADE_DAYS))}
    return np.asarray(last.people + more[kind] * np.exp(_SPREAD * ndtri(np.array(QUANTILES))))
