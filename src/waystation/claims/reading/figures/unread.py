"""The numbers that a reader would take for counts and that were not read: listed, never dropped unseen."""

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

from waystation.claims.reading.calendars import other_calendar_days
from waystation.claims.reading.figures.find import find_numbers
from waystation.claims.reading.figures.sums import Number
from waystation.claims.reading.lexicon import Tokens, languages_of, lexicon, name_of

__all__ = ["Unread", "in_words", "language_name", "numbers_not_read"]

_FEWEST_WORDS = 15
_SMALL = 20
_SHOWN = 5
_WORDS_AFTER = 3
_MOST = 2_000
_ITEM = re.compile(r"(?:^|\n)[ \t]*\(?$")
_ITEM_END = re.compile(r"[.)]\s")
_WORD = re.compile(r"\s*(?:['’(\[]\s*)?([^\W\d_][\w'’-]*|%)")
_NOTHING = frozenset({"other", "sites"})
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


def numbers_not_read(text: str, read: Iterable[tuple[int, int]]) -> list[Unread]:
    """The numbers of a report that may count people and stand in no claim, in the order they stand.

    Dates, times, money, percentages, ages, ratios, the numbers of things and what is followed by a unit that is not
    of people or homes ("27 villages") are left out. In a language without words every other number is listed.

    Parameters
    ----------
    text : the report
    read : offsets of the figures of its claims

    Examples
    --------
    >>> [each.words for each in numbers_not_read("In all 300 people and 41 Sudanese came 12 km.", [(7, 10)])]
    ['41']
    """
    taken = sorted([*read, *((day.start, day.end) for day in other_calendar_days(text))])
    out, whole = list[Unread](), language_name(text)
    for start, end in _paragraphs(text):
        here = text[start:end]
        if not here.strip():
            continue
        name, known = language_name(here) if here.count(" ") >= _FEWEST_WORDS else whole
        for each in find_numbers(here):
            number = each.number
            first, last = start + number.start, start + number.end
            if each.why or _within(first, last, taken) or not _may_count(here, number, known=known):
                continue
            out.append(Unread(" ".join(text[first:last].split()), first, last, name, known))
            if len(out) == _MOST:
                return out
    return out


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


def _may_count(text: str, number: Number, *, known: bool) -> bool:
    """Whether a reader may take a number for a count of people or homes."""
    if number.value % 1:
        return False
    if (
        number.digits
        and _ITEM.search(text[max(0, number.start - 8) : number.start])
        and _ITEM_END.match(text, number.end)
    ):
        return False
    after = _unit_after(text, number.end)
    return after != "other" and (after == "counted" or (bool(number.digits) or number.value >= _SMALL) or not known)


def _unit_after(text: str, at: int) -> str:
    """What the next words make of a number: counted (people, homes), other (days, villages), or nothing."""
    units = lexicon().patterns("units")
    for _ in range(_WORDS_AFTER):
        word = _WORD.match(text, at)
        if word is None:
            return ""
        here = {name for name, each in units.items() if each.match(text, word.start(1))}
        if here:
            return "counted" if here - _NOTHING else "other"
        at = word.end()
    return ""


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
