"""Which places of known room a day's travellers decide about first: they alone need to travel in small batches."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.tables import Ints, Records

__all__ = ["places_in_reach"]

_BITS = 64


def places_in_reach(states: Records, options: Records, slots: Records, limited: Ints) -> npt.NDArray[np.uint64]:
    """Bits of the places that people on a slot come to today, or can choose where they arrive.

    What they decide at later stops of the same day is left out: it changes nothing that can be seen (in burundi2015
    camps lie as near to Flee's own runs as with it), and three slots in four need no batches.

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
    bits = np.zeros(int(max(places)) + 1, dtype=np.uint64)
    bits[limited] = np.uint64(1) << (np.arange(len(limited)) % _BITS).astype(np.uint64)
    chosen = np.zeros(len(states), dtype=np.uint64)
    owner = np.repeat(np.arange(len(states)), states["last"] - states["first"])
    np.bitwise_or.at(chosen, owner, bits[options["aim"]])
    arrives = (slots["after"] < 0) | ((slots["walk_chance"] > 0) & (slots["walked"] < 0))
    onto = slots["leads_to"]
    goes_on = slots["left_km"] < slots["speed"]
    ahead = bits[states["place"][onto]] | np.where(goes_on, chosen[onto], np.uint64(0))
    reach[: len(slots)] = np.where(arrives, ahead, np.uint64(0))
    reach[len(slots) :] = np.where(arrives, bits[states["place"][slots["back_to"]]], np.uint64(0))
    return reach
