"""Places on a map of another program: GeoJSON points with forecast quantiles and needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from waystation.files import write_text
from waystation.share.disclosure import SMALL, banner, hidden, public_count
from waystation.share.exports.forecast_files import public_needs

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["write_places_geojson"]

_SHOWN = {0.1: "low", 0.5: "median", 0.9: "high"}
_TARGETS = ("population", "arrivals", "further arrivals")


def write_places_geojson(forecast: Forecast, needs: pd.DataFrame, path: Path | str) -> None:
    """Write the places of a scenario as GeoJSON (RFC 7946), those with a forecast with their quantiles and needs.

    Places only, no routes: nothing tells where people walk. Every number is a median with its 80 % range. Counts are
    rounded, and those of 1 to 9 people are "<10". A place without coordinates is a feature without a geometry.

    Parameters
    ----------
    forecast : table, scenario
    needs : table as from `waystation.plan.needs`; the needs of its first day at the median, and of the 80 % range
    path : file, usually ``places.geojson``; its folder must exist

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    settings = forecast.scenario.settings
    features = []
    for place in forecast.scenario.places:
        known = place.latitude is not None and place.longitude is not None
        geometry = {"type": "Point", "coordinates": [place.longitude, place.latitude]} if known else None
        properties: dict[str, Any] = {"name": place.name, "role": place.role, "source_note": place.source_note}
        if place.capacity is not None:
            properties["capacity"] = place.capacity
        properties |= _forecast_of(forecast.table, place.name)
        properties |= _needs_of(needs, place.name)
        features.append({"type": "Feature", "id": place.name, "geometry": geometry, "properties": properties})
    collection = {
        "type": "FeatureCollection",
        "name": f"{settings.name}, as of {forecast.as_of}",
        "sensitivity": banner(settings).text,
        "meaning": "Forecasts with 80 % ranges, draft for coordination. No route is shown or called safe.",
        "features": features,
    }
    write_text(path, json.dumps(collection, ensure_ascii=False, indent=1) + "\n")


def _forecast_of(table: pd.DataFrame, place: str) -> dict[str, Any]:
    """Quantiles by target for the days 7, 14 and 30 ahead and the last one, as far as they are forecast."""
    found: dict[str, Any] = {}
    for target in _TARGETS:
        rows = table[(table["location"] == place) & (table["target"] == target)]
        if rows.empty:
            continue
        last = int(rows["horizon"].max())
        for day in dict.fromkeys([*(each for each in (7, 14, 30) if each < last), last]):
            here = rows[rows["horizon"] == day]
            for quantile, word in _SHOWN.items():
                values = here.loc[(here["output_type_id"] - quantile).abs() < 1e-9, "value"]
                if len(values):
                    found[f"{target.replace(' ', '_')}_day_{day}_{word}"] = _number(float(values.iloc[0]))
    return found


def _number(people: float) -> int | str:
    """A count as a number where it is one, so that a map can scale by it."""
    shown = public_count(people)
    return shown if shown == SMALL else int(shown)


def _needs_of(needs: pd.DataFrame, place: str) -> dict[str, Any]:
    rows = needs[needs["place"] == place]
    if rows.empty:
        return {}
    rows = rows[rows["date"] == rows["date"].min()]
    default = rows[rows["default"].astype(bool)] if "default" in rows else rows
    found: dict[str, Any] = {"needs_date": str(pd.Timestamp(rows["date"].iloc[0]).date())}
    shown = public_needs(default)
    for (_, raw), (_, row) in zip(default.iterrows(), shown.iterrows(), strict=True):
        word = next((word for quantile, word in _SHOWN.items() if abs(float(raw["quantile"]) - quantile) < 1e-9), "")
        if word:
            key = f"need_{str(raw['item']).replace(' ', '_')}_{word}"
            found[key] = f"for {SMALL} people" if hidden(float(raw["people"])) else row["need"]
            found[f"need_{str(raw['item']).replace(' ', '_')}_unit"] = raw["unit"]
    return found
