"""Adding claims up, and refusing to where the sum would count people twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from waystation.claims.claim import Claim, Kind, kinds_of
from waystation.claims.periods import window_of
from waystation.errors import InputError, Problem

__all__ = ["Total", "total"]


@dataclass(frozen=True)
class Total:
    """A sum of claims that may be added.

    Parameters
    ----------
    low, high : sums of the low and the high figures; high is None if a claim has no upper end, and
        a claim without a low end adds 0 to low
    unit, term, kind : what was added
    claims : the claims added
    """

    low: float
    high: float | None
    unit: str
    term: str
    kind: Kind
    claims: tuple[Claim, ...]


def total(claims: Iterable[Claim]) -> Total:
    """The sum of claims, if they can be added without counting anyone twice.

    Flows of one place add up if their days do not overlap. Running totals and stocks add up only
    across places, stocks only of one day. Everything else is refused.

    Parameters
    ----------
    claims : at least one

    Raises
    ------
    InputError
        With every reason against the sum: different kinds, units or terms; figures that are
        neither stock nor flow; overlapping or unstated periods; parts with or beside a total;
        rounds of a stock; running totals of one place. Each names the claims.

    Examples
    --------
    >>> row = dict(published="2019-02-28", source="SDF", place="Baghouz", qualifier="about", unit="people",
    ...            term="evacuated")
    >>> days = [Claim(about_start=day, about_end=day, quantity_low=people, quantity_high=people, **row)
    ...         for day, people in [("2019-02-20", 3000), ("2019-02-22", 2000)]]
    >>> total(days).low
    5000.0
    """
    added = tuple(claims)
    if not added:
        raise InputError(Problem("There is nothing to add.", "Name at least one claim."))
    kind_by_id = kinds_of(added)
    kinds = [kind_by_id[claim.id] for claim in added]
    problems = [*_mixed(added, kinds), *_twice(added, kinds)] if len(added) > 1 else []
    if problems:
        raise InputError(problems)
    highs = [claim.quantity_high for claim in added]
    known = [high for high in highs if high is not None]
    return Total(
        sum(claim.quantity_low or 0.0 for claim in added),
        sum(known) if len(known) == len(highs) else None,
        added[0].unit,
        added[0].term,
        kinds[0],
        added,
    )


def _mixed(claims: Sequence[Claim], kinds: Sequence[Kind]) -> list[Problem]:
    problems = []
    for what, values, fix in (
        (
            "kinds",
            [kind.value for kind in kinds],
            "Add flows to flows only; stocks and running totals stand alone.",
        ),
        ("units", [claim.unit for claim in claims], "Add figures of one unit."),
        ("terms", [claim.term for claim in claims], "Add figures of one term."),
    ):
        if len(set(values)) > 1:
            shown = ", ".join(f"{claim.id} ({value})" for claim, value in zip(claims, values, strict=True))
            problems.append(Problem(f"The claims are of different {what}: {shown}.", fix))
    other = [claim.id for claim, kind in zip(claims, kinds, strict=True) if kind is Kind.OTHER]
    if other:
        message = f"Neither stock nor flow, so nothing to add: {', '.join(other)}."
        problems.append(Problem(message, "Read such figures one by one."))
    return problems


def _twice(claims: Sequence[Claim], kinds: Sequence[Kind]) -> list[Problem]:
    problems = []
    for (one, kind), (other, second) in combinations(zip(claims, kinds, strict=True), 2):
        reason = _reason(one, other, kind) if kind is second else ""
        if one.id == other.id:
            reason = "are the same claim"
        elif other.id == one.total_id or one.id == other.total_id:
            reason = "are a total and a part of it"
        elif bool(one.total_id) != bool(other.total_id) and one.place == other.place:
            reason = reason and "are a part and a total that may hold it"
        if reason:
            problems.append(Problem(f"{one.id} and {other.id} {reason}.", "Keep one of them."))
    return problems


def _reason(one: Claim, other: Claim, kind: Kind) -> str:
    """Why two claims of one kind cannot be added; empty if they can."""
    same_place = one.place.casefold() == other.place.casefold()
    if kind is Kind.STOCK:
        if same_place:
            return "are rounds of one stock"
        return "are stocks of different days" if one.until != other.until else ""
    if not same_place or kind is Kind.OTHER:
        return ""
    if kind is Kind.RUNNING_TOTAL:
        return "are running totals of one place"
    first, second = window_of(one), window_of(other)
    if first is None or second is None:
        return "do not both state their days"
    return "overlap in time" if first.start <= second.end and second.start <= first.end else ""
