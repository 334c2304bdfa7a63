"""Stock on hand and on its way, taken off the needs, and the day on which each thing runs out.

Things used up (their unit has a period, such as litres per day) run out on the first day on which all that was
used since the as-of date is more than all that came. Things that last run out on the first day on which more are
needed than are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from waystation.errors import InputError, Problem, nearest
from waystation.plan.ratio import unit_days
from waystation.world import read_table

__all__ = ["Stock", "read_stock", "run_out"]


class Stock(BaseModel):
    """A row of a stock file: so much of an item, at a place, from a day on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: str = Field(min_length=1, description="Place of the needs table")
    item: str = Field(min_length=1, description="Item, as standards name it")
    amount: float = Field(ge=0, le=1e12, description="How much; for litres per day, litres; for kg per day, kg")
    available: date | None = Field(None, description="First day it can be used; blank if it is there already")
    source: str = Field(min_length=1, description="Who says so")


def read_stock(path: Path | str, needs: pd.DataFrame) -> list[Stock]:
    """Stock and pipeline from a CSV file with the columns ``place, item, amount, available, source``.

    Parameters
    ----------
    path : the file
    needs : table of `waystation.plan.needs`, whose places and items can be named

    Raises
    ------
    InputError
        With every problem of the file.
    """
    file = Path(path)
    rows, problems = read_table(file, Stock, rows_needed=True)
    for row in rows:
        for column in ("place", "item"):
            known = [str(each) for each in needs[column].unique()]
            value = getattr(row.value, column)
            if value not in known:
                message = f'The needs have no {column} "{value}".'
                problems.append(Problem(message, nearest(value, known), file.name, row.number, column, value))
    if problems:
        raise InputError(problems)
    return [row.value for row in rows]


def run_out(needs: pd.DataFrame, stock: Iterable[Stock]) -> pd.DataFrame:
    """The day on which each thing in stock runs out, for each quantile.

    Parameters
    ----------
    needs : table of `waystation.plan.needs`, with every day from the as-of date on
    stock : as from `read_stock`

    Returns
    -------
    Rows by place, item and quantile: ``on_hand`` and ``pipeline`` in what the unit counts, ``runs_out`` (NaT if not
    within the table), and ``short_at_end``, what is missing on the last day
    """
    held = list(stock)
    as_of = pd.Timestamp(needs.attrs["as_of"]) if "as_of" in needs.attrs else needs["date"].min()
    rows = []
    for place, item in dict.fromkeys((each.place, each.item) for each in held):
        mine = [each for each in held if (each.place, each.item) == (place, item)]
        of_item = needs[(needs["place"] == place) & (needs["item"] == item) & needs["default"]]
        used_up = unit_days(str(of_item["unit"].iloc[0])) if len(of_item) else None
        for quantile, each in of_item.groupby("quantile"):
            days = pd.DatetimeIndex(each["date"])
            later = days > as_of
            there = [sum(one.amount for one in mine if one.available is None or pd.Timestamp(one.available) <= day)
                     for day in days]  # fmt: skip
            need = each["need"].to_numpy(dtype=float)
            wanted = (need * later).cumsum() / used_up if used_up else need
            missing = wanted - there
            short = (missing > 1e-9) & later
            on_hand = sum(one.amount for one in mine if one.available is None or pd.Timestamp(one.available) <= as_of)
            rows.append(
                {
                    "place": place, "item": item, "quantile": quantile, "on_hand": on_hand,
                    "pipeline": sum(one.amount for one in mine) - on_hand,
                    "runs_out": days[int(short.argmax())] if short.any() else pd.NaT,
                    "short_at_end": max(0.0, float(missing[-1])),
                }
            )  # fmt: skip
    columns = ["place", "item", "quantile", "on_hand", "pipeline", "runs_out", "short_at_end"]
    return pd.DataFrame(rows, columns=columns)
