"""Ten evenings of Baghouz, each from the one before: beside full fits of the same evenings.

Every evening is carried on from the last one's members, and fitted in full with another seed. For each quantile of the
forecast table that is a number, the difference is taken over the width of the full fit's 80 % range. Nine in ten at
most a tenth is what the project asks of itself. With ``--twice`` every evening is fitted in full once more: what two
full fits differ by is the least that can be asked.

    python benchmarks/day_by_day.py --evenings 10 [--twice]
"""

from __future__ import annotations

import argparse
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

import waystation as ws
from waystation.forecast import Posterior

BAGHOUZ = Path(__file__).parents[1] / "examples" / "baghouz"
LAST = date(2019, 3, 4)
CASES = (0.1, 0.25, 0.5, 0.75, 0.9)


def differences(one: ws.Forecast, other: ws.Forecast) -> npt.NDArray[np.float64]:
    """Of quantiles that are numbers, over the width of the 80 % range of the second where there is one."""
    columns = ["target", "location", "target_end_date", "output_type_id"]
    keys = [name for name in columns if name in one.table.columns]
    both = one.table.merge(other.table, on=keys, suffixes=("", "_full"))
    both["level"] = both["output_type_id"].astype(float)
    for name in ("value", "value_full"):
        both[name] = pd.to_numeric(both[name], errors="coerce")  # days of a peak are no numbers
    rows = [name for name in keys if name != "output_type_id"]
    wide = both.pivot_table(index=rows, columns="level", values=["value", "value_full"])
    width = wide["value_full"][0.9] - wide["value_full"][0.1]
    apart = (wide["value"] - wide["value_full"]).abs().div(width, axis=0)[width > 0].dropna()
    return np.asarray(apart[list(CASES)].to_numpy().ravel(), dtype=np.float64)


def main() -> None:
    """Print evening by evening what was done, what it cost and how far it lies from full fits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evenings", type=int, default=10)
    parser.add_argument("--members", type=int, default=400)
    parser.add_argument("--twice", action="store_true", help="fit every evening in full a second time")
    asked = parser.parse_args()
    scenario, claims = ws.load_scenario(BAGHOUZ), ws.read_claims(BAGHOUZ / "claims.csv")

    def timed(day: date, seed: int, start: Posterior | None = None) -> tuple[ws.Forecast, float]:
        began = time.process_time()
        made = ws.forecast(scenario, claims, as_of=day, members=asked.members, seed=seed, start=start)
        return made, time.process_time() - began

    carried, _ = timed(LAST - timedelta(days=asked.evenings), 1)
    near, least, costs = [], [], []
    for back in range(asked.evenings - 1, -1, -1):
        day = LAST - timedelta(days=back)
        carried, short = timed(day, 1, carried.posterior)
        full, long = timed(day, 2)
        near.append(differences(carried, full))
        costs.append(short / long)
        told = carried.settings["full_fit_because"] or f"{len(carried.settings['changes']['new_claims'])} new claims"
        line = f"{day}: {short:4.1f} s beside {long:4.1f} s, {np.mean(near[-1] <= 0.1):4.0%} within a tenth, {told}"
        if asked.twice:
            least.append(differences(timed(day, 3)[0], full))
            line += f" (two full fits: {np.mean(least[-1] <= 0.1):4.0%})"
        print(line, flush=True)
    every = np.concatenate(near)
    print(f"{np.mean(every <= 0.1):.0%} of {every.size} quantiles within a tenth of the 80 % range; nine in ten within "
          f"{np.quantile(every, 0.9):.3f}; an evening costs {np.median(costs):.2f} of a full fit")  # fmt: skip
    if least:
        both = np.concatenate(least)
        print(f"two full fits: {np.mean(both <= 0.1):.0%}, nine in ten within {np.quantile(both, 0.9):.3f}")


if __name__ == "__main__":
    main()
