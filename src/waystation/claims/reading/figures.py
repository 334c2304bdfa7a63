"""Figures in a text: digits in all styles and number words, with where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from waystation.claims.reading.lexicon import lexicon

__all__ = ["Figure", "find_figures", "qualifier_before", "spelled"]

MOST = 200_000_000
"""No more people than this can be meant (vocabulary.toml); longer runs of digits are identity numbers."""


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


_DIGITS = (
    r"\d+,\d{1,2}(?=\s*mill)|\d{1,3}(?:,\s?\d{3})+(?!\d)|\d{1,3}(?:\.\d{3})+(?![\d])"
    r"|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:\.\d+)?"
)
# "200-300" is a range; what follows a year, a leading nought or another hyphen is a date or a telephone number.
_NOT_BEFORE = re.compile(
    r"(?:[$€£#]|\d[.,:/]|\b(?:19|20)\d\d-|-\d+-|\+\d[\d-]*-|\b0\d*-|[A-Z]-?|\bmagnitude\s|\bof\s+age\s)\Z"
)
_NOT_AFTER = re.compile(r"\s?%|,\d{1,2}(?!\d)|:\d|/\d|\d|-(?:year|day|magnitude|km)|(?:st|nd|rd|th)\b")
# "Several hundred" is no hundred: a bare multiplier gives no figure.
_NO_FIGURE = {"a", "an", "k", "m", "hundred", "thousand", "million", "dozen", "cent", "mille"}
_CLOCK = re.compile(r"0\d")
_SIGNS = {">": "more than", "<": "less than", "~": "about", "≈": "about", "≥": "at least", "≤": "up to"}
_JOIN = re.compile(r"\s*(?:-|–|to|and|or|a|y|et)\s*", re.IGNORECASE)


@cache
def _number() -> re.Pattern[str]:
    words = lexicon()
    plain = "|".join(sorted((*words.numbers, *words.multipliers), key=len, reverse=True))
    many = "|".join(sorted(words.multipliers, key=len, reverse=True))
    # "Nine hundred and twenty" is one figure, "three and four thousand" are two.
    after_many = "|".join(rf"(?<={each})" for each in words.multipliers)
    spelled = rf"(?<![\w-])(?:{plain})(?:(?:[\s-]+|(?:{after_many})\s+and\s+)(?:{plain}))*(?![\w-])"
    return re.compile(rf"(?P<digits>{_DIGITS})(?P<many>[\s-]?(?:{many})s?(?!\w))?|(?P<words>{spelled})", re.IGNORECASE)


def spelled(text: str) -> float:
    """The value of number words, such as "nine hundred and twenty-one"."""
    words, total, part = lexicon(), 0.0, 0.0
    for word in re.findall(r"\w+", text.casefold()):
        if word in words.numbers:
            part += words.numbers[word]
        elif word in words.multipliers:
            many = words.multipliers[word]
            part = max(part, 1) * many
            if many >= 1000:
                total, part = total + part, 0.0
    return total + part


def _value(found: re.Match[str]) -> float:
    if found["words"]:
        return spelled(found["words"])
    digits = found["digits"]
    grouped = re.fullmatch(r"\d{1,3}(?:[,.\s]\s?\d{3})+", digits)
    value = float(re.sub(r"[,.\s]", "", digits) if grouped else digits.replace(",", "."))
    many = (found["many"] or "").strip(" \n-").casefold()
    table = lexicon().multipliers
    return value * (table.get(many) or table.get(many.removesuffix("s"), 1))


def _is_date(text: str, found: re.Match[str], value: float) -> bool:
    """Whether it is the day or the year of a date, not a count."""
    if found["words"] or found["many"] or not found["digits"].isdigit():
        return False
    months = lexicon().months
    after, before = text[found.end() : found.end() + 14], text[max(0, found.start() - 14) : found.start()]
    near = months.match(after.lstrip()) or re.search(rf"(?:{months.pattern})\.?\s*$", before, re.IGNORECASE)
    if value <= 31 and (near or re.match(r"\s*(?:and|to|-|–)\s*\d{1,2}\s*" + months.pattern, after, re.IGNORECASE)):
        return True
    if not (1900 <= value <= 2100 and len(found["digits"]) == 4):
        return False
    span = re.search(r"\b(\d{3,4})\s*[-–]\s*$", before)
    if span and float(span[1]) < 1900:
        return False
    counted = any(each.match(after.lstrip()) for kind, each in lexicon().units.items() if kind != "other")
    return not counted


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    before, after = text[max(0, found.start() - 12) : found.start()], text[found.end() : found.end() + 12]
    if _NOT_BEFORE.search(before) or _NOT_AFTER.match(after):
        return False
    # Words run together in copies of printed pages ("least140,000"), but M23 and B52 are names.
    glued = before[-1:].isalpha()
    return not (glued and found["digits"] and not re.search(r"[,.\s]", found["digits"]))


def qualifier_before(before: str) -> str:
    """The qualifier that stands right before a figure, by its longest wording: "no more than" is not "more than"."""
    sign = _SIGNS.get(before.rstrip()[-1:])
    if sign:
        return sign
    found = [
        (len(match.group()), name) for name, words in lexicon().qualifiers.items() if (match := words.search(before))
    ]
    return max(found)[1] if found else "exact"


def find_figures(text: str) -> list[Figure]:
    """All figures of a text that may be counts, in the order they stand.

    Dates, clock times, ordinals, money, percentages and parts of names are left out.

    Parameters
    ----------
    text : the report

    Examples
    --------
    >>> [(each.low, each.high, each.qualifier) for each in find_figures("about 2.5 million; 200-300; at least 40k")]
    [(2500000.0, 2500000.0, 'about'), (200.0, 300.0, 'range'), (40000.0, None, 'at least')]
    """
    kept: list[tuple[float, re.Match[str]]] = []
    for found in _number().finditer(text):
        if found["words"] and found["words"].casefold() in _NO_FIGURE:
            continue
        if found["digits"] and (len(found["digits"]) > 15 or _CLOCK.match(found["digits"])):
            continue
        value = _value(found)
        if 0 < value <= MOST and _stands_alone(text, found) and not _is_date(text, found, value):
            kept.append((value, found))
    return _joined(text, kept)


def _shared(last: re.Match[str], low: float, high: float) -> float:
    """The factor that "three" lacks in "three to four thousand"."""
    table = lexicon().multipliers
    many = last["many"] or (last["words"] or "").split()[-1:] or [""]
    word = (many if isinstance(many, str) else many[0]).strip(" -").casefold()
    factor = float(table.get(word, table.get(word.removesuffix("s"), 1)))
    return factor if low < factor and low * factor < high else 1.0


def _joined(text: str, kept: list[tuple[float, re.Match[str]]]) -> list[Figure]:
    """Two figures with a range word between them made one."""
    figures: list[Figure] = []
    at = 0
    while at < len(kept):
        value, found = kept[at]
        before = text[max(0, found.start() - 24) : found.start()]
        if at + 1 < len(kept) and _JOIN.fullmatch(text[found.end() : kept[at + 1][1].start()]):
            other, last = kept[at + 1]
            low = value * _shared(last, value, other)
            if low < other and (re.search(r"\b(?:between|from|entre)\s*$", before, re.I) or low * 5 > other):
                figures.append(Figure(low, other, "range", found.start(), last.end()))
                at += 2
                continue
        word = qualifier_before(before)
        low_end = None if word in {"up to", "less than"} else value
        high_end = None if word in {"at least", "more than"} else value
        figures.append(Figure(low_end, high_end, word, found.start(), found.end()))
        at += 1
    return figures
