"""Exchange files: layout, as-of discipline, small counts, and the same bytes every time."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from share_fakes import FakeEvidence, FakeForecast, needed

from waystation.claims import Claim, read_claims
from waystation.errors import InputError, WaystationError
from waystation.share import (
    report_html,
    run_record,
    write_forecast,
    write_known_claims,
    write_members,
    write_needs,
    write_run,
)

COLUMNS = [
    "origin_date", "target", "horizon", "location", "target_end_date", "output_type", "output_type_id", "value",
]  # fmt: skip


def test_the_forecast_file_has_the_hubverse_columns_in_order(forecast: FakeForecast, tmp_path: Path) -> None:
    write_forecast(forecast, tmp_path / "forecast.csv")
    table = pd.read_csv(tmp_path / "forecast.csv")
    assert list(table.columns) == COLUMNS
    assert set(table["output_type_id"]) == {0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975}
    assert len(table) == len(forecast.table)
    assert set(table["origin_date"]) == {"2030-02-10"}


def test_every_value_is_a_number_counts_rounded_small_ones_hidden_and_end_dates_in_days(
    forecast: FakeForecast, tmp_path: Path
) -> None:
    table = forecast.table.copy()
    table["value"] = table["value"].astype(object)
    rows = table.index[table["target"] == "arrivals"][:4]
    table.loc[rows, "value"] = pd.Series([0.0, 3.0, 846.0, 52_317.0], index=rows, dtype=object)
    write_forecast(dataclasses.replace(forecast, table=table), tmp_path / "forecast.csv")
    written = pd.read_csv(tmp_path / "forecast.csv", dtype=str)
    assert list(written.loc[rows, "value"]) == ["0", "10", "850", "52300"]
    ends = written[written["target"] == "days to end date"]
    for value, end, last in zip(
        ends["value"], table[table["target"] == "end date"]["value"], ends["horizon"], strict=True
    ):
        days = int(last) if str(end).startswith("after") else (date.fromisoformat(str(end)) - forecast.as_of).days
        assert int(value) == max(days, 0)


def test_needs_of_a_few_people_are_hidden_with_the_people(forecast: FakeForecast, tmp_path: Path) -> None:
    table = needed(forecast)
    table.loc[0, ["people", "need", "extra"]] = [4, 60.0, 60.0]
    table.loc[1, ["people", "need", "extra"]] = [0, 0.0, 0.0]
    write_needs(table, tmp_path / "needs.csv")
    written = pd.read_csv(tmp_path / "needs.csv", dtype=str)
    assert list(written.loc[0, ["people", "need", "extra"]]) == ["<10", "for <10 people", "for <10 people"]
    assert float(written.loc[1, "need"]) == 0
    shown = pd.to_numeric(written["people"], errors="coerce").dropna()
    assert not shown.between(1, 9).any()
    assert written["date"].str.fullmatch(r"\d{4}-\d{2}-\d{2}").all()


def test_the_run_record_lists_every_known_claim_once_with_why(
    forecast: FakeForecast, claims: list[Claim], tmp_path: Path
) -> None:
    write_run(forecast, tmp_path / "run.json")
    record = json.loads((tmp_path / "run.json").read_text())
    ids = [each["id"] for each in record["claims_used"] + record["claims_not_used"]]
    assert sorted(ids) == sorted(each.id for each in claims if each.published <= forecast.as_of)
    assert all(each["why"] and each["source"] and each["published"] for each in record["claims_used"])
    assert record["settings"]["seed"] == 1
    assert record["sensitivity"] == {
        "level": "moderate", "sharing": "Restricted: share within the response only.", "owner": "Test desk",
    }  # fmt: skip


def test_nothing_published_after_the_as_of_date_is_in_any_file(
    forecast: FakeForecast, report: str, tmp_path: Path
) -> None:
    write_run(forecast, tmp_path / "run.json")
    write_known_claims(forecast, tmp_path / "claims.csv")
    texts = [report, (tmp_path / "run.json").read_text(), (tmp_path / "claims.csv").read_text()]
    for text in texts:
        assert "77,777" not in text
        assert "77777" not in text
        assert "Too late" not in text
        assert "2030-02-20" not in text


def test_a_later_claim_in_a_forecast_is_refused_and_nothing_is_written(
    forecast: FakeForecast, claims: list[Claim], tmp_path: Path
) -> None:
    later = FakeEvidence(claims[-1], True, "Leaked.", None, None, None)
    leaky = dataclasses.replace(forecast, evidence=[*forecast.evidence, later])
    with pytest.raises(WaystationError, match=f"after the as-of date 2030-02-10, yet in the forecast: {claims[-1].id}"):
        write_run(leaky, tmp_path / "run.json")
    with pytest.raises(WaystationError, match="after the as-of date"):
        report_html(leaky, needed(forecast), [])
    assert list(tmp_path.iterdir()) == []


def test_people_left_behind_have_no_single_number_in_the_run_record(forecast: FakeForecast, tmp_path: Path) -> None:
    write_run(forecast, tmp_path / "run.json")
    record = json.loads((tmp_path / "run.json").read_text())
    inside = [each for each in record["claims_used"] if each["term"] == "remaining"]
    assert [sorted(each["forecast"]) for each in inside] == [["q10", "q90"]]


def test_what_is_not_a_number_becomes_null_in_the_run_record(forecast: FakeForecast, tmp_path: Path) -> None:
    settings: dict[str, object] = {
        "acceptance": float("nan"), "rounds": np.int64(7), "spread": np.array([0.5, np.inf]), "day": date(2030, 1, 1),
    }  # fmt: skip
    write_run(dataclasses.replace(forecast, settings=settings), tmp_path / "run.json")
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["settings"] == {"acceptance": None, "rounds": 7, "spread": [0.5, None], "day": "2030-01-01"}


def test_members_open_again_as_they_were(forecast: FakeForecast, tmp_path: Path) -> None:
    write_members(forecast, tmp_path / "members.nc")
    with xr.open_dataset(tmp_path / "members.nc", engine="scipy") as again:
        again.load()
    as_was = again.rename(time="date").transpose("member", "date", ...)
    for name in forecast.members.data_vars:
        np.testing.assert_array_equal(as_was[name].values, forecast.members[name].values)
    assert all(each.dims[0] == "time" for each in again.data_vars.values() if "time" in each.dims)
    assert again.attrs["as_of"] == "2030-02-10"
    assert again.attrs["sensitivity"].startswith("Sensitivity: moderate.")


def test_claims_go_out_as_they_came_in(forecast: FakeForecast, tmp_path: Path) -> None:
    write_known_claims(forecast, tmp_path / "claims.csv")
    again = {each.id: each for each in read_claims(tmp_path / "claims.csv")}
    assert again == {each.claim.id: each.claim for each in forecast.evidence}


def test_the_same_forecast_gives_the_same_bytes(forecast: FakeForecast, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_forecast(forecast, tmp_path / folder / "forecast.csv")
        write_run(forecast, tmp_path / folder / "run.json")
        write_members(forecast, tmp_path / folder / "members.nc")
    for name in ("forecast.csv", "run.json", "members.nc"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_an_export_to_a_missing_folder_says_so(forecast: FakeForecast, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the folder does not exist"):
        write_members(forecast, tmp_path / "no" / "members.nc")


@pytest.mark.parametrize("middle", [None, float("nan")])
def test_a_claim_of_which_the_forecast_says_nothing_is_kept_without_figures(
    forecast: FakeForecast, middle: float | None
) -> None:
    silent = [dataclasses.replace(each, median=middle) for each in forecast.evidence]
    record = run_record(dataclasses.replace(forecast, evidence=silent))
    assert record["claims_used"]
    assert all("forecast" not in each for each in record["claims_used"])
