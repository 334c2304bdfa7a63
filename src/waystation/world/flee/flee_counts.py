"""Registrations of camps over time: what was counted, and what Flee makes of it each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["TOTAL", "CampCounts", "Series", "added", "by_day", "corrected", "put_together"]

TOTAL = "total"
"""Name of the first row of ``data_layout.csv``."""

Series = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]
"""Days of the observations, counted from the start, and the counts."""


@dataclass(frozen=True)
class CampCounts:
    """Observed stocks by name, in the order of ``data_layout.csv``; rows of a series in the order of its file.

    Parameters
    ----------
    raw : as published, camps with two files added as Flee adds them, which can read one file a report ahead
    final : after the registration corrections, which Flee applies to the whole past
    corrections : name and day of each
    published : as published, by day, camps with two files added by what each had said by the day; default: ``raw``
    layout : names as ``data_layout.csv`` lists them, also where one appears twice; default: each once
    """

    raw: Mapping[str, Series]
    final: Mapping[str, Series]
    corrections: tuple[tuple[str, int], ...] = field(default=())
    published: Mapping[str, Series] = field(default_factory=dict)
    layout: tuple[str, ...] = ()

    @property
    def listed(self) -> tuple[str, ...]:
        """Names row by row of ``data_layout.csv``."""
        return self.layout or tuple(self.final)

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
        when, counts = self.raw[name]
        # Step by step as Flee does, as a rounding error of the last digit can cost one person.
        series = (when, counts / hasten)
        for corrected_name, on in self.corrections:
            if corrected_name == name:
                series = corrected(series, on)
        return _as_flee_reads(*series, days)


def _as_flee_reads(when: npt.NDArray[np.int64], counts: npt.NDArray[np.float64], days: int) -> npt.NDArray[np.int64]:
    """Counts of days 0 to ``days - 1``, rows in the order of the file, which need not be that of their dates.

    Up to the day of the first row its count; then the line to the first later row that lies after the day, from the
    row before it in the file; where there is none, the last row's count.
    """
    asked = np.arange(days)
    # The first row from the second on whose day lies after the one asked for.
    after = np.searchsorted(np.maximum.accumulate(when[1:]), asked, side="right") + 1
    ended = after >= len(when)
    after = np.minimum(after, len(when) - 1)
    before = np.maximum(after - 1, 0)
    gap = np.maximum(when[after] - when[before], 1)
    share = (asked - when[before]) / gap
    between = counts[before] + share * (counts[after] - counts[before])
    held = np.where(asked <= when[0], counts[0], np.where(ended, counts[-1], between))
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
    tidy = [by_day(series) for series in files]
    days = np.unique(np.concatenate([when for when, _ in tidy]))
    total = np.zeros(len(days))
    for when, counts in tidy:
        at = np.searchsorted(when, days, side="right") - 1
        total += np.where(at >= 0, counts[np.maximum(at, 0)], 0.0)
    return days, total


def by_day(series: Series) -> Series:
    """In the order of days; of a day that appears twice, the later row."""
    when, counts = series
    order = np.argsort(when, kind="stable")
    when, counts = when[order], counts[order]
    last = np.append(when[1:] != when[:-1], True)
    return when[last], counts[last]


def corrected(series: Series, day: int) -> Series:
    """Earlier rows scaled so that the jump on a day disappears: over-registration taken back.

    A day that stands in several rows is corrected at each in turn, as Flee does; the first row of a file never.
    """
    when, counts = series
    scaled = counts.copy()
    for at in np.flatnonzero(when == day):
        if at > 0 and scaled[at - 1] > 0:
            scaled[:at] *= scaled[at] / scaled[at - 1]
    return when, scaled
