"""Drawn crises looked at by a planner: what holds people up, needs, loads, comparisons; and surges forecast."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np

from outcomes import short, shortened
from outcomes_of_claims import FIRST, PLACE, _drawn
from outcomes_of_engine import _crisis
from waystation.engine import prior_futures
from waystation.errors import InputError
from waystation.forecast.surges import TrustedTotal, forecast_surge
from waystation.plan import loads, needs_of_people, outlook
from waystation.plan.action import first_action
from waystation.plan.compare import compare
from waystation.plan.limit import limits
from waystation.plan.planning_figure import read_per


def _line(values: Any) -> str:
    flat = np.nan_to_num(np.asarray(values, dtype=np.float64), posinf=-1.0).ravel()
    return f"{short(flat.sum())}/{short((flat * np.arange(1, flat.size + 1)).sum())}"


def plans(only: int | None = None) -> Iterator[str]:
    """What holds people up in drawn crises, what more of it would do, and how soon all could be received."""
    for number in range(30):
        if only not in (None, number):
            continue
        draw = random.Random(f"plans {number}")
        try:
            made = _crisis(draw)
            since = made.settings.start + timedelta(days=draw.choice([0, 1, 3]))
            futures = prior_futures(made, members=4, seed=number, workers=1)
            found = outlook(futures, since, looked_at=1)
            told = [
                f"{each.name} {each.more} {_line(each.saved_hours)} {_line(each.nights_after)}"
                for each in found.reliefs
            ]
            action = first_action(futures, found)
            lane = draw.choice(["stages.gate.lanes=3", "stages.gate.people_per_lane_hour=12"])
            change = compare(futures, [lane], since=since)
            effects = [
                f"{name} {_line(each)}" for name, each in sorted(vars(change).items()) if isinstance(each, np.ndarray)
            ]
            best = limits(futures, looked_at=1) if number % 3 == 0 else None
        except (InputError, ValueError, KeyError) as error:
            yield f"{number}: {type(error).__name__} {error}".replace("\n", " ")
            continue
        parts = [
            f"holds up: {found.bottleneck and found.bottleneck.name}",
            *told,
            f"ask: {action}",
            *effects,
            f"{best}",
        ]
        yield shortened(f"{number}: {'; '.join(parts)}".replace("\n", " "))


PER = (
    "person", "50 people", "family", "10 families", "person per day", "20 people per 7 days", "1,000 people per month",
    "person per year", "0 people", "people", "5 persons per 0 days", "household", "person per week",
)  # fmt: skip


def needs(only: int | None = None) -> Iterator[str]:
    """Needs of so many people, whole, and what is carried for them."""
    del only
    for text in PER:
        try:
            yield f"{text}: {read_per(text)}"
        except ValueError as error:
            yield f"{text}: {error}"
    for people in (0, 1, 4, 5, 6, 19, 20, 21, 49, 50, 51, 99, 250, 1000, 10_001):
        for size in (5.0, 4.2):
            table = needs_of_people(people, household_size=size, alternatives=people % 2 == 0)
            yield f"{people} {size}: " + " ".join(
                f"{row.item}={short(row.need)} {row.unit}" for row in table.itertuples()
            )
            table = table.assign(place="Camp", date="2031-05-01", quantile=0.5, extra=table["need"])
            for tonnes, spare in ((10.0, 0.25), (0.5, 0.0)):
                carried = loads(table, truck_tonnes=tonnes, spare_share=spare)
                yield " | ".join(f"{row.when} {short(row.tonnes)} t {row.truckloads}" for row in carried.itertuples())


def surges(only: int | None = None) -> Iterator[str]:
    """Forecast from drawn claims or from drawn totals: three quantiles on two days, and chances of passing."""
    for number in range(45):
        if only not in (None, number):
            continue
        draw = random.Random(f"surges {number}")
        as_of = FIRST + timedelta(days=draw.choice([12, 25]))
        trusted, total = [], 0.0
        for day in sorted(draw.sample(range(12), draw.choice([1, 2, 5, 9]))):
            total += draw.choice([0, 20, 100, 400, 2000])
            trusted.append(TrustedTotal(FIRST + timedelta(days=day), FIRST + timedelta(days=day), total))
        claims = _drawn(draw, number % 5 == 0)
        dates: list[date] = [as_of + timedelta(days=ahead) for ahead in (1, 7, 30)]
        try:
            found = forecast_surge(
                claims, place=PLACE, as_of=as_of, term="camp_population" if number % 5 == 0 else "arrived", dates=dates,
                thresholds=(500, 5000), trusted=trusted if number % 2 else (), members=200, seed=number,
            )  # fmt: skip
        except InputError as error:
            yield f"{number}: {error}".replace("\n", " ")
            continue
        told = [f"{name} {_line(each)}" for name, each in sorted(vars(found).items()) if isinstance(each, np.ndarray)]
        frames = [
            f"{name} {_line(each.select_dtypes('number'))}"
            for name, each in sorted(vars(found).items()) if hasattr(each, "select_dtypes")
        ]  # fmt: skip
        yield f"{number}: {' '.join([*told, *frames])} {found.notes if hasattr(found, 'notes') else ''}"
