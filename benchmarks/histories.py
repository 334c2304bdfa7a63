"""How far histories read from claims alone are from trusted totals, on past surges: run it after changing the method.

For each past surge, at every day a trusted total came out: the last total of the history as known then against the
trusted totals of its day (error of the logarithm), and how many days old it is.

    .venv/bin/python benchmarks/histories.py ../shared/surges
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from waystation.claims import history
from waystation.errors import InputError
from waystation.forecast.surges import PastSurge, read_surges


def errors(surge: PastSurge) -> tuple[list[float], list[int]]:
    """Errors of the last total at each origin, and its age in days."""
    days = [total.day.toordinal() for total in surge.totals]
    people = [total.people for total in surge.totals]
    found, ages = [], []
    for as_of in sorted({total.published for total in surge.totals}):
        try:
            past = history(surge.claims, as_of, place=surge.place, term=surge.term)
        except InputError:  # no count of that place and term was published by then
            continue
        last = past.last_date.toordinal()
        ages.append((as_of - past.last_date).days)
        if days[0] <= last <= days[-1]:
            found.append(abs(float(np.log(max(past.total, 1.0) / np.interp(last, days, people)))))
    return found, ages


def main(folder: Path) -> None:
    """Print a line a surge, and the means over surges."""
    rows = {surge.name: errors(surge) for surge in read_surges(folder / "targets.csv", folder)}
    print(f"{'surge':32} {'error':>7} {'worst':>7} {'age, days':>10}")
    for name, (found, ages) in rows.items():
        if found:
            print(f"{name:32} {np.mean(found):7.3f} {max(found):7.3f} {np.mean(ages):10.2f}")
    known = [(np.mean(found), np.mean(ages)) for found, ages in rows.values() if found]
    print(f"{'mean of surges':32} {np.mean([each[0] for each in known]):7.3f} {'':7} "
          f"{np.mean([each[1] for each in known]):10.2f}")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/surges"))
