"""Whether people can get from every source to an end, and meet every stage and site on a way."""

from __future__ import annotations

import graphlib
from collections.abc import Iterator

from waystation.errors import Problem
from waystation.world.lookup import place_of, route_km
from waystation.world.scenario_folder import Folder, unknown_name
from waystation.world.scenario_model import Leg, Settings, Stream
from waystation.world.toml_rows import Loc

__all__ = ["check_paths"]

_WHOLE = 1 + 1e-9
"""Shares such as 0.1 + 0.2 + 0.7 may pass 1 by a rounding error."""


def check_paths(folder: Folder) -> list[Problem]:
    """Problems of streams, legs and the order of stages and sites."""
    return [
        *_elements(folder),
        *_shares(folder),
        *_missing_legs(folder),
        *_travel(folder),
        *_cycles(folder),
        *_unreached(folder),
    ]


def _elements(folder: Folder) -> Iterator[Problem]:
    """Each path leads from a source over stages to a site or exit."""
    assert folder.settings is not None
    for name, stream in folder.settings.streams.items():
        loc: Loc = ("streams", name, "path")
        last = len(stream.path) - 1
        right: tuple[str, ...]
        for n, element in enumerate(stream.path):
            if n == 0:
                right, rule = ("source",), "begin at a source"
            elif n == last:
                right, rule = ("site", "exit"), "end in a site or exit"
            else:
                right, rule = ("stage",), "pass only through stages"
            kind = folder.kinds.get(element)
            if kind in right or not folder.sound(element, *([f"{each}s" for each in right] if not kind else [])):
                continue
            if kind:
                article = "an" if kind == "exit" else "a"
                message = f'A path must {rule}, but "{element}" is {article} {kind}.'
                fix = "Put it in its place on the path: a source, then stages, then a site or exit."
            else:
                names = [each for each, sort in folder.kinds.items() if sort in right]
                message, fix = unknown_name(element, " or ".join(f"a {each}" for each in right), names)
                message = message.replace("a exit", "an exit")
            yield folder.file.problem(loc, message, fix, element)
        twice = next((each for each in stream.path if stream.path.count(each) > 1), None)
        if twice:
            fix = "Name it once; a stage passed twice is two stages."
            yield folder.file.problem(loc, f'The path passes "{twice}" more than once.', fix, twice)


def _shares(folder: Folder) -> Iterator[Problem]:
    """The shares of each source's streams make up the whole."""
    assert folder.settings is not None
    streams = folder.settings.streams
    begins = {stream.path[0] for stream in streams.values()}
    if not folder.sound("streams") or not begins <= set(folder.settings.sources):
        return
    for source in folder.settings.sources:
        mine = {name: stream for name, stream in streams.items() if stream.path[0] == source}
        rest = [name for name, stream in mine.items() if stream.share == "rest"]
        if not mine:
            fix = "Add a stream whose path begins with it."
            message = f'No stream begins at the source "{source}".'
            yield folder.file.problem(("sources", source), message, fix, source)
        elif not rest:
            message = f'No stream takes the rest of the people of "{source}".'
            fix = 'Set share = "rest" in one of its streams, or leave its share out.'
            yield folder.file.problem(("streams", next(iter(mine)), "share"), message, fix)
        for name in rest[1:]:
            message = f'"{rest[0]}" already takes the rest of the people of "{source}".'
            fix = "Give all but one of the streams a share."
            yield folder.file.problem(("streams", name, "share"), message, fix, "rest")
        total = sum(_fixed(stream) for stream in mine.values())
        if total > _WHOLE and all(_fixed(stream) <= 1 for stream in mine.values()):
            message = f'The shares of the streams from "{source}" add up to {total:g}, more than 1.'
            name = [name for name, stream in mine.items() if _fixed(stream)][-1]
            fix = "Write shares of 1, such as 0.05 for 5 %."
            yield folder.file.problem(("streams", name, "share"), message, fix, f"{total:g}")


def _fixed(stream: Stream) -> float:
    return 0.0 if isinstance(stream.share, str) else stream.share


