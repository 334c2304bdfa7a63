"""Divisions of a country that have Roman numerals for names: "Region IV-A", "Regions I, II and CAR"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from waystation.claims.reading.lexicon import Lexicon, Tokens, lexicon

__all__ = ["divisions"]

_NUMERAL = r"[IVX]{1,5}(?:-[A-Z])?(?![\w'’-])"
_NEXT = re.compile(rf"(?:,? (?:and|et|y|e|&) |, )(?P<name>{_NUMERAL}|[A-Z]{{3,10}}\b)")


def divisions(tokens: Tokens) -> Iterator[tuple[int, int, str]]:
    """Each division with its offsets and its name in full, those of a list one by one.

    Examples
    --------
    >>> from waystation.claims.reading.lexicon.lexicon import speaking
    >>> with speaking(("en",)):
    ...     [name for _, _, name in divisions(Tokens("300 families in Regions I, IV-A and CAR"))]
    ['Region I', 'Region IV-A', 'CAR']
    """
    text = tokens.text
    for found in _heads(lexicon()).finditer(text):
        kind = found["kind"].title()
        yield found.start(), found.end(), f"{kind} {found['name']}"
        at = found.end()
        while following := _NEXT.match(text, at):
            numeral = re.fullmatch(_NUMERAL, following["name"]) is not None
            yield (*following.span("name"), f"{kind} {following['name']}" if numeral else following["name"])
            at = following.end()


@cache
def _heads(words: Lexicon) -> re.Pattern[str]:
    """A word for a kind of place with a capital, and a numeral."""
    kinds = "|".join(
        sorted(
            form for each in words.words("sites", "words") for form in (each.title(), each.upper()) if " " not in form
        )
    )
    return re.compile(rf"\b(?P<kind>{kinds})[sS]? (?P<name>{_NUMERAL})")
