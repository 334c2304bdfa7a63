"""People set out from their sources, as many as the phase, a plan, the passage and room further on allow."""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import inner
from waystation.engine.randomness import binomial, start
from waystation.engine.reception.travel import _allowed, _set_out_in_streams

__all__: list[str] = []


@inner(forceinline=True)
def _release(sources, ways, splits, door, random, now):  # type: ignore[no-untyped-def]
    """People leave the sources; returns how many are on their way."""
    gone = np.int64(0)
    for k in range(sources.channel.size):
        if not sources.leaving[k, now.clock] or sources.inside[k] == 0:
            continue
        if now.day < sources.planned.shape[1]:
            people = min(sources.inside[k], _planned(sources, k, now))
        else:
            if sources.chance[k] <= 0.0:
                continue
            start(random.rng, random.seed, sources.key[k], now.hour)
            people = _setting_out(random.rng, sources.inside[k], sources.party[k], sources.chance[k])
        if sources.passage[k] >= 0:
            people = min(people, sources.passage[k])
        first, last, c = sources.splits[k], sources.splits[k + 1], sources.channel[k]
        people = _allowed(ways, splits, door, first, last, c, people, now)
        sources.inside[k] -= people
        sources.left[now.day, k] += people
        gone += _set_out_in_streams(ways, splits, door, first, last, c, people, random, now)
    return gone


@inner(forceinline=True)
def _planned(sources, k, now):  # type: ignore[no-untyped-def]
    """People who are to leave in this hour where the day's number is given: spread evenly over the hours."""
    nth, hours, whole = now.clock - sources.first_hour[k], sources.leaving_hours[k], sources.planned[k, now.day]
    return (whole * (nth + 1)) // hours - (whole * nth) // hours


@inner()
def _setting_out(rng, inside, party, chance):  # type: ignore[no-untyped-def]
    """How many of those inside set out, in whole families; those too few for a family go one by one."""
    if party <= 1 or inside < party:
        return binomial(rng, inside, chance)
    return binomial(rng, inside // party, chance) * party


@inner(forceinline=True)
def _chances_of_the_day(sources, day):  # type: ignore[no-untyped-def]
    """The chance of setting out in an hour of this day."""
    for k in range(sources.channel.size):
        sources.chance[k] = -np.expm1(-sources.hazard[k, day] / sources.leaving_hours[k])


@inner(forceinline=True)
def _hours_of_leaving(sources):  # type: ignore[no-untyped-def]
    """How many hours of the day people set out in, and the first of them."""
    for k in range(sources.channel.size):
        sources.leaving_hours[k] = 0
        sources.first_hour[k] = -1
        for clock in range(sources.leaving.shape[1]):
            if sources.leaving[k, clock]:
                sources.leaving_hours[k] += 1
                if sources.first_hour[k] < 0:
                    sources.first_hour[k] = clock
