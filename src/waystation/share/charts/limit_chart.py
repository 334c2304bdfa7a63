"""Chart of people received as simulated, beside the soonest they could have been."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from waystation.plan.outlook import Outlook
from waystation.share.charts.style import (
    BANDS,
    INK,
    MEDIAN,
    Chart,
    Size,
    date_axis,
    day_number,
    drawn,
    people_axis,
    title,
)
from waystation.share.language import Language, language

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["limit_chart"]

_AFTER = 7
"""Days drawn after nearly all are received."""


def limit_chart(forecast: Forecast, outlook: Outlook, words: Language | None = None) -> Chart | None:
    """The middle one of the futures held against their limit; None if there is none."""
    words = words or language("en")
    if not outlook.plans:
        return None
    plan = outlook.plans[len(outlook.plans) // 2]
    settings = forecast.scenario.settings
    first = (outlook.since - settings.start).days - 1
    last = min((settings.end - settings.start).days, (plan.simulated_end - settings.start).days + _AFTER)
    days = [settings.start + timedelta(days=each) for each in range(first, max(last, first + 2) + 1)]
    simulated, limit = (
        each[first : first + len(days)] - plan.simulated[first] for each in (plan.simulated, plan.limit)
    )
    limit = np.maximum(limit, simulated)

    def draw(figure: Figure, size: Size) -> None:
        axes = figure.subplots()
        x = [day_number(day) for day in days]
        axes.fill_between(x, simulated, limit, color=BANDS[80], linewidth=0, zorder=1)
        soonest, as_run = words.say("The soonest possible"), words.say("As simulated")
        axes.plot(x, limit, color=INK, linewidth=1.6, linestyle=(0, (5, 3)), zorder=3, label=soonest)
        axes.plot(x, simulated, color=MEDIAN, linewidth=2.2, zorder=3, label=as_run)
        date_axis(axes, size, days, words)
        people_axis(axes, size, float(max(limit.max(), 10.0)) * 1.1, words)
        title(axes, words.say("People received since %(day)s, in one middle case", day=words.short_day(days[0])), size)
        figure.legend(loc="outside lower left", ncols=1 if size.narrow else 2, handlelength=2.2, borderpad=0.2)

    label = words.say(
        "Chart of people received in one middle case: nearly all by %(simulated)s as simulated, by %(soonest)s at the "
        "soonest.",
        simulated=words.day(plan.simulated_end), soonest=words.day(plan.limit_end),
    )  # fmt: skip
    caption = words.say(
        "The dashed line is a proven limit for this one case: no plan with the same lanes, hours and vehicles can be "
        "above it. It knows everything in hindsight, from the scenario's first day on, so that real plans stay below."
    )
    return drawn("limit", label, (320, 380), draw, caption=caption)
