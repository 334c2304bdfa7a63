"""Runs as jobs: members are the same alone as among many, whole or sketched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import waystation as ws
from flee_folders import write_folder
from scenarios import write_scenario
from waystation.engine.randomness import MEMBER_BLOCK, member_seeds
from waystation.scale import RELATIVE_ERROR

LEVELS = [0.1, 0.5, 0.9]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> ws.Scenario:
    return ws.load_scenario(write_scenario(tmp_path_factory.mktemp("scenario")))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> ws.FleeCase:
    return ws.load_flee(write_folder(tmp_path_factory.mktemp("flee")))


@pytest.mark.parametrize("first", [0, 7, MEMBER_BLOCK - 2])
def test_members_of_a_scenario_are_the_same_alone_as_among_many(scenario: ws.Scenario, first: int) -> None:
    some = ws.simulate(scenario, members=4, first_member=first)
    alone = [ws.simulate(scenario, members=1, first_member=first + m) for m in range(4)]
    assert xr.concat(alone, "member").identical(some)
    assert some["member"].values.tolist() == list(range(first, first + 4))


def test_a_member_below_0_is_refused(scenario: ws.Scenario, case: ws.FleeCase) -> None:
    for run in (lambda: ws.simulate(scenario, first_member=-1), lambda: ws.simulate_free_run(case, first_member=-1)):
        with pytest.raises(ws.InputError, match="There is no member -1"):
            run()


def test_the_first_members_have_the_seeds_of_a_run_without_blocks() -> None:
    seeds = member_seeds(3, MEMBER_BLOCK + 10)
    assert len(np.unique(seeds)) == MEMBER_BLOCK + 10
    assert (member_seeds(3, 5, first=MEMBER_BLOCK - 1) == seeds[MEMBER_BLOCK - 1 : MEMBER_BLOCK + 4]).all()


@pytest.mark.parametrize("rules", ["flee", "waystation"])
def test_a_movement_job_gives_the_members_of_the_run(case: ws.FleeCase, rules: str) -> None:
    job = ws.MovementJob(case, members=37, seed=4, rules=rules)  # type: ignore[arg-type]
    found = job.futures(ws.run_job(job))
    run = ws.simulate_movement if rules == "flee" else ws.simulate_free_run
    assert isinstance(found, xr.Dataset)
    assert found.identical(run(case, members=37, seed=4))


def test_a_sketch_of_a_movement_run_has_its_quantiles_means_and_errors(case: ws.FleeCase) -> None:
    job = ws.MovementJob(case, members=60, sketch=True)
    found = job.futures(ws.run_job(job))
    assert isinstance(found, ws.SketchedFutures)
    whole = ws.simulate_movement(case, members=60)
    exact = whole["people"].quantile(LEVELS, dim="member")
    off = np.abs(found.quantiles(LEVELS)["people"] - exact.values)
    assert bool((off <= RELATIVE_ERROR * exact.values + 1e-9).all())
    assert np.array_equal(found.means()["people"].values, whole["people"].mean("member").values)
    assert found.members == 60
    errors = ws.movement_errors(case, whole)
    assert errors is not None
    assert float(found.means()["true_error"]) == pytest.approx(errors["true"], abs=2.0**-20)


def test_a_sketch_of_a_scenario_has_its_quantiles_its_gaps_and_its_end(scenario: ws.Scenario) -> None:
    job = ws.ReceptionJob(scenario, members=50, sketch=True)
    found = job.futures(ws.run_job(job))
    assert isinstance(found, ws.SketchedFutures)
    whole, told = ws.simulate(scenario, members=50), found.quantiles(LEVELS)
    for name in ("population", "waiting", "wait_hours"):
        exact = whole[name].quantile(LEVELS, dim="member", skipna=True).values
        there = np.isfinite(exact)
        assert (np.abs(told[name].values - exact)[there] <= RELATIVE_ERROR * exact[there] + 1e-6).all()
        assert (np.isnan(told[name].values) == ~there).all()
    ends = np.sort(whole["end_date"].values)  # those beyond the last day come last
    assert told["end_date"].values[1] == ends[24] + (ends[25] - ends[24]) / 2 or np.isnat(ends[25])


def test_jobs_differ_by_what_their_results_depend_on_and_by_nothing_else(tmp_path: Path, case: ws.FleeCase) -> None:
    again = ws.load_flee(write_folder(tmp_path / case.name))
    assert ws.MovementJob(again).key() == ws.MovementJob(case).key()
    others = [
        ws.MovementJob(case, seed=2), ws.MovementJob(case, members=3), ws.MovementJob(case, rules="waystation"),
        ws.MovementJob(case, kernel="agents"), ws.MovementJob(case, sketch=True),
        ws.MovementJob(ws.change_case(case, {"move_rules.camp_weight": 3})),
    ]  # fmt: skip
    assert len({ws.MovementJob(case).key(), *(job.key() for job in others)}) == len(others) + 1
