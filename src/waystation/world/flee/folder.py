"""A Flee folder, read whole: every problem of it at once, or a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from pathlib import Path

import numpy as np

from waystation.errors import InputError, Problem, nearest
from waystation.world.flee.counts import TOTAL, CampCounts, Series, added, corrected, put_together
from waystation.world.flee.model import Demographics, FleeCase, FleePlace
from waystation.world.flee.places import read_major_routes, read_places, read_routes
from waystation.world.flee.rows import FleeTable, read_rows
from waystation.world.flee.settings import FleeSettings, read_flee_settings
from waystation.world.flee.times import read_changes, read_closures, read_conflicts, read_period
from waystation.world.textfile import shown

__all__ = ["check_flee", "is_flee_folder", "load_flee"]

_SETTINGS = "simsetting.yml"
_READ = {
    "sim_period", "locations", "routes", "major_routes", "conflicts", "closures", "location_changes",
    "registration_corrections",
}  # fmt: skip
_NOT_USED = {
    "agents": "people come from counts or from conflict, never one by one",
    "flood_level": "floods are refused in simsetting.yml, so nothing would follow from it",
    "region_attributes_IPC": "rules of hunger are refused in simsetting.yml, so nothing would follow from it",
}


def is_flee_folder(folder: Path | str) -> bool:
    """Whether a folder is Flee's: it, or ``input_csv`` in it, holds ``sim_period.csv`` and ``locations.csv``."""
    inputs = _inputs(Path(folder))
    return (inputs / "locations.csv").exists() and (inputs / "sim_period.csv").exists()


def load_flee(folder: Path | str, counts: Path | str | None = None, settings: Path | str | None = None) -> FleeCase:
    """Read a Flee folder.

    Parameters
    ----------
    folder : that of the tables, or the one above with ``input_csv`` in it
    counts : folder of ``data_layout.csv``; default: ``source_data`` beside the tables, if it is there
    settings : settings file; default: ``simsetting.yml`` in the folder or up to two above it, else Flee's defaults

    Returns
    -------
    FleeCase

    Raises
    ------
    InputError
        With every problem of every file.

    Examples
    --------
    >>> case = load_flee("examples/flee_valley")
    >>> case.days, len(case.places), case.counts.camps
    (60, 8, ('North camp', 'South camp'))
    """
    case, problems = _read(Path(folder), counts, settings)
    if problems or case is None:
        raise InputError(problems)
    return case


def check_flee(
    folder: Path | str, counts: Path | str | None = None, settings: Path | str | None = None
) -> list[Problem]:
    """Every problem of a Flee folder; see `load_flee`."""
    return _read(Path(folder), counts, settings)[1]


def _inputs(folder: Path) -> Path:
    return folder / "input_csv" if (folder / "input_csv").is_dir() else folder


