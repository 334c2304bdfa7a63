"""The reception chain as a flow in steps of some hours: what the hourly engine gives in the mean, much sooner.

The rules are those of `waystation.engine.reception.hourly`, with shares of people in place of draws and a few steps a
day in place of 24. It is a *surrogate*: inference proposes with it, and the hourly engine decides.

All members go through a step side by side. What the network says (which channel leads where, which stage is open) is
looked at once for all, and each loop over members is plain arithmetic on neighbouring numbers.
"""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import compiled, inner
from waystation.engine.reception.kernel_arrays import EXIT, STAGE
from waystation.engine.reception.travel import _next_death

__all__ = ["run_fluid"]


@inner()
def _travel_shares(net, par, now, c, slowed, width):  # type: ignore[no-untyped-def]
    """When those arrive who set out together on a channel: evenly between soonest and latest, by steps.

    With a vehicle, the time that loading takes comes first.
    """
    lag, hours, longest, f, load = now.lag, par.hours, par.longest, net.fleet[c], par.load
    size = lag.shape[1]
    soonest, latest = size, 0
    for k in range(size):
        for i in range(lag.shape[2]):
            lag[c, k, i] = 0.0
    for i in range(lag.shape[2]):
        low, high = hours[c, i] * slowed / width, longest[c, i] * slowed / width
        if high - low < 1.0:
            low = high = 0.5 * (low + high)
            first = int(low)
            count = 2
        else:
            first = int(low)
            count = int(high + 1.0) - first + 1
        whole = int(load[f, i]) if f >= 0 else 0
        part = load[f, i] - whole if f >= 0 else 0.0
        least = 1 - min(whole, 1) if f >= 0 else 0
        for k in range(count):
            at = first + k
            if high == low:
                share = low - first if k == 1 else 1.0 - (low - first)
            else:  # between low and high, each smeared over two steps
                before = max(min(high, at) - max(low, at - 1.0), 0.0)
                after = max(min(high, at + 1.0) - max(low, at), 0.0)
                # Linear between the steps: nearer steps get more.
                b = 0.5 * (max(low, at - 1.0) + min(high, at)) - (at - 1.0) if before > 0.0 else 0.0
                a = (at + 1.0) - 0.5 * (max(low, at) + min(high, at + 1.0)) if after > 0.0 else 0.0
                share = (before * b + after * a) / (high - low)
            when = whole + max(at, least)
            lag[c, when, i] += share * (1.0 - part)
            soonest, latest = min(soonest, when), max(latest, when)
            if part > 0.0:
                lag[c, whole + 1 + at, i] += share * part
                soonest, latest = min(soonest, whole + 1 + at), max(latest, whole + 1 + at)
    now.soonest[c], now.latest[c] = soonest, latest


@inner()
def _held_back(going, first, last, main, day, split_channel, fleet, to_node, shut, tight, most, committed):  # type: ignore[no-untyped-def]
    """Of ``going``, those for whom ways are open and there is room; those who go by vehicle wait for it anyhow."""
    today = min(day, most.shape[1] - 1)
    for j in range(first, last + 1):
        c = split_channel[j] if j < last else main
        to = to_node[c]
        if fleet[c] >= 0:
            continue
        if shut[c, day]:
            for i in range(going.size):
                going[i] = 0.0
        elif tight[to]:
            for i in range(going.size):
                going[i] = min(going[i], max(most[to, today, i] - committed[to, i], 0.0))


@inner()
def _set_out(  # type: ignore[no-untyped-def]
    going, first, last, main, at_boarding, step, split_channel, fleet, to_node, parting, tight, committed, state, went,
    ring, lag, soonest, latest
):  # fmt: skip
    """People set out, parted by streams: by themselves, or to where vehicles load."""
    mask = ring.shape[0] - 1
    for j in range(first, last + 1):
        c = split_channel[j] if j < last else main
        for i in range(going.size):
            went[i] = going[i] * (parting[j, i] if j < last else 1.0)
            going[i] -= went[i]
        if fleet[c] >= 0:
            for i in range(going.size):
                state[at_boarding + c, i] += went[i]
            continue
        if tight[to_node[c]]:
            for i in range(going.size):
                committed[to_node[c], i] += went[i]
        for k in range(soonest[c], latest[c] + 1):
            at = (step + k) & mask
            for i in range(going.size):
                ring[at, c, i] += went[i] * lag[c, k, i]


