"""The words of the languages that are read: one file of data a language, beside this one."""

from __future__ import annotations

from waystation.claims.reading.lexicon.finder import Finder
from waystation.claims.reading.lexicon.languages import languages, languages_of, name_of
from waystation.claims.reading.lexicon.lexicon import COUNTS_NOBODY, Lexicon, lexicon, pattern, speaking
from waystation.claims.reading.lexicon.tokens import Tokens, folded, tokens_of

__all__ = [
    "COUNTS_NOBODY", "Finder", "Lexicon", "Tokens", "folded", "languages", "languages_of", "lexicon", "name_of",
    "pattern", "speaking", "tokens_of",
]  # fmt: skip
