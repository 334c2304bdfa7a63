"""The scenario's engine held against the claims: members that fit what was reported."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.engine.unknowns import amount
from waystation.forecast.scenario.arrays import claim_arrays, roles, source_arrays
from waystation.forecast.scenario.likelihood import Statements
from waystation.forecast.scenario.member import (
    claims_density,
    counts_of_claims,
    density_of_prior,
    release_steps_of_members,
)
from waystation.forecast.scenario.model import Model, daily_series
from waystation.forecast.scenario.points import Points, States

__all__ = ["ClaimsTarget"]

Floats = npt.NDArray[np.float64]


class ClaimsTarget:
    """The density of members given claims, by the hourly engine.

    Parameters
    ----------
    model : the scenario and what is known of its events
    stated : the claims, see `waystation.forecast.scenario.likelihood.statements`
    """

    def __init__(self, model: Model, stated: Statements):
        self.model, self.stated = model, stated
        self.claims = claim_arrays(stated, model.scenario.settings.reporting)
        self.sources = source_arrays(model.scenario, model.past_phases, stated)
        self.roles = roles(model.scenario)

    def softened(self, shares: Floats | float) -> ClaimsTarget:
        """The same with wider claims: so that each, (C,) or all, holds a share (above 0, up to 1) of its information.

        The spread grows, and not only the power of the density shrinks: to a small power every claim may be an outlier
        at nearly no cost, and members settle where too many are.
        """
        wider = copy(self)
        wider.stated = replace(self.stated, spread=self.stated.spread / np.sqrt(shares))
        wider.claims = claim_arrays(wider.stated, self.model.scenario.settings.reporting)
        return wider

    def draw(self, members: int) -> Points:
        """Points drawn from the prior."""
        return self.model.draw(members)

    def evaluate(self, points: Points) -> States:
        """The points with their series and densities."""
        series = self.simulate(points)
        return States(points, series, self.log_likelihood(points, series), self.log_prior(points))

    def simulate(self, points: Points) -> Floats:
        """(M, series, days + 1) what the claims speak of."""
        outcome, layout, parameters = self.model.past(points)
        daily = [daily_series(each, outcome, layout, parameters) for each in self.stated.series]
        shape = (len(points.seeds), 0, self.model.days_known + 1)
        return np.stack(daily, axis=1) if daily else np.empty(shape)

    def log_likelihood(self, points: Points, series: Floats) -> Floats:
        """(M,) log density of the claims."""
        density = np.zeros(len(points.seeds))
        self._over(claims_density, points, series, points.unknowns, self.sources, self.claims, density)
        return density

    def counts(self, points: Points, series: Floats) -> Floats:
        """(M, claims) the true count each claim describes."""
        counts = np.zeros((len(points.seeds), len(self.stated.row)))
        self._over(counts_of_claims, points, series, points.unknowns, self.sources, self.claims, counts)
        return counts

    def reported(self, points: Points, series: Floats) -> Floats:
        """(M, claims) the count each reporter would see: the true one times the bias."""
        draws, members = self.model.values(points.unknowns), len(points.seeds)
        biases = [amount(each.bias if each else 1.0, draws, members) for each in self.stated.reporters]
        counts = self.counts(points, series)
        return counts * np.stack(biases, axis=1)[:, self.stated.reporter] if biases else counts

    def log_counts(self, points: Points, series: Floats) -> Floats:
        """(M, claims) logarithm of the count each reporter would see, plus the floor."""
        floor = self.model.scenario.settings.reporting.floor_people
        return np.asarray(np.log(self.reported(points, series) + floor))

    def log_prior(self, points: Points) -> Floats:
        """(M,) log density of unknowns and paths."""
        density = np.zeros(len(points.seeds))
        self._over(density_of_prior, points, points.paths, points.unknowns, self.sources, density)
        return density

    def release_steps(
        self, states: States, others: Points, steps: int, sizes: Floats, seeds: Any
    ) -> tuple[States, Floats]:
        """Metropolis steps of what acts on release or claims alone, and the (4, 2) steps accepted and proposed.

        They need no simulation. Steps go along differences of ``others``, none of which may be among the members.
        """
        points = states.points
        unknowns = points.unknowns.copy()
        accepted = np.zeros((len(seeds), 4, 2))
        likelihood, prior = np.zeros((2, len(seeds)))
        self._over(
            release_steps_of_members, points, points.paths, unknowns, self.roles, self.sources, self.claims,
            states.series, steps, sizes, others.unknowns, seeds, accepted, likelihood, prior,
        )  # fmt: skip
        moved = Points(unknowns, points.paths, points.seeds)
        return States(moved, states.series, likelihood, prior), accepted.sum(axis=0)

    def _over(self, work: Any, points: Points, *arrays: Any) -> None:
        """Run compiled work over the members; in this thread, as starting others would take longer than the work."""
        work(0, len(points.seeds), *arrays)
