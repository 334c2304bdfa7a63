"""How sure a reading is: for each field the chance that it is right, fitted on reports that were not learned from."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

__all__ = ["chances", "logit"]

_UNJUDGED = 0.9
"""For a figure of a table: its row and column say what it is."""
_LEAST = 0.02


def logit(chance: float) -> float:
    """The logarithm of the odds of a chance."""
    bounded = min(max(chance, _LEAST), 1 - _LEAST / 2)
    return math.log(bounded / (1 - bounded))


def chances(shares: Mapping[str, float]) -> dict[str, float]:
    """The chance of each field, and under "claim" that figure, unit and term are right together.

    Parameters
    ----------
    shares : the share of the chosen candidate in each choice, by field

    Notes
    -----
    The share is that of a conditional logit, corrected by a logistic regression on cross-validated readings
    (``sure`` in ``weights.toml``; `benchmarks/learn_reading.py` prints the reliability).
    """
    together = shares.get("unit", _UNJUDGED) * shares.get("term", _UNJUDGED)
    return {name: _corrected(name, share) for name, share in {**shares, "claim": together}.items()}


def _corrected(name: str, share: float) -> float:
    slope, shift = _corrections().get(name, (1.0, 0.0))
    return round(1 / (1 + math.exp(-(slope * logit(share) + shift))), 2)


@cache
def _corrections() -> dict[str, tuple[float, float]]:
    text = resources.files("waystation.claims.reading.link").joinpath("weights.toml").read_text("utf-8")
    return {name: (float(each[0]), float(each[1])) for name, each in tomllib.loads(text).get("sure", {}).items()}
