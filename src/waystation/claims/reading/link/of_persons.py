"""Figures that tell of one person and her family, and count nobody: "Hauwa, 31, fled with her six children"."""

from __future__ import annotations

import re

from waystation.claims.reading.figures import Figure
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.place_words import led_words, no_names

__all__ = ["of_one_person"]

_NAMED = re.compile(r"(?P<before>(?:\w+[ ,]+)?)\b(?P<name>[A-ZÀ-Þ][a-zà-ÿ][\w’'-]*), \Z")
_AGED = re.compile(r", (?=[a-zà-ÿ])")
_OLDEST, _LARGEST_FAMILY = 110, 14
_LOOK_BACK, _LONGEST = 40, 4


def of_one_person(passage: Passage, figure: Figure, here: tuple[int, int]) -> bool:
    """Whether a figure is the age of a person who is named, or counts the children of one person.

    Parameters
    ----------
    passage : the report
    figure : the figure
    here : numbers of its first word and of the word after it
    """
    if figure.low is None or figure.low != figure.high:
        return False
    return _is_age(passage.text, figure) or _is_family(passage, figure, here)


def _is_age(text: str, figure: Figure) -> bool:
    """Whether a name and a comma stand before, and a comma and a small letter behind; not "in Renk, 31, all men"."""
    if not text[figure.start : figure.end].isdigit() or (figure.low or 0) > _OLDEST:
        return False
    named = _NAMED.search(text, max(0, figure.start - _LOOK_BACK), figure.start)
    if named is None or not _AGED.match(text, figure.end):
        return False
    led = {each.casefold() for each in re.findall(r"\w+", named["before"])}
    return named["name"].casefold() not in no_names(lexicon()) and led.isdisjoint(led_words(lexicon()))


def _is_family(passage: Passage, figure: Figure, here: tuple[int, int]) -> bool:
    """Whether a small number of children has a word such as "her" before it."""
    if (figure.low or 0) > _LARGEST_FAMILY:
        return False
    children = any(each.name == "children" for each in passage.within(passage.units, here[1], here[1] + 2))
    led = lexicon().finder("clauses").all(passage.tokens, max(0, here[0] - _LONGEST), here[0])
    return children and any(name == "own" and last == here[0] for name, _, last in led)
