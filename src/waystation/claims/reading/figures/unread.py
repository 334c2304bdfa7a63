"""The numbers of a text that a reader would take for counts and that were not read: listed, never dropped unseen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from waystation.claims.reading.figures.find import find_numbers

__all__ = ["Unread", "numbers_not_read"]


class Unread(NamedTuple):
    """A number that became no claim."""

    words: str
    start: int
    end: int


def numbers_not_read(text: str, read: Iterable[tuple[int, int]]) -> list[Unread]:
    read = list(read)
    return [
        Unread(text[each.number.start : each.number.end], each.number.start, each.number.end)
        for each in find_numbers(text)
        if not each.why and not any(s < each.number.end and each.number.start < e for s, e in read)
    ]
