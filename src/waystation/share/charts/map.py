"""A small map of places and routes, drawn from the scenario alone: nothing is fetched.

Only places with coordinates in the scenario are drawn. Where people come from, and stages run by
authorities, are drawn as wide soft spots rounded to a tenth of a degree (some 10 km), never as
points. Lines join places; they do not show the course of a road, and no route is called safe.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon

from waystation.share.charts.labels import Box, place_labels
from waystation.share.charts.style import INK, MEDIAN, MUTED, PAPER, Chart, Size, drawn
from waystation.share.display_names import listed
from waystation.share.figures import main_place_of
from waystation.share.language import Language, language
from waystation.world.scenario_model import Place, Scenario

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["LEGEND", "ROAD", "Spot", "map_chart", "mark_spot", "projected", "ruler", "write_names"]

_KM_PER_DEGREE = 111.2
_SOFT, ROAD = "#c9b8a8", "#c3cacf"
LEGEND, _SOFT_RADIUS = 74, 13.0
_FEWEST = 2
COLUMNS = ("From", "To", "Distance, as reported", "How")
"""Headings of the routes in words."""


@dataclass(frozen=True)
class Spot:
    """A place on the map: degrees east and north, and how to draw it."""

    name: str
    east: float
    north: float
    kind: str


def map_chart(forecast: Forecast, words: Language | None = None) -> Chart | None:
    """The map; None if fewer than two places have coordinates."""
    words = words or language("en")
    scenario = forecast.scenario
    spots = _spots(scenario)
    if len(spots) < _FEWEST:
        return None

    def draw(figure: Figure, size: Size) -> None:
        axes, width, height = bare_axes(figure, size)
        at, px_per_km = projected(spots, width, height, size)
        lines = _lines(axes, scenario, at)
        for spot in spots:
            mark_spot(axes, *at[spot.name], spot.kind)
        scale = ruler(axes, width, px_per_km, size, words)
        write_names(axes, spots, at, Box(4, LEGEND, width - 4, height - 4), [scale], lines, size)
        _legend(axes, spots, size, words)

    high = sum(spot.kind == "site" for spot in spots)
    label = words.say(
        "Map of %(count)s places, %(sites)s of them sites: %(names)s. The routes are listed in words below the map.",
        count=words.number(len(spots)), sites=words.number(high),
        names=listed([spot.name for spot in spots], words),
    )  # fmt: skip
    caption = words.say(
        "Positions are approximate. Lines join places; they are not the course of a road. "
        "Soft spots are drawn wide on purpose. Nothing here says that a route is safe."
    )
    rows = [
        (
            route.origin,
            route.to,
            words.say("%(count)s km", count=words.number(route.distance_km))
            if route.distance_km
            else words.say("not known"),
            words.say(route.mode),
        )
        for route in scenario.routes
    ]
    return drawn(
        "map",
        label,
        (560, 520),
        draw,
        caption=caption,
        columns=tuple(map(words.say, COLUMNS)),
        rows=rows,
        behind=words.say("The routes in words"),
    )


def _spots(scenario: Scenario) -> list[Spot]:
    """Places to draw, the ones that matter most first. Places of detention are never drawn."""
    settings = scenario.settings
    kinds = {source.place: "source" for source in settings.sources.values()}
    for stage in settings.stages.values():
        kinds.setdefault(stage.place, "authority" if stage.run_by == "authority" else "stage")
    for site in settings.sites.values():
        kinds[site.place] = "site"
    aside = {each.place for each in settings.exits.values() if each.place}
    order = ["site", "stage", "source", "authority", "other"]
    found = [
        _located(place, kinds.get(place.name, "other"))
        for place in scenario.places
        if place.latitude is not None and place.longitude is not None
        if place.role != "detention" and (place.name in kinds or place.name not in aside)
    ]
    main = main_place_of(settings)
    return sorted(found, key=lambda each: (each.name != main, order.index(each.kind)))


def _located(place: Place, kind: str) -> Spot:
    latitude, longitude = place.latitude or 0.0, place.longitude or 0.0
    if kind in ("source", "authority"):
        latitude, longitude = round(latitude, 1), round(longitude, 1)
    return Spot(place.name, longitude, latitude, kind)


def bare_axes(figure: Figure, size: Size) -> tuple[Axes, float, float]:
    """Axes over the whole figure, in pixels and without marks; and their width and height."""
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    width, height = size.width, figure.get_figheight() * 72
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    return axes, width, height


def projected(
    spots: Sequence[Spot], width: float, height: float, size: Size
) -> tuple[dict[str, tuple[float, float]], float]:
    """Pixels of each place, and pixels per kilometre: plate carree, true to scale in the middle."""
    middle = math.radians(sum(spot.north for spot in spots) / len(spots))
    km = {spot.name: (spot.east * _KM_PER_DEGREE * math.cos(middle), spot.north * _KM_PER_DEGREE) for spot in spots}
    left, right = min(x for x, _ in km.values()), max(x for x, _ in km.values())
    low, high = min(y for _, y in km.values()), max(y for _, y in km.values())
    side, above = (92.0, 40.0) if size.narrow else (130.0, 40.0)
    room = width - 2 * side, height - 2 * above - LEGEND
    scale = min(room[0] / max(right - left, 1.0), room[1] / max(high - low, 1.0))
    start_x = (width - (right - left) * scale) / 2
    start_y = LEGEND + above + (room[1] - (high - low) * scale) / 2
    return {name: (start_x + (x - left) * scale, start_y + (y - low) * scale) for name, (x, y) in km.items()}, scale


def _lines(axes: Axes, scenario: Scenario, at: dict[str, tuple[float, float]]) -> list[Box]:
    """Draw routes and the ways people are modelled to take; boxes along them for names to keep off."""
    settings = scenario.settings
    stands = {name: each.place for name, each in (settings.sources | settings.stages | settings.sites).items()}
    ways: list[tuple[str, str]] = []
    for stream in settings.streams.values():
        places = [stands[node] for node in stream.path if node in stands]
        ways += [pair for pair in pairwise(places) if pair[0] != pair[1] and pair not in ways]
    for route in scenario.routes:
        if route.origin in at and route.to in at:
            (x, y), (to_x, to_y) = at[route.origin], at[route.to]
            axes.plot([x, to_x], [y, to_y], color=ROAD, linewidth=1.3, zorder=1, solid_capstyle="round")
    drawn_lines = [(route.origin, route.to) for route in scenario.routes if route.origin in at and route.to in at]
    for origin, to in ways:
        if origin in at and to in at and at[origin] != at[to]:
            axes.annotate(
                "", at[to], xytext=at[origin], zorder=2,
                arrowprops={
                    "arrowstyle": "-|>,head_length=0.55,head_width=0.28", "color": MEDIAN, "linewidth": 2.0,
                    "shrinkA": 9, "shrinkB": 9,
                },
            )  # fmt: skip
            drawn_lines.append((origin, to))
    return [box for origin, to in drawn_lines for box in _along(at[origin], at[to])]


def _along(start: tuple[float, float], end: tuple[float, float], every: float = 5.0) -> list[Box]:
    """Small boxes along a line."""
    steps = max(1, int(math.dist(start, end) / every))
    points = [
        (start[0] + (end[0] - start[0]) * k / steps, start[1] + (end[1] - start[1]) * k / steps)
        for k in range(1, steps)
    ]
    return [Box(x - 1.5, y - 1.5, x + 1.5, y + 1.5) for x, y in points]


def mark_spot(axes: Axes, x: float, y: float, kind: str) -> None:
    """Draw one place."""
    if kind in ("source", "authority"):
        axes.add_patch(Circle((x, y), _SOFT_RADIUS, facecolor=_SOFT, alpha=0.75, linewidth=0, zorder=3))
    elif kind == "site":
        axes.plot(x, y, marker="s", markersize=11, color=MEDIAN, markeredgecolor=PAPER, zorder=4)
    elif kind == "stage":
        axes.plot(
            x,
            y,
            marker="o",
            markersize=10,
            color=PAPER,
            markeredgecolor=MEDIAN,
            markeredgewidth=2.4,
            zorder=4,
        )
    else:
        axes.plot(x, y, marker="o", markersize=5, color=MUTED, zorder=4)


def write_names(
    axes: Axes,
    spots: Sequence[Spot],
    at: dict[str, tuple[float, float]],
    frame: Box,
    taken: list[Box],
    lines: list[Box],
    size: Size,
) -> None:
    """Write the names of places so that they cover neither each other nor what is taken."""
    letters = {"site": size.letters, "stage": size.letters}
    sizes = [
        (0.64 * letters.get(spot.kind, size.letters - 1) * len(spot.name) + 4, 1.3 * size.letters) for spot in spots
    ]
    radii = [_SOFT_RADIUS if spot.kind in ("source", "authority") else 6.0 for spot in spots]
    placed = place_labels([at[spot.name] for spot in spots], sizes, frame, taken, lines, radii)
    for spot, each in zip(spots, placed, strict=True):
        x, y = at[spot.name]
        middle = (each.box.left + each.box.right) / 2, (each.box.bottom + each.box.top) / 2
        if each.led:
            near = min(max(x, each.box.left), each.box.right), min(max(y, each.box.bottom), each.box.top)
            axes.plot([x, near[0]], [y, near[1]], color=MUTED, linewidth=0.8, zorder=2.5)
        if each.box.left >= x:
            side, across = "left", each.box.left + 1
        elif each.box.right <= x:
            side, across = "right", each.box.right - 1
        else:
            side, across = "center", middle[0]
        axes.text(
            across, middle[1], spot.name,
            ha=side, va="center_baseline", zorder=6, fontsize=letters.get(spot.kind, size.letters - 1),
            color=INK if spot.kind != "other" else MUTED,
            fontweight="bold" if spot.kind == "site" else "normal",
            bbox={"facecolor": PAPER, "alpha": 0.8, "linewidth": 0, "pad": 0.6},
        )  # fmt: skip


def ruler(axes: Axes, width: float, px_per_km: float, size: Size, words: Language | None = None) -> Box:
    """Scale bar and north arrow, bottom right."""
    words = words or language("en")
    wanted = 110 / px_per_km
    power = 10 ** math.floor(math.log10(wanted))
    length = max(each * power for each in (1, 2, 5) if each * power <= wanted)
    right, y = width - 14.0, LEGEND + 12.0
    left = right - length * px_per_km
    axes.plot([left, left, right, right], [y + 5, y, y, y + 5], color=INK, linewidth=1.2, zorder=5)
    told = words.say("%(count)s km", count=words.number(length))
    axes.text((left + right) / 2, y + 5, told, ha="center", va="bottom", fontsize=size.letters - 1)
    tip = y + 62
    axes.add_patch(
        Polygon(
            [(right - 12, tip), (right - 18, tip - 20), (right - 12, tip - 15), (right - 6, tip - 20)],
            color=INK,
            zorder=5,
        )
    )
    axes.text(right - 12, tip + 2, words.say("N"), ha="center", va="bottom", fontsize=size.letters - 1)
    return Box(min(left, right - 40) - 8, y - 8, right + 10, tip + 20)


def _legend(axes: Axes, spots: Sequence[Spot], size: Size, words: Language) -> None:
    say = words.say
    kinds = {spot.kind for spot in spots}
    handles = []
    if "site" in kinds:
        handles.append(Line2D([], [], marker="s", markersize=10, color=MEDIAN, linestyle="none", label=say("Site")))
    if "stage" in kinds:
        handles.append(
            Line2D(
                [],
                [],
                marker="o",
                markersize=9,
                color=PAPER,
                markeredgecolor=MEDIAN,
                markeredgewidth=2.2,
                linestyle="none",
                label=say("Stage on the way"),
            )
        )
    if kinds & {"source", "authority"}:
        handles.append(
            Line2D([], [], marker="o", markersize=14, color=_SOFT, linestyle="none", label=say("About here"))
        )
    handles.append(Line2D([], [], color=MEDIAN, linewidth=2, label=say("Way modelled")))
    handles.append(Line2D([], [], color=ROAD, linewidth=1.5, label=say("Other route")))
    axes.legend(
        handles=handles, loc="lower left", ncols=2 if size.narrow else 5, borderaxespad=0.4, handlelength=1.4,
        columnspacing=1.4, labelspacing=0.5,
    )  # fmt: skip
