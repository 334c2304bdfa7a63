"""What a posterior over settings is made of: features of camps, an emulator of them, room for the model's own error.

The likelihood of the observed features is normal around a quadratic emulator of the simulated ones. Its covariance is
that of the emulator's residuals, which holds the chance of a single run and what the emulator misses, plus a
*discrepancy* of unknown size: a real crisis is no run of the model, and an interval that forgot it would be far too
narrow.

References
----------
Wood (2010), Statistical inference for noisy nonlinear ecological dynamic systems, Nature 466 (synthetic likelihood);
Kennedy, O'Hagan (2001), Bayesian calibration of computer models, J. R. Stat. Soc. B 63 (discrepancy); Deistler,
Goncalves, Macke (2022), Truncated proposals for scalable and hassle-free simulation-based inference (rounds on a
shrinking region); Schaefer, Strimmer (2005), A shrinkage approach to large-scale covariance matrix estimation, Stat.
Appl. Genet. Mol. Biol. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve

__all__ = ["DISCREPANCIES", "Emulator", "Features", "emulate", "log_likelihood"]

Floats = npt.NDArray[np.float64]

WINDOWS = 6
MOST_FEATURES = 24
DISCREPANCIES = (0.0, *np.geomspace(1e-3, 1.0, 13).tolist())
"""Sizes tried, each as likely beforehand: standard deviation of a camp's share of all people, over the root of it."""
_LEAST_SHARE = 0.005
_MEMORY = 0.5
"""Discrepancies of a camp are alike over about half of the period."""


@dataclass(frozen=True)
class Features:
    """Shares of all people counted that are in each camp, over a few windows of time.

    Parameters
    ----------
    counts : (days, camps) observed, of the days that are fitted
    """

    counts: Floats

    @property
    def _windows(self) -> list[npt.NDArray[np.int64]]:
        return [each for each in np.array_split(np.arange(len(self.counts)), WINDOWS) if self.counts[each].sum() > 0]

    def of(self, people: Floats) -> Floats:
        """(runs, features) of simulated people (runs, days or more, camps); camp by camp within each window."""
        parts = [people[:, days].mean(axis=1) / self.counts[days].sum(axis=1).mean() for days in self._windows]
        return np.concatenate(parts, axis=1)

    @property
    def observed(self) -> Floats:
        """(features,) of the counts themselves."""
        return np.asarray(self.of(self.counts[None])[0])

    @property
    def discrepancy(self) -> Floats:
        """(features, features) covariance of a discrepancy of size 1: by a camp's share, alike in near windows."""
        windows, camps = len(self._windows), self.counts.shape[1]
        scale = np.sqrt(np.maximum(self.observed, _LEAST_SHARE))
        apart = np.abs(np.subtract.outer(np.arange(windows), np.arange(windows))) / max(windows - 1, 1)
        return np.asarray(np.kron(np.exp(-apart / _MEMORY), np.eye(camps)) * np.outer(scale, scale))


@dataclass(frozen=True)
class Emulator:
    """Simulated features as a quadratic function of the settings, in the directions in which they vary.

    Parameters
    ----------
    centre, basis : (features,), (features, directions) of what is kept
    weights : (terms, directions)
    noise : (directions, directions) covariance of a run about the emulator
    discrepancy : (directions, directions) of a discrepancy of size 1
    observed : (directions,)
    low, high : (settings,) of the region it holds on
    """

    centre: Floats
    basis: Floats
    weights: Floats
    noise: Floats
    discrepancy: Floats
    observed: Floats
    low: Floats
    high: Floats

    def at(self, shares: Floats) -> Floats:
        """(points, directions) at settings (points, settings)."""
        return np.asarray(_terms(shares, self.low, self.high) @ self.weights)


def _terms(shares: Floats, low: Floats, high: Floats) -> Floats:
    """1, each setting, and each product of two, with the region moved to -1 to 1."""
    x = 2.0 * (shares - low) / (high - low) - 1.0
    first, second = np.triu_indices(x.shape[1])
    return np.concatenate([np.ones((len(x), 1)), x, x[:, first] * x[:, second]], axis=1)


def emulate(
    shares: Floats, found: Floats, features: Features, low: Floats, high: Floats, chance: Floats | None = None
) -> Emulator:
    """An emulator of simulated features.

    Parameters
    ----------
    shares : (points, settings) of the runs
    found : (points, features) simulated
    features : of the counts
    low, high : (settings,) of the region the points fill
    chance : (runs, features) of runs at one point, where those of ``found`` are without chance
    """
    centre = found.mean(axis=0)
    scale = np.maximum(found.std(axis=0), 1e-9)
    basis = np.diag(1.0 / scale)
    if len(scale) > MOST_FEATURES:  # more camps than runs can tell apart: the directions in which they vary most
        _, sizes, directions = np.linalg.svd((found - centre) / scale, full_matrices=False)
        keep = max(1, int((sizes[:MOST_FEATURES] > 1e-6 * sizes[0]).sum()))
        basis = basis @ directions[:keep].T
    x = _terms(shares, low, high)
    values = (found - centre) @ basis
    weights, *_ = np.linalg.lstsq(x, values, rcond=None)
    residuals = values - x @ weights
    free = max(len(x) - x.shape[1], 1)
    noise = _shrunk(residuals, free)
    if chance is not None:
        drawn = (chance - chance.mean(axis=0)) @ basis
        noise = noise + _shrunk(drawn, max(len(drawn) - 1, 1))
    # The weights are estimates too: at a point of the design they err by about terms / points of the noise.
    noise = noise * (1.0 + x.shape[1] / len(x))
    return Emulator(
        centre, basis, weights, noise, basis.T @ features.discrepancy @ basis, (features.observed - centre) @ basis,
        low, high,
    )  # fmt: skip


def _shrunk(residuals: Floats, free: int) -> Floats:
    """Covariance with correlations shrunk as far as their own uncertainty asks for."""
    covariance = residuals.T @ residuals / free
    spread = np.sqrt(np.maximum(np.diag(covariance), 1e-300))
    z = residuals / spread
    correlation = covariance / np.outer(spread, spread)
    products = np.einsum("ni,nj->nij", z, z)
    variance = products.var(axis=0, ddof=1) / len(z)
    off = ~np.eye(len(spread), dtype=bool)
    below = (correlation[off] ** 2).sum()
    shrink = min(1.0, variance[off].sum() / below) if below > 0 else 1.0
    correlation = np.where(off, (1.0 - shrink) * correlation, 1.0)
    floor = 1e-9 * max(float(spread.max()) ** 2, 1e-12)
    return np.asarray(correlation * np.outer(spread, spread) + floor * np.eye(len(spread)))


def log_likelihood(emulators: Sequence[Emulator], shares: Floats) -> Floats:
    """(discrepancies, points) log likelihood of the counts of all folders at settings (points, settings)."""
    found = np.zeros((len(DISCREPANCIES), len(shares)))
    for each in emulators:
        off = (each.observed - each.at(shares)).T
        for k, size in enumerate(DISCREPANCIES):
            covariance = each.noise + size**2 * each.discrepancy
            factor = cho_factor(covariance, lower=True)
            halves = np.log(np.diag(factor[0])).sum()
            found[k] -= halves + 0.5 * (off * cho_solve(factor, off)).sum(axis=0)
    return found
