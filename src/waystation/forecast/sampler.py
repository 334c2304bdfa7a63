"""Members that fit the claims: many chains at once, with the claims let in slowly.

Each member is a point: a standard normal number for every unknown, the logarithm of the people leaving
each source on each past day, and the noise seed of its simulation. The target is

    prior(unknowns) x prior(paths | unknowns) x prior(seed) x likelihood(claims | simulated past) ** power

Members start from the prior. Each time the power grows they are resampled by their weights and then moved
by Metropolis steps, for longer at the last. The seed is part of the point, so the simulation's own
randomness is treated exactly, not averaged over. With few members, explanations that lie far apart may
be lost: compare two seeds.

Most steps are tried on a quick stand-in for the simulation; where they led is then simulated, and taken
or refused by the ratio that makes the simulation, not the stand-in, the one that counts (delayed
acceptance). The stand-in of a member is fitted to one simulation of that member's settings with a
release path common to all; it is exact for who left, and follows congestion only roughly downstream.

References
----------
Del Moral, Doucet, Jasra (2006), Sequential Monte Carlo samplers, J. R. Stat. Soc. B 68: powers chosen
by effective sample size. ter Braak (2006), A Markov chain Monte Carlo version of the genetic algorithm
differential evolution, Stat. Comput. 16: steps along differences of other chains. Christen, Fox (2005),
Markov chain Monte Carlo using an approximation, J. Comput. Graph. Stat. 14: delayed acceptance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Effort", "Fit", "Points", "Progress", "Role", "Target", "sample"]

Floats = npt.NDArray[np.float64]
Progress = Callable[[str, float], None]


class Role(IntEnum):
    """What an unknown acts on: the simulation, the release alone, or the claims alone."""

    RELEASE = 1
    CLAIMS = 2
    ENGINE = 3


@dataclass(frozen=True)
class Points:
    """Members as points: (M, unknowns), (M, sources, days) and (M,) seeds."""

    unknowns: Floats
    paths: Floats
    seeds: npt.NDArray[np.uint64]

    def at(self, rows: npt.NDArray[np.int64]) -> Points:
        """The points of these rows."""
        return Points(self.unknowns[rows], self.paths[rows], self.seeds[rows])


class Target(Protocol):
    """What the sampler needs to know."""

    roles: npt.NDArray[np.int64]

    def draw(self, members: int) -> Points:
        """Points drawn from the prior."""

    def simulate(self, points: Points) -> Floats:
        """(M, series, days + 1) what the claims speak of."""

    def log_likelihood(self, points: Points, pasts: Floats) -> Floats:
        """(M,) log density of the claims."""

    def log_prior(self, points: Points) -> Floats:
        """(M,) log density of unknowns and paths."""

    def stand_in(self, points: Points, pasts: Floats, engine: bool) -> Any:
        """The stand-in that agrees with these simulations of one path; also in the engine's unknowns, or not."""

    def stand_in_log_likelihood(self, points: Points, quick: Any) -> Floats:
        """(M,) log density of the claims on the stand-in."""

    def quick_steps(
        self, points: Points, quick: Any, kinds: Any, power: float, steps: int, sizes: Floats, seeds: Any
    ) -> tuple[Points, Floats]:
        """Metropolis steps on the stand-in, and the (4, 2) steps taken and tried."""

    def release_steps(
        self, points: Points, pasts: Floats, power: float, steps: int, sizes: Floats, seeds: Any
    ) -> tuple[Points, Floats]:
        """Metropolis steps of unknowns that act on release or claims alone, and the (4, 2) taken and tried."""


@dataclass(frozen=True)
class Effort:
    """How hard to try.

    ``pool`` points a member are drawn from the prior, of which members are resampled at the first
    power. ``rounds`` follow each growth of the power, ``last_rounds`` the last. ``keep`` is the
    effective share of members by which the growth is set. ``quick_steps`` are made on the stand-in
    between two simulations.
    """

    pool: int = 3
    rounds: int = 1
    last_rounds: int = 6
    keep: float = 0.5
    quick_steps: int = 160


@dataclass(frozen=True)
class Fit:
    """The outcome: equally weighted members and how the search went."""

    points: Points
    pasts: Floats
    log_likelihood: Floats
    powers: list[float]
    accepted: dict[str, float]


