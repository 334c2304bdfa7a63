"""A year that a text names, whole or in part: "in 2019", "since early 2021", "fin 2020"."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from waystation.claims.reading.lexicon import Lexicon, lexicon

__all__ = ["THIRDS_OF_YEAR", "year_of"]

_EARLIEST_YEAR = 1900
_LOOK_BACK = 40
THIRDS_OF_YEAR = {"early": ((1, 1), (4, 30)), "mid": ((5, 1), (8, 31)), "late": ((9, 1), (12, 31))}
"""First and last day of what a year is called "early" in, and so on: its thirds."""
# What leads to a year, so that "2,019 people" and "flight 2019" are none.
_LED_YEAR = re.compile(
    r"(?<!\w)(?:in|of|since|en|de|depuis|desde|year|during|by|from|between|before|until|em|entre|até|ano|año|année|avant|antes\s+de"
    r"|в|у|з|с|від|до|за|років?|между|між|منذ|عام|العام|سنة|في)\s+(?:the\s+\w+\s+of\s+|ano\s+de\s+|todo\s+(?:el\s+|o\s+)?|عام\s+)?$",
    re.IGNORECASE,
)
_NEXT_YEAR = re.compile(
    r"\b(?:19|20)\d\d\s+(?:to|and|until|through|a|à|au|al|e|y|et|até|hasta|до|по|и|та|і)\s+$", re.IGNORECASE
)


@cache
def _parts(words: Lexicon) -> dict[str, re.Pattern[str]]:
    """What makes a part of the year behind it: "early", "à la fin de l'année"."""
    of = (
        r"(?:\s+(?:of|de|del|do|da|du))?(?:\s+(?:the\s+year|l['’]année|(?:el\s+|o\s+)?a[ñn]o|عام|العام|سنة|року|года))?"
    )
    return {
        name: re.compile(rf"(?:{words.pattern('dates', name).pattern}){of}[\s-]+$", re.IGNORECASE)
        for name in THIRDS_OF_YEAR
    }


def year_of(match: re.Match[str], text: str, published: date) -> tuple[date, date, str] | None:
    """First and last day of a year, up to the day of publication, where something leads to it.

    Parameters
    ----------
    match : four digits, as group ``year``
    text : what it stands in
    published : day of the report
    """
    year = int(match["year"])
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
    part = next((name for name, each in _parts(lexicon()).items() if each.search(before)), "")
    if not (part or _LED_YEAR.search(before) or _NEXT_YEAR.search(before)):
        return None
    if year > published.year + 1 or year < _EARLIEST_YEAR:
        return None
    begins, ends = THIRDS_OF_YEAR.get(part, ((1, 1), (12, 31)))
    first, last = date(year, *begins), date(year, *ends)
    return first, published if first <= published < last else last, "month" if part else "year"
