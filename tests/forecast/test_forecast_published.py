"""What will be published next: reporters' errors by hand, the two kinds of knowledge pooled, and no leak."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from forecast_parts import AS_OF, LITTLE, a_claim, valley, valley_claims

from waystation.forecast import forecast
from waystation.forecast.averaging import (
    AVERAGE,
    COUNTS,
    MODELS,
    SCENARIO,
    PublishedForecast,
    pool_forecasts,
    published_table,
)
from waystation.forecast.scenario.published import published_members
from waystation.world.scenario_model import Reporter, Reporting

CAMP = "Lower Camp"
MEMBERS = 8000


@pytest.fixture(scope="module")
def usual():
    """The forecast of the made-up valley as of 14 January."""
    return forecast(valley(), valley_claims(), as_of=AS_OF, members=60, seed=1, effort=LITTLE)


def with_people(found, people, **reporter):
    """The same forecast, but with so many people in camp on each day in thousands of members, and one reporter."""
    settings = {"reporters": [Reporter(name="Camp office", matches=["*"], **reporter)]}
    scenario = valley(reporting=Reporting(outlier_share=0.0), **settings)
    many = found.members.isel(member=np.zeros(MEMBERS, dtype=int)).copy(deep=True)
    many["population"].loc[{"place": CAMP}] = np.asarray(people)
    return replace(found, scenario=scenario, members=many, futures=SimpleNamespace(draws={}))


def published(found, day, term="camp_population"):
    rng = np.random.default_rng(5)
    return published_members(found, place=CAMP, term=term, days=[day], rng=rng)


def test_published_figures_lie_about_the_count_times_the_bias_as_the_wording_says(usual):
    # Of three counts of the camp two are exact (0.05) and one is "about" (0.15).
    told = published(with_people(usual, 5000, bias=1.2), date(2030, 1, 20))[0]
    logs = np.log(told + 10.0)
    variance = (2 * 0.05**2 + 0.15**2) / 3
    assert abs(logs.mean() - np.log(6010.0)) < 4 * np.sqrt(variance / MEMBERS)
    # The mixture's fourth moment gives the error of its variance.
    fourth = 3 * (2 * 0.05**4 + 0.15**4) / 3
    assert abs(logs.var() - variance) < 4 * np.sqrt((fourth - variance**2) / MEMBERS)


def test_a_late_reporter_publishes_the_count_of_days_before(usual):
    ramp = 100.0 * np.arange(usual.members.sizes["date"])
    told = published(with_people(usual, ramp, delay_days=2.5, spread=0.0), date(2030, 1, 21))[0]
    # The 21st is day 20 of the period, seen as it was half-way between days 17 and 18.
    assert np.median(told) == pytest.approx(1750.0, rel=4 * 0.15 * 1.25 / np.sqrt(MEMBERS) + 0.01)


def test_nobody_is_said_to_publish_what_nobody_counted(usual):
    assert published_members(usual, place="Elsewhere", term="arrived", days=[], rng=np.random.default_rng(1)) is None


def test_the_average_gives_both_kinds_half_the_weight_whatever_their_members():
    low, high = np.zeros((1, 10)), np.full((1, 4000), 100.0)
    pooled = PublishedForecast("A", "arrived", AS_OF, (AS_OF + timedelta(days=1),), {SCENARIO: low, COUNTS: high})
    assert pooled.quantiles(AVERAGE, (0.1, 0.45, 0.55, 0.9)).tolist() == [[0.0, 0.0, 100.0, 100.0]]
    assert pooled.quantiles(COUNTS, (0.1, 0.9)).tolist() == [[100.0, 100.0]]


def test_where_both_agree_the_average_is_either():
    draws = np.random.default_rng(2).normal(1000.0, 50.0, (2, 1, 20000))
    pooled = PublishedForecast("A", "arrived", AS_OF, (AS_OF,), {SCENARIO: draws[0], COUNTS: draws[1]})
    # Density of the normal at its 90 % point: 0.1755; two samples of 20,000 pooled.
    error = np.sqrt(0.1 * 0.9 / 40000) / 0.1755 * 50.0
    assert abs(pooled.quantiles(AVERAGE, (0.9,))[0, 0] - (1000.0 + 1.2816 * 50.0)) < 4 * error


def test_later_claims_change_neither_part(usual):
    later = a_claim(
        9000, published="2030-01-15", about_start=None, about_end="2030-01-14", place=CAMP, term="camp_population"
    )
    alone, told = pool_forecasts(usual, valley_claims()), pool_forecasts(usual, [*valley_claims(), later])
    assert [each.term for each in alone] == ["camp_population"]
    for model in MODELS:
        assert np.array_equal(alone[0].quantiles(model), told[0].quantiles(model))


def test_the_table_has_every_model_day_and_level_in_the_hubverse_layout(usual):
    found = pool_forecasts(usual, valley_claims(), days=[AS_OF + timedelta(days=n) for n in (1, 7)])
    table = published_table(found)
    assert list(table["model_id"].unique()) == list(MODELS)
    assert len(table) == len(MODELS) * 2 * 7
    assert set(table["target"]) == {"published population"}
    assert (table.groupby(["model_id", "target_end_date"])["value"].is_monotonic_increasing).all()


def test_a_total_counted_on_fewer_than_three_days_is_not_averaged(usual):
    few = [claim for claim in valley_claims() if claim.term != "camp_population" or claim.until.day > 10]
    assert pool_forecasts(usual, few) == []
