"""The words a claim may use, kept as data in ``vocabulary.toml`` beside this file.

A word is read whatever its case, number (plural), accents and blanks, and by its usual synonyms: "HH", "Ménages" and
"households" are one unit, "IDPs", "pers." and "People" another. No set of terms or units is written in code.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

__all__ = ["Qualifier", "Term", "Unit", "Vocabulary", "vocabulary"]

_NEAR = 0.75
"""From this likeness on, a unit nobody knows is taken for a slip of the pen: "peple", not "Libyans"."""

_MARKS = re.compile(r"[^\w%²]+|_+")
_OPENING_MARK = re.compile(r"^\s*#+\s*(?:of\b)?")


@dataclass(frozen=True)
class Qualifier:
    """How a figure was worded.

    Parameters
    ----------
    bounds : which of ``quantity_low`` and ``quantity_high`` the word fills
    spread : share by which the figure is widened, both ways, when claims are compared
    meaning : in plain words
    """

    bounds: Literal["both", "low", "high"]
    spread: float
    meaning: str


@dataclass(frozen=True)
class Term:
    """What a figure counts.

    Parameters
    ----------
    kind : ``stock`` (there on a day), ``flow`` (passed in a period) or ``other`` (never added up)
    family : terms of one family describe the same thing
    phrase : makes the sentence "3,000 people left"
    meaning : in plain words
    name : the term itself
    direction : of a flow, seen from its place: ``in``, ``out``, or empty
    measure : what it speaks of in the simulation; empty if nothing
    no_measure : why it speaks of nothing there, as a sentence
    armed : whether it may speak of armed people or of those held; such figures stay in the claims file
    title : heads a chart of claims that disagree; empty if none is drawn
    published, published_title : the total that a scenario forecasts as published; empty if it forecasts none
    at_origin : whether a stock is of people where they come from: ``before`` it all or ``now``; empty if elsewhere
    forward : whether it may speak of days after its publication
    drift_per_day : share by which a stock may honestly change in a day
    rise_per_day : the same upwards, where a stock grows through a crisis; else 0
    aliases : other words for it
    """

    kind: Literal["stock", "flow", "other"]
    family: str
    phrase: str
    meaning: str
    name: str = ""
    direction: Literal["in", "out", ""] = ""
    measure: str = ""
    no_measure: str = ""
    armed: bool = False
    title: str = ""
    published: str = ""
    published_title: str = ""
    at_origin: Literal["before", "now", ""] = ""
    forward: bool = False
    drift_per_day: float = 0.1
    rise_per_day: float = 0.0
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """What was counted.

    Parameters
    ----------
    name : the unit itself
    one : the same for a single one, such as "person"; empty where it is the same word
    counts : ``people``, ``households``, ``group`` (some of the people, such as children), ``things``, ``rate`` or
        ``share``
    armed : whether it means armed people; such figures stay in the claims file
    aliases : other words for it
    """

    name: str
    counts: Literal["people", "households", "group", "things", "rate", "share"]
    armed: bool = False
    aliases: tuple[str, ...] = ()
    one: str = ""

    @property
    def whole(self) -> bool:
        """Whether it comes in whole numbers of people or of households."""
        return self.counts in ("people", "households", "group")


@dataclass(frozen=True)
class Vocabulary:
    """All words: qualifiers, terms, units and the choices of the other columns."""

    qualifiers: MappingProxyType[str, Qualifier]
    terms: MappingProxyType[str, Term]
    units: MappingProxyType[str, Unit]
    most_people: float
    most_of_anything: float
    unit_openings: tuple[str, ...]
    unit_joins: frozenset[str]
    choices: MappingProxyType[str, tuple[str, ...]]

    def term(self, word: str) -> Term | None:
        """The term that a word means, or None.

        Examples
        --------
        >>> vocabulary().term("Died en route").name, vocabulary().term("left_pocket").name
        ('died_on_the_way', 'left')
        """
        return next((self.terms[name] for key in _keys(word) if (name := self._term_keys.get(key))), None)

    def unit(self, word: str) -> Unit | None:
        """The unit that a word means, or None.

        Examples
        --------
        >>> [vocabulary().unit(word).name for word in ("IDPs", "pers.", "PEOPLE", "HH", "Ménages")]
        ['people', 'people', 'people', 'households', 'households']
        >>> vocabulary().unit("peaple") is None
        True
        """
        for key in _keys(word):
            name = self._unit_keys.get(key)
            if name:
                return self.units[name]
        text = _plain(word)
        if word.lstrip().startswith("#"):
            return self.unit(_OPENING_MARK.sub(" ", word))
        for opening in self._openings:
            if text.startswith(f"{opening} "):
                return self.unit(text[len(opening) + 1 :])
        return self._joined(word)

    def people_terms(self) -> list[str]:
        """Names of the terms that are counts, in order."""
        return [name for name, term in self.terms.items() if term.kind != "other"]

    def near_unit(self, word: str) -> str:
        """The unit of people or households that a misspelled word means, or nothing."""
        close = difflib.get_close_matches(_plain(word), self._unit_keys, n=1, cutoff=_NEAR)
        return self._unit_keys[close[0]] if close and self.units[self._unit_keys[close[0]]].whole else ""

    def unit_advice(self) -> str:
        """A sentence that lists the units of people."""
        known = ", ".join(unit.name for unit in self.units.values() if unit.counts in ("people", "households"))
        return f"Write {known} for people; for things, a unit of docs/reference/claims.md, or the term context."

    def _joined(self, word: str) -> Unit | None:
        """The unit of "IDPs and refugees", "men/women": of one kind, or none."""
        parts = re.split(r"[/&+,()]|\b(?:" + "|".join(map(re.escape, self.unit_joins)) + r")\b", word.casefold())
        parts = [part for part in parts if part.strip()]
        if len(parts) < 2:
            return None
        units = [self.unit(part) for part in parts]
        return units[0] if units[0] is not None and len(set(units)) == 1 else None

    @cached_property
    def _unit_keys(self) -> Mapping[str, str]:
        return _keys_of(self.units.values())

    @cached_property
    def _term_keys(self) -> Mapping[str, str]:
        return _keys_of(self.terms.values())

    @cached_property
    def _openings(self) -> tuple[str, ...]:
        return tuple(sorted(map(_plain, self.unit_openings), key=len, reverse=True))


def _keys_of(words: Iterable[Term | Unit]) -> dict[str, str]:
    """Every spelling of every word, and of its plural, with its name; names come before aliases."""
    known = list(words)
    keys = {_plain(each.name): each.name for each in known}
    for each in known:
        for spelling in (each.name, *each.aliases):
            keys.setdefault(_plain(spelling), each.name)
    return keys


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    """A word in one form: case, accents, marks and kinds of blanks do not count."""
    apart = unicodedata.normalize("NFKD", word.casefold().replace("²", "2"))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(_MARKS.sub(" ", bare.replace("(s)", "s").replace("(es)", "es")).split())


def _keys(word: str) -> Iterator[str]:
    """The word in one form, as it stands and with its last word in the singular or the plural."""
    key = _plain(word)
    yield key
    if key.endswith("ies"):
        yield f"{key[:-3]}y"
    if key.endswith("es"):
        yield key[:-2]
    if key.endswith("s"):
        yield key[:-1]
    yield f"{key}s"
    if " " in key:  # "personnes déplacées", "desplazados internos": every word in the plural
        yield " ".join(each.removesuffix("s") for each in key.split())
        yield key.replace(" ", "")


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with the package.

    Examples
    --------
    >>> vocabulary().terms["camp_population"].kind
    'stock'
    >>> vocabulary().qualifiers["at least"].bounds
    'low'
    """
    text = resources.files(__package__ or "waystation.claims").joinpath("vocabulary.toml").read_text("utf-8")
    words = tomllib.loads(text)
    limits = words["limits"]
    return Vocabulary(
        MappingProxyType({name: Qualifier(**each) for name, each in words["qualifiers"].items()}),
        MappingProxyType({name: Term(name=name, **_with_aliases(each)) for name, each in words["terms"].items()}),
        MappingProxyType({name: Unit(name=name, **_with_aliases(each)) for name, each in words["units"].items()}),
        limits["most_people"],
        limits["most_of_anything"],
        tuple(limits["unit_openings"]),
        frozenset(limits["unit_joins"]),
        MappingProxyType({column: tuple(each) for column, each in words["choices"].items()}),
    )


def _with_aliases(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"aliases": tuple(row.get("aliases", ()))}
