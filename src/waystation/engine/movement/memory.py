"""How much people have travelled lately, as a distribution over a few points.

Flee gives each agent an index of recent travel, r, halved towards the day's distance every day:
r <- (r + d) / 2, with d the day's km over the longest day's km. Counts carry, instead, how many of
them have which r: people spread over `points` equally spaced values in [0, SPAN]. Ageing moves each
point to where it belongs and shares it between its neighbours, so that the mean of r is kept.

A memory is a row of a table. The functions take table and row: a view would cost more than the sums.
"""

from __future__ import annotations

from waystation.engine.compiled import compiled

__all__ = ["SPAN", "add", "age", "aged_into", "halve", "hardly_travelled", "keep", "part_memory"]

SPAN = 2.0
"""Largest index: a day on two links counts a full day's speed on the second, so d stays below 2."""

_MOST_TRAVELLED = SPAN - 1e-9

_NOTHING = 1e-12
"""Fewer people than this are nobody. Halving for hundreds of days would end in subnormal numbers,
with which every operation takes a hundred times as long."""


@compiled()
def halve(source, row, even, odd):  # type: ignore[no-untyped-def]
    """Copy the even and the odd points of ``source[row]``, which ageing moves differently, with room at both ends.

    Their sums are then over neighbours, which a processor takes several at a time.
    """
    for i in range(source.shape[1] // 2):
        even[i + 1] = source[row, 2 * i]
        odd[i + 2] = source[row, 2 * i + 1]
    even[source.shape[1] // 2 + 1] = source[row, source.shape[1] - 1]


@compiled(forceinline=True)
def aged_into(target, to, even, odd, times, travelled):  # type: ignore[no-untyped-def]
    """Add ``times`` a memory that `halve` has copied to ``target[to]`` at the end of a day with ``travelled`` = d.

    Point i stands for r = i h with h = SPAN / (points - 1) and moves to (i + d / h) / 2; the number of
    points is odd, so that the last one stays within the row.
    """
    points = target.shape[1]
    shift = 0.5 * min(travelled, _MOST_TRAVELLED) * (points - 1) / SPAN
    whole = max(int(shift), 0)
    part = shift - whole
    # Even points 2 i fall between i + whole and the point after; odd ones half a point further.
    upper = times * part
    lower = times - upper
    first, last = times * max(0.5 - part, 0.0), times * max(part - 0.5, 0.0)
    middle = times - first - last
    for i in range(min((points + 3) // 2, points - whole)):
        of_even = lower * even[i + 1] + upper * even[i]
        target[to, whole + i] += of_even + (first * odd[i + 2] + middle * odd[i + 1] + last * odd[i])


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


@compiled(forceinline=True)
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
def hardly_travelled(table, row, travelled):  # type: ignore[no-untyped-def]
    """How many of ``row`` have (r + d) / 2 < 1/2, and up to which point of it they stand.

    Each point stands for the people within half a spacing of it, evenly; the first for those who
    have not travelled at all. Of point i the share ``edge - i`` is meant, between 0 and 1.
    """
    points = table.shape[1]
    limit = (1.0 - travelled) * (points - 1) / SPAN
    if limit <= 0.0:
        return 0.0, 0.0
    edge = min(max(limit + 0.5, 1.0), float(points))
    whole = int(edge)
    people = (edge - whole) * table[row, whole] if whole < points else 0.0
    for i in range(whole):
        people += table[row, i]
    return people, edge


@compiled()
def part_memory(table, row, onto, edge, sure, going, left, staying):  # type: ignore[no-untyped-def]
    """Fill row ``onto`` with what those who go remember, and leave that of the others in ``row``.

    Parameters
    ----------
    edge : up to it people have hardly travelled, see `hardly_travelled`
    sure, going : of these, and of the others, times those who go
    left, staying : of these, and of the others, times those who stay
    """
    for i in range(table.shape[1]):
        share = min(max(edge - i, 0.0), 1.0)
        people = table[row, i]
        rest = people - share * people
        table[onto, i] = sure * (people - rest) + going * rest
        table[row, i] = left * (people - rest) + staying * rest
