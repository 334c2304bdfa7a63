"""A Flee folder, read whole: every problem of it at once, or a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from waystation.errors import InputError, Problem
from waystation.world.flee.attributes import read_flood_levels, read_listed, read_need
from waystation.world.flee.flee_case import Demographics, FleeCase, FleePlace
from waystation.world.flee.flee_counts import CampCounts
from waystation.world.flee.flee_names import FleeNames
from waystation.world.flee.flee_places import read_major_routes, read_places, read_routes
from waystation.world.flee.flee_settings import FleeSettings
from waystation.world.flee.notes import FleeNote
from waystation.world.flee.registrations import read_counts
from waystation.world.flee.rows import FleeTable, read_rows
from waystation.world.flee.settings_file import read_flee_settings
from waystation.world.flee.times import read_changes, read_closures, read_conflicts, read_period
from waystation.world.textfile import shown

__all__ = ["check_flee", "is_flee_folder", "load_flee"]

_SETTINGS = "simsetting.yml"
_READ = {
    "sim_period", "locations", "routes", "major_routes", "conflicts", "closures", "location_changes",
    "registration_corrections", "agents", "flood_level", "region_attributes_IPC",
}  # fmt: skip
_COMMENTS_ARE_ROWS = {"conflicts", "flood_level", "region_attributes_IPC", "major_routes", "agents"}
"""Files of which Flee reads the first row as the header and every other as a row, ``#`` or not."""
_NO_CONFLICT = 1e-6


def is_flee_folder(folder: Path | str) -> bool:
    """Whether a folder is Flee's: it, or ``input_csv`` in it, holds ``locations.csv`` and ``sim_period.csv``.

    Without ``sim_period.csv`` it is one if ``routes.csv`` is there: that the period is missing is told then.
    """
    inputs = _inputs(Path(folder))
    beside = ("sim_period.csv", "routes.csv") if not (inputs / "places.csv").exists() else ("sim_period.csv",)
    return (inputs / "locations.csv").exists() and any((inputs / name).exists() for name in beside)


