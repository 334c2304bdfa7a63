"""Possible futures of a Flee folder as a job, which may run anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import xarray as xr

from waystation.engine.many import LabelledJob
from waystation.engine.movement.camp_errors import member_errors
from waystation.engine.movement.free_run import FreeRun, free_run
from waystation.engine.movement.simulating import ChosenKernel, Kernel, MovementModel, choose_kernel, run_members
from waystation.engine.movement.waystation_rules import MovementRules, shipped_rules, simulate_free_run
from waystation.errors import InputError, Problem, nearest
from waystation.scale import content_key
from waystation.world.flee import FleeCase

__all__ = ["MovementJob"]

_RULES = ("flee", "waystation")


@dataclass(frozen=True, eq=False)
class MovementJob(LabelledJob):
    """Members of `waystation.engine.simulate_movement`, or of `simulate_free_run`.

    Parameters
    ----------
    case : a checked case
    members : possible futures; one where nothing is drawn
    seed : of all randomness
    rules : "flee", or "waystation" for ours
    kernel : see `waystation.engine.movement.simulating.KERNELS`
    sketch : whether to keep distributions only, see `waystation.engine.SketchedFutures`; the errors against the counts,
        ``true`` and ``flee``, are then among them
    own_rules : settings of our rules; default: the packaged ones

    Examples
    --------
    >>> import waystation as ws
    >>> job = ws.MovementJob(ws.load_flee("examples/flee_valley"), members=20, sketch=True)
    >>> found = job.futures(ws.run_job(job))
    >>> found.members, found.quantiles([0.1, 0.5, 0.9])["people"].dims
    (20, ('quantile', 'date', 'place'))
    """

    case: FleeCase
    members: int = 100
    seed: int = 1
    rules: Literal["flee", "waystation"] = "flee"
    kernel: Kernel = "auto"
    sketch: bool = False
    own_rules: MovementRules | None = None

    def __post_init__(self) -> None:
        if self.rules not in _RULES:
            raise InputError(
                Problem(f'There are no rules "{self.rules}".', nearest(self.rules, _RULES), value=self.rules)
            )
        if self.kernel == "mean":
            object.__setattr__(self, "members", 1)

    @property
    def name(self) -> str:
        """The case's name."""
        return self.case.name

    @property
    def described(self) -> Mapping[str, str]:
        """What makes it this job."""
        return {
            "case": self.case.name, "rules": self.rules, "kernel": self.kernel, "members": str(self.members),
            "seed": str(self.seed), "kept": "sketches" if self.sketch else "members",
        }  # fmt: skip

    @cached_property
    def _ready(self) -> MovementModel | FreeRun:
        return MovementModel.of(self.case) if self.rules == "flee" else free_run(self.case)

    @cached_property
    def chosen(self) -> ChosenKernel:
        """The kernel that is run, and what must be said of it; found once, as "auto" may ask a run."""
        if isinstance(self._ready, MovementModel):
            return choose_kernel(self._ready, self.kernel)
        return ChosenKernel("mean" if self.kernel == "mean" else "counts")

    @cached_property
    def first_member(self) -> xr.Dataset:
        """The first member."""
        return self._run(0, 1)

    @cached_property
    def _frame(self) -> xr.Dataset:
        """What every part looks like: under Flee's rules without a run."""
        return self._run(0, 0 if self.rules == "flee" else 1)

    @property
    def model(self) -> MovementModel:
        """The case made ready, under Flee's rules."""
        return self._ready if isinstance(self._ready, MovementModel) else MovementModel.of(self.case)

    def key(self) -> str:
        """Hash of the case without what was said about its files, and of all settings."""
        case = replace(self.case, notes=())
        rules = self.own_rules or shipped_rules()
        return content_key("movement", case, rules if self.rules == "waystation" else None, dict(self.described))

    def _run(self, first: int, last: int) -> xr.Dataset:
        ready, many = self._ready, last - first
        if isinstance(ready, MovementModel):
            futures = run_members(ready, many, first, self.seed, 1, self.chosen.kernel)
        else:
            drawn: Literal["counts", "mean"] = "mean" if self.kernel == "mean" else "counts"
            futures = simulate_free_run(
                ready, rules=self.own_rules, members=many, first_member=first, seed=self.seed, workers=1, kernel=drawn
            )
        errors = member_errors(self.case, futures) if self.sketch else None
        for name, values in (errors or {}).items():
            futures[f"{name}_error"] = ("member", values)
        return futures
