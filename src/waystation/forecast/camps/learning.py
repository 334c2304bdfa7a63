"""What other conflicts teach: quantiles of a camp's count, from its own errors and those of others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from waystation.forecast.camps.windows import Windows
from waystation.forecast.table import QUANTILES

__all__ = ["SETTINGS", "Setting", "forecast_windows"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Setting:
    """Numbers that nothing but a look at past conflicts can tell, and that a dozen conflicts cannot tell well.

    Parameters
    ----------
    change : share of the change of sixty days that an error is expected to have, for sixty days ahead
    pooled_spans : a camp's own errors count half when its past is so many times the days ahead
    alike : how alike in age camps must be to teach each other; standard deviation of log(age + 30 days)
    """

    change: float
    pooled_spans: float
    alike: float


SETTINGS = tuple(Setting(*each) for each in product((0.15, 0.3, 0.5), (2.0, 5.0, 10.0), (0.5, 0.8, 1.2)))
"""None is chosen: forecasts with all of them are averaged. Choosing the best on the other conflicts did worse."""

_SCALE = (0.05, 0.02, 20.0)
"""The rest of an error's scale: shares of the camp and of all camps; people."""

_UNTAUGHT_YOUNG, _UNTAUGHT_OLD = 1.3, 0.25
_UNTAUGHT_CONFLICTS = 1.0
_UNTAUGHT_YOUNG_TAIL, _UNTAUGHT_OLD_TAIL = 1.15, 1.5
"""Errors before any conflict teaches: a Cauchy law with quartiles at so much of the scale, for a camp counted for a
month and for eight, bent by this power so that its 80 % interval stays: most are smaller, a few far larger, above all
of old camps, which hardly change until they do. They count as one conflict among those that teach. Found on six."""

_UNTAUGHT_SHARES = -np.log1p(-(np.arange(400) + 0.5) / 400)
"""Before any conflict teaches, what a camp nobody counted yet holds of an equal part of the people in no count: people
who divide at random among many camps are exponential shares. A camp known to be closed is as likely as not empty."""

_LOG_UNTAUGHT_AGES = np.log(np.array([30.0, 240.0]) + 30.0)

_QUIETEST = 0.02
"""Least error of a quiet camp, as a share of what the scale would be. Without this the forecast of a conflict whose
camps had been quiet for years was twice as bad as the damped trend; with it 1.4 times."""

_LOW, _HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)

_STRANGERS = 0.05
"""Least weight of a camp of any age."""

_OTHER_KIND = 0.1
"""Weight of closed camps for open ones without a count, and the other way round."""

_LOG_AGES = np.log(np.array([0.0, 30.0, 60.0, 120.0, 240.0, 480.0, 900.0]) + 30.0)


def forecast_windows(windows: Windows, here: Bools, taught_by: Bools) -> Floats:
    """Quantiles of the counts of some windows, from what was known and the errors of others.

    Parameters
    ----------
    windows : of one number of days ahead
    here : (windows,) those to forecast; none of their truths is looked at
    taught_by : (windows,) those whose truths are known

    Returns
    -------
    (forecast windows, levels) people
    """
    counted = windows.counted
    found = np.empty((len(here), len(QUANTILES)))
    some = here & counted
    found[some] = np.mean([_of_counted(windows, some, taught_by & counted, each) for each in SETTINGS], axis=0)
    closed = windows.known["closed"].to_numpy(np.bool_)
    for kind in (True, False):
        some = here & ~counted & (closed == kind)
        found[some] = _of_uncounted(windows, some, taught_by & ~counted, closed == kind)
    return np.maximum(found[here], 0.0)


