"""Forecasts of past camps as a job, which may run anywhere: a member is one conflict, so many days ahead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.errors import InputError, Problem
from waystation.forecast.camps.backtest_camps import BASELINES, FROM_DAY, OURS, CampBacktest, scored_windows
from waystation.forecast.camps.nested import forecast_left_out, simple_forecast
from waystation.forecast.camps.windows import Windows, camp_windows
from waystation.forecast.table import QUANTILES
from waystation.scale import Part, Threads, Values, content_key, run_job
from waystation.world.flee import FleeCase

__all__ = ["CampBacktestJob", "backtest_camps"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CampBacktestJob:
    """All forecasts of `backtest_camps`.

    Parameters
    ----------
    cases, horizons, from_day : see `backtest_camps`
    forward : for each result whether a conflict learns from those alone that had ended before it began

    Raises
    ------
    InputError
        As `backtest_camps`.
    """

    cases: tuple[FleeCase, ...]
    horizons: tuple[int, ...] = (30, 60, 90)
    from_day: int = FROM_DAY
    forward: tuple[bool, ...] = (False, True)

    name = "Camps forecast again"
    most_at_once = 1

    def __post_init__(self) -> None:
        _check(self.cases, self.horizons)
        self._not_scored  # noqa: B018  refused here if too little is left

    @cached_property
    def _everything(self) -> Windows:
        return camp_windows(sorted(self.cases, key=lambda case: case.name), self._ahead)

    @property
    def _ahead(self) -> list[int]:
        return list(dict.fromkeys(self.horizons))

    @cached_property
    def _not_scored(self) -> tuple[str, ...]:
        return _not_scored(self._everything, self.cases, self._ahead, self.from_day)

    @cached_property
    def _parts(self) -> list[Windows]:
        """Windows by days ahead."""
        return [self._everything.some((self._everything.known["ahead"] == ahead).to_numpy()) for ahead in self._ahead]

    @cached_property
    def _asked(self) -> list[tuple[bool, int, str]]:
        """Whether forward, number of the days ahead, conflict: member by member."""
        return [
            (forward, n, name) for forward in self.forward for n, windows in enumerate(self._parts)
            for name in sorted(set(windows.conflict.tolist()))
        ]  # fmt: skip

    @property
    def members(self) -> int:
        """How many conflicts there are to forecast, over all days ahead."""
        return len(self._asked)

    @property
    def described(self) -> Mapping[str, str]:
        """What makes it this job."""
        return {
            "conflicts": ", ".join(case.name for case in self.cases), "horizons": ", ".join(map(str, self._ahead)),
            "from day": str(self.from_day), "forward": ", ".join(map(str, self.forward)),
        }  # fmt: skip

    def key(self) -> str:
        """Hash of the conflicts and all that was asked."""
        return content_key("backtest camps", [replace(case, notes=()) for case in self.cases], dict(self.described))

    def run(self, first: int, last: int) -> Part:
        """``quantiles`` (members, most windows, levels) people; NaN beyond the windows of a conflict."""
        most = max(int(np.unique(windows.conflict, return_counts=True)[1].max()) for windows in self._parts)
        found = np.full((last - first, most, len(QUANTILES)), np.nan)
        for row, (forward, n, name) in enumerate(self._asked[first:last]):
            case = next(each for each in self.cases if each.name == name)
            quantiles = forecast_left_out(self._parts[n], name, _teachers(case, self.cases, forward))
            found[row, : len(quantiles)] = quantiles
        return {"quantiles": found}

    def backtests(self, found: Mapping[str, Values]) -> list[CampBacktest]:
        """Forecasts and scores, one of each of ``forward``.

        Parameters
        ----------
        found : of `waystation.run_job`
        """
        values = found["quantiles"]
        assert isinstance(values, np.ndarray)
        quantiles = dict(zip(self._asked, values, strict=True))
        return [self._backtest(quantiles, forward) for forward in self.forward]

    def _backtest(self, quantiles: Mapping[tuple[bool, int, str], Floats], forward: bool) -> CampBacktest:
        tables = []
        for n, windows in enumerate(self._parts):
            ours = np.empty_like(windows.of_last)
            for name in sorted(set(windows.conflict.tolist())):
                here = windows.conflict == name
                ours[here] = quantiles[forward, n, name][: here.sum()]
            last = windows.column("last")[:, None]
            methods = {
                OURS: ours,
                BASELINES[0]: np.repeat(last, len(QUANTILES), axis=1),
                BASELINES[1]: last + windows.of_last,
                BASELINES[2]: simple_forecast(windows),
            }
            tables += [scored_windows(method, windows, np.maximum(each, 0.0)) for method, each in methods.items()]
        return CampBacktest(pd.concat(tables, ignore_index=True), self.from_day, self._not_scored)

    def __getstate__(self) -> dict[str, object]:
        """Without what was worked out on the way: every worker does that once."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def backtest_camps(
    cases: Sequence[FleeCase],
    horizons: Sequence[int] = (30, 60, 90),
    from_day: int = FROM_DAY,
    *,
    forward: bool = False,
    workers: int | None = None,
) -> CampBacktest:
    """Forecast every camp of every conflict from every tenth day, each conflict with what the others teach.

    Nothing is drawn at random, and neither the order of the conflicts nor anything else changes the result.

    Parameters
    ----------
    cases : at least two conflicts with counts; see `waystation.world.flee.load_flee`. Widths are adjusted from three
        on
    horizons : days ahead
    from_day : first origin that is scored; forecasts from day 30 on are made, and told apart
    forward : whether a conflict learns only from those that had ended before it began. Conflicts of one country (whose
        names begin with the same letters) never teach each other, if two or more others do
    workers : threads; default: one a core. The result does not depend on it

    Raises
    ------
    InputError
        If there are fewer than two conflicts, one has no counts, fewer than two have any so late, two share a name, or
        a horizon is no positive number.
    """
    job = CampBacktestJob(tuple(cases), tuple(horizons), from_day, (forward,))
    return job.backtests(run_job(job, Threads(workers)))[0]


