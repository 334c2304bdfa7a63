"""The forecast as a table: the layout, and that its numbers are those of the members."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from forecast_parts import AS_OF, LITTLE, valley, valley_claims

from waystation.forecast import QUANTILES, forecast
from waystation.forecast.table import COLUMNS, quantile_table

END = date(2030, 1, 31)
PLACES = ["Lower Camp", "Market Town"]


@pytest.fixture(scope="module")
def found():
    """The forecast as of 14 January."""
    return forecast(valley(), valley_claims(), as_of=AS_OF, members=60, effort=LITTLE)


def days(first, last=END):
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def test_the_columns_are_those_of_the_hubverse(found):
    assert list(found.table.columns) == COLUMNS
    assert COLUMNS == [
        "origin_date", "target", "horizon", "location", "target_end_date", "output_type", "output_type_id", "value",
    ]  # fmt: skip
    assert set(found.table["origin_date"]) == {AS_OF}
    assert set(found.table["output_type"]) == {"quantile"}
    assert not found.table.duplicated(COLUMNS[:-1]).any()
    assert found.table.notna().all(axis=None)


def test_every_forecast_has_all_quantiles_and_they_do_not_cross(found):
    assert QUANTILES == (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
    for (target, *_), rows in found.table.groupby(["target", "location", "target_end_date"]):
        assert tuple(rows["output_type_id"]) == QUANTILES
        values = rows["value"].tolist()
        if target == "end date":
            values = [each.removeprefix("after ") for each in values]
        assert values == sorted(values)


def test_horizons_are_days_from_the_origin(found):
    ahead = [(end - AS_OF).days for end in found.table["target_end_date"]]
    assert found.table["horizon"].tolist() == ahead


def test_targets_cover_the_days_to_the_end_at_each_site(found):
    for place in PLACES:
        at = found.table[found.table["location"] == place]
        covered = {target: sorted(set(rows["target_end_date"])) for target, rows in at.groupby("target")}
        assert covered == {
            "population": days(AS_OF),
            "arrivals": days(AS_OF + timedelta(days=1)),
            "further arrivals": [END],
        }
    ends = found.table[found.table["target"] == "end date"]
    assert set(ends["location"]) == {"Upper Valley"}
    assert set(ends["target_end_date"]) == {END}


def test_numbers_are_quantiles_of_the_members_in_whole_people(found):
    table = found.table.set_index(["target", "location", "target_end_date", "output_type_id"])["value"]
    population = found.members["population"].sel(place="Lower Camp", date="2030-01-20")
    arrivals = found.members["arrivals"].sel(place="Lower Camp", date=slice("2030-01-15", "2030-01-20")).sum("date")
    further = found.members["arrivals"].sel(place="Lower Camp", date=slice("2030-01-15", None)).sum("date")
    for quantile in QUANTILES:
        for target, counts, day in (
            ("population", population, date(2030, 1, 20)),
            ("arrivals", arrivals, date(2030, 1, 20)),
            ("further arrivals", further, END),
        ):
            value = table[target, "Lower Camp", day, quantile]
            assert isinstance(value, int)
            assert value == pytest.approx(float(counts.quantile(quantile)), abs=0.51)


def test_arrivals_to_the_end_are_all_further_arrivals(found):
    at = found.table[(found.table["location"] == "Lower Camp") & (found.table["target_end_date"] == END)]
    arrivals, further = (at[at["target"] == each]["value"].tolist() for each in ("arrivals", "further arrivals"))
    assert arrivals == further


def ends_of(found, dates):
    """The end dates of the table, of members that end on these days."""
    members = found.members.isel(member=slice(0, len(dates))).copy()
    members["end_date"] = ("member", np.array(dates, dtype="datetime64[ns]"))
    table = quantile_table(valley(), members, AS_OF)
    return table[table["target"] == "end date"].set_index("output_type_id")["value"].to_dict()


def test_an_end_within_the_period_is_a_date(found):
    ends = ends_of(found, [f"2030-01-{day:02}" for day in range(16, 27)])
    assert ends[0.5] == "2030-01-21"
    assert ends[0.1] == "2030-01-17"
    assert ends[0.975] == "2030-01-26"


def test_an_end_beyond_the_period_is_after_its_last_day(found):
    ends = ends_of(found, ["2030-01-20", "2030-01-24", "2030-01-28", "NaT", "NaT"])
    assert ends[0.025] == "2030-01-24"
    assert ends[0.5] == "2030-01-28"
    assert {ends[0.75], ends[0.9], ends[0.975]} == {"after 2030-01-31"}
    assert set(ends_of(found, ["NaT", "NaT"]).values()) == {"after 2030-01-31"}


def test_the_day_before_the_last_leaves_one_day_to_forecast():
    late = forecast(valley(), valley_claims(), as_of=END - timedelta(days=1), members=50, effort=LITTLE).table
    assert set(late["horizon"]) == {0, 1}
    assert set(late[late["target"] == "arrivals"]["horizon"]) == {1}
