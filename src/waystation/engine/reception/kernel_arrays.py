"""What goes into the compiled loop over hours and what comes out: plain arrays with names.

Words of the arrays: a *node* is a stage, site or exit; a *cell* is a stream at a node; a *channel*
is a stream on a leg. Cells of a node lie side by side, nodes stand in the order people meet them,
so one pass an hour carries people through legs that take no time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "EXIT",
    "HOURS",
    "SITE",
    "STAGE",
    "Outcome",
    "Parameters",
    "ReceptionNetwork",
    "WorkSpace",
    "work_space",
]  # fmt: skip

STAGE, SITE, EXIT = 0, 1, 2
HOURS = 24

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]


class ReceptionNetwork(NamedTuple):
    """What does not change from member to member; shapes by K sources, N nodes, Q cells, C channels, F fleets."""

    leaving: Bools
    """(K, 24) hours in which people set out."""
    source_channel: Ints
    """(K,) channel of the general stream out of a source."""
    source_splits: Ints
    """(K + 1,) where a source's partings start in ``split_channel``."""
    kind: Ints
    """(N,) STAGE, SITE or EXIT."""
    cells: Ints
    """(N + 1,) first cell of each node."""
    feeds: Ints
    """(N + 1,) where a node's incoming channels start in ``feed``."""
    feed: Ints
    """Channels by the node they lead to."""
    effort: Floats
    """(N, days, 24) share of a stage's lanes at work: 0 at night, in breaks and while it is shut."""
    random_service: Bools
    """(N,) whether people take an exponential time each."""
    holds: Bools
    """(N,) whether a full site keeps people from setting out for it."""
    rank: Ints
    """(Q,) who is served first: cells of a node stand by rank, equal ranks share."""
    opens_at: Ints
    """(N,) hour from which a stage works; before it people pass straight through."""
    overflow: Ints
    """(Q,) channel out of a full site, or -1."""
    onward: Ints
    """(Q,) channel of those who move on, or -1."""
    out: Ints
    """(Q,) channel out of a stage for the cell's stream, or -1."""
    splits: Ints
    """(Q + 1,) where a cell's partings start in ``split_channel``."""
    split_channel: Ints
    """Channel of the stream that parts; cells first, then sources."""
    to_cell: Ints
    """(C,) cell a channel leads to."""
    from_node: Ints
    """(C,) node a channel leaves, or -1 for a source."""
    enters: Bools
    """(C,) whether those who arrive come from another place."""
    fleet: Ints
    """(C,) fleet that carries them, or -1."""
    to_node: Ints
    """(C,) node a channel leads to."""
    shut_way: Bools
    """(C, days) days on which an event shuts a leg."""
    slowed: Floats
    """(C, days) how many times longer a leg takes."""
    companion: Ints
    """(F,) fleet that must go along, or -1."""
    departing: Bools
    """(F, 24) hours in which vehicles may leave."""
    last_departure: Bools
    """(F, 24) hour in which vehicles leave though not full."""
    key_source: Keys
    key_split: Keys
    key_channel: Keys
    key_death: Keys
    key_cell: Keys
    key_there: Keys
    key_service: Keys
    key_pace: Keys
    key_repair: Keys
    """Process keys for randomness."""
    change_hour: int = -1
    """Hour from which the second half of the members' rows holds, or -1: see `waystation.engine.reception.splice`."""


class Parameters(NamedTuple):
    """What differs from member to member: the same shapes with members in front."""

    seed: Keys
    """(M,) noise seed."""
    inside: Ints
    """(M, K) people at the source."""
    hazard: Floats
    """(M, K, days) hazard of leaving, per day."""
    planned: Ints
    """(M, K, days planned) people leaving on the first days, where they are given; then the hazard holds."""
    passage: Ints
    """(M, K) most people an hour, or -1."""
    party: Ints
    """(M, K) people who set out together."""
    lanes: Floats
    """(M, N) lanes of a stage."""
    rate: Floats
    """(M, N) people an hour one lane serves."""
    pace: Floats
    """(M, N) standard deviation of the logarithm of the rate over days."""
    room: Ints
    """(M, N) people who may wait at a stage or be on the way to it, or -1."""
    frail: Floats
    """(M, N) chance of dying there in a day."""
    start: Ints
    """(M, Q) people at a site at the start."""
    capacity: Ints
    """(M, N, 1 or days) people a site holds, or -1."""
    onward: Floats
    """(M, N) chance of moving on in a day."""
    onward_places: Ints
    """(M, N) most people who can move on in a day, or -1."""
    stay: Ints
    """(M, N) hours after which people must move on, or -1."""
    parting: Floats
    """(M, splits) chance of parting, of those not parted yet."""
    hours: Ints
    """(M, C) shortest travel time."""
    longest: Ints
    """(M, C) longest travel time."""
    death: Floats
    """(M, C) chance of dying on the way."""
    vehicles: Ints
    seats: Ints
    loading: Ints
    away: Ints
    convoy: Ints
    bays: Ints
    repair: Ints
    per_companion: Ints
    """(M, F) fleet: ``bays`` is -1 where any number can load at a time."""
    breakdown: Floats
    """(M, F) chance that a vehicle needs repair after a trip."""


