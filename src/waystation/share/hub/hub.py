"""A hub folder: configuration at schema version 6, model output, metadata and target data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from waystation import __version__
from waystation.claims import Claim
from waystation.claims.vocabulary import vocabulary
from waystation.errors import InputError, Problem
from waystation.files import staged_folder, write_bytes, write_text
from waystation.forecast.table import QUANTILES
from waystation.share.disclosure import banner
from waystation.share.hub.hub_table import DAYS_TO_END, hub_table, public_number
from waystation.share.hub.parquet import as_parquet

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["write_hub"]

_SCHEMAS = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v6.0.0"
_ABBREVIATION = re.compile(r"[A-Za-z0-9_]{1,16}")
_TASKS = ("origin_date", "target", "horizon", "location", "target_end_date")


def write_hub(
    forecast: Forecast, folder: Path | str, *, team: str = "waystation", model: str = "scenario", parquet: bool = False
) -> list[str]:
    """Write the forecast into a hub folder, made if need be; forecasts of other days and models in it stay.

    Parameters
    ----------
    forecast : table, claims and scenario are used
    folder : of the hub: ``hub-config/``, ``model-output/``, ``model-metadata/``, ``target-data/``
    team, model : abbreviations, 1 to 16 letters, digits or underscores each
    parquet : model output as Parquet (needs the extra ``waystation[hub]``) instead of CSV

    Returns
    -------
    names of the files written, within the folder

    Raises
    ------
    InputError
        If an abbreviation does not fit, there is a hub in the folder that is not of this kind, pyarrow is missing, or
        a file cannot be written.

    References
    ----------
    Hubverse schemas, version 6.0.0 (https://github.com/hubverse-org/schemas). The end date is a number of days.
    """
    for name, value in (("team", team), ("model", model)):
        if not _ABBREVIATION.fullmatch(value):
            fix = "Use 1 to 16 letters, digits or underscores."
            raise InputError(Problem(f'"{value}" is not an abbreviation of a {name}.', fix, column=name, value=value))
    table = hub_table(forecast)
    name = f"{team}-{model}"
    written = Path("model-output", name, f"{forecast.as_of}-{name}.{'parquet' if parquet else 'csv'}")
    output = as_parquet(table) if parquet else table.to_csv(index=False, lineterminator="\n").encode()
    with staged_folder(folder) as draft:
        files = {
            Path("hub-config/tasks.json"): _json(_tasks(table, _tasks_there(Path(folder)))),
            Path("hub-config/admin.json"): _json(_admin(forecast)),
            Path("hub-config/model-metadata-schema.json"): _json(_metadata_schema()),
            Path("model-metadata", f"{name}.yml"): _metadata(team, model, forecast),
            Path("target-data/time-series.csv"): _observed(forecast, Path(folder)),
        }
        for path, text in files.items():
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            write_text(draft / path, text)
        (draft / written).parent.mkdir(parents=True, exist_ok=True)
        write_bytes(draft / written, output)
    return [str(path) for path in (*files, written)]


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _tasks_there(folder: Path) -> Mapping[str, Any]:
    """Tasks by target of a hub that is there already, so that earlier forecasts stay valid."""
    file = folder / "hub-config" / "tasks.json"
    if not file.exists():
        return {}
    try:
        models = json.loads(file.read_text("utf-8"))["rounds"][0]["model_tasks"]
        tasks = {each["task_ids"]["target"]["optional"][0]: each["task_ids"] for each in models}
        if all(isinstance(target, str) and _are_values(ids) for target, ids in tasks.items()):
            return tasks
        error: Exception | None = None
    except (ValueError, LookupError, TypeError, RecursionError, OSError) as fault:
        error = fault
    message = "There is a hub in this folder whose tasks are not of this kind."
    raise InputError(Problem(message, "Choose another folder.", str(file))) from error


def _are_values(ids: Any) -> bool:
    """Whether tasks give for each column a list of words or whole numbers."""
    return isinstance(ids, dict) and all(
        isinstance(ids.get(column, {}), dict)
        and isinstance(ids.get(column, {}).get("optional", []), list)
        and all(isinstance(value, str | int) for value in ids.get(column, {}).get("optional", []))
        for column in _TASKS
    )


def _tasks(table: pd.DataFrame, before: Mapping[str, Any]) -> dict[str, Any]:
    """What may be forecast: every value of every column, by target."""
    models = []
    for target in dict.fromkeys([*before, *table["target"]]):
        rows = table[table["target"] == target]
        ids = {}
        for column in _TASKS:
            values = {*rows[column].tolist(), *before.get(target, {}).get(column, {}).get("optional", [])}
            ordered = sorted(values, key=lambda value: (isinstance(value, str), value))
            ids[column] = {"required": None, "optional": ordered}
        models.append(
            {
                "task_ids": ids,
                "output_type": {
                    "quantile": {
                        "output_type_id": {"required": list(QUANTILES)},
                        "is_required": True,
                        "value": {"type": "double", "minimum": 0},
                    }
                },
                "target_metadata": [
                    {
                        "target_id": target,
                        "target_name": target,
                        "target_units": "days" if target == DAYS_TO_END else "people",
                        "target_keys": {"target": target},
                        "description": _MEANING.get(target, target),
                        "target_type": "continuous",
                        "is_step_ahead": target != DAYS_TO_END,
                        **({"time_unit": "day"} if target != DAYS_TO_END else {}),
                    }
                ],
            }
        )
    return {
        "schema_version": f"{_SCHEMAS}/tasks-schema.json",
        "rounds": [
            {
                "round_id_from_variable": True,
                "round_id": "origin_date",
                "model_tasks": models,
                "submissions_due": {"relative_to": "origin_date", "start": -1, "end": 7},
            }
        ],
        "derived_task_ids": ["target_end_date"],
    }


_MEANING = {
    "population": "People there at the end of the day.",
    "arrivals": "People who came since the origin date, by the end of the day.",
    "further arrivals": "All who come after the origin date, to the end of the period.",
    DAYS_TO_END: "Days from the origin date until nearly all have come; the last day means then or later.",
}


def _admin(forecast: Forecast) -> dict[str, Any]:
    settings = forecast.scenario.settings
    return {
        "schema_version": f"{_SCHEMAS}/admin-schema.json",
        "name": settings.name,
        "maintainer": settings.owner or "not stated",
        "contact": {"name": settings.owner or "not stated", "email": "not@stated.invalid"},
        "repository": {"host": "github", "owner": "not-stated", "name": "not-stated"},
        "hub_models": [],
        "file_format": ["csv", "parquet"],
        "timezone": settings.time_zone,
        "model_output_dir": "model-output",
    }


def _metadata_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Model metadata",
        "type": "object",
        "properties": {
            "team_name": text, "team_abbr": {**text, "pattern": "^[a-zA-Z0-9_]+$", "maxLength": 16}, "model_name": text,
            "model_abbr": {**text, "pattern": "^[a-zA-Z0-9_]+$", "maxLength": 16}, "model_version": text,
            "methods": text, "license": text,
        },
        "required": ["team_abbr", "model_abbr"],
    }  # fmt: skip


def _metadata(team: str, model: str, forecast: Forecast) -> str:
    import yaml

    return yaml.safe_dump(
        {
            "team_name": team,
            "team_abbr": team,
            "model_name": f"Waystation, {model}",
            "model_abbr": model,
            "model_version": __version__,
            "methods": "Simulated futures fitted to published claims. Counts are rounded; 1 to 9 people are 10.",
            "sensitivity": banner(forecast.scenario.settings).text,
        },
        sort_keys=False,
        allow_unicode=True,
    )


def _observed(forecast: Forecast, folder: Path) -> str:
    """What was published of people at the places forecast, each with the day it came out."""
    places = set(forecast.table.loc[forecast.table["target"] == "population", "location"])
    rows = [
        (str(claim.until), "population", claim.place, public_number(_middle(claim)), str(claim.published))
        for claim in _counts([each.claim for each in forecast.evidence])
        if claim.place in places
    ]
    columns = ["target_end_date", "target", "location", "observation", "as_of"]
    table = pd.DataFrame(rows, columns=columns)
    earlier = folder / "target-data" / "time-series.csv"
    if earlier.exists():
        table = pd.concat([_observed_before(earlier, columns), table], ignore_index=True)
    # Of several counts of one day that came out together the last one read stays.
    table = table.drop_duplicates([*columns[:3], "as_of"], keep="last").sort_values([*columns[:3], "as_of"])
    return str(table.to_csv(index=False, lineterminator="\n"))


def _observed_before(file: Path, columns: Sequence[str]) -> pd.DataFrame:
    """What was observed, as an earlier forecast wrote it."""
    try:
        table = pd.read_csv(file, dtype=dict.fromkeys(columns, str) | {"observation": float}, keep_default_na=False)
        if list(table.columns) == list(columns):
            return table
        error: Exception | None = None
    except (ValueError, OSError) as fault:
        error = fault
    message = f"The table of observations cannot be read: its columns should be {', '.join(columns)}."
    raise InputError(Problem(message, "Restore it, or choose another folder.", str(file))) from error


def _counts(claims: Sequence[Claim]) -> list[Claim]:
    terms = vocabulary().terms
    units = vocabulary().units
    return [
        claim
        for claim in sorted(claims, key=lambda each: (each.published, each.id))
        if terms[claim.term].family == "population"
        and claim.unit in units
        and units[claim.unit].counts == "people"
        and not claim.total_id
        and not claim.vague
        and claim.quantity_low is not None
        and claim.quantity_high is not None
        and isinstance(claim.published, date)
    ]


def _middle(claim: Claim) -> float:
    assert claim.quantity_low is not None
    assert claim.quantity_high is not None
    return (claim.quantity_low + claim.quantity_high) / 2
