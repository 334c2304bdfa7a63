"""The chain of the Baghouz example person by person in SimPy: what the engine does in counts, done the usual way.

People come out by the day's hazard, walk, are searched by lanes while these are open, part, ride trucks in full
loads (the last of the day as they are), pass or wait at Suar, and register at desks. Numbers are those of one member.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import simpy

from waystation.engine.reception import Run
from waystation.engine.reception.kernel_arrays import HOURS

__all__ = ["one_future"]


def one_future(run: Run, m: int, seed: int) -> dict[str, int]:
    """How many people each site or exit received in one future of member ``m``'s numbers."""
    return _Future(run, m, seed).received()


class _Future:
    def __init__(self, run: Run, m: int, seed: int):
        self.net, self.par, self.m = run.network, run.parameters, m
        self.nodes, self.days = run.layout.nodes, run.layout.days
        channels = run.layout.channels
        self.leg = {(each.stream, each.leg.origin): c for c, each in enumerate(channels)}
        self.paths = {name: stream.path for name, stream in run.layout.scenario.settings.streams.items()}
        self.partings = run.layout.partings
        self.parting_at = [self.paths[other][1] for _, other in self.partings]
        self.env = simpy.Environment()
        self.rng = np.random.default_rng(seed)
        self.came: Counter[str] = Counter()
        settings = run.layout.scenario.settings
        self.desks = {
            name: simpy.Resource(self.env, max(1, round(float(self.par.lanes[m, self.nodes.index(name)]))))
            for name in settings.stages
        }
        self.fleets = list(settings.fleets)
        self.waiting: dict[int, list[simpy.Event]] = {c: [] for c in range(len(channels)) if self.net.fleet[c] >= 0}
        self.free = [int(each) for each in self.par.vehicles[m]]

    def received(self) -> dict[str, int]:
        base = next(iter(self.partings), ("general", ""))[0]
        for hour in self._setting_out():
            self.env.process(self._person(base, int(hour)))
        for c in self.waiting:
            self.env.process(self._dispatch(c))
        self.env.run(until=self.days * HOURS)
        return dict(self.came)

    def _setting_out(self) -> Any:
        """Hour in which each of those who leave within the period sets out."""
        leaving = self.net.leaving[0]
        hourly = np.where(leaving[None, :], self.par.hazard[self.m, 0][:, None] / leaving.sum(), 0.0).ravel()
        gone = np.cumsum(hourly)
        drawn = self.rng.exponential(size=int(self.par.inside[self.m, 0]))
        return np.searchsorted(gone, drawn[drawn < gone[-1]])

    def _person(self, stream: str, hour: int) -> Any:
        env, m = self.env, self.m
        yield env.timeout(hour)
        at = self.paths[stream][0]
        while True:
            c = self.leg[stream, at]
            if c in self.waiting:
                turn = env.event()
                self.waiting[c].append(turn)
                yield turn
            yield env.timeout(int(self.rng.integers(self.par.hours[m, c], self.par.longest[m, c] + 1)))
            if self.par.death[m, c] > 0 and self.rng.random() < self.par.death[m, c]:
                self.came["died"] += 1
                return
            at = self.nodes[int(self.net.to_node[c])]
            if at not in self.desks:
                self.came[at] += 1
                return
            n = self.nodes.index(at)
            if env.now >= self.net.opens_at[n]:
                with self.desks[at].request() as turn:
                    yield turn
                    while self._shut(n):
                        yield env.timeout(1 - env.now % 1)
                    yield env.timeout(1 / float(self.par.rate[m, n]))
            for j, (general, other) in enumerate(self.partings):
                if stream == general and self.parting_at[j] == at and self.rng.random() < self.par.parting[m, j]:
                    stream = other
                    break

    def _shut(self, n: int) -> bool:
        hour = min(int(self.env.now), self.days * HOURS - 1)
        return bool(self.net.effort[n, hour // HOURS, hour % HOURS] <= 0)

    def _dispatch(self, c: int) -> Any:
        """Full vehicles leave every hour they may, the last of the day as they are."""
        f, line = int(self.net.fleet[c]), self.waiting[c]
        seats, loading = int(self.par.seats[self.m, f]), int(self.par.loading[self.m, f])
        while True:
            clock = int(self.env.now) % HOURS
            last = bool(self.net.last_departure[f, clock])
            while self.net.departing[f, clock] and self.free[f] and (len(line) >= seats or (last and line)):
                self.free[f] -= 1
                self.env.process(self._round_trip(f, loading))
                for turn in line[:seats]:
                    turn.succeed()
                del line[:seats]
            yield self.env.timeout(1)

    def _round_trip(self, f: int, loading: int) -> Any:
        yield self.env.timeout(loading + int(self.par.away[self.m, f]))
        self.free[f] += 1
