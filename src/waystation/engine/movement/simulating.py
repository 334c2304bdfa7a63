"""The checked door to the compiled loops: possible futures of a Flee folder, labelled."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import xarray as xr

from waystation.engine.movement.agents import run_agents
from waystation.engine.movement.arrivals import Arrivals
from waystation.engine.movement.classes import people_classes
from waystation.engine.movement.compiling import compile_case
from waystation.engine.movement.counts import new_standing, run_counts
from waystation.engine.movement.network import links_of
from waystation.engine.movement.tables import Floats, Tables
from waystation.engine.movement.timetable import Timetable
from waystation.engine.randomness import generator, member_seeds
from waystation.engine.result_units import with_units
from waystation.errors import ConservationError, InputError, Problem, nearest
from waystation.scale import over_members
from waystation.world.flee import FleeCase

__all__ = [
    "AGENTS_NOTE",
    "KERNELS",
    "ORDER_NOTE",
    "ChosenKernel",
    "Kernel",
    "MovementModel",
    "choose_kernel",
    "run_arrays",
    "run_members",
    "simulate_movement",
]

Kernel = Literal["auto", "counts", "mean", "agents", "shuffled"]

KERNELS: dict[str, str] = {
    "auto": "counts; agents where camps are far over-full and the order of few agents decides",
    "counts": "counts, drawn; cost does not depend on how many people there are",
    "mean": "expectations, nothing drawn; one future",
    "agents": "one agent at a time, oldest first, as Flee takes them",
    "shuffled": "one agent at a time, in a new order every day",
}
"""Ways to run the same rules."""


_FEW_AGENT_DAYS = 3_000_000
AGENTS_NOTE = "Agents are used: camps are far over capacity here, so the order of arrival decides."
"""Said where agents were run because of that."""
ORDER_NOTE = (
    "Camps are far over capacity here, so the order of arrival decides who finds room. Counts have no such order, and "
    "there are too many agents to run them: camps may be several per cent off. Raise hasten in simsetting.yml, or use "
    "agents (--kernel agents)."
)
"""Said where counts were run though agents would be needed."""
_NEARLY_FULL = 0.95
"""Share of capacity from which, with Flee's usual buffer, nobody sets out for a camp."""


@dataclass(frozen=True)
class MovementModel:
    """A case made ready to run: compile once, run many times."""

    case: FleeCase
    tables: Tables
    times: Timetable
    arrivals: Arrivals

    @classmethod
    def of(cls, case: FleeCase, *, km_step: float | None = None, memory_points: int | None = None) -> MovementModel:
        """Compile a case.

        Parameters
        ----------
        case : a checked case
        km_step : who differs by less in the km travelled today goes on together; default: a 25th of the longest day,
            an 80th where that is below 300 km; at least 1 km
        memory_points : resolution of the memory of recent travel; default: 33

        Raises
        ------
        InputError
            If people cannot appear: no counts, or a rule without its table.
        """
        classes = people_classes(case)
        tables, times, arrivals = compile_case(case, classes, km_step=km_step, points=memory_points)
        return cls(case, tables, times, arrivals)


def simulate_movement(
    case: FleeCase | MovementModel,
    *,
    members: int = 100,
    first_member: int = 0,
    seed: int = 1,
    workers: int | None = None,
    kernel: Kernel = "auto",
    tell: Callable[[str, float], None] | None = None,
) -> xr.Dataset:
    """Possible futures of a Flee folder under Flee's rules.

    Parameters
    ----------
    case : a case, or one made ready
    members : possible futures; one where nothing is drawn
    first_member : number of the first; members 40 to 59 are the same alone as among a hundred
    seed : of all randomness; the same seed draws the same people wherever two networks agree
    workers : threads; default: one a core. The result does not depend on it.
    kernel : one of `KERNELS`; "auto" runs counts, but agents where camps are far over-full, so that who comes first
        decides, and there are few enough; which one was run stands in the attributes
    tell : called with what is being done and the share of members done

    Returns
    -------
    xr.Dataset
        Counts of people, or of agents where ``hasten`` is above 1: ``people`` (member, date, place) at the end of each
        day; ``under_way`` (member, date) on links; ``appeared`` (member, date, place) that day; ``crossed`` (member,
        link), who came to the end of a link in the whole run, but for agents. Coordinates: ``member`` by number,
        ``date`` from the first day on, ``place`` by name, ``link_from`` and ``link_to`` (link), both directions of each
        route, and ``is_camp`` (place), 1 for those that Flee prints: camps before the first day, under flood rules
        every place. Attributes: ``case``, ``rules``, ``kernel``, ``seed``; and ``note``, also given as a warning, where
        "auto" ran counts though order decides, as agents are too many.

    Raises
    ------
    InputError
        If there is less than one member, a first member below 0, or no such kernel.
    ConservationError
        If people do not add up: a fault of the engine.

    References
    ----------
    Suleimenova, Bell, Groen (2017), A generalized simulation development approach for predicting
    refugee destinations, Scientific Reports 7:13377; `docs/flee.md` lists every setting.

    Examples
    --------
    >>> import waystation as ws
    >>> futures = ws.simulate_movement(ws.load_flee("examples/flee_valley"), members=3, seed=1)
    >>> dict(futures.sizes)["member"]
    3
    """
    _check(members, first_member, kernel)
    model = case if isinstance(case, MovementModel) else MovementModel.of(case)
    chosen = choose_kernel(model, kernel)
    futures = run_members(model, members, first_member, seed, workers, chosen.kernel, tell)
    if chosen.warning is not None:
        futures.attrs["note"] = chosen.warning
        warnings.warn(chosen.warning, stacklevel=2)
    return futures


