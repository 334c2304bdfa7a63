"""What stands there: places, routes, stages, streams, events, sites; loading and checking a scenario."""

from waystation.world.flee import FleeCase, check_flee, is_flee_folder, load_flee
from waystation.world.load import ReadFolder, check_folder, load_scenario, read_scenario
from waystation.world.lookup import distance_km, elements, leg_between, place_of, quantities
from waystation.world.model import Event, Place, Route, Scenario, Settings
from waystation.world.supposed import read_supposed_events
from waystation.world.tables import Row, read_table

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
