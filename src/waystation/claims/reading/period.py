"""A day or a period as a report names it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["When"]


@dataclass(frozen=True)
class When:
    """A day or a period as a report names it.

    Parameters
    ----------
    start, end : offsets of its words
    first, last : its days; None where the words leave one open
    accuracy : how sure the days are: day, week, month or year
    since : whether it runs from its first day until the report
    relative : whether its words count from the day of the report ("yesterday", "in the past week")
    """

    start: int
    end: int
    first: date | None
    last: date | None
    accuracy: str = "day"
    since: bool = False
    relative: bool = False
