"""Checks of places, routes and events, and of events against the settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from waystation.errors import Problem
from waystation.world.csv_tables import Row
from waystation.world.lookup import place_of
from waystation.world.scenario_folder import Folder, folded, table_problem, unknown_name
from waystation.world.scenario_model import Event, Route, Settings

__all__ = ["STAGE_KINDS", "check_tables"]

STAGE_KINDS = ("stage_opens", "stage_closes")
"""Kinds of event that concern the stage at their place."""

_LONG_AFTER = timedelta(days=90)
_PLACES, _ROUTES, _EVENTS = "places.csv", "routes.csv", "events.csv"


def check_tables(folder: Folder) -> list[Problem]:
    """Problems of the three tables."""
    return [*_places(folder), *_routes(folder), *_events(folder)]


def _places(folder: Folder) -> Iterator[Problem]:
    first: dict[str, tuple[int, str]] = {}
    for row in folder.places.rows:
        place = row.value
        number, name = first.setdefault(folded(place.name), (row.number, place.name))
        if number != row.number:
            message = f'The place "{place.name}" is already in row {number}.'
            if name != place.name:
                message = f'The place "{place.name}" is already in row {number}, as "{name}".'
            fix = "Keep one row, or give the two places different names."
            yield table_problem(_PLACES, row.number, "name", place.name, message, fix)
        if (place.latitude is None) != (place.longitude is None):
            blank, given = ("latitude", "longitude") if place.latitude is None else ("longitude", "latitude")
            message = f'"{place.name}" has a {given} but no {blank}.'
            yield table_problem(_PLACES, row.number, blank, "", message, "Give both, or leave both blank.")


def _routes(folder: Folder) -> Iterator[Problem]:
    first: dict[frozenset[str], list[Row[Route]]] = {}
    for row in folder.routes.rows:
        route = row.value
        for column, place in (("from", route.origin), ("to", route.to)):
            if folder.place_names is not None and place not in folder.place_names:
                message, fix = unknown_name(place, "a place of places.csv", folder.place_names)
                yield table_problem(_ROUTES, row.number, column, place, message, fix)
        if route.origin == route.to:
            message = f'The route leads from "{route.to}" to itself.'
            yield table_problem(_ROUTES, row.number, "to", route.to, message, "Name the place at its other end.")
            continue
        earlier = first.setdefault(frozenset((route.origin, route.to)), [])
        yield from _against(row, earlier)
        earlier.append(row)


def _against(row: Row[Route], earlier: list[Row[Route]]) -> Iterator[Problem]:
    route = row.value
    ends = f"{route.origin} - {route.to}"
    for other in earlier:
        km, before = route.distance_km, other.value.distance_km
        if km is not None and before is not None and km != before:
            message = f"The route {ends} has {km:g} km here and {before:g} km in row {other.number}."
            fix = "Routes serve both ways: keep one distance, and name the other in the note."
            yield table_problem(_ROUTES, row.number, "distance_km", f"{km:g}", message, fix)
            return
    for other in earlier:
        if folded(other.value.mode) == folded(route.mode):
            message = f"The route {ends} is already in row {other.number}."
            fix = "Routes serve both ways: keep one row, or give the two different modes."
            yield table_problem(_ROUTES, row.number, "to", route.to, message, fix)
            return


def _events(folder: Folder) -> Iterator[Problem]:
    settings = folder.settings
    for row in folder.events.rows:
        event = row.value
        if folder.place_names is not None and event.place not in folder.place_names:
            message, fix = unknown_name(event.place, "a place of places.csv", folder.place_names)
            yield table_problem(_EVENTS, row.number, "place", event.place, message, fix)
        if event.end is not None and event.end < event.start:
            message = f"The event ends on {event.end}, before it starts on {event.start}."
            fix = "Swap the dates, or leave the end blank if nobody said."
            yield table_problem(_EVENTS, row.number, "end", event.end, message, fix)
        if settings is None:
            continue
        if folder.sound("end") and event.start > settings.end + _LONG_AFTER:
            message = f"The event starts on {event.start}, long after the last day, {settings.end}."
            yield table_problem(_EVENTS, row.number, "start", event.start, message, "Check the year.")
        if folder.sound("sources", "stages"):
            yield from _kind(settings, row, folder.place_names or [])


def _kind(settings: Settings, row: Row[Event], names: list[str]) -> Iterator[Problem]:
    """Whether some phase or stage knows the kind, and stands where the event happens."""
    event, place_known = row.value, row.value.place in names
    if event.kind in STAGE_KINDS:
        standing = {stage.place for stage in settings.stages.values()}
        if place_known and event.place not in standing and standing <= set(names):
            message, fix = unknown_name(event.place, "a place where a stage stands", sorted(standing))
            sites = [name for name, site in settings.sites.items() if site.place == event.place]
            if sites:
                message = f"{event.place} is a site: it keeps people, and has no hours."
                change = f"sites.{sites[0]}.capacity=0"
                fix = f"To see what follows if it takes nobody more: waystation compare --set {change}."
            yield table_problem(_EVENTS, row.number, "place", event.place, message, fix)
        return
    heard: dict[str, set[str]] = {}
    for source in settings.sources.values():
        for phase in source.phases.values():
            for kind in phase.begins_with:
                heard.setdefault(kind, set()).update([source.place, *source.reported_as])
    for leg in settings.legs:
        for kind in (*leg.shut_by, *leg.slowed_by) if leg else ():
            ends = {place_of(settings, leg.origin), place_of(settings, leg.to)}
            heard.setdefault(kind, set()).update(place for place in ends if place)
    if event.kind not in heard:
        sort = "a kind of event that a phase begins with"
        message, fix = unknown_name(event.kind, sort, [*heard, *STAGE_KINDS])
        fix += " Or add it to begins_with of a phase." if fix.startswith("Use one of") else ""
        yield table_problem(_EVENTS, row.number, "kind", event.kind, message, fix)
    elif place_known and event.place not in heard[event.kind]:
        sort = f'a place of a source that knows "{event.kind}"'
        message, fix = unknown_name(event.place, sort, sorted(heard[event.kind]))
        fix += " Or add the place to reported_as of the source."
        yield table_problem(_EVENTS, row.number, "place", event.place, message, fix)
