"""How far a forecast of camps is from their counts: with the true denominator, and with Flee's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from waystation.engine.many import AnyFutures, SketchedFutures, frame_of
from waystation.engine.movement.tables import Floats
from waystation.world.flee import FleeCase

__all__ = [
    "camp_counts", "camps_of", "errors_of_members", "flee_printed_error", "member_errors", "movement_errors",
    "registered_people", "total_error",
]  # fmt: skip


def total_error(forecast: npt.ArrayLike, counts: npt.ArrayLike) -> float:
    """Mean over the days of the sum over camps of |forecast - count|, over the sum of the counts.

    Parameters
    ----------
    forecast, counts : (days, camps) people

    Returns
    -------
    share; a day on which nobody is counted adds 0, as in Flee

    Examples
    --------
    >>> total_error([[10, 0], [15, 5]], [[10, 0], [10, 10]])       # nothing, then 10 of 20
    0.25
    """
    return _mean_error(forecast, counts, 0.0)


def flee_printed_error(forecast: npt.ArrayLike, counts: npt.ArrayLike, counted_twice: float) -> float:
    """The same as Flee prints it: with day 0 counted twice below the line, so it is too low.

    Parameters
    ----------
    forecast, counts : (days, camps) people
    counted_twice : people on day 0 of the ``total`` row of the data layout, added to every day's sum

    Examples
    --------
    >>> flee_printed_error([[10, 0], [15, 5]], [[10, 0], [10, 10]], counted_twice=10)
    0.16666666666666666
    """
    return _mean_error(forecast, counts, counted_twice)


def _mean_error(forecast: npt.ArrayLike, counts: npt.ArrayLike, more: float) -> float:
    return float(_mean_errors(np.asarray(forecast, dtype=float)[None], np.asarray(counts, dtype=float), more)[0])


def _mean_errors(forecasts: Floats, counts: Floats, more: float) -> Floats:
    """Of many members at once: (members, days, camps) people to (members,) shares."""
    off = np.abs(forecasts - counts).sum(axis=2)
    below = np.broadcast_to(counts.sum(axis=1) + more, off.shape)
    return np.asarray(np.divide(off, below, out=np.zeros_like(off), where=below > 0).mean(axis=1))


def camps_of(futures: AnyFutures) -> list[str]:
    """Names of the camps among the places of a run: those that Flee prints."""
    futures = frame_of(futures)
    places = [str(name) for name in futures["place"].values]
    if "is_camp" not in futures.coords:
        return places
    return [name for name, camp in zip(places, futures["is_camp"].values, strict=True) if camp]


def registered_people(case: FleeCase, futures: xr.Dataset) -> xr.DataArray | None:
    """Counts beside the camps of a run, as Flee reads them; None where some camp has none.

    Parameters
    ----------
    case : that was run
    futures : of `simulate_movement` or `simulate_free_run`

    Returns
    -------
    xr.DataArray
        (date, place) people; agents where the run was under Flee's rules with ``hasten`` above 1

    Examples
    --------
    >>> import waystation as ws
    >>> valley = ws.load_flee("examples/flee_valley")
    >>> counts = ws.registered_people(valley, ws.simulate_movement(valley, members=1))
    >>> counts.sel(place="North camp").values[[0, 7, 59]].tolist()
    [0, 300, 7600]
    """
    camps = camps_of(futures)
    counts = camp_counts(case, camps, futures.sizes["date"], _people_per_agent(case, futures))
    if counts is None:
        return None
    return xr.DataArray(counts, {"date": futures["date"].values, "place": camps}, ("date", "place"), name="registered")


def camp_counts(case: FleeCase, camps: Sequence[str], days: int, hasten: int) -> npt.NDArray[np.int64] | None:
    """Counts of some camps as Flee reads them: (days, camps); None where one has none.

    Parameters
    ----------
    case : with or without counts
    camps : names
    days : from the first
    hasten : people per agent
    """
    written = [case.place(camp).written for camp in camps]
    if case.counts is None or not camps or not set(written) <= set(case.counts.raw):
        return None
    return np.stack([case.counts.daily(name, days, hasten) for name in written], axis=1)


def movement_errors(case: FleeCase, futures: AnyFutures) -> dict[str, float] | None:
    """Mean total error over members, with the true denominator first, then with Flee's; None without counts.

    Parameters
    ----------
    case : that was run
    futures : of `simulate_movement` or `simulate_free_run`, or of a `MovementJob`

    Returns
    -------
    ``true``: over the sum of the counts; ``flee``: as Flee prints it, with day 0 counted twice below the line. Shares.

    Examples
    --------
    >>> import waystation as ws
    >>> valley = ws.load_flee("examples/flee_valley")
    >>> errors = ws.movement_errors(valley, ws.simulate_movement(valley, members=5, seed=1))
    >>> list(errors), errors["flee"] < errors["true"]
    (['true', 'flee'], True)
    """
    if isinstance(futures, SketchedFutures):
        means = futures.means()
        return {name: float(means[f"{name}_error"]) for name in ("true", "flee")} if "true_error" in means else None
    each = member_errors(case, futures)
    return None if each is None else {name: float(np.mean(errors)) for name, errors in each.items()}


def member_errors(case: FleeCase, futures: xr.Dataset) -> dict[str, Floats] | None:
    """The errors of `movement_errors` for each member: (members,) by name; None without counts."""
    camps = camps_of(futures)
    return errors_of_members(case, camps, futures["people"].sel(place=camps).values, _people_per_agent(case, futures))


def _people_per_agent(case: FleeCase, futures: xr.Dataset) -> int:
    """People that one agent stands for; Waystation's own rules count people."""
    return case.settings.optimisations.hasten if futures.attrs["rules"] == "flee" else 1


def errors_of_members(
    case: FleeCase, camps: Sequence[str], people: npt.NDArray[Any], hasten: int
) -> dict[str, Floats] | None:
    """The same from plain arrays.

    Parameters
    ----------
    case : with or without counts
    camps : those that Flee prints
    people : (members, days, camps) in them; agents where ``hasten`` is above 1
    hasten : people per agent
    """
    counts = camp_counts(case, camps, people.shape[1], hasten)
    if counts is None or case.counts is None:
        return None
    twice = float(case.counts.daily("total", 1, hasten)[0]) if case.counts.has_total else 0.0
    members, there = people.astype(float), counts.astype(float)
    return {"true": _mean_errors(members, there, 0.0), "flee": _mean_errors(members, there, twice)}
