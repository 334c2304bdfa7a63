"""Our rules: where people go, in a handful of numbers that each mean something.

Of the people who arrive in all camps together on a day, every place in conflict sends an equal part.
A camp *i* draws those of a place *z* in proportion to

    (softening + km) ^ -distance  x  (people + head start) ^ following  x  room ^ fullness

with km along the roads open that day, people already in the camp, and room the share of its capacity that
is still free; where capacities are not known, room is left out. Within a country the camp that opened last
draws ``1 + newest_camp`` times as much as it would otherwise: when a camp is opened, arrivals are taken
there. Camps not yet open, and camps behind a closed border, draw nobody. When the total falls, everybody is
as likely to be among those who left. Numbers and how they were chosen: ``data/movement_rules.toml``, and
`docs/movement_rules.md`.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
import xarray as xr

from waystation.engine.movement.free_run import Flags, Floats, FreeRun, free_run
from waystation.engine.movement.splitting import SplitTables, split
from waystation.engine.randomness import member_seeds, process_key
from waystation.engine.result_units import with_units
from waystation.errors import ConservationError, InputError, Problem, nearest
from waystation.scale import over_members
from waystation.world.flee import FleeCase

__all__ = ["MovementRules", "chosen_on", "mean_split", "shipped_rules", "simulate_free_run", "split_tables"]


@dataclass(frozen=True)
class MovementRules:
    """Where people go.

    Parameters
    ----------
    distance : power of distance: 0 for none, 1 if a camp twice as far draws half as many
    softening_km : added to every distance, so that nobody's choice hangs on the last few km
    following : power of the people already in a camp, as people follow those who went before; 0 for none
    head_start : what every camp counts as having already, in people of the mean camp, above 0
    newest_camp : how many times more the camp opened last draws within its country, beyond its own pull
    capacity : power of a camp's capacity where that is known; 0 for none, as packaged: the room left tells more
    fullness : power of the share of the capacity still free; 0 for none
    spread : standard deviation, from member to member, of the logarithm of each camp's own pull, which
        the rule does not know

    Raises
    ------
    InputError
        If a number is negative, or ``softening_km`` or ``head_start`` is 0.
    """

    distance: float
    softening_km: float = 50.0
    following: float = 0.0
    head_start: float = 0.1
    newest_camp: float = 0.0
    capacity: float = 0.0
    fullness: float = 0.0
    spread: float = 0.0

    def __post_init__(self) -> None:
        problems = [
            Problem(f"{name} is {value:g}.", "Give 0 or more.", column=name, value=f"{value:g}")
            for name, value in asdict(self).items()
            if not 0 <= value < float("inf")
        ]
        problems += [
            Problem(f"{name} is 0.", "Give a number above 0.", column=name, value="0")
            for name in ("softening_km", "head_start")
            if getattr(self, name) == 0
        ]
        if problems:
            raise InputError(problems)


def shipped_rules(without: str | None = None) -> MovementRules:
    """The packaged settings, for capacities known or not.

    Parameters
    ----------
    without : name of one of the conflicts they were chosen on, for the settings chosen on the others alone

    Raises
    ------
    InputError
        If ``without`` names none of those conflicts.

    Examples
    --------
    >>> shipped_rules().fullness
    1.0
    """
    settings = _settings()
    if without is None:
        return MovementRules(**settings["rules"])
    if without not in settings["without"]:
        fault = f'No settings were chosen leaving out "{without}".'
        raise InputError(Problem(fault, nearest(without, settings["without"]), value=without))
    return MovementRules(**settings["without"][without])


@cache
def _settings() -> dict[str, Any]:
    text = files("waystation.data").joinpath("movement_rules.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def chosen_on() -> tuple[str, ...]:
    """Names of the conflicts that the packaged settings were chosen on."""
    return tuple(_settings()["without"])


def split_tables(run: FreeRun, rules: MovementRules, *, by_population: bool = False) -> SplitTables:
    """What the compiled loop reads.

    Parameters
    ----------
    run : what is known
    rules : where people go
    by_population : whether places in conflict send people in proportion to who lived there; else equally
    """
    known = np.isfinite(run.capacity)
    typical = np.exp(np.mean(np.log(run.capacity[known]))) if known.any() else 1.0
    reach = np.isfinite(run.km) & run.in_operation[:, None, :]
    reached: Flags = np.asarray(reach.any(axis=1))
    # Where roads open that day lead to no camp at all, people came by others; failing that, to any camp.
    takes = np.where(reached.any(axis=1, keepdims=True), reached, run.in_operation)
    takes = np.where(takes.any(axis=1, keepdims=True), takes, True)
    anyway = np.isfinite(run.km_ever)[None] & takes[:, None, :]
    weight = run.population if by_population and run.population.sum() > 0 else np.ones(len(run.population))
    # Whole numbers given for settings stay no other type, or the loop would be compiled once more.
    return SplitTables(
        total=run.total.astype(float),
        first=run.first.astype(float),
        state=run.state,
        pull=_pull(run.km, reach, rules),
        pull_anyway=_pull(np.broadcast_to(run.km_ever, anyway.shape), anyway, rules),
        takes=takes.astype(float),
        newest=1.0 + rules.newest_camp * _opened_last(run),
        zone_weight=np.ascontiguousarray(run.conflict * weight, dtype=float),  # one layout: compiled for once
        size=np.where(known, run.capacity, typical) ** rules.capacity,
        capacity=np.where(known, run.capacity, np.inf),
        country=run.country,
        fullness=float(rules.fullness),
        following=float(rules.following),
        head_start=float(rules.head_start),
        spread=float(rules.spread),
        pull_key=_keys(f"pull of {name}" for name in run.camps),
        draw_key=_keys(f"arrivals at {name}" for name in run.camps),
    )


def _pull(km: Floats, reach: Any, rules: MovementRules) -> Floats:
    near = np.where(reach, km, 0.0)
    return np.where(reach, (rules.softening_km + near) ** -rules.distance, 0.0)


def _opened_last(run: FreeRun) -> Floats:
    """(states, camps) 1 for the camp in operation that opened last in its country, after day 0."""
    found = np.zeros(run.in_operation.shape)
    for state, running in enumerate(run.in_operation):
        for country in np.unique(run.country):
            here = np.flatnonzero((run.country == country) & running & (run.opened > 0))
            if len(here):
                found[state, here[run.opened[here] == run.opened[here].max()]] = 1.0
    return found


def _keys(names: Any) -> Any:
    return np.array([process_key(name) for name in names], dtype=np.uint64)


def mean_split(run: FreeRun, rules: MovementRules, *, by_population: bool = False) -> Floats:
    """People in each camp on each day, without any draw.

    What each member's draws scatter about; not exactly their mean, as a camp's pull depends on who went
    there before.

    Returns
    -------
    (days, camps) people
    """
    people = np.zeros((len(run.total), len(run.camps)))
    split(np.uint64(0), split_tables(run, rules, by_population=by_population), False, people)
    return people


def simulate_free_run(
    case: FleeCase | FreeRun,
    *,
    rules: MovementRules | None = None,
    members: int = 100,
    first_member: int = 0,
    seed: int = 1,
    workers: int | None = None,
    kernel: Literal["counts", "mean"] = "counts",
) -> xr.Dataset:
    """Possible futures of the camps of a Flee folder under our rules, the total of all camps being known.

    Parameters
    ----------
    case : with counts of its camps, of which only the daily total and day 0 are used
    rules : default: the packaged ones
    members : possible futures; one where nothing is drawn
    first_member : number of the first; members 40 to 59 are the same alone as among a hundred
    seed : of all randomness; the same seed draws the same people wherever two networks agree
    workers : threads; default: one a core. The result does not depend on it.
    kernel : "counts", drawn, or "mean", nothing drawn

    Returns
    -------
    xr.Dataset
        ``people`` (member, date, place), the places being the camps; attributes say rules, kernel and seed

    Raises
    ------
    InputError
        If there are no counts, less than one member, a first member below 0, or no such kernel.
    ConservationError
        If people do not add up: a fault of the engine.

    Examples
    --------
    >>> from waystation.world.flee import load_flee
    >>> futures = simulate_free_run(load_flee("examples/flee_valley"), members=5, seed=1)
    >>> dict(futures.sizes)["member"], futures.attrs["rules"]
    (5, 'waystation')
    """
    problems = []
    if first_member < 0:
        problems.append(Problem(f"There is no member {first_member}.", "Use 0 or more.", value=str(first_member)))
    if members < 1:
        problems.append(Problem(f"The number of members is {members}.", "Use 1 or more.", value=str(members)))
    if kernel not in ("counts", "mean"):
        problems.append(Problem(f'"{kernel}" is not a kernel.', nearest(kernel, ["counts", "mean"]), value=kernel))
    if problems:
        raise InputError(problems)
    run = case if isinstance(case, FreeRun) else free_run(case)
    rules = rules or shipped_rules()
    tables = split_tables(run, rules)
    members = 1 if kernel == "mean" else members
    people = np.zeros((members, len(run.total), len(run.camps)))
    seeds = member_seeds(seed, members, first=first_member)

    def work(first: int, last: int) -> None:
        for m in range(first, last):
            split(seeds[m], tables, kernel == "counts", people[m])

    over_members(work, members, workers)
    off = np.abs(people.sum(axis=2) - run.total) > 1e-6 * np.maximum(run.total, 1.0)
    if off.any():
        m, day = (int(each[0]) for each in np.nonzero(off))
        raise ConservationError(f"Member {m}: people do not add up on day {day}.")
    return with_units(
        xr.Dataset(
            {"people": (("member", "date", "place"), people.astype(np.float64 if kernel == "mean" else np.int64))},
            coords={
                "member": first_member + np.arange(members),
                "date": (np.datetime64(run.start, "D") + np.arange(len(run.total))).astype("datetime64[ns]"),
                "place": list(run.camps),
            },
            attrs={
                "case": run.name,
                "rules": "waystation",
                "kernel": kernel,
                "seed": seed,
                **{field.name: getattr(rules, field.name) for field in fields(rules)},
            },
        )
    )
