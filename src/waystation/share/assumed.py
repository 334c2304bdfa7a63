"""Assumptions as the report shows them, and what the forecast could not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from waystation.share.display_names import event_days, label_of, listed, unknown_names
from waystation.share.rounding import Interval, day_words

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["Assumption", "Bar", "assumptions", "not_known"]

_BARELY = 0.8


@dataclass(frozen=True)
class Bar:
    """Where two ranges lie on one scale, in per cent of its length."""

    before: tuple[float, float]
    after: tuple[float, float]


@dataclass(frozen=True)
class Assumption:
    """One thing nobody knows: what was taken for possible, and what reports leave of it."""

    name: str
    unit: str
    before: str
    after: str
    why: str
    bar: Bar


def assumptions(forecast: Forecast) -> list[Assumption]:
    """All unknowns, in the scenario's order, as ranges that hold 80 %."""
    names = unknown_names(forecast.scenario.settings)
    found = []
    for name, row in forecast.unknowns.iterrows():
        unit = str(row["unit"])
        before, after = _range(row, "prior_low", "prior_high", unit), _range(row, "low", "high", unit)
        label = names.get(str(name), label_of(str(name)))
        found.append(Assumption(label, _unit(unit), before, after, str(row["why"]), _bar(row)))
    return found


_LOGARITHM = "standard deviation of the logarithm"
_TIMES = " over true"


def _unit(unit: str) -> str:
    """The unit as the values are shown in: shares as per cent, spreads of logarithms as factors."""
    if unit == _LOGARITHM:
        return "on 2 of 3 days the rate is within this factor of the average"
    if unit.endswith(_TIMES):
        return "times the truth"
    return unit.replace("share", "per cent", 1) if unit.startswith("share") else unit


def _range(row: pd.Series[Any], low: str, high: str, unit: str) -> str:
    """Ends only: a range of what is not known has no middle to plan on."""
    ends = float(row[low]), float(row[high])
    if unit == "people":
        return Interval(sum(ends) / 2, *ends).range
    if unit == _LOGARITHM:
        ends = float(np.exp(ends[0])), float(np.exp(ends[1]))
    if unit.startswith("share"):
        return f"{_two_digits(100 * ends[0], 100 * ends[1])} %"
    return _two_digits(*ends)


def _two_digits(low: float, high: float) -> str:
    """Both ends with as many decimals as show two digits of the higher; more where the lower would vanish."""
    shown = []
    for value in (low, high):
        digits = max(0, 1 - int(np.floor(np.log10(abs(high))))) if high else 0
        if value and round(value, digits) == 0:
            digits = -int(np.floor(np.log10(abs(value))))
        shown.append(f"{value:,.{digits}f}")
    return " to ".join(shown)


def _bar(row: pd.Series[Any]) -> Bar:
    ends = np.array([row["prior_low"], row["prior_high"], row["low"], row["high"]], dtype=float)
    if (ends > 0).all():
        ends = np.log(ends)
    start, stop = ends.min(), ends.max()
    span = stop - start or 1.0
    at = [round(float(each), 1) for each in 4 + 92 * (ends - start) / span]
    return Bar((at[0], at[1]), (at[2], at[3]))


def not_known(forecast: Forecast) -> list[str]:
    """What this forecast could not know, in sentences."""
    settings = forecast.scenario.settings
    as_of = day_words(forecast.as_of)
    lines = [
        f"Anything published after {as_of}. Nothing later was read, not even corrections of earlier figures.",
        "How many people are still on the other side. No census was published; the forecast carries a range.",
        "On which days people can leave. How long fighting and halts last differs from one possible "
        "future to the next.",
        "Whether a site or stage changes its lanes, hours or vehicles. They are taken to stay as they are.",
    ]
    if forecast.what_if:
        lines.append(
            "These events are assumed, not reported: "
            + listed([f"{label_of(each.kind).lower()} at {each.place} {event_days(each)}" for each in forecast.what_if])
            + "."
        )
    names = unknown_names(settings)
    barely = [
        names.get(str(name), label_of(str(name)))
        for name, row in forecast.unknowns.iterrows()
        if _width(row["low"], row["high"]) > _BARELY * _width(row["prior_low"], row["prior_high"])
    ]
    if barely:
        lines.append(f"Reports taught little about {len(barely)} of the assumptions: {'; '.join(barely)}.")
    if any(place.latitude is None for place in forecast.scenario.places):
        missing = [each.name for each in forecast.scenario.places if each.latitude is None]
        lines.append(f"Where {listed(missing)} {'lie' if len(missing) > 1 else 'lies'}: no coordinates are given.")
    if settings.synthetic:
        lines.insert(0, "Everything: this situation is made up.")
    return lines


def _width(low: float, high: float) -> float:
    return float(np.log(high / low)) if low > 0 else float(high - low)
