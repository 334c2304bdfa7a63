"""How well rules say where people go: free runs of past conflicts, beside baselines and Flee's own runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waystation.engine.movement.camp_errors import flee_printed_error, total_error
from waystation.engine.movement.free_run import Floats
from waystation.engine.movement.free_run_baselines import capacity_proportional, gravity
from waystation.engine.movement.rule_choice import Past, coverage
from waystation.engine.movement.simulating import simulate_movement
from waystation.engine.movement.waystation_rules import MovementRules, chosen_on, mean_split, shipped_rules
from waystation.engine.randomness import generator
from waystation.world.flee import FleeCase, loud_notes
from waystation.world.flee_runs import FleePrinted

__all__ = ["FORECASTS", "FreeRunScore", "MeanError", "mean_errors", "rules_for", "score_free_run"]

FORECASTS = {
    "flee": "Flee's own runs, as kept in flee_runs, capacities known",
    "capacity": "arrivals in proportion to capacity",
    "gravity": "population over distance, capacities not used",
    "known": "our rules, capacities known",
    "flee_blanked": "Flee's rules run here, capacities blanked",
    "blanked": "our rules, capacities blanked",
}
"""What is compared, in the order of the table."""

RESAMPLES = 10_000
FLEE_MEMBERS = 4
"""Runs of Flee's rules without capacities: their errors differ by about a hundredth of themselves."""


@dataclass(frozen=True)
class FreeRunScore:
    """One conflict.

    Parameters
    ----------
    conflict : its name
    left_out : whether the packaged settings were chosen on it, so that it is scored with those chosen without
    errors : total error of each of `FORECASTS`, by the true denominator; ``flee`` only where runs are kept
    printed : the same by Flee's denominator, day 0 counted twice
    inside : share of the counts within the 80 % interval of our members, for ``known`` and ``blanked``
    flee_runs : how many runs of Flee there are
    flee_spread : standard deviation of their error; 0 for one run
    rules : our settings
    warnings : loud notes of its folder: the counts, or the map, are hardly read as they were meant
    """

    conflict: str
    left_out: bool
    errors: dict[str, float]
    printed: dict[str, float]
    inside: dict[str, float]
    flee_runs: int
    flee_spread: float
    rules: MovementRules
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeanError:
    """Mean over conflicts, with the middle 80 % of means of conflicts drawn again with replacement."""

    mean: float
    low: float
    high: float
    conflicts: int


def score_free_run(
    case: FleeCase,
    runs: Sequence[FleePrinted] = (),
    *,
    rules: MovementRules | None = None,
    members: int = 100,
    seed: int = 1,
    workers: int | None = None,
) -> FreeRunScore:
    """Score one conflict.

    Parameters
    ----------
    case : with counts
    runs : what Flee printed
    rules : own settings; default: the packaged ones, chosen without this conflict
    members : for the intervals
    seed : of all randomness
    workers : threads; default: one a core
    """
    ours, left_out = rules_for(case, rules)
    past = Past.of(case)
    forecasts: dict[str, Floats] = {
        "capacity": capacity_proportional(past.known),
        "gravity": gravity(past.known),
        "known": mean_split(past.known, ours),
        "blanked": mean_split(past.blanked, ours),
    }
    under_flee = _under_flees_rules(case.without_capacities(), past.known.camps, seed, workers)
    if not np.isfinite(past.known.capacity).any():
        del forecasts["capacity"], forecasts["known"]
    twice = float(case.counts.daily("total", 1, 1)[0]) if case.counts is not None and case.counts.has_total else 0.0
    errors = {name: total_error(forecast, past.counts) for name, forecast in forecasts.items()}
    printed = {name: flee_printed_error(forecast, past.counts, twice) for name, forecast in forecasts.items()}
    errors["flee_blanked"] = float(np.mean([total_error(each, past.counts) for each in under_flee]))
    printed["flee_blanked"] = float(np.mean([flee_printed_error(each, past.counts, twice) for each in under_flee]))
    flee = [total_error(run.simulated, run.counted) for run in runs]
    if runs:
        errors["flee"] = float(np.mean(flee))
        printed["flee"] = float(np.mean([run.total_error.mean() for run in runs]))
    told = {"known": past.known, "blanked": past.blanked}
    inside = {
        name: coverage(run, past.counts, ours, members=members, seed=seed, workers=workers)
        for name, run in told.items()
        if name in forecasts
    }
    return FreeRunScore(
        conflict=case.name,
        left_out=left_out,
        errors={name: errors[name] for name in FORECASTS if name in errors},
        printed={name: printed[name] for name in FORECASTS if name in printed},
        inside=inside,
        flee_runs=len(runs),
        flee_spread=float(np.std(flee, ddof=1)) if len(flee) > 1 else 0.0,
        rules=ours,
        warnings=loud_notes(case.name, case.notes),
    )


def rules_for(case: FleeCase, rules: MovementRules | None) -> tuple[MovementRules, bool]:
    """Our settings for a conflict, and whether they are packaged ones that were chosen leaving it out."""
    left_out = rules is None and case.name in chosen_on()
    return rules or shipped_rules(without=case.name if left_out else None), left_out


def _under_flees_rules(case: FleeCase, camps: Sequence[str], seed: int, workers: int | None) -> Floats:
    """People in camps: (members, days, camps)."""
    futures = simulate_movement(case.with_settings(hasten=1), members=FLEE_MEMBERS, seed=seed, workers=workers)
    return np.asarray(futures["people"].sel(place=list(camps)).values, dtype=float)


def mean_errors(scores: Sequence[FreeRunScore], *, seed: int = 1) -> dict[str, MeanError]:
    """Mean error of each forecast over the conflicts that have it."""
    means = {}
    for name in FORECASTS:
        found = np.array([score.errors[name] for score in scores if name in score.errors])
        if not len(found):
            continue
        again = generator(seed, "conflicts drawn again").integers(0, len(found), (RESAMPLES, len(found)))
        low, high = np.quantile(found[again].mean(axis=1), [0.1, 0.9])
        means[name] = MeanError(float(found.mean()), float(low), float(high), len(found))
    return means
