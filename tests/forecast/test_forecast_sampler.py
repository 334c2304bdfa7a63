"""The sampler, where theory says what it must find."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from forecast_parts import LITTLE, model_of, valley
from scipy import stats
from scipy.special import ndtri

from waystation.forecast.fit import fit
from waystation.forecast.sampler import Effort, Points, Role, sample

THOROUGH = Effort(last_rounds=25, quick_steps=10)


@dataclass
class Line:
    """A normal prior, and data that are straight lines of it: its posterior is known.

    As in the real thing, one unknown moves the mean of the path (two days), one acts on the claims and one
    on the simulation. ``noise`` is the standard deviation of what the seed adds in the simulation; the
    stand-in knows nothing of it, and is ``astray`` on top.
    """

    slopes: np.ndarray
    data: np.ndarray
    spread: float
    noise: float = 0.0
    astray: float = 0.0
    roles: np.ndarray = field(default_factory=lambda: np.array([Role.RELEASE, Role.CLAIMS, Role.ENGINE]))
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(8))

    def coordinates(self, points):
        return np.concatenate([points.unknowns, points.paths.reshape(len(points.seeds), -1)], axis=1)

    def draw(self, members):
        drawn = self.rng.standard_normal((members, 5)) @ _PRIOR.T
        seeds = self.rng.integers(0, 2**64, members, dtype=np.uint64)
        return Points(drawn[:, :3], drawn[:, 3:].reshape(members, 1, 2), seeds)

    def simulate(self, points):
        added = self.noise * ndtri((points.seeds.astype(float) + 0.5) / 2**64 * (1 - 1e-12) + 5e-13)
        return self._without_claims(points)[:, None, :] + added[:, None, None]

    def _without_claims(self, points):
        return self.coordinates(points)[:, 2:] @ self.slopes[:, 2:].T

    def log_likelihood(self, points, pasts):
        reported = pasts[:, 0, :] + points.unknowns[:, [1]] @ self.slopes[:, [1]].T
        return -0.5 * (((reported - self.data) / self.spread) ** 2).sum(axis=1)

    def log_prior(self, points):
        normals = np.linalg.solve(_PRIOR, self.coordinates(points).T)
        return -0.5 * (normals**2).sum(axis=0)

    def stand_in(self, points, pasts, engine):
        return self.astray

    def stand_in_log_likelihood(self, points, quick):
        return self.log_likelihood(points, self._without_claims(points)[:, None, :] + quick)

    def quick_steps(self, points, quick, kinds, power, steps, sizes, seeds):
        present = [0, *sorted(set(kinds[kinds > 0].tolist()))]
        return self._steps(
            points, lambda new: self.stand_in_log_likelihood(new, quick), kinds, present, power, steps, sizes
        )

    def release_steps(self, points, pasts, power, steps, sizes, seeds):
        present = sorted({Role.RELEASE, Role.CLAIMS} & set(self.roles.tolist()))
        return self._steps(
            points, lambda new: self.log_likelihood(new, pasts), self.roles, present, power, steps, sizes
        )

    def _steps(self, points, likelihood, kinds, present, power, steps, sizes):
        taken = np.zeros((4, 2))
        for _ in range(steps):
            kind = self.rng.choice(present)
            unknowns, paths = points.unknowns.copy(), points.paths.copy()
            if kind == 0:
                paths += sizes[0] * self.rng.standard_normal(paths.shape)
            else:
                moves = kinds == kind
                unknowns[:, moves] += sizes[kind] * self.rng.standard_normal((len(unknowns), moves.sum()))
            new = replace(points, unknowns=unknowns, paths=paths)
            gain = power * (likelihood(new) - likelihood(points)) + self.log_prior(new) - self.log_prior(points)
            accept = np.log(self.rng.random(len(unknowns))) < gain
            taken[kind] += [accept.sum(), len(unknowns)]
            points = Points(
                np.where(accept[:, None], new.unknowns, points.unknowns),
                np.where(accept[:, None, None], new.paths, points.paths),
                points.seeds,
            )
        return points, taken

    def posterior(self):
        """Mean and covariance of the unknowns and the path."""
        # The noise of a simulation is common to all its data.
        error = self.spread**2 * np.eye(len(self.data)) + self.noise**2
        precision = np.linalg.inv(_PRIOR @ _PRIOR.T) + self.slopes.T @ np.linalg.solve(error, self.slopes)
        covariance = np.linalg.inv(precision)
        return covariance @ self.slopes.T @ np.linalg.solve(error, self.data), covariance


_PRIOR = np.eye(5)
_PRIOR[3:, 0] = 0.7
"""From standard normal numbers to unknowns and path: the first unknown is the path's mean, in part."""

