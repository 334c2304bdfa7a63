"""Metropolis moves of members on the surrogate: of paths, of unknowns with the paths they bring along, of luck.

Scales and directions are taken from an archive of earlier states. While it stays the same, every member is a Markov
chain of its own.

References
----------
ter Braak, Vrugt (2008), Differential evolution Markov chain with snooker updater and fewer chains, Stat. Comput. 18:
steps along differences of states of an archive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from waystation.engine.reception.fluid_arrays import FluidMembers, put_members
from waystation.forecast.scenario.points import Points, Role, States
from waystation.forecast.scenario.surrogate import Surrogate
from waystation.forecast.scenario.whitening import Whitening

__all__ = ["Moves"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Normals = list[tuple[Floats, Floats]]
"""For each source (M, days) mean and standard deviation of its path's coordinates: see `Whitening.normal`."""

_SHARES = {
    "open days": 0.04, "held days": 0.12, "claim": 0.08, "stretch": 0.03, "spread": 0.06, "release": 0.05, "few": 0.05,
    "together": 0.40, "engine": 0.07, "engine along": 0.04, "engine anew": 0.03, "luck": 0.03,
}  # fmt: skip
"""How often each kind of move is made."""
_OF_PATHS = ("open days", "held days", "claim", "stretch")
_FIRST_SIZES = {"open days": 0.6, "held days": 0.4, "stretch": 0.5, "engine along": 0.6}
_WANTED = 0.25
"""Share of moves that should be accepted: about best in many dimensions."""
_CHEAP_EVERY, _CHEAP_STEPS = 5, 10
"""After so many moves, steps that need no simulation."""


@dataclass(frozen=True)
class _Proposal:
    """New points, and the logarithm of how much likelier the way back is than the way there.

    ``normals`` is none where the unknowns stay.
    """

    points: Points
    log_ratio: Floats
    normals: Normals | None = None


