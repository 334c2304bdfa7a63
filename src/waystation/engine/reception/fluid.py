"""The reception chain as a flow in steps of some hours: what the hourly engine gives in the mean, much sooner.

The rules are those of `waystation.engine.reception.hourly`, with shares of people in place of draws and a few steps a
day in place of 24. It is a *surrogate*: inference proposes with it, and the hourly engine decides.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from waystation.engine.compiled import compiled
from waystation.engine.reception.kernel_arrays import EXIT, HOURS, SITE, STAGE, Parameters, ReceptionNetwork
from waystation.engine.reception.travel import _next_death

__all__ = ["FluidCalendar", "FluidSpace", "fluid_calendar", "fluid_space", "run_fluid"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class FluidCalendar(NamedTuple):
    """The calendar by steps; T steps a day."""

    width: float
    """Hours in a step."""
    leaving: Floats
    """(K, T) share of a day's people who set out in a step."""
    leaving_hours: Floats
    """(K, T) hours of a step in which people set out."""
    effort: Floats
    """(N, days * T) lane-hours in a step for one lane."""
    opens_at: Ints
    """(N,) step from which a stage works."""
    departing: Floats
    """(F, T) share of the hours of a step in which vehicles may leave."""
    last_departure: npt.NDArray[np.bool_]
    """(F, T) step in which vehicles leave though not full."""
    noon: int
    """Step in which people move on, or die where they stay."""


class FluidSpace(NamedTuple):
    """What a worker's loop writes on."""

    ring: Floats
    """(R, C) people by channel and the step in which they arrive."""
    back: Floats
    """(R, F) vehicles by the step in which they can load again."""
    came: Floats
    """(N, steps + 1) people who came to a node by the start of a step."""
    first: Ints
    bins: Ints
    share: Floats
    """(C,) first step ahead, number of steps, (C, R) and share of those who set out together by step of arrival."""
    state: Floats
    """(N + Q + C + 1 + K,) people: entered, stock by cell, boarding by channel, died, left by source."""
    rng: npt.NDArray[np.uint64]
    until_death: Floats
    deaths: Ints
    free: Floats
    committed: Floats
    gone: Floats
    moved_on: Floats
    given: Floats


class _Ways(NamedTuple):
    """Channels: what they lead to and when they are shut, and those of streams that part."""

    fleet: Any
    to_node: Any
    shut: Any
    split_channel: Any


class _Door(NamedTuple):
    """How many people each node takes in, and how many are there or on the way to it."""

    kind: Any
    room: Any
    capacity: Any
    holds: Any
    committed: Any


