"""What commands read: scenario folders, claims from a file or a ledger, supposed events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.claims import Claim, check_claims, read_claims
from waystation.errors import InputError, Problem, nearest
from waystation.world import (
    Event,
    Place,
    Scenario,
    check_flee,
    check_folder,
    is_flee_folder,
    load_flee,
    load_scenario,
    read_table,
)

if TYPE_CHECKING:
    from waystation.claims import Ledger

__all__ = [
    "STANDING", "flee_notes", "folder_problems", "open_ledger", "other_names", "out_of_place", "read_source",
    "read_what_if",
]  # fmt: skip

STANDING = "standing"
"""Claims of a ledger that were neither set aside nor replaced."""

_STAGE_KINDS = ("stage_opens", "stage_closes")


def folder_problems(folder: Path) -> list[Problem]:
    """All problems of a scenario folder, its claims included if it has any, or of a folder in Flee's format."""
    if is_flee_folder(folder) and not (folder / "scenario.toml").exists():
        return check_flee(folder)
    problems = check_folder(folder)
    claims = folder / "claims.csv"
    if claims.exists():
        # Names are checked against the rows that can be read; the others are problems already.
        rows, _ = read_table(folder / "places.csv", Place)
        problems += check_claims(claims, [row.value.name for row in rows] or None)
    return [*problems, *_report_problems(folder)]


def _report_problems(folder: Path) -> list[Problem]:
    """What is wrong with the reports of a scenario folder, if it has any."""
    from waystation.claims.reading import REPORTS, read_reports  # only where there is something to read

    if not (folder / REPORTS).is_dir():
        return []
    try:
        problems = read_reports([folder / REPORTS]).problems
    except InputError as error:
        problems = tuple(error.problems)
    return [replace(each, file=f"{REPORTS}/{each.file}") for each in problems]


def flee_notes(folder: Path) -> tuple[str, ...] | None:
    """What is worth knowing of a sound folder in Flee's format; None if it is a scenario's."""
    if is_flee_folder(folder) and not (folder / "scenario.toml").exists():
        return load_flee(folder).notes
    return None


def read_what_if(path: Path, scenario: Scenario, as_of: date) -> list[Event]:
    """Events supposed after the as-of date, checked against the scenario.

    Raises
    ------
    InputError
        With every unknown place or kind and every event that is not after the as-of date.
    """
    rows, problems = read_table(path, Event, rows_needed=True)
    places = [place.name for place in scenario.places]
    phases = [phase for source in scenario.settings.sources.values() for phase in source.phases.values()]
    kinds = [*dict.fromkeys(kind for phase in phases for kind in phase.begins_with), *_STAGE_KINDS]
    for row in rows:
        event = row.value
        for column, name, sort, known in (
            ("place", event.place, "a place of places.csv", places),
            ("kind", event.kind, "a kind of event that a phase begins with", kinds),
        ):
            if name not in known:
                found = f'"{name}" is not {sort}.'
                problems.append(Problem(found, nearest(name, known), path.name, row.number, column, name))
        if event.start <= as_of:
            found = f"The event starts on {event.start}, but what is supposed must lie after {as_of}."
            fix = "Put what has happened into events.csv, with the day it was published."
            problems.append(Problem(found, fix, path.name, row.number, "start", str(event.start)))
        if event.end is not None and event.end < event.start:
            found = f"The event ends on {event.end}, before it starts on {event.start}."
            problems.append(Problem(found, "Swap the dates.", path.name, row.number, "end", str(event.end)))
    if problems:
        raise InputError(problems)
    return [row.value for row in rows]


def out_of_place(options: Mapping[str, object], message: str, fix: str) -> list[Problem]:
    """A problem for every option that was given and does not fit what it was given with.

    Parameters
    ----------
    options : values by option, None where it was not given
    message : what follows the option in the problem
    fix : what to do
    """
    given = (option for option, value in options.items() if value is not None)
    return [Problem(f"{option} {message}", fix, column=option) for option in given]


def other_names(scenario: Scenario) -> dict[str, str]:
    """Places whose counts of people leaving mean a source elsewhere, and the source's place."""
    return {name: source.place for source in scenario.settings.sources.values() for name in source.reported_as}


def read_source(source: str, status: str | None = None) -> list[Claim]:
    """The claims of a CSV file, of a scenario folder (its reports included) or of a ledger.

    Parameters
    ----------
    source : CSV file, scenario folder, or ledger
    status : of a ledger, only claims of this status; `STANDING` for those neither set aside nor replaced

    Raises
    ------
    InputError
        If there is no such thing or it cannot be read; or if a status is asked of what is no ledger.
    """
    path = Path(source)
    table = path.is_dir() or path.suffix.lower() == ".csv"
    if table and status not in {None, STANDING}:
        raise InputError(Problem("Only the claims of a ledger have a status.", "Leave out --status.", source))
    if path.is_dir():
        from waystation.claims.reading import scenario_claims

        return scenario_claims(path, load_scenario(path)).claims
    if path.suffix.lower() == ".csv":
        return read_claims(path)
    with open_ledger(source) as ledger:
        if status == STANDING:
            gone = {claim.id for each in ("set aside", "edited") for claim in ledger.claims(each)}
            return [claim for claim in ledger.claims() if claim.id not in gone]
        return ledger.claims(status)


def open_ledger(target: str, *, make: bool = False) -> Ledger:
    """The ledger of that name; one is made only where that is asked for.

    Raises
    ------
    InputError
        If there is none, or it cannot be opened.
    """
    if not make and "://" not in target and not Path(target).exists():
        fix = "Check the name, or make a ledger with: waystation claims import FILE.csv --ledger NAME"
        raise InputError(Problem("There is no such ledger.", fix, target, value=target))
    from waystation.claims import Ledger  # a forecast from files needs no database library

    return Ledger(target)
