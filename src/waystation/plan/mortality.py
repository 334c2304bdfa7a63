"""Deaths by hazard and exposure: counts, rates per 10,000 people a day, and thresholds to hold them against.

A hazard is a leg on which people die (``deaths_per_10000``), or a stage or site at which they do
(``deaths_per_10000_per_day``). Its exposure is the time people spend there, in days of one person. Counts only:
nobody's age is modelled, so that no rate of children under five can be given; its threshold is shown for those who
count them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from waystation.engine import Run
from waystation.engine.reception.kernel_arrays import HOURS, Outcome
from waystation.errors import InputError
from waystation.plan.standards import Confidence
from waystation.world import read_table

__all__ = ["Deaths", "Threshold", "death_rate", "deaths_by_hazard", "mortality_thresholds"]

Floats = npt.NDArray[np.float64]


class Threshold(BaseModel):
    """A death rate that calls for action, and who says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str = Field(min_length=1, description="crude, or under five; with the region it holds for")
    per_10000_per_day: float = Field(gt=0, description="Deaths per 10,000 people a day")
    meaning: str = Field(min_length=1, description="What a higher rate is called")
    source: str = Field(min_length=1, description="Who says so")
    confidence: Confidence = Field(description="As for standards")


@dataclass(frozen=True)
class Deaths:
    """Deaths by one hazard, from a day on to the end of the run.

    ``died`` (members,) are counts; ``person_days`` (members,) days of one person spent exposed; ``rate`` (members,)
    deaths per 10,000 people a day, NaN where nobody is exposed.
    """

    where: str
    """"way" for deaths on the way to a place, "there" for those at it, "both" where they are counted together, "all"
    for those of everyone who travels, waits or is at a site."""
    name: str
    """Stage, site or exit; blank for all."""
    place: str
    died: Floats
    person_days: Floats
    rate: Floats


def mortality_thresholds() -> list[Threshold]:
    """Thresholds of death rates, the crude one that holds anywhere first.

    The first test, where the local baseline is known, is twice that baseline; these are for where it is not.

    Examples
    --------
    >>> mortality_thresholds()[0].per_10000_per_day
    1.0
    """
    return list(_thresholds())


@cache
def _thresholds() -> tuple[Threshold, ...]:
    with resources.as_file(resources.files("waystation.data") / "mortality.csv") as file:
        rows, problems = read_table(Path(file), Threshold, rows_needed=True)
    if problems:
        raise InputError(problems)
    return tuple(row.value for row in rows)


def death_rate(died: Floats, person_days: Floats) -> Floats:
    """Deaths per 10,000 people a day.

    Parameters
    ----------
    died : deaths of a time
    person_days : days that people lived in it, those of the dead among them

    Returns
    -------
    rates, NaN where nobody was there

    References
    ----------
    Crude mortality rate: deaths over (living + half the deaths) and days, times 10,000; Conflict and Health 2008.
    Births are not modelled.

    Examples
    --------
    >>> float(death_rate(np.array([30.0]), np.array([300_000.0]))[0])
    1.0
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(person_days > 0, 10_000 * died / person_days, np.nan))


def deaths_by_hazard(run: Run, since: date) -> list[Deaths]:
    """Deaths by each hazard of a run from a day on, with what people were exposed to.

    Parameters
    ----------
    run : as from `waystation.engine.Futures.run`
    since : first day counted

    Returns
    -------
    one entry a hazard, in the order people meet them, then one for all; none if the scenario has no deaths
    """
    net, par, out, layout = run.network, run.parameters, run.outcome, run.layout
    day = (since - layout.scenario.settings.start).days
    found = []
    for n, node in enumerate(layout.nodes):
        feeds = net.feed[net.feeds[n] : net.feeds[n + 1]]
        deadly = [int(c) for c in feeds if (par.death[:, c] > 0).any()]
        there = bool((par.frail[:, n] > 0).any())
        if not deadly and not there:
            continue
        died = out.died_at[:, day:, n].sum(axis=1).astype(float)
        exposed = np.zeros(died.size)
        # Who of them died on the way and who there is not kept apart: half and half, where there are both.
        each = died / 2 if deadly and there else died
        if deadly:
            exposed += _on_the_way(run, n, deadly, day, each)
        if there:
            cells = slice(int(net.cells[n]), int(net.cells[n + 1]))
            exposed += out.stock[:, day:, cells].sum(axis=(1, 2)) + each / 2
        where = "both" if deadly and there else ("there" if there else "way")
        place = str(layout.place_of(node) or node)
        found.append(Deaths(where, node, place, died, exposed, death_rate(died, exposed)))
    if found:
        died = out.died[:, day:].sum(axis=1).astype(float)
        exposed = sum(each[:, day:].sum(axis=axes) for each, axes in _everyone(out)) + died / 2
        found.append(Deaths("all", "", "", died, exposed, death_rate(died, exposed)))
    return found


def _everyone(out: Outcome) -> list[tuple[npt.NDArray[np.int32], tuple[int, ...]]]:
    """All who are anywhere but at the source or gone, with the axes to add up."""
    return [(out.stock, (1, 2)), (out.boarding, (1, 2)), (out.moving, (1,))]


def _on_the_way(run: Run, n: int, deadly: list[int], day: int, died: Floats) -> Floats:
    """Days of one person spent on deadly ways to a node: those who came, times the mean time it takes.

    Those who came by other ways are left out in proportion to who set out.
    """
    net, par, out = run.network, run.parameters, run.outcome
    feeds = net.feed[net.feeds[n] : net.feeds[n + 1]]
    sent = out.sent[:, feeds].sum(axis=1).astype(float)
    by_deadly = out.sent[:, deadly].astype(float)
    hours = (par.hours[:, deadly] + par.longest[:, deadly]) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(sent > 0, by_deadly.sum(axis=1) / sent, 0.0)
        mean = np.where(by_deadly.sum(axis=1) > 0, (by_deadly * hours).sum(axis=1) / by_deadly.sum(axis=1), 0.0)
    came = out.came[:, day:, n].sum(axis=1)
    return np.asarray((came * share + died / 2) * mean / HOURS)
