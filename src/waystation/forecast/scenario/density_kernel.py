"""Compiled densities of claims, paths and unknowns.

All work on one member. What the arrays mean is said where they are made: `Statements` in ``likelihood``, paths in
``paths``.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from waystation.engine.compiled import NO_DOOR, njit

__all__ = [
    "ClaimArrays", "SourceArrays", "claims_log_likelihood", "described_count", "log_prior", "normal_density",
    "path_log_density", "paths_density", "people_inside", "reporter_settings", "spoken_of", "value_of",
]  # fmt: skip

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LOGNORMAL, NORMAL, LOGITNORMAL, UNIFORM, LOGUNIFORM = range(5)
LEFT, REMAINING, DOWNSTREAM = range(3)
LEAST_SPREAD = 1e-3
"""Spread from day to day of a source that is said to have none: so little changes no count, and a path keeps a density
that rounding does not decide."""


class ClaimArrays(NamedTuple):
    """Claims (C,) and how they are read; see `waystation.forecast.scenario.likelihood.Statements`."""

    row: Ints
    reporter: Ints
    first: Ints
    last: Ints
    opening: npt.NDArray[np.bool_]
    claimed: Floats
    spread: Floats
    side: Ints
    wide: Floats
    """Spread of an outlier."""
    plain_level: Floats
    """Log share and norming constant of the plain reading."""
    outlier_level: Floats
    floor: float
    rate: float
    """Of the exponential by which bounds understate: one over its mean."""


class SourceArrays(NamedTuple):
    """Sources (K,) and unknowns (U,) as the release and the claims use them.

    A setting is a fixed number, or (index >= 0) an unknown.
    """

    phase: Ints
    """(K, days) phase of each past day."""
    hazard_unknown: Ints
    hazard_fixed: Floats
    """(K, phases)"""
    people_unknown: Ints
    people_fixed: Floats
    spread_unknown: Ints
    spread_fixed: Floats
    memory: Floats
    """(K,)"""
    bias_unknown: Ints
    bias_fixed: Floats
    delay_unknown: Ints
    delay_fixed: Floats
    """(reporters,)"""
    prior: Ints
    low: Floats
    high: Floats
    """(U,) shape of the prior; its two parameters: middle and scale, or the bounds."""
    series_kind: Ints
    series_source: Ints
    """(S,) LEFT or REMAINING of a source, or DOWNSTREAM."""


@njit(cache=True)
def value_of(prior, low, high, z):  # type: ignore[no-untyped-def]
    """Value of an unknown for a standard normal number; the compiled twin of `unknowns.value`."""
    if prior == LOGNORMAL:
        return math.exp(low + high * z)
    if prior == NORMAL:
        return low + high * z
    if prior == LOGITNORMAL:
        return 1.0 / (1.0 + math.exp(-(low + high * z)))
    share = 0.5 * math.erfc(-z / math.sqrt(2.0))
    if prior == UNIFORM:
        return low + (high - low) * share
    return low * (high / low) ** share


@njit(cache=True)
def _log_normal_tail(x):  # type: ignore[no-untyped-def]
    """log of the normal distribution function; its series far below 0."""
    if x > -30.0:
        return math.log(0.5 * math.erfc(-x / math.sqrt(2.0)))
    square = 1.0 / (x * x)
    series = square * (-1.0 + square * (3.0 - 15.0 * square))
    return -0.5 * x * x - math.log(-x) - 0.9189385332046727 + math.log1p(series)


@njit(cache=True, inline="always")
def at_day(daily, row, day):  # type: ignore[no-untyped-def]
    """Value of a daily series (a row of ``daily``) at a fractional day, straight lines between the days' ends."""
    last = daily.shape[1] - 1
    day = min(max(day, 0.0), float(last))
    before = min(int(day), last - 1)
    part = day - before
    return daily[row, before] * (1.0 - part) + daily[row, before + 1] * part


@njit(cache=True, inline="always")
def described_count(daily, row, first, last, opening, late):  # type: ignore[no-untyped-def]
    """The true count a claim describes, when figures are ``late`` days old."""
    count = at_day(daily, row, last + 1 - late)
    if first >= 0:
        # A running total keeps its start; a window that is late is late at both ends.
        count -= at_day(daily, row, first - (0.0 if opening else late))
    return max(count, 0.0)


