"""Names of persons beside the word for their office, which are no places."""

from __future__ import annotations

import re
from functools import cache

from waystation.claims.reading.gazetteer import PlaceMention
from waystation.claims.reading.lexicon import Lexicon, lexicon
from waystation.claims.reading.place_words import holds_one

__all__ = ["holds_office", "led_by_office"]

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
