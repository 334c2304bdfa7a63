"""Calibration: settings of Flee folders fitted to their counts, with intervals, and judged on what was left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import qmc

from waystation.engine import simulate_movement, total_error
from waystation.engine.movement.camp_errors import registered_people
from waystation.engine.movement.simulating import KERNELS, Kernel
from waystation.errors import InputError, Problem, nearest
from waystation.scale import Engine, Threads, run_job
from waystation.study.calibration_runs import CalibrationRuns
from waystation.study.design import Point
from waystation.study.emulator import DISCREPANCIES, Emulator, Features, emulate, log_likelihood
from waystation.study.setting_ranges import Varied, Varying, collected, in_digits
from waystation.study.subjects import MovementSubject, fitting, without_range
from waystation.study.sweep import each_once, same_names
from waystation.world import FleeCase, is_flee_folder, load_flee

__all__ = ["LEVEL", "Calibration", "calibrate"]

Floats = npt.NDArray[np.float64]
Tell = Callable[[str, float], None]

LEVEL = 0.8
"""An interval holds the truth so often, where the counts are a run of the model with settings out of the ranges."""
_MEAN_FIELD = 12
"""Runs without chance, for each term of the emulator."""
_MOST_ROUNDS = 5
_DENSE = 8192
_CHANCE_RUNS = 24
_TAIL = 5e-4
_WIDER = 0.15


@dataclass(frozen=True)
class Calibration:
    """Settings fitted to counts.

    Parameters
    ----------
    settings : one row a setting: ``setting``, ``estimate`` (median), ``low``, ``high`` (80 % interval), ``as_is`` (of
        the first folder), ``from``, ``to`` (the range searched)
    scores : one row a folder and part: ``folder``, ``part`` ("fitted" or "left out"), ``what``, ``fitted_error``,
        ``as_is_error`` (total error over the sum of the counts, mean over members), ``difference``, ``difference_low``,
        ``difference_high`` (80 % of members), ``settings``: those used, fitted without what was left out
    discrepancy : how far the counts are from any run of the model, beyond chance: standard deviation of a camp's share
        of all people, over the root of that share; 0 where the counts could be a run
    runs : of the model
    warnings : what must be said beside it, such as a folder that is hardly read as it was meant
    """

    settings: pd.DataFrame
    scores: pd.DataFrame
    discrepancy: float
    runs: int
    warnings: tuple[str, ...] = ()

    def point(self) -> Point:
        """The estimates by path, as for `change_case`."""
        return dict(zip(self.settings["setting"], self.settings["estimate"], strict=True))


@dataclass(frozen=True)
class _Fit:
    """Posterior draws, as shares of the ranges, and their weights."""

    shares: Floats
    weights: Floats
    discrepancy: float

    def quantile(self, which: float) -> Floats:
        """(settings,) weighted quantile of each."""
        found = np.empty(self.shares.shape[1])
        for k in range(len(found)):
            order = np.argsort(self.shares[:, k])
            below = np.cumsum(self.weights[order]) - 0.5 * self.weights[order]
            found[k] = np.interp(which, below, self.shares[order, k])
        return found


def calibrate(
    what: Path | str | FleeCase | Sequence[Path | str | FleeCase],
    settings: Varying,
    *,
    late: float = 0.3,
    runs: int = 96,
    members: int = 50,
    seed: int = 1,
    kernel: Kernel = "auto",
    engine: Engine | None = None,
    keep: Path | str | None = None,
    workers: int | None = None,
    tell: Tell | None = None,
) -> Calibration:
    """Fit settings of Flee folders to their counts.

    The region of settings that agree with the counts is narrowed in rounds, with runs in which nothing is drawn first
    and runs of single members then; see `waystation.study.emulator` for the likelihood. One folder: its late days are
    left out of the fit and scored. Several: each in turn is left out of the fit and scored.

    Parameters
    ----------
    what : one or several Flee folders with counts, or what was loaded from them
    settings : ranges by path, such as ``{"move_rules.max_move_speed": "100:400"}``; ``:log`` for the logarithm. Within
        a range every value is as likely beforehand
    late : share of the days of a single folder that is left out, at its end; 0 leaves none out
    runs : of a round
    members : for the scores
    seed : of all randomness
    kernel : "auto", "counts", "agents" or "shuffled", see `simulate_movement`
    engine : where runs are made, such as `DaskCluster`; default: threads of this machine
    keep : folder for the runs made: a calibration that was broken off carries on from there
    workers : threads; default: one a core. The result does not depend on it
    tell : called with what is being done and the share done

    Returns
    -------
    Calibration
        Intervals hold the settings in 80 % of made-up truths (``benchmarks/calibrate.py``). For a real crisis they are
        as wide as the counts are far from any run of the model; whether the fitted settings serve is said by the scores
        on what was left out.

    Raises
    ------
    InputError
        Before anything is run, with all problems of folders and settings, a folder without counts among them.

    Examples
    --------
    >>> import waystation as ws
    >>> found = ws.calibrate("examples/flee_valley", {"move_rules.max_move_speed": "60:300"}, runs=48, members=5)
    >>> low, middle, high = found.settings.loc[0, ["low", "estimate", "high"]]
    >>> bool(low < middle < high)
    True
    """
    cases, varying = _checked(what, settings, late, runs, members, seed, kernel)
    where = engine or Threads(workers)
    with where if isinstance(where, AbstractContextManager) else nullcontext():  # one cluster for all rounds
        bench = _Bench(cases, varying, seed, runs, kernel, where, Path(keep) if keep else None)
        return _calibrated(bench, late, members, tell)


def _calibrated(bench: _Bench, late: float, members: int, tell: Tell | None) -> Calibration:
    cases = bench.cases
    days = [case.days for case in cases]
    left_late = [day - round(late * day) for day in days] if len(cases) == 1 else days
    folds: list[tuple[list[int], str, list[int]]] = []
    if len(cases) > 1:
        folds = [([f for f in range(len(cases)) if f != left], cases[left].name, days) for left in range(len(cases))]
    elif late > 0:
        folds = [([0], "late days", left_late)]
    whole = bench.fit(list(range(len(cases))), days, _telling(tell, 0, len(folds) + 1))
    rows = []
    for n, (used, label, until) in enumerate(folds, 1):
        fit = bench.fit(used, until, _telling(tell, n, len(folds) + 1))
        left = [f for f in range(len(cases)) if f not in used] or [0]
        for f in left:
            first = until[f] if len(cases) == 1 else 0
            what_left = f"day {first + 1} to {days[f]}" if len(cases) == 1 else "the whole folder"
            rows.append(bench.score(f, fit, slice(first, days[f]), members, "left out", what_left))
        if label == "late days":
            rows.append(bench.score(0, fit, slice(0, until[0]), members, "fitted", f"day 1 to {until[0]}"))
    rows += [bench.score(f, whole, slice(0, days[f]), members, "fitted", "all days") for f in range(len(cases))]
    said = tuple(each for subject in bench.subjects for each in subject.warnings)
    return Calibration(bench.table(whole), pd.DataFrame(rows), whole.discrepancy, bench.made, said)


def _telling(tell: Tell | None, number: int, of: int) -> Tell | None:
    if tell is None:
        return None
    return lambda what, share: tell(what, (number + share) / of)


def _checked(
    what: Path | str | FleeCase | Sequence[Path | str | FleeCase], settings: Varying, late: float, runs: int,
    members: int, seed: int, kernel: Kernel,
) -> tuple[list[FleeCase], list[Varied]]:  # fmt: skip
    varying, problems = collected(settings)
    problems += without_range(varying)
    problems += [
        Problem("A setting is fitted within a range, not a list of values.", f"Write {each.path}=LOW:HIGH.", "--set",
                None, each.path)
        for each in varying if not each.is_range
    ]  # fmt: skip
    if not 0 <= late < 0.9:
        problems.append(Problem(f"{late:g} of the days cannot be left out.", "Use 0 to 0.8.", value=f"{late:g}"))
    least = 2 * (1 + len(varying)) * (2 + len(varying))
    if runs < least:
        problems.append(Problem(f"{runs} runs a round are too few.", f"Use {least} or more.", value=str(runs)))
    if members < 1:
        problems.append(Problem(f"{members} members cannot be run.", "Use 1 or more.", value=str(members)))
    if kernel not in KERNELS:
        problems.append(Problem(f'"{kernel}" is not a kernel.', nearest(kernel, KERNELS), "--kernel", value=kernel))
    if kernel == "mean":
        problems.append(Problem("Without chance there is no interval.", "Use the kernel auto or counts.", value=kernel))
    cases = []
    for each in what if isinstance(what, list | tuple) else [what]:
        if isinstance(each, Path | str) and (Path(each) / "scenario.toml").is_file() and not is_flee_folder(each):
            fix = "Name a folder in Flee's format. A scenario is fitted to its claims by: waystation forecast."
            problems.append(Problem("This is the folder of a scenario.", fix, str(each)))
            continue
        try:
            case = each if isinstance(each, FleeCase) else load_flee(each)  # type: ignore[arg-type]
        except InputError as error:
            problems += error.problems
            continue
        cases.append(case)
        problems += _without_counts(case)
        for share in (0.0, 1.0):
            ends = {one.path: one.at(np.array([share if one.is_range else 0.0]))[0] for one in varying}
            try:
                if ends:
                    MovementSubject(case, seed).check(ends)
            except InputError as error:
                problems += error.problems
    problems += same_names([case.name for case in cases])
    if problems:
        raise InputError(each_once(problems))
    return cases, varying


def _without_counts(case: FleeCase) -> list[Problem]:
    """Why a case cannot be fitted, if it cannot."""
    named = set(case.counts.raw) if case.counts is not None else set()
    camps = {case.place(camp).written for camp in case.printed}
    if camps and camps <= named:
        return []
    missing = ", ".join(sorted(camps - named)[:3]) or "any camp"
    fix = "Name a file for each camp in source_data/data_layout.csv."
    return [Problem(f"There are no counts of {missing} to fit to.", fix, case.name)]


class _Bench:
    """Runs of the model for all fits, each made once."""

    def __init__(
        self, cases: Sequence[FleeCase], varying: Sequence[Varied], seed: int, runs: int, kernel: Kernel,
        engine: Engine, keep: Path | None,
    ) -> None:  # fmt: skip
        self.cases, self.varying, self.seed, self.runs = cases, varying, seed, runs
        self.engine, self.keep = engine, keep
        self.subjects = [MovementSubject(case, seed, kernel) for case in cases]
        self.kernels = [subject.chosen.kernel for subject in self.subjects]
        self.counts = [self._counts(case) for case in cases]
        self.made = 0
        self._kept: dict[tuple[int, str, int, bytes], Floats] = {}

    def _counts(self, case: FleeCase) -> tuple[list[str], Floats]:
        registered = registered_people(case, simulate_movement(case, members=1, kernel="mean"))
        assert registered is not None  # checked
        hasten = case.settings.optimisations.hasten
        camps = [str(each) for each in registered["place"].values]
        first = [camps.index(camp) for camp in dict.fromkeys(camps)]
        return [camps[k] for k in first], registered.values[:, first].astype(float) * hasten

    def points(self, shares: Floats) -> list[Point]:
        """Settings at shares of their ranges."""
        columns = [each.at(shares[:, k]) for k, each in enumerate(self.varying)]
        return [dict(zip([each.path for each in self.varying], row, strict=True)) for row in zip(*columns, strict=True)]

    def simulated(self, f: int, shares: Floats, kernel: Kernel, first_member: int) -> Floats:
        """(points, days, camps) of one run at each point, of members of its own."""
        key = (f, kernel, first_member, shares.tobytes())
        if key not in self._kept:
            numbers = tuple(first_member + n for n in range(len(shares)))
            self._kept[key] = self._run(f, self.points(shares), numbers, kernel)
            self.made += len(shares)
        return self._kept[key]

    def _run(self, f: int, points: Sequence[Point], numbers: Sequence[int], kernel: Kernel) -> Floats:
        job = CalibrationRuns(self.subjects[f], tuple(points), tuple(numbers), kernel, tuple(self.counts[f][0]))
        keep = self.keep / job.key()[:16] if self.keep is not None else None
        found = run_job(job, self.engine, keep=keep)["people"]
        assert isinstance(found, np.ndarray)
        return found

    def fit(self, used: Sequence[int], until: Sequence[int], tell: Tell | None) -> _Fit:
        """Posterior from the counts of some folders, of their first days."""
        size = len(self.varying)
        low, high = np.zeros(size), np.ones(size)
        features = {f: Features(self.counts[f][1][: until[f]]) for f in used}
        fit = self._round(used, features, low, high, 0)
        for number in range(1, _MOST_ROUNDS + 1):
            if tell is not None:
                tell("Calibrating", (number - 1) / _MOST_ROUNDS)
            ends = np.stack([fit.quantile(_TAIL), fit.quantile(1 - _TAIL)])
            wider = _WIDER * (ends[1] - ends[0]) + 0.002
            new_low, new_high = np.maximum(ends[0] - wider, low), np.minimum(ends[1] + wider, high)
            shrunk = np.prod((new_high - new_low) / (high - low))
            if number > 2 and shrunk > 0.7:
                break
            low, high = new_low, new_high
            fit = self._round(used, features, low, high, number)
        return fit

    def _round(
        self, used: Sequence[int], features: dict[int, Features], low: Floats, high: Floats, number: int
    ) -> _Fit:
        terms = (1 + len(low)) * (2 + len(low)) // 2
        count = max(32, _MEAN_FIELD * terms) if number == 0 else self.runs
        rng = np.random.default_rng([self.seed, number])
        shares = low + (high - low) * qmc.Sobol(len(low), rng=rng).random(_power(count))[:count]
        emulators: list[Emulator] = []
        for f in used:
            mean_field = number == 0 and self.kernels[f] == "counts"
            kernel: Kernel = "mean" if mean_field else self.kernels[f]
            first_member = 1_000_000 * (number + 1)
            found = features[f].of(self.simulated(f, shares, kernel, first_member))
            chance = None
            if mean_field:
                middle = np.repeat(((low + high) / 2)[None], _CHANCE_RUNS, axis=0)
                chance = features[f].of(self.simulated(f, middle, self.kernels[f], 0))
            emulators.append(emulate(shares, found, features[f], low, high, chance))
        dense = low + (high - low) * qmc.Sobol(len(low), rng=rng).random(_DENSE)
        levels = log_likelihood(emulators, dense)
        weights = np.exp(levels - levels.max())
        sizes = weights.sum(axis=1)
        discrepancy = float(np.interp(0.5, np.cumsum(sizes) / sizes.sum(), DISCREPANCIES))
        of_point = weights.sum(axis=0)
        return _Fit(dense, of_point / of_point.sum(), discrepancy)

    def table(self, fit: _Fit) -> pd.DataFrame:
        """Estimates and intervals."""
        middle, low, high = (self.points(fit.quantile(q)[None])[0] for q in (0.5, (1 - LEVEL) / 2, (1 + LEVEL) / 2))
        middle = fitting(self.subjects[0], middle)  # a whole number where only these are taken
        rows = [
            [each.path, middle[each.path], low[each.path], high[each.path], _as_is(self.cases[0], each.path),
             each.low, each.high]
            for each in self.varying
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["setting", "estimate", "low", "high", "as_is", "from", "to"])

    def score(self, f: int, fit: _Fit, days: slice, members: int, part: str, what: str) -> dict[str, Any]:
        """Total error of fitted settings beside that of the settings as they are, in the same members."""
        point = fitting(self.subjects[f], self.points(fit.quantile(0.5)[None])[0])
        case = self.cases[f]
        fitted, as_is = (self._errors(each, f, days, members) for each in (point, {}))
        low, high = np.quantile(fitted - as_is, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return {
            "folder": case.name, "part": part, "what": what, "fitted_error": float(fitted.mean()),
            "as_is_error": float(as_is.mean()), "difference": float((fitted - as_is).mean()),
            "difference_low": float(low), "difference_high": float(high),
            "settings": ", ".join(f"{path}={in_digits(value)}" for path, value in point.items()),
        }  # fmt: skip

    def _errors(self, point: Point, f: int, days: slice, members: int) -> Floats:
        people = self._run(f, [point] * members, range(members), self.kernels[f])
        counts = self.counts[f][1][days]
        return np.array([total_error(each, counts) for each in people[:, days]])


def _power(count: int) -> int:
    return 1 << (count - 1).bit_length()


def _as_is(case: FleeCase, path: str) -> Any:
    """A setting of the case, or the capacity of a place; nan for what there is none of, such as a day of closing."""
    if path.startswith("places.") and path.endswith(".capacity"):
        return case.place(path.removeprefix("places.").removesuffix(".capacity")).people or np.nan
    here: Any = case.settings
    for name in path.split("."):
        here = getattr(here, name, np.nan)
    return here
