"""A map of a run of movement: how many people came along each link, as arrows that are the wider the more they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from waystation.engine.many import AnyFutures, frame_of, quantiles_of
from waystation.engine.movement.camp_errors import camps_of
from waystation.errors import InputError, Problem
from waystation.share.charts.labels import Box
from waystation.share.charts.map import LEGEND, ROAD, Spot, bare_axes, mark_spot, projected, ruler, write_names
from waystation.share.charts.paper import write_drawing
from waystation.share.charts.style import MEDIAN, Chart, Draw, Size, drawn
from waystation.share.disclosure import hidden, public_count, with_thousands
from waystation.world import FleeCase

__all__ = ["flow_chart", "write_flow_map"]

_HEIGHTS = (600.0, 520.0)
_WIDEST, _THINNEST = 11.0, 1.2
_MOST_ROWS = 40
_BEND = 0.13
"""Of an arrow, so that both directions of a link are seen."""


class _Flow(NamedTuple):
    """People who came along a link in the whole run."""

    origin: str
    to: str
    low: float
    middle: float
    high: float


def flow_chart(case: FleeCase, futures: AnyFutures) -> Chart | None:
    """The map as a chart of a page; None where links were not counted, as with agents, or no place has a position.

    Parameters
    ----------
    case : that was run
    futures : of `simulate_movement`, or of a `MovementJob`
    """
    spots, flows = _spots(case, futures), _flows(case, futures)
    if flows is None or spots is None or not any(flow.high > 0 for flow in flows):
        return None
    rows = [
        [flow.origin, flow.to, *(with_thousands(public_count(each)) for each in flow[2:])]
        for flow in flows[:_MOST_ROWS]
        if flow.high > 0
    ]
    used = sum(flow.middle > 0 for flow in flows)
    most = f", most of all from {flows[0].origin} to {flows[0].to}" if used else ""
    return drawn(
        "flows",
        f"Map of {len(spots)} places with arrows along the {used} links that people took in the middle future{most}.",
        _HEIGHTS,
        _drawing(spots, flows),
        caption=(
            "Arrows show how many people came along a link in the whole run, in the middle future: the wider, the "
            "more. Somebody who passes several links is counted on each of them, and again if they come back. Grey "
            "lines: nobody. Lines join places; they are not the course of a road. Places of conflict are drawn wide, "
            "and rounded to a tenth of a degree. Nothing here says that a route is safe."
        ),
        columns=("From", "To", "Low (10 %)", "Middle", "High (90 %)"),
        rows=rows,
        behind=f"People along each link, with 80 % ranges{', the most used' if len(flows) > _MOST_ROWS else ''}",
    )


def write_flow_map(case: FleeCase, futures: AnyFutures, path: Path | str) -> None:
    """Write the map of who moved along which links as SVG or PDF.

    Parameters
    ----------
    case : that was run
    futures : of `simulate_movement`, or of a `MovementJob`
    path : ends with ``.svg`` or ``.pdf``

    Raises
    ------
    InputError
        If links were not counted, as with agents or our own rules; if no place has a position; or if the file cannot be
        written.

    Examples
    --------
    >>> import tempfile, waystation as ws
    >>> valley = ws.load_flee("examples/flee_valley")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ws.write_flow_map(valley, ws.simulate_movement(valley, members=3), Path(folder, "flows.svg"))
    ...     Path(folder, "flows.svg").stat().st_size > 1000
    True
    """
    spots, flows = _spots(case, futures), _flows(case, futures)
    if flows is None:
        message = "This run did not count who moved along which link."
        raise InputError(Problem(message, "Run Flee's rules with the kernel counts or mean.", str(path)))
    if spots is None:
        message = "The places have no positions to draw a map with."
        raise InputError(Problem(message, "Write latitudes and longitudes into locations.csv.", str(path)))
    write_drawing(_drawing(spots, flows), path, height=_HEIGHTS[0])


def _flows(case: FleeCase, futures: AnyFutures) -> list[_Flow] | None:
    """By pair of places, links that Flee makes twice as one; those that most people took first."""
    frame = frame_of(futures)
    if "crossed" not in frame:
        return None
    people: xr.DataArray = quantiles_of(futures, "crossed", [0.1, 0.5, 0.9])
    people = people * case.settings.optimisations.hasten
    ends = list(zip(frame["link_from"].values, frame["link_to"].values, strict=True))
    found: dict[tuple[str, str], np.ndarray] = {}
    for (origin, to), values in zip(ends, people.values.T, strict=True):
        key = (str(origin), str(to))
        found[key] = found.get(key, np.zeros(3)) + values
    flows = [_Flow(*key, *(float(each) for each in values)) for key, values in found.items()]
    return sorted(flows, key=lambda flow: (-flow.middle, -flow.high, flow.origin, flow.to))


def _spots(case: FleeCase, futures: AnyFutures) -> list[Spot] | None:
    """Places where they are, camps first; those of conflict about there. None where nobody says where they are."""
    camps = set(camps_of(futures))
    fought = np.asarray((case.intensity > 0).any(axis=0))
    found = []
    for place, conflict in zip(case.places, fought.tolist(), strict=True):
        soft = (conflict or place.kind in {"conflict", "flood_zone"}) and place.name not in camps
        kind = "site" if place.name in camps else ("source" if soft else "other")
        east, north = (round(each, 1) if soft else each for each in (place.longitude, place.latitude))
        found.append(Spot(place.name, east, north, kind))
    if len({(spot.east, spot.north) for spot in found}) < 2:
        return None
    order = ["site", "source", "other"]
    return sorted(found, key=lambda spot: order.index(spot.kind))


def _drawing(spots: Sequence[Spot], flows: Sequence[_Flow]) -> Draw:
    most = max((flow.middle for flow in flows), default=0.0)

    def draw(figure: Figure, size: Size) -> None:
        axes, width, height = bare_axes(figure, size)
        at, px_per_km = projected(spots, width, height, size)
        for flow in reversed(flows):  # the widest on top
            (x, y), (to_x, to_y) = at[flow.origin], at[flow.to]
            axes.plot([x, to_x], [y, to_y], color=ROAD, linewidth=1.0, zorder=1, solid_capstyle="round")
            if flow.middle <= 0 or at[flow.origin] == at[flow.to]:
                continue
            shown = _THINNEST if hidden(flow.middle) else max(_THINNEST, _WIDEST * flow.middle / most)
            axes.add_patch(
                FancyArrowPatch(
                    at[flow.origin], at[flow.to], connectionstyle=f"arc3,rad={_BEND}", shrinkA=8, shrinkB=8, zorder=2,
                    arrowstyle="-|>", mutation_scale=8 + 1.6 * shown, linewidth=shown, color=MEDIAN, alpha=0.55,
                    capstyle="butt", joinstyle="miter",
                )
            )  # fmt: skip
        for spot in spots:
            mark_spot(axes, *at[spot.name], spot.kind)
        taken = [ruler(axes, width, px_per_km, size)]
        write_names(axes, spots, at, Box(4, LEGEND, width - 4, height - 30), taken, [], size)
        if most > 0:
            told = with_thousands(public_count(most))
            axes.text(12, 26, f"Widest arrow: {told} people in the middle future", fontsize=size.letters - 1)

    return draw
