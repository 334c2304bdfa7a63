"""Counts of days, weeks and other windows, joined to one path.

A count of people who came from one day to another says by how much the path rises between them. Two days hang
together when such counts lead from one to the other; then the path's rise between them is settled. This is kept as a
forest of days with the rise to each day's parent (union-find with differences): a count that links two days which did
not hang together is new, one that links days which did is compared.

References
----------
Tarjan, van Leeuwen (1984), Worst-case analysis of set union algorithms, J. ACM 31: the forest and its two shortcuts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from waystation.claims.history.statements import Statement

__all__ = ["Path", "Window", "windows_of"]

_ROUNDING = 0.03
_AGREES = 0.25
"""Counts of the same days this share apart still tell of one count."""


@dataclass(frozen=True)
class Window:
    """What the claims of one office, or several that agree, say of the same days.

    Parameters
    ----------
    before : day at whose end it begins
    end : its last day
    people : who came in it
    told : the statements
    """

    before: date
    end: date
    people: float
    told: tuple[Statement, ...]

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.end - self.before).days


@dataclass
class Path:
    """Days that hang together, and by how much the path rises between them."""

    _parent: dict[date, date] = field(default_factory=dict)
    _rise: dict[date, float] = field(default_factory=dict)

    def find(self, day: date) -> tuple[date, float]:
        """The day that stands for all that hang together with this one, and the rise from that day to this."""
        self._parent.setdefault(day, day)
        self._rise.setdefault(day, 0.0)
        chain = []
        while self._parent[day] != day:
            chain.append(day)
            day = self._parent[day]
        total = 0.0
        for each in reversed(chain):
            total += self._rise[each]
            self._parent[each], self._rise[each] = day, total
        return day, total

    def rise(self, before: date, end: date) -> float | None:
        """By how much the path rises from the end of one day to that of another; None if that is not settled."""
        if before not in self._parent or end not in self._parent:
            return None
        (one, low), (other, high) = self.find(before), self.find(end)
        return high - low if one == other else None

    def join(self, before: date, end: date, people: float) -> None:
        """Settle the rise between two days that do not hang together yet."""
        (one, low), (other, high) = self.find(before), self.find(end)
        self._parent[other] = one
        self._rise[other] = low + people - high

    def __contains__(self, day: date) -> bool:
        return day in self._parent

    def known_from(self, day: date) -> dict[date, float]:
        """Every day that hangs together with one, in order, and the rise to it."""
        root, start = self.find(day)
        found = {each: self.find(each) for each in list(self._parent)}
        return {each: rise - start for each, (top, rise) in sorted(found.items()) if top == root}

    def fits(self, before: date, end: date, people: float) -> bool:
        """Whether joining two days by a rise keeps the path from falling, but for rounding."""
        one = self.known_from(before)
        other = {day: rise + people for day, rise in self.known_from(end).items()}
        if max(one) < min(other) and people >= 0 and max(one) == before and min(other) == end:
            return True
        merged = sorted({**one, **other}.items())
        slack = 0.5 + _ROUNDING * max(abs(rise) for _, rise in merged)
        highest = -float("inf")
        for _, rise in merged:
            if rise < highest - slack:
                return False
            highest = max(highest, rise)
        return True

    def parts(self) -> list[dict[date, float]]:
        """All groups of days that hang together: each in order, with the rise since its first day."""
        groups: defaultdict[date, dict[date, float]] = defaultdict(dict)
        for day in sorted(self._parent):
            root, rise = self.find(day)
            groups[root][day] = rise
        return [{day: rise - next(iter(group.values())) for day, rise in group.items()} for group in groups.values()]


def windows_of(told: Iterable[Statement]) -> list[Window]:
    """Windows in the order in which they are joined: by office first, the fullest count first, then day by day."""
    by_office: defaultdict[str, list[Statement]] = defaultdict(list)
    for each in told:
        by_office[each.office].append(each)
    ranked = sorted(by_office.values(), key=_fullness, reverse=True)
    windows: dict[tuple[date, date], list[Statement]] = {}
    for of_office in ranked:
        for each in sorted(of_office, key=lambda each: (each.end, -each.before.toordinal(), each.claim.published)):
            same = windows.setdefault((each.before, each.end), [])
            if not same or abs(each.people - same[0].people) <= _AGREES * max(each.people, same[0].people):
                same.append(each)
    return [
        Window(before, end, median([each.people for each in told]) if len(told) > 2 else told[0].people, tuple(told))
        for (before, end), told in windows.items()
    ]


def _fullness(told: Sequence[Statement]) -> tuple[float, float, int]:
    """How full an office's counts are: days it covers, people it counts in them, and how often it counts."""
    covered = set[int]()
    for each in told:
        covered |= set(range(each.before.toordinal() + 1, each.end.toordinal() + 1))
    rate = sum(each.people for each in told) / max(1, sum((each.end - each.before).days for each in told))
    return rate * len(covered), rate, len(told)
