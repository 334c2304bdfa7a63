"""Needs: what the people who may come will need, at each place, each day, for each quantile.

Needs are worked out from quantiles of the *members* (possible futures), never from a mean: for each place and
day the members' counts are sorted, the quantile is taken exactly (linear between neighbours, with whole
numbers) and rounded up to a whole person, and `Standard.need` turns it into a need. Every need grows with the
people, so the need at a quantile of people is that quantile of the need.

Three counts are used, as each standard says (``counted``): people there at the end of the day; new arrivals
so far, from the day after the as-of date; new arrivals that day. Quantiles are of that count itself: the
running total of new arrivals is summed within each member before its quantile is taken.

Two sums to avoid. Quantiles do not add up over places: the 90 % case seldom strikes everywhere at once.
And people on the way arrive at each place of their path in turn, so things handed out once must not be added
up along a path: by default only the places of sites, where people stay, are listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from waystation.errors import InputError, Problem, nearest
from waystation.plan.standards import Standard, defaults
from waystation.plan.standards_csv import read_standards
from waystation.world.scenario_model import Scenario

__all__ = ["COLUMNS", "needs", "needs_of_members", "needs_of_people"]

COLUMNS = (
    "place", "date", "quantile", "group", "item", "people", "counted", "need", "unit", "extra", "level",
    "phase", "figure", "per", "rounding", "source", "confidence", "default",
)  # fmt: skip
"""Columns of the table of needs, in order."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Day = date | str | pd.Timestamp | np.datetime64
_FACTS = (
    "group",
    "item",
    "counted",
    "unit",
    "level",
    "phase",
    "per",
    "rounding",
    "source",
    "confidence",
    "default",
)


class HasMembers(Protocol):
    """What needs want of a forecast."""

    @property
    def scenario(self) -> Scenario: ...
    @property
    def as_of(self) -> date: ...
    @property
    def members(self) -> xr.Dataset: ...


def needs(
    forecast: HasMembers,
    standards: Sequence[Standard] | None = None,
    *,
    quantiles: Sequence[float] = (0.1, 0.5, 0.9),
    dates: Iterable[Day] | None = None,
    places: Iterable[str] | None = None,
    alternatives: bool = False,
) -> pd.DataFrame:
    """Needs of a forecast, at the places of its sites unless others are named.

    Parameters
    ----------
    forecast : its members, as-of date and the scenario's household size are used
    standards, quantiles, dates, alternatives : as `needs_of_members`
    places : names of places; default those of the scenario's sites

    Returns
    -------
    Table as of `needs_of_members`.

    Raises
    ------
    InputError
        As `needs_of_members`.
    """
    settings = forecast.scenario.settings
    if places is None:
        places = list(dict.fromkeys(site.place for site in settings.sites.values()))
    return needs_of_members(
        forecast.members,
        standards,
        as_of=forecast.as_of,
        household_size=settings.household_size,
        quantiles=quantiles,
        dates=dates,
        places=places,
        alternatives=alternatives,
    )


