"""Which languages there are words for, and in which a text is written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from babel import Locale

from waystation.claims.reading.lexicon.tokens import tokens_of

__all__ = ["full_months", "languages", "languages_of", "name_of", "short_months", "table_alone", "tables"]

_MOST_WORDS = 1_500
_KNOWN_SHARE = 0.34
_LEAST_SHARE = 0.08
_SECOND = 0.45
_DEFAULT = ("en",)
_FEW, _NOT_MANY, _TOO_FEW = 12, 40, 2.0


@cache
def languages() -> tuple[str, ...]:
    """The languages that are read, by their ISO 639-1 codes."""
    folder = resources.files("waystation.claims.reading.lexicon")
    return tuple(sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml")))


def _file(language: str) -> str:
    return resources.files("waystation.claims.reading.lexicon").joinpath(f"{language}.toml").read_text("utf-8")


@cache
def tables(language: str) -> dict[str, Any]:
    """All tables of a language's file."""
    return tomllib.loads(_file(language))


def table_alone(language: str, name: str) -> dict[str, Any]:
    """One table of a language's file, by its dotted name, without reading the others.

    Of the languages that a text is not in only a few words are needed, and a whole file takes 20 ms.

    Raises
    ------
    KeyError
        If the file has no such table.
    """
    found = re.search(rf"^\[{re.escape(name)}\]\n(.*?)(?=^\[|\Z)", _file(language), re.MULTILINE | re.DOTALL)
    if found is None:
        raise KeyError(name)
    return tomllib.loads(found[1])


def name_of(language: str) -> str:
    """The language's name in English."""
    return str(table_alone(language, "language")["name"])


@cache
def short_months(language: str) -> Mapping[str, int]:
    """The shortened names of months, without a stop, by the Unicode locale data.

    Examples
    --------
    >>> short_months("fr")["déc"]
    12
    """
    names = Locale.parse(language).months["format"]["abbreviated"]
    return {name.casefold().rstrip("."): month for month, name in names.items()}


@cache
def full_months() -> frozenset[str]:
    """The names of months in full, of all languages that are read, by the Unicode locale data.

    Examples
    --------
    >>> sorted(full_months() & short_months("fr").keys())
    ['août', 'juin', 'mai', 'mars']
    """
    return frozenset(
        name.casefold() for language in languages() for name in Locale.parse(language).months["format"]["wide"].values()
    )


@cache
def _common() -> dict[str, tuple[str, ...]]:
    """The languages to which each small word belongs."""
    found: dict[str, tuple[str, ...]] = {}
    for language in languages():
        for word in table_alone(language, "language")["common"]:
            found[word] = (*found.get(word, ()), language)
    return found


@lru_cache(maxsize=256)
def languages_of(text: str) -> tuple[str, ...]:
    """The languages of a text, the likeliest first, told by its small words; empty if it is in none that is read.

    Parameters
    ----------
    text : the report, or a part of it

    Examples
    --------
    >>> languages_of("Unas 300 personas llegaron a la frontera de Colombia en la tarde")
    ('es',)
    """
    words = [word for word in tokens_of(text[: 8 * _MOST_WORDS]).words[:_MOST_WORDS] if word[0].isalpha()]
    votes: dict[str, float] = {}
    for word in words:
        # A word of several languages ("de", "para") speaks a little for each.
        of = _common().get(word, ())
        for language in of:
            votes[language] = votes.get(language, 0.0) + 1.0 / len(of)
    if not votes or max(votes.values()) < _LEAST_SHARE * len(words):
        return _of_words(text, words, {}) if len(words) < _FEW else ()
    if len(words) < _NOT_MANY and max(votes.values()) <= _TOO_FEW and not _other_script(words):
        # A small word or two tell little: "On compte 40 enfants" is no English.
        return _of_words(text, words, votes)
    best = max(votes.values())
    ordered = sorted(votes, key=lambda each: (-votes[each], each))
    return tuple(each for at, each in enumerate(ordered) if at == 0 or votes[each] >= _SECOND * best)[:2]


def _of_words(text: str, words: list[str], votes: Mapping[str, float]) -> tuple[str, ...]:
    """The language whose lexicon knows most words of a text too short to have small words; they are counted too.

    If none does, English; in another script no language, unless it knows a good part of them: Persian is not Arabic.
    """
    from waystation.claims.reading.lexicon.lexicon import lexicon  # which is built on this module

    tokens = tokens_of(text)
    known = {
        language: votes.get(language, 0.0)
        + sum(
            last - first
            for table in ("units", "terms", "qualifiers")
            for _, first, last in set(lexicon((language,)).finder(table).all(tokens))
        )
        for language in languages()
    }
    most = max(known.values())
    if _other_script(words):
        return tuple(each for each in known if known[each] == most)[:1] if most > _KNOWN_SHARE * len(words) else ()
    return _DEFAULT if known[_DEFAULT[0]] == most else tuple(each for each in known if known[each] == most)[:1]


def _other_script(words: list[str]) -> bool:
    return sum(word[0] > "\u02ff" for word in words) > len(words) / 2
