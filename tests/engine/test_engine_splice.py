"""Reception changed from a day on: the past stays as it was, the future is as changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from engine_worlds import chain, merged

from scenarios import write_scenario
from waystation.engine import Futures, prior_futures
from waystation.errors import InputError
from waystation.plan.changes import changed
from waystation.world import load_scenario


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Futures:
    return prior_futures(
        load_scenario(
            write_scenario(
                tmp_path_factory.mktemp("valley"), ("vehicles = 3", "vehicles = 2"), ("seats = 50", "seats = 10")
            )
        ),
        members=20,
        seed=5,
    )


def test_lanes_opened_on_the_third_day_serve_from_the_third_day() -> None:
    futures = prior_futures(chain(), members=1, seed=1)
    wider = chain(stages={"gate": {"lanes": 4}})
    served = futures.run(wider, since=date(2030, 1, 3)).outcome.departed[0, :, 0]
    # 20 an hour from eight to six, then 40 an hour until the thousand are through.
    assert list(served[:5]) == [200, 200, 400, 200, 0]


def test_opening_hours_change_from_that_day_on() -> None:
    futures = prior_futures(chain(), members=1, seed=1)
    longer = chain(stages={"gate": {"open_hours": [6, 20]}})
    served = futures.run(longer, since=date(2030, 1, 2)).outcome.departed[0, :, 0]
    assert list(served[:4]) == [200, 280, 280, 240]


@pytest.mark.parametrize(
    "change", ["stages.search.lanes=+3", "stages.search.people_per_lane_hour=x0.5", "vehicles.buses.count=+5",
               "vehicles.buses.count=1", "fleets.buses.away_hours=x3"],
)  # fmt: skip
def test_the_past_is_the_same_to_the_last_person_and_the_future_is_not(valley: Futures, change: str) -> None:
    since = date(2030, 1, 8)
    to = changed(valley.scenario, [change], valley.draws, 20)
    before, after = valley.run(), valley.run(to.scenario, to.draws, since=since)
    day = (since - valley.scenario.settings.start).days
    differs = False
    for name in ("stock", "boarding", "came", "left", "departed", "waited", "peak", "moving", "died"):
        one, other = getattr(before.outcome, name), getattr(after.outcome, name)
        np.testing.assert_array_equal(one[:, :day], other[:, :day], err_msg=name)
        differs |= bool((one[:, day:] != other[:, day:]).any())
    assert differs
    np.testing.assert_array_equal(before.outcome.left, after.outcome.left)


def test_a_change_from_the_first_day_is_a_change_of_the_whole_run(valley: Futures) -> None:
    to = changed(valley.scenario, ["stages.search.lanes=+1"], valley.draws, 20)
    whole = valley.run(to.scenario, to.draws)
    first = valley.run(to.scenario, to.draws, since=valley.scenario.settings.start)
    np.testing.assert_array_equal(whole.outcome.stock, first.outcome.stock)


def test_what_can_only_hold_for_the_whole_run_is_refused_from_a_day_on(valley: Futures) -> None:
    to = changed(valley.scenario, ["fleets.buses.depart_hours=[9, 12]"], valley.draws, 20)
    with pytest.raises(InputError, match="holds for the whole run"):
        valley.run(to.scenario, to.draws, since=date(2030, 1, 8))
    with pytest.raises(InputError, match="2031-01-01 lies outside the scenario"):
        valley.run(to.scenario, to.draws, since=date(2031, 1, 1))


def test_workers_make_no_difference(valley: Futures) -> None:
    to = changed(valley.scenario, ["stages.search.lanes=+1"], valley.draws, 20)
    one, two = (
        replace(valley, workers=each).run(to.scenario, to.draws, since=date(2030, 1, 8)).outcome.stock
        for each in (1, 2)
    )
    np.testing.assert_array_equal(one, two)


BUSY: dict[str, Any] = {
    "sources": {"town": {"leave_hours": [0, 24], "phases": {"open": {"leave_per_day": 0.4}}}},
    "stages": {"gate": {"people_per_lane_hour": 9.5, "rate_day_to_day": 0.3, "deaths_per_10000_per_day": 50}},
    "sites": {
        "camp": {"people_at_start": 40, "longest_stay_days": 2, "onward_to": "kin", "onward_per_day": 0.01},
        "school": {"place": "School", "capacity": 90, "overflow_to": "kin"},
    },
    "exits": {"kin": {}},
    "fleets": {"buses": {"vehicles": 3, "seats": 20, "away_hours": 9, "loading_hours": 2, "loading_places": 2}},
    "legs": [
        {"from": "town", "to": "gate", "hours": 2, "spread": 3},
        {"from": "gate", "to": "camp", "hours": 3, "fleet": "buses", "deaths_per_10000": 200},
        {"from": "gate", "to": "school", "hours": 5},
        {"from": "camp", "to": "kin", "hours": 30},
        {"from": "school", "to": "kin", "hours": 1},
    ],
    "streams": {"pupils": {"path": ["town", "gate", "school"], "share": 0.3}},
}


@pytest.mark.parametrize(
    "change",
    [
        {"stages": {"gate": {"lanes": 5}}},
        {"stages": {"gate": {"open_hours": [0, 24]}}},
        {"fleets": {"buses": {"vehicles": 1, "away_hours": 150}}},  # looks further ahead than the run that was kept
        {"sites": {"camp": {"longest_stay_days": 1}, "school": {"capacity": 20}}},
    ],
)
def test_going_on_from_a_day_is_the_same_to_the_last_person_as_running_it_all_again(change: dict[str, Any]) -> None:
    futures = prior_futures(chain(**BUSY), members=12, seed=3)
    changed_world, since = chain(**merged(BUSY, change)), date(2030, 1, 4)
    branch = futures.branch(since)
    whole = futures.run(changed_world, since=since)
    assert (whole.outcome.stock != branch.as_it_is.outcome.stock).any()
    pairs = [(futures.run(), branch.as_it_is)] + [(whole, branch.run(changed_world)) for _ in range(2)]
    for one, other in pairs:
        for name, array, again in zip(one.outcome._fields, one.outcome, other.outcome, strict=True):
            np.testing.assert_array_equal(array, again, err_msg=name)


@pytest.mark.parametrize("since", [date(2030, 1, 1), date(2030, 1, 10)])
def test_the_first_and_the_last_day_can_be_gone_on_from(since: date) -> None:
    futures, wider = prior_futures(chain(), members=2, seed=1), chain(stages={"gate": {"lanes": 4}})
    whole, went_on = futures.run(wider, since=since), futures.branch(since).run(wider)
    np.testing.assert_array_equal(whole.outcome.departed, went_on.outcome.departed)
    assert (futures.branch(since).run().outcome.departed.sum(axis=(1, 2)) == 1000).all()
