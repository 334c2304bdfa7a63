"""What-ifs: the same futures with reception changed, and the interval of the difference.

Both runs share every draw that does not belong to what was changed (common random numbers), so that the
difference of two members is the effect of the change in that future and not luck.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.engine.reception import Branch, Futures, Run
from waystation.engine.reception.kernel_arrays import HOURS
from waystation.errors import InputError, Problem
from waystation.plan.changes import changed
from waystation.plan.standards import Standard, defaults

__all__ = ["Comparison", "Measure", "compare", "effects", "rank", "waiting_hours"]

_QUANTILES = (0.1, 0.5, 0.9)
_END = "nearly all received"
_TIMES = ("hours", "days", "days from the change")


@dataclass(frozen=True)
class Measure:
    """Something that could be done: its settings, and what it costs in any unit the user likes."""

    name: str
    sets: tuple[str, ...]
    cost: float = 1.0


@dataclass(frozen=True)
class Comparison:
    """Effects of a measure.

    ``table`` has one row an effect: unit, and 10, 50 and 90 % quantiles before, after, and of the *difference*
    member by member, which is not the difference of the quantiles. ``better`` is the share of members in which
    people wait less. The change holds from the day ``since`` on, and effects are counted from then on. A day by which
    nearly all are received is NaN where it lies after the period, and a difference where that leaves it unknown.
    """

    sets: tuple[str, ...]
    table: pd.DataFrame
    better: float
    since: date

    def lines(self) -> list[str]:
        """For a screen: median and interval before, after and of the difference; what stays as it is, in one line."""
        lines, same = [], []
        for effect, row in self.table.iterrows():
            if row.difference_low == row.difference_high == 0:
                same.append(str(effect))
                continue
            before, after = ((_until if effect == _END else _interval)(row, which) for which in ("before", "after"))
            difference = _interval(row, "difference")
            lines.append(f"{effect}, {row.unit}: {before}, changed {after}; difference {difference}")
        if same:
            lines.append(f"No difference: {', '.join(same)}.")
        return [*lines, f"People wait less in {100 * self.better:.0f} % of the futures."]


def _interval(row: Any, which: str) -> str:
    low, median, high = (row[f"{which}_{name}"] for name in ("low", "median", "high"))
    if not np.isfinite(median):
        return "not known"
    ends = [end for end in (low, median, high) if np.isfinite(end)]
    # Nobody is half there, and a count of things has no decimals; hours and days keep theirs while they are few.
    counted = row.unit not in _TIMES and all(end == round(end) for end in ends)
    form = ",.0f" if row.unit == "people" or counted or max(map(abs, ends)) >= 100 else ",.1f"
    sign = "+" if which == "difference" else ""
    if len(ends) == 1:
        return f"{median:{sign}{form}} (range not known)"
    low, high = (f"{end:{sign}{form}}" if np.isfinite(end) else "not known" for end in (low, high))
    return f"{median:{sign}{form}} ({low} to {high})"


def _until(row: Any, which: str) -> str:
    """As `_interval`, of days to an end that may lie after the period."""
    low, median, high = (
        f"{row[f'{which}_{name}']:,.1f}" if np.isfinite(row[f"{which}_{name}"]) else "after the period"
        for name in ("low", "median", "high")
    )
    return median if low == median == high else f"{median} ({low} to {high})"


def compare(
    futures: Futures,
    sets: Mapping[str, object] | Sequence[str],
    *,
    standards: Sequence[Standard] = (),
    since: date | None = None,
    branch: Branch | None = None,
) -> Comparison:
    """What a change of reception would do, in the same futures.

    Parameters
    ----------
    futures : as ``Forecast.futures`` or from `waystation.engine.prior_futures`
    sets : settings to change and their values, such as ``{"stages.search.lanes": 4}``, or as ``path=value``; see
        `waystation.plan.changes.changed`
    standards : of needs, whose peak is compared too; those that count the people there
    since : first day on which the change holds; default: the first day of the scenario. A forecast's past is known:
        give the day after its as-of date
    branch : ``futures.branch(since)``, if there is one already; its day holds then

    Raises
    ------
    InputError
        If nothing is to be changed, or a setting cannot be.
    """
    if isinstance(sets, Mapping):
        sets = [f"{path}={value if isinstance(value, str) else json.dumps(value)}" for path, value in sets.items()]
    if not sets:
        raise InputError(Problem("No change is given.", "Add --set stages.NAME.lanes=4, or --from FILE.toml."))
    members = len(futures.seeds)
    change = changed(futures.scenario, sets, futures.draws, members)
    branch = branch or futures.branch(since)
    before, after, first = branch.as_it_is, branch.run(change.scenario, change.draws), branch.since
    day = (first - futures.scenario.settings.start).days
    one, other = effects(before, standards, day), effects(after, standards, day)
    rows = {}
    for name in one:
        unit, was = one[name]
        _, now = other[name]
        rows[name] = [unit, *_cases(was), *_cases(now), *_differences(was, now)]
    columns = [
        "unit",
        *(f"{which}_{case}" for which in ("before", "after", "difference") for case in ("low", "median", "high")),
    ]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("effect")
    saved = waiting_hours(before, day) - waiting_hours(after, day)
    return Comparison(tuple(sets), table, float((saved > 0).mean()), first)


def rank(
    futures: Futures, measures: Sequence[Measure], *, since: date | None = None, branch: Branch | None = None
) -> pd.DataFrame:
    """Measures by hours of waiting saved per unit of cost, best first.

    Parameters
    ----------
    futures : as for `compare`
    measures : what could be done; costs above 0
    since, branch : as for `compare`

    Returns
    -------
    Table by measure: ``cost``, ``saved_low``, ``saved_median``, ``saved_high`` (hours of waiting of all people
    together, quantiles of the difference), ``per_cost`` (mean saved over cost)

    Raises
    ------
    InputError
        With every measure that cannot be taken, or costs nothing.
    """
    problems = [
        Problem(f'The measure "{each.name}" costs {each.cost:g}.', "Give a cost greater than 0, in any unit.")
        for each in measures
        if not 0 < each.cost < np.inf
    ]
    runs = {}
    branch = branch or futures.branch(since)
    day = (branch.since - futures.scenario.settings.start).days
    waited = waiting_hours(branch.as_it_is, day)
    for each in measures:
        try:
            change = changed(futures.scenario, each.sets, futures.draws, len(futures.seeds))
            after = branch.run(change.scenario, change.draws)
            runs[each.name] = waited - waiting_hours(after, day)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    rows = [
        [each.name, each.cost, *_cases(runs[each.name]), float(runs[each.name].mean()) / each.cost] for each in measures
    ]
    table = pd.DataFrame(rows, columns=["measure", "cost", "saved_low", "saved_median", "saved_high", "per_cost"])
    return table.sort_values("per_cost", ascending=False, kind="stable").set_index("measure")


def _cases(values: npt.NDArray[np.float64]) -> list[float]:
    """Quantiles of what is known: infinite is beyond the period, and a quantile there is NaN."""
    known = values[~np.isnan(values)]
    if not known.size:
        return [np.nan] * 3
    if np.isfinite(known).all():
        return [float(each) for each in np.quantile(known, _QUANTILES)]
    below, above = (np.quantile(known, _QUANTILES, method=method) for method in ("lower", "higher"))
    inside = np.isfinite(below) & np.isfinite(above)
    between = np.quantile(np.where(np.isfinite(known), known, np.sign(known) * 1e9), _QUANTILES)
    return [float(each) for each in np.where(inside, between, np.nan)]


def _differences(was: npt.NDArray[np.float64], now: npt.NDArray[np.float64]) -> list[float]:
    """Quantiles of the difference; NaN where it hangs on members that are beyond the period both times."""
    both = np.isinf(was) & np.isinf(now)
    with np.errstate(invalid="ignore"):
        change = now - was
    if not both.any():
        return _cases(change)
    least, most = (_cases(np.where(both, end, change)) for end in (-np.inf, np.inf))
    return [one if one == other else np.nan for one, other in zip(least, most, strict=True)]


def waiting_hours(run: Run, day: int = 0) -> npt.NDArray[np.float64]:
    """(members,) hours that people wait at stages who are served from a day of the run on, or never within it."""
    stages = list(run.layout.scenario.settings.stages)
    still = _still_waiting(run, stages).sum(axis=1)
    return np.asarray(run.outcome.waited[:, day:].sum(axis=(1, 2)) + still)


def _still_waiting(run: Run, stages: Sequence[str]) -> npt.NDArray[np.float64]:
    """(members, stages) hours waited by the end by those still waiting: the area between the curves less the done."""
    found = np.zeros((len(run.parameters.seed), len(stages)))
    for s, name in enumerate(stages):
        n = run.layout.nodes.index(name)
        queue = np.cumsum(run.outcome.came[:, :, n].astype(float) - run.outcome.departed[:, :, n], axis=1)
        left = np.maximum(queue, 0.0)
        # First in, first out: those waiting at the end are the last who came, day by day from the end.
        rest = left[:, -1].copy()
        for back, day in enumerate(range(queue.shape[1] - 1, -1, -1)):
            of_day = np.minimum(rest, run.outcome.came[:, day, n])
            found[:, s] += of_day * (back + 0.5) * HOURS
            rest -= of_day
    return found


def effects(run: Run, standards: Sequence[Standard], day: int) -> dict[str, tuple[str, npt.NDArray[np.float64]]]:
    """Effects by name, from a day of the run on: unit and (members,) values."""
    data, settings = run.labelled(), run.layout.scenario.settings
    found: dict[str, tuple[str, Any]] = {"total waiting": ("hours", waiting_hours(run, day))}
    for s, stage in enumerate(data.stage.values):
        found[f"longest queue at {stage}"] = (
            "people",
            data.peak_waiting.values[:, day:, s].max(axis=1).astype(float),
        )
        found[f"nine tenths at {stage} wait at most"] = ("hours", data.wait_90_hours.values[:, s].astype(float))
        found[f"most by night at {stage}"] = (
            "people",
            data.night_waiting.values[:, day:, s].max(axis=1).astype(float),
        )
    for name, site in settings.sites.items():
        rows = [q for q, (node, _) in enumerate(run.layout.cells) if node == name]
        peak = run.outcome.stock[:, day:, rows].sum(axis=2).max(axis=1).astype(float)
        found[f"most people at {name}"] = ("people", peak)
        n = run.layout.nodes.index(name)
        capacity = run.parameters.capacity[:, n].max(axis=1).astype(float)
        if site.capacity is not None:
            found[f"most over capacity at {name}"] = ("people", np.maximum(peak - capacity, 0.0))
        for standard in defaults(standards):
            if standard.counted == "people there" and standard.item in ("water", "toilets"):
                need = [float(standard.need(int(people), settings.household_size)) for people in peak]
                found[f"most {standard.item} at {name}"] = (standard.unit, np.array(need))
    begins = np.datetime64(settings.start, "ns") + np.timedelta64(day, "D")
    ends = data.end_date.values
    days = np.where(np.isnat(ends), np.inf, (ends - begins) / np.timedelta64(1, "D"))
    found[_END] = ("days from the change", days)
    return found
