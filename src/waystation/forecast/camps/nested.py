"""Every conflict forecast with what the others teach: errors and widths alike.

Intervals are widened or narrowed so that they would have held what they promise in the other conflicts, each of these
forecast in turn from the rest. Young camps of one conflict are off together, mostly by growth that nobody foresaw: five
conflicts then hold an interval less surely than fifty camps would.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from waystation.forecast.camps.learning import forecast_windows
from waystation.forecast.camps.trends import SHORT_DAYS
from waystation.forecast.camps.windows import Windows
from waystation.forecast.scoring import CENTRAL
from waystation.forecast.table import QUANTILES

__all__ = ["forecast_left_out", "simple_forecast"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_YOUNG_LEAN = 0.3
_LOG_LEANING = np.log(np.array([60.0, 400.0]) + 30.0)
"""By what share the upper half of the range of a young camp is wider, and the lower half narrower: in full up to the
age of 60 days, not at all from 400 on (as `Windows.log_age` counts ages). Young camps grow: a quarter of their counts
lay above the 80 % interval, one in sixty below it. The share is that by which sudden arrivals lean; it was not chosen
for camps."""

_FEWEST_TO_WIDEN = 2
_ALIKE = 0.8
_STRANGERS = 0.02
_LOG_AGES = np.log(np.array([15.0, 45.0, 90.0, 180.0, 360.0, 720.0]) + 30.0)
_LOG_TOGETHER = np.log(np.array([30.0, 110.0]) + 30.0)
"""Up to which age camps of a conflict are off together, and from which each errs for itself."""

_MOST_TOGETHER = 0.5
"""1 would be all of one mind. With 1 intervals of young camps were a little too wide, with 0 much too narrow."""

_NARROWEST, _WIDEST = 0.5, 2.0
_MIDDLE = QUANTILES.index(0.5)


_HALF_UNTAUGHT = 0.8
"""Where no widths can be learned, by what factor the 50 % interval of a camp counted for long is taken narrower; less
for a younger one, and not for one without a count. Long-counted camps hardly change, until they do: the ends of the 80
and 95 % intervals are about right then, but half of all counts lie much nearer to the median. Of .9, .8 and .7, all had
better scores forward than 1."""

_SIMPLE_SHARE = 0.25
"""Least weight of the damped trend with the camp's own errors in the forecast, so that it never goes far from it. Of 0,
0.25 and 0.5 the best on the six first conflicts."""

_QUIET_CHANGE, _LONG_SPANS = 0.05, 5.0
"""A camp that has long been quiet is left to that trend: its weight nears 1 where less than such a share of the camp
came and went in sixty days, and its past is much longer than so many times the days ahead."""


def forecast_left_out(windows: Windows, name: str, teachers: Collection[str] | None = None) -> Floats:
    """Forecast the windows of one conflict, its truths left out of all that is learned.

    Parameters
    ----------
    windows : of one number of days ahead, this conflict's and others'
    name : of the conflict
    teachers : names of the conflicts that may teach; default: all others. Without any, errors are
        those of the camp's own past and of a size that nothing but the scale gives

    Returns
    -------
    (windows of the conflict, levels) people
    """
    here = windows.conflict == name
    may_teach = ~here if teachers is None else np.isin(windows.conflict, list(teachers)) & ~here
    others = sorted(set(windows.conflict[may_teach].tolist()))
    found = _pooled(windows, here, may_teach)
    if len(others) < _FEWEST_TO_WIDEN:
        return _half_narrowed(windows, found, here)
    known = np.full((len(here), len(QUANTILES)), np.nan)
    for other in others:
        there = windows.conflict == other
        known[there] = _pooled(windows, there, may_teach & ~there)
    return _rescaled(windows, found, here, may_teach, known)


def simple_forecast(windows: Windows) -> Floats:
    """(windows, levels) people: the trend that fades, and what it would have missed in the camp's own past."""
    return np.maximum(windows.damped(SHORT_DAYS)[:, None] + windows.of_trend, 0.0)


def _pooled(windows: Windows, here: Bools, taught_by: Bools) -> Floats:
    """What others teach, averaged level by level with the simple forecast where the camp has a past of its own."""
    share = np.where(windows.counted, _simple_share(windows), 0.0)[here, None]
    found = (1.0 - share) * forecast_windows(windows, here, taught_by) + share * simple_forecast(windows)[here]
    return _leant(windows, found, here)


