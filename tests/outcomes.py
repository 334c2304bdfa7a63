"""What comes out of many drawn cases, for every room: ``python tests/outcomes.py`` writes it anew.

Cases are drawn by seed from few figures and days that lie close together, so that many of them lie just on a line that
the code draws (four fifths, 3 %, a fortnight) or just beside it. What comes out of each stands in ``outcomes/``, a line
a case. Such a line does not say that the outcome is right: other tests do, for fewer cases. It says what a change
moves that no other test was made for; a change that moves a line says so by it. One case is shown whole by
``python tests/outcomes.py histories 17``.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

FOLDER = Path(__file__).resolve().parent / "outcomes"
DOORS = {
    "histories": "outcomes_of_claims",
    "disagreements": "outcomes_of_claims",
    "cells": "outcomes_of_tables",
    "tables": "outcomes_of_tables",
    "proposals": "outcomes_of_tables",
    "movements": "outcomes_of_engine",
    "free_runs": "outcomes_of_engine",
    "receptions": "outcomes_of_engine",
    "flows": "outcomes_of_engine",
    "branches": "outcomes_of_engine",
    "plans": "outcomes_of_plans",
    "needs": "outcomes_of_plans",
    "surges": "outcomes_of_plans",
    "readings": "outcomes_of_reading",
    "joined": "outcomes_of_reading",
    "files": "outcomes_of_words",
    "facts": "outcomes_of_words",
    "searches": "outcomes_of_fits",
    "emulators": "outcomes_of_fits",
    "scores": "outcomes_of_fits",
    "past_surges": "outcomes_of_fits",
    "efforts": "outcomes_of_fits",
    "months": "outcomes_of_fits",
    "fits": "outcomes_of_fits",
    "letters": "outcomes_of_words",
    "webs": "outcomes_of_words",
    "days": "outcomes_of_words",
    "numbers": "outcomes_of_words",
    "figures": "outcomes_of_studies",
    "sketches": "outcomes_of_studies",
    "studies": "outcomes_of_studies",
    "commands": "outcomes_of_screens",
    "pages": "outcomes_of_screens",
    "releases": "outcomes_of_screens",
    "requests": "outcomes_of_doors",
    "mappings": "outcomes_of_doors",
    "waiting": "outcomes_of_doors",
    "merges": "outcomes_of_doors",
    "widths": "outcomes_of_doors",
}


class Door(Protocol):
    """A way to draw case after case, and what comes out of each."""

    def __call__(self, only: int | None = None) -> Iterator[str]: ...


def outcomes(name: str) -> list[str]:
    """The lines of a door."""
    door: Door = getattr(importlib.import_module(DOORS[name]), name)
    return list(door())


def short(number: float) -> str:
    """A number to five digits: what rounding may move on another machine is far less."""
    return f"{0.0 if abs(number) < 1e-9 else float(number):.5g}"


def shortened(text: str) -> str:
    """A text whose numbers with a point have five digits."""
    return re.sub(r"-?\d+\.\d+(?:e[-+]\d+)?", lambda found: short(float(found[0])), text)


def main() -> None:
    """Write all files, or those named, or show one case."""
    if len(sys.argv) == 3 and sys.argv[2].isdigit():
        door: Door = getattr(importlib.import_module(DOORS[sys.argv[1]]), sys.argv[1])
        sys.stdout.write("\n".join(door(int(sys.argv[2]))) + "\n")
        return
    for name in sys.argv[1:] or DOORS:
        (FOLDER / f"{name}.txt").write_text("\n".join(outcomes(name)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