def needs_of_members(
    members: xr.Dataset,
    standards: Sequence[Standard] | None = None,
    *,
    as_of: Day | None = None,
    household_size: float = 5.0,
    quantiles: Sequence[float] = (0.1, 0.5, 0.9),
    dates: Iterable[Day] | None = None,
    places: Iterable[str] | None = None,
    alternatives: bool = False,
) -> pd.DataFrame:
    """Needs of a set of possible futures.

    Parameters
    ----------
    members : Dataset with ``population`` and ``arrivals``, whole people, dims (member, date, place), daily
    standards : as from `read_standards`; default the packaged ones
    as_of : day up to which arrivals are not new; default the Dataset's ``as_of``, else its first day
    household_size : people per family
    quantiles : shares of members that have no more people, each from 0 to 1; a member halfway counts in part
    dates : days wanted; default the as-of date and all days after it
    places : names of places wanted; default all in the Dataset
    alternatives : also the rows that are not the default of their item (column ``default`` tells them apart)

    Returns
    -------
    Tidy table, one row for each place, date, standard and quantile, sorted in that order. Columns are
    `COLUMNS`: ``people`` are the people counted (see ``counted``), whole; ``need`` is in ``unit``, whole if
    ``rounding`` is "up"; ``extra`` is the part of it beyond what the people there on the as-of date (median)
    need already, never below 0; all of it for new arrivals. ``figure`` and ``per`` are those of the
    standard, so that need = figure x people / per can be followed. ``attrs`` hold ``as_of``
    and ``household_size``.

    Raises
    ------
    InputError
        If there is no such place or day, a quantile is not between 0 and 1, or the household size or the
        Dataset cannot be used.

    References
    ----------
    Quantiles: linear interpolation, type 7 of Hyndman and Fan, The American Statistician 50(4), 1996.
    """
    day = _as_of(members, as_of)
    wanted_days, wanted_places = _checked(members, day, household_size, quantiles, dates, places)
    rows = list(standards) if standards is not None else read_standards()
    if not alternatives:
        rows = defaults(rows)
    days = pd.DatetimeIndex(members["date"].values)
    position = days.get_indexer(wanted_days)
    today = max(0, int(days.get_indexer(pd.DatetimeIndex([day]))[0]))
    amounts = []
    for place in wanted_places:
        counts = _counts(members, place, days > day)
        levels = {counted: _quantiles(counts[counted][:, position], quantiles).T for counted in counts}
        base = int(_quantiles(counts["people there"][:, [today]], [0.5])[0, 0])
        amounts.append([_amounts(standard, levels[standard.counted], base, household_size) for standard in rows])
    return _table(wanted_places, amounts, rows, wanted_days, quantiles, day, household_size)


def needs_of_people(
    people: int,
    standards: Sequence[Standard] | None = None,
    *,
    household_size: float = 5.0,
    alternatives: bool = False,
) -> pd.DataFrame:
    """What so many people need, all of them new: a check by hand.

    Parameters
    ----------
    people : zero or more
    standards, household_size, alternatives : as `needs_of_members`

    Returns
    -------
    One row for each standard, columns `COLUMNS` without place, date, quantile and extra.

    Raises
    ------
    InputError
        If the people or the household size are below zero.

    Examples
    --------
    >>> table = needs_of_people(10_000).set_index("item")
    >>> table.loc[["water", "toilets", "covered space"], ["need", "unit"]]
                       need            unit
    item...
    water          150000.0  litres per day
    toilets           200.0         toilets
    covered space   35000.0              m2
    """
    rows = list(standards) if standards is not None else read_standards()
    if not alternatives:
        rows = defaults(rows)
    table = pd.DataFrame([_facts(row) for row in rows])
    table["people"] = people
    table["need"] = [float(row.need(people, household_size)) for row in rows]
    return table[[column for column in COLUMNS if column in table]]


def _facts(standard: Standard) -> dict[str, Any]:
    return {name: getattr(standard, name) for name in _FACTS} | {"figure": float(standard.figure)}


def _counts(members: xr.Dataset, place: str, new: npt.NDArray[np.bool_]) -> dict[str, Ints]:
    """The three counts at one place, each (member, date)."""
    of_place = members[["population", "arrivals"]].sel(place=place).transpose("member", "date")
    arrivals = of_place["arrivals"].values.astype(np.int64) * new
    return {
        "people there": of_place["population"].values.astype(np.int64),
        "new arrivals so far": np.cumsum(arrivals, axis=1),
        "new arrivals that day": arrivals,
    }


