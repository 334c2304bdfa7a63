"""A text as words: where each stands, how it reads without capitals, and how far two of them are apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate

__all__ = ["Tokens", "folded", "tokens_of"]

_TOKEN = re.compile(
    r"(?:[dlnsjmtcDLNSJMTC]|[qQ][uU])['’](?=\w)|\d[\d.,'’\u00a0\u202f]*\d|\d|[^\W\d_](?:[^\W_]|[\u064b-\u0652\u0640])*(?:[-'’]\w+)*|[^\w\s]|_"
)
# Letters that Arabic writers use for one another, digits of other scripts, and the typographer's apostrophe.
_FROM, _TO = "أإآٱىةؤئ’٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اااايهوي'01234567890123456789"
_FOLD, _TO_FOLD = str.maketrans(_FROM, _TO), re.compile(f"[{_FROM}\u064b-\u0652\u0640]")
_MARKS = re.compile("[\u064b-\u0652\u0640]")
_LETTERS = re.compile(r"[^\W\d_]+")
_PAUSES, _STOPS = frozenset(",،:("), frozenset(";؛—–.!?؟")


def folded(word: str) -> str:
    """A word without capitals, vowel marks and ways of writing that say nothing."""
    plain = word.casefold()
    if plain.isascii():
        return plain
    return _MARKS.sub("", plain.translate(_FOLD)) or word


class Tokens:
    """A text as words and signs.

    Parameters
    ----------
    text : the report

    Attributes
    ----------
    starts, ends : offsets of each
    words : each as `folded`
    wordings : what each `Finder` that was asked found at each word, so that nothing is looked for twice

    Examples
    --------
    >>> tokens = Tokens("About 3,000 people, d’après lui")
    >>> tokens.words
    ['about', '3,000', 'people', ',', "d'", 'après', 'lui']
    """

    def __init__(self, text: str) -> None:
        self.text = text
        found = [each.span() for each in _TOKEN.finditer(text)]
        self.starts = [start for start, _ in found]
        self.ends = [end for _, end in found]
        plain = text.casefold()
        if len(plain) == len(text):
            # As a rule letter stands for letter, and all words are folded at once; few texts need more than that.
            self.words = [plain[start:end] for start, end in found]
            for at in {self.at(each.start()) for each in _TO_FOLD.finditer(plain)}:
                self.words[at] = folded(text[self.starts[at] : self.ends[at]])
        else:
            self.words = [folded(text[start:end]) for start, end in found]
        self.wordings: dict[object, tuple[list[int], dict[int, list[tuple[str, int]]]]] = {}

    @cached_property
    def present(self) -> frozenset[str]:
        """All its words, and the parts of those with a hyphen or an apostrophe: what is not there is not sought."""
        words = set(self.words)
        return frozenset(words.union(*(_LETTERS.findall(word) for word in words if not word.isalpha())))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Numbers of the first word at or after an offset and of the first that begins at or after another."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def at(self, offset: int) -> int:
        """Number of the word that holds an offset, or of the next one."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.ends[index] else index + 1

    @cached_property
    def pauses(self) -> list[int]:
        """How many commas, colons and opening brackets stand before each word."""
        return [0, *accumulate(word in _PAUSES for word in self.words)]

    @cached_property
    def stops(self) -> list[int]:
        """How many semicolons, dashes and full stops stand before each word."""
        return [0, *accumulate(word in _STOPS for word in self.words)]

    @cached_property
    def digits(self) -> list[int]:
        """How many figures in digits stand before each word."""
        return [0, *accumulate(word[0].isdigit() for word in self.words)]


@lru_cache(maxsize=4)
def tokens_of(text: str) -> Tokens:
    """The words of a text that is being read; kept, as its language and its claims are both told by them."""
    return Tokens(text)
