"""The likelihood of claims, against scipy's distributions and against its own draws."""

from __future__ import annotations

import numpy as np
import pytest
from forecast_parts import a_claim, stated_by, valley
from scipy import integrate, stats
from scipy.special import log_ndtr, logsumexp

from waystation.forecast.scenario.arrays import claim_arrays
from waystation.forecast.scenario.density_kernel import _log_normal_tail, claims_log_likelihood
from waystation.forecast.scenario.likelihood import draw_figures
from waystation.world.scenario_model import Reporting

NONE = np.zeros(1)
EVERY = np.empty(0, np.int64)
FORMS = {
    "exact": a_claim(500, qualifier="exact"),
    "about": a_claim(500, qualifier="about"),
    "a range": a_claim(300, 800, qualifier="range"),
    "a vague range": a_claim(300, 800, qualifier="vague"),
    "at least": a_claim(500, None, qualifier="at least"),
    "up to": a_claim(None, 500, qualifier="up to"),
}
REPORTINGS = {
    "usual": Reporting(),
    "no outliers": Reporting(outlier_share=0.0),
    "another": Reporting(bound_slack=0.05, outlier_share=0.3, outlier_spread=2.0, floor_people=3.0, about_spread=0.4),
}


def log_likelihood(daily, arrays, bias, delay):
    """Compiled log density of all claims."""
    return claims_log_likelihood(daily, arrays, bias, delay, np.empty(arrays.row.size), EVERY)


def log_density(claim, reporting, counts, *, figures=None, bias=1.0):
    """Compiled log density of a claim for each count of people who left that day, or of each figure for one."""
    stated = stated_by(valley(reporting=reporting), [claim])
    arrays = claim_arrays(stated, reporting)
    claimed = stated.claimed if figures is None else np.asarray(figures)
    counts, claimed = np.broadcast_arrays(np.atleast_1d(counts), np.atleast_1d(claimed))
    found = []
    for count, figure in zip(counts, claimed, strict=True):
        daily = np.zeros((1, 20))
        daily[0, 4:] = count  # all leave on the fourth day
        found.append(log_likelihood(daily, arrays._replace(claimed=np.array([figure])), np.array([bias]), NONE))
    return np.array(found)


def by_scipy(claim, reporting, counts, figures, bias=1.0):
    """The same from scipy's distributions alone."""
    stated = stated_by(valley(reporting=reporting), [claim])
    centre = np.log(bias * np.asarray(counts) + reporting.floor_people)
    spread, side = stated.spread[0], stated.side[0]
    off = np.asarray(figures) - centre
    if side == 0:
        plain = stats.norm.logpdf(off, scale=spread)
    else:
        slack = reporting.bound_slack
        plain = stats.exponnorm.logpdf(-side * off, slack / spread, loc=0, scale=spread)
    if reporting.outlier_share == 0:
        return plain
    outlier = stats.norm.logpdf(off, scale=np.hypot(spread, reporting.outlier_spread))
    share = reporting.outlier_share
    return logsumexp([plain, outlier], axis=0, b=np.array([[1 - share], [share]]))


