"""Places told apart before any weights: of rows, of figures in brackets, and those where people are bound for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.lexicon import COUNTS_NOBODY, lexicon
from waystation.claims.reading.link.hosts import GUESTS
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.list_items import opens_item
from waystation.claims.reading.whereabouts import Spot

__all__ = [
    "begins_parts",
    "is_row_of",
    "of_a_part",
    "onward",
    "place_of_row",
    "without_those_of_parts",
    "without_where_they_are_from",
]

_BEHIND_PART, _OPENS_CLAUSE, _CLAUSE_OF_PART = 6, 4, 14
_RELATIVE = frozenset({"who", "whom", "which", "where", "qui", "que", "où", "quien", "quienes", "donde"})
_ROW_NAME = re.compile(r"[ \t•*–-]*(?:\(?\d{1,2}[.)][ \t]+)?([^\W\d_][^\d\n:;,.]{1,40}?)[ \t:–-]+$")


def is_row_of(text: str, spot: Spot, figure: int) -> bool:
    """Whether a figure is that of a place right before it, one of several in lines or in pairs."""
    if spot.in_speaker or spot.end > figure or text[spot.end : figure].strip(" \t:–-"):
        return False
    return opens_item(text, spot.start, spot.end)


def place_of_row(passage: Passage, figure: int, before: Drawn | None) -> Spot | None:
    """The words that open a row as its place, where the row above opens with a place: "Old bridge 95" below it."""
    text = passage.text
    first = text.rfind("\n", 0, figure) + 1
    above = text.rfind("\n", 0, max(first - 1, 0)) + 1
    spot = before.spot if before is not None else None
    if spot is None or before is None or not above <= spot.start < before.counted.figure.start < first:
        return None
    found, over = _ROW_NAME.match(text, first, figure), _ROW_NAME.match(text, above, before.counted.figure.start)
    if found is None or over is None or over.span(1) != (spot.start, spot.end):
        return None
    words = passage.tokens.span(*found.span(1))
    known = any(passage.within(each, *words) for each in (passage.units, passage.terms))
    known = known or bool(lexicon().finder("parts").all(passage.tokens, *words))
    return None if known else Spot(found[1], *found.span(1), "there", None, "name")


def without_those_of_parts(
    passage: Passage, here: tuple[int, int], sentence: tuple[int, int], named: list[tuple[tuple[int, int], Spot]]
) -> list[tuple[tuple[int, int], Spot]]:
    """The places that no figures in brackets have for themselves: "540 people (300 from Goris, 240 from Sisian)".

    So it is of "52,000 people: Goris (44,000), Sisian (8,000)", but not of the one place in "Goris (44,000)", and
    of "52,000 people, including 44,000 in Goris".
    """
    borders, words = passage.borders, passage.tokens.words
    named = [each for each in named if not of_a_part(passage, here, each[0])]
    if borders.inside(here[0]) or not named:
        return named
    counted = {
        borders.opened[each.first]
        for each in passage.within(passage.figures_at, *sentence)
        if borders.inside(each.first) and not COUNTS_NOBODY & set(passage.units_at(each.last))
    }
    within = [each for each in named if borders.inside(each[0][0]) and borders.opened[each[0][0]] in counted]
    before = [
        each
        for each in named
        if words[each[0][1] : each[0][1] + 1] == ["("] and borders.opened[each[0][1] + 1] in counted
    ]
    apart = [*within, *(before if len(before) > 1 else [])]
    return [each for each in named if each not in apart]


def begins_parts(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> int:
    """Number of the colon behind which parts of a figure stand, else of the word after its sentence.

    So it is of "some 6,190 arrived: 2,870 via Goris and 1,640 via Kapan": those places are the parts'.
    """
    words, borders = passage.tokens.words, passage.borders
    colon = next((at for at in range(here[1], sentence[1]) if words[at] == ":"), sentence[1])
    several = len(passage.within(passage.figures_at, colon, sentence[1])) > 1
    return colon if several and not borders.inside(here[0]) else sentence[1]


def of_a_part(passage: Passage, here: tuple[int, int], place: tuple[int, int]) -> bool:
    """Whether a place or a day follows a part of what is counted: "Goris" of "52,000, including 44,000 in Goris".

    Parameters
    ----------
    passage : the report
    here : numbers of the first word of what is counted and of the word after it
    place : the same of the place or day
    """
    if place[0] <= here[1] or passage.borders.figures[place[0]] == passage.borders.figures[here[1]]:
        return False
    openers = [
        end for name, _, end in lexicon().finder("parts").all(passage.tokens, here[1], place[0]) if name == "including"
    ]
    parts = passage.within(passage.figures_at, openers[0], place[0]) if openers else ()
    if not parts:
        return False
    opening = passage.tokens.words[parts[-1].last : min(parts[-1].last + _OPENS_CLAUSE, place[0])]
    if not _RELATIVE.isdisjoint(opening) and place[0] - parts[-1].last <= _CLAUSE_OF_PART:
        return True  # "including 44,000 who came since 3 May"
    if place[0] - parts[-1].last > _BEHIND_PART:
        return False
    # "12,000, including 300 children, arrived in Goris": the verb is of the whole.
    return all(each.kind != "verbs" for each in passage.within(passage.terms, parts[-1].last, place[0]))


def without_where_they_are_from(
    passage: Passage, drawn: Drawn, named: list[tuple[tuple[int, int], Spot]]
) -> list[tuple[tuple[int, int], Spot]]:
    """Without the place right behind people who are in another one: "Cameroon hosts 900 refugees from Bria"."""
    if drawn.term[0] not in GUESTS or len(named) < 2 or drawn.counted.end <= drawn.counted.start:
        return named
    unit = passage.words(drawn.counted.start, drawn.counted.end)[1]
    leads, articles = lexicon().words("sites", "from_there"), lexicon().words("speakers", "articles")

    def from_there(there: tuple[int, int]) -> bool:
        between = passage.tokens.words[unit : there[0]]
        return " ".join(between) in leads or " ".join(word for word in between if word not in articles) in leads

    elsewhere = [each for each in named if not (each[0][0] > unit and from_there(each[0]))]
    return elsewhere or named


def onward(
    passage: Passage, drawn: Drawn, named: Sequence[tuple[tuple[int, int], Spot]]
) -> list[tuple[tuple[int, int], Spot]]:
    """Where those who go are bound for, if where from stands right behind the verb: "left Goris for Sisian"."""
    if drawn.term[2] <= drawn.term[1]:
        return []
    verb = passage.words(*drawn.term[1:])[1]
    return [
        (bound, to)
        for (left, place), (bound, to) in pairwise(named)
        if (place.role, to.role) == ("origin", "destination") and 0 <= left[0] - verb <= 2 and bound[0] - left[1] <= 2
    ]
