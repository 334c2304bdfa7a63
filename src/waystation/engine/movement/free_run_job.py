"""Free runs of past conflicts as a job, which may run anywhere: a member is one conflict, with all that is compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.free_run_scores import FORECASTS, FreeRunScore, rules_for, score_free_run
from waystation.engine.movement.waystation_rules import MovementRules
from waystation.errors import InputError, Problem
from waystation.scale import Engine, Part, Threads, Values, content_key, run_job
from waystation.world.flee import FleeCase, load_flee, loud_notes
from waystation.world.flee_runs import FleePrinted, read_flee_runs

__all__ = ["FreeRunJob", "free_run_scores"]

_TOLD = ("known", "blanked")
"""Of `FORECASTS`: those with an interval."""

Conflict = tuple[FleeCase, tuple[FleePrinted, ...]]
"""A conflict with counts, and what Flee printed of its runs."""


@dataclass(frozen=True, eq=False)
class FreeRunJob:
    """All that `free_run_scores` runs.

    Parameters
    ----------
    conflicts : cases with counts, each with Flee's own runs
    rules : own settings, for every conflict
    futures : members of each conflict, for the intervals
    seed : of all randomness
    """

    conflicts: tuple[Conflict, ...]
    rules: MovementRules | None = None
    futures: int = 100
    seed: int = 1

    name = "Free runs"
    most_at_once = 1

    @classmethod
    def of(
        cls, folders: Sequence[Path | str], rules: MovementRules | None = None, futures: int = 100, seed: int = 1
    ) -> FreeRunJob:
        """Read all folders.

        Raises
        ------
        InputError
            With the problems of all folders.
        """
        loaded: list[Conflict] = []
        problems: list[Problem] = []
        for folder in folders:
            try:
                loaded.append((load_flee(folder), tuple(read_flee_runs(Path(folder) / "flee_runs"))))
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return cls(tuple(loaded), rules, futures, seed)

    @property
    def members(self) -> int:
        """How many conflicts there are."""
        return len(self.conflicts)

    @property
    def described(self) -> Mapping[str, str]:
        """What makes it this job."""
        names = ", ".join(case.name for case, _ in self.conflicts)
        return {"conflicts": names, "members": str(self.futures), "seed": str(self.seed)}

    def key(self) -> str:
        """Hash of the conflicts, our settings and all that was asked."""
        cases = [replace(case, notes=()) for case, _ in self.conflicts]
        rules = [rules_for(case, self.rules)[0] for case in cases]
        return content_key("free run", cases, [runs for _, runs in self.conflicts], rules, dict(self.described))

    def run(self, first: int, last: int) -> Part:
        """Scores of conflicts ``first`` to ``last - 1``: NaN for a forecast that a conflict does not have.

        ``errors`` and ``printed`` (conflicts, forecasts), ``inside`` (conflicts, forecasts with an interval) and
        ``flee_spread`` (conflicts,), see `FreeRunScore`.
        """
        scores = [
            score_free_run(case, runs, rules=self.rules, members=self.futures, seed=self.seed, workers=1)
            for case, runs in self.conflicts[first:last]
        ]
        return {
            "errors": _table([score.errors for score in scores], tuple(FORECASTS)),
            "printed": _table([score.printed for score in scores], tuple(FORECASTS)),
            "inside": _table([score.inside for score in scores], _TOLD),
            "flee_spread": np.array([score.flee_spread for score in scores]),
        }

    def scores(self, found: Mapping[str, Values]) -> list[FreeRunScore]:
        """Scores, conflict by conflict.

        Parameters
        ----------
        found : of `waystation.run_job`
        """
        told = []
        for n, (case, runs) in enumerate(self.conflicts):
            rules, left_out = rules_for(case, self.rules)
            told.append(
                FreeRunScore(
                    conflict=case.name, left_out=left_out, errors=_row(found, "errors", n, tuple(FORECASTS)),
                    printed=_row(found, "printed", n, tuple(FORECASTS)), inside=_row(found, "inside", n, _TOLD),
                    flee_runs=len(runs), flee_spread=_row(found, "flee_spread", n, ("",))[""], rules=rules,
                    warnings=loud_notes(case.name, case.notes),
                )
            )  # fmt: skip
        return told


def _table(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> npt.NDArray[np.float64]:
    return np.array([[row.get(name, np.nan) for name in names] for row in rows])


def _row(found: Mapping[str, Values], name: str, number: int, columns: Sequence[str]) -> dict[str, float]:
    values = found[name]
    assert isinstance(values, np.ndarray)
    row = zip(columns, np.atleast_1d(values[number]).tolist(), strict=True)
    return {column: value for column, value in row if not np.isnan(value)}


def free_run_scores(
    folders: Sequence[Path | str],
    *,
    rules: MovementRules | None = None,
    members: int = 100,
    seed: int = 1,
    engine: Engine | None = None,
    workers: int | None = None,
    tell: Callable[[str, float], None] | None = None,
) -> list[FreeRunScore]:
    """Score free runs of Flee folders that have counts.

    A conflict that the packaged settings were chosen on is scored with those chosen without it; any other
    with the packaged ones. All folders are read before the first is run.

    Parameters
    ----------
    folders : of conflicts, each with ``input_csv``, ``source_data`` and maybe ``flee_runs``
    rules : own settings, for every conflict
    members : for the intervals
    seed : of all randomness
    engine : where it runs, such as `DaskCluster`; default: threads of this machine
    workers : threads; default: one a core. The result does not depend on it
    tell : called with what is being done and the share done

    Raises
    ------
    InputError
        With the problems of all folders.
    """
    job = FreeRunJob.of(folders, rules, members, seed)
    return job.scores(run_job(job, engine or Threads(workers), tell=tell))
