"""Where every member of a run stands at a midnight, so that other runs can go on from there.

What a worker's loop writes on is kept for each member, with what of the outcome is added up over the whole run. What
was kept and the days before it are all that the loop knows of the past: a run that goes on is the same to the last
person as one from the first hour.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from waystation.engine.reception.kernel_arrays import HOURS, Outcome, WorkSpace

__all__ = ["Snapshot", "blank_snapshot", "copy_past", "keep", "put_back"]

_AHEAD = ("ring", "back", "loaded")
"""By the hour ahead: they stand from the snapshot's hour on, as another run may look further ahead."""
_ADDED_UP = ("waits", "sent", "last_hour", "lost_hour")
"""Of the outcome, what has no days."""
_UNSEEN = "unseen"
"""Is written on and never read."""


class Snapshot(NamedTuple):
    """What was kept at the start of an hour, with members in front."""

    hour: int
    """Hours since the start; a midnight."""
    space: dict[str, npt.NDArray[Any]]
    """By the names of `WorkSpace`; who came to a node, up to the hour."""
    added_up: dict[str, npt.NDArray[Any]]
    """By the names of `Outcome`."""


def blank_snapshot(members: int, hour: int, space: WorkSpace, outcome: Outcome) -> Snapshot:
    """Room for members at an hour, whose work space and outcome look like these."""

    def room(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.zeros((members, *array.shape), array.dtype)

    arrays = {name: room(array) for name, array in space._asdict().items() if name != _UNSEEN}
    # Fewer people come in an hour than 32 bits can count, and these are most of what is kept.
    arrays["came_by_hour"] = np.zeros((members, len(space.came_by_hour), hour), np.int32)
    return Snapshot(hour, arrays, {name: np.zeros_like(getattr(outcome, name)) for name in _ADDED_UP})


def keep(kept: Snapshot, m: int, space: WorkSpace, outcome: Outcome) -> None:
    """Keep where a member stands whose run has come to the snapshot's hour."""
    for name, array in kept.space.items():
        now = getattr(space, name)
        if name in _AHEAD:
            now = np.roll(now, -(kept.hour % len(now)), axis=0)
        elif name == "came_by_hour":
            now = now[:, : kept.hour]
        array[m] = now
    for name, array in kept.added_up.items():
        array[m] = getattr(outcome, name)[m]


def put_back(kept: Snapshot, m: int, space: WorkSpace, outcome: Outcome) -> None:
    """Put a member back to where it stood; ``space`` looks ahead as far as the run that was kept, or further."""
    for name, array in kept.space.items():
        now = getattr(space, name)
        if name in _AHEAD:
            now[:] = 0
            now[: len(array[m])] = array[m]
            now[:] = np.roll(now, kept.hour % len(now), axis=0)
        elif name == "came_by_hour":
            now[:, : kept.hour] = array[m]
            now[:, kept.hour :] = 0
        else:
            now[:] = array[m]
    for name, array in kept.added_up.items():
        getattr(outcome, name)[m] = array[m]


def copy_past(kept: Snapshot, before: Outcome, outcome: Outcome) -> None:
    """Fill the days before the snapshot, which a run that goes on does not go through, from the run that was kept."""
    days = kept.hour // HOURS
    for name in Outcome._fields:
        if name not in _ADDED_UP:
            getattr(outcome, name)[:, :days] = getattr(before, name)[:, :days]