def run_members(
    model: MovementModel,
    members: int,
    first_member: int,
    seed: int,
    workers: int | None,
    kernel: Kernel,
    tell: Callable[[str, float], None] | None = None,
) -> xr.Dataset:
    """The same for a case made ready and a kernel chosen; without members, only labels, found without a run."""
    return _labelled(model, *run_arrays(model, members, first_member, seed, workers, kernel, tell), kernel, seed,
                     first_member)  # fmt: skip


def run_arrays(
    model: MovementModel,
    members: int,
    first_member: int,
    seed: int,
    workers: int | None,
    kernel: Kernel,
    tell: Callable[[str, float], None] | None = None,
) -> tuple[Floats, Floats, Floats, Floats | None]:
    """The same without labels, for studies of many short runs.

    Returns
    -------
    people (members, days, places), under way (members, days), appeared (members, days, places); and how many came to
    the end of each link in the whole run (members, links), None where agents are run
    """
    members = min(members, 1) if kernel == "mean" else members
    days, places = model.times.movechance.shape
    people, appeared = np.zeros((members, days, places)), np.zeros((members, days, places))
    under_way = np.zeros((members, days))
    links = links_of(model.case)
    agents = kernel in {"agents", "shuffled"}
    crossed = np.zeros((members, len(links)))
    seeds = member_seeds(seed, members, first=first_member)
    most = model.arrivals.at_most() if kernel in {"agents", "shuffled"} else 0
    done: list[int] = []

    def work(first: int, last: int) -> None:
        standing = new_standing(model.tables)
        for m in range(first, last):
            tables, poisson = _with_poisson(model, seed, first_member + m)
            rows = (people[m], under_way[m], appeared[m])
            if kernel in {"agents", "shuffled"}:
                run_agents(seeds[m], tables, most + poisson, kernel == "shuffled", *rows)
            else:
                standing.crossed[:] = 0.0
                run_counts(seeds[m], tables, standing, *rows, kernel == "mean")
                crossed[m] = standing.crossed[: len(links)]
            if tell is not None:
                done.append(m)
                tell("Running members", len(done) / members)

    over_members(work, members, workers)
    _conserved(people, under_way, appeared)
    return people, under_way, appeared, None if agents else crossed


class ChosenKernel(NamedTuple):
    """A kernel, and what must be said of the choice.

    Parameters
    ----------
    kernel : to run; never "auto"
    note : why, where order decides; None where nothing needs to be said
    """

    kernel: Kernel
    note: str | None = None

    @property
    def warning(self) -> str | None:
        """The note where results may be off by it: counts are run though order decides."""
        return self.note if self.kernel == "counts" else None


def choose_kernel(model: MovementModel, kernel: Kernel) -> ChosenKernel:
    """The kernel asked for, or what "auto" comes to for this case. Ask once and keep the answer: it may take a run."""
    if kernel != "auto":
        return ChosenKernel(kernel)
    if not _order_decides(model):
        return ChosenKernel("counts")
    few = model.arrivals.at_most() * model.case.days <= _FEW_AGENT_DAYS
    return ChosenKernel("agents", AGENTS_NOTE) if few else ChosenKernel("counts", ORDER_NOTE)


