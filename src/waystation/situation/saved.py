"""Assessments kept beside their scenario, under the hash of all that went into them.

A file holds what chance and the claims decided: the futures, not their results, which the engine gives again in under a
second. It is a plain ``.npz`` of numbers with one record of text: nothing in it is ever run. What does not fit (another
version, another hash, a file that is no such thing) is not read.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from waystation.claims import Claim
from waystation.claims.claim import content_of
from waystation.errors import InputError
from waystation.files import write_bytes
from waystation.scale import this_program
from waystation.world import Event, Scenario

if TYPE_CHECKING:
    from waystation.forecast import Forecast, Posterior

__all__ = ["FOLDER", "AssessmentFile", "Inputs", "tidy"]

FOLDER = ".waystation"
"""Folder beside ``scenario.toml`` that holds saved assessments; it can be deleted at any time."""

FORMAT = 3
_SAME_EFFORT = 0.05
"""Rounds are whole, so what was asked for is met to about so much."""
_KEPT = 12
"""Older assessments than the last so many of a folder are removed."""


@dataclass(frozen=True)
class Inputs:
    """All that a fit depends on."""

    scenario: Scenario
    claims: tuple[Claim, ...]
    day: date
    members: int
    seed: int
    what_if: tuple[Event, ...] = ()

    @cached_property
    def key(self) -> str:
        """Hash of the inputs and of the program that works on them."""
        told = {
            "format": FORMAT,
            "program": _program(),
            "scenario": self.scenario.model_dump(mode="json"),
            "claims": [{"id": claim.id, **content_of(claim)} for claim in self.claims],
            "as_of": self.day.isoformat(),
            "members": self.members,
            "seed": self.seed,
            "what_if": [event.model_dump(mode="json") for event in self.what_if],
        }
        text = json.dumps(told, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _program() -> str:
    """The program that a fit depends on, the code itself included: two builds may bear one number."""
    return " ".join(this_program().values())


@dataclass
class AssessmentFile:
    """Where the assessment of some inputs is kept."""

    scenario_folder: Path
    inputs: Inputs
    notes: list[str] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """The file."""
        return self.scenario_folder / FOLDER / f"{self.inputs.day}-{self.inputs.key[:16]}.npz"

    def load(self, workers: int | None = None, effort: float | None = None) -> Forecast | None:
        """The forecast saved here; None if there is none, one of another version, or of less effort (minutes)."""
        if not self.path.is_file():
            return None
        try:
            with np.load(io.BytesIO(self.path.read_bytes()), allow_pickle=False) as file:
                record = json.loads(str(file["record"]))
                if record["format"] != FORMAT or record["key"] != self.inputs.key:
                    raise ValueError("of another version")
                if effort is not None and record["settings"]["effort_minutes"] < (1 - _SAME_EFFORT) * effort:
                    return None
                arrays = {name: file[name] for name in file.files if name != "record"}
            found = _forecast(self.inputs, record, arrays, workers)
            return replace(found, posterior=_posterior(arrays))
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            self.notes.append(f"The saved assessment {self.path.name} cannot be used ({error}): fitted anew.")
            return None

    def earlier(self) -> Posterior | None:
        """The members of the latest evening before this one, saved by this version with the same settings."""
        folder, day = self.path.parent, self.inputs.day.isoformat()
        for file in sorted(folder.glob("*.npz"), reverse=True) if folder.is_dir() else []:
            if file.name[: len(day)] >= day:
                continue
            try:
                with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as saved:
                    record = json.loads(str(saved["record"]))
                    same = (record["format"], record["program"], record["members"], record["seed"])
                    if same == (FORMAT, _program(), self.inputs.members, self.inputs.seed):
                        return _posterior({name: saved[name] for name in saved.files})
            except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
                continue  # it is not one of this version: the next older may be
        return None

    def save(self, found: Forecast) -> list[str]:
        """Keep a forecast, whole or not at all.

        Returns
        -------
        what the user should know: that it could not be saved; empty if it was
        """
        data = io.BytesIO()
        np.savez_compressed(data, allow_pickle=False, **_arrays(found), record=np.array(_record(self.inputs, found)))
        try:
            self.path.parent.mkdir(exist_ok=True)
            write_bytes(self.path, data.getvalue())
            tidy(self.path)
        except (OSError, InputError):
            return [f"{self.scenario_folder} cannot be written to: this assessment is not saved for later commands."]
        return []


def tidy(just_saved: Path) -> None:
    """Keep the last few saved forecasts of a folder, and what was written from them.

    Parameters
    ----------
    just_saved : always kept, though it is not the newest by its time where a clock was set back
    """
    others = (file for file in just_saved.parent.glob("*.npz") if file != just_saved)
    for file in sorted(others, key=lambda file: file.stat().st_mtime_ns, reverse=True)[_KEPT - 1 :]:
        for beside in file.parent.glob(f"{file.stem}.*"):
            beside.unlink(missing_ok=True)


def _arrays(found: Forecast) -> dict[str, npt.NDArray[Any]]:
    futures = found.futures
    assert futures is not None
    arrays: dict[str, npt.NDArray[Any]] = {"hazard": futures.hazard, "seeds": futures.seeds}
    if futures.planned is not None:
        arrays["planned"] = futures.planned
    if found.posterior is not None:
        arrays |= {f"posterior/{name}": values for name, values in found.posterior.arrays().items()}
    return arrays | {f"draws/{name}": values for name, values in futures.draws.items()}


def _record(inputs: Inputs, found: Forecast) -> str:
    return json.dumps(
        {
            "format": FORMAT,
            "key": inputs.key,
            "program": _program(),
            "members": inputs.members,
            "seed": inputs.seed,
            "evidence": [[each.claim.id, each.used, each.why, each.low, each.median, each.high, each.code,
                           each.outside]
                         for each in found.evidence],
            "unknowns": found.unknowns.reset_index().to_dict(orient="list"),
            "settings": found.settings,
        },
        default=_plain,
    )  # fmt: skip


def _posterior(arrays: dict[str, npt.NDArray[Any]]) -> Posterior:
    from waystation.forecast import Posterior

    mine = {name: values for name, values in arrays.items() if name.startswith("posterior/")}
    return Posterior.read({name.removeprefix("posterior/"): values for name, values in mine.items()})


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value)} cannot be saved")


def _forecast(
    inputs: Inputs, record: dict[str, Any], arrays: dict[str, npt.NDArray[Any]], workers: int | None
) -> Forecast:
    import pandas as pd

    from waystation.engine import Futures
    from waystation.forecast import Evidence, forecast_of

    claims = {claim.id: claim for claim in inputs.claims}
    futures = Futures(
        inputs.scenario,
        (*inputs.scenario.events, *inputs.what_if),
        {name.removeprefix("draws/"): values for name, values in arrays.items() if name.startswith("draws/")},
        arrays["hazard"],
        arrays["seeds"],
        arrays.get("planned"),
        workers,
    )
    evidence = [
        Evidence(claims[name], used, why, median, low, high, code, outside)
        for name, used, why, low, median, high, code, outside in record["evidence"]
    ]
    return forecast_of(
        futures,
        as_of=inputs.day,
        evidence=evidence,
        unknowns=pd.DataFrame(record["unknowns"]).set_index("name"),
        events_known=inputs.scenario.events,
        what_if=inputs.what_if,
        settings=record["settings"],
    )
