"""Make ``src/waystation/data/surge_settings.csv``: corrections and interval widths that past surges teach.

For every set of past surges that a backtest may learn on (all, all but one group, those that had ended by some day),
the three numbers of the correction minimise the mean logarithm of the surges' weighted interval scores over the final
total, and the square of the medians' mean error, with a penalty that draws them to nought, the more the fewer groups
there are. The logarithm is taken so that the two or three surges with the largest scores do not decide for all. Widths
are then learned on forecasts of surges whose own group had been left out of the correction, before recounts are added,
as they are applied. The filter's
forecasts among these are made forward for sets of surges that had ended by a day. ``surge_priors.csv`` must be there
already.

    python benchmarks/priors/surge_settings.py ../shared/surges/targets.csv --claims ../shared/surges
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import ndtri

from waystation.claims.history import history
from waystation.engine.randomness import generator
from waystation.forecast.scoring import CENTRAL, weighted_interval_score
from waystation.forecast.surges import PastSurge, read_surges, shipped_priors
from waystation.forecast.surges.conformal import learn_stretch, position
from waystation.forecast.surges.correction import NO_CORRECTION, Correction, corrected
from waystation.forecast.surges.folder import Pair, pairs
from waystation.forecast.surges.forecast_surge import filter_members
from waystation.forecast.surges.past import FORWARD, LEAVE_ONE_OUT, left_out, past_surges
from waystation.forecast.surges.pooling import pool, pool_floor
from waystation.forecast.surges.rule import Pace, bounded, pace, rule_increments
from waystation.forecast.surges.settings import STARTING_SETTINGS, SurgeSettings, settings_table
from waystation.forecast.surges.surge_baselines import fading_increments
from waystation.forecast.surges.thin_past import with_recounts, without_recount
from waystation.forecast.table import QUANTILES

Floats = npt.NDArray[np.float64]

DATA = Path(__file__).parents[2] / "src" / "waystation" / "data" / "surge_settings.csv"
LEVELS = np.array(QUANTILES)
SCORES = ndtri(LEVELS)

MEDIAN = QUANTILES.index(0.5)

PENALTY = 0.5
"""On the squares of the numbers, over the square of the number of groups: few groups say next to nothing."""

LEAST_SCORE, USUAL_SCORE = 0.02, 0.08
"""Added to a surge's score before its logarithm is taken, so that one forecast very well does not decide for all; and
what turns that logarithm back to the size of a score."""

BIAS_PENALTY = 2.0
"""On the square of the mean error of medians, over the final total."""


@dataclass(frozen=True)
class Cases:
    """Forecasts of past surges, a row a day forecast: what was known, what came, and the pooled forecast."""

    surge: npt.NDArray[np.str_]
    group: npt.NDArray[np.str_]
    at: Pace
    ahead: Floats
    left: Floats
    truth: Floats
    final: Floats
    pooled: Floats

    @property
    def floor(self) -> Floats:
        """(rows, 1) see `waystation.forecast.surges.pooling.pool_floor`."""
        return np.asarray(pool_floor(self.at.total))

    def to_come(self, by: Correction) -> Floats:
        """(rows, levels) people to come, with a correction."""
        logs = corrected(self.pooled, self.at, self.ahead, MEDIAN, by)
        return np.asarray(np.clip(np.exp(logs) - self.floor, 0.0, np.maximum(self.left, 0.0)))

    def loss(self, by: Correction, weights: Floats) -> float:
        """Weighted mean log score of surges with a correction, and the penalty on its bias."""
        totals = self.at.total + with_recounts(self.to_come(by), self.at.total, LEVELS, MEDIAN)
        scores = weighted_interval_score(totals, self.truth) / self.final
        bias = weights @ ((totals[:, MEDIAN] - self.truth) / self.final)
        _, which = np.unique(self.surge, return_inverse=True)
        counts, share = np.bincount(which), np.bincount(which, weights)
        logs = np.log(np.bincount(which, scores) / counts + LEAST_SCORE)
        return float(USUAL_SCORE * (share @ logs) + BIAS_PENALTY * bias**2)

    def weights(self, names: frozenset[str]) -> Floats:
        """(rows,) how much each row counts: groups the same, and within a group surges, and within one its rows."""
        kept = np.isin(self.surge, list(names))
        weight = np.zeros(len(self.surge))
        for group in np.unique(self.group[kept]):
            members = np.unique(self.surge[kept & (self.group == group)])
            for name in members:
                rows = self.surge == name
                # A group of six says more than one of one, but not six times as much.
                weight[rows] = 1.0 / (rows.sum() * np.sqrt(len(members)))
        return weight / max(weight.sum(), 1e-12)

    def groups(self, names: frozenset[str]) -> list[str]:
        """The groups of some surges."""
        return sorted(set(self.group[np.isin(self.surge, list(names))].tolist()))


def cases_of(surges: list[PastSurge], members: int, protocol: str) -> Cases:
    """All pairs of all surges, each forecast by the filter with what other groups taught, by one of the protocols."""
    rows = [row for surge in surges for pair in pairs(surge) for row in _rows(surge, pair, members, protocol)]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    names, groups, *at, ahead, left, truth, final, pooled = columns
    pace_then = Pace(*(each[:, None] for each in at))
    return Cases(names, groups, pace_then, ahead, left, truth, final, pooled)


def _rows(surge: PastSurge, pair: Pair, members: int, protocol: str) -> list[tuple[object, ...]]:
    past = history(surge.claims, pair.as_of, place=surge.place, term=surge.term, trusted=surge.totals)
    out = left_out(protocol, surge.group, surge.began)
    days = sorted(set(pair.days))
    rng = generator(1, f"surge {surge.place} {surge.term} {pair.as_of}")
    told, _, left = filter_members(past, days, shipped_priors(), members, rng, out)
    ahead = np.array([(day - past.last_date).days for day in days])
    at = pace(past)
    filtered = np.quantile(told, LEVELS, axis=1).T - at.total
    still = np.quantile(left, LEVELS, method="inverted_cdf")
    rule = bounded(rule_increments(at, ahead, SCORES), still)
    fading = bounded(fading_increments(past, ahead, SCORES), still)
    pooled = pool(filtered, rule, fading, pool_floor(at.total))
    known = (surge.name, surge.group, *at)
    return [
        (*known, (day - past.last_date).days, still, truth, surge.final, pooled[days.index(day)])
        for day, truth in zip(pair.days, pair.truths, strict=True)
    ]


def learner(cases: Cases) -> Callable[[frozenset[str]], SurgeSettings]:
    """A function that learns settings on a set of surges."""

    @cache
    def correction_on(names: frozenset[str]) -> Correction:
        groups = len(cases.groups(names))
        if not groups:
            return NO_CORRECTION
        weights = cases.weights(names)

        def loss(point: Floats) -> float:
            return cases.loss(Correction(*point.tolist()), weights) + PENALTY / groups**2 * float(point @ point)

        found = minimize(loss, np.zeros(len(NO_CORRECTION)), method="L-BFGS-B", options={"maxiter": 40})
        return Correction(*found.x.tolist())

    def learn(names: frozenset[str]) -> SurgeSettings:
        groups = cases.groups(names)
        if not groups:
            return STARTING_SETTINGS
        come = np.zeros_like(cases.pooled)
        for group in groups:
            rows = cases.group == group
            others = names - set(cases.surge[rows].tolist())
            come[rows] = cases.to_come(correction_on(frozenset(others)))[rows]
        kept = (weights := cases.weights(names)) > 0.0
        places = np.column_stack([_places(cases, come, 0.5 + share / 2.0)[kept] for share in CENTRAL])
        return SurgeSettings(correction_on(names), learn_stretch(places, weights[kept], len(groups)))

    return learn


def _places(cases: Cases, come: Floats, level: float) -> Floats:
    """(rows,) where truths lay, on the scale that is stretched: a forecast gets its recounts after it."""
    total = cases.at.total
    counted = np.maximum(cases.truth[:, None] - total, 0.0)
    needed = np.maximum(without_recount(counted, come[:, [MEDIAN]], total, level), 0.0)
    logs, truths = np.log(come + cases.floor), np.log(needed + cases.floor)[:, 0]
    return np.array([position(row, QUANTILES, truth) for row, truth in zip(logs, truths, strict=True)])


def sets_to_learn_on() -> dict[str, set[frozenset[str]]]:
    """By protocol: all past surges, and all but a group; those that had ended by a day, and of these other groups'."""
    table = past_surges()
    every = frozenset(table.index)
    found = {LEAVE_ONE_OUT: {every}, FORWARD: set[frozenset[str]]()}
    for _, row in table.iterrows():
        for protocol, sets in found.items():
            sets.add(every - left_out(protocol, row["group"], row["began"]))
        found[FORWARD].add(frozenset(table.index[table["ended"] <= row["ended"]]))
    found[FORWARD] -= found[LEAVE_ONE_OUT] | {frozenset()}
    return found


def main() -> None:
    """Learn on every set and write."""
    parser = argparse.ArgumentParser(description="Learn the settings of the surge forecast.")
    parser.add_argument("targets", type=Path)
    parser.add_argument("--claims", type=Path, required=True)
    parser.add_argument("--members", type=int, default=2000)
    parser.add_argument("--out", type=Path, default=DATA)
    asked = parser.parse_args()
    surges = read_surges(asked.targets, asked.claims)
    learned = {}
    for protocol, sets in sets_to_learn_on().items():
        learn = learner(cases_of(surges, asked.members, protocol))
        learned |= {names: learn(names) for names in sorted(sets, key=len)}
    settings_table(learned).to_csv(asked.out, index=False, float_format="%.4g", lineterminator="\n")
    print(f"{len(learned)} sets of surges; learned on all of them:")
    print(learned[max(learned, key=len)])


if __name__ == "__main__":
    main()
