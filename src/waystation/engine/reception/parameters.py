"""Fills the arrays that differ from member to member, from the values of unknowns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from waystation.engine.reception.compiled_network import Layout
from waystation.engine.reception.kernel_arrays import HOURS, Parameters, ReceptionNetwork
from waystation.engine.unknowns import Draws
from waystation.world import distance_km
from waystation.world.scenario_model import Quantity, Site, Stage, Stream

__all__ = ["ParameterTable", "member_parameters", "ring_size"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LONGEST_TRAVEL_HOURS = 24 * 14
"""A journey is cut off at two weeks: slower ones are a mistake in a prior, and cost memory."""
_OF_FLEETS = (
    "vehicles", "seats", "loading_hours", "away_hours", "driving_hours_per_day", "convoy", "loading_places",
    "repair_hours", "vehicles_per_companion", "breakdowns_per_100_trips",
)  # fmt: skip


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
    return ParameterTable(network, layout)(draws, hazard, seeds, planned)


class ParameterTable:
    """`member_parameters` of one network, for callers who ask again and again: its settings are looked at once.

    Parameters
    ----------
    network, layout : from `compile_network`
    """

    def __init__(self, network: ReceptionNetwork, layout: Layout):
        settings = layout.scenario.settings
        self._fixed: list[float] = []
        self._named: list[tuple[int, str]] = []
        self._at: dict[str, slice] = {}
        self._days, self._cells = layout.days, len(layout.cells)
        sources, fleets = list(settings.sources.values()), list(settings.fleets.values())
        for name in ("people", "passage_per_hour", "leave_in_groups_of"):
            self._add(name, [getattr(each, name) for each in sources])
        stages = [settings.stages.get(node) for node in layout.nodes]
        sites = [settings.sites.get(node) for node in layout.nodes]
        there: list[Stage | Site | None] = [stage or site for stage, site in zip(stages, sites, strict=True)]
        for name, elsewhere in (("lanes", None), ("people_per_lane_hour", None), ("waiting_room", None),
                                ("rate_day_to_day", 0.0)):  # fmt: skip
            self._add(name, [getattr(stage, name) if stage else elsewhere for stage in stages])
        self._add("deaths_per_10000_per_day", [each.deaths_per_10000_per_day if each else 0.0 for each in there])
        for name, elsewhere in (("longest_stay_days", None), ("onward_per_day", 0.0), ("onward_places_per_day", None),
                                ("capacity", None)):  # fmt: skip
            self._add(name, [getattr(site, name) if site else elsewhere for site in sites])
        for name in _OF_FLEETS:
            self._add(name, [getattr(fleet, name) for fleet in fleets])
        self._rests = np.array([fleet.driving_hours_per_day is not None for fleet in fleets], dtype=bool)
        legs = [channel.leg for channel in layout.channels]
        for name in ("hours", "km_per_hour"):
            self._add(name, [getattr(leg, name) for leg in legs])
        self._add("deaths_per_10000", [leg.deaths_per_10000 for leg in legs])
        self._timed = np.array([leg.hours is not None for leg in legs], dtype=bool)
        self._km = np.array(
            [0.0 if leg.hours is not None else distance_km(layout.scenario, leg) or 0.0 for leg in legs]
        )
        self._spread = np.array([leg.spread for leg in legs])
        self._add("people_at_start", [site.people_at_start if site else 0.0 for site in sites])
        self._at_sites = np.flatnonzero([site is not None for site in sites])
        self._first_cells = network.cells[self._at_sites]
        self._limited = [n for n, site in enumerate(sites) if site is not None and site.capacity is not None]
        extensions = [
            (n, max(0, (each.opens - settings.start).days), each.capacity)
            for n in self._limited for each in getattr(sites[n], "extensions", ())
        ]  # fmt: skip
        self._growing = any(site is not None and site.extensions for site in sites)
        self._add("extension", [capacity for _, _, capacity in extensions])
        self._extended = [(n, opens) for n, opens, _ in extensions]
        self._add("share", [settings.streams[name].share for _, name in layout.partings])
        self._in_order = [_along_the_path(layout, base) for base in layout.base_of.values()]
        self._row = np.array(self._fixed)

    def _add(self, name: str, quantities: Sequence[Quantity | None]) -> None:
        """A column for each quantity: a number, the unknown it names, or -1 where nobody says."""
        first = len(self._fixed)
        self._fixed += [-1.0 if each is None or isinstance(each, str) else float(each) for each in quantities]
        self._named += [(first + i, each) for i, each in enumerate(quantities) if isinstance(each, str)]
        self._at[name] = slice(first, len(self._fixed))

    def __call__(
        self,
        draws: Draws,
        hazard: npt.NDArray[np.float64],
        seeds: npt.NDArray[np.uint64],
        planned: npt.NDArray[np.int64] | None = None,
    ) -> Parameters:
        """The arrays; parameters as of `member_parameters`."""
        members = len(seeds)
        table = np.empty((members, len(self._row)))
        table[:] = self._row
        for column, name in self._named:
            np.maximum(draws[name], 0.0, out=table[:, column])
        rounded = np.rint(table)

        def floats(name: str) -> Floats:
            return np.ascontiguousarray(table[:, self._at[name]])

        def whole(name: str, least: int = -1) -> Ints:
            return np.maximum(rounded[:, self._at[name]], least).astype(np.int64, order="C")

        hours, longest = self._travel_hours(floats("hours"), floats("km_per_hour"))
        stay = floats("longest_stay_days")
        return Parameters(
            seed=np.asarray(seeds, dtype=np.uint64),
            inside=whole("people"),
            hazard=np.ascontiguousarray(hazard),
            planned=np.zeros((*hazard.shape[:2], 0), np.int64) if planned is None else planned,
            passage=whole("passage_per_hour"),
            party=whole("leave_in_groups_of", 1),
            lanes=floats("lanes"),
            rate=floats("people_per_lane_hour"),
            pace=floats("rate_day_to_day"),
            room=whole("waiting_room"),
            frail=np.minimum(floats("deaths_per_10000_per_day") / 10_000, 1.0),
            start=self._start_stock(whole("people_at_start")),
            capacity=self._capacity(whole("capacity"), whole("extension")),
            onward=np.minimum(floats("onward_per_day"), 1.0),
            onward_places=whole("onward_places_per_day"),
            stay=np.where(stay < 0, -1, np.rint(stay * HOURS)).astype(np.int64),
            parting=self._partings(floats("share")),
            hours=hours,
            longest=longest,
            death=np.minimum(floats("deaths_per_10000") / 10_000, 1.0),
            vehicles=whole("vehicles", 0),
            seats=whole("seats", 1),
            loading=np.minimum(whole("loading_hours", 0), _LONGEST_TRAVEL_HOURS),
            away=self._time_away(floats("away_hours"), floats("driving_hours_per_day")),
            convoy=whole("convoy", 1),
            bays=whole("loading_places"),
            repair=np.minimum(whole("repair_hours", 0), _LONGEST_TRAVEL_HOURS),
            per_companion=whole("vehicles_per_companion", 1),
            breakdown=np.minimum(floats("breakdowns_per_100_trips") / 100, 1.0),
        )

    def _travel_hours(self, hours: Floats, km_per_hour: Floats) -> tuple[Ints, Ints]:
        """(members, channels) shortest and longest travel time, whole hours."""
        shortest = np.where(self._timed, hours, self._km / np.maximum(km_per_hour, 0.1))
        shortest = np.minimum(shortest, _LONGEST_TRAVEL_HOURS)
        longest = np.minimum(shortest * self._spread, _LONGEST_TRAVEL_HOURS)
        return np.rint(shortest).astype(np.int64), np.rint(longest).astype(np.int64)

    def _time_away(self, away_hours: Floats, driving_hours: Floats) -> Ints:
        """(members, fleets) hours until a vehicle can load again, the drivers' rest between days' driving included."""
        away = np.maximum(np.rint(away_hours), 1)
        driving = np.minimum(np.maximum(driving_hours, 1.0), HOURS)
        rest = np.maximum(np.ceil(away / driving) - 1, 0) * (HOURS - driving)
        away = np.rint(away + np.where(self._rests, rest, 0.0)).astype(np.int64)
        return np.asarray(np.minimum(away, _LONGEST_TRAVEL_HOURS))

    def _capacity(self, capacity: Ints, extensions: Ints) -> Ints:
        """(members, nodes, 1 or days) people a site holds, what is added later included; -1 if nobody says."""
        found = np.full((*capacity.shape, self._days if self._growing else 1), -1, np.int64)
        found[:, self._limited] = capacity[:, self._limited, None]
        for i, (n, opens) in enumerate(self._extended):
            found[:, n, opens:] += extensions[:, i, None]
        return found

    def _start_stock(self, people: Ints) -> Ints:
        """(members, cells): who is at a site at the start stands in its first cell."""
        stock = np.zeros((len(people), self._cells), dtype=np.int64)
        stock[:, self._first_cells] = people[:, self._at_sites]
        return stock

    def _partings(self, shares: Floats) -> Floats:
        """(members, partings) chance of parting, of those who have not parted yet.

        Streams part one after another along the general stream's path, so each chance is the stream's
        share over what the earlier ones left. Shares that add up to more than one leave nobody.
        """
        chances = np.zeros(shares.shape)
        for order in self._in_order:
            left = np.ones(len(shares))
            for j in order:
                chances[:, j] = np.minimum(np.maximum(shares[:, j] / np.maximum(left, 1e-12), 0.0), 1.0)
                left = np.maximum(left - shares[:, j], 0.0)
        return chances


def _along_the_path(layout: Layout, base: str) -> list[int]:
    """Partings from a general stream, in the order in which it comes to them."""
    streams = layout.scenario.settings.streams
    mine = [j for j, (general, _) in enumerate(layout.partings) if general == base]
    return sorted(mine, key=lambda j: _parting_point(streams[layout.partings[j][1]], streams[base]))


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
