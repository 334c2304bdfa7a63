"""Rows of the ledger: what is looked up and added on an open connection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from waystation.claims.claim import Claim, content_of, with_present_names
from waystation.claims.decisions import Decision, Status
from waystation.claims.tables_of_record import CLAIMS, DECISIONS
from waystation.errors import InputError, Problem, nearest

__all__ = [
    "add_claims", "add_decisions", "check_known", "claims_of", "content", "contents", "decisions_of", "mark", "stamp",
]  # fmt: skip

_IDS_AT_ONCE = 500


def content(claim: Claim) -> str:
    """A claim as it is kept: its columns without the id, as JSON."""
    return json.dumps(content_of(claim), sort_keys=True, ensure_ascii=False)


def stamp(moment: datetime) -> str:
    """A time as it is kept: in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _present(kept: str) -> str:
    """A claim as it is kept now: an earlier version gave some columns other names."""
    if not any(f'"{name}"' in kept for name in Claim.former_names):
        return kept
    with _sound("A claim"):
        kept = json.dumps(with_present_names(json.loads(kept)), sort_keys=True, ensure_ascii=False)
    return kept


@contextmanager
def _sound(what: str) -> Iterator[None]:
    """Tells of a row that cannot be what this program wrote."""
    try:
        yield
    except (ValueError, TypeError, RecursionError) as error:
        message = f"{what[:100]} in the ledger is damaged."
        raise InputError(Problem(message, "Restore the ledger from a copy or from an export.")) from error


def contents(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """What is kept under ids; those that are not there are left out."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        rows = connection.execute(select(CLAIMS.c.id, CLAIMS.c.content).where(CLAIMS.c.id.in_(some)))
        found.update((name, _present(kept)) for name, kept in rows)
    return found


def claims_of(connection: Connection, ids: Sequence[str] | None = None, status: Status | None = None) -> list[Claim]:
    """Claims in the order they were added: all, those of some ids, or those of a status."""
    last = select(func.max(DECISIONS.c.seq).label("seq")).group_by(DECISIONS.c.claim).subquery()
    latest = select(DECISIONS.c.claim, DECISIONS.c.status).join(last, DECISIONS.c.seq == last.c.seq).subquery()
    query = (
        select(CLAIMS.c.id, CLAIMS.c.content, latest.c.status)
        .outerjoin(latest, latest.c.claim == CLAIMS.c.id)
        .order_by(CLAIMS.c.seq)
    )
    if ids is not None:
        query = query.where(CLAIMS.c.id.in_(ids))
    found = []
    for name, kept, decided in connection.execute(query):
        if status is None or (decided or Status.NEW.value) == status.value:
            with _sound(f'The claim "{name}"'):
                found.append(Claim.model_validate({**json.loads(kept), "id": name}))
    return found


def decisions_of(connection: Connection, id: str | None = None) -> list[Decision]:
    """Decisions, the first one first: on one claim, or all."""
    query = select(DECISIONS).order_by(DECISIONS.c.seq)
    rows = connection.execute(query if id is None else query.where(DECISIONS.c.claim == id))
    found = []
    for row in rows:
        with _sound(f"Decision {row.seq}"):
            moment = datetime.fromisoformat(row.decided)
            found.append(
                Decision(row.claim, Status(row.status), row.why, moment, row.role or "", row.replaced_by or "")
            )
    return found


def check_known(connection: Connection, id: str, name: str) -> None:
    """Refuse an id that is not in the ledger; offers the nearest."""
    if connection.scalar(select(CLAIMS.c.id).where(CLAIMS.c.id == id)) is None:
        offer = nearest(id, connection.scalars(select(CLAIMS.c.id)))
        fix = offer if offer.startswith("Did you") else "List the claims to see their ids."
        raise InputError(Problem(f'No claim in the ledger has the id "{id}".', fix, name, value=id))


def add_claims(connection: Connection, fresh: Mapping[str, str], moment: datetime) -> None:
    """Add claims, by id, as `content` writes them."""
    if fresh:
        rows = [{"id": name, "content": kept, "added": stamp(moment)} for name, kept in fresh.items()]
        connection.execute(insert(CLAIMS), rows)


def add_decisions(connection: Connection, decisions: Iterable[Decision]) -> None:
    """Add decisions in their order."""
    rows = [
        {"claim": each.claim, "status": each.status.value, "why": each.why, "decided": stamp(each.when),
         "role": each.role, "replaced_by": each.replaced_by or None}
        for each in decisions
    ]  # fmt: skip
    if rows:
        connection.execute(insert(DECISIONS), rows)


def mark(connection: Connection) -> tuple[int, int]:
    """The number of the last claim and of the last decision: rows are only ever added."""
    claims, decisions = (connection.scalar(select(func.max(table.c.seq))) for table in (CLAIMS, DECISIONS))
    return claims or 0, decisions or 0
