"""Compiled loops over members, each over the one-member kernels. They fill the last array given."""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import njit
from waystation.forecast.scenario.density_kernel import (
    claims_log_likelihood,
    described_count,
    log_prior,
    reporter_settings,
    spoken_of,
)
from waystation.forecast.scenario.steps import release_steps

__all__ = [
    "claims_density",
    "counts_of_claims",
    "density_of_prior",
    "release_steps_of_members",
]


@njit(cache=True, nogil=True)
def claims_density(first, last, pasts, unknowns, sources, claims, density):  # type: ignore[no-untyped-def]
    """Log density of the claims given simulated series."""
    daily = np.empty(pasts.shape[1:])
    bias, delay = np.empty(sources.bias_fixed.size), np.empty(sources.bias_fixed.size)
    terms, every = np.empty(claims.row.size), np.empty(0, np.int64)
    for m in range(first, last):
        spoken_of(daily, pasts[m], sources, unknowns[m])
        reporter_settings(sources, unknowns[m], bias, delay)
        density[m] = claims_log_likelihood(daily, claims, bias, delay, terms, every)


@njit(cache=True, nogil=True)
def counts_of_claims(first, last, pasts, unknowns, sources, claims, counts):  # type: ignore[no-untyped-def]
    """The true count each claim describes."""
    daily = np.empty(pasts.shape[1:])
    bias, delay = np.empty(sources.bias_fixed.size), np.empty(sources.bias_fixed.size)
    for m in range(first, last):
        spoken_of(daily, pasts[m], sources, unknowns[m])
        reporter_settings(sources, unknowns[m], bias, delay)
        for i in range(counts.shape[1]):
            late = delay[claims.reporter[i]]
            row, first_day, last_day = claims.row[i], claims.first[i], claims.last[i]
            counts[m, i] = described_count(daily, row, first_day, last_day, claims.opening[i], late)


@njit(cache=True, nogil=True)
def density_of_prior(first, last, paths, unknowns, sources, density):  # type: ignore[no-untyped-def]
    """Log density of unknowns and paths."""
    for m in range(first, last):
        density[m] = log_prior(paths[m], unknowns[m], sources)


@njit(cache=True, nogil=True)
def release_steps_of_members(  # type: ignore[no-untyped-def]
    first, last, paths, unknowns, kinds, sources, claims, pasts, steps, sizes, others_z, seeds, taken, likelihood, prior
):
    """Metropolis steps that need no simulation; changes ``unknowns`` in place and gives the densities they end with."""
    scratch = np.empty(pasts.shape[1:])
    for m in range(first, last):
        likelihood[m], prior[m] = release_steps(
            paths[m], unknowns[m], kinds, sources, claims, m, pasts[m], steps, sizes, others_z,
            seeds[m], taken[m], scratch,
        )  # fmt: skip
