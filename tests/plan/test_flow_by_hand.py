"""The flow behind the limit: small ones worked by hand, by an hour-by-hour count, and by changing them a little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from waystation.plan.flow import Flow, FlowLeg, earliest_supply, lanes_at_fault, solve

HOURS = 24
GATE, CAMP = 0, 1
FREE = np.inf


def leg(origin: int, to: int, takes: int, *, fleet: int = -1, people: float = 1e9, shut: Sequence[int] = ()) -> FlowLeg:
    arrives = np.arange(HOURS) + takes
    may = (arrives < HOURS) & ~np.isin(np.arange(HOURS), shut)
    return FlowLeg(origin, to, arrives, may, fleet, people)


def flow(
    comes: dict[int, float], *legs: FlowLeg, per_hour: float = FREE, lanes: float = 1, passage: float = FREE,
    vehicles: Sequence[float] = (), seats: Sequence[float] = (), trip: Sequence[int] = (), loading: Sequence[int] = (),
    bays: Sequence[float] = (), companion: Sequence[int] = (), per_companion: Sequence[float] = (),
    holds: Sequence[float] | None = None,
) -> Flow:  # fmt: skip
    supply = np.zeros((1, HOURS))
    for hour, people in comes.items():
        supply[0, hour] = people
    fleets = len(vehicles)
    rate = np.full((2, HOURS), FREE)
    rate[GATE] = per_hour
    return Flow(
        hours=HOURS, legs=list(legs), supply=supply, passage=np.array([passage]), demand={CAMP: supply.sum()},
        lane_hours=rate, lanes=np.array([float(lanes), 1.0]), room=np.full(2, FREE),
        holds={} if holds is None else {CAMP: np.array(holds, dtype=float)}, vehicles=np.array(vehicles, dtype=float),
        seats=np.array(seats, dtype=float), trip=np.array(trip, dtype=np.int64),
        loading=np.array(loading, dtype=np.int64), bays=np.array(bays or [FREE] * fleets, dtype=float),
        companion=np.array(companion or [-1] * fleets, dtype=np.int64),
        per_companion=np.array(per_companion or [1.0] * fleets, dtype=float),
    )  # fmt: skip


def received(found: Flow) -> dict[int, float]:
    got = solve(found).received
    return {int(hour): round(float(got[hour]), 6) for hour in np.flatnonzero(got > 1e-6)}


WALK, ON = leg(-1, GATE, 2), leg(GATE, CAMP, 1)
BUS = {"vehicles": [2], "seats": [10], "trip": [3], "loading": [1]}
RIDE = leg(GATE, CAMP, 1, fleet=0)


@pytest.mark.parametrize(
    ("made", "by_hour"),
    [
        (flow({0: 35}, WALK, ON, per_hour=10), {3: 10, 4: 10, 5: 10, 6: 5}),
        (flow({0: 35}, WALK, ON, per_hour=10, lanes=2), {3: 20, 4: 15}),
        (flow({0: 35}, WALK, ON, passage=15), {3: 15, 4: 15, 5: 5}),
        (flow({0: 35, 4: 6}, WALK, ON), {3: 35, 7: 6}),
        (flow({0: 20}, leg(-1, GATE, 2, shut=(0, 1)), ON), {5: 20}),
        (flow({0: 45}, leg(-1, GATE, 0), RIDE, **BUS), {1: 20, 4: 20, 7: 5}),
        (flow({0: 45}, leg(-1, GATE, 0), RIDE, **{**BUS, "trip": [1]}), {1: 20, 2: 20, 3: 5}),
        # One bay: a vehicle loads for two hours, so that one sets out in every two.
        (flow({0: 30}, leg(-1, GATE, 0), leg(GATE, CAMP, 2, fleet=0), **{**BUS, "vehicles": [9], "loading": [2]},
              bays=[1]), {2: 10, 4: 10, 6: 10}),
        # Nine lorries of ten seats, but one escort, which goes with two of them and is away as long.
        (flow({0: 45}, leg(-1, GATE, 0), RIDE, vehicles=[9, 1], seats=[10, 1], trip=[3, 3], loading=[1, 1],
              companion=[1, -1], per_companion=[2, 1]), {1: 20, 4: 20, 7: 5}),
        (flow({0: 30}, WALK, ON, holds=[0] * 3 + [10] * 4 + [25] * 2 + [99] * 15), {3: 10, 7: 15, 9: 5}),
    ],
)  # fmt: skip
def test_who_is_received_when_is_as_worked_by_hand(made: Flow, by_hour: dict[int, float]) -> None:
    assert received(made) == by_hour
    assert solve(made).finish == max(by_hour)
    assert solve(made).person_hours == pytest.approx(sum(hour * people for hour, people in by_hour.items()))


@pytest.mark.parametrize("seed", range(6))
def test_a_line_of_gate_and_vehicles_is_as_fast_as_serving_whoever_is_there_each_hour(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people, rate, vehicles, seats = (int(rng.integers(*each)) for each in ((20, 90), (8, 30), (1, 4), (5, 12)))
    trip = int(rng.integers(1, 4))
    made = flow({0: people}, leg(-1, GATE, 0), RIDE, per_hour=rate,
                vehicles=[vehicles], seats=[seats], trip=[trip], loading=[1])  # fmt: skip
    queue, ready, got = float(people), 0.0, np.zeros(HOURS)
    back = np.zeros(HOURS + trip)
    back[0] = vehicles
    free = 0.0
    for hour in range(HOURS - 1):
        served = min(queue, rate)
        queue, ready, free = queue - served, ready + served, free + back[hour]
        riding = min(ready, free * seats)
        ready, free = ready - riding, free - riding / seats
        back[hour + trip] += riding / seats
        got[hour + 1] = riding
    if queue + ready > 0:
        pytest.skip("not all are received in a day")
    assert solve(made).person_hours == pytest.approx(got @ np.arange(HOURS), abs=1e-6)


def test_by_an_hour_as_many_as_can_be_are_received() -> None:
    made = flow({0: 95}, WALK, ON, per_hour=10)
    for by, people in ((2, 0), (3, 10), (7, 50), (12, 95)):
        assert solve(made, by=by).received[: by + 1].sum() == pytest.approx(people)


@pytest.mark.parametrize(("comes", "walk", "hour"), [({0: 10}, 2, 3), ({0: 9, 4: 1}, 2, 7), ({5: 10}, 0, 6)])
def test_nobody_is_received_before_the_last_has_come_and_walked(comes: dict[int, float], walk: int, hour: int) -> None:
    made = flow(comes, leg(-1, GATE, walk), ON)
    assert earliest_supply(made) == hour == solve(made).finish


def test_of_two_ways_the_shorter_sets_the_earliest_hour() -> None:
    made = flow({0: 10}, leg(-1, GATE, 5), leg(-1, GATE, 3), ON)
    assert earliest_supply(made) == 4


def test_what_one_lane_or_vehicle_more_is_said_to_change_is_what_a_little_more_does_change() -> None:
    little = 1e-3
    gate = flow({0: 97}, WALK, ON, per_hour=10)
    more = replace(gate, lanes=gate.lanes + np.array([little, 0]))
    gained = (solve(gate).person_hours - solve(more).person_hours) / little
    assert lanes_at_fault(gate, [GATE], solve(gate))[GATE] == pytest.approx(gained, rel=0.02)
    assert gained > 100
    bus = flow({0: 97}, leg(-1, GATE, 0), RIDE, **BUS)
    more = replace(bus, vehicles=bus.vehicles + little)
    gained = (solve(bus).person_hours - solve(more).person_hours) / little
    assert -solve(bus).vehicle_value[0] == pytest.approx(gained, rel=0.02)
    assert gained > 100
