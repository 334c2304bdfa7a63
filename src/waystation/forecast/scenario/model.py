"""A scenario with what is known of its events, as something to simulate from points."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from waystation.engine.randomness import member_seeds
from waystation.engine.reception import Futures, run
from waystation.engine.reception.compiled_network import Layout, compile_network
from waystation.engine.reception.kernel_arrays import Outcome, Parameters, ReceptionNetwork
from waystation.engine.reception.parameters import member_parameters
from waystation.engine.reception.phases import draw_day_normals, hazards, phase_schedule
from waystation.engine.unknowns import Values, draw_normals
from waystation.forecast.scenario.evidence import Observable, Series
from waystation.forecast.scenario.paths import day_states, draw_path, phase_hazards
from waystation.forecast.scenario.points import Points
from waystation.world.scenario_model import Event, Scenario

__all__ = ["Model", "daily_series", "entrances"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Model:
    """A scenario with what is known of its events, ready to be simulated from points.

    Parameters
    ----------
    scenario : the scenario
    events : events known
    known_until : last day of the past: the as-of date
    seed : run seed
    what_if : events supposed after that day
    workers : threads
    """

    scenario: Scenario
    events: Sequence[Event]
    known_until: date
    seed: int
    what_if: Sequence[Event] = ()
    workers: int | None = None

    @property
    def days_known(self) -> int:
        """Days from the scenario's start to the last known day, both included."""
        return (self.known_until - self.scenario.settings.start).days + 1

    @cached_property
    def compiled(self) -> tuple[ReceptionNetwork, Layout]:
        """The scenario's arrays and their names."""
        # What is supposed lies after the days known, so it opens no stage in the past.
        return compile_network(self.scenario, [*self.events, *self.what_if])

    @cached_property
    def past_phases(self) -> Ints:
        """(sources, days known) phase on each past day: the same for all members."""
        return np.stack(
            [
                phase_schedule(
                    self.scenario, name, {}, 1, self.seed,
                    events=self.events, known_until=self.known_until, days=self.days_known,
                )[0]
                for name in self.scenario.settings.sources
            ]
        )  # fmt: skip

    def values(self, unknowns: Floats, names: Collection[str] | None = None) -> dict[str, Floats]:
        """Values of unknowns, (members,) by name, from (members, unknowns) standard normal numbers; some or all."""
        found = self._values(unknowns)
        return {name: found[:, i] for name, i in self._columns.items() if names is None or name in names}

    @cached_property
    def _values(self) -> Values:
        return Values(list(self.scenario.settings.unknowns.values()))

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.scenario.settings.unknowns)}

    def draw(self, members: int) -> Points:
        """Members drawn from the prior."""
        normals = draw_normals(self.scenario, members, self.seed)
        unknowns = np.stack(list(normals.values()), axis=1) if normals else np.empty((members, 0))
        draws = self.values(unknowns)
        days = draw_day_normals(self.scenario, members, self.seed)
        paths = [
            draw_path(source, draws, phase_hazards(source, draws, phases, members), days[name][:, : self.days_known])
            for (name, source), phases in zip(self.scenario.settings.sources.items(), self.past_phases, strict=True)
        ]
        return Points(unknowns, np.stack(paths, axis=1), member_seeds(self.seed, members))

    def past(self, points: Points) -> tuple[Outcome, Layout, Parameters]:
        """Simulate the days known, with releases as the paths say."""
        network, layout = self.compiled
        planned = _people(points.paths)
        hazard = np.zeros(planned.shape)
        draws = self.values(points.unknowns)
        parameters = member_parameters(network, layout, draws, hazard, points.seeds, planned)
        return run(network, parameters, self.days_known, self.workers), layout, parameters

    def futures(self, points: Points) -> Futures:
        """The whole period, not run yet: the past as it was, then phases and days drawn afresh."""
        _, layout = self.compiled
        settings = self.scenario.settings
        draws, members = self.values(points.unknowns), len(points.seeds)
        fresh = draw_day_normals(self.scenario, members, self.seed)
        hazard = np.zeros((members, len(settings.sources), layout.days))
        later = slice(self.days_known, layout.days)
        for k, (name, source) in enumerate(settings.sources.items()):
            schedule = phase_schedule(
                self.scenario, name, draws, members, self.seed,
                events=self.events, known_until=self.known_until, what_if=self.what_if,
            )  # fmt: skip
            past = phase_hazards(source, draws, self.past_phases[k], members)
            last = day_states(source, draws, past, points.paths[:, k])[:, -1]
            hazard[:, k, later] = hazards(source, draws, schedule[:, later], fresh[name][:, later], last)
        planned = _people(points.paths)
        events = (*self.events, *self.what_if)
        return Futures(self.scenario, events, draws, hazard, points.seeds, planned, self.workers)


def _people(paths: Floats) -> Ints:
    return np.rint(np.exp(paths)).astype(np.int64)


def daily_series(wanted: Series, outcome: Outcome, layout: Layout, parameters: Parameters) -> Floats:
    """(members, days + 1) a measure at the start of each day and at the end of the last.

    Flows are cumulative from the scenario's start; stocks begin with what was there. For who
    remains it is who left: the number inside is not the simulation's to know.
    """
    settings = layout.scenario.settings
    measure, at = wanted.measure, wanted.at
    if measure in (Observable.LEFT, Observable.REMAINING):
        return _cumulative(outcome.left[:, :, list(settings.sources).index(at)])
    if measure is Observable.DIED:
        return _cumulative(outcome.died)
    nodes = [n for n, node in enumerate(layout.nodes) if layout.place_of(node) == at]
    if measure is Observable.ARRIVED:
        return _cumulative(outcome.entered[:, :, entrances(nodes, layout)].sum(axis=2))
    if measure is Observable.WAITING:
        nodes = [n for n in nodes if layout.nodes[n] in settings.stages]
    names = {layout.nodes[n] for n in nodes} - set(settings.exits)
    cells = [q for q, (node, _) in enumerate(layout.cells) if node in names and measure is not Observable.BOARDING]
    # Who waits for a vehicle has been served already: no queue before a stage.
    boards = measure is not Observable.WAITING
    boarding = [c for c, channel in enumerate(layout.channels) if boards and channel.leg.origin in names]
    stock = outcome.stock[:, :, cells].sum(axis=2) + outcome.boarding[:, :, boarding].sum(axis=2)
    at_start = parameters.start[:, cells].sum(axis=1, keepdims=True)
    return np.concatenate([at_start, stock], axis=1).astype(np.float64)


def entrances(nodes: Sequence[int], layout: Layout) -> list[int]:
    """Of the nodes of a place those that people enter from elsewhere: who goes from desk to desk came once."""
    place = layout.place_of(layout.nodes[nodes[0]]) if nodes else None
    legs = layout.scenario.settings.legs
    entered = {leg.to for leg in legs if layout.place_of(leg.origin) != place}
    return [n for n in nodes if layout.nodes[n] in entered] or list(nodes)


def _cumulative(daily: npt.NDArray[np.int32]) -> Floats:
    return np.concatenate([np.zeros((daily.shape[0], 1)), np.cumsum(daily, axis=1, dtype=np.float64)], axis=1)
