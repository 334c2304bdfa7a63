"""Which places of known room a day's travellers decide about: they alone need to travel in small batches."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.tables import Ints, Records

__all__ = ["places_in_reach"]

_BITS = 64
_MOST_SLOTS = 10_000
"""In larger networks later stops are left out: with 16,626 slots (315 places) they took as long as all the rest."""
_PARTS_OF_A_DAY = 8
"""How far somebody has come today is told apart in so many steps here; a link takes one at least."""


def places_in_reach(states: Records, options: Records, slots: Records, limited: Ints) -> npt.NDArray[np.uint64]:
    """Bits of the places that people on a slot can come to or choose today.

    Parameters
    ----------
    states, options, slots : records of the network
    limited : places whose room is known; place ``limited[i]`` has bit ``i % 64``

    Returns
    -------
    (2, 2 slots) where they arrive first; and at whichever stop, but in large networks. Slots of those on their way,
    then of those who will be turned back
    """
    reach = np.zeros((2, 2 * len(slots)), dtype=np.uint64)
    if not len(limited) or not len(slots):
        return reach
    places = max(states["place"].max(), options["aim"].max(), limited.max())
    bits = np.zeros(int(places) + 1, dtype=np.uint64)
    bits[limited] = np.uint64(1) << (np.arange(len(limited)) % _BITS).astype(np.uint64)
    chosen, later = _chosen(states, options, slots, bits)
    arrives = (slots["after"] < 0) | ((slots["walk_chance"] > 0) & (slots["walked"] < 0))
    onto, back = slots["leads_to"], slots["back_to"]
    goes_on = slots["left_km"] < slots["speed"]
    part = np.minimum(_parts(slots["left_km"], slots["speed"]), _PARTS_OF_A_DAY)
    tiers = (np.where(goes_on, chosen[onto], np.uint64(0)), later[part, onto])
    for row, ahead in enumerate(tiers if len(slots) <= _MOST_SLOTS else tiers[:1]):
        reach[row, : len(slots)] = np.where(arrives, bits[states["place"][onto]] | ahead, np.uint64(0))
        reach[row, len(slots) :] = np.where(arrives, bits[states["place"][back]], np.uint64(0))
    return reach


def _parts(km: npt.NDArray[np.float64], speed: npt.NDArray[np.float64]) -> Ints:
    """Steps of a day that a way takes."""
    return np.maximum((_PARTS_OF_A_DAY * km / np.maximum(speed, 1e-9)).astype(np.int64), 1)


def _chosen(
    states: Records, options: Records, slots: Records, bits: npt.NDArray[np.uint64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Bits of what people of a state choose; and of what they choose or come to from a step of the day on.

    Returns
    -------
    (states,) and (steps + 1, states)
    """
    chosen = np.zeros(len(states), dtype=np.uint64)
    later = np.zeros((_PARTS_OF_A_DAY + 1, len(states)), dtype=np.uint64)
    has = np.flatnonzero(states["last"] > states["first"])
    first = states["first"][has]
    chosen[has] = np.bitwise_or.reduceat(bits[options["aim"]], first)
    moves = options["slot"] >= 0
    slot = slots[np.where(moves, options["slot"], 0)]
    arrives = moves & ((slot["after"] < 0) | ((slot["walk_chance"] > 0) & (slot["walked"] < 0)))
    takes, onto = _parts(slot["left_km"], slot["speed"]), slot["leads_to"]
    own = bits[options["aim"]] | np.where(arrives, bits[states["place"][onto]], np.uint64(0))
    for step in range(_PARTS_OF_A_DAY - 1, -1, -1):
        on = np.where(arrives, later[np.minimum(step + takes, _PARTS_OF_A_DAY), onto], np.uint64(0))
        later[step, has] = np.bitwise_or.reduceat(own | on, first)
    return chosen, later
