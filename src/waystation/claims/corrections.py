"""Figures that their own office replaced: it later said something else of the same days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from waystation.claims.claim import Claim
from waystation.claims.figure_range import stated_range
from waystation.claims.offices import counter_of
from waystation.claims.reasons import Reason, Unused

__all__ = ["corrections"]


def corrections(claims: Iterable[Claim]) -> dict[str, Reason]:
    """The claims that a later figure of the same office replaces, each with the reason.

    A figure is replaced when the same office later gives another one of the same days, place, term and unit, both
    figures have two ends, and the later one is not just rounder ("about 9,000" after 8,964). Up or down makes no
    difference, and no word such as "corrected" is needed. Figures that came out on one day do not replace each other.

    Parameters
    ----------
    claims : known by one day, in any order

    Examples
    --------
    >>> row = dict(source="Camp register", about_start="2030-05-01", about_end="2030-05-04", place="Adre",
    ...            qualifier="exact", unit="people", term="arrived")
    >>> first = Claim(id="a", published="2030-05-04", quantity_low=9800, quantity_high=9800, **row)
    >>> second = Claim(id="b", published="2030-05-05", quantity_low=8900, quantity_high=8900, **row)
    >>> corrections([first, second])["a"].text
    'Camp register gave 8,900 people for the same days on 2030-05-05.'
    """
    alike: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.about_end is not None and None not in (claim.quantity_low, claim.quantity_high):
            alike[_key(claim)].append(claim)
    found = {}
    for group in alike.values():
        ordered = sorted(group, key=lambda each: (each.published, each.id))
        for at, claim in enumerate(ordered):
            later = [each for each in ordered[at + 1 :] if each.published > claim.published and _differs(claim, each)]
            if later:
                last = later[-1]
                text = f"{last.source} gave {last.figure} for the same days on {last.published}."
                found[claim.id] = Reason(Unused.CORRECTED, text)
    return found


def _key(claim: Claim) -> tuple[object, ...]:
    office = counter_of(claim.source, claim.speaker)
    days = claim.about_start, claim.about_end
    return office, claim.place.casefold(), claim.term, claim.unit, claim.total_id, claim.exclusion_reason, *days


def _differs(claim: Claim, later: Claim) -> bool:
    """Whether a later figure says something else, and not the same in rounder words."""
    if (claim.quantity_low, claim.quantity_high) == (later.quantity_low, later.quantity_high):
        return False
    said = stated_range(later)
    rounder = later.qualifier != "exact" and stated_range(claim).meets(said) and claim.qualifier == "exact"
    return not rounder
