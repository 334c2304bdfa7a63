"""Our movement rules: cases worked out by hand, people conserved, draws as theory has them."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from free_run_worlds import random_world, world
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.engine.movement import splitting
from waystation.engine.movement.free_run import FreeRun
from waystation.engine.movement.free_run_baselines import capacity_proportional, gravity
from waystation.engine.movement.splitting import LEAST_ROOM, split
from waystation.engine.movement.waystation_rules import (
    MovementRules,
    chosen_on,
    mean_split,
    shipped_rules,
    simulate_free_run,
    split_tables,
)
from waystation.errors import InputError

EVERYTHING = MovementRules(
    distance=0.7, following=0.6, head_start=0.3, newest_camp=8, capacity=0.3, fullness=1, spread=0.5
)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), days=st.integers(2, 12), zones=st.integers(1, 4), camps=st.integers(1, 5))
def test_nobody_appears_or_vanishes_whatever_opens_closes_fills_or_falls(
    seed: int, days: int, zones: int, camps: int
) -> None:
    run = random_world(np.random.default_rng(seed), days, zones, camps)
    people = simulate_free_run(run, rules=EVERYTHING, members=3, seed=seed)["people"].to_numpy()
    assert (people >= 0).all()
    assert (people.sum(axis=2) == run.total).all()
    expected = mean_split(run, EVERYTHING)
    assert (expected >= 0).all()
    assert np.allclose(expected.sum(axis=1), run.total)


def test_camps_alike_in_everything_share_evenly() -> None:
    run = world(total=[30, 90, 300], first=[10, 10, 10], km=[[80, 80, 80]], capacity=[500, 500, 500])
    assert mean_split(run, EVERYTHING)[-1] == pytest.approx([100, 100, 100])


def test_a_camp_twice_as_far_draws_half_as_many() -> None:
    run = world(total=[0, 300], first=[0, 0], km=[[50, 150]])  # with 50 km added: 100 and 200
    assert mean_split(run, MovementRules(distance=1.0))[1] == pytest.approx([200, 100])


def test_places_in_conflict_send_equal_parts_and_quiet_ones_none() -> None:
    # Only camp 0 can be reached from the first, only camp 1 from the second; the third is quiet.
    km = [[10, np.inf], [np.inf, 20], [np.inf, 20]]
    run = world(total=[0, 100], first=[0, 0], km=km, conflict=[[True] * 3, [True, True, False]])
    assert mean_split(run, EVERYTHING)[1] == pytest.approx([50, 50])


def test_people_follow_those_who_went_before() -> None:
    # Mean 20 people, head start half of that: (30 + 10) / (10 + 10) = 2, so camp 0 draws twice as many.
    run = world(total=[40, 70], first=[30, 10], km=[[10, 10]])
    assert mean_split(run, MovementRules(distance=0.0, following=1.0, head_start=0.5))[1] == pytest.approx([50, 20])


def test_a_camp_draws_by_the_room_it_has_left() -> None:
    # Day 1: room 1/2 and 1, so a third and two thirds of 30. Day 2: room 40/100 and 80/100 once more.
    run = world(total=[50, 80, 110], first=[50, 0], km=[[10, 10]], capacity=[100, 100])
    people = mean_split(run, MovementRules(distance=0.0, fullness=1.0))
    assert people[1] == pytest.approx([60, 20])
    assert people[2] == pytest.approx([70, 40])


def test_when_every_camp_is_full_people_are_still_received_somewhere() -> None:
    run = world(total=[200, 300], first=[100, 100], km=[[10, 10]], capacity=[100, 100])
    assert mean_split(run, MovementRules(distance=0.0, fullness=1.0))[1] == pytest.approx([150, 150])


def test_a_full_camp_keeps_a_fiftieth_of_its_pull() -> None:
    run = world(total=[100, 202], first=[100, 0], km=[[10, 10]], capacity=[100, 1e9])
    assert LEAST_ROOM == 0.02
    assert mean_split(run, MovementRules(distance=0.0, fullness=1.0))[1] == pytest.approx([102, 100])


def test_the_camp_that_opened_last_draws_its_country_but_no_more_from_others() -> None:
    # Countries share evenly by their three equal camps: 2/3 to the first. Within it, 1 : 1 + 3.
    run = world(total=[0, 150], first=[0, 0, 0], km=[[10, 10, 10]], country=[0, 0, 1], opened=[0, 1, 0])
    people = mean_split(run, MovementRules(distance=0.0, newest_camp=3.0))
    assert people[1] == pytest.approx([20, 80, 50])


def test_of_two_camps_opened_since_only_the_later_one_counts_as_newest() -> None:
    run = world(
        total=[0, 60, 120], first=[0, 0], km=[[10, 10]], opened=[1, 2],
        state=[0, 1, 2], in_operation=[[False, False], [True, False], [True, True]],
    )  # fmt: skip
    people = mean_split(run, MovementRules(distance=0.0, newest_camp=4.0))
    assert people[1] == pytest.approx([60, 0])
    assert people[2] == pytest.approx([70, 50])


def test_a_camp_takes_nobody_before_it_opens_or_after_it_closes() -> None:
    run = world(
        total=[0, 100, 200, 300], first=[0, 0], km=[[10, 10]], opened=[0, 2],
        state=[0, 0, 1, 0], in_operation=[[True, False], [True, True]],
    )  # fmt: skip
    people = simulate_free_run(run, rules=EVERYTHING, members=20, seed=3)["people"].to_numpy()
    assert (people[:, 1, 1] == 0).all()
    assert (people[:, 2, 1] > 0).any()
    assert (people[:, 3, 1] == people[:, 2, 1]).all()


def test_where_no_open_road_leads_to_a_camp_people_came_by_a_closed_one() -> None:
    run = world(total=[0, 100], first=[0, 0], km=[[50, 150]])
    cut = replace(run, km=np.full_like(run.km, np.inf))
    assert mean_split(cut, MovementRules(distance=1.0)) == pytest.approx(
        mean_split(run, MovementRules(distance=1.0)) * [1, 1]
    )


def test_with_no_place_in_conflict_camps_share_by_their_own_pull() -> None:
    run = world(total=[0, 90], first=[0, 0], km=[[10, 500]], capacity=[100, 200], conflict=[[False], [False]])
    assert mean_split(run, MovementRules(distance=1.0, capacity=1.0))[1] == pytest.approx([30, 60])


def test_a_camp_of_unknown_capacity_counts_as_a_typical_one_half_as_full_as_the_others() -> None:
    # Known rooms 1/2 and 1, so 3/4 for the camp nobody measured.
    run = world(total=[50, 95], first=[50, 0, 0], km=[[10] * 3], capacity=[100, 100, np.nan])
    people = mean_split(run, MovementRules(distance=0.0, fullness=1.0, capacity=1.0))
    assert people[1] == pytest.approx([50 + 10, 20, 15])


def test_without_any_capacity_room_plays_no_part() -> None:
    run = world(total=[50, 150], first=[50, 0], km=[[10, 30]])
    with_room, without = MovementRules(distance=1.0, fullness=2.0, capacity=1.0), MovementRules(distance=1.0)
    assert np.array_equal(mean_split(run, with_room), mean_split(run, without))


def test_when_the_total_falls_everybody_is_as_likely_to_have_left() -> None:
    run = world(total=[300, 150], first=[200, 100], km=[[10, 10]])
    assert mean_split(run, EVERYTHING)[1] == pytest.approx([100, 50])
    people = simulate_free_run(run, rules=EVERYTHING, members=400, seed=5)["people"].to_numpy()[:, 1, 0]
    # Leavers of camp 0 scatter no more than a binomial of 150 with chance 2/3.
    assert abs(people.mean() - 100) < 4 * np.sqrt(150 * 2 / 9 / 400)


def test_drawn_arrivals_are_a_multinomial() -> None:
    members, arrivals, share = 2_000, 600, np.array([1 / 2, 1 / 3, 1 / 6])
    # Distances, with 50 km added, in proportion 2 : 3 : 6, so pulls 3 : 2 : 1.
    run = world(total=[0, arrivals], first=[0, 0, 0], km=[[50, 100, 250]])
    people = simulate_free_run(run, rules=MovementRules(distance=1.0), members=members, seed=11)
    drawn = people["people"].to_numpy()[:, 1]
    spread = np.sqrt(arrivals * share * (1 - share))
    assert (np.abs(drawn.mean(axis=0) - arrivals * share) < 4 * spread / np.sqrt(members)).all()
    # Standard error of a standard deviation: spread / sqrt(2 n), for a nearly normal count.
    assert (np.abs(drawn.std(axis=0, ddof=1) - spread) < 4 * spread / np.sqrt(2 * members)).all()
    covariance = np.cov(drawn.T)[0, 1]
    theory = -arrivals * share[0] * share[1]
    assert abs(covariance - theory) < 4 * spread[0] * spread[1] / np.sqrt(members) * 1.3


def test_spread_scatters_members_by_a_lognormal_pull() -> None:
    # Of two camps, the log-odds of the first is a difference of two normals.
    members, sd = 2_000, 0.5
    run = world(total=[0, 10_000_000], first=[0, 0], km=[[10, 10]])
    people = simulate_free_run(run, rules=MovementRules(distance=0.0, spread=sd), members=members, seed=2)
    odds = people["people"].to_numpy()[:, 1]
    logit = np.log(odds[:, 0] / odds[:, 1])
    assert abs(logit.mean()) < 4 * sd * np.sqrt(2 / members)
    assert logit.std() == pytest.approx(sd * np.sqrt(2), abs=4 * sd / np.sqrt(members))


def test_members_do_not_depend_on_workers_or_on_how_many_there_are() -> None:
    run = random_world(np.random.default_rng(8), 30, 3, 4)
    one = simulate_free_run(run, rules=EVERYTHING, members=9, seed=4, workers=1)["people"]
    three = simulate_free_run(run, rules=EVERYTHING, members=20, seed=4, workers=3)["people"]
    assert np.array_equal(one, three[:9])


def test_another_camp_draws_its_own_numbers() -> None:
    # Streams belong to camps by name: what is drawn for camp 0 is the same whether camp 2 is there or not.
    two = world(total=[0, 100], first=[0, 0], km=[[10, 10]])
    three = world(total=[0, 100], first=[0, 0, 0], km=[[10, 10, np.inf]])
    rules = MovementRules(distance=1.0, spread=1.0)
    runs = [simulate_free_run(run, rules=rules, members=50, seed=9)["people"].to_numpy() for run in (two, three)]
    assert np.array_equal(runs[0], runs[1][:, :, :2])


def test_the_compiled_loop_draws_what_its_uncompiled_twin_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    run = random_world(np.random.default_rng(21), 10, 2, 3)
    tables = split_tables(run, EVERYTHING)
    compiled, plain = np.zeros((10, 3)), np.zeros((10, 3))
    split(np.uint64(77), tables, True, compiled)
    for inner in ("_attract", "_share", "_from_zone", "_arrive", "_leave"):
        monkeypatch.setattr(splitting, inner, getattr(splitting, inner).py_func)
    split.py_func(np.uint64(77), tables, True, plain)
    assert np.array_equal(compiled, plain)


def test_futures_can_be_written_as_netcdf_and_say_by_which_rules_they_were_made() -> None:
    run = world(total=[0, 100], first=[0, 0], km=[[10, 10]])
    futures = simulate_free_run(run, rules=EVERYTHING, members=3, seed=6)
    with xr.open_dataset(io.BytesIO(bytes(futures.to_netcdf(engine="scipy"))), engine="scipy") as again:
        assert np.array_equal(again["people"], futures["people"])
        assert list(again["place"].to_numpy()) == ["camp 0", "camp 1"]
        assert (again.attrs["rules"], again.attrs["seed"], again.attrs["newest_camp"]) == ("waystation", 6, 8)


def _in_plain_numpy(run: FreeRun, pull: np.ndarray) -> np.ndarray:
    """Baselines once more, without the engine: everybody where ``pull`` (zones, camps) sends them."""
    people = [run.first.astype(float)]
    for day in range(1, len(run.total)):
        change = run.total[day] - run.total[day - 1]
        if change < 0:
            people.append(people[-1] * run.total[day] / run.total[day - 1])
            continue
        zones = run.conflict[day] * run.population
        share = (zones[:, None] * pull / pull.sum(axis=1, keepdims=True)).sum(axis=0)
        people.append(people[-1] + change * share / share.sum())
    return np.array(people)


def test_baselines_agree_with_plain_arithmetic() -> None:
    run = world(
        total=[10, 200, 150, 900, 1000], first=[4, 6, 0], km=[[5, 80, 300], [200, 20, 10]],
        capacity=[100, 300, 600], conflict=[[True, True]] * 3 + [[False, True], [True, False]],
        population=[1000, 3000],
    )  # fmt: skip
    assert gravity(run) == pytest.approx(_in_plain_numpy(run, 1 / (1 + run.km_ever)))
    assert capacity_proportional(run) == pytest.approx(_in_plain_numpy(run, np.tile(run.capacity, (2, 1))))


def test_packaged_settings_are_there_for_all_and_for_each_conflict_left_out() -> None:
    assert shipped_rules().capacity == 0
    assert len(chosen_on()) == 6
    for name in chosen_on():
        assert shipped_rules(name) != shipped_rules()
    with pytest.raises(InputError, match='Did you mean "mali2012"'):
        shipped_rules("mali2021")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("distance", -1.0, "distance is -1"),
        ("softening_km", 0.0, "softening_km is 0"),
        ("head_start", 0.0, "above 0"),
    ],
)
def test_settings_without_a_meaning_are_refused(name: str, value: float, words: str) -> None:
    with pytest.raises(InputError, match=words):
        replace(shipped_rules(), **{name: value})


def test_all_that_is_wrong_with_a_request_is_said_at_once() -> None:
    run = world(total=[0, 1], first=[0], km=[[1]])
    with pytest.raises(InputError) as caught:
        simulate_free_run(run, members=0, kernel="means")  # type: ignore[arg-type]
    assert [problem.fix for problem in caught.value.problems] == ["Use 1 or more.", 'Did you mean "mean"?']
