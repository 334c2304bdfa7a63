"""How far our runs of a conflict lie from what Flee itself printed for it."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waystation.engine.movement.simulating import Kernel, MovementModel, simulate_movement
from waystation.engine.movement.tables import Floats
from waystation.errors import InputError, Problem
from waystation.world.flee import load_flee

__all__ = ["Agreement", "FleeRuns", "agreement", "read_flee_runs"]


@dataclass(frozen=True)
class FleeRuns:
    """What Flee printed.

    Parameters
    ----------
    camps : names
    people : (runs, days, camps) its people in camps
    counts : (days, camps) the counts it compared them with
    raw : (days,) its denominator, in which day 0 stands twice
    printed : (runs, days) its "Total error"
    everyone : (days,) all its people
    debt : (days,) its refugee debt
    """

    camps: tuple[str, ...]
    people: Floats
    counts: Floats
    raw: Floats
    printed: Floats
    everyone: Floats
    debt: Floats


def read_flee_runs(folder: Path, hasten: int = 1) -> FleeRuns:
    """Read Flee's tables ``flee_runs/full_run*.csv``, or ``hastenN_run*.csv``.

    Raises
    ------
    InputError
        If there is none.
    """
    stem = "full" if hasten == 1 else f"hasten{hasten}"
    files = sorted((folder / "flee_runs").glob(f"{stem}_run*.csv"))
    if not files:
        raise InputError(Problem(f"There is no {stem}_run*.csv.", "Run Flee and put its tables there.", str(folder)))
    tables = [list(csv.reader(file.read_text(encoding="utf-8").splitlines())) for file in files]
    header = tables[0][0]
    camps = [re.sub(" sim$", "", cell) for cell in header if cell.endswith(" sim")]
    numbers = np.array([[[float(cell) for cell in row[2:]] for row in table[1:]] for table in tables])
    column = {name: number for number, name in enumerate(header[2:])}
    return FleeRuns(
        tuple(camps),
        numbers[:, :, [column[f"{camp} sim"] for camp in camps]],
        numbers[0][:, [column[f"{camp} data"] for camp in camps]],
        numbers[0][:, column["raw UNHCR refugee count"]],
        numbers[:, :, column["Total error"]],
        numbers[0][:, column["total refugees (simulation)"]],
        numbers[0][:, column["refugee_debt"]],
    )


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
    theirs = read_flee_runs(folder, hasten)
    model = MovementModel.of(load_flee(folder).with_settings(hasten=hasten))
    futures = simulate_movement(model, members=members, seed=seed, kernel=kernel)
    ours = futures.people.sel(place=list(theirs.camps)).values.astype(float)
    days = min(ours.shape[1], theirs.people.shape[1])
    ours, flee = ours[:, :days], theirs.people[:, :days]
    # One noise for both: ours is known far better than theirs from a handful of runs.
    within = (len(ours) - 1) * ours.var(0, ddof=1)
    if len(flee) > 1:
        within = within + (len(flee) - 1) * flee.var(0, ddof=1)
    noise = np.sqrt(within / (len(ours) + len(flee) - 2) * (1 / len(ours) + 1 / len(flee)))
    gap = ours.mean(0) - flee.mean(0)
    z = np.divide(gap, noise, out=np.zeros_like(gap), where=noise > 0)
    at = np.unravel_index(int(np.abs(z).argmax()), z.shape)
    errors = [
        (np.abs(each - theirs.counts[:days]).sum(axis=2) / np.maximum(theirs.raw[:days], 1)).mean(axis=1)
        for each in (ours, flee)
    ]
    spread = float(errors[0].std(ddof=1)) * math.sqrt(1 / len(ours) + 1 / len(flee))
    return Agreement(
        model.case.name, len(flee), members,
        float(np.sqrt((z[noise > 0] ** 2).mean())), float(np.abs(z).max()), int((np.abs(z) > 6).sum()),
        float(errors[0].mean()), float(errors[1].mean()), float((errors[0].mean() - errors[1].mean()) / spread),
        (theirs.camps[int(at[1])], int(at[0]), float(z[at])),
    )  # fmt: skip
