"""Counts that their office raised in the days after: the last ones may be raised too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from waystation.claims import Claim
from waystation.claims.history import figure_of

__all__ = ["Raised", "raised_later"]

_FEWEST = 3
_LEAST = 0.05


@dataclass(frozen=True)
class Raised:
    """How much counts rose after they were first published.

    Parameters
    ----------
    counts : of one day or period each, published more than once by their office
    share : by which the last figure is above the first, in the median
    """

    counts: int
    share: float


def raised_later(claims: Sequence[Claim]) -> Raised | None:
    """How much an office's counts rose from their first publication to the last; None if three or more did not.

    Parameters
    ----------
    claims : of one place and term; those of the same office and the same days are versions of one count

    Examples
    --------
    >>> row = dict(source="Post", place="Gate", qualifier="exact", unit="people", term="arrived")
    >>> claims = [Claim(published=f"2030-01-0{day + late}", about_start=f"2030-01-0{day}", about_end=f"2030-01-0{day}",
    ...                 quantity_low=people, quantity_high=people, **row)
    ...           for day in (1, 2, 3) for late, people in ((0, 60), (2, 90))]
    >>> raised_later(claims)
    Raised(counts=3, share=0.5)
    """
    versions: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.about_end is not None and claim.quantity_low is not None and claim.quantity_high is not None:
            versions[claim.source, claim.unit, claim.about_start, claim.about_end].append(claim)
    shares = []
    for told in versions.values():
        first, last = min(told, key=lambda each: each.published), max(told, key=lambda each: each.published)
        if last.published > first.published and figure_of(first) > 0.0:
            shares.append(figure_of(last) / figure_of(first) - 1.0)
    if len(shares) < _FEWEST or median(shares) < _LEAST:
        return None
    return Raised(len(shares), median(shares))
