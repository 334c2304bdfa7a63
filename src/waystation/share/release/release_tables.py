"""What leaves: people and needs at the sites, as finely as an audience may be told, small counts guarded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from waystation.claims.offices import office_only
from waystation.share.release.audience import Audience, refuse_too_sensitive
from waystation.share.release.known_sum import Shown
from waystation.share.release.suppression import TableFigure, hidden_figures
from waystation.share.reported_shown import about_people
from waystation.share.sites_today import capacity_of
from waystation.world.scenario_model import Level

if TYPE_CHECKING:
    from waystation.claims import Claim
    from waystation.forecast import Forecast

__all__ = ["ALL_SITES", "NOT_TOLD", "PeopleRow", "Release", "ReportedRow", "make_release"]

ALL_SITES = "All sites together"
NOT_TOLD = "not told"
"""Stands for a count that is small, or that guards a small one."""

QUANTILES = (0.1, 0.5, 0.9)
_RECENT_DAYS = 14
_MOST_REPORTED = 40


@dataclass(frozen=True)
class PeopleRow:
    """People at a site on a day: middle, and ends of the 80 % interval, as they are told.

    A figure is written as a whole number, as ``<100`` where it is above zero and would be rounded to zero, or as
    `NOT_TOLD`. ``over`` is the share of futures in which more people are there than the site holds; None if it is
    not told.
    """

    site: str
    day: date
    low: str
    middle: str
    high: str
    capacity: int | None = None
    over: float | None = None


@dataclass(frozen=True)
class ReportedRow:
    """A reported figure with the office that gave it; ``quote`` is its sentence, or empty."""

    published: date
    source: str
    figure: str
    term: str
    place: str
    quote: str = ""


@dataclass(frozen=True)
class Release:
    """What one audience is told.

    Parameters
    ----------
    audience : who
    level : sensitivity of what is told
    as_of : as-of date
    people : rows in order of site and day
    needs : columns site, item, unit, day, low, middle, high; whole sites' rows are left out where people are hidden
    reported : figures as published, newest first
    hidden : number of cells that are not told because they are small, or guard one that is
    shown : what a reader now knows, for the register
    """

    audience: Audience
    level: Level
    as_of: date
    people: Sequence[PeopleRow]
    needs: pd.DataFrame
    reported: Sequence[ReportedRow] = ()
    hidden: int = 0
    shown: Sequence[Shown] = field(default_factory=tuple)


def make_release(
    forecast: Forecast, needs: pd.DataFrame, audience: Audience, *, earlier: Sequence[Shown] = ()
) -> Release:
    """What an audience is told of a forecast.

    Parameters
    ----------
    forecast : as from `waystation.forecast.forecast`
    needs : as from `waystation.plan.needs`
    audience : as from `waystation.share.release.for_audience`
    earlier : what earlier releases have shown

    Raises
    ------
    InputError
        If the situation is more sensitive than this audience may be told site by site.
    """
    settings, order, together = forecast.scenario.settings, list(Level), audience.sites == "together"
    refuse_too_sensitive(audience, settings)
    values = _people(forecast, audience)
    figures = _figures(values, forecast)
    hidden: set[tuple[str, str]] = set()
    for each in figures.values():
        hidden |= {(name[0], name[1]) for name in hidden_figures(each, earlier)}
    rows = [_row(forecast, audience, site, day, found, (site, day.isoformat()) in hidden)
            for (site, day), found in values.items()]  # fmt: skip
    shown = [
        Shown(each.parts, each.value, each.value)
        for quantile in figures.values()
        for each in quantile
        if (each.name[0], each.name[1]) not in hidden
    ]
    level = audience.level if order.index(audience.level) > order.index(settings.level) else settings.level
    level = audience.level if together else level
    return Release(
        audience, level, forecast.as_of, rows, _needs(needs, rows, audience), _reported(forecast, audience),
        len(hidden), shown,
    )  # fmt: skip


def _days(forecast: Forecast, audience: Audience) -> list[date]:
    last = min(forecast.as_of + timedelta(days=audience.ahead_days), forecast.scenario.settings.end)
    count = (last - forecast.as_of).days // audience.every_days
    return [forecast.as_of + timedelta(days=k * audience.every_days) for k in range(count + 1)]


def _people(forecast: Forecast, audience: Audience) -> dict[tuple[str, date], list[int]]:
    """Quantiles of people by site and day; of all sites together, quantiles of the sums."""
    counts = forecast.members["population"].transpose("member", "date", "place")
    places = list(dict.fromkeys(site.place for site in forecast.scenario.settings.sites.values()))
    index = pd.DatetimeIndex(counts["date"].values)
    found: dict[tuple[str, date], list[int]] = {}
    several = audience.sites == "together" and len(places) > 1
    for name in [ALL_SITES] if several else places:
        here = counts.sel(place=places if several else [name]).sum("place").values
        for day in _days(forecast, audience):
            column = here[:, index.get_loc(pd.Timestamp(day))]
            found[name, day] = [round(float(each)) for each in np.quantile(column, QUANTILES)]
    return found


def _figures(values: dict[tuple[str, date], list[int]], forecast: Forecast) -> dict[float, list[TableFigure]]:
    """One system of figures a quantile: sites, and their sum, which needs of all sites give away."""
    state = hashlib.sha256(forecast.members["population"].values.tobytes()).hexdigest()[:12]
    systems: dict[float, list[TableFigure]] = {}
    days = list(dict.fromkeys(day for _, day in values))
    for at, quantile in enumerate(QUANTILES):
        figures = []
        for day in days:
            cells = {site: found[at] for (site, each), found in values.items() if each == day}
            key = {site: f"{state}|{quantile}|{site}|{day}" for site in cells}
            figures += [
                TableFigure((site, day.isoformat()), frozenset({key[site]}), value) for site, value in cells.items()
            ]
            if len(cells) > 1:
                figures.append(TableFigure((ALL_SITES, day.isoformat()), frozenset(key.values()), sum(cells.values())))
        systems[quantile] = figures
    return systems


def _row(forecast: Forecast, audience: Audience, site: str, day: date, found: list[int], hidden: bool) -> PeopleRow:
    low, middle, high = (NOT_TOLD if hidden else _public_figure(each, audience.round_to) for each in found)
    capacity = over = None
    if audience.capacity:
        capacity, over = _capacity(forecast, site, day)
    return PeopleRow(site, day, low, middle, high, capacity, None if hidden else over)


def _public_figure(people: int, step: int) -> str:
    """People rounded to a step; few are not none."""
    rounded = round(people / step) * step
    return f"<{step}" if people > 0 and rounded == 0 else str(rounded)


def _capacity(forecast: Forecast, site: str, day: date) -> tuple[int | None, float | None]:
    """People the sites of a place hold, where that is known, and the share of futures with more."""
    capacity = capacity_of(forecast, site)
    if capacity is None:
        return None, None
    people = forecast.members["population"].sel(place=site, date=np.datetime64(day, "ns")).values
    return capacity, float((people > capacity).mean())


def _needs(needs: pd.DataFrame, rows: Sequence[PeopleRow], audience: Audience) -> pd.DataFrame:
    """Needs on the days told: of each site whose people are told, or of all sites together."""
    columns = ["site", "item", "unit", "day", "low", "middle", "high"]
    if needs.empty:
        return pd.DataFrame(columns=columns)
    days = {row.day for row in rows}
    told = {(row.site, row.day) for row in rows if row.middle != NOT_TOLD}
    table = needs.assign(day=pd.to_datetime(needs["date"]).dt.date)
    table = table[table["default"].astype(bool) & table["day"].isin(days) & table["quantile"].isin(QUANTILES)]
    if audience.sites == "together" and any(row.site == ALL_SITES for row in rows):
        table = table.assign(place=ALL_SITES)
    keys = ["place", "item", "unit", "day"]
    wide = table.groupby([*keys, "quantile"], sort=False)["need"].sum().unstack("quantile").reset_index()
    found = [
        [*(row[key] for key in keys), *(_coarse(float(row[each]), audience.round_to) for each in QUANTILES)]
        for row in wide.to_dict("records")
        if (row["place"], row["day"]) in told
    ]
    return pd.DataFrame(found, columns=columns)


def _coarse(value: float, round_to: int) -> float:
    """A need rounded no finer than people are: two digits, or three for those told more."""
    if value <= 0:
        return 0.0
    digits = 2 if round_to >= 100 else 3
    step = 10.0 ** (np.floor(np.log10(value)) - digits + 1)
    return float(round(value / step) * step)


def _reported(forecast: Forecast, audience: Audience) -> list[ReportedRow]:
    """Recent figures with the office that gave them; figures on armed people are left out."""
    if audience.reported == "none":
        return []
    first = forecast.as_of - timedelta(days=_RECENT_DAYS)
    claims = [each.claim for each in forecast.evidence if each.claim.published >= first and about_people(each.claim)]
    claims = sorted(claims, key=lambda claim: (claim.published, claim.id), reverse=True)[:_MOST_REPORTED]
    return [_reported_row(claim, quotes=audience.reported == "quotes") for claim in claims]


def _reported_row(claim: Claim, *, quotes: bool) -> ReportedRow:
    return ReportedRow(
        claim.published, office_only(claim.source), claim.figure, claim.term.replace("_", " "), claim.place,
        claim.excerpt if quotes else "",
    )  # fmt: skip
