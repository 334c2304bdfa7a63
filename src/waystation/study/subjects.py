"""What a study runs: a folder in Flee's format, or a reception scenario, with settings by path and targets by name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from waystation.engine import Futures, MovementModel, change_case, prior_futures
from waystation.engine.movement.camp_errors import camp_counts, errors_of_members
from waystation.engine.movement.simulating import (
    KERNELS,
    ChosenKernel,
    Kernel,
    choose_kernel,
    run_arrays,
)
from waystation.errors import InputError, Problem, nearest
from waystation.plan.changes import changed
from waystation.plan.compare import effects
from waystation.scale import content_key
from waystation.study.design import Point
from waystation.study.setting_ranges import Varied
from waystation.world import FleeCase, Scenario, is_flee_folder, load_flee, load_scenario
from waystation.world.flee import loud_notes, setting_kinds

__all__ = [
    "MovementSubject", "PlainSubject", "ReceptionSubject", "Studied", "Subject", "Target", "fitting", "subject_of",
    "without_range",
]  # fmt: skip

Floats = npt.NDArray[np.float64]
_MODELS_KEPT = 4
"""Cases made ready that are remembered: as many as threads of a laptop work on at a time."""
_LOCK = Lock()


@dataclass(frozen=True)
class Target:
    """One number that every member comes to.

    Parameters
    ----------
    name : such as "total error" or "people at North camp on the last day"
    unit : "share", "people", "hours", "days"
    """

    name: str
    unit: str


class Subject(Protocol):
    """What is run at each point of a study."""

    @property
    def name(self) -> str: ...

    @property
    def targets(self) -> tuple[Target, ...]: ...

    @property
    def most_members(self) -> int | None:
        """How many members there can be; None: as many as asked for."""
        ...

    @property
    def described(self) -> dict[str, str]:
        """What it is and how it is run, in words."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be said beside every result, such as that its folder is hardly read as it was meant."""
        ...

    def key(self) -> str:
        """Hash of all that its results depend on."""
        ...

    def takes_whole(self, path: str) -> bool:
        """Whether a setting takes whole numbers only."""
        ...

    def check(self, point: Point) -> None:
        """Raise an InputError with all that is wrong with a point."""
        ...

    def run(self, point: Point, first: int, last: int) -> Floats:
        """(members, targets) of members ``first`` to ``last - 1`` at a point."""
        ...


def fitting(subject: Subject, point: Point) -> Point:
    """The point with values that the settings take: rounded between two ends, where only whole numbers are taken.

    Listed values that are not whole are refused before.
    """
    return {
        path: round(value) if isinstance(value, float) and subject.takes_whole(path) else value
        for path, value in point.items()
    }


def without_range(varying: Sequence[Varied]) -> list[Problem]:
    """A problem for each range of a setting that is true or false."""
    kinds = setting_kinds()
    return [
        Problem("It is true or false, so it has no range.", f"Try both: waystation sweep --set {each.path}=true,false.",
                "--set", None, each.path)
        for each in varying if kinds.get(each.path) == (bool,) and not each.is_list
    ]  # fmt: skip


