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

from typing import Any, NamedTuple

import numpy as np

from waystation.engine.compiled import compiled
from waystation.engine.movement.choosing import draw, part, weigh
from waystation.engine.movement.memory import add, age, aged_into, hardly_travelled, keep
from waystation.engine.movement.tables import Floats, Ints, Tables
from waystation.engine.randomness import start

__all__ = ["Standing", "new_standing", "run_counts"]

_SPAWN, _MORNING, _UNDER_WAY = np.uint64(0x51A7E), np.uint64(0x30F21), np.uint64(0x6B8D3)
_MIXER = np.uint64(0x9E3779B97F4A7C15)

_LEAP = 0.1
"""No camp that may fill up takes more than this share of its buffer band at a time."""
_LEAST_LEAP = 1.0 / 64.0
_CAUTION = 1.5
"""Arrivals may be this much faster than they were before."""
_TRACE = 1e-3
"""In a draw-free run fewer people than this end their day where they are, or it would never end."""


class Standing(NamedTuple):
    """Who is where, for one member at a time. Floats hold whole numbers, except in draw-free runs.

    Slots stand twice in ``moving`` and ``waiting``: for those on their way to where they set out for,
    and, behind them, for those who will be turned back.
    """

    rng: Any  # (1,) state of the generator
    at: Floats  # (states,)
    at_memory: Floats  # (states, points)
    here: Floats  # (places,) people at each place, over all its states
    moving: Floats  # (2 slots,) under way
    moving_memory: Floats  # (2 slots, points)
    waiting: Floats  # (2 slots,) to travel today: those under way, and those who left this morning
    waiting_memory: Floats  # (2 slots, points)
    stop: Floats  # (km steps * states,) arrived today with time left
    stop_memory: Floats  # (km steps * states, points)
    stops: Ints  # (km steps, states) states that have such people
    stops_at: Ints  # (km steps,) how many states
    came: Floats  # (places,) arrivals since the day began
    rate: Floats  # (places,) arrivals expected a day
    shares: Floats  # (options,) of those who leave the option's state
    stays: Floats  # (states,) share of those who would leave and cannot
    full: Floats  # (places,) people beyond whom a place grows less attractive
    tight: Any  # (states,) bool: the shares stand for fuller places than the weights do
    chosen: Floats  # (options,) work space
    going: Floats  # (1, points) work space
    below: Floats  # (1, points) work space
    population: Floats  # (places,) who have not fled yet


def new_standing(tables: Tables) -> Standing:
    """Room for one member at a time."""
    net, rules = tables.net, tables.rules
    states, slots, places = len(net.states), len(net.slots), len(net.capacity)
    steps, points = rules.km_steps, rules.memory_points
    return Standing(
        rng=np.zeros(1, dtype=np.uint64),
        at=np.zeros(states),
        at_memory=np.zeros((states, points)),
        here=np.zeros(places),
        moving=np.zeros(2 * slots),
        moving_memory=np.zeros((2 * slots, points)),
        waiting=np.zeros(2 * slots),
        waiting_memory=np.zeros((2 * slots, points)),
        stop=np.zeros(steps * states),
        stop_memory=np.zeros((steps * states, points)),
        stops=np.zeros((steps, states), dtype=np.int64),
        stops_at=np.zeros(steps, dtype=np.int64),
        came=np.zeros(places),
        rate=np.zeros(places),
        shares=np.zeros(len(net.options)),
        stays=np.zeros(states),
        full=np.where(net.capacity >= 1.0, rules.buffer * net.capacity, np.inf),
        tight=np.zeros(states, dtype=np.bool_),
        chosen=np.zeros(max(len(net.options), tables.people.share.shape[1])),
        going=np.zeros((1, points)),
        below=np.zeros((1, points)),
        population=np.zeros(places),
    )


@compiled(_nrt=True)
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
    _begin(now)
    now.population[:] = tables.people.population
    rng = now.rng
    for day in range(people.shape[0]):
        chance, town, camp = timed.movechance[day], timed.town[day], timed.camp[day]
        _turn_back(timed.closing[day], net.slots, now)
        start(rng, seed, _SPAWN, day)
        _appear(rng, day, tables.people, now, appeared[day], mean)
        _decide(rng, seed, day, timed.weight[day], chance, camp, net, rules, now, mean)
        _travel(rng, seed, day, timed.weight[day], chance, town, camp, net, rules, now, mean)
        people[day] = now.here
        under_way[day] = now.moving.sum()


