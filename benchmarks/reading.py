"""How well and how fast reports are read, against the annotated excerpts and our own gold reports.

The word lists and the few numbers of the rules were chosen with the shared excerpts in sight. What that is
worth is measured in five folds, twice: with the numbers chosen anew on the other four, and, harsher, with every
wording struck from the lists that no excerpt of those four needs.

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
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

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


def scored(rows: Sequence[dict[str, Any]], **settings: float) -> dict[str, np.ndarray]:
    """For each excerpt whether quantity, with unit, with unit and term are right, and the first fact's quantity."""
    from waystation.claims.reading.excerpt_facts import Weights
    from waystation.claims.reading.jsonl import as_dict, displacement_facts

    sys.path.insert(0, str(SHARED))
    import score  # type: ignore[import-not-found]

    hits: dict[str, list[bool]] = {"quantity": [], "unit": [], "term": [], "first": []}
    for row in rows:
        facts = [as_dict(fact) for fact in displacement_facts(row["text"], Weights(**settings))]
        same = [fact for fact in facts if score.same_quantity(row, fact)]
        units = [fact for fact in same if score.same_unit(row, fact)]
        hits["quantity"].append(bool(same))
        hits["unit"].append(bool(units))
        hits["term"].append(any(score.same_term(row, fact) for fact in units))
        hits["first"].append(bool(facts) and score.same_quantity(row, facts[0]))
    return {name: np.array(each) for name, each in hits.items()}


def folds(rows: Sequence[dict[str, Any]], count: int = 5) -> np.ndarray:
    """The fold of each excerpt; near-duplicates stay together."""
    groups = sorted({row["group"] for row in rows})
    place = {group: at % count for at, group in enumerate(groups)}
    return np.array([place[row["group"]] for row in rows])


def cross_validated(rows: Sequence[dict[str, Any]]) -> None:
    """Recall in five folds, numbers chosen and words struck on the other four."""
    fold = folds(rows)
    grid = [{"before": b, "other": o, "few": f} for b, o, f in itertools.product((1.0, 1.4, 2.0), (0, 2, 4), (0, 0.05))]
    each = [scored(rows, **settings) for settings in grid]
    worth = np.array([hits["term"].astype(float) + hits["first"] for hits in each])
    chosen = {k: int(np.argmax(worth[:, fold != k].sum(axis=1))) for k in range(5)}
    as_shipped = scored(rows)
    tuned = {name: np.array([each[chosen[k]][name][i] for i, k in enumerate(fold)]) for name in as_shipped}
    struck = {name: np.zeros(len(rows), bool) for name in as_shipped}
    for k in range(5):
        with words_of([row for row, at in zip(rows, fold, strict=True) if at != k], rows):
            test = np.flatnonzero(fold == k)
            for name, hits in scored([rows[i] for i in test]).items():
                struck[name][test] = hits
    print(f"{'five folds':34}{'quantity':>10}{'+ unit':>10}{'+ term':>10}{'first':>10}")
    for name, hits in (
        ("as shipped", as_shipped),
        ("numbers chosen on four folds", tuned),
        ("and their words only", struck),
    ):
        print(f"{name:34}" + "".join(f"{hits[field].mean():10.3f}" for field in ("quantity", "unit", "term", "first")))
    print(flush=True)


@contextmanager
def words_of(train: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> Iterator[None]:
    """Only such wordings as the training excerpts hold, or no excerpt at all holds (those were not tuned)."""
    from waystation.claims.reading import excerpt_facts, figures, gazetteer
    from waystation.claims.reading.excerpt_words import built, lexicon, pattern, tables

    seen, everything = "\n".join(row["text"] for row in train), "\n".join(row["text"] for row in rows)
    kept = tables()
    for table in ("units", "terms", "qualifiers"):
        for name, wordings in kept[table].items():
            needed = [
                each for each in wordings if pattern([each]).search(seen) or not pattern([each]).search(everything)
            ]
            kept[table][name] = needed or wordings[:1]
    ours = built(kept)
    for module in (excerpt_facts, figures, gazetteer):
        module.lexicon = lambda: ours  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module in (excerpt_facts, figures, gazetteer):
            module.lexicon = lexicon  # type: ignore[attr-defined]


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
        cross_validated(rows)


if __name__ == "__main__":
    main()
