"""Compiled Metropolis steps of one member that need no simulation."""

from __future__ import annotations

import math

import numpy as np

from waystation.engine.compiled import NO_DOOR, njit
from waystation.engine.randomness import normal, start, uniform
from waystation.forecast.scenario.density_kernel import (
    claims_log_likelihood,
    normal_density,
    paths_density,
    reporter_settings,
    spoken_of,
)

__all__ = ["release_steps"]


@njit(cache=True, **NO_DOOR)
def release_steps(  # type: ignore[no-untyped-def]
    path, z, kinds, sources, claims, m, past, steps, sizes, others_z, seed, taken, scratch
):
    """Metropolis steps of what acts on the release (1) or the claims (2) alone, given a simulated past.

    Needs neither a simulation nor a stand-in. Changes ``z`` (U,) in place; ``taken`` (4, 2) counts. Gives the log
    densities of claims and prior where it ends.
    """
    rng = np.zeros(1, np.uint64)
    start(rng, seed, np.uint64(1), 0)
    bias = np.empty(sources.bias_fixed.size)
    delay = np.empty(sources.bias_fixed.size)
    new_z, difference = np.empty(z.size), np.empty(z.size)
    terms, new_terms, every = np.empty(claims.row.size), np.empty(claims.row.size), np.empty(0, np.int64)
    # Loops, here and below: what is written over whole arrays is compiled as a loop of its own, for a second each.
    has_release, has_claims = False, False
    for u in range(z.size):
        new_z[u] = z[u]
        has_release = has_release or kinds[u] == 1
        has_claims = has_claims or kinds[u] == 2
    spoken_of(scratch, past, sources, z)
    reporter_settings(sources, z, bias, delay)
    likelihood = claims_log_likelihood(scratch, claims, bias, delay, terms, every)
    paths = paths_density(path, z, sources)
    if not (has_release or has_claims):
        steps = 0
    for _ in range(steps):
        one, other = _another(m, others_z.shape[0], rng), _another(m, others_z.shape[0], rng)
        kind = 1 if has_release and (not has_claims or uniform(rng) < 0.7) else 2
        for u in range(z.size):
            difference[u] = others_z[one, u] - others_z[other, u]
        _unknowns_step(new_z, kinds, kind, sizes[kind], difference, rng)
        new_paths = paths_density(path, new_z, sources) if kind == 1 else paths
        for i in range(terms.size):
            new_terms[i] = terms[i]
        spoken_of(scratch, past, sources, new_z)
        reporter_settings(sources, new_z, bias, delay)
        anew = sources.series_kind if kind == 1 else every
        new_likelihood = claims_log_likelihood(scratch, claims, bias, delay, new_terms, anew)
        log_ratio = new_likelihood - likelihood + new_paths - paths
        log_ratio += normal_density(new_z) - normal_density(z)
        taken[kind, 1] += 1
        if math.log(uniform(rng)) < log_ratio:
            taken[kind, 0] += 1
            for u in range(z.size):
                z[u] = new_z[u]
            for i in range(terms.size):
                terms[i] = new_terms[i]
            likelihood, paths = new_likelihood, new_paths
        else:
            for u in range(z.size):
                new_z[u] = z[u]
    return likelihood, normal_density(z) + paths


@njit(cache=True, **NO_DOOR)
def _another(m, members, rng):  # type: ignore[no-untyped-def]
    """Another member than ``m``: a step must not depend on where its own chain stood before."""
    other = int(uniform(rng) * (members - 1))
    return other + 1 if other >= m else other


@njit(cache=True, **NO_DOOR)
def _unknowns_step(z, kinds, kind, size, difference, rng):  # type: ignore[no-untyped-def]
    """Move unknowns of a kind: all or some, along the difference of two others, or each by itself.

    All along a difference keeps what belongs together, such as many inside and a low hazard.
    """
    count = 0
    for u in range(z.size):
        if kinds[u] == kind:
            count += 1
    along = uniform(rng) < 0.6
    part = 1.0 if along and uniform(rng) < 0.5 else uniform(rng)
    length = size * 1.7 / math.sqrt(max(1.0, part * count))
    if along and uniform(rng) < 0.1:
        length = 1.0  # a whole difference: from one region of the posterior to another
    for u in range(z.size):
        if kinds[u] == kind and uniform(rng) < part + 1.0 / count:
            z[u] += length * (difference[u] if along else normal(rng))
