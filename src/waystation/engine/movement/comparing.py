"""What a change of a Flee folder would do, in the same futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from waystation.engine.movement.camp_errors import camps_of
from waystation.engine.movement.simulating import Kernel, simulate_movement
from waystation.errors import InputError, Problem
from waystation.world.flee import FleeCase, setting_kinds, with_paths

__all__ = ["MovementComparison", "change_case", "compare_movement"]

_PLACES = ("routes.FROM/TO.closed_from", "places.NAME.camp_from", "places.NAME.capacity")
_PATHS = ("move_rules.NAME", "spawn_rules.NAME", "optimisations.hasten", *_PLACES)


def change_case(case: FleeCase, sets: Mapping[str, Any]) -> FleeCase:
    """A case with settings, routes or places changed.

    Parameters
    ----------
    case : as it is; it is left as it was
    sets : by path: ``move_rules.camp_weight`` and other settings; ``routes.FROM/TO.closed_from``: day from which a
        route is closed; ``places.NAME.camp_from``: day from which a place is a camp; ``places.NAME.capacity``: people

    Raises
    ------
    InputError
        With every path that is none, and every value that does not fit.

    Examples
    --------
    >>> import waystation as ws
    >>> valley = ws.load_flee("examples/flee_valley")
    >>> changed = ws.change_case(valley, {"move_rules.camp_weight": 3, "routes.Crossing/South camp.closed_from": 20})
    >>> changed.settings.move_rules.camp_weight, len(changed.closures) - len(valley.closures)
    (3.0, 1)
    """
    problems: list[Problem] = []
    groups = {each.partition(".")[0] for each in setting_kinds()}
    settings = {path: value for path, value in sets.items() if "." not in path or path.partition(".")[0] in groups}
    try:
        case = replace(case, settings=with_paths(case.settings, settings)) if settings else case
    except InputError as error:
        problems += error.problems
    for path, value in sets.items():
        try:
            case = case if path in settings else _changed(case, path, value)
        except InputError as error:
            problems += [replace(each, file="--set", column=path) for each in error.problems]
    if not sets:
        problems.append(Problem("No change is given.", f"Use one of: {', '.join(_PATHS)}."))
    if problems:
        raise InputError(problems)
    return case


def _changed(case: FleeCase, path: str, value: Any) -> FleeCase:
    group, _, rest = path.partition(".")
    name, _, what = rest.rpartition(".")
    if group == "routes" and what == "closed_from" and "/" in name:
        origin, _, to = name.partition("/")
        return case.close_route(origin, to, _whole(path, value))
    if group == "places" and what == "camp_from":
        return case.open_camp(name, _whole(path, value))
    if group == "places" and what == "capacity":
        return case.with_capacity(name, _whole(path, value))
    raise InputError(Problem(f'"{path}" cannot be changed.', f"Use one of: {', '.join(_PATHS)}.", value=path))


def _whole(path: str, value: Any) -> int:
    """A whole number; halves are refused, not cut off."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = -1
    if number < 0 or isinstance(value, bool) or (isinstance(value, float) and number != value):
        raise InputError(Problem(f'"{value}" is not a whole number of 0 or more.', "Write digits only.", value=path))
    return number


@dataclass(frozen=True)
class MovementComparison:
    """People in camps on the last day, before and after a change, in the same futures.

    Parameters
    ----------
    table : by camp, and for all camps together: median and 80 % interval before, after, and of the difference
    before, after : all members of both
    """

    table: pd.DataFrame
    before: xr.Dataset
    after: xr.Dataset


def compare_movement(
    case: FleeCase,
    changed: FleeCase | Mapping[str, Any],
    *,
    members: int = 100,
    seed: int = 1,
    workers: int | None = None,
    kernel: Kernel = "counts",
) -> MovementComparison:
    """Run a case and a changed one under common random numbers: the difference is not blurred by luck.

    Parameters
    ----------
    case : as it is
    changed : as it would be, or what to change, as for `change_case`
    members, seed, workers, kernel : as for `simulate_movement`

    Raises
    ------
    InputError
        If nothing is to be changed, or something cannot be.

    Examples
    --------
    >>> import waystation as ws
    >>> valley = ws.load_flee("examples/flee_valley")
    >>> found = ws.compare_movement(valley, {"routes.Crossing/South camp.closed_from": 20}, members=20)
    >>> bool(found.table.loc["South camp", "change"] < 0)
    True
    """
    other = changed if isinstance(changed, FleeCase) else change_case(case, changed)
    before, after = (
        simulate_movement(each, members=members, seed=seed, workers=workers, kernel=kernel) for each in (case, other)
    )
    camps = list(dict.fromkeys([*camps_of(before), *camps_of(after)]))
    camps += [c.place for c in other.location_changes if "camp" in c.kind and c.place not in camps]
    was, now = (each["people"].isel(date=-1).sel(place=camps).values.astype(float) for each in (before, after))
    rows = {camp: _row(was[:, k], now[:, k]) for k, camp in enumerate(camps)}
    rows["all camps"] = _row(was.sum(axis=1), now.sum(axis=1))
    names = [f"{what}{part}" for what in ("before", "after", "change") for part in ("", "_low", "_high")]
    return MovementComparison(pd.DataFrame.from_dict(rows, orient="index", columns=names), before, after)


def _row(was: Any, now: Any) -> list[float]:
    return [float(q) for each in (was, now, now - was) for q in np.quantile(each, (0.5, 0.1, 0.9))]
