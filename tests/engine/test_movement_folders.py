"""Folders that modellers published, as they stand: each loads, runs for some days, and nobody appears or vanishes."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from flee_worlds import CONFLICTS, case, place
from waystation.engine import simulate_movement
from waystation.engine.movement import simulating
from waystation.engine.movement.simulating import AGENTS_NOTE, ORDER_NOTE, MovementModel, choose_kernel
from waystation.world.flee import FleeCase, load_flee

PUBLISHED = CONFLICTS.parent / "flee_folders"
FOLDERS = [
    path.parent if path.parent.name != "input_csv" else path.parent.parent
    for home in (CONFLICTS, PUBLISHED)
    if home.is_dir()
    for path in sorted(home.glob("*/**/sim_period.csv"))
]
DAYS = 12


def _first_days(whole: FleeCase) -> FleeCase:
    days = min(DAYS, whole.days)
    need = None if whole.need is None else whole.need[:days]
    return replace(whole, days=days, intensity=whole.intensity[:days], need=need)


@pytest.mark.skipif(not FOLDERS, reason="published folders are not shipped with the project")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_published_folder_loads_and_runs_and_keeps_everybody(folder: Path) -> None:
    some = _first_days(load_flee(folder).with_settings(hasten=100))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        futures = simulate_movement(some, members=1, seed=1, workers=1, kernel="counts")
    people, under_way, appeared = (futures[name].values[0] for name in ("people", "under_way", "appeared"))
    assert (people >= 0).all()
    assert np.array_equal(people.sum(axis=1) + under_way, np.cumsum(appeared.sum(axis=1)))


def _over_full(room: int) -> FleeCase:
    camps = [replace(place(name, "camp"), people=room) for name in ("North camp", "South camp")]
    roads = [("Town", "North camp", 30), ("Town", "South camp", 60)]
    return case([place("Town", "conflict", 100_000), *camps], roads, days=30, displaced=200)


def test_where_order_decides_agents_are_run_and_said_or_else_a_loud_note(monkeypatch: pytest.MonkeyPatch) -> None:
    made = MovementModel.of(_over_full(500))
    assert choose_kernel(made, "auto") == ("agents", AGENTS_NOTE)
    assert choose_kernel(made, "counts") == ("counts", None)
    assert "note" not in simulate_movement(made, members=1).attrs
    monkeypatch.setattr(simulating, "_FEW_AGENT_DAYS", 0)  # as if people were far more
    with pytest.warns(UserWarning, match="over capacity"):
        futures = simulate_movement(made, members=1)
    assert (futures.attrs["kernel"], futures.attrs["note"]) == ("counts", ORDER_NOTE)


def test_where_all_find_room_nothing_is_said() -> None:
    made = MovementModel.of(_over_full(40_000))
    assert choose_kernel(made, "auto") == ("counts", None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert simulate_movement(made, members=1).attrs["kernel"] == "counts"
