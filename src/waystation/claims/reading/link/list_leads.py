"""Lists of names with figures, and the line above them that says what they count: "Arrivals today:", "Goris: 310"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Item", "items"]

_BULLET = r"[ \t•*–-]*(?:\d{1,2}[.)][ \t])?"
_NAME = r"[^\W\d_][^\d\n.!?;]{0,40}?"
_ITEM = re.compile(rf"{_BULLET}{_NAME}[ \t:–(-]+\d[^\n!?;]{{0,60}}(?=\n|\Z)")
# "- 1,350 people to Renk" below "They were taken to:"
_FIGURED = re.compile(r"[ \t]*[•*–-][ \t]+(?:[^\W\d_]+ ){0,2}\d[^\n!?]{0,100}(?=\n|\Z)")
_EMPTY = re.compile(rf"{_BULLET}{_NAME}[ \t]*[:–][ \t]*[^\s\d][^\d\n]{{0,24}}(?=\n|\Z)")
_LINE = re.compile(r"[^\n]+")
_ENDS = (".", "!", "?", ";", ",")
_LONGEST = 100
_DIGIT = re.compile(r"\d")
# "As of 6 p.m. on 5 May:", "con corte a las 18:00": an hour counts nothing.
_CLOCK = re.compile(
    r"\b\d{1,2}(?:[:h]\d{2}\b|(?:[:.]\d{2})?\s*(?:[ap]\.?\s?m\b|h(?:rs|ours|oras|eures)?\b))", re.IGNORECASE
)


class Item(NamedTuple):
    """An item of a list.

    Parameters
    ----------
    start : offset of its line
    lead : offsets of the line that leads to the list
    first : offset of the first item of the list
    """

    start: int
    lead: tuple[int, int]
    first: int


def items(text: str, dated: Sequence[tuple[int, int]]) -> list[Item]:
    """The items of all lists that a line without figures leads to, in the order they stand.

    Parameters
    ----------
    text : the report
    dated : offsets of the words that name its days, which are no figures

    Examples
    --------
    >>> [each.lead for each in items("Arrivals today:\\n- Goris: 310\\n- Sisian: none\\n- Kapan: 95", [])]
    [(0, 15), (0, 15)]
    """
    out = list[Item]()
    if "\n" not in text:
        return out
    lead: tuple[int, int] | None = None
    first, reach = -1, 0
    for line in _LINE.finditer(text):
        start, end = line.span()
        bare = line.group().rstrip(" \t\r*_")
        gap, reach = text.count("\n", reach, start), end
        if gap > 2 or (gap == 2 and first >= 0):
            lead, first = None, -1
        if not bare.strip():
            continue
        led = lead is not None and text[lead[0] : lead[1]].rstrip(" \t\r*_").endswith(":")
        listed = _ITEM.match(text, start) or (led and _FIGURED.match(text, start))
        if listed and _counts(text, start, end, dated):
            if lead is not None:
                first = start if first < 0 else first
                out.append(Item(start, lead, first))
        elif not (first >= 0 and _EMPTY.match(text, start)):
            heads = end - start <= _LONGEST and not bare.endswith(_ENDS) and not _counts(text, start, end, dated)
            lead, first = (start, end) if heads else None, -1
    return out


def _counts(text: str, start: int, end: int, dated: Sequence[tuple[int, int]]) -> bool:
    """Whether figures that are no days and no hours stand in a line."""
    timed = [each.span() for each in _CLOCK.finditer(text, start, end)]
    return any(
        not any(first <= found.start() < last for first, last in (*dated, *timed))
        for found in _DIGIT.finditer(text, start, end)
    )
