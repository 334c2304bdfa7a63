"""Damaged input at every door: no traceback, no hang, nothing half-written.

    python benchmarks/fuzz.py --minutes 10
    python benchmarks/fuzz.py --door claims --cases 100000
    python benchmarks/fuzz.py --door claims --seed 4711        # one case again, with its traceback

Each door is given damaged copies of something sound (see ``tests/fuzzing.py``), one by one and from seeds 0, 1, 2, ...,
in this process and within 4 GB. Prints a row a door, and the seeds of what went wrong; ends with 1 if anything did.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "share")]

from fuzzing import DOORS, Found, run_case  # noqa: E402

MOST_BYTES = 4 * 2**30
_SHOWN = 12


def main() -> int:
    """Run the cases that were asked for."""
    asked = argparse.ArgumentParser(description="Damaged input at every door.")
    asked.add_argument("--door", action="append", choices=sorted(DOORS))
    asked.add_argument("--cases", type=int, default=100_000, help="of each door, at most")
    asked.add_argument("--minutes", type=float, default=3.0, help="of processor time for all doors together, at most")
    asked.add_argument("--first", type=int, default=0, help="first seed")
    asked.add_argument("--seed", type=int, help="one case, with its traceback")
    options = asked.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    doors = options.door or list(DOORS)
    with tempfile.TemporaryDirectory() as home:
        if options.seed is not None:
            DOORS[doors[0]](Path(home), random.Random(f"{doors[0]} {options.seed}"))
            return 0
        faults = 0
        print(f"{'door':<10} {'cases':>8} {'refused':>8} {'a second':>9} {'faults':>7}")
        for name in doors:
            found, begun = Found(), time.process_time()
            seconds = 60 * options.minutes / len(doors)
            for seed in range(options.first, options.first + options.cases):
                run_case(name, seed, found, Path(home))
                if time.process_time() - begun > seconds:
                    break
            took = time.process_time() - begun
            print(f"{name:<10} {found.cases:>8,} {found.refused:>8,} {found.cases / took:>9.0f} {len(found.faults):>7}")
            for what, seeds in sorted(found.faults.items(), key=lambda each: -len(each[1]))[:_SHOWN]:
                print(f"    {len(seeds)} times, such as --seed {seeds[0]}: {what}")
            sys.stdout.flush()
            faults += len(found.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
