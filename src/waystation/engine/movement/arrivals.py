"""Who appears when, where and how many: from counts of camps, from conflicts, or from floods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.tables import Floats, Ints
from waystation.engine.movement.timetable import Timetable
from waystation.errors import InputError, Problem
from waystation.world.flee import CampCounts, FleeCase

__all__ = ["Arrivals", "daily_totals", "plan_arrivals"]


@dataclass(frozen=True)
class Arrivals:
    """People who appear, and how many there is room for.

    Parameters
    ----------
    initial : (places,) people at each place before the first day
    spread : (days,) people who flee that day, to be spread over places of conflict
    fixed : (days, places) people who flee from a place that day, whatever happens elsewhere
    mean : (days, places) means of the numbers of people who flee, where these are Poisson; None where they are not
    rate : (1 or days, places) times ``per_head`` times those left, cut to whole numbers: who flee besides
    per_head : share of those left that flees
    debt : (days,) people whom falling counts still owe before anybody new may flee
    raw : (days,) running total of the counts, as Flee prints it: day 0 stands in it twice
    population : (places,) who could flee
    takes : whether those who flee are taken from the population
    capacity : (1 or days, places) room, 0 where no limit is known
    holds : (places,) the larger of population and capacity, as chances of leaving are scaled by it
    """

    initial: Ints
    spread: Ints
    fixed: Ints
    mean: Floats | None
    rate: Floats
    per_head: float
    debt: Ints
    raw: Ints
    population: Floats
    takes: bool
    capacity: Floats
    holds: Floats

    def daily_at_most(self, days: int) -> Floats:
        """(days,) people who can appear that day at most; Poisson numbers left out."""
        fleeing = (self.population * self._shares()).sum(axis=1)
        return np.asarray(self.spread + self.fixed.sum(axis=1) + np.broadcast_to(fleeing, days), dtype=float)

    def _shares(self) -> Floats:
        shares = self.rate * self.per_head
        return np.asarray(np.minimum(shares, 1.0) if self.takes else shares)

    def at_most(self) -> int:
        """People there can be at most, all days together."""
        left = (self.population * self._shares()).sum(axis=0)
        fleeing = np.minimum(left, self.population) if self.takes else left
        return int(self.initial.sum() + self.spread.sum() + self.fixed.sum() + fleeing.sum()) + len(self.population)


def plan_arrivals(case: FleeCase, times: Timetable) -> Arrivals:
    """Work out who appears.

    Parameters
    ----------
    case : a checked case
    times : its timetable

    Raises
    ------
    InputError
        If people appear from counts and the case has none, or not of every camp.
    """
    spawn, hasten = case.settings.spawn_rules, case.settings.optimisations.hasten
    days, places = case.days, len(case.places)
    camp_like = np.array(["camp" in place.starts_as for place in case.places], dtype=bool)
    size = np.array([place.people // hasten for place in case.places], dtype=float)
    population = np.where(camp_like, 0.0, size)
    _check_counts(case, times.printed)
    spread, debt, raw = np.zeros(days, dtype=np.int64), np.zeros(days, dtype=np.int64), np.zeros(days, dtype=np.int64)
    fixed, mean, rate, per_head = np.zeros((days, places), dtype=np.int64), None, np.zeros((1, places)), 0.0
    if case.settings.floods:
        fixed, mean, rate, per_head = _by_flood(case)
    elif spawn.conflict_driven_spawning is not None:
        fixed, mean, rate, per_head = _by_conflict(case, times.appearing)
    elif case.counts is not None:
        change = daily_totals(
            case.counts, days, hasten, from_camps=spawn.sum_from_camps, empty=spawn.empty_camps_on_day0
        )
        raw = np.cumsum(change)
        if spawn.insert_day0:  # those of day 0 are in the camps already
            change[0] = 0
        spread, debt = _with_debt(change)
    initial = _initial(case, times.printed)
    if case.listed is not None:
        initial = initial + case.listed
        if spawn.take_from_population:
            population = np.maximum(population - case.listed, 0.0)
    capacity = _capacity(case, camp_like, size)
    return Arrivals(
        initial, spread, fixed, mean, rate, per_head, debt, raw, population, bool(spawn.take_from_population), capacity,
        np.where(camp_like, _after_day0(case, camp_like, size), population),
    )  # fmt: skip


def _check_counts(case: FleeCase, printed: tuple[str, ...]) -> None:
    spawn, counts = case.settings.spawn_rules, case.counts
    by_counts = spawn.conflict_driven_spawning is None and not case.settings.floods
    if not (by_counts or case.settings.floods or (spawn.insert_day0 and bool(printed))):
        return
    if counts is None:
        fix = "Name the folder of data_layout.csv with --counts, or set conflict_driven_spawning."
        raise InputError(Problem("People flee as camps count them, but there are no counts.", fix, "data_layout.csv"))
    written = [case.place(name).written for name in printed]
    missing = [name for name in written if name not in counts.raw]
    if missing and case.settings.floods:
        found = f'"{missing[0]}" has no counts: under flood rules every place needs them, and Flee ends here.'
        raise InputError(Problem(found, "Add a row with the name and its file.", "data_layout.csv", value=missing[0]))
    if missing:
        fix = "Add a row with the name and its file, or make the place a town in locations.csv."
        if alike := [name for name in counts.raw if name.strip() == missing[0].strip()]:
            fix = f'It is written "{alike[0]}" there: write both alike, blanks included.'
        raise InputError(Problem(f'Camp "{missing[0]}" has no counts.', fix, "data_layout.csv", value=missing[0]))
    if by_counts and not spawn.sum_from_camps and not counts.has_total:
        found = "sum_from_camps is off, but data_layout.csv has no row total: Flee ends here."
        raise InputError(Problem(found, "Add a row total,refugees.csv first.", "data_layout.csv"))


def _initial(case: FleeCase, printed: tuple[str, ...]) -> Ints:
    """People before the first day: once for every column that Flee prints, so twice where a camp appears twice."""
    spawn, hasten = case.settings.spawn_rules, case.settings.optimisations.hasten
    initial = np.zeros(len(case.places), dtype=np.int64)
    if spawn.empty_camps_on_day0:
        return initial
    for name in printed:
        place, at = case.place(name), case.index(name)
        if spawn.insert_day0 and case.counts is not None and place.written in case.counts.raw:
            initial[at] += max(case.counts.daily(place.written, 1, hasten)[0], 0)
        initial[at] += int(place.number("initial_idps"))  # Flee does not divide these by what an agent stands for
    return initial


def _after_day0(case: FleeCase, camp_like: npt.NDArray[np.bool_], size: Floats) -> Floats:
    """Capacity as Flee holds it: those already there on day 0 are taken from it, and counted in it as well."""
    room = np.where(camp_like, size, -1.0)
    spawn, counts, hasten = case.settings.spawn_rules, case.counts, case.settings.optimisations.hasten
    by_counts = spawn.conflict_driven_spawning is None and not case.settings.floods
    if not (by_counts and spawn.insert_day0 and counts is not None) or (
        "capacity_counts_everyone" in case.settings.manual
    ):
        return room
    for p in np.flatnonzero(room > 0):
        name = case.places[p].written
        if name in counts.raw:
            room[p] -= int(counts.daily(name, 1, hasten)[0])
    return room


def _capacity(case: FleeCase, camp_like: npt.NDArray[np.bool_], size: Floats) -> Floats:
    """Room by day, where a column adds to it each day; else one row. Below 1 stands for no limit."""
    room = _after_day0(case, camp_like, size)[None, :]
    more = np.array([place.number("capacity_per_day") for place in case.places])
    if more.any():
        room = room + more[None, :] * np.arange(1, case.days + 1)[:, None]
    scaled: Floats = np.maximum(room * case.settings.move_rules.capacity_scaling, 0.0)
    return scaled


def daily_totals(counts: CampCounts, days: int, hasten: int, *, from_camps: bool, empty: bool) -> Ints:
    """Change of the counted total each day; on day 0 what Flee takes for it.

    Flee's code adds the total to the sum of the camps on day 0, so that day stands in it twice; on later days it
    leaves out the first row of the layout, whatever that is, and adds a name that appears twice twice.
    """
    listed = counts.listed
    daily = {name: counts.daily(name, days, hasten) for name in set(listed)}
    total = daily["total"] if "total" in daily else np.zeros(days, dtype=np.int64)
    first = sum(int(daily[name][0]) for name in listed) if from_camps else int(total[0])
    series = np.sum([daily[name] for name in listed[1:]], axis=0, dtype=np.int64) if from_camps else total
    series = np.broadcast_to(series, days)
    change = np.diff(series, prepend=series[:1]).astype(np.int64)
    change[0] = 0 if empty else first
    return np.asarray(change, dtype=np.int64)


def _with_debt(change: Ints) -> tuple[Ints, Ints]:
    """People who flee each day where a fall of the counts must be made good first, and the debt."""
    spread, debts = np.zeros_like(change), np.zeros_like(change)
    debt = 0
    for day, wanted in enumerate(change):
        new = int(wanted) - debt
        debt = max(-new, 0)
        spread[day], debts[day] = max(new, 0), debt
    return spread, debts


_Flight = tuple[npt.NDArray[np.int64], Floats | None, Floats, float]
"""Fixed numbers, means of Poisson numbers, rates, and the share a rate of 1 stands for."""


def _by_conflict(case: FleeCase, intensity: Floats) -> _Flight:
    """People who flee from each place of conflict each day."""
    rule = case.settings.spawn_rules.conflict_driven_spawning
    assert rule is not None
    per_day, nobody, none = (
        rule.displaced_per_conflict_day,
        np.zeros(intensity.shape, dtype=np.int64),
        intensity[:1] * 0.0,
    )
    if rule.spawn_mode == "pop_ratio":
        return nobody, None, intensity, per_day
    if rule.spawn_mode == "poisson":
        return nobody, int(per_day) * intensity, none, 0.0
    if rule.spawn_mode == "constant":
        return np.floor(int(per_day) * intensity).astype(np.int64), None, none, 0.0
    return nobody, None, none, 0.0


def _by_flood(case: FleeCase) -> _Flight:
    """People who flee from each flooded place each day, of any type."""
    rule, levels = case.settings.spawn_rules.flood_driven_spawn_mode, case.flood_levels
    assert rule is not None
    assert levels is not None
    today = levels[: case.days]
    by_level = np.array(rule.displaced_per_flood_day, dtype=float)
    per_day = np.where(today > 0, by_level[np.minimum(today, len(by_level) - 1)], 0.0)
    nobody, none = np.zeros(today.shape, dtype=np.int64), np.zeros((1, today.shape[1]))
    if rule.spawn_mode == "pop_ratio":
        return nobody, None, per_day, 1.0
    if rule.spawn_mode == "poisson":
        return nobody, np.floor(per_day), none, 0.0
    if rule.spawn_mode == "constant":
        return np.floor(per_day).astype(np.int64), None, none, 0.0
    return nobody, None, none, 0.0
