"""Members that fit the claims: two independent runs of many chains each, on a surrogate first, then by the engine.

Each member is a point: a standard normal number for every unknown, the logarithm of the people leaving each source
on each past day, and the noise seed of its simulation. The target is

    prior(unknowns) x prior(paths | unknowns) x prior(seed) x likelihood(claims | simulated past)

Each run starts from the prior and lets the claims in slowly: wide at first, then ever closer to what their wording
says; each time members are resampled by their weights and moved. With all their information in, the chains go on: first
to forget where they came from, then to be kept every so often. All this is done on the surrogate
(`waystation.forecast.scenario.surrogate`). Then the hourly engine decides: the kept points are simulated, resampled by
the ratio of both densities (in steps, where they differ much), and moved on with delayed acceptance, which makes the
engine the one that counts.

The runs share nothing. How far they, and the chains within them, are apart says how steady the answer is.

References
----------
Del Moral, Doucet, Jasra (2006), Sequential Monte Carlo samplers, J. R. Stat. Soc. B 68: powers chosen by effective
sample size. Here what grows is the claims' share of information, not the power of their density: where
outliers are allowed, that keeps members from settling with too many. Christen, Fox (2005), Markov chain Monte Carlo
using an approximation, J. Comput. Graph. Stat. 14: delayed acceptance.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.engine.randomness import generator
from waystation.forecast.scenario.effort import RUNS, Effort
from waystation.forecast.scenario.fit import ClaimsTarget
from waystation.forecast.scenario.moves import Moves
from waystation.forecast.scenario.points import Points, Progress, States
from waystation.forecast.scenario.surrogate import Surrogate
from waystation.scale import available_workers, one_blas_thread

__all__ = ["Fit", "let_in", "sample", "systematic", "weights_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LEARN_EVERY, _ARCHIVE = 3, 8
"""Rounds after which moves learn from the archive anew, and rounds it goes back."""
_LEAST_SHARE, _LEAST_GROWTH, _HALVINGS = 1e-6, 0.05, 25
"""Of the claims' information that is let in first; by how much (on its logarithm) it grows at least; and how closely a
share is looked for."""


@dataclass(frozen=True)
class Fit:
    """Equally weighted members by the engine and how the search went.

    ``run``, ``chain`` and ``ancestor`` (M,) say which run and chain a member comes from, and from which point of the
    prior; ``chains`` are the states in which the runs' chains ended, to start from another day.
    """

    points: Points
    series: Floats
    log_likelihood: Floats
    run: Ints
    chain: Ints
    ancestor: Ints
    tempering_shares: list[list[float]]
    """(runs of) shares of the claims' information, as they were let in."""
    accepted: dict[str, float]
    trace: Floats
    """(runs, rounds) mean log likelihood on the surrogate."""
    weight_share: float
    """Effective share of the kept points after the engine had weighed them."""
    surrogate_error: float
    """Standard deviation of the surrogate's log likelihood about the engine's."""


