"""What a folder is hardly meant to say stands beside every figure made from it; values are not rounded unseen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import flee_folders
import waystation as ws
from commands import run
from waystation.engine.movement.agreement import agreement
from waystation.errors import InputError

VALLEY = Path(__file__).parents[2] / "examples" / "flee_valley"
SPEED, CAMP = "move_rules.max_move_speed", "places.North camp.capacity"
LOUD = "Flee leaves the first row out"


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder that Flee hardly reads as it was meant: the growth of its first camp makes nobody flee."""
    folder = Path(shutil.copytree(VALLEY, tmp_path / "odd"))
    layout = folder / "source_data" / "data_layout.csv"
    layout.write_text(layout.read_text(encoding="utf-8").replace("total,refugees.csv\n", ""), encoding="utf-8")
    return folder


COMMANDS: list[tuple[object, ...]] = [
    ("sweep", "--set", f"{SPEED}=60,200", "--members", 1, "--kernel", "mean"),
    ("sensitivity", "--set", f"{SPEED}=60:200", "--method", "morris", "--samples", 4),
    ("simulate", "--kernel", "mean"),
    ("backtest free-run", "--members", 5),
]


@pytest.mark.parametrize("command", COMMANDS, ids=[str(each[0]) for each in COMMANDS])
def test_every_command_says_what_is_hardly_meant_on_screen_and_to_machines(
    odd: Path, command: tuple[object, ...]
) -> None:
    words = [*str(command[0]).split(), odd, *command[1:]]
    shown = run(*words)
    assert shown.code == 0, shown.err
    flat = " ".join(shown.out.split())
    assert "Warning: " in flat
    assert LOUD in flat
    told = run(*words, "--json")
    found = json.loads(told.out)
    warnings = found["warnings"] if "warnings" in found else found["conflicts"][0]["warnings"]
    assert any(LOUD in each for each in warnings)
    assert all(each.startswith("odd: ") for each in warnings)


def test_forecasts_of_camps_say_what_is_hardly_meant(odd: Path, tmp_path: Path) -> None:
    other = shutil.copytree(VALLEY, tmp_path / "other")
    out = tmp_path / "out"
    asked = ("--past", other, "--as-of", "2030-04-01", "--horizons", "10", "--out", out)
    assert any(LOUD in each for each in json.loads(run("forecast", "camps", odd, *asked, "--json").out)["warnings"])
    assert LOUD in (out / "report.html").read_text(encoding="utf-8")
    scored = run("backtest", "camps", odd, other, "--horizons", "10", "--from-day", 30)
    assert scored.code == 0, scored.err
    assert LOUD in scored.out


def test_a_calibration_carries_what_is_hardly_meant(odd: Path) -> None:
    assert any(LOUD in each for each in ws.calibrate(odd, {SPEED: "60:300"}, runs=12, members=2, late=0).warnings)


def test_a_folder_that_is_read_as_meant_has_no_warning() -> None:
    assert ws.sweep(VALLEY, {SPEED: [60]}, members=1, kernel="mean").warnings == ()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({CAMP: [1.5, 2.5, 3]}, "1.5, 2.5 are not whole numbers"),
        ({"move_rules.awareness_level": "1,1.5"}, "1.5 is not a whole number"),
        ({"optimisations.hasten": [2, 2.5]}, "2.5 is not a whole number"),
    ],
)
def test_values_that_a_setting_does_not_take_are_refused_not_rounded(values: dict[str, object], said: str) -> None:
    for study in (ws.plan_sweep, ws.plan_sensitivity):
        with pytest.raises(InputError, match=said):
            study(VALLEY, values)


def test_whole_numbers_written_with_a_point_are_whole_numbers() -> None:
    assert [each[CAMP] for each in ws.plan_sweep(VALLEY, {CAMP: [100.0, 200]}).job.points] == [100, 200]


def test_runs_without_chance_cannot_be_held_against_each_other_and_it_is_said(tmp_path: Path) -> None:
    folder = flee_folders.write_folder(tmp_path / "still")
    for file in (folder / "source_data").glob("*.csv"):
        if file.name != "data_layout.csv":
            file.write_text("2024-05-01,0\n2024-05-10,0\n", encoding="utf-8")
    (folder / "flee_runs").mkdir()
    camps = ("East Camp", "Hill Camp", "Lake Camp")
    heads = [f"{camp} {kind}" for kind in ("sim", "data") for camp in camps]
    totals = ["Total error", "total refugees (simulation)", "raw UNHCR refugee count", "refugee_debt"]
    rows = [",".join(["Day", *heads, *totals]), *(",".join([str(day), *["0"] * 10]) for day in range(10))]
    for number in (1, 2):
        (folder / "flee_runs" / f"hasten1_run{number}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="there is no chance to compare by"):
        agreement(folder, hasten=1, members=4)
    with pytest.raises(InputError, match="2 members cannot be held against 2 runs"):
        agreement(folder, hasten=1, members=2)
