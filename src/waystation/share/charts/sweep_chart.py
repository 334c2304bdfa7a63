"""The picture of a sweep: one target against each setting, with the spread of the members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from waystation.share.charts.style import FILL, MARKERS, MEDIAN, MUTED, REPORTERS, Draw, Size, title

if TYPE_CHECKING:
    from waystation.study import Sweep, SweepPart

__all__ = ["sweep_drawing"]

_MOST_LINES = len(REPORTERS)
Floats = npt.NDArray[np.float64]


def sweep_drawing(found: Sweep, target: str | None = None) -> tuple[Draw, float]:
    """A drawing of one target, and its height in CSS pixels.

    One setting: the middle member and 80 % of members against it, a line a folder. Two or more: a panel a setting, the
    mean of each point as a dot; on a grid, lines join the points that differ in that setting alone.

    Parameters
    ----------
    found : of `waystation.sweep`
    target : name; default: that of the sweep
    """
    name = target or found.target
    shown = [(part, n) for part, n in zip(found.parts, found.numbers_of(name), strict=True) if n is not None]
    unit = next((part.targets[n].unit for part, n in shown), "")
    heading = f"{name[:1].upper()}{name[1:]}{f', {unit}' if unit else ''}"
    paths = found.paths
    if any(part.values.shape[1] > 1 for part, _ in shown):
        heading += "; middle and 80 % of members" if len(paths) == 1 else "; mean of the members"

    def draw(figure: Figure, size: Size) -> None:
        columns = 1 if size.narrow or len(paths) == 1 else 2
        rows = -(-len(paths) // columns)
        panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
        for k, path in enumerate(paths):
            axes = panels[k]
            x, ticks = _positions([point[path] for point in found.points])
            for number, (part, n) in enumerate(shown[:_MOST_LINES]):
                colour = MEDIAN if len(shown) == 1 else REPORTERS[number]
                if len(paths) == 1:
                    _band(axes, x, part.values[:, :, n], colour, MARKERS[number], part.name)
                else:
                    _dots(axes, x, part, n, _alike(found, path), colour, MARKERS[number])
            if ticks:
                axes.set_xticks(range(len(ticks)), ticks)
            axes.set_xlabel(path)
            axes.grid(axis="y")
            axes.yaxis.set_major_formatter(FuncFormatter(_amount))
            if k % columns == 0:
                title(axes, heading if k == 0 else " ", size, edge=False)
        for axes in panels[len(paths) :]:
            axes.set_visible(False)
        if len(shown) > 1:
            figure.legend(loc="outside lower left", ncols=2 if size.narrow else 4)

    return draw, 100.0 + 270.0 * (1 if len(paths) == 1 else -(-len(paths) // 2))


def _positions(values: Sequence[Any]) -> tuple[Floats, list[str]]:
    """Where values stand on an axis; names of the places where they are not numbers."""
    if all(isinstance(each, int | float) and not isinstance(each, bool) for each in values):
        return np.array(values, dtype=float), []
    names = list(dict.fromkeys(str(each) for each in values))
    return np.array([names.index(str(each)) for each in values], dtype=float), names


def _band(axes: Axes, x: Floats, values: Floats, colour: str, marker: str, name: str) -> None:
    order = np.argsort(x, kind="stable")
    low, middle, high = np.nanquantile(values, [0.1, 0.5, 0.9], axis=1)[:, order]
    axes.fill_between(x[order], low, high, color=colour, alpha=0.18, linewidth=0)
    axes.plot(x[order], middle, marker=marker, markersize=4, linewidth=1.6, color=colour, label=name)


def _dots(
    axes: Axes, x: Floats, part: SweepPart, n: int, groups: Sequence[Sequence[int]], colour: str, marker: str
) -> None:
    means = np.nanmean(part.values[:, :, n], axis=1)
    for group in groups:
        rows = np.array(sorted(group, key=lambda p: x[p]))
        axes.plot(x[rows], means[rows], linewidth=0.8, color=MUTED, alpha=0.5)
    axes.plot(x, means, marker, markersize=4, color=colour, markeredgecolor=FILL, markeredgewidth=0.4, label=part.name)


def _alike(found: Sweep, path: str) -> list[list[int]]:
    """Points that differ in one setting alone, two or more of them."""
    groups: dict[str, list[int]] = {}
    for p, point in enumerate(found.points):
        groups.setdefault(repr([value for name, value in point.items() if name != path]), []).append(p)
    return [group for group in groups.values() if len(group) > 1]


def _amount(y: float, _: object) -> str:
    return f"{y:,.0f}" if abs(y) >= 10 or y == 0 else f"{y:.3g}"
