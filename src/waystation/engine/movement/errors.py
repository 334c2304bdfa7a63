"""How far a forecast of camps is from their counts: with the true denominator, and with Flee's."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import xarray as xr

from waystation.engine.many import AnyFutures, SketchedFutures, frame_of
from waystation.engine.movement.tables import Floats
from waystation.world.flee import FleeCase

__all__ = [
    "camps_of", "flee_printed_error", "member_errors", "movement_errors", "registered_people", "total_error",
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
    there: Floats = np.asarray(counts, dtype=float)
    off = np.abs(np.asarray(forecast, dtype=float) - there).sum(axis=1)
    below = there.sum(axis=1) + more
    return float(np.mean(np.divide(off, below, out=np.zeros_like(off), where=below > 0)))


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
    written = [case.place(camp).written for camp in camps]
    if case.counts is None or not camps or not set(written) <= set(case.counts.raw):
        return None
    hasten = case.settings.optimisations.hasten if futures.attrs["rules"] == "flee" else 1
    days = futures.sizes["date"]
    counts = np.stack([case.counts.daily(name, days, hasten) for name in written], axis=1)
    return xr.DataArray(counts, {"date": futures["date"].values, "place": camps}, ("date", "place"), name="registered")


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
    registered = registered_people(case, futures)
    if registered is None or case.counts is None:
        return None
    counts = registered.values
    hasten = case.settings.optimisations.hasten if futures.attrs["rules"] == "flee" else 1
    twice = float(case.counts.daily("total", 1, hasten)[0]) if case.counts.has_total else 0.0
    members = futures["people"].sel(place=registered["place"].values).values
    return {
        "true": np.array([total_error(each, counts) for each in members]),
        "flee": np.array([flee_printed_error(each, counts, twice) for each in members]),
    }
