"""Readings of Flee's code that were wrong once, each on an input of its own, and people conserved in every mode."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import waystation as ws
from flee_worlds import case, place
from waystation.engine import MovementModel, simulate_movement
from waystation.engine.movement.arrivals import daily_totals
from waystation.errors import InputError
from waystation.world.flee import CampCounts, FleeCase, FleePlace, LocationChange

VALLEY = "examples/flee_valley"


def _counts(**by_camp: int) -> CampCounts:
    series = {name: (np.array([0]), np.array([float(count)])) for name, count in by_camp.items()}
    return CampCounts(series, series)


def test_a_share_is_of_those_left() -> None:
    shares = {"spawn_mode": "pop_ratio", "displaced_per_conflict_day": 0.5}
    made = case(
        [place("A", "conflict", 1000), place("B", "camp")], [("A", "B", 10)], days=4, conflict_driven_spawning=shares
    )
    taken = simulate_movement(made.with_settings(take_from_population=True), members=1).appeared[0].sum("place")
    kept = simulate_movement(made, members=1).appeared[0].sum("place")
    assert taken.values.tolist() == [500, 250, 125, 62]
    assert kept.values.tolist() == [500] * 4


@pytest.mark.parametrize(
    ("changes", "there"),
    [({"hasten": 10}, 40), ({}, 40), ({"empty_camps_on_day0": True}, 0)],
    ids=["not divided", "at camps only", "not in empty camps"],
)
def test_initial_people_stand_at_camps_undivided(changes: dict[str, object], there: int) -> None:
    places = [place("A", "conflict", 1000, initial_idps="70"), place("B", "camp", 0, initial_idps="40")]
    made = case(places, [("A", "B", 10)], days=2, displaced=0, **changes)
    appeared = simulate_movement(made, members=1).appeared[0, 0]
    assert appeared.values.tolist() == [0, there]


def test_room_grows_by_capacity_per_day_undivided() -> None:
    camp = place("B", "camp", 500, capacity_per_day="30")
    made = case([place("A", "conflict", 10), camp], [("A", "B", 10)], days=3, hasten=10)
    assert MovementModel.of(made).tables.net.capacity[:, 1].tolist() == [80, 110, 140]
    # Flee adds the column to what every place has: -1 of a town becomes a limit.
    assert MovementModel.of(made).tables.net.capacity[:, 0].tolist() == [0, 0, 0]


def test_a_change_of_type_comes_before_a_conflict_of_the_same_day() -> None:
    made = case([place("A", "town", 100), place("B", "camp")], [("A", "B", 10)], days=3)
    intensity = made.intensity.copy()
    intensity[1:, 0] = 1.0
    made = replace(made, intensity=intensity, location_changes=(LocationChange("A", "town", 1),))
    assert MovementModel.of(made).times.conflict[:, 0].tolist() == [0, 1, 1]


def test_the_usual_intensity_is_cut_and_serves_changes_of_type_only() -> None:
    places = [place("A", "conflict", 100), place("B", "town", 9), place("C", "camp")]
    made = case(places, [("A", "B", 10), ("B", "C", 9)], days=2, until=0)
    made = replace(
        made.with_settings(default_conflict_intensity=3), location_changes=(LocationChange("B", "conflict", 1),)
    )
    assert MovementModel.of(made).times.conflict[1].tolist() == [1.0, 3.0, 0.0]
    with pytest.raises(InputError, match="default_conflict_intensity"):
        made.with_settings(default_conflict_intensity=0.5)


def test_counts_are_read_in_the_order_of_the_file() -> None:
    """Days 0, 10, 4, 20 with 100, 200, 500, 900: rows behind a later one are hidden until its day."""
    series = (np.array([0, 10, 4, 20]), np.array([100.0, 200, 500, 900]))
    read = CampCounts({"A": series}, {"A": series}).daily("A", 22)
    # Up to day 9 the line to 200; from day 10 that from the row before the last, day 4 with 500, to 900 on day 20.
    assert read[[0, 5, 9, 10, 12, 20, 21]].tolist() == [100, 150, 190, 650, 700, 900, 900]


def test_a_name_twice_in_the_layout_grows_twice() -> None:
    series = {name: (np.array([0, 1]), np.array([float(a), float(b)])) for name, a, b in
              (("total", 30, 50), ("A", 10, 15), ("B", 20, 35))}  # fmt: skip
    once = CampCounts(series, series)
    twice = CampCounts(series, series, layout=("total", "A", "B", "A"))
    no_total = CampCounts(series, series, layout=("A", "B"))
    change = {name: daily_totals(each, 2, 1, from_camps=True, empty=False)[1]
              for name, each in (("once", once), ("twice", twice), ("no total", no_total))}  # fmt: skip
    assert change == {"once": 20, "twice": 25, "no total": 15}


def test_members_of_a_comparison_are_the_same_futures() -> None:
    valley = ws.load_flee(VALLEY)
    same = ws.compare_movement(valley, {"move_rules.camp_weight": valley.settings.move_rules.camp_weight}, members=5)
    assert (same.table[["change", "change_low", "change_high"]] == 0).all().all()
    with pytest.raises(InputError, match="cannot be changed"):
        ws.change_case(valley, {"roads.A/B.closed": 3})
    opened = ws.compare_movement(valley, {"places.Harbour.camp_from": 20}, members=5)
    assert "Harbour" in opened.table.index


def _flooded(made: FleeCase, levels: list[list[int]], **rules: object) -> FleeCase:
    changed = made.with_settings(
        flood_zone_spawning_only=True, conflict_zone_spawning_only=False, insert_day0=True, take_from_population=True,
        conflict_driven_spawning=None,
        flood_driven_spawn_mode={"spawn_mode": "constant", "displaced_per_flood_day": [0, 1000, 0, 0]},
        flood_rules=rules,
    )  # fmt: skip
    return replace(changed, flood_levels=np.array(levels), counts=_counts(**{each.name: 0 for each in made.places}))


@pytest.mark.parametrize("kernel", ["counts", "agents"])
def test_with_fixed_routes_a_flood_counts_when_routes_are_listed_and_when_one_is_chosen(kernel: str) -> None:
    # A wet flood zone weighs 1/2 by itself and 1/2 for its level, in the list and in the choice: 1/16 of the dry camp.
    made = case(
        [place("Camp", "camp"), place("Zone", "flood_zone"), place("Town", "town", 5000)],
        [("Town", "Camp", 60), ("Town", "Zone", 60)], days=1, fixed_routes=True, max_move_speed=60,
    )  # fmt: skip
    made = _flooded(made, [[0, 2, 1]], flood_movechances=[0, 1, 1, 1], flood_loc_weights=[1, 1, 0.5, 0.5])
    mean = float(simulate_movement(made, members=400, kernel=kernel).under_way.mean())  # 61st km is tomorrow's
    assert mean == 1000
    arrived = replace(made, days=2, flood_levels=np.array([[0, 2, 1], [0, 2, 0]]))
    arrived = replace(arrived, intensity=np.zeros((2, 3))).with_settings(max_move_speed=61)
    # Whoever came to the zone leaves it the next day, and it has one way only: back.
    back = float(simulate_movement(arrived, members=400, kernel=kernel).people.sel(place="Town")[:, 0].mean())
    assert abs(back - 1000 / 17) <= 4 * np.sqrt(1000 * 16 / 17**2 / 400)


def test_hunger_acts_on_who_leaves_from_the_first_day_and_on_the_rest_from_the_second() -> None:
    made = case([place("Mill", "conflict", 100), place("Ford", "town", 0)], [("Mill", "Ford", 60)], days=2)
    made = replace(
        made.with_settings(
            flee_when_starving=True, avoid_food_deprived_locations=True, starvation_driven_spawning=True,
            conflict_zone_spawning_only=False, default_movechance=0.2,
        ),
        need=np.full((2, 2), 0.5),
    )  # fmt: skip
    tables = MovementModel.of(made).tables
    leaving = tables.timed.steady + tables.timed.chance
    np.testing.assert_allclose(leaving[:, 0, 1], [0.6, 0.6])
    np.testing.assert_allclose(tables.timed.pull[:, 0, 1], [1.0, 0.75])
    by_counts = replace(made.with_settings(conflict_driven_spawning=None), counts=_counts(total=0))
    np.testing.assert_allclose(MovementModel.of(by_counts).times.spawn_weight[:, 1], [0.0, 0.0])
    longer = replace(by_counts, days=3, need=np.full((3, 2), 0.5), intensity=np.ones((3, 2)) * [1, 0])
    np.testing.assert_allclose(MovementModel.of(longer).times.spawn_weight[2, 1], 0.5)


_KINDS = ("conflict", "town", "camp", "flood_zone", "idpcamp")


@st.composite
def _worlds(draw: st.DrawFn) -> FleeCase:
    """Small networks under floods, hunger or harvest, with everything else that moves people about."""
    count, days = draw(st.integers(3, 5)), 9
    kinds = ["conflict", *(draw(st.sampled_from(_KINDS)) for _ in range(count - 1))]
    places = [replace(place(f"P{n}", kind, draw(st.integers(0, 300))), row=n) for n, kind in enumerate(kinds)]
    roads = [(f"P{n}", f"P{draw(st.integers(0, count - 1))}", draw(st.integers(1, 200))) for n in range(count)]
    changes: dict[str, object] = {
        "awareness_level": draw(st.integers(1, 2)), "take_from_population": True,
        "avoid_short_stints": draw(st.booleans()), "max_move_speed": draw(st.sampled_from([40, 150])),
        "fixed_routes": draw(st.booleans()), "camp_movechance": 0.1,
    }  # fmt: skip
    mode = draw(st.sampled_from(["flood", "hunger", "harvest"]))
    made = case(places, roads, days=days, displaced=draw(st.integers(0, 60)), **changes)
    if mode == "harvest":
        return replace(made.with_settings(harvest_months=[4]), start=date(2031, 3, 28))
    if mode == "hunger":
        need = np.array(draw(st.lists(st.floats(0, 1), min_size=count, max_size=count)))
        hungry = made.with_settings(flee_when_starving=True, avoid_food_deprived_locations=True)
        return replace(hungry, need=np.tile(need, (days, 1)))
    levels = np.array(draw(st.lists(st.integers(0, 3), min_size=days * count, max_size=days * count)))
    flooded = made.with_settings(
        flood_zone_spawning_only=True, conflict_zone_spawning_only=False, insert_day0=True,
        conflict_driven_spawning=None, flood_driven_spawn_mode={"displaced_per_flood_day": [0, 0.1, 0.3, 0.6, 1]},
        flood_rules={"flood_movechances": [0, 0.3, 0.6, 1, 1], "flood_loc_weights": [0.5, 0.5, 0.2, 0, 0]},
    )  # fmt: skip
    counts = _counts(**{each.name: 20 for each in places})
    return replace(flooded, flood_levels=levels.reshape(days, count), counts=counts)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_worlds(), st.sampled_from(["counts", "agents", "mean"]))
def test_nobody_appears_or_vanishes_under_floods_hunger_or_harvest(made: FleeCase, kernel: str) -> None:
    futures = simulate_movement(made, members=2, kernel=kernel)  # type: ignore[arg-type]
    there = futures.people.sum("place") + futures.under_way
    assert np.allclose(there, futures.appeared.sum("place").cumsum("date"))
    assert float(futures.people.min()) >= -1e-6


def test_in_harvest_months_all_are_counted_at_home() -> None:
    made = case([FleePlace("A", "", "Home", 0, 0, "conflict", 0, 100, False), place("B", "camp")], [("A", "B", 10)],
                days=6, displaced=50)  # fmt: skip
    made = replace(made.with_settings(harvest_months=[4]), start=date(2031, 3, 30))
    people = simulate_movement(made, members=3).people.values
    # Two days of March: all go to the camp. From 1 April on everybody is counted where they fled from.
    assert people[:, 1].tolist() == [[0, 100]] * 3
    assert people[:, 5].tolist() == [[300, 0]] * 3
