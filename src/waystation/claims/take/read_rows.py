"""A table as figures, places and days by row, before rows are added up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.claims.take.columns import Bools, Columns
from waystation.claims.take.layout import FigureColumn

__all__ = ["ReadTable"]

Texts = npt.NDArray[Any]
Days = npt.NDArray[np.datetime64]


@dataclass
class ReadTable:
    """The columns of a table as figures, places and days by row."""

    columns: Columns
    figures: list[FigureColumn]
    low: dict[str, npt.NDArray[np.float64]]
    high: dict[str, npt.NDArray[np.float64]]
    qualifier: dict[str, Texts]
    known: Bools
    place: Texts = field(default_factory=lambda: np.empty(0, object))
    start: Days = field(default_factory=lambda: np.empty(0, "datetime64[D]"))
    end: Days = field(default_factory=lambda: np.empty(0, "datetime64[D]"))
    published: Days = field(default_factory=lambda: np.empty(0, "datetime64[D]"))

    def keep(self, kept: Bools) -> None:
        for each in (self.low, self.high, self.qualifier):
            for name in each:
                each[name] = each[name][kept]
        self.known = self.known[kept]
        for name in ("place", "start", "end", "published"):
            values = getattr(self, name)
            if len(values):
                setattr(self, name, values[kept])
        self.columns.keep(kept)
