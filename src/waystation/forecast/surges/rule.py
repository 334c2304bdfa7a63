"""A rule of seven numbers for the people still to come, learned on past surges.

The rate is that of the last days, each day weighing less than the next by a short memory, drawn a little towards the
mean rate so far; it fades with a constant that grows with the surge's age, so that an old, steady exodus fades late;
the spread is log-normal, grows with the days ahead, and may differ above and below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from waystation.claims.history import History

__all__ = ["STARTING_RULE", "Pace", "Rule", "bounded", "pace", "rule_increments"]

Floats = npt.NDArray[np.float64]

_MEMORY_DAYS = 1.5
_LEAST_SHARE_A_DAY = 0.003
_YOUNGEST_DAYS = 0.5


class Rule(NamedTuple):
    """The numbers of the rule.

    ``mean_share``: how far the log of the rate is drawn towards that of the mean rate; ``fade_days``,
    ``fade_per_day``: the fade constant of a surge just begun, and what each day of age adds; ``log_bias``: added to the
    log of the people to come; ``spread``, ``spread_per_log_week``: standard deviation of that log, and what
    log(1 + weeks ahead) adds; ``skew``: by what share it is larger below than above.
    """

    mean_share: float
    fade_days: float
    fade_per_day: float
    log_bias: float
    spread: float
    spread_per_log_week: float
    skew: float


STARTING_RULE = Rule(0.05, 2.0, 0.5, 0.0, 0.65, 0.3, 0.0)
"""From where it is learned, found on the surges of a first study: what few past surges teach stays near it."""


class Pace(NamedTuple):
    """How fast people come: age of the surge in days, last total, people a day lately; numbers, or (days, 1) arrays."""

    age_days: float | Floats
    total: float | Floats
    recent_per_day: float | Floats


def pace(past: History) -> Pace:
    """The pace of a surge at its last count.

    Parameters
    ----------
    past : the counts
    """
    days = np.concatenate([[min(0.0, past.days[0] - 1.0)], past.days])
    totals = np.concatenate([[0.0], past.totals])
    age = float(past.days[-1])
    weight = np.diff(np.exp(-(age - days) / _MEMORY_DAYS))
    recent = float((weight * np.diff(totals) / np.diff(days)).sum() / weight.sum())
    return Pace(age, float(totals[-1]), max(recent, 0.0))


def rule_increments(rule: Rule, at: Pace, ahead: Sequence[float] | Floats, scores: Floats) -> Floats:
    """Quantiles of the people who come after the last count, (days, levels).

    Parameters
    ----------
    rule : its numbers
    at : the pace of the surge
    ahead : (days,) days after the last count
    scores : (levels,) levels as normal scores
    """
    age = at.age_days + _YOUNGEST_DAYS
    mean = at.total / np.maximum(age, 1.0)
    log_recent = np.log1p(np.maximum(at.recent_per_day, _LEAST_SHARE_A_DAY * mean))
    log_mean = np.log1p(mean)
    days = np.asarray(ahead, dtype=np.float64)[:, None]
    fade = rule.fade_days + rule.fade_per_day * age
    middle = log_recent + rule.mean_share * (log_mean - log_recent) + rule.log_bias
    middle = middle + np.log(fade * -np.expm1(-days / fade))
    spread = np.maximum(rule.spread + rule.spread_per_log_week * np.log1p(days / 7.0), 0.05)
    leaning = np.where(scores < 0.0, scores * (1.0 + rule.skew), scores * (1.0 - rule.skew))
    return np.asarray(np.exp(middle + spread * leaning))


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
