"""Personal data in free text, refused on import.

Found are telephone numbers, e-mail addresses, account names, identity numbers and vehicle plates.
Names of private persons cannot be told from offices and places by a rule: `docs` and the review of
each claim have to see to those. What is found is never repeated in full, not even in the refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from waystation.claims.claim import Claim
from waystation.errors import Problem

__all__ = [
    "PRIVATE",
    "TEXT_COLUMNS",
    "Personal",
    "find_personal",
    "personal_problems",
    "personal_spans",
    "without_personal",
]

TEXT_COLUMNS = (
    "id", "source", "place", "note", "speaker", "reported_to", "publisher", "excerpt", "calculation_logic",
)  # fmt: skip
"""Columns of a claim that hold free text."""


class Personal(NamedTuple):
    """Personal data found: what it is, and its first signs with the rest left out."""

    what: str
    masked: str


PRIVATE = re.compile(
    r"\b[A-ZÀ-Þ][\w’'-]+(?:,\s(?:aged\s)?\d{1,2}(?:[,.](?!\d)|$)|\s\(\d{1,2}\))|\b\d{1,2}-year-old\b|\bmother\s+of\s+\w+\b"
)
"""An age beside a name, as newspapers write of private persons: "Amina, 34,", "Omar (9)", "a 34-year-old"."""

_STRUCK = "\N{FULL BLOCK}"
_PASSED_OVER = re.compile(r"\bhttps?://\S+|\b\d{4}-\d{2}-\d{2}\b", re.IGNORECASE)
_AT, _PLATE, _FIVE = re.compile("@"), re.compile("[Pp][Ll][Aa][Tt][Ee]"), re.compile(r"[\d-][\d-]{4}")
_ROW, _LONG_ROW = re.compile(r"\d[\d\s().-]{4,}\d"), re.compile(r"\d(?:[\s()./-]{0,2}\d){6}")
_DIGIT, _SIGNS_OF_WORDS = re.compile(r"\d"), (_AT, _PLATE)
_SIGNS = (*_SIGNS_OF_WORDS, _FIVE, _ROW, _LONG_ROW)
_SORTS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    ("an e-mail address", _AT, re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")),
    ("an account name", _AT, re.compile(r"(?<![\w@.])@\w{3,}")),
    (
        "a vehicle plate",
        _PLATE,
        re.compile(
            r"\b(?:licen[cs]e|registration|number|vehicle)?\s*plates?\b[\s:#.]*(?:no\.?|number)?[\s:#.]*"
            r"(?=[^\s]*\d|[A-Z]{1,3}[ -]\d)[A-Z0-9][A-Z0-9 -]{3,}",
            re.IGNORECASE,
        ),
    ),
    (
        "an identity number",
        _FIVE,
        re.compile(
            r"\b(?:passport|national\s+id|identity|id|id\s+card|ration\s+card|case|file|proGres)\b"
            r"[\s:#.]*(?:no\.?|number|card)?[\s:#.]*(?=[A-Z-]{0,4}[\d-]{5})[A-Z0-9][A-Z0-9-]{4,}",
            re.IGNORECASE,
        ),
    ),
    ("an identity number", _FIVE, re.compile(r"\b(?:[A-Z]{1,2}\d{6,8}|\d{3}-\d{2}C\d{5})\b")),
    (
        "a telephone number",
        _ROW,
        re.compile(
            r"\b(?:tel|telephone|phone|mobile|cell|whatsapp|viber|signal)\b\.?[\s:]*"
            r"[+(]?\d(?:[\s().-]{0,3}\d){5,}",
            re.IGNORECASE,
        ),
    ),
    ("a telephone number", _LONG_ROW, re.compile(r"(?<![\w.])(?:\+|00)\s?\d(?:[\s().-]{0,2}\d){7,14}(?!\w)")),
    (
        "a telephone number",
        _LONG_ROW,
        re.compile(r"(?<![\w.,-])\(?0\d{1,3}\)?[\s./-]\d{3}[\s.-]?\d{2,4}(?:[\s.-]?\d{2,3})?(?![\w-])"),
    ),
    ("an identity or telephone number", _LONG_ROW, re.compile(r"(?<![\w.,])\d{9,}(?![\w,])")),
)  # fmt: skip
"""What each sort is called, a quick sign without which no text holds it (most texts hold none), and how it reads."""


def find_personal(text: str) -> list[Personal]:
    """Personal data in a text, masked, in the order of the kinds looked for.

    Web addresses and dates are passed over. A piece of text is reported once, as the first kind it fits.

    Examples
    --------
    >>> find_personal("Call +963 933 123 456, or write to desk@example.org")
    [Personal(what='an e-mail address', masked='de...'), Personal(what='a telephone number', masked='+9...')]
    >>> find_personal("OCHA, 4 March 2019: 56,002 people, up from 35,552")
    []
    """
    return [Personal(what, f"{text[start:end].strip()[:2]}...") for what, start, end in _found(text)]


def personal_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the personal data in a text, in the order they stand.

    Examples
    --------
    >>> personal_spans("Write to desk@example.org.")
    [(9, 25)]
    """
    return sorted((start, end) for _, start, end in _found(text))


def without_personal(text: str) -> tuple[str, list[str]]:
    """A text with personal data struck out, as long as before so that offsets hold, and what it was.

    Examples
    --------
    >>> without_personal("Call +963 933 123 today: 300 people came.")
    ('Call ████████████ today: 300 people came.', ['a telephone number'])
    """
    struck, found = list(text), _found(text)
    for _, start, end in found:
        struck[start:end] = _STRUCK * (end - start)
    return "".join(struck), [what for what, _, _ in found]


def _found(text: str) -> list[tuple[str, int, int]]:
    """What was found and its offsets, in the order of the kinds looked for."""
    # Behind a web address that is passed over, two rows of digits may become one.
    looked_for = _SIGNS if _DIGIT.search(text) else _SIGNS_OF_WORDS
    signs = {each for each in looked_for if "://" in text or each.search(text)}
    sorts = [each for each in _SORTS if each[1] in signs]
    if not sorts:
        return []
    left, found = _PASSED_OVER.sub(_blank, text), list[tuple[str, int, int]]()
    for what, _, pattern in sorts:
        spans = [match.span() for match in pattern.finditer(left)]
        if spans:
            found += [(what, *span) for span in spans]
            left = pattern.sub(_blank, left)
    return found


def _blank(match: re.Match[str]) -> str:
    """As many blanks, so that offsets hold."""
    return " " * len(match.group())


def personal_problems(claims: Iterable[Claim], file: str = "", first_row: int | None = None) -> list[Problem]:
    """Every piece of personal data in the free text of claims, as problems with their fix.

    Parameters
    ----------
    claims : in the order of the file
    file : file name to show
    first_row : row of the first claim, if they are rows of a file
    """
    problems = []
    for index, claim in enumerate(claims):
        for column in TEXT_COLUMNS:
            for what, masked in find_personal(getattr(claim, column)):
                problems.append(
                    Problem(
                        f'The text holds what looks like {what} ("{masked}").',
                        "Take it out: no personal data is kept. Name the office, not how to reach a person.",
                        file,
                        None if first_row is None else first_row + index,
                        column,
                        masked,
                    )
                )
    return problems