class Moves:
    """Moves that leave the density of members on the surrogate unchanged.

    Parameters
    ----------
    surrogate : the density
    rng : of all that is drawn
    """

    def __init__(self, surrogate: Surrogate, rng: np.random.Generator):
        self._surrogate, self._rng = surrogate, rng
        roles = surrogate.target.roles
        self._groups = {
            "release": np.flatnonzero(roles == Role.RELEASE),
            "engine": np.flatnonzero(roles == Role.ENGINE),
            "all": np.arange(roles.size),
        }
        names = list(surrogate.target.model.scenario.settings.unknowns)
        spreads = {each.day_to_day for each in surrogate.target.model.scenario.settings.sources.values()}
        self._groups["spread"] = np.array([i for i, name in enumerate(names) if name in spreads], dtype=np.int64)
        self._groups |= {"few": self._groups["all"], "engine anew": self._groups["engine"]}
        self._groups["engine along"] = self._groups["engine"]
        kinds = [name for name in _SHARES if name not in self._groups or self._groups[name].size]
        self._kinds = [name for name in kinds if name != "claim" or surrogate.target.stated.row.size]
        shares = np.array([_SHARES[name] for name in self._kinds])
        self._shares = shares / shares.sum()
        self._sizes = dict.fromkeys(_SHARES, 1.0) | _FIRST_SIZES
        self._cheap_sizes = np.array([0.0, 0.5, 0.5, 0.0])
        self._cheap = bool((roles != Role.ENGINE).any())
        self.accepted: dict[str, list[float]] = {}
        self.adapting = True
        """Whether sizes still follow how often moves are accepted."""

    def learn(self, archive: States) -> None:
        """Take scales and directions of the next moves from these states."""
        self._others = archive.points
        self._whitening = Whitening(self._surrogate, archive)
        self._others_white = [self._whitening.white(k, archive.points) for k in range(archive.points.paths.shape[1])]

    def run(self, states: States, moves: int) -> States:
        """So many moves of every member."""
        states = states.at(np.arange(len(states.prior)))
        parameters = self._surrogate.parameters(states.points)
        normals = self._normals(states.points.unknowns)
        for i in range(moves):
            self._move(states, parameters, normals)
            if self._cheap and i % _CHEAP_EVERY == _CHEAP_EVERY - 1:
                states = self._cheap_steps(states)
                normals = self._normals(states.points.unknowns)
        return states

    def rates(self) -> dict[str, float]:
        """Share of moves accepted, by kind."""
        return {name: round(float(np.mean(each)), 3) for name, each in self.accepted.items()}

    def _normals(self, unknowns: Floats) -> Normals:
        return [self._whitening.normal(k, unknowns) for k in range(len(self._others_white))]

    def _move(self, states: States, parameters: FluidMembers, normals: Normals) -> None:
        """One move of every member; ``parameters`` and ``normals`` are those of the states, and kept so."""
        kind = self._kinds[self._rng.choice(len(self._kinds), p=self._shares)]
        asked = self._proposed(kind, states.points, normals)
        points, log_ratio = asked.points, asked.log_ratio
        same = kind in (*_OF_PATHS, "release", "spread")
        new_parameters = parameters if same else self._surrogate.parameters(points)
        new = self._surrogate.evaluate(points, new_parameters)
        with np.errstate(invalid="ignore"):
            log_ratio += new.likelihood - states.likelihood + new.prior - states.prior
        accepted = np.log(self._rng.random(len(log_ratio))) < log_ratio
        rows = np.flatnonzero(accepted)
        states.put(rows, new.at(rows))
        if not same:
            put_members(parameters, rows, new_parameters)
        if asked.normals is not None:
            for olds, others in zip(normals, asked.normals, strict=True):
                for old, other in zip(olds, others, strict=True):
                    old[rows] = other[rows]
        self._note(kind, float(accepted.mean()))

    def _proposed(self, kind: str, points: Points, normals: Normals) -> _Proposal:
        if kind == "luck":
            seeds = self._rng.integers(0, 2**64, size=len(points.seeds), dtype=np.uint64)
            return _Proposal(Points(points.unknowns, points.paths, seeds), np.zeros(len(seeds)))
        if kind in _OF_PATHS:
            k = int(self._rng.integers(points.paths.shape[1]))
            paths, log_ratio = points.paths.copy(), np.zeros(len(points.seeds))
            if kind == "claim":
                paths[:, k] += self._claim(k, normals[k][1])
            elif kind == "stretch":
                paths[:, k] += self._stretch(points.paths[:, k].shape, self._others.paths[:, k])
            else:
                paths[:, k], log_ratio = self._path(kind, k, points, normals[k])
            return _Proposal(Points(points.unknowns, paths, points.seeds), log_ratio)
        if kind == "together":
            return self._together(points, normals)
        unknowns, log_ratio = self._unknowns(kind, points.unknowns, self._others.unknowns)
        if kind.startswith("engine") and self._rng.random() < 1 / 3:
            # The path stays, though the normal approximation of what it should be moves.
            return _Proposal(Points(unknowns, points.paths, points.seeds), log_ratio, self._normals(unknowns))
        return self._brought_along(points, unknowns, log_ratio, normals, self._normals(unknowns))

    def _path(self, kind: str, k: int, points: Points, normal: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """Coordinates drawn partly anew from the normal approximation: those claims leave open, or some they hold."""
        whitening, (mean, spread) = self._whitening, normal
        was = (whitening.coordinates(k, points.paths[:, k]) - mean) / spread
        fresh = self._sizes[kind]
        if kind == "open days":
            chosen = whitening.open[k][None, :]
        else:
            held = np.flatnonzero(~whitening.open[k])
            count = np.exp(self._rng.random() * np.log(max(held.size, 1)))
            chosen = np.zeros(was.shape, dtype=bool)
            chosen[:, held] = self._rng.random((len(was), held.size)) < count / max(held.size, 1)
            fresh *= 3.0 / np.sqrt(count)
        fresh = min(fresh, 0.999)
        now = np.where(chosen, np.sqrt(1 - fresh**2) * was + fresh * self._rng.standard_normal(was.shape), was)
        return whitening.paths(k, mean + spread * now), 0.5 * (now**2 - was**2).sum(axis=1)

    def _claim(self, k: int, spread: Floats) -> Floats:
        """The path moved as one claim would pull it: a claim can become an outlier, or none."""
        whitening, members = self._whitening, len(spread)
        claims = self._rng.choice(whitening.doubt.size, p=whitening.doubt, size=members)
        answer, moves = whitening.along(k, spread, claims)
        far = self._sizes["claim"] * np.where(self._rng.random(members) < 0.5, 0.3, 1.0)
        far *= self._rng.standard_normal(members) / np.sqrt(np.maximum(moves, 1e-12))
        return whitening.shifts(k, far[:, None] * answer)

    def _stretch(self, shape: tuple[int, ...], others: Floats) -> Floats:
        """A stretch of days moved: together, each by itself, from day to day, or as two other members differ."""
        members, days = shape
        length = np.minimum(days, np.exp(self._rng.random(members) * np.log(days + 1.0)).astype(np.int64))[:, None]
        first = (self._rng.random((members, 1)) * (days + length)).astype(np.int64) - length + 1
        day = np.arange(days)
        within = (day >= first) & (day < first + length)
        level = self._sizes["stretch"] * self._rng.standard_normal((members, 1))
        each = self._sizes["stretch"] * 2.0 / np.sqrt(length)
        ways = [
            np.broadcast_to(level, (members, days)),
            each * self._rng.standard_normal((members, days)),
            np.where(2 * (day - first) < length, level, -level),
            each * self._difference(others, members),
        ]
        way = self._rng.integers(len(ways), size=(members, 1))
        return np.where(within, np.choose(way, ways), 0.0)

    def _together(self, points: Points, normals: Normals) -> _Proposal:
        """All unknowns and all coordinates that claims hold, along the difference of two other members."""
        whitening, others = self._whitening, self._others
        members = len(points.seeds)
        one, other = self._rng.integers(len(others.seeds), size=(2, members))
        held = [np.flatnonzero(~each) for each in whitening.open]
        dims = points.unknowns.shape[1] + sum(each.size for each in held)
        length = (
            self._sizes["together"]
            * 1.7
            / np.sqrt(max(dims, 1))
            * np.exp(0.5 * self._rng.standard_normal((members, 1)))
        )
        unknowns = points.unknowns + length * (others.unknowns[one] - others.unknowns[other])
        unknowns = unknowns + 1e-4 * self._rng.standard_normal(unknowns.shape)
        new_normals = self._normals(unknowns)
        moved = self._brought_along(points, unknowns, np.zeros(members), normals, new_normals)
        for k, days in enumerate(held):
            white, (_, spread) = self._others_white[k], new_normals[k]
            step = np.zeros_like(spread)
            step[:, days] = length * (white[one] - white[other])[:, days]
            moved.points.paths[:, k] += whitening.shifts(k, spread * step)
        return moved

    def _difference(self, others: Floats, members: int) -> Floats:
        """(members, ...) difference of two other members each."""
        one, other = self._rng.integers(len(others), size=(2, members))
        return np.asarray(others[one] - others[other])

    def _unknowns(self, kind: str, z: Floats, others: Floats) -> tuple[Floats, Floats]:
        """Some unknowns by themselves or along a difference, all along one, or some drawn anew from the prior."""
        members, count = z.shape
        group = self._groups[kind]
        chosen = np.zeros((members, count), dtype=bool)
        if kind == "engine along":
            chosen[:, group] = True
            length = self._sizes[kind] * 1.7 / np.sqrt(group.size)
            lengths = np.where(self._rng.random((members, 1)) < 0.1, 1.0, length)
            step = lengths * self._difference(others, members) + 1e-4 * self._rng.standard_normal(z.shape)
            return z + np.where(chosen, step, 0.0), self._log_normals(z, z)
        chosen[:, group] = self._rng.random((members, group.size)) < 1.2 / group.size
        chosen[np.arange(members), group[self._rng.integers(group.size, size=members)]] = True
        fresh = self._rng.standard_normal(z.shape)
        if kind == "engine anew":
            new = np.where(chosen, fresh, z)
            return new, self._log_normals(new, z)
        root = np.sqrt(chosen.sum(axis=1, keepdims=True))
        along = self._rng.random((members, 1)) < 0.5
        step = np.where(along, 1.7 * self._difference(others, members), 2.4 * others.std(axis=0) * fresh)
        return z + np.where(chosen, self._sizes[kind] * step / root, 0.0), self._log_normals(z, z)

    @staticmethod
    def _log_normals(new: Floats, z: Floats) -> Floats:
        """(M,) what cancels the prior of unknowns that were drawn from it."""
        return np.asarray(0.5 * (new**2 - z**2).sum(axis=1))

    def _brought_along(
        self, points: Points, unknowns: Floats, log_ratio: Floats, normals: Normals, new_normals: Normals
    ) -> _Proposal:
        """The new unknowns with each path where its old place, in standard deviations, lies among their paths."""
        paths, whitening = points.paths.copy(), self._whitening
        for k, ((mean, spread), (new_mean, new_spread)) in enumerate(zip(normals, new_normals, strict=True)):
            was = (whitening.coordinates(k, paths[:, k]) - mean) / spread
            paths[:, k] = whitening.paths(k, new_mean + new_spread * was)
            log_ratio = log_ratio + np.log(new_spread / spread).sum(axis=1)
        return _Proposal(Points(unknowns, paths, points.seeds), log_ratio, new_normals)

    def _cheap_steps(self, states: States) -> States:
        seeds = self._rng.integers(0, 2**64, size=len(states.prior), dtype=np.uint64)
        new, counts = self._surrogate.target.release_steps(states, self._others, _CHEAP_STEPS, self._cheap_sizes, seeds)
        for role, name in ((Role.RELEASE, "release, path held"), (Role.CLAIMS, "reporters")):
            if counts[role, 1]:
                share = counts[role, 0] / counts[role, 1]
                self.accepted.setdefault(name, []).append(share)
                if self.adapting:
                    self._cheap_sizes[role] = np.clip(
                        self._cheap_sizes[role] * np.exp(0.3 * (share - _WANTED)), 0.02, 2
                    )
        return new

    def _note(self, kind: str, accepted: float) -> None:
        """Larger steps if many are accepted, smaller if few."""
        self.accepted.setdefault(kind, []).append(accepted)
        if self.adapting and kind not in ("engine anew", "luck"):
            self._sizes[kind] = float(np.clip(self._sizes[kind] * np.exp(0.1 * (accepted - _WANTED)), 0.02, 3.0))
