"""Who appears when, where and how many: from counts of camps, or from conflicts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.tables import Floats, Ints
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
    debt : (days,) people whom falling counts still owe before anybody new may flee
    raw : (days,) running total of the counts, as Flee prints it: day 0 stands in it twice
    population : (places,) who could flee
    takes : whether those who flee are taken from the population
    capacity : (places,) room, 0 where no limit is known
    """

    initial: Ints
    spread: Ints
    fixed: Ints
    debt: Ints
    raw: Ints
    population: Floats
    takes: bool
    capacity: Floats


def plan_arrivals(case: FleeCase, camps: tuple[str, ...], conflict: Floats) -> Arrivals:
    """Work out who appears.

    Parameters
    ----------
    case : a checked case
    camps : places that are camps before the first day
    conflict : (days, places) intensity

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
    capacity = np.where(camp_like, size * case.settings.move_rules.capacity_scaling, 0.0)
    by_conflict = spawn.conflict_driven_spawning is not None
    counts = case.counts
    from_counts = not by_conflict or (spawn.insert_day0 and bool(camps))
    if from_counts and (counts is None or set(camps) - set(counts.camps)):
        raise InputError(_no_counts(case, camps))
    initial = np.array([int(float(place.attributes.get("initial_idps") or 0)) for place in case.places]) // hasten
    if spawn.insert_day0 and not spawn.empty_camps_on_day0 and counts is not None:
        for name in camps:
            initial[case.index(name)] += counts.daily(name, 1, hasten)[0]
    spread, debt, raw = np.zeros(days, dtype=np.int64), np.zeros(days, dtype=np.int64), np.zeros(days, dtype=np.int64)
    fixed = np.zeros((days, places), dtype=np.int64)
    if by_conflict:
        fixed = _displaced(case, conflict, population)
    elif counts is not None:
        change = daily_totals(counts, days, hasten, from_camps=spawn.sum_from_camps, empty=spawn.empty_camps_on_day0)
        raw = np.cumsum(change)
        if spawn.insert_day0:  # those of day 0 are in the camps already
            change[0] = 0
        spread, debt = _with_debt(change)
        if spawn.insert_day0 and "capacity_counts_everyone" not in case.settings.manual:
            # Flee's code takes those already there from the room, and counts them in it as well.
            full = camp_like & (size > 0)
            for p in np.flatnonzero(full):
                name = case.places[p].name
                if name in counts.camps:
                    there = int(counts.daily(name, 1, hasten)[0])
                    capacity[p] = (size[p] - there) * case.settings.move_rules.capacity_scaling
    return Arrivals(
        initial.astype(np.int64),
        spread,
        fixed,
        debt,
        raw,
        population,
        bool(spawn.take_from_population),
        np.maximum(capacity, 0.0),
    )


def _no_counts(case: FleeCase, camps: tuple[str, ...]) -> Problem:
    if case.counts is None:
        fix = "Name the folder of data_layout.csv with --counts, or set conflict_driven_spawning."
        return Problem("People flee as camps count them, but there are no counts.", fix, "data_layout.csv")
    missing = [name for name in camps if name not in case.counts.camps]
    fix = "Add a row with the name and its file, or make the place a town in locations.csv."
    return Problem(f'Camp "{missing[0]}" has no counts.', fix, "data_layout.csv", value=missing[0])


def daily_totals(counts: CampCounts, days: int, hasten: int, *, from_camps: bool, empty: bool) -> Ints:
    """Change of the counted total each day; on day 0 what Flee takes for it.

    Flee's code adds the total to the sum of the camps on day 0, so that day stands in it twice.
    """
    listed = [*counts.camps]
    camps = [counts.daily(name, days, hasten) for name in listed]
    total = counts.daily("total", days, hasten) if counts.has_total else np.zeros(days, dtype=np.int64)
    first = (total[0] + sum(int(each[0]) for each in camps)) if from_camps else int(total[0])
    series = np.sum(camps, axis=0) if from_camps else total
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


def _displaced(case: FleeCase, conflict: Floats, population: Floats) -> npt.NDArray[np.int64]:
    """People who flee from each place of conflict each day; the mean, where the number is drawn."""
    rule = case.settings.spawn_rules.conflict_driven_spawning
    assert rule is not None
    per_day = rule.displaced_per_conflict_day
    if rule.spawn_mode == "pop_ratio":
        return np.floor(per_day * population[None, :] * conflict).astype(np.int64)
    return np.floor(per_day * conflict).astype(np.int64)
