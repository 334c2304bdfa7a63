"""Make ``src/waystation/data/release_priors.csv``: how people set out in past surges, for the priors of scenarios.

python benchmarks/priors/release.py ../shared/surges/targets.csv --claims ../shared/surges
"""

from __future__ import annotations

import argparse
from pathlib import Path

from waystation.forecast.surges import read_surges
from waystation.forecast.surges.release import learned_ranges, release_table

DATA = Path(__file__).parents[2] / "src" / "waystation" / "data" / "release_priors.csv"


def main() -> None:
    """Measure, write, and print the ranges that scenarios may quote."""
    parser = argparse.ArgumentParser(description="Make the release priors of scenarios.")
    parser.add_argument("targets", type=Path)
    parser.add_argument("--claims", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=DATA)
    asked = parser.parse_args()
    table = release_table(read_surges(asked.targets, asked.claims))
    table.to_csv(asked.out, index=False, float_format="%.4g", lineterminator="\n")
    for name, each in learned_ranges().items():
        print(f"{name:<22} median {each.middle:.3g}, 95 % {each.low:.2g} to {each.high:.2g}, {each.cases} cases")


if __name__ == "__main__":
    main()
