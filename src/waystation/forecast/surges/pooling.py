"""One forecast out of three: the filter, the rule and the fading rate, averaged quantile by quantile.

They err in different places. What is averaged is the logarithm of the people still to come, at the same level of each
forecast. The weights are fixed: learned ones were worse on surges that they had not seen. The filter, which can be
carried away by a jump, is held within a factor of the two simple ones first, so that the pool is never far from them.

References
----------
Lichtendahl, Grushka-Cockayne, Winkler (2013), Is it better to average probabilities or quantiles?, Management
Science 59. Genest (1992), Vincentization revisited, Annals of Statistics 20. Claeskens, Magnus, Vasnev, Wang (2016),
The forecast combination puzzle: a simple theoretical explanation, Int. J. Forecasting 32: why fixed weights do better.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["FADING_WEIGHT", "FILTER_WEIGHT", "RULE_WEIGHT", "mixed", "pool", "pool_floor"]

Floats = npt.NDArray[np.float64]

FILTER_WEIGHT, RULE_WEIGHT, FADING_WEIGHT = 0.2, 0.7, 0.1

_FURTHEST_LOG = 0.8
"""How far the log of the filter's forecast may lie from that of the simple ones: a factor of 2.2."""

_FLOOR_SHARE = 0.0005


def pool_floor(total: float) -> float:
    """People added before the logarithm is taken, so that a forecast of nobody has one.

    Parameters
    ----------
    total : people, the last count
    """
    return 1.0 + _FLOOR_SHARE * total


def pool(filtered: Floats, rule: Floats, fading: Floats, floor: float | Floats) -> Floats:
    """Quantiles of the people still to come, as logarithms of people and ``floor``.

    Parameters
    ----------
    filtered, rule, fading : (days, levels) people after the last count, by each forecast, at rising levels
    floor : people, see `pool_floor`; a number or (days, 1)

    Returns
    -------
    (days, levels) logarithms

    Examples
    --------
    >>> few, many = np.array([[99.0]]), np.array([[399.0]])
    >>> pooled = pool(few, many, many, floor=1.0)  # 100 is a fourth of 400: the filter counts as 400 / 2.2
    >>> round(float(np.exp(pooled)[0, 0]))
    341
    """
    logs = [np.log(np.maximum(each, 0.0) + floor) for each in (filtered, rule, fading)]
    simple = (logs[1] + logs[2]) / 2.0
    held = np.clip(logs[0], simple - _FURTHEST_LOG, simple + _FURTHEST_LOG)
    return np.asarray(FILTER_WEIGHT * held + RULE_WEIGHT * logs[1] + FADING_WEIGHT * logs[2])


def mixed(come: Floats, other: Floats | None, share: float) -> Floats:
    """Two forecasts mixed: so many members of each, for where one of two things happens and nobody knows which.

    Parameters
    ----------
    come, other : (days, members) rising along members; without the other the first stays as it is
    share : of the members that are taken from the other

    Returns
    -------
    same shape, rising along members

    Examples
    --------
    >>> mixed(np.array([[10.0, 20.0, 30.0, 40.0]]), np.array([[0.0, 1.0, 2.0, 3.0]]), 0.5).tolist()
    [[0.0, 3.0, 10.0, 40.0]]
    """
    if other is None:
        return come
    members = come.shape[1]
    others = round(share * members)
    of_first, of_other = (
        np.linspace(0, members - 1, many).round().astype(np.int64) for many in (members - others, others)
    )
    return np.sort(np.concatenate([come[:, of_first], other[:, of_other]], axis=1), axis=1)
