"""An evening's questions after its forecast: needs, limit and compare, in processor seconds, beside another build.

Each build forecasts the Baghouz example first, in a folder of its own; only what is asked afterwards is measured. This
build has kept the evening's fit; a build that has not fits it anew for every question.

    python benchmarks/evening.py --base CHECKOUT [--members 400]

``CHECKOUT`` is a clone of the other build with its own ``.venv``, such as one at c689e07. Without it, this build runs
alone.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AS_OF = "2019-03-04"
QUESTIONS = (
    ("needs",),
    ("limit", "--futures", "3"),
    ("compare", "--set", "stages.search.lanes=+1"),
)


def spent(command: list[str]) -> float:
    """Processor seconds, user and system, of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def evening(build: Path, members: int) -> dict[str, float]:
    """Processor seconds of the forecast and of each question after it."""
    tool = str(build / ".venv" / "bin" / "waystation")
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "baghouz")
        shutil.copytree(build / "examples" / "baghouz", folder, ignore=shutil.ignore_patterns(".waystation"))
        told = ["--as-of", AS_OF, "--members", str(members), "--quiet"]
        found = {"forecast": spent([tool, "forecast", str(folder), *told, "--out", str(Path(home, "out"))])}
        for name, *options in QUESTIONS:
            found[name] = spent([tool, name, str(folder), *told, *options])
    return found


def main() -> None:
    """Print both builds side by side, and the ratio."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--base", type=Path, help="checkout of the build to compare with")
    options.add_argument("--members", type=int, default=400)
    chosen = options.parse_args()
    builds = {"this build": ROOT, **({"base": chosen.base} if chosen.base else {})}
    asked = {}
    for name, build in builds.items():
        found = evening(build, chosen.members)
        asked[name] = sum(seconds for each, seconds in found.items() if each != "forecast")
        print(f"{name}: " + ", ".join(f"{each} {seconds:.1f} s" for each, seconds in found.items()))
    if "base" in asked:
        print(f"needs, limit and compare: {asked['this build'] / asked['base']:.3f} of the base's processor seconds")


if __name__ == "__main__":
    main()
