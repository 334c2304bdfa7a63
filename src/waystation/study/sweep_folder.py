"""FabFlee's sweeps: a configuration with a folder ``SWEEP``, of which each folder holds what one run has of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.simulating import Kernel
from waystation.errors import InputError, Problem
from waystation.scale import content_key
from waystation.study.design import Point
from waystation.study.subjects import MovementSubject, PlainSubject, Target
from waystation.world import FleeCase, load_flee
from waystation.world.flee import setting_kinds

__all__ = ["SWEEP", "RunsSubject", "has_sweep_folder", "read_sweep_folder"]

Floats = npt.NDArray[np.float64]
SWEEP = "SWEEP"


def has_sweep_folder(folder: Path | str) -> bool:
    """Whether a folder is a configuration of FabFlee with runs in ``SWEEP``."""
    return (Path(folder) / SWEEP).is_dir()


def read_sweep_folder(folder: Path | str) -> list[tuple[str, FleeCase]]:
    """Every run of a configuration: its files, with those of ``SWEEP/RUN`` in their place.

    Parameters
    ----------
    folder : with the files that all runs have in common, and ``SWEEP``

    Returns
    -------
    name and case of each run, in the order of the names

    Raises
    ------
    InputError
        With the problems of all runs, each naming its run.
    """
    folder, found = Path(folder), []
    problems: list[Problem] = []
    for run in sorted((folder / SWEEP).iterdir(), key=lambda each: each.name):
        where = f"{SWEEP}/{run.name}"
        if run.name.startswith("."):
            continue
        if not run.is_dir():
            problems.append(Problem("This is not the folder of a run.", "Put each run's files into a folder.", where))
            continue
        if list(run.rglob("simsetting.csv")):
            fix = "Write its settings as simsetting.yml: docs/reference/flee-settings.md lists the names."
            problems.append(Problem("simsetting.csv is of an older Flee, and is not read.", fix, where))
            continue
        with tempfile.TemporaryDirectory() as home:
            whole = Path(home) / run.name
            shutil.copytree(folder, whole, ignore=shutil.ignore_patterns(SWEEP))
            shutil.copytree(run, whole, dirs_exist_ok=True)
            try:
                found.append((run.name, load_flee(whole)))
            except InputError as error:
                problems += [replace(each, file=f"{where}/{each.file}") for each in error.problems]
    if not found and not problems:
        problems.append(Problem("There is no run in it.", "Add a folder for each run.", str(folder / SWEEP)))
    if problems:
        raise InputError(problems)
    return found


@dataclass(frozen=True)
class RunsSubject(PlainSubject):
    """The runs of a configuration; a point is a run, and the settings in which it differs from others.

    Nothing is set beside what the runs' own files say.

    Parameters
    ----------
    name : of the configuration
    runs : name and case of each
    seed, kernel : as for `MovementSubject`
    """

    name: str
    runs: tuple[tuple[str, FleeCase], ...]
    seed: int = 1
    kernel: Kernel = "auto"

    @cached_property
    def points(self) -> list[Point]:
        """Point by point the run's name, and the settings that are not the same in all runs."""
        values = {path: [_value(case, path) for _, case in self.runs] for path in setting_kinds()}
        differ = [path for path, found in values.items() if any(each != found[0] for each in found)]
        return [{"run": name, **{path: values[path][n] for path in differ}} for n, (name, _) in enumerate(self.runs)]

    @cached_property
    def _subjects(self) -> dict[str, MovementSubject]:
        return {name: MovementSubject(case, self.seed, self.kernel) for name, case in self.runs}

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Of any run."""
        return tuple(dict.fromkeys(target for subject in self._subjects.values() for target in subject.targets))

    @property
    def most_members(self) -> int | None:
        """One where nothing is drawn."""
        return 1 if all(subject.most_members == 1 for subject in self._subjects.values()) else None

    @property
    def described(self) -> dict[str, str]:
        """Configuration, rules and seed."""
        return {"folder": self.name, "rules": "flee", "runs": str(len(self.runs)), "seed": str(self.seed)}

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Of any run."""
        return tuple(dict.fromkeys(each for subject in self._subjects.values() for each in subject.warnings))

    def key(self) -> str:
        """Hash of all runs."""
        return content_key("runs", {name: subject.key() for name, subject in self._subjects.items()})

    def check(self, point: Point) -> None:
        """Every run was checked when it was read."""

    def run(self, point: Point, first: int, last: int) -> Floats:
        """(members, targets), nan for targets that a run does not have."""
        subject = self._subjects[point["run"]]
        values = np.full((last - first, len(self.targets)), np.nan)
        values[:, [self.targets.index(each) for each in subject.targets]] = subject.run({}, first, last)
        return values


def _value(case: FleeCase, path: str) -> Any:
    here: Any = case.settings
    for name in path.split("."):
        here = getattr(here, name, None)
    return tuple(here) if isinstance(here, Sequence) and not isinstance(here, str) else here
