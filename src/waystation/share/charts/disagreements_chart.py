"""Chart of reported figures that disagree, side by side: no winner is picked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from waystation.claims import Claim, Conflict
from waystation.share.charts.chart_marks import legend
from waystation.share.charts.style import INK, MARKERS, MUTED, REPORTERS, Chart, Size, drawn, title
from waystation.share.display_names import listed
from waystation.share.language import Language, language
from waystation.share.reported_shown import (
    OTHERS,
    QUALIFIED,
    Topic,
    about_days,
    figure_said,
    reporter_name,
    short_source,
    topics,
)

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["disagreements_chart"]

COLUMNS = ("What", "Who counted", "For", "Figure", "Published")
"""Headings of the figures behind the chart."""
_ROW, _NARROW_ROW, _HEAD = 27, 46, 66


def disagreements_chart(
    forecast: Forecast, conflicts: Sequence[Conflict], words: Language | None = None
) -> Chart | None:
    """Figures on one thing in one panel, with who counted and when; None if nothing disagrees."""
    words = words or language("en")
    found = topics(conflicts, words=words)
    if not found:
        return None
    reporters = forecast.scenario.settings.reporters
    names = [*(each.name for each in reporters), OTHERS]
    named = {claim.id: reporter_name(claim, reporters) for topic in found for claim in topic.claims}
    present = [name for name in names if name in named.values()]
    kept = sorted(names, key=lambda name: name in {each.name for each in reporters if each.terms})
    colours = {
        name: (REPORTERS[kept.index(name) % len(REPORTERS)], MARKERS[kept.index(name) % len(MARKERS)])
        for name in present
    }

    def draw(figure: Figure, size: Size) -> None:
        row = _NARROW_ROW if size.narrow else _ROW
        heights = [len(topic.claims) * row + _HEAD for topic in found]
        panels = figure.subplots(len(found), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
        for axes, topic in zip(panels[:, 0], found, strict=True):
            _panel(axes, topic, size, {claim.id: colours[named[claim.id]] for claim in topic.claims}, words)
        legend(figure, size, colours, shares=(), words=words)

    rows = sum(len(topic.claims) for topic in found)
    height = (
        rows * _ROW + len(found) * _HEAD + 60.0,
        rows * _NARROW_ROW + len(found) * _HEAD + 30.0 + 22 * len(present),
    )
    label = words.say(
        "Charts of reported figures that disagree, side by side: %(what)s.",
        what=listed([topic.title for topic in found], words),
    )
    caption = words.say(
        "An arrow to the right means at least or more than; an arrow to the left, up to; a bar, a range. "
        "No figure is marked as the right one: ask those who counted."
    )
    table = [
        (
            topic.title, short_source(claim), about_days(claim, words=words), figure_said(claim, words),
            words.day(claim.published),
        )
        for topic in found
        for claim in topic.claims
    ]  # fmt: skip
    return drawn(
        "disagreements", label, height, draw, caption=caption,
        columns=tuple(map(words.say, COLUMNS)), rows=table, behind=words.say("The figures behind this chart"),
    )  # fmt: skip


def _panel(axes: Axes, topic: Topic, size: Size, looks: dict[str, tuple[str, str]], words: Language) -> None:
    many = len(topic.claims)
    largest = max(end for claim in topic.claims for end in (claim.quantity_low, claim.quantity_high) if end is not None)
    axes.set_xlim(0, max(largest, 1) * (1.75 if size.narrow else 1.45))
    axes.set_ylim(many - 0.5, -0.5)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3 if size.narrow else 5, steps=[1, 2, 5, 10], integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.number(x)))
    title(axes, topic.title, size, bold=True)
    labels = [words.listed([short_source(claim), about_days(claim, short=True, words=words)]) for claim in topic.claims]
    if size.narrow:  # names above the marks: beside them would leave no room for the marks
        axes.set_yticks([])
        for index, text in enumerate(labels):
            axes.text(0, index - 0.28, f" {text}", ha="left", va="center", fontsize=size.letters - 0.5, color=MUTED)
    else:
        axes.set_yticks(range(many), labels)
    for index, claim in enumerate(topic.claims):
        _row(axes, claim, index + (0.18 if size.narrow else 0), looks[claim.id], size, words)


def _row(axes: Axes, claim: Claim, y: float, look: tuple[str, str], size: Size, words: Language) -> None:
    colour, shape = look
    ends = [end for end in (claim.quantity_low, claim.quantity_high) if end is not None]
    if len(ends) > 1 and ends[0] != ends[1]:
        axes.add_line(Line2D(ends, [y, y], color=colour, linewidth=4, solid_capstyle="butt", zorder=3))
    else:
        axes.plot(ends[0], y, marker=shape, markersize=8, color=colour, linestyle="none", zorder=4, clip_on=False)
    if len(ends) == 1:
        way = 1 if claim.quantity_high is None else -1
        axes.annotate(
            "", (ends[0], y), xytext=(22 * way, 0), textcoords="offset points",
            arrowprops={"arrowstyle": "<|-", "color": colour, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 3},
        )  # fmt: skip
    shift = 28 if claim.quantity_high is None else 9
    low, high = words.number(ends[0]), words.number(ends[-1])
    shown = low if low == high else words.say("%(low)s to %(high)s", low=low, high=high)
    if len(ends) == 1:
        shown = words.say(QUALIFIED[claim.qualifier], figure=shown)
    axes.annotate(
        shown, (ends[-1], y), xytext=(shift, 0), textcoords="offset points", va="center", ha="left",
        fontsize=size.letters - 0.5, color=INK,
    )  # fmt: skip