@compiled()
def _begin(now):  # type: ignore[no-untyped-def]
    for each in (now.at, now.here, now.rate, now.moving, now.waiting, now.stop):
        each[:] = 0.0
    for each in (now.at_memory, now.moving_memory, now.waiting_memory, now.stop_memory):
        each[:] = 0.0
    now.stops_at[:] = 0


@compiled()
def _turn_back(closing, slots, now):  # type: ignore[no-untyped-def]
    """Those on a link that closes today will find themselves where they came from, even if it reopens."""
    for slot in range(slots.shape[0]):
        if closing[slots[slot].link]:
            turned = slot + slots.shape[0]
            now.moving[turned] += now.moving[slot]
            add(now.moving_memory, turned, now.moving_memory, slot, 1.0)
            now.moving[slot] = 0.0
            keep(now.moving_memory, slot, 0.0)


@compiled()
def _appear(rng, day, people, now, appeared, mean):  # type: ignore[no-untyped-def]
    """New people: those already in camps before the first day, and those who flee today."""
    places, classes = people.share.shape
    total = 0.0
    for place in range(places):
        total += people.weight[day, place] * now.population[place]
    left = float(people.spread[day])
    for place in range(places):
        new = float(people.fixed[day, place])
        weight = people.weight[day, place] * now.population[place]
        if left > 0.0 and weight > 0.0:
            drawn = left if weight >= total else draw(rng, left, weight / total, mean)
            new += drawn
            left -= drawn
            total -= weight
        if people.takes:
            now.population[place] = max(now.population[place] - new, 0.0)
        if day == 0:
            new += float(people.initial[place])
        appeared[place] = new
        if new > 0.0:
            now.here[place] += new
            now.chosen[0] = new
            if classes > 1:
                part(rng, new, people.share[place], 0, classes, 0.0, now.chosen, mean)
            for each in range(classes):
                state = people.state[place, each]
                now.at[state] += now.chosen[each]
                now.at_memory[state, 0] += now.chosen[each]


@compiled()
def _decide(rng, seed, day, weight, movechance, camp, net, rules, now, mean):  # type: ignore[no-untyped-def]
    """In the morning: who leaves, and by which link. Camps first, as those in them came first."""
    states = net.states
    for turn in range(2):
        weigh(states, net.options, weight, camp, now.here, net.capacity, rules, now.shares, now.stays, now.tight)
        for number in range(states.shape[0]):
            state, people = states[number], now.at[number]
            if people <= 0.0 or camp[state.place] != (turn == 0):
                continue
            start(rng, seed, state.key ^ _MORNING, day)
            leaving = draw(rng, people, 1.0 if state.on_route else movechance[state.place], mean)
            if leaving <= 0.0:
                continue
            gone = leaving - part(
                rng, leaving, now.shares, state.first, state.last, now.stays[number], now.chosen, mean
            )
            for k in range(state.first, state.last):
                if now.chosen[k] > 0.0:
                    slot = net.options[k].slot
                    now.waiting[slot] += now.chosen[k]
                    add(now.waiting_memory, slot, now.at_memory, number, now.chosen[k] / people)
            now.here[state.place] -= gone
            now.at[number] = people - gone
            keep(now.at_memory, number, (people - gone) / people)
            if state.free != number:  # whoever is still here has given the route up
                now.at[state.free] += now.at[number]
                add(now.at_memory, state.free, now.at_memory, number, 1.0)
                now.at[number] = 0.0
                keep(now.at_memory, number, 0.0)
    for number in range(states.shape[0]):
        age(now.at_memory, number)