def _order_decides(model: MovementModel) -> bool:
    """Whether camps are so over-full that the order of agents decides where people end, which counts do not have.

    More people appear on a day on which a camp is full than there is room left anywhere. It depends on the case alone;
    expectations are run to see it, unless on no day all who have come by then could fill what room there is.
    """
    net = model.tables.net
    capacity = np.broadcast_to(net.capacity, (model.case.days, net.capacity.shape[1]))
    known = capacity >= 1.0
    unlimited = (model.times.camp & ~known).any()
    if unlimited or not known.any() or model.arrivals.mean is not None:
        return False
    room = np.where(known, capacity, 0.0).sum(axis=1)
    new = model.arrivals.daily_at_most(model.case.days)
    everyone = model.arrivals.initial.sum() + np.cumsum(new)
    if (everyone + new <= room).all():
        return False
    days, places = model.times.movechance.shape
    people, appeared, under_way = np.zeros((days, places)), np.zeros((days, places)), np.zeros(days)
    run_counts(np.uint64(0), model.tables, new_standing(model.tables), people, under_way, appeared, True)
    full = (known & (people >= _NEARLY_FULL * capacity)).any(axis=1)
    left = np.where(known, np.maximum(capacity - people, 0.0), 0.0).sum(axis=1)
    return bool((full & (appeared.sum(axis=1) > left)).any())


def _check(members: int, first_member: int, kernel: str) -> None:
    problems = []
    if first_member < 0:
        problems.append(Problem(f"There is no member {first_member}.", "Use 0 or more.", value=str(first_member)))
    if members < 1:
        problems.append(Problem(f"The number of members is {members}.", "Use 1 or more.", value=str(members)))
    if kernel not in KERNELS:
        problems.append(Problem(f'"{kernel}" is not a kernel.', nearest(kernel, KERNELS), value=kernel))
    if problems:
        raise InputError(problems)


def _with_poisson(model: MovementModel, seed: int, member: int) -> tuple[Tables, int]:
    """Tables of one member: where displacement is a Poisson process, its numbers are the member's own.

    Also how many people appear by it.
    """
    if model.arrivals.mean is None:
        return model.tables, 0
    rng = generator(seed, f"displacement of member {member}")
    fixed = rng.poisson(model.arrivals.mean).astype(np.int64)
    return model.tables._replace(people=model.tables.people._replace(fixed=fixed)), int(fixed.sum())


def _conserved(people: Floats, under_way: Floats, appeared: Floats) -> None:
    """Everybody who appeared is at a place or on a link, on every day of every member."""
    there = people.sum(axis=2) + under_way
    should = np.cumsum(appeared.sum(axis=2), axis=1)
    off = np.abs(there - should) > 1e-6 * np.maximum(should, 1.0)
    if off.any():
        m, day = (int(each[0]) for each in np.nonzero(off))
        raise ConservationError(f"Member {m}: people do not add up on day {day}.")


def _labelled(
    model: MovementModel,
    people: Floats,
    under_way: Floats,
    appeared: Floats,
    crossed: Floats | None,
    kernel: str,
    seed: int,
    first_member: int,
) -> xr.Dataset:
    whole = np.float64 if kernel == "mean" else np.int64
    case = model.case
    names = [place.name for place in case.places]
    links = links_of(case) if crossed is not None else []
    by_link = {} if crossed is None else {"crossed": (("member", "link"), crossed.astype(whole))}
    ends = {
        f"link_{end}": ("link", [names[getattr(link, of)] for link in links])
        for end, of in (("from", "origin"), ("to", "to"))
        if by_link
    }
    dates = np.datetime64(case.start, "D") + np.arange(case.days)
    by_place = ("member", "date", "place")
    return with_units(
        xr.Dataset(
            {
                "people": (by_place, people.astype(whole)),
                "under_way": (("member", "date"), under_way.astype(whole)),
                "appeared": (by_place, appeared.astype(whole)),
                **by_link,
            },
            coords={
                "member": first_member + np.arange(len(people)),
                "date": dates.astype("datetime64[ns]"),
                "place": names,
                **ends,
                "is_camp": (
                    "place",
                    np.isin(names, model.times.printed).astype(np.int8),
                ),
            },
            attrs={"case": case.name, "rules": "flee", "kernel": kernel, "seed": seed},
        )
    )
