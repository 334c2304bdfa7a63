"""Official lists of places: names, P-codes, centres, populations (COD-AB, global list, COD-PS, GeoJSON)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from waystation.arrow import allow_arrow
from waystation.claims.take.words import folded
from waystation.errors import InputError, Problem
from waystation.network.public_tables import layout, read_records, whole_number
from waystation.world.textfile import shown

__all__ = ["KnownPlace", "read_known_places"]

_LEVELS = (4, 3, 2, 1)
_CODES = {f"pcode{level}": (f"ADM{level}_PCODE",) for level in _LEVELS}
_NAMES = {
    f"name{level}": tuple(f"ADM{level}_{end}" for end in ("NAME", "EN", "FR", "ES", "PT", "AR")) for level in _LEVELS
}
_LONG = layout(
    "COD-PS, long table",
    {
        "group": ("Population_group",), "gender": ("Gender",), "age": ("Age_range",), "people": ("Population",),
        "year": ("Reference_year",),
    },
    {**_CODES, **_NAMES},
)  # fmt: skip
_WIDE = layout(
    "COD-PS, one country",
    {"people": ("T_TL",), "pcode1": _CODES["pcode1"]},
    {key: names for key, names in (_CODES | _NAMES).items() if key != "pcode1"},
)
_GLOBAL = layout(
    "global list of P-codes",
    {"level": ("Admin Level",), "pcode": ("P-Code",), "name": ("Name",)},
    {"country": ("Location",), "parent": ("Parent P-Code",), "valid": ("Valid from date",)},
)


@dataclass(frozen=True)
class KnownPlace:
    """A place of an official list.

    Parameters
    ----------
    name, other_names : as the list writes it
    pcode : official code, empty if the list has none
    level : administrative level; 0 for a point that is not an area
    latitude, longitude : of its centre, or None
    people : population, or None
    parent : name of the area it lies in
    source : the list, with its version or year
    """

    name: str
    pcode: str = ""
    level: int = 0
    latitude: float | None = None
    longitude: float | None = None
    people: int | None = None
    parent: str = ""
    source: str = ""
    other_names: tuple[str, ...] = ()


def read_known_places(path: Path | str) -> list[KnownPlace]:
    """The places of an official list.

    COD-AB as GeoParquet (2026) or GeoJSON (older), the global list of P-codes, COD-PS, or points in GeoJSON.

    Parameters
    ----------
    path : the file; GeoParquet needs pyarrow (``waystation[hub]``)

    Raises
    ------
    InputError
        If it is none of these, or cannot be read.
    """
    path = Path(path)
    with path.open("rb") as file:
        begin = file.read(4)
    if begin == b"PAR1":
        return _boundaries(_parquet_rows(path), path.name)
    if path.suffix.lower() in {".geojson", ".json"}:
        features = _features(path)
        return _boundaries([_flat(each) for each in features], path.name)
    kind, rows = read_records(path, [_LONG, _WIDE, _GLOBAL], "places or populations")
    if kind == _GLOBAL.name:
        return [
            KnownPlace(
                row["name"],
                row["pcode"],
                whole_number(row["level"]) or 0,
                source=f"global list of P-codes, {row.get('valid', '')}".rstrip(", "),
            )
            for row in rows
        ]
    return _populations(list(rows), kind == _LONG.name)


def _parquet_rows(path: Path) -> list[dict[str, Any]]:
    allow_arrow()
    try:
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:
        fix = "Install it: pip install 'waystation[hub]'."
        raise InputError(Problem("GeoParquet needs pyarrow, which is not installed.", fix, path.name)) from error
    file = pq.ParquetFile(path)
    wanted = [name for name in file.schema_arrow.names if name not in {"geometry", "bbox"}]
    rows: list[dict[str, Any]] = file.read(columns=wanted).to_pylist()
    return rows


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
        features = content["features"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(Problem("It is not GeoJSON with features.", "Check the download.", path.name)) from error
    return [each for each in features if isinstance(each, dict)]


def _flat(feature: dict[str, Any]) -> dict[str, Any]:
    """Properties of a feature, with the centre of its points as ``center_lat`` and ``center_lon``."""
    found = {str(key).casefold(): value for key, value in (feature.get("properties") or {}).items()}
    points = list(_points((feature.get("geometry") or {}).get("coordinates")))
    if points and found.get("center_lat") is None:
        # The middle of the box around it: good enough to stand for an area, and said to be so.
        longitudes, latitudes = [each[0] for each in points], [each[1] for each in points]
        found["center_lon"] = (min(longitudes) + max(longitudes)) / 2
        found["center_lat"] = (min(latitudes) + max(latitudes)) / 2
    return found


def _points(coordinates: Any) -> Iterable[tuple[float, float]]:
    if isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], (int, float)):
        yield float(coordinates[0]), float(coordinates[1])
    elif isinstance(coordinates, list):
        for each in coordinates:
            yield from _points(each)


def _boundaries(rows: list[dict[str, Any]], file: str) -> list[KnownPlace]:
    """Areas of COD-AB in its layout of 2026 (adm2_name) or before (ADM2_EN), or plain points with a name."""
    found = []
    for raw in rows:
        row = {str(key).casefold(): value for key, value in raw.items()}
        level = next((each for each in _LEVELS if row.get(f"adm{each}_pcode")), 0)
        tongues = ("name", "en", "fr", "es", "ar", "pt", "ref")
        keys = [f"adm{level}_{tongue}" for tongue in tongues] if level else ["name"]
        names = [str(row[key]) for key in (*keys, *(f"adm{level}_name{each}" for each in (1, 2, 3))) if row.get(key)]
        if not names:
            continue
        above = f"adm{level - 1}_name"
        version = row.get("version_no") or row.get("valid_on") or row.get("validon") or row.get("date") or ""
        found.append(
            KnownPlace(
                names[0], str(row.get(f"adm{level}_pcode") or row.get("pcode") or ""), level,
                _degrees(row.get("center_lat")), _degrees(row.get("center_lon")), None,
                str(row.get(above) or row.get(f"adm{level - 1}_en") or ""), f"{shown(file)} {version}".strip(),
                tuple(dict.fromkeys(names[1:])),
            )
        )  # fmt: skip
    if not found:
        raise InputError(Problem("No feature has a name.", "Name places in the property name, or adm2_name.", file))
    return found


def _degrees(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _populations(rows: list[dict[str, str]], long: bool) -> list[KnownPlace]:
    """Totals by area; of a long table the rows of all ages and genders."""
    found: dict[tuple[int, str, str], KnownPlace] = {}
    for row in rows:
        if long and (
            row["group"].upper() != "T_TL" or row["gender"].casefold() != "all" or row["age"].casefold() != "all"
        ):
            continue
        level = next((each for each in _LEVELS if row.get(f"pcode{each}") or row.get(f"name{each}")), 0)
        people = whole_number(row["people"])
        if not level or people is None:
            continue
        year = row.get("year", "")
        place = KnownPlace(
            row.get(f"name{level}", "") or row.get(f"pcode{level}", ""), row.get(f"pcode{level}", ""), level,
            people=people, parent=row.get(f"name{level - 1}", ""), source=f"COD-PS {year}".strip(),
        )  # fmt: skip
        key = level, place.pcode or folded(place.name), folded(place.parent)
        before = found.get(key)
        # A later reference year holds.
        if before is None or place.source >= before.source:
            found[key] = replace(place)
    return list(found.values())
