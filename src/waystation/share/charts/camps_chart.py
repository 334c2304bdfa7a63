"""Charts of camps in a run of movement: possible cases, and what was counted there."""

from __future__ import annotations

from datetime import date

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from waystation.share.charts.style import (
    BANDS,
    INK,
    MEDIAN,
    Chart,
    Size,
    date_axis,
    day_number,
    drawn,
    people_axis,
    title,
)
from waystation.share.disclosure import public_count
from waystation.world import FleeCase

__all__ = ["LEVELS", "camp_chart"]

LEVELS = tuple(sorted({0.5, *(0.5 + side * share / 200 for share in BANDS for side in (-1, 1))}))
"""Quantiles that a chart is drawn from."""


_ROWS = 12
"""Days listed below a chart."""


def camp_chart(case: FleeCase, people: xr.DataArray, hasten: int = 1) -> Chart:
    """People in one camp: 95, 80 and 50 % of possible cases, the middle one, and the counts.

    Parameters
    ----------
    case : with its counts, if there are any
    people : (quantile, date) of one camp, at `LEVELS`; agents where one stands for several people
    hasten : people for whom one agent stands
    """
    camp = str(people["place"].values)
    days = [date.fromisoformat(str(day)[:10]) for day in people["date"].values]
    x = np.array([day_number(day) for day in days])
    low_high = {share: people.sel(quantile=[0.5 - share / 200, 0.5 + share / 200]).values for share in BANDS}
    middle = people.sel(quantile=0.5).values
    counted = _counted(case, camp, hasten)

    def draw(figure: Figure, size: Size) -> None:
        axes = figure.subplots()
        for share, (low, high) in low_high.items():
            axes.fill_between(x, low, high, color=BANDS[share], linewidth=0, label=f"{share} % of cases")
        axes.plot(x, middle, color=MEDIAN, linewidth=1.8, label="Middle future")
        if counted:
            axes.plot(*zip(*counted, strict=True), "o", color=INK, markersize=4, label="Counted", zorder=5)
        date_axis(axes, size, days)
        tops = [float(low_high[80][1].max()), *(count for _, count in counted)]
        people_axis(axes, size, max(10.0, 1.1 * max(tops)))
        title(axes, f"People at {camp}", size)
        figure.legend(loc="outside lower left", ncols=2 if size.narrow else 5)

    every = max(1, len(days) // _ROWS)
    rows = [
        [days[n].isoformat(), public_count(float(low_high[80][0][n])), public_count(float(middle[n])),
         public_count(float(low_high[80][1][n]))]
        for n in range(0, len(days), every)
    ]  # fmt: skip
    key = "camp-" + "".join(letter if letter.isalnum() else "-" for letter in camp.casefold())
    label = f"Chart of people at {camp} by day, with {len(counted)} counts. On {rows[-1][0]}: {rows[-1][2]}."
    return drawn(key, label, (300, 340), draw, columns=("Day", "10 %", "Middle", "90 %"), rows=rows)


def _counted(case: FleeCase, camp: str, hasten: int) -> list[tuple[float, float]]:
    """Observations within the period, after corrections, in people or agents as the run has them."""
    if case.counts is None or camp not in case.counts.camps:
        return []
    when, counts = case.counts.final[camp]
    first = day_number(case.start)
    return [(first + day, count / hasten) for day, count in zip(when, counts, strict=True) if 0 <= day < case.days]
