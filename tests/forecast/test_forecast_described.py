"""Which true count a claim describes: days, delays and running totals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from forecast_parts import a_claim, model_of, stated_by, valley

from waystation.forecast.scenario.fit import ClaimsTarget
from waystation.world.scenario_model import Reporter

DAILY = np.array([0.0, 10, 30, 60, 100, 150, 210, 280, 360, 450, 550, 660, 780])
"""A series at the start of the first day, and at the end of each of twelve days."""
STOCK = {"term": "camp_population", "place": "Lower Camp", "about_start": None}


def described(late, **changes):
    """The count a claim describes when figures are so many days old."""
    village = valley().settings.sources["village"].model_copy(update={"people": 1000.0})
    radio = Reporter(name="Radio", matches=["*"], delay_days=late)
    scenario = valley(reporters=[radio], sources={"village": village})
    model = model_of(scenario, date(2030, 1, 12))
    target = ClaimsTarget(model, stated_by(scenario, [a_claim(**{"published": "2030-01-30", **changes})]))
    points = model.draw(2)
    twice = np.stack([DAILY, 2 * DAILY])[:, None, :]
    [[count], [double]] = target.counts(points, twice)
    if changes.get("term") != "remaining":
        assert double == pytest.approx(2 * count)
    return count


def test_a_stock_is_that_of_the_end_of_its_day():
    for day, people in ((1, 10), (4, 100), (12, 780)):
        assert described(0.0, **STOCK, about_end=f"2030-01-{day:02}") == people


def test_who_remains_is_who_was_there_less_who_left():
    remaining = {**STOCK, "term": "remaining", "place": "Upper Valley", "about_end": "2030-01-06"}
    assert described(0.0, **remaining) == 1000 - 210
    assert described(1.0, **remaining) == 1000 - 150


def test_a_late_stock_is_that_of_a_day_before_or_between_two():
    stock = {**STOCK, "about_end": "2030-01-06"}
    assert described(1.0, **stock) == 150
    assert described(0.25, **stock) == pytest.approx(0.75 * 210 + 0.25 * 150)
    assert described(2.5, **stock) == pytest.approx((100 + 60) / 2)


def test_a_flow_covers_both_its_days():
    assert described(0.0, about_start="2030-01-10", about_end="2030-01-10") == 550 - 450
    assert described(0.0, about_start="2030-01-09", about_end="2030-01-11") == 660 - 360


def test_a_window_that_is_late_is_late_at_both_ends():
    window = {"about_start": "2030-01-10", "about_end": "2030-01-11"}
    assert described(1.0, **window) == 550 - 360
    assert described(0.5, **window) == pytest.approx((660 + 550) / 2 - (450 + 360) / 2)


@pytest.mark.parametrize("start", ["2030-01-01", "2030-01-03", "2030-01-05"])
def test_a_running_total_from_the_opening_keeps_its_start_when_it_is_late(start):
    began = DAILY[int(start[-2:]) - 1]
    assert described(1.5, about_start=start, about_end="2030-01-12") == pytest.approx((660 + 550) / 2 - began)


def test_a_short_count_in_the_opening_days_is_a_window_and_no_running_total():
    # A count of one day that kept its start would be of nobody once it is a day late.
    assert described(1.0, about_start="2030-01-04", about_end="2030-01-04") == 60 - 30
    assert described(1.0, about_start="2030-01-05", about_end="2030-01-08") == 280 - 60


def test_nothing_is_described_before_the_first_day_or_beyond_the_last():
    assert described(30.0, about_end="2030-01-05", **STOCK) == 0
    assert described(0.0, about_end="2030-01-29", **STOCK) == 780
    assert described(0.0, about_start="2030-01-20", about_end="2030-01-22") == 0


def test_a_count_is_never_below_zero():
    # So late that a running total ends before it begins.
    assert described(9.0, about_start="2030-01-05", about_end="2030-01-12") == 0


def test_a_reporter_sees_the_true_count_times_the_bias():
    scenario = valley(reporters=[Reporter(name="Radio", matches=["*"], bias="bias_radio", delay_days=0.5)])
    model = model_of(scenario)
    target = ClaimsTarget(model, stated_by(scenario, [a_claim()]))
    points = model.draw(5)
    pasts = np.broadcast_to(np.append(DAILY, [780.0, 780.0]), (5, 1, 15)).copy()
    biases = model.values(points.unknowns)["bias_radio"]
    seen = target.reported(points, pasts)[:, 0]
    np.testing.assert_allclose(seen, biases * target.counts(points, pasts)[:, 0])
    unbiased = replace(points, unknowns=np.zeros_like(points.unknowns))
    assert target.reported(unbiased, pasts)[0, 0] == pytest.approx((100 + 60) / 2 - (60 + 30) / 2)
