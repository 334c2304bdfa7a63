"""What was compiled is used again only while all that went into it is as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import waystation
from waystation.engine import compiled
from waystation.engine.reception import hourly

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


def test_a_changed_piece_of_another_file_is_compiled_anew_and_an_unchanged_loop_is_not(tmp_path: Path) -> None:
    engine = tmp_path / "waystation" / "engine"
    engine.mkdir(parents=True)
    for folder in (engine, engine.parent):
        (folder / "__init__.py").touch()
    shutil.copy(compiled.__file__, engine)
    (engine / "loop.py").write_text(LOOP, encoding="utf-8")
    code = "from waystation.engine.loop import loop\nprint(loop(1), sum(loop.stats.cache_hits.values()))"

    def said() -> str:
        command = [sys.executable, "-c", code]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.strip()

    (engine / "piece.py").write_text(PIECE, encoding="utf-8")
    assert said() == "20 0"
    assert said() == "20 1"
    (engine / "piece.py").write_text(PIECE.replace("+ 1", "+ 2"), encoding="utf-8")
    assert said() == "30 0"


def test_the_hours_depend_on_the_files_of_their_stages() -> None:
    room = Path(waystation.__file__).parent / "engine"
    reached, ahead = set(), [Path(hourly.__file__)]
    while ahead:
        found = compiled._imported(ahead.pop()) - reached
        reached |= found
        ahead += found
    wanted = {"account", "fleet", "queue", "release", "site", "travel"}
    assert {room / "reception" / f"{name}.py" for name in wanted} | {room / "randomness.py"} <= reached
