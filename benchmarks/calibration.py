"""Does the inference find back what it was given? Ranks of true values over many made-up situations.

Uniform ranks (a flat histogram, p above 0.01) mean that the intervals hold what they promise. Low
ranks pile up where members run too high, high ranks where they run too low; a heap at both ends is
false certainty, a heap in the middle needless doubt.

    python benchmarks/calibration.py --replicates 400 --members 99 --seed 1
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

import waystation as ws
from waystation.forecast import calibrate

SYNTHETIC = Path(__file__).parents[1] / "examples" / "synthetic"
AS_OF = date(2030, 1, 14)
BINS = 10


def main() -> None:
    """Print, for each unknown of the made-up valley, the p value and the histogram of ranks."""
    parser = argparse.ArgumentParser(description="Simulation-based calibration on examples/synthetic.")
    parser.add_argument("--replicates", type=int, default=200, help="truths drawn (default: 200)")
    parser.add_argument("--members", type=int, default=99, help="members fitted to each (default: 99)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=None, help="threads (default: one a core)")
    asked = parser.parse_args()

    def progress(words: str, share: float) -> None:
        if sys.stderr.isatty():
            print(f"\r{words}: {share:4.0%}", end="" if share < 1 else "\n", file=sys.stderr, flush=True)

    began = time.perf_counter()
    found = calibrate(
        ws.load_scenario(SYNTHETIC),
        ws.read_claims(SYNTHETIC / "claims.csv"),
        as_of=AS_OF,
        replicates=asked.replicates,
        members=asked.members,
        seed=asked.seed,
        workers=asked.workers,
        progress=progress,
    )
    seconds = time.perf_counter() - began
    print(
        f"Synthetic valley as of {AS_OF}: {asked.replicates} truths, {asked.members} members each, seed {asked.seed}; "
        f"{seconds:.0f} s"
    )
    even = asked.replicates / BINS
    print(f"Ranks of the truth in {BINS} bins; {even:g} in each, give or take {np.sqrt(even):.0f}, if all is right")
    print(f"{'unknown':<20} {'p':>6}  ranks")
    for name in found.names:
        shares = (found.ranks[:, found.names.index(name)] + 0.5) / (found.members + 1)
        counts = np.histogram(shares, bins=BINS, range=(0.0, 1.0))[0]
        print(f"{name:<20} {found.p_value(name, BINS):6.3f}  {' '.join(f'{count:4d}' for count in counts)}")


if __name__ == "__main__":
    main()
