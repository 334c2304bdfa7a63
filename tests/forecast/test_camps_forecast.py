"""The camps of one conflict forecast from what was known by a day: `waystation forecast FLEE_FOLDER --past FOLDER`."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from commands import run
from waystation.errors import InputError
from waystation.forecast.camps import OURS, backtest_camps, forecast_camps
from waystation.forecast.table import QUANTILES
from waystation.world.flee import CampCounts, FleeCase, load_flee
from waystation.world.flee.flee_counts import TOTAL

VALLEY = Path(__file__).resolve().parents[2] / "examples" / "flee_valley"


def made_up(name: str, seed: int) -> FleeCase:
    """Two camps counted every tenth day, so that counts fall on the very days asked for."""
    rng = np.random.default_rng(seed)
    days = np.arange(0, 400, 10)
    series = {
        camp: (days, np.cumsum(rng.gamma(1.0, 300.0, len(days)) * np.exp(-days / 150.0))) for camp in ("North", "South")
    }
    series[TOTAL] = days, series["North"][1] + series["South"][1]
    return replace(load_flee(VALLEY), name=name, days=365, counts=CampCounts(series, series), closures=())


def test_a_forecast_is_the_one_that_the_backtest_scores() -> None:
    mine, past = made_up("a", 1), [made_up("b", 2), made_up("c", 3)]
    found = forecast_camps(mine, past, mine.start + timedelta(days=120), [30, 60])
    scored = backtest_camps([mine, *past], [30, 60]).camps
    scored = scored[(scored["method"] == OURS) & (scored["conflict"] == "a") & (scored["origin"] == 120)]
    assert len(scored) == 4
    for row in scored.to_dict("records"):
        table = found.table[(found.table["location"] == row["camp"]) & (found.table["horizon"] == row["ahead"])]
        assert table["value"].tolist() == [round(row[str(level)]) for level in QUANTILES]


def test_nothing_later_than_the_day_changes_a_forecast() -> None:
    mine, past = made_up("a", 1), [made_up("b", 2), made_up("c", 3)]
    assert mine.counts is not None
    later = {
        name: (days, np.where(days > 120, 9.0 * people, people)) for name, (days, people) in mine.counts.raw.items()
    }
    told = replace(mine, counts=CampCounts(later, later, (("North", 130),)))
    as_of = mine.start + timedelta(days=120)
    one, other = (forecast_camps(each, past, as_of) for each in (mine, told))
    assert one.table.equals(other.table)
    assert one.known.equals(other.known)
    assert not one.table.equals(forecast_camps(told, past, as_of + timedelta(days=20)).table)


def test_what_cannot_be_forecast_is_refused_with_a_way_on() -> None:
    mine, other = made_up("a", 1), made_up("b", 2)
    with pytest.raises(InputError, match="Add --past FOLDER"):
        forecast_camps(mine, [], mine.start)
    with pytest.raises(InputError, match="Two conflicts have one name"):
        forecast_camps(mine, [mine], mine.start)
    with pytest.raises(InputError, match="No camp has a count by"):
        forecast_camps(mine, [other], mine.start - timedelta(days=1))
    with pytest.raises(InputError, match="No past conflict has a count about 700 days ahead"):
        forecast_camps(mine, [other], mine.start + timedelta(days=50), [30, 700])


def test_the_command_writes_page_table_and_record(tmp_path: Path) -> None:
    past = [shutil.copytree(VALLEY, tmp_path / name) for name in ("one", "two")]
    out = tmp_path / "out"
    asked = ("forecast", VALLEY, "--past", past[0], "--past", past[1], "--horizons", "10,20", "--out", out)
    day = load_flee(VALLEY).start + timedelta(days=40)
    said = run(*asked, "--as-of", day)
    assert said.code == 0, said.err
    assert "in 20 days" in said.out
    assert sorted(each.name for each in out.iterdir()) == ["forecast.csv", "report.html", "run.json"]
    rows = list(csv.DictReader((out / "forecast.csv").open(encoding="utf-8")))
    assert len(rows) == 2 * 2 * len(QUANTILES)
    assert {row["target_end_date"] for row in rows} == {str(day + timedelta(days=ahead)) for ahead in (10, 20)}
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["past"] == ["one", "two"]
    assert "<script" not in (out / "report.html").read_text(encoding="utf-8")


def test_options_that_do_not_belong_together_are_refused_together(tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = run("forecast", VALLEY, "--past", VALLEY, "--place", "Border", "--out", out)
    assert said.code == 2
    assert "--place is for forecast surge, not for forecast camps" in said.err
    assert "Add --as-of DATE" in run("forecast", VALLEY, "--past", VALLEY, "--out", out).err
    assert run("forecast", VALLEY, "--horizons", "30", "--out", out).code == 2
    assert not out.exists()
