"""What past surges teach: a table of parameter sets, each with how well it forecast every past surge.

``data/surge_priors.csv`` has one row a set: its parameters and, in a column named after each past surge, the mean
weighted interval score it got there (over the surge's final total). A set counts by its scores on all surges but those
left out, so that a surge is never forecast with what it taught itself. The file is made by
``benchmarks/priors/surges.py``.

References
----------
Bissiri, Holmes, Walker (2016), A general framework for updating belief distributions, J. R. Stat. Soc. B 78:
weights exp(-rate x loss) in place of a likelihood that nobody believes in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.forecast.surges.filter_kernel import PARAMETERS

__all__ = ["LEARNING_RATE", "RANGES", "Priors", "shipped_priors"]

Floats = npt.NDArray[np.float64]

RANGES = {
    "fade": (2.5, 6.5),
    "onset_days": (7.0, 30.0),
    "drift": (0.03, 0.25),
    "flow_error": (0.1, 0.4),
    "total_error": (0.003, 0.015),
    "jumps_per_day": (0.01, 0.12),
    "jump_size": (0.7, 2.0),
    "first_rate_error": (0.5, 1.2),
    "spell_ends_per_day": (0.1, 0.7),
    "spell_size": (0.3, 1.2),
    "early_rise": (0.1, 2.0),
    "recounts": (0.005, 0.1),
}
"""Where sets are drawn from, evenly on the log scale. The ranges were narrowed after early runs on the shipped surges.

``fade``: the power with which rates fall once a surge is older than ``onset_days``; ``drift``: standard deviation of
the lasting change of the log rate in a day; ``flow_error``: of a count, as a share of those who came since the count
before; ``total_error``: as a share of the running total; ``jumps_per_day``, ``jump_size``: chance and log size of a
sudden lasting change; ``first_rate_error``: log error of the first rate; ``spell_ends_per_day``, ``spell_size``: how
soon good and bad spells end, and how large they are on the log scale; ``early_rise``: how far up jumps lean while a
surge is young; ``recounts``: chance that a count is also a recount."""

LEARNING_RATE = 10.0
"""How fast a set loses weight: by exp(-1) when its mean log score over surges is worse by a tenth."""

SHRINKAGE = 0.5
"""How far members lie from the weighted mean of the sets, on the log scale, as a share of how far the sets do.

A mixture of all sets has far tails from the worst of them; the mean alone is too sure of itself."""


@dataclass(frozen=True)
class Priors:
    """Parameter sets and their scores on past surges.

    Parameters
    ----------
    sets : (sets, parameters) in the order of `waystation.forecast.surges.filter_kernel.PARAMETERS`
    scores : (sets, surges), mean WIS over final total
    surges : names of the past surges
    """

    sets: Floats
    scores: Floats
    surges: tuple[str, ...]

    def weights(self, leave_out: Iterable[str] = ()) -> Floats:
        """(sets,) how much each set counts, adding up to one.

        Parameters
        ----------
        leave_out : surges whose scores are not looked at; names that are unknown leave nothing out
        """
        out = set(leave_out)
        kept = [index for index, name in enumerate(self.surges) if name not in out]
        if not kept:
            return np.full(len(self.sets), 1.0 / len(self.sets))
        loss = np.log(self.scores[:, kept]).mean(axis=1)
        weight = np.exp(-LEARNING_RATE * (loss - loss.min()))
        return np.asarray(weight / weight.sum())

    def draw(self, members: int, rng: np.random.Generator, leave_out: Iterable[str] = ()) -> Floats:
        """(members, parameters) sets drawn by weight and drawn towards their mean, see `SHRINKAGE`."""
        weight = self.weights(leave_out)
        passed = np.cumsum(weight)
        picked = np.searchsorted(passed, (np.arange(members) + rng.random()) / members * passed[-1])
        logs = np.log(self.sets)
        middle = weight @ logs
        near = middle + SHRINKAGE * (logs[np.minimum(picked, len(logs) - 1)] - middle)
        return np.ascontiguousarray(np.exp(rng.permutation(near)))


@cache
def shipped_priors() -> Priors:
    """The priors that ship with the package."""
    with resources.files("waystation.data").joinpath("surge_priors.csv").open("r", encoding="utf-8") as file:
        table = pd.read_csv(file)
    surges = tuple(name for name in table.columns if name not in PARAMETERS)
    return Priors(
        np.ascontiguousarray(table[list(PARAMETERS)].to_numpy(np.float64)),
        table[list(surges)].to_numpy(np.float64),
        surges,
    )
