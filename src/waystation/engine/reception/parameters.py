"""Fills the arrays that differ from member to member, from the values of unknowns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from waystation.engine.reception.compiled_network import Layout
from waystation.engine.reception.kernel_arrays import HOURS, Parameters, ReceptionNetwork
from waystation.engine.unknowns import Draws, amount
from waystation.world import distance_km
from waystation.world.scenario_model import Leg, Quantity, Scenario, Site, Stage, Stream

__all__ = ["member_parameters", "ring_size"]

_LONGEST_TRAVEL_HOURS = 24 * 14
"""A journey is cut off at two weeks: slower ones are a mistake in a prior, and cost memory."""


def member_parameters(
    network: ReceptionNetwork,
    layout: Layout,
    draws: Draws,
    hazard: npt.NDArray[np.float64],
    seeds: npt.NDArray[np.uint64],
    planned: npt.NDArray[np.int64] | None = None,
) -> Parameters:
    """Arrays of what differs from member to member.

    Parameters
    ----------
    network, layout : from `compile_network`
    draws : values of unknowns, (members,) by name
    hazard : (members, sources, days) hazard of leaving, per day
    seeds : (members,) noise seeds
    planned : (members, sources, days planned) people leaving on the first days; default: none planned
    """
    settings = layout.scenario.settings
    members = len(seeds)

    def floats(quantities: Sequence[Quantity | None]) -> npt.NDArray[np.float64]:
        fixed = [-1.0 if each is None or isinstance(each, str) else float(each) for each in quantities]
        filled = np.full((members, len(quantities)), fixed)
        for i, quantity in enumerate(quantities):
            if isinstance(quantity, str):
                filled[:, i] = np.maximum(draws[quantity], 0.0)
        return filled

    def whole(quantities: Sequence[Quantity | None], least: int = -1) -> npt.NDArray[np.int64]:
        return np.maximum(np.rint(floats(quantities)), least).astype(np.int64)

    stages = [settings.stages.get(node) for node in layout.nodes]
    sites = [settings.sites.get(node) for node in layout.nodes]
    fleets = list(settings.fleets.values())
    hours, longest = _travel_hours(layout, draws, members)
    deaths = floats([each.leg.deaths_per_10000 for each in layout.channels]) / 10_000
    away = np.minimum(_time_away(layout, draws, members), _LONGEST_TRAVEL_HOURS)
    there: list[Stage | Site | None] = [stage or site for stage, site in zip(stages, sites, strict=True)]
    stay_days = floats([site.longest_stay_days if site else None for site in sites])
    return Parameters(
        seed=np.asarray(seeds, dtype=np.uint64),
        inside=whole([source.people for source in settings.sources.values()]),
        hazard=np.ascontiguousarray(hazard),
        planned=np.zeros((members, len(settings.sources), 0), np.int64) if planned is None else planned,
        passage=whole([source.passage_per_hour for source in settings.sources.values()]),
        party=whole([source.leave_in_groups_of for source in settings.sources.values()], 1),
        lanes=floats([stage.lanes if stage else None for stage in stages]),
        rate=floats([stage.people_per_lane_hour if stage else None for stage in stages]),
        pace=floats([stage.rate_day_to_day if stage else 0.0 for stage in stages]),
        room=whole([stage.waiting_room if stage else None for stage in stages]),
        frail=np.minimum(floats([each.deaths_per_10000_per_day if each else 0.0 for each in there]) / 10_000, 1.0),
        start=_start_stock(layout, network, draws, members),
        capacity=_capacity(layout, draws, members),
        onward=np.minimum(floats([site.onward_per_day if site else 0.0 for site in sites]), 1.0),
        onward_places=whole([site.onward_places_per_day if site else None for site in sites]),
        stay=np.where(stay_days < 0, -1, np.rint(stay_days * HOURS)).astype(np.int64),
        parting=_partings(layout, draws, members),
        hours=hours,
        longest=longest,
        death=np.minimum(deaths, 1.0),
        vehicles=whole([fleet.vehicles for fleet in fleets], 0),
        seats=whole([fleet.seats for fleet in fleets], 1),
        loading=np.minimum(whole([fleet.loading_hours for fleet in fleets], 0), _LONGEST_TRAVEL_HOURS),
        away=away,
        convoy=whole([fleet.convoy for fleet in fleets], 1),
        bays=whole([fleet.loading_places for fleet in fleets]),
        repair=np.minimum(whole([fleet.repair_hours for fleet in fleets], 0), _LONGEST_TRAVEL_HOURS),
        per_companion=whole([fleet.vehicles_per_companion for fleet in fleets], 1),
        breakdown=np.minimum(floats([fleet.breakdowns_per_100_trips for fleet in fleets]) / 100, 1.0),
    )


def _travel_hours(layout: Layout, draws: Draws, members: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(members, channels) shortest and longest travel time, whole hours."""
    shortest = np.zeros((members, len(layout.channels)))
    spread = np.ones(len(layout.channels))
    for c, channel in enumerate(layout.channels):
        shortest[:, c] = _leg_hours(layout.scenario, channel.leg, draws, members)
        spread[c] = channel.leg.spread
    shortest = np.minimum(shortest, _LONGEST_TRAVEL_HOURS)
    longest = np.minimum(shortest * spread, _LONGEST_TRAVEL_HOURS)
    return np.rint(shortest).astype(np.int64), np.rint(longest).astype(np.int64)


