"""The workbook's formulas and HXL table say what the CSV says."""

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

from waystation.plan.needs import needs_of_members
from waystation.share import write_needs_hxl, write_needs_workbook


@pytest.fixture
def needs() -> pd.DataFrame:
    people = np.array([[[5000], [5003]], [[7001], [9000]], [[8000], [12_345]]])
    members = xr.Dataset(
        {"population": (("member", "date", "place"), people), "arrivals": (("member", "date", "place"), people // 10)},
        coords={"member": range(3), "date": pd.date_range("2030-01-01", periods=2), "place": ["Camp"]},
    )
    return needs_of_members(members, as_of="2030-01-01", household_size=4.5)


def test_every_need_is_a_formula_of_people_and_figure(needs: pd.DataFrame, tmp_path: Path) -> None:
    write_needs_workbook(needs, tmp_path / "needs.xlsx")
    book = openpyxl.load_workbook(tmp_path / "needs.xlsx")
    rows = list(book["Needs"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(needs)
    shown = [str(row[8]) for row in rows if row[4] != "<10"]
    assert shown
    assert all(each.startswith("=") for each in shown)


def test_a_spreadsheet_program_works_out_the_same_totals(needs: pd.DataFrame, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: formulas cannot be worked out")
    write_needs_workbook(needs, tmp_path / "needs.xlsx")
    subprocess.run(
        [office, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"),
         str(tmp_path / "needs.xlsx")], check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "out" / "needs.xlsx", data_only=True)
    totals = dict(book["Check"].iter_rows(min_row=2, values_only=True))
    expected = needs[needs["people"] >= 10].groupby("item")["need"].sum()
    assert totals == pytest.approx(expected.to_dict())


def test_hxl_tags_stand_under_the_header(needs: pd.DataFrame, tmp_path: Path) -> None:
    write_needs_hxl(needs, tmp_path / "hxl.csv")
    with (tmp_path / "hxl.csv").open(encoding="utf-8", newline="") as file:
        header, tags, *rows = csv.reader(file)
    assert len(rows) == len(needs)
    assert all(tag.startswith("#") for tag in tags)
    assert tags[header.index("need")] == "#need+num"
