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

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from waystation.claims.history.statements import Statement

__all__ = ["Path", "by_office"]

_ROUNDING = 0.03
_ALIKE = math.log(1.25)


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


def by_office(told: Iterable[Statement]) -> list[list[Statement]]:
    """Counts of each office in the order in which they are joined: the fullest office first, then day by day."""
    groups: defaultdict[str, list[Statement]] = defaultdict(list)
    for each in told:
        groups[each.office].append(each)
    ranked = sorted(groups.values(), key=_fullness, reverse=True)
    # A count of days that runs through the last of them is newest where it is highest.
    return [sorted(group, key=lambda each: (each.end, -each.before.toordinal(), -each.people)) for group in ranked]


def _fullness(told: Sequence[Statement]) -> tuple[int, float, float, int]:
    """How full an office's counts are: people a day times days covered, roughly; then how exact, full and many."""
    covered = set[int]()
    for each in told:
        covered |= set(range(each.before.toordinal() + 1, each.end.toordinal() + 1))
    a_day = sum(each.people for each in told) / max(1, sum((each.end - each.before).days for each in told))
    full = a_day * len(covered)
    exact = sum(each.claim.qualifier == "exact" for each in told) / len(told)
    return round(math.log(max(full, 1.0)) / _ALIKE), exact, full, len(told)
