"""How well does a table of claims alone, with no trusted totals, foresee what is published next?

Every past surge is forecast from every day on which a claim came out and three totals were known, and every later
total of the same kind, about a day one to 28 days ahead, is a case: stale figures and bounds too. The surge is left
out of all that is learned. Printed: shares of cases within the intervals (bounds count if the interval reaches
them), and the weighted interval score over the final total; means over the cases of a surge, then over surges.

    python benchmarks/published_totals.py --surges ../shared/surges
"""

from __future__ import annotations

import argparse
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from waystation.claims import Claim
from waystation.claims.history import History, figure_of, history, speaks_of
from waystation.errors import InputError
from waystation.forecast.scoring import weighted_interval_score
from waystation.forecast.surges import PastSurge, TrustedTotal, forecast_surge, read_surges
from waystation.forecast.surges.surge_baselines import baseline
from waystation.forecast.table import QUANTILES

SURGES = Path(__file__).parents[2] / "shared" / "surges"
LOW, HIGH, LOWEST, HIGHEST = (QUANTILES.index(level) for level in (0.1, 0.9, 0.025, 0.975))
FEWEST, FURTHEST = 3, 28


def known_then(surge: PastSurge, origin: date) -> History | None:
    """The history that claims alone make up on a day, if it has enough totals."""
    try:
        past = history(surge.claims, origin, place=surge.place, term=surge.term)
    except InputError:
        return None
    return past if len(past.days) >= FEWEST else None


def cases(surge: PastSurge, members: int) -> tuple[list[list[object]], list[float]]:
    """A row a case and method, and the processor seconds of each forecast."""
    last = max(claim.published for claim in surge.claims)
    whole = history(surge.claims, last, place=surge.place, term=surge.term)
    end = surge.totals[-1].day
    totals = [
        c for c in surge.claims if not speaks_of(c, surge.place, surge.term) and not whole.counts_from_another_day(c.id)
    ]
    rows: list[list[object]] = []
    seconds = []
    for origin in sorted({claim.published for claim in totals if claim.published <= end}):
        past = known_then(surge, origin)
        last_day = min(end, origin + timedelta(days=FURTHEST))
        later = [claim for claim in totals if claim.published > origin and origin < claim.until <= last_day]
        if past is None or not later:
            continue
        days = sorted({claim.until for claim in later})
        began = time.process_time()
        found = forecast_surge(
            surge.claims, place=surge.place, term=surge.term, as_of=origin, dates=days, leave_out=[surge.name],
            members=members,
        )  # fmt: skip
        seconds.append(time.process_time() - began)
        known = [
            TrustedTotal(origin, past.began + timedelta(days=int(day)), float(people))
            for day, people in zip(past.days, past.totals, strict=True)
        ]
        ours = np.quantile(found.published, QUANTILES, axis=1).T
        for claim in later:
            rows.append(_row(surge, claim, "waystation", ours[days.index(claim.until)]))
            rows += [_row(surge, claim, kind, baseline(kind, known, claim.until)) for kind in ("rate", "fading")]
    return rows, seconds


def _row(surge: PastSurge, claim: Claim, method: str, quantiles: np.ndarray) -> list[object]:
    figure = figure_of(claim)
    at_least, up_to = claim.quantity_high is None, claim.quantity_low is None

    def held(low: int, high: int) -> bool:
        return bool((quantiles[low] <= figure or at_least) and (figure <= quantiles[high] or up_to))

    score = weighted_interval_score(quantiles[None], np.array([figure]))[0] / surge.final
    above = figure > quantiles[HIGH] and not up_to
    return [surge.name, method, held(LOW, HIGH), held(LOWEST, HIGHEST), above, float(score)]


def main() -> None:
    """Forecast, score and print."""
    parser = argparse.ArgumentParser(description="Published totals of past surges, foreseen from claims alone.")
    parser.add_argument("--surges", type=Path, default=SURGES, help="folder with targets.csv and claims")
    parser.add_argument("--members", type=int, default=4000)
    asked = parser.parse_args()
    if not asked.surges.is_dir():
        print(f"No past surges in {asked.surges.name}: nothing to forecast.")
        return
    rows, seconds = [], []
    for surge in read_surges(asked.surges / "targets.csv", asked.surges):
        more, spent = cases(surge, asked.members)
        rows += more
        seconds += spent
    table = pd.DataFrame(rows, columns=["surge", "method", "in 80 %", "in 95 %", "above 80 %", "WIS/final"])
    by_surge = table.groupby(["method", "surge"]).mean()
    print(f"{len(table) // 3} published totals of {table['surge'].nunique()} surges")
    print(by_surge.groupby("method").mean().round(3).to_string())
    print("\nBy surge, waystation")
    print(by_surge.loc["waystation"].round(3).to_string())
    print(f"\nOne forecast, warm: {np.median(seconds):.2f} processor s in the median, {max(seconds[1:]):.2f} at most")


if __name__ == "__main__":
    main()
