"""A rule of five numbers for the people still to come.

The rate is that of the last days, each day weighing less than the next by a memory that grows with the surge's age,
drawn a little towards the mean rate so far; it fades with a constant that grows with age too, so that an old, steady
exodus fades late; the spread is log-normal and grows with the days ahead.

The numbers are fixed: learning them anew on each set of past surges made forecasts of the others worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from waystation.claims.history import History

__all__ = ["YOUNGEST_DAYS", "Pace", "bounded", "fade_days", "lately_per_day", "pace", "rule_increments", "since_began"]

Floats = npt.NDArray[np.float64]

MEAN_SHARE = 0.05
"""How far the log of the rate is drawn towards that of the mean rate so far."""

FADE_DAYS, FADE_PER_DAY = 2.0, 0.5
"""The fade constant of a surge just begun, and what each day of age adds."""

SPREAD, SPREAD_PER_LOG_WEEK = 0.72, 0.2
"""Standard deviation of the log of the people to come, and what log(1 + weeks ahead) adds."""

_MEMORY_DAYS, _MEMORY_PER_DAY = 1.0, 0.1
_LEAST_SHARE_A_DAY = 0.003
_FALLS = 3
YOUNGEST_DAYS = 0.5
"""Added to a surge's age, so that one that was counted on its first day has one."""


class Pace(NamedTuple):
    """How fast people come; numbers, or (days, 1) arrays.

    ``age_days``: of the surge at its last count; ``total``: the last count, people; ``recent_per_day``: people a day
    lately; ``later_half``: share of the total that came in the later half of the surge so far, a half if it is steady;
    ``latest_per_day``: people a day between the last two counts; ``earlier_per_day``: people a day lately as it was at
    the count before the last; ``next_per_day``: people a day to begin with, the latest where the last three rates fell
    each time, else those lately.
    """

    age_days: float | Floats
    total: float | Floats
    recent_per_day: float | Floats
    later_half: float | Floats
    latest_per_day: float | Floats
    earlier_per_day: float | Floats
    next_per_day: float | Floats


def pace(past: History) -> Pace:
    """The pace of a surge at its last count.

    Parameters
    ----------
    past : the counts
    """
    days, totals = since_began(past)
    age, total = float(days[-1]), float(totals[-1])
    midway = np.interp(age - max((age - days[0]) / 2.0, 1.0), days, totals)
    later = float(np.clip((total - midway) / max(total, 1.0), 0.0, 1.0))
    latest = max(0.0, float((totals[-1] - np.max(totals[:-1])) / (days[-1] - days[-2])))
    earlier = lately_per_day(days[:-1], totals[:-1]) if len(days) > 2 else latest
    recent, last_rates = lately_per_day(days, totals), (np.diff(totals) / np.diff(days))[-_FALLS:]
    falls = len(last_rates) == _FALLS and (np.diff(last_rates) < 0.0).all() and latest > 0.0
    return Pace(age, total, recent, later, latest, earlier, min(latest, recent) if falls else recent)


def since_began(past: History) -> tuple[Floats, Floats]:
    """Days and totals of a surge with nobody before its first count.

    Parameters
    ----------
    past : the counts
    """
    return np.concatenate([[min(0.0, past.days[0] - 1.0)], past.days]), np.concatenate([[0.0], past.totals])


def fade_days(age_days: float | Floats) -> float | Floats:
    """The constant with which people get fewer: within so many days the rate falls to 1 / e of what it is.

    Parameters
    ----------
    age_days : of the surge at its last count
    """
    return FADE_DAYS + FADE_PER_DAY * (age_days + YOUNGEST_DAYS)


def lately_per_day(days: Floats, totals: Floats) -> float:
    """People a day, the last days weighing most.

    Parameters
    ----------
    days, totals : (counts,) from the start of the surge on
    """
    memory = _MEMORY_DAYS + _MEMORY_PER_DAY * (days[-1] + YOUNGEST_DAYS)
    weight = np.diff(np.exp(-(days[-1] - days) / memory))
    return max(float((weight * np.diff(totals) / np.diff(days)).sum() / weight.sum()), 0.0)


def rule_increments(at: Pace, ahead: Sequence[float] | Floats, scores: Floats) -> Floats:
    """Quantiles of the people who come after the last count, (days, levels).

    Parameters
    ----------
    at : the pace of the surge
    ahead : (days,) days after the last count
    scores : (levels,) levels as normal scores
    """
    age = at.age_days + YOUNGEST_DAYS
    mean = at.total / np.maximum(age, 1.0)
    log_recent = np.log1p(np.maximum(at.recent_per_day, _LEAST_SHARE_A_DAY * mean))
    days = np.asarray(ahead, dtype=np.float64)[:, None]
    fade = fade_days(at.age_days)
    middle = log_recent + MEAN_SHARE * (np.log1p(mean) - log_recent) + np.log(fade * -np.expm1(-days / fade))
    return np.asarray(np.exp(middle + (SPREAD + SPREAD_PER_LOG_WEEK * np.log1p(days / 7.0)) * scores))


def bounded(increments: Floats, left: Floats) -> Floats:
    """People who come, bent below the people who can still come.

    Parameters
    ----------
    increments : (days, levels)
    left : (levels,) people who can still come, at the same levels; infinite where nothing is known of them
    """
    known = np.isfinite(left)
    most = np.where(known, np.maximum(left, 1e-9), 1.0)
    return np.asarray(np.where(known, most * -np.expm1(-increments / most), increments))
