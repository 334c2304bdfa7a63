"""Charts of people there, arrivals per day and arrivals since the as-of date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from waystation.share.charts.chart_marks import bands, legend, looks, mark, marks
from waystation.share.charts.style import (
    BANDS,
    FILL,
    MEDIAN,
    MUTED,
    PAPER,
    Chart,
    Size,
    as_of_line,
    date_axis,
    day_number,
    drawn,
    people_axis,
    title,
)
from waystation.share.figures import Fan, arrivals_per_day, arrivals_since, main_place, population
from waystation.share.language import Language, language
from waystation.share.reported_shown import arrivals_reported, of_family, reporter_name
from waystation.share.sites_today import capacity_of

if TYPE_CHECKING:
    from waystation.forecast import Evidence, Forecast

__all__ = ["daily_chart", "population_chart", "since_chart"]

COLUMNS = ("Day", "Forecast (80 %)", "Wider range (95 %)", "Arrivals that day (80 %)", "New arrivals so far (80 %)")
_DAY, _FORECAST, _WIDER, _THAT_DAY, _SO_FAR = COLUMNS
"""Headings of the figures behind the charts."""
_PAST_DAYS = 45
_HEADROOM = 1.12


def population_chart(forecast: Forecast, words: Language | None = None) -> Chart:
    """People at the main place: what was reported, and the forecast."""
    words = words or language("en")
    place, as_of = main_place(forecast), forecast.as_of
    fan, found = population(forecast, place), of_family(forecast, "population", place)
    colours, capacity = looks(forecast, found), capacity_of(forecast, place)

    def draw(figure: Figure, size: Size) -> None:
        axes = figure.subplots()
        bands(axes, fan)
        date_axis(axes, size, fan.days, words)
        top = _top(fan, found)
        people_axis(axes, size, top, words)
        if capacity is not None and capacity < top:
            axes.axhline(capacity, color=MUTED, linewidth=1.2, linestyle=(0, (1, 2)), zorder=4)
            axes.annotate(
                words.say("It can hold %(count)s", count=words.number(capacity)),
                (0.01, capacity), xycoords=("axes fraction", "data"), xytext=(0, 3),
                textcoords="offset points", fontsize=size.letters - 1, color=MUTED,
            )  # fmt: skip
        marks(axes, forecast, found, colours)
        as_of_line(axes, as_of, size, words=words)
        title(axes, words.say("People at %(place)s", place=place), size)
        hollow = Line2D(
            [], [], color=MUTED, marker="o", markersize=7.5, markerfacecolor=PAPER, linestyle="none",
            label=words.say("Hollow: reported, not used"),
        )  # fmt: skip
        legend(figure, size, colours, extra=[] if all(each.used for each in found) else [hollow], words=words)

    last = fan.days[-1]
    end = fan.interval(last)
    label = words.say(
        "Chart of people at %(place)s by day, with %(count)s reported figures and the forecast from %(day)s on. "
        "On %(last)s: %(people)s.",
        place=place, count=words.number(len(found)), day=words.day(as_of), last=words.day(last), people=words.text(end),
    )  # fmt: skip
    caption = words.say(
        "Dots are reported figures. An arrow up means the report said at least or more than; "
        "an arrow down, up to; a bar, a range. Half of all possible cases lie in the darkest band."
    )
    return drawn(
        "population", label, (430, 500), draw, caption=caption,
        columns=tuple(map(words.say, (_DAY, _FORECAST, _WIDER))),
        rows=_rows(fan, as_of, words), behind=words.say("The figures behind this chart"),
    )  # fmt: skip


def daily_chart(forecast: Forecast, words: Language | None = None) -> Chart:
    """Arrivals per day, past and to come."""
    words = words or language("en")
    place, as_of = main_place(forecast), forecast.as_of
    whole = arrivals_per_day(forecast, place)
    fan = whole.since(max(whole.days[0], as_of - timedelta(days=_PAST_DAYS)))
    found = [each for each in arrivals_reported(forecast, place) if each.claim.until >= fan.days[0]]
    colours = looks(forecast, found)

    def draw(figure: Figure, size: Size) -> None:
        axes = figure.subplots()
        past, ahead = fan.until(as_of), fan.since(as_of + timedelta(days=1))
        x = [day_number(day) for day in past.days]
        axes.bar(x, past.at(0.5), width=0.8, color=FILL, linewidth=0, zorder=2)
        axes.vlines(x, past.at(0.1), past.at(0.9), color=MUTED, linewidth=1, zorder=3)
        if ahead.days:
            bands(axes, ahead, shares=(80, 50))
        date_axis(axes, size, fan.days, words)
        people_axis(axes, size, _daily_top(fan, found), words)
        for each in found:
            _flow(axes, forecast, each, colours)
        as_of_line(axes, as_of, size, words=words)
        title(axes, words.say("People arriving at %(place)s per day", place=place), size)
        extra: list[Artist] = [
            Patch(color=FILL, label=words.say("So far, worked out from reports")),
            Line2D(
                [], [], color=MUTED, linewidth=1, label=words.say("%(share)s %% range of that", share=words.number(80))
            ),
            Line2D([], [], color=MEDIAN, linewidth=2.2, label=words.say("Middle of the forecast")),
            Patch(color=BANDS[50], label=words.say("%(share)s %% of possible cases", share=words.number(50))),
            Patch(color=BANDS[80], label=words.say("%(share)s %% of possible cases", share=words.number(80))),
        ]
        legend(figure, size, colours, shares=(), extra=extra, words=words)

    week = _next_days(fan, as_of, 7, words)
    label = words.say(
        "Chart of arrivals at %(place)s per day, from %(first)s to %(last)s, with %(count)s reported figures.",
        place=place, first=words.day(fan.days[0]), last=words.day(fan.days[-1]), count=words.number(len(found)),
    )  # fmt: skip
    if week:
        label += " " + words.say("The day after the last report: %(people)s.", people=week[0][1])
    caption = words.say(
        "People come in surges, and nobody knows the days of the next one: a middle line near zero does "
        "not promise quiet days. Reported figures over several days are drawn as their mean per day, across them."
    )
    return drawn(
        "daily", label, (390, 520), draw, caption=caption,
        columns=tuple(map(words.say, (_DAY, _THAT_DAY))), rows=week,
        behind=words.say("The figures behind this chart"),
    )  # fmt: skip


def since_chart(forecast: Forecast, words: Language | None = None) -> Chart:
    """Arrivals since the as-of date, added up."""
    words = words or language("en")
    place, as_of = main_place(forecast), forecast.as_of
    fan = arrivals_since(forecast, place)

    def draw(figure: Figure, size: Size) -> None:
        axes = figure.subplots()
        bands(axes, fan)
        date_axis(axes, size, _at_least_two(fan.days), words)
        people_axis(axes, size, float(max(fan.at(0.975).max(), 10)) * _HEADROOM, words)
        title(axes, words.say("New arrivals since %(day)s, added up", day=words.short_day(as_of)), size)
        legend(figure, size, {}, words=words)

    last = fan.days[-1]
    label = words.say(
        "Chart of new arrivals at %(place)s since %(day)s, added up. By %(last)s: %(people)s.",
        place=place, day=words.day(as_of), last=words.day(last), people=words.text(fan.interval(last)),
    )  # fmt: skip
    return drawn(
        "since", label, (350, 430), draw,
        columns=tuple(map(words.say, (_DAY, _SO_FAR, _WIDER))),
        rows=_rows(fan, as_of, words), behind=words.say("The figures behind this chart"),
    )  # fmt: skip


def _flow(axes: Axes, forecast: Forecast, each: Evidence, colours: dict[str, tuple[str, str]]) -> None:
    """A count over days as its mean per day, across those days."""
    claim = each.claim
    start = claim.about_start or claim.until
    days = (claim.until - start).days + 1
    look = colours[reporter_name(claim, forecast.scenario.settings.reporters)]
    ends = [end for end in (claim.quantity_low, claim.quantity_high) if end is not None]
    if days > 1:
        x = [day_number(start) - 0.4, day_number(claim.until) + 0.4]
        axes.plot(x, [ends[0] / days] * 2, color=look[0], linewidth=1.8, zorder=5, solid_capstyle="butt")
    mark(axes, claim, start + (claim.until - start) / 2, look, each.used, scale=1 / days)


def _top(fan: Fan, found: list[Evidence]) -> float:
    """Room for nine in ten futures; the widest band runs out of the chart only when it dwarfs the rest."""
    reported = [end for each in found for end in (each.claim.quantity_low, each.claim.quantity_high) if end]
    likely = max([float(np.nanmax(fan.at(0.9))), *reported, 10.0])
    widest = float(np.nanmax(fan.at(0.975)))
    return (widest if widest < 2 * likely else 2 * likely) * _HEADROOM


def _daily_top(fan: Fan, found: list[Evidence]) -> float:
    reported = []
    for each in found:
        start = each.claim.about_start or each.claim.until
        days = (each.claim.until - start).days + 1
        reported += [end / days for end in (each.claim.quantity_low, each.claim.quantity_high) if end]
    return float(max([float(np.nanmax(fan.at(0.9))), *reported, 10.0]) * _HEADROOM)


def _at_least_two(days: list[date]) -> list[date]:
    return days if len(days) > 1 else [days[0], days[0] + timedelta(days=1)]


def _rows(fan: Fan, as_of: date, words: Language) -> list[tuple[str, str, str]]:
    """Every seventh day, and the last."""
    days = [day for day in fan.days if day >= as_of and (day - as_of).days % 7 == 0]
    if fan.days[-1] not in days:
        days.append(fan.days[-1])
    return [(words.day(day), words.text(fan.interval(day)), words.range(fan.wide(day))) for day in days]


def _next_days(fan: Fan, as_of: date, number: int, words: Language) -> list[tuple[str, str]]:
    days = [day for day in fan.days if 0 < (day - as_of).days <= number]
    return [(words.day(day), words.text(fan.interval(day))) for day in days]
