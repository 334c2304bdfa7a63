"""Words that name a speaker, as an office or organisation. Names of persons are not kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from waystation.claims.reading.lexicon import Lexicon, lexicon, pattern
from waystation.claims.reading.speaker_lines import UPPER, offices

__all__ = ["Attribution", "named_office"]


_SHORT = 2
_OF_OFFICE = re.compile(rf"^(.{{2,}}?)['’]s(?:\s+[{UPPER}][\w’'-]+){{2,3}}$")
_THEIR_COUNT = re.compile(r"\s+(?:figures|estimates|data|numbers)$", re.IGNORECASE)
# "Samira Haddad of the Red Crescent": the office stays.
_NAME_OF = re.compile(rf"((?:[{UPPER}][\w’'.-]+\s+){{1,3}})(?:of|from|at|with|for)\s+(?:the\s+|an?\s+)?(.+)$")
# "Head of the office Ivan Petrov": a name behind the words of an office that one person holds.
_NAME_AT_END = re.compile(rf"(?<=[a-zß-ÿа-яіїєґё]{{3}})(?:\s+[{UPPER}][\w’'-]+){{2,3}}$")
# "National Institute of Disasters (INGC)": what has a short name in brackets is an organisation.
_SHORT_NAME = re.compile(rf"\s*\([{UPPER}][\w-]{{1,9}}\)")


@dataclass(frozen=True)
class Attribution:
    """A source named in a sentence.

    Parameters
    ----------
    speaker : office or organisation; empty for a pronoun
    start, end : offsets of its words
    reported_to : outlet or body told, if stated, with its offsets
    forward : whether what it said comes after it; else before
    whole : where its words end, with a person's name that is not kept
    """

    speaker: str
    start: int
    end: int
    reported_to: str = ""
    told: tuple[int, int] | None = None
    forward: bool = True
    whole: int = 0


@cache
def _persons_of(words: Lexicon) -> re.Pattern[str]:
    """Offices held by one person, with the name that may follow."""
    held = pattern(words.words("speakers", "persons")).pattern
    return re.compile(rf"({held})((?:\s+(?-i:[{UPPER}])[\w’'.-]+)+)", re.IGNORECASE)


@cache
def _articles_of(words: Lexicon) -> re.Pattern[str]:
    known = "|".join(sorted(words.words("speakers", "articles"), key=len, reverse=True)) or r"(?!)"
    # Not in capitals: "UN" is not an article.
    return re.compile(rf"(?:(?:{known}|{'|'.join(each.title() for each in known.split('|'))})(?:\s+|(?<=')))+")


def named_office(text: str, start: int, end: int) -> Attribution | None:
    """The words as an office or organisation, without articles and names of persons; None if they are neither."""
    piece = text[start:end]
    article = _articles_of(lexicon()).match(piece)
    if article:
        start, piece = start + article.end(), piece[article.end() :]
    if piece.casefold() in lexicon().words("speakers", "pronouns") or _is_document(piece):
        return Attribution("", start, end)
    body, _, last = piece.rstrip().rpartition(" ")
    if body and last.islower() and last in lexicon().words("speech", "verbs"):
        piece = body  # "a spokesman for the Northern Forces said"
    shortened = _SHORT_NAME.match(text, end)
    if not piece or not (offices(lexicon()).search(piece) or (shortened and piece[0].isupper())):
        return None
    whole = start + len(piece.rstrip())
    piece = _persons_of(lexicon()).sub(_without_name, piece)
    if _held_by_one(lexicon()).match(piece):
        piece = _NAME_AT_END.sub(_without_person, piece)
    holder = _NAME_OF.match(piece)
    if holder and not offices(lexicon()).search(holder[1]) and offices(lexicon()).search(holder[2]):
        piece = holder[2]
    piece = _THEIR_COUNT.sub("", piece)
    office = _OF_OFFICE.match(piece)
    if office and not offices(lexicon()).search(piece[office.end(1) :]):
        piece = office[1]
    return Attribution(piece.strip(), start, start + len(piece.rstrip()), whole=whole)


def _is_document(piece: str) -> bool:
    """Whether a report or statement speaks that names no issuer: "the report says"; it is that of the source before.

    So does "primary data collected between": nothing in it is an office.
    """
    words, known = piece.casefold().split(), lexicon().words("speakers", "documents")
    if not any(word in known for word in words) or any(map(str.isupper, piece)):
        return False
    return len(words) <= _SHORT or all(each[0].casefold() in known for each in offices(lexicon()).finditer(piece))


@cache
def _held_by_one(words: Lexicon) -> re.Pattern[str]:
    return pattern(words.words("speakers", "persons"))


def _without_person(found: re.Match[str]) -> str:
    return found[0] if offices(lexicon()).search(found[0]) else ""


def _without_name(found: re.Match[str]) -> str:
    """An office without the name that follows it; names of offices and organisations stay."""
    return found[0] if offices(lexicon()).search(found[2]) else found[1]
