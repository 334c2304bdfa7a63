"""Small compiled pieces of the loop over hours: each moves or counts people in one way.

They take numbers and the few arrays they change: handing whole networks over costs more than the work here.
"""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import compiled
from waystation.engine.randomness import binomial, normal, start, uniform

__all__ = ["NO_LIMIT"]

NO_LIMIT = np.int64(1) << 60
"""People: more than there are."""

_MANY = 1_000_000_000
"""Trials of a binomial that stands for a Poisson draw."""


@compiled()
def _travel(ring, channel, people, hour, shortest, longest, rng, seed, key):  # type: ignore[no-untyped-def]
    """Put people on the way, spread evenly over the hours between shortest and longest.

    Who sets out together is spread as evenly as whole people can be; which hours get one more is drawn.
    """
    mask = ring.shape[0] - 1  # a power of two, so that "& mask" is the remainder
    hours = longest - shortest + 1
    if hours == 1 or people == 0:
        ring[(hour + longest) & mask, channel] += people
        return
    each, over = people // hours, people % hours
    first = np.int64(0)
    if over > 0:
        start(rng, seed, key, hour)
        first = np.int64(uniform(rng) * hours)
    end = first + over
    for late in range(hours):  # the hours from first on get one more, round past the last
        extra = 1 if first <= late < end or late < end - hours else 0
        ring[(hour + shortest + late) & mask, channel] += each + extra


@compiled()
def _send(  # type: ignore[no-untyped-def]
    ring, boarding, channel, people, hour, fleet, shortest, longest, rng, seed, key
):
    """Send people on, to the vehicles or on their way; returns how many are on their way.

    Takes numbers rather than the network: handing all its arrays over costs more than the work here.
    """
    if people == 0:
        return 0
    if fleet >= 0:
        boarding[channel] += people
        return 0
    _travel(ring, channel, people, hour, shortest, longest, rng, seed, key)
    return people


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


@compiled()
def _slow(shortest, longest, factor):  # type: ignore[no-untyped-def]
    """Shortest and longest travel time on a day that slows the way."""
    if factor <= 1.0:
        return shortest, longest
    return np.int64(np.rint(shortest * factor)), np.int64(np.rint(longest * factor))


@compiled()
def _setting_out(rng, inside, party, chance):  # type: ignore[no-untyped-def]
    """How many of those inside set out, in whole families; those too few for a family go one by one."""
    if party <= 1 or inside < party:
        return binomial(rng, inside, chance)
    return binomial(rng, inside // party, chance) * party


@compiled()
def _day_rate(rng, seed, key, day, rate, spread):  # type: ignore[no-untyped-def]
    """A day's rate: log-normal with the mean given."""
    if spread <= 0.0:
        return rate
    start(rng, seed, key, day)
    return rate * np.exp(spread * normal(rng) - spread * spread / 2.0)


@compiled()
def _served_at_random(rng, here, lanes, rate):  # type: ignore[no-untyped-def]
    """How many are done in an hour when each takes an exponential time: Poisson by lanes at work."""
    mean = min(float(here), lanes) * rate
    return min(here, binomial(rng, _MANY, mean / _MANY))


@compiled()
def _next_death(rng, seed, key, ordinal):  # type: ignore[no-untyped-def]
    """Hazard that people on a channel pass through, added up, until the next of them dies: exponential, mean one."""
    start(rng, seed, key, ordinal)
    return -np.log(uniform(rng))


@compiled()
def _died_on_the_way(until_death, deaths, channel, people, chance, rng, seed, key):  # type: ignore[no-untyped-def]
    """How many of ``people`` died who each do so with this chance: a binomial number.

    Deaths are spaced along the people who pass, not drawn hour by hour: two runs that differ a little in when
    people come have nearly the same deaths (common random numbers; a time change as in Anderson and Kurtz 2011).
    """
    if chance >= 1.0:
        return people
    each = -np.log1p(-chance)
    dead = np.int64(0)
    left = people
    while left * each > until_death[channel]:
        # Those before the next to die live; where the hazard is spent within a person, that person dies.
        left -= min(np.int64(until_death[channel] / each) + 1, left)
        dead += 1
        deaths[channel] += 1
        until_death[channel] = _next_death(rng, seed, key, deaths[channel])
    until_death[channel] -= left * each
    return dead


@compiled()
def _by_rank(stock, rank, first, last, to_serve, given):  # type: ignore[no-untyped-def]
    """Share out who is served: by rank, and within a rank in proportion to who waits."""
    given[first:last] = 0
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
            given[each] = people
        q = end


@compiled()
def _room_left(limit, committed):  # type: ignore[no-untyped-def]
    """People who may still set out for a place that takes ``limit``, those on the way counted; -1 is any number."""
    return NO_LIMIT if limit < 0 else max(np.int64(0), limit - committed)


@compiled()
def _vehicles_going(waiting, seats, free, bays, convoy, last):  # type: ignore[no-untyped-def]
    """How many vehicles leave: full ones, in whole convoys; the last of the day as they are."""
    wanted = waiting // seats
    if last and wanted * seats < waiting:
        wanted += 1
    going = min(min(free, wanted), bays)
    if going < convoy and not last:
        return np.int64(0)
    return going


@compiled()
def _turn(par, m, free):  # type: ignore[no-untyped-def]
    """From now on the member's second row holds: it is written over the first, which was made for this run alone."""
    later = m + par.seed.size // 2
    for f in range(free.size):
        free[f] += par.vehicles[later, f] - par.vehicles[m, f]
    for each in (par.lanes, par.rate, par.pace, par.frail, par.onward, par.death, par.breakdown):
        for i in range(each.shape[1]):
            each[m, i] = each[later, i]
    for each in (
        par.room, par.onward_places, par.stay, par.hours, par.longest, par.vehicles, par.seats, par.loading,
        par.away, par.convoy, par.bays, par.repair, par.per_companion,
    ):  # fmt: skip
        for i in range(each.shape[1]):
            each[m, i] = each[later, i]
    for n in range(par.capacity.shape[1]):
        for day in range(par.capacity.shape[2]):
            par.capacity[m, n, day] = par.capacity[later, n, day]
