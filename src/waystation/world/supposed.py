"""Events that are supposed to happen after a day: a table laid out as ``events.csv``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from waystation.errors import InputError, Problem, nearest
from waystation.world.csv_tables import read_table
from waystation.world.scenario_model import Event, Scenario

__all__ = ["read_supposed_events"]

_STAGE_KINDS = ("stage_opens", "stage_closes")


def read_supposed_events(path: Path | str, scenario: Scenario, as_of: date) -> list[Event]:
    """Events supposed after a day, checked against the scenario.

    Parameters
    ----------
    path : CSV file with the columns of ``events.csv``
    scenario : tells which places and kinds of event there are
    as_of : all events must start after it

    Raises
    ------
    InputError
        With every unknown place or kind and every event that is not after the as-of date.
    """
    file = Path(path)
    rows, problems = read_table(file, Event, rows_needed=True)
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
                problems.append(Problem(found, nearest(name, known), file.name, row.number, column, name))
        if event.start <= as_of:
            found = f"The event starts on {event.start}, but assumed events must start after {as_of}."
            fix = "Put events that have happened into events.csv, with the day they were published."
            problems.append(Problem(found, fix, file.name, row.number, "start", str(event.start)))
        if event.end is not None and event.end < event.start:
            found = f"The event ends on {event.end}, before it starts on {event.start}."
            problems.append(Problem(found, "Swap the dates.", file.name, row.number, "end", str(event.end)))
    if problems:
        raise InputError(problems)
    return [row.value for row in rows]
