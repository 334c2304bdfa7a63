"""Stock on hand and on its way, taken off the needs, and the day on which each thing runs out.

Things used up (their unit has a period, such as litres per day) run out on the first day on which all that was
used since the as-of date is more than all that came. Things that last run out on
the first day on which more are needed than are there. Both may come at once, or every day, as trucked water does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from waystation.errors import InputError, Problem, nearest
from waystation.plan.planning_figure import unit_days
from waystation.world import read_table

__all__ = ["Stock", "read_stock", "stockout_dates", "subtract_stock"]

_HAIR = 1e-9


class Stock(BaseModel):
    """A row of a stock file: so much of an item, at a place, from a day on, at once or every day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: str = Field(min_length=1, description="Place of the needs table")
    item: str = Field(min_length=1, description="Item, as standards name it")
    amount: float | None = Field(
        None, ge=0, le=1e12, description="How much at once; for litres per day, litres; for kg per day, kg"
    )
    per_day: float | None = Field(
        None, ge=0, le=1e12, description="How much comes every day, such as litres trucked in"
    )
    available: date | None = Field(None, description="First day it can be used; blank if it is there already")
    until: date | None = Field(None, description="Last day on which it comes, of what comes every day; blank if no end")
    source: str = Field(min_length=1, description="Who says so")

    @model_validator(mode="after")
    def _once_or_daily(self) -> Stock:
        if (self.amount is None) == (self.per_day is None):
            raise ValueError("it needs either an amount or a rate per_day")
        if self.until is not None and self.per_day is None:
            raise ValueError("until goes with a rate per_day only")
        if self.until is not None and self.available is not None and self.until < self.available:
            raise ValueError("until is before available")
        return self


def read_stock(path: Path | str, places: Iterable[str], items: Iterable[str]) -> list[Stock]:
    """Stock and pipeline from a CSV file with the columns ``place, item, amount, per_day, available, until, source``.

    A row has either an amount or a rate per day; columns that no row uses may be left out.

    Parameters
    ----------
    path : the file
    places : places that needs are worked out for, see `waystation.View.site_places`
    items : items of the standards

    Raises
    ------
    InputError
        With every problem of the file.
    """
    file = Path(path)
    rows, problems = read_table(file, Stock, rows_needed=True)
    known = {"place": sorted(set(places)), "item": sorted(set(items))}
    for row in rows:
        for column, names in known.items():
            value = getattr(row.value, column)
            if value not in names:
                message = f'The needs have no {column} "{value}".'
                problems.append(Problem(message, nearest(value, names), file.name, row.number, column, value))
    if problems:
        raise InputError(problems)
    return [row.value for row in rows]


def subtract_stock(needs: pd.DataFrame, stock: Iterable[Stock]) -> pd.DataFrame:
    """Needs with what is in stock taken off.

    Parameters
    ----------
    needs : table of `waystation.plan.needs`, with every day from the as-of date on
    stock : as from `read_stock`

    Returns
    -------
    The same table with two columns more, empty where nothing of the item is in stock at the place: ``stock``, all that
    has come by the day, the pipeline included; and ``missing``, what it does not cover. Of things used up both are
    running totals in what the unit counts (litres, kg), from the day after the as-of date. What comes every day and
    began by the as-of date counts from the day after it: what came before is used, or in stock
    """
    held = list(stock)
    as_of = pd.Timestamp(needs.attrs["as_of"]) if "as_of" in needs.attrs else needs["date"].min()
    table = needs.copy()
    table["stock"], table["missing"] = np.nan, np.nan
    for place, item in dict.fromkeys((each.place, each.item) for each in held):
        mine = [each for each in held if (each.place, each.item) == (place, item)]
        rows = table[(table["place"] == place) & (table["item"] == item)]
        for _, each in rows.groupby(["quantile", "level", "figure", "per", "source"]):
            used_up = unit_days(str(each["unit"].iloc[0]))
            days = pd.DatetimeIndex(each["date"])
            there = np.array([_come(mine, day, as_of) for day in days])
            need = each["need"].to_numpy(dtype=float)
            wanted = (need * (days > as_of)).cumsum() / used_up if used_up else need
            table.loc[each.index, "stock"] = there
            table.loc[each.index, "missing"] = np.maximum(wanted - there, 0.0)
    return table


def _come(stock: Iterable[Stock], day: pd.Timestamp, as_of: pd.Timestamp) -> float:
    """All that has come by a day; of what comes every day, all since the as-of date."""
    total = 0.0
    for each in stock:
        first = as_of if each.available is None else pd.Timestamp(each.available)
        if each.amount is not None:
            total += each.amount if each.available is None or first <= day else 0.0
        elif each.per_day is not None:
            last = day if each.until is None else min(day, pd.Timestamp(each.until))
            total += each.per_day * max((last - max(first, as_of + pd.Timedelta(days=1))).days + 1, 0)
    return total


def stockout_dates(needs: pd.DataFrame, stock: Iterable[Stock]) -> pd.DataFrame:
    """The day on which each thing in stock runs out, for each quantile.

    Parameters
    ----------
    needs, stock : as for `subtract_stock`; the default rows are used

    Returns
    -------
    Rows by place, item and quantile: ``on_hand`` and ``pipeline``, what comes at once, in what the unit counts;
    ``per_day``, all rates added; ``runs_out`` (NaT if not within the table); and ``short_at_end``, what is missing on
    the last day
    """
    held = list(stock)
    as_of = pd.Timestamp(needs.attrs["as_of"]) if "as_of" in needs.attrs else needs["date"].min()
    table = subtract_stock(needs[needs["default"].astype(bool)], held)
    rows = []
    for (place, item, quantile), each in table[table["stock"].notna()].groupby(
        ["place", "item", "quantile"], sort=False
    ):
        mine = [one for one in held if (one.place, one.item) == (place, item)]
        days, missing = pd.DatetimeIndex(each["date"]), each["missing"].to_numpy(dtype=float)
        short = (missing > _HAIR) & (days > as_of)
        on_hand = _come(mine, as_of, as_of)
        rows.append(
            {
                "place": place, "item": item, "quantile": quantile, "on_hand": on_hand,
                "pipeline": sum(one.amount or 0.0 for one in mine) - on_hand,
                "per_day": sum(one.per_day or 0.0 for one in mine),
                "runs_out": days[int(short.argmax())] if short.any() else pd.NaT,
                "short_at_end": float(missing[-1]),
            }
        )  # fmt: skip
    columns = ["place", "item", "quantile", "on_hand", "pipeline", "per_day", "runs_out", "short_at_end"]
    return pd.DataFrame(rows, columns=columns)
