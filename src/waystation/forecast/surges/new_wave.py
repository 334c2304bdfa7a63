"""A count that leaps: a new wave, or a count of many days at once. The forecast holds both.

The rate of the last days hardly moves by one count of an old surge, so on the first day of a second wave a forecast
would fade on as if nothing had happened. After 17 counts of past surges that were twice as fast as those before, or
more, people came at .4 of the new rate in the median of the next nine days: at less than .2 of it after five, at more
than 1.0 after three. Nothing in the counts of that day tells one from the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from waystation.claims.history import History
from waystation.forecast.surges.rule import Pace, bounded, pace, rule_increments

__all__ = ["GOES_ON", "leap_per_day", "new_wave"]

Floats = npt.NDArray[np.float64]

GOES_ON = 0.3
"""Share of members in which people go on coming as fast as on the last count, fading as slowly as the surge's age lets
them. With a half, or with six tenths of that rate, past surges were forecast a little worse."""

_TIMES_AS_FAST = 3.0
_LEAST_SHARE = 0.04
"""A leap adds so much to the total, or more: less may be a recount, see `waystation.forecast.surges.thin_past`."""

_FEWEST_COUNTS = 4
_LONGEST_BACKLOG_DAYS = 3.0


def leap_per_day(past: History) -> float | None:
    """People a day on the last count, if that is three times as many as lately before it, or more; else None.

    Days of nobody right before it, up to three, may have been counted with it, as after a weekend: they are taken to
    have had the same rate.

    Parameters
    ----------
    past : the counts

    Examples
    --------
    >>> from datetime import date
    >>> days, slow = np.arange(1.0, 11.0), 900.0 + 10.0 * np.arange(10)
    >>> leap_per_day(History(date(2030, 1, 1), days, slow)) is None
    True
    >>> leap_per_day(History(date(2030, 1, 1), days, np.where(days == 10, slow + 400.0, slow)))
    410.0
    """
    days, totals = past.days, past.totals
    if len(totals) < _FEWEST_COUNTS or totals[-1] < (1.0 + _LEAST_SHARE) * totals[-2]:
        return None
    since = len(totals) - 2
    while since > 0 and totals[since - 1] >= totals[since] and days[-1] - days[since - 1] <= _LONGEST_BACKLOG_DAYS:
        since -= 1
    rate = float((totals[-1] - totals[since]) / (days[-1] - days[since]))
    if since == 0:
        return None
    before = pace(replace(past, days=days[: since + 1], totals=totals[: since + 1]))
    return rate if rate >= _TIMES_AS_FAST * float(before.recent_per_day) else None


def new_wave(past: History, at: Pace, ahead: Sequence[float] | Floats, scores: Floats, left: Floats) -> Floats | None:
    """People who come if the last count began a new wave, (days, levels); None if it is no leap.

    Parameters
    ----------
    past : the counts
    at : the pace of the surge; that of the last count takes the place of the recent one
    ahead, scores : see `waystation.forecast.surges.rule.rule_increments`
    left : (levels,) people who can still come
    """
    rate = leap_per_day(past)
    if rate is None:
        return None
    faster = at._replace(recent_per_day=rate)
    return bounded(rule_increments(faster, ahead, scores), left)
