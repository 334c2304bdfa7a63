"""A forecast from claims alone, shown: one screen, a page, the tables and the record of the run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from waystation.claims import used_and_unused, write_claims
from waystation.files import staged_folder, write_csv, write_text
from waystation.share.charts.style import (
    BANDS,
    MEDIAN,
    MUTED,
    Chart,
    Size,
    as_of_line,
    date_axis,
    day_number,
    drawn,
    people_axis,
    title,
)  # fmt: skip
from waystation.share.disclosure import public_count
from waystation.share.hub.table import public_number
from waystation.share.plain_page import Section, plain_page
from waystation.share.rounding import Interval, day_words, rising

if TYPE_CHECKING:
    from waystation.forecast.surges import SurgeForecast

__all__ = ["surge_html", "surge_lines", "write_surge"]

_FILES = ["report.html", "forecast.csv", "claims.csv", "run.json"]


def surge_lines(found: SurgeForecast) -> list[str]:
    """The forecast on one screen: the last count, days ahead, and the total still to come."""
    past = found.history
    counted = used_and_unused(found.evidence)
    return [
        f"{found.place}: {found.term.replace('_', ' ')}, as known on {day_words(found.as_of)}",
        f"{counted.lines[0]}; last total {public_count(past.total)} for {day_words(past.last_date)}",
        *([f"Not used: {'; '.join(counted.lines[1:])}."] if counted.groups else []),
        *past.notes,
        "",
        "Running total",
        *(f"  {day_words(day):<18} {text}" for day, text in _days(found)),
        f"Still to come within half a year: {_interval(found.still_to_come).text}",
    ]


def _interval(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Interval:
    return Interval.over(values)


def _days(found: SurgeForecast) -> list[tuple[date, str]]:
    """Each day's interval; of a running total no end falls, of a stock it may."""
    figures = [_interval(each) for each in found.members]
    in_order = sorted(range(len(figures)), key=lambda at: found.dates[at])
    shown = figures
    if found.never_falls:
        risen = dict(zip(in_order, rising([figures[at] for at in in_order]), strict=True))
        shown = [risen[at] for at in range(len(figures))]
    return [(day, each.text) for day, each in zip(found.dates, shown, strict=True)]


def surge_html(found: SurgeForecast) -> str:
    """The page: the running total, the total still to come, and every claim with what was made of it."""
    past = found.history
    return plain_page(
        "Reception outlook from reports alone",
        f"{found.place}: {found.term.replace('_', ' ')}",
        f"What was published by {day_words(found.as_of)}, and what past surges let us expect after it. Draft for "
        "coordination among those who receive people. Plan for the range, not for its middle.",
        [
            Section("Running total", chart=_chart(found), columns=["Day", "People, with the range of 8 in 10 futures"],
                    rows=[[day_words(day), text] for day, text in _days(found)]),
            Section("Still to come",
                    f"After the last count, within half a year: {_interval(found.still_to_come).text}."),
            Section(
                "When not to trust it",
                "It knows counts and past surges, not the news: no border that will shut or open tomorrow, no deal, no "
                "assault. It runs low while a surge is young and about to grow, and cannot foresee recounts.",
            ),
            Section("Counts it goes on", " ".join(past.notes), columns=["Day", "Running total"], rows=[
                [day_words(past.began + timedelta(days=int(day))), public_count(total)]
                for day, total in zip(past.days, past.totals, strict=True)
            ]),
            Section("Claims used", columns=["Claim", "Source", "Published", "How"], rows=_claims(found, True)),
            Section("Claims not used, and why", columns=["Claim", "Source", "Published", "Why not"],
                    rows=_claims(found, False)),
        ],
    )  # fmt: skip


def _claims(found: SurgeForecast, used: bool) -> list[Sequence[str]]:
    return [
        [f"{each.claim.place}: {each.claim.figure}", each.claim.source, each.claim.published.isoformat(), each.why]
        for each in found.evidence
        if each.used == used
    ]


def _chart(found: SurgeForecast) -> Chart:
    past = found.history
    counted = [past.began + timedelta(days=int(day)) for day in past.days]
    days = list(found.dates)

    def draw(figure: Figure, size: Size) -> None:
        axes = figure.subplots()
        x = [day_number(day) for day in [past.last_date, *days]]
        start = np.full((1, found.members.shape[1]), past.totals[-1])
        members = np.vstack([start, found.members])
        for share, colour in BANDS.items():
            tail = (1 - share / 100) / 2
            low, high = np.quantile(members, [tail, 1 - tail], axis=1)
            axes.fill_between(x, low, high, color=colour, linewidth=0)
        axes.plot(x, np.median(members, axis=1), color=MEDIAN, linewidth=2)
        axes.plot([day_number(day) for day in counted], past.totals, "o", color=MUTED, markersize=4)
        date_axis(axes, size, [counted[0], days[-1]])
        people_axis(axes, size, float(np.quantile(members, 0.975)) * 1.05)
        as_of_line(axes, found.as_of, size)
        title(axes, "People in all; bands hold 50, 80 and 95 of 100 possible futures", size)

    label = f"Running total at {found.place}: {_days(found)[-1][1]} by {day_words(days[-1])}."
    return drawn("total", label, (320, 280), draw)


def write_surge(found: SurgeForecast, out: Path | str) -> list[str]:
    """Write page, hubverse table, known claims and record into a folder, all files or none.

    Returns
    -------
    names of the files

    Raises
    ------
    InputError
        If they cannot be written.
    """
    table = found.table.assign(value=[public_number(float(value)) for value in found.table["value"]])
    counted = used_and_unused(found.evidence)
    record = found.settings | {
        "version": version("waystation"),
        "claims_known": counted.known,
        "claims_used": counted.used,
        "claims_unused": {group.code.value: len(group.claims) for group in counted.groups},
        "notes": list(found.history.notes),
    }
    with staged_folder(out) as draft:
        write_text(draft / "report.html", surge_html(found))
        write_csv(table, draft / "forecast.csv")
        write_claims([each.claim for each in found.evidence], draft / "claims.csv")
        write_text(draft / "run.json", json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    return _FILES
