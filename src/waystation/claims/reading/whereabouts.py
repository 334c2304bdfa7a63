"""The places that a report names: sites with their whole name, towns, countries, and names that may be places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from waystation.claims.reading.arabic.places import arabic_places
from waystation.claims.reading.gazetteer import PlaceMention, known_names, translated_country
from waystation.claims.reading.lexicon import Finder, Lexicon, Tokens, folded, lexicon, pattern
from waystation.claims.reading.sentences import all_lower
from waystation.claims.reading.site_names import sites

__all__ = ["Spot", "spots"]

# "28 km from Zakho" is not in Zakho.
_AWAY = re.compile(r"\d\s?(?:km|kms|kilomet\w+|miles|kilómetros|kilomètres)\s+(?:\w+\s+){0,4}$", re.IGNORECASE)
_SHORTEST = 3
_AGE = re.compile(r",?\s\(?(?:aged\s)?\d{1,2}(?:\)|,(?!\d)|\s*$)")
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
_PROPER = re.compile(r"^([^\W\d_a-zà-ÿ][\w'’-]++(?:[ -][^\W\d_a-zà-ÿ][\w'’-]++)*) [a-zé]")
_WATERS = re.compile(
    r"\b(?:[Rr][ií]o|[Rr]iver|[Rr]ivière|[Ll]ake|[Ll]ac|[Mm]ount|[Cc]yclone|[Hh]urricane|[Tt]yphoon|[Tt]ropical\s+[Ss]torm|[Vv]olcano)"
    r"\s+[A-Z][\w-]+|\b[A-Z][\w-]+\s+(?:[Rr]iver|[Ll]ake|[Mm]ountains?|[Ss]ea|[Vv]olcano)\b"
)
_NAME_FOLLOWS = re.compile(r"\s+(?:(?:of|at|in|near|de|en|à|du|d['’]|em|with|between)\s*)?[A-ZÀ-Þ]")
_JOINERS = frozenset(
    {"de", "del", "la", "las", "los", "el", "al", "du", "des", "of", "da", "do", "dos", "d'", "l'", "-"}
)
_STEPS_BACK = 5
_OF_ANOTHER = re.compile(
    r"\b(?:Old|New|Upper|Lower|Little|Big|Great|Viej[oa]|Nuev[oa]|Vieux|Vieille|Nouveau|Nouvelle|Novo|Nova)\s$"
)
_LONGEST_OTHER = 12
_MOST_WORDS = 6
_ACRONYM = 6
_MIXED_ACRONYM = re.compile(r"[A-Z][a-z]{0,2}[A-Z]{1,3}[a-z]{0,2}[A-Z]?")
_OPENING = frozenset({".", "!", "?", "•", "-", ":", "“", '"', "«", "„", "(", "[", "*", "–", "—"})
"""Signs behind which any word may have a capital."""
_LONGEST_TITLE = 60
_TITLE_WORDS = frozenset({"and", "the", "for", "des", "les", "los", "las", "del", "der"})
_ARABIC_NAME = re.compile("[\u0621-\u064a]{2,}")
# Nouns made of verbs ("rise", "statement") and words with a pronoun at their end ("among them") name no place.
_ARABIC_NOUN = re.compile("(?:ال)?(?:ت\\w\\wي\\w|ا\\w{2,3}ا\\w|است\\w{2}ا\\w)|\\w+(?:هم|ها|هن)")


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
    """

    name: str
    start: int
    end: int
    role: str
    place: PlaceMention | None
    kind: str = "site"
    in_speaker: bool = False

    @property
    def bare(self) -> bool:
        """Whether it has no name of its own, so that later sentences do not lean on it."""
        return self.kind == "bare"


@cache
def _leads(words: Lexicon) -> Finder:
    return Finder({name: words.table("sites").get(name, []) for name in ("origin", "destination", "there")})


@cache
def _passed(words: Lexicon) -> frozenset[str]:
    """Words that may stand between a preposition and the name."""
    own = {"the", "a", "an", "le", "la", "les", "el", "los", "las", "l'", "o", "os", "as", "both", "de", "of", "d'"}
    sides = {f"{side}{end}" for side in ("north", "south", "east", "west") for end in ("", "ern")}
    return frozenset(own | sides | {"central", "neighbouring", "nearby", "upper", "lower"}) | words.words(
        "sites", "words"
    )


