"""Small Flee cases made in code, and where the shared conflicts lie."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from waystation.world.flee import FleeCase, FleeClosure, FleePlace, FleeRoute, FleeSettings

CONFLICTS = Path(__file__).resolve().parents[2] / "shared" / "conflicts"
NAMES = ("burundi2015", "car2013", "mali2012", "nigeria2022_adm2", "ssudan2013", "syria2013")

shared = pytest.mark.skipif(not CONFLICTS.is_dir(), reason="the validation conflicts are not shipped with the project")


def place(name: str, kind: str, people: int = 0, **attributes: str) -> FleePlace:
    """A place in the home country; camps lie abroad."""
    abroad = "camp" in kind
    return FleePlace(name, "", "Abroad" if abroad else "Home", 0.0, 0.0, kind, 0, people, abroad, attributes)


def case(
    places: list[FleePlace],
    roads: list[tuple[Any, ...]],
    *,
    days: int = 3,
    closures: tuple[FleeClosure, ...] = (),
    displaced: float = 1000,
    until: int | None = None,
    **settings: Any,
) -> FleeCase:
    """A case in which ``displaced`` people flee from each place of conflict on every day until a day.

    ``roads`` are (place, place, km) or (place, place, km, attributes).
    """
    intensity = np.zeros((days, len(places)))
    for number, each in enumerate(places):
        if each.kind == "conflict":
            intensity[: days if until is None else until, number] = 1.0
    usual = {
        "softening": 10.0,
        "camp_movechance": 0.0,
        "conflict_driven_spawning": {"displaced_per_conflict_day": displaced},
        "insert_day0": False,
    }
    return FleeCase(
        "made up",
        date(2030, 1, 1),
        days,
        tuple(places),
        tuple(FleeRoute(a, b, float(km), 0, *more) for a, b, km, *more in roads),
        closures,
        intensity,
        FleeSettings().changed(**(usual | settings)),
    )
