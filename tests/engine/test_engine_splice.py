"""Reception changed from a day on: the past stays as it was, the future is as changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from engine_worlds import chain

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
