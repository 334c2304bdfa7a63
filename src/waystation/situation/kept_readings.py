"""What was read from the reports of a scenario, kept beside its saved forecasts until a report or the program changes.

Reading six reports takes a second or two and the libraries for web pages and place names; what came of it is a few
pages of text. The file is plain JSON, checked as it is read. It holds what the reports hold: it is removed with them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from waystation.errors import InputError
from waystation.files import write_text
from waystation.scale import this_program
from waystation.situation.saved import FOLDER

if TYPE_CHECKING:
    from waystation.claims.reading import Reading, ReadReport
    from waystation.world.scenario_model import Place

__all__ = ["forget_readings", "keep_readings", "kept_readings", "key_of_readings"]

_FILE = "readings.json"


def key_of_readings(reports: Path, places: Iterable[Place]) -> str:
    """Hash of all that a reading depends on: every file, the places, this program and the libraries that it reads with.

    Parameters
    ----------
    reports : folder of the reports
    places : of the scenario

    Returns
    -------
    empty where a file cannot be read: then nothing is kept
    """
    digest = hashlib.sha256(" ".join([*this_program().values(), *_libraries()]).encode())
    digest.update(json.dumps([each.model_dump(mode="json") for each in places], sort_keys=True).encode())
    try:
        for file in sorted(each for each in reports.rglob("*") if each.is_file()):
            held = file.read_bytes()
            digest.update(f"\0{file.relative_to(reports).as_posix()}\0{len(held)}\0".encode() + held)
    except (OSError, UnicodeError):
        return ""
    return digest.hexdigest()


def kept_readings(home: Path, key: str) -> list[ReadReport] | None:
    """What was read before, if nothing that it depends on has changed; else None.

    Parameters
    ----------
    home : scenario folder
    key : as `key_of_readings`
    """
    try:
        told = json.loads((home / FOLDER / _FILE).read_text("utf-8"))
        if not key or told["key"] != key:
            return None
        found = _kind().validate_python(told["reports"])
    except (OSError, ValueError, KeyError, TypeError, ValidationError, RecursionError):
        return None  # there is none, or it is damaged: the reports are read again
    return [replace(each, readings=tuple(_unchangeable(reading) for reading in each.readings)) for each in found]


def keep_readings(home: Path, key: str, found: list[ReadReport]) -> None:
    """Keep what was read under its key; where that cannot be written, it is read again.

    Parameters
    ----------
    home : scenario folder
    key : as `key_of_readings`
    found : what was read
    """
    with suppress(OSError, InputError):
        told = to_jsonable_python({"key": key, "reports": found}, fallback=dict)
        write_text(home / FOLDER / _FILE, json.dumps(told, ensure_ascii=False))


def forget_readings(home: Path) -> None:
    """Remove what was kept: the reports are gone."""
    with suppress(OSError):
        (home / FOLDER / _FILE).unlink(missing_ok=True)


def _unchangeable(reading: Reading) -> Reading:
    """The reading with mappings that nobody can change, as the reader itself gives them."""
    return replace(
        reading,
        spans=MappingProxyType(dict(reading.spans)),
        sure=MappingProxyType(dict(reading.sure)),
        shares=MappingProxyType(dict(reading.shares)),
        ways=MappingProxyType(dict(reading.ways)),
    )


@cache
def _kind() -> TypeAdapter[list[ReadReport]]:
    from waystation.claims.reading import ReadReport

    return TypeAdapter(list[ReadReport])


@cache
def _libraries() -> list[str]:
    """Versions of what this program needs or may need: another one may take a page apart in another way."""
    found = []
    for each in sorted({re.split(r"[^\w.-]", needed)[0] for needed in requires("waystation") or ()}):
        with suppress(PackageNotFoundError):
            found.append(f"{each}={version(each)}")
    return found
