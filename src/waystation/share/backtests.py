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

__all__ = [
    "by_crisis_rows", "camp_age_rows", "camp_backtest_html", "camp_rows", "score_rows", "surge_backtest_html",
    "surge_backtest_lines", "table_lines", "threshold_rows",
]  # fmt: skip

Cells = tuple[list[str], list[list[str]]]

_INTERVALS = {"in50": "in 50 %", "in80": "in 80 %", "in95": "in 95 %"}


def score_rows(overall: pd.DataFrame) -> Cells:
    """Heads and cells of a table of methods: score with its interval, by days ahead, coverage, bias and skill."""
    ahead = [column for column in overall.columns if column.endswith(" d")]
    heads = ["method", "score", "90 % interval", *ahead, *_INTERVALS.values(), "median above", "bias", "skill", "90 %"]
    rows = []
    for row in overall.to_dict("records"):
        skill = [f"{100 * row['skill']:+.0f} %", f"{100 * row['skill_low']:+.0f} to {100 * row['skill_high']:+.0f} %"]
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


def threshold_rows(brier: pd.DataFrame, reliability: pd.DataFrame) -> tuple[Cells, Cells]:
    """Heads and cells of the Brier scores by days ahead, and of the reliability table."""
    scores = [
        [str(row["days"]), str(row["forecasts"]), f"{row['brier']:.3f}", f"{row['brier_base']:.3f}",
         "-" if pd.isna(row["skill"]) else f"{100 * row['skill']:+.0f} %"]
        for row in brier.to_dict("records")
    ]  # fmt: skip
    classes = [
        [str(row["chance"]), str(row["forecasts"]), f"{100 * row['mean_chance']:.0f} %", f"{100 * row['passed']:.0f} %"]
        for row in reliability.to_dict("records")
    ]
    return (
        (["days ahead", "forecasts", "Brier score", "of the base rate", "skill"], scores),
        (["chance given", "forecasts", "mean chance", "passed"], classes),
    )


_PROTOCOL_WORDS = {
    "leave one out": "Leave one out: with what all past surges taught but those of the same war or route",
    "forward": "Forward: with only those of them that had ended before the surge began",
}


def surge_backtest_lines(found: SurgeBacktest) -> list[str]:
    """The backtest of surges on one screen: both scores, the surges one by one, and thresholds."""
    lines = ["Weighted interval score over the final total; the lower the better. Skill is over the fading rate."]
    for protocol, words in _PROTOCOL_WORDS.items():
        lines += ["", words, *table_lines(*score_rows(found.overall(protocol)))]
        lines += ["", *table_lines(*by_crisis_rows(found.by_surge(protocol), _pair_counts(found)))]
    brier, reliability = threshold_rows(*found.thresholds())
    lines += ["", "Chance of passing 1.1 to 3 times the last total, forward; base rate: past surges of that age"]
    return [*lines, *table_lines(*brier), "", *table_lines(*reliability), ""]


def _pair_counts(found: SurgeBacktest) -> pd.Series:
    some = found.pairs[(found.pairs["protocol"] == found.pairs["protocol"].iloc[0])]
    counts: pd.Series = some[some["method"] == some["method"].iloc[0]].groupby("surge")["date"].count()
    return counts


