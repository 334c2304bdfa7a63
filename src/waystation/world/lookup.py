"""Questions others ask of a scenario: who stands where, how far it is, what is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from waystation.world.scenario_model import Exit, Leg, Route, Scenario, Settings, Site, Source, Stage
from waystation.world.toml_rows import Loc
from waystation.world.wording import takes_unknown

__all__ = ["distance_km", "elements", "leg_between", "place_of", "quantities", "route_km"]


def elements(settings: Settings) -> dict[str, Source | Stage | Site | Exit]:
    """Sources, stages, sites and exits by name, in this order."""
    return {**settings.sources, **settings.stages, **settings.sites, **settings.exits}


def place_of(settings: Settings, name: str) -> str | None:
    """Place of the source, stage, site or exit of that name; None if it has none, or nothing is so named."""
    element = elements(settings).get(name)
    return element.place if element else None


def leg_between(settings: Settings, origin: str, to: str) -> Leg | None:
    """The leg from one element to another, or None."""
    return next((leg for leg in settings.legs if leg and (leg.origin, leg.to) == (origin, to)), None)


def route_km(routes: list[Route], one: str, other: str) -> float | None:
    """Distance of the route between two places, either way round; None if no route says."""
    ends = {one, other}
    found = (route.distance_km for route in routes if {route.origin, route.to} == ends)
    return next((km for km in found if km is not None), None)


def distance_km(scenario: Scenario, leg: Leg) -> float | None:
    """Length of a leg in km.

    Parameters
    ----------
    scenario : where the leg's ends and the routes are looked up
    leg : a leg of the scenario

    Returns
    -------
    the leg's own distance; else 0.0 if both ends are at the same place; else the distance of the
    route between their places, which serves both ways; else None
    """
    if leg.distance_km is not None:
        return leg.distance_km
    origin, to = place_of(scenario.settings, leg.origin), place_of(scenario.settings, leg.to)
    if origin is None or to is None:
        return None
    return 0.0 if origin == to else route_km(scenario.routes, origin, to)


def quantities(part: BaseModel, loc: Loc = ()) -> Iterator[tuple[Loc, BaseModel, FieldInfo, float | str]]:
    """Every setting that is a number or the name of an unknown, wherever it stands.

    Parameters
    ----------
    part : settings, or a part of them
    loc : address of the part

    Yields
    ------
    loc, owner, field, value : address as in the file, part it belongs to, its field, number or name;
        settings left out, and the share ``rest``, are not listed
    """
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        here = (*loc, info.alias or name)
        if takes_unknown(info):
            if value is not None and value != "rest":
                yield here, part, info, value
        else:
            yield from _within(value, here)


def _within(value: Any, loc: Loc) -> Iterator[tuple[Loc, BaseModel, FieldInfo, float | str]]:
    if isinstance(value, BaseModel):
        yield from quantities(value, loc)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _within(each, (*loc, key))
    elif isinstance(value, list):
        for i, each in enumerate(value):
            yield from _within(each, (*loc, i))
