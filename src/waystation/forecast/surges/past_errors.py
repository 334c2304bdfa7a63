"""How far off such forecasts were in past surges, to be shown beside each day forecast.

``data/surge_errors.csv`` has a row for each kind of forecast (young surge, older surge, stock) and days ahead, made by
``benchmarks/priors/surge_errors.py`` from forecasts of past surges whose own group had taught nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

__all__ = ["OLDER_FROM_DAY", "PastError", "error_table", "past_error"]

OLDER_FROM_DAY = 14
"""Age of a surge at its last count, in days, from which it counts as an older one."""

HORIZONS = ((1, 3), (4, 7), (8, 14), (15, 28))


@dataclass(frozen=True)
class PastError:
    """Errors of past forecasts of one kind, so many days ahead.

    Parameters
    ----------
    kind : "young surge", "older surge" or "stock"
    usual : half of all medians were off by no more than this share of the total that came
    large : one in five was off by more
    surges : that this is measured on
    """

    kind: str
    usual: float
    large: float
    surges: int


def past_error(age_days: float, ahead_days: int, *, stock: bool) -> PastError | None:
    """Errors of past forecasts of this kind; None for more days ahead than were tested.

    Parameters
    ----------
    age_days : of the surge at its last count
    ahead_days : from the as-of date on
    stock : whether a stock of people is forecast

    Examples
    --------
    >>> near, far = (past_error(5, days, stock=False) for days in (2, 20))
    >>> 0.0 < near.usual < far.usual < far.large
    True
    """
    kind = _kind(age_days, stock)
    table = _shipped()
    rows = table[(table["kind"] == kind) & (table["first_day"] <= ahead_days) & (ahead_days <= table["last_day"])]
    if rows.empty:
        return None
    row = rows.iloc[0]
    return PastError(kind, float(row["usual"]), float(row["large"]), int(row["surges"]))


def _kind(age_days: float, stock: bool) -> str:
    if stock:
        return "stock"
    return "older surge" if age_days >= OLDER_FROM_DAY else "young surge"


def error_table(cases: pd.DataFrame) -> pd.DataFrame:
    """The table that ships with the package.

    Parameters
    ----------
    cases : columns surge, age (days), ahead (days), stock, median, truth; surges count alike

    Returns
    -------
    Columns kind, first_day, last_day, usual, large, forecasts, surges; errors no smaller than those of nearer days
    """
    off = (cases["median"] - cases["truth"]).abs() / cases["truth"].clip(lower=1.0)
    kinds = np.array([_kind(age, stock) for age, stock in zip(cases["age"], cases["stock"], strict=True)])
    rows: list[list[object]] = []
    for kind in dict.fromkeys(kinds.tolist()):
        usual = large = 0.0
        for first, last in HORIZONS:
            some = (kinds == kind) & cases["ahead"].between(first, last).to_numpy()
            if not some.any():
                continue
            surges = cases["surge"][some]
            weights = 1.0 / surges.groupby(surges).transform("size").to_numpy(np.float64)
            half, most = np.quantile(off[some], [0.5, 0.8], weights=weights, method="inverted_cdf")
            usual, large = max(usual, float(half)), max(large, float(most))
            rows.append([kind, first, last, usual, large, int(some.sum()), surges.nunique()])
    return pd.DataFrame(rows, columns=["kind", "first_day", "last_day", "usual", "large", "forecasts", "surges"])


@cache
def _shipped() -> pd.DataFrame:
    with resources.files("waystation.data").joinpath("surge_errors.csv").open("r", encoding="utf-8") as file:
        return pd.read_csv(file)