@cache
def _no_names(words: Lexicon) -> frozenset[str]:
    """Words with a capital that name no place."""
    dates = {*words.values("dates.weekdays")[1], *words.values("dates.months")[1]}
    small = {
        *words.words("language", "common"), *words.words("clauses", "borders"), *words.words("clauses", "helpers"),
        *words.words("clauses", "may"), *words.words("speakers", "pronouns"), *words.words("speakers", "articles"),
        *words.words("speakers", "stops"), *words.words("sites", "common"),
    }  # fmt: skip
    # "Arrivals: 300", "Correction: 530": what the lexicon knows as a word for people or for what happened.
    lists = [*words.lists("units").values(), *words.classed().values(), *words.lists("corrections").values()]
    nouns = {folded(each).rstrip("*:") for every in lists for each in every}
    return frozenset(dates | small | nouns | set(words.numbers) | {"idp", "idps", "hh", "hhs", "un", "ngo", "ngos"})


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
    finds = _Finds(tokens, [*apart, *(each.span() for each in _WATERS.finditer(tokens.text))])
    text = tokens.text
    if known:
        for each in pattern(known).finditer(text):
            finds.add(each.start(), each.end(), "site")
    meant = _by_role(finds, roles) if roles else {}
    for site in sites(tokens):
        opening, *others = site.group().split()
        # "310 camps" counts camps; "Camp Nora" is a name all the same, and "Camp Population" is a heading.
        head = others[0] if others and opening.casefold() in lexicon().words("sites", "words") else opening
        counted = opening.casefold() in lexicon().numbers or (
            head[0].isupper() and (head.casefold() in _no_names(lexicon()) or _is_office(lexicon(), head))
        )
        if not counted and not (site["named"] and known_names(opening, 0, led=True, only="people")):
            finds.add(site.start(), site.end(), "site" if site["named"] or site["side"] else "bare")
    for first, last in _capitalised(tokens):
        _add_names(finds, first, last)
    _add_arabic(finds)
    if all_lower(text):
        for each in _LOWER_PLACE.finditer(text):
            if _may_be_place(tokens, each):
                finds.add(*each.span(1), "name")
    # A name taken for a place once is that place wherever it stands.
    names = {
        text[start:end]
        for start, end, kind, _ in finds.kept
        if kind in {"site", "town", "province"} and end - start > _SHORTEST
    }
    names |= {match[1] for name in names if (match := _PROPER.match(name))}
    for again in _again(names).finditer(text) if names else ():
        finds.add(again.start(), again.end(), "site")
    said = _joined(speakers)
    out = list[Spot]()
    leading: dict[int, tuple[int, str]] = {}
    for name, first, last in _leads(lexicon()).all(tokens):
        leading[last] = max(leading.get(last, (0, "")), (last - first, name))
    for start, end, kind, place in sorted(finds.kept, key=lambda each: each[0]):
        role = _role(tokens, start, out, leading)
        at = bisect_right(said, start, key=lambda each: each[0]) - 1
        within = at >= 0 and start < said[at][1]
        out.append(Spot(meant.get(start) or text[start:end], start, end, role, place, kind, within))
    return out


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of a text in order, those that overlap as one."""
    out = list[tuple[int, int]]()
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def _by_role(finds: _Finds, roles: Mapping[str, str]) -> dict[int, str]:
    """The scenario's place that "the camp" or "the enclave" means, by offset; not where a name follows it."""
    tokens, meant = finds.tokens, dict[int, str]()
    for role, first, last in sorted(lexicon().finder("roles").all(tokens), key=lambda each: each[1] - each[2]):
        start, end = tokens.starts[first], tokens.ends[last - 1]
        if role in roles and not _NAME_FOLLOWS.match(tokens.text, end) and finds.add(start, end, "site"):
            meant[start] = roles[role]
    return meant


class _Finds:
    """Places found so far; no two of them overlap."""

    def __init__(self, tokens: Tokens, apart: Iterable[tuple[int, int]]) -> None:
        self.tokens = tokens
        self.taken = bytearray(len(tokens.text) + 1)
        self.kept: list[tuple[int, int, str, PlaceMention | None]] = []
        for start, end in apart:
            self.taken[start:end] = b"\1" * (end - start)

    def add(self, start: int, end: int, kind: str, place: PlaceMention | None = None) -> bool:
        """Keep a place, if its words are none of another's."""
        if any(self.taken[start:end]):
            return False
        self.taken[start:end] = b"\1" * (end - start)
        self.kept.append((start, end, kind, place))
        return True


