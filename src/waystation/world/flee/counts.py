"""Registrations of camps over time: what was counted, and what Flee makes of it each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["TOTAL", "CampCounts", "Series", "added", "corrected", "put_together"]

TOTAL = "total"
"""Name of the first row of ``data_layout.csv``."""

Series = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]
"""Days of the observations, counted from the start, and the counts."""


@dataclass(frozen=True)
class CampCounts:
    """Observed stocks by name, in the order of ``data_layout.csv``.

    Parameters
    ----------
    raw : as published, camps with two files added as Flee adds them, which can read one file a report ahead
    final : after the registration corrections, which Flee applies to the whole past
    corrections : name and day of each
    published : as published, camps with two files added by what each had said by the day; default: ``raw``
    """

    raw: Mapping[str, Series]
    final: Mapping[str, Series]
    corrections: tuple[tuple[str, int], ...] = field(default=())
    published: Mapping[str, Series] = field(default_factory=dict)

    def known_by(self, day: int) -> dict[str, Series]:
        """Counts of a day and before: the one place that hands out what was known on a day.

        A correction of the past is applied from its own day on, and before that nothing of it is seen. Names without
        a count by then are left out.
        """
        found = {}
        for name, (when, counts) in (self.published or self.raw).items():
            known = int(np.searchsorted(when, day, side="right"))
            if known:
                found[name] = when[:known], counts[:known]
        for name, on in self.corrections:
            if on <= day and name in found:
                found[name] = corrected(found[name], on)
        return found

    def seen_later(self, name: str) -> Series:
        """All counts of a name, as published: the truth that forecasts are held against."""
        return (self.published or self.raw)[name]

    @property
    def camps(self) -> tuple[str, ...]:
        """Names but for the total."""
        return tuple(name for name in self.final if name != TOTAL)

    @property
    def has_total(self) -> bool:
        """Whether a total is given of its own."""
        return TOTAL in self.final

    def daily(self, name: str, days: int, hasten: int = 1) -> npt.NDArray[np.int64]:
        """Count on each day as Flee reads it: on a line between observations, cut to whole numbers.

        Parameters
        ----------
        name : a camp or `TOTAL`
        days : how many, from day 0
        hasten : people per agent

        Returns
        -------
        (days,) ints; the first and last observations hold outside
        """
        when, counts = self.final[name]
        # Step by step as Flee does, as a rounding error of the last digit can cost one person.
        counts = counts / hasten
        days_asked = np.arange(days)
        after = np.searchsorted(when, days_asked, side="right")
        before = np.clip(after - 1, 0, len(when) - 1)
        after = np.clip(after, 0, len(when) - 1)
        gap = np.maximum(when[after] - when[before], 1)
        share = (days_asked - when[before]) / gap
        between = counts[before] + share * (counts[after] - counts[before])
        held = np.where(days_asked < when[0], counts[0], np.where(days_asked >= when[-1], counts[-1], between))
        return np.asarray(np.trunc(held), dtype=np.int64)


def added(one: Series, other: Series) -> Series:
    """Two files of one camp, summed as Flee sums them: the second steps, the first is read at its dates.

    Flee takes, for a date of one file, the other's latest earlier count (0 before its first) or, where the
    first file has no such date, its next one; dates of the first file after the second ends are lost.
    """
    (when, counts), found = one, []
    at, last = 0, 0.0
    for day, count in zip(*other, strict=True):
        while day > when[at]:
            found.append((when[at], last + counts[at]))
            if at == len(when) - 1:
                break
            at += 1
        if day <= when[at]:
            found.append((day, count + counts[at]))
            last = count
            if day == when[at] and at < len(when) - 1:
                at += 1
    days, sums = zip(*found, strict=True)
    return np.array(days, dtype=np.int64), np.array(sums, dtype=float)


def put_together(files: Sequence[Series]) -> Series:
    """Files of one place, summed on every date of any of them by the latest count each has by then; 0 before its first.

    Examples
    --------
    >>> inside, outside = (np.array([0, 10]), np.array([5.0, 9.0])), (np.array([4]), np.array([2.0]))
    >>> days, counts = put_together([inside, outside])
    >>> days.tolist(), counts.tolist()
    ([0, 4, 10], [5.0, 7.0, 11.0])
    """
    days = np.unique(np.concatenate([when for when, _ in files]))
    total = np.zeros(len(days))
    for when, counts in files:
        at = np.searchsorted(when, days, side="right") - 1
        total += np.where(at >= 0, counts[np.maximum(at, 0)], 0.0)
    return days, total


def corrected(series: Series, day: int) -> Series:
    """Earlier counts scaled so that the jump on a day disappears: over-registration taken back."""
    when, counts = series
    at = int(np.searchsorted(when, day))
    if at == 0 or at >= len(when) or when[at] != day or counts[at - 1] <= 0:
        return series
    scaled = counts.copy()
    scaled[:at] *= counts[at] / counts[at - 1]
    return when, scaled
