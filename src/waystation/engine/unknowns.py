"""Values of unknowns from standard normal numbers.

Every prior is written as a function of a standard normal number, so that inference works in one
plain space whatever the priors, and members can be moved in it by small steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtr

from waystation.engine.randomness import member_draws
from waystation.world.scenario_model import Quantity, Scenario, Unknown

__all__ = ["Draws", "Values", "amount", "draw_normals", "draw_unknowns", "value"]

Draws = Mapping[str, npt.NDArray[np.float64]]
"""Values of each unknown, (members,) by name."""

_Z95 = 1.959963984540054


def value(unknown: Unknown, z: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Value of an unknown for a standard normal number.

    Parameters
    ----------
    unknown : its prior; ``low`` and ``high`` enclose 95 % of it (all of it for uniform shapes)
    z : array of standard normal numbers

    Returns
    -------
    array of the same shape, in the unknown's unit

    Examples
    --------
    >>> people = Unknown(prior="lognormal", low=10_000, high=250_000, unit="people", why="Nobody knew.")
    >>> value(people, [-1.96, 0.0, 1.96]).round(-2)
    array([ 10000.,  50000., 250000.])
    """
    return _value(unknown.prior, unknown.low, unknown.high, np.asarray(z, dtype=np.float64))


def _value(prior: str, low: Any, high: Any, z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if prior == "lognormal":
        return np.exp(_between(np.log(low), np.log(high), z))
    if prior == "normal":
        return _between(low, high, z)
    if prior == "logitnormal":
        return np.asarray(expit(_between(logit(low), logit(high), z)))
    if prior == "uniform":
        return np.asarray(low + (high - low) * ndtr(z))
    return np.asarray(low * (high / low) ** ndtr(z))  # loguniform


def _between(low: Any, high: Any, z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Normal with 95 % between low and high."""
    return np.asarray((low + high) / 2 + z * (high - low) / (2 * _Z95))


class Values:
    """Values of many unknowns at once: `value` of each, without a call for each.

    Parameters
    ----------
    unknowns : their priors, in the order of the columns

    Examples
    --------
    >>> people = Unknown(prior="lognormal", low=10_000, high=250_000, unit="people", why="Nobody knew.")
    >>> Values([people])(np.array([[0.0], [1.96]])).round(-2)
    array([[ 50000.],
           [250000.]])
    """

    def __init__(self, unknowns: Sequence[Unknown]):
        low = np.array([each.low for each in unknowns], dtype=np.float64)
        high = np.array([each.high for each in unknowns], dtype=np.float64)
        self._groups = []
        for prior in dict.fromkeys(each.prior for each in unknowns):
            columns = np.array([i for i, each in enumerate(unknowns) if each.prior == prior])
            self._groups.append((columns, prior, low[columns], high[columns]))

    def __call__(self, z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(members, unknowns) values from as many standard normal numbers."""
        found = np.empty(z.shape)
        for columns, prior, low, high in self._groups:
            found[:, columns] = _value(prior, low, high, z[:, columns])
        return found


def draw_normals(scenario: Scenario, members: int, seed: int, *, first: int = 0) -> dict[str, npt.NDArray[np.float64]]:
    """Standard normal numbers for each unknown: one stream an unknown, so a new one reshuffles none.

    (members,) by name, those of the members from ``first`` on.
    """
    return {
        name: member_draws(seed, f"unknown {name}", first, members, lambda rng, n: rng.standard_normal(n))
        for name in scenario.settings.unknowns
    }


def draw_unknowns(scenario: Scenario, members: int, seed: int, *, first: int = 0) -> dict[str, npt.NDArray[np.float64]]:
    """Values of each unknown drawn from its prior, (members,) by name, those of the members from ``first`` on."""
    normals = draw_normals(scenario, members, seed, first=first)
    return {name: value(scenario.settings.unknowns[name], z) for name, z in normals.items()}


def amount(quantity: Quantity | None, draws: Draws, members: int) -> npt.NDArray[np.float64]:
    """(members,) values of a quantity: a number, or the draws of the unknown it names; none is -1."""
    if quantity is None:
        return np.full(members, -1.0)
    if isinstance(quantity, str):
        return np.maximum(draws[quantity], 0.0)
    return np.full(members, float(quantity))
