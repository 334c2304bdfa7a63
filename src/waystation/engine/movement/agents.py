"""The same rules, one agent at a time, in the order in which Flee takes them.

The reference that the counts are tested against, and the way to see what the order of agents does. It
reads the same tables; it remembers each agent's recent travel exactly, and km without rounding.
"""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import NO_DOOR, njit
from waystation.engine.movement.choosing import part, weigh, weights_of_day
from waystation.engine.randomness import binomial, start, uniform

__all__ = ["run_agents"]

_AGENTS = np.uint64(0xA6E27)
_HOP = 1.0 / 400.0
"""A hop of 0 km counts as so much of the longest day."""
_AT_PLACE = -1


@njit(cache=True, nogil=True)
def run_agents(seed, tables, most, shuffled, people, under_way, appeared):  # type: ignore[no-untyped-def]
    """Run one member, agent by agent.

    Parameters
    ----------
    seed : uint64, of the member
    tables : what happens when, and who may go where
    most : agents there can be at most
    shuffled : take agents in random order every day; else oldest first, as Flee does
    people : (days, places) filled with the agents at each place at the end of each day
    under_way : (days,) filled with the agents on links at the end of each day
    appeared : (days, places) filled with those who appeared that day
    """
    net, timed, rules = tables.net, tables.timed, tables.rules
    rng = np.empty(1, dtype=np.uint64)
    state = np.zeros(most, dtype=np.int32)
    slot = np.full(most, _AT_PLACE, dtype=np.int32)
    turned, at_home = np.zeros(most, dtype=np.bool_), np.zeros(most, dtype=np.bool_)
    recent, moved = np.zeros(most), np.zeros(most)
    order = np.arange(most if shuffled else 0)
    places = net.capacity.shape[1]
    here, population = np.zeros(places), tables.people.population.copy()
    chance = np.zeros((max(timed.chance.shape[1], timed.steady.shape[1]), places))
    weight = np.zeros(net.options.shape[0])
    shares = np.zeros(max(net.options.shape[0], tables.people.share.shape[1], 1))
    agents, free = np.int64(0), np.bool_(False)  # a bare 0 or False is a type of its own, compiled for once more
    for day in range(people.shape[0]):
        start(rng, seed, _AGENTS, day)
        if timed.closing[day]:
            for a in range(agents):
                if slot[a] >= 0:
                    link = net.slots[slot[a]].link
                    if timed.closed[day, link] and not (day > 0 and timed.closed[day - 1, link]):
                        turned[a] = True
        agents = _appear(rng, day, tables.people, population, state, agents, here, appeared, shares)
        capacity = net.capacity[min(day, net.capacity.shape[0] - 1)]
        _chances(day, timed, rules, population, capacity, chance)
        if timed.anew[day] or rules.population_power != 0.0:
            weights_of_day(day, net.states, net.options, net.links, timed, rules, population, weight)
        today = (weight, chance, timed.town[day], timed.camp[day], capacity)
        if shuffled:
            for i in range(agents - 1, 0, -1):
                j = int(uniform(rng) * (i + 1))
                order[i], order[j] = order[j], order[i]
        for i in range(agents):
            a = order[i] if shuffled else i
            if slot[a] == _AT_PLACE and not _harvests(a, timed.harvest[day], net.states, state, at_home, here):
                slot[a] = _decide(rng, a, free, today, net, rules, state, here, shares)
        for i in range(agents):
            a = order[i] if shuffled else i
            while slot[a] >= 0:
                if not _spend_day(rng, a, net, rules, state, slot, turned, moved, here):
                    break
                hardly = (recent[a] + moved[a] / rules.longest_km) / 2.0 < 0.5
                if not _harvests(a, timed.harvest[day], net.states, state, at_home, here):
                    slot[a] = _decide(rng, a, rules.remembers and hardly, today, net, rules, state, here, shares)
        on_links = 0
        for a in range(agents):
            recent[a] = (recent[a] + moved[a] / rules.longest_km) / 2.0
            moved[a] = 0.0
            on_links += slot[a] >= 0
        people[day] = here
        under_way[day] = on_links


