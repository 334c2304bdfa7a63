"""A run of movement as a page that plays: circles at camps grow day by day. One file, nothing fetched, any browser."""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xarray as xr

from waystation.engine.movement.camp_errors import camps_of
from waystation.engine.movement.tables import Floats
from waystation.files import write_text
from waystation.share.disclosure import hidden, public_count, with_thousands
from waystation.share.html_page import page_template
from waystation.world import FleeCase

__all__ = ["write_animation"]

_WIDTH, _LEAST_HEIGHT, _MOST_HEIGHT = 900, 320, 900
_MARGIN = 70
_LARGEST = 60.0
"""Radius of the largest circle, in pixels."""
_SMALLEST = 2.0
"""Radius of counts that are not shown."""
_RULES = {"flee": "Flee's rules", "waystation": "Waystation's rules"}


def write_animation(case: FleeCase, futures: xr.Dataset, path: Path | str) -> None:
    """Write a page with a map on which the people in camps come and go, whole or not at all.

    Camps are drawn where they are, with the middle future and an 80 % range; towns as dots; places of conflict as wide
    soft spots rounded to a tenth of a degree, never with people. Counts are rounded, and 1 to 9 are shown as "<10".

    Parameters
    ----------
    case : that was run
    futures : of `simulate_movement` or `simulate_free_run`
    path : HTML file; its folder must exist

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    camps = list(dict.fromkeys(camps_of(futures)))
    people = futures["people"].sel(place=camps)
    low, middle, high = people.quantile([0.1, 0.5, 0.9], dim="member").values
    most = max(float(high.max(initial=0.0)), 1.0)
    names = [place.name for place in case.places]
    conflict = {place.name for place in case.places if place.kind in {"conflict", "flood_zone"}}
    conflict |= {names[n] for n in np.flatnonzero((case.intensity > 0).any(axis=0))}
    at, height = _positions(case, conflict)
    dates = [str(day)[:10] for day in futures["date"].values]
    said = [[_said(*cell) for cell in zip(*row, strict=True)] for row in zip(low, middle, high, strict=True)]

    def radii_of(people: npt.NDArray[np.float64]) -> list[list[float]]:
        return [[_radius(each, most) for each in day] for day in people]

    radii = {"middle": radii_of(middle), "high": radii_of(high)}
    shown = [
        {"name": camp, "x": at[camp][0], "y": at[camp][1], "said": said[-1][k],
         "middle": radii["middle"][-1][k], "high": radii["high"][-1][k]}
        for k, camp in enumerate(camps)
    ]  # fmt: skip
    spots = [
        {"x": at[name][0], "y": at[name][1], "kind": "soft" if name in conflict else "town"}
        for name, place in zip(names, case.places, strict=True)
        if name not in camps and place.kind != "marker"
    ]
    text = page_template("animation.html").render(
        name=case.name, members=futures.sizes["member"], rules=_RULES[futures.attrs["rules"]],
        first=dates[0], last=dates[-1], days=len(dates), width=_WIDTH, height=height, camps=shown,
        spots=sorted(spots, key=lambda each: each["kind"] != "soft"), links=_links(case, at),
        figures={"dates": dates, "said": said, **radii},
    )  # fmt: skip
    write_text(path, text)


def _said(low: float, middle: float, high: float) -> str:
    if hidden(middle) or middle == 0:
        return public_count(float(middle))
    return f"{_grouped(middle)} ({_grouped(low)} to {_grouped(high)})"


def _grouped(count: float) -> str:
    return with_thousands(public_count(float(count)))


def _radius(count: float, most: float) -> float:
    if count <= 0:
        return 0.0
    return (
        _SMALLEST
        if hidden(count)
        else round(max(_SMALLEST, _LARGEST * math.sqrt(float(public_count(count)) / most)), 1)
    )


def _links(case: FleeCase, at: Mapping[str, tuple[float, float]]) -> list[tuple[float, float, float, float]]:
    """Both ends of each link between places, once."""
    ends = {frozenset((route.origin, route.to)) for route in case.routes}
    return sorted((*at[one], *at[other]) for one, other in (sorted(each) for each in ends if len(each) == 2))


def _positions(case: FleeCase, soft: Set[str]) -> tuple[dict[str, tuple[float, float]], int]:
    """Pixels of each place, true to scale in the middle, and the height of the map."""
    east = [round(place.longitude, 1) if place.name in soft else place.longitude for place in case.places]
    north = [round(place.latitude, 1) if place.name in soft else place.latitude for place in case.places]
    narrow = math.cos(math.radians(float(np.mean(north))))
    x: Floats = np.array(east) * narrow
    y: Floats = np.array(north)
    if _span(x) == 0 and _span(y) == 0:  # nobody says where places are: side by side
        x = np.arange(len(case.places), dtype=float)
    scale = (_WIDTH - 2 * _MARGIN) / max(_span(x), 1e-9)
    scale = min(scale, (_MOST_HEIGHT - 2 * _MARGIN) / max(_span(y), 1e-9))
    height = int(max(_LEAST_HEIGHT, scale * _span(y) + 2 * _MARGIN))
    left = (_WIDTH - scale * _span(x)) / 2
    return {
        place.name: (round(left + scale * (x[n] - min(x)), 1), round(_MARGIN + scale * (max(y) - y[n]), 1))
        for n, place in enumerate(case.places)
    }, height


def _span(values: Floats) -> float:
    return float(np.ptp(values))
