"""Words for what is counted that stand before their figure: "Families: 2,610", "(women 566, men 301)"."""

from __future__ import annotations

from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.passage import Mention, Passage

__all__ = ["labels", "labels_another", "labels_item"]

_PAIRS = ([":"], ["="])
_WA = "و"
_OPENS_ITEM, _CLOSES_ITEM = frozenset("([,;:،؛"), frozenset(")],;.،؛")


def labels(passage: Passage, each: Mention, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether a word opens a sentence or a line and leads to a figure with a colon."""
    return each.first == sentence[0] and passage.tokens.words[each.last : here[0]] == [":"]


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
