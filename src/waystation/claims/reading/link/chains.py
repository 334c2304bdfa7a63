"""Figures that go on the list of the one before them, for which the same place and days are likely."""

from __future__ import annotations

from collections.abc import Iterable

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.link.passage import Passage

__all__ = ["goes_on"]

_REACH = 8


def goes_on(
    passage: Passage, before: Drawn | None, figure: tuple[int, int], first: int, apart: Iterable[tuple[int, int]]
) -> bool:
    """Whether a figure goes on the list of the one before it: "12 dead, 30 wounded and 200 homes lost".

    Parameters
    ----------
    passage : the report
    before : the claim before it
    figure : numbers of the figure's first word and of the word after it
    first : number of the first word of its sentence
    apart : the same as `figure` of what would begin something else between the two: places, or days
    """
    if before is None:
        return False
    start, end = passage.words(before.counted.figure.start, before.counted.figure.end)
    if start < first or not 0 < figure[0] - end <= _REACH:
        return False
    borders = passage.borders
    parted = any(each[figure[0]] > each[end] for each in (borders.stops, borders.clauses))
    joined = any(each[figure[0]] > each[end] for each in (borders.commas, borders.ands))
    return joined and not parted and not any(end <= each[0] < figure[0] for each in apart)
