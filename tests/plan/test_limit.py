"""The limit bounds every simulated plan, and names what helps."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from waystation.engine import prior_futures
from waystation.plan.limit import Limit, _sooner, limit_of, limits
from waystation.world.scenario_model import Scenario, Settings

SCENARIOS = 208
BATCHES = [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, 16))]


def world(rng: np.random.Generator, *, even: bool) -> dict[str, Any]:
    """A chain or fork of two or three stages; ``even``: all leave at once and buses are ample."""
    names = ["gate", "search", "desk"][: int(rng.integers(2, 4))]
    lanes = {name: int(rng.integers(1, 4)) for name in names}
    rates = {name: float(rng.choice([8.0, 12.5, 20.0, 31.0])) for name in names}
    stages = {
        name: {
            "place": name,
            "lanes": lanes[name],
            "people_per_lane_hour": rates[name],
            "open_hours": [0, 24] if even else [int(rng.integers(0, 9)), int(rng.integers(14, 25))],
        }
        for name in names
    }
    path = ["town", *names, "camp"]
    hours = [int(rng.integers(0, 6)) for _ in path[1:]]
    legs: list[dict[str, Any]] = [
        {"from": one, "to": other, "hours": each} for one, other, each in zip(path, path[1:], hours, strict=False)
    ]
    fleet = {
        "vehicles": 9000 if even else int(rng.integers(2, 9)),
        "seats": 1 if even else 20,  # a bus that waits to be full is no ample one
        "loading_hours": int(rng.integers(0, 3)),
        "away_hours": int(rng.integers(2, 20)),
    }
    legs[-1]["fleet"] = "buses"
    streams: dict[str, Any] = {"general": {"path": path}}
    exits: dict[str, Any] = {}
    if not even and rng.random() < 0.5:
        exits = {"hospital": {}}
        legs.append({"from": names[0], "to": "hospital", "hours": int(rng.integers(0, 30))})
        streams["patients"] = {"path": ["town", names[0], "hospital"], "share": 0.1}
    return {
        "format": 1,
        "name": "Random",
        "start": "2030-01-01",
        "end": "2030-01-24",
        "sources": {
            "town": {
                "place": "Town",
                "people": int(rng.integers(1200, 2500) if even else rng.integers(100, 2500)),
                "leave_hours": [6, 7] if even else [6, 18],
                "starts_in": "open",
                "phases": {"open": {"leave_per_day": 100 if even else float(rng.choice([0.3, 2.0])), "lasts_days": 9}},
            }
        },
        "stages": stages,
        "sites": {"camp": {"place": "Camp"}},
        "exits": exits,
        "fleets": {"buses": fleet},
        "legs": legs,
        "streams": streams,
    }


def scenario(settings: dict[str, Any]) -> Scenario:
    return Scenario(settings=Settings.model_validate(settings), places=[], routes=[], events=[])


def with_lane(settings: dict[str, Any], stage: str) -> Scenario:
    one = settings["stages"][stage]
    return scenario({**settings, "stages": {**settings["stages"], stage: {**one, "lanes": one["lanes"] + 1}}})


def limit(settings: dict[str, Any], seed: int) -> Limit:
    return limit_of(prior_futures(scenario(settings), members=1, seed=seed, workers=1).run(), 0)


@pytest.mark.parametrize("batch", BATCHES)
def test_no_simulated_plan_is_earlier_than_its_limit(batch: int) -> None:
    rng = np.random.default_rng(20300101 + batch)
    for n in range(SCENARIOS // len(BATCHES)):
        found = limit(world(rng, even=False), seed=batch * 1000 + n)
        assert found.limit_hour <= found.simulated_hour


@pytest.mark.parametrize("batch", BATCHES)
def test_with_ample_vehicles_the_limit_is_near_and_names_the_stage_that_helps(batch: int) -> None:
    rng = np.random.default_rng(20400101 + batch)
    named = 0
    count = SCENARIOS // len(BATCHES)
    for _ in range(count):
        settings = world(rng, even=True)
        found = limit(settings, seed=1)
        assert found.limit_hour <= found.simulated_hour
        assert found.simulated_hour - 6 <= 1.1 * (found.limit_hour - 6)  # from six, when all set out
        ends = {
            stage: int(prior_futures(with_lane(settings, stage), members=1, workers=1).run().outcome.last_hour[0])
            for stage in settings["stages"]
        }
        named += found.bottleneck is not None and ends.get(found.bottleneck) == min(ends.values())
    assert named >= 0.8 * count


def test_a_slow_gate_is_named_with_its_days_and_what_a_lane_brings() -> None:
    rng = np.random.default_rng(1)
    settings = world(rng, even=True)
    settings["sources"]["town"]["people"] = 2400
    for stage in settings["stages"].values():
        stage |= {"lanes": 5, "people_per_lane_hour": 20}
    settings["stages"]["search"] |= {"lanes": 1}
    found = limits(prior_futures(scenario(settings), members=4))
    assert found.bottleneck == "search"
    # 2400 people at 20 an hour need 120 hours, with a second lane 60; and they wait half as long in the mean.
    assert found.found[0].gain_hours == 60
    assert found.found[0].saved_hours == pytest.approx(2400 * 30, rel=0.001)
    assert found.found[0].holds_from == date(2030, 1, 1)
    assert "the stage search at search is what holds people up in 3 of 3 futures" in found.sentence()
    assert found.sentence().endswith(
        "; one more lane would spare people 72,000 hours of waiting in total "
        "and bring the earliest possible end forward by 2.5 days."
    )


def test_a_small_gain_is_told_in_hours_and_none_is_not_told_as_zero_days() -> None:
    assert _sooner([0.0, 0.4]) == "make hardly any difference to the earliest possible end"
    assert _sooner([3.0, 12.0]) == "bring the earliest possible end forward by 3 to 12 hours"
    assert _sooner([1.0]) == "bring the earliest possible end forward by 1 hour"
    assert _sooner([36.0, 60.0]) == "bring the earliest possible end forward by 1.5 to 2.5 days"


def test_a_lane_gains_no_more_than_the_next_stage_lets_through() -> None:
    settings = world(np.random.default_rng(1), even=True)
    settings["sources"]["town"]["people"] = 2400
    for stage in settings["stages"].values():
        stage |= {"lanes": 5, "people_per_lane_hour": 20}
    settings["stages"]["search"] |= {"lanes": 1}
    settings["stages"]["gate"] |= {"lanes": 1, "people_per_lane_hour": 25}
    found = limit(settings, seed=1)
    # The gate takes 2400 / 25 = 96 hours, however many are searched: 24 of the lane's 60 hours are won.
    assert found.bottleneck == "search"
    assert abs(found.gain_hours - 24) <= 1  # both ends are whole hours


def test_where_people_are_received_as_they_come_nobody_is_named() -> None:
    rng = np.random.default_rng(2)
    settings = world(rng, even=True)
    settings["sources"]["town"]["people"] = 5
    assert limits(prior_futures(scenario(settings), members=2)).bottleneck is None
