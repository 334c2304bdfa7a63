"""The time-expanded flow behind limits: one member's people as a fluid over hours, as a linear programme.

Every person of the simulated member may go any way that joins the same ends, in fractions, as early as lanes,
hours, vehicles, waiting rooms and closures allow; who simulated people were is not asked. Whatever the
simulation did is one feasible flow, so that the earliest flow is a bound on every simulated plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from waystation.engine.reception import Run
from waystation.engine.reception.kernel_arrays import HOURS, SITE, STAGE
from waystation.engine.reception.queue import _day_rate
from waystation.plan.linear_programme import Programme

__all__ = ["Flow", "FlowLeg", "Solution", "earliest_supply", "flow_of", "lanes_at_fault", "solve"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_FREE = np.inf
_HAIR = 1e-6


@dataclass(frozen=True)
class FlowLeg:
    """A way between two elements, all streams together."""

    origin: int
    """Node it leaves; sources are counted from -1 downwards."""
    to: int
    arrives: Ints
    """(hours,) hour of arrival of who sets out in each hour."""
    may: npt.NDArray[np.bool_]
    """(hours,) whether anybody can set out."""
    fleet: int
    people: float
    """Most who use it in all: those of the simulated member."""


@dataclass
class Flow:
    """One member's limits, by hour."""

    hours: int
    legs: list[FlowLeg]
    supply: Floats
    """(sources, hours) people who come to the way out of a source."""
    passage: Floats
    """(sources,) people an hour, inf if any number."""
    demand: dict[int, float]
    """People each site or exit receives."""
    lane_hours: Floats
    """(nodes, hours) people one lane can serve in each hour; inf where a stage is passed straight through."""
    lanes: Floats
    room: Floats
    """(nodes,) people who may wait, inf if any number."""
    holds: dict[int, Floats]
    """(hours,) people a holding site can have taken in by each hour."""
    vehicles: Floats
    seats: Floats
    trip: Ints
    """(fleets,) hours from loading until it can load again."""
    loading: Ints
    bays: Floats
    companion: Ints
    per_companion: Floats
    passed: list[int] = field(default_factory=list)
    """Stages whose service is random: no bound holds for them."""

    @property
    def people(self) -> float:
        """All who are received."""
        return float(sum(self.demand.values()))


@dataclass(frozen=True)
class Solution:
    """An optimal flow."""

    received: Floats
    """(hours,) people received in each hour."""
    stage_value: Floats
    """(nodes, hours) change of the objective for one person more served in that hour; 0 or less."""
    vehicle_value: Floats
    """(fleets,) change of the objective for one vehicle more."""

    @property
    def person_hours(self) -> float:
        """Hours from the start until each is received, added up."""
        return float(self.received @ np.arange(self.received.size))

    @property
    def finish(self) -> int:
        """Last hour in which anybody is received."""
        busy = np.flatnonzero(self.received > _HAIR)
        return int(busy[-1]) if busy.size else 0


