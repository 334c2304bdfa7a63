"""Deaths on the way: spaced along the people who pass, and binomial all the same."""

from __future__ import annotations

import numpy as np
import pytest
from engine_worlds import chain, outcome_of
from scipy import stats

from waystation.engine.reception.travel import _died_on_the_way, _next_death


def deaths(groups, chance, seed):
    """Deaths in each group of people that passes, one after another."""
    rng, key = np.zeros(1, np.uint64), np.uint64(7)
    until, so_far = np.zeros(1), np.zeros(1, np.int64)
    until[0] = _next_death(rng, np.uint64(seed), key, 0)
    return [_died_on_the_way(until, so_far, 0, n, chance, rng, np.uint64(seed), key) for n in groups]


@pytest.mark.parametrize(("people", "chance"), [(40, 0.05), (7, 0.6), (2000, 0.001)])
def test_deaths_are_binomial_however_people_come(people, chance):
    runs = 4000
    groups = [people // 3, people - people // 3]
    found = np.array([deaths(groups, chance, seed) for seed in range(runs)])
    for of_group, size in zip(found.T, groups, strict=True):
        wanted = stats.binom(size, chance)
        assert abs(of_group.mean() - wanted.mean()) < 4 * wanted.std() / np.sqrt(runs)
        assert abs(of_group.var() / wanted.var() - 1) < 4 * np.sqrt((2 + wanted.stats("k")) / runs)
    assert abs(np.corrcoef(found.T)[0, 1]) < 4 / np.sqrt(runs)


def test_all_die_or_nobody():
    assert deaths([5, 3], 1.0, 1) == [5, 3]
    assert deaths([0, 0], 0.5, 1) == [0, 0]


def test_the_same_people_in_other_groups_have_the_same_deaths():
    for seed in range(50):
        assert sum(deaths([700, 300], 0.01, seed)) == sum(deaths([10] * 100, 0.01, seed))


def test_a_line_that_dies_out_in_the_hour_it_forms_leaves_no_debt():
    # Half come at noon and die at once, where everyone does; half come at one o'clock and wait through the night.
    world = chain(
        sources={"town": {"leave_hours": [10, 12]}},
        stages={"gate": {"open_hours": [0, 1], "deaths_per_10000_per_day": 10_000}},
    )
    outcome, layout, _ = outcome_of(world, planned=np.array([[[600]]]))
    gate = list(layout.nodes).index("gate")
    assert outcome.died[0, 0] == 300
    assert outcome.peak[0, 0, gate] == outcome.night[0, 0, gate] == 300
