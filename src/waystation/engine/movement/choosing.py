"""Who goes where: the weights of a state's options that day, and how people part over them."""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import inner
from waystation.engine.movement.tables import ABSENT
from waystation.engine.randomness import binomial, uniform

__all__ = ["draw", "look", "part", "room", "weigh", "weights_of_day"]

_FEW = 6
"""Up to so many people it is faster to draw each one's option than to draw counts."""


@inner(forceinline=True)
def draw(rng, people, chance, mean):  # type: ignore[no-untyped-def]
    """How many of ``people`` do what each does with ``chance``; the expectation in a draw-free run."""
    if mean:
        return people * min(max(chance, 0.0), 1.0)
    if people <= _FEW and 0.0 < chance < 1.0:
        done = 0.0
        for _ in range(int(people)):
            if uniform(rng) < chance:
                done += 1.0
        return done
    return float(binomial(rng, np.int64(people), chance))


@inner()
def room(people, capacity, buffer):  # type: ignore[no-untyped-def]
    """Factor on the weight of a place: 1 up to ``buffer`` of its capacity, falling to 0 at capacity.

    Less than one place (``capacity < 1``) means that no limit is known, as in Flee.
    """
    if capacity < 1.0 or people <= buffer * capacity:
        return 1.0
    if people >= capacity:
        return 0.0
    return 1.0 - (people - buffer * capacity) / (capacity * (1.0 - buffer))


@inner()
def weights_of_day(day, states, options, links, timed, rules, population, weight):  # type: ignore[no-untyped-def]
    """Fill in the weight of every option before room is considered, or `ABSENT`.

    Parameters
    ----------
    day : which
    states, options : records
    links : of all options, one after the other
    timed, rules : see `Tables`
    population : (places,) people left
    weight : (options,) filled
    """
    for number in range(states.shape[0]):
        known, last_aim = np.int64(0), np.int64(-1)
        for k in range(states[number].first, states[number].last):
            if options[k].aim != last_aim:
                known = np.int64(0)
            last_aim = options[k].aim
            # With fixed routes only the best open way to each place counts; ways to one place stand together.
            taken = rules.fixed_routes and not options[k].decided and known > 0
            weight[k] = ABSENT
            if not taken and _is_open(day, options[k], links, timed):
                known += 1
                weight[k] = _weight(day, options[k], timed, rules, population)


@inner()
def _is_open(day, option, links, timed):  # type: ignore[no-untyped-def]
    """Whether no link of an option is closed today."""
    closed = False
    for at in range(option.first_link, option.last_link):
        closed = closed or timed.closed[day, links[at]]
    return not closed


@inner()
def _weight(day, option, timed, rules, population):  # type: ignore[no-untyped-def]
    """Weight of an open option today; `ABSENT` where it is none."""
    if option.decided:
        return 1.0
    pull = timed.pull[day]
    drawn = pull[option.people_class % pull.shape[0], option.aim] * option.near
    if rules.population_power != 0.0 and timed.crowded[day, option.aim]:
        drawn *= max(1.0, population[option.aim]) ** rules.population_power
    shown = drawn
    if rules.fixed_routes:
        shown = timed.listed_pull[1 if option.late else 0, day, option.aim]
    each = (rules.softening + shown) * option.far
    if rules.weight_power != 1.0:
        each = each**rules.weight_power
    if not rules.fixed_routes:
        return each
    return each * drawn if each > 0.0 else ABSENT  # a way of no weight is not listed


