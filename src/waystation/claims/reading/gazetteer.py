"""Places named in a text, and the country it speaks of, from gazetteers that work offline.

Countries and their provinces come from pycountry (ISO 3166), towns from ``towns.csv.gz`` (GeoNames,
geonames.org, CC BY 4.0; made by ``benchmarks/priors/towns.py``). ``peoples.toml`` adds names of peoples
and the everyday names of countries.
"""

from __future__ import annotations

import gettext
import gzip
import math
import re
import tomllib
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from waystation.claims.reading.lexicon import Tokens, folded, lexicon

__all__ = [
    "ARMED_GROUPS",
    "Meaning",
    "PlaceMention",
    "countries_in_small_letters",
    "country_in_languages",
    "known_names",
    "likely_country",
    "named_peoples",
    "named_places",
    "plain_name",
    "resolved",
    "translated_country",
]

_WEIGHTS = {"country": 6.0, "people": 4.0, "province": 3.0}
_OTHER_NAME = 0.7
_WELL_KNOWN = 15_000
_JOINERS = r"(?:de|del|la|el|al|du|des|and|of|the|e)"
_NAME = re.compile(rf"[^\W\d_a-zà-ÿ][\w'’.-]*\w(?:[ -](?:{_JOINERS}[ -])?[^\W\d_a-zà-ÿ][\w'’-]*\w)*|[A-Z][\w'’-]+")
ARMED_GROUPS = re.compile(
    r"Islamic State(?: (?:in|of) Iraq\s?(?:and the Levant|and Syria)?)?|Sudan People[’']s Liberation (?:Army|Movement)"
)
"""Names of armed groups that hold words for places."""

_ADMINISTRATIVE = re.compile(
    r"\s(?:Sheng|Shi|Zizhiqu|Huizu|Zhuangzu|Uygur|Province|Region|District|Governorate|County)\b"
)
_BEYOND = re.compile(r"\s+(?:border|frontier)")
_FROM = re.compile(r"\bfrom(?:\s+[A-Z]\w+(?:,|\s+and))*\s*$")
_WORD = re.compile(r"\w+")
_NEXT_NAME = re.compile(r" ([^\W\d_a-zß-öø-ÿ][\w’'-]+)")
_LONGEST = 5
_ACRONYM = 5


@dataclass(frozen=True)
class Meaning:
    """One place that a name may mean.

    Parameters
    ----------
    country : ISO3 code
    weight : how strongly the name speaks for that country
    latitude, longitude : degrees, None for countries, peoples and provinces
    population : of a town, else 0
    """

    country: str
    weight: float
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0


@dataclass(frozen=True)
class PlaceMention:
    """A name in the text that may be a place.

    Parameters
    ----------
    name : as written
    start : offset in the text
    meanings : what it may mean, one for each country; empty if no gazetteer knows the name
    kind : town, province, country, people, or name if none knows it
    """

    name: str
    start: int
    meanings: tuple[Meaning, ...] = ()
    kind: str = "name"

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.start + len(self.name)


@lru_cache(maxsize=50_000)
def plain_name(name: str) -> str:
    """A name without accents, capitals and hyphens, as the gazetteers are searched."""
    plain = name.casefold().replace("’", "'")
    if not plain.isascii():
        plain = "".join(each for each in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(each))
    return " ".join(plain.replace("-", " ").split())


class _Towns:
    """Rows sorted by their first column, the name, as one text: a list of 242,000 strings takes three times as much."""

    def __init__(self, text: bytes):
        self._text = text
        self._starts = array("I", [0])
        self._starts.extend(found.end() for found in re.finditer(b"\n", text))

    def of(self, plain: str) -> Iterator[str]:
        """Rows of a plain name."""
        name = plain.encode()
        for row in range(bisect_left(self, name), len(self)):
            if self[row] != name:
                return
            yield self._text[self._starts[row] : self._starts[row + 1] - 1].decode()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, row: int) -> bytes:
        """The name alone: a comma sorts after a blank, so that whole rows of "sao paulo" would not stand in order."""
        begins = self._starts[row]
        return self._text[begins : self._text.index(b",", begins)]


