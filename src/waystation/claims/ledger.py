"""The ledger: every claim as it came in, and every decision on it, kept for good."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, func, insert, select, text

from waystation.claims.database import open_engine, plainly, set_up, shown_name, sqlite_file
from waystation.claims.decisions import DECISION_COLUMNS, PROGRAM, Book, Decision, Status, status_named
from waystation.claims.model import Claim, content_of
from waystation.claims.personal import find_personal, personal_problems
from waystation.claims.table import write_claims, write_rows
from waystation.claims.tables_of_record import CLAIMS, DECISIONS, TABLES, unguard
from waystation.errors import InputError, Problem, nearest

__all__ = ["Added", "Ledger"]

_IDS_AT_ONCE = 500


@dataclass(frozen=True)
class Added:
    """Ids of claims that were new to the ledger, and of those it already had."""

    new: list[str]
    already: list[str]


class Ledger:
    """Claims and decisions in an SQLite file, or in PostgreSQL by URL. Append-only.

    The database itself refuses to change or remove a row, whoever asks. A missing file is made.

    Parameters
    ----------
    target : file, or SQLAlchemy URL such as ``postgresql+psycopg://host/database``
    wait_seconds : how long to wait while another program holds the ledger

    Raises
    ------
    InputError
        If the place cannot be opened, is no ledger, or is one of another format. Every method
        raises it likewise if the ledger is locked or read-only, or the disk is full.

    Examples
    --------
    >>> claim = Claim(id="a", published="2019-03-04", source="SDF", place="Baghouz", quantity_low=3000,
    ...               quantity_high=3000, qualifier="about", unit="people", term="evacuated")
    >>> with Ledger("sqlite:///:memory:") as ledger:
    ...     added = ledger.add([claim])
    ...     ledger.decide("a", "set aside", "Counts two days, not one.")
    ...     ledger.status_of("a").value
    'set aside'
    """

    def __init__(self, target: str | Path, *, wait_seconds: float = 5.0):
        self._engine = open_engine(target, wait_seconds)
        try:
            set_up(self._engine)
        except BaseException:
            self._engine.dispose()
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
        with plainly(self._engine), self._engine.begin() as connection:
            there = self._contents(connection, [claim.id for claim in offered])
            for claim in offered:
                content = _content(claim)
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
            if fresh:
                now = _stamp(datetime.now(UTC))
                rows = [{"id": name, "content": content, "added": now} for name, content in fresh.items()]
                connection.execute(insert(CLAIMS), rows)
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
        book, offered = self.book(), list(claims)
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
        added = self.add(book.claims)
        with plainly(self._engine), self._engine.begin() as connection:
            there = {(each.claim, each.status, each.when, each.why) for each in self._decisions(connection)}
            rows = [
                {"claim": each.claim, "status": each.status.value, "why": each.why, "decided": _stamp(each.when),
                 "role": each.role, "replaced_by": each.replaced_by or None}
                for each in book.decisions
                if (each.claim, each.status, each.when, each.why) not in there
            ]  # fmt: skip
            if rows:
                connection.execute(insert(DECISIONS), rows)
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
        self._record(id, _decidable(status), why, when, role, None)

    def edit(self, id: str, claim: Claim, why: str, when: datetime | None = None, *, role: str = "") -> None:
        """Add a claim that takes the place of another; the old one stays, marked as edited.

        Raises
        ------
        InputError
            As `add` and `decide`; and if the new claim is the old one.
        """
        if claim.id == id:
            fix = "Give the edited claim an id of its own, or none."
            raise InputError(Problem("A claim cannot take its own place.", fix, column="id", value=id))
        problems = personal_problems([claim])
        if problems:
            raise InputError(problems)
        self._record(id, Status.EDITED, why, when, role, claim)

    def _record(
        self, id: str, status: Status, why: str, when: datetime | None, role: str, replacement: Claim | None
    ) -> None:
        moment = _moment(when)
        _check_words(why, role)
        with plainly(self._engine), self._engine.begin() as connection:
            self._known(connection, id)
            if replacement is not None:
                there = self._contents(connection, [replacement.id])
                if there.get(replacement.id, _content(replacement)) != _content(replacement):
                    message = f'The id "{replacement.id}" already names a claim with another content.'
                    raise InputError(Problem(message, "Give the edited claim another id.", column="id"))
                if not there:
                    row = {"id": replacement.id, "content": _content(replacement), "added": _stamp(moment)}
                    connection.execute(insert(CLAIMS).values(row))
            connection.execute(
                insert(DECISIONS).values(
                    claim=id,
                    status=status.value,
                    why=why.strip(),
                    decided=_stamp(moment),
                    role=role.strip(),
                    replaced_by=replacement.id if replacement else None,
                )
            )

    def claims(self, status: Status | str | None = None) -> list[Claim]:
        """The claims of one status, or all, in the order they were added.

        Raises
        ------
        InputError
            If the status is unknown.
        """
        wanted = None if status is None else status_named(status)
        last = select(func.max(DECISIONS.c.seq).label("seq")).group_by(DECISIONS.c.claim).subquery()
        latest = select(DECISIONS.c.claim, DECISIONS.c.status).join(last, DECISIONS.c.seq == last.c.seq).subquery()
        query = (
            select(CLAIMS.c.id, CLAIMS.c.content, latest.c.status)
            .outerjoin(latest, latest.c.claim == CLAIMS.c.id)
            .order_by(CLAIMS.c.seq)
        )
        with plainly(self._engine), self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            Claim.model_validate({**json.loads(content), "id": name})
            for name, content, decided in rows
            if wanted is None or (decided or Status.NEW.value) == wanted.value
        ]

    def claim(self, id: str) -> Claim:
        """The claim of that id.

        Raises
        ------
        InputError
            If the id is unknown; offers the nearest.
        """
        with plainly(self._engine), self._engine.connect() as connection:
            self._known(connection, id)
            content = self._contents(connection, [id])[id]
        return Claim.model_validate({**json.loads(content), "id": id})

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
        with plainly(self._engine), self._engine.connect() as connection:
            self._known(connection, id)
            return self._decisions(connection, id)

    def book(self) -> Book:
        """All claims and all decisions, read in one go."""
        with plainly(self._engine), self._engine.connect() as connection:
            return Book(self.claims(), self._decisions(connection))

    def export(self, path: Path | str) -> list[Path]:
        """Write all claims and all decisions as two CSV files.

        The table of claims carries each claim's status, so that it counts nothing that was set aside wherever it is
        read; with the decisions beside it, `waystation.read_book` and `restore` give the same ledger again.

        Parameters
        ----------
        path : a folder, which gets ``claims.csv`` and ``claims-decisions.csv``; or the name of the
            CSV file for the claims, beside which the decisions go

        Returns
        -------
        the two files written

        Raises
        ------
        InputError
            If they cannot be written; an earlier export then stays as it was.
        """
        target = Path(path)
        claims_file = target if target.suffix.lower() == ".csv" else target / "claims.csv"
        decisions_file = claims_file.with_name(f"{claims_file.stem}-decisions.csv")
        book = self.book()
        rows = [
            (each.claim, each.status.value, each.why, _stamp(each.when), each.role, each.replaced_by)
            for each in book.decisions
        ]
        write_claims(book.claims, claims_file, {claim.id: book.status_of(claim.id).value for claim in book.claims})
        write_rows(DECISION_COLUMNS, rows, decisions_file)
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
            with plainly(self._engine), self._engine.begin() as connection:
                TABLES.drop_all(connection)
                for statement in unguard(self._engine.dialect.name):
                    connection.execute(text(statement))
            self.close()
            return
        self.close()
        try:
            for end in ("", "-wal", "-shm", "-journal"):
                file.with_name(file.name + end).unlink(missing_ok=True)
        except OSError as error:
            message = f"The ledger cannot be deleted: {error.strerror}."
            raise InputError(Problem(message, "Close it elsewhere and try again.", str(file))) from error

    def _contents(self, connection: Connection, ids: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = ids[start : start + _IDS_AT_ONCE]
            rows = connection.execute(select(CLAIMS.c.id, CLAIMS.c.content).where(CLAIMS.c.id.in_(some)))
            found.update((name, content) for name, content in rows)
        return found

    def _known(self, connection: Connection, id: str) -> None:
        if connection.scalar(select(CLAIMS.c.id).where(CLAIMS.c.id == id)) is None:
            offer = nearest(id, connection.scalars(select(CLAIMS.c.id)))
            fix = offer if offer.startswith("Did you") else "List the claims to see their ids."
            name = shown_name(self._engine.url)
            raise InputError(Problem(f'No claim in the ledger has the id "{id}".', fix, name, value=id))

    def _decisions(self, connection: Connection, id: str | None = None) -> list[Decision]:
        query = select(DECISIONS).order_by(DECISIONS.c.seq)
        rows = connection.execute(query if id is None else query.where(DECISIONS.c.claim == id))
        return [
            Decision(
                row.claim,
                Status(row.status),
                row.why,
                datetime.fromisoformat(row.decided),
                row.role,
                row.replaced_by or "",
            )
            for row in rows
        ]


def _words_of(claim: Claim) -> tuple[object, ...]:
    """What a draft was read from: the words and the place of its figure among them; not what was made of them."""
    figure = next((span.removeprefix("figure ") for span in claim.spans.split("; ") if span.startswith("figure ")), "")
    begin = figure.partition("-")[0]
    at = int(begin) - claim.excerpt_start if begin.isdigit() and claim.excerpt_start is not None else figure
    return claim.report, claim.excerpt, at, claim.quantity_low, claim.quantity_high, claim.term


def _content(claim: Claim) -> str:
    return json.dumps(content_of(claim), sort_keys=True, ensure_ascii=False)


def _decidable(status: Status | str) -> Status:
    decided = status_named(status)
    if decided is Status.EDITED:
        fix = "Decide accepted, set aside or new; to edit a claim, give the claim that takes its place."
        raise InputError(Problem(f'"{decided}" cannot be decided.', fix, value=decided.value))
    return decided


def _moment(when: datetime | None) -> datetime:
    moment = when or datetime.now(UTC)
    if moment.tzinfo is None:
        fix = "Give it with its time zone, such as 2019-03-04T18:00+03:00."
        raise InputError(Problem(f"The time {moment.isoformat()} has no time zone.", fix, value=str(moment)))
    return moment.astimezone(UTC)


def _check_words(why: str, role: str) -> None:
    problems: list[Problem] = []
    if not why.strip():
        problems.append(Problem("The decision has no reason.", "Say why in a sentence.", column="why"))
    words: dict[str, Any] = {"why": why, "role": role}
    for column, written in words.items():
        for what, masked in find_personal(written):
            message = f'The text holds what looks like {what} ("{masked}").'
            problems.append(Problem(message, "Take it out: no personal data is kept.", column=column))
    if problems:
        raise InputError(problems)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
