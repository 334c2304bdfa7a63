"""A forecast as a hub that other forecasters' tools open: hubverse folders, configuration and target data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.share.hub.hub import write_hub
    from waystation.share.hub.hub_table import hub_table

__all__ = ["hub_table", "write_hub"]

hand_out(__name__, {
    "hub": ("write_hub",),
    "hub_table": ("hub_table",),
})  # fmt: skip
