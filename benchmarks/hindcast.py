"""Would it have helped? Forecasts of Al-Hol camp from February 2019, held against what was published later.

For each origin only what was published by that day is used. The totals for the camp published after it
and by 4 March 2019, about days after it, are then compared with the 80 % interval:

- two-sided figures (about, exact) lie inside it or not; of a range, the middle counts;
- "more than x" and "at least x" hold if the interval's upper end is x or more;
- "up to x" holds if its lower end is x or less;
- counts of arrivals are compared over the days they cover, if those begin at the origin or after it.
  Counts from before the origin are mostly about the past, and skipped.

    python benchmarks/hindcast.py --members 400 --seed 1
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import xarray as xr

import waystation as ws

BAGHOUZ = Path(__file__).parents[1] / "examples" / "baghouz"
CAMP = "Al-Hol camp"
ORIGINS = (date(2019, 2, 20), date(2019, 2, 25), date(2019, 2, 26), date(2019, 3, 1))
LAST_PUBLISHED = date(2019, 3, 4)
INTERVAL = (0.1, 0.5, 0.9)


def later_totals(claims: Sequence[ws.Claim], origin: date) -> list[ws.Claim]:
    """Totals for the camp published after the origin, about days after it, in order of publication."""
    return sorted(
        (
            claim
            for claim in claims
            if claim.place == CAMP
            and claim.term in ("camp_population", "arrived")
            and claim.unit == "people"
            and not claim.total_id
            and claim.role != "triangulation"
            and origin < claim.published <= LAST_PUBLISHED
            and claim.until > origin
        ),
        key=lambda claim: (claim.published, claim.until, claim.id),
    )


def forecast_of(claim: ws.Claim, members: xr.Dataset, origin: date) -> np.ndarray | str:
    """(members,) what the claim describes, or why it is not compared."""
    if claim.about_end is None:
        return "does not say which days it describes"
    if claim.term == "camp_population":
        return np.asarray(members["population"].sel(place=CAMP, date=np.datetime64(claim.about_end)))
    if claim.about_start is None:
        return "does not say from when it counts"
    if claim.about_start < origin:
        return f"counts from {claim.about_start}, before the origin"
    days = slice(np.datetime64(claim.about_start), np.datetime64(claim.about_end))
    return np.asarray(members["arrivals"].sel(place=CAMP, date=days).sum("date"))


def holds(claim: ws.Claim, low: float, high: float) -> bool:
    """Whether the interval holds the claim; see the top of this file."""
    if claim.quantity_low is None:
        assert claim.quantity_high is not None  # a claim has at least one bound
        return low <= claim.quantity_high
    if claim.quantity_high is None:
        return high >= claim.quantity_low
    return low <= (claim.quantity_low + claim.quantity_high) / 2 <= high


def main() -> None:
    """Print each later total with the 80 % interval, and how many of them it holds."""
    parser = argparse.ArgumentParser(description="Hindcasts of examples/baghouz.")
    parser.add_argument("--members", type=int, default=400, help="possible futures (default: 400)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=None, help="threads (default: one a core)")
    parser.add_argument("--origin", type=date.fromisoformat, action="append", help="a day (default: four of them)")
    asked = parser.parse_args()
    scenario = ws.load_scenario(BAGHOUZ)
    claims = ws.read_claims(BAGHOUZ / "claims.csv")
    inside_all = compared_all = 0
    for origin in asked.origin or ORIGINS:
        began = time.perf_counter()
        found = ws.forecast(
            scenario, claims, as_of=origin, members=asked.members, seed=asked.seed, workers=asked.workers
        )
        seconds = time.perf_counter() - began
        used = found.settings["claims_used"]
        print(f"As of {origin}: {used} claims used, {asked.members} members, seed {asked.seed}; {seconds:.0f} s")
        inside = compared = 0
        for claim in later_totals(claims, origin):
            counts = forecast_of(claim, found.members, origin)
            since = f"{claim.about_start or ''}.." if claim.term == "arrived" else ""
            label = f"  {claim.term:<15} {since + str(claim.about_end):<22} {claim.figure:<26}"
            if isinstance(counts, str):
                print(f"{label} skipped: {counts} [{claim.source}]")
                continue
            low, middle, high = np.quantile(counts, INTERVAL)
            held = holds(claim, low, high)
            inside, compared = inside + held, compared + 1
            verdict = "inside" if held else "OUTSIDE"
            print(f"{label} 80 %: {low:7,.0f} to {high:7,.0f}, median {middle:7,.0f}  {verdict} [{claim.source}]")
        print(f"  {inside} of {compared} inside the 80 % interval")
        inside_all, compared_all = inside_all + inside, compared_all + compared
    print(f"In all: {inside_all} of {compared_all} later totals inside the 80 % interval; one-sided ones hold if the")
    print("interval reaches the figure.")


if __name__ == "__main__":
    main()