def surge_backtest_html(found: SurgeBacktest) -> str:
    """The page of a backtest of surges."""
    sections = []
    counts = _pair_counts(found)
    for protocol, words in _PROTOCOL_WORDS.items():
        by_surge = found.by_surge(protocol)
        heads, rows = score_rows(found.overall(protocol))
        crisis_heads, crisis_rows = by_crisis_rows(by_surge, counts)
        scores = {str(method): by_surge[method].tolist() for method in by_surge}
        values: npt.NDArray[np.float64] = found.pit_values(protocol)
        name = protocol.capitalize()
        sections += [
            Section(
                f"{name}: scores",
                f"{words.split(': ')[1].capitalize()}. Weighted interval score over the final total, the lower the "
                "better: mean over the forecasts of a surge, then over surges. The intervals come from drawing groups "
                "of surges anew. Skill is what is gained over the fading rate; differences under about 8 % are noise. "
                "Bias is the median less the truth, over the final total.",
                columns=heads, rows=rows,
            ),
            Section(f"{name}: by surge", chart=scores_chart(list(by_surge.index), scores, str(by_surge.columns[0])),
                    columns=crisis_heads, rows=crisis_rows),
            Section(f"{name}: do the intervals hold what they promise?", chart=pit_chart(values)),
        ]  # fmt: skip
    (brier_heads, brier), (class_heads, classes) = threshold_rows(*found.thresholds())
    sections += [
        Section("Chance of passing a threshold",
                "Thresholds are 1.1 to 3 times the last total known. The Brier score is the mean squared distance "
                "between the chance and what happened; the base rate is how often past surges of that age grew so.",
                columns=brier_heads, rows=brier),
        Section("Are these chances reliable?", "Of all cases with such a chance, so many passed the threshold.",
                columns=class_heads, rows=classes),
    ]  # fmt: skip
    return plain_page(
        "Backtest",
        "Past surges, forecast again",
        f"{len(counts)} surges, {int(counts.sum())} forecasts of a later total, each from what had been published by "
        "its origin.",
        sections,
    )


def camp_rows(found: CampBacktest) -> Cells:
    """Heads and cells of a table of conflicts and days ahead, a column a method."""
    table = found.by_conflict()
    rows = [
        [f"{name}, {ahead} d", *(f"{value:.4f}" for value in values)]
        for (name, ahead), values in zip(table.index.tolist(), table.to_numpy(), strict=True)
    ]
    return ["conflict", *map(str, table.columns)], rows


def camp_age_rows(found: CampBacktest) -> Cells:
    """Heads and cells of a table of our forecasts by how long a camp had been counted."""
    heads = ["camp", "forecasts", *_INTERVALS.values(), "median above"]
    rows = [
        [str(row["camp"]), str(row["forecasts"]),
         *("-" if pd.isna(row[name]) else f"{row[name]:.2f}" for name in (*_INTERVALS, "above"))]
        for row in found.by_age().to_dict("records")
    ]  # fmt: skip
    return heads, rows


def camp_backtest_html(found: CampBacktest) -> str:
    """The page of a backtest of camps."""
    heads, rows = score_rows(found.overall())
    conflict_heads, conflict_rows = camp_rows(found)
    age_heads, age_rows = camp_age_rows(found)
    young = found.overall(young=True)
    means = found.by_conflict().groupby(level="conflict", sort=False).mean()
    sections = [
        Section("Scores", "Weighted interval score of all camps over their summed counts, the lower the better: "
                "mean over windows, then over conflicts. The intervals come from drawing conflicts anew. Skill is what "
                "is gained over the damped trend; differences under about 8 % are noise. "
                f"{' '.join(found.not_scored)}",
                columns=heads, rows=rows),
        Section("By conflict", "In the figure, the mean over the days ahead.",
                chart=scores_chart([str(name) for name in means.index],
                                   {str(each): means[each].tolist() for each in means}, str(means.columns[0])),
                columns=conflict_heads, rows=conflict_rows),
        Section("Do the intervals hold what they promise?",
                "Where the truth lay is read on a line between seven quantiles.",
                chart=pit_chart(found.pit_values()), columns=age_heads, rows=age_rows),
    ]  # fmt: skip
    if not young.empty:
        young_heads, young_rows = score_rows(young)
        about = f"From day 30 to {found.from_day - 1}, when many camps have no count yet and baselines have no history."
        sections.append(Section("Young conflicts", about, columns=young_heads, rows=young_rows))
    return plain_page(
        "Backtest",
        "Camps of past conflicts, forecast again",
        f"Each camp from every tenth day from day {found.from_day} of its conflict on, from counts made by then; held "
        "against the count made nearest to so many days later. Each conflict is forecast with what the others teach.",
        sections,
    )
