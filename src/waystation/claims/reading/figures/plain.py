"""A text with the digits of all scripts as 0 to 9 and without footnote marks; every offset stays where it was."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["plain_text"]

_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
# Before all scripts with digits of their own stand those that have none; signs of print such as dashes lie among them.
_OTHER_SCRIPT = re.compile("[\u0660-\u1fff\u3000-\U0010ffff]")
_RAISED_SIGN = re.compile("[\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u2020\u2021\u00a7]")
# Not the squares and cubes of metres.
_RAISED = re.compile(
    r"(?<!\bm)(?<!\b[kcdm]m)(?<!\b[kcм]м)(?<!\bм)(?<!\bم)(?<!\bكم)"
    "[\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u2020\u2021\u00a7]+(?![\\w])|(?<=\\d)[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+"
)
# Arabic dates are written with marks of direction beside their strokes, which tell a screen how to show them.
_DIRECTION = "\u200e\u200f\u061c"
_MARKED = re.compile(rf"(?<!\d)\d{{1,4}}(?:[{_DIRECTION}]*[./-][{_DIRECTION}]*\d{{1,4}}){{1,2}}(?!\d)")
# "850[3] people", "fled.[12]": the number of a footnote, never at the start of a line, where it numbers the note.
_FOOTNOTE = re.compile(r"(?<=[\w.,;:)\"”’»])\[\d{1,3}(?:\s?[,;]\s?\d{1,3})*\]")


@lru_cache(maxsize=4)
def plain_text(text: str) -> str:
    """The text as the reader of figures sees it: of the same length, so that offsets hold.

    Digits of other scripts become 0 to 9. Raised digits and bracketed numbers that refer to a footnote become blanks,
    and so do the marks of direction within a date, behind it.

    Parameters
    ----------
    text : the report

    Examples
    --------
    >>> plain_text("٣٬٠٠٠ people, 850¹ families[2] left")
    '3٬000 people, 850  families    left'
    """
    if not text.isascii():
        # Each change is slow and wanted by few texts.
        if _OTHER_SCRIPT.search(text):
            text = _OTHER_DIGIT.sub(lambda found: str(unicodedata.digit(found.group())), text)
        if _RAISED_SIGN.search(text):
            text = _RAISED.sub(_blank, text)
        if any(mark in text for mark in _DIRECTION):
            text = _MARKED.sub(_marks_behind, text)
    return _FOOTNOTE.sub(_blank, text) if "[" in text else text


def _marks_behind(found: re.Match[str]) -> str:
    return re.sub(rf"[{_DIRECTION}]", "", found.group()).ljust(len(found.group()))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
