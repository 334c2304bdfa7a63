"""Whether dates, hours and figures in the settings can be true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from waystation.errors import Problem
from waystation.world.lookup import quantities
from waystation.world.scenario_folder import Folder
from waystation.world.scenario_model import MOST_PEOPLE, Hours, Unknown
from waystation.world.toml_rows import Loc, dotted

__all__ = ["MOST_DAYS", "check_figures"]

MOST_DAYS = 5 * 366
"""A longer period is a slip, or another question than this one."""


class _Range(NamedTuple):
    """What a setting can be: above 0, or 0 as well, up to a most."""

    above_zero: bool
    most: float


_RANGES = {
    ("Source", "people"): _Range(False, MOST_PEOPLE),
    ("Source", "passage_per_hour"): _Range(True, MOST_PEOPLE),
    ("Source", "leave_in_groups_of"): _Range(True, 1000),
    ("Source", "day_to_day"): _Range(False, 5),
    ("Phase", "leave_per_day"): _Range(False, 100),
    ("Phase", "lasts_days"): _Range(True, 3650),
    ("Stage", "lanes"): _Range(True, 100_000),
    ("Stage", "people_per_lane_hour"): _Range(True, 100_000),
    ("Stage", "rate_day_to_day"): _Range(False, 5),
    ("Stage", "waiting_room"): _Range(True, MOST_PEOPLE),
    ("Stage", "deaths_per_10000_per_day"): _Range(False, 10_000),
    ("Extension", "capacity"): _Range(False, MOST_PEOPLE),
    ("Site", "onward_places_per_day"): _Range(False, MOST_PEOPLE),
    ("Site", "longest_stay_days"): _Range(True, 3650),
    ("Site", "deaths_per_10000_per_day"): _Range(False, 10_000),
    ("Site", "people_at_start"): _Range(False, MOST_PEOPLE),
    ("Site", "capacity"): _Range(False, MOST_PEOPLE),
    ("Site", "onward_per_day"): _Range(False, 1),
    ("Fleet", "vehicles"): _Range(True, 100_000),
    ("Fleet", "seats"): _Range(True, 10_000),
    ("Fleet", "loading_hours"): _Range(False, 240),
    ("Fleet", "away_hours"): _Range(True, 8760),
    ("Fleet", "driving_hours_per_day"): _Range(True, 24),
    ("Fleet", "loading_places"): _Range(True, 100_000),
    ("Fleet", "convoy"): _Range(True, 100_000),
    ("Fleet", "breakdowns_per_100_trips"): _Range(False, 100),
    ("Fleet", "repair_hours"): _Range(False, 8760),
    ("Fleet", "vehicles_per_companion"): _Range(True, 100_000),
    ("Leg", "hours"): _Range(False, 8760),
    ("Leg", "km_per_hour"): _Range(True, 1000),
    ("Leg", "deaths_per_10000"): _Range(False, 10_000),
    ("Stream", "share"): _Range(False, 1),
    ("Reporter", "bias"): _Range(True, 1000),
    ("Reporter", "delay_days"): _Range(False, 365),
}


def check_figures(folder: Folder) -> list[Problem]:
    """Problems of figures in ``scenario.toml``."""
    return [*_period(folder), *_household(folder), *_hours(folder), *_priors(folder), *_quantities(folder)]


def _period(folder: Folder) -> Iterator[Problem]:
    settings = folder.settings
    assert settings is not None
    if not folder.sound("end"):
        return
    for name, stage in settings.stages.items():
        if stage.opens is not None and stage.opens > settings.end:
            message = f"The stage opens on {stage.opens}, after the last day, {settings.end}."
            fix = "Check the year, or leave the stage out."
            yield folder.file.problem(("stages", name, "opens"), message, fix, stage.opens)
    if not folder.sound("start"):
        return
    days = (settings.end - settings.start).days
    if days <= 0:
        message = f"The last day, {settings.end}, is not after the first, {settings.start}."
        yield folder.file.problem(("end",), message, "Write a later date, or swap the two.", settings.end)
    elif days > MOST_DAYS:
        message = f"From {settings.start} to {settings.end} is more than five years."
        fix = "Check the years; shorten the period if they are meant."
        yield folder.file.problem(("end",), message, fix, settings.end)


def _household(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    size = folder.settings.household_size
    if folder.sound("household_size") and not 1 <= size <= 30:
        message = f"{size:g} is outside 1 to 30 people."
        yield folder.file.problem(("household_size",), message, "Write a number from 1 to 30.", f"{size:g}")


def _hours(folder: Folder) -> Iterator[Problem]:
    """Hours that begin when they end. Hours that end before they begin go on past midnight, and are fine."""
    assert folder.settings is not None
    tables = (("sources", "leave_hours"), ("stages", "open_hours"), ("fleets", "depart_hours"))
    windows: list[tuple[Loc, Hours]] = [
        ((table, name, field), getattr(part, field))
        for table, field in tables
        for name, part in getattr(folder.settings, table).items()
    ]
    for name, stage in folder.settings.stages.items():
        windows += [(("stages", name, "breaks", n), each) for n, each in enumerate(stage.breaks)]
        windows += [(("stages", name, "shifts", n), each.hours) for n, each in enumerate(stage.shifts)]
    for loc, (begin, end) in windows:
        if begin % 24 == end % 24 and (begin, end) != (0, 24):
            message = f"From {begin:02}:00 to {end:02}:00 is 0 hours."
            fix = "Write [0, 24] for the whole day, or [22, 6] for a night."
            yield folder.file.problem(loc, message, fix, f"[{begin}, {end}]")


def _priors(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    for name, unknown in folder.settings.unknowns.items():
        loc = ("unknowns", name)
        if unknown.low >= unknown.high:
            message = f"low, {unknown.low:g}, is not below high, {unknown.high:g}."
            fix = "Write the lower figure as low; if it is known, write the number where it is used."
            yield folder.file.problem((*loc, "low"), message, fix, f"{unknown.low:g}")
        if unknown.prior in {"lognormal", "loguniform"} and unknown.low <= 0:
            message = f"A {unknown.prior} prior has only values above 0, but low is {unknown.low:g}."
            fix = "Write a small number above 0, or choose uniform."
            yield folder.file.problem((*loc, "low"), message, fix, f"{unknown.low:g}")
        if unknown.prior == "logitnormal":
            for end in ("low", "high"):
                value = getattr(unknown, end)
                if not 0 < value < 1:
                    message = f"A logitnormal prior lies between 0 and 1, but {end} is {value:g}."
                    fix = "Write shares such as 0.05, not percentages."
                    yield folder.file.problem((*loc, end), message, fix, f"{value:g}")


def _quantities(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    told: set[tuple[str, str]] = set()
    for loc, owner, info, value in quantities(folder.settings):
        field = next(name for name, each in type(owner).model_fields.items() if each is info)
        limits = _RANGES.get((type(owner).__name__, field), _Range(False, 1e15))
        what = f"{info.description}".split(":")[0].split(";")[0]
        if not isinstance(value, str):
            if limits.above_zero and value <= 0:
                fix = "Write a number above 0, or the name of an unknown."
                yield folder.file.problem(loc, f"{value:g} is too little: {what}.", fix, f"{value:g}")
            elif value > limits.most:
                fix = f"Check for a wrong or missing digit: {limits.most:.12g} is the most it can be."
                yield folder.file.problem(loc, f"{value:.12g} is too much: {what}.", fix, f"{value:.12g}")
        elif value in folder.settings.unknowns:
            for end, fault in _prior_faults(folder.settings.unknowns[value], limits):
                if (value, end) not in told:
                    told.add((value, end))
                    message = f"{fault}, as a value of {dotted(loc)} ({what})."
                    number = f"{getattr(folder.settings.unknowns[value], end):g}"
                    fix = "Change the prior, or use another unknown there."
                    yield folder.file.problem(("unknowns", value, end), message, fix, number)


def _prior_faults(unknown: Unknown, limits: _Range) -> Iterator[tuple[str, str]]:
    """Ends of a prior that a setting cannot have, beyond what the shape of the prior forbids anyway."""
    if unknown.prior in {"normal", "uniform"} and unknown.low < 0:
        yield "low", f"The prior goes down to {unknown.low:g}"
    elif unknown.prior in {"normal", "uniform"} and limits.above_zero and unknown.low == 0:
        yield "low", "The prior goes down to 0"
    if unknown.high > limits.most:
        yield "high", f"The prior goes up to {unknown.high:g}"
