"""A forecast as a hub that other forecasters' tools open: hubverse folders, configuration and target data."""

from waystation.share.hub.hub import write_hub
from waystation.share.hub.table import hub_table

__all__ = ["hub_table", "write_hub"]
