"""Sweeps: targets at every point of some settings, with quantiles over the same members everywhere."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from waystation.engine.movement.simulating import Kernel
from waystation.errors import InputError, Problem, nearest
from waystation.scale import Engine, Threads, Values, run_job
from waystation.study.design import Design, Point, points_of
from waystation.study.setting_ranges import Varied, Varying, collected
from waystation.study.study_job import StudyJob
from waystation.study.subjects import Studied, Subject, Target, fitting, subject_of, without_range
from waystation.study.sweep_folder import RunsSubject, has_sweep_folder, read_sweep_folder

__all__ = ["QUANTILES", "Sweep", "SweepPart", "SweepPlan", "plan_sweep", "sweep"]

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Shares of members that lie below."""

Floats = npt.NDArray[np.float64]
_TOLD = 3
"""So many values of a setting are named in a message."""


@dataclass(frozen=True)
class SweepPart:
    """Results of one folder.

    Parameters
    ----------
    name : of the folder or scenario
    targets : what each member came to
    values : (points, members, targets)
    """

    name: str
    targets: tuple[Target, ...]
    values: Floats


@dataclass(frozen=True)
class Sweep:
    """What a sweep came to.

    Parameters
    ----------
    paths : of the settings varied
    points : their values, point by point
    parts : results, folder by folder
    target : that of `means` and of the picture unless another is named
    warnings : what must be said beside it, such as a folder that is hardly read as it was meant
    """

    paths: tuple[str, ...]
    points: tuple[Point, ...]
    parts: tuple[SweepPart, ...]
    target: str
    warnings: tuple[str, ...] = ()

    def table(self, quantiles: Sequence[float] = QUANTILES) -> pd.DataFrame:
        """One row a folder, point, target and figure.

        Returns
        -------
        DataFrame
            Columns ``folder``, ``point`` (from 1), one for each setting by its path, ``target``, ``unit``,
            ``output_type`` ("mean" or "quantile", as in hubverse tables), ``output_type_id`` (the quantile's share; nan
            for the mean), ``value``. Exact figures; a target that a member does not have is left out of the mean.
        """
        rows = []
        for part in self.parts:
            found = part.values
            with np.errstate(all="ignore"):
                mean = _ignoring_nothing(np.nanmean, found)
                shares = _ignoring_nothing(lambda values, axis: np.nanquantile(values, quantiles, axis=axis), found)
            for p, point in enumerate(self.points):
                settings = [point[path] for path in self.paths]
                for t, target in enumerate(part.targets):
                    front = [part.name, p + 1, *settings, target.name, target.unit]
                    rows.append([*front, "mean", np.nan, mean[p, t]])
                    rows += [[*front, "quantile", q, shares[k, p, t]] for k, q in enumerate(quantiles)]
        columns = ["folder", "point", *self.paths, "target", "unit", "output_type", "output_type_id", "value"]
        return pd.DataFrame(rows, columns=columns)

    def means(self, target: str | None = None) -> pd.DataFrame:
        """Mean of one target at every point, best first: one row a point, one column a folder.

        Parameters
        ----------
        target : name; default: that of the sweep

        Raises
        ------
        InputError
            If no folder has such a target.
        """
        numbers = self.numbers_of(target)
        columns = {
            part.name: part.values[:, :, n].mean(axis=1)
            for part, n in zip(self.parts, numbers, strict=True)
            if n is not None
        }
        table = pd.DataFrame([dict(point) for point in self.points], columns=list(self.paths))
        table.index = pd.RangeIndex(1, len(self.points) + 1, name="point")
        return table.assign(**columns).sort_values(list(columns), kind="stable")

    def numbers_of(self, target: str | None = None) -> list[int | None]:
        """Number of a target among those of each folder; None where a folder has none of that name.

        Raises
        ------
        InputError
            If no folder has it; offers the nearest name.
        """
        return numbers_of([part.targets for part in self.parts], target or self.target)

    def dataset(self) -> xr.Dataset:
        """Every member: ``value`` (folder, point, member, target), with units and values of settings as coordinates.

        Targets that only another folder has are nan, as are members that a folder does not have.
        """
        names = list(dict.fromkeys(target.name for part in self.parts for target in part.targets))
        units = {target.name: target.unit for part in self.parts for target in part.targets}
        members = max(part.values.shape[1] for part in self.parts)
        values = np.full((len(self.parts), len(self.points), members, len(names)), np.nan)
        for f, part in enumerate(self.parts):
            at = [names.index(target.name) for target in part.targets]
            values[f, :, : part.values.shape[1], at] = np.moveaxis(part.values, 2, 0)
        settings = {path: ("point", [point[path] for point in self.points]) for path in self.paths}
        return xr.Dataset(
            {"value": (("folder", "point", "member", "target"), values, {"long_name": "what a member came to"})},
            coords={
                "folder": [part.name for part in self.parts],
                "point": np.arange(1, len(self.points) + 1),
                "member": np.arange(members),
                "target": names,
                "unit": ("target", [units[name] for name in names]),
                **settings,
            },
        )


