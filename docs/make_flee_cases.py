"""Writes ``docs/reference/flee-cases.md``: every kind and mode of Flee folders, what Flee does, and what is done here.

``python docs/make_flee_cases.py CASES`` runs each minimal folder of a folder of cases (with ``README.md``, ``flee.csv``
and ``flee_sd.csv``: what twenty runs of Flee printed) and holds it against them.
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path

import numpy as np

import waystation as ws

PAGE = Path(__file__).parent / "reference" / "flee-cases.md"
HEAD = """# Kinds and modes of Flee folders

<!-- Made by docs/make_flee_cases.py from the cases; run it again instead of changing this page. -->

One row a case: a minimal folder, what Flee's current source does with it, and what is done here. The figure is the mean
|z| over all places and days of 100 futures against 20 runs of Flee; 0.8 is expected where both are alike, and as the
cases share their seeds they share their luck. Cases of which Flee prints fewer than ten days are about what ends it.

| Case | What Flee does | Here |
| --- | --- | --- |
"""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def here(folder: Path) -> str:
    """What is done with a case: refused and why, or how near it comes to Flee."""
    try:
        futures = ws.simulate_movement(ws.load_flee(folder), members=100, seed=1)
    except ws.InputError as error:
        return f"refused: {error.problems[0].message}"
    mean, spread = rows(folder / "flee.csv"), rows(folder / "flee_sd.csv")
    if len(mean) < 10:
        return "run on; Flee ends"
    found = []
    for day in range(min(len(mean), futures.sizes["date"])):
        for column in (each for each in mean[day] if each.endswith(" sim")):
            ours = futures.people.sel(place=column.removesuffix(" sim")).values[:, day].astype(float)
            error_of = math.sqrt(float(spread[day][column]) ** 2 / 20 + ours.var() / len(ours) + 0.05)
            found.append(abs(float(mean[day][column]) - ours.mean()) / error_of)
    kernel = " (agents)" if futures.attrs["kernel"] == "agents" else ""
    return f"run{kernel}, {np.mean(found):.2f}"


def main() -> None:
    """Run all cases and write the page."""
    lines = []
    for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir()):
        said = (folder / "README.md").read_text(encoding="utf-8").splitlines()[1]
        cells = [f"`{folder.name}`", said, here(folder)]
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    PAGE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
