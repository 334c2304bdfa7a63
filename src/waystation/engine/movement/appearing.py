"""Who appears on a day, drawn in counts: by counts of camps, by conflict or flood, and those there from the start."""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import inner
from waystation.engine.movement.choosing import draw, part

__all__ = ["appear"]


@inner()
def appear(day, slots, people, now, appeared, mean):  # type: ignore[no-untyped-def]
    """New people: those already there before the first day, and those who flee today."""
    places, classes = people.share.shape
    rng, at = now.rng, 4 * slots
    total = 0.0
    for place in range(places):
        total += people.weight[day, place] * now.population[place]
    left = float(people.spread[day])
    rate = people.rate[min(day, people.rate.shape[0] - 1)]
    for place in range(places):
        new = float(people.fixed[day, place])
        if rate[place] > 0.0:
            new += np.floor(people.per_head * now.population[place] * rate[place])
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
                part(rng, new, 1.0, people.share[place], 1.0, np.int64(0), classes, now.chosen, mean)
            for each in range(classes):
                if now.chosen[each] > 0.0:
                    row = at + people.state[place, each]
                    now.pool[row] += now.chosen[each]
                    now.memory[row, 0] += now.chosen[each]
