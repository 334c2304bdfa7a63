"""Unknown words behind a figure that name things, and the small words that name nothing."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile

from waystation.claims.reading.lexicon import Lexicon, lexicon
from waystation.claims.reading.link.passage import Mention, Passage

__all__ = ["PERSONS", "behind_number", "leading_words", "names_a_thing", "small_words"]

_OF_THINGS = frozenset({"aid_delivered", "in_need", "context"})
_SHORTEST = 4
_CYRILLIC = "\u0400"
# Endings of plurals: of Latin scripts, and of the genitive behind a Russian or Ukrainian number.
_PLURAL = re.compile(r"(?:s|[оеёії]в|[оеё]к)$")
PERSONS = re.compile(
    r"(?:[eo]rs|ees|ists?|i?ans|men|folks?|[ae]nts|eu(?:r|se)s|istes|iens|iennes|[ée]e?s|istas|[ei]ros|[ei]ras|[dt]ores|[dt]oras"
    r"|[ai]dos|[ai]das|[cn]os|[cn]as|wives|youths|souls)$"
)
"""Endings of words for those who do or are something."""
_MOST_LANGUAGES = 2
"""A text of no known language is read with the words of all."""


@cache
def leading_words(words: Lexicon) -> frozenset[str]:
    """Prepositions of place."""
    return frozenset(
        word for name in ("origin", "destination", "there") for word in words.words("sites", name) if " " not in word
    )


@cache
def small_words(words: Lexicon) -> frozenset[str]:
    """Small words, which are not units."""
    lists = [
        words.words("language", "common"),
        *(words.words("clauses", name) for name in ("and", "borders", "helpers", "may")),
    ]
    return frozenset().union(*lists, leading_words(words), words.words("parts", "more"))


def names_a_thing(passage: Passage, first: int, last: int, near_term: Mention | None) -> bool:
    """Whether unknown words behind a figure name a thing: "300 bâches", "480 kitchen sets", "1 100 наборов".

    A word with the ending of a plural is a noun, and no verb. Where people come, go or stay it may be an unknown word
    for them, which ends as such words do ("fishermen", "éleveurs") or is a name. Not in a text of no known language,
    where the word for people is unknown too. The number is listed as not read.
    """
    if len(lexicon().languages) > _MOST_LANGUAGES:
        return False
    tokens, small = passage.tokens, small_words(lexicon())
    words = list(
        takewhile(lambda word: word.isalpha() and word not in small, tokens.words[first : min(first + 2, last)])
    )
    of_things = near_term is None or near_term.name in _OF_THINGS
    noun = next((word for word in words if len(word) >= _SHORTEST and _PLURAL.search(word)), "")
    if not noun or passage.units_at(first + words.index(noun)) or passage.text[tokens.starts[first]].isupper():
        return False
    return of_things or (noun[0] < _CYRILLIC and not PERSONS.search(noun))


def behind_number(passage: Passage, after: int) -> int:
    """The word behind "the number of" where a figure leads to it, -1 elsewhere: "raised to 36 the number of dead"."""
    words = passage.tokens.words
    article = after < len(words) and words[after] in lexicon().words("speakers", "articles")
    numbers = passage.named("parts", "number", after, len(words))
    return max((end for first, end in numbers if first <= after + article), default=-1)
