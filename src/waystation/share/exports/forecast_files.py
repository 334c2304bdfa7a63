"""Files for other tools: the forecast table, needs, claims, possible futures, and the record of a run.

Every file is written whole or not at all. Tables hold no count of 1 to 9 people that a forecast gives: they
say "<10" instead, or 10 where a column takes numbers only.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from waystation.claims import write_claims
from waystation.files import write_bytes, write_csv
from waystation.share.disclosure import SMALL, banner, hidden
from waystation.share.exports.cf import cf_members
from waystation.share.hub.hub_table import hub_table
from waystation.share.hub.parquet import as_parquet

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["public_needs", "write_forecast", "write_known_claims", "write_members", "write_needs"]


def write_forecast(forecast: Forecast, path: Path | str) -> None:
    """Write the forecast table as CSV in the hubverse layout; the column ``value`` holds numbers only.

    Counts are rounded to 10 people, or to 100 from 1,000 on; counts of 1 to 9 are written 10. The end date is a number
    of days from the origin date, under the target "days to end date"; the last day means then or later.

    Parameters
    ----------
    forecast : its ``table`` is written
    path : CSV file, or Parquet if the name ends in ``.parquet``; its folder must exist

    Raises
    ------
    InputError
        If the file cannot be written, or Parquet is asked for and pyarrow is missing.

    References
    ----------
    Layout: hubverse, "Model output" (https://docs.hubverse.io).
    """
    table = hub_table(forecast)
    if Path(path).suffix.lower() == ".parquet":
        write_bytes(path, as_parquet(table))
    else:
        write_csv(table, path)


def write_needs(needs: pd.DataFrame, path: Path | str) -> None:
    """Write the table of needs as CSV.

    Where fewer than 10 people are counted, ``people`` is "<10", and ``need`` and ``extra`` say
    "for <10 people": from the amount the count could be worked out.

    Parameters
    ----------
    needs : table as from `waystation.plan.needs`
    path : CSV file; its folder must exist

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    write_csv(public_needs(needs), path)


def public_needs(needs: pd.DataFrame) -> pd.DataFrame:
    """The table of needs as a file shows it: days as YYYY-MM-DD, nothing told of a few people.

    Parameters
    ----------
    needs : table as from `waystation.plan.needs`
    """
    table = needs.copy()
    small = table["people"].map(lambda people: hidden(float(people)))
    for column in ("people", "need", "extra", "missing"):
        if column in table:
            values = table[column].astype(object)
            values[small] = SMALL if column == "people" else f"for {SMALL} people"
            table[column] = values
    if "date" in table:
        table["date"] = _iso(table["date"])
    return table


def write_known_claims(forecast: Forecast, path: Path | str) -> None:
    """Write all claims known on the as-of date, used or not, as published.

    Parameters
    ----------
    forecast : claims are taken from its evidence
    path : CSV file; its folder must exist

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    ordered = sorted((each.claim for each in forecast.evidence), key=lambda claim: (claim.published, claim.id))
    write_claims(ordered, path)


def write_members(forecast: Forecast, path: Path | str) -> None:
    """Write all possible futures as NetCDF (version 3), day by day, with CF attributes.

    These are made-up futures, not records of people; the file says so and carries the sensitivity. Time is the first
    dimension of every variable: CDO skips variables where it is not.

    Parameters
    ----------
    forecast : its ``members`` are written
    path : file, usually ``members.nc``; its folder must exist

    Raises
    ------
    InputError
        If the file cannot be written.

    References
    ----------
    Climate and Forecast metadata conventions 1.11 (https://cfconventions.org).
    """
    data = cf_members(forecast.members)
    data.attrs |= {
        "title": f"{forecast.scenario.settings.name}: possible futures as of {forecast.as_of}",
        "as_of": forecast.as_of.isoformat(),
        "sensitivity": banner(forecast.scenario.settings).text,
        "meaning": "Possible futures, simulated. Not records of people.",
    }
    write_bytes(path, bytes(data.to_netcdf(engine="scipy", unlimited_dims=["time"])))


def _iso(days: pd.Series[Any]) -> pd.Series[str]:
    """Days as YYYY-MM-DD, whatever type the table keeps them in; blanks stay blank."""
    stamps = pd.to_datetime(days)
    return stamps.dt.strftime("%Y-%m-%d")
