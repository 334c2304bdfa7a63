"""A report that corrects itself: "Correction: 7,150, not 7,450"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.passage import Passage

__all__ = ["mark_corrected"]

_CORRECTED = "corrected"
_LONGEST_LEAD = 3


def mark_corrected(passage: Passage, drawn: Sequence[Drawn]) -> None:
    """Tie each figure that the report takes back to the one that it gives instead; the former is not counted.

    Parameters
    ----------
    passage : the report
    drawn : its claims in the order they stand; those taken back are changed, those before them that say the same too
    """
    if not lexicon().finder("corrections").all(passage.tokens):
        return
    for former, right in pairwise(drawn):
        if _led_by(passage, right, "right") and _alike(former, right) and _beside(passage, former, right):
            # "It should read 7,150": what the former figure was said of, however the sentence puts it.
            right.exclusion_reason = former.exclusion_reason
            _as_first_said(right, former)
            former.exclusion_reason, former.instead, former.total = _CORRECTED, right, None
    for _, group in groupby(drawn, key=lambda each: each.sentence):
        together = list(group)
        for former, instead in _pairs(passage, together):
            said = [each for each in drawn if each.counted.figure.start < together[0].counted.figure.start]
            first = next((each for each in reversed(said) if _same(each, former)), None)
            if first is not None:
                _as_first_said(instead, first)
                _as_first_said(former, first)
            former.term, former.when, former.whole = instead.term, instead.when, instead.whole
            former.spot, former.source = former.spot or instead.spot, former.source or instead.source
            for each in drawn:
                said_before = each.counted.figure.start < together[0].counted.figure.start and _same(each, former)
                if each is former or said_before:
                    each.exclusion_reason, each.instead, each.total = _CORRECTED, instead, None


def _as_first_said(each: Drawn, first: Drawn) -> None:
    """What a correction leaves unsaid is as where the figure it takes back was first told, not as in between."""
    own = {name for name, way in each.ways.items() if way == "own"}
    if "term" not in own:
        each.term = first.term
    if "place" not in own:
        each.spot = first.spot
    if "days" not in own:
        each.when, each.whole = first.when, first.whole


def _pairs(passage: Passage, together: Sequence[Drawn]) -> list[tuple[Drawn, Drawn]]:
    """The figures of a sentence that are taken back, each with the one given instead."""
    out = list[tuple[Drawn, Drawn]]()
    for at, each in enumerate(together):
        for name in ("instead", "former"):
            if len(together) > 1 and _led_by(passage, each, name):
                other = together[at - 1] if at else together[1]
                if name == "former" and at + 1 < len(together) and _to(passage, together[at + 1]):
                    other = together[at + 1]
                if _alike(each, other):
                    out.append((each, other))
                break
    if not out and len(together) == 2 and _alike(*together) and _announced(passage, together[0].sentence):
        first, second = together
        if _to(passage, second):
            # "The figure was corrected from 7,450 to 7,150."
            out.append((first, second))
    return out


def _beside(passage: Passage, former: Drawn, right: Drawn) -> bool:
    """Whether two figures stand in one sentence, or in two of a paragraph that follow one another."""
    if former.sentence == right.sentence:
        return True
    between = passage.text[former.sentence[1] : right.sentence[0]]
    return not between.strip(" .!;") and former.sentence[1] <= right.sentence[0]


def _to(passage: Passage, each: Drawn) -> bool:
    """Whether a word such as "to" leads to a figure."""
    return passage.tokens.words[_words(passage, each)[0] - 1] in lexicon().words("dates", "to")


def _announced(passage: Passage, sentence: tuple[int, int]) -> bool:
    finder = lexicon().finder("corrections")
    return any(name == "marker" for name, _, _ in finder.all(passage.tokens, *passage.tokens.span(*sentence)))


def _led_by(passage: Passage, each: Drawn, name: str) -> bool:
    figure, finder = _words(passage, each)[0], lexicon().finder("corrections")
    small = lexicon().words("speakers", "articles") | lexicon().words("qualifiers", "about")
    return any(
        found == name and all(word in small for word in passage.tokens.words[last:figure])
        for at in range(max(0, figure - _LONGEST_LEAD), figure)
        for found, last in finder.at(passage.tokens, at, figure)
    )


def _words(passage: Passage, each: Drawn) -> tuple[int, int]:
    return passage.words(each.counted.figure.start, each.counted.figure.end)


def _alike(one: Drawn, other: Drawn) -> bool:
    return one.unit == other.unit and one.per == other.per


def _same(one: Drawn, other: Drawn) -> bool:
    a, b = one.counted.figure, other.counted.figure
    return (a.low, a.high) == (b.low, b.high) and _alike(one, other)
