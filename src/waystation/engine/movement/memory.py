"""How much people have travelled lately, as a distribution over a few points.

Flee gives each agent an index of recent travel, r, halved towards the day's distance every day:
r <- (r + d) / 2, with d the day's km over the longest day's km. Counts carry, instead, how many of
them have which r: people spread over `points` equally spaced values in [0, SPAN]. Ageing moves each
point to where it belongs and shares it between its neighbours, so that the mean of r is kept.

A memory is a row of a table. The functions take table and row: a view would cost more than the sums.
"""

from __future__ import annotations

from waystation.engine.compiled import compiled

__all__ = ["SPAN", "add", "age", "aged_into", "hardly_travelled", "keep"]

SPAN = 2.0
"""Largest index: a day on two links counts a full day's speed on the second, so d stays below 2."""

_MOST_TRAVELLED = SPAN - 1e-9

_NOTHING = 1e-12
"""Fewer people than this are nobody. Halving for hundreds of days would end in subnormal numbers,
with which every operation takes a hundred times as long."""


@compiled()
def aged_into(target, to, source, row, times, travelled):  # type: ignore[no-untyped-def]
    """Add ``times * source[row]`` to ``target[to]`` at the end of a day with ``travelled`` = d.

    Point i stands for r = i h with h = SPAN / (points - 1) and moves to (i + d / h) / 2; the number of
    points is odd, so that the last one stays within the row.
    """
    points = source.shape[1]
    shift = 0.5 * min(travelled, _MOST_TRAVELLED) * (points - 1) / SPAN
    whole = int(shift)
    upper = times * (shift - whole)
    lower = times - upper
    for i in range((points + 1) // 2):
        people = source[row, 2 * i]
        target[to, whole + i] += lower * people
        target[to, whole + i + 1] += upper * people
    shift += 0.5
    whole = int(shift)
    upper = times * (shift - whole)
    lower = times - upper
    for i in range(points // 2):
        people = source[row, 2 * i + 1]
        target[to, whole + i] += lower * people
        target[to, whole + i + 1] += upper * people


@compiled()
def age(table, row):  # type: ignore[no-untyped-def]
    """A day without travel, in place: each even point i moves to i / 2, odd ones half to each side."""
    points = table.shape[1]
    for i in range((points + 1) // 2):
        before = 0.5 * table[row, 2 * i - 1] if i > 0 else 0.0
        behind = 0.5 * table[row, 2 * i + 1] if 2 * i + 1 < points else 0.0
        people = before + table[row, 2 * i] + behind
        # Points read from here on, 2 i + 1 and later, have not been written yet.
        table[row, i] = people if people > _NOTHING else 0.0
    for i in range((points + 1) // 2, points):
        table[row, i] = 0.0


@compiled()
def add(target, to, source, row, times):  # type: ignore[no-untyped-def]
    """Add ``times * source[row]`` to ``target[to]``."""
    for point in range(source.shape[1]):
        target[to, point] += times * source[row, point]


@compiled()
def keep(table, row, times):  # type: ignore[no-untyped-def]
    """Multiply ``table[row]``."""
    for point in range(table.shape[1]):
        table[row, point] *= times


@compiled()
def hardly_travelled(table, row, travelled, below):  # type: ignore[no-untyped-def]
    """Fill row ``below`` with those of ``row`` who have (r + d) / 2 < 1/2; return their number.

    Each point stands for the people within half a spacing of it, evenly; the first for those who
    have not travelled at all.
    """
    points = table.shape[1]
    limit = (1.0 - travelled) * (points - 1) / SPAN
    total = 0.0
    for i in range(points):
        share = min(max(limit - i + 0.5, 0.0), 1.0)
        if i == 0:
            share = 1.0 if limit > 0.0 else 0.0
        table[below, i] = table[row, i] * share
        total += table[below, i]
    return total
