"""The arrays that the compiled loops of movement read: a small automaton with a timetable.

A *state* is a place together with what its people will do next: nothing decided (free), or a rest of
a route to follow. An *option* of a state is a way to go on. A *carriage* is a link in one direction
together with the state it leads to. A *slot* is a position on a carriage: the first for those who
enter it today, later ones for those who have spent days on it. Classes of people with rules of their
own, first journeys on foot, markers and routes of several links are all more states and carriages;
the loops know nothing of them.

Weights of options are not kept by day: the loops work them out each day from the pull of places, so that
memory goes with places and options, not with their product with days.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "ABSENT",
    "OPTION",
    "SLOT",
    "STATE",
    "Floats",
    "Ints",
    "Net",
    "People",
    "Records",
    "Rules",
    "Tables",
    "Timed",
]

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
        ("people_class", np.int64),
        ("home", np.int64),  # place its people are counted at in harvest months; -1 where that is not asked
        ("on_route", np.bool_),  # follows the rest of a route, so moves on without asking
    ],
    align=True,
)
OPTION = np.dtype(
    [
        ("slot", np.int64),  # entered first
        ("aim", np.int64),  # the place it leads to in the end
        ("gate", np.int64),  # the place that must not be nearly full on leaving; -1 if none
        ("first_link", np.int64),  # its links, in `Net.links`
        ("last_link", np.int64),
        ("people_class", np.int64),
        ("near", np.float64),  # factor on pull: 1, or by distance as the crow flies
        ("far", np.float64),  # factor on weight by km of road
        ("decided", np.bool_),  # the rest of a route chosen earlier: its only option, so its weight does not matter
        ("late", np.bool_),  # with fixed routes: the pull in its weight is yesterday's
    ],
    align=True,
)

SLOT = np.dtype(
    [
        ("link", np.int64),
        ("origin", np.int64),  # place the link begins at
        ("leads_to", np.int64),  # state on arrival
        ("back_to", np.int64),  # state of those turned back where the link was closed under way
        ("after", np.int64),  # slot after a day at the link's speed; -1: arrived
        ("walked", np.int64),  # slot after a day on foot; -1: arrived
        ("left_km", np.float64),  # to go
        ("speed", np.float64),  # km per day
        ("walk_chance", np.float64),  # that a day is walked
        ("entry", np.bool_),  # the first of its carriage
    ],
    align=True,
)


class Net(NamedTuple):
    """Where people can go."""

    states: Records
    options: Records
    links: Ints  # of options, one after the other
    slots: Records
    capacity: Floats  # (1 or days, places) 0 where no limit is known
    reach: Any  # (2, 2 slots) uint64: bits of the places of known room that its people come to, or choose where they
    # arrive; and at any stop of the day


class Timed(NamedTuple):
    """What changes from day to day. Dimensions of 1 serve all days or classes."""

    pull: Floats  # (days, 1 or classes, places)
    listed_pull: Floats  # (2, days, places) as fixed routes are listed: today's, and where the table is yesterday's
    anew: Any  # (days,) bool: pulls or closures differ from those of the day before
    steady: Floats  # (1 or days, 1 or classes, places) chance of leaving that does not go with population
    chance: Floats  # (days, 1 or classes, places) chance of leaving, before it is scaled by population
    town: Any  # (days, places) bool: those who have hardly travelled today go on
    camp: Any  # (days, places) bool: nobody sets out for it when it is nearly full
    closed: Any  # (days, links) bool: when people move that day
    closing: Any  # (days,) bool: some link closes at the start of that day
    harvest: Any  # (days,) bool: nobody at a place decides, all are counted at home
    crowded: Any  # (days, places) bool: draws by its people


class People(NamedTuple):
    """People who come into being."""

    state: Ints  # (places, classes) where they appear
    share: Floats  # (places, classes) of those who appear
    initial: Ints  # (places,) there before the first day
    spread: Ints  # (days,) to be spread over `weight`
    weight: Floats  # (days, places) per head of population
    fixed: Ints  # (days, places) who appear at a place whatever the weights
    rate: Floats  # (1 or days, places) times `per_head` times those left, cut: who appear besides
    per_head: float
    population: Floats  # (places,) who could flee
    takes: bool  # those who flee are taken from the population


class Rules(NamedTuple):
    """Settings that the loops ask for. Distances in km, speeds in km per day."""

    walk_speed: float
    longest_km: float  # of a day: what the memory of travel is measured in
    buffer: float  # share of capacity from which a place grows less attractive
    softening: float  # added to pulls
    weight_power: float
    population_power: float  # of pull; 0 if populous places pull no more
    chance_power: float  # of people over `chance_base`, on the chance of leaving
    chance_base: float
    pruning: float  # options weaker than the strongest by this factor are forgotten; 1 or less: none
    fixed_routes: bool  # weights are those of places times the pull of the aim; room plays no part
    remembers: bool  # whether recent travel decides who goes on (avoid_short_stints)
    km_step: float  # who differs by less in the km travelled today goes on together, in counts
    km_steps: int
    memory_points: int  # resolution of the memory of recent travel, in counts


class Tables(NamedTuple):
    """Everything that is the same for all members."""

    net: Net
    timed: Timed
    people: People
    rules: Rules
