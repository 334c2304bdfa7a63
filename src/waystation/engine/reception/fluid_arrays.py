"""Arrays of the reception chain as a flow: the calendar in steps, members side by side, and what a run writes on."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from waystation.engine.reception.kernel_arrays import HOURS, SITE, STAGE, Parameters, ReceptionNetwork

__all__ = [
    "FluidCalendar", "FluidMembers", "FluidSpace", "fluid_calendar", "fluid_members", "fluid_space", "put_members",
    "some_members",
]  # fmt: skip

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class FluidCalendar(NamedTuple):
    """The calendar by steps; T steps a day."""

    width: float
    """Hours in a step."""
    leaving: Floats
    """(K, T) share of a day's people who set out in a step."""
    leaving_hours: Floats
    """(K, T) hours of a step in which people set out."""
    effort: Floats
    """(N, days * T) lane-hours in a step for one lane."""
    opens_at: Ints
    """(N,) step from which a stage works."""
    departing: Floats
    """(F, T) share of the hours of a step in which vehicles may leave."""
    last_departure: Bools
    """(F, T) step in which vehicles leave though not full."""
    noon: int
    """Step in which people move on, or die where they stay."""


class FluidMembers(NamedTuple):
    """`Parameters` with W members last, in units of steps; what nobody limits is infinite."""

    seed: npt.NDArray[np.uint64]
    passage: Floats
    """(K, W) most people an hour."""
    serves: Floats
    """(N, W) people an hour that all lanes of a stage serve."""
    frail: Floats
    """(N, W) chance of dying there in a day."""
    start: Floats
    """(Q, W) people at a site at the start."""
    most: Floats
    """(N, 1 or days, W) people for whom there is room, those on the way counted."""
    holding: Floats
    """(N, 1 or days, W) people above whom a site overflows."""
    onward: Floats
    """(N, W) chance of moving on in a day."""
    places: Floats
    """(N, W) most people who can move on in a day."""
    stay: Ints
    """(N, W) steps after which people must move on, or -1."""
    parting: Floats
    """(splits, W) chance of parting, of those not parted yet."""
    hours: Floats
    longest: Floats
    """(C, W) shortest and longest travel time."""
    death: Floats
    """(C, W) chance of dying on the way."""
    vehicles: Floats
    seats: Floats
    load: Floats
    """(F, W) steps that loading takes."""
    trip: Ints
    broken_trip: Ints
    """(F, W) steps until a vehicle can load again; where it needs repair."""
    convoy: Floats
    bays: Floats
    """(F, W) most vehicles that can leave in a step."""
    per_companion: Floats
    breakdown: Floats
    tight: Bools
    """(N,) whether a node has too little room for anybody to come, in some member."""
    parts: Bools
    """(N,) whether people leave a site, by overflow or onward, in some member."""
    dwells: Bools
    """(N,) whether people must move on after a time, in some member."""
    ails: Bools
    """(N,) whether people die there, in some member."""
    deadly: Bools
    """(C,) whether people die on the way, in some member."""


class FluidSpace(NamedTuple):
    """What a worker's loop writes on."""

    ring: Floats
    """(R, C, W) people by the step in which they arrive."""
    back: Floats
    """(R, F, W) vehicles by the step in which they can load again."""
    came: Floats
    """(N, steps + 1, W) people who came to a node by the start of a step, where people must move on."""
    lag: Floats
    """(C, R, W) share of those who set out together by the steps until they arrive."""
    soonest: Ints
    latest: Ints
    """(C,) first and last step ahead with a share, of any member."""
    state: Floats
    """(N + Q + C + 1 + K, W) people: entered, stock by cell, boarding by channel, died, left by source."""
    rng: npt.NDArray[np.uint64]
    until_death: Floats
    deaths: Ints
    """(C, W)"""
    free: Floats
    committed: Floats
    gone: Floats
    moved_on: Floats
    given: Floats
    going: Floats
    went: Floats
    excess: Floats
    overdue: Floats


