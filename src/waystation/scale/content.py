"""A hash of what work depends on, so that results of other work are never taken for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import PurePath
from typing import Any

import numpy as np

__all__ = ["content_key"]


def content_key(*values: object) -> str:
    """Hash of values by what they hold: the same on every machine and in every process.

    Parameters
    ----------
    values : numbers, texts, dates, arrays, and mappings, sequences, sets, dataclasses and pydantic models of them.
        The order of a mapping counts.

    Returns
    -------
    64 hexadecimal digits

    Raises
    ------
    TypeError
        If a value is of another kind: a hash of its address would differ on every machine.

    Examples
    --------
    >>> content_key({"seed": 1, "members": 40})[:8] == content_key({"seed": 1, "members": 40})[:8]
    True
    >>> content_key(1) == content_key("1")
    False
    """
    digest = hashlib.sha256()
    for value in values:
        _feed(digest.update, value)
    return digest.hexdigest()


def _feed(update: Callable[[bytes], object], value: Any) -> None:
    def tell(kind: str, text: str | bytes) -> None:
        data = text.encode() if isinstance(text, str) else text
        update(f"{kind} {len(data)} ".encode() + data)

    if isinstance(value, Enum):
        tell("enum", f"{type(value).__name__}.{value.name}")
    elif value is None or isinstance(value, bool | np.bool_):
        tell("none" if value is None else "bool", str(value))
    elif isinstance(value, int | np.integer):
        tell("int", str(int(value)))
    elif isinstance(value, float | np.floating):
        tell("float", float(value).hex())
    elif isinstance(value, str | bytes):
        tell(type(value).__name__, value)
    elif isinstance(value, date | timedelta | PurePath):
        tell(type(value).__name__, str(value))
    elif isinstance(value, np.ndarray):
        tell("array", f"{value.dtype.str} {value.shape}")
        _feed(update, value.tolist()) if value.dtype.hasobject else tell("bytes", np.ascontiguousarray(value).tobytes())
    elif hasattr(value, "model_dump"):
        tell("model", type(value).__name__)
        _feed(update, value.model_dump(mode="json"))
    elif is_dataclass(value) and not isinstance(value, type):
        tell("record", type(value).__name__)
        for field in fields(value):
            tell("field", field.name)
            _feed(update, getattr(value, field.name))
    elif isinstance(value, Mapping):
        tell("mapping", str(len(value)))
        for name, each in value.items():
            _feed(update, name)
            _feed(update, each)
    elif isinstance(value, Set):
        tell("set", "".join(sorted(content_key(each) for each in value)))
    elif isinstance(value, Sequence):
        tell("sequence", str(len(value)))
        for each in value:
            _feed(update, each)
    else:
        raise TypeError(f"{type(value)} cannot be told by what it holds")
