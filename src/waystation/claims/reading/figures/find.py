"""The figures of a text that may be counts, and why the other numbers are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from waystation.claims.reading.figures.not_counts import why_not_a_count
from waystation.claims.reading.figures.number_words import fold
from waystation.claims.reading.figures.plain import plain_text
from waystation.claims.reading.figures.sums import Number, ends_of_a_range, numbers_in
from waystation.claims.reading.lexicon import Lexicon, folded, languages, languages_of, lexicon
from waystation.claims.reading.lexicon.languages import tables

__all__ = ["Figure", "Found", "find_figures", "find_numbers", "qualifier_before", "ratios"]


@dataclass(frozen=True)
class Figure:
    """A figure as written.

    Parameters
    ----------
    low, high : its ends, None where the wording leaves one open; equal where one figure was given
    qualifier : as in the claims' vocabulary
    start, end : offsets in the text of the figure's own characters
    """

    low: float | None
    high: float | None
    qualifier: str
    start: int
    end: int


class Found(NamedTuple):
    """A number of a text, and why it is not a count: empty where it may be one."""

    number: Number
    why: str


_SIGNS = {">": "more than", "<": "less than", "~": "about", "≈": "about", "≥": "at least", "≤": "up to"}
_JOIN = re.compile(r"\s*(?:-|–|—|to|and|or|a|à|y|o|et|ou|e|и|или|до|і|та|або|إلى|الى|و|او|أو)\s*", re.IGNORECASE)
# "Between 200 and 300" is a range; "200 and 300" are two counts.
_AND = frozenset({"and", "y", "et", "e", "и", "і", "та", "و"})
_CHANGED = re.compile(
    r"\b(?:rose|risen|rising|increas\w+|grew|grown|up|jumped|climbed|fell|fallen|dropped|decreas\w+|down|gone|went|passed?"
    r"|correct\w+|revis\w+|adjust\w+|corrig\w+|révisé\w*|corregid\w+|passant|passé\w*|pasó|aumentó|subió|passou|subiu|выросло|зросла|зросло)"
    r"\b[^.;\d]*\b(?:from|de|от|с|від|з)\s+$",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s*[-–]\s*")
_BETWEEN = re.compile(r"(?:\b(?:between|from|entre|de|от|между|від|між|з)|(?:ما )?بين|من)\s*$", re.IGNORECASE)
_BETWEEN_TWO = re.compile(r"(?:\b(?:between|entre|між|между)|بين)\s*$", re.IGNORECASE)
_AND_ANOTHER = re.compile(r"\s*(?:and|y|et|e|и|і|та)\s|\s*و")
_LETTERS = re.compile(r"[^\W\d_]+")
_LOOK_BACK = 32
_MOST_NUMBERS = 10_000
"""More numbers of one text are not looked at, so that endless rows of them end; far fewer figures are read."""


def find_numbers(text: str) -> list[Found]:
    """The numbers of a text in the order they stand, the first 10,000 of them, each with why it is not a count.

    Parameters
    ----------
    text : the report

    Examples
    --------
    >>> [(each.number.value, each.why) for each in find_numbers("On May 4, 350 people, 12% of them ill, left site 3.")]
    [(4.0, 'date'), (350.0, ''), (12.0, 'percentage'), (3.0, 'name')]
    """
    return list(_all_numbers(text))


@lru_cache(maxsize=8)
def _all_numbers(text: str) -> tuple[Found, ...]:
    """The same, kept for the few times that one text is asked for: its figures, its ratios, what was not read."""
    plain = plain_text(text)
    chosen = languages_of(plain) or languages()
    numbers = numbers_in(plain, chosen)
    numbers = [part for each in numbers[:_MOST_NUMBERS] for part in _ends(plain, each, chosen) or _apart(plain, each)]
    found = list[Found]()
    for at, number in enumerate(numbers):
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        before = numbers[at - 1] if at else None
        found.append(Found(number, why_not_a_count(plain, number, before, following, chosen)))
    return tuple(found)


def ratios(text: str) -> list[tuple[int, int, float]]:
    """The ratios of a text ("two out of three"): offsets and share.

    Examples
    --------
    >>> ratios("Two out of three of them left")
    [(0, 16, 0.6666666666666666)]
    """
    found = find_numbers(text)
    return [
        (one.number.start, other.number.end, one.number.value / other.number.value)
        for one, other in pairwise(found)
        if one.why == other.why == "ratio" and one.number.value < other.number.value
    ]


# A blank that does not break a line is written within one number.
_SPACED = re.compile(r"(\d{1,3}) (\d{3}(?:[.,' \u00a0\u2009\u202f]\d{3})*)")
_MINUTES, _DAYS = 60, 31
_HOUR = re.compile(r"(?<![\d:])[0-2]?\d[:h]$")
_WITH_ARTICLE = frozenset({"du", "au", "aux", "del", "al", "do", "da", "no", "na", "ao"})
"""Prepositions that hold an article, in French, Spanish and Portuguese."""
_ITS_NUMBER = re.compile(
    r"(?:\b([^\W\d_]+)\s+)?\b(?:day|gate|site|school|camp|phase|block|zone|sector|update|round|group|week|room|aged|age)\s+$",
    re.IGNORECASE,
)


def _apart(text: str, number: Number) -> list[Number]:
    """The two numbers that a blank joined by mistake: "on May 4 350 people", "day 3 450 people", "10:30 450 people"."""
    parts = _SPACED.fullmatch(number.digits) if number.end - number.start == len(number.digits) else None
    if parts is None:
        return [number]
    before = text[max(0, number.start - _LOOK_BACK) : number.start]
    hour = len(parts[1]) == 2 and int(parts[1]) < _MINUTES and _HOUR.search(before) is not None
    # "7 097" is one number: nobody writes 097.
    label = _ITS_NUMBER.search(before)
    # "At the site 1 250 people", "population du camp 53 500": an article leads to a thing that needs no number.
    leads = lexicon().words("speakers", "articles") | _WITH_ARTICLE
    numbered = label is not None and fold(label[1] or "") not in leads
    named = parts[2][0] != "0" and (numbered or _is_day(before, int(parts[1])))
    if not (hour or named):
        return [number]
    middle = number.start + len(parts[1])
    return [
        Number(float(parts[1]), number.start, middle, parts[1], 1.0),
        Number(float(re.sub(r"\D", "", parts[2])), middle + 1, number.end, parts[2], 1.0),
    ]


def _ends(text: str, number: Number, chosen: tuple[str, ...]) -> list[Number]:
    """Both ends of a range that were read as one number, as only one stands behind "between"."""
    before = text[max(0, number.start - _LOOK_BACK) : number.start]
    if number.digits or not _BETWEEN_TWO.search(before) or _AND_ANOTHER.match(text, number.end):
        return []
    return ends_of_a_range(text, number, chosen)


def _is_day(before: str, value: int) -> bool:
    """Whether a number is a day behind its month, in a language that writes it there: "on May 4 350 people"."""
    if value > _DAYS or not _month_before_day(lexicon()):
        return False
    return re.search(rf"(?:{lexicon().months.pattern})\.?\s*$", before, re.IGNORECASE) is not None


@cache
def _month_before_day(words: Lexicon) -> bool:
    return any(tables(each)["language"].get("month_before_day", False) for each in words.languages)


def qualifier_before(before: str) -> str:
    """The qualifier that stands right before a figure, by its longest wording: "no more than" is not "more than"."""
    sign = _SIGNS.get(before.rstrip()[-1:])
    if sign:
        return sign
    ends, last = _last_of_qualifiers(lexicon()), _LETTERS.findall(folded(before))[-2:]
    arabic = bool(last) and last[-1][0] > "\u0600"
    found = [
        (len(match.group()), name)
        for name, words in lexicon().qualifiers.items()
        if (arabic or not ends[name].isdisjoint(last)) and (match := words.search(before))
    ]
    return max(found)[1] if found else "exact"


@cache
def _last_of_qualifiers(words: Lexicon) -> dict[str, frozenset[str]]:
    """The last word of each wording of each qualifier: most figures have none of them before them."""
    return {
        name: frozenset(each[-1] for each in (_LETTERS.findall(folded(one)) for one in known) if each)
        for name, known in words.lists("qualifiers").items()
    }


def find_figures(text: str) -> list[Figure]:
    """All figures of a text that may be counts, in the order they stand.

    Numbers in digits of every script and in the words of the languages that have a lexicon; fractions
    ("half a million"), lakh and crore, ranges ("10-15,000"). Dates, clock times, ordinals, money, percentages,
    ages, ratios ("one in five") and the numbers of sites and days are left out: `find_numbers` tells which.

    Parameters
    ----------
    text : the report

    Examples
    --------
    >>> [(each.low, each.high, each.qualifier) for each in find_figures("about 2.5 million; 200-300; at least 40k")]
    [(2500000.0, 2500000.0, 'about'), (200.0, 300.0, 'range'), (40000.0, None, 'at least')]
    """
    plain = plain_text(text)
    kept = [each.number for each in find_numbers(text) if not each.why]
    figures: list[Figure] = []
    at = 0
    while at < len(kept):
        number = kept[at]
        before = plain[max(0, number.start - _LOOK_BACK) : number.start]
        if at + 1 < len(kept) and (low := _range(plain, before, number, kept[at + 1])) is not None:
            figures.append(Figure(low, kept[at + 1].value, "range", number.start, kept[at + 1].end))
            at += 2
            continue
        word = qualifier_before(before)
        low_end = None if word in {"up to", "less than"} else number.value
        high_end = None if word in {"at least", "more than"} else number.value
        figures.append(Figure(low_end, high_end, word, number.start, number.end))
        at += 1
    return figures


def _range(text: str, before: str, number: Number, other: Number) -> float | None:
    """The lower end if two numbers are the ends of a range: "10-15,000", "three to four thousand"."""
    between = text[number.end : other.start]
    if len(between) > 12 or not _JOIN.fullmatch(between):
        return None
    low = number.value * _shared(
        number, other, dashed=bool(_DASH.fullmatch(between)) or between.strip().casefold() in {"to", "or", "à", "o"}
    )
    led = _BETWEEN.search(before)
    if _CHANGED.search(before) or (between.strip().casefold() in _AND and not led):
        return None
    if low < other.value and (led or low * 5 > other.value):
        return low
    return None


def _shared(number: Number, other: Number, *, dashed: bool) -> float:
    """The factor that the first number lacks: "three to four thousand", "10-15,000"."""
    if number.many > 1:
        return 1.0
    if other.many > 1 and number.value < other.many and number.value * other.many < other.value:
        return other.many
    first = re.match(r"(\d{1,3})[,.]000$", other.digits)
    if dashed and first and number.digits == f"{number.value:.0f}" and number.value < int(first[1]):
        return 1_000.0
    return 1.0