@inner(forceinline=True)
def _dead_on_the_way(people, c, n, net, par, now, died):  # type: ignore[no-untyped-def]
    """Take those out who die, the same as in the hourly engine: see `_died_on_the_way` in its moves."""
    for i in range(people.size):
        chance, passed = par.death[c, i], people[i]
        if chance <= 0.0 or passed == 0.0:
            continue
        dead = passed
        if chance < 1.0:
            dead = 0.0
            left = now.until_death[c, i] + passed * np.log1p(-chance)
            while left < 0.0:
                dead += 1.0
                now.deaths[c, i] += 1
                left += _next_death(now.rng, par.seed[i], net.key_death[c], now.deaths[c, i])
            now.until_death[c, i] = left
            dead = min(dead, passed)
        now.state[died, i] += dead
        now.committed[n, i] -= dead
        people[i] -= dead


@inner(forceinline=True)
def _served(n, step, day, at_stock, at_boarding, net, par, cal, now):  # type: ignore[no-untyped-def]
    """A stage's lanes serve people, by rank and within a rank in proportion; they set out for what comes next."""
    state, given, served, committed = now.state, now.given, now.excess, now.committed
    cells, rank = net.cells, net.rank
    effort = cal.effort[n, step]
    opened = step >= cal.opens_at[n]
    if opened and effort <= 0.0:
        return
    for i in range(served.size):
        served[i] = par.serves[n, i] * effort if opened else np.inf
    q = cells[n]
    while q < cells[n + 1]:
        end = q
        while end < cells[n + 1] and rank[end] == rank[q]:
            end += 1
        if end == q + 1:
            for i in range(served.size):
                given[q, i] = min(state[at_stock + q, i], served[i])
                served[i] -= given[q, i]
        else:
            for i in range(served.size):
                queue = 0.0
                for each in range(q, end):
                    queue += state[at_stock + each, i]
                part = min(served[i] / queue, 1.0) if queue > 0.0 else 0.0
                for each in range(q, end):
                    given[each, i] = part * state[at_stock + each, i]
                served[i] -= part * queue
        q = end
    for q in range(cells[n], cells[n + 1]):
        going, out = given[q], net.out[q]
        _held_back(
            going, net.splits[q], net.splits[q + 1], out, day, net.split_channel, net.fleet, net.to_node, net.shut_way,
            par.tight, par.most, committed,
        )  # fmt: skip
        for i in range(going.size):
            state[at_stock + q, i] -= going[i]
        if par.tight[n]:
            for i in range(going.size):
                committed[n, i] -= going[i]
        _set_out(
            going, net.splits[q], net.splits[q + 1], out, at_boarding, step, net.split_channel, net.fleet, net.to_node,
            par.parting, par.tight, now.committed, state, now.went, now.ring, now.lag, now.soonest, now.latest,
        )  # fmt: skip


