"""Waits of those who are still waiting, from cumulative counts: they have waited some time already.

Waits that leave them out are short just where it matters: at a stage that hardly lets anybody through. People are taken
to be served in the order in which they came, and those of one day to have come at its end, so that what is said here
is the least they have waited.

References
----------
Cumulative counts (N-curves): Daganzo, Fundamentals of Transportation and Traffic Operations, 1997, ch. 2.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["hours_so_far", "with_those_still_waiting"]

HOURS = 24


def hours_so_far(came: npt.NDArray[np.integer], waiting: npt.NDArray[np.integer]) -> npt.NDArray[np.float32]:
    """Mean time, in hours, that those waiting at the end of each day have waited already.

    Parameters
    ----------
    came : (..., days) people who came to the stage on each day
    waiting : (..., days) people waiting at the end of each day

    Returns
    -------
    (..., days) hours; NaN where nobody waits

    Examples
    --------
    >>> came, waiting = np.array([60, 0, 20]), np.array([60, 60, 50])
    >>> hours_so_far(came, waiting)  # on the last day 30 of the first day and all 20 of the last: 30 x 48 / 50
    array([ 0. , 24. , 28.8], dtype=float32)
    """
    rows_came = came.reshape(-1, came.shape[-1]).astype(np.float64)
    rows_waiting = waiting.reshape(-1, waiting.shape[-1]).astype(np.float64)
    days = np.arange(came.shape[-1], dtype=np.float64)
    found = np.full(rows_came.shape, np.nan, dtype=np.float32)
    for row, (new, there) in enumerate(zip(rows_came, rows_waiting, strict=True)):
        if not there.any():
            continue
        total = np.concatenate([[0.0], np.cumsum(new)])  # people who had come before each day
        when = np.concatenate([[0.0], np.cumsum(new * days)])  # their days of coming, added up
        gone = np.maximum(total[1:] - there, 0.0)
        first = np.clip(np.searchsorted(total, gone, side="right") - 1, 0, len(days) - 1)
        before = when[first] + (gone - total[first]) * days[first]
        some = there > 0
        found[row, some] = HOURS * (days - (when[1:] - before) / np.maximum(total[1:] - gone, 1e-9))[some]
    return np.maximum(found, 0.0).reshape(came.shape)


def with_those_still_waiting(
    waits: npt.NDArray[np.integer], came: npt.NDArray[np.integer], waiting: npt.NDArray[np.integer]
) -> npt.NDArray[np.int64]:
    """Waits of all who came: of those who got through, and of those who wait on the last day, so far.

    Parameters
    ----------
    waits : (..., hours) people who got through, by whole hours waited; the last bin holds all longer waits
    came : (..., days) people who came to the stage on each day
    waiting : (...) people waiting at the end of the last day

    Returns
    -------
    (..., hours) people

    Examples
    --------
    >>> waits = np.zeros(100, int)
    >>> waits[2] = 30
    >>> everyone = with_those_still_waiting(waits, np.array([60, 0, 20]), np.array(50))
    >>> {int(hour): int(everyone[hour]) for hour in np.flatnonzero(everyone)}
    {0: 20, 2: 30, 48: 30}
    """
    found = waits.astype(np.int64)
    days = came.shape[-1]
    left = np.asarray(waiting, dtype=np.int64)
    for back in range(days):
        of_day = np.minimum(came[..., days - 1 - back], left)
        found[..., min(back * HOURS, waits.shape[-1] - 1)] += of_day
        left = left - of_day
    return found
