"""Learn the weights by which reports are read, and say what they are worth on reports of others.

Each figure of a report has a few candidates for its unit, term, place, days, speaker and total; the weights of
their features are learned from annotated passages (a conditional logit with a penalty on large weights). The
passages are read several times over, since what is chosen for one figure is a candidate for the next.

    python benchmarks/learn_reading.py [--folds 10] [--out FILE] [--plain FILE]
    python benchmarks/learn_reading.py --folds 0 --ship --sure FILE

``--ship`` writes ``src/waystation/claims/reading/link/weights.toml``. ``FILE`` holds the predictions of the
folds, which `score_reports.py` scores, and the shares of their choices, by which how sure a reading is gets corrected.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "reading"
WEIGHTS = ROOT / "src" / "waystation" / "claims" / "reading" / "link" / "weights.toml"
sys.path.insert(0, str(SHARED))

from learn_sureness import show_sureness, sureness  # noqa: E402
from waystation.claims.reading.link.choice import Candidate, Learned  # noqa: E402
from waystation.claims.reading.link.day_ways import Days  # noqa: E402

FIELDS = ("unit", "total", "term", "place", "days", "who")
PENALTY = {"unit": 2.0, "total": 2.0, "term": 2.0, "place": 4.0, "days": 2.0, "who": 1.0}
OWN = {"days": 0.5, "term": 0.3}
"""How much a choice of our own invented reports counts beside one of a real passage, where that is not as much."""
PARTS = 3
"""Into so many parts passages are cut to be read by weights that did not see them."""
SMALLEST = 0.1
"""Smaller weights are left out."""
_KINDS = {"stock": "S", "running total": "C"}


@dataclass
class Example:
    """The candidates of one choice, and which are right."""

    candidates: list[dict[str, float]]
    right: Sequence[float]
    values: list[str]
    info: str
    weight: float = 1.0


@dataclass
class Teacher:
    """Chooses as the weights say, or rightly while there are none, and notes all candidates."""

    passage: Mapping[str, Any]
    weights: Learned | None
    examples: dict[str, list[Example]] = field(default_factory=lambda: defaultdict(list))
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def choose(
        self, name: str, at: int, candidates: Sequence[Candidate], key: Callable[[Any], object]
    ) -> tuple[Candidate, float]:
        """Note the candidates; choose as asked."""
        gold = next((c for c in self.passage["claims"] if c["start"] <= at < c["end"]), None)
        gold = gold or next((c for c in self.passage["claims"] if abs(c["start"] - at) < 3), None)
        if gold is None and any(o["start"] <= at < o["end"] for o in self.passage.get("optional", ())):
            return (self.weights or Learned({})).choose(name, at, candidates, key)
        right: list[float] = [is_right(name, each.value, gold, self.passage) for each in candidates]
        if gold or name == "unit":
            self.asked[name] += 1
            self.missed[name] += not any(right)
            if any(right):
                self.examples[name].append(
                    Example(
                        [dict(each.features) for each in candidates],
                        right,
                        [_shown(each.value) for each in candidates],
                        self.passage["text"][max(0, at - 120) : at + 140].replace("\n", " / "),
                        OWN.get(name, 1.0) if self.passage["id"].startswith("own-") else 1.0,
                    )
                )
        if self.weights is not None:
            return self.weights.choose(name, at, candidates, key)
        at_best = next((i for i, ok in enumerate(right) if ok), len(candidates) - 1)
        return candidates[at_best], 1.0


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    for name in ("unit", "name", "speaker"):
        if hasattr(value, name):
            return str(getattr(value, name))
    return f"{value.when.first}..{value.when.last} {value.whole}" if isinstance(value, Days) else str(value)


def is_right(name: str, value: Any, gold: Mapping[str, Any] | None, passage: Mapping[str, Any]) -> bool:
    """Whether a value is one that the annotators accept."""
    import score_reports as score  # type: ignore[import-not-found]

    if gold is None:
        return name == "unit" and value is None
    if name == "unit":
        units = {score.UNITS.get(u, u) for u in gold["unit"]}
        return value is not None and score.UNITS.get(value.unit, value.unit) in units
    if name == "total":
        if "partof" not in gold["tags"] or gold["part_of"] is None:
            return value is None
        total = next(c for c in passage["claims"] if c["n"] == gold["part_of"])
        return value is not None and total["start"] <= value.counted.figure.start < total["end"]
    if name == "term":
        return value[0] in gold["terms"]
    if name == "place":
        place = value.name if value is not None else None
        named = bool(place) and any(n != "-" and score.same_name(n, place) for n in gold["places"])
        return (not place and "-" in gold["places"]) or named
    if name == "days":
        return days_right(value, gold, passage)
    speaker = value.speaker if value is not None else None
    if speaker:
        return any(n != "-" and score.same_name(n, speaker) for n in gold["who"])
    return "-" in gold["who"] or any(n != "-" and score.same_name(n, passage["publisher"]) for n in gold["who"])


def days_right(value: Days | None, gold: Mapping[str, Any], passage: Mapping[str, Any]) -> bool:
    """As the scorer judges days; a day for what states none is wrong even where the scorer lets it pass."""
    import score_reports as score

    claim = {"quantity_low": 1, "quantity_high": 1, "unit": "people", "term": gold["terms"][0], "place": None}
    if value is not None:
        when = value.when
        claim["about_end"] = when.last.isoformat() if when.last else None
        claim["about_start"] = when.first.isoformat() if value.whole and when.first else None
    flows = [term for term in gold["terms"] if term in score.FLOWS]
    claim["term"] = (flows or gold["terms"])[0]
    right = score.right({**gold, "low": 1, "high": 1}, claim, passage)["days"]
    if right and value is not None and not gold["from_"] and not gold["to"]:
        return False
    if right and value is not None and value.whole and value.when.first and not gold["from_"]:
        return False
    if right and value is None and gold["to"] and gold["to"] != passage["published"]:
        return False
    return bool(right)


def passages() -> list[dict[str, Any]]:
    """The annotated passages."""
    return [json.loads(line) for line in (SHARED / "reports_dev.jsonl").read_text(encoding="utf-8").splitlines()]


def own_gold() -> list[dict[str, Any]]:
    """The project's own annotated reports, in the form of the shared passages; all of them invented."""
    sys.path.insert(0, str(ROOT / "tests" / "claims"))
    import gold_scores  # type: ignore[import-not-found]

    rows = []
    for report in gold_scores.load(ROOT / "tests" / "claims" / "gold" / "known"):
        starts = {(claim.start, claim.end): n for n, claim in enumerate(report.claims, start=1)}
        claims = []
        for n, claim in enumerate(report.claims, start=1):
            total = next((starts[span] for span in claim.part_of if span in starts), None)
            first, last = claim.about_start, claim.about_end
            claims.append({
                "n": n, "start": claim.start, "end": claim.end, "low": claim.low, "high": claim.high,
                "q": list(claim.names["qualifier"]), "unit": list(claim.names["unit"]),
                "terms": list(claim.names["term"]),
                "places": list(claim.names["place"]) or ["-"], "who": list(claim.names["speaker"]) or ["-"],
                "from_": first.isoformat() if first else None, "to": last.isoformat() if last else None,
                "kind": _KINDS.get(next(iter(claim.names["kind"]), ""), "F"),
                "tags": ["partof"] if total else [], "part_of": total,
            })  # fmt: skip
        optional = [{"start": start, "end": end} for start, end in report.optional]
        rows.append({
            "id": f"own-{report.name}", "lang": report.lang, "publisher": report.publisher, "crisis": None,
            "published": report.published.isoformat(), "text": report.text, "claims": claims, "none": [],
            "optional": optional,
        })  # fmt: skip
    return rows