@cache
def _towns() -> _Towns:
    return _Towns(gzip.decompress(resources.files(__package__).joinpath("towns.csv.gz").read_bytes()))


@cache
def _known() -> tuple[dict[str, tuple[str, dict[str, float]]], frozenset[str]]:
    """Plain names of countries, peoples and provinces with kind and weight by country; and words that name no place."""
    import pycountry

    known: dict[str, tuple[str, dict[str, float]]] = {}

    def add(name: str, country: str, kind: str) -> None:
        plain = plain_name(name)
        if len(plain) > 1 and country:
            weights = known.setdefault(plain, (kind, {}))[1]
            weights[country] = max(_WEIGHTS[kind], weights.get(country, 0.0))

    iso3 = {each.alpha_2: each.alpha_3 for each in pycountry.countries}
    own = tomllib.loads(resources.files(__package__).joinpath("peoples.toml").read_text("utf-8"))
    ours = {plain_name(name) for kind in _WEIGHTS for names in own[kind].values() for name in names}
    for kind in _WEIGHTS:
        for code, names in own[kind].items():
            for name in names:
                add(name, code, kind)
    for country in pycountry.countries:
        for name in (country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")):
            if plain_name(name.split(",")[0]) not in ours:
                add(name.split(",")[0], country.alpha_3, "country")
    states = {name for name, (kind, _) in known.items() if kind == "country"}
    for part in pycountry.subdivisions:
        for name in re.split(r"[\[\](),/]", part.name):
            plain = plain_name(_ADMINISTRATIVE.sub("", name))
            if len(plain) > 2 and plain not in ours and plain not in states:
                add(plain, iso3.get(part.country_code, ""), "province")
    return known, frozenset(own["not_places"])


@lru_cache(maxsize=50_000)
def _meanings(plain: str) -> tuple[str, tuple[Meaning, ...]]:
    """Kind and meanings of a plain name; no meanings if it is unknown."""
    known, not_places = _known()
    if len(plain) < 2 or plain in not_places:
        return "name", ()
    kind, weights = known.get(plain, ("town", {}))
    found = {country: Meaning(country, weight) for country, weight in weights.items()}
    if kind in {"country", "people"}:
        return kind, tuple(found.values())
    for town in _towns().of(plain):
        _, country, people, latitude, longitude = town.split(",")
        other, population = people.startswith("a"), int(people.lstrip("a"))
        weight = (0.3 * math.log10(max(population, 1000)) - 0.6) * (_OTHER_NAME if other else 1.0)
        weight = max(weight, weights.get(country, 0.0))
        found[country] = Meaning(country, weight, float(latitude), float(longitude), population)
    return kind, tuple(sorted(found.values(), key=lambda each: -each.weight))


@cache
def _names_of_countries(language: str) -> dict[str, str]:
    """Names of countries in a language with their codes; as pycountry translates them."""
    import pycountry

    try:
        names = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
    except OSError:
        return {}
    return {
        names.gettext(name).split("،")[0].split(",")[0].strip(): country.alpha_3
        for country in pycountry.countries
        for name in (country.name, getattr(country, "common_name", country.name))
    }


@cache
def _translated(language: str) -> dict[str, str]:
    """Names of countries in a language that are one word, folded, with their codes."""
    found = dict[str, str]()
    for name, code in _names_of_countries(language).items():
        word = folded(name)
        if word and " " not in word:
            found[word] = code
            found.setdefault(word.removeprefix("ال"), code)
    return found


def country_in_languages(name: str, languages: Iterable[str]) -> tuple[Meaning, ...]:
    """What a name means as that of a country in one of some languages; nothing if it is none.

    Examples
    --------
    >>> [each.country for each in country_in_languages("Algérie", ["en", "fr"])]
    ['DZA']
    """
    for language in languages:
        code = _names_of_countries(language).get(name)
        if code:
            return (Meaning(code, _WEIGHTS["country"]),)
    return ()


@cache
def _without_capitals(language: str) -> re.Pattern[str]:
    """Names of countries that go on in small letters: "République dominicaine"."""
    known = [each for each in _names_of_countries(language) if re.match(r"[^\W\d_]+ [^\W\d_A-Z][^\W\d_]{3,}", each)]
    ordered = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ordered})(?!\w)" if ordered else r"(?!)")


