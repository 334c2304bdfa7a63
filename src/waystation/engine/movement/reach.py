"""Which places of known room a day's travellers can have to do with: they alone need to travel in small batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from waystation.engine.movement.tables import Ints, Records

__all__ = ["places_in_reach"]

_BITS = 64
_NO_LENGTH = 1e-6
"""Km of a link without length: a graph has no edge of length 0."""


def places_in_reach(states: Records, options: Records, slots: Records, limited: Ints) -> npt.NDArray[np.uint64]:
    """Bits of the places that people on a slot may come to today, or choose on the way.

    Parameters
    ----------
    states, options, slots : records of the network
    limited : places whose room is known; place ``limited[i]`` has bit ``i % 64``

    Returns
    -------
    (2 slots,) slots of those on their way, then of those who will be turned back
    """
    reach = np.zeros(2 * len(slots), dtype=np.uint64)
    if not len(limited) or not len(slots):
        return reach
    places = [states["place"].max(), options["aim"].max() if len(options) else 0, limited.max()]
    bit = np.full(int(max(places)) + 1, -1, dtype=np.int64)
    bit[limited] = np.arange(len(limited)) % _BITS
    speed = slots["speed"].max()
    arrives, onto = slots["after"] < 0, slots["leads_to"]
    walked = slots["walk_chance"] > 0
    arrives = arrives | (walked & (slots["walked"] < 0))
    owner = np.repeat(np.arange(len(states)), states["last"] - states["first"])
    graph = _ways(len(states), options, slots, owner, speed)
    for which in range(min(_BITS, len(limited))):
        meant = np.uint64(1) << np.uint64(which)
        chosen = np.unique(owner[bit[options["aim"]] == which])
        ends = np.flatnonzero(bit[states["place"]] == which)
        sources = np.union1d(chosen, ends)
        if len(sources):
            km = dijkstra(graph, indices=sources, min_only=True, limit=float(speed))
            near = arrives & (slots["left_km"] + km[onto] < speed)
            near |= arrives & (bit[states["place"][onto]] == which)
            reach[: len(slots)][near] |= meant
            back = bit[states["place"][slots["back_to"]]] == which
            reach[len(slots) :][arrives & back] |= meant
    return reach


def _ways(count: int, options: Records, slots: Records, owner: Ints, speed: float) -> Any:
    """Edges from where a day's journey ends to where it may begin, by km."""
    usable = options["slot"] >= 0
    entry = slots[options["slot"][usable]]
    short = (entry["left_km"] < speed) & (entry["left_km"] >= 0)
    lengths = np.maximum(entry["left_km"][short], _NO_LENGTH)
    ends, starts = entry["leads_to"][short], owner[usable][short]
    order = np.lexsort((lengths, starts, ends))  # of several between the same two, the shortest
    ends, starts, lengths = ends[order], starts[order], lengths[order]
    first = np.append(True, (np.diff(ends) != 0) | (np.diff(starts) != 0))[: len(ends)]
    return csr_array((lengths[first], (ends[first], starts[first])), shape=(count, count))
