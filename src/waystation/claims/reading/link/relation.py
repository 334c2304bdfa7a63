"""Where words stand as seen from a figure: before or behind it, how far, across how many clauses."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from math import log1p

from waystation.claims.reading.lexicon import Tokens, lexicon

__all__ = ["Borders", "relation"]

_OPENING, _CLOSING = frozenset("([（"), frozenset(")]）")
_STOPS = frozenset(";؛—–:")


class Borders:
    """The signs and small words of a text that part its clauses, counted up to each word."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        words = lexicon()
        self._and, self._borders = words.words("clauses", "and"), words.words("clauses", "borders")

    def _counted(self, among: frozenset[str]) -> list[int]:
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
        return [0, *accumulate(word[0].isdigit() for word in self.tokens.words)]

    @cached_property
    def opened(self) -> list[int]:
        """Opening brackets before each word."""
        return self._counted(_OPENING)

    @cached_property
    def closed(self) -> list[int]:
        """Closing brackets before each word."""
        return self._counted(_CLOSING)

    def inside(self, at: int) -> bool:
        """Whether a word stands in brackets."""
        return self.opened[at] > self.closed[at]


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
    for name, counts in (
        ("commas", borders.commas),
        ("stops", borders.stops),
        ("ands", borders.ands),
        ("clauses", borders.clauses),
        ("figures", borders.figures),
    ):
        between = counts[last] - counts[first]
        if between:
            found[f"{side}_{name}"] = float(min(between, 3))
    opened, closed = (
        borders.opened[last] - borders.opened[first],
        borders.closed[last] - borders.closed[first],
    )
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