def _read(
    folder: Path, counts: Path | str | None, settings: Path | str | None
) -> tuple[FleeCase | None, list[Problem]]:
    inputs = _inputs(folder)
    if not inputs.is_dir():
        return None, [Problem("There is no such folder.", "Check its name.", str(folder))]
    tables = {
        name: read_rows(inputs / f"{name}.csv", f"{name}.csv", needed=name in {"sim_period", "locations", "routes"})
        for name in ("sim_period", "locations", "routes", "major_routes", "conflicts", "closures",
                     "registration_corrections")
    }  # fmt: skip
    tables["location_changes"] = _location_changes(inputs)
    start, days = read_period(tables["sim_period"])
    places = read_places(tables["locations"])
    names = [place.name for place in places]
    # Rows are held against names only where all names could be read: a slip is not told twice.
    names_known = not tables["locations"].problems
    routes = read_routes(tables["routes"], names) if names_known else []
    if names_known:
        read_major_routes(tables["major_routes"], names)
    notes = _unread(inputs)
    if tables["conflicts"].missing:
        notes.append("There is no conflicts.csv: conflict is where and when locations.csv says.")
    intensity = read_conflicts(tables["conflicts"], places, days) if names_known else np.zeros((days, 0))
    if tables["conflicts"].missing and names_known:
        for number, place in enumerate(places):
            if place.kind == "conflict" and 0 <= (place.conflict_day or 0) < days:
                intensity[place.conflict_day or 0 :, number] = 1.0
    closures = read_closures(tables["closures"], places) if names_known else []
    changes = read_changes(tables["location_changes"], places, start) if names_known else []
    demographics, of_people = _read_demographics(inputs)
    problems = [problem for table in tables.values() for problem in table.problems] + of_people
    found_counts, of_counts = _read_counts(folder, inputs, counts, start, tables["registration_corrections"])
    problems += of_counts
    if found_counts is not None:
        notes += _camps_without_counts(places, found_counts)
    notes += [note for table in tables.values() for note in table.notes]
    chosen, of_settings = _read_settings(inputs, settings)
    problems += of_settings
    if problems:
        return None, list(dict.fromkeys(problems))
    name = folder.name if inputs != folder or folder.name != "input_csv" else folder.resolve().parent.name
    return (
        FleeCase(
            name, start, days, tuple(places), tuple(routes), tuple(closures), intensity, chosen, found_counts,
            tuple(changes), demographics, tuple(notes),
        ),
        [],
    )  # fmt: skip


def _location_changes(inputs: Path) -> FleeTable:
    """Flee looks for this one file in the folder it is run in, which is that above ``input_csv``."""
    name = "location_changes.csv"
    above = inputs.resolve().parent / name
    if inputs.name == "input_csv" and above.exists():
        return read_rows(above, name)
    return read_rows(inputs / name, name, needed=False)


def _unread(inputs: Path) -> list[str]:
    """Files that lie there and have no effect, each in a sentence."""
    notes = []
    for path in sorted(inputs.glob("*.csv")):
        if path.stem in _NOT_USED:
            notes.append(f"{path.name} is not used: {_NOT_USED[path.stem]}.")
        elif path.stem not in _READ and not path.stem.startswith("demographics_"):
            notes.append(f"{shown(path.name)} is not read: it is no file of Flee's.")
    return notes


def _camps_without_counts(places: Sequence[FleePlace], counts: CampCounts) -> list[str]:
    names = {place.name for place in places}
    notes = [f'{shown(camp)} has counts but is no place: its people flee and are held against no camp.'
             for camp in counts.camps if camp not in names]  # fmt: skip
    notes += [f"{shown(place.name)} is a camp without counts."
              for place in places if place.is_camp and place.name not in counts.camps]  # fmt: skip
    return notes


def _read_settings(inputs: Path, given: Path | str | None) -> tuple[FleeSettings, list[Problem]]:
    here = inputs.resolve()
    usual = [above / _SETTINGS for above in (here, here.parent, here.parent.parent)]
    path = Path(given) if given is not None else next((each for each in usual if each.is_file()), None)
    if path is None:
        return FleeSettings(), []
    try:
        return read_flee_settings(path), []
    except InputError as error:
        return FleeSettings(), list(error.problems)


def _read_demographics(inputs: Path) -> tuple[dict[str, Demographics], list[Problem]]:
    found, problems = {}, []
    for path in sorted(inputs.glob("demographics_*.csv")):
        table = read_rows(path, path.name)
        attribute = path.stem.removeprefix("demographics_")
        if not table.rows:
            problems += table.problems or [Problem("The table is empty.", "Begin with a header row.", path.name)]
            continue
        header = table.header or table.rows.pop(0).cells
        if "Default" not in header:
            table.wrong("There is no column Default.", "Add it: it serves every place without its own.", 1, "Default")
        columns = {
            name: tuple(row.figure(at, name, least=0.0) or 0.0 for row in table.rows)
            for at, name in enumerate(header) if at and name
        }  # fmt: skip
        for name, weights in columns.items():
            if not table.problems and sum(weights) <= 0.0:
                table.wrong("The weights are all 0.", "Give at least one value a weight.", column=name)
        problems += table.problems
        found[attribute] = Demographics(attribute, tuple(row.text(0) for row in table.rows), columns)
    return found, problems


