"""What happened to those a figure counts: the term of a claim, from the words nearest to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from waystation.claims.reading.counts import Counted
from waystation.claims.reading.wording import finder

__all__ = ["Happening", "distance", "happening", "sayings"]

_NEAR = 260
_FARTHEST = 34.0
_BEFORE_COSTS = 1.35
_IN_UNIT = 1.5
# These say more than the plain verb beside them: "taken to hospital" is no departure.
_TELLING = {
    "hospital_referral": 7.0, "died_on_the_way": 7.0, "capacity": 1.0, "awaiting_processing": 5.0,
    "awaiting_transfer": 5.0, "left_camp": 4.0, "left_receiving_place": 4.0, "population_before": 6.0,
    "accommodated": 1.5, "surrendered": 2.0, "detained": 1.0, "returned": 1.5, "remaining": 1.0,
    "evacuated": 0.5, "aid_delivered": 1.0,
}  # fmt: skip
# These may stand beside any term and say little.
_WEAK = {
    "registered": 1.0,
    "context": 1.0,
    "killed": 0.5,
    "in_need": 1.0,
    "expected": 6.0,
    "camp_population": 0.5,
}

Happening = tuple[str, int, int]
"""A term, and the offsets of the words that say it."""


def sayings(text: str, sentence: tuple[int, int]) -> list[Happening]:
    """Every wording in a sentence that says what happened to people, in the order they stand."""
    found = finder("terms").all(text, *sentence)
    # A count that "has reached 300" came to that figure, and nobody arrived.
    return [each for each in found if not _CAME_TO.match(text, each[1])]


def happening(text: str, counted: Counted, said: Sequence[Happening]) -> tuple[Happening, float] | None:
    """The term whose words stand nearest to a figure, and how far they are; None if no words say it.

    Parameters
    ----------
    text : the report
    counted : the figure
    said : the wordings of its sentence
    """
    best: tuple[Happening, float] | None = None
    for each in said:
        term, start, end = each
        if end < counted.figure.start - _NEAR or start > counted.figure.end + _NEAR:
            continue
        far = _far(text, counted, start, end) - _TELLING.get(term, 0.0) + _WEAK.get(term, 0.0)
        # Of two wordings at one place, the longer says more.
        far -= 0.01 * (end - start)
        # Words right before another figure are said of that one: "1,310 people (capacity: 1,000)".
        if start >= counted.figure.end and _OF_NEXT.match(text, end):
            far += _TAKEN
        if far < (best[1] if best else _FARTHEST):
            best = each, far
    return best


def _far(text: str, counted: Counted, start: int, end: int) -> float:
    figure = counted.figure
    if counted.start <= start and end <= counted.end and counted.start < counted.end:
        return _IN_UNIT
    if end > figure.start and start < figure.end:
        return _IN_UNIT
    if start >= figure.end:
        return distance(text, max(counted.end, figure.end), start)
    return 1 + _BEFORE_COSTS * distance(text, end, figure.start)


_CAME_TO = re.compile(
    r"reach\w*\s+(?:(?:about|around|nearly|some|almost|over|more\s+than|at\s+least)\s+)?\d", re.IGNORECASE
)
_OF_NEXT = re.compile(r"\s*[:=]?\s*(?:(?:of|for|about|some|nearly|over|around)\s+)?\d")
_TAKEN = 12.0
_PAUSE = re.compile(r"[,:(]")
_STOP = re.compile(r"[;—]|\bwhile\b|\bbut\b")
_DIGITS = re.compile(r"\d[\d,.]*")


def distance(text: str, one: int, other: int) -> float:
    """Words between two places in a text; stops and figures between them count for several."""
    between = text[min(one, other) : max(one, other)]
    stops = 3 * len(_PAUSE.findall(between)) + 8 * len(_STOP.findall(between))
    return len(between.split()) + stops + 4 * len(_DIGITS.findall(between))
