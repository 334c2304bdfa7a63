"""The forecast table with numbers only, as the hubverse has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from waystation.share.disclosure import hidden, public_count

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["DAYS_TO_END", "FEW", "hub_table", "public_number"]

DAYS_TO_END = "days to end date"
"""Target: days from the origin date to the day by which nearly all have come; the last day means then or later."""

FEW = 10
"""Stands for every count of 1 to 9 people: a column of numbers has no room for "<10"."""

_END_DATE = "end date"


def hub_table(forecast: Forecast) -> pd.DataFrame:
    """The forecast table in the hubverse layout, its column ``value`` of numbers only.

    Counts are rounded to 10 people, or to 100 from 1,000 on; counts of 1 to 9 are 10. The end date is a number of
    days from the origin date; where it lies after the period that is forecast, the days to the period's end: read
    that value as "then or later".

    Parameters
    ----------
    forecast : its ``table`` is used

    Returns
    -------
    pd.DataFrame
        As `waystation.forecast.table.COLUMNS`, dates as YYYY-MM-DD, ``value`` as whole numbers.

    References
    ----------
    Layout: hubverse, "Model output" (https://docs.hubverse.io).
    """
    table = forecast.table.copy()
    ends = table["target"] == _END_DATE
    for column in ("origin_date", "target_end_date"):
        table[column] = pd.to_datetime(table[column]).dt.strftime("%Y-%m-%d")
    origin = pd.to_datetime(table.loc[ends, "origin_date"])
    days = (pd.to_datetime(table.loc[ends, "value"], errors="coerce", format="%Y-%m-%d") - origin).dt.days
    values = table["value"].astype(object)
    values[ends] = days.fillna(table.loc[ends, "horizon"]).clip(lower=0)
    values[~ends] = [public_number(float(each)) for each in table.loc[~ends, "value"]]
    table["value"] = values.astype(float).round().astype("int64")
    table["target"] = table["target"].mask(ends, DAYS_TO_END)
    return table


def public_number(people: float) -> int:
    """A count of people as a number that tells nothing of a few.

    Examples
    --------
    >>> [public_number(each) for each in (0, 3, 14, 1234)]
    [0, 10, 10, 1200]
    """
    return FEW if hidden(people) else int(public_count(people))
