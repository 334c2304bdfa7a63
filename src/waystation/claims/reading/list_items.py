"""Items of lists: rows that open with a name and hold its figure, and pairs of a name and its figure within a line."""

from __future__ import annotations

import re

__all__ = ["opens_item"]

# A letter that may open a name: no small one of the Latin and Cyrillic alphabets; Arabic has no capitals.
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яёіїєґ]"
_BULLET = re.compile(r"[ \t•*-]*(?:\(?\d{1,2}[.)][ \t]+)?")
# A line of a list: a few words and a figure.
_ROW = re.compile(r"\n[ \t•*-]*(?:\(?\d{1,2}[.)][ \t]+)?[^\W\d_][^\d\n.,;]{1,30}?[ \t:–-]+\d")
# What follows and what comes before an item of such a list within a line: "Joda: 310 people; Renk: 95".
_AND = r"(?:(?:and|et|y|e|и|і|та)\s+)?"
_ITEM_AFTER = re.compile(rf"[^\n;؛:.]{{0,24}}?(?:[;؛]|[,،](?!\d))\s+{_AND}{_CAPITAL}[^\d\n,;،؛]{{1,30}}?[ :–-]+\d")
_ITEM_BEFORE = re.compile(
    rf"{_CAPITAL}[^\d\n,;:،؛]{{1,30}}?[ :–-]+\d[\d.,\u00a0 ]*(?:[^\W\d_][^\d\n;:,،؛]{{0,24}})?[;,،؛]\s+{_AND}$"
)
_ENDS_WITH_AND = re.compile(r"\s(?:and|et|y|e|и|і|та)\s$")
_FIGURE = re.compile(r"[\d.,'’\u00a0\u202f]*\d")
_BETWEEN = re.compile(r"[ \t:–-]*")
_LONGEST_BETWEEN = 4
# An item is shorter than this; lines may be endless.
_LOOKED_BACK = 100


def opens_item(text: str, start: int, end: int) -> bool:
    """Whether a name and the figure right behind it are one of several such items, in lines or within a line.

    Parameters
    ----------
    text : the report
    start, end : offsets of the name

    Examples
    --------
    >>> opens_item("Joda: 310 people; Renk: 95", 0, 4), opens_item("- Goris 310\\n- Sisian 95", 2, 7)
    (True, True)
    >>> opens_item("Goris 310", 0, 5)
    False
    """
    found = _BETWEEN.match(text, end)
    figure = found.end() if found else end
    if figure == end or not text[figure : figure + 1].isdigit():
        return False
    return _opens_row(text, start, figure) or _opens_pair(text, start, end, figure)


def _opens_row(text: str, start: int, figure: int) -> bool:
    """Whether a name opens a line and a line beside it is alike."""
    first = text.rfind("\n", 0, start) + 1
    if not _BULLET.fullmatch(text, first, start):
        return False
    last = text.find("\n", figure)
    last = len(text) if last < 0 else last
    return _ROW.match(text, last) is not None or _ROW.match(text, text.rfind("\n", 0, max(first - 1, 0))) is not None


def _opens_pair(text: str, start: int, end: int, figure: int) -> bool:
    """Whether a name and its figure are one of several pairs in a line: "Joda: 310 people; Renk: 95"."""
    found = _FIGURE.match(text, figure)
    if found is None or figure > end + _LONGEST_BETWEEN:
        return False
    line = text.rfind("\n", 0, start) + 1
    before = text[max(line, start - _LOOKED_BACK) : start]
    bare = before.rstrip(" \t-•*")
    opens = not bare or bare.endswith((":", ";", ",", "(", "،", "؛")) or _ENDS_WITH_AND.search(before) is not None
    return opens and (_ITEM_AFTER.match(text, found.end()) is not None or _ITEM_BEFORE.search(before) is not None)
