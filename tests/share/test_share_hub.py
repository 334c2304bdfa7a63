"""Other tools read what is written: hubdata, xarray, CDO, ncdump, ogr2ogr."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr
from share_fakes import FakeForecast, needed

from waystation.errors import InputError
from waystation.share import write_forecast, write_hub, write_members, write_places_geojson
from waystation.share.hub import hub_table


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _said(*command: object) -> str:
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.mark.parametrize("parquet", [False, True])
def test_hubdata_reads_every_row_of_a_hub(forecast: FakeForecast, tmp_path: Path, parquet: bool) -> None:
    hubdata = pytest.importorskip("hubdata", reason="hubdata is not installed")
    write_hub(forecast, tmp_path / "hub", parquet=parquet)
    found = hubdata.connect_hub(tmp_path / "hub").get_dataset().to_table().to_pandas()
    table = hub_table(forecast)
    assert len(found) == len(table)
    assert set(found["model_id"]) == {"waystation-scenario"}
    assert str(found["value"].dtype) == "float64"
    assert found["value"].tolist() == table["value"].astype(float).tolist()
    assert found["target"].tolist() == table["target"].tolist()


def test_a_second_evening_joins_the_hub_and_the_first_stays_valid(forecast: FakeForecast, tmp_path: Path) -> None:
    hubdata = pytest.importorskip("hubdata", reason="hubdata is not installed")
    write_hub(forecast, tmp_path)
    later = forecast.as_of + timedelta(days=1)
    table = forecast.table.assign(origin_date=later, horizon=forecast.table["horizon"] + 500)
    write_hub(dataclasses.replace(forecast, as_of=later, table=table), tmp_path)  # type: ignore[arg-type]
    found = hubdata.connect_hub(tmp_path).get_dataset().to_table().to_pandas()
    assert found["origin_date"].nunique() == 2
    tasks = json.loads((tmp_path / "hub-config" / "tasks.json").read_text())
    for each in tasks["rounds"][0]["model_tasks"]:
        assert each["task_ids"]["origin_date"]["optional"] == [str(forecast.as_of), str(later)]


def test_hubdata_reads_what_was_published_as_target_data(forecast: FakeForecast, tmp_path: Path) -> None:
    hubdata = pytest.importorskip("hubdata", reason="hubdata is not installed")
    from hubdata.create_target_data_schema import TargetType

    write_hub(forecast, tmp_path)
    found = hubdata.connect_target_data(tmp_path, TargetType.TIME_SERIES).get_dataset().to_table().to_pandas()
    assert len(found)
    assert found["observation"].min() >= 10
    assert set(found["target"]) == {"population"}


def test_an_abbreviation_that_no_hub_takes_is_refused(forecast: FakeForecast, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not an abbreviation of a model"):
        write_hub(forecast, tmp_path, model="my-model")
    assert list(tmp_path.iterdir()) == []


def test_every_value_of_the_forecast_file_is_a_number(forecast: FakeForecast, tmp_path: Path) -> None:
    write_forecast(forecast, tmp_path / "forecast.csv")
    assert pd.read_csv(tmp_path / "forecast.csv")["value"].dtype.kind == "i"
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    write_forecast(forecast, tmp_path / "forecast.parquet")
    again = pd.read_parquet(tmp_path / "forecast.parquet")
    assert again["value"].tolist() == hub_table(forecast)["value"].tolist()


def test_cdo_reads_every_variable_of_the_members(forecast: FakeForecast, tmp_path: Path) -> None:
    cdo = _tool("cdo")
    write_members(forecast, tmp_path / "members.nc")
    names = set(_said(cdo, "-s", "showname", tmp_path / "members.nc").split())
    assert set(forecast.members.data_vars) - {"end_date"} <= names
    days = _said(cdo, "-s", "ntime", tmp_path / "members.nc").split()
    assert days == [str(forecast.members.sizes["date"])]
    [mean] = _said(cdo, "-s", "outputf,%.6f", "-timmean", "-fldmean", "-selname,died", tmp_path / "members.nc").split()
    assert float(mean) == pytest.approx(float(forecast.members["died"].mean()), rel=1e-5)


def test_ncdump_shows_units_and_long_names(forecast: FakeForecast, tmp_path: Path) -> None:
    ncdump = _tool("ncdump")
    write_members(forecast, tmp_path / "members.nc")
    header = _said(ncdump, "-h", tmp_path / "members.nc")
    with xr.open_dataset(tmp_path / "members.nc", engine="scipy") as data:
        for name in data.variables:
            assert f"{name}:long_name" in header or f"{name}:standard_name" in header, name
    assert 'Conventions = "CF-1.11"' in header
    assert 'time:units = "days since' in header


def test_places_go_out_as_geojson_with_quantiles_and_needs(forecast: FakeForecast, tmp_path: Path) -> None:
    write_places_geojson(forecast, needed(forecast), tmp_path / "places.geojson")
    read = json.loads((tmp_path / "places.geojson").read_text(encoding="utf-8"))
    camp = next(each for each in read["features"] if each["properties"]["name"] == "Shore Camp")
    longitude, latitude = camp["geometry"]["coordinates"]
    place = next(each for each in forecast.scenario.places if each.name == "Shore Camp")
    assert (longitude, latitude) == (place.longitude, place.latitude)
    told = camp["properties"]
    assert told["population_day_7_low"] <= told["population_day_7_median"] <= told["population_day_7_high"]
    assert told["need_water_unit"] == "litres per day"
    assert told["need_water_low"] <= told["need_water_high"]
    ogr = _tool("ogr2ogr")
    shown = _said(ogr, "-f", "CSV", "/vsistdout/", tmp_path / "places.geojson")
    assert len(shown.splitlines()) == 1 + len(forecast.scenario.places)
