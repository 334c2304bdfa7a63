"""Placing names on a map so that none covers another, a mark, or the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Box", "Placed", "place_labels"]


@dataclass(frozen=True)
class Box:
    """A rectangle on the drawing, in pixels."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: Box) -> float:
        """Area in common, square pixels."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return wide * high if wide > 0 and high > 0 else 0.0


@dataclass(frozen=True)
class Placed:
    """Where a name goes: its box, and whether it stands so far off that a line should lead to it."""

    box: Box
    led: bool


_DISTANCES = (3.0, 14.0, 32.0, 54.0, 80.0)
_NEAR = 6.0
_WAYS = (
    (1.0, 0.0), (-1.0, 0.0), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8), (0.0, 1.0), (0.0, -1.0),
)  # fmt: skip


def place_labels(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    frame: Box,
    taken: Sequence[Box] = (),
    lines: Sequence[Box] = (),
    radii: Sequence[float] = (),
) -> list[Placed]:
    """A box for each name, near its point.

    The first points are served first. Each takes the nearest free box; where none is free, the one that
    covers least.

    Parameters
    ----------
    points : (x, y) of each mark, pixels
    sizes : (width, height) of each name, pixels
    frame : the drawing; no name leaves it while there is a choice
    taken : boxes that are in use already
    lines : boxes to keep off if it can be done nearby
    radii : size of each mark; 6 if not given

    Examples
    --------
    >>> one, other = place_labels([(50, 50), (52, 50)], [(40, 12), (40, 12)], Box(0, 0, 200, 100))
    >>> one.box.overlap(other.box)
    0.0
    """
    reach = list(radii) or [6.0] * len(points)
    marks = [Box(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, reach, strict=True)]
    used = [*taken, *marks]
    off = _edges(lines)
    placed: list[Placed] = []
    for index, (point, size) in enumerate(zip(points, sizes, strict=True)):
        own = len(taken) + index
        tried = [
            (distance, _box(point, size, way, distance + reach[index])) for distance in _DISTANCES for way in _WAYS
        ]
        boxes = _edges([box for _, box in tried])
        covered = _overlaps(boxes, _edges([box for at, box in enumerate(used) if at != own])).sum(axis=1)
        outside = np.array([_area(box) for _, box in tried]) - _overlaps(boxes, _edges([frame]))[:, 0]
        far = 0.25 * _overlaps(boxes, off).sum(axis=1) + np.array([distance for distance, _ in tried])
        distance, box = tried[np.lexsort((far, (covered + 10 * outside).round(3)))[0]]
        used.append(box)
        placed.append(Placed(box, distance > _NEAR))
    return placed


def _edges(boxes: Sequence[Box]) -> npt.NDArray[np.float64]:
    """(boxes, 4) left, bottom, right and top."""
    return np.array([(box.left, box.bottom, box.right, box.top) for box in boxes], dtype=np.float64).reshape(-1, 4)


def _overlaps(some: npt.NDArray[np.float64], others: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(some, others) area in common; `Box.overlap` of each pair."""
    near, far = some[:, None], others[None]
    sides = np.minimum(near[..., 2:], far[..., 2:]) - np.maximum(near[..., :2], far[..., :2])
    return np.asarray(np.maximum(sides, 0.0).prod(axis=-1))


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.top - box.bottom)


def _box(point: tuple[float, float], size: tuple[float, float], way: tuple[float, float], distance: float) -> Box:
    """A box whose near side or corner lies so far from the point, that way."""
    (x, y), (width, height) = point, size
    middle_x = x + way[0] * distance + (width / 2) * (way[0] > 0) - (width / 2) * (way[0] < 0)
    middle_y = y + way[1] * distance + (height / 2) * (way[1] > 0) - (height / 2) * (way[1] < 0)
    return Box(middle_x - width / 2, middle_y - height / 2, middle_x + width / 2, middle_y + height / 2)
