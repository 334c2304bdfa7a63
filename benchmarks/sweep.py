"""Processor seconds of `waystation sweep` beside the script of an older build, for the same study.

Both run a folder at 20 values of a setting, with the same members at each, and write quantiles of the people in each
camp; `sweep` scores the members against the counts besides. Processor seconds (user and system) of whole processes,
loops compiled before.

    python benchmarks/sweep.py --base CHECKOUT [--folder FOLDER] [--members 50]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MALI = ROOT.parent / "shared" / "conflicts" / "mali2012"
SETTING = "move_rules.max_move_speed"
VALUES = 20

OLD = """
import sys
import pandas as pd
import waystation as ws
case = ws.load_flee(sys.argv[1])
tables = []
for n in range({values}):
    speed = 100 + 300 * n / ({values} - 1)
    changed = case.with_settings(max_move_speed=speed)
    futures = ws.simulate_movement(changed, members=int(sys.argv[2]), seed=1, workers=1)
    camps = futures.people.isel(place=futures.is_camp.values == 1).isel(date=-1)
    table = camps.quantile([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975], dim="member").to_dataframe(name="people")
    tables.append(table.reset_index().assign(speed=speed))
pd.concat(tables).to_csv(sys.argv[3], index=False)
"""


def seconds(command: list[str | Path]) -> float:
    """Processor seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([str(each) for each in command], check=True, stdout=subprocess.DEVNULL, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--base", type=Path, required=True, help="checkout with a .venv of its own")
    arguments.add_argument("--folder", type=Path, default=MALI)
    arguments.add_argument("--members", type=int, default=50)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as home:
        script = Path(home, "old.py")
        script.write_text(OLD.format(values=VALUES), encoding="utf-8")

        def old(members: int) -> list[str | Path]:
            python = given.base / ".venv" / "bin" / "python"
            return [python, script, given.folder, str(members), Path(home, "old.csv")]

        def new(members: int) -> list[str | Path]:
            values = f"{SETTING}=100:400:{VALUES}"
            out = Path(home, f"new{members}")
            return [Path(sys.executable).with_name("waystation"), "sweep", given.folder, "--set", values, "--members",
                    str(members), "--workers", "1", "--out", out, "-q"]  # fmt: skip

        for command in (old, new):  # compile
            seconds(command(1))
        before, after = seconds(old(given.members)), seconds(new(given.members))
    print(f"{given.folder.name}, {VALUES} values x {given.members} members, in processor seconds:")
    print(f"  script of the older build {before:.1f}, waystation sweep {after:.1f}: ratio {after / before:.2f}")


if __name__ == "__main__":
    main()
