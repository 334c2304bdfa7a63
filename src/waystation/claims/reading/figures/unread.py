"""What became of the numbers of a report that stand in no claim: not read, or left out with a reason."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from waystation.claims.personal import personal_spans
from waystation.claims.reading.calendars import other_calendar_days
from waystation.claims.reading.figures.find import find_numbers
from waystation.claims.reading.figures.plain import plain_text
from waystation.claims.reading.figures.sums import Number
from waystation.claims.reading.lexicon import COUNTS_NOBODY, Lexicon, Tokens, folded, languages_of, lexicon, name_of
from waystation.claims.reading.place_words import small_words
from waystation.claims.reading.sentences import MOST_CHARACTERS

__all__ = ["LeftOut", "Unread", "in_words", "language_name", "numbers_left_out", "numbers_not_read", "reasons_in_words"]

_FEWEST_WORDS = 15
_SMALL = 20
_SHOWN = 5
_WORDS_AFTER = 3
_MOST = 2_000
_ITEM = re.compile(r"(?:^|\n)[ \t]*\(?$")
_ITEM_END = re.compile(r"[.)]\s")
_WORD = re.compile(r"\s*(?:['’(\[]\s*)?([^\W\d_][\w'’-]*|%)")
_DIGITS = re.compile(r"\d+")
_DATES = re.compile(r"(?<!\d)(?:\d{1,2}([/.-])\d{1,2}\1\d{2,4}|\d{4}([/.-])\d{1,2}\2\d{1,2})(?!\d)")
_UNKNOWN = "a language that is not known"


class Unread(NamedTuple):
    """A number of a report that became no claim.

    Parameters
    ----------
    words : the number as written
    start, end : its offsets
    language : name of the language of its paragraph
    known : whether there are words for that language
    """

    words: str
    start: int
    end: int
    language: str
    known: bool


class LeftOut(NamedTuple):
    """A number of a report that counts nobody.

    Parameters
    ----------
    words : the number as written; empty where it is personal data
    start, end : its offsets
    why : date, clock time, money, percentage, ordinal, age, ratio, code, name (of a thing), size of a place
        or a family,
        difference (to another time), other unit (villages, days), part of a number (6.7), item of a list,
        small word ("two"), footnote, personal data, or beyond what is read
    """

    words: str
    start: int
    end: int
    why: str


def numbers_not_read(text: str, read: Iterable[tuple[int, int]]) -> list[Unread]:
    """The numbers of a report that may count people and stand in no claim, in the order they stand.

    Dates, times, money, percentages, ages, ratios, the numbers of things and what is followed by a unit that is not
    of people or homes ("27 villages") are left out: `numbers_left_out` names them. In a language without words every
    other number is listed, of all reports the first 2,000.

    Parameters
    ----------
    text : the report
    read : offsets of the figures of its claims

    Examples
    --------
    >>> [each.words for each in numbers_not_read("In all 300 people and 41 Sudanese came 12 km.", [(7, 10)])]
    ['41']
    """
    return [
        Unread(words, start, end, *language)
        for words, start, end, why, language in _accounted(text, tuple(sorted(read)))
        if not why
    ]


def numbers_left_out(text: str, read: Iterable[tuple[int, int]]) -> list[LeftOut]:
    """All other numbers of a report that stand in no claim, each with the reason, in the order they stand.

    Every digit of the report stands in a figure that was read, in one of `numbers_not_read`, or in one of these.

    Parameters
    ----------
    text : the report
    read : offsets of the figures of its claims

    Examples
    --------
    >>> [(each.words, each.why) for each in numbers_left_out("On May 4, 350 people came 12 km to site 3.", [(10, 13)])]
    [('4', 'date'), ('12', 'other unit'), ('3', 'name')]
    >>> [each.why for each in numbers_left_out("On 01/03/2019 came 310.", [(19, 22)])]
    ['date', 'date', 'date']
    """
    taken, found = tuple(sorted(read)), list[LeftOut]()
    known = _accounted(text, taken)
    found = [LeftOut(words, start, end, why) for words, start, end, why, _ in known if why]
    covered = sorted([*taken, *((start, end) for _, start, end, _, _ in known)])
    plain = plain_text(text)
    for digits in _DIGITS.finditer(text):
        if not _within(*digits.span(), covered):
            mark = not plain[digits.start()].isdigit()
            why = "footnote" if mark else "beyond what is read" if digits.start() >= MOST_CHARACTERS else "code"
            found.append(LeftOut(digits.group(), *digits.span(), why))
    return sorted(found, key=lambda each: each.start)


@lru_cache(maxsize=4)
def _accounted(text: str, read: tuple[tuple[int, int], ...]) -> tuple[tuple[str, int, int, str, tuple[str, bool]], ...]:
    """Each number that stands in no claim: its words, offsets, why it counts nobody if so, and its language."""
    dated = sorted(
        [*((day.start, day.end) for day in other_calendar_days(text)), *(each.span() for each in _DATES.finditer(text))]
    )
    private = personal_spans(text)
    out, whole, listed = list[tuple[str, int, int, str, tuple[str, bool]]](), language_name(text), 0
    for start, end in _paragraphs(text):
        here = text[start:end]
        if not here.strip():
            continue
        language = language_name(here) if here.count(" ") >= _FEWEST_WORDS else whole
        for each in find_numbers(here):
            number = each.number
            first, last = start + number.start, start + number.end
            if _within(first, last, read):
                continue
            words = " ".join(text[first:last].split())
            if _within(first, last, private):
                words, why = "", "personal data"
            elif _within(first, last, dated):
                why = "date"
            else:
                why = each.why or _other_reason(here, number, known=language[1])
            listed += not why
            out.append((words, first, last, why if why or listed <= _MOST else "beyond what is read", language))
    return tuple(out)


def in_words(unread: Sequence[Unread]) -> str:
    """What was not read, as a sentence: "7 numbers not read: 7 in English (27; ...)."; empty if none.

    Parameters
    ----------
    unread : as from `numbers_not_read`
    """
    if not unread:
        return ""
    groups: dict[tuple[str, bool], list[str]] = {}
    for each in unread:
        groups.setdefault((each.language, each.known), []).append(each.words)
    parts = []
    for (language, known), numbers in sorted(groups.items(), key=lambda group: -len(group[1])):
        shown = "; ".join(numbers[:_SHOWN]) + ("; ..." if len(numbers) > _SHOWN else "")
        missing = "" if known or language == _UNKNOWN else ", for which there is no word list"
        parts.append(f"{len(numbers)} in {language}{missing} ({shown})")
    return f"{len(unread)} number{'' if len(unread) == 1 else 's'} not read: {', '.join(parts)}."


def reasons_in_words(left_out: Sequence[LeftOut]) -> str:
    """Why the other numbers were left out, as a sentence: "Left out: 3 as date, 1 as money."; empty if none was.

    Parameters
    ----------
    left_out : as from `numbers_left_out`
    """
    counts = Counter(each.why for each in left_out)
    if not counts:
        return ""
    parts = [f"{count} as {why}" for why, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    return f"Left out: {', '.join(parts)}."


@lru_cache(maxsize=256)
def language_name(text: str) -> tuple[str, bool]:
    """The language of a piece of text in English, and whether there are words for it.

    Examples
    --------
    >>> language_name("Depremde çok kişi yaralandı ve bir köy için yardım istendi"), language_name("It was in the camp")
    (('Turkish', False), ('English', True))
    """
    spoken = languages_of(text)
    words = Tokens(text[:8_000]).words
    letters = [word for word in words if word[0].isalpha()]
    script = _script(letters)
    if script:
        return script, False
    votes = Counter(name for word in letters for name in _others().get(word, ()))
    own = lexicon(spoken[:1]).words("language", "common") if spoken else frozenset[str]()
    mine = sum(word in own for word in letters)
    if votes and max(votes.values()) > max(mine, 1):
        return max(votes, key=lambda name: (votes[name], name)), False
    if not spoken or (len(letters) >= _FEWEST_WORDS and not mine and spoken == ("en",) and not _latin(letters)):
        return _UNKNOWN, False
    return name_of(spoken[0]), True


def _paragraphs(text: str) -> Iterable[tuple[int, int]]:
    at = 0
    for part in text.split("\n\n"):
        yield at, at + len(part)
        at += len(part) + 2


def _within(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a number overlaps a figure that was read."""
    index = bisect_right(taken, (end,)) - 1
    return any(first < end and start < last for first, last in taken[max(0, index - 1) : index + 1])