def load_flee(folder: Path | str, counts: Path | str | None = None, settings: Path | str | None = None) -> FleeCase:
    """Read a Flee folder as Flee's current source reads it; what it reads in its own way stands in ``case.notes``.

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
    case, problems, _ = _Folder(Path(folder), counts, settings).read()
    if problems or case is None:
        raise InputError(problems)
    return case


def check_flee(
    folder: Path | str,
    counts: Path | str | None = None,
    settings: Path | str | None = None,
    *,
    strict: bool = False,
) -> list[Problem]:
    """Every problem of a Flee folder; parameters as for `load_flee`.

    Parameters
    ----------
    strict : also what Flee runs in its own way: for those who mend data
    """
    _, problems, notes = _Folder(Path(folder), counts, settings).read()
    odd = [note.problem for note in notes if note.strict] if strict else []
    return list(dict.fromkeys([*problems, *odd]))


def _inputs(folder: Path) -> Path:
    return folder / "input_csv" if (folder / "input_csv").is_dir() else folder


class _Folder:
    """One reading of a folder: problems and notes gather as its files are read."""

    def __init__(self, folder: Path, counts: Path | str | None, settings: Path | str | None):
        self.folder, self.inputs = folder, _inputs(folder)
        self.counts, self.settings = counts, settings
        self.problems: list[Problem] = []
        self.notes: list[FleeNote] = []
        self.tables: dict[str, FleeTable] = {}

    def read(self) -> tuple[FleeCase | None, list[Problem], list[FleeNote]]:
        if not self.inputs.is_dir():
            return None, [Problem("There is no such folder.", "Check its name.", str(self.folder))], []
        chosen = self._settings()
        for name in ("sim_period", "locations", "routes", "closures", "registration_corrections"):
            self._table(name, needed=name in {"sim_period", "locations", "routes"})
        if not (self.inputs / "sim_period.csv").exists():
            self.tables["sim_period"].problems = [_no_period(self.inputs)]
        start, days = read_period(self.tables["sim_period"])
        places = read_places(self.tables["locations"])
        found_counts = self._counts(start)
        case = None
        # Rows are held against names only where all names could be read: a slip is not told twice.
        if not self.tables["locations"].problems:
            case = self._case(chosen, start, days, places, found_counts)
        self.problems = [*(each for table in self.tables.values() for each in table.problems), *self.problems]
        self.notes = [*(each for table in self.tables.values() for each in table.notes), *self.notes, *self._unread()]
        if self.problems or case is None:
            return None, list(dict.fromkeys(self.problems)), self.notes
        notes = (*self.notes, *_camps_without_counts(case), *_flee_ends(case))
        object.__setattr__(case, "notes", tuple(dict.fromkeys(notes)))
        return case, [], list(case.notes)

    def _case(
        self, chosen: FleeSettings, start: date, days: int, places: list[FleePlace], counts: CampCounts | None
    ) -> FleeCase:
        names = FleeNames(places)
        routes = read_routes(self.tables["routes"], names)
        majors = read_major_routes(self._table("major_routes"), names, used=chosen.move_rules.fixed_routes)
        levels = self._flood_levels(chosen, names, days)
        if levels is not None:
            days = self._days_of_floods(chosen, levels, min(days, len(levels)))
            intensity = np.zeros((days, len(places)))
        else:
            intensity = self._intensity(names, days)
            days = len(intensity)
        need = self._need(chosen, names, days)
        closures = read_closures(self.tables["closures"], names)
        self.tables["location_changes"] = _location_changes(self.inputs)
        changes = read_changes(self.tables["location_changes"], names, start)
        if counts is not None:
            self.notes += _counts_without_place(places, counts)
        listed = None
        if chosen.spawn_rules.read_from_agents_csv_file:
            listed = read_listed(self._table("agents", needed=True), names)
        if chosen.spawn_rules.camps_are_sicks and any("deactivation_probability" in each.attributes for each in places):
            found = "camps_are_sicks with a column deactivation_probability: Flee ends when somebody is in a camp."
            self.problems.append(Problem(found, "Leave one of the two out.", _SETTINGS))
        name = self.folder.name if self.inputs != self.folder or self.folder.name != "input_csv" else ""
        return FleeCase(
            name or self.folder.resolve().parent.name, start, days, tuple(places), tuple(routes), tuple(closures),
            intensity, chosen, counts, tuple(changes), self._demographics(), (), levels, need, listed, tuple(majors),
        )  # fmt: skip

    def _table(self, name: str, *, needed: bool = False) -> FleeTable:
        file = f"{name}.csv"
        comments = name not in _COMMENTS_ARE_ROWS
        self.tables[name] = read_rows(self.inputs / file, file, needed=needed, comments=comments)
        return self.tables[name]

    def _settings(self) -> FleeSettings:
        here = self.inputs.resolve()
        usual = [above / _SETTINGS for above in (here, here.parent, here.parent.parent)]
        given = Path(self.settings) if self.settings is not None else None
        path = given or next((each for each in usual if each.is_file()), None)
        if path is None:
            return FleeSettings()
        try:
            chosen, notes = read_flee_settings(path)
        except InputError as error:
            self.problems += error.problems
            return FleeSettings()
        self.notes += notes
        if chosen.log_levels.agent > 0 or chosen.log_levels.link > 0:
            self.notes.append(FleeNote.plain(
                "No log of agents or links is written: nothing here follows single people (see data responsibility)."
            ))  # fmt: skip
        return chosen

    def _intensity(self, names: FleeNames, days: int) -> npt.NDArray[np.float64]:
        table = self._table("conflicts")
        intensity = read_conflicts(table, names, days)
        if table.missing:
            self.notes.append(FleeNote.plain(
                "There is no conflicts.csv, without which Flee ends: conflict is where and when locations.csv says."
            ))  # fmt: skip
            for number, place in enumerate(names.places):
                if place.kind == "conflict" and 0 <= (place.conflict_day or 0) < days:
                    intensity[place.conflict_day or 0 :, number] = 1.0
        return intensity

    def _flood_levels(self, chosen: FleeSettings, names: FleeNames, days: int) -> npt.NDArray[np.int64] | None:
        if chosen.floods:
            return read_flood_levels(self._table("flood_level", needed=True), names, days)
        if (self.inputs / "flood_level.csv").exists():
            self.notes.append(FleeNote.plain("flood_level.csv has no effect: flood rules are off."))
        return None

    def _days_of_floods(self, chosen: FleeSettings, levels: npt.NDArray[np.int64], days: int) -> int:
        """Days until a level that the lists of the settings do not reach: Flee never gets to the last of a list."""
        rules, spawn = chosen.move_rules.flood_rules, chosen.spawn_rules.flood_driven_spawn_mode
        if rules is None or spawn is None:
            return days
        lists = [
            each for each in (rules.flood_movechances, rules.flood_loc_weights, spawn.displaced_per_flood_day) if each
        ]
        most = min((len(each) for each in lists), default=0) - 2
        high = np.flatnonzero((levels[:days] > most).any(axis=1))
        if not len(high):
            return days
        problem = Problem(
            f"Level {levels[high[0]].max()} on day {high[0]}: lists of {most + 2} values serve levels 0 to {most}.",
            "Give flood_movechances, flood_loc_weights and displaced_per_flood_day one value more.", "flood_level.csv",
        )  # fmt: skip
        if high[0] == 0:
            self.problems.append(problem)
            return days
        self.notes.append(
            FleeNote(problem, f"Flee ends on day {high[0]} with an error, and so does the run.", loud=True)
        )
        return int(high[0])

    def _need(self, chosen: FleeSettings, names: FleeNames, days: int) -> npt.NDArray[np.float64] | None:
        if chosen.hunger:
            return read_need(self._table("region_attributes_IPC", needed=True), names, days)
        if (self.inputs / "region_attributes_IPC.csv").exists():
            self.notes.append(FleeNote.plain("region_attributes_IPC.csv has no effect: rules of hunger are off."))
        return None

    def _demographics(self) -> dict[str, Demographics]:
        found = {}
        for path in sorted(self.inputs.glob("demographics_*.csv")):
            table = read_rows(path, path.name)
            attribute = path.stem.removeprefix("demographics_")
            if not table.rows:
                empty = [Problem("The table is empty.", "Begin with a header row.", path.name)]
                self.problems += table.problems or empty
                continue
            header = [cell.strip() for cell in table.header] or table.rows.pop(0).cells
            if "Default" not in header:
                fix = "Add it: it serves every place without its own."
                table.wrong("There is no column Default.", fix, 1, "Default")
            columns = {
                name: tuple(row.figure(at, name, least=0.0) or 0.0 for row in table.rows)
                for at, name in enumerate(header) if at and name
            }  # fmt: skip
            for name, weights in columns.items():
                if not table.problems and sum(weights) <= 0.0:
                    table.wrong("The weights are all 0.", "Give at least one value a weight.", column=name)
            self.problems += table.problems
            found[attribute] = Demographics(attribute, tuple(row.text(0) for row in table.rows), columns)
        return found

    def _counts(self, start: date) -> CampCounts | None:
        beside = (self.folder / "source_data", self.inputs.parent / "source_data")
        given = Path(self.counts) if self.counts is not None else None
        source = given or next((each for each in beside if each.is_dir()), None)
        if source is None:
            return None
        counts, problems, notes = read_counts(source, start, self.tables["registration_corrections"])
        self.problems += [each for each in problems if each not in self.tables["registration_corrections"].problems]
        self.notes += notes
        return counts

    def _unread(self) -> list[FleeNote]:
        """Files that lie there and have no effect, each in a sentence."""
        notes = []
        for path in sorted(self.inputs.glob("*.csv")):
            if path.stem == "agents" and "agents" not in self.tables:
                notes.append("agents.csv has no effect: read_from_agents_csv_file is off.")
            elif path.stem not in _READ and not path.stem.startswith("demographics_"):
                notes.append(f"{shown(path.name)} is not read: it is not one of Flee's files.")
        return [FleeNote.plain(each) for each in notes]


def _no_period(inputs: Path) -> Problem:
    fix = "Add rows StartDate,2012-03-01 and Length,300."
    if (inputs / "coupled_locations.csv").exists() or any((inputs / "routes.csv").parent.glob("*coupl*")):
        fix = "This looks like a part of a coupled run (multiscale), which is not run here."
    return Problem(f"sim_period.csv is missing from {inputs.name}.", fix, "sim_period.csv")


def _location_changes(inputs: Path) -> FleeTable:
    """Flee looks for this one file in the folder it is run in, which is that above ``input_csv``."""
    name = "location_changes.csv"
    above = inputs.resolve().parent / name
    if inputs.name == "input_csv" and above.exists():
        return read_rows(above, name)
    return read_rows(inputs / name, name, needed=False)


def _counts_without_place(places: Sequence[FleePlace], counts: CampCounts) -> list[FleeNote]:
    names = {place.written for place in places}
    sentences = [f'{shown(camp)} has counts but is not a place: its people flee, and are compared with no camp.'
                 for camp in counts.camps if camp not in names]  # fmt: skip
    return [FleeNote.plain(each) for each in dict.fromkeys(sentences)]


def _camps_without_counts(case: FleeCase) -> list[FleeNote]:
    """Camps of Flee's table that nobody counted; loud where Flee asks for their counts before the first day."""
    spawn = case.settings.spawn_rules
    needed = spawn.insert_day0 or spawn.conflict_driven_spawning is None
    ends = ": Flee ends, and its rules are not run here." if needed else "."
    return [
        FleeNote.plain(f"{shown(camp)} is a camp without counts{ends}", loud=needed)
        for camp in dict.fromkeys(case.printed)
        if case.counts is not None and case.place(camp).written not in case.counts.camps
    ]


