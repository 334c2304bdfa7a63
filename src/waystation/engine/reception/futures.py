"""Hour by hour: release, walking, queues, vehicles, stages, sites, over many members.

`run` is the checked door to the compiled loop; `simulate` draws everything unknown from its prior
and gives labelled results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import xarray as xr

from waystation.engine.randomness import member_seeds
from waystation.engine.reception.compiled_network import Layout, compile_network
from waystation.engine.reception.hourly import run_member
from waystation.engine.reception.kernel_arrays import (
    HOURS,
    Outcome,
    Parameters,
    ReceptionNetwork,
    work_space,
)
from waystation.engine.reception.parameters import member_parameters, ring_size
from waystation.engine.reception.phases import draw_day_normals, hazards, phase_schedule
from waystation.engine.reception.results import end_dates, labelled
from waystation.engine.reception.snapshot import Snapshot, blank_snapshot, copy_past, keep, put_back
from waystation.engine.reception.splice import splice
from waystation.engine.unknowns import draw_unknowns
from waystation.errors import ConservationError, InputError, Problem, nearest
from waystation.scale import over_members
from waystation.world.scenario_model import Event, Scenario

__all__ = ["Branch", "Futures", "Run", "no_futures", "prior_futures", "run", "simulate"]


def run(network: ReceptionNetwork, parameters: Parameters, days: int, workers: int | None = None) -> Outcome:
    """Run members through ``days`` days.

    Parameters
    ----------
    network, parameters : from `compile_network` and `member_parameters`
    days : days to run, at most those of ``parameters.hazard``; from `splice` where reception changes on a day
    workers : threads; default: one a core. The result does not depend on it.

    Raises
    ------
    ConservationError
        If people appeared or vanished in any hour of any member.
    """
    return _run(network, parameters, days, workers)[0]


def _run(
    network: ReceptionNetwork,
    parameters: Parameters,
    days: int,
    workers: int | None,
    *,
    keep_at: int | None = None,
    going_on: tuple[Snapshot, Outcome] | None = None,
) -> tuple[Outcome, Snapshot | None]:
    """As `run`; ``keep_at`` an hour, where members stand then is kept; ``going_on`` from where a run was kept."""
    members = parameters.seed.size // (2 if network.change_hour >= 0 else 1)
    outcome = _blank_outcome(network, members, days)
    size, last_hour = ring_size(network, parameters), days * HOURS
    kept = None
    if keep_at is not None:
        kept = blank_snapshot(members, keep_at, work_space(network, days, size), outcome)
    if going_on is not None:
        size = max(size, going_on[0].space["ring"].shape[1])
        copy_past(*going_on, outcome)

    def work(first: int, last: int) -> None:
        now = work_space(network, days, size)
        for m in range(first, last):
            begins = 0
            if going_on is not None:
                begins = going_on[0].hour
                put_back(going_on[0], m, now, outcome)
            elif kept is not None:
                run_member(m, network, parameters, outcome, now, begins, kept.hour)
                keep(kept, m, now, outcome)
                begins = kept.hour
            run_member(m, network, parameters, outcome, now, begins, last_hour)

    if members:
        over_members(work, members, workers)
    if (outcome.lost_hour >= 0).any():
        m = int(np.argmax(outcome.lost_hour >= 0))
        raise ConservationError(f"Member {m}: people do not add up from hour {outcome.lost_hour[m]}.")
    return outcome, kept


def _blank_outcome(network: ReceptionNetwork, members: int, days: int) -> Outcome:
    """Zeros for all that a run counts, which the compiled loop fills."""
    nodes, cells, channels = network.kind.size, network.out.size, network.to_cell.size

    def counts(*shape: int) -> npt.NDArray[np.int32]:
        return np.zeros((members, days, *shape), dtype=np.int32)

    return Outcome(
        stock=counts(cells),
        boarding=counts(channels),
        entered=counts(nodes),
        came=counts(nodes),
        left=counts(network.source_channel.size),
        peak=counts(nodes),
        night=counts(nodes),
        departed=counts(nodes),
        waited=np.zeros((members, days, nodes)),
        died=counts(),
        moving=counts(),
        died_at=counts(nodes),
        waits=np.zeros((members, nodes, days * HOURS + 1), np.int32),
        sent=np.zeros((members, channels), np.int64),
        last_hour=np.full(members, -1),
        lost_hour=np.full(members, -1),
    )


def simulate(
    scenario: Scenario,
    *,
    members: int = 200,
    first_member: int = 0,
    seed: int = 1,
    workers: int | None = None,
    draws: Mapping[str, float] | None = None,
    known_until: date | None = None,
    what_if: Sequence[Event] = (),
) -> xr.Dataset:
    """Possible futures of a scenario before any claim is taken into account.

    Parameters
    ----------
    scenario : a checked scenario
    members : possible futures
    first_member : number of the first; members 40 to 59 are the same alone as among a hundred
    seed : of all randomness
    workers : threads; default: one a core. The result does not depend on it.
    draws : unknowns to hold at a value, by name; the others are drawn from their priors
    known_until : last day on which events are known; default: the day of the latest event
    what_if : events supposed after it

    Returns
    -------
    xr.Dataset
        Counts by member, date and place, source, stage or exit; see `labelled`.

    Raises
    ------
    InputError
        If there is less than one member, a first member below 0, or ``draws`` names no unknown.

    Examples
    --------
    >>> import waystation as ws
    >>> future = ws.simulate(ws.load_scenario("examples/synthetic"), members=3, seed=1)
    >>> dict(future.sizes)["member"]
    3
    """
    found = prior_futures(
        scenario, members=members, first_member=first_member, seed=seed, workers=workers, draws=draws,
        known_until=known_until, what_if=what_if,
    )  # fmt: skip
    dataset = found.run().labelled()
    numbers = ("member", first_member + dataset["member"].values, dataset["member"].attrs)
    return dataset.assign_coords(member=numbers).assign_attrs(seed=seed)


@dataclass(frozen=True)
class Run:
    """What a run was made of and what came out."""

    network: ReceptionNetwork
    layout: Layout
    parameters: Parameters
    outcome: Outcome

    def labelled(self) -> xr.Dataset:
        """Counts by member, date and name, see `waystation.engine.reception.results.labelled`."""
        return labelled(self.outcome, self.layout, self.parameters)

    def end_dates(self) -> npt.NDArray[np.datetime64]:
        """(members,) as ``end_date`` of `labelled`, without the rest."""
        return end_dates(self.outcome, self.layout, self.parameters)


@dataclass(frozen=True)
class Futures:
    """All that chance decided about some members, so that they can be run again with reception changed.

    The same draws of unknowns, departures and noise seeds give *common random numbers*: two runs differ by
    what was changed alone.

    Parameters
    ----------
    scenario : the scenario
    events : events known and supposed
    draws : values of unknowns, (members,) by name
    hazard : (members, sources, days) hazard of leaving, per day
    seeds : (members,) noise seeds
    planned : (members, sources, days planned) people leaving on the first days, where given
    workers : threads; the result does not depend on it
    """

    scenario: Scenario
    events: tuple[Event, ...]
    draws: Mapping[str, npt.NDArray[np.float64]]
    hazard: npt.NDArray[np.float64]
    seeds: npt.NDArray[np.uint64]
    planned: npt.NDArray[np.int64] | None = None
    workers: int | None = None

    def run(
        self,
        scenario: Scenario | None = None,
        draws: Mapping[str, npt.NDArray[np.float64]] | None = None,
        *,
        since: date | None = None,
    ) -> Run:
        """Run all members.

        Parameters
        ----------
        scenario : the same situation with reception changed; default: as it was
        draws : values of further unknowns that the changed scenario names
        since : first day on which reception is as changed; before it, it is as it was. Default: the whole run

        Raises
        ------
        InputError
            If ``since`` lies outside the scenario, or the change is one that can only hold for the whole run.
        """
        network, layout, parameters = self.compiled(scenario or self.scenario, draws or {})
        used, rows = network, parameters
        day = self._day(since)
        if day > 0 and scenario is not None:
            used, rows = splice(self.compiled(self.scenario, {}), (network, layout, parameters), day)
        return Run(network, layout, parameters, run(used, rows, layout.days, self.workers))

    def branch(self, since: date | None = None) -> Branch:
        """Run all members as things are, and keep where they stand on a day, to go on from there as often as wanted.

        Parameters
        ----------
        since : first day on which reception is changed. Default: the first day of the scenario

        Raises
        ------
        InputError
            If ``since`` lies outside the scenario.

        Examples
        --------
        >>> import waystation as ws
        >>> scenario = ws.load_scenario("examples/synthetic")
        >>> branch = ws.prior_futures(scenario, members=3).branch(scenario.settings.start)
        >>> branch.as_it_is.labelled().equals(branch.run().labelled())
        True
        """
        day = self._day(since)
        made = self.compiled(self.scenario, {})
        network, layout, parameters = made
        outcome, kept = _run(network, parameters, layout.days, self.workers, keep_at=day * HOURS if day else None)
        return Branch(self, self.scenario.settings.start + timedelta(days=day), Run(*made, outcome), kept)

    def _day(self, since: date | None) -> int:
        """Number of a day of the run; 0 where none is given."""
        settings = self.scenario.settings
        if since is None:
            return 0
        if not settings.start <= since <= settings.end:
            fix = f"Use a day from {settings.start} to {settings.end}."
            raise InputError(Problem(f"{since} lies outside the scenario.", fix, value=str(since)))
        return (since - settings.start).days

    def compiled(
        self, scenario: Scenario, draws: Mapping[str, npt.NDArray[np.float64]]
    ) -> tuple[ReceptionNetwork, Layout, Parameters]:
        """The arrays of a scenario, with these members' values; of further unknowns those in ``draws``."""
        network, layout = compile_network(scenario, self.events)
        values = {**self.draws, **draws}
        return (
            network,
            layout,
            member_parameters(network, layout, values, self.hazard, self.seeds, self.planned),
        )


