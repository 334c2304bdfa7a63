"""A rule of four numbers for the people still to come, averaged with the filter: they err in different places.

The rate is that of the last days, each day weighing less than the next by a short memory, with a small share of the
mean rate so far; it fades with a constant that grows with the surge's age; the spread is log-normal and grows
with the days ahead. The numbers were found on the surges of the first study, rounded, and held on others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from waystation.claims.history import History

__all__ = ["rule_members"]

Floats = npt.NDArray[np.float64]

MEMORY_DAYS = 1.5
FADE_DAYS, FADE_PER_DAY = 2.0, 0.5
SPREAD, SPREAD_PER_LOG_WEEK = 0.65, 0.3
SHARE_OF_MEAN_RATE = 0.05


def rule_members(past: History, ahead: Sequence[int], left: Floats, rng: np.random.Generator) -> Floats:
    """People who come after the last count, (dates, members).

    Parameters
    ----------
    past : the counts
    ahead : days after the last count
    left : (members,) people who can still come; infinite where nothing is known of them
    rng : draws everything
    """
    days = np.concatenate([[min(0.0, past.days[0] - 1.0)], past.days])
    totals = np.concatenate([[0.0], past.totals])
    age = past.days[-1]
    weight = np.exp(-(age - days) / MEMORY_DAYS)
    weight = weight[1:] - weight[:-1]
    recent = float((weight * np.diff(totals) / np.diff(days)).sum() / weight.sum())
    rate = (1.0 - SHARE_OF_MEAN_RATE) * max(recent, 0.0) + SHARE_OF_MEAN_RATE * totals[-1] / max(age, 1.0)
    luck = rng.standard_normal(left.size)
    steps = np.asarray(ahead, dtype=np.float64)[:, None]
    fade = FADE_DAYS + FADE_PER_DAY * age
    spread = SPREAD + SPREAD_PER_LOG_WEEK * np.log1p(steps / 7.0)
    come = rate * fade * (1.0 - np.exp(-steps / fade)) * np.exp(spread * luck)
    bounded = np.isfinite(left)
    remain = np.where(bounded, np.maximum(left, 1e-9), 1.0)
    bent: Floats = np.where(bounded, remain * (1.0 - np.exp(-come / remain)), come)
    return bent
