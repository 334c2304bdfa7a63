"""At a stage: people wait in line, are served by lanes that work, and part for where they go next."""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import compiled, inner
from waystation.engine.randomness import binomial, normal, start
from waystation.engine.reception.kernel_arrays import STAGE
from waystation.engine.reception.travel import _allowed, _set_out_in_streams

__all__: list[str] = []

_HAIR = 1e-9
"""People: ten hours at 0.3 an hour serve 3, though in floating point they add up to a hair less."""

_MANY = np.int64(1_000_000_000)
"""Trials of a binomial that stands for a Poisson draw. A plain int would be a type, and a compilation, of its own."""


@inner(forceinline=True)
def _serve(n, stages, lines, ways, splits, door, account, random, now):  # type: ignore[no-untyped-def]
    """A stage serves its line, and who is served sets out; returns how many are on their way."""
    first, last = lines.cells[n], lines.cells[n + 1]
    here = np.int64(0)
    for q in range(first, last):
        here += lines.stock[q]
    if here == 0:
        stages.credit[n] = 0.0
        return np.int64(0)
    _by_rank(lines.stock, stages.rank, first, last, _served(n, here, stages, random, now), stages.served)
    gone = np.int64(0)
    for q in range(first, last):
        parted, end, c = stages.splits[q], stages.splits[q + 1], stages.out[q]
        people = _allowed(ways, splits, door, parted, end, c, stages.served[q], now)
        if people == 0:
            continue
        lines.stock[q] -= people
        door.committed[n] -= people
        gone += _set_out_in_streams(ways, splits, door, parted, end, c, people, random, now)
    if gone > 0:
        _out_of_line(n, gone, stages, lines, account, now)
    return gone


@inner(forceinline=True)
def _served(n, here, stages, random, now):  # type: ignore[no-untyped-def]
    """How many of those ``here`` are served in this hour; before the stage works, all pass through."""
    share = stages.effort[n, now.day, now.clock]
    if now.hour < stages.opens_at[n]:
        return here
    if share <= 0.0:
        return np.int64(0)
    if stages.random_service[n]:
        start(random.rng, random.seed, stages.key_service[n], now.hour)
        return _served_at_random(random.rng, here, stages.lanes[n] * share, stages.rate[n])
    stages.credit[n] += stages.lanes[n] * stages.rate[n] * share
    served = min(here, np.int64(stages.credit[n] + _HAIR))
    stages.credit[n] = stages.credit[n] - served if here > served else 0.0
    return served


@inner()
def _served_at_random(rng, here, lanes, rate):  # type: ignore[no-untyped-def]
    """How many are done in an hour when each takes an exponential time: Poisson by lanes at work."""
    mean = min(float(here), lanes) * rate
    return min(here, binomial(rng, _MANY, mean / _MANY))


@inner()
def _by_rank(stock, rank, first, last, to_serve, served):  # type: ignore[no-untyped-def]
    """Share out who is served: by rank, and within a rank in proportion to who waits."""
    served[first:last] = 0
    q = first
    while q < last and to_serve > 0:
        end, queue = q, np.int64(0)
        while end < last and rank[end] == rank[q]:
            queue += stock[end]
            end += 1
        left = min(to_serve, queue)
        to_serve -= left
        for each in range(q, end):
            if left == 0:
                break
            if stock[each] == 0:
                continue
            people = left if queue == stock[each] else (left * stock[each]) // queue
            people = max(people, left - (queue - stock[each]))
            queue -= stock[each]
            left -= people
            served[each] = people
        q = end


@inner(forceinline=True)
def _out_of_line(n, people, stages, lines, account, now):  # type: ignore[no-untyped-def]
    """People leave the line of a stage; how long they waited is noted."""
    lines.waiting[n] -= people
    account.departed[now.day, n] += people
    account.waited[now.day, n] += _waited(lines.came[n], lines.head[n], people, now.hour, stages.waits[n])


@compiled()
def _waited(came_by_hour, head, people, hour, waits):  # type: ignore[no-untyped-def]
    """Hours waited by the next ``people`` in line (first in, first out); moves the head of the line.

    Between cumulative arrivals and departures (Newell's N-curves) lies each person's wait; ``waits`` counts
    people by it.
    """
    total = 0.0
    while people > 0:
        here = came_by_hour[head[0]] - head[1]
        step = min(here, people)
        total += step * (hour - head[0])
        waits[min(hour - head[0], waits.size - 1)] += step
        head[1] += step
        people -= step
        if head[1] == came_by_hour[head[0]] and head[0] < hour:
            head[0] += 1
            head[1] = 0
        elif step == 0:
            break
    return total


@inner(forceinline=True)
def _deaths_there(n, lines, door, random, now):  # type: ignore[no-untyped-def]
    """Some die while they wait or stay; returns how many."""
    died = np.int64(0)
    for q in range(lines.cells[n], lines.cells[n + 1]):
        start(random.rng, random.seed, lines.key[q], now.hour)
        dead = binomial(random.rng, lines.stock[q], lines.frail[n])
        lines.stock[q] -= dead
        died += dead
        if lines.kind[n] == STAGE and dead > 0:
            lines.waiting[n] -= dead
            _waited(lines.came[n], lines.head[n], dead, now.hour, lines.unseen)
    door.committed[n] -= died
    lines.gone[n] += died
    return died


@inner(forceinline=True)
def _paces_of_the_day(stages, lines, door, random, day):  # type: ignore[no-untyped-def]
    """People an hour that one lane of each stage serves on this day, and how many may wait there."""
    for n in range(lines.kind.size):
        if lines.kind[n] == STAGE:
            stages.rate[n] = _day_rate(
                random.rng, random.seed, stages.key_pace[n], day, stages.lane_rate[n], stages.pace[n]
            )
            door.most[n] = stages.room[n]


@compiled()
def _day_rate(rng, seed, key, day, rate, spread):  # type: ignore[no-untyped-def]
    """A day's rate: log-normal with the mean given."""
    if spread <= 0.0:
        return rate
    start(rng, seed, key, day)
    return rate * np.exp(spread * normal(rng) - spread * spread / 2.0)