def _other_reason(text: str, number: Number, *, known: bool) -> str:
    """Why a reader does not take a number for a count of people or homes; empty where he may."""
    after = _unit_after(text, number.end)
    if number.value % 1 and after != "counted":
        return "part of a number"
    if (
        number.digits
        and _ITEM.search(text[max(0, number.start - 8) : number.start])
        and _ITEM_END.match(text, number.end)
    ):
        return "item of a list"
    if after == "other":
        return "other unit"
    return "small word" if known and not after and not number.digits and number.value < _SMALL else ""


def _unit_after(text: str, at: int) -> str:
    """What the next words make of a number: counted (people, homes), other (days, villages), or nothing."""
    units = lexicon().patterns("units")
    for _ in range(_WORDS_AFTER):
        word = _WORD.match(text, at)
        if word is None or folded(word[1]) in _small(lexicon()):
            return ""  # "30,000 per day", "4,700 last week", "12 of the villages"
        here = {name for name, each in units.items() if each.match(text, word.start(1))}
        if here:
            return "counted" if here - COUNTS_NOBODY else "other"
        at = word.end()
    return ""


@cache
def _small(words: Lexicon) -> frozenset[str]:
    """Words behind which a unit is not that of the number before them."""
    per = {each.split()[0] for each in words.lists("rates").get("week", ()) if " " in each}
    return (
        small_words(words)
        | words.words("dates", "past")
        | words.words("dates", "next")
        | words.words("speakers", "articles")
        | per
    )


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    folder = resources.files("waystation.claims.reading.figures")
    return tomllib.loads(folder.joinpath("other_languages.toml").read_text("utf-8"))


@cache
def _others() -> dict[str, tuple[str, ...]]:
    """The languages without a word list to which each small word belongs."""
    found: dict[str, tuple[str, ...]] = {}
    for name, words in _data()["words"].items():
        for word in words:
            found[word] = (*found.get(word, ()), name)
    return found


def _script(words: Sequence[str]) -> str:
    """The language that most of the letters tell by their script; empty for Latin, Arabic and Cyrillic."""
    scripts = Counter(unicodedata.name(word[0], "").split(" ")[0].capitalize() for word in words)
    if not scripts:
        return ""
    most, count = scripts.most_common(1)[0]
    return str(_data()["scripts"].get(most, "")) if count * 2 > len(words) else ""


def _latin(words: Sequence[str]) -> bool:
    return sum(word[0].isascii() for word in words) * 2 > len(words)
