"""One screen on a forecast. Every figure comes from the rooms that work it out; here it is only worded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from waystation.engine.many import quantiles_of
from waystation.share.disclosure import banner, public_count
from waystation.share.figures import end_date, further_arrivals, longest_wait, main_place, people_at
from waystation.share.published_next import published_lines
from waystation.share.report.needs_shown import needs_tables
from waystation.share.reported_shown import outside_lines
from waystation.share.rounding import Interval, day_words

if TYPE_CHECKING:
    from waystation.engine.many import AnyFutures
    from waystation.situation import Assessment
    from waystation.world import Scenario

__all__ = [
    "bare_rows",
    "forecast_lines",
    "forecast_summary",
    "load_lines",
    "needs_lines",
    "plain_needs_lines",
    "population_lines",
    "population_rows",
    "stock_lines",
]  # fmt: skip

_AHEAD = (7, 14, 30)
_DAYS_SHOWN = 5
_QUANTILES = (0.1, 0.5, 0.9)
_REASONS_SHOWN = 2
_SCREEN_ITEMS = ("Water", "Toilets", "Tents", "Blankets")


def _days(assessment: Assessment) -> list[tuple[str, date]]:
    """The as-of date, some days on, and the horizon, with their words."""
    start, horizon = assessment.forecast.as_of, assessment.forecast.scenario.settings.end
    ahead = [(f"in {days} days", start + timedelta(days=days)) for days in _AHEAD]
    middle = [(words, day) for words, day in ahead if day < horizon]
    return [("on that day", start), *middle, (day_words(horizon, year=False), horizon)]


def forecast_lines(assessment: Assessment) -> list[str]:
    """The summary, at most some 20 lines of 80 columns."""
    forecast = assessment.forecast
    settings, place = forecast.scenario.settings, main_place(forecast)
    lines = [
        f"{settings.name}, as known on {day_words(forecast.as_of)}",
        *_claims_used(assessment),
        "",
        f"People at {place}",
    ]
    for words, day in _days(assessment):
        lines.append(f"  {words:<13} {people_at(forecast, place, day).text}")
    lines += [
        f"Still to come there: {further_arrivals(forecast, place).text}",
        f"Nearly all have come: {end_date(forecast).text}",
    ]
    wait = longest_wait(forecast)
    if wait is not None:
        lines.append(f"Longest wait ({wait[0].replace('_', ' ')}, mean of a day): {wait[1].text}")
    if forecast.steadiness is not None:
        lines.append(forecast.steadiness.sentence())
    lines += published_lines(assessment.published)
    return [*lines, "", *_first_needs(assessment, place), banner(settings).text]


def _claims_used(assessment: Assessment) -> list[str]:
    """What became of the claims: how many are used, and the main reasons why the others are not."""
    first, *others = assessment.used.lines
    rest = assessment.used.groups[_REASONS_SHOWN:]
    if len(rest) > 1:
        left = sum(len(group.claims) for group in rest)
        others = [*others[:_REASONS_SHOWN], f"{left} for {len(rest)} other reasons, see claims.csv"]
    disagree = len(assessment.disagreements)
    lines = [f"{first}; {disagree} disagreements among all are kept side by side"]
    if others:
        lines.append(f"Not used: {'; '.join(others)}.")
    rule = assessment.view.standing.rule()
    lines += [rule] if rule and assessment.view.standing.drafts_count else []
    return [*outside_lines(assessment.forecast), *lines]


def forecast_summary(assessment: Assessment) -> dict[str, object]:
    """The same for machines, rounded as in every file that leaves the tool."""
    forecast = assessment.forecast
    place, end = main_place(forecast), end_date(forecast)
    return {
        "scenario": forecast.scenario.settings.name,
        "synthetic": forecast.scenario.settings.synthetic,
        "level": forecast.scenario.settings.level.value,
        "as_of": forecast.as_of.isoformat(),
        "claims": assessment.used.known,
        "claims_used": assessment.used.used,
        "claims_outside": outside_lines(forecast),
        "claims_not_used": {group.code.value: len(group.claims) for group in assessment.used.groups},
        "conflicts": len(assessment.disagreements),
        "place": place,
        "steady": forecast.steadiness.steady if forecast.steadiness else None,
        "population": [
            {"date": day.isoformat()} | _bare(people_at(forecast, place, day)) for _, day in _days(assessment)
        ],
        "further_arrivals": _bare(further_arrivals(forecast, place)),
        "end_date": {
            name: day.isoformat() if day else f"after {end.horizon}"
            for name, day in (("low", end.low), ("median", end.median), ("high", end.high))
        },
    }


def _bare(interval: Interval) -> dict[str, str]:
    ends = {"low": interval.low, "median": interval.median, "high": interval.high}
    return {name: public_count(count) for name, count in ends.items()}


def needs_lines(assessment: Assessment) -> list[str]:
    """Needs at each site as the report shows them, a line an item and day."""
    lines: list[str] = []
    for table in needs_tables(assessment.needs, assessment.forecast.as_of, stockouts=assessment.stockouts):
        lines.append(f"Needs at {table.place}, with 80 % ranges")
        for row in (row for group in table.groups for row in group):
            lines.append(f"  {row.item} ({row.standard})")
            lines += [f"    {day}: {_ranged(cell)}" for day, cell in zip(table.days, row.cells, strict=True)]
    return lines


def _first_needs(assessment: Assessment, place: str) -> list[str]:
    """The few needs that fit on one screen, on the first of the report's days."""
    table = next(
        (table for table in needs_tables(assessment.needs, assessment.forecast.as_of) if table.place == place), None
    )
    if table is None:
        return []
    rows = [row for group in table.groups for row in group if row.item.split(",")[0] in _SCREEN_ITEMS]
    return [
        f"Needed there on {table.days[0]}, with 80 % ranges",
        *(f"  {row.item}: {_ranged(row.cells[0])}" for row in rows),
    ]


