"""``scenario.toml`` as typed settings, with every problem of the file at once."""

from __future__ import annotations

import json
import math
import re
import tomllib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from waystation.errors import Problem, nearest
from waystation.world.cells import date_advice
from waystation.world.scenario_model import Settings
from waystation.world.textfile import read_text, shown
from waystation.world.toml_rows import Loc, dotted, has, rows_of_settings
from waystation.world.wording import explain, leaves

__all__ = ["MOST_TOML_BYTES", "SettingsFile", "read_settings"]

MOST_TOML_BYTES = 2_000_000
"""A larger file is not a hand-written scenario."""

_MOST_DEEP = 12
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass
class SettingsFile:
    """What ``scenario.toml`` holds.

    ``settings`` is complete and valid if there are no problems. Otherwise it is made of the parts
    that are valid alone, so that they can be checked against each other, and ``broken`` names the
    settings and elements left out; it is None if the file could not be read at all.
    """

    name: str
    settings: Settings | None = None
    problems: list[Problem] = field(default_factory=list)
    broken: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    """Every text in the file, valid part or not."""
    rows: dict[Loc, int] = field(default_factory=dict)

    def problem(self, loc: Loc, message: str, fix: str, value: object = "") -> Problem:
        """A problem of one setting, with its row if that can be told."""
        row = next((self.rows[loc[:n]] for n in range(len(loc), 0, -1) if loc[:n] in self.rows), None)
        return Problem(message, fix, self.name, row, shown(dotted(loc), 100), shown(value))


def read_settings(path: Path, *, name: str = "") -> SettingsFile:
    """Read and type ``scenario.toml``; nothing is raised.

    Parameters
    ----------
    path : the file
    name : its name in problems; default: that of the path
    """
    found = SettingsFile(name or path.name)
    text = read_text(path, most_bytes=MOST_TOML_BYTES, name=found.name)
    if isinstance(text, Problem):
        found.problems.append(text)
        return found
    try:
        raw = tomllib.loads(text)
        nodes = list(_walk(raw))
    except (ValueError, RecursionError, OverflowError) as error:
        found.problems.append(_syntax(error, found.name))
        return found
    found.rows = rows_of_settings(text, raw)
    found.words = frozenset(value for _, value in nodes if isinstance(value, str))
    odd = {}
    for loc, value in nodes:
        fault = _odd(loc, value)
        if fault:
            odd[loc] = found.problem(loc, *fault, value=_literal(value)[:80])
    found.problems += odd.values()
    plain = _plain(raw, (), frozenset(odd))
    _type(found, plain, frozenset(odd))
    return found