def _leg_hours(scenario: Scenario, leg: Leg, draws: Draws, members: int) -> npt.NDArray[np.float64]:
    if leg.hours is not None:
        return amount(leg.hours, draws, members)
    distance = distance_km(scenario, leg)
    return np.asarray((distance or 0.0) / np.maximum(amount(leg.km_per_hour, draws, members), 0.1))


def _time_away(layout: Layout, draws: Draws, members: int) -> npt.NDArray[np.int64]:
    """(members, fleets) hours until a vehicle can load again, the drivers' rest between days' driving included."""
    columns = []
    for fleet in layout.scenario.settings.fleets.values():
        away = np.maximum(np.rint(amount(fleet.away_hours, draws, members)), 1)
        if fleet.driving_hours_per_day is not None:
            driving = np.clip(amount(fleet.driving_hours_per_day, draws, members), 1.0, HOURS)
            away = away + np.maximum(np.ceil(away / driving) - 1, 0) * (HOURS - driving)
        columns.append(np.rint(away).astype(np.int64))
    return np.stack(columns, axis=1) if columns else np.empty((members, 0), np.int64)


def _capacity(layout: Layout, draws: Draws, members: int) -> npt.NDArray[np.int64]:
    """(members, nodes, 1 or days) people a site holds, what is added later included; -1 if nobody says."""
    settings = layout.scenario.settings
    sites = [settings.sites.get(node) for node in layout.nodes]
    growing = any(site is not None and site.extensions for site in sites)
    capacity = np.full((members, len(sites), layout.days if growing else 1), -1, np.int64)
    for n, site in enumerate(sites):
        if site is None or site.capacity is None:
            continue
        capacity[:, n] = np.rint(amount(site.capacity, draws, members)).astype(np.int64)[:, None]
        for extension in site.extensions:
            added = np.rint(amount(extension.capacity, draws, members)).astype(np.int64)
            capacity[:, n, max(0, (extension.opens - settings.start).days) :] += added[:, None]
    return capacity


def _start_stock(layout: Layout, network: ReceptionNetwork, draws: Draws, members: int) -> npt.NDArray[np.int64]:
    """(members, cells): who is at a site at the start stands in its first cell."""
    stock = np.zeros((members, len(layout.cells)), dtype=np.int64)
    for n, node in enumerate(layout.nodes):
        if node in layout.scenario.settings.sites:
            people = amount(layout.scenario.settings.sites[node].people_at_start, draws, members)
            stock[:, network.cells[n]] = np.rint(people).astype(np.int64)
    return stock


def _partings(layout: Layout, draws: Draws, members: int) -> npt.NDArray[np.float64]:
    """(members, partings) chance of parting, of those who have not parted yet.

    Streams part one after another along the general stream's path, so each chance is the stream's
    share over what the earlier ones left. Shares that add up to more than one leave nobody.
    """
    streams = layout.scenario.settings.streams
    chances = np.zeros((members, len(layout.partings)))
    for base in layout.base_of.values():
        left = np.ones(members)
        mine = [j for j, (general, _) in enumerate(layout.partings) if general == base]
        for j in sorted(mine, key=lambda j: _parting_point(streams[layout.partings[j][1]], streams[base])):
            share = amount(streams[layout.partings[j][1]].share, draws, members)
            chances[:, j] = np.clip(share / np.maximum(left, 1e-12), 0.0, 1.0)
            left = np.maximum(left - share, 0.0)
    return chances


def _parting_point(stream: Stream, base: Stream) -> int:
    """How far along the general path a stream parts from it."""
    return next(i for i, (one, other) in enumerate(zip(stream.path, base.path, strict=False)) if one != other)


def ring_size(network: ReceptionNetwork, parameters: Parameters) -> int:
    """Hours the compiled loop must look ahead, for the longest journey or a vehicle's time away: a power of two."""
    slowest = np.ceil(parameters.longest * network.slowed.max(axis=1, initial=1.0))
    ahead = [0, *slowest.max(axis=0, initial=0)]
    back = (parameters.loading + parameters.away + parameters.repair * (parameters.breakdown > 0)).max(initial=0)
    loading = parameters.loading.max(initial=0)
    return 1 << int(max(max(ahead) + loading, back) + HOURS).bit_length()
