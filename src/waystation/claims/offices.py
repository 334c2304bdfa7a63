"""Who counted: the office behind a source as reports write it, without the names of persons."""

from __future__ import annotations

import re

from waystation.names import normal_name

__all__ = ["counter_of", "office_only"]

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


_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_NAME = re.compile(r"[A-Z][\w'\u2019-]+(?:\s+(?:al-|el-|bin |ibn )?[A-Z][\w'\u2019-]+){1,3}")
_HOLDER = re.compile(
    r"((?i:\b(?:spokes(?:man|woman|person)|head|chief|commander|governor|mayor|minister|director|president|official"
    r"|porte-parole|maire|gouverneur|ministre|directeur|portavoz|alcalde|gobernador|ministro|director)))\s+"
    r"[A-Z][\w'\u2019-]+(?:\s+(?:al-|el-|bin |ibn )?[A-Z][\w'\u2019-]+){1,3}"
)
_LINKS = frozenset({"of", "for", "to", "the", "via", "and", "in", "at", "by", "with", "from", "on"})


def office_only(source: str) -> str:
    """Who said it, without the names of persons, as in "spokesperson (Anna Example)" or "mayor Anna Example".

    In brackets capitalised words count as a person's name after a word in small letters that is not a preposition, and
    where they fill the bracket; outside of them after a word for an office that one person holds.

    Examples
    --------
    >>> office_only("Border police spokesperson (Anna Example)")
    'Border police spokesperson'
    >>> office_only("Reuters (Border police head Anna Example to Reuters)")
    'Reuters (Border police head to Reuters)'
    >>> office_only("Border police spokesperson Anna Example")
    'Border police spokesperson'
    """
    source = _HOLDER.sub(r"\1", source)
    return _BRACKET.sub(lambda match: _without_names(match.group(1)), source).strip()


def _without_names(inner: str) -> str:
    """A bracket without names of persons; nothing, where nothing else stands in it."""
    kept, end = [], 0
    for name in _NAME.finditer(inner):
        before, after = inner[: name.start()].split(), inner[name.end() :].lstrip()
        role = bool(before) and before[-1].islower() and before[-1] not in _LINKS
        alone = not before and (not after or after.startswith((",", "to ")))
        if role or alone:
            kept.append(inner[end : name.start()])
            end = name.end()
    text = " ".join("".join([*kept, inner[end:]]).split()).strip(" ,;")
    return f" ({text})" if text else ""
