"""Make ``src/waystation/data/published_scatter.csv``: how published totals of past surges scatter.

python benchmarks/priors/scatter.py ../shared/surges/targets.csv --claims ../shared/surges
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from waystation.forecast.surges import read_surges
from waystation.forecast.surges.scatter import scatter_table

DATA = Path(__file__).parents[2] / "src" / "waystation" / "data" / "published_scatter.csv"


def main() -> None:
    """Measure, write, and print quantiles with every surge counting the same."""
    parser = argparse.ArgumentParser(description="Make the scatter of published totals.")
    parser.add_argument("targets", type=Path)
    parser.add_argument("--claims", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=DATA)
    asked = parser.parse_args()
    table = scatter_table(read_surges(asked.targets, asked.claims))
    table.to_csv(asked.out, index=False, float_format="%.4g", lineterminator="\n")
    levels = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
    for kind, some in table.groupby("kind"):
        weights = 1.0 / some.groupby("surge")["log_ratio"].transform("size").to_numpy()
        found = np.quantile(some["log_ratio"].to_numpy(), levels, weights=weights, method="inverted_cdf")
        print(f"{kind}: {len(some)} figures of {some['surge'].nunique()} surges; published over running total:")
        print("  ".join(f"{level:.1%} {np.exp(each):.3f}" for level, each in zip(levels, found, strict=True)))


if __name__ == "__main__":
    main()
