"""The scenario's engine held against the claims: members that fit what was reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.engine.randomness import generator
from waystation.engine.unknowns import amount
from waystation.forecast.arrays import claim_arrays, roles, source_arrays
from waystation.forecast.evidence import Observation
from waystation.forecast.kernel import StandInArrays
from waystation.forecast.likelihood import Statements, statements
from waystation.forecast.member import (
    claims_density,
    counts_of_claims,
    density_of_prior,
    release_steps_of_members,
    stand_in_density,
    steps_of_members,
)
from waystation.forecast.model import Model, daily_series
from waystation.forecast.sampler import Effort, Fit, Points, Progress, Role, sample
from waystation.scale import over_members

__all__ = ["ClaimsTarget", "fit"]

Floats = npt.NDArray[np.float64]


class ClaimsTarget:
    """The density of members given claims; see `waystation.forecast.sampler.Target`.

    Parameters
    ----------
    model : the scenario and what is known of its events
    stated : the claims, see `waystation.forecast.likelihood.statements`
    """

    def __init__(self, model: Model, stated: Statements):
        self._model, self._stated = model, stated
        self._claims = claim_arrays(stated, model.scenario.settings.reporting)
        self._sources = source_arrays(model.scenario, model.past_phases, stated)
        self.roles = roles(model.scenario)

    def draw(self, members: int) -> Points:
        """Points drawn from the prior."""
        return self._model.draw(members)

    def simulate(self, points: Points) -> Floats:
        """(M, series, days + 1) what the claims speak of."""
        outcome, layout, parameters = self._model.past(points)
        daily = [daily_series(each, outcome, layout, parameters) for each in self._stated.series]
        shape = (len(points.seeds), 0, self._model.days_known + 1)
        return np.stack(daily, axis=1) if daily else np.empty(shape)

    def log_likelihood(self, points: Points, pasts: Floats) -> Floats:
        """(M,) log density of the claims."""
        density = np.zeros(len(points.seeds))
        self._over(claims_density, points, pasts, points.unknowns, self._sources, self._claims, density)
        return density

    def counts(self, points: Points, pasts: Floats) -> Floats:
        """(M, claims) the true count each claim describes."""
        counts = np.zeros((len(points.seeds), len(self._stated.row)))
        self._over(counts_of_claims, points, pasts, points.unknowns, self._sources, self._claims, counts)
        return counts

    def reported(self, points: Points, pasts: Floats) -> Floats:
        """(M, claims) the count each reporter would see: the true one times the bias."""
        draws, members = self._model.values(points.unknowns), len(points.seeds)
        biases = [amount(each.bias if each else 1.0, draws, members) for each in self._stated.reporters]
        return self.counts(points, pasts) * np.stack(biases, axis=1)[:, self._stated.reporter]

    def log_prior(self, points: Points) -> Floats:
        """(M,) log density of unknowns and paths."""
        density = np.zeros(len(points.seeds))
        self._over(density_of_prior, points, points.paths, points.unknowns, self._sources, density)
        return density

    def stand_in(self, points: Points, pasts: Floats, engine: bool) -> StandInArrays:
        """The stand-in that agrees with simulations of a common path.

        With ``engine`` it follows the engine's unknowns too: by the regression of the members' series on
        them, with no regard to a member's own simulation, so that it is the same wherever a step begins.
        """
        left = np.exp(points.paths[0]).sum(axis=0)
        left = np.concatenate([[0.0], np.cumsum(left)])
        change = pasts[:, :, -1] - pasts[:, :, 0]
        ratio = change / max(left[-1], 1.0)
        members, count, days = pasts.shape
        unknowns = points.unknowns.shape[1]
        centre = points.unknowns
        ratio_slope, slope = np.zeros((count, unknowns)), np.zeros((count, unknowns, days))
        if engine:
            moving = np.flatnonzero(self.roles == Role.ENGINE)
            centre = np.broadcast_to(centre.mean(axis=0), centre.shape).copy()
            away = points.unknowns[:, moving] - centre[:, moving]
            solve = np.linalg.solve(away.T @ away + 0.1 * np.eye(len(moving)), away.T)
            ratio_slope[:, moving] = (solve @ (ratio - ratio.mean(axis=0))).T
            apart = (pasts - pasts.mean(axis=0)).reshape(members, -1)
            slope[:, moving] = (solve @ apart).reshape(len(moving), count, days).transpose(1, 0, 2)
            ratio = np.broadcast_to(ratio.mean(axis=0), ratio.shape).copy()
            pasts = np.broadcast_to(pasts.mean(axis=0), pasts.shape)
        lag = _lag(left, pasts)
        at = np.arange(days) - lag[:, :, None]
        shown = np.interp(at.ravel(), np.arange(days), left).reshape(at.shape)
        if engine:  # a change of the ratio shows at the reference path already: it is in the series' slope
            slope -= ratio_slope[:, :, None] * shown[0][:, None, :]
        return StandInArrays(ratio, lag, pasts - ratio[:, :, None] * shown, centre, ratio_slope, slope)

    def stand_in_log_likelihood(self, points: Points, quick: StandInArrays) -> Floats:
        """(M,) log density of the claims on the stand-in."""
        density = np.zeros(len(points.seeds))
        self._over(
            stand_in_density,
            points,
            points.paths,
            points.unknowns,
            self._sources,
            self._claims,
            quick,
            density,
        )
        return density

    def quick_steps(
        self,
        points: Points,
        quick: StandInArrays,
        kinds: Any,
        power: float,
        steps: int,
        sizes: Floats,
        seeds: Any,
    ) -> tuple[Points, Floats]:
        """Metropolis steps on the stand-in; the points reached, and the (4, 2) steps taken and tried."""
        paths, unknowns = points.paths.copy(), points.unknowns.copy()
        taken = np.zeros((len(seeds), 4, 2))
        self._over(
            steps_of_members, points, paths, unknowns, kinds, self._sources, self._claims, quick,
            power, steps, sizes, points.paths, points.unknowns, seeds, taken,
        )  # fmt: skip
        return Points(unknowns, paths, points.seeds), taken.sum(axis=0)

    def release_steps(
        self, points: Points, pasts: Floats, power: float, steps: int, sizes: Floats, seeds: Any
    ) -> tuple[Points, Floats]:
        """Metropolis steps that need no simulation; the points reached, and the (4, 2) steps taken and tried."""
        unknowns = points.unknowns.copy()
        taken = np.zeros((len(seeds), 4, 2))
        self._over(
            release_steps_of_members, points, points.paths, unknowns, self.roles, self._sources, self._claims, pasts,
            power, steps, sizes, points.unknowns, seeds, taken,
        )  # fmt: skip
        return Points(unknowns, points.paths, points.seeds), taken.sum(axis=0)

    def _over(self, work: Any, points: Points, *arrays: Any) -> None:
        """Run compiled work over the members, side by side."""
        over_members(lambda first, last: work(first, last, *arrays), len(points.seeds), self._model.workers)


def _lag(left: Floats, pasts: Floats) -> Floats:
    """(M, S) mean delay in days: the area between both cumulative curves over their height; 0 to 7."""
    change = pasts - pasts[:, :, :1]
    height = change[:, :, -1:]
    share = height / max(left[-1], 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lag = (share * left - change).sum(axis=2) / np.abs(height[:, :, 0])
    return np.asarray(np.nan_to_num(lag, posinf=0.0, neginf=0.0).clip(0.0, 7.0))


def fit(
    model: Model,
    seen: Sequence[Observation],
    members: int,
    *,
    effort: Effort | None = None,
    progress: Progress | None = None,
) -> tuple[Fit, ClaimsTarget]:
    """Members that fit the observations, and the target they fit.

    Parameters
    ----------
    model : the scenario and what is known of its events
    seen : observations, see `waystation.forecast.evidence.observations`
    members : how many
    effort, progress : see `waystation.forecast.sampler.sample`
    """
    target = ClaimsTarget(model, statements(seen, model.scenario.settings.reporting))
    return sample(target, members, generator(model.seed, "moves"), effort, progress), target
