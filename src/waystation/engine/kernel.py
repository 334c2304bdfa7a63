"""The compiled loop over hours: plain arrays in, plain arrays out.

Words of the arrays: a *node* is a stage, site or exit; a *cell* is a stream at a node; a *channel*
is a stream on a leg. Cells of a node lie side by side, nodes stand in the order people meet them,
so one pass an hour carries people through legs that take no time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from waystation.engine.randomness import binomial, start, uniform

__all__ = ["EXIT", "HOURS", "SITE", "STAGE", "Network", "Outcome", "Parameters", "run_member"]

STAGE, SITE, EXIT = 0, 1, 2
HOURS = 24

_HAIR = 1e-9
"""People: ten hours at 0.3 an hour serve 3, though in floating point they add up to a hair less."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]


class Network(NamedTuple):
    """What does not change from member to member; shapes by K sources, N nodes, Q cells, C channels, F fleets."""

    leaving: Bools
    """(K, 24) hours in which people set out."""
    source_channel: Ints
    """(K,) channel of the general stream out of a source."""
    source_splits: Ints
    """(K + 1,) where a source's partings start in ``split_channel``."""
    kind: Ints
    """(N,) STAGE, SITE or EXIT."""
    cells: Ints
    """(N + 1,) first cell of each node."""
    feeds: Ints
    """(N + 1,) where a node's incoming channels start in ``feed``."""
    feed: Ints
    """Channels by the node they lead to."""
    working: Bools
    """(N, 24) hours in which a stage works."""
    shut: Bools
    """(N, days) days on which a reported closure keeps a stage shut; people wait."""
    opens_at: Ints
    """(N,) hour from which a stage works; before it people pass straight through."""
    overflow: Ints
    """(Q,) channel out of a full site, or -1."""
    onward: Ints
    """(Q,) channel of those who move on, or -1."""
    out: Ints
    """(Q,) channel out of a stage for the cell's stream, or -1."""
    splits: Ints
    """(Q + 1,) where a cell's partings start in ``split_channel``."""
    split_channel: Ints
    """Channel of the stream that parts; cells first, then sources."""
    to_cell: Ints
    """(C,) cell a channel leads to."""
    from_node: Ints
    """(C,) node a channel leaves, or -1 for a source."""
    enters: Bools
    """(C,) whether those who arrive come from another place."""
    fleet: Ints
    """(C,) fleet that carries them, or -1."""
    departing: Bools
    """(F, 24) hours in which vehicles may leave."""
    last_departure: Bools
    """(F, 24) hour in which vehicles leave though not full."""
    key_source: Keys
    key_split: Keys
    key_channel: Keys
    key_death: Keys
    key_cell: Keys
    """Process keys for randomness."""


class Parameters(NamedTuple):
    """What differs from member to member: the same shapes with members in front."""

    seed: Keys
    """(M,) noise seed."""
    inside: Ints
    """(M, K) people at the source."""
    hazard: Floats
    """(M, K, days) hazard of leaving, per day."""
    planned: Ints
    """(M, K, days planned) people leaving on the first days, where they are given; then the hazard holds."""
    passage: Ints
    """(M, K) most people an hour, or -1."""
    served: Floats
    """(M, N) people an hour a stage serves."""
    start: Ints
    """(M, Q) people at a site at the start."""
    capacity: Ints
    """(M, N) people a site holds, or -1."""
    onward: Floats
    """(M, N) chance of moving on in a day."""
    parting: Floats
    """(M, splits) chance of parting, of those not parted yet."""
    hours: Ints
    """(M, C) shortest travel time."""
    longest: Ints
    """(M, C) longest travel time."""
    death: Floats
    """(M, C) chance of dying on the way."""
    vehicles: Ints
    seats: Ints
    loading: Ints
    away: Ints
    """(M, F) fleet."""


