"""Camps of the shared conflicts: forecasts beat the strongest simple one, and intervals hold what they promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from waystation.forecast.camps import OURS, backtest_camps
from waystation.world.flee import load_flee

CONFLICTS = Path(__file__).resolve().parents[3] / "shared" / "conflicts"
NAMES = ("burundi2015", "car2013", "mali2012", "nigeria2022_adm2", "ssudan2013", "syria2013")


@pytest.mark.slow
@pytest.mark.skipif(not CONFLICTS.is_dir(), reason="../shared/conflicts is not here")
def test_camps_from_day_30_hold_what_they_promise_young_ones_too() -> None:
    found = backtest_camps([load_flee(CONFLICTS / name) for name in NAMES], [30, 60, 90], 30)
    ours = found.overall().set_index("method").loc[[f"{OURS}, {days} d" for days in (30, 60, 90)]]
    assert (ours["skill"].to_numpy() >= [0.10, 0.14, 0.20]).all()
    assert (ours["skill_low"] > 0).all()
    camps = found.camps
    young = camps[(camps["method"] == OURS) & camps["age"].between(0, 89)].groupby("conflict")
    for column, share, off in (("in50", 0.5, 0.04), ("in80", 0.8, 0.04), ("in95", 0.95, 0.02)):
        assert abs(ours[column].mean() - share) <= off
        assert abs(young[column].mean().mean() - share) <= 0.06
    by_conflict = found.by_conflict()
    assert (by_conflict[OURS] <= 1.03 * by_conflict["damped + own changes"]).all()


@pytest.mark.slow
@pytest.mark.skipif(not CONFLICTS.is_dir(), reason="../shared/conflicts is not here")
def test_camps_forward_from_day_30_beat_the_simple_forecast_and_hold_what_they_promise() -> None:
    cases = [load_flee(CONFLICTS / name) for name in NAMES]
    found = backtest_camps(cases, [30, 60, 90], 30, forward=True)
    ours = found.overall().set_index("method").loc[[f"{OURS}, {days} d" for days in (30, 60, 90)]]
    assert (ours["skill"].to_numpy() >= [0.10, 0.14, 0.20]).all()
    assert (ours["skill_low"] > 0).all()
    camps = found.camps
    young = camps[(camps["method"] == OURS) & camps["age"].between(0, 89)].groupby("conflict")
    for column, share, off in (("in50", 0.5, 0.04), ("in80", 0.8, 0.04), ("in95", 0.95, 0.02)):
        assert abs(ours[column].mean() - share) <= off
        assert abs(young[column].mean().mean() - share) <= 0.06
    by_conflict = found.by_conflict()
    assert (by_conflict[OURS] <= 1.03 * by_conflict["damped + own changes"]).all()
