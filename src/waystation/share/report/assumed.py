"""Assumptions as the report shows them, and what the forecast could not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from waystation.share.display_names import event_days, label_of, listed, unknown_names
from waystation.share.language import Language, language
from waystation.share.rounding import Interval

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


def assumptions(forecast: Forecast, words: Language | None = None) -> list[Assumption]:
    """All unknowns, in the scenario's order, as ranges that hold 80 %; default: in English."""
    words = words or language("en")
    names = unknown_names(forecast.scenario.settings, words)
    found = []
    for name, row in forecast.unknowns.iterrows():
        unit = str(row["unit"])
        before, after = (_range(row, *ends, unit, words) for ends in (("prior_low", "prior_high"), ("low", "high")))
        label = names.get(str(name), label_of(str(name)))
        found.append(Assumption(label, words.say(_unit(unit)), before, after, str(row["why"]), _bar(row)))
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


def _range(row: pd.Series[Any], low: str, high: str, unit: str, words: Language) -> str:
    """Ends only: a range of what is not known has no middle to plan on."""
    ends = float(row[low]), float(row[high])
    if unit == "people":
        return words.range(Interval(sum(ends) / 2, *ends))
    if unit == _LOGARITHM:
        ends = float(np.exp(ends[0])), float(np.exp(ends[1]))
    if unit.startswith("share"):
        return words.say("%(range)s %%", range=_two_digits(100 * ends[0], 100 * ends[1], words))
    return _two_digits(*ends, words)


def _two_digits(low: float, high: float, words: Language) -> str:
    """Both ends with as many decimals as show two digits of the higher; more where the lower would vanish."""
    shown = []
    for value in (low, high):
        digits = max(0, 1 - int(np.floor(np.log10(abs(high))))) if high else 0
        if value and round(value, digits) == 0:
            digits = -int(np.floor(np.log10(abs(value))))
        shown.append(words.decimal(value, digits))
    return words.say("%(low)s to %(high)s", low=shown[0], high=shown[1])


def _bar(row: pd.Series[Any]) -> Bar:
    ends = np.array([row["prior_low"], row["prior_high"], row["low"], row["high"]], dtype=float)
    if (ends > 0).all():
        ends = np.log(ends)
    start, stop = ends.min(), ends.max()
    span = stop - start or 1.0
    at = [round(float(each), 1) for each in 4 + 92 * (ends - start) / span]
    return Bar((at[0], at[1]), (at[2], at[3]))


def not_known(forecast: Forecast, words: Language | None = None) -> list[str]:
    """What this forecast could not know, in sentences; default: in English."""
    words, settings = words or language("en"), forecast.scenario.settings
    say = words.say
    lines = [
        say(
            "Anything published after %(day)s. Nothing later was read, not even corrections of earlier figures.",
            day=words.day(forecast.as_of),
        ),
        say("How many people are still on the other side. No census was published; the forecast carries a range."),
        say(
            "On which days people can leave. How long fighting and halts last differs from one possible case to the "
            "next."
        ),
        say("Whether a site or stage changes its lanes, hours or vehicles. They are taken to stay as they are."),
    ]
    if forecast.what_if:
        supposed = [
            say(
                "%(what)s at %(place)s %(days)s",
                what=say(label_of(each.kind)).lower(), place=each.place, days=event_days(each, words),
            )
            for each in forecast.what_if
        ]  # fmt: skip
        lines.append(say("These events are assumed, not reported: %(events)s.", events=listed(supposed, words)))
    names = unknown_names(settings, words)
    barely = [
        names.get(str(name), label_of(str(name)))
        for name, row in forecast.unknowns.iterrows()
        if _width(row["low"], row["high"]) > _BARELY * _width(row["prior_low"], row["prior_high"])
    ]
    if barely:
        lines.append(
            say(
                "Reports taught little about %(count)s of the assumptions: %(names)s.",
                count=words.number(len(barely)), names="; ".join(barely),
            )
        )  # fmt: skip
    if any(place.latitude is None for place in forecast.scenario.places):
        missing = [each.name for each in forecast.scenario.places if each.latitude is None]
        lines.append(
            say("Where these places are: %(places)s. No coordinates are given.", places=listed(missing, words))
        )
    if settings.synthetic:
        lines.insert(0, say("Everything: this situation is made up."))
    return lines


def _width(low: float, high: float) -> float:
    return float(np.log(high / low)) if low > 0 else float(high - low)
