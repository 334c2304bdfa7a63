"""Each option of a scenario, worked out by hand on the chain town - gate - camp.

All 1000 set out at six and reach the gate at eight; it passes 20 an hour from 8 to 18.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_worlds import START, chain, event, outcome_of, within

from waystation.engine import simulate
from waystation.engine.reception.calendar import sun_hours
from waystation.world.scenario_model import Event, Place


def departed(world: Any, **more: Any) -> list[int]:
    """People who left the gate on each day."""
    outcome, layout, _ = outcome_of(world, **more)
    return [int(each) for each in outcome.departed[0, :, layout.nodes.index("gate")]]


def gate(**changes: Any) -> dict[str, Any]:
    return {"stages": {"gate": changes}}


def test_a_break_costs_its_hours() -> None:
    assert departed(chain(**gate(breaks=[[12, 13], [15, 16]])))[:2] == [160, 160]


def test_a_shift_works_with_its_share_of_the_lanes() -> None:
    assert departed(chain(**gate(open_hours=[8, 22], shifts=[{"hours": [18, 22], "lanes_share": 0.5}])))[0] == 240


def test_a_stage_by_daylight_works_from_sunrise_to_sunset() -> None:
    world = chain(**gate(open_hours=[0, 24], daylight_only=True))
    equator = [Place(name="Gate", latitude=0.0, longitude=0.0)]
    lit = world.model_copy(update={"places": equator})
    assert abs(departed(lit)[1] - 240) <= 4
    assert departed(world)[1] == 480  # no coordinates, no night


def test_daylight_is_long_in_the_northern_june_and_never_ends_near_the_pole() -> None:
    from datetime import date
    from zoneinfo import ZoneInfo

    damascus = Place(name="Damascus", latitude=33.5, longitude=36.3)
    rise, set_ = sun_hours(damascus, date(2019, 6, 21), ZoneInfo("Etc/GMT-3"))
    assert abs(rise - 5.43) < 0.2  # almanac: 05:26 to 19:49 summer time
    assert abs(set_ - 19.82) < 0.2
    assert sun_hours(Place(name="N", latitude=80, longitude=0), date(2019, 6, 21), ZoneInfo("UTC")) == (0.0, 24.0)
    rise, set_ = sun_hours(Place(name="N", latitude=80, longitude=0), date(2019, 12, 21), ZoneInfo("UTC"))
    assert set_ - rise < 1e-6


def test_a_small_waiting_room_holds_people_where_they_come_from() -> None:
    desk = {
        "stages": {"desk": {"place": "Desk", "lanes": 1, "people_per_lane_hour": 5, "waiting_room": 30}},
        "legs": [
            {"from": "town", "to": "gate", "hours": 2},
            {"from": "gate", "to": "desk", "hours": 0},
            {"from": "desk", "to": "camp", "hours": 0},
        ],
        "streams": {"general": {"path": ["town", "gate", "desk", "camp"]}},
    }
    outcome, layout, _ = outcome_of(chain(**desk))
    at_gate, at_desk = layout.nodes.index("gate"), layout.nodes.index("desk")
    # From 8 to 18 the desk takes 5 an hour, and at most 30 may wait for it at any hour.
    assert outcome.peak[0, :, at_desk].max() <= 30
    assert outcome.departed[0, 0, at_gate] == 5 * 9 + 30
    assert outcome.departed[0, 0, at_desk] == 75  # all of them by the end of the day


def test_a_site_that_holds_takes_in_no_more_than_it_has_room_for_until_it_is_extended() -> None:
    camp = {"capacity": 150, "when_full": "hold", "extensions": [{"opens": "2030-01-03", "capacity": 100}]}
    outcome, layout, _ = outcome_of(chain(sites={"camp": camp}))
    here = outcome.stock[0, :, [q for q, (node, _) in enumerate(layout.cells) if node == "camp"]].sum(axis=0)
    assert list(here[:4]) == [150, 150, 250, 250]


def test_people_move_on_from_a_transit_site_after_their_longest_stay() -> None:
    ways = {
        "sites": {"camp": {"longest_stay_days": 2, "onward_to": "kin"}},
        "exits": {"kin": {}},
        "legs": [
            {"from": "town", "to": "gate", "hours": 2},
            {"from": "gate", "to": "camp", "hours": 3},
            {"from": "camp", "to": "kin", "hours": 0},
        ],
    }
    outcome, layout, _ = outcome_of(chain(**ways))
    came, gone = (outcome.came[0, :, layout.nodes.index(each)] for each in ("camp", "kin"))
    assert list(gone[2:]) == list(came[:-2])
    assert list(gone[:2]) == [0, 0]


def test_places_elsewhere_limit_how_many_move_on_in_a_day() -> None:
    ways = {
        "sites": {"camp": {"onward_per_day": 1, "onward_places_per_day": 30, "onward_to": "kin"}},
        "exits": {"kin": {}},
        "legs": [
            {"from": "town", "to": "gate", "hours": 2},
            {"from": "gate", "to": "camp", "hours": 3},
            {"from": "camp", "to": "kin", "hours": 0},
        ],
    }
    outcome, layout, _ = outcome_of(chain(**ways))
    assert list(outcome.came[0, 1:6, layout.nodes.index("kin")]) == [30] * 5


def buses(**changes: Any) -> dict[str, Any]:
    fleet = {"vehicles": 4, "seats": 10, "loading_hours": 1, "away_hours": 5, **changes}
    return {
        "stages": {"gate": {"open_hours": [0, 24]}},
        "fleets": {"buses": fleet},
        "legs": [
            {"from": "town", "to": "gate", "hours": 2},
            {"from": "gate", "to": "camp", "hours": 3, "fleet": "buses"},
        ],
    }


def carried(days: int = 2, **changes: Any) -> list[int]:
    """People who left the gate by bus on each day; 20 an hour come off the search from eight."""
    return departed(chain(**buses(**changes)))[:days]


def test_four_buses_of_ten_carry_forty_every_six_hours() -> None:
    # Hours 8 and 9 fill two each; each is back six hours later.
    assert carried() == [2 * 40 + 40, 4 * 40]


def test_loading_places_are_a_limit_over_all_vehicles() -> None:
    assert carried(vehicles=100, loading_places=1) == [16 * 10, 24 * 10]


def test_a_convoy_leaves_once_enough_are_full() -> None:
    # 20 an hour fill two buses; three are full at nine, the fourth with them.
    outcome, layout, _ = outcome_of(chain(**buses(convoy=3)))
    first = outcome.waits[0, layout.nodes.index("gate")]
    assert first[:1].sum() == 0
    assert first[1] == 40


def test_drivers_rest_between_days_of_driving() -> None:
    # Twenty hours away at ten a day: one night's rest of 14 hours more.
    _, _, parameters = outcome_of(chain(**buses(away_hours=20, driving_hours_per_day=10)))
    assert parameters.away[0, 0] == 34


def test_a_broken_vehicle_comes_back_after_its_repair() -> None:
    assert carried(breakdowns_per_100_trips=100, repair_hours=240) == [40, 0]


def test_breakdowns_come_at_the_rate_given() -> None:
    world = chain(**buses(vehicles=1000, seats=1, breakdowns_per_100_trips=20, repair_hours=400))
    outcome, layout, _ = outcome_of(world, members=200)
    # 1000 trips, then those back: on the second round a fifth fewer of the first 80 are there.
    assert within(outcome.departed[:, :, layout.nodes.index("gate")].sum(axis=1), 1000)


def test_vehicles_wait_for_those_that_go_along() -> None:
    world = buses(accompanied_by="luggage", vehicles_per_companion=2)
    world["fleets"]["luggage"] = {"vehicles": 1, "seats": 1, "away_hours": 5}
    # One luggage truck serves two buses: twenty people every six hours, at 8, 14 and 20.
    assert departed(chain(**world))[0] == 60


def test_families_set_out_whole() -> None:
    town = {"people": 1003, "leave_hours": [0, 24], "leave_in_groups_of": 5}
    world = chain(sources={"town": {**town, "phases": {"open": {"leave_per_day": 0.5}}}})
    outcome, _, _ = outcome_of(world, members=300)
    assert (outcome.left[:, 0, 0] % 5 == 0).all()
    assert within(outcome.left[:, 0, 0], 1000 * (1 - np.exp(-0.5)))
    # As many in the mean, but five times the variance: whole families stay or go.
    expected = 25 * 200 * np.exp(-0.5) * (1 - np.exp(-0.5))
    assert outcome.left[:, 0, 0].var(ddof=1) == pytest.approx(expected, rel=4 * np.sqrt(2 / 299))


def test_a_stream_of_higher_priority_is_served_first() -> None:
    town = {"place": "Farm", "people": 100, "leave_hours": [6, 7], "starts_in": "open"}
    world = chain(
        sources={"farm": {**town, "phases": {"open": {"leave_per_day": 100, "lasts_days": 9}}}},
        sites={"clinic": {"place": "Clinic"}},
        legs=[
            {"from": "town", "to": "gate", "hours": 2},
            {"from": "farm", "to": "gate", "hours": 2},
            {"from": "gate", "to": "camp", "hours": 0},
            {"from": "gate", "to": "clinic", "hours": 0},
        ],
        streams={"patients": {"path": ["farm", "gate", "clinic"], "priority": 1}},
    )
    outcome, layout, _ = outcome_of(world)
    assert outcome.came[0, 0, layout.nodes.index("clinic")] == 100
    assert outcome.came[0, 0, layout.nodes.index("camp")] == 100


def lasting(kind: str, first: int, last: int) -> Event:
    return event(kind, first).model_copy(update={"end": START.replace(day=last)})


def ways(**leg: Any) -> dict[str, Any]:
    legs = [{"from": "town", "to": "gate", "hours": 2}, {"from": "gate", "to": "camp", "hours": 3, **leg}]
    return {"legs": legs}


def test_an_event_shuts_a_way_while_it_lasts() -> None:
    world = chain([lasting("flood", 2, 3)], **ways(shut_by=["flood"]))
    assert departed(world)[:4] == [200, 0, 0, 200]


def test_an_event_slows_a_way_while_it_lasts() -> None:
    world = chain([lasting("mud", 2, 2)], **ways(slowed_by={"mud": 8}))
    outcome, layout, _ = outcome_of(world)
    # The second day's people need 24 hours instead of three; those of 8 to 17 come a day later.
    assert list(outcome.came[0, :4, layout.nodes.index("camp")]) == [200, 0, 400, 200]


def test_deaths_where_people_wait_and_stay_come_at_the_rate_given_and_are_counted_there() -> None:
    world = chain(
        sources={"town": {"people": 100_000}},
        stages={"gate": {"open_hours": [0, 1], "deaths_per_10000_per_day": 10}},
    )
    outcome, layout, _ = outcome_of(world, members=300)
    n = layout.nodes.index("gate")
    assert within(outcome.died_at[:, 0, n], 100)
    assert (outcome.died_at.sum(axis=2) == outcome.died).all()


def test_rates_vary_over_days_about_the_mean_given() -> None:
    world = chain(sources={"town": {"people": 100_000}}, **gate(lanes=100, rate_day_to_day=0.3))
    outcome, layout, _ = outcome_of(world, members=200)
    served = outcome.departed[:, 0, layout.nodes.index("gate")]
    assert within(served, 10_000, errors=4)
    spread = np.log(served / 10_000).std(ddof=1)
    assert spread == pytest.approx(0.3, rel=4 / np.sqrt(2 * 199))


def test_waits_by_the_hour_add_up_to_the_mean_and_give_their_ninth_tenth() -> None:
    future = simulate(chain(), members=2)
    outcome, layout, _ = outcome_of(chain(), members=1)
    n = layout.nodes.index("gate")
    waits = outcome.waits[0, n]
    assert waits.sum() == 1000
    assert (waits * np.arange(waits.size)).sum() == pytest.approx(outcome.waited[0, :, n].sum())
    # 20 an hour by days of ten hours: the 900th passes in the fifth hour of the fifth day, at 12:00 to 13:00.
    assert float(future.wait_90_hours.sel(stage="gate")[0]) == 4 * 24 + 4
    assert float(future.longest_wait_hours.sel(stage="gate")[0]) == 4 * 24 + 9
