"""How far a forecast of camps is from their counts: with the true denominator, and with Flee's."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.free_run import Floats

__all__ = ["flee_printed_error", "total_error"]


def total_error(forecast: npt.ArrayLike, counts: npt.ArrayLike) -> float:
    """Mean over the days of the sum over camps of |forecast - count|, over the sum of the counts.

    Parameters
    ----------
    forecast, counts : (days, camps) people

    Returns
    -------
    share; a day on which nobody is counted adds 0, as in Flee

    Examples
    --------
    >>> total_error([[10, 0], [15, 5]], [[10, 0], [10, 10]])       # nothing, then 10 of 20
    0.25
    """
    return _mean_error(forecast, counts, 0.0)


def flee_printed_error(forecast: npt.ArrayLike, counts: npt.ArrayLike, counted_twice: float) -> float:
    """The same as Flee prints it: with day 0 counted twice below the line, so it is too low.

    Parameters
    ----------
    forecast, counts : (days, camps) people
    counted_twice : people on day 0 of the ``total`` row of the data layout, added to every day's sum

    Examples
    --------
    >>> flee_printed_error([[10, 0], [15, 5]], [[10, 0], [10, 10]], counted_twice=10)
    0.16666666666666666
    """
    return _mean_error(forecast, counts, counted_twice)


def _mean_error(forecast: npt.ArrayLike, counts: npt.ArrayLike, more: float) -> float:
    there: Floats = np.asarray(counts, dtype=float)
    off = np.abs(np.asarray(forecast, dtype=float) - there).sum(axis=1)
    below = there.sum(axis=1) + more
    return float(np.mean(np.divide(off, below, out=np.zeros_like(off), where=below > 0)))