@inner()
def weigh(first, last, options, weight, camp, here, capacity, rules, shares):  # type: ignore[no-untyped-def]
    """Fill in the share of each option among those who leave a state, as things stand now.

    Parameters
    ----------
    first, last : the state's options are those from ``first`` to ``last - 1``
    options : records
    weight : (options,) today's
    camp : (places,) bool, camps today
    here : (places,) people at each place now
    capacity : (places,)
    shares : (options,) filled

    Returns
    -------
    What the shares sum to: less than 1 where some lead nowhere, as who chooses a nearly full camp stays; 0 where there
    is no option. And whether some place in reach is so full that the shares are not those of the weights.
    """
    total, strongest, present, tight = 0.0, 0.0, 0, False
    for k in range(first, last):
        each = weight[k]
        if each >= 0.0:
            present += 1
            aim = options[k].aim
            if capacity[aim] >= 1.0:
                factor = room(here[aim], capacity[aim], rules.buffer)
                if factor < 1.0:
                    tight = True
                    if not rules.fixed_routes:
                        each *= factor if rules.weight_power == 1.0 else factor**rules.weight_power
            strongest = max(strongest, each)
        shares[k] = each
    least = strongest / rules.pruning if rules.pruning >= 1.001 else 0.0
    for k in range(first, last):
        if 0.0 <= shares[k] < least:
            shares[k] = 0.0
        total += max(shares[k], 0.0)
    goes = 0.0
    for k in range(first, last):
        if shares[k] < 0.0:
            shares[k] = 0.0
            continue
        # Where every weight is zero all options are alike, the full ones too.
        shares[k] = shares[k] / total if total > 0.0 else 1.0 / present
        gate = options[k].gate
        if options[k].slot < 0 or (
            tight and gate >= 0 and camp[gate] and room(here[gate], capacity[gate], rules.buffer) < 0.5
        ):
            shares[k] = 0.0
        goes += shares[k]
    return goes, tight


@inner(forceinline=True)
def look(number, first, last, options, camp, rules, now):  # type: ignore[no-untyped-def]
    """Shares of a state's options as things stand now; worked out anew only where something has changed."""
    if now.tight[number] or now.stamp[number] != now.version[0]:
        now.goes[number], now.tight[number] = weigh(
            first, last, options, now.weight, camp, now.here, now.capacity, rules, now.shares
        )
        now.stamp[number] = now.version[0]


@inner(forceinline=True)
def part(rng, people, goes, shares, whole, first, last, chosen, mean):  # type: ignore[no-untyped-def]
    """Some of the people go, and part over options (multinomial); returns how many go.

    Parameters
    ----------
    people : each goes with chance ``goes``
    shares : (all options,) of which ``first`` to ``last - 1`` are meant
    whole : what they sum to; 0 where there is no option, so that nobody goes
    chosen : (all options,) filled from ``first`` to ``last - 1``
    """
    for k in range(first, last):
        chosen[k] = 0.0
    if goes <= 0.0 or whole <= 0.0:
        return 0.0
    left = people
    if mean or people > _FEW:
        left = draw(rng, people, goes, mean)
    if mean:
        for k in range(first, last):
            chosen[k] = left * shares[k] / whole
        return left
    gone, share, k, last_open = left, whole, first, first
    while k < last and left > _FEW:
        if shares[k] > 0.0:
            chance = shares[k] / share
            chosen[k] = left if chance >= 1.0 else draw(rng, left, chance, mean)
            left -= chosen[k]
            share -= shares[k]
            last_open = k
        k += 1
    if left <= 0.0:
        return gone
    if k >= last:  # rounding only: all who are left took an option
        chosen[last_open] += left
        return gone
    # Few: each chooses, of the options not yet drawn; whether to go at all too, if that has not been drawn.
    stay = 0.0 if people > _FEW else (1.0 - goes) / goes * share
    rest = k
    for _ in range(int(left)):
        u = uniform(rng) * (share + stay) - stay
        if u < 0.0:
            gone -= 1.0
            continue
        k = rest
        while k < last and u >= shares[k]:
            u -= shares[k]
            k += 1
        while k >= last or (k > rest and shares[k] <= 0.0):  # rounding only: the last option may be closed
            k -= 1
        chosen[k if shares[k] > 0.0 else last_open] += 1.0
    return gone