def _teachers(case: FleeCase, cases: Sequence[FleeCase], forward: bool) -> list[str]:
    """Names of the conflicts that may teach one: of other countries, and if forward those that had ended before."""
    others = [each for each in cases if each.name != case.name]
    if forward:
        return [
            each.name
            for each in others
            if _country(each) != _country(case) and each.start + timedelta(days=each.days) <= case.start
        ]
    elsewhere = [each.name for each in others if _country(each) != _country(case)]
    return elsewhere if len(elsewhere) > 1 else [each.name for each in others]


def _country(case: FleeCase) -> str:
    return re.split(r"[\d_\-]", case.name.casefold(), maxsplit=1)[0]


def _check(cases: Sequence[FleeCase], horizons: Sequence[int]) -> None:
    problems = [
        Problem(f'The conflict "{case.name}" has no counts of camps.', "Add its count tables.", value=case.name)
        for case in cases
        if case.counts is None
    ]
    if len({case.name for case in cases}) < max(len(cases), 2):
        problems.append(
            Problem("Errors are learned on other conflicts.", "Name two or more folders with different names.")
        )
    problems += [
        Problem(f"{days} days ahead is not in the future.", "Use days from 1 on.") for days in horizons if days < 1
    ]
    if problems:
        raise InputError(problems)


def _not_scored(windows: Windows, cases: Sequence[FleeCase], horizons: Sequence[int], from_day: int) -> tuple[str, ...]:
    """What is not scored; refused if fewer than two conflicts are left for some number of days ahead."""
    found, problems = [], []
    for ahead in horizons:
        known = windows.known
        scored = (
            set(known["conflict"][(known["ahead"] == ahead) & (known["origin"] >= from_day)]) if len(known) else set()
        )
        found += [
            f"{case.name} has no count about {ahead} days after an origin from day {from_day} on."
            for case in cases
            if case.name not in scored
        ]
        if len(scored) < 2:
            fix = "Ask for fewer days ahead, or score from an earlier day."
            problems.append(Problem(f"Fewer than two conflicts have counts about {ahead} days ahead.", fix))
    if problems:
        raise InputError(problems)
    return tuple(found)
