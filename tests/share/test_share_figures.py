"""The report's figures agree with the possible futures they are taken from."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from share_fakes import AS_OF, FakeForecast

from waystation.share import figures
from waystation.share.report.report_answers import latest_reports, summary
from waystation.share.rounding import Interval


def test_the_report_is_about_the_place_where_the_general_stream_ends(forecast: FakeForecast) -> None:
    assert figures.main_place(forecast) == "Shore Camp"


def test_a_fan_holds_the_quantiles_of_the_futures(forecast: FakeForecast) -> None:
    fan = figures.population(forecast, "Shore Camp")
    people = forecast.members["population"].sel(place="Shore Camp").values
    assert fan.at(0.5)[70] == pytest.approx(np.median(people[:, 70]))
    assert fan.at(0.9)[70] == pytest.approx(np.quantile(people[:, 70], 0.9))
    assert (np.diff(fan.quantiles, axis=0) >= 0).all()


def test_arrivals_since_the_as_of_date_begin_at_zero_and_never_fall(forecast: FakeForecast) -> None:
    fan = figures.arrivals_since(forecast, "Shore Camp")
    assert fan.days[0] == AS_OF
    assert (fan.quantiles[:, 0] == 0).all()
    assert (np.diff(fan.quantiles, axis=1) >= 0).all()


def test_further_arrivals_are_those_of_the_forecast_table(forecast: FakeForecast) -> None:
    interval = figures.further_arrivals(forecast, "Shore Camp")
    rows = forecast.table[
        (forecast.table["target"] == "further arrivals") & (forecast.table["location"] == "Shore Camp")
    ]
    values = dict(zip(rows["output_type_id"], rows["value"], strict=True))
    assert (interval.low, interval.median, interval.high) == (values[0.1], values[0.5], values[0.9])


def test_without_a_row_in_the_table_a_figure_comes_from_the_futures(forecast: FakeForecast) -> None:
    bare = dataclasses.replace(forecast, table=forecast.table.iloc[:0])
    assert figures.further_arrivals(bare, "Shore Camp") == figures.further_arrivals(forecast, "Shore Camp")
    day = AS_OF + timedelta(days=7)
    assert figures.people_at(bare, "Shore Camp", day) == figures.people_at(forecast, "Shore Camp", day)


def test_futures_without_an_end_count_as_the_latest(forecast: FakeForecast) -> None:
    days = pd.to_datetime(["2030-02-20"] * 3 + ["2030-03-01"] * 4 + [None] * 3).to_numpy()
    members = forecast.members.isel(member=slice(0, 10)).assign(end_date=("member", days))
    end = figures.end_date(dataclasses.replace(forecast, members=members, table=forecast.table.iloc[:0]))
    assert (end.low, end.median, end.high) == (date(2030, 2, 20), date(2030, 3, 1), None)


def test_the_end_is_the_one_of_the_forecast_table(forecast: FakeForecast) -> None:
    table = forecast.table.copy()
    ends = table["target"] == "end date"
    table.loc[ends, "value"] = ["2030-02-12"] * 3 + ["2030-02-20", "2030-03-01"] + ["after 2030-03-31"] * 2
    end = figures.end_date(dataclasses.replace(forecast, table=table))
    assert (end.low, end.median, end.high) == (date(2030, 2, 12), date(2030, 2, 20), None)


def test_the_longest_wait_is_the_worst_day_of_the_worst_stage(forecast: FakeForecast) -> None:
    found = figures.longest_wait(forecast, days=30)
    assert found is not None
    stage, interval = found
    hours = forecast.members["wait_hours"].sel(stage=stage).values[:, 41:71]
    worst = np.nanmax(np.where(np.isnan(hours), 0, hours), axis=1)
    assert stage == "desk"
    assert interval == Interval.hours(*(float(each) for each in np.quantile(worst, [0.5, 0.1, 0.9])))


def test_no_wait_is_given_where_nobody_is_served(forecast: FakeForecast) -> None:
    idle = forecast.members.assign(wait_hours=forecast.members["wait_hours"] * np.nan)
    assert figures.longest_wait(dataclasses.replace(forecast, members=idle)) is None


def test_a_wait_served_in_few_futures_is_left_out(forecast: FakeForecast) -> None:
    hours = forecast.members["wait_hours"].copy()
    hours[:, 60] = np.nan
    hours[:5, 60] = 3.0
    fan = figures.wait_hours(dataclasses.replace(forecast, members=forecast.members.assign(wait_hours=hours)), "desk")
    assert np.isnan(fan.quantiles[:, 60]).all()


def test_the_latest_reports_name_the_lowest_and_the_highest_source(forecast: FakeForecast) -> None:
    assert latest_reports(forecast, "Shore Camp") == (
        "Reports for the last 7 days run from 15,000 to 16,000 (harbour office, 8 February) "
        "to up to 30,000 (harbour office, 6 February)."
    )


def test_where_nobody_counted_lately_the_summary_says_so(forecast: FakeForecast) -> None:
    assert latest_reports(forecast, "Clinic") == "No count for the last 7 days was published."


def test_the_summary_answers_in_the_order_a_camp_manager_asks(forecast: FakeForecast) -> None:
    lines = summary(forecast)
    assert [each.question for each in lines] == [
        "At Shore Camp now", "On 17 February", "On 12 March", "Still to come", "When it may end", "Longest wait",
    ]  # fmt: skip
    assert all(each.interval.startswith("80 %: ") for each in lines)


def test_on_the_last_day_the_summary_still_holds(forecast: FakeForecast) -> None:
    last = dataclasses.replace(forecast, as_of=date(2030, 3, 31), table=forecast.table.iloc[:0])
    lines = {each.question: each for each in summary(last)}
    assert not any(question.startswith("On ") for question in lines)
    assert lines["Still to come"].figure == "0"
