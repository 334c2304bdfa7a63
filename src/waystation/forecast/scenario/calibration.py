"""Simulation-based calibration: does inference find back what it was given?

A truth is drawn from the prior and simulated; claims are drawn from the likelihood of that truth, in
the mould of a scenario's claims; then members are fitted to them. If all is right, the rank of the true
value among the members' is uniform over many replicates, whatever the prior.

References
----------
Talts, Betancourt, Simpson, Vehtari, Gelman (2018), Validating Bayesian inference algorithms with
simulation-based calibration, arXiv 1804.06788.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from waystation.claims import Claim, known_by, known_events
from waystation.engine.randomness import generator
from waystation.forecast.scenario.day_by_day import Posterior, carried_on
from waystation.forecast.scenario.effort import Effort
from waystation.forecast.scenario.evidence import Observation, observations
from waystation.forecast.scenario.fit import ClaimsTarget
from waystation.forecast.scenario.likelihood import draw_figures, statements
from waystation.forecast.scenario.model import Model
from waystation.forecast.scenario.points import Progress
from waystation.forecast.scenario.sampler import Fit, sample
from waystation.world.scenario_model import Scenario

__all__ = ["Calibration", "calibrate"]


@dataclass(frozen=True)
class Calibration:
    """Ranks of true values among members' values: 0 to ``members``, uniform if all is right.

    ``ranks`` (replicates, unknowns) in the order of ``names``.
    """

    names: list[str]
    ranks: npt.NDArray[np.int64]
    members: int
    full_fits: int = 0
    """Evenings after the first that could not be carried on, of all truths."""

    def p_value(self, name: str, bins: int = 10) -> float:
        """Chi-square p value of an unknown's ranks being uniform."""
        ranks = self.ranks[:, self.names.index(name)]
        share = (ranks + 0.5) / (self.members + 1)
        seen = np.histogram(share, bins=bins, range=(0.0, 1.0))[0]
        wanted = len(ranks) / bins
        return float(chdtrc(bins - 1, ((seen - wanted) ** 2 / wanted).sum()))


def calibrate(
    scenario: Scenario,
    claims: Sequence[Claim],
    *,
    as_of: date,
    replicates: int = 200,
    members: int = 100,
    seed: int = 1,
    evenings: int = 0,
    workers: int | None = None,
    effort: Effort | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Ranks of true values over replicates.

    Parameters
    ----------
    scenario, claims, as_of : the mould: who claims what of which days; the figures are drawn anew
    replicates : truths drawn
    members : fitted to each; a rank is among these
    evenings : fit so many evenings earlier, and carry on from each evening to the next; 0 fits ``as_of`` itself
    seed, workers, effort, progress : as in `waystation.forecast.forecast`
    """
    days = [as_of - timedelta(days=before) for before in range(evenings, -1, -1)]
    seen = [observations(scenario, known_by(claims, day))[0] for day in days]
    everything = list({each.claim.id: each for evening in seen for each in evening}.values())
    reporting = scenario.settings.reporting
    mould = statements(everything, reporting)
    ranks = np.empty((replicates, len(scenario.settings.unknowns)), dtype=np.int64)
    full_fits = 0
    for replicate in range(replicates):
        run_seed = seed * 1_000_003 + replicate
        models = [
            Model(scenario, known_events(scenario.events, day), day, run_seed, workers=workers) for day in days
        ]  # fmt: skip
        rng = generator(run_seed, "truth")
        # A truth from beyond the points the fit itself starts from.
        truth = Model(scenario, models[-1].events, as_of, run_seed + 500_009).draw(1)
        target = ClaimsTarget(models[-1], mould)
        seen_by_reporters = target.reported(truth, target.simulate(truth))[0]
        figures = draw_figures(mould, seen_by_reporters, reporting, rng)
        figure_of = {each.claim.id: figure for each, figure in zip(everything, figures, strict=True)}
        drawn = [
            [_with_figure(each, figure_of[each.claim.id], reporting.floor_people) for each in evening]
            for evening in seen
        ]
        posterior = _fitted(models[0], drawn[0], members, effort)
        for model, now, before in zip(models[1:], drawn[1:], drawn[:-1], strict=True):
            carried = carried_on(posterior, model, now, before, members)
            full_fits += isinstance(carried, str)
            posterior = (
                _fitted(model, now, members, effort) if isinstance(carried, str) else _posterior(carried[0], model)
            )  # fmt: skip
        # With a fair coin for ties, as between 0 and 0.
        below = (posterior.points.unknowns < truth.unknowns).sum(axis=0)
        equal = (posterior.points.unknowns == truth.unknowns).sum(axis=0)
        ranks[replicate] = below + rng.integers(0, equal + 1)
        if progress:
            progress("Calibrating", (replicate + 1) / replicates)
    return Calibration(list(scenario.settings.unknowns), ranks, members, full_fits)


def _with_figure(seen: Observation, figure: float, floor: float) -> Observation:
    """The observation with another figure, and a range as wide as it was.

    It is not cut off at 0 people: the likelihood is the density of the figure uncut.
    """
    times = (figure + floor) / np.sqrt((seen.low + floor) * (seen.high + floor))
    return replace(seen, low=(seen.low + floor) * times - floor, high=(seen.high + floor) * times - floor)


def _fitted(model: Model, seen: Sequence[Observation], members: int, effort: Effort | None) -> Posterior:
    target = ClaimsTarget(model, statements(seen, model.scenario.settings.reporting))
    return _posterior(sample(target, members, model.seed, effort, workers=model.workers), model)


def _posterior(fit: Fit, model: Model) -> Posterior:
    """Members to start the next evening from: of it only what fitting needs."""
    lineage = np.arange(len(fit.run))
    return Posterior(
        model.known_until, model.known_until, "", (), fit.points, fit.run, fit.chain, lineage, fit.log_likelihood
    )
