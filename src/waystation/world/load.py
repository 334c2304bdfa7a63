"""From a folder to a checked scenario, or to everything that is wrong with the folder."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

from waystation.errors import InputError, Problem, nearest
from waystation.world.check import check
from waystation.world.folder import Folder
from waystation.world.model import Event, Place, Route, Scenario
from waystation.world.settings import read_settings
from waystation.world.tables import Table, parse_table
from waystation.world.textfile import shown

__all__ = ["check_folder", "load_scenario"]

FILES = ("scenario.toml", "places.csv", "routes.csv", "events.csv")


def load_scenario(folder: Path | str) -> Scenario:
    """The scenario that a folder describes.

    Parameters
    ----------
    folder : holds ``scenario.toml``, ``places.csv``, ``routes.csv`` and ``events.csv``; other files
        are not looked at (claims and reports: `waystation.claims.scenario_claims`)

    Returns
    -------
    a scenario whose names, dates, figures and paths fit together

    Raises
    ------
    InputError
        With all problems of the folder, sorted by file and row.
    """
    scenario, problems = _read(Path(folder))
    if scenario is None:
        raise InputError(problems)
    return scenario


def check_folder(folder: Path | str) -> list[Problem]:
    """All problems of a scenario folder, sorted by file and row; empty if there are none.

    Parameters
    ----------
    folder : as for `load_scenario`; claims are not checked here
    """
    return _read(Path(folder))[1]


def _read(folder: Path) -> tuple[Scenario | None, list[Problem]]:
    absent = _no_folder(folder)
    if absent:
        return None, [absent]
    file = read_settings(folder / FILES[0])
    places: Table[Place] = parse_table(folder / FILES[1], Place, rows_needed=True)
    routes: Table[Route] = parse_table(folder / FILES[2], Route)
    events: Table[Event] = parse_table(folder / FILES[3], Event)
    problems = [*file.problems, *places.problems, *routes.problems, *events.problems]
    problems = [_with_near_miss(problem, folder) for problem in problems]
    problems += check(Folder(file, places, routes, events))
    if problems or file.settings is None:
        unique = dict.fromkeys(map(_on_one_line, problems))
        return None, sorted(unique, key=lambda problem: (problem.file, problem.row or 0))
    scenario = Scenario(
        settings=file.settings,
        places=[row.value for row in places.rows],
        routes=[row.value for row in routes.rows],
        events=[row.value for row in events.rows],
    )
    return scenario, []


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
    if problem.message != "The file is missing." or problem.file not in FILES:
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
