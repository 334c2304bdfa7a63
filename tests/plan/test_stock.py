"""Stock taken off needs, and the day each thing runs out, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from waystation.errors import InputError
from waystation.plan import read_stock, run_out
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
    table = run_out(needs, read_stock(file, needs["place"], needs["item"]))
    assert set(table.runs_out) == {pd.Timestamp("2030-01-06")}
    assert set(table.on_hand) == {4500}
    assert set(table.pipeline) == {1500}
    assert set(table.short_at_end) == {9 * 1500 - 6000}


def test_things_that_last_run_out_when_more_are_needed_than_are_there(needs: pd.DataFrame, tmp_path: Path) -> None:
    table = run_out(
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
