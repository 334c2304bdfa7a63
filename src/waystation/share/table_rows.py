"""Rows that screens and the report show, as plain data: what works them out needs large libraries, these do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from waystation.share.rounding import Interval

__all__ = ["Measured", "NeedRow", "NeedsTable", "SiteAhead", "SiteToday", "TableCell", "WaitRow"]

TableCell = tuple[str, str]
"""A figure and its range, in words."""


@dataclass(frozen=True)
class Measured:
    """One thing more, and what it would do."""

    what: str
    note: str
    fewer: TableCell
    sooner: TableCell


@dataclass(frozen=True)
class WaitRow:
    """Waiting at one stage."""

    stage: str
    cells: list[TableCell]


@dataclass(frozen=True)
class SiteAhead:
    """People at a place on a day ahead, and the share of futures in which they are more than it holds, if known."""

    day: date
    people: Interval
    over: float | None


@dataclass(frozen=True)
class SiteToday:
    """A place that keeps people.

    Parameters
    ----------
    place : its name
    now : people on the as-of date
    ahead : in one and two weeks
    capacity : people it can hold; None where nobody says
    passed : share of futures in which it holds more people than that on any day ahead; None where it is not known
    first_day : the day on which that is first the case in the middle of those futures; None if in none
    """

    place: str
    now: Interval
    ahead: Sequence[SiteAhead]
    capacity: int | None = None
    passed: float | None = None
    first_day: date | None = None


@dataclass(frozen=True)
class NeedRow:
    """One item: planning figure; per day the middle and the range; what other standards say; when stock runs out."""

    item: str
    standard: str
    cells: list[tuple[str, str]]
    others: str = ""
    runs_out: str = ""


@dataclass(frozen=True)
class NeedsTable:
    """Needs at one place; ``days`` head the cells."""

    place: str
    days: list[str]
    groups: list[list[NeedRow]]