@njit(cache=True, nogil=True)
def claims_log_likelihood(daily, claims, bias, delay, terms, kinds):  # type: ignore[no-untyped-def]
    """Log density of all claims given daily series (S, days + 1), biases and delays (reporters,).

    ``terms`` (C,) keeps those of single claims. Where ``kinds``, the kinds of the series, are not empty, only claims of
    who remains are looked at anew: of what claims speak of, the number inside changes nothing else.
    """
    # Arrays by their own names: reaching into a tuple of arrays in the loop costs more than the work.
    row, reporter, first, last, opening = claims.row, claims.reporter, claims.first, claims.last, claims.opening
    claimed, spreads, side, wide = claims.claimed, claims.spread, claims.side, claims.wide
    plain_level, outlier_level, floor, rate = claims.plain_level, claims.outlier_level, claims.floor, claims.rate
    total = 0.0
    for i in range(row.size):
        if kinds.size > 0 and kinds[row[i]] != REMAINING:
            total += terms[i]
            continue
        late = delay[reporter[i]]
        count = bias[reporter[i]] * described_count(daily, row[i], first[i], last[i], opening[i], late)
        off = claimed[i] - math.log(count + floor)
        spread = spreads[i]
        if side[i] == 0:
            plain = plain_level[i] - 0.5 * (off / spread) ** 2
        else:
            above = -side[i] * off
            tail = _log_normal_tail(above / spread - rate * spread)
            plain = plain_level[i] + rate * (rate * spread**2 / 2 - above) + tail
        outlier = outlier_level[i] - 0.5 * (off / wide[i]) ** 2
        top, rest = (plain, outlier) if plain > outlier else (outlier, plain)
        terms[i] = top
        if rest > top - 40.0:  # less does not change the sum
            terms[i] += math.log1p(math.exp(rest - top))
        total += terms[i]
    return total


@njit(cache=True, nogil=True)
def path_log_density(path, sources, k, z):  # type: ignore[no-untyped-def]
    """Log density of a source's path (days,), up to a constant; -inf where more leave than are inside."""
    spread = max(_setting(sources.spread_unknown[k], sources.spread_fixed[k], sources, z), LEAST_SPREAD)
    memory = sources.memory[k]
    fresh_scale = math.sqrt(1.0 - memory * memory)
    phase = sources.phase[k]
    hazards = np.empty(sources.hazard_fixed.shape[1])
    for p in range(hazards.size):
        hazard = _setting(sources.hazard_unknown[k, p], sources.hazard_fixed[k, p], sources, z)
        hazards[p] = math.log(max(hazard, 1e-9))
    inside = people_inside(sources, k, z)
    total = -path.size * math.log(spread)
    before = 0.0
    for day in range(path.size):
        leaving = math.exp(path[day])
        if leaving >= inside:
            return -np.inf
        share = leaving / inside
        log_share = path[day] - math.log(inside)
        if share < 0.01:  # series of -log(1 - share), and of its logarithm, to 1e-9
            realised = share * (1.0 + share * (0.5 + share * (1 / 3 + share * 0.25)))
            log_ratio = share * (0.5 + share * (5 / 24 + share * 0.125))
        else:
            realised = -math.log1p(-share)
            log_ratio = math.log(realised / share)
        state = (log_share + log_ratio - hazards[phase[day]]) / spread + spread / 2.0
        fresh = state if day == 0 else (state - memory * before) / fresh_scale
        # The last terms are the Jacobian of the day's factor in the path.
        total += realised - log_ratio - 0.5 * fresh * fresh
        before = state
        inside -= leaving
    return total


@njit(cache=True, inline="always")
def _setting(unknown, fixed, sources, z):  # type: ignore[no-untyped-def]
    if unknown < 0:
        return fixed
    return max(value_of(sources.prior[unknown], sources.low[unknown], sources.high[unknown], z[unknown]), 0.0)


@njit(cache=True, inline="always")
def people_inside(sources, k, z):  # type: ignore[no-untyped-def]
    """People at a source on the first day."""
    return _setting(sources.people_unknown[k], sources.people_fixed[k], sources, z)


@njit(cache=True, **NO_DOOR)
def reporter_settings(sources, z, bias, delay):  # type: ignore[no-untyped-def]
    """Fill the reporters' biases and delays."""
    for r in range(bias.size):
        bias[r] = _setting(sources.bias_unknown[r], sources.bias_fixed[r], sources, z)
        delay[r] = _setting(sources.delay_unknown[r], sources.delay_fixed[r], sources, z)


@njit(cache=True, **NO_DOOR)
def spoken_of(daily, past, sources, z):  # type: ignore[no-untyped-def]
    """Copy a member's series, turning who left into who remains where a claim speaks of that."""
    kinds = sources.series_kind
    for s in range(past.shape[0]):
        if kinds[s] == REMAINING:
            people = people_inside(sources, sources.series_source[s], z)
            for day in range(past.shape[1]):
                daily[s, day] = max(people - past[s, day], 0.0)
        else:
            for day in range(past.shape[1]):
                daily[s, day] = past[s, day]


@njit(cache=True)
def log_prior(path, z, sources):  # type: ignore[no-untyped-def]
    """Log density of unknowns and paths, up to a constant."""
    return normal_density(z) + paths_density(path, z, sources)


@njit(cache=True, **NO_DOOR)
def normal_density(z):  # type: ignore[no-untyped-def]
    """Log density of standard normal numbers, up to a constant."""
    total = 0.0
    for u in range(z.size):
        total -= 0.5 * z[u] * z[u]
    return total


@njit(cache=True, **NO_DOOR)
def paths_density(path, z, sources):  # type: ignore[no-untyped-def]
    """Log density of all sources' paths given the unknowns."""
    total = 0.0
    for k in range(path.shape[0]):
        total += path_log_density(path[k], sources, k, z)
    return total
