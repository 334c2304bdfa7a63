from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from waystation.errors import InputError
from waystation.plan import defaults, needs, needs_of_members, needs_of_people, needs_summary, read_standards
from waystation.plan.needs import COLUMNS, _quantiles


@dataclass(frozen=True)
class Outlook:
    scenario: Any
    as_of: date
    members: xr.Dataset


def outlook(members: xr.Dataset, household_size: float = 5.0) -> Outlook:
    sites = {"camp": SimpleNamespace(place="Camp")}
    settings = SimpleNamespace(sites=sites, household_size=household_size)
    return Outlook(SimpleNamespace(settings=settings), date(2019, 3, 4), members)


def cell(table: pd.DataFrame, item: str, day: str, quantile: float, column: str = "need") -> Any:
    row = table[(table["item"] == item) & (table["date"] == day) & (table["quantile"] == quantile)]
    assert len(row) == 1
    return row[column].item()


def test_what_has_to_be_there_follows_the_people_there(members: xr.Dataset) -> None:
    table = needs(outlook(members))
    # Ten days after: member m has 10,000 + 10 x 100 m people.
    assert [cell(table, "water", "2019-03-14", q) for q in (0.1, 0.5, 0.9)] == [165_000, 225_000, 285_000]
    assert [cell(table, "toilets", "2019-03-14", q) for q in (0.1, 0.5, 0.9)] == [220, 300, 380]


def test_what_is_handed_out_once_follows_new_arrivals_since_the_as_of_date(members: xr.Dataset) -> None:
    table = needs(outlook(members))
    assert cell(table, "blankets", "2019-03-04", 0.9) == 0
    assert [cell(table, "blankets", "2019-03-14", q) for q in (0.1, 0.5, 0.9)] == [1_000, 5_000, 9_000]
    assert cell(table, "jerrycans", "2019-03-14", 0.5) == 1_000


def test_registration_desks_follow_the_arrivals_of_the_day(members: xr.Dataset) -> None:
    table = needs(outlook(members))
    assert [cell(table, "registration desks", "2019-03-14", q) for q in (0.1, 0.5, 0.9)] == [1, 5, 8]


def test_the_extra_is_what_goes_beyond_the_people_there_on_the_as_of_date(members: xr.Dataset) -> None:
    table = needs(outlook(members))
    assert cell(table, "toilets", "2019-03-04", 0.9, "extra") == 0
    assert cell(table, "toilets", "2019-03-14", 0.5, "extra") == 100
    assert cell(table, "blankets", "2019-03-14", 0.5, "extra") == 5_000
    assert (table["extra"] >= 0).all()


def test_only_places_of_sites_are_listed_unless_others_are_named(members: xr.Dataset) -> None:
    assert set(needs(outlook(members))["place"]) == {"Camp"}
    assert list(needs(outlook(members), places=["Transit", "Camp"])["place"].unique()) == ["Transit", "Camp"]


def test_families_have_the_size_the_scenario_gives(members: xr.Dataset) -> None:
    table = needs(outlook(members, household_size=4.0))
    assert cell(table, "tents", "2019-03-04", 0.5) == 2_500


def test_the_table_is_tidy_and_says_where_each_figure_comes_from(members: xr.Dataset) -> None:
    table = needs(outlook(members), dates=["2019-03-04", date(2019, 3, 10)])
    standards = defaults(read_standards())
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 2 * 3 * len(standards)
    assert not table.duplicated(["place", "date", "quantile", "item"]).any()
    assert table.attrs == {"as_of": "2019-03-04", "household_size": 5.0}
    assert not table.isna().any().any()


def test_alternatives_are_listed_only_when_asked_for(members: xr.Dataset) -> None:
    table = needs_of_members(members, dates=["2019-03-04"], quantiles=[0.5], places=["Camp"], alternatives=True)
    taps = table[table["item"] == "taps"]
    assert sorted(taps["need"]) == [40, 100, 125]
    assert taps["default"].sum() == 1


