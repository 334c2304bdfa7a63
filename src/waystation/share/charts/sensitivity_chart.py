"""The picture of a sensitivity study: the indices of each setting, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from waystation.share.charts.style import MEDIAN, REPORTERS, Draw, Size, title

if TYPE_CHECKING:
    from waystation.study import Sensitivity

__all__ = ["sensitivity_drawing"]

_SHOWN = {
    "sobol": (("total", MEDIAN, "o"), ("first order", REPORTERS[0], "s")),
    "morris": (("mean absolute effect", MEDIAN, "o"), ("spread of effects", REPORTERS[0], "s")),
}


def sensitivity_drawing(found: Sensitivity) -> tuple[Draw, float]:
    """A drawing with a panel for each folder and target, and its height in CSS pixels.

    The settings with the largest index stand on top; a line is the 95 % interval of an index.

    Parameters
    ----------
    found : of `waystation.sensitivity`
    """
    groups = list(found.table.groupby(["folder", "target"], sort=False))
    settings = int(found.table["setting"].nunique())

    def draw(figure: Figure, size: Size) -> None:
        panels = figure.subplots(len(groups), 1, squeeze=False).ravel()
        for axes, ((folder, target), table) in zip(panels, groups, strict=True):
            unit = table["unit"].iloc[0]
            _dots(axes, table, found.method)
            title(axes, f"{folder}: {target} ({unit})", size)
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower left", ncols=2)

    return draw, 70.0 + len(groups) * (60.0 + 34.0 * settings)


def _dots(axes: Axes, table: pd.DataFrame, method: str) -> None:
    (largest, *_), *_ = _SHOWN[method]
    order = table[table["index"] == largest].sort_values("value")["setting"].tolist()
    for shift, (index, colour, marker) in zip((0.12, -0.12), _SHOWN[method], strict=True):
        rows = table[table["index"] == index].set_index("setting").loc[order]
        y = [k + shift for k in range(len(order))]
        axes.hlines(y, rows["low"], rows["high"], color=colour, linewidth=2.2, alpha=0.6)
        axes.plot(rows["value"], y, marker, color=colour, markersize=5, label=index)
    axes.set_yticks(range(len(order)), order)
    axes.set_ylim(-0.6, len(order) - 0.4)
    axes.axvline(0.0, color="#9aa6ae", linewidth=1.0, zorder=0)
    axes.grid(axis="x")
