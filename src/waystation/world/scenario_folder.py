"""A folder as read, for the checks: typed parts, their rows, and what could not be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from waystation.errors import Problem, nearest
from waystation.world.csv_tables import Table
from waystation.world.scenario_model import Event, Leg, Place, Route, Settings
from waystation.world.scenario_toml import SettingsFile
from waystation.world.textfile import shown
from waystation.world.toml_rows import Loc

__all__ = ["Folder", "folded", "table_problem", "unknown_name"]


def folded(name: str) -> str:
    """A name without what the eye does not see: case, blanks, look-alike characters.

    Examples
    --------
    >>> folded(" Al-Hol  Camp") == folded("al-hol camp")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@dataclass
class Folder:
    """Everything read from a folder, sound or not. Checks speak only of what could be read."""

    file: SettingsFile
    places: Table[Place]
    routes: Table[Route]
    events: Table[Event]

    @property
    def settings(self) -> Settings | None:
        """The settings, or their sound parts."""
        return self.file.settings

    @cached_property
    def place_names(self) -> list[str] | None:
        """Names in places.csv, those of refused rows included; None if they cannot be told."""
        names = [row.value.name for row in self.places.rows]
        names += [raw["name"] for raw in self.places.refused if raw.get("name")]
        return names if self.places.readable and names else None

    def sound(self, *names: str) -> bool:
        """Whether none of these settings, tables or elements was left out as unreadable."""
        return not self.file.broken & set(names)

    @cached_property
    def legs(self) -> list[tuple[int, Leg]]:
        """Legs that could be read, with their position in the file."""
        return [] if not self.settings else [pair for pair in enumerate(self.settings.legs) if pair[1]]

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Each element's kind (source, stage, site, exit) by name, unreadable parts left out."""
        if not self.settings:
            return {}
        tables = {"source": "sources", "stage": "stages", "site": "sites", "exit": "exits"}
        return {name: kind for kind, table in tables.items() for name in getattr(self.settings, table)}

    def no_place(self, loc: Loc, place: str | None) -> list[Problem]:
        """The problem with a setting that names a place, if the place is not in places.csv."""
        if place is None or self.place_names is None or place in self.place_names:
            return []
        message, fix = unknown_name(place, "a place of places.csv", self.place_names)
        return [self.file.problem(loc, message, fix, place)]


def unknown_name(name: str, sort: str, names: Any) -> tuple[str, str]:
    """Message and fix for a name that is not known, with the nearest one that is.

    Examples
    --------
    >>> unknown_name("serch", "a stage", ["search"])
    ('"serch" is not a stage.', 'Did you mean "search"?')
    """
    alike = [each for each in names if folded(each) == folded(name)]
    known = list(dict.fromkeys(map(str, names)))
    fix = nearest(name[:80], alike or known) or "None is defined yet: add it, or leave the setting out."
    if fix.startswith("Use one of") and len(known) > 20:
        fix = f"Use a name from that table, or add it; {len(known)} names are known."
    return f'"{shown(name)}" is not {sort}.', fix


def table_problem(file: str, row: int, column: str, value: object, message: str, fix: str) -> Problem:
    """A problem of one cell."""
    return Problem(message, fix, file, row, column, shown(value))
