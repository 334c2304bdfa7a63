"""Numbers as a reader should see them: rounded to what is known, never without an interval.

A figure of a forecast is an `Interval` (or a `DateInterval`) and prints both its middle and its ends. There
is no function here that prints one number alone: a reported figure is printed by
`waystation.claims.Claim.figure`, beside its source.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from waystation.share.disclosure import THRESHOLD, least_step

__all__ = ["DateInterval", "Interval", "day_words", "rising", "step_for"]

_STEPS_ACROSS = 8
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_LONG_WAIT = 72
_FIXED = "fixed by the scenario"


def step_for(low: float, high: float, least: float = 1.0) -> float:
    """Step to round the ends of an interval to: 1, 2 or 5 times a power of ten.

    The interval stays some eight steps wide, so that rounding moves an end by less than a tenth of the width.

    Parameters
    ----------
    low, high : the ends
    least : the smallest step allowed

    Examples
    --------
    >>> step_for(47_812, 57_204)
    1000.0
    >>> step_for(30_100, 71_900)
    5000.0
    """
    aim = (high - low) / _STEPS_ACROSS
    if aim <= least:
        return float(least)
    power = 10.0 ** math.floor(math.log10(aim))
    return float(max(least, next(each * power for each in (5, 2, 1) if each * power <= aim)))


@dataclass(frozen=True)
class Interval:
    """A forecast figure: middle and ends, printed together.

    Parameters
    ----------
    median, low, high : quantiles, ``low <= median <= high``
    share : share of possible futures between low and high, in per cent
    unit : printed after the figure; nothing for plain people
    people : whether it counts people, so that small counts are hidden (see `waystation.share.disclosure`)
    whole : whether it counts things that cannot be split
    fixed : whether all possible futures agree: the scenario leaves nothing open
    given_step : step to round to, where figures beside it share theirs; default: what the width allows

    Examples
    --------
    >>> Interval(52_317, 47_812, 57_204).text
    'about 52,000 (80 %: 48,000 to 57,000)'
    >>> Interval(4, 0, 7).text
    'fewer than 10 (80 %: 0 to fewer than 10)'
    >>> Interval(6000, 6000, 6000, fixed=True).text
    '6,000 (fixed by the scenario)'
    >>> Interval(0, 0, 0).text
    '0 (the same in 80 % of cases or more)'
    >>> Interval(6.9, 6.8, 7.1, unit="days", people=False, whole=True).text
    'about 7 days (80 %: about 7 days)'
    """

    median: float
    low: float
    high: float
    share: int = 80
    unit: str = ""
    people: bool = True
    whole: bool = False
    fixed: bool = False
    given_step: float | None = None

    @classmethod
    def over(cls, values: npt.ArrayLike, share: int = 80) -> Interval:
        """The interval over possible futures.

        Parameters
        ----------
        values : (members,) one figure a future
        share : share of futures between its ends, in per cent
        """
        each = np.asarray(values, dtype=float)
        tail = (1 - share / 100) / 2
        low, median, high = (float(end) for end in np.quantile(each, [tail, 0.5, 1 - tail]))
        return cls(median, low, high, share, fixed=bool(each.min() == each.max()))

    @property
    def step(self) -> float:
        """Step the figures are rounded to."""
        if self.given_step is not None:
            return self.given_step
        if self.people:
            least = least_step(self.high)
        elif self.high > 0:  # three digits at most, whatever the width
            least = max(10.0 ** (math.floor(math.log10(self.high)) - 2), 1.0 if self.whole else 0.1)
        else:
            least = 1.0
        return step_for(self.low, self.high, least)

    def _shown(self, value: float) -> str:
        if self.people and 0 < value < THRESHOLD:
            return f"fewer than {THRESHOLD}"
        step = self.step_of(value)
        rounded = round(value / step) * step
        digits = 0 if step >= 1 else -math.floor(math.log10(step))
        return f"{rounded:,.{digits}f}"

    def step_of(self, value: float) -> float:
        """Step that one end or the middle is rounded to: finer where it would become 0 though it is not."""
        step = self.step
        if value > 0 and round(value / step) == 0:  # some is not none: one digit, then
            step = min(step, 10.0 ** math.floor(math.log10(value)))
            step = max(step, 1.0) if self.whole else step
        return step

    @property
    def best(self) -> str:
        """The middle, for print beside `range` only."""
        return self._shown(self.median)

    @property
    def range(self) -> str:
        """Low to high, in words; a single figure only where it is said why there is no more."""
        low, high = self._shown(self.low), self._shown(self.high)
        if low != high:
            return f"{low} to {high}"
        if self.people and 0 < self.high < THRESHOLD:
            return low
        if self.low != self.high:
            return f"{low}, to the nearest {self.step:,.12g}" if self.step > 1 else f"about {low}"
        return _FIXED if self.fixed else f"the same in {self.share} % of cases or more"

    @property
    def bracket(self) -> str:
        """The ends with their share."""
        if self.low == self.high and not (self.people and 0 < self.high < THRESHOLD):
            return self.range
        return f"{self.share} %: {self.range}{' ' + self.unit if self.unit else ''}"

    @property
    def about(self) -> str:
        """The middle with its "about" and unit, for print beside `bracket` only."""
        exact = self.best.startswith("fewer") or not self.best.strip("0.") or self.low == self.high
        return f"{'' if exact else 'about '}{self.best}{' ' + self.unit if self.unit else ''}"

    @property
    def text(self) -> str:
        """Middle and ends: what goes into a sentence."""
        return f"{self.about} ({self.bracket})"

    def rounded(self) -> tuple[float, float, float]:
        """Median, low and high as they are shown; counts that are hidden as they are."""
        median, low, high = (
            end if self.people and 0 < end < THRESHOLD else round(end / self.step_of(end)) * self.step_of(end)
            for end in (self.median, self.low, self.high)
        )
        return median, low, high

    @classmethod
    def hours(cls, median: float, low: float, high: float, share: int = 80, *, fixed: bool = False) -> Interval:
        """A length of time given in hours; in days where it is long.

        Examples
        --------
        >>> Interval.hours(14.2, 5.1, 30.9).text
        'about 14 hours (80 %: 6 to 30 hours)'
        >>> Interval.hours(120.0, 48.0, 240.0).text
        'about 5 days (80 %: 2 to 10 days)'
        """
        in_days = median > _LONG_WAIT
        scale = 24.0 if in_days else 1.0
        unit = "days" if in_days else "hours"
        return cls(median / scale, low / scale, high / scale, share, unit, people=False, fixed=fixed)


def rising(figures: Sequence[Interval]) -> list[Interval]:
    """Intervals of a running total, day by day, so that no end as shown is below that of an earlier day.

    The total itself never falls; rounded to coarser steps as the interval widens, it might seem to.

    Examples
    --------
    >>> [each.text for each in rising([Interval(4190, 3900, 4700), Interval(4210, 3900, 8000)])]
    ['about 4,200 (80 %: 3,900 to 4,700)', 'about 4,200 (80 %: 4,000 to 8,000)']
    """
    found: list[Interval] = []
    highest = (0.0, 0.0, 0.0)
    for each in figures:
        median, low, high = (max(pair) for pair in zip(each.rounded(), highest, strict=True))
        highest = (median, low, high)
        # Rounded already: the step only has to leave the figures as they are.
        found.append(replace(each, median=median, low=low, high=high, given_step=least_step(0.0)))
    return found


@dataclass(frozen=True)
class DateInterval:
    """A forecast day: middle and ends; None stands for "after the last day forecast".

    Examples
    --------
    >>> DateInterval(date(2019, 3, 21), date(2019, 3, 12), None, date(2019, 4, 30)).text
    'around 21 March (80 %: 12 March to after 30 April)'
    """

    median: date | None
    low: date | None
    high: date | None
    horizon: date
    share: int = 80
    fixed: bool = False

    def _shown(self, day: date | None) -> str:
        """The year stands with days of other years than the horizon's only."""
        shown = day_words(day or self.horizon, year=(day or self.horizon).year != self.horizon.year)
        return f"after {shown}" if day is None else shown

    @property
    def about(self) -> str:
        """The middle, for print beside `bracket` only."""
        return self._shown(None) if self.median is None else f"around {self._shown(self.median)}"

    @property
    def bracket(self) -> str:
        """The ends with their share."""
        low, high = self._shown(self.low), self._shown(self.high)
        if low != high:
            return f"{self.share} %: {low} to {high}"
        if low.startswith("after"):
            return f"{self.share} %: {low}"
        return _FIXED if self.fixed else f"the same day in {self.share} % of cases or more"

    @property
    def text(self) -> str:
        """Middle and ends: what goes into a sentence."""
        return f"{self.about} ({self.bracket})"


def day_words(day: date, year: bool = True, short: bool = False) -> str:
    """A date as people say it, the same on every machine.

    Examples
    --------
    >>> day_words(date(2019, 3, 4))
    '4 March 2019'
    >>> day_words(date(2019, 3, 4), year=False, short=True)
    '4 Mar'
    """
    month = _MONTHS[day.month - 1]
    return f"{day.day} {month[:3] if short else month}{f' {day.year}' if year else ''}"