def fluid_calendar(network: ReceptionNetwork, days: int, steps: int) -> FluidCalendar:
    """The calendar of a network in so many steps a day (a divisor of 24)."""
    width = HOURS // steps

    def by_step(hours: npt.NDArray[np.bool_]) -> Floats:
        return np.asarray(hours.reshape(len(hours), steps, width).sum(axis=2), dtype=np.float64)

    leaving = by_step(network.leaving)
    nodes = network.kind.size
    effort = network.effort[:, :days].reshape(nodes, days * steps, width).sum(axis=2)
    return FluidCalendar(
        width=float(width),
        leaving=leaving / np.maximum(leaving.sum(axis=1, keepdims=True), 1.0),
        leaving_hours=leaving,
        effort=np.ascontiguousarray(effort),
        opens_at=np.minimum(network.opens_at // width, days * steps + 1),
        departing=by_step(network.departing) / width,
        last_departure=by_step(network.last_departure) > 0,
        noon=12 // width,
    )


def fluid_space(network: ReceptionNetwork, parameters: Parameters, days: int, calendar: FluidCalendar) -> FluidSpace:
    """Arrays to write on for runs with these parameters."""
    nodes, cells, channels = network.kind.size, network.out.size, network.to_cell.size
    sources, fleets = network.source_channel.size, network.departing.shape[0]
    slowest = (parameters.longest * network.slowed.max(axis=1, initial=1.0)).max(initial=0.0)
    back = (parameters.loading + parameters.away + parameters.repair).max(initial=0)
    ahead = int(max(slowest + parameters.loading.max(initial=0), back) // calendar.width) + 4
    size = 1 << ahead.bit_length()
    return FluidSpace(
        ring=np.zeros((size, channels)),
        back=np.zeros((size, fleets)),
        came=np.zeros((nodes, calendar.effort.shape[1] + 1)),
        first=np.zeros(channels, np.int64),
        bins=np.zeros(channels, np.int64),
        share=np.zeros((channels, size)),
        state=np.zeros(nodes + cells + channels + 1 + sources),
        rng=np.zeros(1, np.uint64),
        until_death=np.zeros(channels),
        deaths=np.zeros(channels, np.int64),
        free=np.zeros(fleets),
        committed=np.zeros(nodes),
        gone=np.zeros(nodes),
        moved_on=np.zeros(nodes),
        given=np.zeros(cells),
    )


@compiled()
def _travel_shares(first, count, share, c, soonest, latest, width):  # type: ignore[no-untyped-def]
    """When those arrive who set out together: evenly between soonest and latest, by steps."""
    low, high = soonest / width, latest / width
    if high - low < 1.0:
        middle = 0.5 * (low + high)
        first[c] = int(middle)
        count[c] = 2
        share[c, 1] = middle - first[c]
        share[c, 0] = 1.0 - share[c, 1]
        return
    first[c] = int(low)
    count[c] = int(high + 1.0) - first[c] + 1
    for k in range(count[c]):  # between low and high, each smeared over two steps
        at = first[c] + k
        before = max(min(high, at) - max(low, at - 1.0), 0.0)
        after = max(min(high, at + 1.0) - max(low, at), 0.0)
        # Linear between the steps: nearer steps get more.
        b = 0.5 * (max(low, at - 1.0) + min(high, at)) - (at - 1.0) if before > 0.0 else 0.0
        a = (at + 1.0) - 0.5 * (max(low, at) + min(high, at + 1.0)) if after > 0.0 else 0.0
        share[c, k] = (before * b + after * a) / (high - low)


@compiled(inline="always")
def _on_the_way(ring, c, people, step, first, count, share, least):  # type: ignore[no-untyped-def]
    mask = ring.shape[0] - 1
    for k in range(count[c]):
        ring[(step + max(first[c] + k, least)) & mask, c] += people * share[c, k]


@compiled(forceinline=True)
def _room_left(door, n, day):  # type: ignore[no-untyped-def]
    """People who may still set out for a node, those on the way counted."""
    if door.kind[n] == STAGE:
        most = door.room[n]
    else:
        most = door.capacity[n, min(day, door.capacity.shape[1] - 1)] if door.holds[n] else -1
    return np.inf if most < 0 else max(most - door.committed[n], 0.0)


@compiled(forceinline=True)
def _allowed(people, first, last, c, ways, door, day):  # type: ignore[no-untyped-def]
    """Of ``people``, those for whom ways are open and there is room; those who go by vehicle wait for it anyhow."""
    for j in range(first, last + 1):
        way = ways.split_channel[j] if j < last else c
        if ways.fleet[way] < 0:
            people = 0.0 if ways.shut[way, day] else min(people, _room_left(door, ways.to_node[way], day))
    return people


@compiled()
def run_fluid(m, path, net, par, cal, now, index, start_of, daily):  # type: ignore[no-untyped-def]
    """Daily series (S, days + 1) of member ``m`` of ``par`` with people leaving as ``path`` (K, days) says, in logs.

    Series ``s`` is the sum of the entries ``index[start_of[s] : start_of[s + 1]]`` of `FluidSpace.state`.
    """
    kind, cells, feeds, feed = net.kind, net.cells, net.feeds, net.feed
    to_node, to_cell, fleet = net.to_node, net.to_cell, net.fleet
    splits, split_channel, out_channel, rank = net.splits, net.split_channel, net.out, net.rank
    source_channel, source_splits, shut_way, slowed = net.source_channel, net.source_splits, net.shut_way, net.slowed
    overflow, onward_channel, companion, enters = net.overflow, net.onward, net.companion, net.enters
    parting, death, frail = par.parting[m], par.death[m], par.frail[m]
    lanes, rate, room, capacity = par.lanes[m], par.rate[m], par.room[m], par.capacity[m]
    onward, places, stay = par.onward[m], par.onward_places[m], par.stay[m]
    vehicles, seats, loading, away = par.vehicles[m], par.seats[m], par.loading[m], par.away[m]
    convoy, bays, repair, per_companion = par.convoy[m], par.bays[m], par.repair[m], par.per_companion[m]
    breakdown, passage, hours, longest = par.breakdown[m], par.passage[m], par.hours[m], par.longest[m]
    effort, opens_at, width = cal.effort, cal.opens_at, cal.width
    leaving, leaving_hours = cal.leaving, cal.leaving_hours
    departing, last_departure = cal.departing, cal.last_departure
    ring, back, came, state, free = now.ring, now.back, now.came, now.state, now.free
    first, count, share, committed = now.first, now.bins, now.share, now.committed
    gone, moved_on, given = now.gone, now.moved_on, now.given
    ways = _Ways(fleet, to_node, shut_way, split_channel)
    door = _Door(kind, room, capacity, net.holds, committed)
    rng, until_death, deaths, seed, key_death = now.rng, now.until_death, now.deaths, par.seed[m], net.key_death
    nodes, channels, fleets = kind.size, to_cell.size, vehicles.size
    cell_count, sources = out_channel.size, source_channel.size
    at_stock, at_boarding = nodes, nodes + cell_count
    at_died = at_boarding + channels
    at_left = at_died + 1
    days = path.shape[1]
    steps = leaving.shape[1]
    mask = ring.shape[0] - 1
    ring[:] = 0.0
    back[:] = 0.0
    state[:] = 0.0
    gone[:] = 0.0
    committed[:] = 0.0
    for f in range(fleets):
        free[f] = vehicles[f]
    for n in range(nodes):
        for q in range(cells[n], cells[n + 1]):
            state[at_stock + q] = par.start[m, q]
            committed[n] += state[at_stock + q]
        came[n, 0] = committed[n]
    for s in range(daily.shape[0]):
        total = 0.0
        for i in range(start_of[s], start_of[s + 1]):
            total += state[index[i]]
        daily[s, 0] = total
    for c in range(channels):
        _travel_shares(first, count, share, c, hours[c], longest[c], width)
        deaths[c] = 0
        until_death[c] = _next_death(rng, seed, key_death[c], 0) if death[c] > 0.0 else 0.0

    for step in range(days * steps):
        day, clock = step // steps, step % steps
        now_at = step & mask
        if clock == 0:
            for n in range(nodes):
                moved_on[n] = 0.0
            if day > 0:
                for c in range(channels):
                    if slowed[c, day] != slowed[c, day - 1]:
                        _travel_shares(
                            first, count, share, c, hours[c] * slowed[c, day], longest[c] * slowed[c, day], width
                        )
        for k in range(sources):
            if leaving[k, clock] == 0.0:
                continue
            people = np.exp(path[k, day]) * leaving[k, clock]
            if passage[k] >= 0:
                people = min(people, passage[k] * leaving_hours[k, clock])
            people = _allowed(people, source_splits[k], source_splits[k + 1], source_channel[k], ways, door, day)
            state[at_left + k] += people
            for j in range(source_splits[k], source_splits[k + 1] + 1):
                c = split_channel[j] if j < source_splits[k + 1] else source_channel[k]
                went = people * parting[j] if j < source_splits[k + 1] else people
                people -= went
                if fleet[c] >= 0:
                    state[at_boarding + c] += went
                else:
                    committed[to_node[c]] += went
                    _on_the_way(ring, c, went, step, first, count, share, 0)
        for f in range(fleets):
            free[f] += back[now_at, f]
            back[now_at, f] = 0.0

        for n in range(nodes):
            arrived = 0.0
            for j in range(feeds[n], feeds[n + 1]):
                c = feed[j]
                people = ring[now_at, c]
                if people == 0.0:
                    continue
                ring[now_at, c] = 0.0
                if death[c] > 0.0:
                    dead = people
                    if death[c] < 1.0:  # the same people die as in the hourly engine: see its moves
                        dead = 0.0
                        until_death[c] += people * np.log1p(-death[c])
                        while until_death[c] < 0.0:
                            dead += 1.0
                            until_death[c] += _next_death(rng, seed, key_death[c], deaths[c] + 1)
                            deaths[c] += 1
                        dead = min(dead, people)
                    state[at_died] += dead
                    committed[n] -= dead
                    people -= dead
                state[at_stock + to_cell[c]] += people
                arrived += people
                if enters[c]:
                    state[n] += people
            if stay[n] >= 0:
                came[n, step + 1] = came[n, step] + arrived
            if kind[n] == EXIT:
                continue
            here = 0.0
            for q in range(cells[n], cells[n + 1]):
                if frail[n] > 0.0 and clock == cal.noon:
                    dead = state[at_stock + q] * frail[n]
                    state[at_stock + q] -= dead
                    state[at_died] += dead
                    committed[n] -= dead
                    gone[n] += dead
                here += state[at_stock + q]
            if here <= 0.0:
                continue
            if kind[n] == STAGE:
                served = here
                if step >= opens_at[n]:
                    served = min(here, lanes[n] * rate[n] * effort[n, step])
                if served <= 0.0:
                    continue
                q = cells[n]
                if cells[n + 1] == q + 1:
                    given[q] = served
                    q += 1
                while q < cells[n + 1]:  # by rank, and within a rank in proportion
                    end, queue = q, 0.0
                    while end < cells[n + 1] and rank[end] == rank[q]:
                        queue += state[at_stock + end]
                        end += 1
                    part = min(served / queue, 1.0) if queue > 0.0 else 0.0
                    for each in range(q, end):
                        given[each] = part * state[at_stock + each]
                    served -= part * queue
                    q = end
                for q in range(cells[n], cells[n + 1]):
                    people = _allowed(given[q], splits[q], splits[q + 1], out_channel[q], ways, door, day)
                    if people <= 0.0:
                        continue
                    state[at_stock + q] -= people
                    committed[n] -= people
                    for j in range(splits[q], splits[q + 1] + 1):
                        c = split_channel[j] if j < splits[q + 1] else out_channel[q]
                        went = people * parting[j] if j < splits[q + 1] else people
                        people -= went
                        if fleet[c] >= 0:
                            state[at_boarding + c] += went
                        else:
                            committed[to_node[c]] += went
                            _on_the_way(ring, c, went, step, first, count, share, 0)
            elif kind[n] == SITE:
                holding = capacity[n, min(day, capacity.shape[1] - 1)]
                excess = here - holding if holding >= 0 else 0.0
                overdue = 0.0
                late = step - int(stay[n] / width)
                if stay[n] >= 0 and late >= 0:
                    overdue = came[n, late + 1] - gone[n]
                for q in range(cells[n], cells[n + 1]):
                    c = overflow[q]
                    if excess > 0.0 and c >= 0 and not shut_way[c, day]:
                        to = to_node[c]
                        people = min(min(excess, state[at_stock + q]), _room_left(door, to, day))
                        excess -= people
                        state[at_stock + q] -= people
                        committed[n] -= people
                        gone[n] += people
                        committed[to] += people
                        _on_the_way(ring, c, people, step, first, count, share, 0)
                    c = onward_channel[q]
                    leave = onward[n] > 0.0 and clock == cal.noon
                    if c >= 0 and (leave or overdue > 0.0) and not shut_way[c, day]:
                        to = to_node[c]
                        people = state[at_stock + q] * onward[n] if leave else 0.0
                        people = max(people, min(overdue, state[at_stock + q]))
                        if places[n] >= 0:
                            people = min(people, places[n] - moved_on[n])
                        people = min(people, _room_left(door, to, day))
                        overdue -= people
                        state[at_stock + q] -= people
                        moved_on[n] += people
                        committed[n] -= people
                        gone[n] += people
                        committed[to] += people
                        _on_the_way(ring, c, people, step, first, count, share, 0)

        for c in range(channels):
            f = fleet[c]
            if f < 0 or state[at_boarding + c] <= 0.0 or free[f] <= 0.0 or departing[f, clock] <= 0.0:
                continue
            if shut_way[c, day]:
                continue
            waiting = state[at_boarding + c]
            going = min(waiting / seats[f], free[f])
            if companion[f] >= 0:
                going = min(going, free[companion[f]] * per_companion[f])
            if bays[f] >= 0:
                going = min(going, bays[f] * width * departing[f, clock] / max(loading[f], 1))
            if not last_departure[f, clock]:
                going = np.floor(going)
                if going < convoy[f]:
                    continue
            to = to_node[c]
            people = min(waiting, going * seats[f])
            room_left = _room_left(door, to, day)
            if people > room_left:
                people = room_left
                going = min(going, people / seats[f])
            state[at_boarding + c] -= people
            free[f] -= going
            trip = max(int((loading[f] + away[f]) / width + 0.5), 1)
            broken = going * breakdown[f]
            back[(step + trip + int(repair[f] / width)) & mask, f] += broken
            back[(step + trip) & mask, f] += going - broken
            if companion[f] >= 0:
                along = going / per_companion[f]
                free[companion[f]] -= along
                back[(step + trip) & mask, companion[f]] += along
            committed[to] += people
            load = loading[f] / width
            whole = int(load)
            _on_the_way(ring, c, people * (1.0 - (load - whole)), step + whole, first, count, share, 1 - min(whole, 1))
            _on_the_way(ring, c, people * (load - whole), step + whole + 1, first, count, share, 0)

        if clock == steps - 1:
            for s in range(daily.shape[0]):
                total = 0.0
                for i in range(start_of[s], start_of[s + 1]):
                    total += state[index[i]]
                daily[s, day + 1] = total
