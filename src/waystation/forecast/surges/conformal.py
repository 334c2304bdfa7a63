"""Intervals stretched to where they would have held what they promise in forecasts of past surges.

Where the truth lay in forecasts of past surges is read on the scale of a standard normal: +1.28 is the end of the 80 %
interval. If four truths in five lay within 1.4 instead, the 80 % interval of the next forecast ends there.

References
----------
Gneiting, Balabdaoui, Raftery (2007), Probabilistic forecasts, calibration and sharpness, J. R. Stat. Soc. B 69.
Vovk, Gammerman, Shafer (2005), Algorithmic learning in a random world.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from waystation.forecast.scoring import CENTRAL

__all__ = ["learn_stretch", "position", "stretch_levels"]

Floats = npt.NDArray[np.float64]

_ENDS = ndtri(0.5 + np.array(CENTRAL) / 2.0)
"""Where the 50, 80 and 95 % intervals end on the normal scale."""

_NARROWEST, _WIDEST = 0.5, 3.0
_GROUPS_FOR_HALF = 16.0
"""From so many groups of past surges what they say counts half; the other half is without correction. With 4 forward
scores were 3 % worse, and intervals too wide."""


def stretch_levels(scores: Floats, stretch: Sequence[float]) -> Floats:
    """Where on the uncorrected forecast the quantiles of the corrected one are read.

    Parameters
    ----------
    scores : any shape, levels of the corrected forecast as normal scores
    stretch : for the ends of the 50, 80 and 95 % intervals, how many times farther out each is read; between the
        ends a line, beyond the last its factor

    Returns
    -------
    same shape, normal scores that rise with ``scores``

    Examples
    --------
    >>> stretch_levels(np.array([-1.2815515655446004, 0.0, 3.0]), [1.0, 1.5, 1.5]).round(2)
    array([-1.92,  0.  ,  4.5 ])
    """
    reach = np.maximum.accumulate(_ENDS * np.asarray(stretch))
    size = np.abs(scores)
    near = np.interp(size, [0.0, *_ENDS], [0.0, *reach])
    return np.asarray(np.sign(scores) * np.where(size > _ENDS[-1], size * reach[-1] / _ENDS[-1], near))


def position(quantiles: Floats, levels: Sequence[float], truth: float) -> float:
    """The normal score at which a forecast puts the truth; beyond its outer quantiles on a line through them.

    Parameters
    ----------
    quantiles : (levels,) rising
    levels : of the quantiles
    truth : what came
    """
    scores = ndtri(np.asarray(levels))
    rising = quantiles + 1e-9 * np.arange(len(quantiles))
    if truth < rising[0]:
        return float(scores[0] - (rising[0] - truth) * _slope(scores[:3], rising[:3]))
    if truth > rising[-1]:
        return float(scores[-1] + (truth - rising[-1]) * _slope(scores[-3:], rising[-3:]))
    return float(np.interp(truth, rising, scores))


def _slope(scores: Floats, quantiles: Floats) -> float:
    return float((scores[-1] - scores[0]) / max(quantiles[-1] - quantiles[0], 0.05))


def learn_stretch(positions: Floats, weights: Floats, groups: int) -> tuple[float, ...]:
    """The stretch of each central interval with which it would have held what it promises.

    Parameters
    ----------
    positions : (forecasts, shares) where truths lay, see `position`; a column for each central interval, as what is
        added later reaches farther at some ends than at others
    weights : (forecasts,) how much each counts
    groups : of past surges that these come from; few pull little

    Returns
    -------
    a factor for each of the 50, 80 and 95 % intervals
    """
    if not groups:
        return (1.0,) * len(CENTRAL)
    found = np.array([
        np.quantile(of_share, share, weights=weights, method="inverted_cdf")
        for share, of_share in zip(CENTRAL, np.abs(positions).T, strict=True)
    ]) / _ENDS  # fmt: skip
    share = groups / (groups + _GROUPS_FOR_HALF)
    return tuple(np.exp(share * np.log(np.clip(found, _NARROWEST, _WIDEST))).tolist())
