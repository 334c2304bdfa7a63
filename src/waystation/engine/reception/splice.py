"""Reception changed from a day on: what was before stays as it was, as nobody can open a lane in the past.

The compiled loop gets both sets of parameters, those that hold later as a second row of each member, and writes
them over the first in the hour of the change. People, queues and vehicles on the way go on from where they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.engine.reception.compiled_network import Layout
from waystation.engine.reception.kernel_arrays import HOURS, Parameters, ReceptionNetwork
from waystation.errors import InputError, Problem

__all__ = ["splice"]

_BY_DAY = ("effort", "shut_way", "slowed")
"""Arrays of a network that can change from a day on; their second axis is days."""


def splice(
    before: tuple[ReceptionNetwork, Layout, Parameters],
    after: tuple[ReceptionNetwork, Layout, Parameters],
    from_day: int,
) -> tuple[ReceptionNetwork, Parameters]:
    """One network and its parameters, as before up to ``from_day`` and as after from then on.

    Parameters
    ----------
    before, after : the same scenario, as it is and with reception changed
    from_day : day of the run from which the change holds, above 0

    Returns
    -------
    the network, and parameters for one run: it writes on them

    Raises
    ------
    InputError
        If the change is one that can only be made for the whole run.
    """
    (old, layout, early), (new, other, late) = before, after
    fixed = [name for name in ReceptionNetwork._fields if name not in _BY_DAY and not _same(old, new, name)]
    if (layout.nodes, layout.cells, _ways(layout)) != (other.nodes, other.cells, _ways(other)) or fixed:
        what = "This change holds for the whole run: it changes places, opening days or hours of the day."
        raise InputError(Problem(what, "Set its first day to the first day of the scenario."))
    spliced = {}
    for name in _BY_DAY:
        array = getattr(new, name).copy()
        array[:, :from_day] = getattr(old, name)[:, :from_day]
        spliced[name] = array
    pairs: Any = zip(early, late, strict=True)
    rows = Parameters(*(_stacked(one, two, layout.days) for one, two in pairs))
    return new._replace(**spliced, change_hour=from_day * HOURS), rows


def _ways(layout: Layout) -> list[tuple[str, str, str]]:
    return [(each.stream, each.leg.origin, each.leg.to) for each in layout.channels]


def _same(old: ReceptionNetwork, new: ReceptionNetwork, name: str) -> bool:
    return bool(np.array_equal(getattr(old, name), getattr(new, name)))


def _stacked(early: npt.NDArray[Any], late: npt.NDArray[Any], days: int) -> npt.NDArray[Any]:
    """Members' rows as they are, then as changed; what grows by day in one of them by day in both."""
    if early.shape != late.shape:
        shape = (*early.shape[:2], days)
        early, late = np.broadcast_to(early, shape), np.broadcast_to(late, shape)
    return np.ascontiguousarray(np.concatenate([early, late]))
