"""Places as reports write them, and the place of the scenario that each means."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from waystation.world.scenario_model import Place

__all__ = ["PlaceNames"]

_ARTICLES = frozenset({"al", "as", "ash", "an", "ar", "el", "the"})
_KINDS = frozenset({"area", "camp", "centre", "center", "city", "field", "site", "town", "transit", "village"})
"""Words that say what a place is: "Al-Hol" means Al-Hol camp where no other place of the scenario is called so."""


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
        having = Counter(place.role.casefold() for place in places if place.role)
        self.roles = {place.role.casefold(): place.name for place in places if having[place.role.casefold()] == 1}
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
            bare = tuple(word for word in _words(name) if word not in _KINDS)
            if bare and short.get(bare) != place:
                short[bare] = place
                used[bare] += 1
        for bare, place in short.items():
            if used[bare] == 1:
                self._names.setdefault(bare, place)
        self.spellings = tuple(
            dict.fromkeys([name for _, name in spelled] + [_without_kind(name) for _, name in spelled])
        )
        """Every way in which a report may write one of them, for the reader to find."""

    def name_of(self, written: str) -> str | None:
        """The place that is meant, as ``places.csv`` writes it; None if it is none of them."""
        words = _words(written)
        found = self._names.get(words) or self._names.get(tuple(word for word in words if word not in _KINDS))
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
