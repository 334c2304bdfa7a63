"""What a site can hold, in the box at the top of the report and on its chart."""

from __future__ import annotations

import dataclasses

import pytest
from share_fakes import FakeForecast

from waystation.share import charts
from waystation.share.report.report_answers import summary
from waystation.share.rounding import day_words


def _holding(forecast: FakeForecast, capacity: int) -> FakeForecast:
    settings = forecast.scenario.settings
    sites = settings.sites | {"camp": settings.sites["camp"].model_copy(update={"capacity": capacity})}
    scenario = forecast.scenario.model_copy(update={"settings": settings.model_copy(update={"sites": sites})})
    return dataclasses.replace(forecast, scenario=scenario)


@pytest.mark.parametrize("quantile", [0.3, 0.6])
def test_the_share_of_futures_over_what_a_site_holds_and_the_middle_first_day(
    forecast: FakeForecast, quantile: float
) -> None:
    people = forecast.members["population"].sel(place="Shore Camp").transpose("member", "date")
    ahead = people.to_pandas()
    ahead = ahead.loc[:, [day.date() > forecast.as_of for day in ahead.columns]]
    capacity = int(ahead.max(axis=1).quantile(quantile))
    firsts = sorted(row[row > capacity].index[0] for _, row in ahead.iterrows() if (row > capacity).any())
    [line] = [each for each in summary(_holding(forecast, capacity)) if each.question == "Shore Camp can hold"]
    assert line.figure == f"{capacity:,}"
    assert f"In {100 * len(firsts) / len(ahead):.0f}\u00a0% of cases" in line.sentence
    assert day_words(firsts[(len(firsts) - 1) // 2].date()) in line.sentence


def test_the_chart_of_people_draws_it_and_no_line_where_nobody_says(forecast: FakeForecast) -> None:
    assert "It can hold 9,500" in charts.population_chart(_holding(forecast, 9500)).wide
    assert "It can hold" not in charts.population_chart(forecast).wide
    assert not [each for each in summary(forecast) if each.question.endswith("can hold")]
