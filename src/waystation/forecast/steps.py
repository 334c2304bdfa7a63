"""Compiled Metropolis steps of one member: on a quick stand-in for the simulation, or needing none."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from waystation.engine.randomness import normal, start, uniform
from waystation.forecast.kernel import (
    claims_log_likelihood,
    normal_density,
    paths_density,
    reporter_settings,
    spoken_of,
    stand_in,
)

__all__ = ["quick_steps", "release_steps"]


@njit(cache=True, nogil=True)
def quick_steps(  # type: ignore[no-untyped-def]
    path,
    z,
    kinds,
    sources,
    claims,
    m,
    quick,
    power,
    steps,
    sizes,
    others_path,
    others_z,
    seed,
    taken,
    scratch,
):
    """Metropolis steps on the stand-in of member ``m``: of the path, and of unknowns by kind.

    Changes ``path`` (K, days) and ``z`` (U,) in place. ``kinds`` (U,) says of each unknown what it acts on:
    1 release, 2 claims, 3 engine; 0 stays. ``sizes`` (4,) are the step sizes of the path and of these;
    ``taken`` (4, 2) counts steps taken and tried.
    """
    rng = np.zeros(1, np.uint64)
    start(rng, seed, np.uint64(0), 0)
    bias = np.empty(sources.bias_fixed.size)
    delay = np.empty(sources.bias_fixed.size)
    new_path, new_z = path.copy(), z.copy()
    stand_in(scratch, path, sources, z, m, quick)
    reporter_settings(sources, z, bias, delay)
    likelihood = claims_log_likelihood(scratch, claims, bias, delay)
    paths = paths_density(path, z, sources)
    prior = normal_density(z) + paths
    stale = False  # whether the series are those of a refused step
    present = np.zeros(4, np.int64)
    count = 1
    for kind in range(1, 4):
        if (kinds == kind).any():
            present[count] = kind
            count += 1
    for _ in range(steps):
        one, other = _another(m, others_z.shape[0], rng), _another(m, others_z.shape[0], rng)
        kind = 0
        if uniform(rng) < 0.6:
            kind = present[int(uniform(rng) * count)]
        if kind > 0:
            _unknowns_step(new_z, kinds, kind, sizes[kind], others_z[one] - others_z[other], rng)
        else:
            _path_step(new_path, sizes[0], others_path[one] - others_path[other], rng)
        # Only what a step touches is worked out again.
        new_prior = normal_density(new_z) + (paths if kind in (2, 3) else paths_density(new_path, new_z, sources))
        accept = False
        new_likelihood = likelihood
        if new_prior > -np.inf:
            if kind != 2 or stale:
                stand_in(scratch, new_path, sources, new_z, m, quick)
                stale = False
            reporter_settings(sources, new_z, bias, delay)
            new_likelihood = claims_log_likelihood(scratch, claims, bias, delay)
            accept = math.log(uniform(rng)) < power * (new_likelihood - likelihood) + new_prior - prior
        taken[kind, 1] += 1
        if accept:
            taken[kind, 0] += 1
            path[:] = new_path
            z[:] = new_z
            likelihood, prior = new_likelihood, new_prior
            paths = prior - normal_density(z)
        else:
            if kind != 2:
                stale = True
            new_path[:] = path
            new_z[:] = z


@njit(cache=True, nogil=True)
def release_steps(  # type: ignore[no-untyped-def]
    path, z, kinds, sources, claims, m, past, power, steps, sizes, others_z, seed, taken, scratch
):
    """Metropolis steps of what acts on the release (1) or the claims (2) alone, given a simulated past.

    Needs neither a simulation nor a stand-in. Changes ``z`` (U,) in place; ``taken`` (4, 2) counts.
    """
    rng = np.zeros(1, np.uint64)
    start(rng, seed, np.uint64(1), 0)
    bias = np.empty(sources.bias_fixed.size)
    delay = np.empty(sources.bias_fixed.size)
    new_z = z.copy()
    spoken_of(scratch, past, sources, z)
    reporter_settings(sources, z, bias, delay)
    likelihood = claims_log_likelihood(scratch, claims, bias, delay)
    paths = paths_density(path, z, sources)
    has_release, has_claims = (kinds == 1).any(), (kinds == 2).any()
    if not (has_release or has_claims):
        return
    for _ in range(steps):
        one, other = _another(m, others_z.shape[0], rng), _another(m, others_z.shape[0], rng)
        kind = 1 if has_release and (not has_claims or uniform(rng) < 0.7) else 2
        _unknowns_step(new_z, kinds, kind, sizes[kind], others_z[one] - others_z[other], rng)
        new_paths = paths_density(path, new_z, sources) if kind == 1 else paths
        spoken_of(scratch, past, sources, new_z)
        reporter_settings(sources, new_z, bias, delay)
        new_likelihood = claims_log_likelihood(scratch, claims, bias, delay)
        log_ratio = power * (new_likelihood - likelihood) + new_paths - paths
        log_ratio += normal_density(new_z) - normal_density(z)
        taken[kind, 1] += 1
        if math.log(uniform(rng)) < log_ratio:
            taken[kind, 0] += 1
            z[:] = new_z
            likelihood, paths = new_likelihood, new_paths
        else:
            new_z[:] = z


@njit(cache=True)
def _another(m, members, rng):  # type: ignore[no-untyped-def]
    """Another member than ``m``: a step must not depend on where its own chain stood before."""
    other = int(uniform(rng) * (members - 1))
    return other + 1 if other >= m else other


@njit(cache=True)
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


@njit(cache=True)
def _path_step(path, size, difference, rng):  # type: ignore[no-untyped-def]
    """Move a stretch of one source's days: together, each by itself, from day to day, or as two others differ."""
    count, days = path.shape
    k = int(uniform(rng) * count)
    length = min(days, int(math.exp(uniform(rng) * math.log(days + 1.0))))
    first = int(uniform(rng) * (days + length)) - length + 1
    how = int(uniform(rng) * 4)
    level = size * normal(rng)
    for day in range(max(first, 0), min(first + length, days)):
        if how == 0:
            path[k, day] += level
        elif how == 1:
            path[k, day] += size * 2.0 / math.sqrt(length) * normal(rng)
        elif how == 2:
            path[k, day] += level if 2 * (day - first) < length else -level
        else:
            path[k, day] += size * 2.0 / math.sqrt(length) * difference[k, day]
