"""What was decided on claims, and which claims then count. Decisions are kept in a `waystation.claims.ledger`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from waystation.claims.model import Claim, changed

__all__ = ["PROGRAM", "Book", "Decision", "LeftOut", "Standing", "Status", "in_order", "standing"]


PROGRAM = "program"
"""Role of decisions that the program takes itself: a report read again gives a draft that replaces an older one."""


class Status(StrEnum):
    """Where a claim stands: by its last decision, or new if there was none."""

    NEW = "new"
    ACCEPTED = "accepted"
    SET_ASIDE = "set aside"
    EDITED = "edited"


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
    """

    claims: Sequence[Claim] = ()
    decisions: Sequence[Decision] = ()

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
        verb = "are drafts" if len(self.drafts) > 1 else "is a draft"
        if self.drafts_count:
            return f"{many} {verb} and counted, as nobody has entered or accepted any figure yet."
        return f"{many} {verb} and not counted until somebody accepts them."


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
    figure. When a decision was made does not matter: it says how a figure is to be read, not what happened since.

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
        elif decision is not None and decision.status is Status.EDITED and decision.replaced_by in ids:
            out.append(LeftOut(claim, f"Corrected: {decision.replaced_by} stands for it. {decision.why}"))
        else:
            kept.append(claim)
    drafts = frozenset(claim.id for claim in kept if _is_draft(claim, book, typed))
    counted = len(drafts) == len(kept)
    if not counted:
        kept = [changed(each, role="triangulation", id=each.id) if each.id in drafts else each for each in kept]
    return Standing(kept, out, drafts, counted)


def _is_draft(claim: Claim, book: Book, typed: set[str]) -> bool:
    """Whether a claim was read by the program and nobody has entered, corrected or accepted it."""
    if claim.id in typed or claim.confidence is None or claim.id in book.by_hand:
        return False
    decision = book.last.get(claim.id)
    return decision is None or decision.status is not Status.ACCEPTED
