"""Figures that go on the list of the one before them, for which the same place and days are likely."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.link.passage import Passage

__all__ = ["goes_on", "in_turn", "run_of"]

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
    return _joined(passage, end, figure[0], apart)


def run_of(
    passage: Passage, here: tuple[int, int], figures: Sequence[tuple[int, int]], apart: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Numbers of the first word of a list of figures in which a figure stands, and of the word after it.

    Parameters
    ----------
    passage : the report
    here : numbers of the first word of the figure, with what leads to it, and of the word after it and its unit
    figures : the figures of its sentence
    apart : as of `goes_on`
    """
    first, last = here
    for each in sorted(figures):
        if each[0] >= last and _parts_none(passage, last, each[0], apart):
            last = each[1]
    for each in sorted(figures, reverse=True):
        if each[1] <= first and _parts_none(passage, each[1], first, apart):
            first = each[0]
    return first, last


def in_turn(figure: tuple[int, int], figures: Sequence[tuple[int, int]], days: Sequence[tuple[int, int]]) -> int:
    """The day that belongs to a figure where days and figures of a sentence take turns, and -1 where they do not.

    "On Monday 120 came and on Tuesday 45" and "120 came on Monday and 45 on Tuesday": each has its own.

    Parameters
    ----------
    figure : numbers of the figure's first word and of the word after it
    figures, days : the same of all figures and days of its sentence

    Returns
    -------
    int
        its number among the days as given
    """
    if len(days) < 2 or len(days) != len(figures):
        return -1
    row = sorted([*((each, False) for each in figures), *((each, True) for each in days)])
    if any(is_day == following for (_, is_day), (_, following) in pairwise(row)):
        return -1
    at = row.index((figure, False))
    return days.index(row[at - 1 if row[0][1] else at + 1][0])


def _parts_none(passage: Passage, start: int, end: int, apart: Sequence[tuple[int, int]]) -> bool:
    """Whether two figures of a list stand next to each other, and no verb between says another thing of the second."""
    borders = passage.borders
    brackets = borders.opened[end] > borders.opened[start] or borders.closed[end] > borders.closed[start]
    if brackets or end - start > _REACH:
        return False
    verbs = any(each.kind == "verbs" for each in passage.within(passage.terms, start, end))
    return not verbs and _joined(passage, start, end, apart)


def _joined(passage: Passage, start: int, end: int, apart: Iterable[tuple[int, int]]) -> bool:
    """Whether a comma or an "and" and nothing else stands between two words."""
    borders = passage.borders
    parted = any(each[end] > each[start] for each in (borders.stops, borders.clauses))
    joined = any(each[end] > each[start] for each in (borders.commas, borders.ands))
    return joined and not parted and not any(start <= each[0] < end for each in apart)
