"""Distances between places: along the roads of an OpenStreetMap extract, or in a straight line times a factor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.errors import InputError, Problem

__all__ = ["DETOUR", "Distances", "great_circle_km", "road_distances", "straight_distances"]

Floats = npt.NDArray[np.float64]

DETOUR = (1.1, 1.4, 2.1)
"""Road over straight line: low, usual and high.

Ballou, Rahardja and Sakai (2002), Selected country circuity factors for road travel distance estimation,
Transportation Research A 36, found factors of 1.1 to 2.1 between countries; the usual one is our choice within them.
"""

_EARTH_KM = 6371.0088
_ROADS = {
    f"{kind}{end}"
    for kind in (
        "motorway",
        "trunk",
        "primary",
        "secondary",
        "tertiary",
        "unclassified",
        "residential",
        "road",
        "track",
    )
    for end in ("", "_link")
}
_MOST_SNAP_KM = 15.0


@dataclass(frozen=True)
class Distances:
    """Distances between places.

    Parameters
    ----------
    km : (places, places); inf where there is no way
    low, high : (places, places) the range, where the distance is a guess; as `km` where it was measured
    by_road : (places, places) whether it was measured along roads
    notes : what a reader should know
    """

    km: Floats
    low: Floats
    high: Floats
    by_road: npt.NDArray[np.bool_]
    notes: tuple[str, ...] = ()


def great_circle_km(latitude: Floats, longitude: Floats) -> Floats:
    """(places, places) shortest distances over the Earth taken as a sphere, in km.

    Examples
    --------
    >>> float(great_circle_km(np.array([0.0, 0.0]), np.array([0.0, 1.0]))[0, 1].round(1))
    111.2
    """
    points = _on_sphere(latitude, longitude)
    chord = np.linalg.norm(points[:, None] - points[None], axis=2)
    return _arc_km(chord)


def _arc_km(chord: npt.NDArray[Any]) -> Floats:
    """Length along the Earth of straight lines through a unit sphere, in km."""
    arc: Floats = 2 * _EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1))
    return arc


def _on_sphere(latitude: Floats, longitude: Floats) -> Floats:
    north, east = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)


def straight_distances(latitude: Floats, longitude: Floats) -> Distances:
    """Straight lines times the usual factor, with the range of the factor: a guess, and marked as one."""
    line = great_circle_km(latitude, longitude)
    low, usual, high = DETOUR
    guess = np.zeros(line.shape, bool)
    return Distances(
        line * usual,
        line * low,
        line * high,
        guess,
        (f"No roads were given: distances are straight lines times {usual} ({low} to {high}), a guess.",),
    )


def road_distances(path: Path | str, latitude: Floats, longitude: Floats) -> Distances:
    """Shortest ways along the roads of an OpenStreetMap extract.

    Parameters
    ----------
    path : extract (``.osm.pbf``, ``.osm``); needs the extra ``waystation[network]``
    latitude, longitude : (places,) decimal degrees

    Returns
    -------
    Distances
        Where two places are not joined by roads, the guess of `straight_distances`, and a note.

    Raises
    ------
    InputError
        If osmium is missing, or the extract cannot be read or holds no roads.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra
    from scipy.spatial import cKDTree

    points, one, other = _segments(Path(path))
    length = _arc_km(np.linalg.norm(points[one] - points[other], axis=1))
    # A way of no length would be no way at all in a sparse matrix.
    graph = coo_matrix((np.maximum(length, 1e-6), (one, other)), shape=(len(points), len(points))).tocsr()
    chord, nearest = cKDTree(points).query(_on_sphere(latitude, longitude))
    to_road = _arc_km(np.asarray(chord))
    start = np.asarray(nearest, dtype=np.int64)
    along = dijkstra(graph, directed=False, indices=start)[:, start]
    guess = straight_distances(latitude, longitude)
    near = to_road <= _MOST_SNAP_KM
    joined = np.isfinite(along) & near[:, None] & near[None, :]
    km = along + to_road[:, None] + to_road[None, :]
    np.fill_diagonal(km, 0.0)
    apart = int((~joined).sum() // 2)
    far = to_road[near].max(initial=0)
    notes = [
        f"Distances along the roads of {Path(path).name}, from the point of a road nearest to each place (at most "
        f"{far:.1f} km away)."
    ]
    if apart:
        notes.append(
            f"{apart} pairs of places are not joined by roads of the extract: their distance is a straight line times "
            f"{DETOUR[1]}, a guess."
        )
    return Distances(
        np.where(joined, km, guess.km),
        np.where(joined, km, guess.low),
        np.where(joined, km, guess.high),
        joined,
        tuple(notes),
    )


def _segments(path: Path) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Points of roads on the unit sphere, and the pairs of them that are joined."""
    try:
        import osmium
    except ModuleNotFoundError as error:
        fix = "Install it: pip install 'waystation[network]', or leave out --roads."
        raise InputError(Problem("Reading roads needs osmium, which is not installed.", fix, path.name)) from error
    number: dict[int, int] = {}
    places: list[tuple[float, float]] = []
    pairs: list[tuple[int, int]] = []
    try:
        chosen = osmium.FileProcessor(str(path), osmium.osm.WAY | osmium.osm.NODE).with_locations()
        for way in chosen.with_filter(osmium.filter.KeyFilter("highway")):
            if not isinstance(way, osmium.osm.Way) or way.tags.get("highway") not in _ROADS:
                continue
            before = None
            for node in way.nodes:
                if not node.location.valid():
                    before = None
                    continue
                here = number.get(node.ref)
                if here is None:
                    here = number[node.ref] = len(places)
                    places.append((node.location.lat, node.location.lon))
                if before is not None and before != here:
                    pairs.append((before, here))
                before = here
    except (RuntimeError, OSError) as error:
        raise InputError(
            Problem(f"The roads cannot be read: {error}.", "Give an extract in .osm.pbf.", path.name)
        ) from error
    if not pairs:
        raise InputError(Problem("There are no roads in the extract.", "Choose one that covers the places.", path.name))
    degrees = np.array(places, dtype=np.float64)
    joined = np.array(pairs, dtype=np.int64)
    return _on_sphere(degrees[:, 0], degrees[:, 1]), joined[:, 0], joined[:, 1]
