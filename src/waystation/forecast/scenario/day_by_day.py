"""The next evening from the last one: its members meet the claims that have come out since.

The members' paths are carried on by a draw of the days since. The new claims are let in slowly, as in a full fit: wide
at first, then ever closer to what their wording says; claims that are read in another way now leave as slowly. Each
time members are resampled within their runs and moved on the surrogate. With all in, the surrogate is set right by the
engine again, members are weighed by what that changes more than it did for those they stem from, and moved once more.
In the end the engine weighs them. Where the past changed (a claim corrected or set aside, another scenario, an event of
earlier days), or the news leave too few members, a full fit is due.

References
----------
Chopin (2002), A sequential particle filter method for static models, Biometrika 89. Gilks, Berzuini (2001), Following
a moving target, J. R. Stat. Soc. B 63: resampling and moving as data come in. Neal (2001), Annealed importance
sampling, Stat. Comput. 11: weights by ratios along the way, exact whatever the moves reach.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.claims import Claim, known_by, known_events
from waystation.claims.claim import content_of
from waystation.engine.randomness import generator
from waystation.forecast.scenario.evidence import Observation
from waystation.forecast.scenario.fit import ClaimsTarget
from waystation.forecast.scenario.likelihood import statements
from waystation.forecast.scenario.model import Model
from waystation.forecast.scenario.moves import Moves
from waystation.forecast.scenario.paths import carried_path, phase_hazards
from waystation.forecast.scenario.points import Points, Progress, States
from waystation.forecast.scenario.sampler import Fit, let_in, systematic, weights_of
from waystation.forecast.scenario.surrogate import Surrogate
from waystation.scale import available_workers, one_blas_thread
from waystation.world.scenario_model import Scenario

__all__ = ["Posterior", "carried_on", "past_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_KEEP = 0.5
"""Effective share of members by which news are let in."""
_MOVES, _LAST_MOVES = 8, 30
"""After each time that more of the news is let in, and with all of it in."""
_GROUP = 100
_CORRECTED_BY = 40
"""Members of a run that say what the engine has beyond the surrogate."""
_NOTHING = 1e-9
"""Share of a claim's information that is as good as none."""
_FEWEST_SURVIVORS = 5
"""Members of a run on the evening before that must have descendants, in effect."""


