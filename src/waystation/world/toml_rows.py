"""Where a setting stands in a TOML file: the standard reader does not say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["Loc", "dotted", "has", "rows_of_settings"]

Loc = tuple[str | int, ...]
"""Keys and list indices from the top of the file down to a setting."""

_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_KEYS = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_KEYS})\s*\]\]?\s*(?:#.*)?$")
_SETTING = re.compile(rf"\s*({_KEYS})\s*=(.*)$")


def dotted(loc: Loc) -> str:
    """A setting's address as printed: list items count from 1.

    Examples
    --------
    >>> dotted(("legs", 0, "hours"))
    'legs[1].hours'
    """
    text = ""
    for part in loc:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def has(data: Any, part: str | int) -> bool:
    """Whether a table has this key, or a list this index."""
    if isinstance(data, list):
        return isinstance(part, int) and 0 <= part < len(data)
    return isinstance(data, Mapping) and part in data


def rows_of_settings(text: str, data: Mapping[str, Any]) -> dict[Loc, int]:
    """Row of each table and setting that starts a line of the file.

    Parameters
    ----------
    text : the file
    data : what the reader made of it; a line that only looks like a setting is told by it

    Returns
    -------
    address of each setting to its row, counted from 1; settings within a line are not listed
    """
    rows: dict[Loc, int] = {}
    table: Loc = ()
    counts: dict[Loc, int] = {}
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if inside:
            if inside in line:
                inside = ""
            continue
        header, setting = _HEADER.match(line), _SETTING.match(line)
        if header:
            loc = _resolved(_keys(header[2]), counts)
            if header[1] == "[[":
                counts[loc] = counts.get(loc, 0) + 1
                loc = (*loc, counts[loc] - 1)
            if not _holds(data, loc):
                continue
            table = loc
            for n in range(1, len(table) + 1):
                rows.setdefault(table[:n], number)
        elif setting:
            loc = (*table, *_keys(setting[1]))
            if _holds(data, loc):
                rows.setdefault(loc, number)
            inside = next((mark for mark in ('"""', "'''") if setting[2].count(mark) == 1), "")
    return rows


def _keys(text: str) -> Loc:
    return tuple(each.strip("\"'") for each in re.findall(_KEY, text))


def _resolved(keys: Loc, counts: Mapping[Loc, int]) -> Loc:
    """The address with the last index put in after each array of tables on the way."""
    loc: Loc = ()
    for each in keys[:-1]:
        loc = (*loc, each)
        if loc in counts:
            loc = (*loc, counts[loc] - 1)
    return (*loc, keys[-1])


def _holds(data: Any, loc: Loc) -> bool:
    for part in loc:
        if not has(data, part):
            return False
        data = data[part]
    return True
