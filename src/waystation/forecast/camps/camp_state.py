"""What was known of one conflict on one day, and nothing later."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from waystation.forecast.camps.trends import LONG_DAYS, changed, counted, faded, latest, level, rise
from waystation.world.flee import FleeCase
from waystation.world.flee.flee_counts import TOTAL, Series

__all__ = ["CampState"]

_CLOSING = ("camp", "idpcamp", "location")


@dataclass(frozen=True)
class CampState:
    """What was known of one conflict on one day.

    Parameters
    ----------
    day : from the start of the conflict
    camps : counts of each that has any, corrections published by then applied
    counted : the same from the first count above 0 on; empty without one
    closed : camps under a closure. When it will end is not known
    total : of the whole conflict, if there is one
    """

    day: int
    camps: dict[str, Series]
    counted: dict[str, Series]
    closed: frozenset[str]
    total: Series | None

    @classmethod
    def of(cls, case: FleeCase, day: int) -> CampState:
        """That of a conflict with counts."""
        assert case.counts is not None  # checked before
        seen = case.counts.known_by(day)
        camps = {name: seen[name] for name in case.counts.camps if name in seen}
        total = counted(seen[TOTAL]) if TOTAL in seen else None
        return cls(
            day, camps, {name: counted(series) for name, series in camps.items()},
            frozenset(name for name in camps if _is_closed(case, name, day)),
            total if total is not None and len(total[0]) else None,
        )  # fmt: skip

    @cached_property
    def all_camps(self) -> float:
        """People in the last counts."""
        return sum(float(series[1][-1]) for series in self.camps.values())

    @cached_property
    def all_rise(self) -> float:
        """People by whom camps grew in the sixty days before their last count."""
        return sum(rise(series) for series in self.counted.values() if len(series[0]))

    @cached_property
    def without_count(self) -> int:
        """Open camps that nobody has counted yet."""
        return sum(not len(series[0]) and name not in self.closed for name, series in self.counted.items())

    def of_camp(self, name: str) -> dict[str, object]:
        """What was known of a camp; see `Windows`."""
        mine, last = self.counted[name], float(self.camps[name][1][-1])
        known: dict[str, object] = {"last": last, "counted": bool(len(mine[0])), "closed": name in self.closed}
        if not len(mine[0]):
            return known | {"per_day": 0.0, "change": 0.0, "age": 0}
        per_day = latest(mine, np.array([float(self.day)]))[2][0]
        return known | {"per_day": per_day, "change": changed(mine, self.day), "age": self.day - int(mine[0][0])}

    def of_total(self, name: str, target: int) -> dict[str, object]:
        """What the total says of a camp on a later day; see `Windows`."""
        if self.total is None:
            return {"uncounted": 0.0, "by_total": np.nan}
        series, mine = self.camps[name], self.counted[name]
        last, now = float(series[1][-1]), float(self.total[1][-1])
        per_day = latest(self.total, np.array([float(self.day)]))[2][0]
        grows = float(per_day * faded(np.array(target - self.total[0][-1]), LONG_DAYS))
        # Half by what a camp holds, half by what it lately took: either alone is worse in most conflicts.
        recent = rise(mine) / max(self.all_rise, 1.0) if len(mine[0]) else 0.0
        part = 0.5 * last / max(self.all_camps, 1.0) + 0.5 * recent
        missing = max(now + max(grows, 0.0) - self.all_camps, 0.0)
        return {
            "uncounted": missing / max(self.without_count, 1),
            "by_total": max(last + part * (now - level(self.total, series[0][-1]) + grows), 0.0),
        }


def _is_closed(case: FleeCase, camp: str, origin: int) -> bool:
    return any(
        each.kind in _CLOSING and each.name1 == camp and each.start_day <= origin
        and (each.end_day <= 0 or each.end_day > origin)
        for each in case.closures
    )  # fmt: skip
