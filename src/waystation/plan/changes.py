"""Changes to reception, written as ``path=value``: what a what-if changes, and what it may not.

Only the reception side can be changed: stages, sites, fleets, exits and the legs between them. How many people
come, when they set out and by which way out is not ours to plan.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from waystation.engine.unknowns import Draws, amount, draw_unknowns
from waystation.errors import InputError, Problem, nearest
from waystation.world.check_scenario import check
from waystation.world.csv_tables import Row, Table
from waystation.world.scenario_folder import Folder
from waystation.world.scenario_model import Scenario, Settings
from waystation.world.scenario_toml import SettingsFile

__all__ = ["Changed", "changed", "check_changes"]

_RECEPTION = ("stages", "sites", "fleets", "legs")
_STEP = re.compile(r"(?P<sign>[+-]|x)(?P<number>\d+(\.\d+)?)")


@dataclass(frozen=True)
class Changed:
    """A scenario with reception changed, and the values of unknowns that stand for changed unknowns."""

    scenario: Scenario
    draws: dict[str, npt.NDArray[np.float64]]


def changed(scenario: Scenario, sets: Sequence[str], draws: Draws, members: int) -> Changed:
    """The scenario with some settings of reception changed.

    Parameters
    ----------
    scenario : as it is
    sets : ``path=value``, such as ``stages.search.lanes=4``. A leg is ``legs.ORIGIN>TO.hours``. ``+2``, ``-1`` and
        ``x1.5`` change what is there, in each member, where nobody knows the number itself. A value is written as
        in ``scenario.toml``; text needs no quotation marks
    draws : values of unknowns, (members,) by name
    members : how many

    Raises
    ------
    InputError
        With every path that leads nowhere, with the nearest right name, and every value that cannot be.
    """
    raw = json.loads(scenario.settings.model_dump_json(by_alias=True, exclude_unset=True))
    found: dict[str, npt.NDArray[np.float64]] = {}
    problems: list[Problem] = []
    for text in sets:
        try:
            _put(raw, text, scenario.settings, draws, members, found)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return Changed(_checked(scenario, raw), found)


def check_changes(scenario: Scenario, changes: Iterable[Sequence[str]]) -> None:
    """Refuse settings that cannot be changed, before anything is computed.

    Parameters
    ----------
    scenario : as it is
    changes : sets of settings, each as for `changed`

    Raises
    ------
    InputError
        With all problems of all sets.
    """
    draws = draw_unknowns(scenario, 2, seed=1)
    problems: list[Problem] = []
    for sets in changes:
        try:
            changed(scenario, sets, draws, 2)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def _put(
    raw: dict[str, Any],
    text: str,
    settings: Settings,
    draws: Draws,
    members: int,
    found: dict[str, npt.NDArray[np.float64]],
) -> None:
    path, equals, written = (part.strip() for part in text.partition("="))
    if not equals or not path or not written:
        raise InputError(Problem(f'"{text}" is not a change.', "Write it as stages.search.lanes=4.", value=text))
    parts = path.split(".")
    table = parts[0]
    if table == "vehicles" and len(parts) == 3:  # vehicles.trucks.count, as one would say it
        parts = ["fleets", parts[1], "vehicles" if parts[2] == "count" else parts[2]]
        table = "fleets"
    if table in ("sources", "streams"):
        fix = f"Change one of: {', '.join(_RECEPTION)}."
        message = "What-ifs change reception only: who leaves, when and how is not for us to plan."
        raise InputError(Problem(message, fix, "--set", None, path, path))
    if table not in _RECEPTION:
        fix = nearest(table, _RECEPTION)
        raise InputError(Problem(f'"{table}" cannot be changed.', fix, "--set", None, path, path))
    if len(parts) < 3:
        names = ", ".join(_names(raw, table)[:6])
        fix = f"Write {table}.NAME.SETTING=VALUE; names are: {names}."
        raise InputError(Problem("The path does not name a setting.", fix, "--set", None, path, path))
    here = _element(raw, table, parts[1], path)
    model: Any = getattr(settings, table)
    part = model[parts[1]] if isinstance(model, dict) else model[_leg_names(raw).index(parts[1])]
    field = ".".join(parts[2:])
    fields = {info.alias or name: name for name, info in type(part).model_fields.items()}
    if field not in fields or field in ("place", "from", "to"):
        offered = [name for name in fields if name not in ("place", "from", "to")]
        message = f'{table}.{parts[1]} has no setting "{field}" to change.'
        raise InputError(Problem(message, nearest(field, offered), "--set", None, path, field))
    step = _STEP.fullmatch(written)
    here[field] = (
        _stepped(path, step, getattr(part, fields[field]), raw, draws, members, found) if step else _value(written)
    )


def _names(raw: Mapping[str, Any], table: str) -> list[str]:
    return _leg_names(raw) if table == "legs" else list(raw.get(table, {}))


def _leg_names(raw: Mapping[str, Any]) -> list[str]:
    return [f"{leg['from']}>{leg['to']}" for leg in raw["legs"]]


def _element(raw: dict[str, Any], table: str, name: str, path: str) -> dict[str, Any]:
    names = _names(raw, table)
    if name not in names:
        fix = nearest(name, names) or "None is defined."
        raise InputError(Problem(f'There is no "{name}" in {table}.', fix, "--set", None, path, name))
    found = raw["legs"][names.index(name)] if table == "legs" else raw[table][name]
    assert isinstance(found, dict)
    return found


def _stepped(
    path: str,
    step: re.Match[str],
    before: Any,
    raw: dict[str, Any],
    draws: Draws,
    members: int,
    found: dict[str, npt.NDArray[np.float64]],
) -> float | str:
    """What is there, more or less by a step; for an unknown, another unknown that is so in every member."""
    if before is None or isinstance(before, bool | list | dict | tuple):
        fix = "Write the new value itself, without +, - or x."
        raise InputError(
            Problem("This setting has no value yet, so it cannot be changed by a step.", fix, "--set", None, path)
        )
    number = float(step["number"])

    def after(value: Any) -> Any:
        added = number if step["sign"] == "+" else -number
        moved = value * number if step["sign"] == "x" else value + added
        return np.maximum(moved, 0.0)

    if not isinstance(before, str):
        return float(after(before))
    name = f"{before} {step[0]}"
    found[name] = after(amount(before, draws, members))
    raw["unknowns"][name] = {**raw["unknowns"][before], "why": f"As {before}, {step[0]}: a what-if."}
    return name


def _value(written: str) -> Any:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return written


def _checked(scenario: Scenario, raw: dict[str, Any]) -> Scenario:
    """The scenario of those settings, held against its own tables as `waystation check` does."""
    try:
        settings = Settings.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        raise InputError(
            [
                Problem(f"{each['msg']}.", "See the scenario reference.", "--set", None,
                        ".".join(str(part) for part in each["loc"][:3]), str(each["input"])[:80])
                for each in error.errors(include_url=False)[:1]
            ]
        ) from None  # fmt: skip

    def table(rows: Sequence[Any]) -> Table[Any]:
        return Table([Row(number, value) for number, value in enumerate(rows, 2)])

    file = SettingsFile("--set", settings)
    folder = Folder(file, table(scenario.places), table(scenario.routes), table(scenario.events))
    # An unknown may be no longer used because a number stands in its place; a scenario made in memory has no places.
    before = _said(scenario, scenario.settings)
    problems = [
        each for each in check(folder) if str(each) not in before and "Nothing uses the unknown" not in str(each)
    ]
    if problems:
        raise InputError(problems)
    return scenario.model_copy(update={"settings": settings})


def _said(scenario: Scenario, settings: Settings) -> set[str]:
    """What the checks say of the scenario as it was."""

    def table(rows: Sequence[Any]) -> Table[Any]:
        return Table([Row(number, value) for number, value in enumerate(rows, 2)])

    tables = (table(scenario.places), table(scenario.routes), table(scenario.events))
    return {str(each) for each in check(Folder(SettingsFile("--set", settings), *tables))}
