"""Finds the wordings of a table in a text, all at once and in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from waystation.claims.reading.lexicon.tokens import Tokens

__all__ = ["Finder"]

_SHORTEST, _LONGEST = 2, 8
_MOST_REMEMBERED = 50_000
# What Arabic writes together with the next word: and, so; in, to, like; the.
_ARABIC = re.compile("^(?:[وف]?(?:[بكل]?ال|لل|[بلكس])?)(?=..)")


class _Node:
    """A step in the wordings: the next word, known in full or by how it begins."""

    __slots__ = ("any", "exact", "figure", "longest", "names", "prefixes")

    def __init__(self) -> None:
        self.exact: dict[str, _Node] = {}
        self.prefixes: dict[str, _Node] = {}
        self.any: _Node | None = None
        self.figure: _Node | None = None
        self.names: list[tuple[Finder, str]] = []
        self.longest = 0  # of the prefixes, so that an endless word costs no more than another

    def step(self, word: str) -> _Node:
        """The node after a word of a wording, made if there is none."""
        if word == "*":
            self.any = self.any or _Node()
            return self.any
        if word == "#":
            self.figure = self.figure or _Node()
            return self.figure
        if word.endswith("*"):
            self.longest = max(self.longest, len(word) - 1)
        known, key = (self.prefixes, word[:-1]) if word.endswith("*") else (self.exact, word)
        return known.setdefault(key, _Node())

    def after(self, word: str) -> list[_Node]:
        """The nodes that a word of a text leads to."""
        found = [self.exact[word]] if word in self.exact else []
        if self.prefixes:
            for size in range(_SHORTEST, min(len(word), self.longest) + 1):
                if word[:size] in self.prefixes:
                    found.append(self.prefixes[word[:size]])
        if self.figure is not None and word[0].isdigit():
            found.append(self.figure)
        if self.any is not None and word[0].isalnum():
            found.append(self.any)
        return found


class _Beginning(NamedTuple):
    """What a word of a text may begin: as it stands, and in Arabic without what is written together with it."""

    nodes: tuple[_Node, ...]
    bare: tuple[_Node, ...]
    rest: str
    alone: list[tuple[Finder, str]] | None
    """All that it is by itself, if no wording goes on behind it."""


class _Search:
    """The wordings of some tables as one tree of words, so that a text is gone through once for all of them."""

    def __init__(self) -> None:
        self.finders: list[Finder] = []
        self._root = _Node()
        self._first: dict[str, _Beginning | None] = {}

    def add(self, finder: Finder, table: Mapping[str, Iterable[str]]) -> None:
        """A table of wordings, of which what is found goes to a finder."""
        self.finders.append(finder)
        for name, wordings in table.items():
            for wording in wordings:
                node = self._root
                for word in (word for part in wording.split() for word in _words(part)):
                    node = node.step(word)
                if (finder, name) not in node.names:
                    node.names.append((finder, name))

    def through(self, tokens: Tokens) -> None:
        """Keep with a text, for each table, all that begins at each of its words."""
        words, first = tokens.words, self._first
        begun: dict[Finder, dict[int, list[tuple[str, int]]]] = {each: {} for each in self.finders}
        for at, word in enumerate(words):
            # Most words begin no wording.
            begins = first[word] if word in first else self._begins(word)
            if begins is None:
                continue
            if begins.alone is not None:
                for finder, name in begins.alone:
                    begun[finder].setdefault(at, []).append((name, at + 1))
            else:
                for (finder, name), last in _at(words, at, begins):
                    begun[finder].setdefault(at, []).append((name, last))
        for finder, each in begun.items():
            tokens.wordings[finder] = list(each), each

    def _begins(self, word: str) -> _Beginning | None:
        """What the first word of a wording leads to; remembered, since words come again."""
        nodes, bare, rest = tuple(self._root.after(word)), tuple[_Node, ...](), ""
        if word[0] > "\u0600" and (glued := _ARABIC.match(word)) and glued.end():
            rest = word[glued.end() :]
            bare = tuple(self._root.after(rest))
        if len(self._first) > _MOST_REMEMBERED:
            self._first.clear()
        alone = None if bare or any(map(_goes_on, nodes)) else [name for node in nodes for name in node.names]
        found = self._first[word] = _Beginning(nodes, bare, rest, alone) if nodes or bare else None
        return found


def _goes_on(node: _Node) -> bool:
    return bool(node.exact or node.prefixes or node.any or node.figure)


def _at(words: Sequence[str], index: int, begins: _Beginning) -> list[tuple[tuple[Finder, str], int]]:
    """All wordings that begin at a word, each with the number of the word after it."""
    found = list[tuple[tuple[Finder, str], int]]()
    for node in begins.nodes:
        _take(words, index, len(words), node, found)
    if begins.bare:
        rest = [begins.rest, *words[index + 1 : index + _LONGEST]]
        bare = list[tuple[tuple[Finder, str], int]]()
        for node in begins.bare:
            _take(rest, 0, len(rest), node, bare)
        found += [(name, index + last) for name, last in bare if (name, index + last) not in found]
    return found


def _take(words: Sequence[str], index: int, end: int, node: _Node, found: list[tuple[tuple[Finder, str], int]]) -> None:
    if node.names:
        found += [(name, index + 1) for name in node.names]
    if index + 1 < end and _goes_on(node):
        for following in node.after(words[index + 1]):
            _take(words, index + 1, end, following, found)


class Finder:
    """Finds wordings: ``*`` ends a word or stands for one, ``#`` for a figure.

    Parameters
    ----------
    table : wordings by name

    Examples
    --------
    >>> finder = Finder({"left": ["left", "came out"], "arrived": ["arriv*"]})
    >>> finder.all(Tokens("They came out and arrived."))
    [('left', 1, 3), ('arrived', 4, 5)]
    """

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        self._search = _Search()
        self._search.add(self, table)

    @classmethod
    def together(cls, tables: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, Finder]:
        """A finder for each of some tables; whichever is asked first looks a text through for all of them."""
        search = _Search()
        found = dict[str, Finder]()
        for table, wordings in tables.items():
            finder = found[table] = cls.__new__(cls)
            finder._search = search
            search.add(finder, wordings)
        return found

    def at(self, tokens: Tokens, index: int, end: int | None = None) -> list[tuple[str, int]]:
        """Names whose wording begins at a word, each with the number of the word after it."""
        found = (tokens.wordings.get(self) or self._everything(tokens))[1].get(index, [])
        return found if end is None else [each for each in found if each[1] <= end]

    def _everything(self, tokens: Tokens) -> tuple[list[int], dict[int, list[tuple[str, int]]]]:
        """The words of a text at which something begins, in order, and what; found once and kept with the words."""
        if self not in tokens.wordings:
            self._search.through(tokens)
        return tokens.wordings[self]

    def all(self, tokens: Tokens, first: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
        """Every wording in a stretch of words: name, number of its first word and of the word after it."""
        order, begun = tokens.wordings.get(self) or self._everything(tokens)
        limit = len(tokens.words) if end is None else end
        return [
            (name, at, last)
            for at in order[bisect_left(order, first) : bisect_left(order, limit)]
            for name, last in begun[at]
            if last <= limit
        ]

    def spans(self, tokens: Tokens, start: int, end: int) -> list[tuple[str, int, int]]:
        """Every wording between two offsets: name and offsets."""
        found = self.all(tokens, *tokens.span(start, end))
        return [(name, tokens.starts[first], tokens.ends[last - 1]) for name, first, last in found]

    def names_at(self, tokens: Tokens, offset: int) -> set[str]:
        """Names whose wording begins at an offset."""
        index = tokens.at(offset)
        begins = index < len(tokens.starts) and tokens.starts[index] == offset
        return {name for name, _ in self.at(tokens, index)} if begins else set()


def _words(part: str) -> list[str]:
    """A part of a wording as `Tokens` would cut it, its star kept."""
    if part in {"*", "#"}:
        return [part]
    star = part.endswith("*")
    words = Tokens(part.removesuffix("*")).words
    # "# beds)" and "(# beds": signs stand for themselves.
    words = ["#" if word == "#" else word for word in words]
    return [*words[:-1], words[-1] + "*"] if star and words else words
