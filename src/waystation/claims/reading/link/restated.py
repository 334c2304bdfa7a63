"""A group counted twice: "14,923 individuals (7,388 households)", "1.5 million (1,454,377)"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from waystation.claims.reading.counts import FAMILIES, Counted
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.figures import Figure
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.moments import Moments
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.whereabouts import Spot

__all__ = ["before_brackets", "counted_again", "restates"]

_PEOPLE = frozenset({"people", "persons", "individuals"})
_FARTHEST = 6
_UNIT = 3
_SMALLEST_FAMILY, _LARGEST_FAMILY = 1.2, 15.0
_ROUNDED = 0.1


def restates(
    passage: Passage, count: Counted, before: Drawn, sentence: tuple[int, int], spots: Sequence[Spot], moments: Moments,
    index: int,
) -> bool:  # fmt: skip
    """Whether a figure counts the group of the figure before it once more, in families for people or exactly.

    Of 70 such pairs in passages of real reports all agreed in what happened, where, when and who says so.

    Parameters
    ----------
    passage : the report
    count : the figure with its unit
    before : the claim before it
    sentence : numbers of its sentence's first word and of the word after it
    spots : the places that the sentence names
    moments : the days that the report names
    index : number of its sentence
    """
    first = before.counted
    start, end = max(first.end, first.figure.end), count.figure.start
    ends, begins = passage.tokens.at(start - 1) + 1, passage.words(count.figure.start, count.figure.end)[0]
    if first.figure.start < passage.sentences[index][0] or not 0 <= begins - ends <= _FARTHEST:
        return False
    gap = passage.tokens.words[ends:begins]
    if not gap or (gap[0] in {",", ";", "|"} and gap[1:2] != ["("] and not _rephrased(gap[1:])):
        return False
    if {first.unit, count.unit} & FAMILIES and {first.unit, count.unit} & _PEOPLE:
        families, people = (first, count) if first.unit in FAMILIES else (count, first)
        size = _value(people) / max(_value(families), 1.0)
        alike = _SMALLEST_FAMILY <= size <= _LARGEST_FAMILY and not set(gap) & lexicon().words("clauses", "and")
    else:
        # "Half a million people (553,916)": the same number, exactly.
        exactly = (
            gap == ["("] and count.end == count.start and passage.text[count.figure.end : count.figure.end + 1] == ")"
        )
        alike = exactly and abs(_value(count) - _value(first)) <= _ROUNDED * _value(first)
    return alike and not (
        passage.within(passage.terms, ends, begins)
        or any(start <= each.start < end for each in spots)
        or any(ends <= each.words[0] < begins for each in moments.of_sentence(index))
        or lexicon().finder("parts").all(passage.tokens, ends, begins)
    )


def counted_again(passage: Passage, figures: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The figures alone in brackets behind another figure and its unit: "182 households (910 people)".

    Parameters
    ----------
    passage : the report
    figures : numbers of the words of the figures of a sentence, in order
    """
    words, out = passage.tokens.words, set[tuple[int, int]]()
    for before, each in pairwise(figures):
        opens = passage.led(each)[0] - 1
        if opens < before[1] or words[opens] != "(" or opens - before[1] > _UNIT:
            continue
        close = next((at for at in range(each[1], min(each[1] + _UNIT + 1, len(words))) if words[at] == ")"), None)
        if close is None or not passage.within(passage.units, before[1], opens):
            continue
        if passage.within(passage.units, each[1], close) or close == each[1]:
            out.add(each)
    return out


def before_brackets(text: str, drawn: Sequence[Drawn], figure: Figure) -> Drawn | None:
    """The claim before a figure: behind "312 people (61 families)" the people, as the families stand aside.

    Parameters
    ----------
    text : the report
    drawn : the claims before the figure
    figure : the figure
    """
    last = drawn[-1] if drawn else None
    if last is None or len(drawn) < 2 or last.unit not in FAMILIES:
        return last
    people = drawn[-2]
    if people.unit not in _PEOPLE or people.sentence != last.sentence:
        return last
    led = text[max(people.counted.end, people.counted.figure.end) : last.counted.figure.start]
    behind = text[max(last.counted.end, last.counted.figure.end) : figure.start]
    aside = led.rpartition("(")
    return people if aside[1] and ")" not in aside[2] and behind.lstrip().startswith(")") else last


def _rephrased(words: Sequence[str]) -> bool:
    """Whether words lead to the same thing said otherwise: "or about", "that is"."""
    return any(" ".join(words[:size]) in lexicon().words("clauses", "or") for size in (1, 2, 3))


def _value(count: Counted) -> float:
    return count.figure.high or count.figure.low or 0.0
