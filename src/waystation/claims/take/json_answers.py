"""JSON answers: the list of rows somewhere inside, and what stands around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from waystation.claims.take.raw_grid import NumberedRow, RawCell, RawGrid
from waystation.errors import InputError, Problem
from waystation.world.textfile import shown

__all__ = ["flat", "json_grids"]

_DEEPEST = 4
_ERROR_KEYS = ("errorMessages", "error", "errors", "message", "detail")


def json_grids(name: str, data: bytes) -> list[RawGrid]:
    """Every list of objects in a JSON file, outermost first, as a table; also of JSON lines.

    Rows are numbered as the table would be saved: the names are row 1, the first object is row 2.

    Raises
    ------
    InputError
        If it is not JSON, or is an answer that tells of an error.
    """
    text = _text(name, data)
    try:
        whole = json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines[:5]):
            message = f"The JSON is broken: {error.msg.lower()}."
            raise InputError(Problem(message, "Download it again.", name, error.lineno)) from error
        whole = [_line(line, name, number) for number, line in enumerate(lines, 1)]
    except (ValueError, RecursionError) as error:
        raise _not_data(name) from error
    found = list(_lists(whole, (), {}))
    if not found:
        said = _said(whole)
        if said:
            message = f'It is an answer that tells of an error: "{shown(said, 160)}".'
            raise InputError(Problem(message, "Ask the service again, and save the answer when it holds data.", name))
        raise InputError(Problem("The JSON holds no rows.", "Check what was asked for, and download it again.", name))
    return [_grid(name, path, rows, around) for path, rows, around in found]


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode(json.detect_encoding(data)).lstrip("\ufeff").replace("\0", "")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(f"The JSON cannot be read as text: {error.reason}.", "Download it again.", name)
        ) from error


def _line(line: str, name: str, number: int) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(
            Problem(f"The JSON is broken: {error.msg.lower()}.", "Download it again.", name, number)
        ) from error
    except (ValueError, RecursionError) as error:
        raise _not_data(name, number) from error


def _not_data(name: str, number: int | None = None) -> InputError:
    """A number of thousands of digits, or lists in lists without end: what the reader of JSON itself gives up on."""
    message = "The JSON holds a number far too long, or lists far too deep."
    return InputError(Problem(message, "Download it again.", name, number))


def _lists(
    node: Any, path: tuple[str, ...], around: dict[str, object]
) -> Iterator[tuple[tuple[str, ...], list[Any], dict[str, object]]]:
    if isinstance(node, list):
        if node and all(isinstance(each, dict) for each in node):
            yield path, node, around
        return
    if isinstance(node, dict) and len(path) < _DEEPEST:
        plain = {key: value for key, value in node.items() if not isinstance(value, (list, dict))}
        for key, value in node.items():
            yield from _lists(value, (*path, key), {**around, **plain})


def _said(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    for key in _ERROR_KEYS:
        value = node.get(key)
        if value:
            return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return ""


def flat(record: dict[str, Any], before: str = "") -> Iterator[tuple[str, RawCell]]:
    """Names and values of an object, those of inner objects by dotted names; lists as JSON text.

    Examples
    --------
    >>> dict(flat({"id": 1, "date": {"original": "2030-01-08"}, "tags": ["a"]}))
    {'id': 1, 'date.original': '2030-01-08', 'tags': '["a"]'}
    """
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            yield from flat(value, f"{name}.")
        elif isinstance(value, list):
            yield name, json.dumps(value, ensure_ascii=False)
        else:
            yield name, value


def _grid(name: str, path: tuple[str, ...], records: list[Any], around: dict[str, object]) -> RawGrid:
    flattened = [dict(flat(each)) for each in records]
    names = list(dict.fromkeys(key for each in flattened for key in each))

    def rows() -> Iterator[NumberedRow]:
        yield 1, names
        for number, each in enumerate(flattened, 2):
            yield number, [_plain(each.get(key)) for key in names]

    inner = ".".join(path)
    return RawGrid(f"{name} ({inner})" if inner else name, rows, records=True, envelope=around)


def _plain(value: RawCell) -> RawCell:
    # A number of a JSON file that is written as text means the same; blanks at its ends mean nothing.
    return re.sub(r"^\s+|\s+$", "", value) if isinstance(value, str) else value
