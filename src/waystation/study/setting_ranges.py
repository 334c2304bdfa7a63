"""Which settings are varied, and over which values: ``PATH=a:b:n``, ``PATH=v1,v2`` or ``PATH=a:b``."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.errors import InputError, Problem

__all__ = ["MOST_VALUES", "Varied", "Varying", "collected", "in_digits", "read_varied", "varied"]

MOST_VALUES = 10_000
"""More values of one setting are hardly meant."""

_HOW = "Write PATH=100:400:7 (7 values), PATH=1,2,5 (these values) or PATH=100:400 (a range)."


@dataclass(frozen=True)
class Varied:
    """A setting and what it is varied over.

    Parameters
    ----------
    path : of the setting, such as ``move_rules.max_move_speed`` or ``stages.search.lanes``
    values : of a list or of n values from a to b, in their order; empty for a range
    low, high : ends of a range, or of values spaced between two; nan for a list
    log : whether the range is even in the logarithm
    """

    path: str
    values: tuple[Any, ...] = ()
    low: float = math.nan
    high: float = math.nan
    log: bool = False

    @property
    def is_range(self) -> bool:
        """Whether it has ends and no values."""
        return not self.values

    @property
    def is_list(self) -> bool:
        """Whether its values were written one by one."""
        return math.isnan(self.low)

    def at(self, shares: npt.NDArray[np.float64]) -> list[Any]:
        """Values at shares of the way from the first to the last.

        Parameters
        ----------
        shares : (n,) from 0 up to, and not including, 1

        Returns
        -------
        numbers of the range, or values of the list, each as likely

        Examples
        --------
        >>> Varied("x", low=1, high=100, log=True).at(np.array([0.0, 0.5]))
        [1.0, 10.0]
        >>> Varied("x", ("a", "b")).at(np.array([0.49, 0.5]))
        ['a', 'b']
        """
        if self.values:
            return [self.values[int(share * len(self.values))] for share in shares]
        if self.log:
            return [float(each) for each in self.low * (self.high / self.low) ** shares]
        return [float(each) for each in self.low + (self.high - self.low) * shares]


Varying = Mapping[str, Any] | Sequence[str]
"""Settings to vary: by path a list of values, or a text as after ``PATH=``; or texts ``PATH=...``."""


def varied(sets: Varying) -> list[Varied]:
    """Settings to vary, from what a person writes.

    Parameters
    ----------
    sets : ``{"move_rules.max_move_speed": [100, 200], "move_rules.camp_weight": "1:4:7"}``, or texts ``PATH=...``

    Raises
    ------
    InputError
        With all that cannot be read, and every path that is given twice.

    Examples
    --------
    >>> [each.values for each in varied({"a.b": [1, 2], "c.d": "0:1:3"})]
    [(1, 2), (0, 0.5, 1)]
    """
    found, problems = collected(sets)
    if problems:
        raise InputError(problems)
    return found


def collected(sets: Varying) -> tuple[list[Varied], list[Problem]]:
    """Settings to vary that can be read, and the problems of the others."""
    found: list[Varied] = []
    problems: list[Problem] = []
    texts = [sets] if isinstance(sets, str) else sets
    written: Iterable[tuple[str, Any]] = (
        texts.items() if isinstance(texts, Mapping) else [(each, None) for each in texts]
    )
    for name, values in written:
        try:
            found.append(_read(name, values))
        except InputError as error:
            problems += error.problems
    paths = [each.path for each in found]
    problems += [
        Problem(f'"{path}" is set twice.', "Keep one, with all its values.", "--set", None, path)
        for path in dict.fromkeys(paths)
        if paths.count(path) > 1
    ]
    if not problems and not found:
        problems.append(Problem("No setting is varied.", f"Add --set. {_HOW}"))
    return found, problems


def _read(name: str, values: Any) -> Varied:
    if values is None:
        return read_varied(name)
    if isinstance(values, str):
        return read_varied(f"{name}={values}")
    listed = list(values) if isinstance(values, Iterable) else [values]
    if not listed:
        return _refuse(name, "", "The list of values is empty.")
    return Varied(name, tuple(each.item() if isinstance(each, np.generic) else each for each in listed))


def read_varied(text: str) -> Varied:
    """One setting, from ``PATH=a:b:n``, ``PATH=a:b:n:log``, ``PATH=v1,v2``, ``PATH=a:b`` or ``PATH=a:b:log``.

    Raises
    ------
    InputError
        If it is written otherwise.

    Examples
    --------
    >>> read_varied("move_rules.max_move_speed=100:400:4").values
    (100, 200, 300, 400)
    >>> read_varied("move_rules.camp_weight=1:100:3:log").values
    (1, 10, 100)
    >>> read_varied("move_rules.fixed_routes=true,false").values
    (True, False)
    """
    path, equals, written = (part.strip() for part in text.partition("="))
    if not path or not equals or not written:
        raise InputError(Problem(f'"{text}" varies nothing.', _HOW, "--set", value=text))
    if ":" not in written:
        values = tuple(_value(each.strip()) for each in written.split(","))
        if any(each == "" or (isinstance(each, float) and not math.isfinite(each)) for each in values):
            return _refuse(path, written, "A value of the list is missing, or is not a finite number.")
        return Varied(path, values)
    parts = [part.strip() for part in written.split(":")]
    log = parts[-1] == "log"
    if log:
        parts.pop()
    try:
        low, high = float(parts[0]), float(parts[1])
        count = int(parts[2]) if len(parts) == 3 else 0
        if len(parts) not in (2, 3) or not (math.isfinite(low) and math.isfinite(high)):
            raise ValueError
    except (ValueError, IndexError):
        return _refuse(path, written, f'"{written}" is not a range of numbers.')
    if low >= high:
        return _refuse(path, written, "The range ends where it begins, or before.")
    if log and low <= 0:
        return _refuse(path, written, "A range that is even in the logarithm begins above 0.")
    if len(parts) == 2:
        return Varied(path, (), low, high, log)
    if not 2 <= count <= MOST_VALUES:
        many = f"{count} value{'' if count == 1 else 's'} of a range"
        return _refuse(path, written, f"{many}: from 2 to {MOST_VALUES:,} can be made.")
    steps = np.geomspace(low, high, count) if log else np.linspace(low, high, count)
    return Varied(path, tuple(_plain(float(each)) for each in steps), low, high, log)


def in_digits(value: float) -> str:
    """A fitted value in four digits; one of 10,000 or more, such as people, with no digit left out.

    Examples
    --------
    >>> in_digits(0.12346), in_digits(12345)
    ('0.1235', '12345')
    """
    return f"{value:.4g}" if abs(value) < 9999.5 else f"{value:.0f}"


def _refuse(path: str, written: str, message: str) -> Varied:
    raise InputError(Problem(message, _HOW, "--set", None, path, written))


def _plain(number: float) -> float:
    """Without the last digits that rounding leaves; whole numbers as such."""
    number = float(f"{number:.12g}")
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _value(written: str) -> Any:
    """A value as the settings files write it: a number, true or false, or text."""
    if written.casefold() in {"true", "false"}:
        return written.casefold() == "true"
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        try:
            return float(written)
        except ValueError:
            return written
