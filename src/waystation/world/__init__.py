"""What stands there: places, routes, stages, streams, events, sites; loading and checking a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.world.csv_tables import Row, read_table
    from waystation.world.flee import FleeCase, check_flee, is_flee_folder, load_flee
    from waystation.world.load import ReadFolder, check_folder, load_scenario, read_scenario
    from waystation.world.lookup import distance_km, elements, leg_between, place_of, quantities
    from waystation.world.scenario_model import Event, Place, Route, Scenario, Settings
    from waystation.world.supposed import read_supposed_events

__all__ = [
    "Event",
    "FleeCase",
    "Place",
    "ReadFolder",
    "Route",
    "Row",
    "Scenario",
    "Settings",
    "check_flee",
    "check_folder",
    "distance_km",
    "elements",
    "is_flee_folder",
    "leg_between",
    "load_flee",
    "load_scenario",
    "place_of",
    "quantities",
    "read_scenario",
    "read_supposed_events",
    "read_table",
]

hand_out(__name__, {
    "flee": ("FleeCase", "check_flee", "is_flee_folder", "load_flee"),
    "load": ("ReadFolder", "check_folder", "load_scenario", "read_scenario"),
    "lookup": ("distance_km", "elements", "leg_between", "place_of", "quantities"),
    "scenario_model": ("Event", "Place", "Route", "Scenario", "Settings"),
    "supposed": ("read_supposed_events",),
    "csv_tables": ("Row", "read_table"),
})  # fmt: skip
