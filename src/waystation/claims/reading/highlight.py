"""A claim's sentence in pieces, each with the fields that its words gave: what screens and pages mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from waystation.claims.reading.read import Reading

__all__ = ["Piece", "pieces", "sentence_pieces"]


@dataclass(frozen=True)
class Piece:
    """Words of a text, and the fields of a claim that were read from them.

    Parameters
    ----------
    words : as they stand
    fields : such as ("figure",) or ("unit", "place"); empty for words that gave none
    """

    words: str
    fields: tuple[str, ...] = ()


def pieces(text: str, start: int, end: int, spans: Mapping[str, tuple[int, int]]) -> list[Piece]:
    """A part of a text cut where fields begin and end; together the pieces are that part again.

    Parameters
    ----------
    text : the report
    start, end : offsets of the part
    spans : fields with the offsets of their words; what lies outside the part is left out

    Examples
    --------
    >>> pieces("About 300 people fled.", 0, 22, {"figure": (6, 9), "unit": (10, 16)})[1:4]
    [Piece(words='300', fields=('figure',)), Piece(words=' ', fields=()), Piece(words='people', fields=('unit',))]
    """
    inside = {name: (max(low, start), min(high, end)) for name, (low, high) in spans.items()}
    inside = {name: span for name, span in inside.items() if span[0] < span[1]}
    cuts = sorted({start, end, *(edge for span in inside.values() for edge in span)})
    return [
        Piece(text[low:high], tuple(name for name, span in inside.items() if span[0] <= low and high <= span[1]))
        for low, high in pairwise(cuts)
    ]


def sentence_pieces(text: str, reading: Reading) -> list[Piece]:
    """The sentence that a claim was read from, in pieces; blanks at line ends made one.

    Parameters
    ----------
    text : the report
    reading : a claim read from it
    """
    start, end = reading.claim.excerpt_start, reading.claim.excerpt_end
    if start is None or end is None:
        return [Piece("(sentence withheld: it may name a person)", ())]
    return [
        Piece(" ".join(each.words.replace("\n", " ").split(" ")), each.fields)
        for each in pieces(text, start, end, reading.spans)
    ]
