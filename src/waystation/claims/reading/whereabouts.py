"""The places that a report names: sites with their whole name, towns, countries, and names that may be places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from waystation.claims.reading.figures import find_numbers
from waystation.claims.reading.gazetteer import ARMED_GROUPS, PlaceMention, countries_in_small_letters, known_names
from waystation.claims.reading.lexicon import Tokens, folded, lexicon, pattern
from waystation.claims.reading.numerals import divisions
from waystation.claims.reading.place_names import ROMANCE, Finds, add_arabic, add_names, capitalised
from waystation.claims.reading.place_words import is_office, no_names, passed_over
from waystation.claims.reading.sentences import all_lower
from waystation.claims.reading.site_names import sites

__all__ = ["Spot", "spots", "without_qualifiers"]


_SHORTEST = 3
_LOWER_PLACE = re.compile(
    r"\b(?:from|to|in|at|inside|near)\s+(?:the\s+)?([a-z][\w’'-]{2,}(?:\s(?:school|clinic|road|bridge|camp|hall"
    r"|station|market|gate|crossing|port|centre|site|side|brewery|hospital|church|mosque)\b)?)"
)
# The name in "Joda crossing".
_PROPER = re.compile(r"^([^\W\d_a-zà-ÿ][\w'’-]++(?:[ -][^\W\d_a-zà-ÿ][\w'’-]++)*) [a-zé]")
# A small number behind a name, and then its figure: "Kakuma 2: 41,300", "Zone 3 (1,204)".
_NUMBER_OF_NAME = re.compile(r" (\d{1,2})(?= ?[:(=–-]+ ?\d)")
_OPENED = re.compile(r" ?\([^()\d]{0,24}")
_DIGIT = re.compile(r"\d")
_LONGEST_BRACKET = 24
_NEXT_CAPITAL = re.compile(r" ([^\W\d_a-zß-öø-ÿ][\w’'-]+)")
_WATERS_BEFORE = (
    "río", "rio", "river", "rivière", "lake", "lac", "mount", "cyclone", "hurricane", "typhoon", "storm", "volcano",
    "tempête", "ouragan", "typhon", "tormenta", "huracán", "ciclón", "tifón", "ciclone", "furacão", "tempestade",
)  # fmt: skip
_WATERS_BEHIND = ("river", "lake", "mountain", "mountains", "sea", "volcano")
_OPERATIONS = ("operation", "opération", "operación", "operação")
_NAME_WATERS = frozenset({*_WATERS_BEFORE, *_WATERS_BEHIND, *_OPERATIONS})


def _in_either_case(words: Iterable[str]) -> str:
    return "|".join(f"[{each[0].upper()}{each[0]}]{each[1:]}" for each in words)


_WATERS = re.compile(
    rf"\b(?:{_in_either_case(_WATERS_BEFORE)}|{'|'.join(map(str.capitalize, _OPERATIONS))})\s+[A-Z][\w-]+"
    rf"|\b[A-Z][\w-]+\s+(?:{_in_either_case(_WATERS_BEHIND)})\b"
)
_NAME_FOLLOWS = re.compile(r"\s+(?:(?:of|at|in|near|de|en|à|du|d['’]|em|with|between)\s*)?[A-ZÀ-Þ]")
_LIST_GOES_ON = re.compile(r"\s*,?\s*(?:and|et|y|e|et de|і|и|و)?\s*")
_WORD_LETTER = re.compile(r"\w")
_STEPS_BACK = 5
_WELL_KNOWN = 15_000
"""People of a town that a report may name without saying where it is."""

# What Arabic writes together with a name: "in", "to".
_GLUED = {"ب": "there", "ل": "destination"}


@dataclass(frozen=True)
class Spot:
    """A place named in a report.

    Parameters
    ----------
    name : as written
    start, end : offsets
    role : origin, destination or there by the words that lead to it; empty where none do
    place : what the gazetteer makes of it, None for a site
    kind : country, province, town, site, bare (no name of its own: "the sports hall") or name (none that is known)
    in_speaker : whether it stands in the name of a speaker: "officials in Sur said"
    numbered : whether a number ends its name: "Kakuma 2"
    """

    name: str
    start: int
    end: int
    role: str
    place: PlaceMention | None
    kind: str = "site"
    in_speaker: bool = False
    numbered: bool = False

    @property
    def bare(self) -> bool:
        """Whether it has no name of its own, so that later sentences do not lean on it."""
        return self.kind == "bare"


def spots(
    tokens: Tokens,
    known: Sequence[str] = (),
    apart: Iterable[tuple[int, int]] = (),
    speakers: Iterable[tuple[int, int]] = (),
    roles: Mapping[str, str] | None = None,
) -> list[Spot]:
    """The places a report names, in order.

    Parameters
    ----------
    tokens : the report
    known : names of the scenario's places, found wherever they stand
    apart : offsets of words that name no place though they look like one, such as datelines
    speakers : offsets of the names of speakers, which may hold a place
    roles : for a role such as "camp" the scenario's one place that has it: "the camp" is that place
    """
    text = tokens.text
    waters = [] if _NAME_WATERS.isdisjoint(tokens.present) else list(_WATERS.finditer(text))
    no_places = [each.span() for each in waters if not _is_division(text, each)]
    finds = Finds(tokens, [*apart, *no_places, *(each.span() for each in ARMED_GROUPS.finditer(text))])
    if known:
        for each in pattern(known).finditer(text):
            finds.add(each.start(), each.end(), "site")
    meant = _by_role(finds, roles) if roles else {}
    for start, end, name in divisions(tokens):
        if finds.add(start, end, "site"):
            meant[start] = name
    for site in sites(tokens):
        opening, *others = site.group().split()
        # "310 camps" counts camps; "Camp Nora" is a name all the same, and "Camp Population" is a heading.
        head = others[0] if others and opening.casefold() in lexicon().words("sites", "words") else opening
        counted = opening.casefold() in lexicon().numbers or (
            len(head) > 1
            and head[0].isupper()
            and (head.casefold() in no_names(lexicon()) or is_office(lexicon(), head))
        )
        # "State Emergency Office", "Department of Disaster Management Affairs": who speaks, and no place.
        tail = others[-1] if others else ""
        after = _NEXT_CAPITAL.match(text, site.end())
        counted = counted or (after is not None and tail[:1].isupper() and is_office(lexicon(), after[1]))
        counted = counted or (tail[:1].isupper() and is_office(lexicon(), tail)) or _is_department(tokens.text, site)
        if not counted and not (site["named"] and known_names(opening, 0, led=True, only="people")):
            finds.add(site.start(), site.end(), "site" if site["named"] or site["side"] else "bare")
    for country in countries_in_small_letters(text, ROMANCE & set(lexicon().languages)):
        finds.add(country.start, country.end, "country", country)
    for first, last in capitalised(tokens):
        add_names(finds, first, last)
    add_arabic(finds)
    if all_lower(text):
        for each in _LOWER_PLACE.finditer(text):
            if _may_be_place(tokens, each):
                finds.add(*each.span(1), "name")
    # A name taken for a place once is that place wherever it stands.
    names = {
        text[start:end]
        for start, end, kind, _ in finds.kept
        if kind in {"site", "town", "province"} and end - start > _SHORTEST and start not in meant
    }
    names |= {match[1] for name in names if (match := _PROPER.match(name))}
    for start, end in _again(text, names):
        finds.add(start, end, "site")
    numbered = _numbered(text, [(start, end) for start, end, kind, _ in finds.kept if kind != "people"])
    said = _joined(speakers)
    out = list[Spot]()
    leading: dict[int, tuple[int, str]] = {}
    for name, first, last in lexicon().finder("leads").all(tokens):
        leading[last] = max(leading.get(last, (0, "")), (last - first, name))
    for start, end, kind, place in sorted(finds.kept, key=lambda each: each[0]):
        if text[end : end + 1] == "$":
            continue  # "US$41m" names no country
        role = _role(tokens, start, out, leading)
        begins = tokens.starts[tokens.at(start)]
        if begins < start:
            role = _GLUED.get(text[start - 1], role)
        at = bisect_right(said, start, key=lambda each: each[0]) - 1
        within = at >= 0 and start < said[at][1]
        if kind in {"town", "site"} and text[start:end] in finds.waters:
            continue  # the river, which has the name of a town
        if within and kind == "town" and _goes_on(text, end, said[at][1]):
            continue
        if start in numbered:
            end, place, kind = numbered[start], None, "site"
        out.append(Spot(meant.get(start) or text[start:end], start, end, role, place, kind, within, start in numbered))
    return out


def _is_division(text: str, water: re.Match[str]) -> bool:
    """Whether a province or town is called by a river, lake or mountain: "Tana River County", "Mount Lebanon"."""
    following = _NEXT_CAPITAL.match(text, water.end())
    if following is not None and folded(following[1]) in lexicon().words("sites", "words"):
        return True
    known = known_names(water.group(), water.start(), led=True)
    whole = [each for each in known if each.start == water.start() and each.end == water.end()]
    return any(
        each.kind == "province" or any(meaning.population >= _WELL_KNOWN for meaning in each.meanings) for each in whole
    )


def _numbered(text: str, places: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Where the names end that have a number each, by where they start: "Kakuma 1: 98,214; Kakuma 2: 41,300"."""
    found: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for start, end in places:
        number = _NUMBER_OF_NAME.match(text, end)
        if number:
            of_name = found.setdefault(text[start:end], {})
            of_name.setdefault(number[1], []).append((start, number.end(1)))
    several = (of_name for of_name in found.values() if len(of_name) > 1)
    out = {start: end for of_name in several for spans in of_name.values() for start, end in spans}
    # "In Zone 3 we counted 2,315": a number that is known for a part of a name.
    named = {each.number.start: each.number.end for each in find_numbers(text) if each.why == "name"}
    return out | {start: named[end + 1] for start, end in places if text[end : end + 1] == " " and end + 1 in named}


