"""Where words stand as seen from a figure: before or behind it, how far, across how many clauses."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from math import log1p
from operator import gt

from waystation.claims.reading.lexicon import Tokens, lexicon

__all__ = ["Borders", "relation"]

_OPENING, _CLOSING = frozenset("([（"), frozenset(")]）")
_STOPS = frozenset(";؛—–:")
_BETWEEN = {
    side: tuple(f"{side}_{name}" for name in ("commas", "stops", "ands", "clauses", "figures"))
    for side in ("after", "before")
}


class Borders:
    """The signs and small words of a text that part its clauses, counted up to each word."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        words = lexicon()
        self._and, self._borders = words.words("clauses", "and"), words.words("clauses", "borders")

    def _counted(self, among: frozenset[str]) -> list[int]:
        if among.isdisjoint(self.tokens.present):
            return [0] * (len(self.tokens.words) + 1)
        return [0, *accumulate(map(among.__contains__, self.tokens.words))]

    @cached_property
    def commas(self) -> list[int]:
        """Commas before each word."""
        return self._counted(frozenset(",،、"))

    @cached_property
    def stops(self) -> list[int]:
        """Semicolons, colons and dashes before each word."""
        return self._counted(_STOPS)

    @cached_property
    def semicolons(self) -> list[int]:
        """Semicolons before each word."""
        return self._counted(frozenset(";؛"))

    @cached_property
    def ands(self) -> list[int]:
        """Words for "and" before each word."""
        return self._counted(self._and)

    @cached_property
    def clauses(self) -> list[int]:
        """Words that begin a clause, before each word."""
        return self._counted(self._borders)

    @cached_property
    def figures(self) -> list[int]:
        """Figures in digits before each word."""
        return self.tokens.digits

    @cached_property
    def opened(self) -> list[int]:
        """Opening brackets before each word."""
        return self._counted(_OPENING)

    @cached_property
    def closed(self) -> list[int]:
        """Closing brackets before each word."""
        return self._counted(_CLOSING)

    @cached_property
    def helpers(self) -> list[int]:
        """Auxiliary verbs before each word."""
        return self._counted(lexicon().words("clauses", "helpers"))

    @cached_property
    def rows(self) -> list[tuple[int, ...]]:
        """All that may stand between a figure and a wording, counted up to each word, in the order of `_BETWEEN`."""
        each = (self.commas, self.stops, self.ands, self.clauses, self.figures, self.opened, self.closed)
        return list(zip(*each, strict=True))

    @cached_property
    def _inside(self) -> list[bool]:
        return list(map(gt, self.opened, self.closed))

    def inside(self, at: int) -> bool:
        """Whether a word stands in brackets."""
        return self._inside[at]


def relation(borders: Borders, figure: tuple[int, int], other: tuple[int, int]) -> dict[str, float]:
    """Features of where a wording stands as seen from a figure; names begin with "after" or "before".

    Parameters
    ----------
    borders : of the text
    figure : numbers of the figure's first word and of the word after it (and its unit)
    other : the same of the wording

    Examples
    --------
    >>> tokens = Tokens("In Goris, 300 people arrived")
    >>> near = relation(Borders(tokens), (3, 5), (5, 6))
    >>> near["after"], near["after_words"]
    (1.0, 0.0)
    """
    if other[0] >= figure[1]:
        side, first, last = "after", figure[1], other[0]
    elif other[1] <= figure[0]:
        side, first, last = "before", other[1], figure[0]
    else:
        return {"within": 1.0}
    words = last - first
    found = {side: 1.0, f"{side}_words": log1p(words)}
    if words <= 0:
        found[f"{side}_next"] = 1.0
        return found
    start, end = borders.rows[first], borders.rows[last]
    if start == end:
        return found
    for name, before, upto in zip(_BETWEEN[side], start, end, strict=False):
        if before != upto:
            found[name] = float(min(upto - before, 3))
    opened, closed = end[-2] - start[-2], end[-1] - start[-1]
    if side == "before" and opened > closed:
        found["into_brackets"] = 1.0
    elif side == "after" and closed > opened:
        found["out_of_brackets"] = 1.0
    elif side == "after" and opened > closed:
        found["in_other_brackets"] = 1.0
    elif side == "before" and closed > opened:
        found["from_other_brackets"] = 1.0
    if opened and closed:
        found["over_brackets"] = 1.0
    return found
