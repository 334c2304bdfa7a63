"""A stock of people, such as those in shelters, may empty. A running total may not fall; a stock may.

How often that begins and how many are left was counted by hand in the ten stocks among the packaged surges.
When it will begin nobody knows from counts, so it waits in the lower quantiles, the more the further ahead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["EMPTYING_PER_DAY", "with_emptying"]

Floats = npt.NDArray[np.float64]

EMPTYING_PER_DAY = 0.0082
"""Chance a day that a stock begins to empty: 6 falls by 15 % or more between two counts, in 731 days that ten stocks of
past surges were counted."""

REMAINING = (0.2, 0.8)
"""What is then left of it: the middle two thirds of those falls."""


def with_emptying(totals: Floats, total: float, ahead: Sequence[int]) -> Floats:
    """Members of a stock that rises, some of them emptied by then.

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
