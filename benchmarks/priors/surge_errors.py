"""Make ``src/waystation/data/surge_errors.csv``: how far off forecasts of past surges were.

python benchmarks/priors/surge_errors.py ../shared/surges
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from waystation.claims.history import history
from waystation.forecast.surges import LEAVE_ONE_OUT, backtest_surges, read_surges
from waystation.forecast.surges.forecast_surge import is_stock
from waystation.forecast.surges.past_errors import error_table

DATA = Path(__file__).parents[2] / "src" / "waystation" / "data" / "surge_errors.csv"


def main() -> None:
    """Forecast, measure and write."""
    parser = argparse.ArgumentParser(description="Measure the errors of forecasts of past surges.")
    parser.add_argument("surges", type=Path, help="folder with targets.csv and claims")
    parser.add_argument("--out", type=Path, default=DATA)
    asked = parser.parse_args()
    surges = {surge.name: surge for surge in read_surges(asked.surges / "targets.csv", asked.surges)}
    found = backtest_surges(list(surges.values()), protocols=[LEAVE_ONE_OUT]).forecasts
    medians = found[found["level"] == 0.5]
    rows = []
    for (name, as_of), table in medians.groupby(["surge", "as_of"]):
        surge = surges[str(name)]
        past = history(surge.claims, as_of, place=surge.place, term=surge.term, trusted=surge.totals)
        truths = {total.day: total.people for total in surge.totals}
        for day, value in zip(table["date"], table["value"], strict=True):
            rows.append([surge.name, past.days[-1], (day - as_of).days, is_stock(surge.term), value, truths[day]])
    cases = pd.DataFrame(rows, columns=["surge", "age", "ahead", "stock", "median", "truth"])
    table = error_table(cases)
    table.to_csv(asked.out, index=False, float_format="%.3f", lineterminator="\n")
    print(table.round(3).to_string())


if __name__ == "__main__":
    main()
