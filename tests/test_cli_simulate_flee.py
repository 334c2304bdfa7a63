"""``waystation simulate`` on folders in Flee's format, as a person runs it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from commands import run
from waystation.share.movement.movement_tables import write_futures

pytestmark = pytest.mark.charts

VALLEY = Path(__file__).resolve().parents[1] / "examples" / "flee_valley"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "valley"
    said = run("simulate", VALLEY, "--members", 12, "--seed", 3, "--out", folder, "--as-flee", "--nc")
    assert said.code == 0, said.err
    assert "Total error" in said.out
    assert "As Flee prints it" in said.out
    assert "do not publish" in said.out
    return folder


def test_camps_come_as_quantiles_by_date_and_place(out: Path) -> None:
    rows = list(csv.DictReader((out / "camps.csv").open(encoding="utf-8")))
    assert list(rows[0]) == ["quantile", "date", "place", "people"]
    assert {row["place"] for row in rows} == {"North camp", "South camp"}
    assert len(rows) == 7 * 60 * 2
    # Rounded and small counts hidden, as in every table that leaves the tool.
    assert all(row["people"] == "<10" or int(row["people"]) % 10 == 0 for row in rows)


def test_flees_own_columns_hold_what_flee_would_print(out: Path) -> None:
    rows = list(csv.DictReader((out / "out.csv").open(encoding="utf-8")))
    assert list(rows[0])[:5] == ["Day", "Date", "North camp sim", "North camp data", "North camp error"]
    assert list(rows[0])[-6:] == [
        "Total error", "refugees in camps (UNHCR)", "total refugees (simulation)", "raw UNHCR refugee count",
        "refugees in camps (simulation)", "refugee_debt",
    ]  # fmt: skip
    assert rows[0]["Date"] == "2030-03-02"
    # Day 0 appears twice in Flee's running total: 450 in the total and 409 after the correction in the camps.
    assert int(rows[0]["raw UNHCR refugee count"]) == 450 + int(rows[0]["South camp data"])
    for row in rows:
        off = sum(abs(int(row[f"{camp} sim"]) - int(row[f"{camp} data"])) for camp in ("North camp", "South camp"))
        assert float(row["Total error"]) == pytest.approx(off / int(row["raw UNHCR refugee count"]))


def test_all_members_open_as_labelled_arrays(out: Path) -> None:
    futures = xr.open_dataset(out / "members.nc")
    assert dict(futures.sizes) == {"member": 12, "date": 60, "place": 8, "link": 22}
    assert futures.is_camp.values.sum() == 2
    assert (futures.people.sum("place") + futures.under_way == futures.appeared.sum("place").cumsum("date")).all()


def test_more_people_along_a_link_than_32_bits_hold_are_written_as_they_are(tmp_path: Path) -> None:
    crossed = xr.DataArray(np.array([[7], [3_000_000_000]]), dims=("member", "link"))
    write_futures(xr.Dataset({"crossed": crossed}), tmp_path / "members.nc")
    with xr.open_dataset(tmp_path / "members.nc", engine="scipy") as again:
        assert again["crossed"].values.tolist() == [[7], [3_000_000_000]]


def test_the_page_shows_each_camp_and_asks_nothing_of_anybody(out: Path) -> None:
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "People at North camp" in page
    assert "People at South camp" in page
    assert "day 0 counted twice" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org/", "")


def test_the_same_seed_writes_the_same_files_whatever_the_workers(tmp_path: Path) -> None:
    for workers in (1, 2):
        said = run(
            "simulate", VALLEY, "--members", 4, "--workers", workers, "--out", tmp_path / str(workers), "--as-flee"
        )
        assert said.code == 0
    for name in ("camps.csv", "out.csv", "report.html"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_our_rules_are_one_option_away() -> None:
    said = run("simulate", VALLEY, "--rules", "waystation", "--members", 5, "--json")
    told = json.loads(said.out)
    assert told["rules"] == "waystation"
    assert set(told["camps"]) == {"North camp", "South camp"}
    assert 0 < told["total_error"]["flee"] < told["total_error"]["true"]


def test_every_wrong_option_is_told_at_once_with_the_nearest_right_name() -> None:
    said = run("simulate", VALLEY, "--rules", "fle", "--kernel", "agent", "--as-flee")
    assert said.code == 2
    for words in ('Did you mean "flee"?', 'Did you mean "agents"?', "Add --out FOLDER."):
        assert words in said.err
    assert "Traceback" not in said.err


def test_options_of_flee_folders_are_refused_for_scenarios() -> None:
    said = run("simulate", VALLEY.parent / "synthetic", "--as-flee")
    assert said.code == 2
    assert "--as-flee is for folders in Flee's format." in said.err


def test_a_link_to_a_place_that_is_not_there_ends_with_an_error_and_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "valley"
    shutil.copytree(VALLEY, folder)
    with (folder / "input_csv" / "routes.csv").open("a", encoding="utf-8") as routes:
        routes.write("Bridge,Harbor,12,\n")
    said = run("simulate", folder, "--out", tmp_path / "out")
    assert said.code == 2
    assert (
        'routes.csv, row 13, column "name2": "Harbor" is not a place of locations.csv. Did you mean "Harbour"?'
        in said.err
    )
    assert not (tmp_path / "out").exists()


def test_a_changed_setting_does_what_it_does_in_the_file_and_slices_remember_it(tmp_path: Path) -> None:
    copy = tmp_path / "valley"
    shutil.copytree(VALLEY, copy)
    settings = copy / "simsetting.yml"
    text = settings.read_text(encoding="utf-8")
    assert "max_move_speed: " in text
    lines = [
        line.split(":")[0] + ": 41" if line.strip().startswith("max_move_speed:") else line
        for line in text.splitlines()
    ]
    settings.write_text("\n".join(lines), encoding="utf-8")
    options = ["--members", 3, "--json"]
    written = json.loads(run("simulate", copy, *options).out)
    change = ["--set", "move_rules.max_move_speed=41"]
    told = json.loads(run("simulate", VALLEY, *options, *change).out)
    unchanged = json.loads(run("simulate", VALLEY, *options).out)
    assert written["camps"] == told["camps"] != unchanged["camps"]
    assert written["total_error"] == told["total_error"]
    run("simulate", VALLEY, *options, *change, "--slice", "1/1", "--out", tmp_path / "parts")
    assert json.loads(run("merge", tmp_path / "parts", "--json").out) == told


def test_a_changed_setting_that_is_none_is_refused() -> None:
    assert 'no setting "move_rules.max_sped"' in run("simulate", VALLEY, "--set", "move_rules.max_sped=2").err
    assert "Write PATH=VALUE" in run("simulate", VALLEY, "--set", "max_move_speed").err


@pytest.mark.parametrize(("people", "kind"), [(2**31 - 1, "i"), (2**31, "f")])
def test_whole_numbers_stay_whole_as_long_as_32_bits_hold_them(tmp_path: Path, people: int, kind: str) -> None:
    write_futures(xr.Dataset({"crossed": ("link", np.array([people]))}), tmp_path / "members.nc")
    with xr.open_dataset(tmp_path / "members.nc", engine="scipy") as again:
        assert (again["crossed"].dtype.kind, again["crossed"].values.tolist()) == (kind, [people])
