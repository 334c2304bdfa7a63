"""Cases small enough to be worked out by hand, in their means and in what may never happen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from flee_worlds import case, place
from waystation.engine import simulate_movement
from waystation.errors import InputError
from waystation.world.flee import FleeClosure

MEMBERS = 400


def _means(made, day, members=MEMBERS, **more):
    futures = simulate_movement(made, members=members, seed=3, **more)
    return {name: float(futures.people.sel(place=name).isel(date=day).mean()) for name in futures.place.values}


def _is_binomial(mean: float, people: float, chance: float, members: int = MEMBERS) -> bool:
    """Whether a mean over members lies within four standard errors of people x chance."""
    return abs(mean - people * chance) <= 4 * math.sqrt(people * chance * (1 - chance) / members) + 1e-9


@pytest.mark.parametrize("kernel", ["counts", "agents"])
def test_people_part_by_pull_over_distance_and_softening(kernel: str) -> None:
    # Weights 1 / (10 + 60) and 1 / (10 + 120): 130 / 200 of them go to the nearer camp. Both are in reach in a day.
    made = case(
        [place("A", "conflict"), place("B", "camp"), place("C", "camp")],
        [("A", "B", 60), ("A", "C", 120)],
        days=1,
        max_move_speed=200,
    )
    mean = _means(made, 0, kernel=kernel)
    assert mean["A"] == 0
    assert mean["B"] + mean["C"] == 1000
    assert _is_binomial(mean["B"], 1000, 130 / 200)


@pytest.mark.parametrize("kernel", ["counts", "agents"])
def test_those_with_time_left_go_on_with_the_chance_of_the_place(kernel: str) -> None:
    # 50 of 100 km bring all to the town T. Three in ten go on: to B (30 km, pull 1) or back to A (50 km, pull 1/4).
    made = case(
        [place("A", "conflict"), place("T", "town"), place("B", "camp")],
        [("A", "T", 50), ("T", "B", 30)],
        days=1,
        max_move_speed=100,
        default_movechance=0.3,
        conflict_weight=0.25,
    )
    to_b, to_a = 1 / (10 + 30), 0.25 / (10 + 50)
    mean = _means(made, 0, kernel=kernel)
    assert sum(mean.values()) == pytest.approx(1000)
    assert _is_binomial(mean["T"], 1000, 0.7)
    assert _is_binomial(mean["B"], 1000, 0.3 * to_b / (to_a + to_b))
    assert _is_binomial(mean["A"], 1000, 0.3 * to_a / (to_a + to_b))


def test_expectations_are_the_exact_means() -> None:
    made = case(
        [place("A", "conflict"), place("T", "town"), place("B", "camp")],
        [("A", "T", 50), ("T", "B", 30)],
        days=1,
        max_move_speed=100,
        default_movechance=0.3,
        conflict_weight=0.25,
    )
    to_b, to_a = 1 / 40, 0.25 / 60
    mean = _means(made, 0, kernel="mean")
    assert mean["T"] == pytest.approx(700)
    assert mean["B"] == pytest.approx(300 * to_b / (to_a + to_b))


@pytest.mark.parametrize("kernel", ["counts", "agents"])
def test_a_link_takes_as_many_days_as_it_has_full_days_of_travel_and_one(kernel: str) -> None:
    # 200 km at 100 km a day: after two days exactly 200 km, which is not yet beyond the link, so the third arrives.
    made = case([place("A", "conflict"), place("B", "camp")], [("A", "B", 200)], max_move_speed=100, until=1)
    people = simulate_movement(made, members=1, kernel=kernel).people.sel(place="B").values[0]
    assert people.tolist() == [0, 0, 1000]


@pytest.mark.parametrize("kernel", ["counts", "agents"])
def test_those_under_way_when_a_link_closes_come_back_even_if_it_reopens(kernel: str) -> None:
    made = case(
        [place("A", "conflict"), place("B", "camp")],
        [("A", "B", 250)],
        days=4,
        closures=(FleeClosure("location", "B", "", 1, 2),),
        max_move_speed=100,
        until=1,
        default_movechance=0.0001,
    )
    futures = simulate_movement(made, members=1, kernel=kernel)
    assert futures.under_way.values[0].tolist() == [1000, 1000, 0, 0]
    assert futures.people.sel(place="A").values[0, 2] == 1000


@pytest.mark.parametrize("kernel", ["counts", "agents"])
def test_a_closure_of_a_link_is_ignored_as_in_flee_unless_its_manual_is_followed(kernel: str) -> None:
    made = case(
        [place("Mill", "conflict"), place("Ford", "camp")], [("Mill", "Ford", 50)], days=1,
        closures=(FleeClosure("link", "Mill", "Ford", 0),),
    )  # fmt: skip
    by_manual = made.with_settings(manual={"link_closures"})
    assert simulate_movement(made, members=1, kernel=kernel).people.values[0, 0].tolist() == [0, 1000]
    assert simulate_movement(by_manual, members=1, kernel=kernel).people.values[0, 0].tolist() == [1000, 0]


@pytest.mark.parametrize(("ends", "stay"), [(("A", "B"), 0), (("B", "A"), 1000), (("\u0100", "\u0101"), 0)])
def test_a_link_to_a_place_of_one_letter_closes_the_way_to_that_place(ends: tuple[str, str], stay: int) -> None:
    # Flee asks whether two names are one object; Python keeps one object for each letter up to U+00FF.
    one, other = sorted(ends)
    made = case(
        [place(one, "conflict"), place(other, "camp")], [(one, other, 50)], days=1,
        closures=(FleeClosure("link", *ends, 0),),
    )  # fmt: skip
    assert simulate_movement(made, members=1).people.values[0, 0].tolist() == [stay, 1000 - stay]


@pytest.mark.parametrize("kernel", ["counts", "agents", "mean"])
def test_nobody_sets_out_for_a_camp_that_is_more_than_half_through_its_buffer(kernel: str) -> None:
    # Room for 1,000: from 900 people the camp pulls less, from 950 whoever chooses it stays. It is the only choice.
    made = case(
        [place("A", "conflict"), place("B", "camp", 1000)], [("A", "B", 50)], days=30, displaced=100,
    )  # fmt: skip
    people = simulate_movement(made, members=20, kernel=kernel).people.sel(place="B").values
    # The hundred of the day on which it passes 950 decide together, before any of them arrives.
    assert (people[:, -1] >= 950).all()
    assert (people[:, -1] <= 1050).all()


@pytest.mark.parametrize("kernel", ["counts", "agents", "mean"])
def test_a_camp_reached_at_a_later_stop_of_the_day_takes_a_sixteenth_of_the_crowd_too_many_at_most(kernel: str) -> None:
    # All come from Mill on the first day, by two towns that they leave at once; nobody sets out once 285 are there.
    made = case(
        [place("Mill", "conflict"), place("Ford", "town"), place("Weir", "town"), place("Camp", "camp", 300)],
        [("Mill", "Ford", 20), ("Ford", "Weir", 20), ("Weir", "Camp", 20)],
        days=1, displaced=800, max_move_speed=200, default_movechance=1.0, conflict_weight=0.0,
    )  # fmt: skip
    there = simulate_movement(made, members=20, seed=2, kernel=kernel).people.sel(place="Camp").values
    assert 284 <= there.min() <= there.max() <= 286 + 800 / 16


def test_a_camp_of_unknown_room_is_never_full() -> None:
    made = case([place("A", "conflict"), place("B", "camp", 0)], [("A", "B", 50)], days=10)
    assert simulate_movement(made, members=1).people.sel(place="B").values[0, -1] == 10_000


def test_those_who_hardly_travelled_go_on_from_a_town_where_short_stints_are_avoided() -> None:
    made = case(
        [place("A", "conflict"), place("T", "town"), place("B", "camp")],
        [("A", "T", 10), ("T", "B", 20)],
        days=1,
        max_move_speed=200,
        default_movechance=0.01,
        avoid_short_stints=True,
        conflict_weight=0.0,
    )
    # (0 + 10 / 200) / 2 < 1/2: nobody stays in the town; danger without pull leaves the camp alone.
    assert _means(made, 0, members=1)["B"] == 1000


def test_first_journeys_are_walked_where_people_start_on_foot() -> None:
    made = case(
        [place("A", "conflict"), place("B", "camp")], [("A", "B", 90)], days=3, max_move_speed=200, max_walk_speed=35,
        start_on_foot=True, until=1,
    )  # fmt: skip
    assert simulate_movement(made, members=1).people.sel(place="B").values[0].tolist() == [0, 0, 1000]


@pytest.mark.parametrize("kernel", ["counts", "agents"])
def test_with_a_chance_each_day_on_a_link_is_walked(kernel: str) -> None:
    made = case(
        [place("A", "conflict"), place("B", "camp")],
        [("A", "B", 60, {"walk_probability": 0.25})],
        days=2,
        until=1,
        max_move_speed=100,
        max_walk_speed=35,
    )
    mean = _means(made, 0, kernel=kernel)
    assert _is_binomial(mean["B"], 1000, 0.75)
    # After a day on foot 35 km lie behind them; either way the second day arrives.
    assert _means(made, 1, kernel=kernel)["B"] == 1000


@pytest.mark.parametrize("kernel", ["counts", "agents"])
def test_people_look_two_links_ahead_and_keep_to_the_route_they_chose(kernel: str) -> None:
    made = case(
        [place("A", "conflict"), place("T", "town"), place("B", "camp")],
        [("A", "T", 50), ("T", "B", 30)],
        days=1,
        max_move_speed=200,
        default_movechance=0.0,
        awareness_level=2,
    )
    for_t, for_b = 1 / (10 + 50), 1 / (10 + 80)
    assert _is_binomial(_means(made, 0, kernel=kernel)["B"], 1000, for_b / (for_t + for_b))


@pytest.mark.parametrize("kernel", ["counts", "agents"])
def test_with_fixed_routes_a_place_has_its_own_way_to_where_the_one_before_it_leads(kernel: str) -> None:
    made = case(
        [place("Hill", "camp"), place("Ford", "town"), place("Mill", "conflict"), place("Lake", "camp")],
        [("Ford", "Hill", 60), ("Mill", "Hill", 60), ("Mill", "Lake", 60)], days=1, fixed_routes=True,
    )  # fmt: skip
    assert _is_binomial(_means(made, 0, kernel=kernel)["Hill"], 1000, 0.5)


def test_a_marker_is_passed_but_never_chosen() -> None:
    made = case(
        [place("A", "conflict"), place("M", "marker"), place("B", "camp")], [("A", "M", 20), ("M", "B", 30)], days=1,
    )  # fmt: skip
    assert _means(made, 0, members=1) == {"A": 0, "M": 0, "B": 1000}


def test_awareness_of_roads_only_moves_nobody_as_in_flees_code() -> None:
    made = case([place("A", "conflict"), place("B", "camp")], [("A", "B", 20)], days=2, awareness_level=0)
    assert _means(made, 1, members=1)["A"] == 2000


def test_children_weigh_danger_twice_and_teenage_boys_not_at_all() -> None:
    from dataclasses import replace

    from waystation.world.flee import Demographics

    made = case(
        [place("A", "conflict"), place("D", "conflict"), place("B", "camp")],
        [("A", "D", 50), ("A", "B", 50)],
        days=1,
        until=0,
        conflict_weight=0.5,
        max_move_speed=60,
        children_avoid_hazards=True,
        boys_take_risk=True,
        conflict_driven_spawning={"spawn_mode": "pop_ratio", "displaced_per_conflict_day": 1.0},
    )
    intensity = made.intensity.copy()
    intensity[0, :2] = 1.0
    made = replace(
        made,
        intensity=intensity,
        demographics={
            "age": Demographics("age", ("10", "17", "40"), {"Default": (0.5, 0.25, 0.25)}),
            "gender": Demographics("gender", ("male", "female"), {"Default": (0.5, 0.5)}),
        },
        places=(place("A", "conflict", 1000), *made.places[1:]),
    )
    # Careful: half who are 10, and girls of 17. Bold: males of 17 and 40. The rest weigh danger as it is.
    careful, bold = 0.5 + 0.125, 0.25
    rest = 1 - careful - bold
    to_danger = careful * 0.25 / 1.25 + bold * 0.5 + rest * 0.5 / 1.5
    # Whoever chose D goes on from there, back to A where the day ends.
    assert _is_binomial(_means(made, 0)["B"], 1000, 1 - to_danger)


def test_where_displacement_is_a_poisson_process_its_mean_and_spread_are_those() -> None:
    made = case(
        [place("A", "conflict"), place("B", "camp")], [("A", "B", 20)], days=1,
        conflict_driven_spawning={"spawn_mode": "poisson", "displaced_per_conflict_day": 100},
    )  # fmt: skip
    people = simulate_movement(made, members=MEMBERS).people.sel(place="B").values[:, 0]
    assert abs(people.mean() - 100) < 4 * math.sqrt(100 / MEMBERS)
    assert 0.7 * 100 < np.var(people) < 1.3 * 100  # five standard errors of a variance: 5 sqrt(2 / 400) = 0.35


@pytest.mark.parametrize(("km", "softening", "refused"), [(0, 0, True), (0, 0.001, False), (1, 0, False)])
def test_places_that_touch_need_some_softening_or_their_pull_has_no_end(
    km: float, softening: float, refused: bool
) -> None:
    made = case(
        [place("A", "conflict"), place("B", "town"), place("C", "camp")], [("A", "B", 20), ("B", "C", km)],
        softening=softening,
    )  # fmt: skip
    if refused:
        with pytest.raises(InputError, match='From "B" to "C" it is 0 km and softening is 0: Flee ends here'):
            simulate_movement(made, members=1, kernel="counts")
    else:
        assert simulate_movement(made, members=1, kernel="counts").people.values[0, -1].sum() > 0