def fold_of(rows: Sequence[Mapping[str, Any]], count: int) -> np.ndarray:
    """The fold of each passage; those of one publisher or one crisis are in one fold."""
    parent = list(range(len(rows)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    seen: dict[str, int] = {}
    for i, row in enumerate(rows):
        for name in (row["publisher"], row["crisis"]):
            if name:
                if name in seen:
                    parent[root(i)] = root(seen[name])
                seen[name] = i
    groups = defaultdict(list)
    for i in range(len(rows)):
        groups[root(i)].append(i)
    fold, sizes = np.zeros(len(rows), int), [0] * count
    for group in sorted(groups.values(), key=lambda g: (-len(g), zlib.crc32(rows[g[0]]["id"].encode()))):
        least = sizes.index(min(sizes))
        fold[group] = least
        sizes[least] += len(group)
    return fold


@contextmanager
def gathered_once() -> Iterator[None]:
    """What a passage names is gathered once, whatever the weights with which it is read."""
    from waystation.claims.reading.link import extract

    known: dict[str, extract.Gathered] = {}
    gathered = extract.gathered

    def remembered(text: str, *given: Any) -> extract.Gathered:
        if text not in known:
            known[text] = gathered(text, *given)
        return known[text]

    extract.gathered = remembered
    try:
        yield
    finally:
        extract.gathered = gathered


def gather(rows: Iterable[Mapping[str, Any]], weights: Learned | None) -> list[Teacher]:
    """All choices of the passages, read with the weights (or rightly, without)."""
    from waystation.claims.reading.link.extract import take_apart

    teachers = []
    for row in rows:
        teacher = Teacher(row, weights)
        take_apart(row["text"], date.fromisoformat(row["published"]), (), row["publisher"], teacher)
        teachers.append(teacher)
    return teachers


def penalty_of(name: str, feature: str) -> float:
    """The penalty on the square of a weight; for days more for a feature that says several things at once."""
    return PENALTY[name] * (1 + feature.count("_") if name == "days" else 1)


def fitted(examples: Sequence[Example], penalty: Callable[[str], float]) -> dict[str, float]:
    """Weights of the features: the most likely, with a penalty on their squares."""
    names = sorted({name for each in examples for c in each.candidates for name in c})
    index = {name: i for i, name in enumerate(names)}
    rows, columns, data, group, right = [], [], [], [], []
    at = 0
    for g, each in enumerate(examples):
        for candidate, ok in zip(each.candidates, each.right, strict=True):
            for name, value in candidate.items():
                rows.append(at)
                columns.append(index[name])
                data.append(value)
            group.append(g)
            right.append(ok)
            at += 1
    from scipy.sparse import csr_matrix

    x = csr_matrix((data, (rows, columns)), shape=(at, len(names)))
    group_of, good_ones = np.array(group), np.array(right, float)
    counts = np.array([each.weight for each in examples])
    penalties = np.array([penalty(feature) for feature in names])
    starts = np.flatnonzero(np.r_[True, np.diff(group_of) > 0])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        s = x @ w
        s = s - np.maximum.reduceat(s, starts)[group_of]
        e = np.exp(s)
        total, good = np.add.reduceat(e, starts), np.add.reduceat(e * good_ones, starts)
        p = e / total[group_of]
        q = e * good_ones / np.maximum(good, 1e-300)[group_of]
        value = float(counts @ (np.log(total) - np.log(np.maximum(good, 1e-300)))) + 0.5 * float(penalties @ (w * w))
        return value, x.T @ (counts[group_of] * (p - q)) + penalties * w

    done = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return {each: round(float(w), 2) for each, w in zip(names, done.x, strict=True) if abs(w) >= SMALLEST}


def learn(rows: Sequence[Mapping[str, Any]], groups: Sequence[int], first: Sequence[Teacher] = ()) -> Learned:
    """Weights learned from passages of some groups; those read rightly may be given: every fold reads them alike.

    What is chosen for one figure is a candidate for the next. So each passage counts twice: as it is read rightly,
    and as it is read by weights that did not see its group, which are as often wrong as they will be. For days that
    was worse in the folds than passages read by the weights learned from them.
    """
    right = list(first or gather(rows, None))
    parts, read = np.array(groups) % PARTS, list(right)
    for part in range(PARTS):
        weights = together(each for each, k in zip(right, parts, strict=True) if k != part)
        own = np.flatnonzero(parts == part)
        for at, teacher in zip(own, gather((rows[at] for at in own), weights), strict=True):
            read[at] = teacher
    known = together(gather(rows, together(right)))
    return Learned({**together([*right, *read], times=2).weights, "days": known.weights["days"]})


def together(teachers: Iterable[Teacher], times: int = 1) -> Learned:
    """Weights fitted to the choices of some passages, each of which counts so many times."""
    examples: dict[str, list[Example]] = defaultdict(list)
    for teacher in teachers:
        for name, each in teacher.examples.items():
            examples[name] += each
    return Learned({
        name: fitted(examples[name], lambda feature, name=name: times * penalty_of(name, feature))
        for name in FIELDS if examples[name]
    })  # fmt: skip


def claims_of(row: Mapping[str, Any], weights: Learned) -> list[dict[str, Any]]:
    """What `waystation read` makes of a passage with these weights, with the share and the way of each choice."""
    from waystation.claims.reading.read import read_with

    found = read_with(weights, row["text"], row["published"], row["publisher"])
    return [
        {
            **json.loads(each.claim.model_dump_json()),
            "part_of": each.claim.total_id,  # as the scorer of the passages calls it
            "shares": dict(each.shares),
            "ways": dict(each.ways),
        }
        for each in found
    ]


def show_ceiling(rows: Sequence[Mapping[str, Any]]) -> None:
    """How often the right value is among the candidates, by language."""
    by: dict[str, list[Teacher]] = defaultdict(list)
    for teacher in gather(rows, None):
        by[teacher.passage["lang"]].append(teacher)
    print("Right value among the candidates:")
    for lang in sorted(by):
        cells = []
        for name in FIELDS:
            asked = sum(t.asked[name] for t in by[lang])
            missed = sum(t.missed[name] for t in by[lang])
            cells.append(f"{name} {1 - missed / max(asked, 1):.3f} ({asked})")
        print(f"  {lang}: " + ", ".join(cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--only", type=int, nargs="*", help="these folds alone")
    parser.add_argument("--ship", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument(
        "--plain", type=Path, help="what candidates alone give, without weights: predictions to this file"
    )
    parser.add_argument("--ceiling", action="store_true", help="say how often the right value is a candidate")
    parser.add_argument("--sure", type=Path, help="correct how sure readings are by predictions of --out")
    given = parser.parse_args()
    with gathered_once():
        run(given)


def run(given: argparse.Namespace) -> None:
    """What the command line asks for."""
    rows, own = passages(), own_gold()
    if given.ceiling:
        show_ceiling(rows)
    if given.plain:
        read = ({"id": row["id"], "claims": claims_of(row, Learned({}))} for row in rows)
        given.plain.write_text("".join(json.dumps(each) + "\n" for each in read), encoding="utf-8")
    if given.folds:
        fold = fold_of(rows, given.folds)
        lines: dict[str, list[dict[str, Any]]] = {}
        invented, first = gather(own, None), gather(rows, None)
        for k in given.only or range(given.folds):
            others = [*invented, *(each for each, f in zip(first, fold, strict=True) if f != k)]
            groups = [*range(len(own)), *(f for f in fold if f != k)]
            weights = learn([each.passage for each in others], groups, others)
            lines |= {row["id"]: claims_of(row, weights) for row, f in zip(rows, fold, strict=True) if f == k}
        text = "".join(json.dumps({"id": i, "claims": c}) + "\n" for i, c in lines.items())
        out = given.out or Path("predictions.jsonl")
        out.write_text(text, encoding="utf-8")
        show_sureness(sureness(rows, out, fold))
    if given.ship:
        weights = learn([*own, *rows], [*range(len(own)), *fold_of(rows, 10)])
        write(weights, show_sureness(sureness(rows, given.sure, fold_of(rows, 10))) if given.sure else {})


def write(weights: Learned, corrections: Mapping[str, Mapping[str, float]]) -> None:
    """The weights as a file that people can read."""
    lines = [
        "# Weights of the features by which each field of a claim is chosen.",
        "# Made by benchmarks/learn_reading.py --ship;",
        "# see docs/validation/reading.md for what they are worth.",
        "",
    ]
    for name in FIELDS:
        lines.append(f"[weights.{name}]")
        lines += [f"{feature} = {weight}" for feature, weight in sorted(weights.weights.get(name, {}).items())]
        lines.append("")
    lines.append("# What corrects the share of the chosen candidate: a slope, and a shift by where it was found.")
    for name, fit in corrections.items():
        lines += [f"[sure.{name}]", *(f"{each} = {value}" for each, value in fit.items()), ""]
    WEIGHTS.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
