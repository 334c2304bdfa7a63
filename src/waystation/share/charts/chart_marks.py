"""Marks shared by charts: bands of possible cases, and reported figures that keep their wording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from waystation.claims import Claim
from waystation.share.charts.style import BANDS, MARKERS, MEDIAN, PAPER, REPORTERS, Size, day_number
from waystation.share.figures import Fan
from waystation.share.language import Language, language
from waystation.share.reported_shown import OTHERS, reporter_name

if TYPE_CHECKING:
    from waystation.forecast import Evidence, Forecast

__all__ = ["bands", "legend", "looks", "mark", "marks"]

_ENDS = {95: (0.025, 0.975), 80: (0.1, 0.9), 50: (0.25, 0.75)}
_ARROW = 15


def bands(axes: Axes, fan: Fan, shares: Sequence[int] = (95, 80, 50)) -> None:
    """Bands that hold so many per cent of possible cases, and the middle one."""
    x = [day_number(day) for day in fan.days]
    for share in shares:
        low, high = _ENDS[share]
        axes.fill_between(x, fan.at(low), fan.at(high), color=BANDS[share], linewidth=0, zorder=1)
    axes.plot(x, fan.at(0.5), color=MEDIAN, linewidth=2.2, zorder=3, solid_capstyle="round")


Look = tuple[str, str]


def looks(forecast: Forecast, evidence: Sequence[Evidence]) -> dict[str, Look]:
    """Colour and shape of each reporter that appears, the same in every chart of one scenario."""
    reporters = forecast.scenario.settings.reporters
    order = [*(each.name for each in reporters), OTHERS]
    present = {reporter_name(each.claim, reporters) for each in evidence}
    return {
        name: (REPORTERS[index % len(REPORTERS)], MARKERS[index % len(MARKERS)])
        for index, name in enumerate(_counters_first(order, forecast))
        if name in present
    }


def _counters_first(order: list[str], forecast: Forecast) -> list[str]:
    """Reporters kept to certain terms come last: they appear on few charts."""
    kept = {each.name for each in forecast.scenario.settings.reporters if each.terms}
    return sorted(order, key=lambda name: name in kept)


def marks(axes: Axes, forecast: Forecast, evidence: Sequence[Evidence], found: dict[str, Look]) -> None:
    """Reported stocks on the day they describe; hollow where the forecast does not use them."""
    reporters = forecast.scenario.settings.reporters
    for each in evidence:
        mark(axes, each.claim, each.claim.until, found[reporter_name(each.claim, reporters)], each.used)


def mark(axes: Axes, claim: Claim, day: date, look: Look, used: bool, scale: float = 1.0) -> None:
    """One reported figure: a dot, an arrow up (at least) or down (up to), a bar for a range."""
    colour, shape = look
    x = day_number(day)
    low, high = claim.quantity_low, claim.quantity_high
    shown = [end * scale for end in (low, high) if end is not None]
    if len(shown) > 1 and shown[0] != shown[1]:
        axes.plot([x, x], shown, color=colour, linewidth=2.4, zorder=5, solid_capstyle="butt")
        axes.plot(
            [x, x],
            shown,
            color=colour,
            marker="_",
            markersize=9,
            markeredgewidth=2,
            linestyle="none",
            zorder=5,
        )
        return
    axes.plot(
        x, shown[0], marker=shape, markersize=7.5, markerfacecolor=colour if used else PAPER,
        markeredgecolor=PAPER if used else colour, markeredgewidth=0.9 if used else 1.6,
        linestyle="none", zorder=6, clip_on=False,
    )  # fmt: skip
    if low is None or high is None:
        up = high is None
        axes.annotate(
            "",
            (x, shown[0]),
            xytext=(0, _ARROW if up else -_ARROW),
            textcoords="offset points",
            arrowprops={"arrowstyle": "<|-", "color": colour, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 3},
            annotation_clip=True,
            zorder=5,
        )


def legend(
    figure: Figure,
    size: Size,
    found: dict[str, Look],
    *,
    shares: Sequence[int] = (50, 80, 95),
    extra: Sequence[Artist] = (),
    words: Language | None = None,
) -> None:
    """What the marks mean, under the chart; no shares: the chart has no bands."""
    words = words or language("en")
    handles: list[Artist] = []
    if shares:
        handles.append(Line2D([], [], color=MEDIAN, linewidth=2.2, label=words.say("Middle of the forecast")))
        handles += [
            Patch(color=BANDS[each], label=words.say("%(share)s %% of possible cases", share=words.number(each)))
            for each in shares
        ]
    for name, (colour, shape) in found.items():
        said = words.say("%(name)s, as reported", name=words.say(name) if name == OTHERS else name)
        handles.append(Line2D([], [], color=colour, marker=shape, markersize=7.5, linestyle="none", label=said))
    handles += list(extra)
    if handles:
        figure.legend(
            handles=handles, loc="outside lower left", ncols=1 if size.narrow else 3, handlelength=1.5,
            columnspacing=1.6, labelspacing=0.45, borderpad=0.2,
        )  # fmt: skip