def _ranged(cell: tuple[str, str]) -> str:
    best, ends = cell
    return f"{best} ({ends})" if ends else best


def plain_needs_lines(table: pd.DataFrame, people: int) -> list[str]:
    """Needs of a number of people that somebody gave, each with its standard."""
    lines = [f"Needs of {people:,} people"]
    for row in table.itertuples():
        lines.append(f"  {row.item}: {row.need:,.0f} {row.unit} ({row.figure:g} per {row.per}; {row.source})")
    return lines


def stock_lines(ends: pd.DataFrame) -> list[str]:
    """When each thing in stock runs out, a line a case."""
    lines = ["Stock on hand and on its way"]
    rows: list[Any] = list(ends.itertuples())
    for row in rows:
        day = "lasts to the end" if pd.isna(row.runs_out) else f"runs out on {day_words(row.runs_out.date())}"
        lines.append(f"  {row.place}, {row.item}, {100 * row.quantile:.0f} % case: {day}")
    return lines


def load_lines(loaded: pd.DataFrame, as_of: date) -> list[str]:
    """Tonnes and truckloads in a week's time, with the range of the cases."""
    days = sorted(pd.to_datetime(loaded["date"]).dt.date.unique())
    day = next((each for each in days if each >= as_of + timedelta(days=_AHEAD[0])), days[-1]) if days else as_of
    here = loaded[pd.to_datetime(loaded["date"]).dt.date == day]
    lines = [f"To bring, as of {day_words(day)}; truckloads hold the spare transport"] if len(here) else []
    for (place, when), rows in here.groupby(["place", "when"], sort=False):
        low, middle, high = (rows.iloc[at] for at in (0, len(rows) // 2, -1))
        lines.append(
            f"  {place}, {when}: {middle.tonnes:,.0f} t ({low.tonnes:,.0f} to {high.tonnes:,.0f}), "
            f"{middle.truckloads:,} truckloads ({low.truckloads:,} to {high.truckloads:,}): {middle['items']}"
        )
    return lines


def population_rows(futures: AnyFutures, scenario: Scenario) -> list[tuple[str, date, Interval]]:
    """People at each site on a few days of a simulation: place, day, interval."""
    start, horizon = scenario.settings.start, scenario.settings.end
    step = max(1, (horizon - start).days // (_DAYS_SHOWN - 1))
    days = sorted({*(start + timedelta(days=step * each) for each in range(_DAYS_SHOWN - 1)), horizon})
    rows = []
    people = quantiles_of(futures, "population", _QUANTILES)
    for place in dict.fromkeys(site.place for site in scenario.settings.sites.values()):
        for day in days:
            low, median, high = people.sel(place=place, date=pd.Timestamp(day)).values.tolist()
            rows.append((place, day, Interval(median, low, high)))
    return rows


def population_lines(rows: list[tuple[str, date, Interval]]) -> list[str]:
    """The same as lines."""
    lines: list[str] = []
    for place in dict.fromkeys(place for place, _, _ in rows):
        lines.append(f"People at {place}")
        for _, day, people in (row for row in rows if row[0] == place):
            lines.append(f"  {day}  {people.text if people.high else 'nobody'}")
    return lines


def bare_rows(rows: list[tuple[str, date, Interval]]) -> list[dict[str, str]]:
    """The same for machines."""
    return [{"place": place, "date": day.isoformat()} | _bare(people) for place, day, people in rows]
