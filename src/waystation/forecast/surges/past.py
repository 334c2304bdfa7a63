"""The past surges that everything is learned from: who they are, which belong together, and what came of them.

``data/surge_index.csv`` has a line a surge; surges of one war or one route are a *group*. They are not independent
evidence: they count as one, and teach nothing about each other. ``data/past_totals.csv`` has their trusted totals.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources

import pandas as pd

__all__ = ["FORWARD", "LEAVE_ONE_OUT", "PROTOCOLS", "group_of", "learned_on", "left_out", "past_surges", "past_totals"]

LEAVE_ONE_OUT, FORWARD = "leave one out", "forward"
PROTOCOLS = (LEAVE_ONE_OUT, FORWARD)
"""What a past surge is forecast with: all others but those of its group; or of these only those that had ended."""


@cache
def past_surges() -> pd.DataFrame:
    """Index name; columns group, began and ended (first and last trusted total, as dates), final_total, term.

    Only surges with trusted totals: others teach nothing of how totals go on.
    """
    table = _read("surge_index.csv").dropna(subset=["ended"]).set_index("name")
    return table.assign(**{name: [date.fromisoformat(day) for day in table[name]] for name in ("began", "ended")})


@cache
def past_totals() -> pd.DataFrame:
    """Columns surge, date, total: trusted totals of past surges, in order."""
    table = _read("past_totals.csv")
    return table.assign(date=[date.fromisoformat(day) for day in table["date"]])


def _read(name: str) -> pd.DataFrame:
    with resources.files("waystation.data").joinpath(name).open("r", encoding="utf-8") as file:
        return pd.read_csv(file)


def group_of(name: str) -> str:
    """The group of a surge; one that is not known is a group of its own."""
    with_targets = past_surges()
    return str(with_targets["group"].get(name, name))


def left_out(protocol: str, group: str, began: date) -> frozenset[str]:
    """Names of the past surges that a surge may not be forecast with.

    Parameters
    ----------
    protocol : one of `PROTOCOLS`
    group : of the surge
    began : day of its first total

    Examples
    --------
    >>> sorted(set(past_surges().index) - left_out(FORWARD, "war in Syria", date(2015, 1, 1)))
    ['gaza_unrwa_shelters_2014', 'kosovo_1999', 'libya_exodus_2011']
    """
    table = past_surges()
    out = table["group"] == group
    if protocol == FORWARD:
        out |= table["ended"] >= began
    return frozenset(table.index[out])


def learned_on(leave_out: Iterable[str]) -> frozenset[str]:
    """Names of the past surges that remain.

    Parameters
    ----------
    leave_out : names; those of their groups are left out too
    """
    table = past_surges()
    groups = {group_of(name) for name in leave_out}
    return frozenset(table.index[~table["group"].isin(groups)]) - frozenset(leave_out)
