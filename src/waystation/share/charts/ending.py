"""Chart of the day by which nearly all will have come."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from waystation.share.charts.style import FILL, INK, MUTED, PAPER, Chart, Size, drawn, title
from waystation.share.figures import end_date, end_days
from waystation.share.language import Language, language

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["ending_chart"]

COLUMNS = ("End", "Possible cases")
"""Headings of the figures behind the chart."""
_LABELLED = 0.5


def ending_chart(forecast: Forecast, words: Language | None = None) -> Chart:
    """Of 100 possible cases, in how many the last people come in which week."""
    words = words or language("en")
    weeks, shares = _weeks(forecast)
    horizon = forecast.scenario.settings.end
    names = [*(words.axis_day(week) for week in weeks), words.say("Later")]

    def draw(figure: Figure, size: Size) -> None:
        axes = figure.subplots()
        for index, share in enumerate(shares):
            late = index == len(shares) - 1
            axes.add_patch(
                Rectangle(
                    (index - 0.42, 0),
                    0.84,
                    share,
                    facecolor=PAPER if late else FILL,
                    edgecolor=MUTED if late else FILL,
                    hatch="////" if late else None,
                    linewidth=1,
                )
            )
            if share >= _LABELLED:
                axes.text(index, share, words.number(share), ha="center", va="bottom", color=INK)
        axes.set_xlim(-0.6, len(shares) - 0.4)
        axes.set_ylim(0, max(shares) * 1.15)
        axes.set_yticks([])
        every = 1 if len(names) <= (5 if size.narrow else 10) else 2
        shown = [index for index in range(len(names)) if (len(names) - 1 - index) % every == 0]
        axes.set_xticks(shown, [names[index] for index in shown])
        title(axes, words.say("Of 100 possible cases, how many end in the week from ..."), size)

    last = words.day(horizon)
    of_100 = [words.say("%(count)s of 100", count=words.number(share)) for share in shares]
    late = words.say("%(cases)s go on after %(day)s", cases=of_100[-1], day=last)
    rows = [
        (words.say("Week from %(day)s", day=words.day(week)), share) for week, share in zip(weeks, of_100, strict=False)
    ]
    rows.append((words.say("After %(day)s", day=last), of_100[-1]))
    end = end_date(forecast)
    label = words.say(
        "Bar chart of the week in which arrivals end: %(end)s; %(late)s.",
        end=f"{words.around(end)} ({words.days_bracket(end)})", late=late,
    )  # fmt: skip
    caption = words.say(
        "The end is the day by which nearly everyone (99 in 100) has come. The hatched bar: %(late)s.", late=late
    )
    return drawn(
        "ending", label, (260, 260), draw, caption=caption, columns=tuple(map(words.say, COLUMNS)), rows=rows,
        behind=words.say("The figures behind this chart"),
    )  # fmt: skip


def _weeks(forecast: Forecast) -> tuple[list[date], list[float]]:
    """First days of weeks from the as-of date on, and shares in per cent, the last for "later".

    Futures that ended before the as-of date count in the first week.
    """
    first, horizon = forecast.as_of, forecast.scenario.settings.end
    weeks = [first + timedelta(days=7 * index) for index in range((horizon - first).days // 7 + 1)]
    ends = end_days(forecast)
    counted = Counter(len(weeks) if day is None else max(0, (day - first).days // 7) for day in ends)
    return weeks, [100 * counted[index] / len(ends) for index in range(len(weeks) + 1)]
