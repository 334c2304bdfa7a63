"""The words of some languages put together, ready to be searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from typing import Any

from waystation.claims.reading.lexicon.finder import Finder
from waystation.claims.reading.lexicon.languages import languages, short_months, tables
from waystation.claims.reading.lexicon.tokens import folded

__all__ = ["CLASSES", "COUNTS_NOBODY", "Lexicon", "lexicon", "pattern", "speaking"]

CLASSES = ("verbs", "nouns", "people")
"""How a wording of `terms` says what happened: as a verb, as the name of an event, or in the name of the people."""

COUNTS_NOBODY = frozenset({"other", "sites", "responders"})
"""The lists of `units` whose words stand behind figures that count nobody who flees."""

_SEARCHED = ("clauses", "corrections", "events", "leads", "parts", "rates", "speech", "terms", "units")
"""The tables that every report is searched for, all in one go."""

_APOSTROPHE = re.compile("['’]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_LETTERS = {"ا": "[اأإآٱ]", "ي": "[يىئ]", "ى": "[ىي]", "ه": "[هة]", "ة": "[ةه]", "أ": "[أا]", "إ": "[إا]", "آ": "[آا]"}


def pattern(wordings: Iterable[str]) -> re.Pattern[str]:
    """A pattern of wordings, the longest first: ``*`` ends a word or stands for one, ``#`` for a figure."""
    known = sorted((_escaped(each) for each in wordings), key=len, reverse=True)
    arabic = "|".join(each for each in known if _ARABIC.search(each))
    parts = [each for each in known if not _ARABIC.search(each)]
    if arabic:
        # Writers put "and", "in", "to" and "the" together with the next word. Before all words at once: that is faster.
        parts.append(rf"(?:[وف]?(?:[بكل]?ال|لل|[بلكس])?)?(?:{arabic})[\u064b-\u0652]*")
    ordered = "|".join(parts)
    return re.compile(rf"(?<![\w-])(?:{ordered})(?![\w])" if ordered else r"(?!)", re.IGNORECASE)


def _escaped(wording: str) -> str:
    parts = [
        r"\S+"
        if word == "*"
        else _APOSTROPHE.sub("['’]", re.escape(word)).replace(r"\*", r"[\w'’-]*").replace(r"\#", r"\d[\d,.]*")
        for word in wording.split()
    ]
    joined = r"\s+".join(parts)
    # Arabic writers drop hamzas.
    return "".join(_LETTERS.get(letter, letter) for letter in joined) if _ARABIC.search(joined) else joined


