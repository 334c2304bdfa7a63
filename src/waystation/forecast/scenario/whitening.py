"""What the claims leave open of a release path, as a normal distribution that follows the unknowns.

Around the middle of some members, the logarithm of every claimed count is taken as linear in the path and the
unknowns, and every claim as normal with the curvature its log density has there. With the prior of the path (normal
on the logarithm, remembered from day to day, of a spread that may be unknown) this makes the path normal given the
unknowns. In one fixed basis, for any spread s,

    coordinate j ~ normal with precision 1 / s**2 + pull_j and a mean linear in the unknowns

so that a move of the unknowns can carry the path along: where claims hold it, it stays; where they do not, it
widens and shifts as the prior does. Without that, spread and path hold each other fast. The moves are exact
whatever the approximation: it only decides how often they are accepted.

References
----------
Papaspiliopoulos, Roberts, Skoeld (2007), A general framework for the parametrization of hierarchical models, Stat.
Sci. 22: partly non-centred coordinates. Neal (1998), Regression and classification using Gaussian process priors,
Bayesian Statistics 6: autoregressive proposals that leave a normal prior as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular

from waystation.engine.unknowns import Values
from waystation.forecast.scenario.density_kernel import LEAST_SPREAD
from waystation.forecast.scenario.likelihood import log_densities, outlier_share
from waystation.forecast.scenario.points import Points, States
from waystation.forecast.scenario.surrogate import Surrogate
from waystation.world.scenario_model import Scenario, Source

__all__ = ["Whitening"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STEP = 0.1
"""Of paths and unknowns, for their effect on claimed counts."""
_BEND = 0.05
"""Of the logarithm of a count, for the curvature of a claim's density."""
_NARROWEST = 0.7
"""Times the spread of the approximation: the least that members' own spread makes of it; few members say little."""
_OPEN = 0.05
_LEAST_INSIDE = 0.05
"""Share of the people inside that is taken to remain, at least."""


@dataclass(frozen=True)
class _Block:
    """One source's path: ``y = to @ (path - middle)``."""

    to: Floats
    back: Floats
    pull: Floats
    """(days,) precision that the claims add to each coordinate."""
    drift: Floats
    """(days,) pull of the claims at the middle."""
    follows: Floats
    """(days, unknowns) change of that pull with the unknowns."""
    counts: Floats
    """(days, claims) what each claim's logarithm of the count gains by each coordinate."""


