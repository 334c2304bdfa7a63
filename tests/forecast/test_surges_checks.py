"""The two checks of the surge model: ranks are uniform if the filter is right, and statistics are as by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from waystation.forecast.surges import PastSurge, TrustedTotal, checks, shipped_priors
from waystation.forecast.surges import filter_kernel as compiled
from waystation.forecast.surges.checks import STATISTICS, calibrate_surges, predictive_checks

COME = ["came within 1 days", "came within 7 days", "came within 28 days", "next count"]


def test_the_rank_of_the_people_who_come_is_uniform_over_made_up_surges() -> None:
    found = calibrate_surges(replicates=200, members=199, seed=3)
    # Four looks at a chi-square of nine degrees: one in a thousand such tests would fall below.
    assert min(found.p_value(name) for name in COME) > 0.00025


def test_members_that_run_low_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    right = checks._filtered
    monkeypatch.setattr(checks, "_filtered", lambda *asked: 0.7 * right(*asked))
    found = calibrate_surges(replicates=200, members=199, seed=3)
    assert found.p_value("came within 7 days") < 1e-6
    assert np.median(found.ranks[:, found.names.index("came within 7 days")]) > 100


def test_a_steady_surge_is_counted_at_its_rate_within_its_error() -> None:
    # No fading, wandering, jumps, spells or recounts: 1,000 a day, counted with an error of 0.1 (Student, 3 degrees).
    surges = 4000
    theta = np.tile([1e-9, 1.0, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0], (surges, 1))
    level, spell, totals = np.full(surges, np.log(1000.0)), np.zeros(surges), np.empty((surges, 3))
    compiled.counted(np.array([1.0, 2.0, 6.0]), 1000.0, theta, np.random.default_rng(1), level, spell, totals)
    # Each scale is 0.1 of those who came, and one; a Student variable of three degrees has variance three.
    error = np.sqrt(3.0 * (101.0**2 + 401.0**2) / surges)
    assert abs(totals[:, 2].mean() - 6000.0) < 4 * error
    assert (totals[:, 0] == 1000.0).all()


def test_the_compiled_counting_and_its_plain_twin_draw_the_same() -> None:
    found = []
    for counted in (compiled.counted, compiled.counted.py_func):
        theta = shipped_priors().draw(20, np.random.default_rng(1))
        level, spell, totals = np.full(20, 7.0), np.zeros(20), np.empty((20, 3))
        counted(np.array([1.0, 2.0, 4.0]), 4000.0, theta, np.random.default_rng(2), level, spell, totals)
        found.append(totals)
    assert np.allclose(*found)


def test_the_statistics_of_a_surge_are_as_by_hand() -> None:
    days, totals = np.array([0.0, 2.0, 4.0, 10.0]), np.array([[100.0, 1100.0, 1110.0, 2000.0]])
    found = {name: float(statistic(days, totals)[0]) for name, statistic in STATISTICS.items()}
    assert found == pytest.approx(
        {
            "last total over the first": 20.0,
            "busiest rate over the mean": 500.0 / 190.0,
            "share of days that are quiet": 0.2,
            "share that came in the second half": 0.0,
        }
    )


def test_a_past_surge_is_placed_among_surges_drawn_again() -> None:
    first = date(2030, 1, 1)
    totals = [(0, 1000), (1, 2000), (2, 2900), (4, 4500), (7, 6000), (10, 6500)]
    trusted = tuple(
        TrustedTotal(first + timedelta(days=day), first + timedelta(days=day), float(people)) for day, people in totals
    )
    found = predictive_checks([PastSurge("made_up", "Border", "arrived", trusted, ())], members=400)
    assert list(found["statistic"]) == list(STATISTICS)
    assert found["share"].between(0.0, 1.0).all()
    assert (found["low"] <= found["high"]).all()
    assert found.loc[0, "seen"] == pytest.approx(6.5)
