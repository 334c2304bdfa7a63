"""What a free run has to beat: one line of arithmetic each, on the same map and days as our rules.

They take part in no choice of settings. Both hand a day's arrivals to camps that are open and within
reach, and take falls of the total from all camps alike.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from waystation.engine.movement.free_run import Floats, FreeRun
from waystation.engine.movement.waystation_rules import MovementRules, mean_split

__all__ = ["capacity_proportional", "gravity"]


def capacity_proportional(run: FreeRun) -> Floats:
    """Arrivals in proportion to the capacities, whatever the distance and however full a camp is.

    Camps without a known capacity count as a typical one: the geometric mean of those known.

    Returns
    -------
    (days, camps) people
    """
    return mean_split(run, MovementRules(distance=0.0, capacity=1.0))


def gravity(run: FreeRun) -> Floats:
    """Places in conflict send people in proportion to who lived there; camps draw them by 1 / km.

    Capacities are not used. One km is added to every distance.

    Returns
    -------
    (days, camps) people

    References
    ----------
    Zipf (1946), The P1 P2 / D hypothesis: on the intercity movement of persons, American Sociological
    Review 11(6).
    """
    blind = replace(run, capacity=np.full(len(run.camps), np.nan))
    return mean_split(blind, MovementRules(distance=1.0, softening_km=1.0), by_population=True)
