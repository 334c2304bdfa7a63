"""Forecasting past surges again, with what other surges taught, and scoring the forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.claims.history import TrustedTotal
from waystation.forecast.scoring import (
    CENTRAL,
    bootstrap_interval,
    brier_table,
    inside,
    reliability_table,
    weighted_interval_score,
)
from waystation.forecast.surges.analogue import growth_factors
from waystation.forecast.surges.backtest_job import THRESHOLD_FACTORS, SurgeBacktestJob, known_totals
from waystation.forecast.surges.folder import Pair, PastSurge
from waystation.forecast.surges.forecast_surge import MEMBERS
from waystation.forecast.surges.past import FORWARD, LEAVE_ONE_OUT, PROTOCOLS, left_out
from waystation.forecast.surges.priors import Priors
from waystation.forecast.surges.surge_baselines import BASELINES, baseline
from waystation.forecast.table import QUANTILES
from waystation.scale import Threads, Values, run_job

__all__ = ["HORIZONS", "OURS", "SurgeBacktest", "backtest_surges", "surge_backtest"]

Floats = npt.NDArray[np.float64]

OURS = "waystation"
HORIZONS = ((1, 3), (4, 7), (8, 14), (15, 28))
"""Days ahead, from and to, that scores are told for."""


@dataclass(frozen=True)
class SurgeBacktest:
    """Forecasts of past surges and their scores, by one or both of `waystation.forecast.surges.past.PROTOCOLS`.

    Parameters
    ----------
    forecasts : columns protocol, surge, as_of, date, level, value: a row a quantile
    pairs : a row a protocol, method and pair: protocol, surge, group, as_of, date, ahead (days), method, score (WIS
        over the final total), in50, in80, in95, above (whether the median was above the truth), error (median less
        truth, over the final total), and pit (ours only)
    chances : a row a protocol, pair and threshold: protocol, crisis, ahead, factor (threshold over the last total),
        chance, base (how often past surges of that age grew so), passed
    """

    forecasts: pd.DataFrame
    pairs: pd.DataFrame
    chances: pd.DataFrame

    def overall(self, protocol: str = LEAVE_ONE_OUT) -> pd.DataFrame:
        """A row a method: scores over all and by days ahead, coverage, bias, and skill over the fading baseline.

        Means over the pairs of a surge first, then over surges. ``low`` and ``high`` are the bootstrap interval over
        groups of surges of the score, ``skill_low`` and ``skill_high`` of the skill (90 %).

        Parameters
        ----------
        protocol : one of `waystation.forecast.surges.past.PROTOCOLS`
        """
        rows = []
        by_surge = self.by_surge(protocol)
        of_protocol = self.pairs[self.pairs["protocol"] == protocol]
        groups = of_protocol.groupby("surge")["group"].first().reindex(by_surge.index).tolist()
        for method, table in of_protocol.groupby("method", sort=False):
            row: dict[str, object] = {"method": method, "score": by_surge[method].mean()}
            row["low"], row["high"] = bootstrap_interval(by_surge[method].to_numpy(), groups=groups)
            for first, last in HORIZONS:
                some = table[table["ahead"].between(first, last)]
                row[f"{first}-{last} d"] = some.groupby("surge")["score"].mean().mean()
            for column in ("in50", "in80", "in95", "above", "error"):
                row[column] = table.groupby("surge")[column].mean().mean()
            row["skill"] = 1.0 - by_surge[method].mean() / by_surge["fading"].mean()
            row["skill_low"], row["skill_high"] = bootstrap_interval(
                by_surge[method].to_numpy(), by_surge["fading"].to_numpy(), groups=groups
            )
            rows.append(row)
        return pd.DataFrame(rows)

    def by_surge(self, protocol: str = LEAVE_ONE_OUT) -> pd.DataFrame:
        """A row a surge, a column a method: mean score over its pairs."""
        of_protocol = self.pairs[self.pairs["protocol"] == protocol]
        table = of_protocol.groupby(["surge", "method"], sort=False)["score"].mean().unstack()
        return table[[OURS, *BASELINES]]

    def pit_values(self, protocol: str = LEAVE_ONE_OUT) -> Floats:
        """(pairs,) PIT values of our forecasts."""
        ours = (self.pairs["method"] == OURS) & (self.pairs["protocol"] == protocol)
        return self.pairs.loc[ours, "pit"].to_numpy(np.float64)

    def thresholds(self, protocol: str = FORWARD) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Brier scores by days ahead, and the reliability table; see `waystation.forecast.scoring`."""
        some = self.chances[self.chances["protocol"] == protocol]
        return brier_table(some, HORIZONS), reliability_table(some)


