"""The compiled loop over hours: plain arrays in, plain arrays out.

Words of the arrays: a *node* is a stage, site or exit; a *cell* is a stream at a node; a *channel*
is a stream on a leg. Cells of a node lie side by side, nodes stand in the order people meet them,
so one pass an hour carries people through legs that take no time.
"""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import compiled
from waystation.engine.randomness import binomial, start
from waystation.engine.reception.arrays import EXIT, HOURS, SITE, STAGE, Network, Outcome, Parameters
from waystation.engine.reception.steps import (
    NO_LIMIT,
    _by_rank,
    _day_rate,
    _died_on_the_way,
    _next_death,
    _room_left,
    _send,
    _served_at_random,
    _setting_out,
    _slow,
    _travel,
    _turn,
    _vehicles_going,
    _waited,
)

__all__ = ["EXIT", "HOURS", "SITE", "STAGE", "Network", "Outcome", "Parameters", "run_member"]

_NOON = 12

_HAIR = 1e-9
"""People: ten hours at 0.3 an hour serve 3, though in floating point they add up to a hair less."""


@compiled()
def run_member(m, net, par, out, now):  # type: ignore[no-untyped-def]
    """Run member ``m`` through all days of ``out``; ``now`` is overwritten."""
    # Arrays by their own names: reaching into a tuple of arrays in the loop costs more than the work.
    leaving, source_channel, source_splits = net.leaving, net.source_channel, net.source_splits
    kind, cell_from, feeds = net.kind, net.cells, net.feeds
    feed, effort, opens_at, rank = net.feed, net.effort, net.opens_at, net.rank
    random_service, holds, to_node = net.random_service, net.holds, net.to_node
    shut_way, slowed, companion = net.shut_way, net.slowed, net.companion
    key_there, key_service, key_pace, key_repair = net.key_there, net.key_service, net.key_pace, net.key_repair
    overflow, onward_channel, out_channel = net.overflow, net.onward, net.out
    splits, split_channel, to_cell = net.splits, net.split_channel, net.to_cell
    from_node, enters, fleet = net.from_node, net.enters, net.fleet
    departing, last_departure, key_source = net.departing, net.last_departure, net.key_source
    key_split, key_channel, key_death = net.key_split, net.key_channel, net.key_death
    key_cell, hazards, planned = net.key_cell, par.hazard[m], par.planned[m]
    passage, lanes, lane_rate, capacity = par.passage[m], par.lanes[m], par.rate[m], par.capacity[m]
    party, pace, room, frail = par.party[m], par.pace[m], par.room[m], par.frail[m]
    onward_places, stay = par.onward_places[m], par.stay[m]
    convoy, bays, repair, per_companion = par.convoy[m], par.bays[m], par.repair[m], par.per_companion[m]
    breakdown = par.breakdown[m]
    onward_chance, parting, death = par.onward[m], par.parting[m], par.death[m]
    vehicles, seats, loading = par.vehicles[m], par.seats[m], par.loading[m]
    away, hours, longest = par.away[m], par.hours[m], par.longest[m]
    day_stock, day_boarding, day_entered = out.stock[m], out.boarding[m], out.entered[m]
    day_came, day_left, day_peak = out.came[m], out.left[m], out.peak[m]
    day_night, day_departed, day_waited = out.night[m], out.departed[m], out.waited[m]
    day_died, day_moving, died_at = out.died[m], out.moving[m], out.died_at[m]
    waits, sent = out.waits[m], out.sent[m]
    days = day_left.shape[0]
    sources, nodes = source_channel.size, kind.size
    channels, cells, fleets = to_cell.size, out_channel.size, departing.shape[0]
    seed = par.seed[m]
    rng, ring, back, came_by_hour = now.rng, now.ring, now.back, now.came_by_hour
    loaded, at_bays, inside, stock = now.loaded, now.at_bays, now.inside, now.stock
    boarding, free, credit, head = now.boarding, now.free, now.credit, now.head
    waiting, rate, most, committed = now.waiting, now.rate, now.most, now.committed
    given, due, gone_from, moved_on, unseen = now.given, now.due, now.gone_from, now.moved_on, now.unseen
    leaving_hours, first_hour, chance = now.leaving_hours, now.first_hour, now.chance
    soonest, latest = now.soonest, now.latest
    until_death, deaths = now.until_death, now.deaths
    for each in (ring, back, loaded, came_by_hour, head):
        each[:] = 0
    for each in (at_bays, boarding, waiting, given, gone_from, moved_on, committed):
        each[:] = 0
    credit[:] = 0.0
    rate[:] = 0.0
    most[:] = -1
    planned_days = planned.shape[1]
    mask = ring.shape[0] - 1
    moving, died, everyone = np.int64(0), np.int64(0), np.int64(0)
    for k in range(sources):
        inside[k] = par.inside[m, k]
        everyone += inside[k]
        leaving_hours[k] = 0
        first_hour[k] = -1
        for clock in range(HOURS):
            if leaving[k, clock]:
                leaving_hours[k] += 1
                if first_hour[k] < 0:
                    first_hour[k] = clock
    for c in range(channels):
        deaths[c] = 0
        until_death[c] = _next_death(rng, seed, key_death[c], 0)
    for f in range(fleets):
        free[f] = vehicles[f]
    for n in range(nodes):
        for q in range(cell_from[n], cell_from[n + 1]):
            stock[q] = par.start[m, q]
            everyone += stock[q]
            committed[n] += stock[q]
        due[n] = committed[n]

    for hour in range(days * HOURS):
        day, clock = hour // HOURS, hour % HOURS
        now_at = hour & mask

        if hour == net.change_hour:
            _turn(par, m, free)

        if clock == 0:
            for c in range(channels):
                soonest[c], latest[c] = _slow(hours[c], longest[c], slowed[c, day])
            for k in range(sources):
                chance[k] = -np.expm1(-hazards[k, day] / leaving_hours[k])
            for n in range(nodes):
                moved_on[n] = 0
                if kind[n] == STAGE:
                    rate[n] = _day_rate(rng, seed, key_pace[n], day, lane_rate[n], pace[n])
                    most[n] = room[n]
                elif holds[n]:
                    most[n] = capacity[n, min(day, capacity.shape[1] - 1)]

        # 1. People leave the sources.
        for k in range(sources):
            if not leaving[k, clock] or inside[k] == 0:
                continue
            if day < planned_days:
                nth = clock - first_hour[k]
                whole = planned[k, day]
                people = min(inside[k], (whole * (nth + 1)) // leaving_hours[k] - (whole * nth) // leaving_hours[k])
            else:
                if chance[k] <= 0.0:
                    continue
                start(rng, seed, key_source[k], hour)
                people = _setting_out(rng, inside[k], party[k], chance[k])
            if passage[k] >= 0:
                people = min(people, passage[k])
            for j in range(source_splits[k], source_splits[k + 1] + 1):
                c = split_channel[j] if j < source_splits[k + 1] else source_channel[k]
                if fleet[c] < 0:
                    n = to_node[c]
                    people = 0 if shut_way[c, day] else min(people, _room_left(most[n], committed[n]))
            inside[k] -= people
            day_left[day, k] += people
            for j in range(source_splits[k], source_splits[k + 1]):
                c = split_channel[j]
                start(rng, seed, key_split[j], hour)
                parted = binomial(rng, people, parting[j])
                people -= parted
                went = _send(
                    ring, boarding, c, parted, hour, fleet[c], soonest[c], latest[c], rng, seed, key_channel[c]
                )
                moving += went
                sent[c] += went
                committed[to_node[c]] += went
            c = source_channel[k]
            went = _send(ring, boarding, c, people, hour, fleet[c], soonest[c], latest[c], rng, seed, key_channel[c])
            moving += went
            sent[c] += went
            committed[to_node[c]] += went

        # 2. Vehicles that come back can load again.
        for f in range(fleets):
            free[f] += back[now_at, f]
            back[now_at, f] = 0
            at_bays[f] -= loaded[now_at, f]
            loaded[now_at, f] = 0

        for n in range(nodes):
            # 3. People arrive; some died on the way.
            came = np.int64(0)
            for j in range(feeds[n], feeds[n + 1]):
                c = feed[j]
                people = ring[now_at, c]
                if people == 0:
                    continue
                ring[now_at, c] = 0
                moving -= people
                if death[c] > 0.0:
                    dead = _died_on_the_way(until_death, deaths, c, people, death[c], rng, seed, key_death[c])
                    died += dead
                    people -= dead
                    day_died[day] += dead
                    died_at[day, n] += dead
                    committed[n] -= dead
                stock[to_cell[c]] += people
                came += people
                if enters[c]:
                    day_entered[day, n] += people
                if kind[n] != STAGE and (from_node[c] < 0 or kind[from_node[c]] == STAGE):
                    out.last_hour[m] = hour
            if came > 0:
                day_came[day, n] += came
                came_by_hour[n, hour] = came

            if frail[n] > 0.0 and clock == _NOON:
                # Some die while they wait or stay.
                for q in range(cell_from[n], cell_from[n + 1]):
                    start(rng, seed, key_there[q], hour)
                    dead = binomial(rng, stock[q], frail[n])
                    stock[q] -= dead
                    died += dead
                    day_died[day] += dead
                    died_at[day, n] += dead
                    committed[n] -= dead
                    gone_from[n] += dead
                    if kind[n] == STAGE and dead > 0:
                        waiting[n] -= dead
                        _waited(came_by_hour[n], head[n], dead, hour, unseen)

            if kind[n] == STAGE:
                # 4. The stage serves its queue and people part.
                here = np.int64(0)
                for q in range(cell_from[n], cell_from[n + 1]):
                    here += stock[q]
                if here == 0:
                    credit[n] = 0.0
                    continue
                served = np.int64(0)
                share = effort[n, day, clock]
                if hour < opens_at[n]:
                    served = here
                elif share > 0.0 and random_service[n]:
                    start(rng, seed, key_service[n], hour)
                    served = _served_at_random(rng, here, lanes[n] * share, rate[n])
                elif share > 0.0:
                    credit[n] += lanes[n] * rate[n] * share
                    served = min(here, np.int64(credit[n] + _HAIR))
                    credit[n] = credit[n] - served if here > served else 0.0
                waiting[n] += came
                gone = np.int64(0)
                _by_rank(stock, rank, cell_from[n], cell_from[n + 1], served, given)
                for q in range(cell_from[n], cell_from[n + 1]):
                    people = given[q]
                    for j in range(splits[q], splits[q + 1] + 1):
                        c = split_channel[j] if j < splits[q + 1] else out_channel[q]
                        if fleet[c] < 0:
                            to = to_node[c]
                            people = 0 if shut_way[c, day] else min(people, _room_left(most[to], committed[to]))
                    if people == 0:
                        continue
                    stock[q] -= people
                    committed[n] -= people
                    for j in range(splits[q], splits[q + 1]):
                        c = split_channel[j]
                        start(rng, seed, key_split[j], hour)
                        parted = binomial(rng, people, parting[j])
                        people -= parted
                        went = _send(
                            ring, boarding, c, parted, hour, fleet[c], soonest[c], latest[c], rng, seed, key_channel[c]
                        )
                        gone += went
                        sent[c] += went
                        committed[to_node[c]] += went
                    c = out_channel[q]
                    went = _send(
                        ring, boarding, c, people, hour, fleet[c], soonest[c], latest[c], rng, seed, key_channel[c]
                    )
                    gone += went
                    sent[c] += went
                    committed[to_node[c]] += went
                if gone > 0:
                    moving += gone
                    waiting[n] -= gone
                    day_departed[day, n] += gone
                    day_waited[day, n] += _waited(came_by_hour[n], head[n], gone, hour, waits[n])
            elif kind[n] == SITE:
                # 5. A full site sends people on; others move on after a stay.
                holding = capacity[n, min(day, capacity.shape[1] - 1)]
                if holding >= 0:
                    excess = -holding
                    for q in range(cell_from[n], cell_from[n + 1]):
                        excess += stock[q]
                    for q in range(cell_from[n], cell_from[n + 1]):
                        c = overflow[q]
                        if excess <= 0 or c < 0 or shut_way[c, day]:
                            continue
                        to = to_node[c]
                        people = min(min(excess, stock[q]), _room_left(most[to], committed[to]))
                        excess -= people
                        stock[q] -= people
                        went = _send(
                            ring, boarding, c, people, hour, fleet[c], soonest[c], latest[c], rng, seed, key_channel[c]
                        )
                        moving += went
                        sent[c] += went
                        committed[to] += went
                        committed[n] -= people
                        gone_from[n] += people
                overdue = np.int64(0)
                if stay[n] >= 0 and hour >= stay[n]:
                    if hour > stay[n]:
                        due[n] += came_by_hour[n, hour - stay[n]]
                    overdue = due[n] - gone_from[n]
                if overdue > 0 or (clock == _NOON and onward_chance[n] > 0.0):
                    for q in range(cell_from[n], cell_from[n + 1]):
                        c = onward_channel[q]
                        if c < 0 or stock[q] == 0 or shut_way[c, day]:
                            continue
                        people = np.int64(0)
                        if clock == _NOON and onward_chance[n] > 0.0:
                            start(rng, seed, key_cell[q], hour)
                            people = binomial(rng, stock[q], onward_chance[n])
                        people = max(people, min(overdue, stock[q]))
                        if onward_places[n] >= 0:
                            people = min(people, onward_places[n] - moved_on[n])
                        to = to_node[c]
                        people = min(people, _room_left(most[to], committed[to]))
                        overdue -= people
                        stock[q] -= people
                        went = _send(
                            ring, boarding, c, people, hour, fleet[c], soonest[c], latest[c], rng, seed, key_channel[c]
                        )
                        moving += went
                        sent[c] += went
                        committed[to] += went
                        committed[n] -= people
                        gone_from[n] += people
                        moved_on[n] += people

        # 6. Vehicles load and leave: full ones at any hour allowed, the last of the day as they are.
        for c in range(channels):
            f = fleet[c]
            if f < 0 or boarding[c] == 0 or free[f] <= 0 or not departing[f, clock]:
                continue
            if shut_way[c, day]:
                continue
            held, together = seats[f], companion[f]
            ready, open_bays = free[f], NO_LIMIT if bays[f] < 0 else bays[f] - at_bays[f]
            if together >= 0:
                ready = min(ready, free[together] * per_companion[f])
            to = to_node[c]
            waiting_here = min(boarding[c], _room_left(most[to], committed[to]))
            going = _vehicles_going(waiting_here, held, ready, open_bays, convoy[f], last_departure[f, clock])
            if going <= 0:
                continue
            people = min(waiting_here, going * held)
            boarding[c] -= people
            free[f] -= going
            back_at = hour + loading[f] + away[f]
            broken = np.int64(0)
            if breakdown[f] > 0.0:
                start(rng, seed, key_repair[c], hour)
                broken = binomial(rng, going, breakdown[f])
                back[(back_at + repair[f]) & mask, f] += broken
            back[back_at & mask, f] += going - broken
            if together >= 0:
                along = -(-going // per_companion[f])
                free[together] -= along
                back[back_at & mask, together] += along
            at_bays[f] += going
            loaded[(hour + max(loading[f], 1)) & mask, f] += going
            moving += people
            sent[c] += people
            committed[to] += people
            leaves = hour + loading[f]
            # This hour's arrivals are over: the soonest that anybody can arrive is the next hour.
            first = max(soonest[c], 1 - loading[f])
            _travel(ring, c, people, leaves, first, max(latest[c], first), rng, seed, key_channel[c])
            n = from_node[c]
            if n >= 0 and kind[n] == STAGE:
                waiting[n] -= people
                day_departed[day, n] += people
                day_waited[day, n] += _waited(came_by_hour[n], head[n], people, hour, waits[n])

        # 7. Everyone is somewhere.
        found = moving + died
        for k in range(sources):
            found += inside[k]
        for q in range(cells):
            found += stock[q]
        for c in range(channels):
            found += boarding[c]
        if found != everyone and out.lost_hour[m] < 0:
            out.lost_hour[m] = hour
        for n in range(nodes):
            if waiting[n] > 0:
                day_peak[day, n] = max(day_peak[day, n], waiting[n])
                if clock >= 20 or clock < 6:
                    day_night[day, n] = max(day_night[day, n], waiting[n])
        if clock == HOURS - 1:
            for q in range(cells):
                day_stock[day, q] = stock[q]
            for c in range(channels):
                day_boarding[day, c] = boarding[c]
            day_moving[day] = moving
    # The running count of people on the way is checked against the people on the way.
    on_the_way = np.int64(0)
    for c in range(channels):
        for late in range(ring.shape[0]):
            on_the_way += ring[late, c]
    if on_the_way != moving and out.lost_hour[m] < 0:
        out.lost_hour[m] = days * HOURS
