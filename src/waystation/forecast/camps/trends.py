"""Simple forecasts of one camp's count, and what they would have missed in the camp's own past."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from waystation.world.flee.flee_counts import Series

__all__ = ["LONG_DAYS", "SHORT_DAYS", "changed", "counted", "faded", "latest", "level", "own_errors", "rise"]

Floats = npt.NDArray[np.float64]

SHORT_DAYS = 15.0
"""Days in which a trend loses most of its force. Of 7, 10, 15, 30 and 60, the best for the plain damped trend."""

LONG_DAYS = 30.0
"""The same for trends that last."""

_TREND_DAYS = 60.0
_OWN_EVERY_DAYS = 5
_FEWEST = 10
_SHORTER = (1.0, 2 / 3, 1 / 2, 1 / 3, 1 / 6)


def counted(series: Series) -> Series:
    """The counts from the first one above 0 on: a 0 before it is the start of a table, not a count."""
    when, counts = series
    above = np.flatnonzero(counts > 0)
    first = int(above[0]) if len(above) else len(counts)
    return when[first:], counts[first:]


def latest(series: Series, days: Floats) -> tuple[Floats, Floats, Floats]:
    """What was known on each of some days, none before the first count.

    Returns
    -------
    last : (days,) the latest count
    day : (days,) its day
    per_day : (days,) people a day over the sixty days before it; less in a camp counted for a shorter time
    """
    when, counts = series[0].astype(np.float64), series[1]
    at = np.searchsorted(when, days, side="right") - 1
    before = np.interp(np.maximum(when[at] - _TREND_DAYS, when[0]), when, counts)
    return counts[at], when[at], (counts[at] - before) / _TREND_DAYS


def faded(days: Floats, fade_days: float) -> Floats:
    """Days' worth of today's trend that some days bring, if it fades exponentially.

    References
    ----------
    Gardner & McKenzie (1985), Forecasting trends in time series, Management Science 31.
    """
    return fade_days * (1.0 - np.exp(-days / fade_days))


def level(series: Series, day: float) -> float:
    """The count on a day, on a line between known counts; those at the ends hold outside."""
    return float(np.interp(day, series[0], series[1]))


def changed(series: Series, origin: int) -> float:
    """People by whom the counts went up and down in the sixty days before an origin."""
    days = np.arange(max(int(series[0][0]), origin - int(_TREND_DAYS)), origin + 1)
    return float(np.abs(np.diff(np.interp(days, series[0], series[1]))).sum())


def rise(series: Series) -> float:
    """People by whom the last count is above that of sixty days before; 0 if it is not."""
    when, counts = series
    return max(float(counts[-1]) - level(series, max(when[-1] - _TREND_DAYS, when[0])), 0.0)


def own_errors(series: Series, ahead: int) -> tuple[Floats, Floats]:
    """What the last count and the damped trend would have missed here before, by counts known at the origin alone.

    Forecasts are made every fifth day since the first count. While fewer than ten of them can be held against a known
    count, shorter ones stand in, their misses enlarged in proportion.

    Parameters
    ----------
    series : counts known at the origin, from the first above 0 on
    ahead : days

    Returns
    -------
    of_last, of_trend : (forecasts,) count less forecast, less their median; empty if nothing can be told
    """
    when = series[0]
    if len(when) < 2:
        return np.empty(0), np.empty(0)
    days = np.arange(when[0], when[-1] + 1, _OWN_EVERY_DAYS).astype(np.float64)
    for part in _SHORTER:
        steps = max(int(ahead * part), 1)
        span = days[days + steps <= when[-1]]
        if len(span) >= _FEWEST:
            break
    if not len(span):
        return np.empty(0), np.empty(0)
    came = np.interp(span + steps, when, series[1])
    last, day, per_day = latest(series, span)
    trend = np.maximum(last + per_day * faded(span + steps - day, SHORT_DAYS), 0.0)
    of_last, of_trend = (came - last) * ahead / steps, (came - trend) * ahead / steps
    return of_last - np.median(of_last), of_trend - np.median(of_trend)
