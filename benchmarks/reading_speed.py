"""How fast reports are read beside another build: the same texts, in turns, in one run.

    python benchmarks/reading_speed.py --base CHECKOUT [--laps 5] [--texts]
    python benchmarks/reading_speed.py --dump FILE

``CHECKOUT`` is a clone of the other build with its own ``.venv``, such as one at c689e07. Processor times; of
each text the fastest of all laps counts, and what is compared is their ratio. ``--texts`` leaves out hostile texts and
single excerpts, so that a lap takes seconds. ``--dump`` writes every claim of every
passage and excerpt, so that a change that should only be faster can be held against what was read before.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared" / "reading"
DAY = "2026-01-01"
HOSTILE = {
    "one sentence again and again": "300 people fled Mosul, Iraq to Goris. ",
    "numbers alone": "1\n",
    "a table without an end": "a | 3 | ",
    "speakers": "said the mayor said ",
    "Arabic": "وصل 300 شخص الى ",
    "blank lines": " " * 40 + "\n",
    "line ends alone": "\n",
    "headings with a day": "Renk, 5 May 2024.\n",
}


def rows(name: str) -> list[dict[str, Any]]:
    """The annotated texts of a file of the shared folder."""
    return [json.loads(line) for line in (SHARED / name).read_text("utf-8").splitlines() if line.strip()]


def texts() -> dict[str, list[str]]:
    """Texts by what they are: a report of 1,000 words made of excerpts, and passages of real reports by language."""
    words = " ".join(row["text"] for row in rows("dev.jsonl")).split()[:1000]
    found = {"1,000 words of excerpts": [" ".join(words)]}
    for row in rows("reports_dev.jsonl"):
        if row["lang"] in {"en", "fr", "es", "ar"}:
            found.setdefault(f"passages, {row['lang']}", []).append(row["text"])
    return found


def measure(*, texts_alone: bool) -> None:
    """What one build takes: printed as JSON, since each build runs in a process of its own."""
    begun = time.process_time()
    from waystation.claims.reading import predictions, read_report

    read_report("About 300 people fled Mosul on Monday.", DAY)
    took: dict[str, float] = {"loading": time.process_time() - begun}

    def timed(name: str, text: str) -> None:
        start = time.process_time()
        with suppress(ValueError):  # the build of c689e07 refuses some of its own claims
            read_report(text, DAY)
        took[name] = time.process_time() - start

    for kind, each in texts().items():
        for at, text in enumerate(each):
            read_report(text[:50], DAY)
            timed(f"{kind}/{at}", text)
            timed(f"{kind}/{at}", text)
    if texts_alone:
        print(json.dumps(took))
        return
    for kind, piece in HOSTILE.items():
        timed(f"hostile: {kind}", (piece * (200_000 // len(piece) + 1))[:200_000])
    lines = "\n".join(itertools.islice(itertools.cycle(json.dumps(row) for row in rows("dev.jsonl")), 1_000))
    start = time.process_time()
    predictions(lines)
    took["1,000 excerpts"] = time.process_time() - start
    took["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(took))


def side_by_side(base: Path, laps: int, *, texts_alone: bool) -> None:
    """Both builds in turns; the ratio of what they take."""
    ours, theirs = dict[str, float](), dict[str, float]()
    for _ in range(laps):
        for python, best in ((Path(sys.executable), ours), (base / ".venv" / "bin" / "python", theirs)):
            command = [python, __file__, "--measure", *(["--texts"] if texts_alone else [])]
            run = subprocess.run(command, check=True, capture_output=True, text=True)
            for name, took in json.loads(run.stdout).items():
                best[name] = min(took, best.get(name, took))
    print(f"{'processor time':42}{'here':>10}{'base':>10}{'ratio':>8}")
    for kind, each in texts().items():
        words = sum(len(text.split()) for text in each)
        here, there = (sum(best[f"{kind}/{at}"] for at in range(len(each))) / words * 1e6 for best in (ours, theirs))
        print(f"{kind + ', ms a 1,000 words':42}{here:10.1f}{there:10.1f}{here / there:8.2f}")
    for name in (each for each in ours if "/" not in each):
        print(f"{name:42}{ours[name]:10.2f}{theirs[name]:10.2f}{ours[name] / theirs[name]:8.2f}")


def dump(file: Path) -> None:
    """Every claim of every text, a line each."""
    from waystation.claims.reading import read_report

    with file.open("w", encoding="utf-8") as out:
        for row in [*rows("reports_dev.jsonl"), *rows("dev.jsonl")]:
            for each in read_report(row["text"], row.get("published") or DAY):
                claim = each.claim.model_dump(mode="json", exclude_defaults=True)
                out.write(json.dumps([row["id"], claim, dict(each.sure)], ensure_ascii=False, sort_keys=True) + "\n")


def main() -> None:
    """As the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, help="checkout of the build to compare with")
    parser.add_argument("--laps", type=int, default=5, help="how often each build runs")
    parser.add_argument("--texts", action="store_true", help="reports and passages alone")
    parser.add_argument("--dump", type=Path, help="write every claim to this file instead")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not SHARED.exists():
        print(f"Skipped: there are no annotated texts at {SHARED}.")
    elif given.measure:
        measure(texts_alone=given.texts)
    elif given.dump:
        dump(given.dump)
    elif given.base:
        side_by_side(given.base, given.laps, texts_alone=given.texts)
    else:
        parser.error("give --base or --dump")


if __name__ == "__main__":
    main()