SLOPES = np.array([[0.0, 0.5, -0.3, 0.8, 0.5], [0.0, 1.0, 0.7, -0.4, 0.6]])
TARGETS = {
    "plain": Line(SLOPES, np.array([1.5, -1.0]), 0.5),
    "narrow": Line(SLOPES, np.array([2.0, -1.0]), 0.15),
    "noisy simulation": Line(SLOPES, np.array([1.5, -1.0]), 0.5, noise=0.5),
    "stand-in astray": Line(SLOPES, np.array([1.5, -1.0]), 0.5, noise=0.3, astray=0.4),
}


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_members_have_the_mean_and_covariance_of_a_posterior_that_is_known(target):
    members = 1500
    fitted = sample(target, members, np.random.default_rng(1), THOROUGH)
    found = target.coordinates(fitted.points)
    mean, covariance = target.posterior()
    deviation = np.sqrt(np.diag(covariance))
    # Four standard errors, as of two thirds of the members: some began from the same point.
    error = 4 / np.sqrt(members / 1.5)
    np.testing.assert_allclose((found.mean(axis=0) - mean) / deviation, 0, atol=error)
    scale = np.outer(deviation, deviation)
    np.testing.assert_allclose((np.cov(found.T) - covariance) / scale, 0, atol=error * np.sqrt(2))


def test_what_is_handed_back_belongs_to_the_members():
    target = TARGETS["noisy simulation"]
    fitted = sample(target, 80, np.random.default_rng(1), LITTLE)
    np.testing.assert_array_equal(target.simulate(fitted.points), fitted.pasts)
    np.testing.assert_array_equal(target.log_likelihood(fitted.points, fitted.pasts), fitted.log_likelihood)
    assert all(0 <= rate <= 1 for rate in fitted.accepted.values())
    on_stand_in = {"path", "release", "claims", "engine"}
    assert set(fitted.accepted) == on_stand_in | {"seeds", "redrawn", "checked", "checked with engine"}


def test_the_power_grows_and_ends_at_one():
    powers = sample(TARGETS["narrow"], 200, np.random.default_rng(1), LITTLE).powers
    assert len(powers) > 2
    assert (np.diff(powers) > 0).all()
    assert powers[0] > 0
    assert powers[-1] == 1.0


def test_claims_that_say_nothing_are_let_in_at_once():
    target = Line(np.zeros((1, 5)), np.zeros(1), 1.0)
    assert sample(target, 100, np.random.default_rng(1), LITTLE).powers == [1.0]


@pytest.mark.parametrize("members", [1, 2, 3])
@pytest.mark.parametrize("pool", [1, 4])
def test_few_members_and_no_pool_to_speak_of_still_end(members, pool):
    effort = Effort(pool=pool, last_rounds=1, quick_steps=4)
    fitted = sample(TARGETS["narrow"], members, np.random.default_rng(1), effort)
    assert fitted.points.unknowns.shape == (members, 3)
    assert fitted.powers[-1] == 1.0


def test_an_unlikely_world_is_reached_without_standing_still():
    # No member of the prior comes near: all weight is on one.
    target = Line(SLOPES, np.array([40.0, -40.0]), 0.05)
    fitted = sample(target, 20, np.random.default_rng(1), Effort(last_rounds=1, quick_steps=4))
    assert fitted.powers[-1] == 1.0
    assert np.isfinite(fitted.log_likelihood).all()


def test_without_engine_unknowns_there_are_no_steps_of_theirs():
    target = replace(TARGETS["plain"], roles=np.array([Role.RELEASE, Role.CLAIMS, Role.RELEASE]))
    fitted = sample(target, 50, np.random.default_rng(1), LITTLE)
    assert "engine" not in fitted.accepted
    assert "checked with engine" not in fitted.accepted


def test_progress_is_told_and_ends_at_all():
    told = []
    sample(TARGETS["plain"], 50, np.random.default_rng(1), LITTLE, lambda words, share: told.append((words, share)))
    assert {words for words, _ in told} == {"Fitting the reports"}
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_without_claims_the_members_are_the_prior():
    members = 600
    model = model_of(valley())
    fitted, target = fit(model, [], members, effort=Effort(pool=1, rounds=1, last_rounds=3, quick_steps=10))
    assert fitted.powers == [1.0]
    assert (fitted.log_likelihood == 0).all()
    assert target.counts(fitted.points, fitted.pasts).shape == (members, 0)
    for column in fitted.points.unknowns.T:
        assert stats.kstest(column, "norm").pvalue > 0.001
    prior = model_of(valley(), seed=2).draw(members)
    for day in (0, 5, 13):
        left, wanted = fitted.points.paths[:, 0, day], prior.paths[:, 0, day]
        assert stats.ks_2samp(left, wanted).pvalue > 0.001
    moved = (fitted.points.unknowns != model.draw(members).unknowns).any(axis=1)
    assert moved.mean() > 0.9
