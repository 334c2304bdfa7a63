"""From a folder to a checked scenario, or to everything that is wrong with the folder."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path

from waystation.errors import InputError, Problem, nearest
from waystation.world.check_scenario import check
from waystation.world.csv_tables import Table, parse_table
from waystation.world.scenario_folder import Folder
from waystation.world.scenario_model import Event, Place, Route, Scenario
from waystation.world.scenario_toml import read_settings
from waystation.world.textfile import MISSING_FILE, shown

__all__ = ["ReadFolder", "check_folder", "load_scenario", "read_scenario"]

FILES = ("scenario.toml", "places.csv", "routes.csv", "events.csv")


@dataclass(frozen=True)
class ReadFolder:
    """What a scenario folder holds, read once.

    Parameters
    ----------
    scenario : the scenario; None if there are problems
    problems : everything found, sorted by file and row
    place_names : names in ``places.csv``, for claims to be held against; None where they cannot be told
    """

    scenario: Scenario | None
    problems: list[Problem]
    place_names: list[str] | None = None


def load_scenario(folder: Path | str) -> Scenario:
    """The scenario that a folder describes.

    Parameters
    ----------
    folder : holds ``scenario.toml``, ``places.csv``, ``routes.csv`` and ``events.csv``; other files
        are not looked at (`waystation.open` reads claims, reports and decisions too)

    Returns
    -------
    a scenario whose names, dates, figures and paths fit together

    Raises
    ------
    InputError
        With all problems of the folder, sorted by file and row.
    """
    found = read_scenario(folder)
    if found.scenario is None:
        raise InputError(found.problems)
    return found.scenario


def check_folder(folder: Path | str) -> list[Problem]:
    """All problems of a scenario folder, sorted by file and row; empty if there are none.

    Parameters
    ----------
    folder : as for `load_scenario`; claims are not checked here
    """
    return read_scenario(folder).problems


def read_scenario(folder: Path | str) -> ReadFolder:
    """A scenario folder with all that is wrong with it; every file is opened once, nothing is raised.

    Parameters
    ----------
    folder : as for `load_scenario`
    """
    home = Path(folder)
    absent = _no_folder(home)
    if absent:
        return ReadFolder(None, [absent])
    file = read_settings(home / FILES[0])
    places: Table[Place] = parse_table(home / FILES[1], Place, rows_needed=True)
    routes: Table[Route] = parse_table(home / FILES[2], Route)
    events: Table[Event] = parse_table(home / FILES[3], Event)
    problems = [*file.problems, *places.problems, *routes.problems, *events.problems]
    problems = [_with_near_miss(problem, home) for problem in problems]
    parts = Folder(file, places, routes, events)
    problems += check(parts)
    if problems or file.settings is None:
        unique = dict.fromkeys(map(_on_one_line, problems))
        return ReadFolder(None, sorted(unique, key=lambda each: (each.file, each.row or 0)), parts.place_names)
    scenario = Scenario(
        settings=file.settings,
        places=[row.value for row in places.rows],
        routes=[row.value for row in routes.rows],
        events=[row.value for row in events.rows],
    )
    return ReadFolder(scenario, [], parts.place_names)


def _on_one_line(problem: Problem) -> Problem:
    """The problem without line breaks or control characters that names in it may hold."""
    return replace(problem, message=shown(problem.message, 600), fix=shown(problem.fix, 600))


def _no_folder(folder: Path) -> Problem | None:
    name = shown(folder, 200)
    try:
        if folder.is_dir():
            list(folder.iterdir())
            return None
        if folder.exists():
            return Problem(f'"{name}" is a file, not a folder.', "Name the folder that holds scenario.toml.")
        beside = [each.name for each in folder.parent.iterdir() if each.is_dir()]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            return Problem(f'The folder "{name}" cannot be read: {reason}.', "Check its permissions.")
        beside = []
    close = difflib.get_close_matches(folder.name, beside, n=1, cutoff=0.6)
    fix = nearest(folder.name, close) if close else "Name a folder that holds scenario.toml."
    return Problem(f'There is no folder "{name}".', fix)


def _with_near_miss(problem: Problem, folder: Path) -> Problem:
    """A missing file's problem, with the file that may be the one meant."""
    if problem.code != MISSING_FILE or problem.file not in FILES:
        return problem
    try:
        there = sorted(each.name for each in folder.iterdir() if each.is_file() and each.name not in FILES)
    except OSError:
        return problem
    same = {each.casefold(): each for each in there}
    close = difflib.get_close_matches(problem.file, same, n=1, cutoff=0.75)
    stem = problem.file.split(".")[0]
    close += [each for each in same if each.split(".")[0] == stem]
    if not close:
        return problem
    found = shown(same[close[0]])
    if found.casefold().endswith((".xlsx", ".xls", ".ods")):
        return replace(problem, fix=f'Save "{found}" as "CSV UTF-8" under the name {problem.file}.')
    return replace(problem, fix=f'Rename "{found}" to {problem.file} if that is the one.')
