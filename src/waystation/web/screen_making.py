"""What the screens show of an assessment, worked out: in the process of `worker`, never in that of the page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np

from waystation.plan import stockout_dates
from waystation.plan.stock import Stock
from waystation.share import charts, figures
from waystation.share.language import Language
from waystation.share.report.needs_shown import needs_tables
from waystation.share.report.reception_shown import bottleneck_sentence, measure_rows, wait_rows
from waystation.share.result_names import changes_said, headline_said, steadiness_said
from waystation.share.rounding import Interval
from waystation.share.sites_today import sites_today
from waystation.situation import Assessment
from waystation.web.screen_figures import (
    FORMAT,
    Change,
    ChangesSince,
    DayRow,
    Difference,
    FirstOut,
    NeedsScreen,
    ScreenFigures,
    UnusedClaims,
)

__all__ = ["differences", "needs_screen", "screen_figures"]

_HOURS_AS_DAYS = 48
"""Hours of waiting from which on people speak of days, as in the table of waits."""

_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_LETTERS = "system-ui, Segoe UI, Roboto, Noto Sans, DejaVu Sans, Arial, sans-serif"
_CHARTS = {"population": "population_chart", "daily": "daily_chart", "waits": "waits_chart"}
"""By name: the function of `waystation.share.charts`, which loads matplotlib when it is first used."""


def screen_figures(found: Assessment, stem: str, language: str) -> ScreenFigures:
    """All that the screens show of an assessment.

    Parameters
    ----------
    found : the assessment
    stem : name of its file
    language : of its sentences
    """
    words, forecast = Language(language), found.forecast
    action = bottleneck_sentence(found.outlook, forecast, words=words) if found.outlook else ""
    found.forget_branch()  # as much memory as two runs, and charts need some
    outlook = found.outlook
    place = figures.main_place(forecast)
    fan = figures.population(forecast, place)
    wanted = {*range(15), *range(21, 400, 7)}  # two weeks day by day, then weekly
    days = [day for day in fan.days if (day - forecast.as_of).days in wanted]
    used = found.used
    return ScreenFigures(
        format=FORMAT, stem=stem, annotations=found.view.annotations_hash, language=language,
        day=found.view.day, notes=found.notes,
        known=used.known, used=used.used,
        unused=tuple(UnusedClaims(len(each.claims), each.code, each.label) for each in used.groups),
        steady=steadiness_said(forecast.steadiness, words) if forecast.steadiness else "",
        changes=_changes(forecast.settings.get("changes"), found.view.day, words),
        sites=tuple(sites_today(forecast)),
        action=action,
        held_up=found.bottleneck is not None,
        place=place, rows=tuple(DayRow(day, figures.people_at(forecast, place, day)) for day in days),
        waits=tuple(wait_rows(forecast, words)),
        measures=tuple(measure_rows(outlook, forecast.scenario.settings, words)) if outlook else (),
        needs=needs_screen(found, (), words),
        charts=_drawn(found, words),
    )  # fmt: skip


def needs_screen(found: Assessment, stock: tuple[Stock, ...], words: Language) -> NeedsScreen:
    """Needs of each site, with the days on which stock runs out."""
    ends = stockout_dates(found.needs, stock) if stock else None
    places, items = (tuple(str(each) for each in found.needs[column].unique()) for column in ("place", "item"))
    tables = needs_tables(found.needs, found.view.day, found.standards, ends, words=words, planned=False)
    return NeedsScreen(tuple(tables), places, items, _first_out(ends))


def differences(found: Assessment, changes: list[str]) -> tuple[float, list[Difference], list[str]]:
    """The share of cases in which people wait less, the effects that differ in any case, and those not known.

    An effect is not known where it lies after the last day of the period in too many cases.
    """
    result = found.what_if(changes)
    rows, beyond = [], []
    for effect, row in result.table.iterrows():
        if not np.isfinite(row.drop("unit").astype(float)).all():
            beyond.append(str(effect))
        elif any((row.difference_low, row.difference_median, row.difference_high)):
            in_days = row.unit == "hours" and max(row.before_high, row.after_high) >= _HOURS_AS_DAYS
            part = 24.0 if in_days else 1.0
            three = [
                Interval(
                    row[f"{which}_median"] / part, row[f"{which}_low"] / part, row[f"{which}_high"] / part,
                    people=False, whole=True,
                )
                for which in ("before", "after", "difference")
            ]  # fmt: skip
            rows.append(Difference(str(effect), "days" if in_days else str(row.unit), *three))
    return float(result.better), rows, beyond


def _changes(kept: dict[str, Any] | None, day: date, words: Language) -> ChangesSince | None:
    if not kept:
        return None
    rows = [
        Change(headline_said(each["name"], words), *(_interval(each[when], each["unit"]) for when in ("before", "now")))
        for each in kept["headlines"]
    ]
    since = date.fromisoformat(kept["since"])
    return ChangesSince(since, changes_said(kept, (day - since).days, words), tuple(rows))


def _interval(figure: dict[str, float], unit: str) -> Interval:
    return Interval(figure["median"], figure["low"], figure["high"], unit=unit, people=unit == "people")


def _first_out(ends: Any) -> FirstOut | None:
    if ends is None or ends.empty:
        return None
    middle = ends[(ends["quantile"] == 0.5) & ends["runs_out"].notna()].sort_values("runs_out")
    if middle.empty:
        return None
    first = middle.iloc[0]
    return FirstOut(str(first["item"]), str(first["place"]), first["runs_out"].date())


def _drawn(found: Assessment, words: Language) -> dict[str, tuple[str, str]]:
    made = {name: getattr(charts, draw)(found.forecast, words) for name, draw in _CHARTS.items()}
    return {name: (_alone(str(each.wide)), _alone(str(each.narrow))) for name, each in made.items() if each is not None}


def _alone(svg: str) -> str:
    """A chart that was made to stand within a page, as a file of its own."""
    box = _BOX.search(svg)
    width, height = box.groups() if box else ("760", "430")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="{_LETTERS}" '
    return svg.replace("<svg ", head, 1)
