"""The forecast as a table of quantiles, in the layout of the hubverse."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from waystation.world.scenario_model import Scenario

__all__ = ["COLUMNS", "QUANTILES", "quantile_table"]

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
COLUMNS = [
    "origin_date", "target", "horizon", "location", "target_end_date", "output_type", "output_type_id", "value",
]  # fmt: skip


def quantile_table(scenario: Scenario, members: xr.Dataset, as_of: date) -> pd.DataFrame:
    """Quantiles of what is forecast, one a row.

    Parameters
    ----------
    scenario : the scenario
    members : labelled counts of the whole period
    as_of : origin of the forecast

    Returns
    -------
    pd.DataFrame
        The hubverse's columns; ``horizon`` in days. Targets, for each place with a site:

        - ``population``: people there at the end of each day from the origin on;
        - ``arrivals``: people who came since the origin, by the end of each later day;
        - ``further arrivals``: all who come after the origin, to the end of the period.

        And ``end date``, for each place that people leave: the day by which nearly all who would come have come
        (see `waystation.engine.reception.results.END_SHARE`), as an ISO date, or "after" the end of the period.
    """
    settings = scenario.settings
    origin = (as_of - settings.start).days
    last = members.sizes["date"] - 1
    rows: list[list[object]] = []

    def add(target: str, location: str, day: int, values: list[object]) -> None:
        end = settings.start + timedelta(days=day)
        for quantile, value in zip(QUANTILES, values, strict=True):
            rows.append([as_of, target, day - origin, location, end, "quantile", quantile, value])

    for place in dict.fromkeys(site.place for site in settings.sites.values()):
        population = members["population"].sel(place=place).to_numpy()
        arrivals = members["arrivals"].sel(place=place).to_numpy()
        since = np.cumsum(arrivals[:, origin + 1 :], axis=1)
        for day in range(origin, last + 1):
            add("population", place, day, _people(population[:, day]))
        for day in range(origin + 1, last + 1):
            add("arrivals", place, day, _people(since[:, day - origin - 1]))
        add("further arrivals", place, last, _people(since[:, -1]))
    ends = _end_dates(members["end_date"].to_numpy(), settings.end)
    for place in dict.fromkeys(source.place for source in settings.sources.values()):
        add("end date", place, last, ends)
    return pd.DataFrame(rows, columns=COLUMNS)


def _people(values: npt.NDArray[np.integer]) -> list[object]:
    return [int(each) for each in np.rint(np.quantile(values, QUANTILES))]


def _end_dates(dates: npt.NDArray[np.datetime64], end: date) -> list[object]:
    """Quantiles of dates; a member without one ends after the period."""
    days = dates.astype("datetime64[D]").astype(np.float64)
    days[np.isnat(dates)] = np.inf
    found = np.quantile(days, QUANTILES, method="higher")
    return [f"after {end.isoformat()}" if np.isinf(day) else str(np.datetime64(int(day), "D")) for day in found]
