"""Settings of a Flee folder by path, such as ``move_rules.camp_weight``: one way to name and to change them."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from waystation.errors import InputError, Problem
from waystation.world.flee.flee_settings import V1_RULES, FleeSettings, validated

__all__ = ["setting_kinds", "with_paths"]

_WHERE = "--set"
"""What problems name as their place."""


def with_paths(settings: FleeSettings, changes: Mapping[str, Any]) -> FleeSettings:
    """The same settings with some changed.

    Parameters
    ----------
    settings : as they are
    changes : value by path; a path leads through the groups of ``simsetting.yml``

    Raises
    ------
    InputError
        With every path that names no setting, offering near ones, and every value that a setting does not take.

    Examples
    --------
    >>> with_paths(FleeSettings(), {"move_rules.camp_weight": 3}).move_rules.camp_weight
    3.0
    """
    values, problems = settings.model_dump(), []
    for path, value in changes.items():
        if path not in setting_kinds():
            problems.append(Problem(f'There is no setting "{path}".', _near(path), _WHERE, None, path, str(value)))
            continue
        *groups, name = path.split(".")
        here = values
        for group in groups:
            if here.get(group) is None:
                here[group] = {}
            here = here[group]
        here[name] = value
    try:
        found = validated(values, _WHERE, {})
    except InputError as error:
        problems += error.problems
    else:
        problems += _overruled(found, changes)
    if problems:
        raise InputError(problems)
    return found


def _overruled(found: FleeSettings, changes: Mapping[str, Any]) -> list[Problem]:
    """What was set and does not hold, since ``use_v1_rules`` sets it."""
    set_by_v1 = {f"move_rules.{name}" for name in V1_RULES} if found.move_rules.use_v1_rules else set()
    return [
        Problem(
            f"move_rules.use_v1_rules is on and sets it to {V1_RULES[path.removeprefix('move_rules.')]:g}.",
            "Set move_rules.use_v1_rules=false too.", _WHERE, None, path, str(changes[path]),
        )
        for path in changes if path in set_by_v1
    ]  # fmt: skip


@cache
def setting_kinds() -> dict[str, tuple[type, ...]]:
    """Every setting by its path, with the types of value it takes, such as ``(float,)`` or ``(bool,)``.

    Examples
    --------
    >>> setting_kinds()["optimisations.hasten"]
    (<class 'int'>,)
    """
    return dict(_paths(FleeSettings, ""))


def _paths(model: type[BaseModel], before: str) -> Iterator[tuple[str, tuple[type, ...]]]:
    for name, field in model.model_fields.items():
        kinds = _kinds(field)
        groups = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if groups:
            yield from _paths(groups[0], f"{before}{name}.")
        elif name != "manual":
            yield f"{before}{name}", kinds


def _kinds(field: FieldInfo) -> tuple[type, ...]:
    kind = field.annotation
    parts = get_args(kind) if get_origin(kind) in {Union, types.UnionType} else (kind,)
    return tuple(part for part in parts if part is not type(None))


def _near(path: str) -> str:
    """Paths that end alike first, whatever group was written before them."""
    last = path.rpartition(".")[2].casefold()
    names = {each: each.rpartition(".")[2].casefold() for each in setting_kinds()}
    same = [each for each, name in names.items() if name == last]
    close = same or [
        each
        for name in difflib.get_close_matches(last, sorted(set(names.values())), n=3, cutoff=0.6)
        for each, other in names.items()
        if other == name
    ]
    if close:
        return f"Did you mean {' or '.join(close[:3])}?"
    groups = sorted({each.rpartition(".")[0] for each in names if "." in each})
    return f"Write GROUP.NAME; groups are {', '.join(groups)}, names stand in docs/reference/flee-settings.md."
