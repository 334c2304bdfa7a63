"""On the way: people set out where there is room further on, travel, arrive, and some die."""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import compiled, inner
from waystation.engine.randomness import binomial, start, uniform
from waystation.engine.reception.kernel_arrays import STAGE

__all__ = ["NO_LIMIT"]

NO_LIMIT = np.int64(1) << 60
"""People: more than there are."""


@inner(forceinline=True)
def _room_left(door, n):  # type: ignore[no-untyped-def]
    """People who may still set out for a node, those on the way counted."""
    return NO_LIMIT if door.most[n] < 0 else max(np.int64(0), door.most[n] - door.committed[n])


@inner(forceinline=True)
def _allowed(ways, splits, door, first, last, c, people, now):  # type: ignore[no-untyped-def]
    """Of ``people``, those who may set out: ways are open and there is room at the end of each that some of them take.

    Those who go by vehicle wait for it in any case. Splits ``first`` to ``last`` part from channel ``c``.
    """
    for j in range(first, last + 1):
        way = splits.channel[j] if j < last else c
        if ways.fleet[way] < 0:
            people = np.int64(0) if ways.shut[way, now.day] else min(people, _room_left(door, ways.to_node[way]))
    return people


@inner(forceinline=True)
def _set_out_in_streams(ways, splits, door, first, last, c, people, random, now):  # type: ignore[no-untyped-def]
    """People set out on channel ``c``, but those of the streams that part; returns how many are on their way."""
    gone = np.int64(0)
    for j in range(first, last):
        start(random.rng, random.seed, splits.key[j], now.hour)
        parted = binomial(random.rng, people, splits.parting[j])
        people -= parted
        gone += _set_out(ways, door, splits.channel[j], parted, random, now)
    return gone + _set_out(ways, door, c, people, random, now)


@inner(forceinline=True)
def _set_out(ways, door, c, people, random, now):  # type: ignore[no-untyped-def]
    """People set out on a channel, or wait for its vehicles; returns how many are on their way."""
    if people == 0:
        return np.int64(0)
    if ways.fleet[c] >= 0:
        ways.boarding[c] += people
        return np.int64(0)
    _travel(
        ways.ring, c, people, now.hour, ways.soonest[c], ways.latest[c], random.rng, random.seed, ways.key_channel[c]
    )
    ways.sent[c] += people
    door.committed[ways.to_node[c]] += people
    return people


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


@inner(forceinline=True)
def _travel_times(ways, day):  # type: ignore[no-untyped-def]
    """Shortest and longest travel times of a day, longer where it slows a way."""
    for c in range(ways.fleet.size):
        factor = ways.slowed[c, day]
        ways.soonest[c], ways.latest[c] = ways.hours[c], ways.longest[c]
        if factor > 1.0:
            ways.soonest[c] = np.int64(np.rint(ways.hours[c] * factor))
            ways.latest[c] = np.int64(np.rint(ways.longest[c] * factor))


@inner(forceinline=True)
def _arrive(n, ways, lines, door, account, random, now):  # type: ignore[no-untyped-def]
    """People arrive at a node, but those who died on the way; returns how many came and how many died."""
    came, died = np.int64(0), np.int64(0)
    at = now.hour & (ways.ring.shape[0] - 1)
    for j in range(lines.feeds[n], lines.feeds[n + 1]):
        c = lines.feed[j]
        people = ways.ring[at, c]
        if people == 0:
            continue
        ways.ring[at, c] = 0
        if ways.death[c] > 0.0:
            dead = _died_on_the_way(
                ways.until_death, ways.deaths, c, people, ways.death[c], random.rng, random.seed, ways.key_death[c]
            )
            people -= dead
            died += dead
            door.committed[n] -= dead
        lines.stock[ways.to_cell[c]] += people
        came += people
        if ways.enters[c]:
            account.entered[now.day, n] += people
        if lines.kind[n] != STAGE and (ways.from_node[c] < 0 or lines.kind[ways.from_node[c]] == STAGE):
            account.last_hour[0] = now.hour
    if came > 0:
        account.came[now.day, n] += came
        lines.came[n, now.hour] = came
        if lines.kind[n] == STAGE:
            lines.waiting[n] += came
    return came, died


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
