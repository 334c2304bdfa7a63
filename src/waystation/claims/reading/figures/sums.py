"""The numbers of a text, in digits and words.

A number is read from left to right as people say it, piece by piece. Where that gives one that nobody says, with the
same multiplier twice, two numbers were joined by an "and", and are parted again. The words of a language stand in its
file; the rules stand in `growing`. Tested against the library num2words, which writes numbers out in these languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import log10
from typing import NamedTuple

from waystation.claims.reading.figures.growing import GrowingNumber, goes_on, near, take_piece
from waystation.claims.reading.figures.number_words import NumberWords, Piece, number_words, pieces_of
from waystation.claims.reading.lexicon.languages import languages as all_languages

__all__ = ["Number", "ends_of_a_range", "numbers_in", "spelled"]

_MOST_PIECES = 24


class Number(NamedTuple):
    """A number as written.

    Parameters
    ----------
    value : what it is worth
    start, end : its offsets
    digits : the digits it holds, empty where it is all words
    many : the factor of its last multiplier, 1 if it has none
    """

    value: float
    start: int
    end: int
    digits: str
    many: float


def numbers_in(text: str, languages: tuple[str, ...]) -> list[Number]:
    """All numbers of a text in the order they stand, whatever they count.

    Parameters
    ----------
    text : as from `plain_text`
    languages : codes of those whose number words are to be known

    Examples
    --------
    >>> [number.value for number in numbers_in("half a million, two and a half thousand, 2 lakh, 1.5m", ("en",))]
    [500000.0, 2500.0, 200000.0, 1500000.0]
    >>> [number.value for number in numbers_in("1 million 814 mille 283 personnes", ("fr",))]
    [1814283.0]
    """
    words = number_words(languages)
    pieces, found, at = pieces_of(text, words), list[Number](), 0
    while at < len(pieces):
        number, used = _number(text, pieces, at, words)
        if number is not None:
            found.append(number)
        at += max(used, 1)
    return found


def _number(
    text: str, pieces: Sequence[Piece], first: int, words: NumberWords, *, may_be_two: bool = True
) -> tuple[Number | None, int]:
    """The number that begins at a piece, and how many pieces it takes; none where the piece begins no number."""
    grown, at, last = GrowingNumber(), first, None
    while at < len(pieces) and at - first < _MOST_PIECES:
        piece = pieces[at]
        if last is not None and not near(text, last, piece) and not goes_on(text, pieces, at, grown):
            break
        step = take_piece(text, pieces, at, grown, words)
        if grown.two and not may_be_two:
            return None, 1
        if grown.two and (split := _split(text, pieces[first : at + 1], words)):
            return split
        if step == 0:
            break
        at += step
        last = pieces[at - 1]
        if not grown.empty:
            grown.end = last.end
    if grown.empty or grown.end < 0:
        return None, 1
    value = grown.value
    if value % 1 and value >= 1_000 and not grown.in_digits:
        value = float(f"{value:.3g}")  # "a third of a million" is no 333,333 people
    return Number(round(value, 6), pieces[first].start, grown.end, grown.digits, grown.many), at - first


def _split(text: str, both: Sequence[Piece], words: NumberWords) -> tuple[Number, int] | None:
    """The first of two numbers that were taken for one, "five thousand and six hundred and nine thousand".

    They part at an "and": so that the second is the larger, and both are as round and as alike as the ends of a range.
    """
    best: tuple[bool, float, Number, int] | None = None
    for at in range(1, len(both) - 1):
        if "join" not in both[at].kinds or _five_and_twenty(both, at):
            continue
        left, used = _number(text, both[:at], 0, words, may_be_two=False)
        right, _ = _number(text, both, at + 1, words, may_be_two=False)
        if left is None or right is None or used < at or right.end < both[-1].end:
            continue
        if min(left.value, right.value) <= 0:
            continue
        unlike = abs(log10(right.value / left.value)) + _exactness(left.value) + _exactness(right.value)
        if best is None or (right.value <= left.value, unlike) < best[:2]:
            best = right.value <= left.value, unlike, left, at
    return best[2:] if best else None


def _five_and_twenty(pieces: Sequence[Piece], at: int) -> bool:
    """Whether an "and" stands within the tens of an Arabic number."""
    ten = pieces[at + 1].value
    return pieces[at].text == "و" and pieces[at - 1].value < 10 and 20 <= ten < 100 and ten % 10 == 0


def _exactness(value: float) -> int:
    """Digits of a number up to its last that is not 0."""
    return len(f"{value:.0f}".rstrip("0"))


def ends_of_a_range(text: str, number: Number, languages: tuple[str, ...]) -> list[Number]:
    """The two numbers that one behind "between" has to be: "between eight hundred and nine thousand"; else none.

    Parameters
    ----------
    text : as for `numbers_in`
    number : one of it
    languages : codes of those whose number words are to be known
    """
    words = number_words(languages)
    # By itself: the text before it may be long.
    written = text[number.start : number.end]
    pieces = pieces_of(written, words)
    split = _split(written, pieces, words)
    if split is None:
        return []
    low, used = split
    high, _ = _number(written, pieces, used + 1, words)
    if high is None or low.value >= high.value:
        return []
    return [each._replace(start=number.start + each.start, end=number.start + each.end) for each in (low, high)]


@lru_cache(maxsize=256)
def spelled(text: str, languages: tuple[str, ...] | None = None) -> float:
    """The value of number words, such as "nine hundred and twenty-one"; 0 where they are none.

    Examples
    --------
    >>> spelled("nine hundred and twenty-one"), spelled("dos mil quinientas")
    (921.0, 2500.0)
    """
    found = numbers_in(text, languages or all_languages())
    return found[0].value if found else 0.0
