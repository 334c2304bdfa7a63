"""Members as points, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

__all__ = ["Points", "Progress", "Role", "States"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Progress = Callable[[str, float], None]


class Role(IntEnum):
    """What an unknown acts on: the release alone, the claims alone, or the simulation."""

    RELEASE = 1
    CLAIMS = 2
    ENGINE = 3


@dataclass(frozen=True)
class Points:
    """Members as points: (M, unknowns), (M, sources, days) and (M,) seeds."""

    unknowns: Floats
    paths: Floats
    seeds: npt.NDArray[np.uint64]

    def at(self, rows: Ints) -> Points:
        """The points of these rows."""
        return Points(self.unknowns[rows], self.paths[rows], self.seeds[rows])


@dataclass(frozen=True)
class States:
    """Points with what the claims speak of, (M, series, days + 1), and the log densities of claims and prior."""

    points: Points
    series: Floats
    likelihood: Floats
    prior: Floats

    def at(self, rows: Ints) -> States:
        """The states of these rows."""
        return States(self.points.at(rows), self.series[rows], self.likelihood[rows], self.prior[rows])

    def put(self, rows: Ints, new: States) -> None:
        """Write new states over these rows."""
        for old, other in zip(self._arrays(), new._arrays(), strict=True):
            old[rows] = other

    def _arrays(self) -> tuple[npt.NDArray[np.generic], ...]:
        points = self.points
        return points.unknowns, points.paths, points.seeds, self.series, self.likelihood, self.prior

    @staticmethod
    def joined(parts: list[States]) -> States:
        """Several states one after another."""
        columns = [np.concatenate(each) for each in zip(*(part._arrays() for part in parts), strict=True)]
        return States(Points(columns[0], columns[1], columns[2]), columns[3], columns[4], columns[5])
