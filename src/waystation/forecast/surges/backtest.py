"""Forecasting past surges again, each with itself left out of what is learned, and scoring the forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.claims import known_rows
from waystation.claims.history import history
from waystation.engine.randomness import generator
from waystation.errors import InputError, Problem
from waystation.forecast.scoring import CENTRAL, bootstrap_interval, inside, pit, weighted_interval_score
from waystation.forecast.surges.baselines import BASELINES, baseline
from waystation.forecast.surges.folder import FURTHEST_DAYS, Pair, PastSurge, pairs
from waystation.forecast.surges.forecasting import MEMBERS, every_day, surge_members
from waystation.forecast.surges.priors import Priors, shipped_priors
from waystation.forecast.table import QUANTILES
from waystation.scale import over_members

__all__ = ["HORIZONS", "OURS", "SurgeBacktest", "backtest_surges", "forecast_pairs"]

Floats = npt.NDArray[np.float64]

OURS = "waystation"
HORIZONS = ((1, 3), (4, 7), (8, 14), (15, 28))
"""Days ahead, from and to, that scores are told for."""


@dataclass(frozen=True)
class SurgeBacktest:
    """Forecasts of past surges and their scores.

    Parameters
    ----------
    forecasts : columns surge, as_of, date, level, value: a row a quantile
    pairs : a row a method and pair: surge, as_of, date, ahead (days), method, score (WIS over the final total),
        in50, in80, in95, above (whether the median was above the truth), error (median less truth, over the final
        total), and pit (ours only)
    """

    forecasts: pd.DataFrame
    pairs: pd.DataFrame

    def overall(self) -> pd.DataFrame:
        """A row a method: scores over all and by days ahead, coverage, bias, and skill over the fading baseline.

        Means over the pairs of a surge first, then over surges. ``low`` and ``high`` are the bootstrap interval over
        surges of the score, ``skill_low`` and ``skill_high`` of the skill (90 %).
        """
        rows = []
        by_surge = self.by_surge()
        for method, table in self.pairs.groupby("method", sort=False):
            row: dict[str, object] = {"method": method, "score": by_surge[method].mean()}
            row["low"], row["high"] = bootstrap_interval(by_surge[method].to_numpy())
            for first, last in HORIZONS:
                some = table[table["ahead"].between(first, last)]
                row[f"{first}-{last} d"] = some.groupby("surge")["score"].mean().mean()
            for column in ("in50", "in80", "in95", "above", "error"):
                row[column] = table.groupby("surge")[column].mean().mean()
            row["skill"] = 1.0 - by_surge[method].mean() / by_surge["fading"].mean()
            row["skill_low"], row["skill_high"] = bootstrap_interval(
                by_surge[method].to_numpy(), by_surge["fading"].to_numpy()
            )
            rows.append(row)
        return pd.DataFrame(rows)

    def by_surge(self) -> pd.DataFrame:
        """A row a surge, a column a method: mean score over its pairs."""
        table = self.pairs.groupby(["surge", "method"], sort=False)["score"].mean().unstack()
        return table[[OURS, *BASELINES]]

    def pit_values(self) -> Floats:
        """(pairs,) PIT values of our forecasts."""
        return self.pairs.loc[self.pairs["method"] == OURS, "pit"].to_numpy(np.float64)


def backtest_surges(
    surges: Sequence[PastSurge],
    *,
    members: int = MEMBERS,
    seed: int = 1,
    workers: int | None = None,
    priors: Priors | None = None,
) -> SurgeBacktest:
    """Forecast every pair of every surge from what was published by its origin, and score it.

    Parameters
    ----------
    surges : see `waystation.forecast.surges.folder.read_surges`. A surge that the priors know is left out of them
    members : possible futures of each forecast
    seed : of all randomness
    workers : threads; default: one a core. The result does not depend on it
    priors : default: those that ship with the package

    Raises
    ------
    InputError
        If there is no total to forecast.
    """
    known = priors or shipped_priors()
    jobs = [(surge, pair) for surge in surges for pair in pairs(surge)]
    done: list[Floats] = [np.empty(0)] * len(jobs)

    def work(first: int, last: int) -> None:
        for index in range(first, last):
            surge, pair = jobs[index]
            done[index] = forecast_pairs(surge, pair, known, members, seed)

    if not jobs:
        message = "No surge has three totals and a later one within four weeks: there is nothing to forecast."
        raise InputError(Problem(message, "Add trusted totals of more days.", column="total"))
    over_members(work, len(jobs), workers)
    forecasts: list[list[object]] = []
    scored: list[dict[str, object]] = []
    for (surge, pair), futures in zip(jobs, done, strict=True):
        ours = np.quantile(futures, QUANTILES, axis=1).T
        for day, values in dict(zip(pair.days, ours, strict=True)).items():
            for level, value in zip(QUANTILES, values, strict=True):
                forecasts.append([surge.name, pair.as_of, day, level, round(float(value), 1)])
        scored += _scored(surge, pair, OURS, ours, [pit(*each) for each in zip(futures, pair.truths, strict=True)])
        known_totals = sorted(known_rows(surge.totals, pair.as_of), key=lambda each: each.day)
        for kind in BASELINES:
            scored += _scored(surge, pair, kind, np.array([baseline(kind, known_totals, day) for day in pair.days]))
    return SurgeBacktest(
        pd.DataFrame(forecasts, columns=["surge", "as_of", "date", "level", "value"]), pd.DataFrame(scored)
    )


def forecast_pairs(surge: PastSurge, pair: Pair, priors: Priors, members: int, seed: int) -> Floats:
    """(days, members) possible totals on the days of a pair, from what was known at its origin."""
    past = history(surge.claims, pair.as_of, place=surge.place, term=surge.term, trusted=surge.totals)
    ahead = every_day(past, pair.as_of + timedelta(days=FURTHEST_DAYS))
    rng = generator(seed, f"surge {surge.place} {surge.term} {pair.as_of}")
    told, _ = surge_members(past, ahead, priors, members, rng, leave_out=[surge.name])
    return told[[ahead.index(day) for day in pair.days]]


def _scored(
    surge: PastSurge, pair: Pair, method: str, quantiles: Floats, pits: Sequence[float] | None = None
) -> list[dict[str, object]]:
    truth = np.array(pair.truths)
    scores = weighted_interval_score(quantiles, truth) / surge.final
    hits = {f"in{share:.0%}".rstrip("%"): inside(quantiles, truth, share) for share in CENTRAL}
    middle = quantiles[:, QUANTILES.index(0.5)]
    return [
        {
            "surge": surge.name, "as_of": pair.as_of, "date": day, "ahead": (day - pair.as_of).days, "method": method,
            "score": float(scores[index]), **{name: bool(hit[index]) for name, hit in hits.items()},
            "above": bool(middle[index] > truth[index]),
            "error": float((middle[index] - truth[index]) / surge.final),
            "pit": pits[index] if pits is not None else np.nan,
        }
        for index, day in enumerate(pair.days)
    ]  # fmt: skip
