"""Which claims copy another: the same figure with the same words, or with the name of whom it was taken from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from waystation.claims.claim import Claim
from waystation.claims.offices import counter_of

__all__ = ["lineage", "lineages"]

_WITHIN_DAYS = 10
_ENDS_WITHIN = 2
_RUN = 3
_MOST_OF_A_REPORT = 5
_MOST_COMPARED = 500
_FEWEST_RUNS = 4
_SHARED = 0.6
"""Of the runs of three words in the shorter sentence, so many stand in the other too if it was copied."""

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_GENERIC = frozenset(
    {"agency", "news", "radio", "television", "tv", "the", "of", "for", "and", "press", "daily", "times"}
)


def lineage(claims: Iterable[Claim]) -> dict[str, str]:
    """The claims that copy another, each with the id of the one it goes back to.

    A claim copies an earlier one, or one of the same day that it names, if figure, unit and family of
    terms are the same, the days they describe do not disagree, both came out within ten days, and

    - six in ten of the runs of three words of one sentence stand in the other, or
    - its words, or whom it was told to, name the publisher of the other ("Reuters reported"), or
    - both name the same office as the one that counted.

    Claims of one report are not compared, and contradictions are left alone: figures that differ are
    never joined. What already has an origin keeps it.

    Parameters
    ----------
    claims : in any order

    Returns
    -------
    dict from the id of a copy to the id of its origin, which is itself no copy

    Examples
    --------
    >>> row = dict(quantity_low=900, quantity_high=900, qualifier="about", unit="people", term="left", place="Sur")
    >>> wire = Claim(id="wire", published="2019-03-04", source="Reuters", publisher="Reuters", **row)
    >>> paper = Claim(id="paper", published="2019-03-05", source="Daily", publisher="Daily",
    ...               excerpt="About 900 people left Sur, Reuters reported.", **row)
    >>> lineage([paper, wire])
    {'paper': 'wire'}
    """
    ordered = sorted(claims, key=lambda each: (each.published, each.id))
    alike: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in ordered:
        alike[_key(claim)].append(claim)
    origins: dict[str, str] = {}
    for group in alike.values():
        if len({claim.report or claim.id for claim in group}) == 1:
            continue
        first = _first_of_each_report(group)
        for claim in group:
            origin = _origin(claim, first, origins)
            if origin is not None:
                origins[claim.id] = origin
    return origins


def lineages(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Groups of claims that go back to one origin, which stands first; claims without copies are left out.

    Parameters
    ----------
    claims : in any order; what their ``copied_from`` says holds, the rest is found by `lineage`
    """
    by_id = {claim.id: claim for claim in claims}
    found = lineage(claims)
    groups: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda each: (each.published, each.id)):
        origin = claim.copied_from if claim.copied_from in by_id else found.get(claim.id, "")
        if origin:
            groups[origin].append(claim)
    return [[by_id[origin], *copies] for origin, copies in groups.items()]


def _key(claim: Claim) -> tuple[object, ...]:
    figures = frozenset(end for end in (claim.quantity_low, claim.quantity_high) if end is not None)
    return figures, claim.unit, claim.family, claim.exclusion_reason


def _first_of_each_report(group: Sequence[Claim]) -> list[Claim]:
    """The claims that others may go back to: a few of each report, so that endless lists take no endless time."""
    told: Counter[str] = Counter()
    kept = []
    for claim in group:
        told[claim.report] += bool(claim.report)
        if told[claim.report] <= _MOST_OF_A_REPORT:
            kept.append(claim)
    return kept[:_MOST_COMPARED]


def _origin(claim: Claim, group: Sequence[Claim], origins: dict[str, str]) -> str | None:
    if claim.copied_from:
        return claim.copied_from
    for other in group:
        earlier = other.published < claim.published or (
            other.published == claim.published and (_names(claim, other) or other.id < claim.id)
        )
        if other is claim or not earlier or not _comparable(claim, other) or _names(other, claim):
            continue
        if _names(claim, other) or _same_counter(claim, other) or _same_words(claim.excerpt, other.excerpt):
            root = origins.get(other.id, other.id)
            return None if root == claim.id else root
    return None


def _comparable(one: Claim, other: Claim) -> bool:
    if one.report and one.report == other.report:
        return False
    if (one.published - other.published).days > _WITHIN_DAYS:
        return False
    if one.about_end is None or other.about_end is None:
        return True
    starts = (one.about_start or one.about_end, other.about_start or other.about_end)
    overlap = starts[0] <= other.about_end and starts[1] <= one.about_end
    return overlap and abs((one.about_end - other.about_end).days) <= _ENDS_WITHIN


def _names(claim: Claim, other: Claim) -> bool:
    """Whether the claim's own words name the publisher of the other."""
    publisher = other.publisher
    if not publisher or publisher.casefold() == claim.publisher.casefold():
        return False
    said = f" {' '.join(_words(f'{claim.excerpt} {claim.reported_to} {claim.speaker}'))} "
    name = " ".join(_words(publisher))
    return bool(set(name.split()) - _GENERIC) and f" {name} " in said


def _same_counter(one: Claim, other: Claim) -> bool:
    """Whether both name one office, beside or behind whoever published it, and one place."""
    if not ((one.speaker and other.speaker) or ("(" in one.source and "(" in other.source)):
        return False
    same = counter_of(one.source, one.speaker) == counter_of(other.source, other.speaker)
    return same and one.place.casefold() == other.place.casefold()


def _same_words(one: str, other: str) -> bool:
    runs = [_runs(_words(text)) for text in (one, other)]
    fewest = min(map(len, runs))
    return fewest >= _FEWEST_RUNS and len(runs[0] & runs[1]) >= _SHARED * fewest


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
