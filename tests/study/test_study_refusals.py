"""What cannot be run is refused in words before anything runs, by each of the modeller's commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import waystation as ws
from commands import SYNTHETIC, run
from waystation.errors import InputError

VALLEY = Path(__file__).parents[2] / "examples" / "flee_valley"
SPEED = "move_rules.max_move_speed"
COMMANDS: dict[str, tuple[object, ...]] = {
    "sweep": ("--design", "latin", "--points", 3, "--members", 2),
    "sensitivity": ("--method", "morris", "--samples", 4, "--members", 2),
    "calibrate": ("--runs", 24, "--members", 2),
}


@pytest.fixture(params=sorted(COMMANDS))
def command(request: pytest.FixtureRequest) -> tuple[object, ...]:
    return (request.param, *COMMANDS[request.param])


def _refused(*arguments: object) -> str:
    said = run(*arguments)
    assert said.code == 2, (arguments, said.out, said.err)
    assert "Traceback" not in said.err
    return said.err


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("=5:1:3", "ends where it begins, or before"),
        ("=60:200:0", "0 values of a range: from 2 to"),
        ("=60:200:1", "1 value of a range: from 2 to"),
        ("=60:200:99999999999999999999", "values of a range: from 2 to 10,000"),
        ("=60:fast", "is not a range of numbers"),
        ("=0:200:log", "begins above 0"),
        ("=", "varies nothing"),
        ("=60,,90", "A value of the list is missing"),
        ("=[,{", '"[" is not a number'),
        ("=fast,slow", '"fast" is not a number'),
        ("s=60:200", f"Did you mean {SPEED} or"),
    ],
)
def test_values_that_cannot_be_varied_are_refused(command: tuple[object, ...], written: str, said: str) -> None:
    assert said in _refused(*command, VALLEY, "--set", SPEED + written)


def test_a_setting_that_is_true_or_false_has_no_range(command: tuple[object, ...]) -> None:
    said = _refused(*command, VALLEY, "--set", "move_rules.start_on_foot=0:1")
    assert "It is true or false, so it has no range" in said
    assert len(said.splitlines()) == 1


def test_flee_folders_and_scenarios_are_not_studied_together() -> None:
    assert "no setting in common" in _refused("sweep", VALLEY, SYNTHETIC, "--set", f"{SPEED}=60,90")


def test_a_setting_given_twice_is_refused(command: tuple[object, ...]) -> None:
    assert "is set twice" in _refused(*command, VALLEY, "--set", f"{SPEED}=60:200", "--set", f"{SPEED}=60:100")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--kernel", "fast"), '"fast" is not a kernel'),
        (("--seed", -1), "The seed -1 is negative"),
        (("--workers", 0), "0 workers cannot work"),
        (("--engine", "ray"), 'There is no engine "ray"'),
        (("--scheduler", "tcp://127.0.0.1:1"), "--scheduler is for Dask"),
    ],
)
def test_options_of_a_study_are_held_to_what_there_is(
    command: tuple[object, ...], options: tuple[object, ...], said: str
) -> None:
    assert said in _refused(*command, VALLEY, "--set", f"{SPEED}=60:200", *options)


def test_a_folder_twice_is_refused_as_its_results_could_not_be_told_apart(command: tuple[object, ...]) -> None:
    assert 'Two folders are named "flee_valley"' in _refused(*command, VALLEY, VALLEY, "--set", f"{SPEED}=60:200")


def test_a_folder_without_counts_is_refused_or_has_no_error(command: tuple[object, ...], tmp_path: Path) -> None:
    shutil.copytree(VALLEY, tmp_path / "bare")
    shutil.rmtree(tmp_path / "bare" / "source_data")
    assert "there are no counts" in _refused(*command, tmp_path / "bare", "--set", f"{SPEED}=60:200").lower()


def test_an_output_that_cannot_be_written_is_told_before_anything_runs(
    command: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a run was made")

    monkeypatch.setattr(ws.MovementModel, "of", never)
    for out in (tmp_path / "file", tmp_path / "file" / "deeper"):
        assert "Cannot write" in _refused(*command, VALLEY, "--set", f"{SPEED}=60:200", "--out", out)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_too_many_points_are_refused_before_they_are_made() -> None:
    many = ("--set", f"{SPEED}=60:200:2000", "--set", "move_rules.camp_weight=1:2:2000")
    assert "The grid has 4,000,000 points" in _refused("sweep", VALLEY, *many)
    with pytest.raises(InputError, match="come to 3,221,225,472 points"):
        ws.sensitivity(VALLEY, {SPEED: "60:200"}, samples=2**30)


def test_calibrate_says_that_a_scenario_is_fitted_to_claims() -> None:
    assert "This is the folder of a scenario" in _refused("calibrate", SYNTHETIC, "--set", f"{SPEED}=60:200")


def test_days_and_people_are_whole_numbers_at_every_point_and_never_cut_off() -> None:
    plan = ws.plan_sweep(VALLEY, {"places.North camp.capacity": "100:200:4"}, members=1)
    assert [point["places.North camp.capacity"] for point in plan.job.points] == [100, 133, 167, 200]
    with pytest.raises(InputError, match=r'"133.5" is not a whole number'):
        ws.change_case(ws.load_flee(VALLEY), {"places.North camp.capacity": 133.5})


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (["=["], '"[" cannot be read as a value'),
        (["=2020-99-99"], '"2020-99-99" cannot be read as a value'),
        (["=*a"], '"*a" cannot be read as a value'),
        (["="], "is not a setting and a value"),
        (["=60:200"], '"60:200" is a range, not a value'),  # YAML reads it as a time of the day, 3,800
        (["=60", "=70"], "is set twice"),
    ],
)
@pytest.mark.parametrize("name", ["simulate", "compare"])
def test_one_change_of_a_flee_folder_is_read_as_in_its_settings_or_refused(
    name: str, sets: list[str], said: str
) -> None:
    given = [part for each in sets for part in ("--set", SPEED + each)]
    assert said in _refused(name, VALLEY, *given, "--members", 1)
