"""Sensitivity of the targets of folders: which settings they hang on, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from waystation.engine.movement.simulating import Kernel
from waystation.errors import InputError, Problem
from waystation.scale import Engine, Threads, Values, run_job
from waystation.study.indices import Method, indices_from, sensitivity_points
from waystation.study.setting_ranges import Varied, Varying, collected
from waystation.study.study_job import StudyJob
from waystation.study.subjects import Studied
from waystation.study.sweep import numbers_of, once, prepared

__all__ = ["Sensitivity", "SensitivityPlan", "plan_sensitivity", "sensitivity"]


@dataclass(frozen=True)
class Sensitivity:
    """Indices of targets.

    Parameters
    ----------
    table : columns ``folder``, ``target``, ``unit``, ``setting``, ``index``, ``value``, ``low``, ``high`` (a 95 %
        interval); indices as in `sensitivity_of`, effects in the unit of the target
    method : "sobol" or "morris"
    points : at how many points the folders were run
    members : at each, over which targets are averaged
    warnings : what must be said beside it, such as a folder that is hardly read as it was meant
    """

    table: pd.DataFrame
    method: Method
    points: int
    members: int
    warnings: tuple[str, ...] = ()


def sensitivity(
    what: Studied | Sequence[Studied],
    settings: Varying,
    *,
    method: Method = "sobol",
    samples: int | None = None,
    target: str | Sequence[str] | None = None,
    members: int = 20,
    seed: int = 1,
    kernel: Kernel = "mean",
    since: date | None = None,
    engine: Engine | None = None,
    keep: Path | str | None = None,
    workers: int | None = None,
    tell: Callable[[str, float], None] | None = None,
) -> Sensitivity:
    """Which settings a target hangs on.

    Parameters
    ----------
    what, seed, since, engine, keep, workers, tell : as for `sweep`
    settings : ranges, such as ``{"move_rules.max_move_speed": "100:400"}``, or lists of values
    method : "sobol": shares of the target's variance over the ranges; "morris": effects of each setting, far cheaper
    samples : base samples of "sobol" (default 128; a power of 2), or paths of "morris" (default 20)
    target : one or several names; default: the first, the total error where there are counts
    members : possible futures at each point, whose mean is taken, the same members everywhere
    kernel : of movement; "mean" runs one future in which nothing is drawn, which is what a mean over members comes near

    Raises
    ------
    InputError
        Before anything is run, with all problems of folders and settings; if SALib is not installed; if a member has no
        value of a target, or it is the same everywhere.

    Examples
    --------
    >>> import waystation as ws
    >>> ranges = {"move_rules.max_move_speed": "60:200", "move_rules.camp_movechance": "0:0.01"}
    >>> found = ws.sensitivity("examples/flee_valley", ranges, method="morris", samples=4)
    >>> found.table.loc[0, ["setting", "index"]].tolist()
    ['move_rules.max_move_speed', 'mean absolute effect']
    """
    plan = plan_sensitivity(
        what, settings, method=method, samples=samples, target=target, members=members, seed=seed, kernel=kernel,
        since=since,
    )  # fmt: skip
    found = run_job(plan.job, engine or Threads(workers), keep=keep, tell=tell)
    return plan.result(found)


@dataclass(frozen=True)
class SensitivityPlan:
    """A sensitivity study that is ready to run anywhere.

    Parameters
    ----------
    job : of all members at all points, for `waystation.run_job`, `waystation.write_slice` and clusters
    which : by point of the design, which of the job's points it is
    varying : the settings
    targets : their names
    method, samples, seed : of the design
    """

    job: StudyJob
    which: tuple[int, ...]
    varying: tuple[Varied, ...]
    targets: tuple[str, ...]
    method: Method
    samples: int
    seed: int

    def result(self, found: Mapping[str, Values]) -> Sensitivity:
        """Indices, from what all members came to.

        Parameters
        ----------
        found : of `waystation.run_job`

        Raises
        ------
        InputError
            If a member has no value of a target, or it is the same everywhere.
        """
        parts, which = self.job.parted(found), list(self.which)
        of_subject = [subject.targets for subject in self.job.subjects]
        tables, problems = [], []
        for name in self.targets:
            for subject, number, values in zip(self.job.subjects, numbers_of(of_subject, name), parts, strict=True):
                if number is None:
                    continue
                means = values[which, :, number].mean(axis=1)
                try:
                    table = indices_from(means, self.varying, self.method, self.samples, self.seed)
                except InputError as error:
                    problems += [_named(each, subject.name, name) for each in error.problems]
                    continue
                unit = subject.targets[number].unit if self.method == "morris" else "share of variance"
                table.insert(0, "folder", subject.name)
                table.insert(1, "target", name)
                table.insert(2, "unit", unit)
                tables.append(table)
        if problems:
            raise InputError(problems)
        table = pd.concat(tables, ignore_index=True)
        members = max(each.shape[1] for each in parts)
        return Sensitivity(table, self.method, len(self.job.points), members, self.job.warnings)


def plan_sensitivity(
    what: Studied | Sequence[Studied],
    settings: Varying,
    *,
    method: Method = "sobol",
    samples: int | None = None,
    target: str | Sequence[str] | None = None,
    members: int = 20,
    seed: int = 1,
    kernel: Kernel = "mean",
    since: date | None = None,
) -> SensitivityPlan:
    """All that `sensitivity` checks before it runs: for slices of a batch queue, or another place to run.

    Parameters
    ----------
    what, settings, method, samples, target, members, seed, kernel, since : as for `sensitivity`

    Raises
    ------
    InputError
        As `sensitivity`.

    Examples
    --------
    >>> import waystation as ws
    >>> ranges = {"move_rules.max_move_speed": "60:200"}
    >>> plan = ws.plan_sensitivity("examples/flee_valley", ranges, method="morris", samples=4)
    >>> plan.job.members, len(plan.result(ws.run_job(plan.job)).table)
    (4, 3)
    """
    many = samples if samples is not None else (128 if method == "sobol" else 20)
    subjects, points = prepared(
        what, settings, lambda varying: sensitivity_points(varying, method, many, seed),
        members=members, seed=seed, kernel=kernel, since=since,
    )  # fmt: skip
    names = [target] if isinstance(target, str) else list(target or [subjects[0].targets[0].name])
    for name in names:
        numbers_of([subject.targets for subject in subjects], name)
    unique, which = once(points)
    varying, _ = collected(settings)
    job = StudyJob("Sensitivity", tuple(subjects), tuple(unique), members)
    return SensitivityPlan(job, tuple(which), tuple(varying), tuple(dict.fromkeys(names)), method, many, seed)


def _named(problem: Problem, folder: str, target: str) -> Problem:
    return Problem(problem.message, problem.fix, folder, None, "", target)
