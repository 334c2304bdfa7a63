"""The release of a source day by day, as something to be inferred.

While a past is fitted to claims, each source's daily number of people leaving is a coordinate of its
own (its logarithm), not a consequence of the number inside and the hazard. Claims speak of the
numbers that left; the number inside and the hazards only speak of how likely such a path is. So the
two can be moved apart: a new number inside needs no new simulation. (The same model, "centred".)

On a day with hazard ``h`` and ``n`` people inside, ``e = n (1 - exp(-h f))`` leave, where ``f`` is the
day's factor: log-normal with mean one, remembered from day to day. The density of ``log e`` that
follows is `waystation.forecast.scenario.density_kernel.path_log_density`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from waystation.engine.unknowns import Draws, amount
from waystation.forecast.scenario.density_kernel import LEAST_SPREAD
from waystation.world.scenario_model import Source

__all__ = ["carried_path", "day_states", "draw_path", "phase_hazards"]

Floats = npt.NDArray[np.float64]

_FEWEST = 1e-12
"""People: paths are kept above this, so that a day without anybody has a logarithm. It has to be less than any hazard
gives: a path that was lifted to it would be told to have come by a hazard far above."""


def phase_hazards(source: Source, draws: Draws, phases: npt.NDArray[np.int64], members: int) -> Floats:
    """(members, days) hazard a day of the phase each day is in, before the day's factor.

    Parameters
    ----------
    phases : (days,) index into the source's phases
    """
    by_phase = np.stack([amount(each.leave_per_day, draws, members) for each in source.phases.values()], axis=1)
    return np.asarray(np.maximum(by_phase, 1e-9)[:, phases])


def draw_path(source: Source, draws: Draws, hazard: Floats, normals: Floats) -> Floats:
    """(members, days) logarithm of people leaving a day, drawn from the prior.

    Parameters
    ----------
    hazard : (members, days) from `phase_hazards`
    normals : (members, days) standard normal numbers
    """
    members, days = hazard.shape
    spread = np.maximum(amount(source.day_to_day, draws, members), LEAST_SPREAD)
    inside = amount(source.people, draws, members).copy()
    state = normals[:, 0]
    path = np.empty((members, days))
    for day in range(days):
        if day:
            state = source.day_memory * state + np.sqrt(1 - source.day_memory**2) * normals[:, day]
        factor = np.exp(spread * state - spread**2 / 2)
        leaving = np.clip(-inside * np.expm1(-hazard[:, day] * factor), _FEWEST, 0.999 * inside)
        inside = inside - leaving
        path[:, day] = np.log(leaving)
    return path


def day_states(source: Source, draws: Draws, hazard: Floats, path: Floats) -> Floats:
    """(members, days) the standard normal state behind each day's factor."""
    leaving = np.exp(path)
    spread = np.maximum(amount(source.day_to_day, draws, len(path)), LEAST_SPREAD)[:, None]
    inside = amount(source.people, draws, len(path))[:, None] - (np.cumsum(leaving, axis=1) - leaving)
    share = np.clip(leaving / np.maximum(inside, 1e-9), 1e-15, 1 - 1e-12)
    return np.asarray((np.log(-np.log1p(-share) / hazard) + spread**2 / 2) / spread)


def carried_path(source: Source, draws: Draws, hazard: Floats, path: Floats, normals: Floats) -> Floats:
    """(members, days) a path with further days drawn from the prior, given those that there are.

    Parameters
    ----------
    hazard : (members, days) from `phase_hazards`, of all days
    path : (members, days before) logarithm of people leaving a day
    normals : (members, days after) standard normal numbers
    """
    members, before = path.shape
    spread = np.maximum(amount(source.day_to_day, draws, members), LEAST_SPREAD)
    inside = amount(source.people, draws, members) - np.exp(path).sum(axis=1)
    state = day_states(source, draws, hazard[:, :before], path)[:, -1]
    days = [path]
    for day in range(before, hazard.shape[1]):
        state = source.day_memory * state + np.sqrt(1 - source.day_memory**2) * normals[:, day - before]
        factor = np.exp(spread * state - spread**2 / 2)
        leaving = np.clip(-inside * np.expm1(-hazard[:, day] * factor), _FEWEST, 0.999 * inside)
        inside = inside - leaving
        days.append(np.log(leaving)[:, None])
    return np.concatenate(days, axis=1)