def countries_in_small_letters(text: str, languages: Iterable[str]) -> list[PlaceMention]:
    """The names of countries that a text writes with small letters behind the first.

    Examples
    --------
    >>> [each.name for each in countries_in_small_letters("400 réfugiés de la République dominicaine", ["fr"])]
    ['République dominicaine']
    """
    found = list[PlaceMention]()
    for language in languages:
        for each in _without_capitals(language).finditer(text):
            meant = (Meaning(_names_of_countries(language)[each[0]], _WEIGHTS["country"]),)
            found.append(PlaceMention(each[0], each.start(), meant, "country"))
    return found


@lru_cache(maxsize=20_000)
def translated_country(word: str, language: str) -> tuple[Meaning, ...]:
    """What a word means as the name of a country in a language; nothing if it is none.

    Examples
    --------
    >>> [each.country for each in translated_country("لبنان", "ar")]
    ['LBN']
    """
    code = _translated(language).get(folded(word))
    return (Meaning(code, _WEIGHTS["country"]),) if code else ()


def named_places(text: str) -> list[PlaceMention]:
    """Names that a gazetteer knows, and other capitalised names that stand where a place would.

    Parameters
    ----------
    text : the report, or a part of it

    Examples
    --------
    >>> [(each.name, each.meanings[0].country) for each in named_places("Families fled Mosul for camps in Jordan.")]
    [('Mosul', 'IRQ'), ('Jordan', 'JOR')]
    """
    places, leads = list[PlaceMention](), lexicon().words("sites", "places_after")
    # Names of armed groups hold names of countries that the report need not be about.
    text = ARMED_GROUPS.sub(lambda found: "_" * len(found.group()), text)
    for found in _NAME.finditer(text):
        before = re.findall(r"\w+", text[max(0, found.start() - 16) : found.start()])[-1:]
        led = bool(before) and folded(before[0]) in leads
        here = known_names(found.group(), found.start(), led=led)
        if led and not (here and here[0].start == found.start()):
            places.append(PlaceMention(_bare(found.group()), found.start()))
        places += here
    return places


def named_peoples(text: str) -> list[PlaceMention]:
    """The names of peoples in a text: "Syrians", "Rohingya".

    Examples
    --------
    >>> [each.name for each in named_peoples("Some 300 South Sudanese and Afghans came to Sudan.")]
    ['South Sudanese', 'Afghans']
    """
    words, found = _words_of_peoples(), list[PlaceMention]()
    for phrase in _NAME.finditer(ARMED_GROUPS.sub(lambda group: "_" * len(group.group()), text)):
        if not words.isdisjoint(_WORD.findall(plain_name(phrase.group()))):
            known = known_names(phrase.group(), phrase.start(), led=False)
            found += [each for each in known if each.kind == "people"]
    return found


@cache
def _words_of_peoples() -> frozenset[str]:
    return frozenset(
        word for name, (kind, _) in _known()[0].items() if kind == "people" for word in _WORD.findall(name)
    )


def _shouted(phrase: str) -> bool:
    """Whether a whole phrase is in capitals, as in headings."""
    return phrase.isupper() and len(phrase.split()) > 1


def _bare(name: str) -> str:
    return re.sub(r"['’]s$", "", name.rstrip(".'’"))


