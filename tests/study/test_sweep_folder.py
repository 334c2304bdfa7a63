"""A sweep folder of FabFlee is run as it stands, and says in which settings its runs differ."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import waystation as ws
from commands import run
from waystation.errors import InputError

VALLEY = Path(__file__).parents[2] / "examples" / "flee_valley"
SPEED = "move_rules.max_move_speed"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The valley with three runs: two with settings of their own, one with a camp of another name besides."""
    folder = tmp_path / "valley"
    shutil.copytree(VALLEY, folder)
    settings = (VALLEY / "simsetting.yml").read_text(encoding="utf-8")
    assert "max_move_speed: 120" in settings
    for name, speed in (("slow", 60), ("fast", 200), ("renamed", 200)):
        (folder / "SWEEP" / name).mkdir(parents=True)
        text = settings.replace("max_move_speed: 120", f"max_move_speed: {speed}")
        (folder / "SWEEP" / name / "simsetting.yml").write_text(text, encoding="utf-8")
    for file in (
        "input_csv/locations.csv",
        "input_csv/routes.csv",
        "source_data/data_layout.csv",
        "input_csv/registration_corrections.csv",
    ):
        own = folder / "SWEEP" / "renamed" / file
        own.parent.mkdir(exist_ok=True)
        text = (VALLEY / file).read_text(encoding="utf-8")
        assert "South camp" in text
        own.write_text(text.replace("South camp", "Far camp"), encoding="utf-8")
    return folder


def test_runs_are_those_of_the_folders_with_their_settings_beside_them(config: Path) -> None:
    found = ws.sweep(config, members=3)
    assert [point["run"] for point in found.points] == ["fast", "renamed", "slow"]
    assert [point[SPEED] for point in found.points] == [200, 200, 60]
    swept = ws.sweep(VALLEY, {SPEED: [60, 200]}, members=3)
    target = "people at North camp on the last day"
    of_runs, of_sweep = (each.dataset()["value"].sel(target=target).squeeze("folder").values for each in (found, swept))
    assert (of_runs[[2, 0]] == of_sweep).all()
    # A camp that only one run has is known for that run alone.
    far = found.dataset()["value"].sel(target="people at Far camp on the last day").squeeze("folder")
    assert far.isnull().all("member").values.tolist() == [True, False, True]


def test_what_is_wrong_with_any_run_is_told_with_its_name(config: Path) -> None:
    (config / "SWEEP" / "slow" / "simsetting.yml").write_text("move_rules:\n  max_move_speed: -1\n", encoding="utf-8")
    (config / "SWEEP" / "old").mkdir()
    (config / "SWEEP" / "old" / "simsetting.csv").write_text("AwarenessLevel,1\n", encoding="utf-8")
    (config / "SWEEP" / "list.txt").write_text("slow fast\n", encoding="utf-8")
    said = run("sweep", config)
    assert said.code == 2
    for part in (
        "SWEEP/slow/simsetting.yml",
        "SWEEP/old: simsetting.csv is of an older Flee",
        "SWEEP/list.txt: This is not",
    ):
        assert part in said.err
    shutil.rmtree(config / "SWEEP")
    (config / "SWEEP").mkdir()
    with pytest.raises(InputError, match="no run in it"):
        ws.sweep(config)
