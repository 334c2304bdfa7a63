"""Camps of past conflicts forecast again from every tenth day, and scored beside simple forecasts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.errors import InputError, Problem
from waystation.forecast.camps.nested import forecast_left_out, simple_forecast
from waystation.forecast.camps.windows import Windows, camp_windows
from waystation.forecast.scoring import CENTRAL, bootstrap_interval, inside, weighted_interval_score
from waystation.forecast.table import QUANTILES
from waystation.world.flee import FleeCase

__all__ = ["BASELINES", "FROM_DAY", "OURS", "CampBacktest", "backtest_camps"]

Floats = npt.NDArray[np.float64]

OURS = "waystation"
BASELINES = ("last value", "last + own changes", "damped + own changes")
FROM_DAY = 90
"""First origin of the scores: from then on a camp has a past that a baseline can use."""

_AGES = {
    "not counted yet": (-2, -1),
    "counted up to 60 days": (-1, 60),
    "up to 240 days": (60, 240),
    "longer": (240, 10**6),
}
"""Days since the first count, above and up to; -1 without one."""


@dataclass(frozen=True)
class CampBacktest:
    """Forecasts of camps and their scores.

    Parameters
    ----------
    camps : a row a method and window: conflict, camp, origin, ahead (days asked for), target, truth, age (days since
        the first count; -1 without one), a column a level, score (people), in50, in80, in95, above, and pit
    from_day : first origin that is scored; those before it are the ``young`` ones
    not_scored : conflicts and days ahead without a count so late, in sentences
    """

    camps: pd.DataFrame
    from_day: int = FROM_DAY
    not_scored: tuple[str, ...] = ()

    def scores(self, *, young: bool = False) -> pd.DataFrame:
        """A row a method, conflict, origin and days ahead.

        score (WIS of all camps over their summed counts), in50, in80, in95 and above (shares of camps), error (summed
        median less summed truth, over the latter), camps.
        """
        some = self.camps[(self.camps["origin"] < self.from_day) == young]
        by = ["method", "conflict", "ahead", "origin"]
        found = some.groupby(by, sort=False).agg(
            people=("score", "sum"), counts=("truth", "sum"), middle=("0.5", "sum"), camps=("truth", "size"),
            **{column: (column, "mean") for column in ("in50", "in80", "in95", "above")},
        ).reset_index()  # fmt: skip
        found = found[found["counts"] > 0]
        found["score"] = found["people"] / found["counts"]
        found["error"] = found["middle"] / found["counts"] - 1.0
        return found.drop(columns=["people", "counts", "middle"])

    def overall(self, *, young: bool = False) -> pd.DataFrame:
        """A row a method and days ahead: means over windows, then over conflicts; skill over the damped trend."""
        rows = []
        scores = self.scores(young=young)
        if scores.empty:
            return pd.DataFrame()
        means = self.by_conflict(young=young)
        for ahead in dict.fromkeys(scores["ahead"].tolist()):
            at = means.xs(ahead, level="ahead")
            damped = at[BASELINES[-1]].to_numpy()
            for method in (OURS, *BASELINES):
                table = scores[(scores["ahead"] == ahead) & (scores["method"] == method)]
                score = at[method].to_numpy()
                row: dict[str, object] = {"method": f"{method}, {ahead} d", "score": score.mean()}
                row["low"], row["high"] = bootstrap_interval(score)
                for column in ("in50", "in80", "in95", "above", "error"):
                    row[column] = table.groupby("conflict")[column].mean().mean()
                row["skill"] = 1.0 - score.mean() / damped.mean()
                row["skill_low"], row["skill_high"] = bootstrap_interval(score, damped)
                rows.append(row)
        return pd.DataFrame(rows)

    def by_conflict(self, *, young: bool = False) -> pd.DataFrame:
        """A row a conflict and days ahead, a column a method: mean score over its windows."""
        table = self.scores(young=young).groupby(["conflict", "ahead", "method"], sort=False)["score"].mean().unstack()
        return table[[OURS, *BASELINES]]

    def by_age(self) -> pd.DataFrame:
        """Our forecasts from every origin, by how long the camp had been counted: windows, coverage, median above."""
        ours = self.camps[self.camps["method"] == OURS]
        rows = []
        for name, (above, to) in _AGES.items():
            some = ours[(ours["age"] > above) & (ours["age"] <= to)]
            rows.append({"camp": name, "forecasts": len(some), **some[["in50", "in80", "in95", "above"]].mean()})
        return pd.DataFrame(rows)

    def pit_values(self) -> Floats:
        """(windows,) PIT values of our scored forecasts, on a line between their quantiles."""
        ours = (self.camps["method"] == OURS) & (self.camps["origin"] >= self.from_day)
        return self.camps.loc[ours, "pit"].to_numpy(np.float64)


def backtest_camps(
    cases: Sequence[FleeCase],
    horizons: Sequence[int] = (30, 60, 90),
    from_day: int = FROM_DAY,
    *,
    forward: bool = False,
) -> CampBacktest:
    """Forecast every camp of every conflict from every tenth day, each conflict with what the others teach.

    Nothing is drawn at random, and neither the order of the conflicts nor anything else changes the result.

    Parameters
    ----------
    cases : at least two conflicts with counts; see `waystation.world.flee.load_flee`. Widths are adjusted from three
        on
    horizons : days ahead
    from_day : first origin that is scored; forecasts from day 30 on are made, and told apart
    forward : whether a conflict learns only from those that had ended before it began. Conflicts of one country (whose
        names begin with the same letters) never teach each other, if two or more others do

    Raises
    ------
    InputError
        If there are fewer than two conflicts, one has no counts, fewer than two have any so late, two share a name, or
        a horizon is no positive number.
    """
    _check(cases, horizons)
    teachers = {case.name: _teachers(case, cases, forward) for case in cases}
    days_ahead = list(dict.fromkeys(horizons))
    everything = camp_windows(sorted(cases, key=lambda case: case.name), days_ahead)
    not_scored = _not_scored(everything, cases, days_ahead, from_day)
    parts = [everything.some((everything.known["ahead"] == ahead).to_numpy()) for ahead in days_ahead]
    tables = []
    for windows in parts:
        last = windows.column("last")[:, None]
        ours = np.empty_like(windows.of_last)
        for name in sorted(set(windows.conflict.tolist())):
            ours[windows.conflict == name] = forecast_left_out(windows, name, teachers[name])
        methods = {
            OURS: ours,
            BASELINES[0]: np.repeat(last, len(QUANTILES), axis=1),
            BASELINES[1]: last + windows.of_last,
            BASELINES[2]: simple_forecast(windows),
        }
        tables += [_scored(method, windows, np.maximum(quantiles, 0.0)) for method, quantiles in methods.items()]
    return CampBacktest(pd.concat(tables, ignore_index=True), from_day, not_scored)


def _teachers(case: FleeCase, cases: Sequence[FleeCase], forward: bool) -> list[str]:
    """Names of the conflicts that may teach one: of other countries, and if forward those that had ended before."""
    others = [each for each in cases if each.name != case.name]
    if forward:
        return [
            each.name
            for each in others
            if _country(each) != _country(case) and each.start + timedelta(days=each.days) <= case.start
        ]
    elsewhere = [each.name for each in others if _country(each) != _country(case)]
    return elsewhere if len(elsewhere) > 1 else [each.name for each in others]


def _country(case: FleeCase) -> str:
    return re.split(r"[\d_\-]", case.name.casefold(), maxsplit=1)[0]


def _check(cases: Sequence[FleeCase], horizons: Sequence[int]) -> None:
    problems = [
        Problem(f'The conflict "{case.name}" has no counts of camps.', "Add its count tables.", value=case.name)
        for case in cases
        if case.counts is None
    ]
    if len({case.name for case in cases}) < max(len(cases), 2):
        problems.append(
            Problem("Errors are learned on other conflicts.", "Name two or more folders with different names.")
        )
    problems += [
        Problem(f"{days} days ahead is not in the future.", "Use days from 1 on.") for days in horizons if days < 1
    ]
    if problems:
        raise InputError(problems)


def _not_scored(windows: Windows, cases: Sequence[FleeCase], horizons: Sequence[int], from_day: int) -> tuple[str, ...]:
    """What is not scored; refused if fewer than two conflicts are left for some number of days ahead."""
    found, problems = [], []
    for ahead in horizons:
        known = windows.known
        scored = (
            set(known["conflict"][(known["ahead"] == ahead) & (known["origin"] >= from_day)]) if len(known) else set()
        )
        found += [
            f"{case.name} has no count about {ahead} days after an origin from day {from_day} on."
            for case in cases
            if case.name not in scored
        ]
        if len(scored) < 2:
            fix = "Ask for fewer days ahead, or score from an earlier day."
            problems.append(Problem(f"Fewer than two conflicts have counts about {ahead} days ahead.", fix))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _scored(method: str, windows: Windows, quantiles: Floats) -> pd.DataFrame:
    truth = windows.column("truth")
    table = windows.known[["conflict", "camp", "origin", "ahead", "target", "truth"]].copy()
    table.insert(0, "method", method)
    table["age"] = np.where(windows.counted, windows.column("age"), -1).astype(np.int64)
    for level, values in zip(QUANTILES, quantiles.T, strict=True):
        table[str(level)] = values
    table["score"] = weighted_interval_score(quantiles, truth)
    for share in CENTRAL:
        table[f"in{share * 100:.0f}"] = inside(quantiles, truth, share)
    table["above"] = quantiles[:, QUANTILES.index(0.5)] > truth
    table["pit"] = [_pit(each, came) for each, came in zip(quantiles, truth, strict=True)]
    return table


def _pit(quantiles: Floats, truth: float) -> float:
    """Level of the truth on a line between quantiles; in a tail its middle, on equal quantiles the middle of theirs."""
    same = np.flatnonzero(quantiles == truth)
    if len(same):
        return float((QUANTILES[same[0]] + QUANTILES[same[-1]]) / 2)
    return float(np.interp(truth, quantiles, QUANTILES, left=QUANTILES[0] / 2, right=(1 + QUANTILES[-1]) / 2))