@one_blas_thread
def sample(
    target: ClaimsTarget,
    members: int,
    seed: int,
    effort: Effort | None = None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Members distributed as the target.

    Parameters
    ----------
    target : densities by the engine
    members : how many are wanted
    seed : of all that is drawn
    effort : how hard to try; default `Effort()`
    workers : threads; the result does not depend on it
    progress : called with a word and the share done

    Returns
    -------
    Fit
    """
    effort = effort or Effort()
    wanted = [members // RUNS + (run < members % RUNS) for run in range(RUNS)]
    start = target.draw(RUNS * effort.pool * effort.chains)
    tell = _Told(progress)
    workers = min(workers or available_workers(), RUNS)

    def one(run: int) -> Fit:
        rows = np.arange(run, len(start.seeds), RUNS)
        search = _Run(target, start.at(rows), wanted[run], generator(seed, f"moves {run}"), effort, run, tell)
        try:
            return search.fit()
        except BaseException:
            tell.stopped = True
            raise

    if workers == 1:
        return _joined([one(run) for run in range(RUNS)])
    with ThreadPoolExecutor(workers) as pool:
        runs = [pool.submit(one, run) for run in range(RUNS)]
        try:
            wait(runs)
        except KeyboardInterrupt:  # heard by this thread alone: the others would go on for as long as they like
            tell.stopped = True
            raise
    for failed in (each.exception() for each in runs):
        if failed is not None and not isinstance(failed, _StoppedError):
            raise failed
    return _joined([each.result() for each in runs])


class _StoppedError(Exception):
    """The other run failed, or somebody pressed Ctrl-C."""


@dataclass
class _Told:
    """Progress of all runs together."""

    progress: Progress | None
    shares: list[float] = field(default_factory=lambda: [0.0] * RUNS)
    lock: Lock = field(default_factory=Lock)
    stopped: bool = False

    def __call__(self, run: int, share: float) -> None:
        if self.stopped:
            raise _StoppedError
        if self.progress:
            with self.lock:
                self.shares[run] = share
                self.progress("Fitting the reports", sum(self.shares) / RUNS)


class _Run:
    """One run, from the prior to members by the engine."""

    def __init__(
        self,
        target: ClaimsTarget,
        start: Points,
        wanted: int,
        rng: np.random.Generator,
        effort: Effort,
        run: int,
        tell: Callable[[int, float], None],
    ):
        self._target, self._start, self._wanted, self._rng = target, start, wanted, rng
        self._effort, self._number, self._tell = effort, run, tell
        self._surrogate = Surrogate(target, workers=1)
        self._moves = Moves(self._surrogate, rng)
        self._shares: list[float] = []
        self._trace: list[float] = []
        self._error = 0.0

    def fit(self) -> Fit:
        effort = self._effort
        states, ancestor = self._tempered()
        states = self._corrected(states)
        total = effort.settling + effort.rounds
        archive = [states]
        for i in range(effort.settling):
            if i % _LEARN_EVERY == 0:
                if i and i >= effort.settling // 2 > i - _LEARN_EVERY:
                    states = self._corrected(states)
                self._moves.learn(States.joined(archive[-_ARCHIVE:]))
            states = self._round(states, (i + 1) / total)
            archive.append(states)
        states = self._corrected(states)
        self._moves.learn(States.joined(archive[-_ARCHIVE:]))
        self._moves.adapting = False
        kept, every = [], max(1, effort.rounds * effort.chains // max(self._wanted * 2, effort.chains))
        for i in range(effort.rounds):
            states = self._round(states, (effort.settling + i + 1) / total)
            if (effort.rounds - 1 - i) % every == 0:
                kept.append(states)
        chain = np.tile(np.arange(effort.chains), len(kept))
        return self._by_engine(States.joined(kept), chain, ancestor)

    def _round(self, states: States, share: float) -> States:
        states = self._moves.run(states, self._effort.moves)
        self._trace.append(float(states.likelihood.mean()))
        self._tell(self._number, 0.25 + 0.7 * share)
        return states

    def _tempered(self) -> tuple[States, Ints]:
        """From the prior to all claims in full on the surrogate; the states and which start each stems from."""
        effort, rng = self._effort, self._rng
        states = self._surrogate.evaluate(self._start)
        ancestor = np.arange(len(states.prior))
        share, known, keep = 0.0, np.zeros(len(states.prior)), max(effort.keep / effort.pool, 2.0 / effort.chains)
        while share < 1.0:
            share, weights = let_in(self._target.softened, states, known, share, keep)
            rows = systematic(weights, effort.chains, rng)
            states, ancestor, keep = states.at(rows), ancestor[rows], effort.keep
            self._shares.append(share)
            self._surrogate.aim(self._target.softened(share) if share < 1.0 else self._target)
            states = self._surrogate.evaluate(states.points)
            self._moves.learn(states)
            states = self._moves.run(states, effort.tempered)
            known = states.likelihood
            self._tell(self._number, 0.25 * share**0.125)
        return states, ancestor

    def _corrected(self, states: States) -> States:
        """The states with the surrogate set right by the engine."""
        self._surrogate.correct(states, self._target.simulate(states.points))
        return self._surrogate.evaluate(states.points)

    def _by_engine(self, kept: States, chain: Ints, ancestor: Ints) -> Fit:
        """Points on the surrogate to members by the engine."""
        engine = self._target.evaluate(kept.points)
        apart = engine.likelihood - kept.likelihood
        self._error = float(apart.std())
        weights = weights_of(apart)
        share = float(1.0 / (weights**2).sum() / len(weights))
        power = _next_power(apart, 0.0, 0.5)
        rows = systematic(weights_of(power * apart), self._wanted, self._rng)
        kept, engine, chain = kept.at(rows), engine.at(rows), chain[rows]
        kept, engine = self._checked(kept, engine, power)
        while power < 1.0:
            apart = engine.likelihood - kept.likelihood
            new = _next_power(apart, power, 0.5)
            rows = systematic(weights_of((new - power) * apart), self._wanted, self._rng)
            kept, engine, chain, power = kept.at(rows), engine.at(rows), chain[rows], new
            kept, engine = self._checked(kept, engine, power)
        self._tell(self._number, 1.0)
        return Fit(
            engine.points, engine.series, engine.likelihood, np.full(len(chain), self._number), chain, ancestor[chain],
            [self._shares], self._moves.rates(), np.array([self._trace]), share, self._error,
        )  # fmt: skip

    def _checked(self, states: States, engine: States, power: float) -> tuple[States, States]:
        """Moves on the surrogate that the engine, to this power, accepts or refuses as a whole."""
        for _ in range(self._effort.checks):
            moved = self._moves.run(states, self._effort.checked)
            new = self._target.evaluate(moved.points)
            log_ratio = power * (new.likelihood - moved.likelihood - engine.likelihood + states.likelihood)
            accepted = np.log(self._rng.random(len(log_ratio))) < log_ratio
            self._moves.accepted.setdefault("by the engine", []).append(float(accepted.mean()))
            rows = np.flatnonzero(accepted)
            states.put(rows, moved.at(rows))
            engine.put(rows, new.at(rows))
        return states, engine


def _joined(runs: list[Fit]) -> Fit:
    def each(name: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(run, name) for run in runs])

    points = [np.concatenate(column) for column in zip(*(_columns(run.points) for run in runs), strict=True)]
    names = list(dict.fromkeys(name for run in runs for name in run.accepted))
    return Fit(
        points=Points(points[0], points[1], points[2]),
        series=each("series"),
        log_likelihood=each("log_likelihood"),
        run=each("run"),
        chain=each("chain"),
        ancestor=each("ancestor"),
        tempering_shares=[shares for run in runs for shares in run.tempering_shares],
        accepted={
            name: round(float(np.mean([run.accepted[name] for run in runs if name in run.accepted])), 3)
            for name in names
        },
        trace=each("trace"),
        weight_share=float(np.mean([run.weight_share for run in runs])),
        surrogate_error=float(np.mean([run.surrogate_error for run in runs])),
    )


def _columns(points: Points) -> tuple[npt.NDArray[Any], ...]:
    return points.unknowns, points.paths, points.seeds


def _next_power(likelihood: Floats, power: float, keep: float) -> float:
    """Largest power up to 1 at which weights would keep an effective share of the members."""
    wanted = keep * len(likelihood)

    def effective(candidate: float) -> float:
        return float(1.0 / np.sum(weights_of((candidate - power) * likelihood) ** 2))

    if effective(1.0) >= wanted:
        return 1.0
    low, high = power, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= wanted else (low, middle)
    # Never stand still, even where all weight is on one member.
    return max(low, min(1.0, power + 1e-6))


def let_in(
    softened: Callable[[float], ClaimsTarget], states: States, known: Floats, share: float, keep: float
) -> tuple[float, Floats]:
    """The largest share up to 1 of the claims' information by which members keep so much weight, and the weights.

    Parameters
    ----------
    softened : the target with a share of that information
    states : members with their series
    known : (M,) log likelihood of what they were fitted to: the share before
    share : that share, 0 at first
    keep : effective share of members to keep
    """

    def weights(candidate: float) -> Floats:
        return weights_of(softened(candidate).log_likelihood(states.points, states.series) - known)

    def enough(candidate: float) -> bool:
        return bool(1.0 / (weights(candidate) ** 2).sum() >= keep * len(known))

    if enough(1.0):
        return 1.0, weights(1.0)
    low, high = np.log(max(share, _LEAST_SHARE)), 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if enough(np.exp(middle)) else (low, middle)
    # Never stand still, even where all weight is on one member.
    share = min(1.0, float(np.exp(max(low, np.log(max(share, _LEAST_SHARE)) + _LEAST_GROWTH))))
    return share, weights(share)


def weights_of(log_weights: Floats) -> Floats:
    """Weights that add up to one, from their logarithms."""
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def systematic(weights: Floats, wanted: int, rng: np.random.Generator) -> Ints:
    """Systematic resampling: each state as often as its weight says, give or take one."""
    edges = np.cumsum(weights)
    edges[-1] = 1.0
    return np.searchsorted(edges, (rng.random() + np.arange(wanted)) / wanted).astype(np.int64)
