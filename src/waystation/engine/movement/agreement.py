"""How far our runs of a conflict lie from what Flee itself printed for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.simulating import Kernel, MovementModel, simulate_movement
from waystation.engine.randomness import generator
from waystation.errors import InputError, Problem
from waystation.world.flee import load_flee
from waystation.world.flee_runs import read_flee_runs

__all__ = ["Agreement", "agreement"]

_SETS = 200
"""Sets of our own members that are held against the others as if Flee had printed them."""


@dataclass(frozen=True)
class Agreement:
    """Camp by camp and day by day.

    Parameters
    ----------
    case, runs, members : what was compared
    rms, largest : of the z-scores of camp-days whose people vary: our mean less Flee's over the joint
        run-to-run noise
    as_far : share of sets of as many of our own members whose rms against the others is as large: the chance of such an
        rms where the rules are the same. Camp-days of one run depend on one another, so it is far from that of so many
        independent z-scores
    nineteen_in_twenty : rms below which 95 % of those sets stay
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
    as_far: float
    nineteen_in_twenty: float
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
        If the folder cannot be read, or holds no runs of Flee; if there are no more members than runs; or if no camp
        has other people in one run than in the next on any day, so that there is no chance to compare by.
    """
    folder = Path(folder)
    runs = read_flee_runs(folder / "flee_runs", hasten)
    if not runs:
        fix = "Run Flee with that hasten and put its tables there, named full_run1.csv or hasten20_run1.csv."
        raise InputError(Problem(f"There is no run of Flee with hasten {hasten}.", fix, str(folder / "flee_runs")))
    if members <= len(runs):
        message = f"{members} members cannot be held against {len(runs)} runs of Flee."
        raise InputError(Problem(message, f"Use {len(runs) + 1} or more.", value=str(members)))
    camps, printed = list(runs[0].camps), np.stack([run.simulated for run in runs])
    model = MovementModel.of(load_flee(folder).with_settings(hasten=hasten))
    futures = simulate_movement(model, members=members, seed=seed, kernel=kernel)
    ours = futures.people.sel(place=camps).values.astype(float)
    days = min(ours.shape[1], printed.shape[1])
    ours, flee = ours[:, :days], printed[:, :days]
    z = _z(ours, flee)
    if np.isnan(z).all():
        message = "In no run a camp has other people than in the next, on any day: there is no chance to compare by."
        raise InputError(Problem(message, "Compare the tables themselves.", str(folder)))
    at = np.unravel_index(int(np.nanargmax(np.abs(z))), z.shape)
    errors = [
        (np.abs(each - runs[0].counted[:days]).sum(axis=2) / np.maximum(runs[0].raw[:days], 1)).mean(axis=1)
        for each in (ours, flee)
    ]
    rms = _rms(z)
    alike = _among_ourselves(ours, len(flee), seed)
    spread = float(errors[0].std(ddof=1)) * math.sqrt(1 / len(ours) + 1 / len(flee))
    return Agreement(
        model.case.name, len(flee), members,
        rms, float(np.nanmax(np.abs(z))), float((alike >= rms).mean()), float(np.quantile(alike, 0.95)),
        int((np.abs(z) > 6).sum()),
        float(errors[0].mean()), float(errors[1].mean()), float((errors[0].mean() - errors[1].mean()) / spread),
        (camps[int(at[1])], int(at[0]), float(z[at])),
    )  # fmt: skip


_Floats = npt.NDArray[np.float64]


def _z(ours: _Floats, flee: _Floats) -> _Floats:
    """z-score of each day and camp; missing where nothing varies.

    One noise for both: ours is known far better than theirs from a handful of runs.
    """
    within = (len(ours) - 1) * ours.var(0, ddof=1)
    if len(flee) > 1:
        within = within + (len(flee) - 1) * flee.var(0, ddof=1)
    return _scores(ours.mean(0) - flee.mean(0), within, len(ours), len(flee))


def _scores(gap: _Floats, within: _Floats, many: int, few: int) -> _Floats:
    noise = np.sqrt(within / (many + few - 2) * (1 / many + 1 / few))
    z = np.full(noise.shape, np.nan)
    np.divide(gap, noise, out=z, where=noise > 0)
    return z


def _rms(z: _Floats) -> float:
    return float(np.sqrt(np.nanmean(z**2)))


def _among_ourselves(ours: _Floats, few: int, seed: int) -> _Floats:
    """The rms of sets of so many of our own members against the others."""
    rng, found, many = generator(seed, "sets of members"), np.empty(_SETS), len(ours) - few
    ours = ours - ours.mean(0)  # the others then sum to the negative of the set's sum
    squares = (ours**2).sum(0)
    for n in range(_SETS):
        total = ours[rng.permutation(len(ours))[:few]].sum(0)
        within = np.maximum(squares - total**2 / few - total**2 / many, 0.0)
        found[n] = _rms(_scores(-total / many - total / few, within, many, few))
    return found
