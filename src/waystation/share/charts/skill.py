"""Charts of a backtest: PIT histogram, coverage, and scores by crisis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from waystation.share.charts.style import FILL, GRID, INK, MEDIAN, MUTED, REPORTERS, Chart, Size, drawn, title

__all__ = ["pit_chart", "scores_chart"]

PIT_BINS = 10


def pit_chart(values: npt.NDArray[np.float64]) -> Chart:
    """Histogram of PIT values: flat if the forecasts know how wrong they may be.

    Parameters
    ----------
    values : (forecasts,) from 0 to 1
    """
    counts = np.histogram(values, bins=PIT_BINS, range=(0.0, 1.0))[0]
    shares = 100.0 * counts / max(counts.sum(), 1)
    even = 100.0 / PIT_BINS

    def draw(figure: Figure, size: Size) -> None:
        axes = figure.subplots()
        axes.bar(np.arange(PIT_BINS) + 0.5, shares, width=0.9, color=FILL)
        axes.axhline(even, color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.set_xlim(0, PIT_BINS)
        axes.set_ylim(0, max(shares.max(), even) * 1.15)
        axes.set_xticks([0, PIT_BINS / 2, PIT_BINS], ["below all cases", "middle", "above all cases"])
        if size.narrow:
            axes.set_xticks([0.6, PIT_BINS / 2, PIT_BINS - 0.6], ["below", "middle", "above"])
        title(axes, "Of 100 forecasts, where among the possible cases the truth lay", size)

    rows = [
        (f"{100 * low // PIT_BINS} to {100 * (low + 1) // PIT_BINS} %", f"{shares[low]:.0f}") for low in range(PIT_BINS)
    ]
    label = "Histogram of where the truth lay among the possible cases, in tenths: " + ", ".join(
        f"{share:.0f}" for share in shares
    )
    return drawn(
        "pit", f"{label}.", (240, 240), draw,
        caption="Flat, at the dashed line, if all is right. A heap at the right: the forecasts ran too low. "
        "A heap in the middle: the intervals are too wide.",
        columns=("Tenth of the possible cases", "Of 100 forecasts"), rows=rows,
    )  # fmt: skip


def scores_chart(names: Sequence[str], scores: Mapping[str, Sequence[float]], ours: str) -> Chart:
    """Score of each method on each crisis, as marks on a line a crisis; the further left the better.

    Parameters
    ----------
    names : crises
    scores : (crises,) by method
    ours : the method to show filled
    """
    others = [method for method in scores if method != ours]
    shapes = dict(zip(others, ("s", "D", "^", "v", "X"), strict=False))
    most = 1.05 * max(max(values) for values in scores.values())

    def draw(figure: Figure, size: Size) -> None:
        axes = figure.subplots()
        lines = np.arange(len(names))[::-1]
        for index, line in enumerate(lines):
            found = [values[index] for values in scores.values()]
            axes.plot([min(found), max(found)], [line, line], color=GRID, linewidth=2, zorder=1)
        for index, method in enumerate(others):
            axes.plot(
                scores[method], lines, shapes[method], color=REPORTERS[index], markersize=5, fillstyle="none",
                label=method, zorder=2,
            )  # fmt: skip
        axes.plot(scores[ours], lines, "o", color=MEDIAN, markersize=7, label=ours, zorder=3)
        axes.set_yticks(lines, [name.replace("_", " ")[: 16 if size.narrow else 34] for name in names])
        axes.set_xlim(0, most)
        axes.grid(axis="x")
        axes.legend(loc="lower right", fontsize=size.letters - 2, labelcolor=MUTED)
        title(axes, "Score: the further left the better", size)

    rows = [
        (name.replace("_", " "), *(f"{values[index]:.4f}" for values in scores.values()))
        for index, name in enumerate(names)
    ]
    label = f"Scores on {len(names)} crises of {', '.join(scores)}."
    height = 90 + 26 * len(names)
    return drawn("scores", label, (height, height), draw, columns=("Crisis", *scores), rows=rows)
