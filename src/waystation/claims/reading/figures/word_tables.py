"""The tables of number words: a part of each language's file."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["number_languages", "number_tables"]


@cache
def number_languages() -> tuple[str, ...]:
    """Codes of the languages with number words."""
    folder = resources.files("waystation.claims.reading.figures").joinpath("words")
    return tuple(sorted(each.name.removesuffix(".toml") for each in folder.iterdir()))


@cache
def number_tables(language: str) -> dict[str, Any]:
    """The number words of a language."""
    folder = resources.files("waystation.claims.reading.figures").joinpath("words")
    return tomllib.loads(folder.joinpath(f"{language}.toml").read_text("utf-8"))


def languages_of(text: str) -> tuple[str, ...]:
    """placeholder until the lexicon's own lands"""
    import re
    words = re.findall(r"[^\W\d_]+", text[:20000].casefold())
    votes = {l: sum(w in set(number_tables(l)["language"]) for w in words) for l in number_languages()}
    best = max(votes.values())
    return tuple(l for l, n in votes.items() if n >= 0.45 * best) if best else number_languages()