def _steps(settings: Settings) -> Iterator[tuple[Loc, str, str]]:
    """Every step that people take: along paths, over from full sites, and onward."""
    for name, stream in settings.streams.items():
        for origin, to in zip(stream.path, stream.path[1:], strict=False):
            yield ("streams", name, "path"), origin, to
    for name, site in settings.sites.items():
        if site.overflow_to is not None:
            yield ("sites", name, "overflow_to"), name, site.overflow_to
        if site.onward_to is not None:
            yield ("sites", name, "onward_to"), name, site.onward_to


def _missing_legs(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    if not folder.sound("legs"):
        return
    there = {(leg.origin, leg.to) for _, leg in folder.legs}
    told: set[tuple[str, str]] = set()
    for loc, origin, to in _steps(folder.settings):
        known = origin in folder.kinds and folder.kinds.get(to, "source") != "source"
        if known and origin != to and (origin, to) not in there | told:
            told.add((origin, to))
            message = f'There is no leg from "{origin}" to "{to}".'
            fix = f'Add [[legs]] with from = "{origin}", to = "{to}" and hours or km_per_hour.'
            yield folder.file.problem(loc, message, fix, f"{origin} - {to}")


def _travel(folder: Folder) -> Iterator[Problem]:
    """Each leg has a travel time, or a speed and a distance."""
    for i, leg in folder.legs:
        loc: Loc = ("legs", i)
        if leg.hours is not None or leg.origin not in folder.kinds or leg.to not in folder.kinds:
            continue
        way = f'from "{leg.origin}" to "{leg.to}"'
        if leg.km_per_hour is None:
            message = f"The travel time {way} is missing."
            yield folder.file.problem(loc, message, "Add hours, or km_per_hour.")
        elif folder.sound("routes") and not _has_distance(folder, leg):
            message = f"There is a speed but no distance {way}."
            fix = "Add hours or distance_km here, or the distance of the route between them to routes.csv."
            yield folder.file.problem(loc, message, fix)


def _has_distance(folder: Folder, leg: Leg) -> bool:
    """Whether a distance is given, or may stand in a row that could not be read."""
    assert folder.settings is not None
    origin, to = place_of(folder.settings, leg.origin), place_of(folder.settings, leg.to)
    if leg.distance_km is not None or (origin is not None and origin == to):
        return True
    if origin is None or to is None:
        return False
    if folder.place_names is None or not {origin, to} <= set(folder.place_names):
        return True
    if not folder.routes.readable or folder.routes.problems:
        return True
    return route_km([row.value for row in folder.routes.rows], origin, to) is not None


def _cycles(folder: Folder) -> Iterator[Problem]:
    """Nobody comes to the same stage or site again."""
    assert folder.settings is not None
    steps = list(_steps(folder.settings))
    for kind, sort in (("stage", "stages"), ("site", "sites")):
        order: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
        between = [step for step in steps if folder.kinds.get(step[1]) == kind and folder.kinds.get(step[2]) == kind]
        for _, origin, to in between:
            if origin != to or kind == "site":
                order.add(to, origin)
        try:
            order.prepare()
        except graphlib.CycleError as error:
            ring: list[str] = error.args[1]
            loc = next(loc for loc, origin, to in between if origin in ring and to in ring)
            fix = (
                "Let all streams pass their stages in one order."
                if kind == "stage"
                else "Change overflow_to or onward_to of the last one, or leave it out."
            )
            message = f"The order of {sort} runs in a circle: {' - '.join(ring)}."
            yield folder.file.problem(loc, message, fix, " - ".join(ring))


def _unreached(folder: Folder) -> Iterator[Problem]:
    """No stage, site or exit stands apart."""
    assert folder.settings is not None
    if not folder.sound("streams", "sites"):
        return
    reached = {to for _, _, to in _steps(folder.settings)}
    if not reached <= set(folder.kinds):
        return  # one of these may be meant by the name nobody knows
    fixes = {
        "stage": "Put it on the path of a stream, or remove it.",
        "site": "Let a path end there, or overflow_to or onward_to lead there; or remove it.",
        "exit": "Let a path end there, or onward_to lead there; or remove it.",
    }
    for name, kind in folder.kinds.items():
        if kind in fixes and name not in reached:
            message = f'Nobody comes to the {kind} "{name}".'
            yield folder.file.problem((f"{kind}s", name), message, fixes[kind], name)
