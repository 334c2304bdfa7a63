"""Those of whom a verb says that they were killed, hurt or driven out, whatever word names them."""

from __future__ import annotations

from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.passage import Mention, Passage
from waystation.claims.reading.link.things import PERSONS, small_words

__all__ = ["befallen"]

_FALLEN = frozenset({"killed", "wounded"})
_BEFALLEN = _FALLEN | {"missing", "detained", "evacuated", "currently_displaced"}
_LONGEST_NAME = 3
_TO_FIGURE = 1


def befallen(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> tuple[int, int] | None:
    """Numbers of the first word of the name of such people, and of the word behind it.

    A word that no list knows names people where a verb says that they were killed or hurt; those who help, guard or
    report count where something befell them, and else not.

    Parameters
    ----------
    passage : the report
    here : numbers of the first word of the figure and of the word after it
    sentence : numbers of its sentence's first word and of the word after it
    """
    name = _name_behind(passage, here[1], sentence[1])
    led = lexicon().finder("clauses").all(passage.tokens, max(sentence[0], here[0] - 1), here[0])
    if name is None or any(kind == "own" for kind, _, _ in led):
        return None  # "a woman and her two sons drowned"
    name = max([name, *(each.last for each in _units(passage, here[1], name) if each.name == "responders")])
    units = _units(passage, here[1], name)
    if any(each.name not in {"responders", "other"} for each in units):
        return None
    if any(each.name == "other" for each in units) and not _ends_as_persons(passage, units, name):
        return None
    responders = bool(units) and units[-1].name == "responders"
    terms = _BEFALLEN if responders else _FALLEN
    verbs = [
        each
        for each in passage.within(passage.terms, max(sentence[0], here[0] - _LONGEST_NAME), sentence[1])
        if each.name in terms and each.kind == "verbs"
    ]
    helpers = lexicon().words("clauses", "helpers")
    said_of = any(
        each.last <= here[0] <= each.last + _TO_FIGURE  # "killed 12 teachers"
        or (each.first >= name and helpers.issuperset(passage.tokens.words[name : each.first]))
        for each in verbs
    )
    return (here[1], name) if said_of else None


def _ends_as_persons(passage: Passage, units: list[Mention], end: int) -> bool:
    """Whether the last word is of none of the units and ends as words for persons do: "community leaders"."""
    return max(each.last for each in units) < end and PERSONS.search(passage.tokens.words[end - 1]) is not None


def _units(passage: Passage, first: int, last: int) -> list[Mention]:
    return [each for each in passage.within(passage.units, first, last) if not each.kind]


def _name_behind(passage: Passage, after: int, last: int) -> int | None:
    """The word behind the words right after a figure that may name people; none where no word does."""
    words, small = passage.tokens.words, small_words(lexicon())
    terms, end = lexicon().finder("terms"), after
    while (
        end < min(after + _LONGEST_NAME, last)
        and words[end].isalpha()
        and words[end] not in small
        and not terms.at(passage.tokens, end)
    ):
        end += 1
    return end if end > after else None
