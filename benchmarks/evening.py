"""An evening in processor seconds, beside another build: its forecast, then needs, limit and compare.

Each build forecasts the Baghouz example first, with its report, in a folder of its own. For what is asked afterwards
this build has kept the evening's fit; a build that has not fits it anew for every question. A build whose answer is
steady only with more members can be given more: ``--base-members``.

    python benchmarks/evening.py --base CHECKOUT [--members 400]
    python benchmarks/evening.py --base CHECKOUT --base-members 1000 --forecast-only

``CHECKOUT`` is a clone of the other build with its own ``.venv``, such as one at c689e07. Without it, this build runs
alone.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
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


def evening(build: Path, members: int, questions: Sequence[tuple[str, ...]] = QUESTIONS) -> dict[str, float]:
    """Processor seconds of the forecast and of each question after it."""
    tool = str(build / ".venv" / "bin" / "waystation")
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "baghouz")
        shutil.copytree(build / "examples" / "baghouz", folder, ignore=shutil.ignore_patterns(".waystation"))
        told = ["--as-of", AS_OF, "--members", str(members), "--quiet"]
        found = {"forecast": spent([tool, "forecast", str(folder), *told, "--out", str(Path(home, "out"))])}
        for name, *options in questions:
            found[name] = spent([tool, name, str(folder), *told, *options])
    return found


def main() -> None:
    """Print both builds side by side, and the ratio."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--base", type=Path, help="checkout of the build to compare with")
    options.add_argument("--members", type=int, default=400)
    options.add_argument("--base-members", type=int, help="members of the other build (default: as many)")
    options.add_argument("--forecast-only", action="store_true", help="ask nothing afterwards")
    chosen = options.parse_args()
    builds = {"this build": (ROOT, chosen.members)}
    if chosen.base:
        builds["base"] = (chosen.base, chosen.base_members or chosen.members)
    asked, forecast = {}, {}
    for name, (build, members) in builds.items():
        found = evening(build, members, () if chosen.forecast_only else QUESTIONS)
        forecast[name] = found.pop("forecast")
        asked[name] = sum(found.values())
        print(f"{name}, {members} members: forecast {forecast[name]:.1f} s", flush=True)
        if found:
            print(f"{name}: " + ", ".join(f"{each} {seconds:.1f} s" for each, seconds in found.items()), flush=True)
    if "base" in asked:
        print(f"forecast: {forecast['this build'] / forecast['base']:.3f} of the base's processor seconds")
        if asked["base"]:
            print(
                f"needs, limit and compare: {asked['this build'] / asked['base']:.3f} of the base's processor seconds"
            )


if __name__ == "__main__":
    main()
