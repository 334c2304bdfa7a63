"""Compiles the loops that tests share, once, in two processes beside each other: ``python tests/warm.py``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def movement() -> None:
    """The loops of both ways to move people day by day, of our rules, and of surges."""
    from datetime import date

    from waystation.engine import simulate_free_run, simulate_movement
    from waystation.forecast.surges import forecast_surge
    from waystation.situation import open as open_folder
    from waystation.world.flee import load_flee

    valley = load_flee(EXAMPLES / "flee_valley")
    for kernel in ("counts", "agents", "mean"):
        simulate_movement(valley, members=1, kernel=kernel)
    simulate_free_run(valley, members=1)
    claims = open_folder(EXAMPLES / "baghouz").claims
    forecast_surge(claims, place="Al-Hol camp", as_of=date(2019, 3, 4), members=200)


def reception() -> None:
    """The loop over hours, its surrogate, and the fit."""
    from commands import write_folder
    from light import light_fits
    from waystation.situation import open as open_folder

    light_fits()
    with tempfile.TemporaryDirectory() as home:
        open_folder(write_folder(Path(home, "valley"))).as_of().forecast(members=50, save=False)


WORKS = {"movement": movement, "reception": reception}


def main() -> None:
    """Do the work named, or each of them in a process of its own."""
    if sys.argv[1:]:
        WORKS[sys.argv[1]]()
        return
    started = [subprocess.Popen([sys.executable, __file__, name]) for name in WORKS]
    sys.exit(max(each.wait() for each in started))


if __name__ == "__main__":
    main()
