"""Learns which term of the exchange format a figure of an excerpt has, and which figures an annotator would note.

    python benchmarks/learn_excerpts.py [--ship]

Ten folds, near-duplicates never on both sides: each excerpt is read with what was learned from the others, and scored
as `score.py` of the shared folder does. ``--ship`` learns from all of them and writes ``excerpt_weights.toml``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "reading"
WEIGHTS = ROOT / "src" / "waystation" / "claims" / "reading" / "excerpt_weights.toml"
sys.path[:0] = [str(Path(__file__).parent), str(SHARED)]

from learn_reading import Example, fitted  # noqa: E402
from waystation.claims.reading.excerpt_facts import DISPLACEMENT, fact_candidates, term_choice  # noqa: E402
from waystation.claims.reading.figures import plain_text  # noqa: E402
from waystation.claims.reading.jsonl import as_dict, displacement_facts  # noqa: E402
from waystation.claims.reading.link.choice import Learned  # noqa: E402

FOLDS, SELDOM = 10, 3
PENALTY = {"term": 3.0, "asked": 1.0}


def learn(rows: Sequence[dict[str, Any]]) -> dict[str, Learned]:
    """Weights for terms and for figures, from annotated excerpts."""
    import score  # type: ignore[import-not-found]

    terms, asked = list[Example](), list[Example]()
    for row in rows:
        for seen in fact_candidates(plain_text(row["text"])):
            figure = seen.drawn.counted.figure
            fact = {"quantity_low": figure.low, "quantity_high": figure.high, "unit": seen.unit}
            right = score.same_quantity(row, fact) and score.same_unit(row, fact)
            asked.append(Example([dict(seen.asked), {}], [float(right), float(not right)], ["", ""], ""))
            if right:
                ten = [dict(candidate.features) for candidate in term_choice(seen)]
                meant = [float(term == row["gold"]["term"]) for term in DISPLACEMENT]
                terms.append(Example(ten, meant, list(DISPLACEMENT), ""))
    often = Counter(name for each in terms for candidate in each.candidates for name in candidate)
    for each in terms:
        each.candidates = [{k: v for k, v in c.items() if often[k] >= SELDOM} for c in each.candidates]
    return {
        name: Learned({name: fitted(examples, lambda _, name=name: PENALTY[name])})
        for name, examples in (("term", terms), ("asked", asked))
    }


def folds(rows: Sequence[dict[str, Any]], count: int) -> list[int]:
    """The fold of each excerpt; near-duplicates stay together."""
    place = {group: at % count for at, group in enumerate(sorted({row["group"] for row in rows}))}
    return [place[row["group"]] for row in rows]


def cross_validated(rows: Sequence[dict[str, Any]]) -> None:
    """Read each excerpt with what the others taught, and score."""
    at, lines = folds(rows, FOLDS), list[str]()
    for fold in range(FOLDS):
        weights = learn([row for row, own in zip(rows, at, strict=True) if own != fold])
        for row, own in zip(rows, at, strict=True):
            if own == fold:
                facts = [as_dict(fact) for fact in displacement_facts(row["text"], weights)]
                lines.append(json.dumps({"id": row["id"], "facts": facts}))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "pred.jsonl"
        out.write_text("\n".join(lines), encoding="utf-8")
        subprocess.run([sys.executable, str(SHARED / "score.py"), str(SHARED / "dev.jsonl"), str(out)], check=True)


def write(weights: dict[str, Learned]) -> None:
    """The weights as a table people can read."""
    lines = [
        "# Weights by which terms and facts of excerpts are chosen.",
        "# Made by benchmarks/learn_excerpts.py --ship.",
    ]
    for name, each in weights.items():
        lines += [
            "",
            f"[{name}]",
            *(f"{json.dumps(key)} = {value}" for key, value in sorted(each.weights[name].items())),
        ]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Score in folds, or ship."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ship", action="store_true", help="learn from all excerpts and write the weights")
    given = parser.parse_args()
    gold = SHARED / "dev.jsonl"
    if not gold.exists():
        print(f"Skipped: there are no annotated excerpts at {gold}.")
        return
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines() if line.strip()]
    if given.ship:
        write(learn(rows))
    else:
        cross_validated(rows)


if __name__ == "__main__":
    main()