@inner(forceinline=True)
def _moved_on(n, step, day, at_noon, at_stock, at_boarding, net, par, now):  # type: ignore[no-untyped-def]
    """People leave a site that overflows, that they have been at for as long as they may, or as they move on."""
    state, going, excess, overdue = now.state, now.going, now.excess, now.overdue
    none = np.int64(0)  # a bare 0 is a type of its own, and what is called is compiled once more for it
    today = min(day, par.holding.shape[1] - 1)
    members = going.size
    for i in range(members):
        here = 0.0
        for q in range(net.cells[n], net.cells[n + 1]):
            here += state[at_stock + q, i]
        excess[i] = max(here - par.holding[n, today, i], 0.0)
    for way in range(2):
        if way == 1:  # those who have just been sent on have left too
            for i in range(members):
                late = step - par.stay[n, i]
                overdue[i] = 0.0
                if par.stay[n, i] >= 0 and late >= 0:
                    overdue[i] = max(now.came[n, late + 1, i] - now.gone[n, i], 0.0)
        for q in range(net.cells[n], net.cells[n + 1]):
            c = net.overflow[q] if way == 0 else net.onward[q]
            if c < 0 or net.shut_way[c, day]:
                continue
            for i in range(members):
                stock = state[at_stock + q, i]
                if way == 0:
                    going[i] = min(excess[i], stock)
                else:
                    going[i] = max(stock * par.onward[n, i] if at_noon else 0.0, min(overdue[i], stock))
                    going[i] = min(going[i], par.places[n, i] - now.moved_on[n, i])
            _held_back(
                going, none, none, c, day, net.split_channel, net.fleet, net.to_node, net.shut_way,
                par.tight, par.most, now.committed,
            )  # fmt: skip
            for i in range(members):
                if way == 0:
                    excess[i] -= going[i]
                else:
                    overdue[i] -= going[i]
                    now.moved_on[n, i] += going[i]
                state[at_stock + q, i] -= going[i]
                now.committed[n, i] -= going[i]
                now.gone[n, i] += going[i]
            _set_out(
                going, none, none, c, at_boarding, step, net.split_channel, net.fleet, net.to_node,
                par.parting, par.tight, now.committed, state, now.went, now.ring, now.lag, now.soonest, now.latest,
            )  # fmt: skip


@inner(forceinline=True)
def _driven(c, f, step, clock, day, row, net, par, cal, now):  # type: ignore[no-untyped-def]
    """Vehicles take those who wait for them."""
    state, free, going, back = now.state, now.free, now.going, now.back
    to, other, full = net.to_node[c], net.companion[f], not cal.last_departure[f, clock]
    today, mask, tight = min(day, par.most.shape[1] - 1), back.shape[0] - 1, par.tight[to]
    for i in range(going.size):
        waiting, seats = state[row, i], par.seats[f, i]
        trips = min(waiting / seats, free[f, i])
        if other >= 0:
            trips = min(trips, free[other, i] * par.per_companion[f, i])
        trips = min(trips, par.bays[f, i] * cal.departing[f, clock])
        if full:
            trips = np.floor(trips)
            if trips < par.convoy[f, i]:
                trips = 0.0
        people = min(waiting, trips * seats)
        if tight:
            room = max(par.most[to, today, i] - now.committed[to, i], 0.0)
            if people > room:
                people = room
                trips = min(trips, people / seats)
        going[i] = people
        if trips <= 0.0:
            continue
        state[row, i] -= people
        now.committed[to, i] += people
        free[f, i] -= trips
        broken = trips * par.breakdown[f, i]
        again = (step + par.trip[f, i]) & mask
        back[(step + par.broken_trip[f, i]) & mask, f, i] += broken
        back[again, f, i] += trips - broken
        if other >= 0:
            along = trips / par.per_companion[f, i]
            free[other, i] -= along
            back[again, other, i] += along
    for k in range(now.soonest[c], now.latest[c] + 1):
        for i in range(going.size):
            now.ring[(step + k) & mask, c, i] += going[i] * now.lag[c, k, i]


@inner()
def _totals(daily, day, state, index, start_of):  # type: ignore[no-untyped-def]
    for s in range(daily.shape[0]):
        for i in range(daily.shape[2]):
            total = 0.0
            for j in range(start_of[s], start_of[s + 1]):
                total += state[index[j], i]
            daily[s, day, i] = total


