"""Does the inference find back what it was given? Ranks of true values over many made-up situations.

Uniform ranks (a flat histogram, p above 0.01) mean that the intervals hold what they promise. Low
ranks pile up where members run too high, high ranks where they run too low; a heap at both ends is
false certainty, a heap in the middle needless doubt. Beside them the share of truths inside the 80 % range, which ranks
tell as well. ``--quick`` searches with a fifth of the usual effort: what it finds wrong may be the search's fault.

``--evenings 10`` fits ten evenings earlier and carries on from each evening to the next: the day-by-day way.

    python benchmarks/calibration.py --scenario border_post --replicates 300 --quick
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

import waystation as ws
from waystation.forecast import Effort, calibrate

EXAMPLES = Path(__file__).parents[1] / "examples"
SCENARIOS = {"synthetic": date(2030, 1, 14), "border_post": date(2031, 5, 24)}
BINS = 10
QUICK = Effort(chains=20, tempered=20, settling=12, rounds=20, moves=15, checked=6)


def main() -> None:
    """Print, for each unknown of a made-up scenario, p value, coverage and the histogram of ranks."""
    parser = argparse.ArgumentParser(description="Simulation-based calibration on made-up scenarios.")
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="synthetic", help="default: synthetic")
    parser.add_argument("--quick", action="store_true", help="search with a fifth of the usual effort")
    parser.add_argument("--evenings", type=int, default=0, help="evenings to carry on from an earlier fit (default: 0)")
    parser.add_argument("--replicates", type=int, default=200, help="truths drawn (default: 200)")
    parser.add_argument("--members", type=int, default=99, help="members fitted to each (default: 99)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=None, help="threads (default: one a core)")
    asked = parser.parse_args()

    def progress(words: str, share: float) -> None:
        if sys.stderr.isatty():
            print(f"\r{words}: {share:4.0%}", end="" if share < 1 else "\n", file=sys.stderr, flush=True)

    began = time.process_time()
    found = calibrate(
        ws.load_scenario(EXAMPLES / asked.scenario),
        ws.read_claims(EXAMPLES / asked.scenario / "claims.csv"),
        as_of=SCENARIOS[asked.scenario],
        replicates=asked.replicates,
        members=asked.members,
        seed=asked.seed,
        evenings=asked.evenings,
        workers=asked.workers,
        effort=QUICK if asked.quick else None,
        progress=progress,
    )
    seconds = time.process_time() - began
    print(
        f"{asked.scenario} as of {SCENARIOS[asked.scenario]}: {asked.replicates} truths, {asked.members} members each, "
        f"seed {asked.seed}; {seconds:.0f} processor seconds"
    )
    if asked.evenings:
        carried = asked.evenings * asked.replicates
        print(f"{asked.evenings} evenings carried on; {found.full_fits} of {carried} had to be fitted in full")
    even = asked.replicates / BINS
    print(f"Ranks of the truth in {BINS} bins; {even:g} in each, give or take {np.sqrt(even):.0f}, if all is right")
    print(f"{'unknown':<20} {'p':>6} {'in 80 %':>8}  ranks")
    for name in found.names:
        shares = (found.ranks[:, found.names.index(name)] + 0.5) / (found.members + 1)
        counts = np.histogram(shares, bins=BINS, range=(0.0, 1.0))[0]
        inside = float(((shares >= 0.1) & (shares <= 0.9)).mean())
        print(
            f"{name:<20} {found.p_value(name, BINS):6.3f} {inside:8.3f}  {' '.join(f'{count:4d}' for count in counts)}"
        )


if __name__ == "__main__":
    main()