def _capitalised(tokens: Tokens) -> Iterable[tuple[int, int]]:
    """Runs of words with a capital, small words of names within: "Lower Dir", "Deir ez-Zor", "Valle del Cauca"."""
    text, starts, words = tokens.text, tokens.starts, tokens.words
    none = _no_names(lexicon())
    at, size = 0, len(words)
    while at < size:
        if not text[starts[at]].isupper() or (
            words[at].removesuffix("'s") in none and not _opens_name(tokens, at, none)
        ):
            at += 1
            continue
        last = at + 1
        while (
            last < size
            and last - at < _MOST_WORDS
            and text[tokens.ends[last - 1] : starts[last]] in {" ", "", "\u00a0"}
        ):
            upper = text[starts[last]].isupper() and words[last] not in none
            joins = words[last] in _JOINERS and last + 1 < size and text[starts[last + 1]].isupper()
            joins = joins and words[last + 1] not in none
            if not (upper or joins):
                break
            last += 1
        yield at, last
        at = last


def _opens_name(tokens: Tokens, at: int, none: frozenset[str]) -> bool:
    """Whether a common word is the first of a name: "Old Bridge", "New Market"."""
    start, end = tokens.starts[at], tokens.ends[at]
    return (
        at + 1 < len(tokens.words)
        and _OF_ANOTHER.fullmatch(tokens.text, start, end + 1) is not None
        and tokens.text[tokens.starts[at + 1]].isupper()
        and tokens.words[at + 1] not in none
    )


def _add_names(finds: _Finds, first: int, last: int) -> None:
    tokens, text = finds.tokens, finds.tokens.text
    start, end = tokens.starts[first], tokens.ends[last - 1]
    phrase = text[start:end]
    led = first > 0 and tokens.words[first - 1] in _led_words(lexicon())
    here = known_names(phrase, start, led=led)
    for place in here:
        label = place.name.isupper() and text[place.end : place.end + 1] == ":"
        other = _OF_ANOTHER.search(text, max(0, place.start - _LONGEST_OTHER), place.start)
        if other and place.kind == "town" and " " not in place.name:
            # "Old Bridge" is a place of its own, and not the town of Bridge.
            finds.add(other.start(), place.end, "name")
            continue
        if place.kind != "people" and not label and not _is_person(tokens, place) and not _away(text, place.start):
            finds.add(place.start, place.end, place.kind, place)
    if here or _away(text, start):
        return
    begins = first == 0 or tokens.words[first - 1] in _OPENING or "\n" in text[tokens.ends[first - 1] : start]
    name = re.sub(r"['’]s$", "", phrase.rstrip(".'’"))
    short = name.isupper() or _MIXED_ACRONYM.fullmatch(name)
    if short and len(name) <= _ACRONYM and not _acronym_of_place(tokens, first, last):
        return
    if not led and _in_title(text, start, end):
        return
    listed = re.match(r"\s*(?:\([^()a-z]{0,6}\d|[:,–-]\s*\d)", text[end : end + 12])
    if begins and last - first == 1 and not listed and not led:
        return
    place = PlaceMention(name, start)
    words = lexicon()
    if any(_known_word(words, word) for word in tokens.words[first:last]) or _is_person(tokens, place):
        return
    finds.add(start, start + len(name), "name", place)


def _in_title(text: str, start: int, end: int) -> bool:
    """Whether a name is one of several words of a title in capitals, "Damage and Loss", and not a line of its own."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    others = re.findall(r"[^\W\d_]{3,}", line[: start - first] + " " + line[end - first :])
    return (
        len(line) < _LONGEST_TITLE
        and bool(others)
        and len(text) > len(line)
        and all(each[0].isupper() or each in _TITLE_WORDS for each in others)
        and not re.search(r"\d", line)
    )


def _acronym_of_place(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a short name in capitals stands as a place does: "registered in NWFP who", not "in UNRWA schools"."""
    words, strong = tokens.words, _strong_leads(lexicon())
    if last - first > 1 or first == 0 or words[first - 1] not in strong:
        return False
    following = words[last] if last < len(words) else "."
    return not following[0].isalpha() or following in _small_words(lexicon())


@cache
def _strong_leads(words: Lexicon) -> frozenset[str]:
    """Prepositions that lead to places alone: "in", "to", "from", not "of" or "by"."""
    lists = words.table("sites")
    every = {each for name in ("origin", "destination", "there") for each in lists.get(name, ()) if " " not in each}
    return frozenset(every - {"of", "de", "du", "do", "da", "for", "por", "à", "a", "hit", "through", "on"})