class Lexicon:
    """The tables of one or more languages: lists joined, values side by side.

    Parameters
    ----------
    chosen : codes of the languages, the most important first
    """

    def __init__(self, chosen: tuple[str, ...]) -> None:
        self.languages = chosen
        self._tables: dict[str, Any] = {}
        for language in reversed(chosen):
            _merge(self._tables, tables(language))
        self._patterns: dict[str, dict[str, re.Pattern[str]]] = {}
        self._values: dict[str, tuple[re.Pattern[str], dict[str, Any]]] = {}
        self._words: dict[tuple[str, str], frozenset[str]] = {}
        self._finders: dict[str, Finder] = {}

    def table(self, name: str) -> dict[str, Any]:
        """A table by its dotted name; empty if no language has it."""
        found = self._tables
        for part in name.split("."):
            found = found.get(part, {})
        return found

    def lists(self, table: str) -> dict[str, list[str]]:
        """The lists of wordings of a table by name."""
        return {name: each for name, each in self.table(table).items() if isinstance(each, list)}

    def patterns(self, table: str) -> dict[str, re.Pattern[str]]:
        """The patterns of a table of wordings, by name.

        Examples
        --------
        >>> bool(lexicon(("en",)).patterns("units")["trucks"].fullmatch("lorries"))
        True
        """
        if table not in self._patterns:
            self._patterns[table] = {name: pattern(each) for name, each in self.lists(table).items()}
        return self._patterns[table]

    def pattern(self, table: str, name: str) -> re.Pattern[str]:
        """The pattern of one list of wordings, which finds nothing where no language has it."""
        return self.patterns(table).get(name) or re.compile(r"(?!)")

    def values(self, table: str) -> tuple[re.Pattern[str], dict[str, Any]]:
        """The pattern of a table's names, and what each stands for.

        Examples
        --------
        >>> names, meanings = lexicon(("en",)).values("vague")
        >>> meanings[names.search("some scores of families").group()]
        [40, 99]
        """
        if table not in self._values:
            meanings = {name: each for name, each in self.table(table).items() if not isinstance(each, dict)}
            self._values[table] = pattern(meanings), meanings
        return self._values[table]

    def meaning(self, table: str, wording: str) -> Any:
        """What a wording found by the pattern of `values` stands for; in Arabic it may have small words before it.

        Raises
        ------
        KeyError
            If no name of the table reads so.
        """
        known = self.values(table)[1]
        plain = " ".join(wording.casefold().split()).rstrip(".")
        if plain in known:
            return known[plain]
        for name in sorted(known, key=len, reverse=True):
            if pattern([name]).fullmatch(plain):
                return known[name]
        raise KeyError(wording)

    def words(self, table: str, name: str) -> frozenset[str]:
        """The bare words of one list, folded as `Tokens` gives them."""
        if (table, name) not in self._words:
            self._words[table, name] = frozenset(folded(each) for each in self.table(table).get(name, ()))
        return self._words[table, name]

    def finder(self, table: str) -> Finder:
        """The finder of a table of wordings; names of ``terms`` are "term:class", ``leads`` lead to a site.

        Examples
        --------
        >>> from waystation.claims.reading.lexicon import Tokens
        >>> lexicon(("en",)).finder("terms").all(Tokens("They reached the town."))
        [('arrived:verbs', 1, 2)]
        """
        found = self._finders.get(table)
        if found is None:
            if table in _SEARCHED:
                self._finders |= Finder.together({each: self._wordings(each) for each in _SEARCHED})
            else:
                self._finders[table] = Finder(self._wordings(table))
            found = self._finders[table]
        return found

    def _wordings(self, table: str) -> dict[str, list[str]]:
        if table == "leads":
            return {name: self.table("sites").get(name, []) for name in ("origin", "destination", "there")}
        return self.classed() if table == "terms" else self.lists(table)

    def classed(self) -> dict[str, list[str]]:
        """The wordings of terms by "term:class"."""
        return {
            f"{term}:{each}": classes[each]
            for term, classes in self.table("terms").items()
            for each in CLASSES
            if classes.get(each)
        }

    @cached_property
    def terms(self) -> dict[str, re.Pattern[str]]:
        """The pattern of all wordings of each term."""
        return {
            term: pattern(wording for each in CLASSES for wording in classes.get(each, ()))
            for term, classes in self.table("terms").items()
        }

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number words and their values."""
        return {**self.table("figures.words"), **self.table("figures.units")}

    @cached_property
    def multipliers(self) -> dict[str, int]:
        """Words that multiply the number before them."""
        return dict(self.table("figures.many"))

    @cached_property
    def units(self) -> dict[str, re.Pattern[str]]:
        """The patterns of what figures count."""
        return self.patterns("units")

    @cached_property
    def months(self) -> re.Pattern[str]:
        """The pattern of the names of months."""
        return self.values("dates.months")[0]

    @cached_property
    def months_of_days(self) -> re.Pattern[str]:
        """The same behind a day, where they may be shortened: "19 déc. 2030", "2-5 oct"."""
        return re.compile(rf"{self.months.pattern}|{self._short}(?!\w|\s+of\b)", re.IGNORECASE)

    @cached_property
    def months_of_years(self) -> re.Pattern[str]:
        """The same without a day: shortened before a year only, since many are words, as "mar" and "set"."""
        return re.compile(rf"{self.months.pattern}|{self._short}\.?(?=\s+(?:de\s+)?(?:19|20)\d\d\b)", re.IGNORECASE)

    @property
    def _short(self) -> str:
        names = "|".join(re.escape(each) for each in sorted(self.short_months, key=len, reverse=True))
        return rf"(?<![\w-])(?:{names})" if names else r"(?!)"

    @cached_property
    def short_months(self) -> dict[str, int]:
        """Shortened names of months that no list of the languages has, by the Unicode locale data."""
        known = self.values("dates.months")[1]
        return {
            name: month for each in self.languages for name, month in short_months(each).items() if name not in known
        }

    def month(self, wording: str) -> int:
        """The number of a month found by the pattern of `months`.

        Raises
        ------
        KeyError
            If no month is called so.
        """
        short = self.short_months.get(wording.casefold().rstrip("."))
        return int(self.meaning("dates.months", wording)) if short is None else short

    @cached_property
    def qualifiers(self) -> dict[str, re.Pattern[str]]:
        """Qualifier and the pattern of its wordings, to stand right before a figure."""
        return {
            name: re.compile(pattern(each).pattern + r"(?:\s+(?:an?|another))?\s*$", re.IGNORECASE)
            for name, each in self.lists("qualifiers").items()
        }


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            into[key] = [*into.get(key, []), *value]
        else:
            into[key] = value


_SPOKEN: ContextVar[Lexicon | None] = ContextVar("_SPOKEN", default=None)


@contextmanager
def speaking(chosen: tuple[str, ...]) -> Iterator[None]:
    """While a text is read: `lexicon` gives the words of its languages.

    Whatever is built from a lexicon and kept must be kept for that lexicon: ``@cache def grammar(words: Lexicon)``.

    Parameters
    ----------
    chosen : codes of the languages, as from `languages_of`
    """
    token = _SPOKEN.set(_lexicon(chosen or languages()))
    try:
        yield
    finally:
        _SPOKEN.reset(token)


@cache
def _lexicon(chosen: tuple[str, ...]) -> Lexicon:
    return Lexicon(chosen)


def lexicon(chosen: tuple[str, ...] | None = None) -> Lexicon:
    """The lexicon of some languages; without them of those being read (`speaking`), or of all there are.

    Examples
    --------
    >>> lexicon(("en",)).numbers["twelve"]
    12
    """
    return _lexicon(chosen) if chosen else _SPOKEN.get() or _lexicon(languages())
