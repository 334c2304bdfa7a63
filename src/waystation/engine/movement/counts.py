"""One possible future of movement, day by day, in counts: never a person.

A day: conflicts and closures take effect, people appear, those at places decide (in the morning),
those on the way travel. Whoever arrives with time left decides again, from place to place in the order
of the km they have travelled today, until the day is used up.

References
----------
The rules are Flee's (Suleimenova, Bell, Groen 2017, A generalized simulation development approach for
predicting refugee destinations, Scientific Reports 7:13377), read from its code; `docs/flee.md` lists
where code and manual differ. Tau-leaping as in Gillespie (2001), J. Chem. Phys. 115.
"""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import compiled, inner
from waystation.engine.movement.appearing import appear
from waystation.engine.movement.choosing import draw, look, part, weights_of_day
from waystation.engine.movement.memory import add, age, keep
from waystation.engine.movement.standing import Standing, new_standing
from waystation.engine.movement.travelling import spend_days
from waystation.engine.randomness import start

__all__ = ["Standing", "new_standing", "run_counts"]

_SPAWN, _MORNING = np.uint64(0x51A7E), np.uint64(0x30F21)

_LEAP = 0.1
"""No camp that may fill up takes more than this share of its buffer band at a time."""
_LEAST_LEAP = 1.0 / 16.0
_CAUTION = 1.5
"""Arrivals may be this much faster than they were before."""


@compiled(_nrt=True, no_cfunc_wrapper=True)
def run_counts(seed, tables, now, people, under_way, appeared, mean):  # type: ignore[no-untyped-def]
    """Run one member.

    Parameters
    ----------
    seed : uint64, of the member
    tables : what happens when, and who may go where
    now : work space, overwritten
    people : (days, places) filled with the people at each place at the end of each day
    under_way : (days,) filled with the people on links at the end of each day
    appeared : (days, places) filled with those who appeared that day
    mean : expectations instead of draws
    """
    net, timed, rules = tables.net, tables.timed, tables.rules
    _nobody(net.slots.shape[0], tables.people.population, now)
    for day in range(people.shape[0]):
        if timed.closing[day]:
            _turn_back(day, timed.closed, net.slots, now.pool, now.memory)
        start(now.rng, seed, _SPAWN, day)
        appear(day, net.slots.shape[0], tables.people, now, appeared[day], mean)
        _begin_day(day, net, timed, rules, now)
        _decide(seed, day, net, timed, rules, now, mean)
        _travel(seed, day, net, timed, rules, now, mean)
        for place in range(people.shape[1]):
            people[day, place] = now.here[place]
        under_way[day] = 0.0
        for row in range(2 * net.slots.shape[0], 4 * net.slots.shape[0]):
            under_way[day] += now.pool[row]


@inner()
def _nobody(slots, population, now):  # type: ignore[no-untyped-def]
    """Before the first day nobody is anywhere. Loops, as slices take long to compile."""
    for row in range(4 * slots + now.stamp.shape[0]):  # rows beyond are empty at the end of each day
        now.pool[row] = 0.0
        keep(now.memory, row, 0.0)
    for place in range(population.shape[0]):
        now.here[place] = now.rate[place] = 0.0
        now.population[place] = population[place]
    for state in range(now.stamp.shape[0]):
        now.away[state] = 0.0
        now.stamp[state] = 0
    now.version[0] = 0


@inner()
def _turn_back(day, closed, slots, pool, memory):  # type: ignore[no-untyped-def]
    """Those on a link that closes today will find themselves where they came from, even if it reopens."""
    count = slots.shape[0]
    for slot in range(count):
        link = slots[slot].link
        if closed[day, link] and not (day > 0 and closed[day - 1, link]):
            there, turned = 2 * count + slot, 3 * count + slot
            pool[turned] += pool[there]
            add(memory, turned, memory, there, 1.0)
            pool[there] = 0.0
            keep(memory, there, 0.0)


@inner()
def _begin_day(day, net, timed, rules, now):  # type: ignore[no-untyped-def]
    """Room, chances of leaving and weights of today."""
    places = now.here.shape[0]
    rows = net.capacity.shape[0]
    if day == 0 or rows > 1:
        for place in range(places):
            room = net.capacity[min(day, rows - 1), place]
            now.capacity[place] = room
            now.full[place] = rules.buffer * room if room >= 1.0 else np.inf
    scaled, steady = timed.chance[day], timed.steady[min(day, timed.steady.shape[0] - 1)]
    for place in range(places):
        factor = 1.0
        if rules.chance_power != 0.0:
            # Flee divides by an agent's people all but the base.
            holds = max(now.population[place], now.capacity[place])
            factor = (max(holds, 0.0) / rules.chance_base) ** rules.chance_power
        for each in range(now.chance.shape[0]):
            chance = steady[each % steady.shape[0], place] + factor * scaled[each % scaled.shape[0], place]
            now.chance[each, place] = min(chance, 1.0)
    if timed.anew[day] or rules.population_power != 0.0:
        weights_of_day(day, net.states, net.options, net.links, timed, rules, now.population, now.weight)
    now.version[0] += 1


