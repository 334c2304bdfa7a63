"""What a reader knows of one sum of cells: kept by the register, weighed by the suppression."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Shown"]


@dataclass(frozen=True)
class Shown:
    """What a reader knows of one sum of cells.

    Parameters
    ----------
    parts : as in `TableFigure`
    low, high : the sum lies between them, both included; ``high`` None if nothing bounds it
    """

    parts: frozenset[str]
    low: int
    high: int | None
