"""The sampler: what it must find where the answer is known, and what it hands back."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from forecast_parts import LITTLE, a_claim, lively_valley, model_of, stated_by, valley, valley_claims
from scipy import stats

from waystation.errors import InputError
from waystation.forecast.scenario.effort import RUNS, Effort, effort_of_minutes
from waystation.forecast.scenario.fit import ClaimsTarget
from waystation.forecast.scenario.sampler import sample

FEW_CLAIMS = [
    a_claim(500),
    a_claim(2600, about_start="2030-01-01", about_end="2030-01-07", published="2030-01-08"),
    a_claim(700, None, term="arrived", place="Lower Camp", about_start="2030-01-01", about_end="2030-01-06",
            published="2030-01-07", qualifier="more than"),
]  # fmt: skip


def target_of(scenario, claims, seed=1):
    return ClaimsTarget(model_of(scenario, seed=seed), stated_by(scenario, claims))


@cache
def fitted(seed=1, members=60, workers=1, lively=False):
    scenario = lively_valley() if lively else valley()
    target = target_of(scenario, valley_claims(), seed)
    return target, sample(target, members, seed, LITTLE, workers=workers)


def test_members_have_the_posterior_that_weighing_the_prior_gives():
    """Two ways to one answer: chains on a surrogate and checks by the engine; many draws weighed by the engine."""
    scenario = lively_valley()
    target = target_of(scenario, FEW_CLAIMS, seed=4)
    draws = 12_000
    prior = target.draw(draws)
    weights = np.exp(target.log_likelihood(prior, target.simulate(prior)))
    weights /= weights.sum()
    effective = 1 / (weights**2).sum()
    assert effective > 300
    found = sample(target, 400, 9, Effort(chains=30, tempered=15, settling=12, rounds=40, moves=12), workers=1)

    def columns(points):
        leaving = np.exp(points.paths[:, 0])
        days = [leaving.sum(axis=1), leaving[:, 3], leaving[:, 9]]
        return np.column_stack([points.unknowns, *(np.log(day) for day in days)])

    wanted, seen = columns(prior), columns(found.points)
    mean = weights @ wanted
    deviation = np.sqrt(weights @ (wanted - mean) ** 2)
    # Chains are worth a fifth of their members at least; four standard errors of both.
    error = 4 * np.sqrt(1 / effective + 1 / (400 / 5))
    np.testing.assert_allclose((seen.mean(axis=0) - mean) / deviation, 0, atol=error)
    np.testing.assert_allclose(seen.std(axis=0) / deviation, 1, atol=error / np.sqrt(2) + 0.05)


def test_without_claims_the_members_are_the_prior():
    members = 400
    target = target_of(valley(), [])
    found = sample(
        target, members, 1, Effort(chains=100, pool=1, settling=2, rounds=4, moves=10, tempered=5), workers=1
    )
    assert found.tempering_shares == [[1.0]] * RUNS
    assert (found.log_likelihood == 0).all()
    assert target.counts(found.points, found.series).shape == (members, 0)
    for column in found.points.unknowns.T:
        # Members kept of one chain hang together: as of the chains alone.
        assert stats.kstest(column[:: members // 200], "norm").pvalue > 0.001
    prior = model_of(valley(), seed=2).draw(members)
    for day in (0, 5, 13):
        left, wanted = found.points.paths[::2, 0, day], prior.paths[:, 0, day]
        assert stats.ks_2samp(left, wanted).pvalue > 0.001


def test_what_is_handed_back_belongs_to_the_members():
    target, found = fitted()
    again = target.evaluate(found.points)
    np.testing.assert_array_equal(again.series, found.series)
    np.testing.assert_array_equal(again.likelihood, found.log_likelihood)
    assert np.isfinite(again.prior).all()
    assert all(0 <= rate <= 1 for rate in found.accepted.values())
    assert {"together", "held days", "by the engine", "release, path held"} <= set(found.accepted)
    assert found.run.tolist() == [0] * 30 + [1] * 30
    assert found.chain.max() < LITTLE.chains
    assert 0 < found.weight_share <= 1


def test_claims_are_let_in_slowly_and_in_full():
    for shares in fitted()[1].tempering_shares:
        assert len(shares) >= 2
        assert (np.diff(shares) > 0).all()
        assert shares[0] > 0
        assert shares[-1] == 1.0


def test_runs_share_nothing():
    target, found = fitted()
    # With more chains in the draw, the second run's points would be others; the first half is one run, whatever
    # the second does: another seed changes both, the same seed changes none.
    one, other = found.points.unknowns[found.run == 0], found.points.unknowns[found.run == 1]
    assert not np.intersect1d(one, other).size
    np.testing.assert_array_equal(sample(target, 60, 1, LITTLE, workers=1).points.paths, found.points.paths)


def test_the_result_does_not_depend_on_the_number_of_workers():
    for name in ("unknowns", "paths", "seeds"):
        one, two = (getattr(fitted(workers=workers, lively=True)[1].points, name) for workers in (1, 2))
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("members", [2, 3])
@pytest.mark.parametrize("pool", [1, 4])
def test_few_members_and_no_pool_to_speak_of_still_end(members, pool):
    target = target_of(valley(), valley_claims())
    effort = Effort(chains=3, pool=pool, tempered=2, settling=2, rounds=4, moves=2, checked=2)
    found = sample(target, members, 1, effort, workers=1)
    assert found.points.unknowns.shape == (members, 4)
    assert found.tempering_shares[0][-1] == 1.0


def test_an_unlikely_world_is_reached_without_standing_still():
    # No member of the prior comes near: all weight is on one.
    claims = [replaced for day in (3, 4, 5) for replaced in [a_claim(1_900_000, about_start=f"2030-01-0{day}",
              about_end=f"2030-01-0{day}", published="2030-01-09", qualifier="exact")]]  # fmt: skip
    target = target_of(valley(), claims)
    found = sample(target, 20, 1, replace(LITTLE, tempered=2), workers=1)
    assert found.tempering_shares[0][-1] == 1.0
    assert np.isfinite(found.log_likelihood).all()


def test_more_effort_is_more_rounds():
    assert Effort(settling=10, rounds=20).times(2.5) == Effort(settling=25, rounds=50)
    assert Effort(settling=10, rounds=20).times(0.01) == Effort(settling=2, rounds=4)


def test_minutes_stand_for_an_effort_that_takes_about_so_long():
    model = model_of(valley())
    usual = Effort().minutes(model)
    assert effort_of_minutes(usual, model) == Effort()
    longer = effort_of_minutes(3 * usual, model)
    assert longer.minutes(model) == pytest.approx(3 * usual, rel=0.03)
    assert longer.chains == Effort().chains
    with pytest.raises(InputError, match="An effort of 0 minutes is not possible"):
        effort_of_minutes(0.0, model)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stop_in_one_run_stops_the_other(workers):
    told = []

    def tell(words, share):
        told.append(share)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sample(target_of(valley(), FEW_CLAIMS), 50, 1, LITTLE.times(1000), workers=workers, progress=tell)
    assert len(told) <= workers


def test_progress_is_told_and_ends_at_all():
    told = []
    target = target_of(valley(), valley_claims())
    sample(target, 50, 1, LITTLE, workers=1, progress=lambda words, share: told.append((words, share)))
    assert {words for words, _ in told} == {"Fitting the reports"}
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_ten_times_the_rounds_are_what_ten_times_their_minutes_give():
    model, longer = model_of(valley()), Effort().times(10)
    assert effort_of_minutes(longer.minutes(model), model) == longer
