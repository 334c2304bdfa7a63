"""How settings are chosen, and what they are worth where they were not chosen."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from free_run_worlds import random_world

from flee_folders import write_folder
from waystation.engine.movement.camp_errors import registered_people
from waystation.engine.movement.free_run import FreeRun
from waystation.engine.movement.free_run_job import free_run_scores
from waystation.engine.movement.free_run_scores import (
    FORECASTS,
    FreeRunScore,
    mean_errors,
)
from waystation.engine.movement.rule_choice import Past, Trials, choose_rules, coverage, try_grid
from waystation.engine.movement.waystation_rules import (
    MovementRules,
    chosen_on,
    mean_split,
    shipped_rules,
    simulate_free_run,
)
from waystation.errors import InputError
from waystation.world.flee import load_flee

ROOT = Path(__file__).parents[2]
DOCS, CONFLICTS = ROOT / "docs", ROOT.parent / "shared" / "conflicts"
needs_conflicts = pytest.mark.skipif(not CONFLICTS.exists(), reason="../shared/conflicts is not here")


def _past(seed: int, rules: MovementRules) -> Past:
    """A conflict in which people did as the rules say."""
    run: FreeRun = random_world(np.random.default_rng(seed), 40, 3, 5)
    blanked = replace(run, capacity=np.full(5, np.nan))
    truth = simulate_free_run(blanked, rules=rules, members=1, seed=seed)["people"].to_numpy()[0]
    return Past(blanked, blanked, truth)


def test_settings_that_made_the_counts_are_found_again() -> None:
    truth = MovementRules(distance=1.5, following=0.4, head_start=0.2)
    past = [_past(seed, truth) for seed in range(6)]
    trials = try_grid(past, {"distance": (0.0, 0.75, 1.5, 2.25), "following": (0.0, 0.4, 0.8), "head_start": (0.2,)})
    found = trials.middle_of_the_best(range(6))
    assert (found.distance, found.following) == (1.5, 0.4)


def test_the_middle_of_the_best_leaves_out_the_conflict_it_is_told_to() -> None:
    values = np.array([[0.0], [1.0], [2.0]])
    errors = np.array([[0.1, 0.5], [0.101, 0.3], [0.5, 0.2]])
    trials = Trials(("distance",), values, errors)
    assert trials.middle_of_the_best([0]).distance == 0.5  # 0.101 is within two per cent of 0.1
    assert trials.middle_of_the_best([1]).distance == 2.0


def test_members_that_scatter_as_the_truth_does_cover_four_fifths_of_it() -> None:
    truth = MovementRules(distance=1.0, spread=0.8)
    inside = []
    for seed in range(60):
        past = _past(seed, truth)
        inside.append(coverage(past.known, past.counts, truth, members=100, seed=seed + 1000))
    # Worlds are independent, camps and days within one are not: the standard error is that of worlds.
    assert abs(np.mean(inside) - 0.8) < 4 * np.std(inside) / np.sqrt(len(inside)) + 0.02


def test_a_conflict_never_seen_is_scored_with_the_packaged_settings(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "valley")
    (score,) = free_run_scores([folder], members=10)
    assert (score.conflict, score.left_out, score.rules) == ("valley", False, shipped_rules())
    assert set(score.errors) == {"capacity", "gravity", "known", "flee_blanked", "blanked"}
    # With Flee's denominator every error is lower: day 0 stands below the line twice.
    assert all(score.printed[name] < error for name, error in score.errors.items())
    past = Past.of(load_flee(folder))
    assert score.errors["known"] == past.errors(shipped_rules())[0]


def test_problems_of_all_folders_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        free_run_scores([tmp_path / "one", tmp_path / "two"])
    assert len(caught.value.problems) >= 2


@pytest.fixture(scope="module")
def scores() -> list[FreeRunScore]:
    """Of the conflicts that the packaged settings were chosen on, each left out."""
    return free_run_scores([CONFLICTS / name for name in sorted(chosen_on())], members=100)


@needs_conflicts
def test_the_lines_hold_on_six_conflicts_each_left_out_of_the_choice_of_settings(scores: list[FreeRunScore]) -> None:
    assert all(score.left_out for score in scores)
    means = mean_errors(scores)
    assert means["known"].mean <= 0.27
    assert means["blanked"].mean <= 0.45
    assert means["known"].mean < min(means["capacity"].mean, means["flee"].mean)
    assert means["blanked"].mean < means["gravity"].mean


@needs_conflicts
def test_baselines_are_those_of_the_study(scores: list[FreeRunScore]) -> None:
    study = {
        "capacity": [0.210, 0.549, 0.236, 0.284, 0.356, 0.468],
        "gravity": [0.384, 0.781, 0.420, 0.601, 0.669, 0.352],
    }
    for name, figures in study.items():
        assert [score.errors[name] for score in scores] == pytest.approx(figures, abs=0.01)


@needs_conflicts
def test_the_table_in_the_manual_is_what_comes_out(scores: list[FreeRunScore]) -> None:
    means = mean_errors(scores)
    rows = {score.conflict: [score.errors[name] for name in FORECASTS] for score in scores}
    rows["mean"] = [means[name].mean for name in FORECASTS]
    text = (DOCS / "validation/movement.md").read_text(encoding="utf-8").replace("*", "")
    lines = [
        f"| {name} | {' | '.join(f'{figure:.3f}'.lstrip('0') for figure in figures)} |"
        for name, figures in rows.items()
    ]
    assert [line for line in lines if line not in text] == []


def test_the_settings_in_the_manual_are_the_packaged_ones() -> None:
    text = (DOCS / "movement_rules.md").read_text(encoding="utf-8")
    printed = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", text, re.MULTILINE))
    assert {name: float(figure) for name, figure in printed.items()} == asdict(shipped_rules())


@needs_conflicts
def test_the_mean_of_drawn_members_is_near_the_draw_free_run() -> None:
    run = Past.of(load_flee(CONFLICTS / "mali2012")).known
    rules = replace(shipped_rules("mali2012"), spread=0.0)
    people = simulate_free_run(run, rules=rules, members=100, seed=1)["people"].to_numpy()
    off = np.abs(people.mean(axis=0) - mean_split(run, rules)).sum(axis=1) / run.total
    assert off.max() < 0.01


@pytest.mark.slow
@needs_conflicts
def test_the_packaged_settings_are_what_the_choice_gives() -> None:
    past = [Past.of(load_flee(CONFLICTS / name)) for name in chosen_on()]
    trials = try_grid(past)
    assert choose_rules(past, trials) == shipped_rules()
    for n, name in enumerate(chosen_on()):
        assert choose_rules(past, trials, n) == shipped_rules(name)


@pytest.mark.parametrize(("rules", "people"), [("flee", [0, 3, 76]), ("waystation", [0, 300, 7600])])
def test_counts_beside_a_run_are_in_agents_only_where_flee_runs_with_several_people_an_agent(rules, people):
    """The valley registers 300 people at its northern camp by day 7 and 7,600 by day 59."""
    valley = load_flee(Path(__file__).parents[2] / "examples" / "flee_valley")
    valley = replace(valley, settings=valley.settings.changed(hasten=100))
    days = pd.date_range("2030-03-01", periods=60)
    futures = xr.Dataset(coords={"date": days, "place": ["North camp"]}, attrs={"rules": rules})
    assert registered_people(valley, futures).sel(place="North camp").values[[0, 7, 59]].tolist() == people
