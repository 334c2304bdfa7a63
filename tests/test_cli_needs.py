"""What ``waystation needs`` prints and writes."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from commands import run, write_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("needs") / "valley")


def test_a_workbook_holds_needs_standards_stock_and_loads(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_text("place,item,amount,available,source\nLower Camp,tents,3,,Store\n", "utf-8")
    out = tmp_path / "needs.xlsx"
    said = run("needs", folder, "--members", "50", "--out", out, "--stock", tmp_path / "stock.csv",
               "--truck-tonnes", "8", "--alternatives")  # fmt: skip
    assert said.code == 0, said.err
    assert "Lower Camp, tents, 50 % case: runs out on" in " ".join(said.out.split())
    assert "truckloads (" in said.out
    book = openpyxl.load_workbook(out, read_only=True)  # the sheet of needs has thousands of rows
    assert set(book.sheetnames) == {"Needs", "Standards", "Check", "Stock", "Loads"}
    used = {row[1] for row in book["Standards"].iter_rows(min_row=2, values_only=True)}
    assert used == {"yes", "no"}


def test_the_csv_says_what_stock_does_not_cover(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_text("place,item,amount,available,source\nLower Camp,tents,3,,Store\n", "utf-8")
    run("needs", folder, "--members", "50", "--out", tmp_path / "needs.csv", "--stock", tmp_path / "stock.csv", "-q")
    with (tmp_path / "needs.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["place"] == "Lower Camp" and row["people"] != "<10"]
    tents = [row for row in rows if row["item"] == "tents"]
    assert tents
    assert all(float(row["missing"]) == max(0.0, float(row["need"]) - 3) for row in tents)
    assert all(row["missing"] == "" for row in rows if row["item"] == "water")


def test_another_level_is_used_where_a_standard_has_it(folder: Path, tmp_path: Path) -> None:
    said = run("needs", "--people", "100", "--level", "target")
    assert "water: 2,000 litres per day" in said.out
    assert "toilets: 20 toilets (1 per family" in " ".join(said.out.split())
    assert run("needs", "--people", "100", "--level", "targt").err.endswith('Did you mean "target"?\n')


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--people", "3", "--truck-tonnes", "10"], "do not go with --people"),
        (["FOLDER", "--weights", "own.csv"], "--weights needs --truck-tonnes"),
        (["FOLDER", "--members", "50", "--truck-tonnes", "0"], "0 tonnes is not a truckload"),
    ],
)
def test_options_that_make_no_sense_are_refused_and_nothing_is_written(
    folder: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    given = [str(folder) if each == "FOLDER" else each for each in options]
    said = run("needs", *given, "--out", tmp_path / "needs.csv")
    assert said.code == 2
    assert message in " ".join(said.err.split())
    assert not list(tmp_path.iterdir())