@pytest.mark.parametrize("reporting", REPORTINGS.values(), ids=REPORTINGS)
@pytest.mark.parametrize("claim", FORMS.values(), ids=FORMS)
def test_the_density_is_that_of_scipy(claim, reporting):
    rng = np.random.default_rng(1)
    counts = np.concatenate([[0.0, 1.0], rng.lognormal(6, 0.7, size=60)])
    figures = np.log(counts + 10) + rng.normal(0, 0.5, size=counts.size)
    for bias in (1.0, 0.6):
        ours = log_density(claim, reporting, counts, figures=figures, bias=bias)
        np.testing.assert_allclose(ours, by_scipy(claim, reporting, counts, figures, bias), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("reporting", REPORTINGS.values(), ids=REPORTINGS)
@pytest.mark.parametrize("claim", FORMS.values(), ids=FORMS)
def test_the_density_integrates_to_one_over_the_figure(claim, reporting):
    figures = np.linspace(np.log(510) - 16, np.log(510) + 16, 32_001)
    density = np.exp(log_density(claim, reporting, 500.0, figures=figures))
    assert integrate.simpson(density, x=figures) == pytest.approx(1, abs=1e-6)


def test_claims_add_up_and_each_has_its_own_reporter():
    scenario = valley()
    claims = [a_claim(source="Camp office"), a_claim(700, None, qualifier="at least", source="Valley Radio")]
    both = claim_arrays(stated_by(scenario, claims), scenario.settings.reporting)
    daily = np.zeros((1, 20))
    daily[0, 4:] = 600.0
    together = log_likelihood(daily, both, np.array([1.0, 1.4]), np.zeros(2))
    usual = scenario.settings.reporting
    apart = log_density(claims[0], usual, 600.0) + log_density(claims[1], usual, 600.0, bias=1.4)
    assert together == pytest.approx(apart[0], rel=1e-12)


def test_two_sided_claims_cost_the_same_on_both_sides():
    plain = REPORTINGS["no outliers"]
    far = 510 * np.array([1 / 1.5, 1, 1.5]) - 10  # the floor of ten people is part of the scale
    below, at, above = log_density(a_claim(500), plain, far)
    assert below == pytest.approx(above)
    assert at - above == pytest.approx(0.5 * (np.log(1.5) / 0.15) ** 2)


def test_a_truth_far_above_at_least_costs_little_and_far_below_much():
    claim, plain = FORMS["at least"], REPORTINGS["no outliers"]
    best = log_density(claim, plain, np.linspace(300, 1500, 400)).max()
    below, above = best - log_density(claim, plain, np.array([245.0, 1010.0]))  # half and twice
    assert above < 3
    assert below > 4 * above


def test_up_to_is_at_least_in_the_mirror():
    plain = REPORTINGS["usual"]
    factors = np.array([0.3, 0.5, 0.8, 1.0, 1.3, 2.0, 4.0])
    up_to = log_density(FORMS["up to"], plain, 510 * factors - 10)
    at_least = log_density(FORMS["at least"], plain, 510 / factors - 10)
    np.testing.assert_allclose(up_to, at_least, rtol=1e-10)


def test_an_outlier_cannot_cost_more_than_outliers_do():
    usual = REPORTINGS["usual"]
    wide = np.hypot(0.15, 1.0)
    off = np.log(510 / 50_010)
    [found] = log_density(a_claim(500), usual, 50_000.0)
    assert found == pytest.approx(np.log(0.1) + stats.norm.logpdf(off, scale=wide))


def test_zero_reported_of_nobody_is_likely_and_of_many_is_not():
    nobody, many = log_density(a_claim(0), REPORTINGS["usual"], np.array([0.0, 500.0]))
    assert nobody > many + 4


def test_a_range_is_its_middle_with_its_width_in_the_spread():
    stated = stated_by(valley(), [FORMS["a range"]])
    low, high = np.log(310), np.log(810)
    assert stated.claimed[0] == pytest.approx((low + high) / 2)
    # Its ends are 5 and 95 %, on top of the usual spread of about.
    assert stated.spread[0] == pytest.approx(np.hypot(0.15, (high - low) / 2 / stats.norm.ppf(0.95)))


@pytest.mark.parametrize("claim", FORMS.values(), ids=FORMS)
def test_figures_drawn_follow_the_density(claim):
    reporting = REPORTINGS["usual"]
    draws = 4000
    stated = stated_by(valley(reporting=reporting), [claim])
    many = type(stated)(
        series=stated.series,
        reporters=stated.reporters,
        **{
            name: np.repeat(getattr(stated, name), draws)
            for name in ("row", "reporter", "first", "last", "opening", "claimed", "spread", "side")
        },
    )
    figures = draw_figures(many, np.full(draws, 700.0), reporting, np.random.default_rng(3))
    grid = np.linspace(np.log(710) - 8, np.log(710) + 8, 8001)
    density = np.exp(log_density(claim, reporting, 700.0, figures=grid))
    reached = integrate.cumulative_simpson(density, x=grid, initial=0)
    seen = np.log(figures + reporting.floor_people)
    assert stats.kstest(seen, lambda at: np.interp(at, grid, reached)).pvalue > 0.001


def test_the_tail_of_the_normal_distribution_is_that_of_scipy():
    x = np.concatenate([np.linspace(-40, 8, 2001), [-30.0, np.nextafter(-30.0, 0)]])
    np.testing.assert_allclose([_log_normal_tail(each) for each in x], log_ndtr(x), rtol=1e-12, atol=2e-16)


def test_compiled_and_uncompiled_agree():
    rng = np.random.default_rng(5)
    scenario = valley()
    claims = [each.model_copy(update={"id": name}) for name, each in FORMS.items()]
    # Told of different days, so that none is a copy of another.
    claims = [a_claim(each.quantity_low, each.quantity_high, qualifier=each.qualifier, source=f"Radio {i}",
                      about_start=f"2030-01-0{i + 1}", about_end=f"2030-01-0{i + 1}", published="2030-01-09")
              for i, each in enumerate(claims)]  # fmt: skip
    stated = stated_by(scenario, claims)
    assert len(stated.row) == len(FORMS)
    arrays = claim_arrays(stated, scenario.settings.reporting)
    daily = np.cumsum(rng.lognormal(6, 1, size=(1, 20)), axis=1)
    bias, delay = np.full(len(stated.reporters), 0.9), np.full(len(stated.reporters), 0.4)
    plain = claims_log_likelihood.py_func(daily, arrays, bias, delay, np.empty(arrays.row.size), EVERY)
    assert log_likelihood(daily, arrays, bias, delay) == pytest.approx(plain, rel=1e-12)
    for x in (-35.0, -12.0, 1.0):
        assert _log_normal_tail.py_func(x) == pytest.approx(_log_normal_tail(x), rel=1e-14)


def test_claims_of_who_remains_alone_are_looked_at_anew():
    arrays = claim_arrays(stated_by(valley(), [a_claim(500)]), Reporting())
    twice = arrays._replace(**{
        name: np.repeat(each, 2) for name, each in arrays._asdict().items() if isinstance(each, np.ndarray)
    } | {"row": np.array([0, 1])})  # fmt: skip
    daily = np.linspace(0.0, 900.0, 40).reshape(2, 20)
    terms = np.empty(2)
    claims_log_likelihood(daily, twice, np.ones(1), NONE, terms, EVERY)
    new = daily.copy()
    new[1] *= 1.3  # who remains; who left has not changed
    again = claims_log_likelihood(new, twice, np.ones(1), NONE, terms, np.array([0, 1]))
    assert again == pytest.approx(log_likelihood(new, twice, np.ones(1), NONE), rel=1e-12)
    assert abs(again - log_likelihood(daily, twice, np.ones(1), NONE)) > 0.01
