"""From public data: codes and coordinates of places; Flee folders from events, populations, camps and roads."""

from waystation.network.build import Network, build_network
from waystation.network.fill_places import Filled, fill_places
from waystation.network.gazetteers import KnownPlace, read_known_places
from waystation.network.write import write_flee_folder

__all__ = [
    "Filled", "KnownPlace", "Network", "build_network", "fill_places", "read_known_places", "write_flee_folder",
]  # fmt: skip
