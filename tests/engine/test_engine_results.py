"""Labels of a run: names, units and what each count means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr
from engine_worlds import START, chain, outcome_of

from waystation.engine import labelled, simulate
from waystation.engine.reception.results import END_SHARE

BY_PLACE = ("member", "date", "place")
BY_STAGE = ("member", "date", "stage")
COUNTS = {
    "population": BY_PLACE,
    "arrivals": BY_PLACE,
    "left": ("member", "date", "source"),
    "waiting": BY_STAGE,
    "peak_waiting": BY_STAGE,
    "night_waiting": BY_STAGE,
    "gone": ("member", "date", "exit"),
    "died": ("member", "date"),
    "moving": ("member", "date"),
}
# The desk stands in the camp; some leave for a named exit without a place, some for one with.
CAMP: dict[str, Any] = {
    "synthetic": True,
    "stages": {"desk": {"place": "Camp", "lanes": 1, "people_per_lane_hour": 25, "open_hours": [0, 24]}},
    "exits": {"hospital": {"place": "Hospital"}, "kin": {}},
    "legs": [
        {"from": "town", "to": "gate", "hours": 2},
        {"from": "gate", "to": "desk", "hours": 30},
        {"from": "gate", "to": "hospital", "hours": 1},
        {"from": "gate", "to": "kin", "hours": 1},
        {"from": "desk", "to": "camp", "hours": 0},
    ],
    "streams": {
        "general": {"path": ["town", "gate", "desk", "camp"]},
        "sick": {"path": ["town", "gate", "hospital"], "share": 0.1},
        "kin": {"path": ["town", "gate", "kin"], "share": 0.1},
    },
}


@pytest.fixture(scope="module")
def future() -> xr.Dataset:
    return simulate(chain(**CAMP), members=4, seed=9)


def test_counts_have_the_dimensions_and_type_promised(future: xr.Dataset) -> None:
    over_the_run = {"wait_90_hours", "longest_wait_hours"}
    assert set(future.data_vars) == {*COUNTS, *over_the_run, "deaths", "wait_hours", "wait_so_far_hours", "end_date"}
    assert {future[name].dims for name in over_the_run} == {("member", "stage")}
    assert future.deaths.dims == ("member", "date", "place")
    for name, dims in COUNTS.items():
        assert future[name].dims == dims, name
        assert future[name].dtype == np.int32, name
    assert future.wait_hours.dims == BY_STAGE
    assert future.wait_hours.dtype == np.float32
    assert future.end_date.dims == ("member",)
    assert future.end_date.dtype == np.dtype("datetime64[ns]")


def test_names_are_those_of_the_scenario(future: xr.Dataset) -> None:
    assert future.place.values.tolist() == ["Gate", "Camp"]
    assert future.source.values.tolist() == ["town"]
    assert future.stage.values.tolist() == ["gate", "desk"]
    assert future.exit.values.tolist() == ["hospital", "kin"]
    assert future.member.values.tolist() == [0, 1, 2, 3]
    assert future.date.dtype == np.dtype("datetime64[ns]")
    assert (future.date.values == np.datetime64(START, "ns") + np.arange(10) * np.timedelta64(1, "D")).all()
    assert future.attrs == {"scenario": "Chain", "synthetic": 1, "conservation": "exact", "seed": 9}


def test_a_run_can_be_written_and_read_back(future: xr.Dataset) -> None:
    again = xr.load_dataset(bytes(future.to_netcdf(engine="scipy")), engine="scipy")
    xr.testing.assert_equal(future, again)


def test_who_passes_from_a_stage_to_the_site_of_the_same_place_arrives_once(future: xr.Dataset) -> None:
    came = future.arrivals.sel(place="Camp").sum("date")
    gone = future.gone.sum(["date", "exit"])
    assert (came + gone == 1000).all()
    assert (future.population.sel(place="Camp").isel(date=-1) == came).all()
    assert (future.arrivals.sel(place="Gate").sum("date") == 1000).all()


def test_everyone_is_at_a_place_on_the_way_or_gone(future: xr.Dataset) -> None:
    left = future.left.sum("source").cumsum("date")
    there = future.population.sum("place") + future.moving + future.gone.sum("exit").cumsum("date")
    assert (left == there + future.died.cumsum("date")).all()
    assert future.moving.max() > 0


def test_people_in_the_queue_of_a_stage_are_part_of_the_population_of_its_place(future: xr.Dataset) -> None:
    assert (future.waiting.sel(stage="gate") == future.population.sel(place="Gate")).all()
    assert (future.waiting.sel(stage="desk") <= future.population.sel(place="Camp")).all()


@pytest.mark.parametrize(
    ("people", "last"),
    [(1000, "2030-01-05"), (1010, "2030-01-05"), (1011, "2030-01-06"), (200, "2030-01-01"), (0, "2030-01-01")],
)
def test_the_end_is_the_first_day_by_which_nearly_all_are_there(people: int, last: str) -> None:
    # 200 come a day. By the fifth 1000 are there: 99 % of 1010, but not of 1011.
    assert END_SHARE == 0.99
    end = simulate(chain(sources={"town": {"people": people}}), members=1).end_date.values[0]
    assert end == np.datetime64(last, "ns")


def test_there_is_no_end_when_people_still_come_on_the_last_day() -> None:
    end = simulate(chain(sources={"town": {"people": 3000}}), members=1).end_date.values[0]
    assert np.isnat(end)
    held = {"town": {"phases": {"open": {"leave_per_day": 0}}}}
    assert np.isnat(simulate(chain(sources=held), members=1).end_date.values[0])


def test_waits_of_more_than_two_weeks_are_counted_in_full() -> None:
    # All come at 8:00 on the first day, 20 an hour pass from 8:00 to 18:00: the last of 4000 at 17:00 on the 20th day.
    future = simulate(chain(end="2030-01-25", sources={"town": {"people": 4000}}), members=1)
    assert float(future.wait_90_hours[0, 0]) == 17 * 24 + 9
    assert float(future.longest_wait_hours[0, 0]) == 19 * 24 + 9


def test_who_died_or_left_by_an_exit_comes_no_more() -> None:
    ways: dict[str, Any] = {
        "exits": {"kin": {}},
        "legs": [
            {"from": "town", "to": "gate", "hours": 2, "deaths_per_10000": 5000},
            {"from": "gate", "to": "camp", "hours": 3},
            {"from": "gate", "to": "kin", "hours": 1},
        ],
        "streams": {"kin": {"path": ["town", "gate", "kin"], "share": 0.5}},
    }
    future = simulate(chain(**ways), members=6)
    # About half die; the gate needs as many days as it takes 200 a day to pass 99 % of 1000 less those.
    through = 990 - future.died.sum("date").values
    days = np.ceil(through / 200).astype(int)
    assert (future.end_date.values == np.datetime64(START, "ns") + (days - 1) * np.timedelta64(1, "D")).all()


def test_a_run_over_fewer_days_is_labelled_with_those() -> None:
    outcome, layout, parameters = outcome_of(chain())
    whole = ("lost_hour", "last_hour", "waits", "sent")
    daily = {name: getattr(outcome, name)[:, :4] for name in outcome._fields if name not in whole}
    first = outcome._replace(**daily)
    assert labelled(first, layout, parameters).sizes["date"] == 4
