"""Processor seconds to find the disagreements among many claims of one place; run it after changing what is compared.

The claims are drawn: a camp's population, days, weeks, running totals and upper bounds by six offices over two years,
each within 15 % of one truth, so that some hundreds disagree.

    .venv/bin/python benchmarks/disagreements.py 350 1400 5600
"""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta

import numpy as np

from waystation.claims import Claim, conflicts

FIRST = date(2030, 1, 1)
DAYS = 700
OFFICES = ("IOM", "UNHCR", "OCHA", "Border office", "Red Cross", "Camp office")
QUALIFIERS = ("exact", "about", "at least", "more than", "up to")
PERIODS = ("stock", "day", "week", "total")


def drawn(count: int, seed: int = 1) -> list[Claim]:
    """So many claims about one place."""
    rng = np.random.default_rng(seed)
    found = {}
    while len(found) < count:
        number, period, qualifier = int(rng.integers(DAYS)), str(rng.choice(PERIODS)), str(rng.choice(QUALIFIERS))
        day = FIRST + timedelta(days=number)
        truth = {"stock": 20_000 + 30 * number, "day": 300, "week": 2_100, "total": 300 * (number + 1)}[period]
        start = {"stock": None, "day": day, "week": day - timedelta(days=6), "total": FIRST}[period]
        people = round(truth * rng.uniform(0.85, 1.15))
        claim = Claim(
            published=day + timedelta(days=1), source=str(rng.choice(OFFICES)), about_start=start, about_end=day,
            place="Adre", quantity_low=None if qualifier == "up to" else people,
            quantity_high=None if qualifier in ("at least", "more than") else people, qualifier=qualifier,
            unit="people", term="camp_population" if period == "stock" else "arrived",
        )  # fmt: skip
        found[claim.id] = claim
    return list(found.values())


def main(counts: list[int]) -> None:
    """Print a line for each number of claims."""
    print(f"{'claims':>8} {'disagreements':>14} {'seconds':>8}")
    for count in counts:
        claims = drawn(count)
        begun = time.process_time()
        found = conflicts(claims)
        print(f"{count:8} {len(found):14} {time.process_time() - begun:8.2f}")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [350, 1400, 5600])
