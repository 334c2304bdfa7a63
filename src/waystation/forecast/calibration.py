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
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from waystation.claims import Claim, known_by, known_events
from waystation.engine.randomness import generator
from waystation.forecast.effort import Effort
from waystation.forecast.evidence import observations
from waystation.forecast.fit import ClaimsTarget
from waystation.forecast.likelihood import draw_figures, statements
from waystation.forecast.model import Model
from waystation.forecast.points import Progress
from waystation.forecast.sampler import sample
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
    seed, workers, effort, progress : as in `waystation.forecast.forecast`
    """
    seen, _ = observations(scenario, known_by(claims, as_of))
    events = known_events(scenario.events, as_of)
    reporting = scenario.settings.reporting
    mould = statements(seen, reporting)
    ranks = np.empty((replicates, len(scenario.settings.unknowns)), dtype=np.int64)
    for replicate in range(replicates):
        model = Model(scenario, events, as_of, seed * 1_000_003 + replicate, workers=workers)
        rng = generator(model.seed, "truth")
        # A truth from beyond the points the fit itself starts from.
        truth = Model(scenario, events, as_of, model.seed + 500_009).draw(1)
        target = ClaimsTarget(model, mould)
        seen_by_reporters = target.reported(truth, target.simulate(truth))[0]
        figures = draw_figures(mould, seen_by_reporters, reporting, rng)
        # Not cut off at 0 people: the likelihood is the density of the figure uncut.
        drawn = replace(mould, claimed=np.log(figures + reporting.floor_people))
        fitted = sample(ClaimsTarget(model, drawn), members, model.seed, effort, workers=workers)
        # With a fair coin for ties, as between 0 and 0.
        below = (fitted.points.unknowns < truth.unknowns).sum(axis=0)
        equal = (fitted.points.unknowns == truth.unknowns).sum(axis=0)
        ranks[replicate] = below + rng.integers(0, equal + 1)
        if progress:
            progress("Calibrating", (replicate + 1) / replicates)
    return Calibration(list(scenario.settings.unknowns), ranks, members)