@dataclass(frozen=True)
class _States:
    points: Points
    pasts: Floats
    log_likelihood: Floats
    log_prior: Floats


def sample(
    target: Target,
    members: int,
    rng: np.random.Generator,
    effort: Effort | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Members distributed as the target at power 1.

    Parameters
    ----------
    target : simulation and densities
    members : how many are wanted
    rng : for resampling and moves
    effort : how hard to try; default `Effort()`
    progress : called with a word and the share done

    Returns
    -------
    Fit
    """
    effort = effort or Effort()
    states = _evaluate(target, target.draw(effort.pool * members))
    moves = _Moves(target, effort.quick_steps, rng)
    powers = [0.0]
    keep = max(effort.keep / effort.pool, 2.0 / members)  # of the pool
    while powers[-1] < 1.0:
        power = _next_power(states.log_likelihood, powers[-1], keep)
        weights = _weights((power - powers[-1]) * states.log_likelihood)
        states = _at(states, _systematic(weights, members, rng))
        powers.append(power)
        keep = effort.keep
        rounds = effort.rounds if power < 1.0 else effort.last_rounds
        for i in range(rounds):
            states = moves.round(states, power)
            if progress:
                progress("Fitting the reports", 0.5 * power**0.25 if power < 1.0 else 0.5 + 0.5 * (i + 1) / rounds)
    return Fit(states.points, states.pasts, states.log_likelihood, powers[1:], moves.rates())


def _evaluate(target: Target, points: Points) -> _States:
    pasts = target.simulate(points)
    return _States(points, pasts, target.log_likelihood(points, pasts), target.log_prior(points))


def _at(states: _States, rows: npt.NDArray[np.int64]) -> _States:
    return _States(states.points.at(rows), states.pasts[rows], states.log_likelihood[rows], states.log_prior[rows])


def _next_power(likelihood: Floats, power: float, keep: float) -> float:
    """Largest power up to 1 at which weights would keep an effective share of the members."""
    wanted = keep * len(likelihood)

    def effective(candidate: float) -> float:
        return float(1.0 / np.sum(_weights((candidate - power) * likelihood) ** 2))

    if effective(1.0) >= wanted:
        return 1.0
    low, high = power, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= wanted else (low, middle)
    # Never stand still, even where all weight is on one member.
    return max(low, min(1.0, power + 1e-6))


def _weights(log_weights: Floats) -> Floats:
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def _systematic(weights: Floats, wanted: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Systematic resampling: each state as often as its weight says, give or take one."""
    edges = np.cumsum(weights)
    edges[-1] = 1.0
    return np.searchsorted(edges, (rng.random() + np.arange(wanted)) / wanted).astype(np.int64)


_QUICK = ("path", "release", "claims", "engine")
"""Kinds of quick steps, in the order of the compiled loop."""


class _Moves:
    """Metropolis steps that leave the target unchanged, of a size that follows how often they are taken."""

    def __init__(self, target: Target, quick_steps: int, rng: np.random.Generator):
        self._target, self._rng, self._quick_steps = target, rng, quick_steps
        self._size = {"path": 0.5, "release": 0.5, "claims": 0.5, "engine": 0.5}
        self._taken: dict[str, list[float]] = {}
        self._rounds = 0

    def rates(self) -> dict[str, float]:
        """Share of steps taken, by kind."""
        return {name: round(float(np.mean(each)), 3) for name, each in self._taken.items()}

    def round(self, states: _States, power: float) -> _States:
        """New seeds every other time, new draws of a few settings, then steps on two stand-ins, simulated after all.

        One stand-in is fitted to each member's own settings, which then stay; the other is common to all
        members and lets the engine's unknowns move.
        """
        self._rounds += 1
        if self._rounds % 2:
            states = self._new_seeds(states, power)
        if (self._target.roles == Role.ENGINE).any():
            states = self._redraw(states, power)
        roles = self._target.roles
        common = np.broadcast_to(np.median(states.points.paths, axis=0), states.points.paths.shape)
        reference = replace(states.points, paths=common.copy())
        pasts = self._target.simulate(reference)
        for engine in (False, True) if (roles == Role.ENGINE).any() else (False,):
            quick = self._target.stand_in(reference, pasts, engine)
            kinds = roles if engine else np.where(roles == Role.ENGINE, 0, roles)
            states = self._checked_quick_steps(states, quick, kinds, power)
            states = self._release_steps(states, power)
        return states

    def _new_seeds(self, states: _States, power: float) -> _States:
        """The same settings and paths with other luck."""
        seeds = self._rng.integers(0, 2**64, size=len(states.points.seeds), dtype=np.uint64)
        return self._accept("seeds", states, _evaluate(self._target, replace(states.points, seeds=seeds)), power)

    def _redraw(self, states: _States, power: float) -> _States:
        """Some of the engine's unknowns drawn afresh from the prior: a way between far-off explanations."""
        unknowns = states.points.unknowns
        engine = self._target.roles == Role.ENGINE
        few = (self._rng.random(unknowns.shape) < 1.5 / engine.sum()) & engine
        fresh = np.where(few, self._rng.standard_normal(unknowns.shape), unknowns)
        new = _evaluate(self._target, replace(states.points, unknowns=fresh))
        # The prior of what is redrawn cancels against the draw.
        return self._choose("redrawn", states, new, power * (new.log_likelihood - states.log_likelihood))

    def _release_steps(self, states: _States, power: float) -> _States:
        """Steps that need no simulation."""
        seeds = self._rng.integers(0, 2**64, size=len(states.points.seeds), dtype=np.uint64)
        points, taken = self._target.release_steps(
            states.points, states.pasts, power, self._quick_steps // 2, self._sizes(), seeds
        )
        self._count(taken)
        likelihood = self._target.log_likelihood(points, states.pasts)
        return _States(points, states.pasts, likelihood, self._target.log_prior(points))

    def _sizes(self) -> Floats:
        return np.array([self._size[name] for name in _QUICK])

    def _count(self, taken: Floats) -> None:
        for name, (accepted, tried) in zip(_QUICK, taken, strict=True):
            if tried:
                self._note(name, accepted / tried)

    def _checked_quick_steps(self, states: _States, quick: Any, kinds: Any, power: float) -> _States:
        """Steps on the stand-in, then the simulation's say on where they led."""
        seeds = self._rng.integers(0, 2**64, size=len(states.points.seeds), dtype=np.uint64)
        engine = bool((kinds == Role.ENGINE).any())
        steps = self._quick_steps // 4 if engine else self._quick_steps
        points, taken = self._target.quick_steps(states.points, quick, kinds, power, steps, self._sizes(), seeds)
        self._count(taken)
        before = self._target.stand_in_log_likelihood(states.points, quick)
        after = self._target.stand_in_log_likelihood(points, quick)
        new = _evaluate(self._target, points)
        log_ratio = power * (new.log_likelihood - states.log_likelihood - after + before)
        return self._choose("checked with engine" if engine else "checked", states, new, log_ratio)

    def _accept(self, kind: str, states: _States, new: _States, power: float) -> _States:
        log_ratio = power * (new.log_likelihood - states.log_likelihood) + new.log_prior - states.log_prior
        return self._choose(kind, states, new, log_ratio)

    def _choose(self, kind: str, states: _States, new: _States, log_ratio: Floats) -> _States:
        """Metropolis: take the step with the ratio of targets."""
        taken = np.log(self._rng.random(len(log_ratio))) < log_ratio
        self._note(kind, float(taken.mean()))

        def choose(fresh: Any, old: Any) -> Any:
            return np.where(taken.reshape(-1, *[1] * (fresh.ndim - 1)), fresh, old)

        return _States(
            Points(
                choose(new.points.unknowns, states.points.unknowns),
                choose(new.points.paths, states.points.paths),
                choose(new.points.seeds, states.points.seeds),
            ),
            choose(new.pasts, states.pasts),
            choose(new.log_likelihood, states.log_likelihood),
            choose(new.log_prior, states.log_prior),
        )

    def _note(self, kind: str, taken: float) -> None:
        """Larger steps if many are taken, smaller if few; one in four is about best."""
        self._taken.setdefault(kind, []).append(taken)
        if kind in self._size:
            self._size[kind] = float(np.clip(self._size[kind] * np.exp(0.5 * (taken - 0.25)), 0.02, 2.0))
