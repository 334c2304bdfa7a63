"""Places in Arabic, which has no capitals: known names, and what follows the kind of a place."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from waystation.claims.reading.gazetteer import Meaning, PlaceMention
from waystation.claims.reading.lexicon import Tokens, lexicon
from waystation.claims.reading.list_items import opens_item

__all__ = ["ArabicPlace", "arabic_places", "is_place_word"]

_WORD = re.compile("[\u0621-\u064a]{2,}")
_AND = re.compile("^[وف](?=[\u0621-\u064a]{3})")
_TO = re.compile("^[بلك](?=[\u0621-\u064a]{3})")
_WELL_KNOWN = 100_000
"""A town of so many people is known wherever its name stands; a smaller one only where words lead to it."""

_LARGER = 15_000
"""Behind a letter that may be a preposition or the first of another word."""

_LONGEST = 4
# "The state of the river Nile": these begin a name of two words.
_LAND = frozenset({"نهر", "بحر", "جبل", "وادي", "رأس", "عين"})
_MOST_UNKNOWN = 2
_OFTEN = 2
_LEAST = 4
_NO_NAMES = ("units", "terms", "parts", "qualifiers", "clauses", "speech", "marks")
_IN_QUOTATION_MARKS = re.compile('["«“]([^\\W\\d]+(?: [^\\W\\d]+){1,4})["»”]')
"""A name of several words, as organisations have them."""

_SEPARATORS = frozenset(":،؛,;-•–")


class ArabicPlace(NamedTuple):
    """A place in Arabic.

    Parameters
    ----------
    first, last : numbers of its first word and of the word after it
    glued : letters of its first word that are no part of the name: "in", "to", "and"
    kind : country, town, site (the kind of the place stands before the name) or name
    place : what the gazetteer makes of it, None if it does not know the name
    """

    first: int
    last: int
    glued: int
    kind: str
    place: PlaceMention | None


@cache
def _names() -> dict[str, tuple[tuple[str, int], ...]]:
    """Countries and populations (0 for a country) of each name."""
    packed = resources.files("waystation.claims.reading.arabic").joinpath("names.csv.gz").read_bytes()
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        name, country, population = line.split(",")
        found[name] = (*found.get(name, ()), (country, int(population)))
    return found


def arabic_places(tokens: Tokens) -> list[ArabicPlace]:
    """The places that an Arabic text names, in order.

    A country or a larger town is known wherever it stands; a smaller one where a preposition or the kind of a place
    leads to it. What follows the kind of a place ("the camp of ...") is a place though nobody knows it, and so is a
    name that prepositions of place lead to more than once.

    Parameters
    ----------
    tokens : the report
    """
    words = tokens.words
    if not _WORD.search(tokens.text):
        return []
    found, at, taken = list[ArabicPlace](), 0, 0
    repeated = _repeated(tokens)
    quoted = {name.end(1): name.start(1) for name in _IN_QUOTATION_MARKS.finditer(tokens.text)}
    while at < len(words):
        if words[at][0] <= "\u0600":
            at += 1
            continue
        place = _known(tokens, at) or _unknown(tokens, at, repeated) or _of_pair(tokens, at)
        if place is None or place.first < taken:
            at += 1
            continue
        # The country of "Response Coordinators Syria" is not where it happened.
        if quoted.get(tokens.ends[place.last - 1], tokens.starts[place.first]) >= tokens.starts[place.first]:
            found.append(place)
        at = taken = place.last
    return found


@lru_cache(maxsize=20_000)
def _bare(word: str) -> tuple[tuple[str, int], ...]:
    """A word without what is written together with it, and how many letters that is; the article stays."""
    out = [(word, 0)]
    cut = len(word) - len(_AND.sub("", word))
    rest = word[cut:]
    if cut:
        out.append((rest, cut))
    if rest.startswith("لل"):
        out.append(("ا" + rest[1:], cut + 2))  # "to the" is written over the first letter of the article
    elif _TO.match(rest):
        out.append((rest[1:], cut + 1))
    return tuple(out)


def _known(tokens: Tokens, at: int) -> ArabicPlace | None:
    """The longest known name that begins at a word."""
    words, names = tokens.words, _names()
    if not _WORD.match(words[at]):
        return None
    for first, glued in _bare(words[at]):
        if glued and _is_word(words[at]):
            break  # the first letter of "ولاية" is no "and"
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            name = " ".join([first, *words[at + 1 : at + size]])
            meanings = names.get(name)
            if not meanings:
                continue
            most = max(population for _, population in meanings)
            country = any(population == 0 for _, population in meanings)
            kinds = _before(tokens, at)
            led = bool(kinds) or (glued > 0 and (most >= _LARGER or first.startswith("ال")))
            if not (country or led or most >= _WELL_KNOWN) or (size == 1 and _is_word(name)):
                continue
            kind = "country" if country else "town"
            start = tokens.starts[at] + glued
            written = tokens.text[start : tokens.ends[at + size - 1]]
            weighed = tuple(
                Meaning(code, 6.0 if population == 0 else 1.0, population=population) for code, population in meanings
            )
            back = kinds if kinds and kinds > 0 else 0
            return ArabicPlace(
                at - back, at + size, _glued_to(words[at - back]) if back else glued, kind,
                PlaceMention(written, start, weighed, kind),
            )  # fmt: skip
    return None


def _glued_to(word: str) -> int:
    """How many letters are written together with the kind of a place: "in the city of"."""
    return next((glued for bare, glued in _bare(word) if bare in _kinds()), 0)


def _before(tokens: Tokens, at: int) -> int:
    """1 if the kind of a place stands before a word, -1 if a preposition of place does, else 0."""
    return _leads_on(tokens.words[at - 1]) if at else 0


@lru_cache(maxsize=20_000)
def _leads_on(before: str) -> int:
    """The same by the word before."""
    if any(word in _kinds() for word, _ in _bare(before)):
        return 1
    return -1 if any(word in _leads() for word, _ in _bare(before)) else 0


@cache
def _kinds() -> frozenset[str]:
    return lexicon(("ar",)).words("sites", "words")


@cache
def _leads() -> frozenset[str]:
    table = lexicon(("ar",))
    return frozenset(word for name in ("origin", "destination", "there") for word in table.words("sites", name))


@lru_cache(maxsize=20_000)
def _is_word(name: str) -> bool:
    """Whether a single word is one of the trade, which is seldom meant as a name."""
    words = lexicon(("ar",))
    plain = name.removeprefix("ال")
    small = (
        words.words("language", "common")
        | words.words("sites", "common")
        | words.words("sites", "events")
        | words.words("dates", "early")
        | words.words("dates", "mid")
        | words.words("dates", "late")
        | _kinds()
        | _leads()
    )
    if {name, plain} & small or name in words.numbers or plain in words.numbers:
        return True
    alone = Tokens(plain)
    return any(words.finder(table).at(alone, 0) for table in ("units", "terms", "parts", "marks")) or any(
        name in words.values(f"dates.{table}")[1] for table in ("weekdays", "months")
    )


def _unknown(tokens: Tokens, at: int, repeated: frozenset[str]) -> ArabicPlace | None:
    """A name that no gazetteer knows, behind the kind of a place; or one that places are led to again and again."""
    words = tokens.words
    kind = _leads_on(words[at]) > 0 and not words[at].startswith("ال")
    last = at + 1
    if kind:
        while last < len(words) and last - at <= _MOST_UNKNOWN and _names_one(tokens, at, last):
            if last - at == _MOST_UNKNOWN and not (
                words[last].startswith("ال") and (words[last - 1].startswith("ال") or words[last - 1] in _LAND)
            ):
                break
            last += 1
        return ArabicPlace(at, last, _glued_to(words[at]), "site", None) if last > at + 1 else None
    for word, glued in _bare(words[at]):
        if word in repeated and _before(tokens, at) and _may_be_name(tokens, at):
            return ArabicPlace(at, last, glued, "name", None)
    return None


def _of_pair(tokens: Tokens, at: int) -> ArabicPlace | None:
    """The words before a figure in a list of such pairs, in lines or within one: "الشمال 24,075، البقاع 21,500"."""
    words, last = tokens.words, at
    if at and words[at - 1] not in _SEPARATORS and "\n" not in tokens.text[tokens.ends[at - 1] : tokens.starts[at]]:
        return None
    while last < len(words) and last - at < _LONGEST and _WORD.fullmatch(words[last]):
        last += 1
    figure = last + (words[last : last + 1] == [":"])
    if last == at or figure >= len(words) or not words[figure][0].isdigit():
        return None
    counts = lexicon(("ar",))
    if any(counts.finder(table).all(tokens, at, last) for table in _NO_NAMES):
        return None
    if not (counts.words("language", "common") | _leads()).isdisjoint(words[at:last]):
        return None
    start, end = tokens.starts[at], tokens.ends[last - 1]
    return ArabicPlace(at, last, 0, "name", None) if opens_item(tokens.text, start, end) else None


def _names_one(tokens: Tokens, kind: int, at: int) -> bool:
    """Whether a word may name what the kind of a place before it begins; "the island" may, in "the state of"."""
    word = tokens.words[at]
    article = at == kind + 1 and word.startswith("ال") and word.removeprefix("ال") in _kinds()
    return article or _may_be_name(tokens, at)


def _may_be_name(tokens: Tokens, at: int) -> bool:
    word = tokens.words[at]
    return _WORD.fullmatch(word) is not None and not _is_word(word)


def _repeated(tokens: Tokens) -> frozenset[str]:
    """Words with the article that prepositions of place lead to more than once."""
    led = Counter(
        word
        for at in range(1, len(tokens.words))
        if tokens.words[at].startswith("ال") and _before(tokens, at) < 0
        for word in [tokens.words[at]]
        if len(word) > _LEAST
    )
    return frozenset(word for word, often in led.items() if often >= _OFTEN)


def is_place_word(word: str) -> bool:
    """Whether a word is the name of a known place, whatever is written together with it."""
    return any(each in _names() for each, _ in _bare(word))
