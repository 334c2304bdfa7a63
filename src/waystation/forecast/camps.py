"""Camp registrations over months: each camp's count some weeks ahead, with errors pooled over other conflicts.

A camp is expected to keep its last count, and a little of its trend. How far off that may be is learned on the
*other* conflicts, in proportion to the camp's own recent changes, its size and the conflict's: crises differ too much
for their means to be pooled, but their errors are alike. Nothing but counts up to the origin is seen: no line is drawn
to the next one, and no correction is applied before its day. (Where one camp has two count files, Flee's way of adding
them, which the loader follows, can read one file a report ahead.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.errors import InputError, Problem
from waystation.forecast.scoring import CENTRAL, bootstrap_interval, inside, weighted_interval_score
from waystation.forecast.table import QUANTILES
from waystation.world.flee import FleeCase

__all__ = ["BASELINES", "OURS", "CampBacktest", "backtest_camps"]

Floats = npt.NDArray[np.float64]

OURS = "waystation"
BASELINES = ("last value", "last + own changes", "damped + own changes")

_EVERY_DAYS = 30
_OWN_EVERY_DAYS = 10
_DAMPING_DAYS = 30.0
_TREND_DAYS = 30
_SHARE_OF_TREND = 0.3
_SCALE = (0.15, 0.1, 0.02, 20.0)
"""Scale of an error: shares of the change in 60 days (times days ahead over 60), of the camp, of all camps; people."""

_NEW_CONFLICT = 1.3
"""The next conflict differs more from the others than they do among themselves: errors are widened by so much."""

_FAR_DAYS = 45


@dataclass(frozen=True)
class CampBacktest:
    """Forecasts of camps and their scores.

    Parameters
    ----------
    scores : a row a method, conflict, origin and days ahead: score (WIS of all camps over their summed counts), in50,
        in80, in95 and above (shares of camps), error (summed median less summed truth, over the latter), camps
    """

    scores: pd.DataFrame

    def overall(self) -> pd.DataFrame:
        """A row a method and days ahead: means over windows, then over conflicts; skill over the damped trend."""
        rows = []
        means = self.by_conflict()
        for (ahead, method), table in self.scores.groupby(["ahead", "method"], sort=False):
            scores = means.xs(ahead, level="ahead")[str(method)].to_numpy()
            damped = means.xs(ahead, level="ahead")[BASELINES[-1]].to_numpy()
            row: dict[str, object] = {"method": f"{method}, {ahead} d", "score": scores.mean()}
            row["low"], row["high"] = bootstrap_interval(scores)
            for column in ("in50", "in80", "in95", "above", "error"):
                row[column] = table.groupby("conflict")[column].mean().mean()
            row["skill"] = 1.0 - scores.mean() / damped.mean()
            row["skill_low"], row["skill_high"] = bootstrap_interval(scores, damped)
            rows.append(row)
        return pd.DataFrame(rows)

    def by_conflict(self) -> pd.DataFrame:
        """A row a conflict and days ahead, a column a method: mean score over its windows."""
        table = self.scores.groupby(["conflict", "ahead", "method"], sort=False)["score"].mean().unstack()
        return table[[OURS, *BASELINES]]


@dataclass(frozen=True)
class _Window:
    """One camp, origin and days ahead: what is known, and what came."""

    conflict: str
    origin: int
    ahead: int
    truth: float
    last: float
    trend: float
    changed: float
    own: Floats
    own_damped: Floats


def backtest_camps(cases: Sequence[FleeCase], horizons: Sequence[int] = (30, 60, 90)) -> CampBacktest:
    """Forecast every camp of every conflict from every 30th day, each conflict with what the others teach.

    Parameters
    ----------
    cases : at least two conflicts with counts; see `waystation.world.flee.load_flee`
    horizons : days ahead

    Raises
    ------
    InputError
        If there are fewer than two conflicts, one has no counts, two share a name, or a horizon is no positive number.
    """
    problems = [
        Problem(f'The conflict "{case.name}" has no counts of camps.', "Add its count tables.", value=case.name)
        for case in cases
        if case.counts is None
    ]
    if len({case.name for case in cases}) < max(len(cases), 2):
        problems.append(
            Problem("Errors are learned on other conflicts.", "Name two or more folders with different names.")
        )
    problems += [Problem(f"{days} days ahead is not ahead.", "Use days from 1 on.") for days in horizons if days < 1]
    if problems:
        raise InputError(problems)
    windows = [window for case in cases for ahead in horizons for window in _windows(case, ahead)]
    rows: list[dict[str, object]] = []
    for ahead in horizons:
        some = [window for window in windows if window.ahead == ahead]
        scale = _scales(some)
        truth = np.array([window.truth for window in some])
        middle = np.array([max(window.last + _SHARE_OF_TREND * window.trend, 0.0) for window in some])
        conflict = np.array([window.conflict for window in some])
        ours = np.empty((len(some), len(QUANTILES)))
        for name in dict.fromkeys(conflict.tolist()):
            here = conflict == name
            pooled = _pooled(conflict[~here], (truth - middle)[~here] / scale[~here], scale[~here])
            ours[here] = middle[here, None] + _NEW_CONFLICT * scale[here, None] * pooled
        methods = {OURS: np.maximum(ours, 0.0), **{name: _baseline(name, some) for name in BASELINES}}
        for method, quantiles in methods.items():
            rows += _rows(method, some, quantiles, truth)
    return CampBacktest(pd.DataFrame(rows))


def _windows(case: FleeCase, ahead: int) -> list[_Window]:
    assert case.counts is not None  # checked before
    found = []
    for name in case.counts.camps:
        when, counts = case.counts.raw[name]
        for origin in range(_EVERY_DAYS, case.days - ahead, _EVERY_DAYS):
            known = when <= origin
            truth = _truth(when, counts, origin + ahead)
            if not known.any() or truth is None:
                continue
            days, totals = when[known].astype(np.float64), counts[known]
            own, own_damped = _own_errors(days, totals, origin, ahead)
            lately = max(int(np.searchsorted(days, days[-1] - 60, side="right")) - 1, 0)
            changed = float(np.abs(np.diff(totals[lately:])).sum())
            trend = _damped_trend(days, totals, origin + ahead)
            found.append(_Window(case.name, origin, ahead, truth, float(totals[-1]), trend, changed, own, own_damped))
    return found


def _truth(when: npt.NDArray[np.int64], counts: Floats, day: int) -> float | None:
    """The count on a day, on a line between observations; none where both are far away."""
    after = int(np.searchsorted(when, day))
    if after == len(when):
        return None
    if after > 0 and when[after] - day > _FAR_DAYS and day - when[after - 1] > _FAR_DAYS:
        return None
    return float(np.interp(day, when, counts))


def _damped_trend(days: Floats, totals: Floats, until: int) -> float:
    """People that the recent slope adds by a day, if it fades."""
    if len(days) < 2:
        return 0.0
    before = min(max(int(np.searchsorted(days, days[-1] - _TREND_DAYS, side="right")) - 1, 0), len(days) - 2)
    slope = (totals[-1] - totals[before]) / max(days[-1] - days[before], 1.0)
    return float(slope * _DAMPING_DAYS * (1.0 - np.exp(-(until - days[-1]) / _DAMPING_DAYS)))


def _own_errors(days: Floats, totals: Floats, origin: int, ahead: int) -> tuple[Floats, Floats]:
    """Errors the last value and the damped trend made here before, all seen by the origin."""
    plain, damped = [], []
    for day in range(int(days[0]) + 15, origin - ahead + 1, _OWN_EVERY_DAYS):
        seen = days <= day
        if seen.sum() < 2:
            continue
        came = float(np.interp(day + ahead, days, totals))
        last = float(totals[seen][-1])
        plain.append(came - last)
        damped.append(came - max(last + _damped_trend(days[seen], totals[seen], day + ahead), 0.0))
    return np.array(plain), np.array(damped)


def _scales(windows: Sequence[_Window]) -> Floats:
    """(windows,) people: how far off a forecast may be, before anything is learned."""
    all_camps: dict[tuple[str, int], float] = {}
    for window in windows:
        key = (window.conflict, window.origin)
        all_camps[key] = all_camps.get(key, 0.0) + window.last
    change, camp, every, least = _SCALE
    return np.array([
        change * min(window.changed, window.last) * window.ahead / 60.0 + camp * window.last
        + every * all_camps[window.conflict, window.origin] + least
        for window in windows
    ])  # fmt: skip


def _pooled(conflict: npt.NDArray[np.str_], error: Floats, scale: Floats) -> Floats:
    """(levels,) quantiles of scaled errors, each conflict counting the same, and each window by its size there."""
    weight = np.empty_like(scale)
    for name in set(conflict.tolist()):
        here = conflict == name
        weight[here] = scale[here] / scale[here].sum()
    order = np.argsort(error, kind="stable")
    passed = (np.cumsum(weight[order]) - weight[order] / 2.0) / weight.sum()
    return np.asarray(np.interp(QUANTILES, passed, error[order]))


def _baseline(name: str, windows: Sequence[_Window]) -> Floats:
    found = np.empty((len(windows), len(QUANTILES)))
    for index, window in enumerate(windows):
        damped = name == BASELINES[-1]
        middle = max(window.last + window.trend, 0.0) if damped else window.last
        own = window.own_damped if damped else window.own
        found[index] = middle + (np.quantile(own, QUANTILES) if name != BASELINES[0] and own.size else 0.0)
    return np.maximum(found, 0.0)


def _rows(method: str, windows: Sequence[_Window], quantiles: Floats, truth: Floats) -> list[dict[str, object]]:
    scores = weighted_interval_score(quantiles, truth)
    hits = {f"in{share * 100:.0f}": inside(quantiles, truth, share) for share in CENTRAL}
    middle = quantiles[:, QUANTILES.index(0.5)]
    groups: dict[tuple[str, int, int], list[int]] = {}
    for index, window in enumerate(windows):
        groups.setdefault((window.conflict, window.origin, window.ahead), []).append(index)
    return [
        {
            "method": method, "conflict": conflict, "origin": origin, "ahead": ahead, "camps": len(some),
            "score": scores[some].sum() / truth[some].sum(), **{name: hit[some].mean() for name, hit in hits.items()},
            "above": (middle[some] > truth[some]).mean(),
            "error": (middle[some].sum() - truth[some].sum()) / truth[some].sum(),
        }
        for (conflict, origin, ahead), some in groups.items()
        if truth[some].sum() > 0
    ]  # fmt: skip
