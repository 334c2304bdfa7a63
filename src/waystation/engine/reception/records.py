"""What each stage of an hour works on: a few arrays with names, taken from a member's parameters and work space.

A stage of the loop gets the records that it reads or changes, and no others. They are views: who writes on one writes
on the member. They are made once for each member, and the stages are compiled into the loop: reaching into a whole
network at each use costs more than the work. Shapes and units of the arrays are those of
`waystation.engine.reception.kernel_arrays`, without the axis of members.
"""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Account", "Fleets", "Lines", "Now", "Random", "Sites", "Sources", "Splits", "Stages", "WayIn", "Ways"]


class Now(NamedTuple):
    """When it is: hours since the start, days since the start, and the hour of the day."""

    hour: Any
    day: Any
    clock: Any


class Random(NamedTuple):
    """Where random numbers come from: the state of the process at work, and the member's seed."""

    rng: Any
    seed: Any


class Ways(NamedTuple):
    """Channels, who is on them, and who waits for their vehicles."""

    from_node: Any
    to_node: Any
    to_cell: Any
    fleet: Any
    enters: Any
    shut: Any
    slowed: Any
    hours: Any
    longest: Any
    soonest: Any
    latest: Any
    death: Any
    until_death: Any
    deaths: Any
    ring: Any
    boarding: Any
    sent: Any
    key_channel: Any
    key_death: Any


class WayIn(NamedTuple):
    """People that each node takes in on this day (-1: any number), and those there or on the way to it."""

    most: Any
    committed: Any


class Splits(NamedTuple):
    """Streams that part from another: their channels, and the chance of those not parted yet."""

    channel: Any
    parting: Any
    key: Any


class Sources(NamedTuple):
    """Where people set out from, and how many."""

    leaving: Any
    channel: Any
    splits: Any
    hazard: Any
    planned: Any
    passage: Any
    party: Any
    inside: Any
    chance: Any
    leaving_hours: Any
    first_hour: Any
    left: Any
    key: Any


class Lines(NamedTuple):
    """Who is at the nodes, who stands in line there, and in which hour they came."""

    kind: Any
    cells: Any
    feeds: Any
    feed: Any
    frail: Any
    stock: Any
    waiting: Any
    head: Any
    came: Any
    gone: Any
    unseen: Any
    key: Any


class Stages(NamedTuple):
    """Service points: lanes, rates, and where people go from them."""

    lanes: Any
    lane_rate: Any
    pace: Any
    rate: Any
    room: Any
    effort: Any
    random_service: Any
    opens_at: Any
    rank: Any
    out: Any
    splits: Any
    credit: Any
    served: Any
    waits: Any
    key_service: Any
    key_pace: Any


class Sites(NamedTuple):
    """Places that keep people: their room, and who moves on when."""

    holds: Any
    capacity: Any
    overflow: Any
    onward: Any
    onward_chance: Any
    onward_places: Any
    stay: Any
    due: Any
    moved_on: Any
    key: Any


class Fleets(NamedTuple):
    """Vehicles: how many, where they stand, and how they go."""

    departing: Any
    last_departure: Any
    vehicles: Any
    seats: Any
    loading: Any
    away: Any
    convoy: Any
    bays: Any
    repair: Any
    breakdown: Any
    companion: Any
    per_companion: Any
    free: Any
    at_bays: Any
    back: Any
    loaded: Any
    key_repair: Any


class Account(NamedTuple):
    """What a member leaves, by day."""

    stock: Any
    boarding: Any
    moving: Any
    entered: Any
    came: Any
    peak: Any
    night: Any
    departed: Any
    waited: Any
    died: Any
    died_at: Any
    last_hour: Any
    lost_hour: Any