@dataclass(frozen=True)
class Branch:
    """Futures that have been run up to a day, and are the same until then whatever is changed from it on.

    Parameters
    ----------
    futures : the members
    since : first day on which reception can be changed
    as_it_is : their run with nothing changed
    kept : where they stand on that day; none on the first of the scenario. It takes about as much memory as a run
    """

    futures: Futures
    since: date
    as_it_is: Run
    kept: Snapshot | None = field(default=None, repr=False)

    def run(self, scenario: Scenario | None = None, draws: Mapping[str, npt.NDArray[np.float64]] | None = None) -> Run:
        """As ``futures.run(scenario, draws, since=branch.since)``, without running the past again.

        Raises
        ------
        InputError
            If the change is one that can only hold for the whole run.
        """
        if scenario is None:
            return self.as_it_is
        if self.kept is None:
            return self.futures.run(scenario, draws)
        before = self.as_it_is
        made = network, layout, parameters = self.futures.compiled(scenario, draws or {})
        used, rows = splice((before.network, before.layout, before.parameters), made, self.kept.hour // HOURS)
        going_on = self.kept, before.outcome
        outcome, _ = _run(used, rows, layout.days, self.futures.workers, going_on=going_on)
        return Run(network, layout, parameters, outcome)


def prior_futures(
    scenario: Scenario,
    *,
    members: int = 200,
    first_member: int = 0,
    seed: int = 1,
    workers: int | None = None,
    draws: Mapping[str, float] | None = None,
    known_until: date | None = None,
    what_if: Sequence[Event] = (),
) -> Futures:
    """The members of `simulate`, not run yet; parameters and errors as there."""
    _check(scenario, members, first_member, draws or {})
    return _drawn(scenario, members, first_member, seed, workers, draws, known_until, what_if)


def no_futures(scenario: Scenario, draws: Mapping[str, float], known_until: date | None, seed: int) -> xr.Dataset:
    """What `simulate` gives, without members: found in no time, as nothing is run."""
    _check(scenario, 1, 0, draws)
    return _drawn(scenario, 0, 0, seed, 1, draws, known_until, ()).run().labelled().assign_attrs(seed=seed)


def _drawn(
    scenario: Scenario,
    members: int,
    first_member: int,
    seed: int,
    workers: int | None,
    draws: Mapping[str, float] | None,
    known_until: date | None,
    what_if: Sequence[Event],
) -> Futures:
    values = draw_unknowns(scenario, members, seed, first=first_member)
    values |= {name: np.full(members, float(fixed)) for name, fixed in (draws or {}).items()}
    last_known = known_until or max([event.start for event in scenario.events], default=scenario.settings.start)
    known = [event for event in scenario.events if event.start <= last_known]
    normals = draw_day_normals(scenario, members, seed, first=first_member)
    hazard = [
        hazards(
            source,
            values,
            phase_schedule(
                scenario, name, values, members, seed,
                events=known, known_until=last_known, what_if=what_if, first_member=first_member,
            ),
            normals[name],
        )
        for name, source in scenario.settings.sources.items()
    ]  # fmt: skip
    seeds = member_seeds(seed, members, first=first_member)
    return Futures(scenario, (*known, *what_if), values, np.stack(hazard, axis=1), seeds, None, workers)


def _check(scenario: Scenario, members: int, first_member: int, draws: Mapping[str, float]) -> None:
    problems = []
    if first_member < 0:
        problems.append(Problem(f"There is no member {first_member}.", "Use 0 or more.", value=str(first_member)))
    if members < 1:
        problems.append(Problem(f"The number of members is {members}.", "Use 1 or more.", value=str(members)))
    for name in draws:
        if name not in scenario.settings.unknowns:
            fix = nearest(name, scenario.settings.unknowns)
            problems.append(Problem(f'"{name}" is not an unknown of this scenario.', fix, value=name))
    if problems:
        raise InputError(problems)
