"""What `waystation simulate` was asked for: apart, so that a scenario is run without loading what Flee folders need."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from waystation.cli.where import plain

__all__ = ["FleeRun"]


@dataclass(frozen=True)
class FleeRun:
    """What to run, and which files to write of it."""

    folder: Path
    counts: Path | None
    settings: Path | None
    sets: list[str]
    rules: str
    kernel: str
    members: int
    seed: int
    sketch: bool
    as_flee: bool
    nc: bool

    def recipe(self) -> dict[str, object]:
        """The same as plain text and numbers, for `waystation.cli.merge`."""
        return plain(asdict(self))
