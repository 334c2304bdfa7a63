"""Why a claim is not used: a code for programs, a sentence for people, and all of a forecast's claims grouped by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from waystation.claims.claim import Claim

__all__ = ["Group", "Reason", "ReasonCount", "Unused", "UsedAndUnused", "used_and_unused"]


class Unused(StrEnum):
    """Codes of reasons why a claim is not used; `label` is the code in plain words."""

    NOT_A_COUNT = "not_a_count"
    NO_MEASURE = "no_measure"
    OTHER_TERM = "other_term"
    OTHER_UNIT = "other_unit"
    NO_HOUSEHOLD_SIZE = "no_household_size"
    OTHER_PLACE = "other_place"
    PART_OF_TOTAL = "part_of_total"
    COMPARISON_ONLY = "comparison_only"
    DAYS_NOT_STATED = "days_not_stated"
    START_NOT_STATED = "start_not_stated"
    BEFORE_SCENARIO = "before_scenario"
    DAYS_AHEAD = "days_ahead"
    SAME_STORY = "same_story"
    CORRECTED = "corrected"
    OLDER_COUNT = "older_count"
    OTHER_COUNT = "other_count"
    SLIP = "slip"
    OTHER_START = "other_start"
    BOUND_ONLY = "bound_only"
    DISAGREES = "disagrees"
    GAP = "gap"
    TRUSTED_TOTAL = "trusted_total"
    DRAFT = "draft"
    DECIDED = "decided"

    @property
    def label(self) -> str:
        """The reason as a planner reads it, such as "of another place"."""
        return _LABELS[self]


_LABELS = {
    Unused.NOT_A_COUNT: "not a count (denied, hypothetical, a forecast or background)",
    Unused.NO_MEASURE: "of something the simulation does not count",
    Unused.OTHER_TERM: "of something other than what is forecast",
    Unused.OTHER_UNIT: "not of people (vehicles, tents, one group, ...)",
    Unused.NO_HOUSEHOLD_SIZE: "of households, without saying how large they are",
    Unused.OTHER_PLACE: "of another place",
    Unused.PART_OF_TOTAL: "part of a total",
    Unused.COMPARISON_ONLY: "kept for comparison only",
    Unused.DAYS_NOT_STATED: "without the days it describes",
    Unused.START_NOT_STATED: "without the day since when it counts",
    Unused.BEFORE_SCENARIO: "of days before the scenario begins",
    Unused.DAYS_AHEAD: "of days after its publication",
    Unused.SAME_STORY: "a repeat of another claim, which counts once",
    Unused.CORRECTED: "replaced by a later figure of the same office",
    Unused.OLDER_COUNT: "less than was counted for an earlier day: an older count",
    Unused.OTHER_COUNT: "beside another count of the same day that is used, or of a part only",
    Unused.SLIP: "far from the counts before and after it: a typing error?",
    Unused.OTHER_START: "counted from another day",
    Unused.BOUND_ONLY: "a bound only, such as more than 900",
    Unused.DISAGREES: "that disagree with the counts that are used",
    Unused.GAP: "after days that nobody counted",
    Unused.TRUSTED_TOTAL: "replaced by a trusted total",
    Unused.DRAFT: "a draft read from a report, which nobody has accepted yet",
    Unused.DECIDED: "set aside or corrected in the ledger",
}


class Reason(NamedTuple):
    """Why one claim is not used: the code, and the sentence about this claim."""

    code: Unused
    text: str


class ReasonCount(Protocol):
    """A claim with what was made of it, such as `waystation.forecast.Evidence`."""

    @property
    def claim(self) -> Claim:
        """The claim."""
        ...

    @property
    def used(self) -> bool:
        """Whether it was used."""
        ...

    @property
    def code(self) -> str:
        """One of `Unused`; empty if used."""
        ...


@dataclass(frozen=True)
class Group:
    """Claims not used for one reason.

    Parameters
    ----------
    code : one of `Unused`
    label : the reason in plain words
    claims : those claims, in the order given
    """

    code: Unused
    label: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class UsedAndUnused:
    """How many claims were known and used, and why the others were not.

    Parameters
    ----------
    known, used : numbers of claims
    groups : the claims not used by reason, the most first
    """

    known: int
    used: int
    groups: tuple[Group, ...]

    @property
    def lines(self) -> list[str]:
        """The same as sentences: "8 of 62 claims used", then one line a reason."""
        lines = [f"{self.used} of {self.known} claims used"]
        return lines + [f"{len(group.claims)} {group.label}" for group in self.groups]


def used_and_unused(evidence: Iterable[ReasonCount]) -> UsedAndUnused:
    """Claims used and not used, grouped by reason: what every forecast says first.

    Parameters
    ----------
    evidence : such as ``forecast(...).evidence`` or ``forecast_surge(...).evidence``

    Examples
    --------
    >>> from datetime import date
    >>> from waystation.forecast.surges import forecast_surge
    >>> row = dict(source="UNHCR", qualifier="about", unit="people", term="arrived")
    >>> counts = [Claim(published=f"2030-01-0{day}", about_start="2030-01-01", about_end=f"2030-01-0{day}", place=place,
    ...                 quantity_low=people, quantity_high=people, **row)
    ...           for day, people, place in [(2, 4000, "Border"), (3, 9000, "Border"), (4, 700, "Harbour")]]
    >>> found = forecast_surge(counts, place="Border", as_of=date(2030, 1, 4), members=200)
    >>> used_and_unused(found.evidence).lines
    ['2 of 3 claims used', '1 of another place']
    """
    each_of = list(evidence)
    by_code: defaultdict[Unused, list[Claim]] = defaultdict(list)
    for each in each_of:
        if not each.used:
            by_code[Unused(each.code)].append(each.claim)
    groups = [Group(code, code.label, tuple(claims)) for code, claims in by_code.items()]
    groups.sort(key=lambda group: (-len(group.claims), group.code))
    return UsedAndUnused(len(each_of), sum(each.used for each in each_of), tuple(groups))
