"""Names of persons told from those of places: by titles, offices, ages and verbs of saying beside them."""

from __future__ import annotations

import re
from functools import cache

from waystation.claims.reading.gazetteer import PlaceMention
from waystation.claims.reading.lexicon import Lexicon, Tokens, lexicon
from waystation.claims.reading.place_words import holds_one, no_names

__all__ = ["holds_office", "is_person", "is_title", "led_by_office"]

_AGE = re.compile(r",?\s\(?(?:aged\s)?\d{1,2}(?:\)|,(?!\d)|\s*$)")
_LED = re.compile(r"\b(?:in|at|to|from|of|near|reached|entered|left|fled)\s+(?:the\s+)?$")
_FIRST_NAME = re.compile(
    r"(?<![.!?:]\s)\b(?!(?:North|South|East|West|Upper|Lower|Greater|Central|Old|New|Camp|Port|Puerto|Saint|San|Santa|Mount|Fort|Al|El"
    r"|In|At|From|To|Near|Of|City|Town|Route|Site|Stade|École|School|District|Zone|Bab|Tal|Tell|Deir|Ain|Big|Little|Rural)\b)"
    r"[A-ZÀ-Þ][a-zà-ÿ]+\s$"
)
_TITLED = re.compile(r"\b(?:Mrs?|Ms|Dr|Hon|Prof|Sra?|M|Mme|Gen|Col|Lt|Capt|Maj|Brig)\.?\s$")
_GOES_ON = re.compile(r"(?: (?:al-|el-)?[A-ZÀ-Þ][\w’'-]+){1,3}, ")
_APPOSED = re.compile(r",\s+(?:(?:the|a|an|le|la|el|o)\s+)?(\w+)")
_LONGEST_LEAD = 32
_LONGEST_BODY = 90
_ENDS_NAME = frozenset(",.;")


def holds_office(text: str, end: int) -> bool:
    """Whether an office follows a name behind a comma: "Ana Ruiz, spokeswoman of the agency".

    Parameters
    ----------
    text : the report
    end : offset behind the name
    """
    found = _APPOSED.match(text, end)
    return found is not None and found[1].islower() and holds_one(lexicon(), found[1])


def led_by_office(text: str, place: PlaceMention) -> bool:
    """Whether the word for an office leads to a name: "the mayor, Ana Rivera, said", but not "the mayor of Rivera".

    Parameters
    ----------
    text : the report
    place : the name
    """
    led = _led(lexicon()).search(text, max(0, place.start - _LONGEST_LEAD), place.start)
    if led is not None:
        return "," not in led.group() or text[place.end : place.end + 1] == ","
    # "The director of the agency, Ana Rivera, said": two names that no gazetteer knows, behind an office and its body.
    if place.kind != "name" or " " not in place.name or text[place.end : place.end + 1] not in _ENDS_NAME:
        return False
    return _of_body(lexicon()).search(text, max(0, place.start - _LONGEST_BODY), place.start) is not None


@cache
def _led(words: Lexicon) -> re.Pattern[str]:
    return re.compile(words.pattern("speakers", "persons").pattern + r",?\s+$", re.IGNORECASE)


@cache
def _of_body(words: Lexicon) -> re.Pattern[str]:
    return re.compile(words.pattern("speakers", "persons").pattern + r"\s[^.;:\d\n]{3,},\s+$", re.IGNORECASE)


def is_title(word: str) -> bool:
    """Whether a word is the title before a person's name: "Dr"."""
    return _TITLED.fullmatch(f"{word} ") is not None


def _set_off_and_says(tokens: Tokens, place: PlaceMention) -> bool:
    """Whether a name of several words stands between commas before a verb of saying: "the head, Ana Ruiz, said"."""
    text = tokens.text
    if not text.endswith(", ", 0, place.start):
        return False
    name = _GOES_ON.match(text, place.end)
    return name is not None and _says_at(tokens, name.end())


def _speaks_by_name(tokens: Tokens, place: PlaceMention) -> bool:
    """Whether a province is the last name of somebody who says something: "said Ana Rivera", not "said North Kivu"."""
    first, last = tokens.at(place.start), tokens.at(place.end - 1) + 1
    if first == 0 or not _FIRST_NAME.search(tokens.text[max(0, place.start - 24) : place.start]):
        return False
    behind = last + (tokens.words[last : last + 1] == [","])
    return any(_says_at(tokens, tokens.starts[at]) for at in (first - 2, behind) if 0 <= at < len(tokens.words))


def _says_at(tokens: Tokens, offset: int) -> bool:
    """Whether a verb of saying begins at an offset."""
    return "verbs" in lexicon().finder("speech").names_at(tokens, offset)


def is_person(tokens: Tokens, place: PlaceMention) -> bool:
    """Whether a name stands where a person's would: after a first name, before an age or a verb of saying."""
    text = tokens.text
    before = text[max(0, place.start - 24) : place.start]
    if place.kind in {"town", "name", "province"} and (led_by_office(text, place) or _set_off_and_says(tokens, place)):
        return True
    if place.kind == "province":
        return _speaks_by_name(tokens, place)
    if place.kind == "country" and _says_at(tokens, place.end + 1):
        return led_by_office(text, place)  # "Commissioner Jordan said"
    if place.kind not in {"town", "name"}:
        return False
    aged = _AGE.match(text, place.end) and place.kind == "name"
    # "Lesvos (52), Samos (37)": a list of places with their figures, not of people with their ages.
    if aged and text[place.end : place.end + 2] == " (" and " " not in place.name:
        aged = None
    led = _LED.search(before[-12:])
    says = not led and _says_at(tokens, place.end + 1)
    first = _FIRST_NAME.search(before)
    if _TITLED.search(before) or (not led and holds_office(text, place.end)):
        return True
    # "On Monday Korr received 310": a day is no first name.
    named = first is not None and first.group().strip().casefold() not in no_names(lexicon())
    return bool(aged) or says or named
