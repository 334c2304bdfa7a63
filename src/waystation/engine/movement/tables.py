"""The arrays that the compiled loops of movement read: a small automaton with a timetable.

A *state* is a place together with what its people will do next: nothing decided (free), or a rest of
a route to follow. An *option* of a state is a way to go on. A *carriage* is a link in one direction
together with the state it leads to. A *slot* is a position on a carriage: the first for those who
enter it today, later ones for those who have spent days on it. Classes of people with rules of their
own, first journeys on foot, markers and routes of several links are all more states and carriages;
the loops know nothing of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "ABSENT", "OPTION", "SLOT", "STATE", "Floats", "Ints", "Net", "People", "Records", "Rules", "Tables", "Timed",
]  # fmt: skip

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Records = Any  # arrays of records, which NumPy's types cannot describe

ABSENT = -1.0
"""Weight of an option that cannot be chosen that day, because a link of it is closed."""

STATE = np.dtype(
    [
        ("key", np.uint64),  # names the state's random streams
        ("place", np.int64),  # where its people are
        ("free", np.int64),  # state of the same people once a route is given up
        ("first", np.int64),  # its options
        ("last", np.int64),  # one past its options
        ("on_route", np.bool_),  # follows the rest of a route, so moves on without asking
    ],
    align=True,
)
OPTION = np.dtype([("slot", np.int64), ("aim", np.int64)], align=True)
"""The slot entered first, and the place the option leads to in the end."""

SLOT = np.dtype(
    [
        ("link", np.int64),
        ("leads_to", np.int64),  # state on arrival
        ("back_to", np.int64),  # state of those turned back where the link was closed under way
        ("after", np.int64),  # slot after a day at the link's speed; -1: arrived
        ("walked", np.int64),  # slot after a day on foot; -1: arrived
        ("left_km", np.float64),  # to go
        ("speed", np.float64),  # km per day
        ("walk_chance", np.float64),  # that a day is walked
    ],
    align=True,
)


class Net(NamedTuple):
    """Where people can go."""

    states: Records
    options: Records
    slots: Records
    capacity: Floats  # (places,) 0 where no limit is known


class Timed(NamedTuple):
    """What changes from day to day. As rows of one day, the first dimension is gone."""

    weight: Floats  # (days, options) before room in the place aimed at is considered; or ABSENT
    movechance: Floats  # (days, places) of leaving
    town: Any  # (days, places) bool: those who have hardly travelled today go on
    camp: Any  # (days, places) bool: nobody sets out for it when it is nearly full
    closing: Any  # (days, links) bool: closes at the start of that day


class People(NamedTuple):
    """People who come into being."""

    state: Ints  # (places, classes) where they appear
    share: Floats  # (places, classes) of those who appear
    initial: Ints  # (places,) there before the first day
    spread: Ints  # (days,) to be spread over `weight`
    weight: Floats  # (days, places) per head of population
    fixed: Ints  # (days, places) who appear at a place whatever the weights
    population: Floats  # (places,) who could flee
    takes: bool  # those who flee are taken from the population


class Rules(NamedTuple):
    """Settings that the loops ask for. Distances in km, speeds in km per day."""

    walk_speed: float
    longest_km: float  # of a day: what the memory of travel is measured in
    buffer: float  # share of capacity from which a place grows less attractive
    weight_power: float
    pruning: float  # options weaker than the strongest by this factor are forgotten; 1 or less: none
    remembers: bool  # whether recent travel decides who goes on (avoid_short_stints)
    km_step: float  # resolution of the km travelled today, in counts
    km_steps: int
    memory_points: int  # resolution of the memory of recent travel, in counts


class Tables(NamedTuple):
    """Everything that is the same for all members."""

    net: Net
    timed: Timed
    people: People
    rules: Rules
