"""What stands there: places, routes, stages, streams, events, sites; loading and checking a scenario."""

from waystation.world.load import check_folder, load_scenario
from waystation.world.lookup import distance_km, elements, leg_between, place_of, quantities
from waystation.world.model import Event, Place, Route, Scenario, Settings
from waystation.world.tables import Row, read_table

__all__ = [
    "Event",
    "Place",
    "Route",
    "Row",
    "Scenario",
    "Settings",
    "check_folder",
    "distance_km",
    "elements",
    "leg_between",
    "load_scenario",
    "place_of",
    "quantities",
    "read_table",
]
