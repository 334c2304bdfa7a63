"""Words for what is counted that stand before their figure: "Families: 2,610", "(women 566, men 301)"."""

from __future__ import annotations

import re

from waystation.claims.reading.counts import FAMILIES
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.passage import Mention, Passage

__all__ = ["labels_another", "labels_item", "leads_pair", "line_label"]

_PAIRS = ([":"], ["="])
_WA = "و"
_LONGEST = 7
_DASHES = frozenset("-–")
_OPENS_ITEM, _CLOSES_ITEM = frozenset("([,;:،؛"), frozenset(")],;.،؛")
_BARE_FIGURE = re.compile(r" \d[\d.,]*(?=[,;] |\.?(?:\n|$))")  # "arrived 580, left 35"
_BESIDE_FIGURE, _OPENS_PAIR = re.compile(r" [~≈]?\d"), frozenset(",;:(-–—|/")


def line_label(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> Mention | None:
    """The unit in the few words that open a sentence or a line and lead to a figure with a colon."""
    first, words = sentence[0], passage.tokens.words
    while first < here[0] and not words[first][0].isalpha():
        first += 1  # the bullet or the number of an item
    words = words[first : here[0]]
    if (
        words[-1:] != [":"]
        or len(words) > _LONGEST
        or not all(word[0].isalnum() or word in _DASHES for word in words[:-1])
    ):
        return None
    # "Families of 5 or more: 300"; behind another count the line is no label.
    if any(len(passage.tokens.words[each.first]) > 1 for each in passage.within(passage.figures_at, first, here[0])):
        return None
    named = [
        each
        for each in passage.within(passage.units, first, here[0])
        if not each.kind and (each.name != "other" or (each.last == here[0] - 1 and not _is_time(passage, each, first)))
    ]
    # "Departures by truck: 352"
    means = lexicon().words("clauses", "by_means")
    named = [each for each in named if passage.tokens.words[each.first - 1] not in means]
    named.sort(key=lambda each: (each.first, each.name == "people"))  # "children" are people too
    head = named[0] if named else None
    for each in named[1:]:
        # "IDP families" and "family plots" end with what they count, "familias desplazadas" begin with it.
        if head is not None and each.first == head.last and not (each.name == "people" and head.name in FAMILIES):
            head = each
    return head


def _is_time(passage: Passage, each: Mention, opens: int) -> bool:
    """Whether a word is one of time or of a measure: "Arrivals of the day: 41", "Came in after 6 pm: 88"."""
    words = passage.tokens.words
    numbered = each.first > opens and words[each.first - 1][0].isdigit()
    return numbered or words[each.first][0].isdigit() or words[each.first] in lexicon().values("dates.lengths")[1]


def labels_item(passage: Passage, each: Mention, figure: tuple[int, int]) -> bool:
    """Whether a word and a figure behind it are an item of a list of such pairs: "(women 566, men: 301)"."""
    words = passage.tokens.words
    last = each.last + (words[each.last : each.last + 1] in _PAIRS)
    if last != figure[0] or each.first == 0:
        return False
    opens, closes = words[each.first - 1], words[figure[1]] if figure[1] < len(words) else "."
    ands = lexicon().words("clauses", "and")
    opened = opens in _OPENS_ITEM or (opens in ands and each.first > 1 and words[each.first - 2][0].isdigit())
    # In Arabic "and" is written together with the next word.
    opened = opened or (opens[0].isdigit() and words[each.first][0] == _WA)
    return opened and (closes in _CLOSES_ITEM or closes in ands or closes[0] == _WA)


def labels_another(passage: Passage, each: Mention) -> bool:
    """Whether a word behind a figure is the label of the next one: in "1,204 (women 566" 1,204 are no women."""
    words = passage.tokens.words
    at = each.last + (words[each.last : each.last + 1] in _PAIRS)
    return at < len(words) and words[at][0].isdigit() and labels_item(passage, each, (at, at + 1))


def leads_pair(passage: Passage, each: Mention) -> bool:
    """Whether a wording stands right before its figure, and nothing but a comma, a dash or the like before it.

    Parameters
    ----------
    passage : the report
    each : a noun ("deaths 12"), or a verb whose figure has no word behind it ("arrived 580, left 35")
    """
    text, tokens = passage.text, passage.tokens
    figure = _BESIDE_FIGURE if each.kind == "nouns" else _BARE_FIGURE if each.kind == "verbs" else None
    if figure is None or not figure.match(text, tokens.ends[each.last - 1]):
        return False
    before = text[max(0, tokens.starts[each.first] - 2) : tokens.starts[each.first]].strip(" ")
    return not before or before[-1] in _OPENS_PAIR or before[-1] == "\n"
