"""Folders in Flee's format run by the `flee` package from PyPI and by us, side by side: what comes out, and how fast.

    python benchmarks/flee_peer.py FOLDER ... [--hasten N] [--runs N] [--members N] [--python PYTHON]

Flee draws anew in every run, so figures are compared by `waystation.engine.movement.agreement`: camp by camp and day by
day, the difference of means over the run-to-run noise, beside what chance does among our own members. Both run the
folder with the same number of people per agent. ``--python`` is that of an environment with ``flee==3.1`` and
``beartype``, which 3.1 imports and does not ask for; default: this one (extra ``peer``). `peers/run_flee.py` says what
3.1 does not know. Seconds are processor seconds of one run and of one future in counts, loading and compiling left out.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from movement import best, run_once
from waystation.engine import MovementModel
from waystation.engine.movement.agreement import Agreement, agreement
from waystation.errors import InputError
from waystation.world import load_flee

RUN_FLEE = Path(__file__).parent / "peers" / "run_flee.py"


def run_flee(folder: Path, hasten: int, seed: int, out: Path, python: str) -> float:
    """Processor seconds of one run of Flee; its table is written."""
    command = [python, str(RUN_FLEE), str(folder), "--hasten", str(hasten), "--seed", str(seed), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{folder}: Flee did not run.\n{done.stderr[-300:]}")
    return float(done.stdout)


def compared(
    folder: Path, hasten: int | None, runs: int, members: int, python: str
) -> tuple[Agreement, int, float, float]:
    """How far we lie from Flee, people per agent, and the seconds of one run of Flee and of one future of ours."""
    case = load_flee(folder)
    hasten = hasten or int(case.settings.optimisations.hasten)
    settings = next(each for each in (folder, *folder.resolve().parents) if (each / "simsetting.yml").is_file())
    with tempfile.TemporaryDirectory() as work:
        copy = Path(work) / folder.name
        (copy / "flee_runs").mkdir(parents=True)
        for name in ("input_csv", "source_data"):
            (copy / name).symlink_to((folder / name).resolve())
        shutil.copy(settings / "simsetting.yml", copy / "simsetting.yml")
        name = "full" if hasten == 1 else f"hasten{hasten}"
        flee = min(
            run_flee(folder, hasten, seed, copy / "flee_runs" / f"{name}_run{seed}.csv", python)
            for seed in range(1, runs + 1)
        )
        found = agreement(copy, hasten=hasten, members=members, kernel="auto")
    return found, hasten, flee, best(run_once(MovementModel.of(case.with_settings(hasten=hasten))), 3)


HEADS = (
    "folder", "hasten", "runs", "members", "rms z", "95 % below", "as far", "largest", "camp-day",
    "error", "Flee's", "gap in se", "Flee s", "ours s", "Flee/ours",
)  # fmt: skip


def main() -> None:
    """Print one row a folder."""
    parser = argparse.ArgumentParser(description="Compare folders with the flee package.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--hasten", type=int, help="people per agent; default: that of the folder")
    parser.add_argument("--runs", type=int, default=6)
    parser.add_argument("--members", type=int, default=100)
    parser.add_argument("--python", default=sys.executable, help="of an environment with flee 3.1 and beartype")
    given = parser.parse_args()
    print(" | ".join(HEADS))
    for folder in given.folders:
        try:
            found, hasten, flee, ours = compared(folder, given.hasten, given.runs, given.members, given.python)
        except (InputError, RuntimeError) as error:
            print(f"{folder.name}: {error}", flush=True)
            continue
        camp, day, _ = found.worst
        cells = (
            folder.name, hasten, found.runs, found.members, f"{found.rms:.2f}", f"{found.nineteen_in_twenty:.2f}",
            f"{found.as_far:.2f}", f"{found.largest:.1f}", f"{camp}, day {day}", f"{found.ours:.4f}",
            f"{found.flee:.4f}", f"{found.error_gap:.1f}", f"{flee:.2f}", f"{ours:.5f}", f"{flee / ours:,.0f}",
        )  # fmt: skip
        print(" | ".join(str(cell) for cell in cells), flush=True)


if __name__ == "__main__":
    main()