def _quantiles(counts: Ints, quantiles: Sequence[float]) -> Ints:
    """Quantiles over members, (quantile, date), rounded up to whole people.

    Worked out in whole numbers, as the float next to 100 would be rounded up to 101.
    """
    ordered = np.sort(counts, axis=0)
    last = len(ordered) - 1
    found = np.empty((len(quantiles), counts.shape[1]), dtype=np.int64)
    for row, quantile in enumerate(quantiles):
        at = Fraction(str(quantile)).limit_denominator(10**6) * last
        below = int(at)
        step = at - below
        rise = ordered[min(below + 1, last)] - ordered[below]
        found[row] = ordered[below] - (-(rise * step.numerator) // step.denominator)
    return found


def _amounts(standard: Standard, people: Ints, base: int, household_size: float) -> Floats:
    """(3, date, quantile): people, what they need by a standard at one place, and what is new of it."""
    counts, at = np.unique(people, return_inverse=True)
    need = np.array([float(standard.need(int(count), household_size)) for count in counts])[at].reshape(people.shape)
    had = float(standard.need(base, household_size)) if standard.counted == "people there" else 0.0
    return np.stack([people.astype(np.float64), need, np.maximum(need - had, 0.0)])


def _table(
    places: Sequence[str],
    amounts: Sequence[Sequence[Floats]],
    rows: Sequence[Standard],
    days: pd.DatetimeIndex,
    quantiles: Sequence[float],
    as_of: pd.Timestamp,
    household_size: float,
) -> pd.DataFrame:
    if not places or not rows:
        return pd.DataFrame(columns=list(COLUMNS))
    values = np.array(amounts).transpose(2, 0, 3, 1, 4)  # of what; place, date, standard, quantile
    place, date, standard, quantile = (each.ravel() for each in np.indices(values.shape[1:]))
    first = np.array([places.index(name) for name in places])
    order = np.lexsort((np.array(quantiles)[quantile], standard, days[date], first[place]))
    place, date, standard, quantile = place[order], date[order], standard[order], quantile[order]
    table = pd.DataFrame([_facts(row) for row in rows]).take(standard).reset_index(drop=True)
    people, need, extra = values[:, place, date, standard, quantile]
    table = table.assign(
        place=pd.Series(list(places)).take(place).reset_index(drop=True),
        date=days.to_numpy()[date],
        quantile=np.array(quantiles)[quantile],
        people=people.astype(np.int64),
        need=need,
        extra=extra,
    )[list(COLUMNS)]
    table.attrs.update(as_of=as_of.date().isoformat(), household_size=household_size)
    return table


def _as_of(members: xr.Dataset, as_of: Day | None) -> pd.Timestamp:
    given = as_of if as_of is not None else members.attrs.get("as_of") or members["date"].values[0]
    return _timestamp(given)


def _timestamp(day: object) -> pd.Timestamp:
    try:
        stamp = pd.Timestamp(day)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        stamp = pd.NaT  # type: ignore[assignment]
    if pd.isna(stamp):
        raise InputError(Problem(f'"{day}" is not a date.', "Write it like 2019-03-04.", value=str(day)))
    return stamp.normalize()


def _checked(
    members: xr.Dataset,
    as_of: pd.Timestamp,
    household_size: float,
    quantiles: Sequence[float],
    dates: Iterable[Day] | None,
    places: Iterable[str] | None,
) -> tuple[pd.DatetimeIndex, list[str]]:
    """Days and places wanted, all problems at once."""
    problems: list[Problem] = []
    if not 0 < household_size < float("inf"):
        what = f"{household_size} people per family is not a possible family size."
        problems.append(Problem(what, "Give a number above 0, such as 5."))
    problems += [
        Problem(f"{quantile} is not a quantile.", "Give numbers from 0 to 1, such as 0.1, 0.5 and 0.9.")
        for quantile in quantiles
        if not 0 <= quantile <= 1
    ]
    if not len(quantiles):
        problems.append(Problem("No quantile is given.", "Give at least one, such as 0.5."))
    if not members.sizes["member"]:
        problems.append(Problem("There are no futures to take quantiles from.", "Simulate at least one."))
    known = [str(place) for place in members["place"].values]
    wanted = known if places is None else [str(place) for place in places]
    problems += [
        Problem(f'The forecast has no place "{place}".', nearest(place, known), value=place)
        for place in wanted
        if place not in known
    ]
    days = pd.DatetimeIndex(members["date"].values)
    asked = days[days >= as_of] if dates is None else pd.DatetimeIndex([_timestamp(day) for day in dates])
    outside = [day for day in asked if day not in days]
    if outside:
        first, last = days[0].date().isoformat(), days[-1].date().isoformat()
        problems += [
            Problem(f"{day.date().isoformat()} is not in the forecast.", f"It has {first} to {last}.")
            for day in outside
        ]
    if problems:
        raise InputError(problems)
    return asked, wanted
