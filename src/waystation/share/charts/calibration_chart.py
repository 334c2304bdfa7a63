"""The picture of a calibration: each setting within its range, and the errors beside those of today's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from waystation.share.charts.style import MEDIAN, MUTED, REPORTERS, Draw, Size, title
from waystation.study.setting_ranges import in_digits

if TYPE_CHECKING:
    from waystation.study import Calibration

__all__ = ["calibration_drawing"]


def calibration_drawing(found: Calibration) -> tuple[Draw, float]:
    """A drawing, and its height in CSS pixels.

    Above, each setting over the range that was searched: its estimate, 80 % interval, and the value it has now. Below,
    the total error of what was fitted and of what was left out, fitted settings beside those as they are.

    Parameters
    ----------
    found : of `waystation.calibrate`
    """
    above, below = 40.0 + 34.0 * len(found.settings), 60.0 + 34.0 * len(found.scores)

    def draw(figure: Figure, size: Size) -> None:
        settings, errors = figure.subplots(2, 1, height_ratios=[above, below])
        _settings(settings, found)
        title(settings, "Settings over the range searched, with 80 % intervals", size)
        _errors(errors, found)
        title(errors, "Total error, over the sum of the counts", size)
        figure.legend(*errors.get_legend_handles_labels(), loc="outside lower left", ncols=2)

    return draw, above + below + 60.0


def _settings(axes: Axes, found: Calibration) -> None:
    table = found.settings[::-1]
    width = table["to"] - table["from"]
    y = np.arange(len(table))
    low, middle, high, now = ((table[name] - table["from"]) / width for name in ("low", "estimate", "high", "as_is"))
    axes.hlines(y, low, high, color=MEDIAN, linewidth=3, alpha=0.6)
    axes.plot(middle, y, "o", color=MEDIAN, markersize=6)
    axes.plot(now.where((now >= 0) & (now <= 1)), y, "|", color=REPORTERS[0], markersize=14, markeredgewidth=2)
    axes.set_yticks(
        y, [f"{name}\n{in_digits(value)}" for name, value in zip(table["setting"], table["estimate"], strict=True)]
    )
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.set_xticks([0, 1], ["from", "to"])
    axes.grid(axis="x")


def _errors(axes: Axes, found: Calibration) -> None:
    table = found.scores[::-1]
    y = np.arange(len(table))
    axes.hlines(y, table["fitted_error"], table["as_is_error"], color=MUTED, linewidth=1)
    axes.plot(table["fitted_error"], y, "o", color=MEDIAN, markersize=6, label="fitted settings")
    axes.plot(table["as_is_error"], y, "|", color=REPORTERS[0], markersize=14, markeredgewidth=2, label="as it is now")
    axes.set_yticks(y, [f"{row.folder}\n{row.part}, {row.what}" for row in table.itertuples()])
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.set_xlim(0, None)
    axes.grid(axis="x")
