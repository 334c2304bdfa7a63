"""``waystation backtest free-run``, as a person runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from commands import run
from flee_folders import write_folder

FLEE_RUN = """\
Day,Date,East Camp sim,East Camp data,Hill Camp sim,Hill Camp data,Lake Camp sim,Lake Camp data,Total error
0,2024-05-02,100,100,0,0,50,50,0.0
1,2024-05-03,150,120,0,0,50,80,0.2
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = write_folder(tmp_path / "valley")
    (found / "flee_runs").mkdir()
    (found / "flee_runs" / "full_run1.csv").write_text(FLEE_RUN, encoding="utf-8")
    return found


def test_the_table_has_flee_two_baselines_and_ours_with_and_without_capacities(folder: Path) -> None:
    said = run("backtest", "free-run", folder, "--members", "10")
    assert said.code == 0
    rows = [re.split(r" {2,}", line.strip()) for line in said.out.splitlines()]
    heads = [line.split() for line in said.out.splitlines()]
    assert ["Flee", "capacity", "gravity", "ours", "Flee", "ours"] in heads
    found = [row for row in rows if row[0] == "valley"]
    true, printed = ([float(cell) for cell in row[1:]] for row in found)
    assert true[0] == 0.150  # nothing, then 60 of 200
    assert printed[0] == 0.100
    assert all(below < above for above, below in zip(true, printed, strict=True))
    assert "counts day 0 twice" in said.out
    assert "Without *: our packaged settings" in said.out
    assert all(len(line) <= 80 for line in said.out.splitlines())


def test_a_folder_without_runs_of_flee_has_a_dash_there(tmp_path: Path) -> None:
    said = run("backtest", "free-run", write_folder(tmp_path / "valley"), "--members", "10")
    assert re.search(r"^valley +- +0\.\d{3}", said.out, re.MULTILINE)


def test_machines_get_the_same_figures_and_the_settings(folder: Path) -> None:
    found = json.loads(run("backtest", "free-run", folder, folder, "--members", "10", "--json").out)
    one, two = found["conflicts"]
    assert one == two
    assert one["left_out"] is False
    assert set(one["errors"]) == set(one["printed"]) == set(found["forecasts"])
    assert one["rules"]["fullness"] == 1.0
    assert found["means"]["known"]["mean"] == pytest.approx(one["errors"]["known"])
    assert found["means"]["known"]["low"] == pytest.approx(found["means"]["known"]["high"])


def test_a_link_to_an_unknown_place_ends_the_command_with_a_fault(folder: Path) -> None:
    path = folder / "input_csv" / "routes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "Ford,Nowhere,10,0\n", encoding="utf-8")
    said = run("backtest", "free-run", folder)
    assert said.code == 2
    assert "Nowhere" in said.err
    assert said.out == ""


def test_a_folder_without_counts_says_what_is_missing(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "valley")
    for path in (folder / "source_data").iterdir():
        path.unlink()
    (folder / "source_data").rmdir()
    said = run("backtest", "free-run", folder)
    assert said.code == 2
    assert "data_layout.csv" in said.err


def test_slices_of_conflicts_merge_to_what_one_run_prints_also_where_a_folder_has_moved(
    folder: Path, tmp_path: Path
) -> None:
    command = ("backtest", "free-run", write_folder(tmp_path / "hills"), folder, "--members", "10")
    whole = run(*command, "--workers", "2")
    for number in (2, 1):
        said = run(*command, "--slice", f"{number}/2", "--out", tmp_path / "parts")
        assert said.code == 0, said.err
    (tmp_path / "away").mkdir()
    moved = (tmp_path / "hills").rename(tmp_path / "away" / "hills")
    assert run("merge", tmp_path / "parts").code == 2
    assert run("merge", tmp_path / "parts", "--folder", moved).out == whole.out