def known_names(phrase: str, start: int, *, led: bool, only: str = "") -> list[PlaceMention]:
    """The names in a capitalised phrase that a gazetteer knows, the longest first from the left.

    Parameters
    ----------
    phrase : words with capitals
    start : its offset in the text
    led : whether a word before it leads to a place, so that even a hamlet may be meant
    only : the kind asked for, if not all
    """
    found = [
        PlaceMention(name, start + at, meanings, kind) for at, name, meanings, kind in _known_in(phrase, led, only)
    ]
    return [_whole(phrase, start, each, found) for each in found] if led else found


def _whole(phrase: str, start: int, place: PlaceMention, found: Sequence[PlaceMention]) -> PlaceMention:
    """A town with the word behind it that makes its name that of another, unknown one: "Wadi Barada", not "Wadi"."""
    behind = _NEXT_NAME.match(phrase, place.end - start)
    if behind is None or place.kind != "town" or " " in place.name:
        return place
    if any(other.start == start + behind.start(1) for other in found):
        return place
    word, words = Tokens(behind[1]), lexicon()
    kinds = words.words("sites", "words") | words.words("sites", "bare") | words.words("sites", "headings")
    if folded(behind[1]) in kinds or any(words.finder(table).at(word, 0) for table in ("units", "terms", "speakers")):
        return place
    return PlaceMention(f"{place.name} {behind[1]}", place.start, (), "town")


@lru_cache(maxsize=10_000)
def _known_in(phrase: str, led: bool, only: str) -> tuple[tuple[int, str, tuple[Meaning, ...], str], ...]:
    """Where each known name stands in a phrase, the name, its meanings and kind; remembered: names come again."""
    places = list[tuple[int, str, tuple[Meaning, ...], str]]()
    words = list(re.finditer(r"\S+", phrase))
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            first = words[at].start()
            name = _bare(phrase[first : words[at + size - 1].end()])
            kind, meanings = _meanings(plain_name(name))
            # A sentence's first word, and one of several capitalised, is seldom a hamlet.
            known_well = any(each.population == 0 or each.population >= _WELL_KNOWN for each in meanings)
            # An acronym that is also a hamlet is an acronym.
            acronym = (
                name.isupper() and len(name) <= _ACRONYM and kind not in {"country", "people"} and not _shouted(phrase)
            )
            if meanings and not acronym and (led or size > 1 or known_well) and only in {"", kind}:
                places.append((first, name, meanings, kind))
                at += size
                break
        else:
            at += 1
    return tuple(places)


def likely_country(places: Iterable[PlaceMention], at: int, text: str = "") -> str:
    """The country that the names speak for most, the nearer to `at` the more; empty if none is known.

    A name that stands for places in several countries speaks for each, so that its neighbours decide.
    """
    votes: dict[str, float] = {}
    places = list(places)
    peoples = any(place.kind == "people" for place in places)
    for place in places:
        near = 1.0 / (1.0 + abs(place.start - at) / 300)
        # "The Chinese border" is reached from the other side; "Afghans came back from Iran" is about Afghanistan.
        home = peoples and place.kind == "country" and _FROM.search(text[max(0, place.start - 60) : place.start])
        share = 0.3 if home or _BEYOND.match(text, place.end) else 1.0
        for meaning in place.meanings:
            votes[meaning.country] = votes.get(meaning.country, 0.0) + share * meaning.weight * (0.4 + near)
    return max(votes, key=lambda code: votes[code]) if votes else ""


def resolved(place: PlaceMention, country: str) -> tuple[Meaning | None, float]:
    """The meaning of a name in a report about a country, and how sure that is, from 0 to 1.

    Parameters
    ----------
    place : the name
    country : ISO3 code the report speaks of, may be empty

    Examples
    --------
    >>> rivera = named_places("in Rivera")[0]
    >>> resolved(rivera, "COL")[0].country
    'COL'
    """
    if not place.meanings:
        return None, 0.0
    strongest = max(place.meanings, key=lambda each: each.weight)
    chosen = next((each for each in place.meanings if each.country == country), strongest)
    total = sum(max(each.weight, 0.0) for each in place.meanings)
    return chosen, (chosen.weight / total if total else 0.0) if chosen is strongest or not country else 0.9