def _of_counted(windows: Windows, here: Bools, taught_by: Bools, setting: Setting) -> Floats:
    middle, scale, age = windows.middle, _scale(windows, setting), windows.log_age
    own = _own(windows, setting)[here]
    spread = _untaught(age[here])
    if taught_by.any():
        error = (windows.column("truth") - middle)[taught_by] / scale[taught_by]
        weight = (windows.weight * scale)[taught_by]
        pooled = np.array([
            _quantiles(error, weight * (np.exp(-0.5 * ((age[taught_by] - node) / setting.alike) ** 2) + _STRANGERS))
            for node in _LOG_AGES
        ])  # fmt: skip
        taught = np.column_stack([np.interp(age[here], _LOG_AGES, of_level) for of_level in pooled.T])
        conflicts = len(np.unique(windows.conflict[taught_by]))
        spread = (conflicts * taught + _UNTAUGHT_CONFLICTS * spread) / (conflicts + _UNTAUGHT_CONFLICTS)
    return np.asarray(
        middle[here, None] + (1.0 - own)[:, None] * spread * scale[here, None] + own[:, None] * windows.of_trend[here]
    )


def _untaught(log_age: Floats) -> Floats:
    """(windows, levels) errors over their scale, before any conflict teaches."""
    logs = np.interp(log_age, _LOG_UNTAUGHT_AGES, np.log([_UNTAUGHT_YOUNG, _UNTAUGHT_OLD]))
    tail = np.interp(log_age, _LOG_UNTAUGHT_AGES, [_UNTAUGHT_YOUNG_TAIL, _UNTAUGHT_OLD_TAIL])
    cauchy = np.tan(np.pi * (np.array(QUANTILES) - 0.5))
    bent = np.sign(cauchy) * np.abs(cauchy / cauchy[_HIGH]) ** tail[:, None] * cauchy[_HIGH]
    return np.asarray(np.exp(logs)[:, None] * bent)


def _of_uncounted(windows: Windows, here: Bools, taught_by: Bools, same_kind: Bools) -> Floats:
    share, least = _SCALE[1:]
    all_camps = windows.column("all_camps")
    # Totals may count people far from any of these camps: no more than are in all of them, unless nobody is counted.
    missing = windows.column("uncounted")
    missing = np.where(all_camps > 0.0, np.minimum(missing, all_camps), missing)
    scale = missing + share * all_camps + 5.0 * least
    if not here.any():
        return np.empty((0, len(QUANTILES)))
    conflict = windows.conflict
    weight = np.zeros(len(here))
    for name in dict.fromkeys(conflict[taught_by].tolist()):
        for group, of_kind in ((same_kind, 1.0), (~same_kind, _OTHER_KIND)):
            some = taught_by & group & (conflict == name)
            weight[some] = of_kind / max(int(some.sum()), 1)
    untaught = _UNTAUGHT_SHARES
    if windows.known["closed"].to_numpy(np.bool_)[here][0]:
        untaught = np.concatenate([np.zeros_like(untaught), untaught])
    ratio = np.concatenate([windows.column("truth")[taught_by] / scale[taught_by], untaught])
    counts = np.concatenate([weight[taught_by], np.full(len(untaught), _UNTAUGHT_CONFLICTS / len(untaught))])
    return _quantiles(ratio, counts) * scale[here, None]


def _scale(windows: Windows, setting: Setting) -> Floats:
    """(windows,) people: how far off a forecast may be, before anything is learned.

    Less for a camp that has been quiet, the more the longer: others teach it in proportion to its own errors.
    """
    last = windows.column("last")
    camp, every, least = _SCALE
    moved = setting.change * np.minimum(windows.column("change"), last) * windows.column("since") / 60.0
    usual = moved + camp * last + every * windows.column("all_camps") + least
    own_error = (windows.of_trend[:, _HIGH] - windows.of_trend[:, _LOW]) / 2.0
    return np.asarray(usual * np.clip(own_error / usual, _QUIETEST, 1.0) ** _own(windows, setting))


def _own(windows: Windows, setting: Setting) -> Floats:
    """(windows,) how much a camp's own errors count."""
    return windows.own_spans / (windows.own_spans + setting.pooled_spans)


def _quantiles(values: Floats, weight: Floats) -> Floats:
    """(levels,) quantiles of weighted values."""
    order = np.argsort(values, kind="stable")
    passed = (np.cumsum(weight[order]) - weight[order] / 2.0) / weight.sum()
    return np.asarray(np.interp(QUANTILES, passed, values[order]))
