"""Raised digits on the way in: "850¹" stays 850 with a mark, and does not become 8501."""

from __future__ import annotations

import re

__all__ = ["raised", "raised_html"]

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUP = re.compile(r"<sup\b[^>]{0,300}>(.{0,300}?)</sup\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,300}>")
_MARK = re.compile(r"[\[(]?\s*(\d{1,3}(?:\s?[,;]\s?\d{1,3})*)\s*[\])]?")


def raised(words: str) -> str:
    """Words that stand raised in a document: digits become raised digits, a lone letter or star is left out.

    Examples
    --------
    >>> raised("3"), raised("[12]"), raised("a"), raised("th")
    ('³', '¹²', '', 'th')
    """
    mark = _MARK.fullmatch(words.strip())
    if mark:
        return re.sub(r"\D", "", mark[1]).translate(_RAISED)
    return "" if len(words.strip()) == 1 else words


def raised_html(html: str) -> str:
    """A page with its raised digits as characters, so that no reader of its text glues them to a figure.

    Examples
    --------
    >>> raised_html("<b>850</b><sup>1</sup> people, 2<sup>nd</sup> day")
    '<b>850</b>¹ people, 2nd day'
    """
    return _SUP.sub(lambda found: raised(_TAG.sub("", found[1])), html) if "<sup" in html.casefold() else html