def _read_counts(
    folder: Path, inputs: Path, given: Path | str | None, start: date, corrections: FleeTable
) -> tuple[CampCounts | None, list[Problem]]:
    beside = (folder / "source_data", inputs.parent / "source_data")
    source = Path(given) if given is not None else next((each for each in beside if each.is_dir()), None)
    if source is None:
        return None, []
    layout = read_rows(source / "data_layout.csv", "data_layout.csv")
    problems = list(layout.problems)
    raw: dict[str, Series] = {}
    published: dict[str, Series] = {}
    if layout.rows and layout.rows[0].text(0) != TOTAL:
        row = layout.rows[0]
        found = f'The first row is "{row.text(0)}", not "{TOTAL}": Flee leaves the first row out of its totals.'
        problems.append(Problem(found, f"Put a row {TOTAL},refugees.csv first.", layout.name, row.number, "total"))
    for row in layout.rows:
        files, of_files = _read_series(source, row.cells[1:], start)
        if row.text(0) in raw:
            of_files.append(Problem(f'"{row.text(0)}" stands twice.', "Keep one row.", layout.name, row.number))
        problems += of_files
        if files:
            raw[row.text(0)] = reduce(added, files)
            published[row.text(0)] = put_together(files)
    final, applied = _corrected(raw, corrections, start, check=not problems)
    problems += [problem for problem in corrections.problems if problem not in problems]
    return (None if problems else CampCounts(raw, final, tuple(applied), published)), problems


def _read_series(source: Path, files: list[str], start: date) -> tuple[list[Series], list[Problem]]:
    found: list[Series] = []
    problems: list[Problem] = []
    for name in filter(None, files):
        table = read_rows(source / name, name)
        rows = [row for row in table.rows if row.text(0) not in {"DateTime", "Date"} and row.text(1)]
        observed = [(row, row.day(0, "date"), row.figure(1, "count", least=0.0)) for row in rows]
        pairs = [((day - start).days, count) for _, day, count in observed if day is not None and count is not None]
        for (before, _), (after, _), (row, _, _) in zip(pairs, pairs[1:], observed[1:], strict=False):
            if after <= before and not table.problems:
                row.wrong("The date does not lie after the one before.", "Sort rows by date, one a day.", "date")
        if not pairs and not table.problems:
            table.wrong("There is no count in it.", "Write rows date,count such as 2012-03-01,5200.")
        problems += table.problems
        if not table.problems:
            found.append((np.array([day for day, _ in pairs], dtype=np.int64), np.array([count for _, count in pairs])))
    if not any(files):
        problems.append(Problem("A row names no file.", "Write name,file.csv.", "data_layout.csv"))
    return found, problems


def _corrected(
    raw: Mapping[str, Series], table: FleeTable, start: date, *, check: bool
) -> tuple[dict[str, Series], list[tuple[str, int]]]:
    final, applied = dict(raw), []
    for row in table.rows if check else []:
        name, day = row.named(0, "camp"), row.day(1, "date")
        if name not in final:
            row.wrong(f'"{name}" has no counts.', nearest(name, final), "camp", name)
        elif day is not None:
            since = (day - start).days
            at = np.flatnonzero(final[name][0] == since)
            if not len(at) or at[0] == 0:
                fix = "Write a date that the camp's file has, other than its first."
                row.wrong(f"{day} is no later date of the counts of {name}.", fix, "date", str(day))
            elif final[name][1][at[0] - 1] == 0:
                row.wrong(f"The count before {day} is 0.", "Leave this correction out.", "date", str(day))
            else:
                final[name] = corrected(final[name], since)
                applied.append((name, since))
    return final, applied
