"""What is done beside Flee's own code when a folder is run on its package, so that it is run as its source does."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "peers"))
import run_flee


class World:
    def __init__(self) -> None:
        self.ended: list[str] = []

    def remove_conflict_zone(self, name: str) -> None:
        self.ended.append(name)


def test_a_conflict_below_1_ends_and_a_camp_named_among_conflicts_is_left_alone() -> None:
    world = World()
    levels = {"Low": [0.4, 0.0], "Full": [1.0, 0.0], "Camp": [0.0, 0.0], "Goes on": [0.4, 0.2]}
    run_flee.end_conflicts(levels, world, 0)
    run_flee.end_conflicts(levels, world, 1)
    assert world.ended == ["Low"]  # the package ends "Full" by itself, and would make a town of whatever is ended


class Person:
    travelling, location = False, "Town"

    def __init__(self, route: list[str]) -> None:
        self.route, self.done = route, ""

    def take_next_step(self, world: World) -> str:
        return self.route.pop(0)

    def handle_travel(self, link: str, travelling: bool) -> None:
        self.done = link


def test_who_has_a_route_goes_on_without_a_draw_and_others_have_the_morning_of_the_package() -> None:
    def draws(person: Person, world: World) -> None:
        person.done = "drew"

    morning = run_flee.going_on(draws)
    on_the_way, new = Person(["Camp"]), Person([])
    morning(on_the_way, World())
    morning(new, World())
    assert (on_the_way.done, new.done) == ("Camp", "drew")


def test_what_the_package_would_leave_out_in_silence_is_refused(tmp_path: Path) -> None:
    (tmp_path / "input_csv").mkdir()
    (tmp_path / "input_csv" / "locations.csv").write_text("#name,pop,initial_idps\n")
    settings = {"move_rules": {"pruning_threshold": 2.0, "fixed_routes": False}, "spawn_rules": {"insert_day0": False}}
    with pytest.raises(SystemExit, match=r"insert_day0, move_rules\.pruning_threshold, column initial_idps"):
        run_flee.refuse_what_is_unknown(settings, tmp_path)
    (tmp_path / "input_csv" / "locations.csv").write_text("#name,pop\n")
    run_flee.refuse_what_is_unknown({"move_rules": {"pruning_threshold": 1.0}}, tmp_path)
