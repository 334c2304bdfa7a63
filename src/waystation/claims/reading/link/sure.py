"""How sure a reading is: for each field the chance that it is right, fitted on reports that were not learned from."""

from __future__ import annotations

import math
from collections.abc import Mapping

from waystation.claims.reading.link.choice import shipped

__all__ = ["chances", "corrections", "logit"]

_UNJUDGED = 0.9
"""For a figure of a table: its row and column say what it is."""
_LEAST = 0.02


def logit(chance: float) -> float:
    """The logarithm of the odds of a chance."""
    bounded = min(max(chance, _LEAST), 1 - _LEAST / 2)
    return math.log(bounded / (1 - bounded))


def chances(shares: Mapping[str, float], ways: Mapping[str, str]) -> dict[str, float]:
    """The chance of each field, and under "claim" that figure, unit and term are right together.

    Parameters
    ----------
    shares : the share of the chosen candidate in each choice, by field
    ways : how each was found: "own" words near the figure, "carried" from elsewhere, or "none"

    Notes
    -----
    The share is that of a conditional logit, corrected by a logistic regression on cross-validated readings: a slope,
    and a shift for each way (``sure`` in ``weights.toml``; `benchmarks/learn_reading.py` prints the reliability).
    """
    together = shares.get("unit", _UNJUDGED) * shares.get("term", _UNJUDGED)
    given = corrections()
    return {
        name: _corrected(given.get(name, {}), share, ways.get(name, "own"))
        for name, share in {**shares, "claim": together}.items()
    }


def _corrected(given: Mapping[str, float], share: float, way: str) -> float:
    line = given.get("slope", 1.0) * logit(share) + given.get(way, 0.0)
    return round(1 / (1 + math.exp(-line)), 2)


def corrections() -> dict[str, dict[str, float]]:
    """Slope and shifts of each field, as they ship."""
    return shipped().get("sure", {})