@njit(cache=True, **NO_DOOR)
def _appear(rng, day, people, population, state, agents, here, appeared, shares):  # type: ignore[no-untyped-def]
    """New agents at each place; returns how many there are now."""
    places, classes = people.share.shape
    total = 0.0
    for place in range(places):
        total += people.weight[day, place] * population[place]
    left = people.spread[day]
    rate = people.rate[min(day, people.rate.shape[0] - 1)]
    for place in range(places):
        new = people.fixed[day, place] + np.int64(np.floor(people.per_head * population[place] * rate[place]))
        weight = people.weight[day, place] * population[place]
        if left > 0 and weight > 0.0:
            drawn = left if weight >= total else binomial(rng, left, weight / total)
            new += drawn
            left -= drawn
            total -= weight
        if people.takes:
            population[place] = max(population[place] - new, 0.0)
        if day == 0:
            new += people.initial[place]
        appeared[day, place] = new
        here[place] += new
        for _ in range(new):
            each = 0
            if classes > 1:
                part(rng, 1.0, 1.0, people.share[place], 1.0, np.int64(0), classes, shares, np.bool_(False))
                while shares[each] == 0.0:
                    each += 1
            state[agents] = people.state[place, each]
            agents += 1
    return agents


@njit(cache=True, **NO_DOOR)
def _chances(day, timed, rules, population, capacity, chance):  # type: ignore[no-untyped-def]
    """Fill in the chance of leaving each place today."""
    scaled, steady = timed.chance[day], timed.steady[min(day, timed.steady.shape[0] - 1)]
    for place in range(chance.shape[1]):
        factor = 1.0
        if rules.chance_power != 0.0:
            holds = max(population[place], capacity[place], 0.0)
            factor = (holds / rules.chance_base) ** rules.chance_power
        for each in range(chance.shape[0]):
            chance[each, place] = steady[each % steady.shape[0], place] + factor * scaled[each % scaled.shape[0], place]


@njit(cache=True, **NO_DOOR)
def _harvests(a, harvest, states, state, at_home, here):  # type: ignore[no-untyped-def]
    """Whether an agent at a place does nothing but be counted at home, or back where it is when harvest has ended."""
    if at_home[a] != harvest:
        now = states[state[a]]
        here[now.place] += 1.0 if at_home[a] else -1.0
        here[now.home] += -1.0 if at_home[a] else 1.0
        at_home[a] = harvest
    return harvest


@njit(cache=True, **NO_DOOR)
def _decide(rng, a, forced, today, net, rules, state, here, shares):  # type: ignore[no-untyped-def]
    """Whether an agent at a place leaves; returns the slot entered, or -1."""
    weight, chances, town, camp, capacity = today
    now = net.states[state[a]]
    chance = chances[now.people_class % chances.shape[0], now.place]
    if now.on_route or (forced and town[now.place]):
        chance = 1.0
    if uniform(rng) >= chance:
        return _AT_PLACE
    goes, _ = weigh(now.first, now.last, net.options, weight, camp, here, capacity, rules, shares)
    u = uniform(rng)
    if u < goes:
        for k in range(now.first, now.last):
            u -= shares[k]
            if u < 0.0:
                here[now.place] -= 1.0
                return net.options[k].slot
    state[a] = now.free
    return _AT_PLACE


@njit(cache=True, **NO_DOOR)
def _spend_day(rng, a, net, rules, state, slot, turned, moved, here):  # type: ignore[no-untyped-def]
    """A day on a link; returns whether the agent arrives with time left to go on."""
    there = net.slots[slot[a]]
    walks = there.walk_chance > 0.0 and uniform(rng) < there.walk_chance
    speed = rules.walk_speed if walks else there.speed
    after = there.walked if walks else there.after
    if after >= 0:
        slot[a] = after
        moved[a] += speed
        return False
    # Between places that touch the day would never end where both are left at once and all else is full.
    moved[a] += there.left_km if there.left_km > 0.0 else _HOP * rules.longest_km
    slot[a] = _AT_PLACE
    state[a] = there.back_to if turned[a] else there.leads_to
    here[net.states[state[a]].place] += 1.0
    goes_on = not turned[a] and moved[a] < speed
    turned[a] = False
    return goes_on