class Whitening:
    """The normal approximation from some members.

    Parameters
    ----------
    surrogate : what to take derivatives of
    states : members on the surrogate; none of those that are to be moved
    """

    def __init__(self, surrogate: Surrogate, states: States):
        model, stated = surrogate.target.model, surrogate.target.stated
        self._scenario, self._phases = model.scenario, model.past_phases
        reporting = model.scenario.settings.reporting
        self._middle = states.points.unknowns.mean(axis=0)
        self._path = states.points.paths.mean(axis=0)
        by_unknown, by_day = self._slopes(surrogate, states)
        logs = surrogate.target.log_counts(states.points, states.series)
        densities = [log_densities(stated, reporting, logs + bend) for bend in (-_BEND, 0.0, _BEND)]
        slope = ((densities[2] - densities[0]) / (2 * _BEND)).mean(axis=0)
        curvature = np.maximum(2 * densities[1] - densities[0] - densities[2], 0.0).mean(axis=0) / _BEND**2
        outlier = outlier_share(stated, reporting, logs).mean(axis=0)
        leaving = np.exp(self._path)
        self._gone = np.cumsum(leaving, axis=1) - leaving
        self._releases = [_Release(self._scenario, source) for source in self._scenario.settings.sources.values()]
        self._blocks = [
            _block(source.day_memory, by_day[:, k], by_unknown, slope, curvature)
            for k, source in enumerate(model.scenario.settings.sources.values())
        ]
        self._shift = np.zeros_like(self._path)
        self._scale = np.ones_like(self._path)
        middle = [self.normal(k, states.points.unknowns) for k in range(len(self._blocks))]
        typical = [np.median(1.0 / spread**2, axis=0) for _, spread in middle]
        self.open = [
            block.pull < _OPEN * (precision - block.pull)
            for block, precision in zip(self._blocks, typical, strict=True)
        ]
        """(sources of) (days,) coordinates that the claims leave open: the prior has nearly all the say."""
        for k in range(len(self._blocks)):  # where claims contradict each other, members lie wider than they say
            off = self.white(k, states.points)
            self._shift[k] = off.mean(axis=0)
            self._scale[k] = np.maximum(off.std(axis=0), _NARROWEST)
        # Claims that are outliers for some members and not for others are where modes part.
        doubt = (outlier * (1.0 - outlier) + 0.01) * (np.abs(by_day).sum(axis=(1, 2)) > 0)
        self.doubt = doubt / doubt.sum() if doubt.sum() > 0 else np.full(doubt.size, 1.0 / max(doubt.size, 1))

    def coordinates(self, k: int, paths: Floats) -> Floats:
        """(M, days) coordinates of a source's paths."""
        return np.asarray((paths - self._path[k]) @ self._blocks[k].to.T)

    def white(self, k: int, points: Points) -> Floats:
        """(M, days) how many standard deviations a source's paths lie from where the approximation has them."""
        mean, spread = self.normal(k, points.unknowns)
        return np.asarray((self.coordinates(k, points.paths[:, k]) - mean) / spread)

    def paths(self, k: int, coordinates: Floats) -> Floats:
        """(M, days) the paths that have these coordinates."""
        return np.asarray(self._path[k] + self.shifts(k, coordinates))

    def shifts(self, k: int, coordinates: Floats) -> Floats:
        """(M, days) what a change of coordinates changes in the paths."""
        return np.asarray(coordinates @ self._blocks[k].back.T)

    def along(self, k: int, spread: Floats, claims: Ints) -> tuple[Floats, Floats]:
        """(M, days) how the coordinates answer to a pull of one claim each, and (M,) how far its count then moves."""
        counts = self._blocks[k].counts[:, claims].T
        answer = spread**2 * counts
        return answer, (answer * counts).sum(axis=1)

    def normal(self, k: int, unknowns: Floats) -> tuple[Floats, Floats]:
        """(M, days) mean and standard deviation of a source's coordinates, given the unknowns."""
        block = self._blocks[k]
        found = self._releases[k](unknowns)
        spread = np.maximum(found[:, :1], LEAST_SPREAD)
        by_day = np.log(np.maximum(found[:, 2:], 1e-9))[:, self._phases[k]]
        inside = np.maximum(found[:, 1:2], 1.0)
        rest = np.maximum(inside - self._gone[k], _LEAST_INSIDE * inside)
        prior = (by_day + np.log(rest) - spread**2 / 2 - self._path[k]) @ block.to.T
        precision = 1.0 / spread**2 + block.pull
        mean = (prior / spread**2 + block.drift - (unknowns - self._middle) @ block.follows.T) / precision
        spread = 1.0 / np.sqrt(precision)
        return mean + spread * self._shift[k], spread * self._scale[k]

    def _slopes(self, surrogate: Surrogate, states: States) -> tuple[Floats, Floats]:
        """(C, unknowns) and (C, sources, days) change of the logarithm of each claimed count."""
        sources, days = self._path.shape
        unknowns = self._middle.size
        count = 1 + unknowns + sources * days
        points = Points(
            np.tile(self._middle, (count, 1)),
            np.tile(self._path, (count, 1, 1)),
            np.full(count, states.points.seeds[0]),
        )
        for u in range(unknowns):
            points.unknowns[1 + u, u] += _STEP
        for i in range(sources * days):
            points.paths[1 + unknowns + i].reshape(-1)[i] += _STEP
        logs = surrogate.target.log_counts(points, surrogate.series(points))
        slopes = (logs[1:] - logs[0]).T / _STEP
        return slopes[:, :unknowns], slopes[:, unknowns:].reshape(-1, sources, days)


def _block(memory: float, by_day: Floats, by_unknown: Floats, slope: Floats, curvature: Floats) -> _Block:
    """Both precisions, of the prior at spread one and of the claims, made diagonal at once."""
    days = by_day.shape[1]
    precision = _precision(days, memory)
    root = np.linalg.cholesky(precision)
    counts = solve_triangular(root, by_day.T, lower=True)
    held = counts @ (curvature[:, None] * counts.T)
    pull, basis = np.linalg.eigh((held + held.T) / 2)
    counts = basis.T @ counts
    return _Block(
        to=basis.T @ root.T,
        back=solve_triangular(root.T, basis, lower=False),
        pull=np.maximum(pull, 0.0),
        drift=counts @ slope,
        follows=counts @ (curvature[:, None] * by_unknown),
        counts=counts,
    )


def _precision(days: int, memory: float) -> Floats:
    """(days, days) inverse covariance of states that remember the day before, each of variance one."""
    scale = 1.0 / (1.0 - memory**2)
    diagonal = np.full(days, (1.0 + memory**2) * scale)
    diagonal[[0, -1]] = scale
    if days == 1:
        diagonal[:] = 1.0
    return np.diag(diagonal) - memory * scale * (np.eye(days, k=1) + np.eye(days, k=-1))


class _Release:
    """A source's spread from day to day, people and hazards of each phase, from unknowns."""

    def __init__(self, scenario: Scenario, source: Source):
        quantities = [source.day_to_day, source.people, *(each.leave_per_day for each in source.phases.values())]
        names = list(scenario.settings.unknowns)
        self._fixed = np.array([-1.0 if isinstance(each, str) else float(each) for each in quantities])
        self._named = np.array([i for i, each in enumerate(quantities) if isinstance(each, str)], dtype=np.int64)
        self._unknown = np.array([names.index(each) for each in quantities if isinstance(each, str)], dtype=np.int64)
        self._values = Values([scenario.settings.unknowns[each] for each in quantities if isinstance(each, str)])

    def __call__(self, unknowns: Floats) -> Floats:
        """(M, 2 + phases) one column a quantity, none below 0."""
        found = np.tile(self._fixed, (len(unknowns), 1))
        found[:, self._named] = np.maximum(self._values(unknowns[:, self._unknown]), 0.0)
        return found
