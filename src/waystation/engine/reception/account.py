"""Everyone is somewhere, in every hour; and what is left of a day: who was where at its end, and the longest lines."""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import inner
from waystation.engine.reception.kernel_arrays import HOURS

__all__: list[str] = []

_EVENING, _MORNING = 20, 6
"""Hours of the day between which it is night."""


@inner(forceinline=True)
def _everyone(sources, lines, ways):  # type: ignore[no-untyped-def]
    """People at sources, at nodes and waiting for vehicles."""
    people = np.int64(0)
    for k in range(sources.inside.size):
        people += sources.inside[k]
    for q in range(lines.stock.size):
        people += lines.stock[q]
    for c in range(ways.boarding.size):
        people += ways.boarding[c]
    return people


@inner(forceinline=True)
def _note_deaths(account, n, dead, now):  # type: ignore[no-untyped-def]
    account.died[now.day] += dead
    account.died_at[now.day, n] += dead


@inner(forceinline=True)
def _note_lines(account, lines, now):  # type: ignore[no-untyped-def]
    """The most people in line at any hour of the day, and at any hour of the night."""
    night = now.clock >= _EVENING or now.clock < _MORNING
    for n in range(lines.waiting.size):
        if lines.waiting[n] > 0:
            account.peak[now.day, n] = max(account.peak[now.day, n], lines.waiting[n])
            if night:
                account.night[now.day, n] = max(account.night[now.day, n], lines.waiting[n])


@inner(forceinline=True)
def _close_the_day(account, lines, ways, moving, now):  # type: ignore[no-untyped-def]
    """Where people are at the end of a day."""
    if now.clock == HOURS - 1:
        for q in range(lines.stock.size):
            account.stock[now.day, q] = lines.stock[q]
        for c in range(ways.boarding.size):
            account.boarding[now.day, c] = ways.boarding[c]
        account.moving[now.day] = moving


@inner(forceinline=True)
def _found_missing(account, hour):  # type: ignore[no-untyped-def]
    """Note the first hour in which people do not add up."""
    if account.lost_hour[0] < 0:
        account.lost_hour[0] = hour


@inner()
def _on_the_way(ring):  # type: ignore[no-untyped-def]
    """People who are still on the way, counted one by one: the running count is checked against it."""
    people = np.int64(0)
    for late in range(ring.shape[0]):
        for c in range(ring.shape[1]):
            people += ring[late, c]
    return people
