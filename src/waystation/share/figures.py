"""The figures a report shows, each worked out once from a forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.share.rounding import DateInterval, Interval
from waystation.world.scenario_model import Settings

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = [
    "LEVELS", "Fan", "arrivals_per_day", "arrivals_since", "end_date", "end_days", "further_arrivals",
    "gone_by_exit", "longest_wait", "main_place", "main_place_of", "most_waiting", "people_at", "population",
    "wait_hours", "wait_hours_ahead", "wait_over_period", "waiting",
]  # fmt: skip

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Quantiles drawn: the median and the ends of 50, 80 and 95 % of possible futures."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fan:
    """Quantiles over possible futures, day by day.

    Parameters
    ----------
    days : (days,) dates
    quantiles : (levels, days), in the order of `LEVELS`; NaN where there is nothing to count
    fixed : (days,) whether all futures agree on that day
    """

    days: list[date]
    quantiles: Floats
    fixed: npt.NDArray[np.bool_]

    def at(self, level: float) -> Floats:
        """One quantile, (days,)."""
        return np.asarray(self.quantiles[LEVELS.index(level)], dtype=float)

    def since(self, day: date) -> Fan:
        """The part from that day on."""
        keep = [index for index, each in enumerate(self.days) if each >= day]
        return Fan([self.days[index] for index in keep], self.quantiles[:, keep], self.fixed[keep])

    def until(self, day: date) -> Fan:
        """The part up to that day."""
        keep = [index for index, each in enumerate(self.days) if each <= day]
        return Fan([self.days[index] for index in keep], self.quantiles[:, keep], self.fixed[keep])

    def interval(self, day: date) -> Interval:
        """Median and 80 % on one day."""
        at = self.days.index(day)
        median, low, high = (float(self.at(level)[at]) for level in (0.5, 0.1, 0.9))
        return Interval(median, low, high, fixed=bool(self.fixed[at]))

    def wide(self, day: date) -> Interval:
        """Median and 95 % on one day, rounded as the 80 % are, so that these never seem to reach further."""
        at, inner = self.days.index(day), self.interval(day)
        median, low, high = (float(self.at(level)[at]) for level in (0.5, 0.025, 0.975))
        return Interval(median, low, high, share=95, fixed=inner.fixed, given_step=inner.step)


def main_place(forecast: Forecast) -> str:
    """The place that the report is about: see `main_place_of`."""
    return main_place_of(forecast.scenario.settings)


def main_place_of(settings: Settings) -> str:
    """Place of the site where the first stream that reaches a site ends: the general one."""
    for stream in settings.streams.values():
        if stream.path[-1] in settings.sites:
            return settings.sites[stream.path[-1]].place
    return next(iter(settings.sites.values())).place


def days_of(forecast: Forecast) -> list[date]:
    """All days of the members."""
    return [each.date() for each in pd.DatetimeIndex(forecast.members["date"].values)]


def population(forecast: Forecast, place: str) -> Fan:
    """People at a place at the end of each day."""
    return _fan(forecast, _counts(forecast, "population", place=place))


def arrivals_per_day(forecast: Forecast, place: str) -> Fan:
    """People who come to a place on each day."""
    return _fan(forecast, _counts(forecast, "arrivals", place=place))


def arrivals_since(forecast: Forecast, place: str) -> Fan:
    """People who have come to a place since the as-of date, from that date on."""
    new = np.array([day > forecast.as_of for day in days_of(forecast)])
    total = np.cumsum(_counts(forecast, "arrivals", place=place) * new, axis=1)
    return _fan(forecast, total).since(forecast.as_of)


def waiting(forecast: Forecast, stage: str) -> Fan:
    """People waiting at a stage at the end of each day."""
    return _fan(forecast, _counts(forecast, "waiting", stage=stage))


def wait_hours(forecast: Forecast, stage: str) -> Fan:
    """Mean wait at a stage on each day, in hours; NaN where in few futures anyone waits or is served.

    The longer of two: of those served that day, and of those still waiting at its end, so far.
    """
    hours = _mean_waits(forecast, stage)
    fan = _fan(forecast, hours)
    served = np.isfinite(hours).mean(axis=0)
    fan.quantiles[:, served < _ENOUGH] = np.nan  # a quantile over a handful of futures says nothing
    return fan


_ENOUGH = 0.1


def people_at(forecast: Forecast, place: str, day: date) -> Interval:
    """People at a place on a day."""
    return population(forecast, place).interval(day)


def further_arrivals(forecast: Forecast, place: str) -> Interval:
    """People still to come to a place after the as-of date, up to the last day forecast."""
    return arrivals_since(forecast, place).interval(forecast.scenario.settings.end)


def end_days(forecast: Forecast) -> list[date | None]:
    """Per possible future, the day on which nearly all have come; None if after the last day forecast."""
    values = forecast.members["end_date"].values
    return [None if np.isnat(each) else pd.Timestamp(each).date() for each in values]


def end_date(forecast: Forecast) -> DateInterval:
    """When it may end: quantiles over possible futures, those without an end counted as the latest."""
    horizon = forecast.scenario.settings.end
    rows = forecast.table[forecast.table["target"] == "end date"]
    by_level = dict(zip(rows["output_type_id"].astype(float), rows["value"].astype(str), strict=True))
    if all(level in by_level for level in (0.5, 0.1, 0.9)):  # the same for all places that people leave
        median, low, high = (_ending_day(by_level[level]) for level in (0.5, 0.1, 0.9))
        return DateInterval(median, low, high, horizon)
    late = date.max
    ordered = sorted(each or late for each in end_days(forecast))
    found = [_taken(ordered, level) for level in (0.5, 0.1, 0.9)]
    median, low, high = (None if each == late else each for each in found)
    return DateInterval(median, low, high, horizon)


def _ending_day(value: str) -> date | None:
    """A day as the forecast's table writes it: ISO, or "after" the horizon."""
    return None if value.startswith("after") else date.fromisoformat(value[:10])