def backtest_surges(
    surges: Sequence[PastSurge],
    *,
    members: int = MEMBERS,
    seed: int = 1,
    workers: int | None = None,
    priors: Priors | None = None,
    protocols: Sequence[str] = PROTOCOLS,
) -> SurgeBacktest:
    """Forecast every pair of every surge from what was published by its origin, and score it.

    Parameters
    ----------
    surges : see `waystation.forecast.surges.folder.read_surges`
    members : possible futures of each forecast
    seed : of all randomness
    workers : threads; default: one a core. The result does not depend on it
    priors : of the filter; default: those that ship with the package
    protocols : with what each surge is forecast. "leave one out": what all past surges taught that are not of its
        group; "forward": of these, the ones that had ended before its first total

    Raises
    ------
    InputError
        If there is no total to forecast.
    """
    job = SurgeBacktestJob(tuple(surges), members, seed, priors, tuple(protocols))
    return surge_backtest(job, run_job(job, Threads(workers)))


def surge_backtest(job: SurgeBacktestJob, found: Mapping[str, Values]) -> SurgeBacktest:
    """Forecasts and their scores, from what `waystation.scale.run_job` came to."""
    forecasts: list[list[object]] = []
    scored: list[dict[str, object]] = []
    chances: list[dict[str, object]] = []
    for row, (protocol, surge, pair) in enumerate(job.asked):
        ours, pits, passing = (
            np.asarray(found[name])[row, : len(pair.days)] for name in ("quantiles", "pit", "chances")
        )
        for day, values in zip(pair.days, ours, strict=True):
            for level, value in zip(QUANTILES, values, strict=True):
                forecasts.append([protocol, surge.name, pair.as_of, day, level, round(float(value), 1)])
        scored += _scored(protocol, surge, pair, OURS, ours, pits.tolist())
        known = known_totals(surge, pair)
        for kind in BASELINES:
            simple = np.array([baseline(kind, known, day) for day in pair.days])
            scored += _scored(protocol, surge, pair, kind, simple)
        chances += _chances(protocol, surge, pair, passing, known)
    columns = ["protocol", "surge", "as_of", "date", "level", "value"]
    return SurgeBacktest(pd.DataFrame(forecasts, columns=columns), pd.DataFrame(scored), pd.DataFrame(chances))


def _scored(
    protocol: str, surge: PastSurge, pair: Pair, method: str, quantiles: Floats, pits: Sequence[float] | None = None
) -> list[dict[str, object]]:
    truth = np.array(pair.truths)
    scores = weighted_interval_score(quantiles, truth) / surge.final
    hits = {f"in{share:.0%}".rstrip("%"): inside(quantiles, truth, share) for share in CENTRAL}
    middle = quantiles[:, QUANTILES.index(0.5)]
    return [
        {
            "protocol": protocol, "surge": surge.name, "group": surge.group, "as_of": pair.as_of, "date": day,
            "ahead": (day - pair.as_of).days, "method": method,
            "score": float(scores[index]), **{name: bool(hit[index]) for name, hit in hits.items()},
            "above": bool(middle[index] > truth[index]),
            "error": float((middle[index] - truth[index]) / surge.final),
            "pit": pits[index] if pits is not None else np.nan,
        }
        for index, day in enumerate(pair.days)
    ]  # fmt: skip


def _chances(
    protocol: str, surge: PastSurge, pair: Pair, passing: Floats, known: Sequence[TrustedTotal]
) -> list[dict[str, object]]:
    """Chances of passing thresholds that the last total had not passed, beside how often past surges did so."""
    last = known[-1]
    out = left_out(protocol, surge.group, surge.began)
    ahead = [(day - last.day).days for day in pair.days]
    growth = growth_factors((last.day - surge.began).days, ahead, out)
    return [
        {
            "protocol": protocol, "crisis": surge.name, "ahead": (day - pair.as_of).days, "factor": factor,
            "chance": float(passing[index, number]),
            "base": float(((growth[index] >= factor).sum() + 0.5) / (growth.shape[1] + 1.0)),
            "passed": bool(truth >= factor * last.people),
        }
        for index, (day, truth) in enumerate(zip(pair.days, pair.truths, strict=True))
        for number, factor in enumerate(THRESHOLD_FACTORS)
        if last.people > 0.0
    ]  # fmt: skip
