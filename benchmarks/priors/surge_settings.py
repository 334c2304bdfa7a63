"""Make ``src/waystation/data/surge_settings.csv``: the rule, weights and interval widths that past surges teach.

For every set of past surges that a backtest may learn on (all, all but one group, those that had ended by some day),
the rule's numbers minimise the weighted interval score over the final total, groups counting the same, with a penalty
that draws them to where they started, the more the fewer groups there are. Weights and widths are then learned on
forecasts of surges whose own group had been left out of the rule; the filter's forecasts among these are made forward
for sets of surges that had ended by a day. ``surge_priors.csv`` must be there already.

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
from waystation.forecast.scoring import weighted_interval_score
from waystation.forecast.surges import PastSurge, read_surges, shipped_priors
from waystation.forecast.surges.baselines import fading_increments
from waystation.forecast.surges.conformal import learn_lift, learn_stretch, lift, position
from waystation.forecast.surges.folder import Pair, pairs
from waystation.forecast.surges.forecasting import filter_members
from waystation.forecast.surges.past import FORWARD, LEAVE_ONE_OUT, left_out, past_surges
from waystation.forecast.surges.pooling import PARTS, pool, pool_floor
from waystation.forecast.surges.rule import STARTING_RULE, Pace, Rule, bounded, pace, rule_increments
from waystation.forecast.surges.settings import STARTING_SETTINGS, SurgeSettings, settings_table
from waystation.forecast.table import QUANTILES

Floats = npt.NDArray[np.float64]

DATA = Path(__file__).parents[2] / "src" / "waystation" / "data" / "surge_settings.csv"
LEVELS = np.array(QUANTILES)
SCORES = ndtri(LEVELS)

REACH = np.array([0.2, 0.7, 0.7, 0.3, 0.3, 0.2, 0.3])
"""How far each number of the rule may well go from where it starts (fade constants and spread on the log scale)."""

LOGGED = [Rule._fields.index(name) for name in ("fade_days", "fade_per_day", "spread")]
RULE_PENALTY, WEIGHTS_PENALTY = 0.03, 0.15
"""On going far, over the number of groups; for weights over its square: few groups say nothing of them."""


@dataclass(frozen=True)
class Cases:
    """Forecasts of past surges, a row a day forecast: what was known, what came, and the two fixed forecasts."""

    surge: npt.NDArray[np.str_]
    group: npt.NDArray[np.str_]
    at: Pace
    ahead: Floats
    left: Floats
    truth: Floats
    final: Floats
    filtered: Floats
    fading: Floats

    def rule(self, rule: Rule) -> Floats:
        """(rows, levels) people to come by the rule."""
        return bounded(rule_increments(rule, self.at, self.ahead, SCORES), self.left)

    def loss(self, increments: Floats, weights: Floats) -> float:
        """Weighted mean score of quantiles of the people to come."""
        scores = weighted_interval_score(self.at.total + increments, self.truth) / self.final
        return float(weights @ scores)

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
    names, groups, age, total, recent, ahead, left, truth, final, filtered, fading = columns
    at = Pace(age[:, None], total[:, None], recent[:, None])
    return Cases(names, groups, at, ahead, left, truth, final, filtered, fading)


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
    fading = bounded(fading_increments(past, ahead, SCORES), still)
    rows = []
    for day, truth in zip(pair.days, pair.truths, strict=True):
        row = days.index(day)
        rows.append((surge.name, surge.group, *at, ahead[row], still, truth, surge.final, filtered[row], fading[row]))
    return rows


def _fitted(loss: Callable[[Floats], float], size: int, penalty: float) -> Floats:
    """The point that minimises a loss and a penalty on going far."""
    found = minimize(
        lambda point: loss(point) + penalty * float(point @ point), np.zeros(size), method="BFGS",
        options={"maxiter": 60, "gtol": 1e-5},
    )  # fmt: skip
    return np.asarray(found.x)


def _rule_at(point: Floats) -> Rule:
    start = np.array(STARTING_RULE)
    moved = start + point * REACH
    moved[LOGGED] = start[LOGGED] * np.exp(point[LOGGED] * REACH[LOGGED])
    return Rule(*moved.tolist())


def learner(cases: Cases) -> Callable[[frozenset[str]], SurgeSettings]:
    """A function that learns settings on a set of surges."""

    @cache
    def rule_on(names: frozenset[str]) -> Rule:
        groups = len(cases.groups(names))
        if not groups:
            return STARTING_RULE
        weights = cases.weights(names)
        return _rule_at(
            _fitted(
                lambda point: cases.loss(cases.rule(_rule_at(point)), weights),
                len(STARTING_RULE),
                RULE_PENALTY / groups,
            )
        )

    def learn(names: frozenset[str]) -> SurgeSettings:
        groups = cases.groups(names)
        if not groups:
            return STARTING_SETTINGS
        rule = rule_on(names)
        by_rule = np.zeros_like(cases.fading)
        for group in groups:
            others = names - set(cases.surge[cases.group == group].tolist())
            rows = cases.group == group
            by_rule[rows] = cases.rule(rule_on(frozenset(others)))[rows]
        weights = cases.weights(names)
        floor = pool_floor(cases.at.total)
        parts = (cases.filtered, by_rule, cases.fading)

        def pooled(shares: Floats) -> Floats:
            return pool(parts, shares.tolist(), floor)

        point = _fitted(
            lambda each: cases.loss(np.exp(pooled(_shares(each))) - floor, weights),
            len(PARTS),
            WEIGHTS_PENALTY / len(groups) ** 2,
        )
        logs = pooled(_shares(point))
        truth = np.log(np.maximum(cases.truth[:, None] - cases.at.total, 0.0) + floor)[:, 0]
        totals = np.maximum(cases.at.total, 1.0)
        slope = learn_lift(logs, totals, truth, weights, len(groups))
        logs = lift(logs, totals, slope)
        places = np.array([position(row, QUANTILES, each) for row, each in zip(logs, truth, strict=True)])
        stretch = learn_stretch(places[weights > 0], weights[weights > 0], len(groups))
        return SurgeSettings(rule, tuple(_shares(point).tolist()), slope, stretch)

    return learn


def _shares(point: Floats) -> Floats:
    return np.asarray(np.exp(point) / np.exp(point).sum())


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
