"""A number as it grows piece by piece: what each digit, word and "and" adds to what stands before it.

Words add by their size ("twenty" "five"), "hundred" and "thousand" multiply what stands before them, "half" and
"quarter" are parts of the word after them, and each language joins the rest with its own small words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from waystation.claims.reading.figures.digits import SPACE, digits_value
from waystation.claims.reading.figures.number_words import PARTS, NumberWords, Piece

__all__ = ["GrowingNumber", "goes_on", "near", "take_piece"]

_ARABIC = re.compile("[\u0621-\u064a]")
_GAP = re.compile(rf"[{SPACE}\t\u200f\u200e]*\n?[{SPACE}\t]*-?")
_COMMA = re.compile(r",\s")
_OF_WHOM = re.compile(r"\s+(?:of\s+(?:them|these|those|whom|the)|d['’]entre|منهم|منها)\b")
_OF_THEM = re.compile(r"\s+(?:of|were|are|was|had|have)\b")
_THOUSAND = 1_000


class GrowingNumber:
    """A number as it grows from left to right."""

    def __init__(self) -> None:
        self.total = 0.0  # what thousands and millions have closed
        self.last = 0.0  # the smallest of them
        self.largest = 0.0
        self.part: float | None = None  # what stands behind them so far
        self.room = 0.0  # a further word has to be smaller
        self.many = 1.0
        self.digits = ""
        self.in_digits = False
        self.end = -1
        self.two = False  # whether a second number was taken into it

    @property
    def value(self) -> float:
        return self.total + (self.part or 0.0)

    @property
    def empty(self) -> bool:
        return self.part is None and not self.total


def _room(value: float) -> float:
    """How large a word may be that adds to a value: "twenty" leaves room for one digit."""
    if value % 100 in {60.0, 80.0}:
        return 20.0  # soixante-dix, quatre-vingt-dix
    for step in (100.0, 10.0):
        if value % step == 0:
            return step
    return 0.0


def near(text: str, left: Piece, right: Piece) -> bool:
    """Whether two pieces stand side by side, with at most a blank, a line's end or a hyphen between them."""
    return right.glued or _GAP.fullmatch(text, left.end, right.start) is not None


def goes_on(text: str, pieces: Sequence[Piece], at: int, grown: GrowingNumber) -> bool:
    """Whether a number goes on behind a comma: "four thousand, seven hundred", not "..., two hundred of them"."""
    left, right = pieces[at - 1], pieces[at]
    if not (grown.part is None and grown.last >= _THOUSAND and not grown.digits and "word" in right.kinds):
        return False
    if not _COMMA.fullmatch(text, left.end, right.start):
        return False
    ahead, hundred = at + 1, False
    while ahead < len(pieces) and near(text, pieces[ahead - 1], pieces[ahead]):
        hundred = hundred or "many" in pieces[ahead].kinds
        ahead += 1
    return hundred and not _OF_THEM.match(text, pieces[ahead - 1].end)


def take_piece(text: str, pieces: Sequence[Piece], at: int, grown: GrowingNumber, words: NumberWords) -> int:
    """Take the next piece into the number; how many pieces were used, 0 if it does not belong."""
    piece = pieces[at]
    kinds = piece.kinds
    if "digits" in piece.kinds:
        return _take_digits(text, pieces, at, grown)
    if "two" in kinds and grown.part is None and not (grown.total and grown.last <= piece.value):
        grown.total, grown.last, grown.many = grown.total + 2 * piece.value, piece.value, piece.value
        grown.largest = max(grown.largest, piece.value)
        return 1
    if "many" in kinds or ("after" in kinds and grown.in_digits):
        return _take_many(piece, grown, words)
    if "part" in kinds and (used := _take_part(text, pieces, at, grown)):
        return used
    # "8k forty" are two numbers, "8 thousand forty" may be one.
    shortened = at > 1 and "after" in pieces[at - 1].kinds and pieces[at - 1].start == pieces[at - 2].end
    if "word" in kinds and not shortened and _take_word(piece, grown):
        return 1
    # "un" and "una" stand for one inside a number; before a word they are the article.
    if "unit" in kinds and grown.room > 1:
        return int(_take_word(piece, grown))
    if "article" in kinds and grown.empty:
        return _take_article(text, pieces, at, grown, words)
    if "join" in kinds and not grown.empty:
        return _take_join(text, pieces, at, grown)
    return 0


