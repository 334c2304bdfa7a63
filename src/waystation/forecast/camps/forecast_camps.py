"""The camps of one conflict some weeks ahead, from what was known by a day and what other conflicts teach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from waystation.errors import InputError, Problem
from waystation.forecast.camps.nested import forecast_left_out
from waystation.forecast.camps.windows import Windows, camp_windows, windows_of_day
from waystation.forecast.table import COLUMNS, QUANTILES
from waystation.world.flee import FleeCase, loud_notes

__all__ = ["CampForecast", "forecast_camps"]


@dataclass(frozen=True)
class CampForecast:
    """A forecast of the camps of one conflict.

    Parameters
    ----------
    name : of the conflict
    as_of : the last day of which anything was seen
    known : a row a camp: camp, last (people; 0 without a count), counted_on (day of the last count; missing without),
        days_counted (since the first), closed
    table : quantiles of each camp's count, the hubverse's columns, target "camp population"
    past : names of the conflicts it learned from
    warnings : loud notes of all their folders: counts, or the map, are hardly read as they were meant
    """

    name: str
    as_of: date
    known: pd.DataFrame
    table: pd.DataFrame
    past: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def forecast_camps(
    case: FleeCase, past: Sequence[FleeCase], as_of: date, horizons: Sequence[int] = (30, 60, 90)
) -> CampForecast:
    """Forecast the count of every camp.

    Parameters
    ----------
    case : the conflict. Counts, closures and corrections after the day are not looked at
    past : other conflicts, whole, to learn from. From two on, widths are adjusted to hold what they promise there
    as_of : last day that may be seen
    horizons : days ahead

    Raises
    ------
    InputError
        If a conflict has no counts, none is past, names repeat, the day lies before every count, or the past has no
        count so many days ahead.
    """
    origin = (as_of - case.start).days
    _check(case, past, as_of, horizons)
    mine = windows_of_day(case, origin, horizons)
    theirs = camp_windows(sorted(past, key=lambda each: each.name), horizons)
    _check_taught(theirs, horizons)
    rows: list[list[object]] = []
    for ahead in dict.fromkeys(horizons):
        now, then = (each.some((each.known["ahead"] == ahead).to_numpy()) for each in (mine, theirs))
        quantiles = forecast_left_out(now.and_those(then), case.name)
        for camp, values in zip(now.known["camp"], quantiles, strict=True):
            day = as_of + timedelta(days=int(ahead))
            for level, value in zip(QUANTILES, values, strict=True):
                rows.append([as_of, "camp population", ahead, camp, day, "quantile", level, round(float(value))])
    table = pd.DataFrame(rows, columns=COLUMNS)
    warnings = tuple(line for each in (case, *past) for line in loud_notes(each.name, each.notes))
    names = tuple(sorted(each.name for each in past))
    return CampForecast(case.name, as_of, _known(mine, as_of), table, names, warnings)


def _known(windows: Windows, as_of: date) -> pd.DataFrame:
    known = windows.known.drop_duplicates("camp").reset_index(drop=True)
    ago = known["since"] - known["ahead"]
    days = [
        as_of - timedelta(days=int(each)) if counted else None
        for each, counted in zip(ago, known["counted"], strict=True)
    ]
    return pd.DataFrame(
        {
            "camp": known["camp"],
            "last": known["last"],
            "counted_on": days,
            "days_counted": known["age"],
            "closed": known["closed"],
        }
    )


def _check(case: FleeCase, past: Sequence[FleeCase], as_of: date, horizons: Sequence[int]) -> None:
    problems = [
        Problem(f'The conflict "{each.name}" has no counts of camps.', "Add its count tables.", value=each.name)
        for each in (case, *past)
        if each.counts is None
    ]
    problems += [
        Problem(f"{days} days ahead is not in the future.", "Use days from 1 on.") for days in horizons if days < 1
    ]
    if not past:
        problems.append(Problem("There is no other conflict to learn from.", "Add --past FOLDER, twice or more."))
    if len({each.name for each in (case, *past)}) < len(past) + 1:
        problems.append(Problem("Two conflicts have one name.", "Give other conflicts than the one to forecast."))
    if case.counts is not None and not set(case.counts.known_by((as_of - case.start).days)) & set(case.counts.camps):
        problems.append(Problem(f"No camp has a count by {as_of}.", "Choose a later day.", value=str(as_of)))
    if problems:
        raise InputError(problems)


def _check_taught(theirs: Windows, horizons: Sequence[int]) -> None:
    taught = set(theirs.known["ahead"].tolist()) if len(theirs.known) else set()
    problems = [
        Problem(f"No past conflict has a count about {days} days ahead.", "Ask for fewer days, or learn from others.")
        for days in horizons
        if days not in taught
    ]
    if problems:
        raise InputError(problems)
