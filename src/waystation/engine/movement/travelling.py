"""What those under way do on one day, in counts: from link to place to link until the day is used up."""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import inner
from waystation.engine.movement.choosing import draw, look, part
from waystation.engine.movement.memory import add, aged_into, halve, hardly_travelled, keep, part_memory
from waystation.engine.randomness import start

__all__ = ["spend_days"]

_KEY = np.uint64(0x6B8D3)
_MIXER = np.uint64(0x9E3779B97F4A7C15)

_TRACE = 1e-3
"""In a draw-free run fewer people than this end their day where they are, or it would never end."""
_LEAST_HOP = 1.0 / 400.0
"""Every hop counts as so much of the longest day at least, or a day between places that touch would never end."""


@inner()
def spend_days(count, chance, leap, seed, day, net, timed, rules, now, mean):  # type: ignore[no-untyped-def]
    """One leap: a share of those on some active slots travel; whoever has time left decides again and travels on.

    Slots first, then stops in the order of km travelled today. Those at a place who have come nearly as far go on
    together, as far as they came on average; who comes back to a place within a step of km goes on after them.
    """
    slots, states, rng = net.slots.shape[0], net.states.shape[0], now.rng
    going_row = 4 * slots + states
    start(rng, seed, _KEY + np.uint64(leap), day)
    each, step, i, km, travelled = 0, 0, 0, 0.0, 0.0
    while True:
        # Who travels next: `entries` groups, whose memory stands in `row`, of `per` people each one part.
        row, per, released, stop, number = 0, 0.0, 0.0, -1, np.int64(0)
        option, last_option = 0, 1
        if each < count:
            row = now.active[each]
            each += 1
            waiting = now.pool[row]
            soon, later = net.reach[0, row] & now.filling[0], net.reach[1, row] & now.filling[1]
            alone = chance >= 1.0 or (soon | later) == 0
            released = waiting if alone else draw(rng, waiting, chance, mean)
            if released <= 0.0:
                continue
            per = 1.0 / waiting
        else:
            while step < rules.km_steps and i >= now.stops_at[step]:
                # After more stops than there is room for, the first of them are no longer listed.
                for k in range(min(i, states)):
                    now.visits[now.stops[step, k] if i <= states else k] = 0
                now.stops_at[step] = 0
                step += 1
                i = 0
            if step >= rules.km_steps:
                return
            number = np.int64(now.stops[step, i % states])
            i += 1
            stop = now.stop_row[step, number]
            now.stop_row[step, number] = 0
            km = now.km[stop] / now.pool[stop]
            travelled = km / rules.longest_km
            state = net.states[number]
            turn = np.uint64(1 + step) + (np.uint64(leap) << np.uint64(20))
            turn += np.uint64(now.visits[number]) << np.uint64(40)
            now.visits[number] += 1
            people = now.pool[stop]
            if not (timed.harvest[day] or (mean and people < _TRACE)):
                start(rng, seed, state.key + _MIXER * turn, day)
                look(number, state.first, state.last, net.options, timed.camp[day], rules, now)
                released, row = _go_on(
                    rng, day, state, number, people, travelled, stop, going_row, timed, rules, now, mean
                )
            if released > 0.0:
                per = 1.0 / (people if row == stop else released)
                option, last_option = state.first, state.last
                now.here[state.place] -= released
                now.pool[stop] = people - released
            else:
                last_option = option
        if option < last_option:
            halve(now.memory, row, now.even, now.odd)
        for k in range(option, last_option):
            group = released if stop < 0 else now.chosen[k]
            if group > 0.0:
                slot = row if stop < 0 else net.options[k].slot
                _spend_day(rng, slot, 0.0 if stop < 0 else km, group, row, per, net, rules, now, mean)
        if stop < 0:
            now.pool[row] -= released
            keep(now.memory, row, now.pool[row] * per)
        else:
            _stay(day, number, stop, per if row == stop else 0.0, travelled, net, timed, rules, now)
            now.free_rows[now.free_rows[0]] = stop
            now.free_rows[0] += 1


