"""``simsetting.yml`` read as Flee's code does: unknown names pass unseen, of two the last counts, numbers are cut."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from pathlib import Path
from re import fullmatch
from typing import Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel

from waystation.errors import InputError, Problem, nearest
from waystation.world.flee.flee_settings import GROUPS, FleeSettings, validated
from waystation.world.flee.notes import FleeNote
from waystation.world.textfile import read_text, shown

__all__ = ["read_changes", "read_flee_settings"]

_MOST_BYTES = 1_000_000
_GROUPS: dict[str, type[BaseModel]] = {name: model for _, name, model in GROUPS if name != "top"}
_MISNAMED = {
    "flood_driven_spawning": "Flee looks for flood_driven_spawn_mode.",
    "flood_spawn_mode": "Flee looks for spawn_mode; without it the mode is pop_ratio.",
    "flood_rules": "Flee looks for it under move_rules.",
}
"""Names that published folders use and Flee's code does not read."""
Rows = dict[tuple[str, ...], int]


def read_flee_settings(path: Path) -> tuple[FleeSettings, list[FleeNote]]:
    """Settings, and what Flee reads in its own way.

    Raises
    ------
    InputError
        With every setting that is wrong or refused, with row and fix.
    """
    text = read_text(path, most_bytes=_MOST_BYTES)
    if isinstance(text, Problem):
        raise InputError(text)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
        twice = list(_stated_twice(node))
        rows = dict(_rows(node))
    except (ValueError, RecursionError, OverflowError, TypeError) as error:
        found = f"This cannot be read as settings: {shown(error)}."
        raise InputError(Problem(found, "Write settings as name: value, below their group.", path.name)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        found = f"This is not YAML: {shown(getattr(error, 'problem', None) or 'it cannot be read')}."
        fix = "Write settings as name: value, indented alike below their group."
        raise InputError(Problem(found, fix, path.name, mark.line + 1 if mark else None)) from None
    if values is None:
        return FleeSettings(), []
    if not isinstance(values, dict):
        raise InputError(Problem("These are not settings.", "Write groups such as move_rules: first.", path.name))
    notes = [
        FleeNote(Problem(f"The setting {name} appears twice.", "Keep one.", path.name, row, name),
                 "Flee takes the last.", loud=True)
        for name, row in twice
    ]  # fmt: skip
    reader = _Reader(path.name, rows, notes)
    plain = reader.group(values, FleeSettings, ())
    return validated(plain, path.name, rows), notes


def _stated_twice(node: Any) -> Iterator[tuple[str, int]]:
    seen = set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        name = str(key.value)
        if name in seen:
            yield name, key.start_mark.line + 1
        seen.add(name)
        yield from _stated_twice(value)


def _rows(node: Any, trail: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], int]]:
    for key, value in getattr(node, "value", ()) if isinstance(node, yaml.MappingNode) else ():
        here = (*trail, str(key.value))
        yield here, key.start_mark.line + 1
        yield from _rows(value, here)


def read_changes(sets: Sequence[str]) -> dict[str, Any]:
    """Values by path from texts ``PATH=VALUE``, each value read as in ``simsetting.yml``.

    Raises
    ------
    InputError
        With every text that is not a path and a value, every value that cannot be read, and every path set twice.

    Examples
    --------
    >>> read_changes(["move_rules.camp_weight=2", "move_rules.fixed_routes=true"])
    {'move_rules.camp_weight': 2, 'move_rules.fixed_routes': True}
    """
    found: dict[str, Any] = {}
    problems = []
    for each in sets:
        path, _, written = (part.strip() for part in each.partition("="))
        if not path or not written:
            problems.append(
                Problem(f'"{each}" is not a setting and a value.', "Write PATH=VALUE.", "--set", value=each)
            )
        elif path in found:
            problems.append(Problem(f'"{path}" is set twice.', "Keep one.", "--set", None, path))
        elif fullmatch(r"[-+.\d]+(:[-+.\d]+)+(:log)?", written):
            # YAML 1.1 takes 1:30 for ninety.
            fix = "Write one value here. A range is for: waystation sweep."
            problems.append(Problem(f'"{written}" is a range, not a value.', fix, "--set", None, path, written))
        else:
            found[path] = None
            try:
                found[path] = yaml.safe_load(written)
            except (yaml.YAMLError, ValueError, RecursionError, OverflowError, TypeError):
                fix = "Write a number, a word, true or false; a list as [1, 2]."
                problems.append(Problem(f'"{written}" cannot be read as a value.', fix, "--set", None, path, written))
    if problems:
        raise InputError(problems)
    return found