def _flee_ends(case: FleeCase) -> list[FleeNote]:
    """Where Flee itself ends before the period does, and the run here goes on."""
    spawn = case.settings.spawn_rules
    if case.settings.floods or spawn.conflict_driven_spawning is not None or spawn.starvation_driven_spawning:
        return []
    always = any(
        place.kind == "conflict" and (place.conflict_day or 0) <= 0 and not case.intensity[:, number].any()
        for number, place in enumerate(case.places)
    )
    if always or any(change.kind == "conflict" for change in case.location_changes):
        return []
    quiet = np.flatnonzero(~(case.intensity > _NO_CONFLICT).any(axis=1))
    spent = _days_without_weight(case)
    if not len(quiet) and len(spent):
        return [FleeNote.plain(
            f"No place of conflict has a weight on day {spent[0]}, by its people and conflict_spawn_decay: Flee ends "
            "there with an error. The run goes on, and nobody flees on such days.", loud=True,
        )]  # fmt: skip
    if not len(quiet):
        return []
    return [FleeNote.plain(
        f"No place is in conflict on day {quiet[0]}: Flee ends there with an error. The run goes on, and nobody flees "
        "on such days.", loud=True,
    )]  # fmt: skip


def _days_without_weight(case: FleeCase) -> npt.NDArray[np.int64]:
    """Days on which people are to flee and no place of conflict has a weight: people times intensity times decay.

    Flee works weights out in the evening for the next day, and anew on the day a conflict begins or ends.
    """
    spawn, fierce = case.settings.spawn_rules, case.intensity > _NO_CONFLICT
    if not len(fierce):
        return np.empty(0, dtype=np.int64)
    people = np.array([place.people // case.settings.optimisations.hasten for place in case.places])
    factors = np.array(spawn.conflict_spawn_decay or [1.0])
    began, weight = np.zeros(len(people), dtype=np.int64), np.zeros(len(fierce))
    changes = np.concatenate([[True], (fierce[1:] != fierce[:-1]).any(axis=1)])
    for day in range(len(fierce)):
        new = fierce[day] & ~fierce[day - 1] if day else fierce[day]
        began[new] = day
        decay = factors[np.minimum((day - began) // spawn.conflict_spawn_decay_interval, len(factors) - 1)]
        weight[day] = (people * decay)[fierce[day]].sum()
    used = np.where(changes, weight, np.roll(weight, 1))
    return np.flatnonzero(used <= 0.0)
