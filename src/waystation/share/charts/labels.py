"""Placing names on a map so that none covers another, a mark, or the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    placed: list[Placed] = []
    for index, (point, size) in enumerate(zip(points, sizes, strict=True)):
        own = len(taken) + index
        others = [box for at, box in enumerate(used) if at != own]
        ranked = []
        for distance in _DISTANCES:
            for way in _WAYS:
                box = _box(point, size, way, distance + reach[index])
                outside = _area(box) - box.overlap(frame)
                covered = sum(box.overlap(other) for other in others) + 10 * outside
                crossed = 0.25 * sum(box.overlap(line) for line in lines)
                ranked.append((covered, crossed + distance, distance, box))
        *_, distance, box = min(ranked, key=lambda each: (round(each[0], 3), each[1]))
        used.append(box)
        placed.append(Placed(box, distance > _NEAR))
    return placed


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.top - box.bottom)


def _box(point: tuple[float, float], size: tuple[float, float], way: tuple[float, float], distance: float) -> Box:
    """A box whose near side or corner lies so far from the point, that way."""
    (x, y), (width, height) = point, size
    middle_x = x + way[0] * distance + (width / 2) * (way[0] > 0) - (width / 2) * (way[0] < 0)
    middle_y = y + way[1] * distance + (height / 2) * (way[1] > 0) - (height / 2) * (way[1] < 0)
    return Box(middle_x - width / 2, middle_y - height / 2, middle_x + width / 2, middle_y + height / 2)