@inner(forceinline=True)
def _stay(day, number, stop, per, travelled, net, timed, rules, now):  # type: ignore[no-untyped-def]
    """Those left at a stop end their day there; in harvest months they are counted at home at once.

    ``per`` times what is copied is what each remembers; 0 if theirs is to be copied first.
    """
    state, at = net.states[number], 4 * net.slots.shape[0]
    staying = now.pool[stop]
    if staying > 0.0:
        onto = number if timed.harvest[day] else state.free  # in harvest months nobody gives a route up
        now.pool[at + onto] += staying
        if per == 0.0:
            halve(now.memory, stop, now.even, now.odd)
        aged_into(now.memory, at + onto, now.even, now.odd, per * staying if per > 0.0 else 1.0, travelled)
        if timed.harvest[day]:
            now.here[state.place] -= staying
            now.here[state.home] += staying
            now.away[onto] += staying
    now.pool[stop] = now.km[stop] = 0.0
    keep(now.memory, stop, 0.0)


@inner(inline="always")
def _spend_day(rng, slot, km, people, row, per, net, rules, now, mean):  # type: ignore[no-untyped-def]
    """People spend (the rest of) a day on a link, having come ``km`` today; some may walk.

    ``per * memory[row]`` is what each remembers. On a link entered late in the day Flee counts a full day's speed.
    """
    slots, of_longest = net.slots.shape[0], 1.0 / rules.longest_km
    turned = slot >= slots
    there = net.slots[slot - slots if turned else slot]
    walking = draw(rng, people, there.walk_chance, mean) if there.walk_chance > 0.0 else 0.0
    for walked in range(2):
        group = walking if walked else people - walking
        if group <= 0.0:
            continue
        speed = rules.walk_speed if walked else there.speed
        after = there.walked if walked else there.after
        if after >= 0:
            onto = 2 * slots + (after + slots if turned else after)
            now.pool[onto] += group
            aged_into(now.memory, onto, now.even, now.odd, per * group, (km + speed) * of_longest)
            continue
        far = km + max(there.left_km, _LEAST_HOP * rules.longest_km)
        number = there.back_to if turned else there.leads_to
        place = net.states[number].place
        before = now.here[place]
        now.here[place] = before + group
        now.came[place] += group
        if not turned:
            now.crossed[there.link] += group
        if before <= now.full[place] < before + group:
            now.version[0] += 1
        onto = int(far / rules.km_step)
        if turned or far >= speed or onto >= rules.km_steps:
            now.pool[4 * slots + number] += group
            aged_into(now.memory, 4 * slots + number, now.even, now.odd, per * group, far * of_longest)
        else:
            stop = int(now.stop_row[onto, number])
            if stop == 0:
                now.free_rows[0] -= 1
                stop = now.free_rows[now.free_rows[0]]
                now.stop_row[onto, number] = stop
                now.stops[onto, now.stops_at[onto] % now.stops.shape[1]] = number
                now.stops_at[onto] += 1
            now.pool[stop] += group
            now.km[stop] += group * far
            add(now.memory, stop, now.memory, row, per * group)


@inner(forceinline=True)
def _go_on(rng, day, state, number, people, travelled, stop, going, timed, rules, now, mean):  # type: ignore[no-untyped-def]
    """How many go on from a stop, over the state's options; and the row of their memory.

    In towns those who have hardly travelled lately all want to, under the rule against short stints; of the others each
    with the chance of the day. Where the two differ, those who go remember something else than those who stay: row
    ``going`` has theirs, and ``stop`` that of the others. Else all remember what stands in ``stop``.
    """
    options = now.goes[number]
    chance = 1.0 if state.on_route else now.chance[state.people_class % now.chance.shape[0], state.place]
    hardly, edge = 0.0, 0.0
    if rules.remembers and chance < 1.0 and timed.town[day, state.place] and not state.on_route:
        hardly, edge = hardly_travelled(now.memory, stop, travelled)
        hardly = min(hardly, people)
    goes = options * (hardly + chance * (people - hardly)) / people
    gone = part(rng, people, goes, now.shares, options, state.first, state.last, now.chosen, mean)
    if gone <= 0.0 or hardly <= 0.0 or hardly >= people:
        return gone, stop
    going_on = gone / (people * goes)
    staying = (people - gone) / (people * (1.0 - goes)) if goes < 1.0 else 0.0
    part_memory(
        now.memory, stop, going, edge, going_on * options, going_on * options * chance,
        staying * (1.0 - options), staying * (1.0 - options * chance),
    )  # fmt: skip
    return gone, going
