"""The ledger: every claim as it came in, and every decision on it, kept for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from waystation.claims import ledger_rows as rows
from waystation.claims.claim import Claim
from waystation.claims.claims_csv import write_claims, write_rows
from waystation.claims.database import drop_tables, open_engine, reading, set_up, sqlite_file, writing
from waystation.claims.database_faults import shown_name
from waystation.claims.decisions import (
    DECISION_COLUMNS,
    PROGRAM,
    Book,
    Decision,
    Status,
    check_words,
    decidable,
    moment_of,
    status_named,
)  # fmt: skip
from waystation.claims.personal import personal_problems
from waystation.errors import InputError, Problem
from waystation.files import check_writable, staged_folder

__all__ = ["Added", "Ledger"]


@dataclass(frozen=True)
class Added:
    """Ids of claims that were new to the ledger, and of those it already had."""

    new: list[str]
    already: list[str]


class Ledger:
    """Claims and decisions in an SQLite file, or in PostgreSQL by URL. Append-only.

    The database itself refuses to change or remove a row, whoever asks. In PostgreSQL the tables stand in the schema
    ``waystation``, or in another one that the URL names: ``postgresql://host/database?schema=al_hol``.

    Parameters
    ----------
    target : file, or URL such as ``postgresql://host/database`` or ``sqlite:///ledger.db``
    wait_seconds : how long to wait while another program holds the ledger
    make : whether one is made if there is none; if not, nothing is written by opening it

    Raises
    ------
    InputError
        If the place cannot be opened, is not a ledger, or is one of another format. Every method
        raises it likewise if the ledger is locked or read-only, or the disk is full.

    Examples
    --------
    >>> claim = Claim(id="a", published="2019-03-04", source="SDF", place="Baghouz", quantity_low=3000,
    ...               quantity_high=3000, qualifier="about", unit="people", term="evacuated")
    >>> with Ledger("sqlite:///:memory:") as ledger, ledger.transaction():
    ...     added = ledger.add([claim])
    ...     ledger.decide("a", "set aside", "Counts two days, not one.")
    ...     ledger.status_of("a").value
    'set aside'
    """

    def __init__(self, target: str | Path, *, wait_seconds: float = 5.0, make: bool = True):
        engine = open_engine(target, wait_seconds)
        self._open: Connection | None = None
        try:
            self._engine = set_up(engine, make=make)
        except BaseException:
            engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The ledger as it is shown: its file, or its URL without the password."""
        return shown_name(self._engine.url)

    def close(self) -> None:
        """Let go of the database; SQLite then folds its journal into the one file."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is added and decided inside happens together, or not at all; others wait with their writing.

        Raises
        ------
        InputError
            If another program holds the ledger for longer than ``wait_seconds``, or it may not be written to.
        """
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._open is not None:
            yield self._open
            return
        with writing(self._engine) as connection:
            self._open = connection
            try:
                yield connection
            finally:
                self._open = None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._open is not None:
            yield self._open
            return
        with reading(self._engine) as connection:
            yield connection

    @property
    def mark(self) -> tuple[int, int]:
        """Changes whenever something is added or decided: cheap to ask, to see whether to read again."""
        with self._reading() as connection:
            return rows.mark(connection)

    def add(self, claims: Iterable[Claim]) -> Added:
        """Add claims; those already there are left as they are, and reported as such.

        Raises
        ------
        InputError
            If an id is there already with another content, or a text holds personal data; nothing
            is then added. Carries all problems.
        """
        offered = list(claims)
        problems = personal_problems(offered)
        fresh: dict[str, str] = {}
        already: list[str] = []
        with self._writing() as connection:
            there = rows.contents(connection, [claim.id for claim in offered])
            for claim in offered:
                content = rows.content(claim)
                before = there.get(claim.id) or fresh.get(claim.id)
                if before is None:
                    fresh[claim.id] = content
                elif before == content:
                    already.append(claim.id)
                else:
                    problems.append(
                        Problem(
                            f'The id "{claim.id}" already names a claim with another content.',
                            "Give the new claim an id of its own, or edit the old one.",
                            column="id",
                            value=claim.id,
                        )
                    )
            if problems:
                raise InputError(problems)
            rows.add_claims(connection, fresh, datetime.now(UTC))
        return Added(list(fresh), already)

    def add_drafts(self, claims: Iterable[Claim]) -> Added:
        """Add claims as read from reports. What was read before from the same words is not doubled.

        A report read again, after a place got another name or with a better reader, may give the same words another
        content. The new draft then takes the place of the old one; where a person has decided on the old one, that
        decision holds and the new draft is left out.

        Raises
        ------
        InputError
            As `add`.
        """
        offered = list(claims)
        with self._writing():
            book = self.book()
            there = {claim.id for claim in book.claims}
            before: dict[tuple[object, ...], list[Claim]] = {}
            for claim in book.claims:
                if book.status_of(claim.id) is not Status.EDITED and claim.report:
                    before.setdefault(_words_of(claim), []).append(claim)
            fresh: list[Claim] = []
            already = [claim.id for claim in offered if claim.id in there]
            for claim in (each for each in offered if each.id not in there):
                same = [each for each in before.get(_words_of(claim), []) if each.id not in already]
                if not claim.report or not same:
                    fresh.append(claim)
                    continue
                old = before[_words_of(claim)].pop(before[_words_of(claim)].index(same[0]))
                already.append(old.id)
                if book.status_of(old.id) is Status.NEW and old.id not in book.by_hand:
                    self.edit(old.id, claim, "The report was read again.", role=PROGRAM)
            return Added(self.add(fresh).new, already)

    def restore(self, book: Book) -> Added:
        """Add the claims and decisions of an export, as they were; what is there already stays.

        Raises
        ------
        InputError
            As `add`.
        """
        with self._writing() as connection:
            added = self.add(book.claims)
            there = {(each.claim, each.status, each.when, each.why) for each in rows.decisions_of(connection)}
            missing = [each for each in book.decisions if (each.claim, each.status, each.when, each.why) not in there]
            rows.add_decisions(connection, missing)
        return added

    def decide(self, id: str, status: Status | str, why: str, when: datetime | None = None, *, role: str = "") -> None:
        """Record a decision on a claim. Earlier decisions stay; the last one holds.

        Parameters
        ----------
        id : of the claim
        status : accepted, set aside, or new to take an earlier decision back (to edit, use `edit`)
        why : the reason, in a sentence
        when : with its time zone; now if left out
        role : office of who decides; no names

        Raises
        ------
        InputError
            If the id is unknown (offers the nearest), the status unknown, the reason missing, the
            time without a zone, or a text holds personal data.
        """
        self._record(id, decidable(status), why, when, role, None)

    def edit(self, id: str, claim: Claim, why: str, when: datetime | None = None, *, role: str = "") -> None:
        """Add a claim that takes the place of another; the old one stays, marked as edited.

        Raises
        ------
        InputError
            As `add` and `decide`; and if the new claim is the old one.
        """
        if claim.id == id:
            fix = "Give the edited claim an id of its own, or none."
            raise InputError(Problem("A claim cannot replace itself.", fix, column="id", value=id))
        problems = personal_problems([claim])
        if problems:
            raise InputError(problems)
        self._record(id, Status.EDITED, why, when, role, claim)

    def _record(
        self, id: str, status: Status, why: str, when: datetime | None, role: str, replacement: Claim | None
    ) -> None:
        moment = moment_of(when)
        check_words(why, role)
        with self._writing() as connection:
            rows.check_known(connection, id, self.name)
            if replacement is not None:
                content = rows.content(replacement)
                there = rows.contents(connection, [replacement.id])
                if there.get(replacement.id, content) != content:
                    message = f'The id "{replacement.id}" already names a claim with another content.'
                    raise InputError(Problem(message, "Give the edited claim another id.", column="id"))
                rows.add_claims(connection, {} if there else {replacement.id: content}, moment)
            replaced_by = replacement.id if replacement else ""
            rows.add_decisions(connection, [Decision(id, status, why.strip(), moment, role.strip(), replaced_by)])

    def claims(self, status: Status | str | None = None) -> list[Claim]:
        """The claims of one status, or all, in the order they were added.

        Raises
        ------
        InputError
            If the status is unknown.
        """
        wanted = None if status is None else status_named(status)
        with self._reading() as connection:
            return rows.claims_of(connection, status=wanted)

    def claim(self, id: str) -> Claim:
        """The claim of that id.

        Raises
        ------
        InputError
            If the id is unknown; offers the nearest.
        """
        with self._reading() as connection:
            rows.check_known(connection, id, self.name)
            return rows.claims_of(connection, [id])[0]

    def status_of(self, id: str) -> Status:
        """Where a claim stands now.

        Raises
        ------
        InputError
            If the id is unknown; offers the nearest.
        """
        decisions = self.history(id)
        return decisions[-1].status if decisions else Status.NEW

    def history(self, id: str) -> list[Decision]:
        """All decisions on a claim, the first one first.

        Raises
        ------
        InputError
            If the id is unknown; offers the nearest.
        """
        with self._reading() as connection:
            rows.check_known(connection, id, self.name)
            return rows.decisions_of(connection, id)

    def book(self) -> Book:
        """All claims and all decisions, as they were at one moment."""
        with self._reading() as connection:
            return Book(rows.claims_of(connection), rows.decisions_of(connection), mark=rows.mark(connection))

    def export(self, path: Path | str) -> list[Path]:
        """Write all claims and all decisions as two CSV files.

        The table of claims carries each claim's status, so that it counts nothing that was set aside wherever it is
        read; with the decisions beside it, `waystation.read_book` and `restore` give the same ledger again.

        Parameters
        ----------
        path : a folder, made if need be, which gets ``claims.csv`` and ``claims-decisions.csv``; or the name of the
            CSV file for the claims, beside which the decisions go

        Returns
        -------
        the two files written

        Raises
        ------
        InputError
            If they cannot be written; both files of an earlier export then stay as they were.
        """
        target = Path(path)
        claims_file = target if target.suffix.lower() == ".csv" else target / "claims.csv"
        decisions_file = claims_file.with_name(f"{claims_file.stem}-decisions.csv")
        if claims_file == target:
            check_writable(claims_file, decisions_file)
        book = self.book()
        statuses = {claim.id: book.status_of(claim.id).value for claim in book.claims}
        decisions = [
            (each.claim, each.status.value, each.why, rows.stamp(each.when), each.role, each.replaced_by)
            for each in book.decisions
        ]
        with staged_folder(claims_file.parent) as draft:
            write_claims(book.claims, draft / claims_file.name, statuses)
            write_rows(DECISION_COLUMNS, decisions, draft / decisions_file.name)
        return [claims_file, decisions_file]

    def destroy(self) -> None:
        """Delete the ledger with all it holds: the file and its journals, or the tables. No way back.

        Raises
        ------
        InputError
            If it cannot be deleted.
        """
        file = sqlite_file(self._engine)
        if file is None:
            drop_tables(self._engine)
            self.close()
            return
        self.close()
        try:
            for end in ("", "-wal", "-shm", "-journal"):
                file.with_name(file.name + end).unlink(missing_ok=True)
        except OSError as error:
            message = f"The ledger cannot be deleted: {error.strerror}."
            raise InputError(Problem(message, "Close it elsewhere and try again.", str(file))) from error


def _words_of(claim: Claim) -> tuple[object, ...]:
    """What a draft was read from: the words and the place of its figure among them; not what was made of them."""
    figure = next((span.removeprefix("figure ") for span in claim.spans.split("; ") if span.startswith("figure ")), "")
    begin = figure.partition("-")[0]
    at = int(begin) - claim.excerpt_start if begin.isdigit() and claim.excerpt_start is not None else figure
    return claim.report, claim.excerpt, at, claim.quantity_low, claim.quantity_high, claim.term
