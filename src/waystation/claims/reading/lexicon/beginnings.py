"""Where wordings may begin in a text, so that their patterns are tried there alone and not at every letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from waystation.claims.reading.lexicon.lexicon import Lexicon, lexicon
from waystation.claims.reading.lexicon.tokens import Tokens, folded, tokens_of

__all__ = ["Beginnings", "digits_of", "found_from", "values_in"]

_FIRST, _LETTERS, _DIGITS = re.compile(r"[^\W\d_]*\*?"), re.compile(r"[^\W\d_]+"), re.compile(r"\d+")
_ARABIC = re.compile("[\u0621-\u064a]")
_MOST_GLUED, _MOST_REMEMBERED = 4, 50_000


class Beginnings:
    """Tells at which words of a text some kinds of wordings may begin; each word is looked up once.

    Parameters
    ----------
    wordings : those of each kind; all of them begin with letters or digits

    Examples
    --------
    >>> days = Beginnings({"month": ["march", "april"], "day": ["yesterday", "2day"]})
    >>> days.starts(Tokens("In mid-March, yesterday, 300 came."), "month")
    [7]
    """

    def __init__(self, wordings: Mapping[str, Iterable[str]]) -> None:
        self._first = {kind: _first_words(each) for kind, each in wordings.items()}
        self._from_digits = {kind for kind, each in wordings.items() if any(one[0].isdigit() for one in each)}
        self.kinds = self._first.keys()
        self._known: dict[str, tuple[tuple[str, int], ...]] = {}
        self._last: tuple[Tokens, dict[str, list[int]]] | None = None

    def starts(self, tokens: Tokens, kind: str) -> list[int]:
        """The offsets at which a wording of a kind may begin, in order."""
        starts = self._all(tokens).get(kind, [])
        return sorted([*starts, *digits_of(tokens.text)]) if kind in self._from_digits else starts

    def _all(self, tokens: Tokens) -> dict[str, list[int]]:
        """The same for all kinds; kept for the last text, as it is asked for again."""
        last = self._last
        if last is not None and last[0] is tokens:
            return last[1]
        found: dict[str, list[int]] = {}
        known = self._known
        for word, start in zip(tokens.words, tokens.starts, strict=True):
            for kind, at in known[word] if word in known else self._begun(word):
                found.setdefault(kind, []).append(start + at)
        self._last = tokens, found
        return found

    def _begun(self, word: str) -> tuple[tuple[str, int], ...]:
        """The kinds that may begin in a word, and at which of its letters: "march" in "mid-march"."""
        parts = [(each.group(), each.start()) for each in _LETTERS.finditer(word)]
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()
        found = self._known[word] = tuple(
            (kind, at) for part, at in parts for kind, first in self._first.items() if _begins(part, *first)
        )
        return found


def _first_words(wordings: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The first word of each wording, and how those begin that are not written out."""
    first = {found.group() for each in wordings if (found := _FIRST.match(folded(each)))} - {""}
    return frozenset(first), tuple(each[:-1] for each in first if each.endswith("*"))


def _begins(word: str, known: frozenset[str], stems: tuple[str, ...]) -> bool:
    """Whether a word, in Arabic without some letters that are written together with it, is known or begins as one."""
    glued = range(_MOST_GLUED + 1) if _ARABIC.match(word) else (0,)
    return any(word[size:] in known or word.startswith(stems, size) for size in glued)


def digits_of(text: str) -> list[int]:
    """The offsets at which the numbers in digits of a text begin."""
    return [each.start() for each in _DIGITS.finditer(text)]


def found_from(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """As ``finditer`` of a pattern that can begin at some offsets only."""
    end = 0
    for start in starts:
        match = pattern.match(text, start) if start >= end else None
        if match is not None:
            end = match.end()
            yield match


@cache
def _of_values(words: Lexicon) -> Beginnings:
    return Beginnings({table: words.values(table)[1] for table in ("round", "shares", "vague")})


def values_in(table: str, text: str) -> Iterator[re.Match[str]]:
    """Where the names of the tables ``round``, ``shares`` or ``vague`` stand in a text, from the left.

    Parameters
    ----------
    table : the table
    text : the report
    """
    return found_from(lexicon().values(table)[0], text, _of_values(lexicon()).starts(tokens_of(text), table))