class _Reader:
    """Turns what YAML holds into what the model takes, noting each step that Flee takes in silence."""

    def __init__(self, file: str, rows: Rows, notes: list[FleeNote]):
        self.file, self.rows, self.notes = file, rows, notes

    def group(self, values: Any, model: type[BaseModel], trail: tuple[str, ...]) -> Any:
        """The settings of a group that Flee knows."""
        if not isinstance(values, dict):
            return {} if values is None and trail[-1:] and trail[-1] in {"log_levels", "spawn_rules", "move_rules",
                                                                         "optimisations"} else values  # fmt: skip
        known = {info.alias or name: info for name, info in model.model_fields.items()}
        found = {}
        for written, value in values.items():
            here = (*trail, str(written))
            if written not in known or here == ("manual",):
                self._unknown(here, known)
                continue
            found[written] = self._value(value, known[written].annotation, str(written), here)
        return found

    def _unknown(self, here: tuple[str, ...], known: dict[str, Any]) -> None:
        name = here[-1]
        advice = _MISNAMED.get(name) or nearest(name, known)
        slip = name in _MISNAMED or advice.startswith("Did you mean")
        problem = Problem(f'unknown setting "{name}".', advice, self.file, self.rows.get(here), ".".join(here), name)
        self.notes.append(FleeNote(problem, "Flee does not read it." + (f" {advice}" if slip else ""), loud=slip))

    def _value(self, value: Any, kind: Any, name: str, here: tuple[str, ...]) -> Any:
        kinds = get_args(kind) if get_origin(kind) in {Union, types.UnionType} else (kind,)
        if name in _GROUPS:
            if name == "flood_driven_spawn_mode" and isinstance(value, str):
                self._odd(here, f'"{shown(value)}" is not a group of settings.', "Flee takes the usual settings.",
                          "Write spawn_mode: below it.", value)  # fmt: skip
                return {}
            return self.group(value, _GROUPS[name], here)
        if bool in kinds and not isinstance(value, bool):
            if isinstance(value, str):
                message = f'"{shown(value)}" is neither true nor false.'
                reading = f"Flee takes it for {'on' if value else 'off'}."
                self._odd(here, message, reading, "Write True or False.", value, loud=True)
            return bool(value)
        if name == "spawn_mode" and isinstance(value, str):
            return self._mode(value, here)
        if int in kinds or float in kinds:
            return self._number(value, int in kinds, here)
        return value

    def _mode(self, value: str, here: tuple[str, ...]) -> str:
        if value.lower() == "poisson":
            return "poisson"
        if value in {"constant", "pop_ratio"}:
            return value
        fix = nearest(value, ["constant", "poisson", "pop_ratio"])
        self._odd(here, f'"{shown(value)}" is not a way to flee.', "In Flee nobody flees then.", fix, value, loud=True)
        return "none"

    def _number(self, value: Any, whole: bool, here: tuple[str, ...]) -> Any:
        try:
            number = value if not isinstance(value, str) else (int(value) if whole else float(value))
        except ValueError:
            return value
        if isinstance(value, str):
            self._odd(
                here, f'"{shown(value)}" is in quotation marks.', "Flee reads the number.", "Leave them out.", value
            )
        if whole and isinstance(number, float) and abs(number) < 1e15 and number != int(number):
            cut = int(number)
            self._odd(here, f'"{value}" is not a whole number.', f"Flee cuts it to {cut}.", f"Write {cut}.", value)
            return cut
        return number

    def _odd(
        self, here: tuple[str, ...], message: str, reading: str, fix: str, value: Any, *, loud: bool = False
    ) -> None:
        problem = Problem(message, fix, self.file, self.rows.get(here), ".".join(here), shown(value))
        self.notes.append(FleeNote(problem, reading, loud))
