"""The density of members by a flow in place of the hourly engine: much sooner, and nearly the same.

The chain runs as a flow in two steps a day (`waystation.engine.reception.fluid`), with the deaths that each member's
own seed brings. Added to it is what the hourly engine had beyond it, in the mean over some members.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from waystation.engine.reception.compiled_network import Layout
from waystation.engine.reception.fluid import run_fluid
from waystation.engine.reception.fluid_arrays import (
    FluidMembers,
    fluid_calendar,
    fluid_members,
    fluid_space,
    some_members,
)
from waystation.engine.reception.parameters import ParameterTable
from waystation.forecast.scenario.evidence import Observable, Series
from waystation.forecast.scenario.fit import ClaimsTarget
from waystation.forecast.scenario.points import Points, Role, States
from waystation.scale import over_members

__all__ = ["Surrogate", "compiled_before"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STEPS_A_DAY = 2
_SIDE_BY_SIDE = 256
"""Members that go through a step together: more of them no longer fit into a processor's nearest memory."""


def compiled_before() -> bool:
    """Whether this machine keeps the compiled loops, so that nobody waits for them."""
    kept = Path(run_fluid.stats.cache_path)
    return any(kept.glob("fluid.run_fluid-*.nbi"))


class Surrogate:
    """Log densities on the flow.

    Parameters
    ----------
    target : the densities on the hourly engine
    workers : threads
    """

    def __init__(self, target: ClaimsTarget, workers: int | None = None):
        self.target, self._workers = target, workers
        model = target.model
        self._network, layout = model.compiled
        self._table = ParameterTable(self._network, layout)
        self._days = model.days_known
        released = {each.people for each in model.scenario.settings.sources.values()}
        self._names = {
            name
            for name, role in zip(model.scenario.settings.unknowns, target.roles, strict=True)
            if role == Role.ENGINE or name in released
        }
        self._calendar = fluid_calendar(self._network, self._days, _STEPS_A_DAY)
        rows = [_rows_of(layout, series) for series in target.stated.series]
        self._index = np.array([row for each in rows for row in each], dtype=np.int64)
        self._starts = np.concatenate([[0], np.cumsum([len(each) for each in rows])]).astype(np.int64)
        self.offset = np.zeros((len(rows), self._days + 1))
        """(series, days + 1) what the engine has beyond the flow, in the mean."""

    def evaluate(self, points: Points, parameters: FluidMembers | None = None) -> States:
        """The points with their series and densities on the flow; where the prior forbids a point, nobody leaves.

        Parameters
        ----------
        parameters : `parameters` of these points, if they are there already
        """
        prior = self.target.log_prior(points)
        series = self._flow(points, parameters or self.parameters(points), np.isfinite(prior))
        likelihood = np.where(np.isfinite(prior), self.target.log_likelihood(points, series), -np.inf)
        return States(points, series, likelihood, prior)

    def series(self, points: Points) -> Floats:
        """(M, series, days + 1) what the claims speak of, on the flow."""
        return self._flow(points, self.parameters(points), np.ones(len(points.seeds), dtype=bool))

    def _flow(self, points: Points, parameters: FluidMembers, possible: npt.NDArray[np.bool_]) -> Floats:
        members = len(points.seeds)
        found = np.empty((members, *self.offset.shape))
        # (days, sources, members); nobody leaves where the prior forbids the path, as more might than there are.
        leaving = np.exp(np.where(possible[:, None, None], points.paths, -np.inf)).transpose(2, 1, 0)

        def work(first: int, last: int) -> None:
            for begin in range(first, last, _SIDE_BY_SIDE):
                rows = slice(begin, min(begin + _SIDE_BY_SIDE, last))
                some = parameters if rows == slice(0, members) else some_members(parameters, rows)
                space = fluid_space(self._network, some, self._days, self._calendar)
                daily = np.empty((*self.offset.shape, rows.stop - begin))
                people = np.ascontiguousarray(leaving[:, :, rows])
                run_fluid(people, self._network, some, self._calendar, space, self._index, self._starts, daily)
                found[rows] = daily.transpose(2, 0, 1)

        over_members(work, members, self._workers)
        return np.asarray(np.maximum(found + self.offset, 0.0))

    def aim(self, target: ClaimsTarget) -> None:
        """Take the densities of another target of the same model and series."""
        self.target = target

    def correct(self, states: States, engine: Floats) -> None:
        """Set the offset from members simulated by the engine, (M, series, days + 1), and evaluated here."""
        # Undone where the flow was held at 0: there the offset was not added in full.
        self.offset = self.offset + (engine - states.series).mean(axis=0)

    def parameters(self, points: Points) -> FluidMembers:
        """What the chain is like for each point: they differ in the engine's unknowns and in seeds alone."""
        members, sources = points.paths.shape[:2]
        values = self.target.model.values(points.unknowns, self._names)
        nobody = np.zeros((members, sources, 0), np.int64)
        found = self._table(values, np.zeros((members, sources, 1)), points.seeds, nobody)
        return fluid_members(self._network, found, self._calendar)


def _rows_of(layout: Layout, wanted: Series) -> list[int]:
    """Rows of the flow's ``FluidSpace.state`` that add up to a series; the twin of `model.daily_series`."""
    settings = layout.scenario.settings
    boarding = len(layout.nodes) + len(layout.cells)
    died = boarding + len(layout.channels)
    if wanted.measure in (Observable.LEFT, Observable.REMAINING):
        return [died + 1 + list(settings.sources).index(wanted.at)]
    if wanted.measure is Observable.DIED:
        return [died]
    nodes = [n for n, node in enumerate(layout.nodes) if layout.place_of(node) == wanted.at]
    if wanted.measure is Observable.ARRIVED:
        return nodes
    if wanted.measure is Observable.WAITING:
        nodes = [n for n in nodes if layout.nodes[n] in settings.stages]
    names = {layout.nodes[n] for n in nodes} - set(settings.exits)
    cells = [len(layout.nodes) + q for q, (node, _) in enumerate(layout.cells) if node in names]
    return cells + [boarding + c for c, channel in enumerate(layout.channels) if channel.leg.origin in names]