class Outcome(NamedTuple):
    """What a run leaves, by member and day."""

    stock: npt.NDArray[np.int32]
    """(M, days, Q) people in a cell at the end of the day."""
    boarding: npt.NDArray[np.int32]
    """(M, days, C) people waiting for vehicles at the end of the day."""
    entered: npt.NDArray[np.int32]
    """(M, days, N) people who came to a node from another place."""
    came: npt.NDArray[np.int32]
    """(M, days, N) people who came to a node."""
    left: npt.NDArray[np.int32]
    """(M, days, K) people who left a source."""
    peak: npt.NDArray[np.int32]
    night: npt.NDArray[np.int32]
    """(M, days, N) most people waiting at any hour, and at any hour of the night."""
    departed: npt.NDArray[np.int32]
    waited: Floats
    """(M, days, N) people who left a stage, and the hours they had waited, added up."""
    died: npt.NDArray[np.int32]
    moving: npt.NDArray[np.int32]
    """(M, days) deaths on the way; people on the way at the end of the day."""
    died_at: npt.NDArray[np.int32]
    """(M, days, N) deaths on the way to a node or there; they are part of ``died``."""
    waits: npt.NDArray[np.int32]
    """(M, N, hours + 1) people by the whole hours they had waited when they left a stage, up to the run's hours."""
    sent: Ints
    """(M, C) people who set out on a channel."""
    last_hour: Ints
    """(M,) last hour in which anybody reached a site or exit, or -1."""
    lost_hour: Ints
    """(M,) first hour at which people did not add up, or -1."""


class WorkSpace(NamedTuple):
    """What a worker's loop writes on while it runs a member: made once, so that the loop makes no arrays.

    R is a power of two, see `waystation.engine.reception.parameters.ring_size`; hours ahead stand in it by their
    remainder.
    """

    rng: Keys
    """(1,) state of the process at work."""
    ring: Ints
    """(R, C) people by channel and the hour in which they will arrive."""
    back: Ints
    """(R, F) vehicles by the hour in which they can load again."""
    loaded: Ints
    """(R, F) vehicles by the hour in which they leave their loading place."""
    came_by_hour: Ints
    """(N, hours) people who came to a node."""
    leaving_hours: Ints
    first_hour: Ints
    """(K,) hours of the day in which people set out: how many, and the first."""
    inside: Ints
    """(K,) people at the source."""
    chance: Floats
    """(K,) chance of setting out in an hour of this day."""
    stock: Ints
    given: Ints
    """(Q,) people in a cell, and those of them served in this hour."""
    boarding: Ints
    """(C,) people waiting for vehicles."""
    soonest: Ints
    latest: Ints
    """(C,) shortest and longest travel time on this day."""
    until_death: Floats
    deaths: Ints
    """(C,) hazard until the next death on a channel, see `waystation.engine.reception.travel`; deaths so far."""
    free: Ints
    at_bays: Ints
    """(F,) vehicles that could load, and that stand at a loading place."""
    credit: Floats
    """(N,) parts of people served."""
    rate: Floats
    """(N,) people an hour one lane serves on this day."""
    most: Ints
    committed: Ints
    """(N,) people a node takes in on this day, or -1, and those there or on the way to it."""
    waiting: Ints
    head: Ints
    """(N,) people in line; (N, 2) hour in which the first in line came, and people of that hour gone already."""
    due: Ints
    gone_from: Ints
    moved_on: Ints
    """(N,) people whose stay is over, those who left so far, and those who moved on this day."""
    unseen: npt.NDArray[np.int32]
    """(1,) waits of those who die in line, all in one bin, as nobody is shown them."""


def work_space(network: ReceptionNetwork, days: int, size: int) -> WorkSpace:
    """Arrays to write on, for runs of so many days and a ring of ``size`` hours."""
    nodes, cells, channels = network.kind.size, network.out.size, network.to_cell.size
    sources, fleets = network.source_channel.size, network.departing.shape[0]

    def whole(*shape: int) -> Ints:
        return np.zeros(shape, np.int64)

    return WorkSpace(
        rng=np.zeros(1, np.uint64),
        ring=whole(size, channels),
        back=whole(size, fleets),
        loaded=whole(size, fleets),
        came_by_hour=whole(nodes, days * HOURS),
        leaving_hours=whole(sources),
        first_hour=whole(sources),
        inside=whole(sources),
        chance=np.zeros(sources),
        stock=whole(cells),
        given=whole(cells),
        boarding=whole(channels),
        soonest=whole(channels),
        latest=whole(channels),
        until_death=np.zeros(channels),
        deaths=whole(channels),
        free=whole(fleets),
        at_bays=whole(fleets),
        credit=np.zeros(nodes),
        rate=np.zeros(nodes),
        most=whole(nodes),
        committed=whole(nodes),
        waiting=whole(nodes),
        head=whole(nodes, 2),
        due=whole(nodes),
        gone_from=whole(nodes),
        moved_on=whole(nodes),
        unseen=np.zeros(1, np.int32),
    )