@compiled()
def run_fluid(people, net, par, cal, now, index, start_of, daily):  # type: ignore[no-untyped-def]
    """Daily series (S, days + 1, W) of members of whom ``people`` (days, K, W) leave.

    ``now`` is a `FluidSpace` that nothing was written on. Series ``s`` is the sum of the rows
    ``index[start_of[s] : start_of[s + 1]]`` of its state.
    """
    kind, cells, feeds, feed, to_cell = net.kind, net.cells, net.feeds, net.feed, net.to_cell
    ring, back, state, going = now.ring, now.back, now.state, now.going
    nodes, channels, fleets, sources = kind.size, to_cell.size, par.vehicles.shape[0], net.source_channel.size
    days, members = people.shape[0], people.shape[2]
    at_stock = nodes
    at_boarding = at_stock + net.out.size
    died = at_boarding + channels
    left = died + 1
    steps = cal.leaving.shape[1]
    for f in range(fleets):
        for i in range(members):
            now.free[f, i] = par.vehicles[f, i]
    for n in range(nodes):
        for q in range(cells[n], cells[n + 1]):
            for i in range(members):
                state[at_stock + q, i] = par.start[q, i]
                now.committed[n, i] += par.start[q, i]
                now.came[n, 0, i] += par.start[q, i]
    _totals(daily, np.int64(0), state, index, start_of)
    for c in range(channels):
        _travel_shares(net, par, now, c, net.slowed[c, 0], cal.width)
        for i in range(members):
            if par.deadly[c]:
                now.until_death[c, i] = _next_death(now.rng, par.seed[i], net.key_death[c], np.int64(0))

    for step in range(days * steps):
        day, clock = step // steps, step % steps
        now_at = step & (ring.shape[0] - 1)
        if clock == 0:
            for n in range(nodes):
                for i in range(members):
                    now.moved_on[n, i] = 0.0
            for c in range(channels):
                if day > 0 and net.slowed[c, day] != net.slowed[c, day - 1]:
                    _travel_shares(net, par, now, c, net.slowed[c, day], cal.width)
        for k in range(sources):
            part, hours = cal.leaving[k, clock], cal.leaving_hours[k, clock]
            if part == 0.0:
                continue
            for i in range(members):
                going[i] = min(people[day, k, i] * part, par.passage[k, i] * hours)
            first, last, main = net.source_splits[k], net.source_splits[k + 1], net.source_channel[k]
            _held_back(
                going, first, last, main, day, net.split_channel, net.fleet, net.to_node, net.shut_way,
                par.tight, par.most, now.committed,
            )  # fmt: skip
            for i in range(members):
                state[left + k, i] += going[i]
            _set_out(
                going, first, last, main, at_boarding, step, net.split_channel, net.fleet, net.to_node,
                par.parting, par.tight, now.committed, state, now.went, now.ring, now.lag, now.soonest, now.latest,
            )  # fmt: skip
        for f in range(fleets):
            for i in range(members):
                now.free[f, i] += back[now_at, f, i]
                back[now_at, f, i] = 0.0

        for n in range(nodes):
            if par.dwells[n]:
                for i in range(members):
                    now.came[n, step + 1, i] = now.came[n, step, i]
            for j in range(feeds[n], feeds[n + 1]):
                c = feed[j]
                q = at_stock + to_cell[c]
                if par.deadly[c]:
                    _dead_on_the_way(ring[now_at, c], c, n, net, par, now, died)
                if net.enters[c]:
                    for i in range(members):
                        state[n, i] += ring[now_at, c, i]
                if par.dwells[n]:
                    for i in range(members):
                        now.came[n, step + 1, i] += ring[now_at, c, i]
                for i in range(members):
                    state[q, i] += ring[now_at, c, i]
                    ring[now_at, c, i] = 0.0
            if kind[n] == EXIT:
                continue
            if clock == cal.noon and par.ails[n]:
                for q in range(at_stock + cells[n], at_stock + cells[n + 1]):
                    for i in range(members):
                        dead = state[q, i] * par.frail[n, i]
                        state[q, i] -= dead
                        state[died, i] += dead
                        now.committed[n, i] -= dead
                        now.gone[n, i] += dead
            if kind[n] == STAGE:
                _served(n, step, day, at_stock, at_boarding, net, par, cal, now)
            elif par.parts[n]:
                _moved_on(n, step, day, clock == cal.noon, at_stock, at_boarding, net, par, now)

        for c in range(channels):
            f = net.fleet[c]
            if f >= 0 and cal.departing[f, clock] > 0.0 and not net.shut_way[c, day]:
                _driven(c, f, step, clock, day, at_boarding + c, net, par, cal, now)

        if clock == steps - 1:
            _totals(daily, day + 1, state, index, start_of)
