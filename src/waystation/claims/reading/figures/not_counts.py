"""Why a number counts nobody: a date, a clock time, money, a measure, a percentage, an age, a ratio, a name."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from waystation.claims.reading.figures.money_and_measures import (
    has_letter_of_measure,
    measure_after,
    money_after,
    money_before,
)
from waystation.claims.reading.figures.number_words import fold
from waystation.claims.reading.figures.sums import Number
from waystation.claims.reading.lexicon import COUNTS_NOBODY, Lexicon, lexicon, pattern
from waystation.claims.reading.lexicon.languages import tables

__all__ = ["why_not_a_count"]

MOST = 200_000_000
"""No more people than this can be meant (vocabulary.toml); longer runs of digits are identity numbers."""

_MOST_DIGITS = 15
_LOOK = 40
# What follows a year, a leading zero or another hyphen is a date or a telephone number; "M23" is a name.
_CODE_BEFORE = re.compile(
    r"(?:\d[.,:/]|\b(?:19|20)\d\d-|-\d+-|\+\d[\d-]*-|(?<![\d.,'’])\b0\d*-|(?<![A-Za-z])[A-Z]{1,3}-?|[/#№@_])\Z"
)
_TELEPHONE = re.compile(r"(?<![\d.,:/])0\d*[ .-](?:\d{2,4}[ .-])*\Z")
_ACRONYM, _FEW = re.compile(r"(?<!\w)[A-Z]{2,6}\s\Z"), 10
"""A phase or a resolution: "IPC 4"."""
_CODE_AFTER = re.compile(r",\d{1,2}(?!\d)|/\d|-(?:day|km|magnitude)\b|[A-Z]\d|_|@")
_ITEM_OPENS, _ITEM_CLOSES = re.compile(r"(?:\A|\n)[ \t]*\(?\Z"), re.compile(r"[.)][ \t]+\S")
_LIST_LOOK = 400
"""Signs within which the item before or behind one of a list begins."""
_CLOCK_BEFORE = re.compile(r"(?<![\d:])[0-2]?\d[:h]\Z")
_CLOCK_AFTER = re.compile(r":\d\d|\s?h\d\d\b|\s?[ap]\.?m\b|\s?o'clock", re.IGNORECASE)
_UNDER = re.compile(r"(?:\d|\b(?:children|girls|boys|women|men|people|kids))\s+(?:under|over)\s\Z", re.IGNORECASE)
_ENDS_LABEL = frozenset(":=")
_RANGE = re.compile(r"\s?[-–]\s?|\s(?:to|and|à|a|et|y|e)\s")
_OLD_AFTER = re.compile(r"-year", re.IGNORECASE)
_OF_THE_MONTH = re.compile(
    r"\s*(?:[-–]|to|and|et|y|e|au|al|a|та|і|и|до|و|إلى|ـ)\s*\d{1,2}(?:er|º)?\s*(?:de\s+|من\s+|d['’])?", re.IGNORECASE
)
_TO_MONTH = re.compile(r"(?:er|º|°|-?го|-?е|st|nd|rd|th)?\s*(?:of\s+|de\s+|من\s+|d['’]\s?)?")
_OPENED = re.compile(r"(?<!\w)([^\W\d_]{3,12})\.?\s\d{1,2}\s?(?:[-–]|to|and)\s?\Z")
_THEN = re.compile(r",\s(?:[^\W\d_]+\s){0,3}")
_LETTER = re.compile(r"[^\W\d_]")
_GLUED_ARABIC = re.compile(r"[\u0621-\u064a\u0640]")
_LAST_OF_MONTH = 31
_OLDEST = 120
_MOST_IN_EACH = 100
_LARGEST_FAMILY = 12
_ROW = re.compile(r"[ \t]*(?:[-*•–·][ \t]*|\(?\d{1,2}[.)][ \t]+)?[^\W\d_][^\d\n:.,;]*[^\W\d_] [^\W\d_]+[ \t]\d+")
_MANY = 100
"""Few streets have so many gates: "North gate 310 arrivals" counts arrivals, "Gate 4 arrivals" does not."""


class _Words(NamedTuple):
    percent: re.Pattern[str]
    money: re.Pattern[str]
    ordinal: re.Pattern[str]
    labels: frozenset[str]
    ages: frozenset[str]
    sizes: re.Pattern[str]
    family: re.Pattern[str]
    per_household: re.Pattern[str]
    in_each: re.Pattern[str]
    one_in: re.Pattern[str]
    difference: re.Pattern[str]


def _either(wordings: list[str]) -> str:
    ordered = sorted({*wordings}, key=len, reverse=True)
    return "|".join(r"\s+".join(re.escape(word) for word in each.split()) for each in ordered) or r"(?!)"


@cache
def _words(languages: tuple[str, ...]) -> _Words:
    def of(name: str) -> list[str]:
        return [
            each for language in languages for each in tables(language)["figures"].get("not_counts", {}).get(name, ())
        ]

    def pattern(before: str, name: str, after: str) -> re.Pattern[str]:
        return re.compile(before + "(?:" + _either(of(name)) + ")" + after, re.IGNORECASE)

    return _Words(
        re.compile(rf"\s?[%٪]|[\s-]?(?:{_either(of('percent'))})(?!\w)", re.IGNORECASE),
        pattern(r"[\s-]?(?:us\s|u\.s\.\s|de\s|d['’])?", "money", r"(?!\w)"),
        pattern("", "ordinal", r"(?!\w)"),
        frozenset(map(fold, of("labels"))),
        frozenset(map(fold, of("ages"))),
        pattern(r"(?<!\w)", "sizes", r"\s+(?:about|some|around|nearly|over|more than|environ|unos|cerca de)?\s*\Z"),
        pattern(r"(?<!\w)", "size_of", r"(?:\s+[^\W\d_]+){0,5}\s*[:=]?\s*\Z"),
        _per_household(languages),
        pattern(r"\s+", "in_each", r"\s+(?:every\s+|chaque\s+)?\Z"),
        pattern(r"\b(?:one|une?|un[ao]|uma?)\s+(?:\w+\s+)?", "in_each", r"\s+(?:every\s+|chaque\s+)?\Z"),
        # "300 more than last week", "300 people more than on Sunday"; not "300, more than 500".
        pattern(r"\s+(?:[^\W\d_]+\s+)?", "difference", r"(?:\s+|(?<=['’]))(?!\w*\d)"),
    )


def _per_household(languages: tuple[str, ...]) -> re.Pattern[str]:
    """The end of a label of people in each household or shelter: "per family:", not "per day:"."""
    lengths = _either([*lexicon().values("dates.lengths")[1]])
    per = [each for language in languages for each in tables(language)["figures"].get("not_counts", {}).get("per", ())]
    return re.compile(rf"\s+(?:{_either(per)})\s+(?!(?:{lengths})(?!\w))[^\W\d_]+\s*[:=]\s*\Z", re.IGNORECASE)


def _shares_people(led: str, words: _Words) -> bool:
    """Whether a label gives the people in each household or shelter: "People per family: 5"."""
    ends = words.per_household.search(led) if led.rstrip()[-1:] in _ENDS_LABEL else None
    return ends is not None and lexicon().units["people"].match(led, led.rfind(" ", 0, ends.start()) + 1) is not None


def why_not_a_count(
    text: str, number: Number, before: Number | None, following: Number | None, languages: tuple[str, ...]
) -> str:
    """Why a number is not a count, in one or two words; empty where it may be one.

    Parameters
    ----------
    text : as from `plain_text`
    number : the number
    before, following : its neighbours, if it has any
    languages : codes of the languages of the text
    """
    words, value, start, end = _words(languages), number.value, number.start, number.end
    led, tail = text[max(0, start - _LOOK) : start], text[end : end + _LOOK]
    last = _last_words(led)
    plain = number.digits if len(number.digits) == end - start else ""
    if value <= 0 or value > MOST or sum(map(str.isdecimal, number.digits)) > _MOST_DIGITS:
        return "code"
    if plain.isdigit() and len(plain) == 2 and _CLOCK_BEFORE.search(led):
        return "clock time"
    if plain.isdigit() and len(plain) <= 2 and _ITEM_CLOSES.match(tail) and _is_item(text, start, int(plain)):
        return "item of a list"
    if plain and _code(led, tail, plain):
        return "code"
    if plain and not _people(tail) and (_TELEPHONE.search(led) or (value < _FEW and _ACRONYM.search(led))):
        return "code"
    if money_before(led) or words.money.match(tail) or money_after(tail, languages):
        return "money"
    if number.digits and _is_measure(text[start:end], tail, languages):
        return "other unit"
    if words.percent.match(tail) or (following and _shares_percent(text, number, following, words)):
        return "percentage"
    if plain.isdigit() and _is_date(number, led, last[0], tail):
        return "date"
    if (plain.isdigit() and len(plain) <= 2 and _CLOCK_AFTER.match(tail)) or (
        plain[:1] == "0" and plain[1:2].isdecimal()
    ):
        return "clock time"
    if plain.isdigit() and words.ordinal.match(tail):
        return "ordinal"
    if value <= _OLDEST and _UNDER.search(led) and not _people(tail):
        return "age"
    if value <= _OLDEST and (not words.ages.isdisjoint(last) or _OLD_AFTER.match(tail)) and not _people(tail):
        return "age"
    if (
        value <= _OLDEST
        and before
        and before.value < value
        and _to_age(text, before, number, words)
        and not _people(tail)
    ):
        return "age"
    if (before and _each(text, before, number, words)) or (following and _each(text, number, following, words)):
        return "ratio"
    if value <= _MOST_IN_EACH and led[-1:].isspace() and len(last) > 1 and words.one_in.search(led):
        return "ratio"
    if (
        plain.isdigit()
        and len(plain) <= 4
        and not words.labels.isdisjoint(last)
        and not (value > _LAST_OF_MONTH and last[0] in lexicon().values("dates.weekdays")[1])  # "et mardi 45"
        and not (_people(tail) or (value >= _MANY and _happened(tail)) or _ends_row(text, start, end))
    ):
        return "" if _is_site(last) else "name"
    a_site = plain.isdigit() and len(plain) <= 2 and last[0] in lexicon().words("sites", "words")
    if a_site and _leads_to_count(text, end, following):
        return "name"
    if words.difference.match(tail):
        return "difference"
    if (value <= _LARGEST_FAMILY and words.family.search(led)) or _shares_people(led, words):
        return "size of a family"
    return "size of a place" if value > _MOST_IN_EACH and words.sizes.search(led) else ""


def _is_measure(written: str, tail: str, languages: tuple[str, ...]) -> bool:
    """Whether a number is one of kilometres, kilograms and the like, and no people follow: not "300 т. человек"."""
    if has_letter_of_measure(written, tail):
        return not _people(tail)
    length = measure_after(tail, languages)
    return length > 0 and not _people(tail[length:])


def _is_item(text: str, start: int, value: int) -> bool:
    """Whether a number opens a line, and the line of the number before or behind it is there too: "2. Goris 310"."""
    before, behind = text[max(0, start - _LIST_LOOK) : start], text[start : start + _LIST_LOOK]
    if not _ITEM_OPENS.search(before):
        return False
    beside = ((value - 1, before), (value + 1, behind))
    return any(re.search(rf"(?:\A|\n)[ \t]*\(?{number}[.)][ \t]", where) for number, where in beside)


def _is_site(last: tuple[str, ...]) -> bool:
    """Whether an article makes a label the site itself: "at the crossing 40", but "crossing 40"."""
    if len(last) < 2 or last[0] not in lexicon().words("sites", "bare"):
        return False
    return last[1].split(" ")[0] in lexicon().words("speakers", "articles")


def _leads_to_count(text: str, end: int, following: Number | None) -> bool:
    """Whether a comma and another number that counts somebody follow: "au camp 4, environ 12 500 personnes"."""
    if following is None or following.start - end > _LOOK or not _THEN.fullmatch(text, end, following.start):
        return False
    return _people(text[following.end : following.end + _LOOK])


def _last_words(led: str) -> tuple[str, ...]:
    """The last word before a number, the last two and the last three, folded."""
    if not led[-1:].isspace():
        words = re.split(r"[\s-]+", led)[-3:] if led[-1:] in ".°№º-" else []
    else:
        words = led.split()[-3:]
    plain = [fold(word).strip('.,;:(«"“') if word[-1:] not in ",;:" else "" for word in words]
    return tuple(" ".join(plain[-size:]) for size in range(1, len(plain) + 1)) or ("",)


def _code(led: str, tail: str, plain: str) -> bool:
    last = led[-1:]
    if (not last.isspace() and _CODE_BEFORE.search(led)) or _CODE_AFTER.match(tail):
        return True
    # Words run together in copies of printed pages ("least140,000"), and Arabic prefixes; but M23 and B52 are names.
    return bool(_LETTER.match(last)) and not _GLUED_ARABIC.match(last) and not re.search(r"[,.\s]", plain)


def _shares_percent(text: str, number: Number, following: Number, words: _Words) -> bool:
    """The first of "20 to 30 per cent"."""
    between = text[number.end : following.start]
    return (
        len(between) < 8
        and re.fullmatch(r"\s*(?:-|–|to|and|à|a|y|et|or)\s*", between) is not None
        and bool(words.percent.match(text[following.end : following.end + 16]))
    )


def _people(tail: str) -> bool:
    """Whether the word behind a number says that it counts somebody."""
    rest = tail.lstrip()
    if rest == tail or not rest or "\n\n" in tail[: len(tail) - len(rest)]:
        return False
    return rest[0].isalpha() and _who(lexicon()).match(rest) is not None


@cache
def _who(words: Lexicon) -> re.Pattern[str]:
    """The words for what counts are of, all in one pattern."""
    return pattern(word for kind, each in words.lists("units").items() if kind not in COUNTS_NOBODY for word in each)


def _ends_row(text: str, start: int, end: int) -> bool:
    """Whether a number ends a line that opens with a name of several words, one of several: "- North gate 310"."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    if not _ROW.fullmatch(text, first, end) or text[end:last].strip(" \t.;,*"):
        return False
    before, behind = text[text.rfind("\n", 0, max(first - 1, 0)) + 1 : first], text[last : last + _LIST_LOOK]
    return any(_ROW.fullmatch(line.rstrip(" \t.;,*\n")) for line in (before, behind.lstrip("\n").split("\n")[0]))