@compiled()
def _travel(rng, seed, day, weight, movechance, town, camp, net, rules, now, mean):  # type: ignore[no-untyped-def]
    """Those on the way travel, in leaps small enough for camps that fill up meanwhile."""
    slots = net.slots.shape[0]
    for slot in range(2 * slots):
        if now.moving[slot] > 0.0:
            now.waiting[slot] += now.moving[slot]
            add(now.waiting_memory, slot, now.moving_memory, slot, 1.0)
            now.moving[slot] = 0.0
            keep(now.moving_memory, slot, 0.0)
    _expect(net, now)
    now.came[:] = 0.0
    remaining, leap = 1.0, np.uint64(0)
    while remaining > 0.0:
        weigh(net.states, net.options, weight, camp, now.here, net.capacity, rules, now.shares, now.stays, now.tight)
        share = _leap(remaining, net.capacity, rules.buffer, now.here, now.rate)
        chance = 1.0 if share >= remaining else share / remaining
        start(rng, seed, _UNDER_WAY + leap, day)
        for slot in range(2 * slots):
            waiting = now.waiting[slot]
            if waiting > 0.0:
                going = waiting if chance >= 1.0 else draw(rng, waiting, chance, mean)
                if going > 0.0:
                    times = going / waiting
                    _spend_day(rng, slot, 0.0, going, now.waiting_memory, slot, times, net, rules, now, mean)
                    now.waiting[slot] = waiting - going
                    keep(now.waiting_memory, slot, 1.0 - times)
        _go_on(rng, seed, day, leap, weight, movechance, town, camp, net, rules, now, mean)
        remaining = 0.0 if chance >= 1.0 else remaining - share
        leap += np.uint64(1)
        for place in range(now.rate.shape[0]):
            now.rate[place] = now.came[place] / (1.0 - remaining)


@compiled()
def _expect(net, now):  # type: ignore[no-untyped-def]
    """Arrivals expected today: as many as yesterday, but no fewer than are sure to arrive."""
    now.came[:] = 0.0
    slots = net.slots.shape[0]
    for slot in range(2 * slots):
        there = net.slots[slot % slots]
        if now.waiting[slot] > 0.0 and there.after < 0:
            now.came[net.states[there.back_to if slot >= slots else there.leads_to].place] += now.waiting[slot]
    for place in range(now.rate.shape[0]):
        now.rate[place] = max(now.rate[place], now.came[place])


@compiled()
def _leap(remaining, capacity, buffer, here, rate):  # type: ignore[no-untyped-def]
    """Share of the day's travellers who may go at once."""
    share = remaining
    for place in range(capacity.shape[0]):
        if capacity[place] < 1.0 or here[place] >= capacity[place]:
            continue
        expected = _CAUTION * rate[place] + 1.0
        outside = buffer * capacity[place] - here[place]
        if expected * remaining > outside:
            band = capacity[place] * (1.0 - buffer)
            share = min(share, max((_LEAP * band + max(outside, 0.0)) / expected, _LEAST_LEAP))
    return share


@compiled()
def _crowded(state, options, here, full):  # type: ignore[no-untyped-def]
    """Whether some place in reach has become so full that the shares must be weighed anew."""
    for k in range(state.first, state.last):
        aim = options[k].aim
        if here[aim] > full[aim]:
            return True
    return False


@compiled(inline="always")
def _spend_day(rng, slot, km, people, memory, row, times, net, rules, now, mean):  # type: ignore[no-untyped-def]
    """People spend (the rest of) a day on a link, having come ``km`` today; some may walk.

    ``times * memory[row]`` is what they remember.
    """
    turned = slot >= net.slots.shape[0]
    there = net.slots[slot - net.slots.shape[0] if turned else slot]
    walking = draw(rng, people, there.walk_chance, mean) if there.walk_chance > 0.0 else 0.0
    for walked in range(2):
        group = walking if walked else people - walking
        if group > 0.0:
            speed = rules.walk_speed if walked else there.speed
            after = there.walked if walked else there.after
            _move(turned, there, after, speed, km, group, memory, row, times * group / people, net, rules, now)


