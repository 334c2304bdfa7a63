"""The workbook's formulas, and the values beside them, say what the CSV says."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xarray as xr

from waystation.plan import read_standards
from waystation.plan.needs import needs_of_members
from waystation.share import write_needs, write_needs_workbook


@pytest.fixture
def needs() -> pd.DataFrame:
    people = np.array([[[5000], [5003]], [[7001], [9000]], [[8000], [12_345]]])
    come = np.array([[[0], [4]], [[0], [400]], [[0], [999]]])
    members = xr.Dataset(
        {"population": (("member", "date", "place"), people), "arrivals": (("member", "date", "place"), come)},
        coords={"member": range(3), "date": pd.date_range("2030-01-01", periods=2), "place": ["Camp"]},
    )
    return needs_of_members(members, as_of="2030-01-01", household_size=4.5, quantiles=[0, 0.5, 0.9])


def test_every_need_is_a_formula_of_people_and_figure(needs: pd.DataFrame, tmp_path: Path) -> None:
    write_needs_workbook(needs, tmp_path / "needs.xlsx")
    book = openpyxl.load_workbook(tmp_path / "needs.xlsx")
    rows = list(book["Needs"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(needs)
    shown = [str(row[8]) for row in rows if row[4] != "<10"]
    assert shown
    assert all(each.startswith("=") for each in shown)


def _opened(book: Path, folder: Path) -> dict[str, list[dict[str, str]]]:
    """Rows of each sheet as a spreadsheet program shows them once it has worked out the formulas."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: formulas cannot be worked out")
    as_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"  # -1: every sheet
    subprocess.run(
        [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", as_csv,
         "--outdir", str(folder), str(book)], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    sheets = {}
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            sheets[file.stem.removeprefix(f"{book.stem}-")] = list(csv.DictReader(opened))
    return sheets


def test_a_spreadsheet_program_works_out_what_the_csv_says(needs: pd.DataFrame, tmp_path: Path) -> None:
    write_needs_workbook(needs, tmp_path / "needs.xlsx", standards=read_standards())
    write_needs(needs, tmp_path / "needs.csv")
    (tmp_path / "sheets").mkdir()
    sheets = _opened(tmp_path / "needs.xlsx", tmp_path / "sheets")
    with (tmp_path / "needs.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert [row["need"] for row in told if row["people"] == "<10"]
    for shown, row in zip(sheets["Needs"], told, strict=True):
        same = [shown[name] == row[name] for name in ("place", "item", "people", "unit", "source")]
        assert all(same), (shown, row)
        few = row["people"] == "<10"
        assert shown["need"] == row["need"] if few else float(shown["need"]) == pytest.approx(float(row["need"]))
    totals = {row["item"]: float(row["sum of all needs listed, to hold against the CSV"]) for row in sheets["Check"]}
    expected = needs[(needs["people"] >= 10) | (needs["people"] == 0)].groupby("item")["need"].sum()
    assert totals == pytest.approx(expected.to_dict())


def test_a_figure_changed_on_the_sheet_of_standards_changes_every_need_of_it(
    needs: pd.DataFrame, tmp_path: Path
) -> None:
    write_needs_workbook(needs, tmp_path / "needs.xlsx")
    book = openpyxl.load_workbook(tmp_path / "needs.xlsx")
    (water,) = [row for row in book["Standards"].iter_rows(min_row=2) if row[0].value == "water"]
    assert (water[1].value, water[2].value) == ("yes", 15)
    water[2].value = 20
    book["Standards"]["P2"].value = 6
    book.save(tmp_path / "changed.xlsx")
    (tmp_path / "sheets").mkdir()
    rows = _opened(tmp_path / "changed.xlsx", tmp_path / "sheets")["Needs"]
    for item, need in (("water", lambda people: 20 * people), ("tents", lambda people: -(-people // 6))):
        mine = [row for row in rows if row["item"] == item]
        assert mine
        assert all(float(row["need"]) == pytest.approx(need(int(row["people"]))) for row in mine)


def test_standards_not_used_stand_beside_those_used(needs: pd.DataFrame, tmp_path: Path) -> None:
    write_needs_workbook(needs, tmp_path / "needs.xlsx", standards=read_standards())
    book = openpyxl.load_workbook(tmp_path / "needs.xlsx")
    rows = [row for row in book["Standards"].iter_rows(min_row=2, values_only=True) if row[0] == "taps"]
    assert sorted((row[1], row[3]) for row in rows) == [("no", 80), ("no", 100), ("yes", 250)]
    assert all(row[11] for row in rows)


def test_every_cell_has_a_value_for_readers_that_do_not_compute(needs: pd.DataFrame, tmp_path: Path) -> None:
    write_needs_workbook(needs, tmp_path / "needs.xlsx", standards=read_standards())
    write_needs(needs, tmp_path / "needs.csv")
    said = pd.read_csv(tmp_path / "needs.csv")["need"].astype(str).tolist()
    formulas = openpyxl.load_workbook(tmp_path / "needs.xlsx")
    values = openpyxl.load_workbook(tmp_path / "needs.xlsx", data_only=True)
    for sheet in formulas.worksheets:
        worked_out = values[sheet.title].iter_rows(values_only=True)
        for row, beside in zip(sheet.iter_rows(values_only=True), worked_out, strict=True):
            for cell, value in zip(row, beside, strict=True):
                if str(cell).startswith("="):
                    assert isinstance(value, (int, float))
    heading, *rows = values["Needs"].iter_rows(values_only=True)
    shown = [str(row[heading.index("need")]) for row in rows]
    assert [_number(each) for each in shown] == pytest.approx([_number(each) for each in said])
    check = {row[0]: row[1] for row in values["Check"].iter_rows(min_row=2, values_only=True)}
    kept = needs[needs["people"] >= 10]
    assert check == pytest.approx(kept.groupby("item")["need"].sum().to_dict())


def _number(text: str) -> float:
    return -1.0 if "<10" in text else float(text)
