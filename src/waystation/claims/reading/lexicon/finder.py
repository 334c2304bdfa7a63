"""Finds the wordings of a table in a text, all at once and in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

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
        self.names: list[str] = []
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
        self._root = _Node()
        self._first: dict[str, tuple[_Node, ...]] = {}
        self._known: tuple[set[str], set[str]] = set(), set()  # words looked up, and those that may begin a wording
        for name, wordings in table.items():
            for wording in wordings:
                words = [word for part in wording.split() for word in _words(part)]
                node = self._root
                for word in words:
                    node = node.step(word)
                if name not in node.names:
                    node.names.append(name)

    def at(self, tokens: Tokens, index: int, end: int | None = None) -> list[tuple[str, int]]:
        """Names whose wording begins at a word, each with the number of the word after it."""
        found = self._everything(tokens)[1].get(index, [])
        return found if end is None else [each for each in found if each[1] <= end]

    def _everything(self, tokens: Tokens) -> tuple[list[int], dict[int, list[tuple[str, int]]]]:
        """The words of a text at which something begins, in order, and what; found once and kept with the words."""
        found = tokens.wordings.get(self)
        if found is None:
            places = tokens.places
            if len(self._known[0]) > _MOST_REMEMBERED:
                self._known = set(), set()
            # Two texts may be read at once, each in a thread: a word counts as known when all is known of it.
            known, begins = self._known
            for word in places.keys() - known:
                if self._may_begin(word):
                    begins.add(word)
                known.add(word)
            # Most words begin no wording.
            order = sorted(at for word in places.keys() & begins for at in places[word])
            begun = {at: each for at in order if (each := self._at(tokens.words, at))}
            found = tokens.wordings[self] = list(begun), begun
        return found

    def _at(self, words: Sequence[str], index: int) -> list[tuple[str, int]]:
        found = list[tuple[str, int]]()
        word = words[index]
        for node in self._nodes(word):
            self._take(words, index, len(words), node, found)
        if word[0] > "\u0600" and (glued := _ARABIC.match(word)) and glued.end():
            rest = [word[glued.end() :], *words[index + 1 : index + _LONGEST]]
            bare = list[tuple[str, int]]()
            for node in self._nodes(rest[0]):
                self._take(rest, 0, len(rest), node, bare)
            found += [(name, index + last) for name, last in bare if (name, index + last) not in found]
        return found

    def _nodes(self, word: str) -> tuple[_Node, ...]:
        """The nodes that the first word of a wording leads to; remembered, since words come again."""
        nodes = self._first.get(word)
        if nodes is None:
            if len(self._first) > _MOST_REMEMBERED:
                self._first.clear()
            nodes = self._first[word] = tuple(self._root.after(word))
        return nodes

    def _take(self, words: Sequence[str], index: int, end: int, node: _Node, found: list[tuple[str, int]]) -> None:
        if node.names:
            found += [(name, index + 1) for name in node.names]
        if index + 1 < end and (node.exact or node.prefixes or node.any or node.figure):
            for following in node.after(words[index + 1]):
                self._take(words, index + 1, end, following, found)

    def all(self, tokens: Tokens, first: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
        """Every wording in a stretch of words: name, number of its first word and of the word after it."""
        order, begun = self._everything(tokens)
        limit = len(tokens.words) if end is None else end
        return [
            (name, at, last)
            for at in order[bisect_left(order, first) : bisect_left(order, limit)]
            for name, last in begun[at]
            if last <= limit
        ]

    def _may_begin(self, word: str) -> bool:
        """Whether a wording may begin at a word, in Arabic also behind what is written together with it."""
        glued = _ARABIC.match(word) if word[0] > "\u0600" else None
        return bool(self._nodes(word) or (glued and glued.end() and self._nodes(word[glued.end() :])))

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
