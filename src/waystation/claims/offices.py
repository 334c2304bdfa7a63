"""Who counted: the office behind a source as reports write it."""

from __future__ import annotations

import re

from waystation.names import normal_name

__all__ = ["counter_of"]

_BRACKETS = re.compile(r"\(([^()]*)\)")
_PASSED_ON = re.compile(r"\s+via\s+|,?\s+quoted\s+by\s+|,?\s+copied\s+page\b", re.IGNORECASE)
_INITIALS = re.compile(r"^[A-Z]{2,}(?![\w-])")
_SERIES = re.compile(r"\b(issue|no\.?|number|\d+)\b", re.IGNORECASE)


def counter_of(source: str, speaker: str = "") -> str:
    """A key for the office that counted, the same however the figure was passed on.

    The speaker, if given; else what stands in brackets; else what stands before "via" or "quoted
    by". Initials at its beginning stand for the whole: every officer of OCHA is OCHA.

    Examples
    --------
    >>> counter_of("AFP via Belga/RTL (Syrian Observatory for Human Rights)")
    'syrian observatory for human rights'
    >>> counter_of("Syrian Observatory for Human Rights via Rudaw")
    'syrian observatory for human rights'
    >>> counter_of("OCHA Flash Update 3") == counter_of("OCHA report quoted by Sputnik and Al-Alam")
    True
    """
    brackets = [each for each in _BRACKETS.findall(source) if each.strip()]
    source, speaker = normal_name(source), normal_name(speaker)
    words = speaker or (brackets[-1] if brackets else _PASSED_ON.split(source)[0])
    initials = _INITIALS.match(words.strip())
    key = initials.group() if initials else _SERIES.sub(" ", words)
    return " ".join(key.casefold().split()) or " ".join(source.casefold().split())