def _take_digits(text: str, pieces: Sequence[Piece], at: int, grown: GrowingNumber) -> int:
    piece, factor = pieces[at], 1.0
    if not grown.empty and pieces[at - 1].end == piece.start and {"many", "after"} & pieces[at - 1].kinds:
        return 0  # "45 m2"
    if at + 1 < len(pieces) and near(text, piece, pieces[at + 1]) and {"many", "after"} & pieces[at + 1].kinds:
        factor = pieces[at + 1].value
    value = digits_value(piece.text, factor)
    if grown.part is not None or (grown.total and (value >= grown.last or grown.last < _THOUSAND)):
        return 0
    if grown.total and (factor == grown.last or not _same_number(text, pieces, at)):
        return 0  # "8k 3k" are two numbers
    grown.part, grown.room, grown.in_digits = value, 0.0, True
    grown.digits = grown.digits or piece.text
    return 1


def _same_number(text: str, pieces: Sequence[Piece], at: int) -> bool:
    """Whether digits behind "thousand" go on with its number: on the same line, "5 тис 766"."""
    before = pieces[at - 1]
    return "\n" not in text[before.end : pieces[at].start]


def _take_many(piece: Piece, grown: GrowingNumber, words: NumberWords) -> int:
    many = piece.value
    if grown.empty:
        if not piece.bare:
            return 0
        grown.part = 1.0
    if many < _THOUSAND:
        if grown.part is None:
            if not (piece.bare and grown.total):
                return 0
            grown.part = 1.0
        if grown.part >= 100 or (grown.part % 1 and not grown.in_digits):
            return 0
        grown.part *= many
        grown.room, grown.many, grown.in_digits = (100.0 if many == 100 else 0.0), many, False
        return 1
    if grown.part is None:
        if grown.total and many > grown.last:
            grown.total, grown.last, grown.many = grown.total * many, many, many
            return 1
        if not (grown.total and piece.bare):
            return 0
        grown.part = 1.0
    grown.two = grown.two or (grown.total > 0 and many <= grown.largest and many >= grown.last)
    grown.largest = max(grown.largest, many)
    if grown.total and many >= grown.last:
        # "two thousand million"
        grown.total, grown.part = (grown.total + grown.part) * many, None
    elif (
        words.spare_thousand
        and many == _THOUSAND
        and grown.in_digits
        and grown.part >= _THOUSAND
        and _ARABIC.match(piece.text)
    ):
        grown.total, grown.part = grown.total + grown.part, None  # "37184 thousand" as Arabic news writes 37,184
    else:
        grown.total, grown.part = grown.total + grown.part * many, None
    grown.last, grown.many, grown.in_digits, grown.room = many, many, False, 0.0
    return 1


def _take_word(piece: Piece, grown: GrowingNumber) -> bool:
    value = piece.value
    unit = (grown.part or 0.0) % 10
    if grown.part is None:
        if grown.total and value >= grown.last:
            return False
        grown.part = value
    elif grown.in_digits:
        return False
    elif value == 10 and 0 < grown.part % 100 < 10 and piece.text.startswith("عشر"):
        grown.part += value  # fifteen is said "five ten"
    elif value < grown.room and value >= 1:
        grown.part += value
    else:
        return False
    # Where the unit stands before its ten, as in Arabic, no other can follow.
    grown.room = _room(value) if value >= 10 and not (unit and value < 100) else 0.0
    return True


def _take_part(text: str, pieces: Sequence[Piece], at: int, grown: GrowingNumber) -> int:
    """ "half a million", "three quarters of a million", "2½ million", "quart de million"."""
    piece, ahead = pieces[at], at + 1
    share = piece.value * (grown.part or 1.0)
    if grown.total:
        return 0
    if grown.part is not None and pieces[at].text in PARTS:
        share = grown.part + piece.value
    elif grown.part is not None and (grown.in_digits or grown.part > 3):
        return 0
    while ahead < len(pieces) and ahead - at < 4 and near(text, pieces[ahead - 1], pieces[ahead]):
        kinds = pieces[ahead].kinds
        if kinds & {"many", "two"} and pieces[ahead].value >= 12:
            grown.part, grown.total = None, share * pieces[ahead].value
            grown.last = grown.many = pieces[ahead].value
            if share % 1:
                grown.last = 0.0  # nothing adds to half a million
            return ahead - at + 1
        if not kinds & {"article", "of", "unit"}:
            return 0
        ahead += 1
    return 0


def _take_article(text: str, pieces: Sequence[Piece], at: int, grown: GrowingNumber, words: NumberWords) -> int:
    """ "a million", "a quarter of a million"; an article alone is not a number."""
    if at + 1 >= len(pieces) or not near(text, pieces[at], pieces[at + 1]):
        return 0
    kinds = pieces[at + 1].kinds
    if "many" in kinds:
        grown.part = 1.0
        used = _take_many(pieces[at + 1], grown, words)
        if not used:
            grown.part = None
        return 1 + used if used else 0
    if "part" in kinds:
        used = _take_part(text, pieces, at + 1, grown)
        return used + 1 if used else 0
    return 0


