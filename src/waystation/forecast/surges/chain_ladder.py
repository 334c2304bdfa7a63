"""The chain ladder: what counts come to that are still being raised, from a reporting triangle.

Rows are what was counted, columns how many days later a version came out. From each column to the next the counts grew
by a factor; a young count is expected to grow by all the factors still before it.

References
----------
Mack (1993), Distribution-free calculation of the standard error of chain ladder reserve estimates, ASTIN Bulletin 23.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["FEWEST_PAIRS", "chain_ladder"]

Floats = npt.NDArray[np.float64]

FEWEST_PAIRS = 4
"""If fewer counts are known at two lags that follow each other, the factor between them is taken to be 1."""


def chain_ladder(triangle: Floats, fewest: int = FEWEST_PAIRS) -> tuple[Floats, Floats]:
    """What each count comes to, and how sure that is.

    Parameters
    ----------
    triangle : (counts, lags) people, above 0, as known at each lag; NaN before the first version and where the lag has
        not come yet. Each row has a figure
    fewest : counts that must be known at both lags for a factor to be told

    Returns
    -------
    (counts,) people in the end, and their (counts, counts) covariance by Mack's formula

    Examples
    --------
    >>> told = np.array([[50.0, 100.0], [60.0, 120.0], [40.0, 80.0], [50.0, 100.0], [70.0, np.nan]])
    >>> people, covariance = chain_ladder(told)
    >>> people.tolist(), float(covariance.sum())
    ([100.0, 120.0, 80.0, 100.0, 140.0], 0.0)
    """
    full = triangle.copy()
    counts, lags = triangle.shape
    of_count, of_factor = np.zeros(counts), np.zeros(lags)
    for lag in range(lags - 1):
        both = np.isfinite(triangle[:, lag]) & np.isfinite(triangle[:, lag + 1])
        factor, spread = _factor(triangle[both, lag], triangle[both, lag + 1], fewest)
        to_come = np.isfinite(full[:, lag]) & ~np.isfinite(full[:, lag + 1])
        full[to_come, lag + 1] = factor * full[to_come, lag]
        of_count[to_come] += spread / factor**2 / full[to_come, lag]
        of_factor[lag] = spread / factor**2 / max(triangle[both, lag].sum(), 1.0)
    end = full[:, -1]
    known_to = [int(np.flatnonzero(np.isfinite(row))[-1]) for row in triangle]
    wrong_alike = np.array([of_factor[lag:].sum() for lag in known_to])
    # Two counts are grown by the same factors from the lag of the older one on.
    together = np.minimum.outer(wrong_alike, wrong_alike) * np.multiply.outer(end, end)
    return end, np.asarray(together + np.diag(end**2 * of_count))


def _factor(before: Floats, after: Floats, fewest: int) -> tuple[float, float]:
    """By how much counts grew from one lag to the next, and Mack's variance parameter, people."""
    if len(before) < fewest:
        return 1.0, 0.0
    factor = float(after.sum() / before.sum())
    return factor, float((before * (after / before - factor) ** 2).sum() / max(len(before) - 1, 1))
