"""Is the surge model calibrated, and does it make surges like those that were? See `waystation.forecast.surges.checks`.

Ranks of the truth over many made-up surges (uniform if the filter is right), and where past surges lie among surges
drawn from the model fitted to them. The second part needs the folder of past surges and is left out where there is
none.

    python benchmarks/surge_checks.py --replicates 1000 --pictures docs/images
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from waystation.forecast import Calibration
from waystation.forecast.surges import read_surges
from waystation.forecast.surges.checks import STATISTICS, calibrate_surges, predictive_checks
from waystation.share.charts.style import FILL, GRID, INK, MEDIAN

SURGES = Path(__file__).parents[2] / "shared" / "surges"
BINS = 20
DRAWN = ("came within 1 days", "came within 7 days", "came within 28 days", "next count", "fade", "recounts")


def tell_ranks(found: Calibration) -> None:
    """Print p value and histogram of ranks of each."""
    even = len(found.ranks) / BINS
    print(f"Ranks of the truth in {BINS} bins; {even:g} in each, give or take {np.sqrt(even):.0f}, if all is right")
    for name in found.names:
        shares = (found.ranks[:, found.names.index(name)] + 0.5) / (found.members + 1)
        counts = np.histogram(shares, bins=BINS, range=(0.0, 1.0))[0]
        print(f"{name:<22} p {found.p_value(name, BINS):5.3f}  {' '.join(f'{count:3d}' for count in counts)}")


def tell_checks(found: pd.DataFrame) -> None:
    """Print what was seen of each surge, the 80 % of surges drawn, and the share below."""
    print("\nPast surges among surges drawn from the model fitted to them: seen (80 % of the drawn), share below")
    for name, rows in found.groupby("statistic", sort=False):
        print(f"{name}: mean share {rows['share'].mean():.2f}, in 80 %: {_inside(rows)} of {len(rows)}")
        for row in rows.itertuples():
            print(f"  {row.surge:<30} {row.seen:8.2f} ({row.low:.2f} to {row.high:.2f})  {row.share:.2f}")


def _inside(rows: pd.DataFrame) -> int:
    return int(((rows["low"] <= rows["seen"]) & (rows["seen"] <= rows["high"])).sum())


def draw_ranks(found: Calibration, path: Path) -> None:
    """Rank histograms of a few, with the band that 95 % of bins lie in if all is right."""
    even, error = 1.0, 1.96 * np.sqrt(BINS / len(found.ranks))
    figure = Figure(figsize=(7.2, 3.6), layout="constrained")
    for axes, name in zip(figure.subplots(2, 3, sharey=True).flat, DRAWN, strict=True):
        shares = (found.ranks[:, found.names.index(name)] + 0.5) / (found.members + 1)
        counts = np.histogram(shares, bins=BINS, range=(0.0, 1.0))[0] / (len(found.ranks) / BINS)
        axes.axhspan(even - error, even + error, color=GRID, linewidth=0)
        axes.bar(np.arange(BINS) + 0.5, counts, width=0.85, color=FILL)
        axes.axhline(even, color=INK, linewidth=1)
        axes.set_title(f"{name.replace('1 days', '1 day')}  (p {found.p_value(name, BINS):.2f})", fontsize=8, color=INK)
        axes.set_xticks([])
        axes.tick_params(labelsize=7)
    save(figure, path)


def draw_checks(found: pd.DataFrame, path: Path) -> None:
    """A line a statistic, a dot a surge: its share of drawn surges that lie below what was seen."""
    figure = Figure(figsize=(7.2, 2.2), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(0.1, 0.9, color=GRID, linewidth=0)
    for row, name in enumerate(reversed(list(STATISTICS))):
        shares = found.loc[found["statistic"] == name, "share"]
        axes.plot(shares, np.full(len(shares), row), "o", color=MEDIAN, markersize=5, alpha=0.7)
    axes.set_yticks(range(len(STATISTICS)), list(reversed(STATISTICS)), fontsize=8)
    axes.set_ylim(-0.6, len(STATISTICS) - 0.4)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("share of drawn surges that lie below what was seen; grey: the middle 80 %", fontsize=8)
    axes.tick_params(axis="x", labelsize=7)
    save(figure, path)


def save(figure: Figure, path: Path) -> None:
    """Write a picture, the same bytes each time."""
    with mpl.rc_context({"svg.hashsalt": path.stem, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(path, metadata={"Date": None})
    print(f"Wrote {path}")


def main() -> None:
    """Check, print, and draw if asked."""
    parser = argparse.ArgumentParser(description="Calibration and predictive checks of the surge model.")
    parser.add_argument("--replicates", type=int, default=1000, help="surges made up (default: 1000)")
    parser.add_argument("--members", type=int, default=999, help="members of the filter (default: 999)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--surges", type=Path, default=SURGES, help="folder with targets.csv and claims")
    parser.add_argument("--pictures", type=Path, default=None, help="folder to write pictures to")
    asked = parser.parse_args()
    began = time.process_time()
    ranks = calibrate_surges(replicates=asked.replicates, members=asked.members, seed=asked.seed)
    print(f"{asked.replicates} surges made up, {asked.members} members; {time.process_time() - began:.0f} processor s")
    tell_ranks(ranks)
    if asked.pictures:
        draw_ranks(ranks, asked.pictures / "surge_ranks.svg")
    if not asked.surges.is_dir():
        print(f"No past surges in {asked.surges.name}: the predictive check is left out.")
        return
    checks = predictive_checks(read_surges(asked.surges / "targets.csv", asked.surges), seed=asked.seed)
    tell_checks(checks)
    if asked.pictures:
        draw_checks(checks, asked.pictures / "surge_checks.svg")


if __name__ == "__main__":
    main()
