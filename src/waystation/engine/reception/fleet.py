"""Vehicles come back, load and leave: full ones at any hour allowed, the last of the day as they are."""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import inner
from waystation.engine.randomness import binomial, start
from waystation.engine.reception.kernel_arrays import STAGE
from waystation.engine.reception.queue import _out_of_line
from waystation.engine.reception.travel import NO_LIMIT, _room_left, _travel

__all__: list[str] = []


@inner(forceinline=True)
def _come_back(fleets, now):  # type: ignore[no-untyped-def]
    """Vehicles that come back can load again, and those that left have freed their loading places."""
    at = now.hour & (fleets.back.shape[0] - 1)
    for f in range(fleets.free.size):
        fleets.free[f] += fleets.back[at, f]
        fleets.back[at, f] = 0
        fleets.at_bays[f] -= fleets.loaded[at, f]
        fleets.loaded[at, f] = 0


@inner(forceinline=True)
def _drive(fleets, stages, lines, ways, door, account, random, now):  # type: ignore[no-untyped-def]
    """Vehicles load people who wait for them, and leave; returns how many people are on their way."""
    gone = np.int64(0)
    for c in range(ways.fleet.size):
        f = ways.fleet[c]
        if f < 0 or ways.boarding[c] == 0 or fleets.free[f] <= 0 or not fleets.departing[f, now.clock]:
            continue
        if ways.shut[c, now.day]:
            continue
        waiting = min(ways.boarding[c], _room_left(door, ways.to_node[c]))
        going = _going(fleets, f, waiting, now)
        if going <= 0:
            continue
        people = min(waiting, going * fleets.seats[f])
        _leave_with(fleets, f, c, going, random, now)
        ways.boarding[c] -= people
        ways.sent[c] += people
        door.committed[ways.to_node[c]] += people
        gone += people
        # This hour's arrivals are over: the soonest that anybody can arrive is the next hour.
        first = max(ways.soonest[c], 1 - fleets.loading[f])
        _travel(
            ways.ring, c, people, now.hour + fleets.loading[f], first, max(ways.latest[c], first),
            random.rng, random.seed, ways.key_channel[c],
        )  # fmt: skip
        n = ways.from_node[c]
        if n >= 0 and lines.kind[n] == STAGE:
            _out_of_line(n, people, stages, lines, account, now)
    return gone


@inner(forceinline=True)
def _going(fleets, f, waiting, now):  # type: ignore[no-untyped-def]
    """How many vehicles of a fleet leave, as loading places and vehicles that must go along allow."""
    ready, together = fleets.free[f], fleets.companion[f]
    open_bays = NO_LIMIT if fleets.bays[f] < 0 else fleets.bays[f] - fleets.at_bays[f]
    if together >= 0:
        ready = min(ready, fleets.free[together] * fleets.per_companion[f])
    last = fleets.last_departure[f, now.clock]
    return _vehicles_going(waiting, fleets.seats[f], ready, open_bays, fleets.convoy[f], last)


@inner()
def _vehicles_going(waiting, seats, free, bays, convoy, last):  # type: ignore[no-untyped-def]
    """How many vehicles leave: full ones, in whole convoys; the last of the day as they are."""
    wanted = waiting // seats
    if last and wanted * seats < waiting:
        wanted += 1
    going = min(min(free, wanted), bays)
    if going < convoy and not last:
        return np.int64(0)
    return going


@inner(forceinline=True)
def _leave_with(fleets, f, c, going, random, now):  # type: ignore[no-untyped-def]
    """Vehicles of a fleet leave, those that go along too; some need repair when they come back."""
    mask = fleets.back.shape[0] - 1
    back_at = now.hour + fleets.loading[f] + fleets.away[f]
    broken = np.int64(0)
    if fleets.breakdown[f] > 0.0:
        start(random.rng, random.seed, fleets.key_repair[c], now.hour)
        broken = binomial(random.rng, going, fleets.breakdown[f])
        fleets.back[(back_at + fleets.repair[f]) & mask, f] += broken
    fleets.back[back_at & mask, f] += going - broken
    fleets.free[f] -= going
    fleets.at_bays[f] += going
    fleets.loaded[(now.hour + max(fleets.loading[f], 1)) & mask, f] += going
    together = fleets.companion[f]
    if together >= 0:
        along = -(-going // fleets.per_companion[f])
        fleets.free[together] -= along
        fleets.back[back_at & mask, together] += along
