"""Places named in a text, and the country it speaks of, from gazetteers that work offline.

Countries and their provinces come from pycountry (ISO 3166), towns of 15,000 people and more from
``towns.csv`` (GeoNames, geonames.org, CC BY 4.0). ``peoples.toml`` adds names of peoples
and the everyday names of countries.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

from waystation.claims.reading.lexicon import lexicon

__all__ = ["Place", "likely_country", "named_places"]

_WEIGHTS = {"country": 6.0, "people": 4.0, "province": 3.0}
_JOINERS = r"(?:de|del|la|el|al|du|des|and|of|the|e)"
_NAME = re.compile(rf"[^\W\d_a-zà-ÿ][\w'’.-]*\w(?:[ -](?:{_JOINERS}[ -])?[^\W\d_a-zà-ÿ][\w'’-]*\w)*|[A-Z][\w'’-]+")
_GROUPS = re.compile(
    r"Islamic State (?:in|of) Iraq\s?(?:and the Levant|and Syria)?|Sudan People[’']s Liberation (?:Army|Movement)"
)
_ADMINISTRATIVE = re.compile(
    r"\s(?:Sheng|Shi|Zizhiqu|Huizu|Zhuangzu|Uygur|Province|Region|District|Governorate|County)\b"
)
_LONGEST = 5


@dataclass(frozen=True)
class Place:
    """A name in the text that may be a place.

    Parameters
    ----------
    name : as written
    start : offset in the text
    country : ISO3 code, empty if no gazetteer knows the name
    weight : how strongly it speaks for that country; 0 if unknown
    """

    name: str
    start: int
    country: str
    weight: float


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    return " ".join("".join(each for each in folded if not unicodedata.combining(each)).replace("-", " ").split())


@cache
def _known() -> dict[str, tuple[str, float]]:
    """Plain name to its country's ISO3 code and weight; the strongest meaning of a name wins."""
    import pycountry

    known: dict[str, tuple[str, float]] = {}

    def add(name: str, country: str, weight: float) -> None:
        plain = _plain(name)
        if len(plain) > 2 and known.get(plain, ("", 0.0))[1] < weight:
            known[plain] = (country, weight)

    iso3 = {each.alpha_2: each.alpha_3 for each in pycountry.countries}
    towns = resources.files(__package__).joinpath("towns.csv").read_text("utf-8").splitlines()[1:]
    for name, code, population in (line.split(",") for line in towns):
        add(name, code, 0.3 * math.log10(max(int(population), 1000)) - 0.6)
    for part in pycountry.subdivisions:
        for name in re.split(r"[\[\](),/]", part.name):
            add(_ADMINISTRATIVE.sub("", name), iso3.get(part.country_code, ""), _WEIGHTS["province"])
    for country in pycountry.countries:
        for name in (country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")):
            add(name.split(",")[0], country.alpha_3, _WEIGHTS["country"])
    own = tomllib.loads(resources.files(__package__).joinpath("peoples.toml").read_text("utf-8"))
    for kind in ("country", "people", "province"):
        for code, names in own[kind].items():
            for name in names:
                known[_plain(name)] = (code, _WEIGHTS[kind])
    for name in own["not_places"]:
        known.pop(name, None)
    return known


def named_places(text: str) -> list[Place]:
    """Names that a gazetteer knows, and other capitalised names that stand where a place would.

    Parameters
    ----------
    text : the report, or a part of it

    Examples
    --------
    >>> [(each.name, each.country) for each in named_places("Families fled Mosul for camps in Jordan.")]
    [('Mosul', 'IRQ'), ('Jordan', 'JOR')]
    """
    known, places = _known(), list[Place]()
    # Names of armed groups hold names of countries that the report need not be about.
    text = _GROUPS.sub(lambda found: "_" * len(found.group()), text)
    for found in _NAME.finditer(text):
        words = list(re.finditer(r"[^\s]+", found.group()))
        at = 0
        before = re.findall(r"\w+", text[max(0, found.start() - 16) : found.start()])[-1:]
        while at < len(words):
            for size in range(min(_LONGEST, len(words) - at), 0, -1):
                start, end = words[at].start(), words[at + size - 1].end()
                name = re.sub(r"['’]s$", "", found.group()[start:end].rstrip(".'’"))
                hit = known.get(_plain(name))
                if hit:
                    places.append(Place(name, found.start() + start, *hit))
                    at += size
                    break
            else:
                if at == 0 and before and before[0].casefold() in lexicon().places_after:
                    places.append(Place(re.sub(r"['’]s$", "", found.group()), found.start(), "", 0.0))
                at += 1
    return places


def likely_country(places: list[Place], at: int) -> str:
    """The country that the names speak for most, the nearer to `at` the more; empty if none is known."""
    votes: dict[str, float] = {}
    for place in places:
        if place.country:
            near = 1.0 / (1.0 + abs(place.start - at) / 300)
            votes[place.country] = votes.get(place.country, 0.0) + place.weight * (0.4 + near)
    return max(votes, key=lambda code: votes[code]) if votes else ""
