"""From a scenario to the arrays of the compiled loop, with the names that belong to them."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from waystation.engine.randomness import process_key
from waystation.engine.reception.calendar import CLOSES, effort_of, shut_days, slowed_days, window
from waystation.engine.reception.kernel_arrays import EXIT, HOURS, SITE, STAGE, ReceptionNetwork
from waystation.world.scenario_model import Event, Leg, Scenario

__all__ = ["CLOSES", "OPENS", "Channel", "Layout", "compile_network"]

OPENS = "stage_opens"
"""Kind of event with which a stage begins to work."""

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Channel:
    """A stream on a leg."""

    stream: str
    leg: Leg


@dataclass
class Layout:
    """Names of the arrays' rows: what the compiled loop works on, for those who fill and read it."""

    scenario: Scenario
    nodes: list[str]
    cells: list[tuple[str, str]]
    """(node, stream)"""
    channels: list[Channel] = field(default_factory=list)
    partings: list[tuple[str, str]] = field(default_factory=list)
    """(general stream, stream that parts from it), in the order of ``split_channel``."""
    base_of: dict[str, str] = field(default_factory=dict)
    """Source to the stream that everyone is in before the paths part."""

    @property
    def days(self) -> int:
        """Days of the scenario, first and last included."""
        return (self.scenario.settings.end - self.scenario.settings.start).days + 1

    @property
    def dates(self) -> np.ndarray:
        """(days,) datetime64[ns]"""
        first = np.datetime64(self.scenario.settings.start, "D")
        return np.asarray((first + np.arange(self.days)).astype("datetime64[ns]"))

    def place_of(self, name: str) -> str | None:
        """Place of a source, stage, site or exit."""
        settings = self.scenario.settings
        groups = (settings.sources, settings.stages, settings.sites, settings.exits)
        return next((group[name].place for group in groups if name in group), None)


def compile_network(scenario: Scenario, events: Sequence[Event] | None = None) -> tuple[ReceptionNetwork, Layout]:
    """Arrays and names for a scenario.

    Parameters
    ----------
    scenario : a checked scenario
    events : what is known of events; default: all of the scenario's

    Returns
    -------
    network : static arrays of the compiled loop
    layout : the names of their rows
    """
    settings = scenario.settings
    known = scenario.events if events is None else events
    streams = settings.streams
    nodes = _in_order(scenario)
    cells = [(node, stream) for node in nodes for stream in _streams_at(scenario, node)]
    layout = Layout(scenario, nodes, cells)
    for source in settings.sources:
        layout.base_of[source] = next(
            name for name, stream in streams.items() if stream.path[0] == source and stream.share == "rest"
        )
    ways = _Ways(layout)
    at_cells = [ways.from_cell(node, stream) for node, stream in cells]
    at_sources = [ways.from_source(source, base) for source, base in layout.base_of.items()]
    splits, source_splits = [each.splits for each in at_cells], [each.splits for each in at_sources]

    channels = layout.channels
    cell_index = {cell: i for i, cell in enumerate(cells)}
    to_cell = [cell_index[each.leg.to, each.stream] for each in channels]
    feeds = [[c for c, q in enumerate(to_cell) if cells[q][0] == node] for node in nodes]
    fleets = list(settings.fleets)
    windows = np.array([window(settings.fleets[name].depart_hours) for name in fleets], dtype=bool).reshape(-1, HOURS)
    network = ReceptionNetwork(
        leaving=np.array([window(source.leave_hours) for source in settings.sources.values()]),
        source_channel=np.array([each.out for each in at_sources]),
        source_splits=_starts(source_splits) + sum(len(each) for each in splits),
        kind=np.array([_kind(scenario, node) for node in nodes]),
        cells=_starts([[cell for cell in cells if cell[0] == node] for node in nodes]),
        feeds=_starts(feeds),
        feed=np.array([c for each in feeds for c in each], dtype=np.int64),
        effort=np.array([effort_of(scenario, node, layout.days, known) for node in nodes]),
        random_service=np.array(
            [node in settings.stages and settings.stages[node].service == "random" for node in nodes]
        ),
        holds=np.array([node in settings.sites and settings.sites[node].when_full == "hold" for node in nodes]),
        rank=np.array([-streams[stream].priority for _, stream in cells]),
        opens_at=np.array([_opens_at(scenario, node, known) for node in nodes]),
        overflow=np.array([each.overflow for each in at_cells], dtype=np.int64),
        onward=np.array([each.onward for each in at_cells], dtype=np.int64),
        out=np.array([each.out for each in at_cells], dtype=np.int64),
        splits=_starts(splits),
        split_channel=np.array([c for each in (*splits, *source_splits) for c in each], dtype=np.int64),
        to_cell=np.array(to_cell),
        from_node=np.array([nodes.index(each.leg.origin) if each.leg.origin in nodes else -1 for each in channels]),
        enters=np.array([layout.place_of(each.leg.origin) != layout.place_of(each.leg.to) for each in channels]),
        fleet=np.array([fleets.index(each.leg.fleet) if each.leg.fleet else -1 for each in channels]),
        to_node=np.array([nodes.index(each.leg.to) for each in channels]),
        shut_way=np.array([shut_days(scenario, each.leg, layout.days, known) for each in channels]),
        slowed=np.array([slowed_days(scenario, each.leg, layout.days, known) for each in channels]),
        companion=np.array(
            [_index(fleets, fleet.accompanied_by) for fleet in settings.fleets.values()], dtype=np.int64
        ),
        departing=windows,
        last_departure=windows & ~np.roll(windows, -1, axis=1)
        | (windows.all(axis=1, keepdims=True) & (np.arange(HOURS) == HOURS - 1)),
        key_source=_keys(f"leave {source}" for source in settings.sources),
        key_split=_keys(f"part {stream}" for _, stream in layout.partings),
        key_channel=_keys(f"travel {c.stream} {c.leg.origin} {c.leg.to}" for c in channels),
        key_death=_keys(f"die {c.stream} {c.leg.origin} {c.leg.to}" for c in channels),
        key_cell=_keys(f"move on {node} {stream}" for node, stream in cells),
        key_there=_keys(f"die there {node} {stream}" for node, stream in cells),
        key_service=_keys(f"serve {node}" for node in nodes),
        key_pace=_keys(f"pace {node}" for node in nodes),
        key_repair=_keys(f"repair {c.stream} {c.leg.origin} {c.leg.to}" for c in channels),
    )
    return network, layout


