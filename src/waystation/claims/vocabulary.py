"""The words a claim may use, kept as data in ``vocabulary.toml`` beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal

__all__ = ["Qualifier", "Term", "Vocabulary", "vocabulary"]


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
    forward : whether it may speak of days after its publication
    drift_per_day : share by which a stock may honestly change in a day
    rise_per_day : the same upwards, where a stock grows through a crisis; else nought
    """

    kind: Literal["stock", "flow", "other"]
    family: str
    phrase: str
    meaning: str
    forward: bool = False
    drift_per_day: float = 0.1
    rise_per_day: float = 0.0


@dataclass(frozen=True)
class Vocabulary:
    """All words: qualifiers, terms, units of people and the choices of the other columns."""

    qualifiers: MappingProxyType[str, Qualifier]
    terms: MappingProxyType[str, Term]
    people_units: frozenset[str]
    household_units: frozenset[str]
    most_people: float
    most_of_anything: float
    choices: MappingProxyType[str, tuple[str, ...]]


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
    units = words["units"]
    return Vocabulary(
        MappingProxyType({name: Qualifier(**each) for name, each in words["qualifiers"].items()}),
        MappingProxyType({name: Term(**each) for name, each in words["terms"].items()}),
        frozenset(units["people"]),
        frozenset(units["households"]),
        units["most_people"],
        units["most_of_anything"],
        MappingProxyType({column: tuple(each) for column, each in words["choices"].items()}),
    )