class Outcome(NamedTuple):
    """What a run leaves, by member and day."""

    stock: npt.NDArray[np.int32]
    """(M, days, Q) people in a cell at the end of the day."""
    boarding: npt.NDArray[np.int32]
    """(M, days, C) people waiting for vehicles at the end of the day."""
    entered: npt.NDArray[np.int32]
    """(M, days, N) people who came to a node from another place."""
    came: npt.NDArray[np.int32]
    """(M, days, N) people who came to a node."""
    left: npt.NDArray[np.int32]
    """(M, days, K) people who left a source."""
    peak: npt.NDArray[np.int32]
    night: npt.NDArray[np.int32]
    """(M, days, N) most people waiting at any hour, and at any hour of the night."""
    departed: npt.NDArray[np.int32]
    waited: Floats
    """(M, days, N) people who left a stage, and the hours they had waited, added up."""
    died: npt.NDArray[np.int32]
    moving: npt.NDArray[np.int32]
    """(M, days) deaths on the way; people on the way at the end of the day."""
    lost_hour: Ints
    """(M,) first hour at which people did not add up, or -1."""


@njit(cache=True, nogil=True)
def _travel(ring, channel, people, hour, shortest, longest, rng):  # type: ignore[no-untyped-def]
    """Put people on the way, spread evenly over the hours between shortest and longest.

    Who sets out together is spread as evenly as whole people can be; which hours get one more is drawn.
    """
    mask = ring.shape[1] - 1  # a power of two, so that "& mask" is the remainder
    hours = longest - shortest + 1
    if hours == 1 or people == 0:
        ring[channel, (hour + longest) & mask] += people
        return
    each, over = people // hours, people % hours
    first = np.int64(uniform(rng) * hours) if over else 0
    end = first + over
    for late in range(hours):  # the hours from first on get one more, round past the last
        extra = 1 if first <= late < end or late < end - hours else 0
        ring[channel, (hour + shortest + late) & mask] += each + extra


@njit(cache=True, nogil=True)
def _send(ring, boarding, channel, people, hour, fleet, shortest, longest, rng):  # type: ignore[no-untyped-def]
    """Send people on, to the vehicles or on their way; returns how many are on their way.

    Takes numbers rather than the network: handing all its arrays over costs more than the work here.
    """
    if people == 0:
        return 0
    if fleet >= 0:
        boarding[channel] += people
        return 0
    _travel(ring, channel, people, hour, shortest, longest, rng)
    return people


@njit(cache=True, nogil=True)
def _waited(came_by_hour, head, people, hour):  # type: ignore[no-untyped-def]
    """Hours waited by the next ``people`` in line (first in, first out); moves the head of the line.

    Between cumulative arrivals and departures (Newell's N-curves) lies each person's wait.
    """
    total = 0.0
    while people > 0:
        here = came_by_hour[head[0]] - head[1]
        step = min(here, people)
        total += step * (hour - head[0])
        head[1] += step
        people -= step
        if head[1] == came_by_hour[head[0]] and head[0] < hour:
            head[0] += 1
            head[1] = 0
        elif step == 0:
            break
    return total


