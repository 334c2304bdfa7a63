"""The figures that a change must sign: ``python tests/published_figures.py`` writes them to ``figures.toml`` anew.

They are what the program says of what ships with it: how many fields the reader gets right in gold reports, how many
claims of the example are known and disagree, who is where in simulated futures. A change that moves one says so in the
same commit, by the line of ``figures.toml`` that changes.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples"
FILE = HERE / "figures.toml"
DAY = date(2019, 3, 4)

Figures = dict[str, int]


def reading(kind: str) -> Figures:
    """Figures found, invented, and right in every field, of all gold reports of a kind; and how sure the reader is.

    The confidences are added up, in thousandths: a weight, or what it weighs, cannot change unseen.
    """
    sys.path.insert(0, str(HERE / "claims"))
    from gold_scores import load, score
    from read_gold import readings_of, reads

    reports = load(HERE / "claims" / "gold" / kind)
    found = score(reports, {report.name: reads(report) for report in reports})
    right = {name: count.right for name, count in found.fields.items()}
    sure = sum(each.claim.confidence or 0.0 for report in reports for each in readings_of(report))
    return {
        "gold": found.gold,
        "found": found.found,
        "invented": len(found.invented),
        "confidences": round(1000 * sure),
        **right,
    }


def claims() -> Figures:
    """What is known of the example on an evening."""
    import waystation as ws

    view = ws.open(EXAMPLES / "baghouz").as_of(DAY)
    reasons = [each.why for each in view.standing.left_out]
    return {"claims": len(view.claims), "left_out": len(reasons), "disagreements": len(ws.conflicts(view.claims))}


def reception() -> Figures:
    """People by site and exit at the end of eight futures of the made-up example, added up."""
    import waystation as ws

    last = ws.simulate(ws.load_scenario(EXAMPLES / "synthetic"), members=8, seed=1).isel(date=-1)
    people = last["population"].sum("member")
    return {str(name): int(people.sel(place=name)) for name in people["place"].values}


def movement() -> Figures:
    """People by place on the last day of eight futures of the made-up Flee folder, added up."""
    import waystation as ws

    people = ws.simulate_movement(ws.load_flee(EXAMPLES / "flee_valley"), members=8, seed=1).people.isel(date=-1)
    return {str(name): int(people.sel(place=name).sum()) for name in people["place"].values}


TABLES: dict[str, Callable[[], Figures]] = {
    "reading_known": lambda: reading("known"),
    "reading_unseen": lambda: reading("unseen"),
    "claims_of_the_example": claims,
    "reception_synthetic": reception,
    "movement_flee_valley": movement,
}


def signed() -> dict[str, Figures]:
    """The figures of the file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def sign() -> None:
    """Write the figures as they are now."""
    lines = ["# Signed by a change that moves them: python tests/published_figures.py"]
    for name, figures in TABLES.items():
        lines += ["", f"[{name}]", *(f'"{key}" = {value}' for key, value in figures().items())]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sign()
