"""Places as reports write them, and the place of the scenario that each means."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.lexicon.languages import languages
from waystation.world.scenario_model import Place

__all__ = ["PlaceNames"]

_ARTICLES = frozenset({"al", "as", "ash", "an", "ar", "el", "the"})
_KINDS = frozenset({"area", "camp", "centre", "center", "city", "field", "site", "town", "transit", "village"})
"""Words that say what a place is: "Al-Hol" means Al-Hol camp where no other place of the scenario is called so."""
_PASSAGES = frozenset({"border", "checkpoint", "crossing", "frontier", "gate", "point", "post"})
"""Words for places that people pass: "Joda" and "Joda border post" mean Joda crossing, "Joda camp" does not."""


def _words(name: str) -> tuple[str, ...]:
    """A name's words without accents, case, hyphens and articles."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("’", "").replace("'", "").replace("-", " "))
    words = "".join(each for each in folded if not unicodedata.combining(each)).split()
    return tuple(word for word in words if word not in _ARTICLES) or tuple(words)


class PlaceNames:
    """The names of a scenario's places, and the other names that reports give them.

    Parameters
    ----------
    places : rows of ``places.csv``; their ``other_names`` count as well

    Examples
    --------
    >>> names = PlaceNames([Place(name="Al-Hol camp", other_names="Al-Hawl; El Hol"), Place(name="Hajin")])
    >>> names.name_of("al-Hawl"), names.name_of("Hol"), names.name_of("Mosul")
    ('Al-Hol camp', 'Al-Hol camp', None)
    """

    def __init__(self, places: Iterable[Place]):
        places = list(places)
        self._names: dict[tuple[str, ...], str] = {}
        roles = [(_role(place.role), place.name) for place in places if place.role]
        having = Counter(role for role, _ in roles)
        self.roles = {role: name for role, name in roles if having[role] == 1}
        """The place of each role that only one of them has."""
        spelled = [
            (place.name, name.strip())
            for place in places
            for name in (place.name, *place.other_names.split(";"))
            if name.strip()
        ]
        short: dict[tuple[str, ...], str] = {}
        used = Counter[tuple[str, ...]]()
        for place, name in spelled:
            self._names.setdefault(_words(name), place)
            bare = _without(_words(name), _KINDS)
            if bare and short.get(bare) != place:
                short[bare] = place
                used[bare] += 1
        for bare, place in short.items():
            if used[bare] == 1:
                self._names.setdefault(bare, place)
        passed: dict[tuple[str, ...], set[str]] = {}
        for place, name in spelled:
            passed.setdefault(_without(_words(name), _PASSAGES), set()).add(place)
        self._passages = {bare: places.pop() for bare, places in passed.items() if bare and len(places) == 1}
        self.spellings = tuple(
            dict.fromkeys([name for _, name in spelled] + [_without_kind(name) for _, name in spelled])
        )
        """Every way in which a report may write one of them, for the reader to find."""

    def name_of(self, written: str) -> str | None:
        """The place that is meant, as ``places.csv`` writes it; None if it is none of them."""
        words = _words(written)
        found = (
            self._names.get(words)
            or self._names.get(_without(words, _KINDS))
            or self._passages.get(_without(words, _PASSAGES))
        )
        if found:
            return found
        # "the Al-Hol camp in Hasakah" holds the name of one place of the scenario.
        inside = {
            place
            for name, place in self._names.items()
            if any(words[at : at + len(name)] == name for at in range(len(words) - len(name) + 1))
        }
        return inside.pop() if len(inside) == 1 else None


def _without_kind(name: str) -> str:
    return " ".join(word for word in name.split() if word.casefold() not in _KINDS) or name


def _without(words: tuple[str, ...], kinds: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in kinds)


def _role(written: str) -> str:
    """The role as the lexicons call it: a "border post" or a "poste-frontière" is a border."""
    role = written.strip().casefold()
    for language in languages():
        for name, wordings in lexicon((language,)).lists("roles").items():
            # Wordings stand with their article: "the border post".
            if role == name or any(role in (each, each.partition(" ")[2]) for each in wordings):
                return name
    return role
