"""Chart of a forecast of camps: the last count of each, and the ranges to expect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from waystation.share.charts.style import BANDS, GRID, MEDIAN, MUTED, REPORTERS, Chart, Size, drawn, title

__all__ = ["camps_chart"]

Levels = Mapping[tuple[str, int], Mapping[float, float]]

_APART = 0.22


def camps_chart(camps: Sequence[str], last: Sequence[float], levels: Levels, horizons: Sequence[int]) -> Chart:
    """The last count of each camp, and below it a bar for each number of days ahead.

    Parameters
    ----------
    camps : names
    last : (camps,) people at the last count; NaN without one
    levels : quantiles by camp and days ahead, people by level
    horizons : days ahead, nearest first
    """
    most = 1.05 * max(float(np.nan_to_num(last).max()), max(each[0.9] for each in levels.values()), 1.0)

    def draw(figure: Figure, size: Size) -> None:
        axes = figure.subplots()
        lines = np.arange(len(camps))[::-1].astype(np.float64)
        for line, camp in zip(lines, camps, strict=True):
            axes.axhline(line - 0.62, color=GRID, linewidth=1)
            for number, days in enumerate(horizons, start=1):
                row, y = levels[camp, days], line - _APART * (number - 1)
                axes.plot([row[0.1], row[0.9]], [y, y], color=BANDS[80], linewidth=4, solid_capstyle="butt", zorder=2)
                axes.plot([row[0.25], row[0.75]], [y, y], color=BANDS[50], linewidth=4, solid_capstyle="butt", zorder=2)
                axes.plot(row[0.5], y, "|", color=MEDIAN, markersize=7, markeredgewidth=2, zorder=3)
        axes.plot(last, lines + _APART, "o", color=REPORTERS[0], markersize=5, zorder=4)
        names = [str(name).replace("_", " ")[: 13 if size.narrow else 30] for name in camps]
        axes.set_yticks(lines - _APART / 2, names)
        axes.set_xlim(0, most)
        axes.set_ylim(-0.62, len(camps) - 0.38)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.locator_params(axis="x", nbins=3 if size.narrow else 6)
        axes.grid(axis="x")
        axes.tick_params(axis="x", labelcolor=MUTED)
        title(axes, "People: the last count, and what to expect", size)

    ahead = ", ".join(str(days) for days in horizons)
    height = 70 + (22 + 16 * len(horizons)) * len(camps)
    return drawn(
        "camps", f"Last count of {len(camps)} camps and the ranges to expect in {ahead} days.", (height, height), draw,
        caption=f"Dot: the last count. Bars below it: in {ahead} days; dark holds 50 and light 80 of 100 possible "
        "futures, the stroke is their middle.",
    )  # fmt: skip