@njit(cache=True, nogil=True)
def run_member(m, net, par, out, ring, back, came_by_hour):  # type: ignore[no-untyped-def]
    """Run member ``m`` through all days of ``out``.

    ``ring`` (C, R), ``back`` (F, R), R a power of two, and ``came_by_hour`` (N, hours) are scratch, zeroed here.
    """
    # Arrays by their own names: reaching into a tuple of arrays in the loop costs more than the work.
    leaving, source_channel, source_splits = net.leaving, net.source_channel, net.source_splits
    kind, cell_from, feeds = net.kind, net.cells, net.feeds
    feed, working, opens_at, shut = net.feed, net.working, net.opens_at, net.shut
    overflow, onward_channel, out_channel = net.overflow, net.onward, net.out
    splits, split_channel, to_cell = net.splits, net.split_channel, net.to_cell
    from_node, enters, fleet = net.from_node, net.enters, net.fleet
    departing, last_departure, key_source = net.departing, net.last_departure, net.key_source
    key_split, key_channel, key_death = net.key_split, net.key_channel, net.key_death
    key_cell, hazards, planned = net.key_cell, par.hazard[m], par.planned[m]
    passage, rate, capacity = par.passage[m], par.served[m], par.capacity[m]
    onward_chance, parting, death = par.onward[m], par.parting[m], par.death[m]
    vehicles, seats, loading = par.vehicles[m], par.seats[m], par.loading[m]
    away, hours, longest = par.away[m], par.hours[m], par.longest[m]
    day_stock, day_boarding, day_entered = out.stock[m], out.boarding[m], out.entered[m]
    day_came, day_left, day_peak = out.came[m], out.left[m], out.peak[m]
    day_night, day_departed, day_waited = out.night[m], out.departed[m], out.waited[m]
    day_died, day_moving = out.died[m], out.moving[m]
    days = day_left.shape[0]
    sources, nodes = source_channel.size, kind.size
    channels, cells, fleets = to_cell.size, out_channel.size, departing.shape[0]
    mask = ring.shape[1] - 1
    seed = par.seed[m]
    rng = np.zeros(1, np.uint64)
    ring[:] = 0
    back[:] = 0
    came_by_hour[:] = 0
    inside = par.inside[m].copy()
    stock = par.start[m].copy()
    boarding = np.zeros(channels, np.int64)
    free = vehicles.copy()
    credit = np.zeros(nodes)
    leaving_hours = leaving.sum(axis=1)
    planned_days = planned.shape[1]
    head = np.zeros((nodes, 2), np.int64)
    waiting = np.zeros(nodes, np.int64)
    everyone = inside.sum() + stock.sum()
    moving, died = np.int64(0), np.int64(0)

    for hour in range(days * HOURS):
        day, clock = hour // HOURS, hour % HOURS

        # 1. People leave the sources.
        for k in range(sources):
            if not leaving[k, clock] or inside[k] == 0:
                continue
            if day < planned_days:
                nth = clock - np.argmax(leaving[k])
                whole = planned[k, day]
                people = min(inside[k], (whole * (nth + 1)) // leaving_hours[k] - (whole * nth) // leaving_hours[k])
            else:
                hazard = hazards[k, day] / leaving_hours[k]
                if hazard <= 0.0:
                    continue
                start(rng, seed, key_source[k], hour)
                people = binomial(rng, inside[k], -np.expm1(-hazard))
            if passage[k] >= 0:
                people = min(people, passage[k])
            inside[k] -= people
            day_left[day, k] += people
            for j in range(source_splits[k], source_splits[k + 1]):
                c = split_channel[j]
                start(rng, seed, key_split[j], hour)
                parted = binomial(rng, people, parting[j])
                people -= parted
                moving += _send(ring, boarding, c, parted, hour, fleet[c], hours[c], longest[c], rng)
            c = source_channel[k]
            start(rng, seed, key_channel[c], hour)
            moving += _send(ring, boarding, c, people, hour, fleet[c], hours[c], longest[c], rng)

        # 2. Vehicles that come back can load again.
        for f in range(fleets):
            free[f] += back[f, hour & mask]
            back[f, hour & mask] = 0

        for n in range(nodes):
            # 3. People arrive; some died on the way.
            came = np.int64(0)
            for j in range(feeds[n], feeds[n + 1]):
                c = feed[j]
                people = ring[c, hour & mask]
                if people == 0:
                    continue
                ring[c, hour & mask] = 0
                moving -= people
                if death[c] > 0.0:
                    start(rng, seed, key_death[c], hour)
                    dead = binomial(rng, people, death[c])
                    died += dead
                    people -= dead
                    day_died[day] += dead
                stock[to_cell[c]] += people
                came += people
                if enters[c]:
                    day_entered[day, n] += people
            if came > 0:
                day_came[day, n] += came
                came_by_hour[n, hour] = came

            if kind[n] == STAGE:
                # 4. The stage serves its queue and people part.
                here = np.int64(0)
                for q in range(cell_from[n], cell_from[n + 1]):
                    here += stock[q]
                if here == 0:
                    credit[n] = 0.0
                    continue
                served = np.int64(0)
                if hour < opens_at[n]:
                    served = here
                elif working[n, clock] and not shut[n, day]:
                    credit[n] += rate[n]
                    served = min(here, np.int64(credit[n] + _HAIR))
                    credit[n] = credit[n] - served if here > served else 0.0
                waiting[n] += came
                gone = np.int64(0)
                left_to_serve = served
                queue = here
                for q in range(cell_from[n], cell_from[n + 1]):
                    if left_to_serve == 0:
                        break
                    if stock[q] == 0:
                        continue
                    people = left_to_serve if queue == stock[q] else (left_to_serve * stock[q]) // queue
                    people = max(people, left_to_serve - (queue - stock[q]))
                    queue -= stock[q]
                    left_to_serve -= people
                    stock[q] -= people
                    for j in range(splits[q], splits[q + 1]):
                        c = split_channel[j]
                        start(rng, seed, key_split[j], hour)
                        parted = binomial(rng, people, parting[j])
                        people -= parted
                        gone += _send(ring, boarding, c, parted, hour, fleet[c], hours[c], longest[c], rng)
                    c = out_channel[q]
                    start(rng, seed, key_channel[c], hour)
                    gone += _send(ring, boarding, c, people, hour, fleet[c], hours[c], longest[c], rng)
                if gone > 0:
                    moving += gone
                    waiting[n] -= gone
                    day_departed[day, n] += gone
                    day_waited[day, n] += _waited(came_by_hour[n], head[n], gone, hour)
            elif kind[n] == SITE:
                # 5. A full site sends people on; others move on after a stay.
                if capacity[n] >= 0:
                    excess = -capacity[n]
                    for q in range(cell_from[n], cell_from[n + 1]):
                        excess += stock[q]
                    for q in range(cell_from[n], cell_from[n + 1]):
                        c = overflow[q]
                        if excess <= 0 or c < 0:
                            continue
                        people = min(excess, stock[q])
                        excess -= people
                        stock[q] -= people
                        start(rng, seed, key_channel[c], hour)
                        moving += _send(ring, boarding, c, people, hour, fleet[c], hours[c], longest[c], rng)
                if clock == 12 and onward_chance[n] > 0.0:
                    for q in range(cell_from[n], cell_from[n + 1]):
                        c = onward_channel[q]
                        if c < 0 or stock[q] == 0:
                            continue
                        start(rng, seed, key_cell[q], hour)
                        people = binomial(rng, stock[q], onward_chance[n])
                        stock[q] -= people
                        moving += _send(ring, boarding, c, people, hour, fleet[c], hours[c], longest[c], rng)

        # 6. Vehicles load and leave: full ones at any hour allowed, the last of the day as they are.
        for c in range(channels):
            f = fleet[c]
            if f < 0 or boarding[c] == 0 or free[f] == 0 or not departing[f, clock]:
                continue
            held = seats[f]
            wanted = boarding[c] // held
            if last_departure[f, clock] and wanted * held < boarding[c]:
                wanted += 1
            going = min(free[f], wanted)
            if going == 0:
                continue
            people = min(boarding[c], going * held)
            boarding[c] -= people
            free[f] -= going
            back[f, (hour + loading[f] + away[f]) & mask] += going
            moving += people
            loaded = hour + loading[f]
            # This hour's arrivals are over: the soonest that anybody can arrive is the next hour.
            shortest = max(hours[c], 1 - loading[f])
            start(rng, seed, key_channel[c], hour)
            _travel(ring, c, people, loaded, shortest, max(longest[c], shortest), rng)
            n = from_node[c]
            if n >= 0 and kind[n] == STAGE:
                waiting[n] -= people
                day_departed[day, n] += people
                day_waited[day, n] += _waited(came_by_hour[n], head[n], people, hour)

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
    if ring.sum() != moving and out.lost_hour[m] < 0:
        out.lost_hour[m] = days * HOURS
