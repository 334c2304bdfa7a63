"""The record of a run: what was read, what was used and why, and how to get the same again."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from waystation.claims import used_and_unused
from waystation.errors import WaystationError
from waystation.files import write_text
from waystation.share.disclosure import banner, public_count
from waystation.share.reported_shown import counted_beside, outside_lines

if TYPE_CHECKING:
    from waystation.claims.reading import ReadReport
    from waystation.forecast import Evidence, Forecast

__all__ = ["refuse_later", "run_record", "write_run"]


def write_run(forecast: Forecast, path: Path | str) -> None:
    """Write the record of a run as JSON.

    Parameters
    ----------
    forecast : as from `waystation.forecast.forecast`
    path : usually ``run.json``; its folder must exist

    Raises
    ------
    InputError
        If the file cannot be written.
    WaystationError
        If the forecast holds a claim or event published after its as-of date: nothing is written then.
    """
    write_text(path, json.dumps(run_record(forecast), ensure_ascii=False, indent=1) + "\n")


def run_record(forecast: Forecast) -> dict[str, Any]:
    """The record of a run in plain types, the same for the same forecast.

    Raises
    ------
    WaystationError
        As `write_run`.
    """
    refuse_later(forecast)
    settings = forecast.scenario.settings
    shown = banner(settings)
    counted = used_and_unused(forecast.evidence)
    record = {
        "format": 1,
        "claims": {
            "summary": f"{counted.used} of {counted.known} claims used",
            "known": counted.known,
            "used": counted.used,
            "not_used": [
                {"code": each.code, "reason": each.label, "claims": len(each.claims)} for each in counted.groups
            ],
            "outside": outside_lines(forecast),
        },
        "scenario": settings.name,
        "synthetic": settings.synthetic,
        "sensitivity": {"level": shown.level.value, "sharing": shown.sharing, "owner": shown.owner},
        "status": "draft for coordination",
        "as_of": forecast.as_of,
        "horizon": settings.end,
        "settings": forecast.settings,
        "claims_used": [_evidence(each) for each in forecast.evidence if each.used],
        "claims_not_used": [_evidence(each) for each in forecast.evidence if not each.used],
        "events_known": [each.model_dump(mode="json") for each in forecast.events_known],
        "what_if": [each.model_dump(mode="json") for each in forecast.what_if],
        "unknowns": {str(name): _unknown(forecast, str(name)) for name in forecast.unknowns.index},
    }
    plain = _plain(record)
    assert isinstance(plain, dict)
    return plain


def refuse_later(forecast: Forecast, reports: Iterable[ReadReport] = ()) -> None:
    """Hold the as-of discipline at the last door.

    Raises
    ------
    WaystationError
        If the forecast holds a claim or event published after its as-of date, or a report was.
    """
    later = [each.report.name for each in reports if each.published > forecast.as_of]
    later += [each.claim.id for each in forecast.evidence if each.claim.published > forecast.as_of]
    later += [f"{each.kind} at {each.place}" for each in forecast.events_known if each.published > forecast.as_of]
    if later:
        raise WaystationError(
            f"Published after the as-of date {forecast.as_of}, yet in the forecast: {', '.join(later)}."
        )


def _evidence(evidence: Evidence) -> dict[str, Any]:
    claim = evidence.claim
    record: dict[str, Any] = {
        "id": claim.id,
        "published": claim.published,
        "source": claim.source,
        "about_start": claim.about_start,
        "about_end": claim.about_end,
        "place": claim.place,
        "figure": claim.figure,
        "term": claim.term,
        "why": evidence.why,
    }
    interval = counted_beside(evidence)
    if interval is not None:
        ends = {"q10": interval.low, "q50": interval.median, "q90": interval.high}
        beside = {name: public_count(end) for name, end in ends.items()}
        if claim.at_origin == "now":  # people left behind: never as one number
            del beside["q50"]
        record["forecast"] = beside
    return record


def _plain(value: object) -> object:
    """The same in types that JSON has; nothing for what is not a number."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(each) for each in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)


def _unknown(forecast: Forecast, name: str) -> dict[str, object]:
    """What is known of an unknown; of people inside a source only the range, never one number."""
    known = {str(key): value for key, value in forecast.unknowns.loc[name].items()}
    inside = {source.people for source in forecast.scenario.settings.sources.values()}
    return {key: value for key, value in known.items() if name not in inside or not key.endswith("median")}
