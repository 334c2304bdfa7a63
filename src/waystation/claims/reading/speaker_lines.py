"""Words around speakers; sources that a line names for a whole report; persons whom later sentences call by name."""

from __future__ import annotations

import re
from functools import cache

from waystation.claims.reading.lexicon import Lexicon, lexicon, pattern

__all__ = ["UPPER", "Known", "agent", "asides", "document_source", "filler", "offices", "title_source"]

UPPER = "A-ZÀ-ÞЀ-ЯҐ"
"""Capitals of the scripts that have them, for a class of a pattern."""
# A person's name beside an office is not kept, but later sentences may call the person by its last word.
_WORD = rf"[{UPPER}][\w’'-]+\.?"
_PERSON = rf"{_WORD}(?:\s+(?:(?:de|del|da|dos|al|el|bin|van|von)\s+)?{_WORD}){{1,3}}"
_BEHIND = re.compile(rf"[\s,]{{1,3}}({_PERSON})")
_BEFORE = re.compile(rf"({_PERSON})\s*,\s+(?:\w+\s+){{0,2}}$")
_ALONE = re.compile(rf"(?:(?:Mr|Mrs|Ms|Dr|M|Mme|Sr|Sra)\.?\s+)?{_WORD}(?:\s+{_WORD}){{0,3}}$")
_REACH = 60
_LONGEST_TITLE = 160
_TITLE = re.compile(r"^[^\n]*[^\s\d:–—-]\s*(?::|\s[–—-])\s+(?P<who>[^\n:–—\d]{2,60})$", re.MULTILINE)


class Known:
    """The persons of a report by the last word of their names, each with the office it named for them."""

    def __init__(self) -> None:
        self._offices: dict[str, str] = {}

    def meet(self, text: str, start: int, end: int, office: str) -> None:
        """Look for a person's name on either side of an office."""
        for found in (_BEHIND.match(text, end, end + _REACH), _BEFORE.search(text, max(0, start - _REACH), start)):
            if found:
                self._offices.setdefault(found[1].split()[-1].casefold(), office)

    def office_of(self, name: str) -> str | None:
        """The office of a person called by name; empty for a person of no known office, None for no name of one."""
        name = re.sub(r"['’]s$", "", name.strip(" ,"))
        if not _ALONE.match(name) or name.isupper():
            return None
        return self._offices.get(name.split()[-1].casefold(), "")


@cache
def filler(words: Lexicon) -> re.Pattern[str]:
    """ "According to figures released by the council", "based on the report of": the council says so."""
    kinds = "|".join(sorted(map(re.escape, words.words("speakers", "documents")), key=len, reverse=True)) or r"(?!)"
    return re.compile(
        r"\s+(?:(?:the|a|an|its|les?|la|el|los|las|una?|un|os?|as?|um|l['’])\s*)?(?:(?:latest|last|new|most\s+recent|official|preliminary|derni\w+"
        rf"|nouve\w+|últim\w+)\s+)?(?:{kinds})\s+(?:\w+\s+){{0,2}}?(?:by|from|of|par|du|des?|del|por|das?|dos?)(?=\s)",
        re.IGNORECASE,
    )


@cache
def agent(words: Lexicon) -> re.Pattern[str]:
    """What leads to the agent of a passive: "were identified by the authorities"."""
    return re.compile(r"\s+(?:by|par|por|pelos?|pelas?)(?=\s)", re.IGNORECASE)


@cache
def asides(words: Lexicon) -> re.Pattern[str]:
    """What may stand between a verb of saying and its subject: "said on Monday the mayor", "dijo hoy el alcalde"."""
    days = "|".join(each.pattern for each in (words.values("dates.weekdays")[0], words.values("dates.days")[0]))
    lists = [*words.words("speech", "asides")]
    said = "|".join(sorted(map(re.escape, lists), key=len, reverse=True)) or r"(?!)"
    return re.compile(
        rf"(?:\s*,?\s+(?:(?:on|late|early|this|ce|le|este|esta|el|na|nesta|у|в|во)\s+)?(?:{days}|{said})(?!\w)){{1,3}}",
        re.IGNORECASE,
    )


@cache
def _document_line(words: Lexicon) -> re.Pattern[str]:
    """A line such as "Bulletin of the civil defence, 12 May": who issued what follows."""
    kinds = "|".join(sorted(map(re.escape, words.words("speakers", "documents")), key=len, reverse=True)) or r"(?!)"
    return re.compile(
        rf"^[^\n\w]*(?:\w+\s+)?(?:{kinds})\s+(?:of|by|from|du|de|del|de\s+la|des|da|do|das|dos|від|от)\s+(?:the\s+|la\s+|los\s+|las\s+|l['’])?"
        rf"(?P<who>[^\n\d,;:.(]{{3,60}}?)(?=\s*(?:[\n\d,;:(]|\b(?:das|del|of|du|on|le|el)\s+\d|$))(?![^\n]*[a-zß-ÿ]\.)",
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def offices(words: Lexicon) -> re.Pattern[str]:
    """Words of offices and organisations, and names in capitals."""
    return re.compile(
        rf"{pattern(words.words('speakers', 'words')).pattern}|(?-i:\b[{UPPER}]{{2,}}s?\b)", re.IGNORECASE
    )


def document_source(text: str) -> tuple[str, int] | None:
    """The office that a heading names as the issuer of what follows, and its offset."""
    for line in _document_line(lexicon()).finditer(text):
        who = line["who"].strip()
        # "Update by province" says how it is parted, and not who issued it.
        parted = " " not in who and who.casefold() in lexicon().words("sites", "words")
        if offices(lexicon()).search(who) and not parted:
            return who, line.start("who")
    return None


def title_source(text: str) -> tuple[str, int] | None:
    """The office at the end of the title: "400 cross the border: minister"; and its offset."""
    found = _TITLE.match(text, 0, min(len(text), (text + "\n").find("\n"), _LONGEST_TITLE))
    if found is None or not offices(lexicon()).match(found["who"]):
        return None
    return found["who"].strip(), found.start("who")
