"""What the calendar and reported events do to stages and ways: open hours, breaks, daylight, closures."""

from __future__ import annotations

import math
import zoneinfo
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from waystation.engine.reception.kernel_arrays import HOURS
from waystation.world import place_of
from waystation.world.scenario_model import Event, Leg, Place, Scenario

__all__ = ["CLOSES", "effort_of", "shut_days", "slowed_days", "sun_hours", "window"]

CLOSES = "stage_closes"
"""Kind of event with which a stage stops: people wait until the event's last day is over."""

_EARTH_TILT = math.radians(23.44)
_NORTHERN_SOLSTICE = 172  # day of the year


def window(hours: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """(24,) which hours of the day lie between the two; past midnight where the first is the later one.

    Examples
    --------
    >>> window((22, 2)).nonzero()[0].tolist()
    [0, 1, 22, 23]
    """
    clock = np.arange(HOURS)
    begun, not_over = clock >= hours[0], clock < hours[1]
    return np.asarray(begun & not_over if hours[0] < hours[1] else begun | not_over)


def effort_of(scenario: Scenario, node: str, days: int, events: Sequence[Event]) -> npt.NDArray[np.float64]:
    """(days, 24) share of a stage's lanes at work in each hour; 0 for what is not a stage."""
    stage = scenario.settings.stages.get(node)
    if stage is None:
        return np.zeros((days, HOURS))
    clock = window(stage.open_hours).astype(np.float64)
    for shift in stage.shifts:
        clock[window(shift.hours)] *= shift.lanes_share
    for pause in stage.breaks:
        clock[window(pause)] = 0.0
    effort = np.tile(clock, (days, 1))
    if stage.daylight_only:
        effort *= _daylight(scenario, stage.place, days)
    closed = [event for event in events if event.kind == CLOSES and event.place == stage.place]
    effort[_lasting(closed, scenario.settings.start, days)] = 0.0
    return effort


def shut_days(scenario: Scenario, leg: Leg, days: int, events: Sequence[Event]) -> npt.NDArray[np.bool_]:
    """(days,) whether a reported event shuts a way."""
    ends = {place_of(scenario.settings, leg.origin), place_of(scenario.settings, leg.to)}
    mine = [event for event in events if event.kind in leg.shut_by and event.place in ends]
    return _lasting(mine, scenario.settings.start, days)


def slowed_days(scenario: Scenario, leg: Leg, days: int, events: Sequence[Event]) -> npt.NDArray[np.float64]:
    """(days,) how many times longer a way takes; of several events the worst counts."""
    ends = {place_of(scenario.settings, leg.origin), place_of(scenario.settings, leg.to)}
    slowed = np.ones(days)
    for event in events:
        if event.kind in leg.slowed_by and event.place in ends:
            lasting = _lasting([event], scenario.settings.start, days)
            slowed[lasting] = np.maximum(slowed[lasting], leg.slowed_by[event.kind])
    return slowed


def _lasting(events: Iterable[Event], start: date, days: int) -> npt.NDArray[np.bool_]:
    """(days,) whether one of the events lasts: from its first day to its last, or for good."""
    found = np.zeros(days, dtype=bool)
    for event in events:
        last = days if event.end is None else (event.end - start).days + 1
        found[max(0, (event.start - start).days) : max(0, last)] = True
    return found


def _daylight(scenario: Scenario, place: str, days: int) -> npt.NDArray[np.float64]:
    """(days, 24) share of each local hour that is light; all of it where the place has no coordinates."""
    where = next((each for each in scenario.places if each.name == place), None)
    light = np.ones((days, HOURS))
    if where is None or where.latitude is None or where.longitude is None:
        return light
    zone = zoneinfo.ZoneInfo(scenario.settings.time_zone)
    clock = np.arange(HOURS)
    for n in range(days):
        rise, set_ = sun_hours(where, scenario.settings.start + timedelta(n), zone)
        light[n] = np.clip(np.minimum(clock + 1, set_) - np.maximum(clock, rise), 0.0, 1.0)
    return light


def sun_hours(place: Place, day: date, zone: zoneinfo.ZoneInfo) -> tuple[float, float]:
    """Local hours of sunrise and sunset, within some ten minutes: the Sun's declination as a cosine of the year.

    Parameters
    ----------
    place : with latitude and longitude
    day, zone : local day and its time zone

    Returns
    -------
    hours after local midnight; (0, 24) where the Sun does not set, (12, 12) where it does not rise

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> equator = Place(name="Quito", latitude=0, longitude=0)
    >>> [round(hour) for hour in sun_hours(equator, date(2030, 3, 21), ZoneInfo("UTC"))]
    [6, 18]
    """
    assert place.latitude is not None
    assert place.longitude is not None
    turn = 2 * math.pi * (day.timetuple().tm_yday - _NORTHERN_SOLSTICE) / 365.25
    declination = _EARTH_TILT * math.cos(turn)
    cosine = -math.tan(math.radians(place.latitude)) * math.tan(declination)
    half = math.degrees(math.acos(min(1.0, max(-1.0, cosine)))) / 15
    offset = zone.utcoffset(datetime(day.year, day.month, day.day, 12)) or timedelta(0)
    noon = 12 - place.longitude / 15 + offset.total_seconds() / 3600
    if half >= 12:
        return 0.0, 24.0
    return max(0.0, noon - half), min(24.0, noon + half)
