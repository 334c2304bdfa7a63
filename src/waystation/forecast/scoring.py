"""How good forecasts were: weighted interval scores, coverage, bias, PIT values, and bootstrap intervals.

The scores are scoringrules'; what is added here is how they are put together over crises.

References
----------
Bracher, Ray, Gneiting, Reich (2021), Evaluating epidemic forecasts in an interval format, PLoS Comput. Biol. 17.
Gneiting, Balabdaoui, Raftery (2007), Probabilistic forecasts, calibration and sharpness, J. R. Stat. Soc. B 69.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scoringrules

from waystation.forecast.table import QUANTILES

__all__ = ["CENTRAL", "bootstrap_interval", "inside", "pit", "weighted_interval_score"]

Floats = npt.NDArray[np.float64]

CENTRAL = (0.5, 0.8, 0.95)
"""Shares of the central intervals whose coverage is told."""


def weighted_interval_score(quantiles: Floats, truth: Floats, levels: Sequence[float] = QUANTILES) -> Floats:
    """Weighted interval score of each forecast, as twice the mean pinball loss over the levels.

    Parameters
    ----------
    quantiles : (forecasts, levels)
    truth : (forecasts,)
    levels : rising, symmetric about one half

    Returns
    -------
    (forecasts,) in the unit of the truth; the lower the better

    Examples
    --------
    By hand: off by 10 at the median alone, pinball losses 10/2 at 0.5, 0.25 x 5 and 0.25 x 15 beside it.

    >>> score = weighted_interval_score(np.array([[5.0, 10.0, 15.0]]), np.array([20.0]), [0.25, 0.5, 0.75])
    >>> float(score[0])  # 2/3 x (0.25 x 15 + 0.5 x 10 + 0.75 x 5)
    8.333333333333334
    """
    losses = scoringrules.quantile_score(truth[:, None], quantiles, np.asarray(levels)[None, :])
    return np.asarray(2.0 * np.asarray(losses).mean(axis=1))


def inside(
    quantiles: Floats, truth: Floats, share: float, levels: Sequence[float] = QUANTILES
) -> npt.NDArray[np.bool_]:
    """(forecasts,) whether the truth lies in the central interval of a share, ends included."""
    low = _index(levels, (1.0 - share) / 2.0)
    high = _index(levels, (1.0 + share) / 2.0)
    return np.asarray((quantiles[:, low] <= truth) & (truth <= quantiles[:, high]))


def _index(levels: Sequence[float], level: float) -> int:
    return int(np.flatnonzero(np.isclose(levels, level))[0])


def pit(members: Floats, truth: float) -> float:
    """Share of members below the truth, ties counted half: uniform over many forecasts if all is right."""
    return float(((members < truth).sum() + 0.5 * (members == truth).sum()) / members.size)


def bootstrap_interval(
    per_crisis: Floats, against: Floats | None = None, *, draws: int = 4000, seed: int = 1, share: float = 0.9
) -> tuple[float, float]:
    """Interval of a mean over crises, or of one minus the ratio of two means, when crises are drawn anew.

    Parameters
    ----------
    per_crisis : (crises,) mean score of each
    against : (crises,) those of a baseline; if given, the interval is that of the skill over it
    draws, seed, share : how many times crises are drawn, from what seed, and how much the interval holds

    References
    ----------
    Efron (1979), Bootstrap methods: another look at the jackknife, Ann. Stat. 7.
    """
    rng = np.random.default_rng(seed)
    picked = rng.integers(0, len(per_crisis), (draws, len(per_crisis)))
    means = per_crisis[picked].mean(axis=1)
    if against is not None:
        means = 1.0 - means / against[picked].mean(axis=1)
    low, high = np.quantile(means, [(1.0 - share) / 2.0, (1.0 + share) / 2.0])
    return float(low), float(high)
