"""The pieces of numbers: digits, and the words that each language has for numbers, with what they are worth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from waystation.claims.reading.figures.digits import DIGITS
from waystation.claims.reading.lexicon.languages import languages as all_languages
from waystation.claims.reading.lexicon.languages import table_alone, tables

__all__ = ["PARTS", "NumberWords", "Piece", "fold", "number_words", "pieces_of"]

_MARKS = re.compile("[\u064b-\u0652\u0640]")
_FOLD = str.maketrans("أإآٱىة’ʼ`", "اااايه'''")
_TOKEN = re.compile(
    rf"(?P<digits>(?=\d)(?<!\d)(?:{DIGITS}))|(?P<part>[¼½¾])|(?P<word>[^\W\d_](?:[^\W\d_]|[\u064b-\u0652\u0640]|['’ʼ](?=[а-яіїєґА-ЯІЇЄҐ]))*)"
)
_GOES_ON = re.compile(r"\.\s+(?=[^\W_A-ZА-ЯІЇЄҐ])")  # the full stop of "тыс." ends no sentence
PARTS = {"¼": 0.25, "½": 0.5, "¾": 0.75}
_THOUSAND = 1_000
_MOST_REMEMBERED = 50_000


class Piece(NamedTuple):
    """A piece of a number: what it may be, its value and where it stands."""

    kinds: frozenset[str]  # digits, word, unit, many, after, two, part, join, article, of
    value: float
    start: int
    end: int
    text: str
    glued: bool = False
    bare: bool = False


class _Known(NamedTuple):
    kinds: frozenset[str]
    value: float


_DIGITS, _PART, _WORD, _JOIN = (frozenset({each}) for each in ("digits", "part", "word", "join"))


@dataclass(frozen=True)
class NumberWords:
    """The number words of some languages, folded, with what each is and is worth."""

    kinds: Mapping[str, _Known]
    bare: frozenset[str]
    prefixes: tuple[str, ...]
    spare_thousand: bool
    pairs: frozenset[str] = field(default_factory=frozenset)
    ascii: frozenset[str] = field(default_factory=frozenset)  # what a word of plain letters may be
    nothing: set[str] = field(default_factory=set)  # words that were looked up and are no part of a number
    glued: dict[str, int] = field(default_factory=dict)  # how long the prefix is of Arabic words that were looked up


def fold(word: str) -> str:
    """A word without capitals, vowel marks and the ways of writing one letter."""
    word = word.casefold()
    return word if word.isascii() else _MARKS.sub("", word.translate(_FOLD))


@cache
def _multipliers() -> dict[str, float]:
    """The multipliers of all languages that are not a common word of another."""
    found: dict[str, float] = {}
    for language in all_languages():
        found |= {
            fold(word): float(value)
            for word, value in table_alone(language, "figures.many").items()
            if value >= _THOUSAND
        }
    return found


_KINDS = {"words": "word", "units": "unit", "many": "many", "after_digits": "after", "twos": "two", "fractions": "part"}


@cache
def number_words(languages: tuple[str, ...]) -> NumberWords:
    """The number words of some languages together.

    Parameters
    ----------
    languages : their codes
    """
    kinds: dict[str, dict[str, float]] = {}
    bare, prefixes, spare = set[str](), list[str](), False
    for language in languages:
        table = tables(language).get("figures", {})
        for name, kind in _KINDS.items():
            for word, value in table.get(name, {}).items():
                kinds.setdefault(fold(word), {}).setdefault(kind, float(value))
        for name, kind in (("joins", "join"), ("articles", "article"), ("of", "of")):
            for word in table.get(name, ()):
                kinds.setdefault(fold(word), {}).setdefault(kind, 1.0)
        bare |= {fold(word) for word in table.get("bare", ())}
        prefixes += [fold(each) for each in table.get("prefixes", ())]
        spare = spare or bool(table.get("spare_thousand"))
    # A multiplier behind digits is known in every language: "2 lakh", "14 mille" and "20 mil" are quoted in others.
    for word, value in _multipliers().items():
        kinds.setdefault(word, {}).setdefault("after", value)
    # Of a pair of words ("quatre vingt") the first has to be known as such.
    pairs = frozenset(word.split()[0] for word in kinds if " " in word)
    return NumberWords(
        {word: _Known(frozenset(each), next(iter(each.values()))) for word, each in kinds.items()},
        frozenset(bare),
        tuple(sorted(prefixes, key=len, reverse=True)),
        spare,
        pairs,
        frozenset(word for word in kinds if word.isascii()) | pairs,
    )


def pieces_of(text: str, words: NumberWords) -> list[Piece]:
    """Everything of a text that may be part of a number, in the order it stands."""
    pieces: list[Piece] = []
    kinds, done = words.kinds, 0
    for found in _TOKEN.finditer(text):
        written = found.group()
        if written in words.nothing:
            continue  # most words
        if found.lastgroup == "word" and written.isascii() and written.casefold() not in words.ascii:
            if len(words.nothing) > _MOST_REMEMBERED:
                words.nothing.clear()
            words.nothing.add(written)
            continue
        start, end = found.span()
        if start < done:
            continue
        if found.lastgroup == "digits":
            pieces.append(Piece(_DIGITS, 0.0, start, end, written))
        elif found.lastgroup == "part":
            pieces.append(Piece(_PART, PARTS[written], start, end, written))
        else:
            word = fold(written)
            known = kinds.get(word)
            if word in words.pairs and (pair := _pair(text, end, word, kinds)):
                pieces.append(Piece(_WORD, pair[0], start, pair[1], word))
                done = pair[1]
            elif known:
                end += (
                    "after" in known.kinds
                    and len(word) < 5
                    and text[end : end + 1] == "."
                    and _GOES_ON.match(text, end) is not None
                )
                pieces.append(Piece(known.kinds, known.value, start, end, word, bare=word in words.bare))
            elif words.prefixes and written[0] >= "\u0600":
                pieces += _glued(written, start, words)
    return pieces


def _pair(text: str, end: int, word: str, kinds: Mapping[str, _Known]) -> tuple[float, int] | None:
    """Value and end of two words that are one number word: "quatre-vingt"."""
    following = re.compile(r"[\s-]([^\W\d_]+)").match(text, end)
    known = kinds.get(f"{word} {fold(following[1])}") if following else None
    return (known.value, following.end()) if known and following else None


def _glued(written: str, start: int, words: NumberWords) -> list[Piece]:
    """An Arabic number word behind its prefixes: "and five hundred" is written as one word."""
    size = words.glued.get(written)
    if size is None:
        if len(words.glued) > _MOST_REMEMBERED:
            words.glued.clear()
        size = words.glued[written] = _prefix_of(written, words)
    if not size:
        return []
    end, rest = start + len(written), fold(written[size:])
    known = words.kinds[rest]
    joined = [Piece(_JOIN, 1.0, start, start + 1, "و")] if fold(written[:size])[:1] == "و" else []
    begins = start + 1 if joined else start + size
    return [*joined, Piece(known.kinds, known.value, begins, end, rest, bool(joined), rest in words.bare)]


def _prefix_of(written: str, words: NumberWords) -> int:
    """How many letters stand before the number word in an Arabic word; 0 if it is none."""
    for size in range(1, min(5, len(written) - 1)):
        known = words.kinds.get(fold(written[size:]))
        if known and fold(written[:size]) in words.prefixes and "join" not in known.kinds:
            return size
    return 0
