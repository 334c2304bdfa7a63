"""Backtests shown: tables for the screen and a page with figures. Every number comes from the backtest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.share.charts.skill import pit_chart, scores_chart
from waystation.share.plain_page import Section, plain_page

if TYPE_CHECKING:
    from waystation.forecast.camps import CampBacktest
    from waystation.forecast.surges import SurgeBacktest

__all__ = ["by_crisis_rows", "camp_backtest_html", "camp_rows", "score_rows", "surge_backtest_html", "table_lines"]

Cells = tuple[list[str], list[list[str]]]

_INTERVALS = {"in50": "in 50 %", "in80": "in 80 %", "in95": "in 95 %"}


def score_rows(overall: pd.DataFrame) -> Cells:
    """Heads and cells of a table of methods: score with its interval, by days ahead, coverage, bias and skill."""
    ahead = [column for column in overall.columns if column.endswith(" d")]
    heads = ["method", "score", "90 % interval", *ahead, *_INTERVALS.values(), "median above", "bias", "skill", "90 %"]
    rows = []
    for row in overall.to_dict("records"):
        skill = [f"{row['skill']:+.0%}", f"{row['skill_low']:+.0%} to {row['skill_high']:+.0%}"]
        rows.append(
            [
                str(row["method"]), f"{row['score']:.4f}", f"{row['low']:.3f} to {row['high']:.3f}",
                *("-" if pd.isna(row[column]) else f"{row[column]:.4f}" for column in ahead),
                *(f"{row[column]:.2f}" for column in _INTERVALS), f"{row['above']:.2f}", f"{row['error']:+.3f}",
                *skill,
            ]
        )  # fmt: skip
    return heads, rows


def by_crisis_rows(by_crisis: pd.DataFrame, counts: pd.Series) -> Cells:
    """Heads and cells of a table of crises, a column a method, and how many pairs each has."""
    heads = ["crisis", *map(str, by_crisis.columns), "pairs"]
    rows = [
        [str(name), *(f"{value:.4f}" for value in row), str(counts[name])]
        for name, row in zip(by_crisis.index, by_crisis.to_numpy(), strict=True)
    ]
    return heads, rows


def table_lines(heads: list[str], rows: list[list[str]]) -> list[str]:
    """A table as lines of text, columns aligned."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [heads, *rows]
    ]


def surge_backtest_html(found: SurgeBacktest) -> str:
    """The page of a backtest of surges."""
    by_surge = found.by_surge()
    counts = found.pairs.groupby("surge")["date"].count() // len(by_surge.columns)
    heads, rows = score_rows(found.overall())
    crisis_heads, crisis_rows = by_crisis_rows(by_surge, counts)
    ours = str(by_surge.columns[0])
    scores = {str(method): by_surge[method].tolist() for method in by_surge}
    values: npt.NDArray[np.float64] = found.pit_values()
    return plain_page(
        "Backtest",
        "Past surges, forecast again",
        f"{len(by_surge)} surges, {int(counts.sum())} forecasts of a later total, each from what had been published by "
        "its origin and with the surge itself left out of what past surges teach.",
        [
            Section(
                "Scores",
                "Weighted interval score over the final total, the lower the better: mean over the forecasts of a "
                "surge, then over surges. The intervals come from drawing surges anew. Skill is what is gained over "
                "the fading rate; differences under about 8 % are noise. Bias is the median less the truth, over the "
                "final total.",
                columns=heads, rows=rows,
            ),
            Section("By surge", chart=scores_chart(list(by_surge.index), scores, ours),
                    columns=crisis_heads, rows=crisis_rows),
            Section("Do the intervals hold what they promise?", chart=pit_chart(values)),
        ],
    )  # fmt: skip


def camp_rows(found: CampBacktest) -> Cells:
    """Heads and cells of a table of conflicts and days ahead, a column a method."""
    table = found.by_conflict()
    rows = [
        [f"{name}, {ahead} d", *(f"{value:.4f}" for value in values)]
        for (name, ahead), values in zip(table.index.tolist(), table.to_numpy(), strict=True)
    ]
    return ["conflict", *map(str, table.columns)], rows


def camp_backtest_html(found: CampBacktest) -> str:
    """The page of a backtest of camps."""
    heads, rows = score_rows(found.overall())
    conflict_heads, conflict_rows = camp_rows(found)
    return plain_page(
        "Backtest",
        "Camps of past conflicts, forecast again",
        "Each camp from every 30th day, from counts up to that day, each conflict with what the others teach.",
        [
            Section("Scores", "Weighted interval score of all camps over their summed counts, the lower the better: "
                    "mean over windows, then over conflicts. Skill is what is gained over the damped trend.",
                    columns=heads, rows=rows),
            Section("By conflict", columns=conflict_heads, rows=conflict_rows),
        ],
    )  # fmt: skip
