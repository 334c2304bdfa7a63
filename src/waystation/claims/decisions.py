"""What was decided on claims, and which claims then count. Decisions are kept in a `waystation.claims.ledger`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property

from waystation.claims.claim import Claim, changed
from waystation.claims.personal import find_personal
from waystation.errors import InputError, Problem, nearest

__all__ = [
    "DECISION_COLUMNS", "PROGRAM", "Book", "Decision", "LeftOut", "Standing", "Status", "check_words", "decidable",
    "full_ids", "in_order", "moment_of", "standing", "status_named",
]  # fmt: skip


DECISION_COLUMNS = ("claim", "status", "why", "when", "role", "replaced_by")
"""Columns of the table of decisions that is exported beside the claims."""

PROGRAM = "program"
"""Role of decisions that the program takes itself: a report read again gives a draft that replaces an older one."""


class Status(StrEnum):
    """Where a claim stands: by its last decision, or new if there was none."""

    NEW = "new"
    ACCEPTED = "accepted"
    SET_ASIDE = "set aside"
    EDITED = "edited"


def status_named(name: Status | str) -> Status:
    """The status of that name.

    Raises
    ------
    InputError
        If there is none; offers the nearest.
    """
    names = [each.value for each in Status]
    if name not in names:
        raise InputError(Problem(f'"{name}" is not a status.', nearest(str(name), names), value=str(name)))
    return Status(name)


def decidable(status: Status | str) -> Status:
    """The status of that name, if it can be decided: that a claim is edited follows from its edit.

    Raises
    ------
    InputError
        If there is none of that name, or it is that of an edit.
    """
    decided = status_named(status)
    if decided is Status.EDITED:
        fix = "Decide accepted, set aside or new; to edit a claim, give the claim that takes its place."
        raise InputError(Problem(f'"{decided}" cannot be decided.', fix, value=decided.value))
    return decided


def moment_of(when: datetime | None) -> datetime:
    """A moment in UTC; now if none is given.

    Raises
    ------
    InputError
        If it has no time zone.
    """
    moment = when or datetime.now(UTC)
    if moment.tzinfo is None:
        fix = "Give it with its time zone, such as 2019-03-04T18:00+03:00."
        raise InputError(Problem(f"The time {moment.isoformat()} has no time zone.", fix, value=str(moment)))
    return moment.astimezone(UTC)


def check_words(why: str, role: str) -> None:
    """Refuse a decision without a reason, and words that hold personal data.

    Raises
    ------
    InputError
        With all that is wrong.
    """
    problems: list[Problem] = []
    if not why.strip():
        problems.append(Problem("The decision has no reason.", "Say why in a sentence.", column="why"))
    words: Mapping[str, str] = {"why": why, "role": role}
    for column, written in words.items():
        for what, masked in find_personal(written):
            message = f'The text holds what looks like {what} ("{masked}").'
            problems.append(Problem(message, "Take it out: no personal data is kept.", column=column))
    if problems:
        raise InputError(problems)


@dataclass(frozen=True)
class Decision:
    """One decision on a claim; never changed, only followed by another.

    Parameters
    ----------
    claim : id of the claim
    status : what was decided
    why : the reason given
    when : UTC
    role : office of who decided, if given; never a person's name
    replaced_by : id of the claim that takes its place, if it was edited
    """

    claim: str
    status: Status
    why: str
    when: datetime
    role: str = ""
    replaced_by: str = ""


@dataclass(frozen=True)
class Book:
    """What a ledger holds, apart from its database.

    Parameters
    ----------
    claims : all claims, in the order they were added
    decisions : all decisions, the first one first
    notes : what was skipped where they were read, to be said on screen
    mark : of the ledger when it was read, see `Ledger.mark`
    """

    claims: Sequence[Claim] = ()
    decisions: Sequence[Decision] = ()
    notes: tuple[str, ...] = ()
    mark: tuple[int, int] = (0, 0)

    def status_of(self, id: str) -> Status:
        """Where a claim stands: by the last decision on it, new if there is none."""
        decision = self.last.get(id)
        return decision.status if decision else Status.NEW

    @property
    def standing(self) -> list[Claim]:
        """Claims that were neither set aside nor replaced."""
        return [claim for claim in self.claims if self.status_of(claim.id) in {Status.NEW, Status.ACCEPTED}]

    @cached_property
    def by_hand(self) -> frozenset[str]:
        """Ids of claims that a person put in the place of another."""
        return frozenset(each.replaced_by for each in self.decisions if each.replaced_by and each.role != PROGRAM)

    @cached_property
    def last(self) -> dict[str, Decision]:
        """The decision that holds for each claim that was decided on: the last one."""
        return {each.claim: each for each in self.decisions}


@dataclass(frozen=True)
class LeftOut:
    """A claim that does not count because of what was decided, and why."""

    claim: Claim
    why: str


@dataclass(frozen=True)
class Standing:
    """Claims as they count after what was decided.

    Parameters
    ----------
    claims : those that stand, in order; drafts that do not count have the role "triangulation"
    left_out : those set aside, and those replaced by a correction
    drafts : ids of claims read from reports that nobody has accepted yet
    drafts_count : whether drafts count: only where there is no claim that a person entered or accepted
    """

    claims: list[Claim]
    left_out: list[LeftOut] = field(default_factory=list)
    drafts: frozenset[str] = frozenset()
    drafts_count: bool = False

    def rule(self) -> str:
        """In a sentence, how drafts are treated; empty if there are none."""
        if not self.drafts:
            return ""
        many = f"{len(self.drafts)} figure{'s' if len(self.drafts) > 1 else ''} read from reports"
        verb, them = ("are drafts", "them") if len(self.drafts) > 1 else ("is a draft", "it")
        if self.drafts_count:
            return f"{many} {verb} and counted, as nobody has entered or accepted any figure yet."
        return f"{many} {verb} and not counted until somebody accepts {them}."


def in_order(entered: Iterable[Claim], drafts: Iterable[Claim], book: Book) -> list[Claim]:
    """All claims of a situation, each once: a replacement right after what it replaces.

    Parameters
    ----------
    entered : rows of the table
    drafts : read from reports, and in no row
    book : of the ledger; its claims that stand nowhere else come last
    """
    kept = {claim.id: claim for claim in book.claims}
    found: dict[str, Claim] = {}
    for claim in [*entered, *drafts, *book.claims]:
        while claim.id not in found:
            found[claim.id] = claim
            decision = book.last.get(claim.id)
            if decision is None or decision.replaced_by not in kept:
                break
            claim = kept[decision.replaced_by]
    # A replacement met before what it replaces stands where the first of the two stands.
    return list(found.values())


def standing(known: Sequence[Claim], book: Book, entered: Iterable[str] = ()) -> Standing:
    """Which claims count after what was decided.

    A claim set aside is out. A correction replaces what it corrects, from the day the correction was published.
    A draft (a figure read from a report, not accepted yet) counts only where nobody has entered or accepted any
    figure; a correction of a draft is neither. When a decision was made does not matter: it says how a figure is to
    be read, not what happened since.

    Parameters
    ----------
    known : claims published by the as-of date, see `in_order`
    book : of the ledger
    entered : ids of claims that a person entered: the rows of the table
    """
    ids, typed = {claim.id for claim in known}, set(entered)
    kept: list[Claim] = []
    out: list[LeftOut] = []
    for claim in known:
        decision = book.last.get(claim.id)
        if decision is not None and decision.status is Status.SET_ASIDE:
            by = f" by {decision.role}" if decision.role else ""
            out.append(LeftOut(claim, f"Set aside{by}: {decision.why}"))
        elif decision is not None and decision.status is Status.EDITED and _replaced(decision, ids):
            by = f": {decision.replaced_by} replaces it" if decision.replaced_by else ""
            out.append(LeftOut(claim, f"Corrected{by}. {decision.why}"))
        else:
            kept.append(claim)
    drafts = frozenset(claim.id for claim in kept if _is_draft(claim, book, typed))
    # Who corrects one draft has not looked at the others: they count as they did before.
    corrected = {
        decision.replaced_by
        for claim in known
        if claim.confidence is not None and claim.id not in typed
        if (decision := book.last.get(claim.id)) is not None and decision.status is Status.EDITED
    }
    counted = all(claim.id in drafts or claim.id in corrected for claim in kept)
    if not counted:
        kept = [changed(each, role="triangulation", id=each.id) if each.id in drafts else each for each in kept]
    return Standing(kept, out, drafts, counted)


def _replaced(decision: Decision, known: set[str]) -> bool:
    """Whether what takes the place of a claim is known by now; a table may not say what does."""
    return not decision.replaced_by or decision.replaced_by in known


def full_ids(names: Sequence[str], ids: Iterable[str], where: str = "") -> list[str]:
    """Ids of claims from ids and beginnings of ids that fit one claim only.

    Parameters
    ----------
    names : as a person wrote them
    ids : of all claims there are
    where : ledger, table or folder, for messages

    Raises
    ------
    InputError
        With every name that fits no claim (offers the nearest) or several (lists them).

    Examples
    --------
    >>> full_ids(["c-ab", "radio-1"], ["c-abcd", "c-acbd", "radio-1", "radio-10"])
    ['c-abcd', 'radio-1']
    """
    known = list(ids)
    found: list[str] = []
    problems: list[Problem] = []
    for name in names:
        fitting = [name] if name in known else [each for each in known if name and each.startswith(name)]
        if len(fitting) == 1:
            found += fitting
        elif fitting:
            some = ", ".join(fitting[:5]) + (", ..." if len(fitting) > 5 else "")
            message = f'"{name}" is the beginning of {len(fitting)} ids: {some}.'
            problems.append(Problem(message, "Write more of it.", where, value=name))
        else:
            offer = nearest(name, known)
            fix = offer if offer.startswith("Did you") else "List the claims to see their ids."
            problems.append(Problem(f'No claim has the id "{name}".', fix, where, value=name))
    if problems:
        raise InputError(problems)
    return list(dict.fromkeys(found))


def _is_draft(claim: Claim, book: Book, typed: set[str]) -> bool:
    """Whether a claim was read by the program and nobody has entered, corrected or accepted it."""
    if claim.id in typed or claim.confidence is None or claim.id in book.by_hand:
        return False
    decision = book.last.get(claim.id)
    return decision is None or decision.status is not Status.ACCEPTED