@inner()
def _decide(seed, day, net, timed, rules, now, mean):  # type: ignore[no-untyped-def]
    """In the morning: who leaves, and by which link. Camps first, as those in them came first."""
    states, camp, rng = net.states, timed.camp[day], now.rng
    at = 4 * net.slots.shape[0]
    classes = now.chance.shape[0]
    for turn in range(2):
        for number in range(states.shape[0]):
            people = now.pool[at + number]
            if people <= 0.0:
                continue
            state = states[number]
            if camp[state.place] != (turn == 0):
                continue
            if timed.harvest[day] or now.away[number] > 0.0:
                count_at = people if timed.harvest[day] else 0.0
                moved = count_at - now.away[number]
                now.here[state.place] -= moved
                now.here[state.home] += moved
                now.away[number] = count_at
                if timed.harvest[day]:
                    continue
            start(rng, seed, state.key ^ _MORNING, day)
            chance = 1.0 if state.on_route else now.chance[state.people_class % classes, state.place]
            leaving = draw(rng, people, chance, mean)
            gone = 0.0
            if leaving > 0.0:
                look(number, state.first, state.last, net.options, camp, rules, now)
                goes = now.goes[number]
                gone = part(rng, leaving, goes, now.shares, goes, state.first, state.last, now.chosen, mean)
                for k in range(state.first, state.last):
                    if now.chosen[k] > 0.0:
                        slot = net.options[k].slot
                        now.pool[slot] += now.chosen[k]
                        add(now.memory, slot, now.memory, at + number, now.chosen[k] / people)
                now.here[state.place] -= gone
                now.pool[at + number] = people - gone
                keep(now.memory, at + number, (people - gone) / people)
            if state.free != number and leaving > 0.0:  # whoever is still here has given the route up
                now.pool[at + state.free] += now.pool[at + number]
                add(now.memory, at + state.free, now.memory, at + number, 1.0)
                now.pool[at + number] = 0.0
                keep(now.memory, at + number, 0.0)
    if rules.remembers:
        for number in range(states.shape[0]):
            if now.pool[at + number] > 0.0:
                age(now.memory, at + number)


@inner(inline="always")
def _travel(seed, day, net, timed, rules, now, mean):  # type: ignore[no-untyped-def]
    """Those on the way travel, in leaps small enough for camps that fill up meanwhile."""
    slots, count = net.slots.shape[0], np.int64(0)  # a plain 0 would be a type, and a compilation, of its own
    for slot in range(2 * slots):
        row = 2 * slots + slot
        if now.pool[row] > 0.0:
            now.pool[slot] += now.pool[row]
            add(now.memory, slot, now.memory, row, 1.0)
            now.pool[row] = 0.0
            keep(now.memory, row, 0.0)
        if now.pool[slot] > 0.0:
            now.active[count] = slot
            count += 1
    _expect(count, net, now)
    for place in range(now.came.shape[0]):
        now.came[place] = 0.0
    remaining, leap = 1.0, np.int64(0)
    while remaining > 0.0:
        # Where weights have changed, yesterday says little: a few go first, to see how many come.
        share = _leap(remaining, leap == 0 and timed.anew[day], now)
        chance = 1.0 if share >= remaining else share / remaining
        spend_days(count, chance, leap, seed, day, net, timed, rules, now, mean)
        count = _left(count, now)
        remaining = 0.0 if chance >= 1.0 else remaining - share
        leap += 1
        for i in range(now.limited.shape[0]):
            place = now.limited[i]
            now.rate[place] = now.came[place] / (1.0 - remaining)


@inner()
def _left(count, now):  # type: ignore[no-untyped-def]
    """Bring slots that still have somebody to travel to the front; returns how many they are."""
    kept = np.int64(0)
    for i in range(count):
        if now.pool[now.active[i]] > 0.0:
            now.active[kept] = now.active[i]
            kept += 1
    return kept


@inner()
def _expect(count, net, now):  # type: ignore[no-untyped-def]
    """Arrivals expected today: as many as yesterday, but no fewer than are sure to arrive."""
    slots = net.slots.shape[0]
    for place in range(now.came.shape[0]):
        now.came[place] = 0.0
    for i in range(count):
        slot = now.active[i]
        there = net.slots[slot % slots]
        if there.after < 0:
            now.came[net.states[there.back_to if slot >= slots else there.leads_to].place] += now.pool[slot]
    for i in range(now.limited.shape[0]):
        place = now.limited[i]
        now.rate[place] = max(now.rate[place], now.came[place])


@inner()
def _leap(remaining, unknown, now):  # type: ignore[no-untyped-def]
    """Share of the day's travellers who may go at once.

    It holds for those who may come near a place that may fill up (``now.filling``); all others may all go. Those who
    may come there only from a later stop wait for a place that may close meanwhile. ``unknown``: how many come today
    cannot be told from yesterday.
    """
    share, filling, closing = remaining, np.uint64(0), np.uint64(0)
    for i in range(now.limited.shape[0]):
        place = now.limited[i]
        capacity, here = now.capacity[place], now.here[place]
        if capacity < 1.0 or here >= capacity:
            continue
        expected = np.inf if unknown else _CAUTION * now.rate[place] + 1.0
        outside = now.full[place] - here
        if expected * remaining > outside:
            band = capacity - now.full[place]
            share = min(share, max((_LEAP * band + max(outside, 0.0)) / expected, _LEAST_LEAP))
            bit = np.uint64(1) << np.uint64(i % 64)
            filling |= bit
            if expected * remaining > max(outside, 0.0) + 0.5 * band:
                closing |= bit
    now.filling[0], now.filling[1] = filling, closing
    return share
