"""A stock of people, such as those in shelters, may fall or empty. A running total may not.

How often that begins and how many are left was counted by hand in the ten stocks among the packaged surges.
When it will begin nobody knows from counts, so it waits in the lower quantiles, the more the further ahead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from waystation.claims.history import History
from waystation.forecast.surges.pooling import mixed
from waystation.forecast.surges.rule import bounded, fade_days
from waystation.forecast.surges.surge_baselines import fading_increments

__all__ = ["EMPTYING_PER_DAY", "FALLS_ON", "FILLS_ON", "with_emptying", "with_fall", "with_filling"]

Floats = npt.NDArray[np.float64]

EMPTYING_PER_DAY = 0.0082
"""Chance a day that a stock begins to empty: 6 falls by 15 % or more between two counts, in 731 days that ten stocks of
past surges were counted."""

REMAINING = (0.2, 0.8)
"""What is then left of it: the middle two thirds of those falls."""


FILLS_ON, FILLING_FADE_DAYS = 0.3, 14.0
"""Share of members in which a stock fills on at the rate of its last four days, and with what constant that fades.
Shelters fill up by leaps, with lulls between. Eleven other stocks in the claims of past surges were forecast 3.5 %
better with it; with two or four tenths, or three weeks, nearly as well."""

LEAST_FALL = 0.01
"""A smaller fall, as a share of the stock, is taken to be a recount."""

FALLS_ON, FALL_SPREAD = 0.5, 0.9
"""Share of members that go on falling once the last count was a fall, and the standard deviation of the log of how
fast. After 33 falls of stocks of past surges 18 next counts were lower again, nine in ten by less than 3.3 times as
many people a day, and 13 were higher."""


def with_filling(come: Floats, past: History, ahead: npt.NDArray[np.int64], scores: Floats, left: Floats) -> Floats:
    """More people there than at the last count, in three members of ten as if it filled on at the rate it has.

    Parameters
    ----------
    come : (days, members) rising along members
    past : the counts
    ahead : (days,) days after the last count
    scores : (members,) levels of the members, as normal scores
    left : (members,) people who can still come

    Returns
    -------
    same shape, rising along members
    """
    return mixed(come, bounded(fading_increments(past, ahead, scores, FILLING_FADE_DAYS), left), FILLS_ON)


def with_fall(totals: Floats, days: Floats, counts: Floats, ahead: Sequence[int] | npt.NDArray[np.int64]) -> Floats:
    """Members of a stock whose last count was a fall: half of them go on falling, ever more slowly, as surges fade.

    Parameters
    ----------
    totals : (days ahead, members) rising along members
    days, counts : (counts,) days counted, and people there; nothing is changed if the last count is no fall
    ahead : (days ahead,) days after the last count

    Returns
    -------
    same shape as ``totals``, rising along members

    Examples
    --------
    >>> found = with_fall(np.full((1, 1000), 900.0), np.array([1.0, 2.0]), np.array([1000.0, 900.0]), [1])
    >>> np.round(np.quantile(found, [0.1, 0.25, 0.9])).tolist()
    [734.0, 818.0, 900.0]
    """
    if len(counts) < 2 or counts[-1] >= (1.0 - LEAST_FALL) * counts[-2]:
        return totals
    total, members = float(counts[-1]), totals.shape[1]
    a_day = float(counts[-2] - counts[-1]) / float(days[-1] - days[-2])
    fade = fade_days(float(days[-1]))
    falling = round(FALLS_ON * members)
    speeds = np.exp(FALL_SPREAD * ndtri((np.arange(falling) + 0.5) / falling))
    result = np.empty_like(totals)
    for row, day in enumerate(ahead):
        leave = a_day * fade * -np.expm1(-day / fade) * speeds
        kept = totals[row][np.linspace(0, members - 1, members - falling).astype(np.int64)]
        result[row] = np.sort(np.concatenate([total * np.exp(-leave / max(total, 1.0)), kept]))
    return result


def with_emptying(totals: Floats, total: float, ahead: Sequence[int]) -> Floats:
    """Members of a stock, some of them emptied by then.

    Parameters
    ----------
    totals : (days, members) rising along members
    total : people at the last count
    ahead : (days,) days after it

    Returns
    -------
    same shape, rising along members

    Examples
    --------
    >>> stock = with_emptying(np.full((1, 1000), 900.0), 900.0, [28])
    >>> round(float((stock < 900.0).mean()), 1)  # one in five has begun to empty in four weeks
    0.2
    """
    members = totals.shape[1]
    gone = 1.0 - np.exp(-EMPTYING_PER_DAY * np.asarray(ahead, dtype=np.float64))
    low, high = REMAINING
    result = np.empty_like(totals)
    for row, share in enumerate(gone):
        emptied = round(float(share) * members)
        kept = totals[row][np.linspace(0, members - 1, members - emptied).astype(np.int64)]
        left = total * (low + (high - low) * (np.arange(emptied) + 0.5) / max(emptied, 1))
        result[row] = np.sort(np.concatenate([left, kept]))
    return result
