"""Windows: one camp, one origin, so many days ahead; what was known on the origin, and the count that came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.forecast.camps.camp_state import CampState
from waystation.forecast.camps.trends import LONG_DAYS, SHORT_DAYS, faded, own_errors
from waystation.forecast.table import QUANTILES
from waystation.world.flee import FleeCase

__all__ = ["FIRST_ORIGIN", "Windows", "camp_windows", "windows_of_day"]

Floats = npt.NDArray[np.float64]
Row = dict[str, object]
Errors = tuple[Floats, Floats]

FIRST_ORIGIN = 30
_EVERY_DAYS = 10
_OFF_DAYS = 15


@dataclass(frozen=True)
class Windows:
    """Windows of some conflicts.

    Parameters
    ----------
    known : a row a window. Of the window: conflict, camp, origin, ahead (days asked for), target (day of the count),
        truth. Known on the origin: last (people), since (days from the last count to the target), per_day (its trend),
        change (see `changed`), age (days since the first count), counted (whether there is one above 0), closed
        (whether the camp is closed), all_camps (people in all last counts), uncounted (people who are in the total and
        in no count, for each open camp without one), by_total (the last count and this camp's part of the growth of
        the total since; missing without a total)
    of_last, of_trend : (windows, levels) quantiles of the camp's own errors, see `own_errors`; 0 if there are none
    own_spans : (windows,) how many times the days ahead fit into the camp's past; 0 without own errors
    """

    known: pd.DataFrame
    of_last: Floats
    of_trend: Floats
    own_spans: Floats

    def column(self, name: str) -> Floats:
        """(windows,) of one column."""
        return self.known[name].to_numpy(np.float64)

    def some(self, here: npt.NDArray[np.bool_]) -> Windows:
        """Those of some rows."""
        known = self.known[here].reset_index(drop=True)
        return Windows(known, self.of_last[here], self.of_trend[here], self.own_spans[here])

    def and_those(self, other: Windows) -> Windows:
        """These and others."""
        return Windows(
            pd.concat([self.known, other.known], ignore_index=True),
            np.vstack([self.of_last, other.of_last]),
            np.vstack([self.of_trend, other.of_trend]),
            np.concatenate([self.own_spans, other.own_spans]),
        )

    def damped(self, fade_days: float) -> Floats:
        """(windows,) last count and a trend that fades in so many days."""
        return np.maximum(self.column("last") + self.column("per_day") * faded(self.column("since"), fade_days), 0.0)

    @cached_property
    def middle(self) -> Floats:
        """(windows,) the median of three simple forecasts, of two where no total is known."""
        three = [self.damped(SHORT_DAYS), self.damped(LONG_DAYS), self.column("by_total")]
        return np.asarray(np.nanmedian(three, axis=0))

    @cached_property
    def conflict(self) -> npt.NDArray[np.str_]:
        """(windows,) names."""
        return self.known["conflict"].to_numpy(np.str_)

    @cached_property
    def counted(self) -> npt.NDArray[np.bool_]:
        """(windows,) whether the camp has a count above 0."""
        return self.known["counted"].to_numpy(np.bool_)

    @cached_property
    def log_age(self) -> Floats:
        """(windows,) log of the days since the first count, and thirty."""
        return np.log(self.column("age") + 30.0)

    @cached_property
    def weight(self) -> Floats:
        """(windows,) one over the people at the targets of an origin and the origins of a conflict.

        A score or error in people, weighed so, counts as in the mean over origins, then conflicts.
        """
        groups = self.known.groupby(["conflict", "ahead", "origin"])["truth"]
        origins = self.known.groupby(["conflict", "ahead"])["origin"].transform("nunique")
        return (1.0 / groups.transform("sum").clip(lower=1.0) / origins).to_numpy(np.float64)

    @cached_property
    def camp_weight(self) -> Floats:
        """(windows,) the same with every camp of an origin counting alike, whatever its size."""
        groups = self.known.groupby(["conflict", "ahead", "origin"])["truth"]
        origins = self.known.groupby(["conflict", "ahead"])["origin"].transform("nunique")
        return (1.0 / groups.transform("size") / origins).to_numpy(np.float64)


def camp_windows(cases: Sequence[FleeCase], horizons: Sequence[int]) -> Windows:
    """Every camp from every tenth day on, from day 30, and the count made nearest to so many days later.

    A count more than fifteen days (or half the horizon) off the day asked for is not used, and no line is drawn
    between counts: each forecast is of the very day of a real one.
    """
    rows: list[Row] = []
    own: list[Errors] = []
    for case in cases:
        for origin in range(FIRST_ORIGIN, case.days, _EVERY_DAYS):
            then = CampState.of(case, origin)
            for name in then.camps:
                for ahead in horizons:
                    later = _count_near(case, name, origin, ahead) if origin + ahead < case.days else None
                    if later is not None:
                        _add(case.name, then, name, ahead, later, rows, own)
    return _together(rows, own)


def windows_of_day(case: FleeCase, origin: int, horizons: Sequence[int]) -> Windows:
    """Every camp from one day, for the very days asked for; nothing is known of what will come (NaN)."""
    rows: list[Row] = []
    own: list[Errors] = []
    then = CampState.of(case, origin)
    for name in then.camps:
        for ahead in horizons:
            _add(case.name, then, name, ahead, (origin + ahead, np.nan), rows, own)
    return _together(rows, own)


def _add(
    conflict: str, then: CampState, camp: str, ahead: int, later: tuple[int, float], rows: list[Row], own: list[Errors]
) -> None:
    target, truth = later
    rows.append(
        {
            "conflict": conflict, "camp": camp, "origin": then.day, "ahead": ahead, "target": target, "truth": truth,
            "since": target - int(then.camps[camp][0][-1]), "all_camps": then.all_camps,
            **then.of_camp(camp), **then.of_total(camp, target),
        }
    )  # fmt: skip
    own.append(own_errors(then.counted[camp], ahead))


def _together(rows: list[Row], own: list[Errors]) -> Windows:
    known = pd.DataFrame(rows)
    if not rows:
        return Windows(known, np.empty((0, len(QUANTILES))), np.empty((0, len(QUANTILES))), np.empty(0))
    of_last, of_trend = (np.array([_quantiles(each[kind]) for each in own]) for kind in (0, 1))
    spans = (known["age"] / known["ahead"]).to_numpy(np.float64)
    return Windows(known, of_last, of_trend, np.where([len(each[0]) > 0 for each in own], spans, 0.0))


def _count_near(case: FleeCase, camp: str, origin: int, ahead: int) -> tuple[int, float] | None:
    """Day and figure of the count made nearest to a day, after the origin; the earlier of two."""
    assert case.counts is not None  # checked before
    when, counts = case.counts.seen_later(camp)
    off = np.where(when > origin, np.abs(when - origin - ahead), np.iinfo(np.int64).max)
    nearest = int(np.argmin(off))
    if off[nearest] > min(_OFF_DAYS, ahead / 2):
        return None
    return int(when[nearest]), float(counts[nearest])


def _quantiles(errors: Floats) -> Floats:
    return np.quantile(errors, QUANTILES) if len(errors) else np.zeros(len(QUANTILES))
