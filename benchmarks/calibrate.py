"""How often `waystation calibrate` finds the settings of made-up truths inside its 80 % intervals.

Each trial draws settings from their ranges, runs one member of the valley (or of a folder of your own) with them, takes
its camps as the counts, and calibrates. 80 of 100 are expected inside, give or take 8 (two standard errors).

    python benchmarks/calibrate.py [--trials 100] [--folder FOLDER] [--set PATH=a:b ...]
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

import waystation as ws
from waystation.study.setting_ranges import Varied, varied
from waystation.world.flee import CampCounts

VALLEY = Path(__file__).resolve().parents[1] / "examples" / "flee_valley"
RANGES = [
    "move_rules.max_move_speed=60:300",
    "move_rules.default_movechance=0.1:0.9",
    "move_rules.camp_movechance=0.0005:0.02:log",
]


def ready(case: ws.FleeCase) -> ws.FleeCase:
    """The case with arrivals that do not depend on the counts of its camps, which a trial replaces."""
    assert case.counts is not None
    total = {"total": case.counts.raw["total"] if case.counts.has_total else _sum(case.counts, case.days)}
    counts = replace(case.counts, raw={**total, **{c: case.counts.raw[c] for c in case.counts.camps}}, corrections=())
    return replace(case, counts=counts).with_settings(sum_from_camps=False)


def _sum(counts: CampCounts, days: int) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(days), np.sum([counts.daily(camp, days) for camp in counts.camps], axis=0).astype(float)


def made_up(case: ws.FleeCase, ranges: list[Varied], trial: int) -> tuple[ws.FleeCase, list[float]]:
    """The case with counts of a run whose settings are drawn from the ranges, and those settings."""
    shares = np.random.default_rng([2031, trial]).random(len(ranges))
    truth = [each.at(shares[k : k + 1])[0] for k, each in enumerate(ranges)]
    run = ws.simulate_movement(
        ws.change_case(case, dict(zip([each.path for each in ranges], truth, strict=True))),
        members=1, first_member=trial, seed=4711, kernel="counts",
    )  # fmt: skip
    assert case.counts is not None
    days = np.arange(case.days)
    raw = {
        name: series if name == "total" else (days, run["people"].sel(place=name).values[0].astype(float))
        for name, series in case.counts.raw.items()
    }
    return replace(case, counts=CampCounts(raw, raw, layout=case.counts.layout)), truth


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--trials", type=int, default=100)
    arguments.add_argument("--folder", type=Path, default=VALLEY)
    arguments.add_argument("--set", action="append", dest="sets")
    given = arguments.parse_args()
    case, ranges = ready(ws.load_flee(given.folder)), varied(given.sets or RANGES)
    sets = given.sets or RANGES
    inside, widths, errors = [], [], []
    began = time.process_time()
    for trial in range(given.trials):
        world, truth = made_up(case, ranges, trial)
        found = ws.calibrate(world, sets, late=0, members=1, seed=trial, kernel="counts").settings
        inside.append((found["low"] <= truth) & (truth <= found["high"]))
        widths.append((found["high"] - found["low"]) / (found["to"] - found["from"]))
        errors.append(abs(found["estimate"] - truth) / (found["to"] - found["from"]))
        if (trial + 1) % 10 == 0:
            print(f"  {trial + 1} trials: {np.mean(inside, axis=0).round(2)} inside", flush=True)
    seconds = (time.process_time() - began) / given.trials
    print(f"{case.name}: {given.trials} made-up truths, {seconds:.1f} processor seconds each")
    for k, each in enumerate(ranges):
        found_inside = np.mean([row[k] for row in inside])
        width, error = (np.median([row[k] for row in rows]) for rows in (widths, errors))
        print(
            f"  {each.path}: inside the 80 % interval {found_inside:.2f}; of the range, intervals are {width:.3f} wide"
        )
        print(f"    and estimates {error:.3f} off (medians)")


if __name__ == "__main__":
    main()
