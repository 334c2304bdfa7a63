"""How far our runs of a conflict lie from what Flee itself printed for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waystation.engine.movement.simulating import Kernel, MovementModel, simulate_movement
from waystation.errors import InputError, Problem
from waystation.world.flee import load_flee
from waystation.world.flee_runs import read_flee_runs

__all__ = ["Agreement", "agreement"]


@dataclass(frozen=True)
class Agreement:
    """Camp by camp and day by day.

    Parameters
    ----------
    case, runs, members : what was compared
    rms, largest : of the z-scores of camp-days whose people vary: our mean less Flee's over the joint
        run-to-run noise
    beyond : camp-days beyond 6
    ours, flee : mean total error, with Flee's own denominator
    error_gap : their difference in standard errors
    worst : camp, day and z-score of the largest
    """

    case: str
    runs: int
    members: int
    rms: float
    largest: float
    beyond: int
    ours: float
    flee: float
    error_gap: float
    worst: tuple[str, int, float]


def agreement(folder: Path | str, *, hasten: int, members: int, seed: int = 1, kernel: Kernel = "counts") -> Agreement:
    """Run a conflict as Flee was run and compare.

    Parameters
    ----------
    folder : of the conflict, with ``flee_runs``
    hasten : people per agent in Flee's runs
    members, seed, kernel : of ours

    Raises
    ------
    InputError
        If the folder cannot be read, or holds no runs of Flee.
    """
    folder = Path(folder)
    runs = read_flee_runs(folder / "flee_runs", hasten)
    if not runs:
        fix = "Run Flee with that hasten and put its tables there, named full_run1.csv or hasten20_run1.csv."
        raise InputError(Problem(f"There is no run of Flee with hasten {hasten}.", fix, str(folder / "flee_runs")))
    camps, printed = list(runs[0].camps), np.stack([run.simulated for run in runs])
    model = MovementModel.of(load_flee(folder).with_settings(hasten=hasten))
    futures = simulate_movement(model, members=members, seed=seed, kernel=kernel)
    ours = futures.people.sel(place=camps).values.astype(float)
    days = min(ours.shape[1], printed.shape[1])
    ours, flee = ours[:, :days], printed[:, :days]
    # One noise for both: ours is known far better than theirs from a handful of runs.
    within = (len(ours) - 1) * ours.var(0, ddof=1)
    if len(flee) > 1:
        within = within + (len(flee) - 1) * flee.var(0, ddof=1)
    noise = np.sqrt(within / (len(ours) + len(flee) - 2) * (1 / len(ours) + 1 / len(flee)))
    gap = ours.mean(0) - flee.mean(0)
    z = np.divide(gap, noise, out=np.zeros_like(gap), where=noise > 0)
    at = np.unravel_index(int(np.abs(z).argmax()), z.shape)
    errors = [
        (np.abs(each - runs[0].counted[:days]).sum(axis=2) / np.maximum(runs[0].raw[:days], 1)).mean(axis=1)
        for each in (ours, flee)
    ]
    spread = float(errors[0].std(ddof=1)) * math.sqrt(1 / len(ours) + 1 / len(flee))
    return Agreement(
        model.case.name, len(flee), members,
        float(np.sqrt((z[noise > 0] ** 2).mean())), float(np.abs(z).max()), int((np.abs(z) > 6).sum()),
        float(errors[0].mean()), float(errors[1].mean()), float((errors[0].mean() - errors[1].mean()) / spread),
        (camps[int(at[1])], int(at[0]), float(z[at])),
    )  # fmt: skip
