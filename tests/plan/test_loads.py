"""Tonnes and truckloads by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from waystation.errors import InputError
from waystation.plan import loads, read_standards, read_stock, read_weights, subtract_stock
from waystation.plan.needs import needs_of_members


@pytest.fixture
def needs() -> pd.DataFrame:
    """1,000 people, and 500 more on the second day in every member; families of five."""
    people = np.array([[1000, 1500, 1500]] * 3)[:, :, None]
    come = np.array([[0, 500, 0]] * 3)[:, :, None]
    members = xr.Dataset(
        {"population": (("member", "date", "place"), people), "arrivals": (("member", "date", "place"), come)},
        coords={"member": range(3), "date": pd.date_range("2030-01-01", periods=3), "place": ["Camp"]},
    )
    return needs_of_members(members, as_of="2030-01-01")


def row(table: pd.DataFrame, day: str, when: str) -> pd.Series:
    (found,) = [each for _, each in table[(table["date"] == day) & (table["quantile"] == 0.5)].iterrows()
                if each["when"] == when]  # fmt: skip
    return found


def test_food_and_soap_come_every_day(needs: pd.DataFrame) -> None:
    each_day = row(loads(needs, truck_tonnes=0.5, spare_share=0.0), "2030-01-02", "each day")
    # 1,500 people: 555 g of food a day, 450 g of soap in 30 days.
    assert each_day["tonnes"] == pytest.approx(1500 * (0.555 + 0.45 / 30) / 1000)
    assert each_day["truckloads"] == 2
    assert set(each_day["items"].split(", ")) == {"food", "soap"}


def test_kits_come_once_for_those_who_are_new(needs: pd.DataFrame) -> None:
    once = row(loads(needs, truck_tonnes=10), "2030-01-03", "once, by then")
    # 500 new people: 100 families. Tents and bins beyond those of the first thousand people.
    kg = 500 * (1.6 + 0.8) + 100 * (55 + 5 + 1) + 10 * 5
    assert once["tonnes"] == pytest.approx(kg / 1000)
    assert once["truckloads"] == 1


def test_a_truckload_more_is_counted_once_the_spare_transport_does_not_fit(needs: pd.DataFrame) -> None:
    tonnes = row(loads(needs, truck_tonnes=10), "2030-01-03", "once, by then")["tonnes"]
    assert row(loads(needs, truck_tonnes=tonnes, spare_share=0.0), "2030-01-03", "once, by then")["truckloads"] == 1
    assert row(loads(needs, truck_tonnes=tonnes, spare_share=0.1), "2030-01-03", "once, by then")["truckloads"] == 2


def test_what_is_in_stock_need_not_be_brought(needs: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_text("place,item,amount,available,source\nCamp,tents,260,,Store\n", "utf-8")
    left = subtract_stock(needs, read_stock(tmp_path / "stock.csv", needs["place"], needs["item"]))
    before, after = (row(loads(each, truck_tonnes=10), "2030-01-03", "once, by then") for each in (needs, left))
    # 300 tents are needed for 1,500 people; people of the first day have 200 of them. 260 in stock leave 40 to bring.
    assert before["tonnes"] - after["tonnes"] == pytest.approx(60 * 55 / 1000)


def test_own_weights_go_over_the_packaged_ones(needs: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("item,kg,source\ntents,40,Packing list\n", "utf-8")
    own = read_weights(tmp_path / "own.csv")
    assert {each.item: each.kg for each in own}["tents"] == 40
    heavy, light = (row(loads(needs, truck_tonnes=10, weights=each), "2030-01-03", "once, by then")["tonnes"]
                    for each in (read_weights(), own))  # fmt: skip
    assert heavy - light == pytest.approx(100 * 15 / 1000)


def test_every_packaged_weight_is_of_an_item_of_the_standards_and_has_a_source() -> None:
    items = {standard.item for standard in read_standards()}
    for each in read_weights():
        assert each.item in items
        assert len(each.source) > 3
        assert each.confidence != "own"


def test_wrong_weights_and_payloads_are_told_at_once(needs: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("item,kg,source\ntent,40,x\nfood,0,x\n", "utf-8")
    with pytest.raises(InputError) as raised:
        read_weights(tmp_path / "own.csv")
    assert 'Did you mean "tents"?' in str(raised.value)
    assert len(raised.value.problems) == 2
    with pytest.raises(InputError) as raised:
        loads(needs, truck_tonnes=0, spare_share=-1)
    assert len(raised.value.problems) == 2