def _walk(data: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    """Every value that is not a container; keys that cannot be printed come as values."""
    if len(loc) > _MOST_DEEP:
        raise RecursionError
    if isinstance(data, Mapping):
        for key, value in data.items():
            if not key.strip() or _INVISIBLE.search(key):
                yield (*loc, key), None
            yield from _walk(value, (*loc, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _walk(value, (*loc, i))
    else:
        yield loc, data


def _odd(loc: Loc, value: Any) -> tuple[str, str] | None:
    """What no setting may be, whatever its type."""
    if value is None:
        return "The name is empty or holds an invisible character.", "Give it a name of visible letters."
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value} is not a finite number.", "Write a number, or the name of an unknown."
    if isinstance(value, int | float) and abs(value) > 1e15:
        return "The number is too large.", "Check the number of digits."
    if isinstance(value, str) and _INVISIBLE.search(value):
        return "The text holds an invisible control character.", "Type the text again."
    if isinstance(value, date) and not 1900 <= value.year <= 2100:
        return f"{value} is probably the wrong year.", "Check the year."
    return None


def _plain(data: Any, loc: Loc, odd: frozenset[Loc]) -> Any:
    """The same as JSON knows it; odd values become null, which is then not told twice."""
    if loc in odd:
        return None
    if isinstance(data, Mapping):
        return {key: _plain(value, (*loc, key), odd) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value, (*loc, i), odd) for i, value in enumerate(data)]
    if isinstance(data, date | time):
        return data.isoformat()
    return data


def _syntax(error: Exception, name: str) -> Problem:
    if "limit" in str(error) and "digits" in str(error):
        return Problem("A number has too many digits.", "Check the numbers.", name)
    if isinstance(error, RecursionError):
        return Problem("The tables are nested too deeply.", "Close the brackets that are left open.", name)
    text = str(error)
    where = re.search(r"\(at line (\d+), column (\d+)\)", text)
    reason = text[: where.start()].strip() if where else text.split(";")[0]
    if "at end of document" in text:
        reason, where = text.replace(" (at end of document)", " at the end of the file"), None
    message = f"This is not TOML: {shown(reason, 120).rstrip('.')}"
    message += f", at character {where[2]}." if where else "."
    fix = 'Write settings as name = value, text in "quotation marks", decimals with a point.'
    return Problem(message, fix, name, int(where[1]) if where else None)


def _type(found: SettingsFile, raw: dict[str, Any], odd: frozenset[Loc]) -> None:
    """Fill in the settings, or the problems and what can be saved."""
    try:
        settings = Settings.model_validate_json(json.dumps(raw), strict=True)
        if not odd:
            found.settings = settings
            return
        errors: list[dict[str, Any]] = []
    except ValidationError as error:
        errors = [dict(each) for each in error.errors(include_url=False)]
    grouped: dict[Loc, list[dict[str, Any]]] = {}
    for each in errors:
        grouped.setdefault(_address(raw, each), []).append(each)
    misspelt = _misspelt(raw, grouped)
    for loc, group in grouped.items():
        if loc in misspelt or any(loc[: len(each)] == each for each in odd):
            continue
        value = _get(raw, loc)
        message, fix = _said(group, loc, value)
        found.problems.append(found.problem(loc, message, fix, "" if value is _ABSENT else _literal(value)))
    for loc, group in grouped.items():
        if group[0]["type"] == "extra_forbidden":
            _put_right(raw, loc)
    found.settings, found.broken = _salvaged(raw, odd)


_ABSENT = object()


def _get(raw: Any, loc: Loc) -> Any:
    for part in loc:
        if not has(raw, part):
            return _ABSENT
        raw = raw[part]
    return raw


def _put_right(raw: Any, loc: Loc) -> None:
    """Take an unknown setting for the one it is nearest to, or else leave it out."""
    meant = _meant(raw, loc)
    parent = _get(raw, loc[:-1])
    value = parent.pop(loc[-1])
    if meant:
        parent.setdefault(meant, value)


def _address(raw: Any, error: Mapping[str, Any]) -> Loc:
    """Where in the file an error is: without the marks that unions add to pydantic's address."""
    loc: Loc = tuple(error["loc"])
    for n, part in enumerate(loc):
        if not has(raw, part):
            return loc[: n + 1] if error["type"] == "missing" and n == len(loc) - 1 else loc[:n]
        raw = raw[part]
    return loc


def _model_at(loc: Loc) -> type[BaseModel] | None:
    """The part of the model at an address."""
    kind: Any = Settings
    for part in loc:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = {info.alias or name: info for name, info in kind.model_fields.items()}
            if part not in fields:
                return None
            kind = (leaves(fields[str(part)].annotation) or [None])[0]
        else:
            kind = (typing.get_args(kind) or (None,))[-1]
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _names(loc: Loc) -> list[str]:
    model = _model_at(loc)
    return [info.alias or name for name, info in model.model_fields.items()] if model else []


def _misspelt(raw: Any, grouped: Mapping[Loc, list[dict[str, Any]]]) -> set[Loc]:
    """Missing settings that an unknown setting beside them is the misspelling of."""
    found: set[Loc] = set()
    for loc, group in grouped.items():
        meant = _meant(raw, loc) if group[0]["type"] == "extra_forbidden" else ""
        if meant:
            found.add((*loc[:-1], meant))
    return {loc for loc in found if loc in grouped and grouped[loc][0]["type"] == "missing"}


def _meant(raw: Any, loc: Loc) -> str:
    """The setting, not yet there, that an unknown one is nearest to; "" if none is near."""
    free = [name for name in _names(loc[:-1]) if name not in _get(raw, loc[:-1])]
    offer = re.match(r'Did you mean "(.*)"', nearest(str(loc[-1])[:60], free))
    return offer[1] if offer else ""


def _said(group: list[dict[str, Any]], loc: Loc, value: Any) -> tuple[str, str]:
    error = group[0]
    model = _model_at(loc[:-1])
    fields = {info.alias or name: info for name, info in model.model_fields.items()} if model else {}
    info = fields.get(str(loc[-1])) if loc else None
    if error["type"] == "missing" and isinstance(loc[-1], int):
        return "There are too few values.", "Write two values in square brackets, such as [6, 18]."
    if error["type"] == "missing":
        what = info.description if info else ""
        return "The setting is missing.", f"Add it: {what}."
    if error["type"] == "extra_forbidden":
        names = _names(loc[:-1])
        offer = nearest(str(loc[-1])[:60], names)
        return f'unknown setting "{shown(loc[-1])}".', offer
    if len(group) > 1:
        ranged = [each for each in group if str(each["type"]).startswith(("greater", "less"))]
        if not ranged:
            text = f"{_literal(value)} is neither a number nor the name of an unknown."
            return (
                text,
                "Write a number without quotation marks, or the name of an unknown in quotation marks.",
            )
        error = ranged[0]
    message, fix = explain(error, _literal(value))
    if str(error["type"]).startswith("date_") and isinstance(value, str):
        fix = date_advice(value)
    return message, fix


def _literal(value: Any) -> str:
    """A value as TOML writes it, short."""
    if isinstance(value, str):
        return f'"{shown(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "A table"
    if isinstance(value, int) and abs(value) > 10**15:
        return "A number of many digits"
    if isinstance(value, list):
        return shown(f"[{', '.join(_literal(each) for each in value[:6])}]")
    return shown(value.isoformat() if isinstance(value, date | datetime | time) else value)


def _salvaged(raw: dict[str, Any], odd: frozenset[Loc]) -> tuple[Settings, frozenset[str]]:
    """Settings made of the parts that are valid alone, and the names of those that are not."""
    values: dict[str, Any] = {}
    broken = {str(loc[0]) for loc in odd if len(loc) == 1}
    for name, info in Settings.model_fields.items():
        kind = info.annotation
        given = raw.get(name, _ABSENT)
        part = (typing.get_args(kind) or (None,))[-1]
        if typing.get_origin(kind) is dict:
            items = given if isinstance(given, dict) else {}
            if given is not _ABSENT and not isinstance(given, dict):
                broken.add(name)
            values[name] = {}
            for key, each in items.items():
                valid = _valid(part, each)
                if valid is _ABSENT:
                    broken |= {name, key}
                else:
                    values[name][key] = valid
        elif typing.get_origin(kind) is list:
            valid_items = [_valid(part, each) for each in given] if isinstance(given, list) else [_ABSENT]
            if given is not _ABSENT and any(each is _ABSENT for each in valid_items):
                broken.add(name)
            # None keeps the positions, so that later problems name the right item.
            values[name] = [] if given is _ABSENT else [None if x is _ABSENT else x for x in valid_items]
        else:
            valid = _ABSENT if given is _ABSENT else _valid(kind, given)
            if valid is _ABSENT:
                if given is not _ABSENT or info.is_required():
                    broken.add(name)
                valid = None if info.is_required() else info.get_default(call_default_factory=True)
            values[name] = valid
        if info.is_required() and not values[name]:
            broken.add(name)
    return Settings.model_construct(**values), frozenset(broken)


def _valid(kind: Any, value: Any) -> Any:
    try:
        return TypeAdapter(kind).validate_json(json.dumps(value), strict=True)
    except ValidationError:
        return _ABSENT
