"""Tables inside a report: their rows and columns say of which place, day and people each figure is."""

from __future__ import annotations

from waystation.claims.reading.tables.grid import Cell, Grid, grids
from waystation.claims.reading.tables.meaning import tabled, unread_tables

__all__ = ["Cell", "Grid", "grids", "tabled", "unread_tables"]
