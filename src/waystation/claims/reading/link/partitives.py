"""What a figure counts that is a part of those named behind it, or goes on with those counted before it."""

from __future__ import annotations

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.lexicon import COUNTS_NOBODY, lexicon
from waystation.claims.reading.link.passage import Mention, Passage
from waystation.claims.reading.link.things import leading_words, small_words

__all__ = ["goes_on_counting", "of_the_named", "with_adjective"]

_MOST_BETWEEN, _MOST_JOINING = 4, 3
_VEHICLES = frozenset({"trucks", "buses", "vehicles"})


def of_the_named(passage: Passage, after: int, ahead: list[Mention]) -> Mention | None:
    """The head of "44 of the newly displaced households": those of whom the figure counts some.

    Parameters
    ----------
    passage : the report
    after : number of the word behind the figure
    ahead : words for what may be counted behind it, in order
    """
    words, known = passage.tokens.words, lexicon()
    determiners = known.words("speakers", "articles") | known.words("parts", "more")
    if words[after : after + 1] == [] or words[after] not in known.words("figures", "of"):
        return None
    if words[after + 1 : after + 2] == [] or words[after + 1] not in determiners:
        return None
    head = next((each for each in ahead if not each.kind.startswith("term")), None)
    if head is None or head.name in COUNTS_NOBODY or head.first - after - 2 > _MOST_BETWEEN:
        return None
    between = words[after + 2 : head.first]
    broken = known.words("clauses", "helpers") | leading_words(known) | known.words("clauses", "and")
    return None if any(not word[0].isalnum() or word in broken for word in between) else head


def with_adjective(passage: Passage, here: tuple[int, int], each: Mention) -> bool:
    """Whether one word that says of what kind they are stands between a figure and a unit: "12 large tents"."""
    if each.kind or each.name in COUNTS_NOBODY | _VEHICLES or each.first - here[1] != 1:
        return False
    word, known = passage.tokens.words[here[1]], lexicon()
    small = small_words(known) | known.words("speakers", "articles") | known.words("clauses", "or")
    rate = any(word == wording.split()[0] for each in known.lists("rates").values() for wording in each)
    return word.isalpha() and word not in small and not rate


def goes_on_counting(passage: Passage, here: tuple[int, int], before: Drawn | None, first: int) -> bool:
    """Whether a figure right before a "to" or "from" counts what the one before it does: "38 to Goris, 9 to Sisian".

    Parameters
    ----------
    passage : the report
    here : numbers of the first word of the figure and of the word after it
    before : the claim before it
    first : number of its sentence's first word
    """
    words, known = passage.tokens.words, lexicon()
    if before is None or not before.unit or here[1] >= len(words):
        return False
    if words[here[1]] not in known.words("sites", "destination") | known.words("sites", "from_there"):
        return False
    begins = passage.tokens.at(before.counted.figure.start)
    if begins < first:
        return False
    at, joining = passage.led(here)[0], known.words("clauses", "and") | {",", ";"}
    while at > first and here[0] - at <= _MOST_JOINING and words[at - 1] in known.words("parts", "more"):
        at -= 1
    return at > first and words[at - 1] in joining