@dataclass(frozen=True)
class SweepPlan:
    """A sweep that is ready to run anywhere.

    Parameters
    ----------
    job : of all its members, for `waystation.run_job`, `waystation.write_slice` and clusters
    target : see `Sweep`
    """

    job: StudyJob
    target: str

    def result(self, found: Mapping[str, Values]) -> Sweep:
        """The sweep, from what all members came to.

        Parameters
        ----------
        found : of `waystation.run_job`
        """
        subjects, points = self.job.subjects, self.job.points
        values = self.job.parted(found)
        parts = [SweepPart(each.name, each.targets, some) for each, some in zip(subjects, values, strict=True)]
        return Sweep(tuple(points[0]), points, tuple(parts), self.target, self.job.warnings)


def numbers_of(targets: Sequence[Sequence[Target]], name: str) -> list[int | None]:
    """Number of a target among those of each folder, see `Sweep.numbers_of`."""
    names = [[each.name for each in some] for some in targets]
    if not any(name in each for each in names):
        known = dict.fromkeys(each for some in names for each in some)
        raise InputError(Problem(f'There is no target "{name}".', nearest(name, known), "--target", value=name))
    return [each.index(name) if name in each else None for each in names]


def _ignoring_nothing(figure: Callable[..., Floats], values: Floats) -> Floats:
    """A figure over members, nan where no member has a value, without numpy's warning of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return figure(values, axis=1)


def sweep(
    what: Studied | Sequence[Studied],
    settings: Varying = (),
    *,
    design: Design = "grid",
    points: int | None = None,
    members: int = 50,
    seed: int = 1,
    kernel: Kernel = "auto",
    since: date | None = None,
    target: str | None = None,
    engine: Engine | None = None,
    keep: Path | str | None = None,
    workers: int | None = None,
    tell: Callable[[str, float], None] | None = None,
) -> Sweep:
    """Run folders at every point of some settings.

    Every point has the same members (common random numbers): what differs between two points is what was set.

    Parameters
    ----------
    what : one or several: folders in Flee's format, reception scenarios, what was loaded from them, or a forecast's
        ``futures``
    settings : by path the values, as a list or as text: ``{"move_rules.max_move_speed": "100:400:7"}``; or texts
        ``PATH=a:b:n`` (n values from a to b), ``PATH=v1,v2`` and, where the design is no grid, ``PATH=a:b``; a last
        ``:log`` spaces them evenly in the logarithm. Paths of a Flee folder are those of `change_case`; of a scenario
        those of `compare`, and ``unknowns.NAME``. None: the runs of FabFlee's folder ``SWEEP`` in a folder
    design : "grid" (every value with every other), "sobol" or "latin", with ``points``
    points : how many, unless a grid
    members : possible futures at each point
    seed : of the members, and of the design
    kernel : of movement, see `simulate_movement`
    since : of reception: first day on which a change holds, and from which targets count; default: the first day
    target : that the tables of means and the picture show; default: the first, the total error where there are counts
    engine : where it runs, such as `DaskCluster`; default: threads of this machine
    keep : folder for one file a finished slice: a sweep that was broken off carries on from there
    workers : threads; default: one a core. The result does not depend on it
    tell : called with what is being done and the share done

    Raises
    ------
    InputError
        Before anything is run, with all problems of folders, settings and design.

    Examples
    --------
    >>> import waystation as ws
    >>> found = ws.sweep("examples/flee_valley", {"move_rules.max_move_speed": [60, 200]}, members=5)
    >>> found.means().round(3).columns.tolist()
    ['move_rules.max_move_speed', 'flee_valley']
    >>> found.table()["target"].unique()[:2].tolist()
    ['total error', 'total error as Flee prints it']
    """
    plan = plan_sweep(
        what, settings, design=design, points=points, members=members, seed=seed, kernel=kernel, since=since,
        target=target,
    )  # fmt: skip
    found = run_job(plan.job, engine or Threads(workers), keep=keep, tell=tell)
    return plan.result(found)


def plan_sweep(
    what: Studied | Sequence[Studied],
    settings: Varying = (),
    *,
    design: Design = "grid",
    points: int | None = None,
    members: int = 50,
    seed: int = 1,
    kernel: Kernel = "auto",
    since: date | None = None,
    target: str | None = None,
) -> SweepPlan:
    """All that `sweep` checks before it runs: for slices of a batch queue, or another place to run.

    Parameters
    ----------
    what, settings, design, points, members, seed, kernel, since, target : as for `sweep`

    Raises
    ------
    InputError
        As `sweep`.

    Examples
    --------
    >>> import waystation as ws
    >>> plan = ws.plan_sweep("examples/flee_valley", {"move_rules.max_move_speed": [60, 200]}, members=5)
    >>> plan.job.members
    10
    >>> plan.result(ws.run_job(plan.job)).target
    'total error'
    """
    if not settings and isinstance(what, Path | str) and has_sweep_folder(what):
        runs = RunsSubject(Path(what).name, tuple(read_sweep_folder(what)), seed, kernel)
        subjects: list[Subject] = [runs]
        chosen = runs.points
    else:
        subjects, found = prepared(
            what, settings, lambda varying: points_of(varying, design, points, seed),
            members=members, seed=seed, kernel=kernel, since=since,
        )  # fmt: skip
        chosen = once(found)[0]
    shown = target or subjects[0].targets[0].name
    numbers_of([subject.targets for subject in subjects], shown)
    return SweepPlan(StudyJob("Sweep", tuple(subjects), tuple(chosen), members), shown)


def prepared(
    what: Studied | Sequence[Studied], settings: Varying, choose: Callable[[Sequence[Varied]], list[Point]], *,
    members: int, seed: int, kernel: Kernel, since: date | None = None,
) -> tuple[list[Subject], list[Point]]:  # fmt: skip
    """Subjects and points of a study, all checked; raises with all problems of both.

    Parameters
    ----------
    what, settings, members, seed, kernel, since : see `sweep`
    choose : points of the settings that can be read

    Returns
    -------
    subjects, and the points with values that their settings take
    """
    problems: list[Problem] = []
    if members < 1:
        problems.append(Problem(f"The number of members is {members}.", "Use 1 or more.", value=str(members)))
    varying, unread = collected(settings)
    problems += unread + (endless := without_range(varying))
    varying = [each for each in varying if each.path not in {problem.column for problem in endless}]
    points: list[Point] = []
    if varying:
        try:
            points = choose(varying)
        except InputError as error:
            problems += error.problems
            points = [{each.path: each.at(np.zeros(1))[0] for each in varying}]
    subjects: list[Subject] = []
    several: Sequence[Studied] = what if isinstance(what, list | tuple) else [what]  # type: ignore[list-item]
    for each in several:
        try:
            subjects.append(subject_of(each, members=max(members, 1), seed=seed, kernel=kernel, since=since))
        except InputError as error:
            problems += error.problems
    problems += [each for subject in subjects for each in _not_whole(subject, varying)]
    names = [subject.name for subject in subjects]
    problems += same_names(names)
    problems += _wrong(subjects, once(points)[0])
    if len({type(subject) for subject in subjects}) > 1:
        message = "Flee folders and scenarios have no setting in common."
        problems.append(Problem(message, "Run folders of the two kinds apart.", value=", ".join(names)))
    if not problems and not subjects:
        problems.append(Problem("There is no folder to run.", "Name one or more."))
    if problems:
        raise InputError(each_once(problems))
    return subjects, [fitting(subjects[0], point) for point in points]


def _not_whole(subject: Subject, varying: Sequence[Varied]) -> list[Problem]:
    """A problem for each setting with listed values that it does not take; what is spaced between ends is rounded."""
    problems = []
    for each in varying:
        halves = [f"{value:g}" for value in each.values if isinstance(value, float) and not value.is_integer()]
        if halves and each.is_list and subject.takes_whole(each.path):
            are = "is not a whole number" if len(halves) == 1 else "are not whole numbers"
            shown = f"{', '.join(halves[:_TOLD])}{', ...' if len(halves) > _TOLD else ''}"
            message = f"{shown} {are}; this setting takes no other."
            problems.append(Problem(message, "Give whole numbers.", "--set", None, each.path, halves[0]))
    return problems


def _wrong(subjects: Iterable[Subject], points: Sequence[Point]) -> list[Problem]:
    """What is wrong with any point of any subject, each problem once."""
    found: dict[Problem, None] = {}
    for subject in subjects:
        for point in points:
            try:
                subject.check(point)
            except InputError as error:
                found |= dict.fromkeys(error.problems)
    return list(found)


def same_names(names: Sequence[str]) -> list[Problem]:
    """A problem for each name that two folders share."""
    return [
        Problem(f'Two folders are named "{name}".', "Rename one: results are told apart by name.", value=name)
        for name in dict.fromkeys(names) if names.count(name) > 1
    ]  # fmt: skip


def each_once(problems: Iterable[Problem]) -> list[Problem]:
    """Problems without those that read the same as one before."""
    return list({str(problem): problem for problem in problems}.values())


def once(points: Sequence[Point]) -> tuple[list[Point], list[int]]:
    """Every point once, in the order of the first, and which of these each one is."""
    seen: dict[str, int] = {}
    firsts: list[Point] = []
    which: list[int] = []
    for point in points:
        number = seen.setdefault(repr(sorted(point.items())), len(seen))
        which.append(number)
        if number == len(firsts):
            firsts.append(point)
    return firsts, which
