"""Random numbers that do not depend on who draws them, or in which order.

Every draw in the compiled engine belongs to a *process* (release from a source, the parting of
streams at a stage, deaths on a leg, ...) of one member at one hour. Its generator is SplitMix64
started from a hash of (member's noise seed, process, hour), so that

- results are the same for any number of workers and any order of members;
- a changed stage does not reshuffle departures (common random numbers for what-ifs).

References
----------
Steele, Lea, Flood (2014), Fast splittable pseudorandom number generators, OOPSLA: the generator
and its mixing function. Hoermann (1993), The generation of binomial random variates, J. Stat.
Comput. Simul. 46: algorithm BTRS, used where n min(p, 1 - p) >= 10; below that, inversion.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.engine.compiled import njit
from waystation.errors import InputError, Problem

__all__ = [
    "MEMBER_BLOCK", "binomial", "generator", "member_draws", "member_seeds", "normal", "process_key", "start",
    "uniform",
]  # fmt: skip

MEMBER_BLOCK = 4096
"""Members whose numbers come from one generator: a later member's are found without drawing those of all before."""


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_TO_UNIT = 2.0**-52


def process_key(name: str) -> int:
    """A number for a process that depends on its name alone, not on what else there is."""
    return zlib.crc32(name.encode()) | (len(name) << 32)


def generator(seed: int, process: str) -> np.random.Generator:
    """NumPy generator of one process, for what is drawn outside the compiled engine.

    Draw arrays with members along the first axis: then a member's numbers do not depend on how
    many members follow it.

    Raises
    ------
    InputError
        If the seed is negative.
    """
    if seed < 0:
        raise InputError(Problem(f"The seed {seed} is negative.", "Use 0 or more.", value=str(seed)))
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(process_key(process),)))


def member_draws(
    seed: int, process: str, first: int, members: int, draw: Callable[[np.random.Generator, int], npt.NDArray[Any]]
) -> npt.NDArray[Any]:
    """Numbers of some members, the same whatever other members there are.

    Parameters
    ----------
    seed, process : see `generator`
    first, members : number of the first member, and how many
    draw : draws for so many members, along the first axis

    Returns
    -------
    array with those members along the first axis

    Examples
    --------
    >>> def draw(rng, many):
    ...     return rng.random((many, 2))
    >>> everyone = member_draws(1, "noise", 0, 5000, draw)
    >>> bool((member_draws(1, "noise", 4095, 3, draw) == everyone[4095:4098]).all())
    True
    """
    parts = []
    for block in range(first // MEMBER_BLOCK, max(first + members - 1, first) // MEMBER_BLOCK + 1):
        begins = block * MEMBER_BLOCK
        # The first block is drawn from the process itself.
        rng = generator(seed, process if block == 0 else f"{process}, members from {begins}")
        upto = min(first + members - begins, MEMBER_BLOCK)
        parts.append(draw(rng, upto)[max(first - begins, 0) :])
    return np.concatenate(parts)


def member_seeds(seed: int, members: int, process: str = "noise", *, first: int = 0) -> npt.NDArray[np.uint64]:
    """One noise seed for each member from ``first`` on, the same whatever the number of members."""
    return member_draws(seed, process, first, members, lambda rng, n: rng.integers(0, 2**64, size=n, dtype=np.uint64))


@njit(cache=True, inline="always")
def _mix(z):  # type: ignore[no-untyped-def]
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


@njit(cache=True)
def start(rng, seed, process, hour):  # type: ignore[no-untyped-def]
    """Set ``rng[0]`` to the state of one process of one member at one hour."""
    rng[0] = _mix(_mix(seed ^ _mix(process + _GOLDEN)) + np.uint64(hour) * _GOLDEN)


@njit(cache=True, inline="always")
def uniform(rng):  # type: ignore[no-untyped-def]
    """A number in (0, 1)."""
    rng[0] += _GOLDEN
    return (np.float64(_mix(rng[0]) >> _S12) + 0.5) * _TO_UNIT


@njit(cache=True)
def normal(rng):  # type: ignore[no-untyped-def]
    """A standard normal number (Box, Muller 1958)."""
    return np.sqrt(-2.0 * np.log(uniform(rng))) * np.cos(2.0 * np.pi * uniform(rng))


@njit(cache=True)
def _stirling(k):  # type: ignore[no-untyped-def]
    """Tail of Stirling's series for log k!, exact enough for k + 1 >= 1."""
    k1 = k + 1.0
    if k < 10.0:
        return np.log(_FACTORIALS[int(k)]) - (k + 0.5) * np.log(k1) + k1 - 0.9189385332046727
    square = k1 * k1
    return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / k1


_FACTORIALS = np.array([1.0, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880])


@njit(cache=True)
def _inversion(rng, n, p):  # type: ignore[no-untyped-def]
    """Binomial draw for n p < 10 and p <= 1/2, by walking up the distribution."""
    u = uniform(rng)
    if u <= 1.0 - n * p:  # nobody: the chance of that is no less, and is not needed then
        return 0
    odds = p / (1.0 - p)
    chance = np.exp(n * np.log(1.0 - p))  # wrong by a share n 1e-16 at most
    k = 0
    while u > chance and k < n:
        u -= chance
        k += 1
        chance *= odds * (n - k + 1) / k
    return k


@njit(cache=True)
def _rejection(rng, n, p):  # type: ignore[no-untyped-def]
    """Binomial draw for n p >= 10 and p <= 1/2: transformed rejection with squeeze (BTRS)."""
    spread = np.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    centre = n * p + 0.5
    squeeze = 0.92 - 4.2 / b
    while True:
        u = uniform(rng) - 0.5
        v = uniform(rng)
        us = 0.5 - np.abs(u)
        k = np.floor((2.0 * a / us + b) * u + centre)
        if us >= 0.07 and v <= squeeze:
            return np.int64(k)
        if k < 0 or k > n:
            continue
        # Only here: four draws in five never come so far.
        odds = p / (1.0 - p)
        alpha = (2.83 + 5.1 / b) * spread
        mode = np.floor((n + 1) * p)
        height = np.log(v * alpha / (a / (us * us) + b))
        bound = (
            (mode + 0.5) * np.log((mode + 1) / (odds * (n - mode + 1)))
            + (n + 1) * np.log((n - mode + 1) / (n - k + 1))
            + (k + 0.5) * np.log(odds * (n - k + 1) / (k + 1))
            + _stirling(mode)
            + _stirling(n - mode)
            - _stirling(k)
            - _stirling(n - k)
        )
        if height <= bound:
            return np.int64(k)


@njit(cache=True)
def binomial(rng, n, p):  # type: ignore[no-untyped-def]
    """How many of ``n`` do what each does with chance ``p``."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - (_inversion(rng, n, 1.0 - p) if n * (1.0 - p) < 10.0 else _rejection(rng, n, 1.0 - p))
    return _inversion(rng, n, p) if n * p < 10.0 else _rejection(rng, n, p)
