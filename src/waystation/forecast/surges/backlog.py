"""Days of nobody at the end that stand for days on which nobody counted, as weekends do whose people come on Monday.

Taken as they stand such days look like the end of a surge. They are left out where the counts before show the habit:
short spells of nobody, again and again, with many people on the day after.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import numpy as np
import numpy.typing as npt

from waystation.claims.history import History

__all__ = ["without_uncounted_end"]

_LONGEST_DAYS = 4
_FEWEST_SPELLS = 2
_MOSTLY = 0.6
_MANY = 1.5
"""After most spells so many times as many people come in a day as on usual days around it."""

_AROUND_DAYS = 6


def without_uncounted_end(past: History) -> History:
    """Counts without the last days of nobody, if a backlog followed such days before; a note says so.

    Parameters
    ----------
    past : running totals

    Examples
    --------
    >>> from datetime import date
    >>> a_day = np.array([50.0, 60, 55, 0, 0, 170, 52, 48, 51, 50, 0, 0, 160, 49, 53, 55, 50, 0, 0])
    >>> found = without_uncounted_end(History(date(2030, 1, 1), np.arange(19.0), np.cumsum(a_day)))
    >>> len(found.days), found.notes[0][:43]
    (17, 'The counts hold nobody for the last 2 days.')
    """
    step, came = np.diff(past.days), np.diff(past.totals)
    spells = [(nobody, len(list(days))) for nobody, days in groupby((came <= 0.0).tolist())]
    if len(spells) < 2 * _FEWEST_SPELLS + 1 or not spells[-1][0] or spells[-1][1] > _LONGEST_DAYS or (step > 1.0).any():
        return past
    ends = np.cumsum([length for _, length in spells])
    short = [
        int(end)
        for (nobody, length), end in zip(spells[:-1], ends[:-1], strict=True)
        if nobody and length <= _LONGEST_DAYS
    ]
    if len(short) < _FEWEST_SPELLS or np.mean([_many_on(came, day) for day in short]) < _MOSTLY:
        return past
    gone = spells[-1][1]
    last, they = (f"{gone} days", "these days are") if gone > 1 else ("day", "this day is")
    note = (
        f"The counts hold nobody for the last {last}. After {len(short)} earlier spells of such days many people were "
        f"counted at once, so {they} taken as not counted yet."
    )
    return replace(past, days=past.days[:-gone], totals=past.totals[:-gone], notes=(*past.notes, note))


def _many_on(came: npt.NDArray[np.float64], day: int) -> bool:
    """Whether more people came than on the days around it: a surge that fades has fewer and fewer a day."""
    around = np.concatenate([came[max(0, day - _AROUND_DAYS) : day], came[day + 1 : day + _AROUND_DAYS]])
    usual = around[around > 0.0]
    return bool(len(usual)) and bool(came[day] >= _MANY * np.median(usual))
