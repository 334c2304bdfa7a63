"""How sure readings are, corrected by how often they were right; `learn_reading.py` ships the correction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

__all__ = ["show_sureness", "sureness"]

JUDGED = {"unit": "unit", "term": "term", "place": "place", "days": "days", "who": "who", "claim": "figure+unit+term"}


WAYS = ("own", "carried", "none")
Told = dict[str, list[tuple[float, str, bool, int]]]


def sureness(rows: Sequence[Mapping[str, Any]], predictions: Path, fold: Sequence[int]) -> Told:
    """For each field the share, the way, whether it was right and the fold, of claims that the annotators have too."""
    import score_reports as score  # type: ignore[import-not-found]

    read = {each["id"]: each["claims"] for each in map(json.loads, predictions.read_text("utf-8").splitlines())}
    out: Told = {name: [] for name in JUDGED}
    for row, k in zip(rows, fold, strict=True):
        for gold, claim in score.paired(row, list(read.get(row["id"], [])))[0]:
            if claim is None:
                continue
            verdict, shares = score.right(gold, claim, row), dict(claim["shares"])
            if "unit" in shares and "term" in shares:
                shares["claim"] = shares["unit"] * shares["term"]
            for name, judged in JUDGED.items():
                if name in shares:
                    out[name].append((shares[name], claim["ways"].get(name, "own"), bool(verdict[judged]), int(k)))
    return out


def corrected(told: Sequence[tuple[float, str, bool, int]]) -> dict[str, float]:
    """Slope and shift of each way, by a logistic regression with a small penalty."""
    x, ways, y = _columns(told)

    def loss(w: np.ndarray) -> float:
        s = w[0] * x + ways @ w[1:]
        return float((np.logaddexp(0, s) - y * s).sum() + 0.5 * (w[0] - 1) ** 2 + 0.5 * float(w[1:] @ w[1:]))

    done = minimize(loss, np.r_[1.0, np.zeros(len(WAYS))], method="L-BFGS-B").x
    return {name: round(float(each), 3) for name, each in zip(("slope", *WAYS), done, strict=True)}


def _columns(told: Sequence[tuple[float, str, bool, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from waystation.claims.reading.link.sure import logit

    x = np.array([logit(share) for share, *_ in told])
    ways = np.array([[way == each for each in WAYS] for _, way, *_ in told], float)
    return x, ways, np.array([right for _, _, right, _ in told], float)


def show_sureness(told: Told) -> dict[str, dict[str, float]]:
    """Print how sure readings are and how often right, corrected by the other folds; the correction by all."""
    print("sure, corrected by the other folds: Brier score, that of one chance for all, area under the curve;")
    print("then in four steps what was told, how often it was right, of how many")
    for name, rows in told.items():
        chance, y = np.zeros(len(rows)), np.array([right for _, _, right, _ in rows], float)
        for k in {k for *_, k in rows}:
            here = np.array([at for at, each in enumerate(rows) if each[3] == k])
            fit = corrected([each for each in rows if each[3] != k] or rows)
            x, ways, _ = _columns([rows[at] for at in here])
            chance[here] = 1 / (1 + np.exp(-(fit["slope"] * x + ways @ np.array([fit[each] for each in WAYS]))))
        brier, plain = float(((chance - y) ** 2).mean()), float(y.mean() * (1 - y.mean()))
        steps = []
        for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
            here = (chance >= low) & (chance < high)
            if here.any():
                steps.append(f"{chance[here].mean():.2f} {y[here].mean():.2f} {here.sum()}")
        print(f"  {name:6} {brier:.3f} {plain:.3f} {_area(chance, y):.2f}   " + " | ".join(steps))
    return {name: corrected(rows) for name, rows in told.items()}


def _area(chance: np.ndarray, right: np.ndarray) -> float:
    """How often a right reading is surer than a wrong one."""
    good, bad = chance[right > 0], chance[right <= 0]
    if not (len(good) and len(bad)):
        return float("nan")
    return float((good[:, None] > bad).mean() + 0.5 * (good[:, None] == bad).mean())
