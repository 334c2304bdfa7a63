"""Those who host others are not guests themselves: "120 families hosting 600"."""

from __future__ import annotations

from functools import cache

from waystation.claims.reading.lexicon import Lexicon, lexicon
from waystation.claims.reading.link.passage import Passage

__all__ = ["GUESTS", "hosted"]

GUESTS = frozenset({"camp_population", "accommodated", "currently_displaced"})
"""Terms of those who are hosted."""

_UNIT_BETWEEN = 2


def hosted(passage: Passage, after: int, last: int) -> int:
    """Number of the word that is the figure of those hosted, by a verb right behind a figure; -1 if none is.

    Parameters
    ----------
    passage : the report
    after : number of the word after a figure and its unit
    last : number of the word after its sentence
    """
    helpers = lexicon().words("clauses", "helpers")
    while after < last and passage.tokens.words[after] in helpers:
        after += 1
    verb = next(iter(passage.within(passage.terms, after, after + 1)), None)
    if verb is None or verb.kind != "verbs" or verb.name not in GUESTS or verb.last >= last:
        return -1
    if not _prepositions(lexicon()).isdisjoint(passage.tokens.words[verb.last - 1 : verb.last + 1]):
        return -1  # "8,400 people living in 300 tents", "2,300 took shelter in 119 schools"
    at = next((each.first for each in passage.within(passage.figures_at, verb.last, last)), -1)
    if at < 0 or passage.led((at, at + 1))[0] != verb.last:
        return -1
    counted = passage.within(passage.units, at + 1, at + 1 + _UNIT_BETWEEN)
    return -1 if any(each.name == "other" for each in counted) else at


@cache
def _prepositions(words: Lexicon) -> frozenset[str]:
    return frozenset().union(*(words.words("sites", name) for name in ("origin", "destination", "there")))