def fluid_calendar(network: ReceptionNetwork, days: int, steps: int) -> FluidCalendar:
    """The calendar of a network in so many steps a day (a divisor of 24)."""
    width = HOURS // steps

    def by_step(hours: Bools) -> Floats:
        return np.asarray(hours.reshape(len(hours), steps, width).sum(axis=2), dtype=np.float64)

    leaving = by_step(network.leaving)
    nodes = network.kind.size
    effort = network.effort[:, :days].reshape(nodes, days * steps, width).sum(axis=2)
    return FluidCalendar(
        width=float(width),
        leaving=leaving / np.maximum(leaving.sum(axis=1, keepdims=True), 1.0),
        leaving_hours=leaving,
        effort=np.ascontiguousarray(effort),
        opens_at=np.minimum(network.opens_at // width, days * steps + 1),
        departing=by_step(network.departing) / width,
        last_departure=by_step(network.last_departure) > 0,
        noon=12 // width,
    )


def fluid_members(network: ReceptionNetwork, parameters: Parameters, calendar: FluidCalendar) -> FluidMembers:
    """The members side by side."""
    par, width = parameters, calendar.width

    def last(array: npt.NDArray[Any]) -> Floats:
        found = np.empty((*array.shape[1:], len(array)))
        found[...] = array.T if array.ndim == 2 else array.transpose(1, 2, 0)
        return found

    def limit(array: npt.NDArray[Any]) -> Floats:
        found = last(array)
        found[found < 0] = np.inf
        return found

    holding = limit(par.capacity)
    most = np.where(network.holds[:, None, None], holding, np.inf)
    stages = network.kind == STAGE
    most[stages] = limit(par.room)[stages][:, None]
    onward, stay = last(par.onward), last(par.stay)
    dwells: Bools = np.any(stay >= 0, axis=1)
    parts: Bools = dwells | np.any(onward > 0, axis=1) | np.any(np.isfinite(holding), axis=(1, 2))
    away = par.loading + par.away
    bays = np.where(par.bays < 0, np.inf, par.bays * width / np.maximum(par.loading, 1))
    trip = np.maximum((away / width + 0.5).astype(np.int64), 1)
    broken_trip = trip + (par.repair / width).astype(np.int64)
    return FluidMembers(
        seed=par.seed, passage=limit(par.passage), serves=last(par.lanes * par.rate), frail=last(par.frail),
        start=last(par.start), most=most, holding=holding, onward=onward, places=limit(par.onward_places),
        stay=np.where(stay < 0, -1, stay // width).astype(np.int64), parting=last(par.parting),
        hours=last(par.hours), longest=last(par.longest), death=last(par.death),
        vehicles=last(par.vehicles), seats=last(par.seats), load=last(par.loading) / width,
        trip=np.ascontiguousarray(trip.T), broken_trip=np.ascontiguousarray(broken_trip.T),
        convoy=last(par.convoy), bays=last(bays), per_companion=last(par.per_companion), breakdown=last(par.breakdown),
        tight=np.any(np.isfinite(most), axis=(1, 2)), parts=parts & (network.kind == SITE), dwells=dwells,
        ails=np.any(par.frail > 0, axis=0), deadly=np.any(par.death > 0, axis=0),
    )  # fmt: skip


def fluid_space(network: ReceptionNetwork, members: FluidMembers, days: int, calendar: FluidCalendar) -> FluidSpace:
    """Arrays to write on for runs of these members."""
    nodes, cells, channels = network.kind.size, network.out.size, network.to_cell.size
    sources, fleets = network.source_channel.size, network.departing.shape[0]
    slowest = (members.longest * network.slowed.max(axis=1, initial=1.0)[:, None]).max(initial=0.0) / calendar.width
    loading, back = members.load.max(initial=0.0), members.broken_trip.max(initial=0)
    size, many = 1 << (int(max(slowest + loading, back)) + 4).bit_length(), len(members.seed)
    steps = calendar.effort.shape[1] if members.dwells.any() else 0
    return FluidSpace(
        ring=np.zeros((size, channels, many)),
        back=np.zeros((size, fleets, many)),
        came=np.zeros((nodes, steps + 1, many)),
        lag=np.zeros((channels, size, many)),
        soonest=np.zeros(channels, np.int64),
        latest=np.zeros(channels, np.int64),
        state=np.zeros((nodes + cells + channels + 1 + sources, many)),
        rng=np.zeros(1, np.uint64),
        until_death=np.zeros((channels, many)),
        deaths=np.zeros((channels, many), np.int64),
        free=np.zeros((fleets, many)),
        committed=np.zeros((nodes, many)),
        gone=np.zeros((nodes, many)),
        moved_on=np.zeros((nodes, many)),
        given=np.zeros((cells, many)),
        going=np.zeros(many),
        went=np.zeros(many),
        excess=np.zeros(many),
        overdue=np.zeros(many),
    )


def put_members(members: FluidMembers, rows: Ints, new: FluidMembers) -> None:
    """Write members of another set over those of these numbers."""
    pairs: Any = zip(members, new, strict=True)
    for old, other in pairs:
        if old.dtype == np.bool_:  # of some member: it may stay after that member has gone, and costs time alone
            old |= other
        else:
            old[..., rows] = other[..., rows]


def some_members(members: FluidMembers, rows: slice) -> FluidMembers:
    """Some of the members."""
    parts: list[Any] = [each if each.dtype == np.bool_ else np.ascontiguousarray(each[..., rows]) for each in members]
    return FluidMembers(*parts)
