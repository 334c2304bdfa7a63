"""Make ``src/waystation/data/surge_priors.csv``: what past surges teach about the next one.

Draws parameter sets evenly over their ranges (log scale), forecasts every pair of
every past surge with each (the filter alone), and writes each set beside its mean score on each surge. The
package weighs the sets by their scores on all surges but the one it forecasts.

    python benchmarks/priors/surges.py ../shared/surges/targets.csv --claims ../shared/surges --sets 300
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from waystation.claims.history import History, history
from waystation.forecast.scoring import weighted_interval_score
from waystation.forecast.surges import PastSurge, Priors, read_surges
from waystation.forecast.surges.filter_kernel import PARAMETERS
from waystation.forecast.surges.folder import Pair, pairs
from waystation.forecast.surges.forecast_surge import filter_members
from waystation.forecast.surges.priors import RANGES
from waystation.forecast.table import QUANTILES
from waystation.scale import over_members

DATA = Path(__file__).parents[2] / "src" / "waystation" / "data" / "surge_priors.csv"


def main() -> None:
    """Draw, score and write."""
    parser = argparse.ArgumentParser(description="Make the priors of the surge forecast.")
    parser.add_argument("targets", type=Path)
    parser.add_argument("--claims", type=Path, required=True)
    parser.add_argument("--sets", type=int, default=300)
    parser.add_argument("--members", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=DATA)
    asked = parser.parse_args()
    surges = read_surges(asked.targets, asked.claims)
    names = [surge.name for surge in surges]
    low, high = np.array([RANGES[name] for name in PARAMETERS]).T
    rng = np.random.default_rng(asked.seed)
    sets = np.exp(np.log(low) + rng.random((asked.sets, len(low))) * np.log(high / low))
    scores = np.empty((asked.sets, len(names)))
    jobs = [
        (surge, pair, history(surge.claims, pair.as_of, place=surge.place, term=surge.term, trusted=surge.totals))
        for surge in surges
        for pair in pairs(surge)
    ]

    def work(first: int, last: int) -> None:
        for index in range(first, last):
            scores[index] = _scores(Priors(sets[index : index + 1], np.zeros((1, 0)), ()), jobs, asked)

    over_members(work, asked.sets)
    table = pd.DataFrame(np.hstack([sets, scores]), columns=[*PARAMETERS, *names])
    table.to_csv(asked.out, index=False, float_format="%.5g", lineterminator="\n")
    means = scores.mean(axis=1)
    print(f"{asked.sets} sets, best mean score {means.min():.4f}, median {np.median(means):.4f}")


def _scores(priors: Priors, jobs: list[tuple[PastSurge, Pair, History]], asked: argparse.Namespace) -> list[float]:
    """Mean score of the filter on each surge, every pair from its own stream of random numbers."""
    found: dict[str, list[float]] = {}
    for index, (surge, pair, past) in enumerate(jobs):
        rng = np.random.default_rng([asked.seed, index])
        ahead = sorted(set(pair.days))
        told = filter_members(past, ahead, priors, asked.members, rng, [surge.name])[0]
        quantiles = np.quantile(told, QUANTILES, axis=1).T[[ahead.index(day) for day in pair.days]]
        scores = weighted_interval_score(quantiles, np.array(pair.truths)) / surge.final
        found.setdefault(surge.name, []).extend(scores.tolist())
    return [float(np.mean(scores)) for scores in found.values()]


if __name__ == "__main__":
    main()
