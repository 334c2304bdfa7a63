"""Run benchmarks one by one and append a row for each to ``history.csv`` beside this file.

    python benchmarks/history/record.py benchmarks/*.py

A row says when, which commit, on what machine, how many processor seconds it took, whether it ended well, and the last
line that it printed: there the scripts put their ratio or score. Seconds are comparable on one machine only; ratios
are comparable anywhere. What a benchmark prints is printed as it comes.
"""

from __future__ import annotations

import csv
import os
import platform
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HISTORY = Path(__file__).with_name("history.csv")
COLUMNS = ["when", "version", "commit", "machine", "benchmark", "processor_seconds", "exit_code", "last_line"]
_LONGEST = 200


def main(scripts: list[str]) -> int:
    """Run them; the number of those that failed."""
    failed = 0
    for script in scripts:
        print(script, flush=True)
        row, code = _run(Path(script))
        failed += code != 0
        new = not HISTORY.exists()
        with HISTORY.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if new:
                writer.writerow(COLUMNS)
            writer.writerow(row)
    return failed


def _run(script: Path) -> tuple[list[str], int]:
    from waystation import __version__

    before, last = _seconds(), ""
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
    took = _seconds() - before
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    when = datetime.now(UTC).isoformat(timespec="minutes")
    row = [when, __version__, _commit(), machine, script.stem, f"{took:.1f}", str(running.returncode), last[:_LONGEST]]
    return row, running.returncode


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return asked.stdout.strip()


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
