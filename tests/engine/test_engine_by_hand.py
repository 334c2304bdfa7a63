"""Small chains whose every number can be worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from engine_worlds import chain, event, outcome_of
from hypothesis import given
from hypothesis import strategies as st

from waystation.engine import simulate
from waystation.engine.reception.queue import _waited
from waystation.engine.reception.travel import _travel

FAST_GATE = {"gate": {"lanes": 1, "people_per_lane_hour": 100_000, "open_hours": [0, 24]}}
BUS = {"vehicles": 2, "seats": 10, "loading_hours": 1, "away_hours": 23}
BUS_LEGS = [
    {"from": "town", "to": "gate", "hours": 2},
    {"from": "gate", "to": "camp", "hours": 3, "fleet": "buses"},
]


def arrivals(place: str = "Camp", **changes: Any) -> list[int]:
    """People who come to a place, day by day, in a run of the chain."""
    days: list[int] = simulate(chain(**changes), members=1).arrivals.sel(place=place).values[0].tolist()
    return days


def test_a_gate_of_known_rate_passes_people_on_day_by_day() -> None:
    future = simulate(chain(), members=1)
    # 20 an hour from 8 to 18 make 200 a day; the last pass at 17 and are there at 20 the same day.
    assert future.left.values[0, :, 0].tolist() == [1000] + [0] * 9
    assert future.arrivals.sel(place="Gate").values[0].tolist() == [1000] + [0] * 9
    assert future.arrivals.sel(place="Camp").values[0].tolist() == [200] * 5 + [0] * 5
    assert future.population.sel(place="Camp").values[0].tolist() == [200, 400, 600, 800] + [1000] * 6
    assert future.population.sel(place="Gate").values[0].tolist() == [800, 600, 400, 200] + [0] * 6
    assert future.waiting.values[0, :, 0].tolist() == [800, 600, 400, 200] + [0] * 6
    assert not future.moving.any()


def test_most_waiting_by_day_and_by_night_are_those_of_the_worst_hour() -> None:
    future = simulate(chain(), members=1)
    # At 8 on the first day 1000 come and 20 pass; the other mornings begin with the evening's queue.
    assert future.peak_waiting.values[0, :, 0].tolist() == [980, 800, 600, 400, 200] + [0] * 5
    assert future.night_waiting.values[0, :, 0].tolist() == [800, 800, 600, 400, 200] + [0] * 5


def test_waits_are_first_in_first_out() -> None:
    future = simulate(chain(), members=1)
    # All came at 8; on day d twenty leave at each hour from 8 to 17, having waited 24 d + 0 to 9 hours.
    expected = [24 * day + 4.5 for day in range(5)]
    assert future.wait_hours.values[0, :5, 0].tolist() == expected
    assert np.isnan(future.wait_hours.values[0, 5:, 0]).all()


def test_a_slow_lane_serves_whole_people_in_time() -> None:
    slow = {"gate": {"lanes": 1, "people_per_lane_hour": 0.3}}
    # 0.3 an hour for ten hours a day are 3 a day; what is left of a person is kept to the next hour and day.
    assert arrivals(stages=slow, sources={"town": {"people": 10}}) == [3, 3, 3, 1, 0, 0, 0, 0, 0, 0]


def test_a_lane_that_was_idle_does_not_serve_more_the_next_hour() -> None:
    ways: dict[str, Any] = {
        "sources": {"farm": chain().settings.sources["town"].model_dump() | {"people": 1}},
        "stages": {"gate": {"open_hours": [0, 24]}},
        "legs": [
            {"from": "farm", "to": "gate", "hours": 1},
            {"from": "town", "to": "gate", "hours": 2},
            {"from": "gate", "to": "camp", "hours": 0},
        ],
        "streams": {"farmers": {"path": ["farm", "gate", "camp"]}},
    }
    # One comes at 7, a thousand at 8: twenty an hour from then on, whatever was left of the hour before.
    assert arrivals(**ways)[:3] == [1 + 16 * 20, 480, 200]


def test_people_on_foot_come_in_over_the_hours_between_fastest_and_slowest() -> None:
    # Fastest 10 hours, slowest 20: eleven hours, 16 to 2, of which eight lie on the first day.
    legs = [{"from": "town", "to": "gate", "hours": 10, "spread": 2}, {"from": "gate", "to": "camp", "hours": 3}]
    days = arrivals("Gate", legs=legs, sources={"town": {"people": 1100}})
    assert days == [800, 300] + [0] * 8


def test_buses_go_full_and_come_back_after_their_round_trip() -> None:
    # Two buses of ten, away for a day: 20 people a day from 8 o'clock; there at 8 + 1 + 3.
    people: dict[str, Any] = {"sources": {"town": {"people": 50}}, "stages": FAST_GATE, "legs": BUS_LEGS}
    assert arrivals(fleets={"buses": BUS}, **people) == [20, 20, 10] + [0] * 7
    # Away for four hours: they load at 8, 13 and 18.
    assert arrivals(fleets={"buses": BUS | {"away_hours": 4}}, **people) == [50] + [0] * 9
    # Away for seven: they load at 8, 16 and 0.
    assert arrivals(fleets={"buses": BUS | {"away_hours": 7}}, **people) == [40, 10] + [0] * 8


def test_a_bus_that_is_not_full_leaves_with_the_last_of_the_day() -> None:
    legs = [BUS_LEGS[0], BUS_LEGS[1] | {"hours": 5}]
    few: dict[str, Any] = {"sources": {"town": {"people": 15}}, "stages": FAST_GATE, "legs": legs}
    # Ten leave at 8; five wait for the last departure at 19 and come at 19 + 1 + 5, the next day.
    assert arrivals(fleets={"buses": BUS | {"depart_hours": [7, 20]}}, **few) == [10, 5] + [0] * 8
    # Any hour will do: the last of the day leaves at 23.
    assert arrivals(fleets={"buses": BUS}, **few) == [10, 5] + [0] * 8


def test_people_who_wait_for_buses_count_as_waiting_where_they_board() -> None:
    people: dict[str, Any] = {"sources": {"town": {"people": 50}}, "stages": FAST_GATE, "legs": BUS_LEGS}
    future = simulate(chain(fleets={"buses": BUS}, **people), members=1)
    assert future.waiting.values[0, :3, 0].tolist() == [30, 10, 0]
    assert future.population.sel(place="Gate").values[0, :3].tolist() == [30, 10, 0]
    assert future.peak_waiting.values[0, :3, 0].tolist() == [30, 30, 10]
    assert future.wait_hours.values[0, :3, 0].tolist() == [0, 24, 48]


def test_buses_that_load_and_drive_in_less_than_an_hour_arrive_the_next_hour() -> None:
    legs = [BUS_LEGS[0], BUS_LEGS[1] | {"hours": 0}]
    changes: dict[str, Any] = {"sources": {"town": {"people": 15}}, "stages": FAST_GATE, "legs": legs}
    assert arrivals(fleets={"buses": BUS | {"loading_hours": 0, "depart_hours": [7, 20]}}, **changes) == [15] + [0] * 9


def test_without_vehicles_nobody_leaves_and_nobody_is_lost() -> None:
    future = simulate(
        chain(fleets={"buses": BUS | {"vehicles": 0}}, stages=FAST_GATE, legs=BUS_LEGS),
        members=1,
    )
    assert future.population.sel(place="Gate").values[0, -1] == 1000
    assert not future.arrivals.sel(place="Camp").any()


OVERFLOW: dict[str, Any] = {
    "sites": {
        "camp": {"capacity": 300, "overflow_to": "school"},
        "school": {"place": "School", "onward_per_day": 0},
    },
    "legs": [
        {"from": "town", "to": "gate", "hours": 2},
        {"from": "gate", "to": "camp", "hours": 3},
        {"from": "camp", "to": "school", "hours": 1},
    ],
}


def test_a_full_site_sends_people_on_to_the_next() -> None:
    future = simulate(chain(**OVERFLOW), members=1)
    camp, school = (future.population.sel(place=name).values[0] for name in ("Camp", "School"))
    assert camp.tolist() == [200] + [300] * 9
    # The last twenty of each day come at 20 and are at the school at 21.
    assert school.tolist() == [0, 100, 300, 500] + [700] * 6


def test_people_at_a_site_from_the_start_take_its_room() -> None:
    crowded = OVERFLOW["sites"] | {"camp": {"capacity": 300, "overflow_to": "school", "people_at_start": 350}}
    future = simulate(chain(sites=crowded, legs=OVERFLOW["legs"]), members=1)
    assert (future.population.sel(place="Camp").values[0] == 300).all()
    assert future.population.sel(place="School").values[0].tolist() == [250, 450, 650, 850] + [1050] * 6


def test_a_full_site_with_nowhere_to_send_people_keeps_them() -> None:
    future = simulate(chain(sites={"camp": {"capacity": 300}}), members=1)
    assert future.population.sel(place="Camp").values[0, -1] == 1000


def test_people_move_on_from_a_site_at_noon() -> None:
    changes: dict[str, Any] = {
        "sites": {"camp": {"onward_per_day": 1, "onward_to": "relatives"}},
        "exits": {"relatives": {}},
        "legs": [*OVERFLOW["legs"][:2], {"from": "camp", "to": "relatives", "hours": 0}],
    }
    future = simulate(chain(**changes), members=1)
    # Of the 200 of a day 40 come at 11 and 12 and go the same day, 160 the next.
    assert future.gone.values[0, :, 0].tolist() == [40, 200, 200, 200, 200, 160] + [0] * 4
    assert future.population.sel(place="Camp").values[0].tolist() == [160] * 5 + [0] * 5


def test_only_so_many_get_through_the_way_out_in_an_hour() -> None:
    town = {"town": {"people": 100, "passage_per_hour": 7, "leave_hours": [6, 9]}}
    future = simulate(chain(sources=town), members=1)
    assert future.left.values[0, :, 0].tolist() == [21, 21, 21, 21, 16] + [0] * 5


def test_people_pass_straight_through_a_stage_until_it_opens() -> None:
    town = {"town": {"people": 900, "passage_per_hour": 300}}
    dated = arrivals(stages={"gate": {"opens": "2030-01-03"}}, sources=town)
    assert dated == [300, 300, 200, 100] + [0] * 6
    reported = {"gate": {"opens_on_report": True}}
    by_event = simulate(chain(events=[event("stage_opens", 3)], sources=town, stages=reported), members=1)
    assert by_event.arrivals.sel(place="Camp").values[0].tolist() == dated


def test_people_wait_at_a_stage_on_days_on_which_it_is_reported_shut() -> None:
    town = {"town": {"people": 900, "passage_per_hour": 300}}
    closure = event("stage_closes", 2).model_copy(update={"end": date(2030, 1, 3)})
    open_all_days = arrivals(sources=town)
    shut = simulate(chain(events=[closure], sources=town), members=1).arrivals.sel(place="Camp").values[0].tolist()
    assert shut == [open_all_days[0], 0, 0, *open_all_days[1:-2]]
    for_good = chain(events=[event("stage_closes", 2)], sources=town)
    assert simulate(for_good, members=1).arrivals.sel(place="Camp").values[0].tolist() == [open_all_days[0]] + [0] * 9


def test_a_stage_whose_opening_nobody_has_reported_stays_pass_through() -> None:
    town = {"town": {"people": 900, "passage_per_hour": 300}}
    scenario = chain(events=[event("stage_opens", 3)], sources=town, stages={"gate": {"opens_on_report": True}})
    outcome, layout, _ = outcome_of(scenario, events=[])
    assert outcome.entered[0, :, layout.nodes.index("camp")].tolist() == [300] * 3 + [0] * 7
    outcome, layout, _ = outcome_of(scenario)
    assert outcome.entered[0, :, layout.nodes.index("camp")].tolist() == [300, 300, 200, 100] + [0] * 6


def test_a_simulation_knows_the_opening_of_a_stage_only_from_its_day_on_or_as_supposed() -> None:
    town = {"town": {"people": 900, "passage_per_hour": 300}}
    opening = event("stage_opens", 3)
    scenario = chain(events=[opening], sources=town, stages={"gate": {"opens_on_report": True}})

    def came(**more: Any) -> list[int]:
        days: list[int] = simulate(scenario, members=1, **more).arrivals.sel(place="Camp").values[0].tolist()
        return days

    eve = event("opening", 2).start
    assert came(known_until=eve) == [300] * 3 + [0] * 7
    assert came(known_until=eve, what_if=[opening]) == came() == [300, 300, 200, 100] + [0] * 6


def test_planned_releases_come_out_exactly_and_then_the_hazard_holds() -> None:
    plan = np.array([[[120, 0, 7, 1]]])
    town = {"town": {"people": 1000, "leave_hours": [5, 10]}}
    outcome, _, _ = outcome_of(chain(sources=town), planned=plan)
    assert outcome.left[0, :, 0].tolist() == [120, 0, 7, 1, 872] + [0] * 5


def test_nobody_is_released_who_is_not_there() -> None:
    outcome, _, _ = outcome_of(chain(), planned=np.array([[[700, 700, 700]]]))
    assert outcome.left[0, :, 0].tolist() == [700, 300] + [0] * 8


@given(
    came=st.lists(st.integers(0, 9), min_size=1, max_size=12),
    rate=st.integers(1, 7),
)
def test_all_waits_together_are_the_area_between_the_curves(came: list[int], rate: int) -> None:
    hours = len(came) + sum(came) // rate + 2
    by_hour = np.zeros(hours, dtype=np.int64)
    by_hour[: len(came)] = came
    twins: list[Any] = [_waited, _waited.py_func]
    for waited in twins:
        head, queue, area, total = np.zeros(2, dtype=np.int64), 0, 0, 0.0
        waits = np.zeros(8, dtype=np.int32)
        for hour in range(hours):
            queue += int(by_hour[hour])
            served = min(queue, rate)
            queue -= served
            total += waited(by_hour, head, served, hour, waits)
            area += queue
        assert queue == 0
        assert total == area
        assert waits.sum() == sum(came)


@pytest.mark.parametrize("people", [0, 1, 7, 23, 24, 1000])
def test_who_set_out_together_come_in_as_evenly_as_whole_people_can(people: int) -> None:
    twins: list[Any] = [_travel, _travel.py_func]
    for travel in twins:
        ring, rng = np.zeros((64, 1), dtype=np.int64), np.ones(1, dtype=np.uint64)
        travel(ring, 0, people, 60, 2, 9, rng, np.uint64(5), np.uint64(7))
        due = [(60 + late) % 64 for late in range(2, 10)]
        assert ring.sum() == ring[due, 0].sum() == people
        assert np.ptp(ring[due, 0]) <= 1
