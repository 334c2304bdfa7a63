"""Choices between candidates by learned weights.

For each choice (unit, term, place, days, speaker) a figure has a few candidates, each with named features. The one
with the largest weighted sum is taken, and how sure that is follows from the sums of all (a conditional logit).
``weights.toml`` holds the weights; ``benchmarks/learn_reading.py`` makes it and says how well it does on others'
reports.
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources
from operator import mul
from typing import Any, NamedTuple, Protocol

__all__ = ["Candidate", "Chooser", "Learned", "learned", "shipped"]


class Candidate(NamedTuple):
    """One possible value of a field.

    Parameters
    ----------
    value : the value, None for "not stated"
    features : what speaks for or against it, by name
    """

    value: Any
    features: dict[str, float]


class Chooser(Protocol):
    """Chooses between candidates."""

    def choose(
        self, field: str, at: int, candidates: Sequence[Candidate], key: Callable[[Any], object]
    ) -> tuple[Candidate, float]:
        """The best candidate for a field of the figure at an offset, and how sure that is, from 0 to 1.

        Candidates whose values have the same key say the same and are counted together.
        """


class Learned:
    """Chooses by weights.

    Parameters
    ----------
    weights : for each field the weight of each feature; features without one weigh nothing

    Examples
    --------
    >>> near, far = Candidate("Goris", {"words": 1.0}), Candidate("Sisian", {"words": 3.0})
    >>> best, sure = Learned({"place": {"words": -1.0}}).choose("place", 0, [near, far], str)
    >>> best.value, round(sure, 2)
    ('Goris', 0.88)
    """

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self.weights = weights
        # What has no weight is looked up as often as what has one.
        self._weights = {field: defaultdict(float, each) for field, each in weights.items()}

    def choose(
        self, field: str, at: int, candidates: Sequence[Candidate], key: Callable[[Any], object]
    ) -> tuple[Candidate, float]:
        """The candidate with the largest weighted sum among those of the likeliest value, and how likely that is."""
        del at
        if len(candidates) == 1:
            return candidates[0], 1.0
        weight_of = (self._weights[field] if field in self._weights else defaultdict[str, float](float)).__getitem__
        sums = [sum(map(mul, map(weight_of, each.features), each.features.values())) for each in candidates]
        top = max(sums)
        shares: dict[object, float] = {}
        best: dict[object, int] = {}
        for number, weight in enumerate(sums):
            same = key(candidates[number].value)
            shares[same] = shares.get(same, 0.0) + math.exp(weight - top)
            if same not in best or weight > sums[best[same]]:
                best[same] = number
        likely = max(shares, key=shares.__getitem__)
        return candidates[best[likely]], shares[likely] / sum(shares.values())


@cache
def learned() -> Learned:
    """The weights that ship with the package."""
    return Learned(shipped()["weights"])


@cache
def shipped() -> dict[str, dict[str, dict[str, float]]]:
    """The tables of ``weights.toml``: for each choice the weights, and how sure it is made (see `chances`)."""
    text = resources.files("waystation.claims.reading.link").joinpath("weights.toml").read_text("utf-8")
    return tomllib.loads(text)
