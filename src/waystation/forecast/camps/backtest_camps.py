"""Camps of past conflicts forecast again from every tenth day, and scored beside simple forecasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.forecast.camps.windows import Windows
from waystation.forecast.scoring import CENTRAL, bootstrap_interval, inside, weighted_interval_score
from waystation.forecast.table import QUANTILES

__all__ = ["BASELINES", "FROM_DAY", "OURS", "CampBacktest", "scored_windows"]

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


def scored_windows(method: str, windows: Windows, quantiles: Floats) -> pd.DataFrame:
    """Rows of `CampBacktest.camps` for one method: of (windows, levels) people."""
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
