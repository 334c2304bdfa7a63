"""The numbers that past surges taught: how the pooled forecast is corrected, and how far intervals are stretched.

``data/surge_settings.csv`` has one row for every set of past surges that a backtest may learn on: all, all but one
group, and those that had ended by a day. ``benchmarks/priors/surge_settings.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pandas as pd

from waystation.forecast.surges.correction import NO_CORRECTION, Correction
from waystation.forecast.surges.past import learned_on

__all__ = ["STARTING_SETTINGS", "SurgeSettings", "settings_for", "settings_table"]

_STRETCH = ("stretch_50", "stretch_80", "stretch_95")


@dataclass(frozen=True)
class SurgeSettings:
    """What is learned on past surges, but for the filter's own priors.

    Parameters
    ----------
    correction : see `waystation.forecast.surges.correction.Correction`
    stretch : of the ends of the 50, 80 and 95 % intervals, see `waystation.forecast.surges.conformal`
    """

    correction: Correction
    stretch: tuple[float, ...]


STARTING_SETTINGS = SurgeSettings(NO_CORRECTION, (1.0, 1.0, 1.0))
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
            [" ".join(sorted(names)), *each.correction, *each.stretch]
            for names, each in sorted(learned.items(), key=lambda pair: (len(pair[0]), sorted(pair[0])))
        ],
        columns=["learned_on", *Correction._fields, *_STRETCH],
    )


@cache
def _shipped() -> dict[frozenset[str], SurgeSettings]:
    with resources.files("waystation.data").joinpath("surge_settings.csv").open("r", encoding="utf-8") as file:
        rows = pd.read_csv(file).to_dict("records")
    return {
        frozenset(str(row["learned_on"]).split()): SurgeSettings(
            Correction(*(float(row[name]) for name in Correction._fields)),
            tuple(float(row[name]) for name in _STRETCH),
        )
        for row in rows
    }
