"""A situation from its folder: every file opened and read once, all problems told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.claims import Claim, edited
from waystation.claims.claims_csv import read_rows, table_book, unknown_places, unknown_units
from waystation.claims.decisions import Book, full_ids, in_order
from waystation.errors import InputError, Problem
from waystation.names import is_url
from waystation.situation.kept_readings import forget_readings, keep_readings, kept_readings, key_of_readings
from waystation.situation.saved import FOLDER
from waystation.situation.view import View
from waystation.world import Scenario, is_flee_folder, read_scenario
from waystation.world.cells import CellError, read_date

if TYPE_CHECKING:
    from waystation.claims import Ledger
    from waystation.claims.reading import ReadReport

__all__ = ["CLAIMS", "REPORTS", "Situation", "open"]

CLAIMS, REPORTS, SCENARIO = "claims.csv", "reports", "scenario.toml"


@dataclass(frozen=True)
class Situation:
    """All that a scenario folder holds.

    Parameters
    ----------
    folder : where it stands
    problems : everything wrong with any of its files; a situation with problems hands out nothing else
    rows : claims of ``claims.csv``
    reports : reports of the folder ``reports``, with the claims read from them
    linked : id of a claim read from a report, and the id of the row that holds the same figure
    drafts : claims read from reports that are in no row
    book : claims and decisions of the ledger; empty if there is none. Its notes name what was skipped in ``claims.csv``
    """

    folder: Path
    problems: tuple[Problem, ...] = ()
    rows: tuple[Claim, ...] = ()
    reports: tuple[ReadReport, ...] = ()
    linked: Mapping[str, str] = field(default_factory=dict)
    drafts: tuple[Claim, ...] = ()
    book: Book = field(default_factory=Book)
    _scenario: Scenario | None = None
    _read_now: str = ""
    """Key of what was read from the reports, where it is not kept yet."""

    @property
    def scenario(self) -> Scenario:
        """The scenario, all its events included.

        Raises
        ------
        InputError
            With all problems of the folder, if there are any.
        """
        if self.problems or self._scenario is None:
            raise InputError(self.problems)
        return self._scenario

    @cached_property
    def claims(self) -> list[Claim]:
        """Every claim ever entered, read or decided on, each once. What counts as of a day: `View.claims`."""
        return in_order(self.rows, self.drafts, self.book)

    @property
    def ledger(self) -> str:
        """File, or database URL, of the ledger; it need not be there yet."""
        named = self.scenario.settings.ledger
        return named if is_url(named) else str(self.folder / named)

    def decide(self, ids: Sequence[str], status: str, why: str, *, role: str = "") -> list[str]:
        """Record a decision on claims in the folder's ledger, which is made if there is none.

        Open the folder again to see what follows from it.

        Parameters
        ----------
        ids : ids, or beginnings of ids that fit one claim only
        status : "accepted" or "set aside"
        why : the reason, in a sentence
        role : office of who decides; no names

        Returns
        -------
        the ids in full

        Raises
        ------
        InputError
            If an id is not known or fits several; nothing is then recorded. As `waystation.Ledger.decide`.
        """
        with self._opened(ids) as (ledger, names):
            for name in names:
                ledger.decide(name, status, why, role=role)
        return names

    def correct(self, id: str, changes: Mapping[str, str], why: str, *, role: str = "") -> Claim:
        """Put a corrected claim in the place of another in the folder's ledger; the old one stays, marked as edited.

        Parameters
        ----------
        id : id, or a beginning that fits one claim only
        changes : columns and their new values, see `waystation.edited`
        why, role : as for `decide`

        Raises
        ------
        InputError
            As `decide`, and as `waystation.edited`.
        """
        with self._opened([id]) as (ledger, [name]):
            claim = edited(ledger.claim(name), changes)
            ledger.edit(name, claim, why, role=role)
        return claim

    def keep_readings(self) -> None:
        """Keep what was read from the reports beside the forecasts, if the reports are still what was read."""
        if self._read_now and self._read_now == _key(self.folder, self.scenario):
            keep_readings(self.folder, self._read_now, list(self.reports))

    @contextmanager
    def _opened(self, ids: Sequence[str]) -> Iterator[tuple[Ledger, list[str]]]:
        """The ledger, with the claims named in it, and their full ids."""
        from waystation.claims import Ledger

        everything = {claim.id: claim for claim in self.claims}
        names = full_ids(ids, everything, str(self.folder))
        with Ledger(self.ledger) as ledger, ledger.transaction():
            ledger.add([everything[name] for name in names])
            yield ledger, names

    def as_of(self, day: date | str | None = None) -> View:
        """What was known by a day.

        Parameters
        ----------
        day : last day whose publications are used, also as text such as "2030-02-09"; default: that of the latest
            claim within the scenario, or of the latest event where there are no claims

        Raises
        ------
        InputError
            With all problems of the folder; or if the day is none, or lies outside the scenario or before the first
            claim.
        """
        return View.of(self, _day(day))


def open(folder: Path | str) -> Situation:
    """A situation from its folder. Every file is opened and read once; nothing is raised.

    Parameters
    ----------
    folder : holds ``scenario.toml``, ``places.csv``, ``routes.csv`` and ``events.csv``; if there are any, also
        ``claims.csv``, reports in the folder ``reports``, and decisions in the ledger: ``ledger.db``, or the file or
        database URL that ``scenario.toml`` names

    Returns
    -------
    Situation
        With everything that is wrong in its ``problems``.

    Examples
    --------
    >>> import waystation as ws
    >>> situation = ws.open("examples/synthetic")
    >>> situation.problems, len(situation.rows)
    ((), 9)
    """
    home = Path(folder)
    if is_flee_folder(home) and not (home / SCENARIO).exists():
        message = f'"{home}" is a folder in Flee\'s format: it says nothing of stages, claims and reports.'
        fix = "Use waystation simulate, check, or forecast camps; or write a scenario.toml for it."
        return Situation(home, (Problem(message, fix, code="flee-folder"),))
    found = read_scenario(home)
    problems = list(found.problems)
    rows: list[Claim] = []
    stated = Book()
    if (home / CLAIMS).exists():
        table, faults, notes = read_rows(home / CLAIMS)
        stated = replace(table_book(table), notes=tuple(notes))
        if found.place_names is not None:
            faults += [*unknown_places(table, found.place_names, CLAIMS), *unknown_units(table, CLAIMS)]
        problems += sorted(faults, key=lambda problem: problem.row or 0)
        rows = [row.value for row in table]
    reports, read_now = _reports(home, found.scenario, problems)
    book = _book(home, found.scenario, problems)
    if problems or found.scenario is None:
        return Situation(home, tuple(problems))
    linked, drafts = _beside(rows, reports, found.scenario)
    book = Book(book.claims, [*stated.decisions, *book.decisions], stated.notes, book.mark)
    made = Situation(home, (), tuple(rows), tuple(reports), linked, tuple(drafts), book, found.scenario, read_now)
    if (home / FOLDER).is_dir():
        made.keep_readings()
    return made


def _day(day: date | str | None) -> date | None:
    if isinstance(day, datetime):  # a time of pandas, too
        return day.date()
    if not isinstance(day, str):
        return day
    try:
        return read_date(day)
    except CellError as error:
        raise InputError(Problem(error.message, error.fix, value=day)) from None


def _reports(home: Path, scenario: Scenario | None, problems: list[Problem]) -> tuple[list[ReadReport], str]:
    """Reports with what was read from them, and the key of what is not kept yet."""
    if not (home / REPORTS).is_dir():
        forget_readings(home)
        return [], ""
    key = _key(home, scenario) if scenario is not None else ""
    kept = kept_readings(home, key)
    if kept is not None:
        return kept, ""
    from waystation.claims.reading import read_each, read_reports  # only where there is something to read

    try:
        intake = read_reports([home / REPORTS])
    except InputError as error:
        problems += [replace(each, file=f"{REPORTS}/{each.file}") for each in error.problems]
        return [], ""
    problems += [replace(each, file=f"{REPORTS}/{each.file}") for each in intake.problems]
    if scenario is None:
        return [], ""
    return read_each(intake.reports, scenario.places), key if not intake.problems else ""


def _key(home: Path, scenario: Scenario) -> str:
    return key_of_readings(home / REPORTS, scenario.places)


def _beside(rows: list[Claim], reports: list[ReadReport], scenario: Scenario) -> tuple[Mapping[str, str], list[Claim]]:
    if not reports:
        return {}, []
    from waystation.claims.reading.scenario import drafts_beside

    return drafts_beside(rows, reports, scenario)


def _book(home: Path, scenario: Scenario | None, problems: list[Problem]) -> Book:
    if scenario is None:
        return Book()
    named = scenario.settings.ledger
    target = named if is_url(named) else str(home / named)
    if not is_url(target) and not Path(target).exists():
        return Book()
    from waystation.claims import Ledger  # a folder without decisions needs no database library

    try:
        with Ledger(target, make=False) as ledger:
            return ledger.book()
    except InputError as error:
        # In a database that holds no ledger yet, one is made by the first decision.
        problems += [each for each in error.problems if each.code != "no-ledger"]
        return Book()
