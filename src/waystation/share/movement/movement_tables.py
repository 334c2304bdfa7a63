"""What leaves the tool of a run of movement: camps by date, Flee's own table, all members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from waystation.engine.many import AnyFutures, SketchedFutures, quantiles_of
from waystation.engine.movement.camp_errors import camps_of
from waystation.engine.movement.tables import Floats
from waystation.files import write_bytes, write_csv
from waystation.share.disclosure import public_count

if TYPE_CHECKING:
    from waystation.engine import MovementModel

__all__ = ["QUANTILES", "camps_of", "camps_table", "flee_table", "write_camps", "write_distributions", "write_futures"]

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Shares of possible futures that lie below."""


def camps_table(futures: AnyFutures, quantiles: Sequence[float] = QUANTILES) -> pd.DataFrame:
    """People in each camp by date, as quantiles over the members: within .5 % where those were not kept.

    Returns
    -------
    DataFrame
        Columns quantile, date, place, people; exact figures.
    """
    people = quantiles_of(futures, "people", quantiles).sel(place=camps_of(futures))
    table = people.to_dataframe(name="people").reset_index()[["quantile", "date", "place", "people"]]
    table["date"] = table["date"].dt.strftime("%Y-%m-%d")
    return table


def write_camps(futures: AnyFutures, path: Path | str) -> None:
    """Write `camps_table` as CSV, rounded as every table that leaves the tool: 1 to 9 people are "<10".

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    table = camps_table(futures)
    table["people"] = [public_count(people) for people in table["people"]]
    write_csv(table, path)


def flee_table(model: MovementModel, futures: xr.Dataset, member: int = 0) -> pd.DataFrame:
    """One member in the columns of Flee's ``out.csv``, its errors as Flee works them out.

    Exact figures of a single run, for tools that read Flee's output; not for publishing.

    Parameters
    ----------
    model : the case that was run, under Flee's rules
    futures : from `waystation.engine.simulate_movement`
    member : which one
    """
    case, days, hasten = model.case, model.case.days, model.case.settings.optimisations.hasten
    one = futures.isel(member=member)
    people = one["people"].sel(place=list(model.times.printed)).values.astype(float)
    counts = np.zeros_like(people)
    for number, camp in enumerate(model.times.printed):
        if case.counts is not None and camp in case.counts.camps:
            counts[:, number] = case.counts.daily(camp, days, hasten)
    off = np.abs(people - counts)
    # Flee dates a day by its end.
    dates = [case.start + timedelta(day + 1) for day in range(days)]
    columns: dict[str, object] = {"Day": np.arange(days), "Date": [day.isoformat() for day in dates]}
    for number, camp in enumerate(model.times.printed):
        columns[f"{camp} sim"] = people[:, number].astype(int)
        columns[f"{camp} data"] = counts[:, number].astype(int)
        columns[f"{camp} error"] = np.round(_share(off[:, number], counts[:, number]), 4)
    raw = model.arrivals.raw
    everyone = one["people"].sum("place").values + one["under_way"].values
    columns |= {
        "Total error": _share(off.sum(axis=1), raw.astype(float)),
        "refugees in camps (UNHCR)": np.where(raw > 0, counts.sum(axis=1), 0).astype(int),
        "total refugees (simulation)": everyone.astype(int),
        "raw UNHCR refugee count": raw,
        "refugees in camps (simulation)": people.sum(axis=1).astype(int),
        "refugee_debt": model.arrivals.debt,
    }
    if case.settings.log_levels.idp_totals > 0:
        idp = [place.name for place in case.places if place.kind == "idpcamp"]
        columns["total IDPs"] = one["people"].sel(place=idp).sum("place").values.astype(int)
    return pd.DataFrame(columns)


def _share(off: Floats, counts: Floats) -> Floats:
    return np.asarray(np.divide(off, counts, out=np.zeros_like(off), where=counts > 0))


def write_futures(futures: xr.Dataset, path: Path | str) -> None:
    """Write all members as NetCDF. Exact figures, small ones too: not for publishing.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    # The format has no whole numbers of 64 bits, and those who came along a link in a whole run may be too many for 32.
    most = np.iinfo(np.int32).max
    whole = {
        name: each.astype(np.int32 if each.size == 0 or each.values.max() <= most else np.float64)
        for name, each in futures.items()
        if each.dtype == np.int64
    }
    write_bytes(path, bytes(futures.assign(whole).to_netcdf(engine="scipy")))


def write_distributions(futures: SketchedFutures, path: Path | str) -> None:
    """Write quantiles and means of futures whose members were not kept, as NetCDF. Exact figures: not for publishing.

    Every variable has a dimension ``quantile``; its mean bears the same name with ``_mean``.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    means = futures.means()
    both = futures.quantiles(QUANTILES).assign({f"{name}_mean": each for name, each in means.items()})
    write_bytes(path, bytes(both.to_netcdf(engine="scipy")))
