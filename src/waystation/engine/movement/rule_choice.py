"""How the numbers of our rules are chosen: by trying a grid of them on past conflicts.

Each setting is scored on every conflict twice, with capacities known and without, and the two errors count
alike: one set of numbers serves both. Six conflicts are few, and differences of some per cent between settings
are noise. So no single winner is taken, but the middle (the mean, number by number) of all settings of the
grid whose error, averaged over conflicts, is within two per cent of the least. How far members scatter is
chosen after that, so that four fifths of the counts lie within members' 80 % intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from waystation.engine.movement.camp_errors import total_error
from waystation.engine.movement.free_run import Floats, FreeRun, Ints, camp_counts, free_run
from waystation.engine.movement.waystation_rules import MovementRules, mean_split, simulate_free_run
from waystation.world.flee import FleeCase

__all__ = ["GRID", "Past", "Trials", "choose_rules", "coverage", "try_grid"]

WITHIN = 0.02
INTERVAL = 0.8
SPREADS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5)
GRID: dict[str, tuple[float, ...]] = {
    "distance": (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5),
    "following": (0.0, 0.2, 0.4, 0.6, 0.8),
    "head_start": (0.1, 0.2, 0.4),
    "newest_camp": (0.0, 1.0, 2.0, 5.0),
    "fullness": (0.5, 1.0, 2.0),
}
"""What is tried; the other settings are as `MovementRules` has them."""


@dataclass(frozen=True)
class Past:
    """A past conflict.

    Parameters
    ----------
    known, blanked : what a free run is told, with capacities and without
    counts : (days, camps) people
    """

    known: FreeRun
    blanked: FreeRun
    counts: Ints

    @classmethod
    def of(cls, case: FleeCase) -> Past:
        """From a Flee folder with counts."""
        return cls(free_run(case), free_run(case, capacities=False), camp_counts(case)[1])

    def errors(self, rules: MovementRules) -> tuple[float, float]:
        """Total error of the draw-free run, with capacities and without."""
        known, blanked = (total_error(mean_split(run, rules), self.counts) for run in (self.known, self.blanked))
        return known, blanked


@dataclass(frozen=True)
class Trials:
    """Errors of every setting of a grid.

    Parameters
    ----------
    names : settings that vary
    values : (settings, names)
    errors : (settings, conflicts) total error, mean of with capacities and without
    """

    names: tuple[str, ...]
    values: Floats
    errors: Floats

    def middle_of_the_best(self, conflicts: Sequence[int]) -> MovementRules:
        """Mean of the settings whose error over some conflicts is within two per cent of the least."""
        error = self.errors[:, list(conflicts)].mean(axis=1)
        best = self.values[error <= error.min() * (1.0 + WITHIN)]
        found = {name: round(float(value), 3) for name, value in zip(self.names, best.mean(axis=0), strict=True)}
        return MovementRules(**found)


def try_grid(past: Sequence[Past], grid: dict[str, tuple[float, ...]] | None = None) -> Trials:
    """Run every setting of a grid on every conflict, without draws.

    Parameters
    ----------
    past : conflicts
    grid : values to try of each setting; default: `GRID`
    """
    grid = GRID if grid is None else grid
    values = list(product(*grid.values()))
    errors = np.empty((len(values), len(past)))
    for n, each in enumerate(values):
        rules = MovementRules(**dict(zip(grid, each, strict=True)))
        errors[n] = [np.mean(conflict.errors(rules)) for conflict in past]
    return Trials(tuple(grid), np.array(values), errors)


def coverage(
    run: FreeRun, counts: Ints, rules: MovementRules, *, members: int = 100, seed: int = 1, workers: int | None = None
) -> float:
    """Share of camps and days on which the count lies within members' 80 % interval.

    Days on which a camp is not open yet are left out: they are no feat. So is day 0, which is told.
    """
    people = simulate_free_run(run, rules=rules, members=members, seed=seed, workers=workers)["people"].to_numpy()
    low, high = np.quantile(people, [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2], axis=0)
    inside = (counts >= np.floor(low)) & (counts <= np.ceil(high))
    tried = (counts > 0) | (high > 0)
    tried[0] = False
    return float(inside[tried].mean())


def choose_rules(
    past: Sequence[Past], trials: Trials, leaving_out: int | None = None, *, members: int = 100
) -> MovementRules:
    """Settings for one more conflict, from past ones.

    Parameters
    ----------
    past : conflicts
    trials : of a grid, on the same conflicts in the same order
    leaving_out : which of the conflicts is not looked at; default: all are
    members : for the choice of ``spread``
    """
    used = [n for n in range(len(past)) if n != leaving_out]
    rules = trials.middle_of_the_best(used)

    def off(spread: float) -> float:
        tried = replace(rules, spread=spread)
        runs = [(run, past[n].counts) for n in used for run in (past[n].known, past[n].blanked)]
        return abs(float(np.mean([coverage(*run, tried, members=members) for run in runs])) - INTERVAL)

    return replace(rules, spread=min(SPREADS, key=off))
