"""Simulation-based calibration: the inference finds back what it was given."""

from __future__ import annotations

import numpy as np
import pytest
from forecast_parts import AS_OF, LITTLE, valley, valley_claims

from waystation.forecast import Calibration, calibrate
from waystation.forecast.scenario.calibration import _with_figure
from waystation.forecast.scenario.evidence import observations
from waystation.forecast.scenario.likelihood import statements


def made_up(ranks, members=99):
    return Calibration(["people"], np.asarray(ranks)[:, None], members)


def test_even_ranks_are_as_uniform_as_can_be():
    assert made_up(np.tile(np.arange(100), 3)).p_value("people") == 1.0


def test_ranks_drawn_uniformly_give_p_values_that_are_uniform():
    rng = np.random.default_rng(1)
    found = np.array([made_up(rng.integers(0, 100, 200)).p_value("people") for _ in range(1000)])
    for share in (0.05, 0.2, 0.5):
        assert (found < share).mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 1000) + 0.01)


@pytest.mark.parametrize(
    "ranks",
    [
        np.zeros(200, int),  # members always above the truth
        np.full(200, 99),  # always below
        np.repeat([0, 3, 96, 99], 50),  # too narrow
        np.arange(200) % 20 + 40,  # too wide
    ],
)
def test_skewed_ranks_are_found_out(ranks):
    assert made_up(ranks).p_value("people") < 1e-6


def test_each_unknown_has_its_own_ranks():
    ranks = np.stack([np.arange(100), np.zeros(100, int)], axis=1)
    both = Calibration(["even", "low"], ranks, 99)
    assert both.p_value("even") == 1.0
    assert both.p_value("low") < 1e-6


def test_a_rank_is_among_the_members_and_the_run_can_be_repeated():
    told = []

    def run(**settings):
        settings = {"as_of": AS_OF, "replicates": 8, "members": 20, "seed": 3, "effort": LITTLE, **settings}
        return calibrate(valley(), valley_claims(), **settings)

    found = run(progress=lambda words, share: told.append((words, share)))
    assert found.names == list(valley().settings.unknowns)
    assert found.members == 20
    assert found.ranks.shape == (8, 4)
    assert found.ranks.min() >= 0
    assert found.ranks.max() <= 20
    assert len(np.unique(found.ranks)) > 5
    assert told == [("Calibrating", (i + 1) / 8) for i in range(8)]
    np.testing.assert_array_equal(run(replicates=3).ranks, found.ranks[:3])


def test_evenings_are_carried_on_and_know_no_later_claim():
    settings = {"replicates": 3, "members": 60, "seed": 3, "effort": LITTLE}
    found = calibrate(valley(), valley_claims(), as_of=AS_OF, evenings=2, **settings)
    assert found.ranks.shape == (3, 4)
    assert 0 <= found.full_fits <= 6
    alone = calibrate(valley(), valley_claims(), as_of=AS_OF, **settings)
    assert alone.full_fits == 0
    assert not np.array_equal(found.ranks, alone.ranks)


def test_a_drawn_figure_takes_the_place_of_what_a_claim_said():
    reporting = valley().settings.reporting
    seen = observations(valley(), valley_claims())[0]
    figures = np.linspace(40.0, 900.0, len(seen))
    old = statements(seen, reporting)
    new = statements(
        [_with_figure(each, x, reporting.floor_people) for each, x in zip(seen, figures, strict=True)], reporting
    )
    np.testing.assert_allclose(new.claimed, np.log(figures + reporting.floor_people), rtol=1e-12)
    np.testing.assert_allclose(new.spread, old.spread, rtol=1e-9)


@pytest.mark.slow
def test_the_hidden_number_is_found_back_as_often_as_it_should_be():
    found = calibrate(valley(), valley_claims(), as_of=AS_OF, replicates=200, members=99, seed=1)
    ranks = found.ranks[:, found.names.index("people_inside")]
    assert found.p_value("people_inside") > 0.01, np.histogram(ranks, bins=10, range=(0, 100))[0]
