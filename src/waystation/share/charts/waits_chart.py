"""Chart of waiting at the stages: how many people, and how long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from waystation.share.charts.chart_marks import bands, legend, looks, marks
from waystation.share.charts.style import (
    BANDS,
    INK,
    MEDIAN,
    Chart,
    Size,
    as_of_line,
    date_axis,
    day_number,
    drawn,
    people_axis,
    title,
)
from waystation.share.display_names import stage_name
from waystation.share.figures import Fan, most_waiting, wait_hours, waiting
from waystation.share.language import Language, language
from waystation.share.reported_shown import of_family

if TYPE_CHECKING:
    from waystation.forecast import Evidence, Forecast

__all__ = ["waits_chart"]

_BEFORE, _AFTER = 14, 30


def waits_chart(forecast: Forecast, words: Language | None = None) -> Chart | None:
    """People waiting and mean wait at each stage, two weeks back and a month ahead; None without stages."""
    words, settings = words or language("en"), forecast.scenario.settings
    stages = list(settings.stages)
    if not stages:
        return None
    as_of = forecast.as_of
    first, last = as_of - timedelta(days=_BEFORE), as_of + timedelta(days=_AFTER)
    people = {stage: waiting(forecast, stage).since(first).until(last) for stage in stages}
    hours = {stage: wait_hours(forecast, stage).since(first).until(last) for stage in stages}
    reported = {stage: _reported(forecast, stage, people[stage]) for stage in stages}
    colours = looks(forecast, [each for found in reported.values() for each in found])

    def draw(figure: Figure, size: Size) -> None:
        rows, columns = (2 * len(stages), 1) if size.narrow else (len(stages), 2)
        grid = figure.subplots(rows, columns, squeeze=False)
        for index, stage in enumerate(stages):
            left = grid[2 * index][0] if size.narrow else grid[index][0]
            right = grid[2 * index + 1][0] if size.narrow else grid[index][1]
            name = stage_name(stage, settings)
            _people(left, people[stage], reported[stage], size, words)
            marks(left, forecast, reported[stage], colours)
            title(left, words.say("%(name)s: people waiting", name=name), size)
            _hours(right, hours[stage], size, words)
            title(
                right,
                words.say("%(name)s: mean wait, hours", name=name) if size.narrow else words.say("Mean wait, hours"),
                size,
                edge=size.narrow,
            )
            for axes in (left, right):
                date_axis(axes, size, people[stage].days, words)
                as_of_line(axes, as_of, size, label=False)
        line = Line2D([], [], color=INK, linewidth=1.2, linestyle=(0, (4, 3)), label=words.say("Last reports seen"))
        legend(figure, size, colours, shares=(50, 80), extra=[line], words=words)

    parts = [f"{stage_name(stage, settings)}: {words.text(most_waiting(forecast, stage, _AFTER))}" for stage in stages]
    label = words.say(
        "Charts of people waiting and of mean waits at %(count)s stages. Most people waiting at one time in the next "
        "%(days)s days: %(people)s.",
        count=words.number(len(stages)), days=words.number(_AFTER), people="; ".join(parts),
    )  # fmt: skip
    caption = words.say(
        "People waiting are counted at the end of the day. A wait is the mean over those who got through that day or, "
        "where that is longer, over those still waiting, with the time they have waited so far."
    )
    height = 165 * len(stages) + 95, 330 * len(stages) + 150
    return drawn("waits", label, height, draw, caption=caption)


def _reported(forecast: Forecast, stage: str, shown: Fan) -> list[Evidence]:
    place = forecast.scenario.settings.stages[stage].place
    others = [name for name, each in forecast.scenario.settings.stages.items() if each.place == place]
    found = of_family(forecast, "waiting", place) if others[0] == stage else []
    return [each for each in found if shown.days and shown.days[0] <= each.claim.until <= shown.days[-1]]


def _people(axes: Axes, fan: Fan, reported: list[Evidence], size: Size, words: Language) -> None:
    bands(axes, fan, shares=(80, 50))
    ends = [end for each in reported for end in (each.claim.quantity_low, each.claim.quantity_high) if end]
    people_axis(axes, size, max([float(np.nanmax(fan.at(0.9))) * 1.3, *(end * 1.15 for end in ends), 10.0]), words)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10], integer=True))


def _hours(axes: Axes, fan: Fan, size: Size, words: Language) -> None:
    x = [day_number(day) for day in fan.days]
    axes.fill_between(x, fan.at(0.1), fan.at(0.9), color=BANDS[80], linewidth=0, zorder=1)
    axes.fill_between(x, fan.at(0.25), fan.at(0.75), color=BANDS[50], linewidth=0, zorder=1)
    axes.plot(x, fan.at(0.5), color=MEDIAN, linewidth=2.2, zorder=3)
    some = fan.at(0.9)[np.isfinite(fan.at(0.9))]
    people_axis(axes, size, max(float(some.max()) * 1.2 if some.size else 1.0, 1.0))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.figure(y)))