def test_every_need_grows_with_its_quantile(members: xr.Dataset) -> None:
    table = needs_of_members(members, quantiles=[0, 0.25, 0.5, 0.75, 1], alternatives=True)
    steps = table.groupby(["place", "date", "item", "source", "figure", "per"])["need"].diff().dropna()
    assert len(steps) > 0
    assert (steps >= 0).all()


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=40),
    st.sampled_from([0.0, 0.025, 0.1, 0.25, 0.5, 0.9, 0.975, 1.0]),
)
def test_quantiles_are_those_of_hyndman_and_fan_rounded_up_to_a_whole_person(people: list[int], at: float) -> None:
    found = _quantiles(np.array(people, dtype=np.int64)[:, None], [at])[0, 0]
    exact = np.quantile(people, at)
    assert exact - 1e-6 <= found < exact + 1 + 1e-6
    assert min(people) <= found <= max(people)


def test_a_quantile_between_equal_counts_is_not_rounded_past_them() -> None:
    for size in range(1, 60):
        assert (_quantiles(np.full((size, 1), 5_000), [0.1, 0.3, 0.7, 0.9]) == 5_000).all()


def test_unknown_places_days_and_quantiles_are_told_at_once(members: xr.Dataset) -> None:
    with pytest.raises(InputError) as caught:
        needs_of_members(members, quantiles=[1.5], dates=["2019-05-01"], places=["Cmap"])
    assert str(caught.value) == (
        "1.5 is not a quantile. Give numbers from 0 to 1, such as 0.1, 0.5 and 0.9.\n"
        'The forecast has no place "Cmap". Did you mean "Camp"?\n'
        "2019-05-01 is not in the forecast. It has 2019-03-02 to 2019-03-14."
    )
    with pytest.raises(InputError, match=r'"soon" is not a date\. Write it like 2019-03-04\.'):
        needs_of_members(members, dates=["soon"])


def test_needs_of_a_number_of_people_agree_with_those_of_members(members: xr.Dataset) -> None:
    by_hand = needs_of_people(10_000).set_index("item")["need"]
    table = needs_of_members(members, dates=["2019-03-04"], quantiles=[0.5], places=["Camp"]).set_index("item")
    there = table[table["counted"] == "people there"]
    assert (there["need"] == by_hand[there.index].astype(float)).all()


def test_the_summary_gives_low_middle_and_high_for_a_week_ahead_and_the_peak(members: xr.Dataset) -> None:
    standards = read_standards()
    summary = needs_summary(needs(outlook(members), standards), standards)
    assert list(summary["when"].unique()) == ["in 7 days", "at the peak"]
    water = summary[(summary["item"] == "water") & (summary["when"] == "in 7 days")].iloc[0]
    assert (water["low"], water["middle"], water["high"]) == (160_500, 202_500, 244_500)
    assert water["extra_middle"] == 52_500
    peak = summary[(summary["item"] == "toilets") & (summary["when"] == "at the peak")].iloc[0]
    assert (peak["date"], peak["high"]) == (pd.Timestamp("2019-03-14"), 380)
    assert peak["standard"] == "toilets: 1 per 50 people (emergency, Sphere Handbook 2018)"
    assert "toilets: 1 per 20 people (minimum, Sphere Handbook 2018)" in peak["others"]


def test_a_summary_without_an_interval_is_refused(members: xr.Dataset) -> None:
    standards = read_standards()
    with pytest.raises(InputError, match="The needs have no interval"):
        needs_summary(needs(outlook(members), standards, quantiles=[0.5]), standards)


def test_the_peak_may_be_the_as_of_day_itself_and_is_never_before_it(members: xr.Dataset) -> None:
    people = [20_000, 20_000, 10_000, *range(9_900, 8_900, -100)]  # from 2 March; the as-of date is 4 March
    members["population"][:, :, 0] = np.array(people)
    standards = read_standards()
    summary = needs_summary(needs(outlook(members), standards), standards)
    peak = summary[(summary["item"] == "toilets") & (summary["when"] == "at the peak")].iloc[0]
    assert (peak["date"], peak["middle"]) == (pd.Timestamp("2019-03-04"), 200)
