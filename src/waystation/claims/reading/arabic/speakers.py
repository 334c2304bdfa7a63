"""Who says so in Arabic, where the verb comes first and no capital tells a name: offices and organisations alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from waystation.claims.reading.arabic.places import is_place_word
from waystation.claims.reading.lexicon import Tokens, lexicon

__all__ = ["ArabicSpeaker", "arabic_speakers"]

_GLUED = re.compile("^(?:و|ف)?(?:بال|لل|كال|ال|ل|ب)?(?=[\u0621-\u064a]{3})")
_AND = re.compile("^[وف](?=[\u0621-\u064a]{3})")
_ADJECTIVE = re.compile("^(?:و|ف)?(?:لل|بال|ال)[\u0621-\u064a]{2,}$")
# What may stand between a verb and its subject: "he also said, ...", "said on Friday evening the ministry".
_PASSED = frozenset(
    {"كما", "قد", "ايضا", "اليوم", "امس", "مساء", "صباح", "يوم", "رسميا", "من", "جهته", "جهتها", "بدوره"}
)
# Small words inside the name of an office: "spokesman in the name of the ministry".
_INSIDE = frozenset(
    {"باسم", "عام", "شؤون", "لدى", "تتبع", "حقوق", "تنسيق", "ل", "ب", "في", "غوث", "اداره", "مخاطر", "مكافحه"}
)
_ENDS = frozenset({
    "ان", "انه", "انها", "انهم", "بان", "عن", "الي", "علي", "خلال", "منذ", "اليوم", "امس", "مساء", "صباح", "في", "حيث",
    "نزوح", "عوده", "وصول", "مقتل", "اجلاء", "تسجيل", "ارتفاع", "وفاه", "انهيار", "خروج", "استقبال", "اصابه", "عبور",
})  # fmt: skip
# "He explained that": the speaker is the one before.
_THAT = frozenset({"ان", "انه", "انها", "بان", "بانه", "الي"})
_STOPS = frozenset('،,.؛;:()[]«»“”"–—-')
_QUOTES = frozenset('"“”«»')
_MOST = 8
_REACH = 4


class ArabicSpeaker(NamedTuple):
    """A speaker in an Arabic sentence.

    Parameters
    ----------
    name : office or organisation; empty for a pronoun
    start, end : offsets of its words
    forward : whether what it says comes after it
    """

    name: str
    start: int
    end: int
    forward: bool


@cache
def _words(table: str, name: str) -> frozenset[str]:
    return lexicon(("ar",)).words(table, name)


def _bare(word: str) -> Iterator[str]:
    """A word, and what is left of it without the small words written together with it."""
    yield word
    rest = _AND.sub("", word)
    if rest != word:
        yield rest
    if rest.startswith("لل"):
        yield "ا" + rest[1:]
        yield rest[2:]
    for prefix in ("بال", "ال", "ل", "ب"):
        if rest.startswith(prefix) and len(rest) > len(prefix) + 2:
            yield rest[len(prefix) :]


@cache
def _is_office(word: str) -> bool:
    known = _words("speakers", "words")
    stems = tuple(each.removesuffix("*") for each in known if each.endswith("*"))
    return any(each in known or (stems and each.startswith(stems)) for each in _bare(word))


def arabic_speakers(tokens: Tokens, sentence: tuple[int, int]) -> list[ArabicSpeaker]:
    """The sources that an Arabic sentence names, in the order they stand.

    A verb of saying is followed by its subject ("said the ministry that ..."), "according to" by its source; a subject
    may also stand before its verb. A person's name behind an office is not kept: names go on with an article, a place
    or another word of an office.

    Parameters
    ----------
    tokens : the report
    sentence : offsets of the sentence
    """
    first, last = tokens.span(*sentence)
    finder = lexicon(("ar",)).finder("speech")
    found, done = list[ArabicSpeaker](), first
    for at in range(first, last):
        if at < done or not "\u0620" < tokens.words[at][0] < "\u064b":
            continue
        names = finder.at(tokens, at, last)
        if not names:
            continue
        end = max(stop for _, stop in names)
        leads = any(name == "before" for name, _ in names)
        speaker = _after(tokens, end, last) or (None if leads else _before(tokens, at, first))
        if speaker is None:
            if not leads and end < last and tokens.words[end] in _THAT:
                found.append(ArabicSpeaker("", tokens.starts[at], tokens.ends[end - 1], True))
            continue
        begin, stop = speaker
        issuer = _issuer(tokens, begin, stop, last)
        begin, stop = issuer or speaker
        start, finish = tokens.starts[begin], tokens.ends[stop - 1]
        name = tokens.text[start:finish]
        begins = not any(word.isalnum() for word in tokens.words[first:at] if word not in _PASSED)
        found.append(ArabicSpeaker(_without_glue(name), start, finish, not leads or begins))
        done = max(end, stop)
    return found


def _without_glue(name: str) -> str:
    """A name without the "and" and the "to" written together with its first word."""
    if re.match("[وف]?لل", name):
        return re.sub("^[وف]?لل", "ال", name)
    return re.sub("^ل(?=[\u0621-\u064a]{4})", "", name)


def _after(tokens: Tokens, at: int, last: int) -> tuple[int, int] | None:
    """The subject behind a verb: its first and last word, if it holds the word of an office."""
    words, passed = tokens.words, 0
    while at < last and passed < _REACH and (words[at] in _PASSED or words[at] in _QUOTES):
        at += 1
        passed += 1
    end = at
    while end < last and end - at < _MOST and _goes_on(tokens, at, end):
        end += 1
    while end > at and (words[end - 1] in _INSIDE or words[end - 1] in _QUOTES):
        end -= 1
    return (at, end) if end > at and any(_is_office(word) for word in words[at:end]) else None


def _issuer(tokens: Tokens, begin: int, stop: int, last: int) -> tuple[int, int] | None:
    """The office that issued a document which speaks: "a report issued by the office of ..."."""
    words = tokens.words
    if not any(each in _words("speakers", "documents") for each in _bare(words[begin])):
        return None
    at = next((at for at in range(begin + 1, min(stop + 2, last)) if words[at] == "عن"), None)
    return _after(tokens, at + 1, last) if at is not None else None


def _goes_on(tokens: Tokens, first: int, at: int) -> bool:
    """Whether a word belongs to the name of an office that begins at another."""
    word = tokens.words[at]
    if word in _STOPS or (word in _ENDS and word != "في"):
        return False
    if at == first:
        return _is_office(word) or _ADJECTIVE.match(word) is not None
    inside = word in _INSIDE or _is_office(word) or _ADJECTIVE.match(word) is not None
    return inside or is_place_word(word) or (at == first + 1 and _ADJECTIVE.match(tokens.words[first]) is None)


def _before(tokens: Tokens, at: int, first: int) -> tuple[int, int] | None:
    """The subject before a verb: "the agency said"; none where a sentence goes on about something else."""
    words, end = tokens.words, at
    while end > first and words[end - 1] in _QUOTES:
        end -= 1
    begin = end
    while (
        begin > first
        and end - begin < _MOST
        and words[begin - 1] not in _STOPS - _QUOTES
        and words[begin - 1] not in _ENDS
    ):
        begin -= 1
    offices = [index for index in range(begin, end) if _is_office(words[index])]
    return (offices[0], end) if offices and end - offices[0] <= _MOST else None
