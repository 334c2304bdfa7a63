"""What was compiled is used again only while all that went into it is as it was."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE

import numba
import numpy as np
import pytest
from free_run_worlds import world

import waystation
from flee_worlds import case, place
from waystation.engine import MovementModel, MovementRules, compiled
from waystation.engine.movement.waystation_rules import split_tables
from waystation.engine.reception import hourly
from waystation.world.flee import Demographics

PIECE = """\
from waystation.engine.compiled import njit


@njit(cache=True)
def piece(number):
    return number + 1
"""
LOOP = """\
from waystation.engine.compiled import njit
from waystation.engine.piece import piece


@njit(cache=True)
def loop(number):
    return 10 * piece(number)
"""


# Numba is loaded once; every line asks a child that has loaded nothing of ours.
ASKED = """
import os, sys
import numba
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        from waystation.engine.loop import loop
        print(loop(1), sum(loop.stats.cache_hits.values()), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.fixture
def said(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """What a loop of a small package of its own gives, and how often it came from what was kept."""
    engine = tmp_path / "waystation" / "engine"
    engine.mkdir(parents=True)
    for folder in (engine, engine.parent):
        (folder / "__init__.py").touch()
    shutil.copy(compiled.__file__, engine)
    (engine / "loop.py").write_text(LOOP, encoding="utf-8")
    (engine / "piece.py").write_text(PIECE, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    environment.pop("NUMBA_CACHE_DIR", None)
    command = [sys.executable, "-c", ASKED]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=environment) as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        answers, questions = asked.stdout, asked.stdin

        def run() -> str:
            questions.write("\n")
            questions.flush()
            return answers.readline().strip()

        yield run
        questions.close()


def test_what_was_kept_is_used_while_it_is_as_it_was_and_can_be_read(tmp_path: Path, said: Callable[[], str]) -> None:
    assert said() == "20 0"
    assert said() == "20 1", "an unchanged loop is not compiled again"
    (tmp_path / "waystation" / "engine" / "piece.py").write_text(PIECE.replace("+ 1", "+ 2"), encoding="utf-8")
    assert said() == "30 0", "a changed piece of another file"
    kept = list(tmp_path.rglob("*.nbi"))
    assert kept
    for each in kept:
        version = pickle.dumps(numba.__version__)
        # A list that names a module which is gone, as pickle writes it.
        each.write_bytes(version + b"cwaystation.engine.gone\nRecord\n.")
    assert said() == "30 0", "a list that cannot be read any more"
    assert said() == "30 1"


def test_the_hours_depend_on_the_files_of_their_stages() -> None:
    room = Path(waystation.__file__).parent / "engine"
    reached, ahead = set(), [Path(hourly.__file__)]
    while ahead:
        found = compiled._imported(ahead.pop()) - reached
        reached |= found
        ahead += found
    wanted = {"account", "departures", "fleet", "queue", "site", "travel"}
    assert {room / "reception" / f"{name}.py" for name in wanted} | {room / "randomness.py"} <= reached


def test_whatever_a_case_holds_the_loops_are_compiled_once() -> None:
    places = [place("A", "conflict", 1000), place("B", "camp", 300), place("C", "town")]
    plain = case(places, [("A", "C", 20), ("C", "B", 40)])
    ages = {
        "age": Demographics("age", ("10", "40"), {"Default": (0.5, 0.5)}),
        "gender": Demographics("gender", ("male", "female"), {"Default": (0.5, 0.5)}),
    }
    risky = plain.settings.changed(children_avoid_hazards=True, boys_take_risk=True)
    harvest = plain.settings.changed(harvest_months=[1], hasten=2, take_from_population=True)
    cases = [plain, replace(plain, settings=risky, demographics=ages), replace(plain, settings=harvest)]
    assert len({str(numba.typeof(MovementModel.of(each).tables)) for each in cases}) == 1


def test_whole_numbers_and_another_order_in_memory_compile_our_rules_no_second_time() -> None:
    whole = MovementRules(distance=1, following=0, head_start=1, fullness=1, spread=0)
    broken = MovementRules(distance=1.5, following=0.5, head_start=0.1, fullness=0.5, spread=0.5)
    run = world(total=[9, 9], first=[9, 0], km=[[10, 20], [30, 40]], population=[3, 4])
    turned = replace(run, conflict=np.asfortranarray(run.conflict))  # as it is read from a folder
    tables = [split_tables(run, each, by_population=each is whole) for each in (whole, broken)]
    tables.append(split_tables(turned, broken))
    assert len({str(numba.typeof(each)) for each in tables}) == 1
