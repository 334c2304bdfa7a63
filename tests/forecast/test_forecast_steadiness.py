"""How steady a forecast says it is."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from waystation.forecast.scenario.points import Points
from waystation.forecast.scenario.sampler import Fit
from waystation.forecast.scenario.steadiness import Headline, Steadiness, steadiness_of

CHAINS, EACH = 40, 5


def a_fit(likelihood):
    members = 2 * CHAINS * EACH
    nothing = Points(np.zeros((members, 0)), np.zeros((members, 1, 1)), np.zeros(members, np.uint64))
    chain = np.tile(np.arange(CHAINS), 2 * EACH)
    return Fit(
        nothing, np.zeros((members, 0, 1)), likelihood, np.repeat([0, 1], CHAINS * EACH), chain, chain // 4,
        [[1.0], [1.0]], {}, np.zeros((2, 3)), 0.5, 1.0,
    )  # fmt: skip


def test_the_standard_error_of_members_that_share_nothing_is_that_of_theory():
    rng = np.random.default_rng(1)
    errors = []
    for seed in range(40):
        values = rng.standard_normal(2 * CHAINS * EACH)
        fit = a_fit(rng.standard_normal(2 * CHAINS * EACH))
        # Without the difference of the runs, which has one degree of freedom: both runs the same.
        values[CHAINS * EACH :] = values[: CHAINS * EACH][::-1]
        errors.append(steadiness_of(fit, [("A figure", "people", values)], seed).headlines[0].standard_error)
    theory = 1.2533 / np.sqrt(2 * CHAINS * EACH)
    assert np.mean(errors) == pytest.approx(theory, rel=0.2)


def test_members_that_hang_together_are_worth_their_chains():
    rng = np.random.default_rng(2)
    by_chain = rng.standard_normal((2, 1, CHAINS))
    values = np.broadcast_to(by_chain, (2, EACH, CHAINS)).ravel()
    found = steadiness_of(a_fit(values), [("A figure", "people", values)], 1)
    assert 25 < found.effective_members < 160
    assert found.headlines[0].standard_error > 1.2533 / np.sqrt(2 * CHAINS) * 0.6
    assert found.largest_ancestor == pytest.approx(1 / 20)


def test_runs_that_differ_are_not_steady_and_the_sentence_says_by_how_much():
    rng = np.random.default_rng(3)
    values = 100 * rng.standard_normal(2 * CHAINS * EACH)
    values[CHAINS * EACH :] += 150
    found = steadiness_of(a_fit(rng.standard_normal(values.size)), [("Longest wait", "hours", values)], 1)
    assert not found.steady
    assert found.members_wanted > found.members
    assert found.sentence().startswith("Not steady: Longest wait moves by about ")
    assert f"about {found.members_wanted:,} members (possible futures) are needed" in found.sentence()


@pytest.mark.parametrize(("hours", "said"), [(47, (47, "hours")), (48, (2, "days")), (408, (17, "days"))])
def test_long_waits_move_by_days(hours, said):
    worst = Headline("Longest wait", "hours", low=1, high=50, median=20, between_runs=hours, standard_error=6)
    found = Steadiness(80, (worst,), 40, 0.1, 0.9, 1, (-60, -61))
    assert found.worst()[1:] == said


def test_a_record_is_read_back_whole():
    rng = np.random.default_rng(4)
    values = rng.standard_normal(2 * CHAINS * EACH)
    found = steadiness_of(a_fit(values), [("A figure", "people", values)], 1)
    again = Steadiness.read(json.loads(json.dumps(found.record())))
    assert again.headlines[0].median == pytest.approx(found.headlines[0].median, rel=0.01)
    assert replace(again, headlines=()) == replace(found, headlines=())
    assert again.sentence() == found.sentence()


def test_four_times_the_members_halve_the_error():
    headline = Headline("A figure", "people", 0.0, -50.0, 50.0, 1.0, 20.0)
    assert not headline.steady
    assert headline.times_more == pytest.approx(4.0)
    assert replace(headline, standard_error=10.0).steady
