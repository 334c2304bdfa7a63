"""One forecast out of several: the filter, the learned rule and the fading rate, averaged quantile by quantile.

They err in different places. What is averaged is the logarithm of the people still to come, at the same level of each
forecast, with weights learned on past surges and drawn towards equal ones. A pool of densities and the plain mean of
quantiles were tried beside it, and so were the recent rate and what past surges of like age did as further parts:
`docs/forecasting.md` says what each gave.

References
----------
Lichtendahl, Grushka-Cockayne, Winkler (2013), Is it better to average probabilities or quantiles?, Management
Science 59. Genest (1992), Vincentization revisited, Annals of Statistics 20.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["PARTS", "pool", "pool_floor"]

Floats = npt.NDArray[np.float64]

PARTS = ("filter", "rule", "fading")
"""What is averaged, in order of the weights."""

_FLOOR_SHARE = 0.0005


def pool_floor(total: float) -> float:
    """People added before the logarithm is taken, so that a forecast of nobody has one.

    Parameters
    ----------
    total : people, the last count
    """
    return 1.0 + _FLOOR_SHARE * total


def pool(increments: Sequence[Floats], weights: Sequence[float], floor: float) -> Floats:
    """Quantiles of the people still to come, as logarithms of people and ``floor``.

    Parameters
    ----------
    increments : one (days, levels) array for each of `PARTS`, people after the last count at rising levels
    weights : one for each, adding up to one
    floor : people, see `pool_floor`

    Returns
    -------
    (days, levels) logarithms

    Examples
    --------
    >>> one, two = np.array([[99.0]]), np.array([[399.0]])
    >>> round(float(np.exp(pool([one, two], [0.5, 0.5], floor=1.0))[0, 0]))  # the geometric mean of 100 and 400
    200
    """
    logs = [weight * np.log(np.maximum(each, 0.0) + floor) for weight, each in zip(weights, increments, strict=True)]
    return np.asarray(np.sum(logs, axis=0))
