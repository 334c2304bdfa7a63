"""Small worlds for free runs, made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from waystation.engine.movement.free_run import FreeRun


def world(
    *,
    total: list[int],
    first: list[int],
    km: list[list[float]],
    capacity: list[float] | None = None,
    country: list[int] | None = None,
    opened: list[int] | None = None,
    state: list[int] | None = None,
    in_operation: list[list[bool]] | None = None,
    conflict: list[list[bool]] | None = None,
    population: list[float] | None = None,
) -> FreeRun:
    """One map for all days, every place in conflict every day, unless said otherwise; ``km`` by zone and camp."""
    days, zones, camps = len(total), len(km), len(first)
    operating = np.array(in_operation if in_operation is not None else [[True] * camps])
    return FreeRun(
        name="by hand",
        start=date(2024, 5, 1),
        camps=tuple(f"camp {i}" for i in range(camps)),
        total=np.array(total),
        first=np.array(first),
        capacity=np.array(capacity if capacity is not None else [np.nan] * camps, dtype=float),
        country=np.array(country if country is not None else [0] * camps),
        opened=np.array(opened if opened is not None else [0] * camps),
        state=np.array(state if state is not None else [0] * days),
        in_operation=operating,
        km=np.array([km] * len(operating), dtype=float),
        km_ever=np.array(km, dtype=float),
        conflict=np.array(conflict if conflict is not None else [[True] * zones] * days),
        population=np.array(population if population is not None else [0.0] * zones),
    )


def random_world(rng: np.random.Generator, days: int, zones: int, camps: int) -> FreeRun:
    """Anything that may occur: falls, camps out of reach or closed, capacities missing, quiet days."""
    states = 3
    first = rng.integers(0, 50, camps)
    total = np.maximum(first.sum() + np.cumsum(rng.integers(-40, 80, days)), 0)
    total[0] = first.sum()
    km = rng.uniform(0, 400, (zones, camps))
    km[rng.random(km.shape) < 0.3] = np.inf
    capacity = rng.uniform(1, 200, camps)
    capacity[rng.random(camps) < 0.4] = np.nan
    values: dict[str, Any] = {
        "total": total.tolist(),
        "first": first.tolist(),
        "km": km.tolist(),
        "capacity": capacity.tolist(),
        "country": rng.integers(0, 2, camps).tolist(),
        "opened": rng.integers(0, days, camps).tolist(),
        "state": rng.integers(0, states, days).tolist(),
        "in_operation": (rng.random((states, camps)) < 0.6).tolist(),
        "conflict": (rng.random((days, zones)) < 0.5).tolist(),
        "population": rng.integers(0, 1000, zones).tolist(),
    }
    return world(**values)
