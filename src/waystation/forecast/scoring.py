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
import pandas as pd

from waystation.forecast.table import QUANTILES

__all__ = [
    "CENTRAL", "bootstrap_interval", "brier_table", "inside", "pit", "reliability_table", "weighted_interval_score",
]  # fmt: skip

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
    # Here, as it compiles loops when it is loaded, used or not: four seconds for who only forecasts.
    import scoringrules

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
    per_crisis: Floats, against: Floats | None = None, *, groups: Sequence[str] | None = None, draws: int = 4000,
    seed: int = 1, share: float = 0.9,
) -> tuple[float, float]:  # fmt: skip
    """Interval of a mean over crises, or of one minus the ratio of two means, when crises are drawn anew.

    Parameters
    ----------
    per_crisis : (crises,) mean score of each
    against : (crises,) those of a baseline; if given, the interval is that of the skill over it
    groups : (crises,) which belong together: a group is drawn as a whole; default: each is its own
    draws, seed, share : how many times crises are drawn, from what seed, and how much the interval holds

    References
    ----------
    Efron (1979), Bootstrap methods: another look at the jackknife, Ann. Stat. 7.
    """
    _, member = np.unique(np.arange(len(per_crisis)) if groups is None else np.asarray(groups), return_inverse=True)
    count = int(member.max()) + 1
    rng = np.random.default_rng(seed)
    drawn = np.array([np.bincount(row, minlength=count) for row in rng.integers(0, count, (draws, count))])
    times = drawn[:, member]
    means = times @ per_crisis / times.sum(axis=1)
    if against is not None:
        means = 1.0 - means / (times @ against / times.sum(axis=1))
    low, high = np.quantile(means, [(1.0 - share) / 2.0, (1.0 + share) / 2.0])
    return float(low), float(high)


def brier_table(chances: pd.DataFrame, horizons: Sequence[tuple[int, int]]) -> pd.DataFrame:
    """Brier score of forecast chances by days ahead, and its skill over a base rate.

    Parameters
    ----------
    chances : columns crisis, ahead (days), chance, base (the base rate) and passed (whether it happened)
    horizons : days ahead, from and to

    Returns
    -------
    Columns days, forecasts, brier, brier_base, skill: means over the forecasts of a crisis, then over crises

    References
    ----------
    Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78.
    """
    rows: list[list[object]] = []
    for first, last in horizons:
        some = chances[chances["ahead"].between(first, last)]
        if some.empty:
            continue
        ours, base = (
            ((some[name] - some["passed"]) ** 2).groupby(some["crisis"]).mean().mean() for name in ("chance", "base")
        )
        rows.append([f"{first}-{last} d", len(some), ours, base, 1.0 - ours / base if base > 0.0 else np.nan])
    return pd.DataFrame(rows, columns=["days", "forecasts", "brier", "brier_base", "skill"])


def reliability_table(
    chances: pd.DataFrame, edges: Sequence[float] = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
) -> pd.DataFrame:
    """How often it happened, where the forecast chance was so large.

    Parameters
    ----------
    chances : columns chance and passed
    edges : of the classes of chances, rising from 0 to 1

    Returns
    -------
    Columns chance (of the class, in words), forecasts, mean_chance, passed (share that happened)

    Examples
    --------
    >>> told = pd.DataFrame({"chance": [0.05, 0.05, 0.95, 0.95], "passed": [False, False, True, False]})
    >>> reliability_table(told)[["forecasts", "passed"]].to_numpy().tolist()
    [[2.0, 0.0], [2.0, 0.5]]
    """
    which = np.clip(np.digitize(chances["chance"], edges) - 1, 0, len(edges) - 2)
    rows: list[list[object]] = []
    for index in np.unique(which):
        some = chances[which == index]
        words = f"{edges[index]:.0%} to {edges[index + 1]:.0%}"
        rows.append([words, len(some), some["chance"].mean(), some["passed"].mean()])
    return pd.DataFrame(rows, columns=["chance", "forecasts", "mean_chance", "passed"])
