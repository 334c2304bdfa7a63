"""Camps months ahead: only counts up to the origin, and only errors of other conflicts."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from commands import run
from waystation.errors import InputError
from waystation.forecast.camps import OURS, _windows, backtest_camps
from waystation.world.flee import CampCounts, FleeCase, load_flee

VALLEY = Path(__file__).resolve().parents[2] / "examples" / "flee_valley"


def made_up(name: str, seed: int, until: int = 400) -> FleeCase:
    rng = np.random.default_rng(seed)
    days = np.arange(0, 400, 9)
    series = {
        camp: (days, np.cumsum(rng.gamma(1.0, 300.0, len(days)) * np.exp(-days / 150.0))) for camp in ("North", "South")
    }
    seen = {camp: (when[when <= until], counts[when <= until]) for camp, (when, counts) in series.items()}
    return replace(load_flee(VALLEY), name=name, days=365, counts=CampCounts(raw=seen, final=seen))


def test_what_is_known_at_an_origin_does_not_change_with_later_counts() -> None:
    whole = {(each.origin, each.last): each for each in _windows(made_up("a", 1), 30)}
    # A truth needs a count after it, so the shorter series has fewer windows.
    for each in _windows(made_up("a", 1, until=200), 30):
        other = whole[each.origin, each.last]
        assert (each.trend, each.changed) == (other.trend, other.changed)
        assert np.array_equal(each.own_damped, other.own_damped)


def test_a_conflict_is_forecast_without_its_own_errors() -> None:
    cases = [made_up("a", 1), made_up("b", 2), made_up("c", 3)]
    alone = backtest_camps(cases, [30]).scores
    wild = made_up("d", 9)
    with_wild = backtest_camps([*cases, wild], [30]).scores
    of_wild = with_wild[(with_wild["conflict"] == "d") & (with_wild["method"] == OURS)]
    renamed = backtest_camps([*cases, replace(wild, name="z")], [30]).scores
    of_renamed = renamed[(renamed["conflict"] == "z") & (renamed["method"] == OURS)]
    assert of_wild["score"].tolist() == of_renamed["score"].tolist()
    assert len(alone) < len(with_wild)


def test_one_conflict_alone_cannot_teach() -> None:
    with pytest.raises(InputError, match="two or more folders"):
        backtest_camps([made_up("a", 1)], [30])


def test_the_command_prints_every_method_and_writes_a_page(tmp_path: Path) -> None:
    folders = [shutil.copytree(VALLEY, tmp_path / name) for name in ("one", "two")]
    said = run("backtest", "camps", *folders, "--horizons", "10", "--page", tmp_path / "page.html")
    assert said.code == 0, said.err
    assert "damped + own changes, 10 d" in said.out
    assert "Camps of past conflicts" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert run("backtest", "camps", *folders, "--horizons", "ten").code == 2
