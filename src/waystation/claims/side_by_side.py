"""A disagreement put side by side, in sentences a reader can check."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from waystation.claims.claim import Claim
from waystation.claims.covered import Covered
from waystation.claims.figure_range import likely_range
from waystation.claims.offices import office_only
from waystation.claims.overtaken import Overtaking
from waystation.claims.summed_counts import Summed
from waystation.claims.vocabulary import vocabulary

__all__ = ["Category", "Conflict", "beyond", "not_adding_up", "overtaking", "side_by_side"]

_TIMES_FROM = 1.5
"""From this ratio on, "1.6 times as many" reads better than "60 % more"."""


class Category(StrEnum):
    """In what way claims disagree."""

    CONTRADICTION = "contradiction"
    BOUND = "bound far from the counts"
    NOT_COMPARABLE = "not comparable, and apart"
    OVERTAKEN = "overtaken by later reports"


_REMARKS = {
    Category.CONTRADICTION: "",
    Category.BOUND: " Both can be true, but one bound is far from what others said.",
    Category.NOT_COMPARABLE: " They count different things: people who leave are not yet people who arrive.",
    Category.OVERTAKEN: "",
}


@dataclass(frozen=True)
class Conflict:
    """A disagreement between claims, each kept as it was reported.

    Parameters
    ----------
    category : in what way they disagree
    claims : the claims side by side, the earliest published first; of an estimate overtaken, the
        estimate first; of a bound or a total and several counts of its days, the bound or total first
    about : what they speak of: place, what, when
    text : how far apart they are, with both sources, in plain sentences
    factor : how many times one exceeds the other at the least, each read as generously as its
        wording allows; infinite against 0
    """

    category: Category
    claims: tuple[Claim, ...]
    about: str
    text: str
    factor: float

    def as_dict(self) -> dict[str, Any]:
        """The same, for machines; an infinite factor is null."""
        return {
            "category": self.category.value,
            "about": self.about,
            "text": self.text,
            "factor": round(self.factor, 3) if math.isfinite(self.factor) else None,
            "claims": [claim.model_dump(mode="json", exclude_defaults=True) for claim in self.claims],
        }


def side_by_side(category: Category, one: Claim, other: Claim, factor: float) -> Conflict:
    """Two claims that disagree, as a conflict with its sentences."""
    first, second = sorted((one, other), key=lambda each: (each.published, each.id))
    text = f"{_said(first)}; {_said(second)}: {_apart(first, second)}.{_REMARKS[category]}"
    places = " and ".join(dict.fromkeys((first.place, second.place)))
    what = " and ".join(dict.fromkeys(f"{_unit(each)} who {_phrase(each)}" for each in (first, second)))
    if not _of_people(first):
        what = what.replace(" who ", " that ")
    days = " and ".join(dict.fromkeys((_days(first), _days(second))))
    return Conflict(category, (first, second), f"{places}: {what}, {days}", text, factor)


def overtaking(found: Overtaking) -> Conflict:
    """An estimate of those remaining beside the exits that exceed it."""
    estimate = found.estimate
    reports = "; ".join(_said(claim) for claim in found.exits)
    text = (
        f"{_said(estimate)}. After that day at least {_rounded(found.out)} people were reported out, "
        f"more than the {_rounded(found.most)} it allows: {reports}."
    )
    about = f"{estimate.place}: {_unit(estimate)} who {_phrase(estimate)}, {_days(estimate)}"
    factor = found.out / found.most if found.most else math.inf
    return Conflict(Category.OVERTAKEN, (estimate, *found.exits), about, text, factor)


def beyond(found: Covered) -> Conflict:
    """An upper bound beside the counts that together cover its days."""
    bound = found.bound
    reports = "; ".join(_said(claim) for claim in found.counts)
    text = (
        f"{_said(bound)}. Counts that together cover these days come to about {_rounded(found.most)} at the most: "
        f"{reports}.{_REMARKS[Category.BOUND]}"
    )
    about = f"{bound.place}: {_unit(bound)} who {_phrase(bound)}, {_days(bound)}"
    factor = likely_range(bound).low / found.most if found.most else math.inf
    return Conflict(Category.BOUND, (bound, *found.counts), about, text, factor)


def not_adding_up(found: Summed) -> Conflict:
    """A total beside the counts of its days, which come to another figure."""
    total = found.total
    reports = "; ".join(_said(claim) for claim in found.counts)
    middle = sum(_middle(claim) for claim in found.counts)
    text = f"{_said(total)}. Counts of these days come to {_rounded(middle)}: {reports}."
    about = f"{total.place}: {_unit(total)} who {_phrase(total)}, {_days(total)}"
    return Conflict(Category.CONTRADICTION, (total, *found.counts), about, text, found.factor)


def _said(claim: Claim) -> str:
    return f"{office_only(claim.source)} said that {claim.figure} {_phrase(claim)} ({claim.place}, {_days(claim)})"


def _phrase(claim: Claim) -> str:
    # Trucks and buses are not taken out: they leave.
    return "left" if claim.family == "exits" and not _of_people(claim) else vocabulary().terms[claim.term].phrase


def _of_people(claim: Claim) -> bool:
    unit = vocabulary().units.get(claim.unit)
    return unit is not None and unit.whole


def _unit(claim: Claim) -> str:
    return claim.unit.replace("_", " ")


def _days(claim: Claim) -> str:
    if claim.about_start is None or claim.about_start == claim.until:
        return f"{claim.until}"
    return f"{claim.about_start} to {claim.until}"


def _apart(one: Claim, other: Claim) -> str:
    less, more = sorted((_middle(one), _middle(other)))
    if less == 0 or less == more:
        return f"{_rounded(more - less)} {_unit(one)} apart"
    ratio = more / less
    if ratio >= _TIMES_FROM:
        by = f"{ratio:.1f} times as many as the other"
    else:
        by = f"{max(1, round(100 * (ratio - 1)))} % more than the other"
    return f"one figure is about {by}, {_rounded(more - less)} {_unit(one)} apart"


def _middle(claim: Claim) -> float:
    """Middle of the figures as printed: a bound counts as the figure it names."""
    ends = [end for end in (claim.quantity_low, claim.quantity_high) if end is not None]
    return sum(ends) / len(ends)


def _rounded(figure: float) -> str:
    if figure < 1:
        return f"{figure:.1g}"
    return f"{round(figure, 2 - len(str(int(figure)))):,.0f}" if figure >= 100 else f"{figure:.0f}"
