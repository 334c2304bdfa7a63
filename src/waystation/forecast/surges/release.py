"""How people set out, learned from past surges: priors for a scenario's hazards, pauses and day-to-day luck.

A scenario needs to know what share of those who will still come sets out on a day when people move, on a quiet day, how
much days differ, and how long spells of either kind last. The trusted totals of past surges say so.
``data/release_priors.csv`` has a row a surge and a row a spell; ``benchmarks/priors/release.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.claims.history import history
from waystation.forecast.surges.folder import PastSurge

__all__ = ["MEASURES", "LearnedRange", "learned_ranges", "measure_release"]

Floats = npt.NDArray[np.float64]

MEASURES = {
    "moving_share_per_day": "share of those still to come who come on a day when people move",
    "quiet_share_per_day": "the same on a quiet day",
    "day_to_day": "standard deviation of the logarithm of that share from count to count, while people move",
    "moving_days": "how long people move without a quiet spell, days",
    "quiet_days": "how long a quiet spell lasts, days",
    "rate_after_first": "people a day over the next three counts, over the first total a day of its age",
}
"""What is measured; each is positive and spread about evenly on the log scale."""

_QUIET = 0.1
"""A spell is quiet if fewer come a day than this share of the busiest day's rate."""

_MAIN = 0.9
"""Later days are left out: when nearly all have come, the share of the rest hangs on which total was the last."""

_BEYOND_LAST = 1.1
"""People who would have come in all, over the last total: a few came uncounted."""

_LEAST_SHARE = 1e-4

_FIRST_COUNTS = 3


@dataclass(frozen=True)
class LearnedRange:
    """The central 95 % of a log-normal distribution fitted to what past surges showed.

    Parameters
    ----------
    low, high : its ends
    cases : surges, or spells, that it was fitted to
    """

    low: float
    high: float
    cases: int

    @property
    def middle(self) -> float:
        """The median."""
        return float(np.sqrt(self.low * self.high))


def learned_ranges(leave_out: Iterable[str] = ()) -> dict[str, LearnedRange]:
    """What past surges say of each of `MEASURES`.

    Parameters
    ----------
    leave_out : past surges that are not looked at; what fewer than two of the others say is not among the answers

    Examples
    --------
    >>> moving, quiet = (learned_ranges()[f"{kind}_share_per_day"] for kind in ("moving", "quiet"))
    >>> quiet.middle < moving.middle < 1.0
    True
    """
    table = _shipped()
    table = table[~table["surge"].isin(set(leave_out))]
    ranges = {}
    for name in MEASURES:
        logs = np.log(table.loc[table["measure"] == name, "value"].to_numpy(np.float64))
        if len(logs) < 2:
            continue
        reach = 1.96 * logs.std(ddof=1)
        low, high = np.exp(logs.mean() - reach), np.exp(logs.mean() + reach)
        ranges[name] = LearnedRange(float(low), float(high), len(logs))
    return ranges


@cache
def _shipped() -> pd.DataFrame:
    with resources.files("waystation.data").joinpath("release_priors.csv").open("r", encoding="utf-8") as file:
        return pd.read_csv(file)


def measure_release(surge: PastSurge) -> list[tuple[str, float]]:
    """Measures of one past surge, from its trusted totals: a pair (measure, value) each, spells one by one.

    Parameters
    ----------
    surge : one with three totals or more; others have nothing to say
    """
    days, people = _rising(surge)
    if len(days) < 3:
        return []
    gaps = np.diff(days)
    still = _BEYOND_LAST * people[-1] - people
    share = np.maximum(np.log(still[:-1] / still[1:]) / gaps, _LEAST_SHARE)
    rate = np.diff(people) / gaps
    main = people[:-1] < _MAIN * people[-1]
    quiet = rate < _QUIET * rate.max()
    found = [
        (f"{name}_share_per_day", float(np.exp(np.average(np.log(share[which]), weights=gaps[which]))))
        for name, which in (("moving", main & ~quiet), ("quiet", main & quiet))
        if which.any()
    ]
    moving = np.log(share[main & ~quiet])
    if len(moving) >= 3:
        found.append(("day_to_day", float(moving.std(ddof=1))))
    return found + _after_first(surge) + _spells(quiet[main], gaps[main])


def _after_first(surge: PastSurge) -> list[tuple[str, float]]:
    """How much faster people came after the first count than up to it, as far as the surge's start is known."""
    last = max(total.published for total in surge.totals)
    past = history(surge.claims, last, place=surge.place, term=surge.term, trusted=surge.totals)
    at = min(_FIRST_COUNTS, len(past.days) - 1)
    if at < 1 or past.totals[0] < 1.0:
        return []
    before = past.totals[0] / max(past.days[0], 0.5)
    after = max(past.totals[at] - past.totals[0], 1.0) / (past.days[at] - past.days[0])
    return [("rate_after_first", float(after / before))]


def _rising(surge: PastSurge) -> tuple[Floats, Floats]:
    """Days since the first total, and totals, each no lower than any before it."""
    series: dict[int, float] = {}
    highest = 0.0
    for total in surge.totals:
        highest = max(highest, total.people)
        series[(total.day - surge.totals[0].day).days] = highest
    return np.array(list(series), dtype=np.float64), np.array(list(series.values()))


def _spells(quiet: npt.NDArray[np.bool_], gaps: Floats) -> list[tuple[str, float]]:
    """Lengths of spells of moving and of quiet, in turn. The last may have gone on: it counts as long as was seen."""
    spells: list[tuple[str, float]] = []
    last = None
    for is_quiet, gap in zip(quiet.tolist(), gaps.tolist(), strict=True):
        if is_quiet == last:
            spells[-1] = (spells[-1][0], spells[-1][1] + gap)
        else:
            spells.append(("quiet_days" if is_quiet else "moving_days", gap))
        last = is_quiet
    return spells


def release_table(surges: Sequence[PastSurge]) -> pd.DataFrame:
    """Columns surge, measure, value: what `learned_ranges` reads."""
    rows = [[surge.name, *each] for surge in surges for each in measure_release(surge)]
    return pd.DataFrame(rows, columns=["surge", "measure", "value"])
