"""A user's list of measures that could be taken, as a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from waystation.errors import InputError, Problem, nearest
from waystation.plan.compare import Measure
from waystation.world.textfile import read_text

__all__ = ["read_measures"]

_KEYS = ("name", "set", "cost")
_MOST_BYTES = 1_000_000


def read_measures(path: Path | str) -> list[Measure]:
    """Measures of a file with ``[[measures]]``, each with ``name``, ``set`` (a list of settings) and ``cost``.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    file = Path(path)
    text = read_text(file, most_bytes=_MOST_BYTES)
    if isinstance(text, Problem):
        raise InputError(text)
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not TOML, a number of thousands of digits, or far too deep
        raise InputError(Problem(f"This is not TOML: {error}.", "Write name = value.", file.name)) from None
    rows = raw.get("measures")
    if not isinstance(rows, list) or not rows or set(raw) != {"measures"}:
        fix = 'Write [[measures]], then name = "One more lane", set = ["stages.search.lanes=+1"] and cost = 1.'
        raise InputError(Problem("The file has no list of measures.", fix, file.name))
    problems: list[Problem] = []
    found = [_measure(row, number, file.name, problems) for number, row in enumerate(rows, 1)]
    if problems:
        raise InputError(problems)
    return found


def _measure(row: Any, number: int, file: str, problems: list[Problem]) -> Measure:
    where = f"measures, number {number}"
    row = row if isinstance(row, dict) else {}
    for key in row:
        if key not in _KEYS:
            problems.append(Problem(f'unknown setting "{key}".', nearest(str(key), _KEYS), file, None, where, key))
    name, sets, cost = row.get("name"), row.get("set"), row.get("cost")
    if not isinstance(name, str) or not name:
        problems.append(Problem("It has no name.", 'Add name = "One more lane".', file, None, where))
    if isinstance(sets, str):
        sets = [sets]
    if not isinstance(sets, list) or not sets or not all(isinstance(each, str) for each in sets):
        problems.append(Problem("The list set is missing.", 'Add set = ["stages.search.lanes=+1"].', file, None, where))
        sets = []
    if isinstance(cost, bool) or not isinstance(cost, int | float) or not 0 < cost < float("inf"):
        problems.append(Problem("cost must be greater than 0.", "Add cost = 1, in any unit.", file, None, where))
        cost = 1.0
    return Measure(str(name), tuple(sets), float(cost))