@compiled(inline="always")
def _move(turned, there, after, speed, km, people, memory, row, times, net, rules, now):  # type: ignore[no-untyped-def]
    """To the slot ``after``, or to where the link leads.

    On a link entered late in the day Flee counts a full day's speed.
    """
    if after >= 0:
        onto = after + net.slots.shape[0] if turned else after
        now.moving[onto] += people
        aged_into(now.moving_memory, onto, memory, row, times, (km + speed) / rules.longest_km)
    else:
        far = km + there.left_km
        number = there.back_to if turned else there.leads_to
        place = net.states[number].place
        now.here[place] += people
        now.came[place] += people
        # Every hop counts as one step at least, so that places are gone through in order.
        step = max(int(far / rules.km_step + 0.5), int(km / rules.km_step + 0.5) + 1)
        if turned or far >= speed or step >= rules.km_steps:
            now.at[number] += people
            aged_into(now.at_memory, number, memory, row, times, far / rules.longest_km)
        else:
            stop = step * net.states.shape[0] + number
            if now.stop[stop] == 0.0:
                now.stops[step, now.stops_at[step]] = number
                now.stops_at[step] += 1
            now.stop[stop] += people
            add(now.stop_memory, stop, memory, row, times)


@compiled()
def _go_on(rng, seed, day, leap, weight, movechance, town, camp, net, rules, now, mean):  # type: ignore[no-untyped-def]
    """Those with time left decide again where they are, in the order of km travelled today."""
    for step in range(rules.km_steps):
        km = step * rules.km_step
        travelled = km / rules.longest_km
        for i in range(now.stops_at[step]):
            number = now.stops[step, i]
            stop = step * net.states.shape[0] + number
            state, people = net.states[number], now.stop[stop]
            now.stop[stop] = 0.0
            staying = people
            if not (mean and people < _TRACE):
                start(rng, seed, state.key + _MIXER * (np.uint64(1 + step) + (leap << np.uint64(20))), day)
                chance = 1.0 if state.on_route else movechance[state.place]
                held = rules.remembers and town[state.place] and not state.on_route
                moving = _who_goes_on(rng, people, chance, held, travelled, now.stop_memory, stop, now, mean)
                if moving > 0.0:
                    if now.tight[number] or _crowded(state, net.options, now.here, now.full):
                        one = slice(number, number + 1)
                        weigh(
                            net.states[one],
                            net.options,
                            weight,
                            camp,
                            now.here,
                            net.capacity,
                            rules,
                            now.shares,
                            now.stays[one],
                            now.tight[one],
                        )
                    refused = part(
                        rng, moving, now.shares, state.first, state.last, now.stays[number], now.chosen, mean
                    )
                    now.here[state.place] -= moving - refused
                    for k in range(state.first, state.last):
                        each = now.chosen[k]
                        if each > 0.0:
                            slot = net.options[k].slot
                            _spend_day(rng, slot, km, each, now.going, 0, each / moving, net, rules, now, mean)
                    if refused > 0.0:
                        add(now.stop_memory, stop, now.going, 0, refused / moving)
                    staying = people - moving + refused
            if staying > 0.0:
                now.at[state.free] += staying
                aged_into(now.at_memory, state.free, now.stop_memory, stop, 1.0, travelled)
            keep(now.stop_memory, stop, 0.0)
        now.stops_at[step] = 0


@compiled(inline="always")
def _who_goes_on(rng, people, chance, held, travelled, memory, row, now, mean):  # type: ignore[no-untyped-def]
    """How many go on. What they remember is left in ``now.going``, that of the others in ``memory[row]``.

    In towns (``held``) those who have hardly travelled lately all go on; of the others each with ``chance``.
    """
    forced, down, up = 0.0, 0.0, 1.0
    if held:
        hardly = hardly_travelled(memory, row, travelled, now.below)
        forced = draw(rng, people, min(hardly / people, 1.0), mean)
        # As many as were drawn, not as many as were expected, are among those who hardly travelled.
        down = forced / hardly if hardly > 0.0 else 0.0
        up = (people - forced) / (people - hardly) if people - hardly > 1e-9 else 0.0
    willing = draw(rng, people - forced, chance, mean) if people > forced else 0.0
    kept = willing / (people - forced) if people > forced else 0.0
    for point in range(memory.shape[1]):
        low = now.below[0, point] if held else 0.0
        rest = (memory[row, point] - low) * up
        now.going[0, point] = low * down + kept * rest
        memory[row, point] = (1.0 - kept) * rest
    return forced + willing
