"""What has to be brought: tonnes and truckloads, by place, day and quantile.

Only what has a weight is counted. Packaged weights are those of `waystation.data`'s ``weights.csv``, each with its
source; a user's own go over them. Water is not among them: it comes by pipe or tanker and is counted in litres. Food is
counted once, as the daily ration, not again as the month's tonnage.

Two kinds are told apart and never added up: what is used up comes every day, what lasts or is handed out once comes
once. A truckload is counted by weight; light, bulky things fill a truck before they load it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from waystation.errors import InputError, Problem, nearest
from waystation.plan.planning_figure import unit_days
from waystation.plan.standards import Confidence
from waystation.world import read_table

__all__ = ["SPARE_SHARE", "Weight", "check_payload", "loads", "read_weights"]

SPARE_SHARE = 0.15
"""Transport kept above plan: the middle of 10 to 20 % (UNHCR Handbook, supplies and transport, read)."""

COLUMNS = ("place", "date", "quantile", "when", "tonnes", "truckloads", "items")


class Weight(BaseModel):
    """A row of a file of weights: what one of an item weighs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: str = Field(min_length=1, description="Item, as standards name it")
    kg: float = Field(gt=0, le=1e5, description="Weight of one, packed; of a kg or a metre where it is counted so")
    source: str = Field(min_length=1, description="Who says so")
    confidence: Confidence = Field("own", description="As for standards")
    note: str = Field("", description="Conditions and doubts")


def read_weights(path: Path | str | None = None, items: Iterable[str] = ()) -> list[Weight]:
    """The packaged weights, a user's own over them if given.

    Parameters
    ----------
    path : CSV file with the columns ``item, kg, source`` and, if wanted, ``confidence, note``
    items : items of the standards, which a file may name; default: those of the packaged weights only

    Raises
    ------
    InputError
        With every problem of the file.

    Examples
    --------
    >>> [each.kg for each in read_weights() if each.item == "blankets"]
    [1.6]
    """
    packaged = {each.item: each for each in _packaged()}
    if path is None:
        return list(packaged.values())
    file = Path(path)
    rows, problems = read_table(file, Weight, rows_needed=True)
    known = {*packaged, *items}
    seen: set[str] = set()
    for row in rows:
        item = row.value.item
        if item not in known:
            message = f'No standard is about "{item}".'
            problems.append(Problem(message, nearest(item, known), file.name, row.number, "item", item))
        if item in seen:
            problems.append(Problem(f'"{item}" is given twice.', "Keep one.", file.name, row.number, "item", item))
        seen.add(item)
    if problems:
        raise InputError(problems)
    return list((packaged | {row.value.item: row.value for row in rows}).values())


@cache
def _packaged() -> tuple[Weight, ...]:
    with resources.as_file(resources.files("waystation.data") / "weights.csv") as file:
        rows, problems = read_table(file, Weight, rows_needed=True)
    if problems:
        raise InputError(problems)
    return tuple(row.value for row in rows)


def loads(
    needs: pd.DataFrame,
    *,
    truck_tonnes: float,
    weights: Iterable[Weight] | None = None,
    spare_share: float = SPARE_SHARE,
) -> pd.DataFrame:
    """Tonnes and truckloads of needs.

    Parameters
    ----------
    needs : table of `waystation.plan.needs`; its default rows are used. What stock covers is left out if the table
        has a column ``missing`` (see `waystation.plan.subtract_stock`)
    truck_tonnes : what one truck carries; 5 to 20 are common, so that it has to be said
    weights : as from `read_weights`; default the packaged ones
    spare_share : transport kept above plan, as a share

    Returns
    -------
    Rows by place, date, quantile and ``when``: "each day" for what is used up, "once, by then" for what lasts or is
    handed out once, beyond what people there on the as-of date have already. ``tonnes`` are without the spare;
    ``truckloads`` are whole and hold it; ``items`` names what is counted. Needs at one quantile of people are added
    up: arrivals and people there may not be high in the same futures, so that high cases lie on the safe side

    Raises
    ------
    InputError
        If the payload is not above 0 or the spare below it.
    """
    check_payload(truck_tonnes, spare_share)
    kg = {each.item: each.kg for each in (weights if weights is not None else read_weights())}
    table = needs[needs["default"].astype(bool) & needs["item"].isin(list(kg))].copy()
    if table.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    days = table["unit"].map(unit_days)
    used_up = days.notna()
    amount = table["need"].where(used_up, table["extra"])
    if "missing" in table:
        amount = amount.where(table["missing"].isna() | used_up, np.minimum(amount, table["missing"]))
    table["tonnes"] = amount * table["item"].map(kg) / days.fillna(1).astype(float) / 1000
    table["when"] = np.where(used_up, "each day", "once, by then")
    keys = ["place", "date", "quantile", "when"]
    found = table.groupby(keys, sort=False).agg(tonnes=("tonnes", "sum"), items=("item", ", ".join)).reset_index()
    loaded = found["tonnes"] * (1 + spare_share) / truck_tonnes
    found["truckloads"] = np.ceil(loaded.round(9)).astype(int)
    return found[list(COLUMNS)]


def check_payload(truck_tonnes: float, spare_share: float = SPARE_SHARE) -> None:
    """Refuse, with an `InputError`, a payload that is not above 0 or a spare below it."""
    problems = []
    if not 0 < truck_tonnes <= 1000:
        what = f"{truck_tonnes:g} tonnes is not a truckload."
        problems.append(Problem(what, "Give what one truck carries, such as 10.", value=f"{truck_tonnes:g}"))
    if not 0 <= spare_share <= 10:
        what = f"{spare_share:g} is not a share of transport to keep spare."
        problems.append(Problem(what, "Give a share, such as 0.15.", value=f"{spare_share:g}"))
    if problems:
        raise InputError(problems)
