"""Stock taken off needs, and the day each thing runs out, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from waystation.errors import InputError
from waystation.plan import read_stock, stockout_dates, subtract_stock
from waystation.plan.needs import needs_of_members


@pytest.fixture
def needs() -> pd.DataFrame:
    """100 people each day for ten days in all members."""
    people = np.full((3, 10, 1), 100)
    days = pd.date_range("2030-01-01", periods=10)
    members = xr.Dataset(
        {"population": (("member", "date", "place"), people), "arrivals": (("member", "date", "place"), people * 0)},
        coords={"member": range(3), "date": days, "place": ["Camp"]},
    )
    return needs_of_members(members, as_of="2030-01-01")


def stock(folder: Path, *rows: str) -> Path:
    file = folder / "stock.csv"
    file.write_text("place,item,amount,available,source\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file


def test_water_runs_out_when_all_that_came_is_used(needs: pd.DataFrame, tmp_path: Path) -> None:
    # 1,500 litres a day from the second day: 4,500 last three days, 1,500 more on the fourth one more.
    file = stock(tmp_path, "Camp,water,4500,,Store", "Camp,water,1500,2030-01-04,Convoy")
    table = stockout_dates(needs, read_stock(file, needs["place"], needs["item"]))
    assert set(table.runs_out) == {pd.Timestamp("2030-01-06")}
    assert set(table.on_hand) == {4500}
    assert set(table.pipeline) == {1500}
    assert set(table.short_at_end) == {9 * 1500 - 6000}


def test_things_that_last_run_out_when_more_are_needed_than_are_there(needs: pd.DataFrame, tmp_path: Path) -> None:
    table = stockout_dates(
        needs, read_stock(stock(tmp_path, "Camp,toilets,2,,Count", "Camp,taps,0,,Count"), needs["place"], needs["item"])
    )
    ends = table.set_index(["item", "quantile"]).runs_out
    assert pd.isna(ends["toilets", 0.5])
    assert ends["taps", 0.5] == pd.Timestamp("2030-01-02")


def test_stock_of_nothing_known_is_refused_with_the_nearest_name(needs: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_stock(stock(tmp_path, "Camp,watr,5,,x", "Cmp,water,5,,x"), needs["place"], needs["item"])
    assert len(raised.value.problems) == 2
    assert 'Did you mean "water"?' in str(raised.value)


def daily(folder: Path, *rows: str) -> Path:
    file = folder / "stock.csv"
    text = "place,item,amount,per_day,available,until,source\n" + "\n".join(rows) + "\n"
    file.write_text(text, encoding="utf-8")
    return file


def test_trucked_water_counts_from_its_first_day_to_its_last(needs: pd.DataFrame, tmp_path: Path) -> None:
    # 1,500 litres a day are used from 2 January on. 2,000 are there; trucks bring 1,000 a day from the 3rd to the 6th.
    # Used by the 2nd to 7th: 1,500, 3,000, ... 9,000. Come by then: 2,000, 3,000, 4,000, 5,000, 6,000, 6,000.
    file = daily(tmp_path, "Camp,water,2000,,,,Store", "Camp,water,,1000,2030-01-03,2030-01-06,Trucks")
    held = read_stock(file, needs["place"], needs["item"])
    left = subtract_stock(needs, held)
    water = left[(left["item"] == "water") & left["default"] & (left["quantile"] == 0.5)]
    assert list(water["stock"]) == [2000, 2000, 3000, 4000, 5000, 6000, 6000, 6000, 6000, 6000]
    assert list(water["missing"]) == [0, 0, 0, 500, 1000, 1500, 3000, 4500, 6000, 7500]
    table = stockout_dates(needs, held)
    assert set(table.runs_out) == {pd.Timestamp("2030-01-04")}
    assert set(zip(table.on_hand, table.pipeline, table.per_day, strict=True)) == {(2000, 0, 1000)}


def test_trucks_that_bring_what_is_used_never_run_out_whenever_they_began(needs: pd.DataFrame, tmp_path: Path) -> None:
    for row in ("Camp,water,,1500,,,Trucks", "Camp,water,,1500,2029-12-01,,Trucks"):
        table = stockout_dates(needs, read_stock(daily(tmp_path, row), needs["place"], needs["item"]))
        assert table.runs_out.isna().all()
        assert set(table.short_at_end) == {0}
        assert set(table.on_hand) == {0}


def test_a_row_without_amount_or_with_both_or_ending_before_it_begins_is_refused(
    needs: pd.DataFrame, tmp_path: Path
) -> None:
    file = daily(
        tmp_path, "Camp,water,,,,,x", "Camp,water,5,5,,,x", "Camp,water,5,,,2030-01-02,x",
        "Camp,water,,5,2030-01-03,2030-01-02,x",
    )  # fmt: skip
    with pytest.raises(InputError) as raised:
        read_stock(file, needs["place"], needs["item"])
    assert [each.row for each in raised.value.problems] == [2, 3, 4, 5]