@cache
def _small_words(words: Lexicon) -> frozenset[str]:
    """Small words that may follow a name."""
    lists = [words.words("clauses", each) for each in ("and", "borders", "helpers", "may")]
    lists.append(words.words("language", "common"))
    return frozenset().union(*lists) | _strong_leads(words)


@cache
def _led_words(words: Lexicon) -> frozenset[str]:
    lists = words.table("sites")
    return frozenset(
        each
        for name in ("origin", "destination", "there", "places_after")
        for each in lists.get(name, ())
        if " " not in each
    )


@cache
def _is_office(words: Lexicon, word: str) -> bool:
    """Whether a word is one of an office ("State Minister") and not of a kind of site."""
    one = Tokens(word)
    site = word.casefold() in words.words("sites", "words")
    return not site and "words" in {name for name, _ in words.finder("speakers").at(one, 0)}


@cache
def _known_word(words: Lexicon, word: str) -> bool:
    """Whether a word is one of units, offices or acts, and so no name."""
    one = Tokens(word)
    return any(
        words.finder(table).at(one, 0) for table in ("units", "terms", "speakers")
    )  # fmt: skip


def _away(text: str, start: int) -> bool:
    return bool(_AWAY.search(text[max(0, start - 40) : start]))


def _add_arabic(finds: _Finds) -> None:
    """Names in Arabic, which has no capitals: those known, and what else follows a preposition of place."""
    tokens, words = finds.tokens, lexicon()
    for each in arabic_places(tokens):
        finds.add(tokens.starts[each.first] + each.glued, tokens.ends[each.last - 1], each.kind, each.place)
    if "ar" not in words.languages:
        return
    for at, word in enumerate(tokens.words):
        country = translated_country(word, "ar")
        if country:
            finds.add(
                tokens.starts[at], tokens.ends[at], "country", PlaceMention(word, tokens.starts[at], country, "country")
            )
    for _, _, first in _leads(words).all(tokens):
        last = _arabic_name(tokens, first, 2)
        if last > first:
            finds.add(tokens.starts[first], tokens.ends[last - 1], "name")


def _arabic_name(tokens: Tokens, first: int, most: int) -> int:
    """Number of the word after a name that begins at a word; the same number if none does."""
    words, last = lexicon(), first
    none = _no_names(words)
    while last < len(tokens.words) and last - first < most and _ARABIC_NAME.fullmatch(tokens.words[last]):
        known = any(words.finder(table).at(tokens, last) for table in ("units", "terms", "speech", "speakers"))
        noun = _ARABIC_NOUN.fullmatch(tokens.words[last])
        if known or noun or tokens.words[last] in none or _leads(words).at(tokens, last):
            break
        last += 1
    return last


def _is_person(tokens: Tokens, place: PlaceMention) -> bool:
    """Whether a name stands where a person's would: after a first name, before an age or a verb of saying."""
    if place.kind not in {"town", "name"}:
        return False
    text = tokens.text
    before = text[max(0, place.start - 24) : place.start]
    aged = _AGE.match(text, place.end) and place.kind == "name"
    # "Lesvos (52), Samos (37)": a list of places with their figures, not of people with their ages.
    if aged and text[place.end : place.end + 2] == " (" and " " not in place.name:
        aged = None
    says = "verbs" in lexicon().finder("speech").names_at(tokens, place.end + 1) and not _LED.search(before[-12:])
    return bool(aged) or says or bool(_FIRST_NAME.search(before))


def _may_be_place(tokens: Tokens, found: re.Match[str]) -> bool:
    """Whether a word without a capital, standing where a place would, is none known for something else."""
    first = found[1].split()[0]
    known = any(lexicon().finder(table).names_at(tokens, found.start(1)) for table in ("units", "terms"))
    return not (known or first in _no_names(lexicon()))


def _again(names: Iterable[str]) -> re.Pattern[str]:
    ordered = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ordered})(?!\w)")


def _role(tokens: Tokens, start: int, before: Sequence[Spot], leading: Mapping[int, tuple[int, str]]) -> str:
    """Origin, destination or there: by the preposition that leads to a place, or to the list it stands in."""
    words, passed = tokens.words, _passed(lexicon())
    at = tokens.at(start)
    # A list shares its preposition: "from Gori, Kareli and Kaspi".
    if (
        before
        and at > 0
        and 0 < len(between := tokens.text[before[-1].end : start]) < 8
        and re.fullmatch(r"\s*,?\s*(?:and|et|y|e|et de|і|и|و)?\s*", between)
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