def _take_join(text: str, pieces: Sequence[Piece], at: int, grown: GrowingNumber) -> int:
    """ "and": before the rest of a number, before "a half", or the border to the next number."""
    if at + 1 >= len(pieces) or not near(text, pieces[at], pieces[at + 1]):
        return 0
    join, after = pieces[at].text, pieces[at + 1]
    ahead = at + 1
    if "article" in after.kinds and ahead + 1 < len(pieces) and "part" in pieces[ahead + 1].kinds:
        ahead += 1
    part = pieces[ahead]
    if "part" in part.kinds:
        if join == "and" and ahead == at + 1 and part.text not in PARTS:
            return 0  # "two thousand and half of them"
        return _and_a_half(text, pieces, at, ahead, grown)
    if "digits" in after.kinds:
        return int(
            grown.part is None
            and join in {"و", "e"}
            and grown.last >= _THOUSAND
            and digits_value(after.text) < grown.last
        )
    if {"word", "unit"} & after.kinds:
        return int(_joins(text, pieces, at, grown))
    if "many" in after.kinds and after.bare and join in {"و", "e"}:
        return int(after.value < (grown.last or 0))
    if "two" in after.kinds:
        return int(after.value < (grown.last or 0))
    return 0


def _joins(text: str, pieces: Sequence[Piece], at: int, grown: GrowingNumber) -> bool:
    """Whether the number word behind an "and" goes on with the number before it."""
    join, after = pieces[at].text, pieces[at + 1]
    if grown.in_digits:
        return False
    multiplier = _multiplier_after(text, pieces, at + 1)
    if multiplier == 100 and grown.part is not None:
        return False  # "two hundred and three hundred"
    if join == "and":
        # "nine hundred and twenty" is one number, "thirty and forty" are two
        closed = "many" in pieces[at - 1].kinds and (grown.part is None or grown.room > after.value)
        return closed and after.value < 100 and (grown.many == 100 or multiplier == 0)
    if join == "et" and grown.part is not None and after.value not in {1.0, 11.0}:
        return False  # "soixante et onze"; "six cents et treize" are two
    if join == "y" and grown.part is not None and (grown.part % 100 not in range(30, 100, 10) or after.value >= 10):
        return False  # "treinta y dos"; "quinientos y dos" are two
    if (
        join == "و"
        and grown.part is not None
        and grown.part % 100 < 10
        and 20 <= after.value < 100
        and after.value % 10 == 0
    ):
        grown.room = 100.0  # "five and twenty"
        return True
    if grown.part is None:
        goes_on = after.value < grown.last and join in {"و", "e", "y", "et"}
        return goes_on and multiplier < grown.last
    return join in {"و", "e", "y", "et"} and after.value < grown.room


def _multiplier_after(text: str, pieces: Sequence[Piece], at: int) -> float:
    """The largest multiplier behind a word, or 0: it makes two numbers of "two thousand and three thousand"."""
    ahead, largest = at + 1, 0.0
    while ahead < len(pieces) and near(text, pieces[ahead - 1], pieces[ahead]):
        piece = pieces[ahead]
        if not piece.kinds & {"many", "two", "word"}:
            break
        if piece.kinds & {"many", "two"}:
            largest = max(largest, piece.value)
        ahead += 1
    return largest


def _and_a_half(text: str, pieces: Sequence[Piece], at: int, ahead: int, grown: GrowingNumber) -> int:
    """ "two and a half thousand", "a million and a half", "dos millones y medio"."""
    share = pieces[ahead].value
    after = ahead + 1
    many = after < len(pieces) and near(text, pieces[ahead], pieces[after]) and "many" in pieces[after].kinds
    while after < len(pieces) and not many and after - ahead < 2 and "of" in pieces[after].kinds:
        after += 1
        many = after < len(pieces) and near(text, pieces[after - 1], pieces[after]) and "many" in pieces[after].kinds
    if grown.part is not None and many and share < 1:
        grown.part += share
        return after - at
    if grown.part is None and grown.last >= _THOUSAND:
        if many:
            after += 1  # "a million and a half of the million", as Arabic says it
        if _OF_WHOM.match(text, pieces[ahead].end) and not many:
            return 0
        grown.total += share * grown.last
        grown.last = 0.0
        return after - at if many else ahead - at + 1
    return 0
