"""The words of the languages that are read: a folder of data each, beside this file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["Lexicon", "built", "lexicon", "pattern", "tables"]

_TABLES = ("units", "terms", "qualifiers", "words", "numbers", "multipliers")


@dataclass(frozen=True)
class Lexicon:
    """Words of all languages together: a report may quote in several.

    Parameters
    ----------
    units : kind (people, households, structures, other) and the pattern of its words
    terms : term and the pattern of the words that carry it
    numbers, multipliers : number words and their values
    qualifiers : qualifier and the pattern of its wordings, to stand right before a figure
    months, verbs, places_after : patterns of the words for the purposes named
    """

    units: dict[str, re.Pattern[str]]
    terms: dict[str, re.Pattern[str]]
    numbers: dict[str, int]
    multipliers: dict[str, int]
    qualifiers: dict[str, re.Pattern[str]]
    months: re.Pattern[str]
    verbs: re.Pattern[str]
    places_after: frozenset[str]


def pattern(words: Iterable[str], tail: str = "") -> re.Pattern[str]:
    """A pattern of wordings, the longest first."""
    # "#" stands for any figure, "*" for the rest of a word.
    escaped = (
        re.escape(each).replace(r"\*", r"\w*").replace(r"\#", r"[\d,]+").replace(r"\ ", r"\s+") for each in words
    )
    ordered = "|".join(sorted(escaped, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ordered})(?!\w){tail}", re.IGNORECASE)


@cache
def lexicon() -> Lexicon:
    """The lexicons that ship with the package, put together.

    Examples
    --------
    >>> lexicon().numbers["twelve"]
    12
    >>> bool(lexicon().units["people"].fullmatch("villagers"))
    True
    """
    return built(tables())


def tables() -> dict[str, dict[str, Any]]:
    """The tables of all languages put together: lists joined, values side by side.

    Returns
    -------
    units, terms, qualifiers, words (lists of wordings by name), numbers and multipliers (values by word)
    """
    folders = sorted(resources.files(__package__).joinpath("lexicons").iterdir(), key=lambda each: each.name)
    together: dict[str, dict[str, Any]] = {name: {} for name in _TABLES}
    for folder in folders:
        if not folder.is_dir():
            continue
        part = tomllib.loads(folder.joinpath("words.toml").read_text("utf-8"))
        for table, gathered in together.items():
            for name, entry in part.get(table, {}).items():
                gathered[name] = [*gathered.get(name, []), *entry] if isinstance(entry, list) else entry
    return together


def built(tables: Mapping[str, Mapping[str, Any]]) -> Lexicon:
    """A lexicon of tables such as `tables` gives."""
    return Lexicon(
        {name: pattern(words) for name, words in tables["units"].items()},
        {name: pattern(words) for name, words in tables["terms"].items()},
        dict(tables["numbers"]),
        dict(tables["multipliers"]),
        {name: pattern(words, r"(?:\s+(?:an?|another))?\s*$") for name, words in tables["qualifiers"].items()},
        pattern(tables["words"]["months"]),
        pattern(tables["words"]["verbs"]),
        frozenset(tables["words"]["places_after"]),
    )