def _happened(tail: str) -> bool:
    """Whether the word behind a number names those to whom something happened, and ends the line: "310 arrivals"."""
    line = tail.split("\n")[0]
    found = _events(lexicon()).match(line.lstrip()) if line[:1] == " " else None
    return found is not None and not re.search(r"[\d:]", line)


@cache
def _events(words: Lexicon) -> re.Pattern[str]:
    """The nouns for what happened and to whom, all in one pattern."""
    kinds = ("nouns", "people")
    return pattern(word for each in words.table("terms").values() for kind in kinds for word in each.get(kind, ()))


def _to_age(text: str, before: Number, number: Number, words: _Words) -> bool:
    """Whether a number is the second of a range of ages: "women aged 18-59"."""
    if not _RANGE.fullmatch(text, before.end, number.start):
        return False
    return not words.ages.isdisjoint(_last_words(text[max(0, before.start - _LOOK) : before.start]))


def _each(text: str, number: Number, of: Number, words: _Words) -> bool:
    """Whether two numbers are a ratio: "1 in 5", "two out of three"."""
    if of.value > _MOST_IN_EACH or number.value >= of.value or not 3 < of.start - number.end < 14:
        return False
    between = text[number.end : of.start]
    if not words.in_each.fullmatch(between):
        return False
    return number.value % 1 == 0 and not _people(text[number.end : number.end + _LOOK])


def _is_date(number: Number, led: str, last: str, tail: str) -> bool:
    """Whether it is the day or the year of a date, not a count."""
    value, months, of_day = number.value, lexicon().months, lexicon().months_of_days
    if value <= 31:
        after = _TO_MONTH.match(tail)
        if of_day.match(tail, after.end() if after else 0):
            return True
        if months.fullmatch(last) and not _people(tail):
            return True
        if tail[:1] == ":" and last and lexicon().values("dates.weekdays")[0].fullmatch(last):
            return True  # "Mon 6: 212 in"
        span = _OF_THE_MONTH.match(tail)
        if span and of_day.match(tail, span.end()):
            return True
        opened = _OPENED.search(led)
        if opened and months.fullmatch(opened[1]) and not _people(tail):
            return True
    if not (1900 <= value <= 2100 and len(number.digits) == 4):
        return False
    span_of_counts = re.search(r"\b(\d{3,4})\s*[-–]\s*$", led)
    if span_of_counts and float(span_of_counts[1]) < 1900:
        return False
    return not _people(tail)
