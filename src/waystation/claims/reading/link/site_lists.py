"""Lists of sites: rows that open with a place, and pairs of a place and its figure within a line."""

from __future__ import annotations

import re

from waystation.claims.reading.whereabouts import Spot

__all__ = ["in_list_of_sites"]

# A line of a list of sites: a few words and a figure.
_ROW = re.compile(r"\n[ \t•*-]*[^\W\d_][^\d\n.,;]{1,30}?[ \t:–-]+\d")
# What follows and what comes before an item of such a list within a line: "Joda: 310 people; Renk: 95".
_ITEM_AFTER = re.compile(r"[^\n;:.]{0,24}?(?:;|,(?!\d))\s+(?:and\s+)?[^\W\d_][^\d\n,;]{1,30}?[ :–-]+\d")
_ITEM_BEFORE = re.compile(
    r"[^\W\d_][^\d\n,;:]{1,30}?[ :–-]+\d[\d.,\u00a0 ]*(?:[^\W\d_][^\d\n;:,]{0,24})?[;,]\s+(?:and\s+)?$"
)
_FIGURE = re.compile(r"[\d.,'’\u00a0\u202f]*\d")
_BETWEEN = " \t:–-"
_LONGEST_BETWEEN = 4
# An item is shorter than this; lines may be endless.
_LOOKED_BACK = 100


def in_list_of_sites(text: str, spot: Spot, figure: int) -> bool:
    """Whether a figure is that of a place right before it, one of several in lines or in pairs.

    Parameters
    ----------
    text : the report
    spot : a place that it names
    figure : where the figure begins
    """
    if spot.in_speaker or spot.end > figure or text[spot.end : figure].strip(_BETWEEN):
        return False
    return _opens_row(text, spot, figure) or _opens_item(text, spot, figure)


def _opens_row(text: str, spot: Spot, figure: int) -> bool:
    """Whether a place opens a line and a line beside it is alike."""
    first = text.rfind("\n", 0, spot.start) + 1
    if text[first : spot.start].strip(" \t-•*"):
        return False
    last = text.find("\n", figure)
    last = len(text) if last < 0 else last
    return _ROW.match(text, last) is not None or _ROW.match(text, text.rfind("\n", 0, max(first - 1, 0))) is not None


def _opens_item(text: str, spot: Spot, figure: int) -> bool:
    """Whether a place and its figure are one of several such pairs in a line: "Joda: 310 people; Renk: 95"."""
    found = _FIGURE.match(text, figure)
    if found is None or figure > spot.end + _LONGEST_BETWEEN:
        return False
    line = text.rfind("\n", 0, spot.start) + 1
    before = text[max(line, spot.start - _LOOKED_BACK) : spot.start]
    bare = before.rstrip(" \t-•*")
    opens = not bare or bare.endswith((":", ";", ",")) or before.endswith(" and ")
    return opens and (_ITEM_AFTER.match(text, found.end()) is not None or _ITEM_BEFORE.search(before) is not None)
