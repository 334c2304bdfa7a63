"""Which days claims describe that do not say so: read from the other claims of their place and term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from waystation.claims.claim import Claim
from waystation.claims.history.running_totals import are_counts_of_days, common_start, days_of_a_start
from waystation.claims.history.statements import Statement, place_key, statement
from waystation.claims.offices import counter_of
from waystation.claims.vocabulary import vocabulary

__all__ = ["ReadDays", "read_days"]


class ReadDays(NamedTuple):
    """First and last day of a claim as read, and how, as a sentence."""

    first: date | None
    last: date
    how: str


def read_days(claims: Iterable[Claim], household_size: float = 5.0) -> dict[str, ReadDays]:
    """Days of claims that do not state them, where the others of their place and term tell.

    Counts of people who came, of one place and term and without a first day, are counts of single days if they fall as
    no running total does. A stock without a day is of the day it was published, if its office never states days there,
    as in a table with one date a row. So is one read from a report ("the camp now holds 3,850") that names no day for
    another stock there.

    Parameters
    ----------
    claims : known by one day
    household_size : people per household where a claim does not state it

    Examples
    --------
    >>> row = dict(source="Camp office", place="Camp", qualifier="exact", unit="people", term="arrived")
    >>> counts = [Claim(id=str(day), published=f"2030-05-0{day}", quantity_low=people, quantity_high=people, **row)
    ...           for day, people in [(1, 700), (2, 900), (3, 400)]]
    >>> str(read_days(counts)["3"].first)
    '2030-05-03'
    """
    groups: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        counts = not (claim.total_id or claim.exclusion_reason or claim.role == "triangulation")
        if counts and claim.people_per_unit(household_size) is not None:
            groups[place_key(claim.place), claim.family].append(claim)
    found: dict[str, ReadDays] = {}
    for told in groups.values():
        stock = vocabulary().terms[told[0].term].kind == "stock"
        found |= _stocks(told) if stock else _flows([statement(each, stock, household_size) for each in told])
    return found


def _flows(told: Sequence[Statement]) -> dict[str, ReadDays]:
    how = "It gives a first day and no last one, as the others do: it is read as the count of that day."
    of_days = {each.claim.id: ReadDays(each.start, each.start, how) for each in days_of_a_start(told) if each.start}
    undated = [each for each in told if each.start is None]
    if not undated or common_start(told) is not None or not are_counts_of_days(undated):
        return of_days
    how = "It does not say since when; its office's figures fall, so it is read as the count of its own day."
    return of_days | {each.claim.id: ReadDays(each.end, each.end, how) for each in undated}


def _stocks(told: Sequence[Claim]) -> dict[str, ReadDays]:
    dates = {_teller(each) for each in told if each.about_end is not None}
    how = "It does not say of which day; it is read as of the day it was published."
    return {
        each.id: ReadDays(None, each.published, how)
        for each in told
        if each.about_end is None and _teller(each) not in dates
    }


def _teller(claim: Claim) -> tuple[str, ...]:
    """Who states days or does not: a report for itself, as many have no name of an office; a table by its offices."""
    return (claim.report, str(claim.published)) if claim.report else ("", *counter_of(claim.source, claim.speaker))
