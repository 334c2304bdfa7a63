"""A forecast of camps, shown: one screen, a page, the table and the record of the run."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from waystation.files import staged_folder, write_csv, write_text
from waystation.share.charts.camp_forecast import camps_chart
from waystation.share.disclosure import public_count, with_thousands
from waystation.share.hub.hub_table import public_number
from waystation.share.plain_page import Section, plain_page
from waystation.share.rounding import Interval, day_words

if TYPE_CHECKING:
    from waystation.forecast.camps import CampForecast

__all__ = ["camp_forecast_html", "camp_forecast_rows", "write_camp_forecast"]

_FILES = ["report.html", "forecast.csv", "run.json"]


def camp_forecast_rows(found: CampForecast) -> tuple[list[str], list[list[str]]]:
    """Heads and cells of a table of camps: the last count, and median with 80 % range by days ahead."""
    levels = _levels(found)
    horizons = list(dict.fromkeys(found.table["horizon"].tolist()))
    rows = []
    for camp in found.known.to_dict("records"):
        ahead = [levels[str(camp["camp"]), days] for days in horizons]
        shown = [Interval(each[0.5], each[0.1], each[0.9]).text for each in ahead]
        counted = "not counted yet" if camp["counted_on"] is None else _people(float(camp["last"]))
        on = "-" if camp["counted_on"] is None else day_words(camp["counted_on"])
        name = str(camp["camp"]).replace("_", " ")
        rows.append([f"{name} (closed)" if camp["closed"] else name, counted, on, *shown])
    return ["camp", "last count", "of", *(f"in {days} days" for days in horizons)], rows


def _levels(found: CampForecast) -> dict[tuple[str, int], dict[float, float]]:
    """Quantiles by camp and days ahead."""
    levels: dict[tuple[str, int], dict[float, float]] = {}
    for row in found.table.to_dict("records"):
        key = str(row["location"]), int(row["horizon"])
        levels.setdefault(key, {})[float(row["output_type_id"])] = float(row["value"])
    return levels


def _people(count: float) -> str:
    return with_thousands(public_count(count))


def camp_forecast_html(found: CampForecast) -> str:
    """The page: every camp's last count and what to expect, and when not to trust it."""
    heads, rows = camp_forecast_rows(found)
    levels = _levels(found)
    horizons = list(dict.fromkeys(found.table["horizon"].tolist()))
    last = found.known["last"].where(found.known["counted_on"].notna()).tolist()
    chart = camps_chart(found.known["camp"].tolist(), last, levels, horizons)
    return plain_page(
        "Camps, months ahead",
        found.name.replace("_", " "),
        f"What had been counted by {day_words(found.as_of)}, and what {len(found.past)} other conflicts let us expect "
        "after it. Draft for coordination among those who receive people. Plan for the range, not for its middle.",
        [
            Section("People in each camp", "The middle, and the range of 8 in 10 cases.",
                    chart=chart, columns=heads, rows=rows),
            Section(
                "When not to trust it",
                "In the first two months of a camp its ranges are too narrow and its middles low. It does not know of "
                "a border that will shut, a camp that will open or close, or a recount. A camp that nobody has counted "
                "is expected to hold a part of the people who are in the total but in no camp's count."
                + ("" if len(found.past) > 1 else " With one conflict to learn from, ranges are hardly tested."),
            ),
            Section("Learned from", columns=["Conflict"], rows=[[name] for name in found.past]),
            *([Section("Warnings", columns=["Folder and file"], rows=[[each] for each in found.warnings])]
              if found.warnings else []),
        ],
    )  # fmt: skip


def write_camp_forecast(found: CampForecast, out: Path | str) -> list[str]:
    """Write page, hubverse table and record into a folder, all files or none.

    Returns
    -------
    names of the files

    Raises
    ------
    InputError
        If they cannot be written.
    """
    table: pd.DataFrame = found.table.assign(value=[public_number(float(value)) for value in found.table["value"]])
    record = {
        "conflict": found.name, "as_of": found.as_of.isoformat(), "past": list(found.past),
        "days_ahead": [int(days) for days in dict.fromkeys(found.table["horizon"])], "version": version("waystation"),
        "warnings": list(found.warnings),
    }  # fmt: skip
    with staged_folder(out) as draft:
        write_text(draft / "report.html", camp_forecast_html(found))
        write_csv(table, draft / "forecast.csv")
        write_text(draft / "run.json", json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    return _FILES
