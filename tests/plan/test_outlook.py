"""What holds people up, the plan beside its limit, and deaths: by hand and against what is built in."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from scenarios import write_scenario
from waystation.engine import Futures, prior_futures
from waystation.plan import death_rate, deaths_by_hazard, mortality_thresholds, outlook
from waystation.world import load_scenario
from waystation.world.scenario_model import Scenario, Settings

CHAIN: dict[str, Any] = {
    "format": 1,
    "name": "Two gates",
    "start": "2030-01-01",
    "end": "2030-01-30",
    "sources": {
        "town": {
            "place": "Town", "people": 8000, "starts_in": "open",
            "phases": {"open": {"leave_per_day": 1.0, "lasts_days": 100}},
        }
    },
    "stages": {
        "wide": {"place": "Wide gate", "lanes": 10, "people_per_lane_hour": 10},
        "tight": {"place": "Tight gate", "lanes": 2, "people_per_lane_hour": 10},
    },
    "sites": {"camp": {"place": "Camp"}},
    "legs": [
        {"from": "town", "to": "wide", "hours": 2},
        {"from": "wide", "to": "tight", "hours": 2},
        {"from": "tight", "to": "camp", "hours": 1},
    ],
    "streams": {"general": {"path": ["town", "wide", "tight", "camp"]}},
}  # fmt: skip


def futures(**changes: Any) -> Futures:
    settings = Settings.model_validate(CHAIN | changes)
    return prior_futures(Scenario(settings=settings, places=[], routes=[], events=[]), members=40, seed=2)


def test_the_gate_that_is_too_narrow_is_what_holds_people_up() -> None:
    found = outlook(futures(), date(2030, 1, 4))
    assert found.bottleneck is not None
    assert found.bottleneck.name == "tight"
    assert found.share == 1.0
    by_name = {each.name: each for each in found.reliefs}
    # 480 a day pass, and some 6,500 are left after three days: 13.6 days more, or 9.1 with half as many lanes again.
    median, low, _ = by_name["tight"].sooner() or (0.0, 0.0, 0.0)
    assert 4 <= low <= median <= 5
    assert np.abs(by_name["wide"].saved_hours).max() < 0.01 * by_name["tight"].saved_hours.min()


def test_where_lanes_are_wide_enough_nothing_holds_people_up() -> None:
    stages = {name: {**stage, "lanes": 500} for name, stage in CHAIN["stages"].items()}
    found = outlook(futures(stages=stages), date(2030, 1, 4))
    assert found.bottleneck is None
    assert found.share == 0.0


def test_no_plan_is_above_its_limit_and_a_plan_that_wastes_nothing_is_at_it() -> None:
    found = outlook(futures(), date(2030, 1, 4))
    assert len(found.plans) == 3
    for plan in found.plans:
        assert (plan.simulated <= plan.limit + 1e-6).all()
        assert plan.limit[-1] == pytest.approx(plan.people)
        # The tight gate is busy from the first day to the last, whatever the plan.
        assert 0 <= (plan.simulated_end - plan.limit_end).days <= 1


def test_without_its_branch_an_outlook_says_the_same() -> None:
    found = outlook(futures(), date(2030, 1, 4))
    lean = found.without_branch()
    assert lean.branch is None
    assert lean.without_branch() is lean
    assert lean.reliefs == found.reliefs
    for plan, again in zip(found.plans, lean.plans, strict=True):
        assert (again.member, again.simulated_end, again.limit_end) == (
            plan.member,
            plan.simulated_end,
            plan.limit_end,
        )
        np.testing.assert_array_equal(again.simulated, plan.simulated)


def test_where_a_site_sends_people_on_there_is_no_curve_to_mislead(tmp_path: Any) -> None:
    valley = prior_futures(load_scenario(write_scenario(tmp_path / "valley")), members=20, seed=5)
    assert outlook(valley, date(2030, 1, 10)).plans == []


def test_deaths_on_the_way_have_the_rate_that_was_put_in() -> None:
    legs = [dict(leg) for leg in CHAIN["legs"]]
    legs[1] |= {"hours": 24, "deaths_per_10000": 50}
    (way, everyone) = deaths_by_hazard(futures(legs=legs).run(), date(2030, 1, 1))
    assert (way.where, way.place) == ("way", "Tight gate")
    assert everyone.where == "all"
    np.testing.assert_array_equal(way.died, everyone.died)
    # 5 in 1,000 die on a way of a day: 50 per 10,000 a day, within four standard errors of the count of deaths.
    died, days = way.died.sum(), way.person_days.sum()
    assert days == pytest.approx(died / 0.005, rel=4 / np.sqrt(died))
    assert (everyone.rate < way.rate).all()


def test_deaths_while_waiting_have_the_rate_that_was_put_in() -> None:
    stages = {name: dict(stage) for name, stage in CHAIN["stages"].items()}
    stages["tight"]["deaths_per_10000_per_day"] = 20
    (there, _) = deaths_by_hazard(futures(stages=stages).run(), date(2030, 1, 1))
    assert (there.where, there.place) == ("there", "Tight gate")
    # Deaths are drawn at noon and people counted at midnight: queues that grow and shrink by a tenth a day at most.
    assert there.died.sum() / there.person_days.sum() * 10_000 == pytest.approx(20, rel=0.1)


def test_without_deaths_in_the_scenario_none_are_told() -> None:
    assert deaths_by_hazard(futures().run(), date(2030, 1, 1)) == []


def test_a_rate_of_nobody_is_not_a_number() -> None:
    rates = death_rate(np.array([0.0, 1.0]), np.array([0.0, 10_000.0]))
    assert np.isnan(rates[0])
    assert rates[1] == 1.0


def test_every_threshold_names_its_source_and_those_of_children_are_twice_the_crude_ones() -> None:
    found = mortality_thresholds()
    assert all(len(each.source) > 3 for each in found)
    rates = {
        kind: [each.per_10000_per_day for each in found if each.measure == kind] for kind in ("crude", "under five")
    }
    assert rates["under five"] == [2 * each for each in rates["crude"]] == [2, 4, 10]