def _taken(ordered: list[date], level: float) -> date:
    return ordered[min(len(ordered) - 1, int(np.ceil(level * len(ordered))) - 1)]


def wait_hours_ahead(forecast: Forecast, stage: str, days: int = 30) -> Interval | None:
    """Mean wait at a stage on its worst day of the days ahead, see `wait_hours`; None if nobody comes there."""
    hours = _ahead(forecast, _mean_waits(forecast, stage), days)
    if not np.isfinite(hours).any():
        return None
    return _hours(np.nanmax(np.where(np.isfinite(hours), hours, 0.0), axis=1))


def _mean_waits(forecast: Forecast, stage: str) -> Floats:
    served, so_far = (_counts(forecast, name, stage=stage) for name in ("wait_hours", "wait_so_far_hours"))
    return np.asarray(np.fmax(served, so_far))


def wait_over_period(forecast: Forecast, stage: str, which: str) -> Interval | None:
    """``wait_90_hours`` or ``longest_wait_hours`` at a stage over the whole run; None if nobody comes there.

    They are counted in whole hours. Those still waiting on the last day count with the time they have waited so far.
    """
    hours = np.asarray(forecast.members[which].sel(stage=stage).values, dtype=float)
    known = hours[np.isfinite(hours)]
    return _hours(known) if known.size else None


def _hours(values: Floats) -> Interval:
    low, median, high = (float(each) for each in np.quantile(values, [0.1, 0.5, 0.9]))
    return Interval.hours(median, low, high, fixed=bool(values.min() == values.max()))


def longest_wait(forecast: Forecast, days: int = 30) -> tuple[str, Interval] | None:
    """The stage with the longest wait to be expected, and that wait on its worst day.

    Parameters
    ----------
    forecast : the forecast
    days : how far ahead to look

    Returns
    -------
    stage and interval in hours over possible futures; None if nobody is served at any stage
    """
    waits = {stage: wait_hours_ahead(forecast, stage, days) for stage in forecast.scenario.settings.stages}
    known = [(stage, wait) for stage, wait in waits.items() if wait is not None]

    def hours(each: tuple[str, Interval]) -> float:
        return each[1].median * (24 if each[1].unit == "days" else 1)

    return max(known, key=hours, default=None)


def most_waiting(forecast: Forecast, stage: str, days: int = 30, night: bool = False) -> Interval:
    """Most people waiting at a stage at any time of the days ahead, or at any time of the nights."""
    people = _ahead(forecast, _counts(forecast, "night_waiting" if night else "peak_waiting", stage=stage), days)
    return Interval.over(people.max(axis=1))


def gone_by_exit(forecast: Forecast) -> dict[str, Interval]:
    """People who leave by each named exit after the as-of date, up to the last day forecast."""
    found = {}
    for name in (str(each) for each in forecast.members["exit"].values):
        found[name] = Interval.over(_ahead(forecast, _counts(forecast, "gone", exit=name), None).sum(axis=1))
    return found


def _ahead(forecast: Forecast, values: Floats, days: int | None) -> Floats:
    """The columns after the as-of date, so many days or all."""
    last = date.max if days is None else forecast.as_of + timedelta(days=days)
    keep = [forecast.as_of < day <= last for day in days_of(forecast)]
    if not any(keep):  # as of the last day: nothing lies ahead but that day
        keep[-1] = True
    return np.asarray(values[:, keep], dtype=float)


def _counts(forecast: Forecast, name: str, **where: str) -> Floats:
    """(member, date) of one variable at one place, stage or exit."""
    return np.asarray(forecast.members[name].sel(where).transpose("member", "date").values, dtype=float)


def _fan(forecast: Forecast, values: Floats) -> Fan:
    ordered = np.full((len(LEVELS), values.shape[1]), np.nan)
    known = np.isfinite(values)
    some, every = known.any(axis=0), known.all(axis=0)
    ordered[:, every] = np.quantile(values[:, every], LEVELS, axis=0)
    part = some & ~every  # one day at a time, which takes four times as long
    ordered[:, part] = np.nanquantile(values[:, part], LEVELS, axis=0)
    agreed = np.zeros(values.shape[1], dtype=bool)
    agreed[some] = np.nanmax(values[:, some], axis=0) == np.nanmin(values[:, some], axis=0)
    return Fan(days_of(forecast), ordered, agreed)
