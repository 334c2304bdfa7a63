"""Assumptions are shown as ranges in plain units, and what reports barely taught is said."""

from __future__ import annotations

import dataclasses
import math

from share_fakes import FakeForecast

from waystation.share.report.assumed import assumptions, not_known


def changed(forecast: FakeForecast, name: str, **values: object) -> FakeForecast:
    unknowns = forecast.unknowns.copy()
    for column, value in values.items():
        unknowns.loc[name, column] = value
    return dataclasses.replace(forecast, unknowns=unknowns)


def test_an_unknown_is_named_by_what_the_scenario_uses_it_for(forecast: FakeForecast) -> None:
    assert [each.name for each in assumptions(forecast)] == [
        "People who come out of Old Town over the whole period",
        "Share of those in Old Town who leave in a day, phase \u201copen\u201d",
        "Lanes or desks: Gate",
        "Coast Radio: reported figure beside the truth",
    ]


def test_people_inside_are_a_range_without_a_middle(forecast: FakeForecast) -> None:
    inside = assumptions(changed(forecast, "inside", low=12_340.0, median=20_000.0, high=41_200.0))[0]
    assert inside.after == "12,000 to 42,000"
    assert "20,000" not in f"{inside.before} {inside.after} {inside.unit}"


def test_shares_are_shown_as_per_cent(forecast: FakeForecast) -> None:
    leaving = assumptions(changed(forecast, "leaving", low=0.00009, high=0.0511))[1]
    assert (leaving.unit, leaving.after) == ("per cent per day", "0.009 to 5.1 %")


def test_spreads_of_logarithms_are_shown_as_factors(forecast: FakeForecast) -> None:
    unit = "standard deviation of the logarithm"
    spread = changed(forecast, "lanes", unit=unit, low=math.log(1.5), high=math.log(4.0))
    shown = assumptions(spread)[2]
    assert shown.after == "1.5 to 4.0"
    assert "logarithm" not in shown.unit


def test_bars_lie_on_one_scale_and_within_it(forecast: FakeForecast) -> None:
    for each in assumptions(forecast):
        assert min(*each.bar.before, *each.bar.after) >= 0
        assert max(*each.bar.before, *each.bar.after) <= 100
        assert each.bar.after[0] <= each.bar.after[1]


def test_what_reports_barely_taught_is_said(forecast: FakeForecast) -> None:
    same = forecast.unknowns.loc["lanes"]
    lines = not_known(changed(forecast, "lanes", low=same["prior_low"], high=same["prior_high"]))
    assert any(line.startswith("Reports taught little about") and "Lanes or desks: Gate" in line for line in lines)


def test_places_without_coordinates_are_named(forecast: FakeForecast) -> None:
    assert "Where these places are: Nowhere. No coordinates are given." in not_known(forecast)


def test_a_made_up_situation_says_so_first(forecast: FakeForecast) -> None:
    assert not_known(forecast)[0] == "Everything: this situation is made up."