def _goes_on(text: str, end: int, last: int) -> bool:
    """Whether a speaker's name goes on with a word of its own: the "Human" of "Observatory for Human Rights"."""
    following = _NEXT_CAPITAL.match(text, end, last)
    if following is None:
        return False
    word = following[1]
    return not (is_office(lexicon(), word) or word.casefold() in lexicon().words("sites", "words"))


def without_qualifiers(text: str, named: Sequence[Spot], known: Sequence[str]) -> list[Spot]:
    """Places without those that say in brackets where the one before them lies: "Pedernales (north of Manabí)".

    A bracket with a figure counts people there, and one with several places names parts.

    Parameters
    ----------
    text : the report
    named : its places, in order
    known : names of the scenario's places, which stay
    """
    found = list(named)
    for before, each in pairwise(named):
        opened = _OPENED.fullmatch(text, before.end, each.start)
        closes = text.find(")", each.end, each.end + _LONGEST_BRACKET)
        if opened is None or closes < 0 or before.kind == "bare" or each.name in known:
            continue
        inside = text[each.end : closes]
        alone = not any(each.end <= other.start < closes for other in named)
        if alone and not _DIGIT.search(inside) and "(" not in inside:
            found.remove(each)
    return found


def _is_department(text: str, site: re.Match[str]) -> bool:
    """Whether a department is one of a government: it says something, or its name is none of a known place."""
    opening, *others = site.group().split()
    if opening != "Department" or not others or others[0] != "of":
        return False
    name = " ".join(others[1:])
    return not any(each.kind != "people" for each in known_names(name, 0, led=True))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of a text in order, those that overlap as one."""
    out = list[tuple[int, int]]()
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def _by_role(finds: Finds, roles: Mapping[str, str]) -> dict[int, str]:
    """The scenario's place that "the camp" or "the enclave" means, by offset; not where a name follows it."""
    tokens, meant = finds.tokens, dict[int, str]()
    for role, first, last in sorted(lexicon().finder("roles").all(tokens), key=lambda each: each[1] - each[2]):
        start, end = tokens.starts[first], tokens.ends[last - 1]
        if role in roles and not _NAME_FOLLOWS.match(tokens.text, end) and finds.add(start, end, "site"):
            meant[start] = roles[role]
    return meant


