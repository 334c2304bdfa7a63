"""The same figure told twice: copies and repeats are gathered, so that a story counts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from waystation.claims.claim import RUNNING_DAYS, Claim
from waystation.claims.offices import counter_of
from waystation.claims.vocabulary import vocabulary

__all__ = ["same_story"]

_PUBLISHED_WITHIN = 10
_ENDS_WITHIN = 2
_STARTS_WITHIN = 7
_REPEATS_WITHIN = 10


def same_story(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Groups of claims that tell one story; each claim stands in exactly one group.

    Two claims tell the same story if term, unit, place and figure are the same (the wording may
    differ: "at least 29" and "29"), both are parts of a total or neither is, both were published
    within 10 days, and

    - their periods end within two days and, for counts over more than a fortnight, begin within a
      week (agencies count "since early December" from different days); or
    - the same office repeats a stock or a long count within 10 days: a figure that did not move.

    Counts over a fortnight or less must overlap, so that two days with 2,000 people each stay two
    stories. A claim joins a group only if it matches every claim in it. Terms that count neither a
    stock nor a flow are never grouped: doubt leaves claims apart. A claim that says which other it
    copies (``copied_from``) stands in the group of that claim.

    Parameters
    ----------
    claims : in any order; the result does not depend on it

    Returns
    -------
    list of groups, in order of publication; the first of a group is the earliest published

    Examples
    --------
    >>> from waystation.claims.claim import Claim
    >>> row = dict(place="Al-Hol camp", quantity_low=23000, quantity_high=23000, qualifier="about",
    ...            unit="people", term="arrived", about_start="2018-12-01", about_end="2019-01-31")
    >>> who = Claim(published="2019-01-31", source="WHO statement", **row)
    >>> told = Claim(published="2019-02-01", source="A newspaper", **row)
    >>> [[claim.source for claim in group] for group in same_story([told, who])]
    [['WHO statement', 'A newspaper']]
    """
    groups: list[list[Claim]] = []
    homes: dict[str, list[Claim]] = {}
    alike: defaultdict[tuple[object, ...], list[list[Claim]]] = defaultdict(list)
    for claim in sorted(claims, key=lambda each: (each.published, bool(each.copied_from), each.id)):
        candidates = alike[_key(claim)]
        home = homes.get(claim.copied_from) if claim.copied_from else None
        home = home or next((group for group in candidates if all(_same(claim, other) for other in group)), None)
        if home is None:
            home = []
            groups.append(home)
            candidates.append(home)
        home.append(claim)
        homes[claim.id] = home
    return groups


def _key(claim: Claim) -> tuple[object, ...]:
    figures = {end for end in (claim.quantity_low, claim.quantity_high) if end is not None}
    return (
        claim.place.casefold(),
        claim.term,
        claim.unit,
        frozenset(figures),
        bool(claim.total_id),
        claim.exclusion_reason,
    )


def _same(one: Claim, other: Claim) -> bool:
    kind = vocabulary().terms[one.term].kind
    if kind == "other" or _days(one.published, other.published) > _PUBLISHED_WITHIN:
        return False
    long_running = kind == "flow" and _long(one) and _long(other)
    if kind == "flow" and not long_running and not _overlap(one, other):
        return False
    ends = _days(one.until, other.until)
    repeated = counter_of(one.source, one.speaker) == counter_of(other.source, other.speaker)
    if kind == "stock":
        return ends <= (_REPEATS_WITHIN if repeated else _ENDS_WITHIN)
    return _starts_agree(one, other) and ends <= (_REPEATS_WITHIN if repeated and long_running else _ENDS_WITHIN)


def _starts_agree(one: Claim, other: Claim) -> bool:
    if one.about_start is None or other.about_start is None:
        # A start that nobody stated matches only another such: the counts may differ by months.
        return one.about_start == other.about_start
    within = _STARTS_WITHIN if _long(one) and _long(other) else _ENDS_WITHIN
    return _days(one.about_start, other.about_start) <= within


def _long(claim: Claim) -> bool:
    return claim.about_start is None or (claim.until - claim.about_start).days >= RUNNING_DAYS


def _overlap(one: Claim, other: Claim) -> bool:
    return (one.about_start or one.until) <= other.until and (other.about_start or other.until) <= one.until


def _days(one: date, other: date) -> int:
    return abs((one - other).days)