def flow_of(run: Run, m: int) -> Flow:
    """Member ``m`` of a run as a flow, up to the hour in which its last person was received."""
    net, par, out, layout = run.network, run.parameters, run.outcome, run.layout
    hours = int(out.last_hour[m]) + 1
    day, clock = np.arange(hours) // HOURS, np.arange(hours) % HOURS
    nodes, sources = net.kind.size, net.source_channel.size
    source_names = list(layout.scenario.settings.sources)
    ends: dict[tuple[int, int], list[int]] = {}
    for c, channel in enumerate(layout.channels):
        origin = int(net.from_node[c])
        if origin < 0:
            origin = -1 - source_names.index(channel.leg.origin)
        ends.setdefault((origin, int(net.to_node[c])), []).append(c)
    demand = {n: float(out.came[m, :, n].sum()) for n in range(nodes) if net.kind[n] != STAGE}
    legs = []
    for (origin, to), channels in ends.items():
        if origin >= 0 and net.kind[origin] == SITE:  # from there people are received already
            demand[to] = max(0.0, demand[to] - float(out.sent[m, channels].sum()))
            continue
        legs.append(_leg(run, m, channels, origin, to, day, clock))
    supply = np.zeros((sources, hours))
    for k in range(sources):
        first = int(np.argmax(net.leaving[k]))
        for d in range(min(out.left.shape[1], -(-hours // HOURS))):
            if d * HOURS + first < hours:
                supply[k, d * HOURS + first] = out.left[m, d, k]
    lane_hours = np.zeros((nodes, hours))
    for n in range(nodes):
        if net.kind[n] == STAGE:
            lane_hours[n] = _lane_hours(run, m, n, day, clock)
    return Flow(
        hours=hours,
        legs=legs,
        supply=supply,
        passage=_or_free(par.passage[m]),
        demand={n: people for n, people in demand.items() if people > 0},
        lane_hours=lane_hours,
        lanes=np.maximum(par.lanes[m], 0.0),
        room=_or_free(par.room[m]),
        holds=_holds(run, m, day),
        vehicles=par.vehicles[m].astype(float),
        seats=par.seats[m].astype(float),
        trip=par.loading[m] + par.away[m],
        loading=par.loading[m],
        bays=_or_free(par.bays[m]),
        companion=net.companion,
        per_companion=par.per_companion[m].astype(float),
        passed=[n for n in range(nodes) if net.random_service[n]],
    )


def _or_free(limit: Ints) -> Floats:
    return np.where(limit < 0, _FREE, limit.astype(float))


def _leg(run: Run, m: int, channels: list[int], origin: int, to: int, day: Ints, clock: Ints) -> FlowLeg:
    net, par = run.network, run.parameters
    c = channels[0]
    f = int(net.fleet[c])
    hour = np.arange(day.size)
    slowed = np.rint(par.hours[m, c] * net.slowed[c, day]).astype(np.int64)
    if f >= 0:
        loading = int(par.loading[m, f])
        arrives = hour + loading + np.maximum(slowed, 1 - loading)
        may = net.departing[f, clock]
    else:
        arrives = hour + slowed
        may = net.leaving[-1 - origin, clock] if origin < 0 else np.ones(day.size, dtype=bool)
    may = may & ~net.shut_way[c, day] & (arrives < day.size)
    return FlowLeg(origin, to, arrives, may, f, float(run.outcome.sent[m, channels].sum()))


def _lane_hours(run: Run, m: int, n: int, day: Ints, clock: Ints) -> Floats:
    net, par = run.network, run.parameters
    if net.random_service[n]:
        return np.full(day.size, _FREE)
    rng = np.zeros(1, np.uint64)
    rate = np.array(
        [
            _day_rate(rng, par.seed[m], net.key_pace[n], d, par.rate[m, n], par.pace[m, n])
            for d in range(int(day[-1]) + 1)
        ]
    )
    served = rate[day] * net.effort[n, day, clock]
    return np.asarray(np.where(np.arange(day.size) < net.opens_at[n], _FREE, served))


def _holds(run: Run, m: int, day: Ints) -> dict[int, Floats]:
    """What holding sites can have taken in; not those that people leave at a rate nobody limits."""
    net, par = run.network, run.parameters
    holds = {}
    for n in np.flatnonzero(net.holds):
        cells = range(net.cells[n], net.cells[n + 1])
        leaves = par.onward[m, n] > 0 or par.stay[m, n] >= 0
        if par.frail[m, n] > 0 or any(net.overflow[q] >= 0 for q in cells) or (leaves and par.onward_places[m, n] < 0):
            continue
        capacity = par.capacity[m, n, np.minimum(day, par.capacity.shape[2] - 1)].astype(float)
        start = sum(par.start[m, q] for q in cells)
        onward = par.onward_places[m, n] * (day + 1) if leaves else 0
        holds[int(n)] = np.maximum(capacity - start + onward, 0.0)
    return holds


def solve(flow: Flow, *, by: int | None = None) -> Solution:
    """The flow with the least hours until all are received; or with most people received by an hour.

    Parameters
    ----------
    flow : as from `flow_of`
    by : hour by which as many as possible are to be received; default: all, in the least sum of hours
    """
    hours = flow.hours
    lp = Programme(hours)
    going = [lp.variables(np.where(leg.may, _FREE, 0.0)) for leg in flow.legs]
    for k, supply in enumerate(flow.supply):
        rows = lp.stock(supply, _FREE)
        mine = [i for i, leg in enumerate(flow.legs) if leg.origin == -1 - k]
        for i in mine:
            lp.put(rows, going[i], 1.0)
        walking = [i for i in mine if flow.legs[i].fleet < 0]
        if np.isfinite(flow.passage[k]) and walking:
            most = lp.add_rows(np.zeros(hours), np.full(hours, flow.passage[k]))
            for i in walking:
                lp.put(most, going[i], 1.0)
    served = _stages(flow, lp, going)
    vehicles = _fleets(flow, lp, going)
    _ends(flow, lp, going, exactly=by is None)
    cost = np.zeros(lp.size)
    for i, leg in enumerate(flow.legs):
        if leg.to in flow.demand:
            made = going[i] >= 0
            cost[going[i][made]] = leg.arrives[made] if by is None else -(leg.arrives[made] <= by).astype(float)
    found, equation = lp.solved(cost)
    received = np.zeros(hours)
    for i, leg in enumerate(flow.legs):
        if leg.to in flow.demand:
            made = going[i] >= 0
            np.add.at(received, leg.arrives[made], found.x[going[i][made]])
    value = np.zeros((flow.lanes.size, hours))
    for n, each in served.items():
        value[n, each >= 0] = found.upper.marginals[each[each >= 0]]
    duals = np.array([found.eqlin.marginals[equation[row]] if row >= 0 else 0.0 for row in vehicles])
    return Solution(received, value, duals)


def _into(flow: Flow, lp: Programme, going: list[Ints], rows: Ints, n: int, sign: float) -> None:
    """Put those who arrive at a node into its rows, in the hour they arrive."""
    for i, leg in enumerate(flow.legs):
        if leg.to == n:
            there = leg.arrives < flow.hours
            lp.put(rows[leg.arrives[there]], going[i][there], sign)


def _stages(flow: Flow, lp: Programme, going: list[Ints]) -> dict[int, Ints]:
    """Queues and service; gives the variables of service by node."""
    served = {}
    for n in sorted({leg.origin for leg in flow.legs if leg.origin >= 0}):
        most = flow.lane_hours[n] * flow.lanes[n]
        service = served[n] = lp.variables(np.nan_to_num(most, nan=0.0, posinf=_FREE))
        queue = lp.stock(np.zeros(flow.hours), flow.room[n])
        _into(flow, lp, going, queue, n, -1.0)
        lp.put(queue, service, 1.0)
        out = [i for i, leg in enumerate(flow.legs) if leg.origin == n]
        if any(flow.legs[i].fleet >= 0 for i in out):
            after = lp.stock(np.zeros(flow.hours), _FREE)  # who was served may wait for a vehicle
        else:
            after = lp.add_rows(np.zeros(flow.hours), np.zeros(flow.hours))
        lp.put(after, service, -1.0)
        for i in out:
            lp.put(after, going[i], 1.0)
    return served


def _fleets(flow: Flow, lp: Programme, going: list[Ints]) -> list[int]:
    """Vehicles there; gives the row in which each fleet begins, or -1."""
    begins = []
    for f in range(flow.vehicles.size):
        users = [(i, flow.seats[g] * (1.0 if g == f else flow.per_companion[g]), int(flow.trip[g]))
                 for g in range(flow.vehicles.size) if f in (g, flow.companion[g])
                 for i, leg in enumerate(flow.legs) if leg.fleet == g]  # fmt: skip
        if not users:
            begins.append(-1)
            continue
        there = np.zeros(flow.hours)
        there[0] = flow.vehicles[f]
        rows = lp.stock(there, _FREE)
        begins.append(int(rows[0]))
        for i, people, trip in users:
            lp.put(rows, going[i], 1.0 / people)
            if trip < flow.hours:
                lp.put(rows[trip:], going[i][: flow.hours - trip], -1.0 / people)
        if np.isfinite(flow.bays[f]):
            most = lp.add_rows(np.zeros(flow.hours), np.full(flow.hours, flow.bays[f]))
            for i, people, _ in users:
                for late in range(min(max(int(flow.loading[f]), 1), flow.hours)):
                    lp.put(most[late:], going[i][: flow.hours - late], 1.0 / people)
    return begins


def _ends(flow: Flow, lp: Programme, going: list[Ints], *, exactly: bool) -> None:
    """How many each end receives, each leg carries, and a holding site has room for."""
    for n, people in flow.demand.items():
        row = lp.add_rows(np.array([people if exactly else 0.0]), np.array([people]))
        for i, leg in enumerate(flow.legs):
            if leg.to == n:
                lp.put(np.repeat(row, flow.hours), going[i], 1.0)
    for i, leg in enumerate(flow.legs):
        row = lp.add_rows(np.zeros(1), np.array([leg.people]))
        lp.put(np.repeat(row, flow.hours), going[i], 1.0)
    for n, room in flow.holds.items():
        rows = lp.stock(np.zeros(flow.hours), room)
        _into(flow, lp, going, rows, n, -1.0)


def earliest_supply(flow: Flow) -> int:
    """An hour before which not all can be received: enough have not come to the way out, or walked from there."""
    come = flow.supply.sum(axis=0).cumsum()
    enough = int(np.argmax(come >= flow.people - _HAIR)) if come[-1] >= flow.people - _HAIR else 0
    shortest = {-1 - k: 0 for k in range(flow.supply.shape[0])}
    for _ in flow.legs:  # as many rounds as legs: more than any path has
        for leg in flow.legs:
            if leg.origin in shortest:
                taken = shortest[leg.origin] + int((leg.arrives - np.arange(flow.hours)).min())
                shortest[leg.to] = min(taken, shortest.get(leg.to, taken))
    return enough + min((shortest.get(n, 0) for n in flow.demand), default=0)


def lanes_at_fault(flow: Flow, nodes: Iterable[int], found: Solution) -> dict[int, float]:
    """Change of the objective for one lane more, by stage."""
    finite = np.where(np.isfinite(flow.lane_hours), flow.lane_hours, 0.0)
    return {n: float(-(found.stage_value[n] * finite[n]).sum()) for n in nodes}
