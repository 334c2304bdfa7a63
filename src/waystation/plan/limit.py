"""Limits: the earliest that everyone could be received, what holds them up, and the plan beside it.

For a few members, spread evenly over how long they take, the time-expanded flow of `waystation.plan.flow` is
solved: first for the least hours until all are received, then for the most who can be received an hour earlier.
If not all can, the limit is proven; and the dual values of the second programme say how many more one lane or
vehicle would bring through by then. The stage or fleet whose lane or vehicle brings most is the *bottleneck*. Dual
values overstate what a whole lane brings, since another stage may hold people up after it; so the flow is solved once
more with that lane or vehicle added, and what is printed is the difference.

What the flow leaves out, each of which makes real plans later than the limit: people are not whole, families part,
everybody travels at the fastest speed, who goes where is settled for the best in hindsight (only the totals of each
way stay as simulated), vehicles leave part full without loss, convoys and breakdowns cost nothing. Departures from
the source are as simulated and never changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

import numpy as np

from waystation.engine.reception import Futures, Run
from waystation.engine.reception.kernel_arrays import HOURS
from waystation.errors import InputError, Problem
from waystation.plan.flow import Flow, Solution, earliest_supply, flow_of, lanes_at_fault, solve
from waystation.scale import available_workers, over_members

__all__ = ["LEFT_OUT", "Limit", "Limits", "limit_of", "limits"]

LEFT_OUT = (
    "The limit leaves out: whole people and families, all speeds but the fastest, convoys, breakdowns and part-empty "
    "vehicles. It may send people by whichever way is best in hindsight; real plans are later."
)

_ALMOST = 1e-4
"""People: what a solver may leave over."""


@dataclass(frozen=True)
class Limit:
    """One member's limit.

    ``people`` are received; ``simulated_hour`` and ``limit_hour`` are hours from the start of the first day in
    which the last of them is received, as simulated and at the earliest. ``bottleneck`` names a stage or fleet,
    none if people are received as they come; ``holds_from`` and ``holds_to`` are the first and last day on which
    it holds people up. With one ``unit`` more the limit is ``gain_hours`` sooner (where people go to several ends,
    at least that) and people are received ``saved_hours`` sooner, added up over all. ``by_name`` gives, to first
    order and by stage or fleet, people more by the hour before the limit for one lane or vehicle more; hours spared
    where the end is set by when people come.
    """

    member: int
    people: float
    simulated_hour: int
    limit_hour: int
    all_received: bool
    bottleneck: str | None
    unit: str
    holds_from: date | None
    holds_to: date | None
    gain_hours: float
    saved_hours: float
    by_name: dict[str, float]


@dataclass(frozen=True)
class Limits:
    """Limits of a few members, and how to say them."""

    start: date
    found: list[Limit]
    place_of: dict[str, str]

    @property
    def bottleneck(self) -> str | None:
        """The stage or fleet named in most members; the first of equals in order of name."""
        named = [each.bottleneck for each in self.found if each.bottleneck]
        return max(sorted(set(named)), key=named.count) if named else None

    def day(self, hour: float) -> date:
        """Day of an hour of the run."""
        return self.start + timedelta(days=int(hour // HOURS))

    def sentence(self) -> str:
        """The bottleneck in one sentence, with its evidence.

        Intervals are from the lowest to the highest of the members looked at.
        """
        name = self.bottleneck
        if name is None:
            return "Nobody is held up by reception: people are received as they come."
        mine = [each for each in self.found if each.bottleneck == name]
        begins = [each.holds_from for each in mine if each.holds_from]
        ends = [each.holds_to for each in mine if each.holds_to]
        where = f" at {self.place_of[name]}" if name in self.place_of else ""
        span = f"Between {_day(min(begins))} and {_day(max(ends))} " if begins and ends else ""
        verb = "is" if mine[0].unit == "lane" else "are"
        kind = "the stage" if mine[0].unit == "lane" else "the vehicles of"
        text = f"{span}{kind} {name}{where} {verb} what holds people up in {len(mine)} of {len(self.found)} futures"
        saved = [max(0.0, each.saved_hours) for each in mine]
        text += (
            f"; one more {mine[0].unit} would spare people {_spread(_round(min(saved)), _round(max(saved)))} hours of "
            f"waiting in total and {_sooner([each.gain_hours for each in mine])}."
        )
        return text[0].upper() + text[1:]

    def as_dict(self) -> dict[str, object]:
        """The same for machines."""
        return {"bottleneck": self.bottleneck, "sentence": self.sentence(), "left_out": LEFT_OUT,
                "futures": [asdict(each) for each in self.found]}  # fmt: skip

    def lines(self) -> list[str]:
        """The plan against the limit, for a screen."""
        if not self.found:
            return ["Nobody is received within the period, so there is no limit to show."]
        plans = [each.simulated_hour for each in self.found]
        bounds = [each.limit_hour for each in self.found]
        late = sum(not each.all_received for each in self.found)
        lines = [
            self.sentence(),
            f"Last person received, as simulated: {_days(self, plans)}.",
            f"Earliest possible with what there is: {_days(self, bounds)}.",
        ]
        if late:
            lines.append(
                f"In {late} of {len(self.found)} futures not all are received within the period: "
                "there the limit is for those who are."
            )
        return [*lines, LEFT_OUT]


def _sooner(hours: Sequence[float]) -> str:
    """By how much the earliest possible end comes forward: in hours up to two days, in days beyond."""
    low, high = max(0.0, min(hours)), max(hours)
    if high < 1:
        return "make hardly any difference to the earliest possible end"
    if high <= 2 * HOURS:
        many = "hours" if round(high) != 1 or round(low) != 1 else "hour"
        return f"bring the earliest possible end forward by {_spread(f'{low:.0f}', f'{high:.0f}')} {many}"
    return f"bring the earliest possible end forward by {_spread(f'{low / HOURS:.1f}', f'{high / HOURS:.1f}')} days"


def _round(hours: float) -> str:
    """Hours to two digits: what a few members say is no more exact."""
    return f"{float(f'{hours:.2g}'):,.0f}"


def _spread(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(found: Limits, hours: Sequence[int]) -> str:
    first, last = found.day(min(hours)), found.day(max(hours))
    return _day(first) if first == last else f"{_day(first)} to {_day(last)}"


def limits(futures: Futures, *, looked_at: int = 3, run: Run | None = None) -> Limits:
    """Limits of members spread evenly over how long the simulation takes to receive people.

    Parameters
    ----------
    futures : as ``Forecast.futures`` or from `waystation.engine.prior_futures`
    looked_at : how many members; each is some three linear programmes, members side by side on the cores there are
    run : of these futures, if there is one already

    Raises
    ------
    InputError
        If ``looked_at`` is less than one.
    """
    if looked_at < 1:
        raise InputError(Problem(f"{looked_at} futures cannot be looked at.", "Use 1 or more.", value=str(looked_at)))
    run = run or futures.run()
    received = np.flatnonzero(run.outcome.last_hour >= 0)
    order = received[np.argsort(run.outcome.last_hour[received], kind="stable")]
    spots = np.rint((np.arange(looked_at) + 0.5) / looked_at * len(order) - 0.5).astype(int)
    at = np.unique(np.clip(spots, 0, len(order) - 1)) if len(order) else spots[:0]
    settings = run.layout.scenario.settings
    places = {name: stage.place for name, stage in settings.stages.items()}
    found: list[Limit | None] = [None] * len(at)

    def work(first: int, last: int) -> None:
        for i in range(first, last):
            found[i] = limit_of(run, int(order[at[i]]))

    if len(at):
        # Up to two threads a core: three members on two cores then end together, not two and then one.
        over_members(work, len(at), min(len(at), 1 if futures.workers == 1 else 2 * available_workers()))
    return Limits(settings.start, [each for each in found if each is not None], places)


def limit_of(run: Run, m: int) -> Limit:
    """The limit of one member that receives anybody.

    References
    ----------
    Ford and Fulkerson, Operations Research 6, 1958 (flows over time); earliest arrival: Gale, 1959.
    """
    flow = flow_of(run, m)
    quick = solve(flow)
    finish, last = _earliest(flow, quick)
    names = run.layout.nodes
    nodes = [n for n in range(len(names)) if names[n] in run.layout.scenario.settings.stages]
    fleets = list(run.layout.scenario.settings.fleets)
    sooner = _gains(flow, names, nodes, fleets, last) if last is not None else {}
    saved = _gains(flow, names, nodes, fleets, quick)
    by_name = sooner if max(sooner.values(), default=0.0) > _ALMOST else saved
    name = max(by_name, key=lambda each: by_name[each], default=None)
    if name is None or by_name[name] <= _ALMOST:
        name = None
    stage = name in run.layout.scenario.settings.stages if name else False
    first_day, last_day = _held(run, quick, names.index(name)) if name and stage else (None, None)
    gain, spared = _with_one_more(flow, quick, finish, names.index(name) if name and stage else None, fleets, name)
    return Limit(
        member=m,
        people=flow.people,
        simulated_hour=int(run.outcome.last_hour[m]),
        limit_hour=finish,
        all_received=_all_received(run, m),
        bottleneck=name,
        unit="lane" if stage else "vehicle",
        holds_from=first_day,
        holds_to=last_day,
        gain_hours=gain,
        saved_hours=spared,
        by_name=by_name,
    )


def _with_one_more(
    flow: Flow, quick: Solution, finish: int, node: int | None, fleets: Sequence[str], name: str | None
) -> tuple[float, float]:
    """Hours by which the limit is sooner with one lane or vehicle more, and hours until received spared in all."""
    if name is None:
        return 0.0, 0.0
    if node is not None:
        more = replace(flow, lanes=flow.lanes + (np.arange(flow.lanes.size) == node))
    else:
        more = replace(flow, vehicles=flow.vehicles + np.array([each == name for each in fleets]))
    found = solve(more)
    return float(max(0, finish - found.finish)), max(0.0, quick.person_hours - found.person_hours)


def _earliest(flow: Flow, quick: Solution) -> tuple[int, Solution | None]:
    """The first hour by which all can be received, and the flow for the hour before, in which not all can.

    The flow of least hours is the earliest for one end; for several ends another may finish sooner, so earlier hours
    are tried by halving. None if the end is set by when people come: then no flow can finish an hour before.
    """
    high, low = quick.finish, earliest_supply(flow)  # all can be received by the one; by less than the other never
    guess, last = high - 1, None
    while low < high:
        tried = solve(flow, by=guess)
        if tried.received[: guess + 1].sum() >= flow.people - _ALMOST:
            high = guess
            guess = low if high - low > 1 and guess == quick.finish - 1 else (low + high) // 2
        else:
            low, last = guess + 1, tried
            guess = (low + high) // 2
    return high, last


def _gains(
    flow: Flow, names: Sequence[str], nodes: Sequence[int], fleets: Sequence[str], found: Solution
) -> dict[str, float]:
    """What one lane or vehicle more changes the objective by, by name."""
    gains = {names[n]: each for n, each in lanes_at_fault(flow, nodes, found).items()}
    return gains | {name: float(-value) for name, value in zip(fleets, found.vehicle_value, strict=True)}


def _held(run: Run, quick: Solution, n: int) -> tuple[date | None, date | None]:
    """First and last day on which a person more served would be received sooner."""
    busy = np.flatnonzero(quick.stage_value[n] < -_ALMOST)
    if not busy.size:
        return None, None
    start = run.layout.scenario.settings.start
    return start + timedelta(days=int(busy[0]) // HOURS), start + timedelta(days=int(busy[-1]) // HOURS)


def _all_received(run: Run, m: int) -> bool:
    out, settings = run.outcome, run.layout.scenario.settings
    waiting = sum(
        int(out.stock[m, -1, q]) for q, (node, _) in enumerate(run.layout.cells) if node in settings.stages
    )  # fmt: skip
    inside = int(run.parameters.inside[m].sum() - out.left[m].sum())
    return waiting + inside + int(out.boarding[m, -1].sum()) + int(out.moving[m, -1]) == 0
