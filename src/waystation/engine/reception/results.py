"""Labels on the compiled loop's arrays: counts by member, date and place, source, stage or exit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import xarray as xr

from waystation.engine.reception.compiled_network import Layout
from waystation.engine.reception.kernel_arrays import Outcome, Parameters
from waystation.engine.reception.waits_so_far import hours_so_far, with_those_still_waiting
from waystation.engine.result_units import with_units

__all__ = ["END_SHARE", "end_dates", "labelled"]

END_SHARE = 0.99
"""The end is the first day by which this share of all who would come has come, left by an exit or died."""


def labelled(outcome: Outcome, layout: Layout, parameters: Parameters) -> xr.Dataset:
    """Labelled counts of a run.

    Returns
    -------
    xr.Dataset
        Dimensions member, date (daily), place, source, stage, exit. Counts of people at the end
        of the day: ``population`` (place; all in stages, sites and waiting for vehicles there),
        ``waiting`` (stage; vehicles included), ``moving``. Counts of the day: ``arrivals`` (place;
        who came from another place), ``left`` (source), ``gone`` (exit), ``died``. Of the day's hours:
        ``peak_waiting``, ``night_waiting`` (20:00 to 06:00). ``wait_hours`` is the mean wait of
        those who left the stage that day, ``wait_so_far_hours`` what those still there at its end have waited
        already, on average; ``wait_90_hours`` and ``longest_wait_hours`` (stage) are over the
        whole run: nine tenths waited no longer, and the longest wait, those still waiting on the last day
        counted with their wait so far; both in whole hours. ``deaths`` (place) are
        those at a place or on the way to it. ``end_date``
        is the first day by which `END_SHARE` of all
        who would come are received, gone or dead; NaT if that lies beyond the last day.
    """
    settings = layout.scenario.settings
    days = outcome.left.shape[1]
    standing = [node for node in layout.nodes if node in settings.stages or node in settings.sites]
    places = list(dict.fromkeys(str(layout.place_of(node)) for node in standing))
    stages, exits = list(settings.stages), list(settings.exits)
    stage_rows = [layout.nodes.index(name) for name in stages]
    exit_rows = [layout.nodes.index(name) for name in exits if name in layout.nodes]
    departed = outcome.departed[:, :, stage_rows]
    with np.errstate(invalid="ignore", divide="ignore"):
        wait = (outcome.waited[:, :, stage_rows] / departed).astype(np.float32)
    waiting, came = _waiting(outcome, layout, stage_rows), outcome.came[:, :, stage_rows]
    so_far = hours_so_far(came.swapaxes(1, 2), waiting.swapaxes(1, 2)).swapaxes(1, 2)
    waits = with_those_still_waiting(outcome.waits[:, stage_rows], came.swapaxes(1, 2), waiting[:, -1])
    by_place = ("member", "date", "place")
    by_stage = ("member", "date", "stage")
    return with_units(
        xr.Dataset(
            {
                "population": (by_place, _by_place(outcome, layout, places)),
                "arrivals": (by_place, _entered(outcome, layout, places)),
                "left": (("member", "date", "source"), outcome.left),
                "waiting": (by_stage, waiting),
                "peak_waiting": (by_stage, outcome.peak[:, :, stage_rows]),
                "night_waiting": (by_stage, outcome.night[:, :, stage_rows]),
                "wait_hours": (by_stage, wait),
                "wait_so_far_hours": (by_stage, so_far),
                "gone": (("member", "date", "exit"), outcome.came[:, :, exit_rows]),
                "died": (("member", "date"), outcome.died),
                "moving": (("member", "date"), outcome.moving),
                "wait_90_hours": (("member", "stage"), _wait_quantile(waits, 0.9)),
                "longest_wait_hours": (("member", "stage"), _wait_quantile(waits, 1.0)),
                "deaths": (by_place, _deaths(outcome, layout, places)),
                "end_date": (("member",), end_dates(outcome, layout, parameters)),
            },
            coords={
                "member": np.arange(outcome.left.shape[0]),
                "date": layout.dates[:days],
                "place": places,
                "source": list(settings.sources),
                "stage": stages,
                "exit": [layout.nodes[n] for n in exit_rows],
            },
            attrs={"scenario": settings.name, "synthetic": int(settings.synthetic), "conservation": "exact"},
        )
    )


def _by_place(outcome: Outcome, layout: Layout, places: list[str]) -> npt.NDArray[np.int32]:
    people = np.zeros((*outcome.left.shape[:2], len(places)), dtype=np.int32)
    for q, (node, _) in enumerate(layout.cells):
        if layout.place_of(node) in places:
            people[:, :, places.index(str(layout.place_of(node)))] += outcome.stock[:, :, q]
    for c, channel in enumerate(layout.channels):
        place = layout.place_of(channel.leg.origin)
        if place in places:
            people[:, :, places.index(str(place))] += outcome.boarding[:, :, c]
    return people


def _entered(outcome: Outcome, layout: Layout, places: list[str]) -> npt.NDArray[np.int32]:
    people = np.zeros((*outcome.left.shape[:2], len(places)), dtype=np.int32)
    for n, node in enumerate(layout.nodes):
        if layout.place_of(node) in places and node not in layout.scenario.settings.exits:
            people[:, :, places.index(str(layout.place_of(node)))] += outcome.entered[:, :, n]
    return people


def _deaths(outcome: Outcome, layout: Layout, places: list[str]) -> npt.NDArray[np.int32]:
    people = np.zeros((*outcome.left.shape[:2], len(places)), dtype=np.int32)
    for n, node in enumerate(layout.nodes):
        if layout.place_of(node) in places:
            people[:, :, places.index(str(layout.place_of(node)))] += outcome.died_at[:, :, n]
    return people


def _wait_quantile(waits: npt.NDArray[np.int64], share: float) -> npt.NDArray[np.float32]:
    """(members, stages) hours that this share of those who came waited at most; NaN if nobody came."""
    reached = np.cumsum(waits, axis=2)
    everyone = reached[:, :, -1]
    # Whole people: nine tenths of ten are nine, though 0.9 x 10 may be a hair more.
    hours = (reached >= np.ceil(share * everyone - 1e-9)[:, :, None]).argmax(axis=2).astype(np.float32)
    hours[everyone == 0] = np.nan
    return np.asarray(hours)


def _waiting(outcome: Outcome, layout: Layout, stage_rows: list[int]) -> npt.NDArray[np.int32]:
    """In the stage's queue or waiting for vehicles out of it."""
    people = np.zeros((*outcome.left.shape[:2], len(stage_rows)), dtype=np.int32)
    names = [layout.nodes[n] for n in stage_rows]
    for q, (node, _) in enumerate(layout.cells):
        if node in names:
            people[:, :, names.index(node)] += outcome.stock[:, :, q]
    for c, channel in enumerate(layout.channels):
        if channel.leg.origin in names:
            people[:, :, names.index(channel.leg.origin)] += outcome.boarding[:, :, c]
    return people


def end_dates(outcome: Outcome, layout: Layout, parameters: Parameters) -> npt.NDArray[np.datetime64]:
    """(members,) first day by which nearly all are received, gone or dead; NaT if not within the period."""
    in_stages = [q for q, (node, _) in enumerate(layout.cells) if node in layout.scenario.settings.stages]
    under_way = outcome.stock[:, :, in_stages].sum(axis=2) + outcome.boarding.sum(axis=2) + outcome.moving
    settled = np.cumsum(outcome.left.sum(axis=2), axis=1) - under_way
    needed = END_SHARE * parameters.inside.sum(axis=1)
    reached = settled >= needed[:, None]
    day = reached.argmax(axis=1)
    dates = layout.dates[day].copy()
    dates[~reached.any(axis=1)] = np.datetime64("NaT")
    return np.asarray(dates)
