"""What holds people up from a day on: what one more of each thing would spare them, and the plan beside its limit.

Every stage gets one lane more and every fleet a tenth of its vehicles more, one at a time, in the same futures
and from the same day on. What spares people most waiting is the *bottleneck*: the words rest on the simulation and hold
with an interval over futures. Beside it stand a few futures against the limit of `waystation.plan.flow`, the soonest
that the same people could have been received by with the same lanes and vehicles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from waystation.engine import Branch, Futures, Run
from waystation.engine.reception.kernel_arrays import HOURS, SITE, STAGE
from waystation.engine.reception.results import END_SHARE
from waystation.plan.changes import changed
from waystation.plan.compare import waiting_hours
from waystation.plan.flow import Flow, flow_of, solve
from waystation.plan.mortality import Deaths, deaths_by_hazard
from waystation.scale import available_workers

__all__ = ["Outlook", "PlanBesideLimit", "Relief", "outlook"]

Floats = npt.NDArray[np.float64]

_MORE_VEHICLES = 0.1
_QUANTILES = (0.5, 0.1, 0.9)
_MOST = 0.5
"""Share of futures."""
_LITTLE_HOURS = 24.0
"""Hours of waiting of all people together: less is chance, not a bottleneck."""


@dataclass(frozen=True)
class Relief:
    """What more of one thing would do from a day on.

    ``saved_hours`` (members,) are hours of waiting of all people together; ``sooner_days`` (members,) how many days
    sooner nearly all are received, NaN where that is not within the period with or without it. ``night_before`` and
    ``night_after`` (members,) are the most people who wait on one night, at all stages together; ``nights_before`` and
    ``nights_after`` (members,) the nights that people spend waiting there, all people and nights together.
    """

    name: str
    unit: str
    more: int
    setting: str
    saved_hours: Floats
    sooner_days: Floats
    night_before: Floats
    night_after: Floats
    nights_before: Floats
    nights_after: Floats

    def fewer_at_night(self) -> tuple[float, float, float]:
        """Median, 10 and 90 % of how many people fewer wait on the worst night."""
        return _cases(self.night_before - self.night_after)

    def effect(self) -> str:
        """What it would do, in a planner's units.

        Examples
        --------
        >>> import numpy as np
        >>> more = Relief("desk", "lane", 1, "stages.desk.lanes=+1", np.full(3, 900.0), np.full(3, 2.0),
        ...               np.full(3, 400.0), np.full(3, 310.0), np.full(3, 900.0), np.full(3, 600.0))
        >>> more.effect()
        'On the worst night 90 (90 to 90) fewer of 400 people wait; nearly all are received 2 days (2 to 2) sooner.'
        """
        middle, low, high = self.fewer_at_night()
        of = float(np.median(self.night_before))
        text = f"On the worst night {middle:,.0f} ({low:,.0f} to {high:,.0f}) fewer of {of:,.0f} people wait"
        sooner = self.sooner()
        if sooner is None:
            return text + "."
        return text + f"; nearly all are received {sooner[0]:.0f} days ({sooner[1]:.0f} to {sooner[2]:.0f}) sooner."

    def saved(self) -> tuple[float, float, float]:
        """Median, 10 and 90 % of hours saved."""
        return _cases(self.saved_hours)

    def sooner(self) -> tuple[float, float, float] | None:
        """Median, 10 and 90 % of days sooner; None if no future ends within the period."""
        known = self.sooner_days[np.isfinite(self.sooner_days)]
        return _cases(known) if known.size else None


@dataclass(frozen=True)
class PlanBesideLimit:
    """One future as simulated, and the soonest its people could have been received by.

    ``simulated`` and ``limit`` (days,) are people received by the end of each day of the run; the ends are the days by
    which nearly all of ``people`` are (`waystation.engine.reception.results.END_SHARE`).
    """

    member: int
    people: float
    simulated: Floats
    limit: Floats
    simulated_end: date
    limit_end: date


@dataclass(frozen=True)
class Outlook:
    """What reception will be like from the day ``since`` on: what holds people up, and who may die."""

    since: date
    reliefs: list[Relief]
    """Those that spare most waiting first, by the mean over futures."""
    deaths: list[Deaths]
    solving: Callable[[], Sequence[Future[PlanBesideLimit]]] = field(repr=False)
    """Begins to solve the linear programmes of `plans`, once: they take as much memory as the futures do."""
    branch: Branch | None = field(default=None, repr=False)
    """The futures up to that day, to try more from there."""
    looked_at: int = 3
    """Futures that `plans` hold against their limit."""

    @property
    def plans(self) -> list[PlanBesideLimit]:
        """From a future that ends early to one that ends late; none where people come to an end from a site, too."""
        return [each.result() for each in self.solving()]

    def without_branch(self) -> Outlook:
        """The same without the futures, which take as much memory as two runs; `plans` run them again."""
        if self.branch is None:
            return self
        return replace(self, branch=None, solving=_solver(self.branch.futures, self.looked_at))

    def begin_plans(self) -> None:
        """Begin with `plans`, which are solved while the caller goes on with the rest."""
        self.solving()

    @property
    def matters(self) -> bool:
        """Whether more of anything would spare people waiting to speak of: more than a day of all together."""
        return bool(self.reliefs) and float(self.reliefs[0].saved_hours.mean()) > _LITTLE_HOURS

    @property
    def bottleneck(self) -> Relief | None:
        """What would spare people most waiting; None if nothing would to speak of, or no single one stands out.

        It must be best in most futures, and in most of each half of them: a forecast's members come from two
        independent runs, one after the other.
        """
        if not self.matters:
            return None
        best, wins = self.reliefs[0], self._wins()
        halves = wins[: len(wins) - len(wins) // 2], wins[len(wins) - len(wins) // 2 :]
        return best if all(half.mean() > _MOST for half in (wins, *halves) if half.size) else None

    @property
    def share(self) -> float:
        """Share of futures in which the bottleneck is what would spare most."""
        return float(self._wins().mean()) if self.bottleneck is not None else 0.0

    def _wins(self) -> npt.NDArray[np.bool_]:
        """(members,) whether the first relief spares most, of those futures in which any spares anything."""
        saved = np.stack([each.saved_hours for each in self.reliefs])
        any_saves = saved.max(axis=0) > 0
        wins = saved[0] > saved[1:].max(axis=0, initial=0.0)
        return np.asarray(wins & any_saves)


def outlook(futures: Futures, since: date, *, looked_at: int = 3) -> Outlook:
    """What holds people up from a day on, the plan beside its limit, and deaths.

    Parameters
    ----------
    futures : as ``Forecast.futures`` or from `waystation.engine.prior_futures`
    since : first day on which something could be changed: the day after the as-of date
    looked_at : futures to hold against their limit, spread evenly over how long they take; each costs a linear
        programme over the hours of the run, solved when ``plans`` are asked for or ``begin_plans`` is called

    Raises
    ------
    InputError
        If ``since`` lies outside the scenario.
    """
    branch = futures.branch(since)
    run = branch.as_it_is
    day = (since - futures.scenario.settings.start).days
    waited, ends, waiting = waiting_hours(run, day), run.end_dates(), _waiting_at_night(run, day)
    night, nights = waiting.max(axis=1), waiting.sum(axis=1)
    reliefs = []
    for name, unit, more, setting in _possible(run):
        change = changed(futures.scenario, [setting], futures.draws, len(futures.seeds))
        after = branch.run(change.scenario, change.draws)
        saved = waited - waiting_hours(after, day)
        sooner = (ends - after.end_dates()) / np.timedelta64(1, "D")
        then = _waiting_at_night(after, day)
        del after  # as large as the futures themselves: one at a time
        reliefs.append(
            Relief(name, unit, more, setting, saved, sooner, night, then.max(axis=1), nights, then.sum(axis=1))
        )
    reliefs.sort(key=lambda each: float(each.saved_hours.mean()), reverse=True)
    return Outlook(since, reliefs, deaths_by_hazard(run, since), _solver(futures, looked_at, run), branch, looked_at)


def nights_waiting(run: Run, day: int) -> Floats:
    """(members,) nights that people spend waiting at stages, all people together, from a day of the run on."""
    return np.asarray(_waiting_at_night(run, day).sum(axis=1))


def _waiting_at_night(run: Run, day: int) -> Floats:
    """(members, days) people waiting at stages at midnight, from a day of the run on."""
    stages = [n for n in range(run.network.kind.size) if run.network.kind[n] == STAGE]
    return np.asarray(run.outcome.night[:, day:][:, :, stages].sum(axis=2), dtype=np.float64)


def _possible(run: Run) -> list[tuple[str, str, int, str]]:
    """Name, unit, how many more, and the setting that says so."""
    settings = run.layout.scenario.settings
    found = [(name, "lane", 1, f"stages.{name}.lanes=+1") for name in settings.stages]
    for f, name in enumerate(settings.fleets):
        more = max(1, round(_MORE_VEHICLES * float(np.median(run.parameters.vehicles[:, f]))))
        found.append((name, "vehicle", more, f"fleets.{name}.vehicles=+{more}"))
    return found


def _solver(futures: Futures, looked_at: int, run: Run | None = None) -> Callable[[], list[Future[PlanBesideLimit]]]:
    """Solves once, when asked; without a run the futures are run for it."""
    if run is not None:
        return cache(partial(_solving, run, looked_at, futures.workers))
    return cache(lambda: _solving(futures.run(), looked_at, futures.workers))


def _solving(run: Run, looked_at: int, workers: int | None) -> list[Future[PlanBesideLimit]]:
    last = run.outcome.last_hour
    received = np.flatnonzero(last >= 0)
    if not received.size or looked_at < 1 or not _received_once(run):
        return []
    order = received[np.argsort(last[received], kind="stable")]
    spots = np.rint((np.arange(looked_at) + 0.5) / looked_at * len(order) - 0.5).astype(int)
    chosen = [int(order[at]) for at in np.unique(np.clip(spots, 0, len(order) - 1))]
    # The solver lets go of Python's lock, so that charts are drawn meanwhile.
    pool = ThreadPoolExecutor(min(workers or available_workers(), len(chosen)))
    try:
        flows = [flow_of(run, m) for m in chosen]
        simulated = [run.outcome.came[m][:, list(flow.demand)].sum(axis=1).cumsum().astype(float)
                     for m, flow in zip(chosen, flows, strict=True)]  # fmt: skip
        start = run.layout.scenario.settings.start
        return [pool.submit(_plan, *each, start) for each in zip(flows, chosen, simulated, strict=True)]
    finally:
        pool.shutdown(wait=False)


def _plan(flow: Flow, m: int, simulated: Floats, start: date) -> PlanBesideLimit:
    by_hour = np.zeros(simulated.size * HOURS)
    received = solve(flow).received
    by_hour[: received.size] = received
    limit = by_hour.reshape(-1, HOURS).sum(axis=1).cumsum()
    return PlanBesideLimit(m, flow.people, simulated, limit, _end(start, simulated), _end(start, limit))


def _end(start: date, received: Floats) -> date:
    """Day by which nearly all are received who ever are, from those received by the end of each day."""
    return start + timedelta(days=int((received >= END_SHARE * received[-1]).argmax()))


def _received_once(run: Run) -> bool:
    """Whether all who come to an end come from a stage or source: else those moved on would count twice."""
    net = run.network
    onward = [c for c in range(net.to_node.size) if net.from_node[c] >= 0 and net.kind[net.from_node[c]] == SITE]
    first = [c for c in range(net.to_node.size) if c not in onward and net.kind[net.to_node[c]] != STAGE]
    return not {int(net.to_node[c]) for c in onward} & {int(net.to_node[c]) for c in first}


def _cases(values: Floats) -> tuple[float, float, float]:
    median, low, high = (float(each) for each in np.quantile(values, _QUANTILES))
    return median, low, high
