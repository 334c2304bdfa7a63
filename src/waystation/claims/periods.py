"""The periods that claims describe, and how one period lies to another."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from waystation.claims.claim import RUNNING_DAYS, Claim

__all__ = ["LONG_END_DAYS", "LONG_START_DAYS", "Window", "window_of"]

LONG_START_DAYS = 7
"""Long counts of one story start on different days: "early December" is the 1st, 4th or 7th."""

LONG_END_DAYS = 2
"""Long counts whose ends lie so close are taken as counts to the same day."""


class Window(NamedTuple):
    """First and last day, both included."""

    start: date
    end: date

    @property
    def long(self) -> bool:
        """Whether it is longer than `RUNNING_DAYS` days: the window of a running total."""
        return (self.end - self.start).days >= RUNNING_DAYS

    def holds(self, other: Window) -> bool:
        """Whether it covers all of the other."""
        return self.start <= other.start and other.end <= self.end

    def matches(self, other: Window, end_days: int = LONG_END_DAYS) -> bool:
        """Whether both are one period: the same days or, for long counts, nearly the same."""
        if self == other:
            return True
        return (
            (self.long and other.long)
            and abs((self.start - other.start).days) <= LONG_START_DAYS
            and abs((self.end - other.end).days) <= end_days
        )


def window_of(claim: Claim) -> Window | None:
    """The period a flow describes; None if its start is not stated, so that nothing can be compared.

    Examples
    --------
    >>> from waystation.claims.claim import Claim
    >>> row = dict(source="SDF", place="Baghouz", quantity_low=9, qualifier="at least", unit="people",
    ...            term="evacuated", published="2019-03-04")
    >>> window_of(Claim(about_start="2019-03-03", about_end="2019-03-04", **row)).end
    datetime.date(2019, 3, 4)
    >>> window_of(Claim(**row)) is None
    True
    """
    return None if claim.about_start is None else Window(claim.about_start, claim.until)
