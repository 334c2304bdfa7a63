"""How well and how fast reports are read: the scorer's table on the annotated excerpts, and the rate.

The rules, word lists and the few penalties that rank facts were chosen with these excerpts in sight; no
cross-validation was done, and only excerpts kept apart can say how well they carry over.
Beside it, from the README of the excerpts, the trivial rule (largest number, nearest words), one fact an
excerpt: quantity .843, with unit .830, with unit and term .762, country .601.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from waystation.claims.reading import predictions

SHARED = Path(__file__).resolve().parents[2] / "shared" / "reading"


def main() -> None:
    """Print loading time, rate and scores; say so where the excerpts are absent."""
    gold = SHARED / "dev.jsonl"
    if not gold.exists():
        print(f"Skipped: there are no annotated excerpts at {gold}.")
        return
    text = gold.read_text(encoding="utf-8")
    begun = time.perf_counter()
    predictions(text.split("\n", 1)[0])
    loaded = time.perf_counter()
    read = predictions(text)
    rate = read.count("\n") / (time.perf_counter() - loaded)
    print(f"Loading {loaded - begun:.2f} s, then {rate:,.0f} excerpts per second on one core.", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "pred.jsonl"
        out.write_text(read, encoding="utf-8")
        subprocess.run([sys.executable, str(SHARED / "score.py"), str(gold), str(out)], check=True)


if __name__ == "__main__":
    main()
