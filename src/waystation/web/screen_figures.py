"""What the screens show of an assessment, as plain data: saved beside it, so that a screen is a read of a file.

A file is JSON, checked when it is read: what does not fit is not used, and nothing of it is ever run.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from waystation.errors import InputError
from waystation.files import write_text
from waystation.share.rounding import Interval
from waystation.share.table_rows import Measured, NeedsTable, SiteToday, WaitRow

__all__ = [
    "Change", "ChangesSince", "Difference", "FirstOut", "NeedsScreen", "ScreenFigures", "UnusedClaims",
    "file_of", "latest_files", "read_figures", "write_figures",
]  # fmt: skip

FORMAT = 4
LANGUAGE_END = ".{language}.json"


@dataclass(frozen=True)
class UnusedClaims:
    """How many claims are not used for a reason: its code and words, as in `waystation.claims.Unused`."""

    count: int
    code: str
    why: str


@dataclass(frozen=True)
class Change:
    """A headline figure then and now."""

    name: str
    before: Interval
    now: Interval


@dataclass(frozen=True)
class ChangesSince:
    """What changed since an earlier evening, and why."""

    since: date
    reason: str
    rows: tuple[Change, ...]


@dataclass(frozen=True)
class DayRow:
    """People at the main place on a day."""

    day: date
    people: Interval


@dataclass(frozen=True)
class FirstOut:
    """What runs out first in the middle case."""

    item: str
    place: str
    day: date


@dataclass(frozen=True)
class NeedsScreen:
    """Needs of each site; places and items that stock can be given for; what runs out first."""

    tables: tuple[NeedsTable, ...]
    places: tuple[str, ...]
    items: tuple[str, ...]
    first_out: FirstOut | None = None


@dataclass(frozen=True)
class Difference:
    """One effect of a what-if."""

    effect: str
    unit: str
    before: Interval
    after: Interval
    difference: Interval


@dataclass(frozen=True)
class ScreenFigures:
    """What the screens show of one assessment in one language.

    Parameters
    ----------
    format : of the file
    stem : name of the saved assessment, which tells its inputs
    annotations : as `View.annotations_hash` when it was worked out
    language : of its sentences
    day : the as-of date
    notes : what the user should know
    known, used, unused : claims known and used, and why others are not
    steady : whether figures hold still from run to run, in a sentence; empty if nobody looked
    changes : since an earlier evening
    sites : each site now and ahead
    action : what holds people up, in a sentence
    held_up : whether something does
    place, rows : the main place and the people there day by day
    waits, measures : waits at each stage, and what one more of each thing would do
    needs : without stock
    charts : by name: wide and narrow, as SVG
    """

    format: int
    stem: str
    annotations: str
    language: str
    day: date
    notes: tuple[str, ...]
    known: int
    used: int
    unused: tuple[UnusedClaims, ...]
    steady: str
    changes: ChangesSince | None
    sites: tuple[SiteToday, ...]
    action: str
    held_up: bool
    place: str
    rows: tuple[DayRow, ...]
    waits: tuple[WaitRow, ...]
    measures: tuple[Measured, ...]
    needs: NeedsScreen
    charts: dict[str, tuple[str, str]]


_CHECKED = TypeAdapter(ScreenFigures)


def file_of(saved: Path, language: str) -> Path:
    """The file beside a saved assessment that holds what screens show of it."""
    return saved.with_name(saved.stem + LANGUAGE_END.format(language=language))


def write_figures(saved: Path, figures: ScreenFigures) -> None:
    """Keep them, whole or not at all; a folder that cannot be written to keeps none."""
    try:
        write_text(file_of(saved, figures.language), _CHECKED.dump_json(figures).decode())
    except (OSError, InputError):
        return  # they are worked out again when they are asked for


def read_figures(file: Path) -> ScreenFigures | None:
    """What is kept in a file; None if there is none, or it does not fit."""
    try:
        found = _CHECKED.validate_json(file.read_bytes())
    except (OSError, ValidationError, ValueError):
        return None
    same = found.format == FORMAT and file.name == found.stem + LANGUAGE_END.format(language=found.language)
    return found if same else None


def latest_files(folder: Path, language: str) -> list[Path]:
    """Files of all inputs: the latest evening first, those in the language before others, the last written first."""
    found = []
    for file in folder.glob("*" + LANGUAGE_END.format(language="*")):
        with suppress(OSError):  # removed meanwhile
            found.append((file.name[:10], file.suffixes[:1] == [f".{language}"], file.stat().st_mtime_ns, file))
    return [each[-1] for each in sorted(found, reverse=True)]
