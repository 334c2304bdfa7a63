"""What to do first: the fewest desks or vehicles more that spare a good part of the nights people spend waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from waystation.engine import Futures
from waystation.plan.changes import changed
from waystation.plan.outlook import Outlook, nights_waiting

__all__ = ["Action", "first_action"]

Floats = npt.NDArray[np.float64]

_MOST_STEPS = 3
"""Desks tried, or tenths of a fleet."""
_ENOUGH = 0.5
"""Of the nights spared in the middle future: with that, no more is tried."""
_LEAST = 0.1
"""Of the nights spared in the middle future: less is not worth a sentence."""
_GAIN = 0.05
"""What one more must add to that to be asked for."""
_QUANTILES = (0.5, 0.1, 0.9)


@dataclass(frozen=True)
class Action:
    """More of one thing from a day on, and the nights of waiting with and without it.

    Parameters
    ----------
    name : stage or fleet
    unit : "lane" or "vehicle"
    more : how many
    since : first day with them
    nights_before, nights_after : (members,) nights that people spend waiting, all people and nights together, in the
        same futures
    """

    name: str
    unit: str
    more: int
    since: date
    nights_before: Floats
    nights_after: Floats

    def fewer(self) -> tuple[float, float, float]:
        """Median, 10 and 90 % of the nights spared."""
        return _cases(self.nights_before - self.nights_after)

    def share(self) -> tuple[float, float, float]:
        """Median, 10 and 90 % of the share of nights spared, over futures in which anybody waits at night."""
        waiting = self.nights_before > 0
        if not waiting.any():
            return 0.0, 0.0, 0.0
        return _cases(1 - self.nights_after[waiting] / self.nights_before[waiting])


def first_action(futures: Futures, outlook: Outlook) -> Action | None:
    """More of what holds people up, where the comparison shows that it helps.

    One more, two more and three more (of a fleet: a tenth of it each) are compared in the same futures; what is asked
    for is the least that spares half of the nights of waiting in the middle future, or after which one more adds
    little.

    Parameters
    ----------
    futures : as those the outlook was made from
    outlook : as from `waystation.plan.outlook`

    Returns
    -------
    None where nothing holds people up by itself, where the authorities run it, or where fewer than nine in ten futures
    have fewer nights of waiting with it: then there is nothing to ask for
    """
    found, stages = outlook.bottleneck, futures.scenario.settings.stages
    if found is None or (found.name in stages and stages[found.name].run_by == "authority"):
        return None
    day = (outlook.since - futures.scenario.settings.start).days
    before, branch = found.nights_before, outlook.branch
    best: Action | None = None
    for step in range(1, _MOST_STEPS + 1):
        more, after = step * found.more, found.nights_after
        if step > 1:
            setting = found.setting.replace(f"=+{found.more}", f"=+{more}")
            change = changed(futures.scenario, [setting], futures.draws, len(futures.seeds))
            branch = branch or futures.branch(outlook.since)
            after = nights_waiting(branch.run(change.scenario, change.draws), day)
        action = Action(found.name, found.unit, more, outlook.since, before, after)
        if best is not None and action.share()[0] < best.share()[0] + _GAIN:
            break
        best = action
        if action.share()[0] >= _ENOUGH:
            break
    return best if best is not None and best.share()[0] >= _LEAST and best.fewer()[1] > 0 else None


def _cases(values: Floats) -> tuple[float, float, float]:
    median, low, high = (float(each) for each in np.quantile(values, _QUANTILES))
    return median, low, high
