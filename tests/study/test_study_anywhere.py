"""Sweeps, sensitivity and calibration give the same files wherever they ran, and however often they were broken off."""

from __future__ import annotations

from inspect import signature
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import waystation as ws
from commands import SYNTHETIC, run
from scenarios import write_scenario
from waystation.cli.where import carrying_on

VALLEY = Path(__file__).parents[2] / "examples" / "flee_valley"
SPEED = "move_rules.max_move_speed"


def _files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir()) if each.is_file()}


def _sliced(command: tuple[object, ...], home: Path, order: list[int]) -> None:
    for number in order:
        said = run(*command, "--slice", f"{number}/{max(order)}", "--out", home / "parts", "--quiet")
        assert said.code == 0, said.err
    said = run("merge", home / "parts", "--out", home / "merged", "--quiet")
    assert said.code == 0, said.err


def test_slices_of_a_sweep_over_two_kinds_of_runs_merge_to_the_files_of_threads(tmp_path: Path) -> None:
    command = ("sweep", VALLEY, "--set", f"{SPEED}=60:200:3", "--members", 4, "--seed", 5)
    _sliced(command, tmp_path, [5, 1, 3, 2, 1, 4])
    assert run(*command, "--out", tmp_path / "alone", "--workers", 2, "--quiet").code == 0
    assert _files(tmp_path / "merged") == _files(tmp_path / "alone")
    assert set(_files(tmp_path / "alone")) == {"sweep.csv", "sweep.svg"}


def test_slices_of_a_sensitivity_study_of_reception_merge_to_the_files_of_threads(tmp_path: Path) -> None:
    folder = write_scenario(tmp_path / "valley")
    ranges = ("--set", "stages.search.lanes=1:6", "--set", "unknowns.inside=500:5000")
    command = ("sensitivity", folder, *ranges, "--method", "morris", "--samples", 4, "--members", 3)
    said = run(*command, "--out", tmp_path / "alone", "--quiet")
    assert said.code == 0, said.err
    _sliced(command, tmp_path, [2, 3, 1])
    assert _files(tmp_path / "merged") == _files(tmp_path / "alone")


def test_a_slice_of_another_sweep_or_a_missing_one_is_refused_by_name(tmp_path: Path) -> None:
    command = ("sweep", VALLEY, "--set", f"{SPEED}=60,90", "--members", 2, "--out", tmp_path / "parts", "--quiet")
    assert run(*command, "--slice", "1/3").code == 0
    said = run("merge", tmp_path / "parts", "--out", tmp_path / "out")
    assert said.code == 2
    assert "Slice 2/3 is missing" in said.err
    assert "Slice 3/3 is missing" in said.err
    other = ("sweep", VALLEY, "--set", f"{SPEED}=60,91", "--members", 2, "--out", tmp_path / "parts", "--quiet")
    assert run(*other, "--slice", "2/3").code == 0
    said = run("merge", tmp_path / "parts", "--out", tmp_path / "out")
    assert said.code == 2
    assert "slice-0002-of-0003.npz: It is slice 2/3 of another job" in said.err
    assert f"{SPEED} 60 to 91, not 60 to 90" in said.err
    assert not (tmp_path / "out").exists()


def test_more_slices_than_members_are_refused(tmp_path: Path) -> None:
    said = run("sweep", VALLEY, "--set", f"{SPEED}=60,90", "--members", 2, "--out", tmp_path, "--slice", "1/5")
    assert said.code == 2
    assert "4 members cannot be cut into 5 slices. Use 1 to 4 slices." in said.err


def test_members_of_a_slice_are_those_of_the_whole_however_it_cuts_points_and_folders() -> None:
    scenario = ws.load_scenario(SYNTHETIC)
    plan = ws.plan_sweep([scenario], {"stages.checkpoint.lanes": [1, 2, 5]}, members=7)
    whole = plan.job.run(0, plan.job.members)["values"]
    for size in (1, 4, 7, 10):
        cuts = [*range(0, plan.job.members, size), plan.job.members]
        parts = [plan.job.run(first, last)["values"] for first, last in pairwise(cuts)]
        assert np.array_equal(np.concatenate(parts), whole, equal_nan=True)


class _StoppedError(Exception):
    """Stands for Ctrl-C."""


class _Block(ws.Threads):
    """Stands for a cluster, which starts once for all rounds of a calibration."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self.blocks: list[str] = []

    def __enter__(self) -> None:
        self.blocks.append("begun")

    def __exit__(self, *_: object) -> None:
        self.blocks.append("ended")


def test_a_calibration_that_was_broken_off_carries_on_from_the_runs_it_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranges = {SPEED: "60:300"}
    whole = ws.calibrate(VALLEY, ranges, runs=24, members=2, workers=1)
    made: list[int] = []
    plain = ws.MovementModel.of

    def counted(case: ws.FleeCase, **options: float) -> ws.MovementModel:
        made.append(1)
        if len(made) == 60:
            raise _StoppedError
        return plain(case, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(ws.MovementModel, "of", counted)
    with pytest.raises(_StoppedError):
        ws.calibrate(VALLEY, ranges, runs=24, members=2, workers=1, keep=tmp_path)
    again = ws.calibrate(VALLEY, ranges, runs=24, members=2, workers=1, keep=tmp_path)
    assert again.settings.equals(whole.settings)
    assert again.scores.equals(whole.scores)
    made.clear()
    engine = _Block(1)
    ws.calibrate(VALLEY, ranges, runs=24, members=2, engine=engine, keep=tmp_path)
    assert len(made) < 5  # a third time nothing is run
    assert engine.blocks == ["begun", "ended"]


def test_another_sweep_may_use_the_same_folder_and_the_first_still_carries_on(tmp_path: Path) -> None:
    command = ("sweep", VALLEY, "--members", 2, "--out", tmp_path, "--quiet")
    for speeds in ("60,90", "60,91", "60,90"):
        said = run(*command, "--set", f"{SPEED}={speeds}")
        assert said.code == 0, said.err
    assert len(list((tmp_path / "parts").iterdir())) == 2


@pytest.mark.parametrize("study", ["sweep", "sensitivity"])
def test_a_study_and_its_plan_take_the_same_arguments(study: str) -> None:
    whole = dict(signature(getattr(ws, study)).parameters)
    planned = dict(signature(getattr(ws, f"plan_{study}")).parameters)
    where = ["engine", "keep", "workers", "tell"]
    assert list(whole) == [*planned, *where]
    assert [whole[name] for name in planned] == list(planned.values()), "a default or a type differs"


def test_ctrl_c_says_where_finished_slices_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for some, said in ((False, ""), (True, "the same command carries on from them")):
        if some:
            (tmp_path / "slice-0001-of-0002.npz").touch()
        with pytest.raises(KeyboardInterrupt), carrying_on(tmp_path):
            raise KeyboardInterrupt
        heard = capsys.readouterr().err
        assert said in heard
        assert bool(heard) == some