def _may_be_place(tokens: Tokens, found: re.Match[str]) -> bool:
    """Whether a word without a capital, standing where a place would, is none known for something else."""
    first = found[1].split()[0]
    known = any(lexicon().finder(table).names_at(tokens, found.start(1)) for table in ("units", "terms"))
    return not (known or first in no_names(lexicon()))


def _again(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where whole names stand in a text, from the left, the longest of those that begin together."""
    found, reach = list[tuple[int, int]](), 0
    for name in names:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if not _WORD_LETTER.match(text[at - 1 : at]) and not _WORD_LETTER.match(text, end):
                found.append((at, -end))
            at = text.find(name, at + 1)
    for start, back in sorted(found):
        if start >= reach:
            reach = -back
            yield start, reach


def _role(tokens: Tokens, start: int, before: Sequence[Spot], leading: Mapping[int, tuple[int, str]]) -> str:
    """Origin, destination or there: by the preposition that leads to a place, or to the list it stands in."""
    words, passed = tokens.words, passed_over(lexicon())
    at = tokens.at(start)
    # A list shares its preposition: "from Gori, Kareli and Kaspi".
    if (
        before
        and at > 0
        and 0 < len(between := tokens.text[before[-1].end : start]) < 8
        and _LIST_GOES_ON.fullmatch(between)
    ):
        return before[-1].role
    for back in range(_STEPS_BACK):
        end = at - back
        if end <= 0:
            break
        ending = leading.get(end)
        # "The city of" leads nowhere: the preposition stands before it.
        if ending and not (words[end - 1] in {"of", "de", "du", "d'"} and end >= 2 and words[end - 2] in passed):
            return ending[1]
        if words[end - 1] not in passed:
            break
    return ""
