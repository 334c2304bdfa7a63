"""Which place a figure speaks of: sites and named places, by the words that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from waystation.claims.reading.lexicon import Lexicon, Tokens, lexicon, pattern
from waystation.claims.reading.gazetteer import Place, named_places
from waystation.claims.reading.sentences import all_lower

__all__ = ["Spot", "spots"]

# "28 km from Zakho" is not in Zakho.
_AWAY = re.compile(r"\d\s?(?:km|kilomet\w+|miles|kilómetros|kilomètres)\s+(?:\w+\s+){0,4}$", re.IGNORECASE)
_SHORTEST = 3
_AGE = re.compile(r",?\s\(?(?:aged\s)?\d{1,2}(?:[),]|\s*$)")
_LED = re.compile(r"\b(?:in|at|to|from|of|near|reached|entered|left|fled)\s+(?:the\s+)?$")
_FIRST_NAME = re.compile(
    r"(?<![.!?:]\s)\b(?!(?:North|South|East|West|Upper|Lower|Greater|Central|Old|New|Camp|Port|Puerto|Saint|San|Santa|Mount|Fort|Al|El"
    r"|In|At|From|To|Near|Of|City|Town|Route|Site|Stade|École|School|District|Zone|Bab|Tal|Tell|Deir|Ain|Big|Little)\b)"
    r"[A-ZÀ-Þ][a-zà-ÿ]+\s$"
)
_LOWER_PLACE = re.compile(
    r"\b(?:from|to|in|at|inside|near)\s+(?:the\s+)?([a-z][\w’'-]{2,}(?:\s(?:school|clinic|road|bridge|camp|hall"
    r"|station|market|gate|crossing|port|centre|site|side|brewery|hospital|church|mosque)\b)?)"
)
# The name in "Joda crossing".
_PROPER = re.compile(r"^([A-ZÀ-Þ][\w'’-]++(?:[ -][A-ZÀ-Þ][\w'’-]++)*) [a-zé]")
_WATERS = re.compile(
    r"\b(?:[Rr][ií]o|[Rr]iver|[Rr]ivière|[Ll]ake|[Ll]ac|[Mm]ount)\s+[A-Z][\w-]+|\b[A-Z][\w-]+\s+(?:[Rr]iver|[Ll]ake|[Mm]ountains?|[Ss]ea)\b"
)


_Taken = tuple[int, int, Place | None, str]


@dataclass(frozen=True)
class Spot:
    """A place named in a report.

    Parameters
    ----------
    name : as written
    start, end : offsets
    role : origin, destination or there, by the word before it
    place : what the gazetteer makes of it, None for a site
    bare : whether it has no name of its own ("the sports hall"), so that later sentences do not lean on it
    """

    name: str
    start: int
    end: int
    role: str
    place: Place | None
    bare: bool = False

    @property
    def kind(self) -> str:
        """country, province, town or name by the gazetteer; site, or bare."""
        return "bare" if self.bare else self.place.kind if self.place else "site"


@cache
def _sites_of(words: Lexicon) -> re.Pattern[str]:
    kinds = "|".join(sorted((re.escape(each) for each in words.words("sites", "words")), key=len, reverse=True))
    bare = "|".join(sorted((re.escape(each) for each in words.words("sites", "bare")), key=len, reverse=True))
    capital = r"(?!(?:The|Le|La|Les|El|Los|Our|This|That|A|An|In|At|On)\b)[A-ZÀ-Þ][\w'’-]++"
    article = r"(?:(?<=\bthe )|(?<=\bla )|(?<=\bel )|(?<=\ble )|(?<=\bau )|(?<=\bal )|(?<=\bl['’]))"
    name = rf"{capital}(?:[ -](?:al-|el-|de |del |du |des |de la |la |of |sur-|sous-)?{capital})*"
    return re.compile(
        rf"(?P<named>(?<!\w){name} (?:{kinds})\b(?: \d{{1,2}}\b)?|Camp {name}(?: \d{{1,2}}\b)?"
        rf"|\b(?:{kinds}) (?:de |del |du |des |de la |d['’]|at |of )?{name})"
        rf"|{article}(?:{bare})\b(?! (?:town|city|of|de)\b)"
        rf"|\b(?:school|site|camp)\s+\d{{1,2}}\b|\bSector\s+[A-Z]\b"
        rf"|(?<=\bthe )(?P<side>(?:east|west|north|south)\s+side)\b"
    )


def spots(tokens: Tokens, known: Sequence[str] = (), apart: Iterable[tuple[int, int]] = ()) -> list[Spot]:
    """The places a report names, in order: sites with their whole name, and names of towns and countries.

    Parameters
    ----------
    tokens : the report
    known : names of the scenario's places, found wherever they stand
    apart : offsets of words that name no place though they look like one, such as speakers
    """
    text = tokens.text
    taken: list[_Taken] = [(start, end, None, "apart") for start, end in apart]
    taken += [(each.start(), each.end(), None, "apart") for each in _WATERS.finditer(text)]
    if known:
        taken += [(each.start(), each.end(), None, "named") for each in pattern(known).finditer(text)]
    for site in _sites_of(lexicon()).finditer(text):
        if not _taken(taken, site.start(), site.end()):
            taken.append((site.start(), site.end(), None, "named" if site["named"] or site["side"] else "bare"))
    for place in named_places(text):
        day = place.name.casefold() in lexicon().values("dates.weekdays")[1] or place.name.casefold() in lexicon().values("dates.months")[1]
        away = _AWAY.search(text[max(0, place.start - 40) : place.start])
        label = place.name.isupper() and text[place.end : place.end + 1] == ":"
        apart_from = day or away or label or _is_person(tokens, place, taken)
        if place.kind != "people" and not apart_from and not _taken(taken, place.start, place.end):
            taken.append((place.start, place.end, place, "named"))
    if all_lower(text):
        taken += [
            (*each.span(1), None, "named") for each in _LOWER_PLACE.finditer(text) if _may_be_place(tokens, taken, each)
        ]
    # A name taken for a place once is that place wherever it stands.
    names = {text[start:end] for start, end, place, kind in taken if kind == "named" and end - start > _SHORTEST}
    names |= {match[1] for name in names if (match := _PROPER.match(name))}
    for again in _again(names).finditer(text) if names else ():
        if not _taken(taken, again.start(), again.end()):
            taken.append((again.start(), again.end(), None, "named"))
    ordered = sorted((each for each in taken if each[3] != "apart"), key=lambda each: each[0])
    return [
        Spot(text[start:end], start, end, _role(text, start), place, kind == "bare")
        for start, end, place, kind in ordered
    ]


def _is_person(tokens: Tokens, place: Place, taken: Sequence[_Taken]) -> bool:
    """Whether a town's name stands where a person's would: after a first name, before an age or a verb of saying."""
    if place.kind not in {"town", "name"}:
        return False
    text = tokens.text
    aged = _AGE.match(text, place.end)
    says = "verbs" in lexicon().finder("speech").names_at(tokens, place.end + 1) and not _LED.search(
        text[max(0, place.start - 12) : place.start]
    )
    first = _FIRST_NAME.search(text[max(0, place.start - 24) : place.start])
    named = first is not None and not _taken(taken, place.start - len(first[0]), place.start - 1)
    return bool(aged) or says or named


def _may_be_place(tokens: Tokens, taken: Sequence[_Taken], found: re.Match[str]) -> bool:
    """Whether a word without a capital, standing where a place would, is none known for something else."""
    first = found[1].split()[0]
    known = any(lexicon().finder(table).names_at(tokens, found.start(1)) for table in ("units", "terms"))
    dated = first in lexicon().values("dates.weekdays")[1] or first in lexicon().values("dates.months")[1]
    return not (known or dated or first in lexicon().words("sites", "common") or _taken(taken, *found.span(1)))


def _again(names: Iterable[str]) -> re.Pattern[str]:
    ordered = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ordered})(?!\w)")


def _taken(taken: Sequence[_Taken], start: int, end: int) -> bool:
    return any(start < last and first < end for first, last, _, _ in taken)


def _role(text: str, start: int) -> str:
    before = text[max(0, start - 40) : start]
    led = re.compile(
        r"(?:\s+(?:the|a|an|north|south|east|west|northern|southern|eastern|western|central|le|la|les|el|los|town|city|village|district|Somali|neighbouring|nearby|of|port)\b)*\s*(?:\S+\s+and\s+)?$"
    )
    bare = led.sub("", before)
    last = {
        role: max((found.end() for found in lexicon().patterns("sites")[role].finditer(bare)), default=-1)
        for role in ("origin", "destination")
    }
    if max(last.values()) < len(bare) - 1:
        return "there"
    return "origin" if last["origin"] > last["destination"] else "destination"
