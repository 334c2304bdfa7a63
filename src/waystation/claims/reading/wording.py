"""The wordings of whole reports: ``claims.toml`` of each language's folder, put together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["Finder", "finder", "pattern", "phrases", "values", "words"]


_START = re.compile(r"(?<![\w-])[\w(]")


def pattern(wordings: Iterable[str]) -> re.Pattern[str]:
    """A pattern of wordings, the longest first: ``*`` ends a word or stands for one, ``#`` for a figure."""
    ordered = "|".join(sorted((_escaped(each) for each in wordings), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{ordered})(?![\w])" if ordered else r"(?!)", re.IGNORECASE)


def _escaped(wording: str) -> str:
    parts = []
    for word in wording.split():
        if word == "*":
            parts.append(r"\S+")
        else:
            parts.append(re.escape(word).replace(r"\*", r"[\w'’-]*").replace(r"\#", r"\d[\d,.]*"))
    return r"\s+".join(parts)


@cache
def _tables() -> dict[str, Any]:
    """All languages' tables: lists joined, values together."""
    folders = sorted(resources.files(__package__).joinpath("lexicons").iterdir(), key=lambda each: each.name)
    merged: dict[str, Any] = {}
    for folder in folders:
        if folder.is_dir():
            _merge(merged, tomllib.loads(folder.joinpath("claims.toml").read_text("utf-8")))
    return merged


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            into[key] = [*into.get(key, []), *value]
        else:
            into[key] = value


def _table(name: str) -> dict[str, Any]:
    table = _tables()
    for part in name.split("."):
        table = table[part]
    return table


@cache
def phrases(table: str) -> dict[str, re.Pattern[str]]:
    """The patterns of a table of wordings, by name.

    Examples
    --------
    >>> bool(phrases("units")["trucks"].fullmatch("lorries"))
    True
    """
    return {name: pattern(each) for name, each in _table(table).items() if isinstance(each, list)}


class Finder:
    """Finds the wordings of a table word by word: of each, only those that begin alike are tried."""

    def __init__(self, table: str) -> None:
        by_start: dict[str, dict[str, list[str]]] = {}
        for name, wordings in _table(table).items():
            for wording in wordings if isinstance(wordings, list) else []:
                key = wording[:2].casefold() if wording[1:2].isalpha() else wording[:1].casefold()
                by_start.setdefault(key, {}).setdefault(name, []).append(wording)
        for key, names in by_start.items():
            for name, wordings in by_start.get(key[:1], {}).items() if len(key) > 1 else ():
                names.setdefault(name, []).extend(wordings)
        # Most words begin like a wording and are none: one pattern of all tells that at once.
        self._by_start = {
            key: (
                pattern(wording for each in names.values() for wording in each),
                [(name, pattern(each)) for name, each in names.items()],
            )
            for key, names in by_start.items()
        }

    def at(self, text: str, start: int, end: int | None = None) -> list[tuple[str, int]]:
        """Names whose wording stands at an offset, each with where it ends."""
        here = text[start : start + 2].casefold()
        bucket = self._by_start.get(here) or self._by_start.get(here[:1])
        limit = len(text) if end is None else end
        if bucket is None or not bucket[0].match(text, start, limit):
            return []
        return [(name, found.end()) for name, each in bucket[1] if (found := each.match(text, start, limit))]

    def all(self, text: str, start: int, end: int) -> list[tuple[str, int, int]]:
        """Every wording in a stretch of text: name and offsets, in the order they stand."""
        return [
            (name, found.start(), last)
            for found in _START.finditer(text, start, end)
            for name, last in self.at(text, found.start(), end)
        ]


@cache
def finder(table: str) -> Finder:
    """The finder of a table of wordings.

    Examples
    --------
    >>> finder("terms").all("They left by bus and reached the town.", 0, 38)
    [('left', 5, 9), ('arrived', 21, 28)]
    """
    return Finder(table)


@cache
def words(table: str, name: str) -> frozenset[str]:
    """The bare words of one entry."""
    return frozenset(_table(table)[name])


@cache
def values(table: str) -> tuple[re.Pattern[str], dict[str, Any]]:
    """The pattern of a table's names, and what each stands for.

    Examples
    --------
    >>> names, meanings = values("vague")
    >>> meanings[names.search("some scores of families").group()]
    [40, 99]
    """
    meanings = {name: each for name, each in _table(table).items() if not isinstance(each, dict)}
    return pattern(meanings), meanings
