"""A surge that runs out: its last counts show it, and the rate of the last days does not yet.

That rate is a mean, so a day after people stopped coming it still holds the days on which they came. One slow count
says little: in past surges people came at half of the earlier rate or more after it. Two say more: after nine such
pairs people came at .13 of the earlier rate in the median, as slowly as on these two counts. A rate that fell four
times in a row does so at seven origins of past surges; half of the members fall on, which cost nothing there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from waystation.claims.history import History
from waystation.forecast.surges.rule import Pace, bounded, fade_days, lately_per_day, rule_increments, since_began

__all__ = ["RUNS_OUT", "Fall", "last_fall", "people_if_it_runs_out"]

Floats = npt.NDArray[np.float64]

RUNS_OUT = 0.5
"""Share of members in which few people come from now on, as the last counts say. With three or seven tenths past
surges were forecast as well; none at all leaves their scores as they are, too."""

_SLOW = 0.2
_SLOW_COUNTS = 2
"""So many last counts, each slower than a fifth of the days before them. With a third there is nothing to be seen."""

_FALLS = 4
"""So many falls of the rate in a row; with two or three, past surges were forecast worse."""


class Fall(NamedTuple):
    """How a surge runs out: people a day now, and by what share (as a logarithm) they get fewer each day."""

    per_day: float
    fewer_a_day: float


def last_fall(past: History) -> Fall | None:
    """How the last counts say that a surge runs out; None if they do not.

    Parameters
    ----------
    past : the counts

    Examples
    --------
    >>> from datetime import date
    >>> def of(*a_day):
    ...     return History(date(2030, 1, 1), np.arange(float(len(a_day))), np.cumsum(np.array(a_day, dtype=float)))
    >>> last_fall(of(900, 1100, 1000, 60, 20))
    Fall(per_day=40.0, fewer_a_day=0.0)
    >>> last_fall(of(900, 1100, 1000, 60)) is None  # one slow count is as often a lull
    True
    >>> found = last_fall(of(900, 1600, 800, 400, 200, 100))
    >>> round(found.per_day), round(float(np.exp(-found.fewer_a_day)), 2)
    (71, 0.5)
    """
    days, totals = since_began(past)
    totals = np.maximum.accumulate(totals)
    gaps = np.diff(days)
    rates = np.diff(totals) / gaps
    if len(rates) > _SLOW_COUNTS:
        before = lately_per_day(days[:-_SLOW_COUNTS], totals[:-_SLOW_COUNTS])
        if max(rates[-_SLOW_COUNTS:]) < _SLOW * before:
            came, took = totals[-1] - totals[-1 - _SLOW_COUNTS], days[-1] - days[-1 - _SLOW_COUNTS]
            return Fall(float(came / took), 0.0)
    falling = rates[-_FALLS - 1 :]
    if len(falling) <= _FALLS or not falling[-1] > 0.0 or (np.diff(falling) >= 0.0).any():
        return None
    middles = (days[1:] + days[:-1])[-_FALLS - 1 :] / 2.0
    fewer = float(np.log(falling[0] / falling[-1]) / (middles[-1] - middles[0]))
    return Fall(float(falling[-1] * np.exp(-fewer * gaps[-1] / 2.0)), fewer)


def people_if_it_runs_out(
    past: History, at: Pace, ahead: Sequence[float] | Floats, scores: Floats, left: Floats
) -> Floats | None:
    """People who come if the surge runs out as its last counts say, (days, levels); None if they do not say so.

    Parameters
    ----------
    past : the counts
    at : the pace of the surge
    ahead, scores : see `waystation.forecast.surges.rule.rule_increments`
    left : (levels,) people who can still come
    """
    fall = last_fall(past)
    if fall is None:
        return None
    slow = rule_increments(at._replace(recent_per_day=fall.per_day), ahead, scores)
    if fall.fewer_a_day > 0.0:  # it falls as it did, if that is faster than surges of its age fade
        days, fade = np.asarray(ahead, dtype=np.float64)[:, None], fade_days(at.age_days)
        falling = -np.expm1(-fall.fewer_a_day * days) / fall.fewer_a_day
        slow = slow * np.minimum(1.0, falling / (fade * -np.expm1(-days / fade)))
    return bounded(slow, left)
