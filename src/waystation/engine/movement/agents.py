"""The same rules, one agent at a time, in the order in which Flee takes them.

The reference that the counts are tested against, and the way to see what the order of agents does. It
reads the same tables; it remembers each agent's recent travel exactly, and km without rounding.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from waystation.engine.movement.choosing import part, weigh
from waystation.engine.randomness import binomial, start, uniform

__all__ = ["run_agents"]

_AGENTS = np.uint64(0xA6E27)
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
    state = np.zeros(most, dtype=np.int64)
    slot = np.full(most, _AT_PLACE)
    turned = np.zeros(most, dtype=np.bool_)
    recent = np.zeros(most)
    moved = np.zeros(most)
    order = np.arange(most)
    here = np.zeros(net.capacity.shape[0])
    population = tables.people.population.copy()
    shares = np.zeros(max(net.options.shape[0], tables.people.share.shape[1], 1))
    work = (shares, np.zeros(1), np.zeros(1, dtype=np.bool_))
    agents = 0
    for day in range(people.shape[0]):
        start(rng, seed, _AGENTS, day)
        today = (timed.weight[day], timed.movechance[day], timed.town[day], timed.camp[day])
        for a in range(agents):
            if slot[a] >= 0 and timed.closing[day, net.slots[slot[a]].link]:
                turned[a] = True
        agents = _appear(rng, day, tables.people, population, state, agents, here, appeared, shares)
        if shuffled:
            for i in range(agents - 1, 0, -1):
                j = int(uniform(rng) * (i + 1))
                order[i], order[j] = order[j], order[i]
        for i in range(agents):
            a = order[i]
            if slot[a] == _AT_PLACE:
                slot[a] = _decide(rng, a, False, today, net, rules, state, here, work)
        for i in range(agents):
            a = order[i]
            while slot[a] >= 0:
                if not _spend_day(rng, a, net, rules, state, slot, turned, moved, here):
                    break
                hardly = (recent[a] + moved[a] / rules.longest_km) / 2.0 < 0.5
                forced = rules.remembers and hardly
                slot[a] = _decide(rng, a, forced, today, net, rules, state, here, work)
        on_links = 0
        for a in range(agents):
            recent[a] = (recent[a] + moved[a] / rules.longest_km) / 2.0
            moved[a] = 0.0
            on_links += slot[a] >= 0
        people[day] = here
        under_way[day] = on_links


@njit(cache=True, nogil=True)
def _appear(rng, day, people, population, state, agents, here, appeared, shares):  # type: ignore[no-untyped-def]
    """New agents at each place; returns how many there are now."""
    places, classes = people.share.shape
    total = 0.0
    for place in range(places):
        total += people.weight[day, place] * population[place]
    left = people.spread[day]
    for place in range(places):
        new = people.fixed[day, place]
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
                part(rng, 1.0, people.share[place], 0, classes, 0.0, shares, False)
                while shares[each] == 0.0:
                    each += 1
            state[agents] = people.state[place, each]
            agents += 1
    return agents


@njit(cache=True, nogil=True)
def _decide(rng, a, forced, today, net, rules, state, here, work):  # type: ignore[no-untyped-def]
    """Whether an agent at a place leaves; returns the slot entered, or -1."""
    weight, movechance, town, camp = today
    shares, stays, tight = work
    now = net.states[state[a]]
    chance = 1.0 if now.on_route or (forced and town[now.place]) else movechance[now.place]
    if uniform(rng) >= chance:
        return _AT_PLACE
    weigh(
        net.states[state[a] : state[a] + 1], net.options, weight, camp, here, net.capacity, rules, shares, stays, tight
    )
    u = uniform(rng) - stays[0]
    if u >= 0.0:
        for k in range(now.first, now.last):
            u -= shares[k]
            if u < 0.0:
                here[now.place] -= 1.0
                return net.options[k].slot
    state[a] = now.free
    return _AT_PLACE


@njit(cache=True, nogil=True)
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
    moved[a] += there.left_km
    slot[a] = _AT_PLACE
    state[a] = there.back_to if turned[a] else there.leads_to
    here[net.states[state[a]].place] += 1.0
    goes_on = not turned[a] and moved[a] < speed
    turned[a] = False
    return goes_on
