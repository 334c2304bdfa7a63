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
from waystation.claims.offices import office_only
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
from waystation.share.disclosure import public_count, with_thousands
from waystation.share.hub.hub_table import public_number
from waystation.share.plain_page import Section, plain_page
from waystation.share.rounding import Interval, day_words, rising
from waystation.share.surge_cautions import OLD_DAYS, surge_cautions

if TYPE_CHECKING:
    from waystation.forecast.surges import SurgeForecast

__all__ = ["surge_html", "surge_lines", "write_surge"]

_SHOWN = (0.1, 0.5, 0.9)
_FEWEST_PAST_SURGES = 4
_FILES = ["report.html", "forecast.csv", "claims.csv", "run.json"]


def surge_lines(found: SurgeForecast) -> list[str]:
    """The forecast on one screen: the last count, days ahead, and the total still to come."""
    past = found.history
    counted = used_and_unused(found.evidence)
    last = f"last {'total' if found.never_falls else 'count'} {with_thousands(public_count(past.total))}"
    return [
        f"{found.place}: {found.term.replace('_', ' ')}, as known on {day_words(found.as_of)}",
        f"{counted.lines[0]}; {last} for {day_words(past.last_date)}",
        *([f"Not used: {'; '.join(counted.lines[1:])}."] if counted.groups else []),
        *past.notes,
        *surge_cautions(found),
        "",
        f"{_counted(found)}. At the right, past errors in % of the total: half of such forecasts were off by less than "
        "the first figure, one in five by more than the second.",
        *(f"  {day_words(day):<18} {text:<38} {_past_error(found, day)}".rstrip() for day, text in _days(found)),
        *(f"  {sentence}" for sentence in _passing(found)),
        *_still_to_come(found),
    ]


def _counted(found: SurgeForecast) -> str:
    """What the figures are: a running total never falls, people there may leave."""
    return "Running total" if found.never_falls else "People there"


def _past_error(found: SurgeForecast, day: date) -> str:
    """What forecasts of this kind were off by in past surges, as a share of what came."""
    from waystation.forecast.surges import past_error

    if found.few_counts:
        return "not tested"
    ahead = (day - found.history.last_date).days
    error = past_error(float(found.history.days[-1]), ahead, stock=not found.never_falls)
    return f"{error.usual * 100:.0f} %, {error.large * 100:.0f} %" if error else "not tested"


def _passing(found: SurgeForecast) -> list[str]:
    """For each threshold when it is likely to be passed: the first day that is as likely as not, and the chances."""
    lines = []
    for threshold, table in found.chances.groupby("threshold"):
        if found.history.totals[-1] >= threshold:
            lines.append(f"Passing {threshold:,.0f}: the last total was there already")
            continue
        likely = table[table["chance"] >= 0.5]
        when = (
            f"as likely as not by {day_words(likely['date'].iloc[0])}"
            if len(likely)
            else f"less likely than not by {day_words(table['date'].iloc[-1])}"
        )
        shown = table.iloc[sorted({*(index for index in (2, 6, 13) if index < len(table)), len(table) - 1})]
        chances = ", ".join(
            f"{_chance(chance)} by {day_words(day)}" for day, chance in zip(shown["date"], shown["chance"], strict=True)
        )
        lines.append(f"Passing {threshold:,.0f}: {when}. Chance: {chances}")
    return lines


def _chance_rows(found: SurgeForecast) -> list[list[str]]:
    columns = (found.chances[name] for name in ("date", "threshold", "chance"))
    return [[day_words(day), f"{people:,.0f}", _chance(chance)] for day, people, chance in zip(*columns, strict=True)]


def _chance(chance: float) -> str:
    if chance < 0.01:
        return "under 1 %"
    return "over 99 %" if chance > 0.99 else f"{chance * 100:.0f} %"


def _still_to_come(found: SurgeForecast) -> list[str]:
    """People still to come, or how a stock may change, as far as the evidence reaches; what is known of later days."""
    what = "Still to come" if found.never_falls else "Change of the people there"
    since = "" if (found.as_of - found.history.last_date).days < OLD_DAYS else " after the last count"
    lines = [f"{what} within {found.still_to_come_days} days{since}: {_interval(found.still_to_come).text}"]
    if not found.never_falls:
        return [*lines, "Later: not known."]
    factors = found.base_rate.factors
    if len(factors) >= _FEWEST_PAST_SURGES:
        low, middle, high = np.quantile(factors, _SHOWN)
        lines.append(
            f"Later: not known. Totals of {len(factors)} past surges of that age still grew {middle:.1f} times "
            f"(8 in 10: {low:.1f} to {high:.1f} times), to the last that is known of them."
        )
    else:
        lines.append("Later: not known. Too few past surges were counted for so long.")
    return lines


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
    """The page: the total or the people there, those still to come, and every claim with what was made of it."""
    past = found.history
    return plain_page(
        "Reception outlook from reports alone",
        f"{found.place}: {found.term.replace('_', ' ')}",
        f"What was published by {day_words(found.as_of)}, and what past surges let us expect after it. Draft for "
        "coordination among those who receive people. Plan for the range, not for its middle.",
        [
            Section(_counted(found), chart=_chart(found),
                    columns=["Day", "People, with the range of 8 in 10 cases", "Past error: half below, 1 in 5 over"],
                    rows=[[day_words(day), text, _past_error(found, day)] for day, text in _days(found)]),
            *([Section("Chance of passing a threshold", " ".join(f"{each}." for each in _passing(found)),
                       columns=["Day", "Threshold", "Chance of being there or above"],
                       rows=_chance_rows(found))] if len(found.chances) else []),
            Section("Still to come" if found.never_falls else "Change", " ".join(_still_to_come(found))),
            Section(
                "When not to trust it",
                "It knows counts and past surges, not the news: no border that will shut or open tomorrow, no deal, no "
                "assault. It runs low while a surge is young and about to grow, and cannot foresee recounts.",
            ),
            Section("Counts it goes on", " ".join([*past.notes, *surge_cautions(found)]),
                    columns=["Day", _counted(found)], rows=[
                [day_words(past.began + timedelta(days=int(day))), with_thousands(public_count(total))]
                for day, total in zip(past.days, past.totals, strict=True)
            ]),
            Section("Claims used", columns=["Claim", "Source", "Published", "How"], rows=_claims(found, True)),
            Section("Claims not used, and why", columns=["Claim", "Source", "Published", "Why not"],
                    rows=_claims(found, False)),
        ],
    )  # fmt: skip


def _claims(found: SurgeForecast, used: bool) -> list[Sequence[str]]:
    return [
        [
            f"{each.claim.place}: {each.claim.figure}",
            office_only(each.claim.source),
            each.claim.published.isoformat(),
            each.why,
        ]
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
        title(axes, "People in all; bands hold 50, 80 and 95 of 100 possible cases", size)

    label = f"{_counted(found)} at {found.place}: {_days(found)[-1][1]} by {day_words(days[-1])}."
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
    given = zip(found.table["value"], found.table["output_type"] == "quantile", strict=True)
    values = [public_number(float(value)) if people else value for value, people in given]
    table = found.table.assign(value=values)
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