def _leant(windows: Windows, quantiles: Floats, here: Bools) -> Floats:
    """The range of young camps reaches farther up than down."""
    lean = np.interp(windows.log_age[here], _LOG_LEANING, [_YOUNG_LEAN, 0.0])
    lean = np.where(windows.counted[here], lean, 0.0)[:, None]
    middle = quantiles[:, [_MIDDLE]]
    off = quantiles - middle
    return np.maximum(middle + np.where(off > 0.0, off * (1.0 + lean), off * (1.0 - lean)), 0.0)


def _simple_share(windows: Windows) -> Floats:
    """(windows,) weight of the simple forecast."""
    moved = windows.column("change") / np.maximum(windows.column("last"), 1.0)
    long_known = windows.own_spans / (windows.own_spans + _LONG_SPANS)
    return np.asarray(_SIMPLE_SHARE + (1.0 - _SIMPLE_SHARE) * long_known * np.exp(-moved / _QUIET_CHANGE))


def _rescaled(windows: Windows, quantiles: Floats, here: Bools, others: Bools, known: Floats) -> Floats:
    """Quantiles whose central intervals are as wide as they should have been in the other conflicts.

    References
    ----------
    Romano, Patterson & Candès (2019), Conformalized quantile regression, NeurIPS 32: here with factors in place of
    added widths, and conflicts, then camps of like age, counting alike. Dunn, Wasserman & Ramdas (2023), Distribution-
    free prediction sets for two-layer hierarchical models, JASA 118: n groups hold the share (n + 1) / n.
    """
    found = quantiles.copy()
    for counted in (True, False):
        some, teachers = here & (windows.counted == counted), others & (windows.counted == counted)
        if not some.any() or not teachers.any():
            continue
        mine = quantiles[some[here]]
        middle = mine[:, _MIDDLE]
        wide = mine.copy()
        conflicts = len(np.unique(windows.conflict[teachers]))
        for share in CENTRAL:
            low, high = _ends(share)
            needed = _needed(known[teachers], windows.column("truth")[teachers], low, high)
            factor = np.array([
                _held(
                    needed,
                    windows.camp_weight[teachers] * _alike(windows.log_age[teachers], age, counted),
                    min(share * (1.0 + _together(age) / conflicts), 1.0),
                )
                for age in _LOG_AGES
            ])  # fmt: skip
            factors = np.interp(windows.log_age[some], _LOG_AGES, np.clip(factor, _NARROWEST, _WIDEST))
            for end in (low, high):
                wide[:, end] = middle + (mine[:, end] - middle) * factors
        found[some[here]] = np.maximum(np.sort(wide, axis=1), 0.0)
    return found


def _half_narrowed(windows: Windows, quantiles: Floats, here: Bools) -> Floats:
    """The 50 % interval alone made narrower, where there is nothing to learn widths from."""
    factor = np.exp(np.interp(windows.log_age[here], _LOG_TOGETHER, [0.0, np.log(_HALF_UNTAUGHT)]))
    factor = np.where(windows.counted[here], factor, 1.0)
    found = quantiles.copy()
    for end in _ends(CENTRAL[0]):
        found[:, end] = quantiles[:, _MIDDLE] + (quantiles[:, end] - quantiles[:, _MIDDLE]) * factor
    return found


def _ends(share: float) -> tuple[int, int]:
    low = int(np.argmin(np.abs(np.array(QUANTILES) - (1.0 - share) / 2.0)))
    return low, len(QUANTILES) - 1 - low


def _needed(quantiles: Floats, truth: Floats, low: int, high: int) -> Floats:
    """(windows,) factor by which each interval would just have held the truth."""
    middle = quantiles[:, _MIDDLE]
    side = np.where(truth >= middle, quantiles[:, high] - middle, middle - quantiles[:, low])
    return np.asarray(np.abs(truth - middle) / np.maximum(side, 1e-9))


def _alike(ages: Floats, age: float, counted: bool) -> Floats:
    """Weights of camps by age; those without a count have none."""
    if not counted:
        return np.ones_like(ages)
    return np.asarray(np.exp(-0.5 * ((ages - age) / _ALIKE) ** 2) + _STRANGERS)


def _together(log_age: float) -> float:
    """How far the camps of a conflict are off together: from `_MOST_TOGETHER` for young ones to 0."""
    return float(np.interp(log_age, _LOG_TOGETHER, [_MOST_TOGETHER, 0.0]))


def _held(needed: Floats, weight: Floats, share: float) -> float:
    """The factor that holds a share of the weight."""
    order = np.argsort(needed, kind="stable")
    passed = np.cumsum(weight[order])
    return float(needed[order][min(int(np.searchsorted(passed, share * passed[-1])), len(needed) - 1)])
