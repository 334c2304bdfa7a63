"""The next evening from the last one: its members meet the claims that have come out since.

The members' paths are carried on by a draw of the days since; each is weighed by the likelihood of the new claims,
given by the engine; they are resampled within their runs and moved, first on the surrogate and then with the engine's
consent. That is one step of a particle filter over evenings, with moves. It holds while little was learned: where the
new claims leave few members, or few are left of those that the last full fit found, a full fit is due. So it is where
the past changed: a claim corrected or set aside, another scenario, an event of earlier days.

References
----------
Chopin (2002), A sequential particle filter method for static models, Biometrika 89. Gilks, Berzuini (2001), Following
a moving target, J. R. Stat. Soc. B 63: resampling and moving as data come in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.claims import Claim, known_by, known_events
from waystation.claims.model import content_of
from waystation.engine.randomness import generator
from waystation.forecast.fit import ClaimsTarget
from waystation.forecast.model import Model
from waystation.forecast.moves import Moves
from waystation.forecast.paths import carried_path, phase_hazards
from waystation.forecast.points import Points, States
from waystation.forecast.sampler import Fit, systematic, weights_of
from waystation.forecast.surrogate import Surrogate
from waystation.world.model import Scenario

__all__ = ["Posterior", "carried_on", "past_of"]

Ints = npt.NDArray[np.int64]

_MOVES = 20
_FEWEST_OF_WEIGHTS = 0.1
"""Effective share of members that the new claims must leave."""
_FEWEST_LINEAGES = 40
"""Members of the last full fit that must have descendants, in effect."""


@dataclass(frozen=True)
class Posterior:
    """Members of an evening, to start the next from; plain numbers, for a file.

    ``lineage`` (M,) is the member of the last full fit that each descends from; ``used`` are the ids of the claims
    that they were fitted to; ``past`` is `past_of` that evening; ``headlines`` are those of its forecast, as in
    ``run.json``.
    """

    as_of: date
    full_fit: date
    past: str
    used: tuple[str, ...]
    points: Points
    run: Ints
    chain: Ints
    lineage: Ints
    headlines: tuple[dict[str, Any], ...] = ()

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """As named arrays for an ``.npz`` file; text stands in one of them, nothing in it is ever run."""
        text = json.dumps(
            {"as_of": self.as_of.isoformat(), "full_fit": self.full_fit.isoformat(), "past": self.past,
             "used": self.used, "headlines": self.headlines}
        )  # fmt: skip
        return {
            "unknowns": self.points.unknowns, "paths": self.points.paths, "seeds": self.points.seeds,
            "run": self.run, "chain": self.chain, "lineage": self.lineage, "text": np.array(text),
        }  # fmt: skip

    @classmethod
    def read(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Posterior:
        """From what `arrays` gave.

        Raises
        ------
        KeyError, ValueError
            If something is missing or does not fit together.
        """
        text = json.loads(str(arrays["text"]))
        points = Points(arrays["unknowns"], arrays["paths"], arrays["seeds"])
        members = len(points.seeds)
        if not all(len(arrays[name]) == members for name in ("unknowns", "paths", "run", "chain", "lineage")):
            raise ValueError("arrays of different lengths")
        return cls(
            date.fromisoformat(text["as_of"]), date.fromisoformat(text["full_fit"]), text["past"],
            tuple(text["used"]), points, arrays["run"], arrays["chain"], arrays["lineage"], tuple(text["headlines"]),
        )  # fmt: skip


def past_of(scenario: Scenario, claims: Sequence[Claim], as_of: date) -> str:
    """Hash of all that was known on an evening: the scenario, its claims and its events."""
    told = {
        "scenario": scenario.model_dump(mode="json", exclude={"events", "claims"}),
        "claims": [{"id": claim.id, **content_of(claim)} for claim in known_by(claims, as_of)],
        "events": [event.model_dump(mode="json") for event in known_events(scenario.events, as_of)],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def carried_on(
    start: Posterior, model: Model, target: ClaimsTarget, before: ClaimsTarget, members: int
) -> tuple[Fit, Ints] | str:
    """Members of a later evening from those of an earlier one, and the lineage of each; or why they cannot be had.

    Parameters
    ----------
    start : the earlier evening
    model, target : of the later evening
    before : of the later evening's days with the claims of the earlier one: a claim may be read in another way
        since, as the retelling of another
    members : how many are wanted: as many as there were
    """
    days = start.points.paths.shape[2]
    if days >= model.days_known:
        return "The saved fit is not from an earlier day."
    if len(start.points.seeds) != members:
        return f"The saved fit has {len(start.points.seeds)} members, not {members}."
    points = _extended(start.points, model)
    engine = target.evaluate(points)
    gained = engine.likelihood - before.log_likelihood(points, before.simulate(points))
    rng = generator(model.seed, f"carry on to {model.known_until}")
    rows, share = _resampled(gained, start.run, rng)
    if share < _FEWEST_OF_WEIGHTS:
        return f"The new claims leave {share:.0%} of the members of {start.as_of}, in effect."
    lineage = start.lineage[rows]
    _, counts = np.unique(lineage, return_counts=True)
    if float(1.0 / ((counts / members) ** 2).sum()) < min(_FEWEST_LINEAGES, members / 4):
        return f"Too few of the members fitted on {start.full_fit} are left."
    engine, run = engine.at(rows), start.run[rows]
    parts: list[States] = []
    accepted: dict[str, float] = {}
    errors: list[float] = []
    for number in np.unique(run):
        mine = np.flatnonzero(run == number)
        moved, moves, error = _moved(target, engine.at(mine), rng)
        parts.append(moved)
        accepted |= moves.rates()
        errors.append(error)
    moved = States.joined(parts)
    fit = Fit(
        moved.points, moved.series, moved.likelihood, run, start.chain[rows], lineage, [[1.0]], accepted,
        np.array([[float(moved.likelihood[run == number].mean())] for number in np.unique(run)]), share,
        float(np.mean(errors)),
    )  # fmt: skip
    return fit, lineage


def _moved(target: ClaimsTarget, engine: States, rng: np.random.Generator) -> tuple[States, Moves, float]:
    """Members moved on the surrogate, where the engine agrees."""
    surrogate = Surrogate(target, workers=target.model.workers)
    surrogate.correct(surrogate.evaluate(engine.points), engine.series)
    states = surrogate.evaluate(engine.points)
    error = float((engine.likelihood - states.likelihood).std())
    moves = Moves(surrogate, rng)
    moves.learn(states, 1.0)
    moved = moves.run(states, 1.0, _MOVES)
    new = target.evaluate(moved.points)
    log_ratio = new.likelihood - moved.likelihood - engine.likelihood + states.likelihood
    taken = np.flatnonzero(np.log(rng.random(len(log_ratio))) < log_ratio)
    moves.accepted["by the engine"] = [len(taken) / len(log_ratio)]
    engine.put(taken, new.at(taken))
    return engine, moves, error


def _extended(points: Points, model: Model) -> Points:
    """Paths carried on to the last known day, by the prior given the days before."""
    members, _, days = points.paths.shape
    draws = model.values(points.unknowns)
    rng = generator(model.seed, f"days to {model.known_until}")
    paths = []
    for k, source in enumerate(model.scenario.settings.sources.values()):
        hazard = phase_hazards(source, draws, model.past_phases[k], members)
        fresh = rng.standard_normal((members, model.days_known - days))
        paths.append(carried_path(source, draws, hazard, points.paths[:, k], fresh))
    return Points(points.unknowns.copy(), np.stack(paths, axis=1), points.seeds.copy())


def _resampled(gained: npt.NDArray[np.float64], run: Ints, rng: np.random.Generator) -> tuple[Ints, float]:
    """Rows resampled by weight within each run, in the order of the runs, and the effective share of weights."""
    rows, shares = [], []
    for number in np.unique(run):
        mine = np.flatnonzero(run == number)
        weights = weights_of(gained[mine])
        rows.append(mine[systematic(weights, len(mine), rng)])
        shares.append(1.0 / float((weights**2).sum()) / len(mine))
    return np.concatenate(rows), min(shares)
