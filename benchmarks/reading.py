"""How well and how fast reports are read, against the annotated excerpts and our own gold reports.

What is learned from the shared excerpts is scored in ten folds by `learn_excerpts.py`; `reading_speed.py` holds the
speed against another build.

    python benchmarks/reading.py [--quick]
"""

from __future__ import annotations

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "reading"
sys.path.insert(0, str(ROOT / "tests" / "claims"))

TRIVIAL = """From the README of the excerpts, trivial rules on the same (facts, quantity, + unit, + term, country):
  largest number, nearest words   1.0   .843   .830   .762   .601
  every number                    2.2   .942   .924   .843   .601"""


def speed(rows: Sequence[dict[str, Any]]) -> None:
    """Loading, a report of a thousand words, ten thousand excerpts on two workers, memory."""
    begun = time.process_time()
    from waystation.claims.reading import predictions, read_report

    read_report("About 300 people fled Mosul on Monday.", "2019-03-04")
    print(f"Loading {time.process_time() - begun:.2f} s of processor time (asked: at most 1.0).")
    words = " ".join(row["text"] for row in rows).split()[:1000]
    report = " ".join(words)
    read_report(report, "2019-03-04")
    begun = time.process_time()
    for _ in range(5):
        read_report(report, "2019-03-04")
    print(f"A report of 1,000 words {(time.process_time() - begun) * 200:.0f} ms (asked: at most 50).")
    many = "\n".join(itertools.islice(itertools.cycle(json.dumps(row) for row in rows), 10_000))
    halves = [many[: many.index("\n", len(many) // 2)], many[many.index("\n", len(many) // 2) :]]
    with ProcessPoolExecutor(2) as workers:
        list(workers.map(predictions, [json.dumps(rows[0])] * 2))
        begun = time.perf_counter()
        read = sum(each.count("\n") for each in workers.map(predictions, halves))
        print(f"{read:,} excerpts on 2 workers: {read / (time.perf_counter() - begun):,.0f} a second (asked: 500).")
    used = max(resource.getrusage(each).ru_maxrss for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(f"Memory at most {used:.0f} MB (asked: at most 400).\n", flush=True)


def gold_reports() -> None:
    """Every field on our own reports: those looked at while the rules were made, and those kept apart."""
    from gold_scores import load, score  # type: ignore[import-not-found]
    from read_gold import reads  # type: ignore[import-not-found]

    for folder in ("known", "unseen"):
        reports = load(ROOT / "tests" / "claims" / "gold" / folder)
        print(f"{len(reports)} gold reports, {folder}:")
        print(score(reports, {report.name: reads(report) for report in reports}).table(), "\n", flush=True)


def main() -> None:
    """Print it all; say so where the excerpts are absent."""
    gold = SHARED / "dev.jsonl"
    if not gold.exists():
        gold_reports()
        print(f"Skipped: there are no annotated excerpts at {gold}.")
        return
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    speed(rows)
    gold_reports()
    from waystation.claims.reading import predictions

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "pred.jsonl"
        out.write_text(predictions(gold.read_text(encoding="utf-8")), encoding="utf-8")
        subprocess.run([sys.executable, str(SHARED / "score.py"), str(gold), str(out)], check=True)
    print(TRIVIAL, "\n", flush=True)
    if "--quick" not in sys.argv:
        print("The same in ten folds:")
        subprocess.run([sys.executable, str(Path(__file__).with_name("learn_excerpts.py"))], check=True)


if __name__ == "__main__":
    main()
