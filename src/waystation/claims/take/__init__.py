"""Taking tables that others publish or send: tolerant opening, layouts as data, mappings that a person confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.claims.take.guess import guess_mapping
    from waystation.claims.take.keep import Kept, keep_in_ledger, write_taken
    from waystation.claims.take.layout import TableLayout, layouts, read_mapping
    from waystation.claims.take.take_settings import TakeSettings, names_of_places
    from waystation.claims.take.taking import Taken, take_tables

__all__ = [
    "Kept", "TableLayout", "TakeSettings", "Taken", "guess_mapping", "keep_in_ledger", "layouts", "names_of_places",
    "read_mapping", "take_tables", "write_taken",
]  # fmt: skip

hand_out(__name__, {
    "guess": ("guess_mapping",),
    "keep": ("Kept", "keep_in_ledger", "write_taken"),
    "layout": ("TableLayout", "layouts", "read_mapping"),
    "take_settings": ("TakeSettings", "names_of_places"),
    "taking": ("Taken", "take_tables"),
})  # fmt: skip
