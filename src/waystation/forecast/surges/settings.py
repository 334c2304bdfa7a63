"""The numbers that past surges taught: the rule, how forecasts are weighed, and how far intervals are stretched.

``data/surge_settings.csv`` has one row for every set of past surges that a backtest may learn on: all, all but one
group, and those that had ended by a day. ``benchmarks/priors/surges.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pandas as pd

from waystation.forecast.surges.past import learned_on
from waystation.forecast.surges.pooling import PARTS
from waystation.forecast.surges.rule import STARTING_RULE, Rule

__all__ = ["STARTING_SETTINGS", "SurgeSettings", "settings_for", "settings_table"]

_STRETCH = ("stretch_50", "stretch_80", "stretch_95")
_WEIGHTS = tuple(f"weight_{part}" for part in PARTS)


@dataclass(frozen=True)
class SurgeSettings:
    """What is learned on past surges, but for the filter's own priors.

    Parameters
    ----------
    rule : see `waystation.forecast.surges.rule.Rule`
    weights : of `waystation.forecast.surges.pooling.PARTS`, adding up to one
    lift : of slow surges, see `waystation.forecast.surges.conformal.lift`
    stretch : of the ends of the 50, 80 and 95 % intervals, see `waystation.forecast.surges.conformal`
    """

    rule: Rule
    weights: tuple[float, ...]
    lift: float
    stretch: tuple[float, ...]


STARTING_SETTINGS = SurgeSettings(STARTING_RULE, (1.0 / len(PARTS),) * len(PARTS), 0.0, (1.0, 1.0, 1.0))
"""Where nothing is learned yet."""


def settings_for(leave_out: Iterable[str] = ()) -> SurgeSettings:
    """Settings learned on past surges without some.

    Parameters
    ----------
    leave_out : names of past surges; the others of their group are left out too. Where no row of the table fits
        exactly, the one that learned on most of the surges that remain
    """
    allowed = learned_on(leave_out)
    rows = _shipped()
    fitting = [names for names in rows if names <= allowed]
    return rows[max(fitting, key=len)] if fitting else STARTING_SETTINGS


def settings_table(learned: dict[frozenset[str], SurgeSettings]) -> pd.DataFrame:
    """The table that ships with the package, a row a set of surges."""
    return pd.DataFrame(
        [
            [" ".join(sorted(names)), *each.rule, *each.weights, each.lift, *each.stretch]
            for names, each in sorted(learned.items(), key=lambda pair: (len(pair[0]), sorted(pair[0])))
        ],
        columns=["learned_on", *Rule._fields, *_WEIGHTS, "lift", *_STRETCH],
    )


@cache
def _shipped() -> dict[frozenset[str], SurgeSettings]:
    with resources.files("waystation.data").joinpath("surge_settings.csv").open("r", encoding="utf-8") as file:
        rows = pd.read_csv(file).to_dict("records")
    return {
        frozenset(str(row["learned_on"]).split()): SurgeSettings(
            Rule(*(float(row[name]) for name in Rule._fields)),
            tuple(float(row[name]) for name in _WEIGHTS),
            float(row["lift"]),
            tuple(float(row[name]) for name in _STRETCH),
        )
        for row in rows
    }
