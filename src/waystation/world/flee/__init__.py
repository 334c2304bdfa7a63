"""Folders in the format of Flee: read as its code reads them, with every trap of theirs reported."""

from waystation.world.flee.flee_case import (
    Demographics,
    FleeCase,
    FleeClosure,
    FleePlace,
    FleeRoute,
    LocationChange,
)
from waystation.world.flee.flee_counts import CampCounts
from waystation.world.flee.flee_folder import check_flee, is_flee_folder, load_flee
from waystation.world.flee.flee_settings import MANUAL, FleeSettings
from waystation.world.flee.notes import FOLLOWED, FleeNote, loud_notes, note_lines
from waystation.world.flee.setting_paths import setting_kinds, with_paths
from waystation.world.flee.times import is_found_as_link

__all__ = [
    "FOLLOWED",
    "MANUAL",
    "CampCounts",
    "Demographics",
    "FleeCase",
    "FleeClosure",
    "FleeNote",
    "FleePlace",
    "FleeRoute",
    "FleeSettings",
    "LocationChange",
    "check_flee",
    "is_flee_folder",
    "is_found_as_link",
    "load_flee",
    "loud_notes",
    "note_lines",
    "setting_kinds",
    "with_paths",
]
