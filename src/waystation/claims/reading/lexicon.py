"""The words of the languages that are read: a folder of data each, beside this file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Lexicon", "lexicon"]


@dataclass(frozen=True)
class Lexicon:
    """Words of all languages together: a report may quote in several.

    Parameters
    ----------
    units : kind (people, households, structures, other) and the pattern of its words
    terms : term and the pattern of the words that carry it
    numbers, multipliers : number words and their values
    qualifiers : qualifier and the pattern of its wordings, to stand right before a figure
    months, verbs, ranges, denials, places_after : patterns of the words for the purposes named
    """

    units: dict[str, re.Pattern[str]]
    terms: dict[str, re.Pattern[str]]
    numbers: dict[str, int]
    multipliers: dict[str, int]
    qualifiers: dict[str, re.Pattern[str]]
    months: re.Pattern[str]
    verbs: re.Pattern[str]
    places_after: frozenset[str]


def _pattern(words: list[str], tail: str = "") -> re.Pattern[str]:
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
    folders = sorted(resources.files(__package__).joinpath("lexicons").iterdir(), key=lambda each: each.name)
    parts = [tomllib.loads(each.joinpath("words.toml").read_text("utf-8")) for each in folders if each.is_dir()]
    tables: dict[str, dict[str, list[str]]] = {"units": {}, "terms": {}, "qualifiers": {}, "words": {}}
    for part in parts:
        for table, gathered in tables.items():
            for name, words in part.get(table, {}).items():
                gathered.setdefault(name, []).extend(words)
    return Lexicon(
        {name: _pattern(words) for name, words in tables["units"].items()},
        {name: _pattern(words) for name, words in tables["terms"].items()},
        {word: value for part in parts for word, value in part.get("numbers", {}).items()},
        {word: value for part in parts for word, value in part.get("multipliers", {}).items()},
        {name: _pattern(words, r"(?:\s+(?:an?|another))?\s*$") for name, words in tables["qualifiers"].items()},
        _pattern(tables["words"]["months"]),
        _pattern(tables["words"]["verbs"]),
        frozenset(tables["words"]["places_after"]),
    )