class PlainSubject:
    """A part of most subjects: no setting takes whole numbers only, and nothing must be said beside results."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """None."""
        return ()

    def takes_whole(self, path: str) -> bool:
        """No."""
        return False


@dataclass(frozen=True)
class MovementSubject:
    """A Flee folder, run under Flee's rules.

    Parameters
    ----------
    case : as it is
    seed : of all randomness
    kernel : see `waystation.simulate_movement`; "auto" is decided once, on the case as it is, and holds at every point
    """

    case: FleeCase
    seed: int = 1
    kernel: Kernel = "auto"

    @property
    def name(self) -> str:
        """Of the folder."""
        return self.case.name

    @cached_property
    def chosen(self) -> ChosenKernel:
        """The kernel that is run at every point, and what must be said of it."""
        return choose_kernel(self.model({}), self.kernel)

    @cached_property
    def _as_is(self) -> tuple[tuple[str, ...], bool]:
        """Camps, and whether there are counts: those of the case as it is."""
        camps = _camps(self.model({}))
        return camps, camp_counts(self.case, camps, 1, 1) is not None

    @cached_property
    def _models(self) -> dict[str, MovementModel]:
        """The last cases made ready: slices of one point use the same."""
        return {}

    def model(self, point: Point) -> MovementModel:
        """The case at a point, made ready."""
        key = repr(sorted(point.items()))
        with _LOCK:
            found = self._models.get(key)
        if found is None:
            found = MovementModel.of(change_case(self.case, fitting(self, point)) if point else self.case)
            with _LOCK:
                while len(self._models) >= _MODELS_KEPT:
                    self._models.pop(next(iter(self._models)))
                self._models[key] = found
        return found

    def __getstate__(self) -> dict[str, object]:
        """Without what was worked out on the way: every worker does that once."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Errors where the folder has counts, and people in camps on the last day."""
        camps, counted = self._as_is
        errors = [Target("total error", "share"), Target("total error as Flee prints it", "share")] if counted else []
        places = [Target(f"people at {camp} on the last day", "people") for camp in camps]
        return (*errors, Target("people in camps on the last day", "people"), *places)

    @property
    def most_members(self) -> int | None:
        """One where nothing is drawn."""
        return 1 if self.chosen.kernel == "mean" else None

    @property
    def described(self) -> dict[str, str]:
        """Folder, rules, kernel and seed."""
        return {"folder": self.name, "rules": "flee", "kernel": KERNELS[self.chosen.kernel], "seed": str(self.seed)}

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Loud notes of the folder, and that order decides where counts are run though agents would be needed."""
        order = [] if self.chosen.warning is None else [f"{self.name}: {self.chosen.warning}"]
        return (*loud_notes(self.name, self.case.notes), *order)

    def key(self) -> str:
        """Hash of the case, without what was said about its files, and of how it is run."""
        return content_key("movement", replace(self.case, notes=()), self.seed, self.chosen.kernel)

    def takes_whole(self, path: str) -> bool:
        """Whether a setting takes whole numbers only, as those of places and routes do: days and people."""
        return path.startswith(("places.", "routes.")) or setting_kinds().get(path) == (int,)

    def check(self, point: Point) -> None:
        """Raise an InputError with all that is wrong with a point."""
        change_case(self.case, fitting(self, point))

    def run(self, point: Point, first: int, last: int) -> Floats:
        """(members, targets), see `Subject`."""
        model = self.model(point)
        camps, _ = self._as_is
        found, *_ = run_arrays(model, last - first, first, self.seed, 1, self.chosen.kernel)
        number = {place.name: n for n, place in enumerate(model.case.places)}
        hasten = model.case.settings.optimisations.hasten
        printed = _camps(model)
        errors = errors_of_members(model.case, printed, found[:, :, [number[camp] for camp in printed]], hasten) or {}
        # Where one agent stands for many people, counts are of agents.
        people = found[:, -1, [number[camp] for camp in camps]] * hasten
        return np.column_stack([*errors.values(), people.sum(axis=1), people])


def _camps(model: MovementModel) -> tuple[str, ...]:
    """Places that Flee prints, in the order of the case."""
    printed = set(model.times.printed)
    return tuple(place.name for place in model.case.places if place.name in printed)


@dataclass(frozen=True)
class ReceptionSubject(PlainSubject):
    """A reception scenario: its futures before any claim is read, or those of a forecast.

    Quantities of a scenario need not be whole, and what is wrong with it is refused.

    Parameters
    ----------
    futures : all members
    seed : that drew them
    since : first day on which a change holds, and from which targets count; default: the first of the scenario
    prior : whether no claim was used, so that unknowns can be set
    """

    futures: Futures
    seed: int = 1
    since: date | None = None
    prior: bool = True

    @property
    def name(self) -> str:
        """Of the scenario."""
        return self.futures.scenario.settings.name

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """What `waystation compare` compares: waits, queues, people at sites, the end."""
        found = effects(self._slice(self.futures, 0, 1).run(), (), self._day)
        return tuple(Target(name, unit) for name, (unit, _) in found.items())

    @property
    def most_members(self) -> int | None:
        """As many as were drawn."""
        return len(self.futures.seeds)

    @property
    def described(self) -> dict[str, str]:
        """Scenario, kind of futures and seed."""
        kind = "before any claim is read" if self.prior else "fitted to claims"
        return {
            "scenario": self.name,
            "futures": kind,
            "seed": str(self.seed),
            "changes hold from": str(self.since or "the first day"),
        }

    @property
    def _day(self) -> int:
        start = self.futures.scenario.settings.start
        return ((self.since or start) - start).days

    def key(self) -> str:
        """Hash of the futures."""
        all_drawn = self.futures
        drawn = (all_drawn.events, all_drawn.draws, all_drawn.hazard, all_drawn.seeds, all_drawn.planned)
        return content_key("reception", self.futures.scenario, drawn, self.seed, self.since, self.prior)

    def check(self, point: Point) -> None:
        """Raise an InputError with all that is wrong with a point."""
        _, sets = self._parted(point)
        changed(self.futures.scenario, sets, {name: each[:1] for name, each in self.futures.draws.items()}, 1)

    def _parted(self, point: Point) -> tuple[dict[str, float], list[str]]:
        """Unknowns held at a value, and changes of reception as ``path=value``."""
        held, sets, problems = {}, [], []
        for path, value in point.items():
            if not path.startswith("unknowns."):
                sets.append(f"{path}={value if isinstance(value, str) else json.dumps(value)}")
                continue
            name = path.removeprefix("unknowns.")
            problem = self._refused(path, name, value)
            if problem is None:
                held[name] = float(value)
            else:
                problems.append(problem)
        if problems:
            raise InputError(problems)
        return held, sets

    def _refused(self, path: str, name: str, value: Any) -> Problem | None:
        """Why an unknown cannot be held at a value, if it cannot."""
        unknowns = self.futures.scenario.settings.unknowns
        if not self.prior:
            message = "In a forecast the claims say what an unknown may be."
            return Problem(message, "Leave out --as-of, or vary something else.", "--set", None, path, name)
        if name not in unknowns:
            message = f'"{name}" is not an unknown of this scenario.'
            return Problem(message, nearest(name, unknowns), "--set", None, path, name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
            fix = f"Write one in {unknowns[name].unit}."
            return Problem(f'"{value}" is not a number.', fix, "--set", None, path, str(value))
        return None

    def run(self, point: Point, first: int, last: int) -> Floats:
        """(members, targets), see `Subject`."""
        held, sets = self._parted(point)
        if held:  # drawn anew from the same streams, so that only these differ
            futures = prior_futures(
                self.futures.scenario, members=last - first, first_member=first, seed=self.seed, workers=1, draws=held
            )
        else:
            futures = self._slice(self.futures, first, last)
        if sets:
            change = changed(futures.scenario, sets, futures.draws, last - first)
            done = futures.run(change.scenario, change.draws, since=self.since)
        else:
            done = futures.run()
        return np.column_stack([values for _, values in effects(done, (), self._day).values()])

    @staticmethod
    def _slice(futures: Futures, first: int, last: int) -> Futures:
        rows = slice(first, last)
        return replace(
            futures,
            draws={name: each[rows] for name, each in futures.draws.items()},
            hazard=futures.hazard[rows],
            seeds=futures.seeds[rows],
            planned=None if futures.planned is None else futures.planned[rows],
            workers=1,
        )


Studied = Path | str | FleeCase | Scenario | Futures


def subject_of(
    what: Studied, *, members: int, seed: int, kernel: Kernel = "auto", since: date | None = None
) -> MovementSubject | ReceptionSubject:
    """What a study is of.

    Parameters
    ----------
    what : a folder in Flee's format or of a scenario, or what was loaded from one, or futures of a forecast
    members, seed : of the futures of a scenario
    kernel : of movement
    since : of reception, see `ReceptionSubject`

    Raises
    ------
    InputError
        With all problems of a folder.
    """
    if kernel not in KERNELS:
        raise InputError(Problem(f'"{kernel}" is not a kernel.', nearest(kernel, KERNELS), "--kernel", value=kernel))
    if isinstance(what, Futures):
        return ReceptionSubject(what, seed, since, prior=False)
    if isinstance(what, FleeCase):
        return MovementSubject(what, seed, kernel)
    if isinstance(what, Scenario):
        return ReceptionSubject(prior_futures(what, members=members, seed=seed, workers=1), seed, since)
    if not Path(what).is_dir():
        fix = "Name a folder in Flee's format, or one that holds scenario.toml."
        raise InputError(Problem(f'There is no folder "{what}".', fix, value=str(what)))
    if is_flee_folder(what) and not (Path(what) / "scenario.toml").exists():
        return MovementSubject(load_flee(what), seed, kernel)
    return subject_of(load_scenario(what), members=members, seed=seed, since=since)