@dataclass(frozen=True)
class _Onward:
    """Numbers of the channels by which people of one stream leave a node; -1 where there is none."""

    splits: list[int]
    """Of the streams that part from it here."""
    out: int = -1
    overflow: int = -1
    onward: int = -1


class _Ways:
    """Finds the channels of a network, node by node, and numbers them in the order in which they are met."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.settings = layout.scenario.settings
        self.legs = {(leg.origin, leg.to): leg for leg in self.settings.legs}
        self.numbers: dict[tuple[str, str, str], int] = {}

    def from_source(self, source: str, base: str) -> _Onward:
        """Channels of a source, whose people are in one stream until paths part."""
        splits = self._splits(source, base)
        return _Onward(splits, out=self._channel(base, source, self.settings.streams[base].path[1]))

    def from_cell(self, node: str, stream: str) -> _Onward:
        """Channels of a stream at a stage, site or exit."""
        splits = self._splits(node, stream)
        if node in self.settings.stages:
            path = self.settings.streams[stream].path
            return _Onward(splits, out=self._channel(stream, node, path[path.index(node) + 1]))
        if node in self.settings.sites:
            site = self.settings.sites[node]
            overflow = self._channel(stream, node, site.overflow_to) if site.overflow_to else -1
            onward = self._channel(stream, node, site.onward_to) if site.onward_to else -1
            return _Onward(splits, overflow=overflow, onward=onward)
        return _Onward(splits)

    def _channel(self, stream: str, origin: str, to: str) -> int:
        key = (stream, origin, to)
        if key not in self.numbers:
            self.numbers[key] = len(self.layout.channels)
            self.layout.channels.append(Channel(stream, self.legs[origin, to]))
        return self.numbers[key]

    def _splits(self, node: str, stream: str) -> list[int]:
        """Channels of the streams that part from ``stream`` when it leaves ``node``."""
        streams = self.settings.streams
        base = streams[stream]
        if self.layout.base_of.get(base.path[0]) != stream or node not in base.path[:-1]:
            return []
        at = base.path.index(node)
        found = []
        for name, other in streams.items():
            if name != stream and other.path[0] == base.path[0] and _common(other.path, base.path) == at + 1:
                self.layout.partings.append((stream, name))
                found.append(self._channel(name, node, other.path[at + 1]))
        return found


def _in_order(scenario: Scenario) -> list[str]:
    """Stages, sites and exits in the order in which people meet them."""
    settings = scenario.settings
    order: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for stream in settings.streams.values():
        for before, after in zip(stream.path[1:], stream.path[2:], strict=False):
            order.add(after, before)
        order.add(stream.path[1])
    for name, site in settings.sites.items():
        order.add(name)
        for to in filter(None, (site.overflow_to, site.onward_to)):
            order.add(to, name)
    return list(order.static_order())


def _streams_at(scenario: Scenario, node: str) -> list[str]:
    """Streams that can be at a node: by their path, or sent on from a site on it."""
    settings = scenario.settings
    found = []
    for name, stream in settings.streams.items():
        reached, frontier = set(stream.path[1:]), [stream.path[-1]]
        while frontier:
            site = settings.sites.get(frontier.pop())
            for to in filter(None, (site.overflow_to, site.onward_to) if site else ()):
                if to not in reached:
                    reached.add(to)
                    frontier.append(to)
        # Those who part later come this far in the general stream.
        base = next(
            other for other, each in settings.streams.items() if each.path[0] == stream.path[0] and each.share == "rest"
        )
        together = _common(stream.path, settings.streams[base].path) if name != base else 0
        if node in reached and node not in stream.path[:together]:
            found.append(name)
    if not found:  # a site nobody is sent to still holds those who were there at the start
        found.append(next(iter(settings.streams)))
    return sorted(found, key=lambda name: -settings.streams[name].priority)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the common beginning of two paths."""
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same


def _kind(scenario: Scenario, node: str) -> int:
    if node in scenario.settings.stages:
        return STAGE
    return SITE if node in scenario.settings.sites else EXIT


def _opens_at(scenario: Scenario, node: str, events: Sequence[Event]) -> int:
    """Hour from which a stage works; never, if it waits for an event nobody has reported yet."""
    stage = scenario.settings.stages.get(node)
    if stage is None:
        return 0
    opening: date | None = stage.opens
    if stage.opens_on_report:
        known = [e.start for e in events if e.kind == OPENS and e.place == stage.place]
        if not known:
            return int(_NEVER)
        opening = min(known)
    return 0 if opening is None else (opening - scenario.settings.start).days * HOURS


def _index(names: Sequence[str], name: str | None) -> int:
    return -1 if name is None else names.index(name)


def _starts(groups: Sequence[Sequence[object]]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.int64)


def _keys(names: Iterable[str]) -> np.ndarray:
    return np.array([process_key(name) for name in names], dtype=np.uint64)
