"""The density of members by a flow in place of the hourly engine: much sooner, and nearly the same.

The chain runs as a flow in two steps a day (`waystation.engine.reception.fluid`), with the deaths that each member's
own seed brings. Added to it is what the hourly engine had beyond it, in the mean over some members.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from waystation.engine.reception.compiled_network import Layout
from waystation.engine.reception.fluid import fluid_calendar, fluid_space
from waystation.engine.reception.kernel_arrays import Parameters
from waystation.engine.reception.parameters import member_parameters
from waystation.forecast.evidence import Observable, Series
from waystation.forecast.fit import ClaimsTarget
from waystation.forecast.member import flow_density
from waystation.forecast.points import Points, Role, States
from waystation.scale import over_members

__all__ = ["Surrogate", "compiled_before"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STEPS_A_DAY = 2


def compiled_before() -> bool:
    """Whether this machine keeps the compiled loops, so that nobody waits for them."""
    kept = Path(flow_density.stats.cache_path)
    return any(kept.glob("member.flow_density-*.nbi"))


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

    def evaluate(self, points: Points, parameters: Parameters | None = None) -> States:
        """The points with their series and densities on the flow; a point the prior forbids has no series.

        Parameters
        ----------
        parameters : `parameters` of these points, if they are there already
        """
        return self._run(points, parameters or self.parameters(points), all_run=False)

    def series(self, points: Points) -> Floats:
        """(M, series, days + 1) what the claims speak of, on the flow."""
        return self._run(points, self.parameters(points), all_run=True).series

    def _run(self, points: Points, parameters: Parameters, *, all_run: bool) -> States:
        members = len(points.seeds)
        series = np.zeros((members, *self.offset.shape))
        likelihood, prior = np.zeros(members), np.zeros(members)

        def work(first: int, last: int) -> None:
            space = fluid_space(self._network, parameters, self._days, self._calendar)
            flow_density(
                first, last, points.paths, points.unknowns, self._network, parameters, self._calendar, space,
                self._index, self._starts, self.offset, self.target.sources, self.target.claims, all_run,
                series, likelihood, prior,
            )  # fmt: skip

        over_members(work, members, self._workers)
        return States(points, series, likelihood, prior)

    def aim(self, target: ClaimsTarget) -> None:
        """Take the densities of another target of the same model and series."""
        self.target = target

    def correct(self, states: States, engine: Floats) -> None:
        """Set the offset from members simulated by the engine, (M, series, days + 1), and evaluated here."""
        # Undone where the flow was held at 0: there the offset was not added in full.
        self.offset = self.offset + (engine - states.series).mean(axis=0)

    def parameters(self, points: Points) -> Parameters:
        """What the chain is like for each point: they differ in the engine's unknowns and in seeds alone."""
        members, sources = points.paths.shape[:2]
        network, layout = self.target.model.compiled
        values = self.target.model.values(points.unknowns, self._names)
        nobody = np.zeros((members, sources, 0), np.int64)
        return member_parameters(network, layout, values, np.zeros((members, sources, 1)), points.seeds, nobody)


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