@dataclass(frozen=True)
class Posterior:
    """Members of an evening, to start the next from; plain numbers, for a file.

    ``lineage`` (M,) is the member of the last full fit that each descends from; ``log_likelihood`` (M,) is that of the
    claims, by the engine; ``used`` are the ids of the claims that they were fitted to; ``past`` is `past_of` that
    evening; ``headlines`` are those of its forecast, as in ``run.json``.
    """

    as_of: date
    full_fit: date
    past: str
    used: tuple[str, ...]
    points: Points
    run: Ints
    chain: Ints
    lineage: Ints
    log_likelihood: Floats
    headlines: tuple[dict[str, Any], ...] = ()

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """As named arrays for an ``.npz`` file; text stands in one of them, nothing in it is ever run."""
        text = json.dumps(
            {"as_of": self.as_of.isoformat(), "full_fit": self.full_fit.isoformat(), "past": self.past,
             "used": self.used, "headlines": self.headlines}
        )  # fmt: skip
        return {
            "unknowns": self.points.unknowns, "paths": self.points.paths, "seeds": self.points.seeds,
            "run": self.run, "chain": self.chain, "lineage": self.lineage, "log_likelihood": self.log_likelihood,
            "text": np.array(text),
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
        rows = ("unknowns", "paths", "run", "chain", "lineage", "log_likelihood")
        if not all(len(arrays[name]) == members for name in rows):
            raise ValueError("arrays of different lengths")
        return cls(
            date.fromisoformat(text["as_of"]), date.fromisoformat(text["full_fit"]), text["past"],
            tuple(text["used"]), points, arrays["run"], arrays["chain"], arrays["lineage"],
            arrays["log_likelihood"], tuple(text["headlines"]),
        )  # fmt: skip


def past_of(scenario: Scenario, claims: Sequence[Claim], as_of: date) -> str:
    """Hash of all that was known on an evening: the scenario, its claims and its events."""
    told = {
        "scenario": scenario.model_dump(mode="json", exclude={"events", "claims"}),
        "claims": [{"id": claim.id, **content_of(claim)} for claim in known_by(claims, as_of)],
        "events": [event.model_dump(mode="json") for event in known_events(scenario.events, as_of)],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


@one_blas_thread
def carried_on(
    start: Posterior,
    model: Model,
    seen: Sequence[Observation],
    before: Sequence[Observation],
    members: int,
    progress: Progress | None = None,
) -> tuple[Fit, Ints] | str:
    """Members of a later evening from those of an earlier one, and the lineage of each; or why they cannot be had.

    Parameters
    ----------
    start : the earlier evening
    model, seen : of the later evening
    before : what was seen on the earlier one: a claim may be read in another way since, as the retelling of another
    members : how many are wanted: as many as there were
    progress : called with a word and the share done
    """
    if start.points.paths.shape[2] >= model.days_known:
        return "The saved fit is not from an earlier day."
    if len(start.points.seeds) != members:
        return f"The saved fit has {len(start.points.seeds)} members, not {members}."
    points = _extended(start.points, model)
    news = _News(model, seen, before)
    runs = [np.flatnonzero(start.run == number) for number in np.unique(start.run)]

    def one(number: int) -> _Carried:
        mine = runs[number]
        rng = generator(model.seed, f"carry on to {model.known_until}, run {number}")
        return _Carried(news, points.at(mine), start.log_likelihood[mine], rng).carry()

    workers = min(model.workers or available_workers(), len(runs))
    if workers > 1:
        with ThreadPoolExecutor(workers) as pool:
            carried = list(pool.map(one, range(len(runs))))
    else:
        carried = [one(number) for number in range(len(runs))]
    rows = np.concatenate([mine[each.rows] for mine, each in zip(runs, carried, strict=True)])
    fewest = min(each.survivors for each in carried)
    if fewest < min(_FEWEST_SURVIVORS, members / 20):
        return f"Of the members of {start.as_of}, the new claims leave {fewest:.0f} in a run, in effect."
    engine, lineage = States.joined([each.engine for each in carried]), start.lineage[rows]
    if progress:
        progress("Meeting the new claims", 1.0)
    accepted = [each.moves.rates() for each in carried]
    fit = Fit(
        points=engine.points,
        series=engine.series,
        log_likelihood=engine.likelihood,
        run=start.run[rows],
        chain=start.chain[rows],
        ancestor=lineage,
        tempering_shares=[each.shares for each in carried],
        accepted={name: round(float(np.mean([each.get(name, 0.0) for each in accepted])), 3) for name in accepted[0]},
        trace=np.array([[float(each.engine.likelihood.mean())] for each in carried]),
        weight_share=float(np.mean([each.weight_share for each in carried])),
        surrogate_error=float(np.mean([each.error for each in carried])),
    )
    return fit, lineage


class _News:
    """What both evenings see, with a share of what is new and the rest of what is no longer seen."""

    def __init__(self, model: Model, seen: Sequence[Observation], before: Sequence[Observation]):
        gone = [each for each in before if each not in seen]
        reporting = model.scenario.settings.reporting
        self.target = ClaimsTarget(model, statements(seen, reporting))
        self._both = ClaimsTarget(model, statements([*seen, *gone], reporting))
        self._new = np.array([each not in before for each in seen] + [False] * len(gone))
        self._gone = np.array([False] * len(seen) + [True] * len(gone))

    def at(self, share: float) -> ClaimsTarget:
        """The target with this share of the news."""
        rest = max(1.0 - share, _NOTHING)
        return self._both.softened(np.where(self._new, max(share, _NOTHING), np.where(self._gone, rest, 1.0)))


class _Carried:
    """One run's members on their way to the later evening."""

    def __init__(self, news: _News, points: Points, by_engine: Floats, rng: np.random.Generator):
        """``by_engine`` (M,) is their log likelihood on the earlier evening, by the engine."""
        self._news, self._by_engine, self._rng = news, by_engine, rng
        self._surrogate = Surrogate(news.at(0.0), workers=1)
        self.moves = Moves(self._surrogate, rng)
        self._states = self._corrected(points, news.at(0.0))
        self.rows = np.arange(len(by_engine))
        self.shares: list[float] = []

    def carry(self) -> _Carried:
        """Let the news in, then weigh by the engine."""
        states = self._states
        apart = self._by_engine - states.likelihood
        share = 0.0
        while share < 1.0:
            share, weights = let_in(self._news.at, states, states.likelihood, share, _KEEP)
            rows = systematic(weights, len(self.rows), self._rng)
            states, apart, self.rows = states.at(rows), apart[rows], self.rows[rows]
            self.shares.append(share)
            self._surrogate.aim(self._news.at(share))
            states = self._surrogate.evaluate(states.points)
            self.moves.learn(states)
            states = self._moved(states, _MOVES)
        # The last day is another now than the claims of the day before left it, and so is what the engine has beyond.
        corrected = self._corrected(states.points, self._news.at(1.0))
        rows = systematic(weights_of(corrected.likelihood - states.likelihood - apart), len(self.rows), self._rng)
        states, self.rows = corrected.at(rows), self.rows[rows]
        self.moves.learn(states)
        states = self._moved(states, _LAST_MOVES)
        engine = self._news.target.evaluate(states.points)
        weights = weights_of(engine.likelihood - states.likelihood)
        self.weight_share = float(1.0 / (weights**2).sum()) / len(weights)
        self.error = float((engine.likelihood - states.likelihood).std())
        rows = systematic(weights, len(self.rows), self._rng)
        self.engine, self.rows = engine.at(rows), self.rows[rows]
        _, counts = np.unique(self.rows, return_counts=True)
        self.survivors = float(len(rows) ** 2 / (counts**2).sum())
        return self

    def _corrected(self, points: Points, target: ClaimsTarget) -> States:
        """The points, with the surrogate set right by what the engine gives for some of them."""
        members = len(points.seeds)
        some = points.at(np.linspace(0, members - 1, min(_CORRECTED_BY, members)).astype(np.int64))
        self._surrogate.correct(self._surrogate.evaluate(some), target.simulate(some))
        return self._surrogate.evaluate(points)

    def _moved(self, states: States, moves: int) -> States:
        """A few moves of every member; groups take different kinds of moves, as there are more kinds than moves."""
        groups = np.array_split(self._rng.permutation(len(states.prior)), max(1, len(states.prior) // _GROUP))
        order = np.argsort(np.concatenate(groups))
        return States.joined([self.moves.run(states.at(group), moves) for group in groups]).at(order)


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
