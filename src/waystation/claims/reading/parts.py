"""Which total a figure is part of: "3,000 people, including around 200 children"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from waystation.claims.reading.counts import THINGS, Counted
from waystation.claims.reading.wording import phrases

__all__ = ["carries_on", "total_of"]

_NEAR = 200
_OPENING = 40
_LOOK_BACK = 60
_OF_THEM = re.compile(
    r"\s+(?:\w+\s+)?(?:of\s+(?:them|whom|these|those|the\s+(?:dead|newcomers|wounded|injured|\w+s))|d[’']entre\s+eu?ll?e?s|de\s+ell[oa]s)\b",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"\W*of\s+the\s+(\d[\d,.]*?)\b[:,]?\s", re.IGNORECASE)
_OF_FIGURE = re.compile(r"\s+(?:\w+\s+)?(?:of|de)\s+(?:the|las|los|les)\s+(?=\d)", re.IGNORECASE)


def total_of(
    text: str, counted: Counted, sentence: tuple[int, int], earlier: Sequence[Counted], parts: dict[int, int]
) -> Counted | None:
    """The total that a figure is part of, among the figures read before it; None if it stands for itself.

    Parameters
    ----------
    text : the report
    counted : the figure
    sentence : offsets of its sentence
    earlier : the figures before it, in the order they stand
    parts : for each earlier part, the offset of its figure and of its total's
    """
    figure, earlier = counted.figure, earlier[-_LOOK_BACK:]
    if counted.base is not None:
        value = counted.base.high or counted.base.low
        same = [each for each in earlier if each.figure == counted.base or value in (each.figure.low, each.figure.high)]
        return same[-1] if same else None
    after = text[max(counted.end, figure.end) : sentence[1]]
    opened = _OF_ALL.match(text, sentence[0], figure.start)
    if opened and _people(counted):
        words = opened[1].replace(",", "") if opened[1] else ""
        same = [
            each for each in earlier if words and text[each.figure.start : each.figure.end].replace(",", "") == words
        ]
        if same:
            return same[-1]
    named = _OF_FIGURE.match(text, figure.end) or _OF_FIGURE.match(after)
    if named:
        same = [
            each
            for each in earlier
            if text.startswith(text[each.figure.start : each.figure.end], _after(text, counted, named))
        ]
        if same:
            return same[-1]
    near = [each for each in earlier if figure.start - each.figure.end < _NEAR and _people(each)]
    if not near or not _people(counted):
        return None
    start = max(sentence[0], near[-1].figure.end)
    led = phrases("parts")["including"].search(text, start, figure.start)
    following = _OF_THEM.match(text, figure.end) or _OF_THEM.match(text, counted.end)
    if led or following:
        return _whole(near, parts)
    last = near[-1]
    if (
        last.figure.start in parts
        and _listed(text[max(last.end, last.figure.end) : figure.start])
        and last.figure.start >= sentence[0]
    ):
        return next((each for each in earlier if each.figure.start == parts[last.figure.start]), None)
    return _itemised(text, figure.start, sentence, near)


def _after(text: str, counted: Counted, named: re.Match[str]) -> int:
    return named.end() if named.string is text else max(counted.end, counted.figure.end) + named.end()


def _people(each: Counted) -> bool:
    return each.unit not in THINGS


def _whole(near: Sequence[Counted], parts: dict[int, int]) -> Counted:
    """The latest figure that is no part itself, or else the latest."""
    wholes = [each for each in near if each.figure.start not in parts]
    return wholes[-1] if wholes else near[-1]


def _listed(between: str) -> bool:
    """Whether only a list's words stand between two parts."""
    return len(between.split()) <= 12 and not re.search(r"[.;:]\s", between)


def _itemised(text: str, at: int, sentence: tuple[int, int], near: Sequence[Counted]) -> Counted | None:
    """A total with a colon before its parts: "52,000 arrived: 21,000 in Zakho, ..."."""
    last = near[-1]
    if last.figure.start < sentence[0]:
        return None
    colon = re.search(r"^[^()]*:\s", text[last.figure.end : at])
    return last if colon and len(text[last.figure.end + colon.end() : at].split()) <= 3 else None


def carries_on(text: str, start: int, sentence: tuple[int, int]) -> bool:
    """Whether a sentence goes on with what the one before said: "A further 58 were injured"."""
    opening = min(start, sentence[0] + _OPENING)
    return any(phrases("parts")[each].search(text, sentence[0], opening) for each in ("continuing", "including"))
