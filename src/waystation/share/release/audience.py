"""Who may be told what: three audiences as data, and a reason where more than the default is told."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from waystation.errors import InputError, Problem, nearest
from waystation.world.scenario_model import Level, Settings
from waystation.world.wording import explain

__all__ = ["Audience", "audiences", "finer", "for_audience", "refuse_too_sensitive"]

_LEAST_REASON = 15


class Audience(BaseModel):
    """What one audience is told by default.

    Parameters
    ----------
    name : public, response or partners
    says : the same in words
    level : highest sensitivity that it may hold
    sites : ``each`` or all ``together``
    every_days : days between the days shown
    round_to : step that people are rounded to
    capacity : whether capacity is shown
    reported : ``none``, figures with their ``offices``, or ``quotes`` as well
    ahead_days : furthest day ahead
    coming : whether arrivals of days to come are shown
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    says: str = Field(min_length=1)
    level: Level
    sites: Literal["each", "together"]
    every_days: int = Field(ge=1, le=366)
    round_to: int = Field(ge=10, le=100_000)
    capacity: bool
    reported: Literal["none", "offices", "quotes"]
    ahead_days: int = Field(ge=0, le=730)
    coming: bool


@cache
def audiences() -> Mapping[str, Audience]:
    """The packaged audiences by name, the widest first.

    Examples
    --------
    >>> list(audiences())
    ['public', 'response', 'partners']
    """
    raw = tomllib.loads(resources.files("waystation.data").joinpath("audiences.toml").read_text("utf-8"))
    return {name: Audience(name=name, **values) for name, values in raw.items()}


def for_audience(name: str, changes: Mapping[str, Any] | None = None, *, reason: str = "") -> Audience:
    """An audience, with changes.

    Parameters
    ----------
    name : public, response or partners
    changes : values by name of the field that differ from the default
    reason : why something finer than the default is told; needed where anything is

    Raises
    ------
    InputError
        If the audience or a change is unknown, or something finer has no reason of 15 characters.

    Examples
    --------
    >>> for_audience("response", {"every_days": 14}).every_days
    14
    """
    known = audiences()
    if name not in known:
        problem = Problem(f'"{name}" is not an audience.', nearest(name, known), column="audience", value=name)
        raise InputError(problem)
    default = known[name]
    asked = dict(changes or {})
    unknown = [each for each in asked if each not in Audience.model_fields or each in {"name", "says", "level"}]
    if unknown:
        fields = [each for each in Audience.model_fields if each not in {"name", "says", "level"}]
        raise InputError(
            [Problem(f'"{each}" cannot be changed.', nearest(each, fields), column=each) for each in unknown]
        )
    try:
        chosen = Audience.model_validate({**default.model_dump(), **asked})
    except ValidationError as error:
        raise InputError(
            [
                Problem(*explain(each, shown), column=str(each["loc"][0]), value=shown)
                for each in error.errors()
                for shown in [str(each["input"])[:60]]
            ]
        ) from None
    more = finer(default, chosen)
    if more and len(reason.strip()) < _LEAST_REASON:
        message = f"This tells more than {default.says.lower()} is told by default: {', '.join(more)}."
        fix = f"Say why, in {_LEAST_REASON} characters or more. The reason is kept."
        raise InputError(Problem(message, fix, column="reason", value=reason))
    return chosen


def refuse_too_sensitive(audience: Audience, settings: Settings) -> None:
    """Refuse to tell an audience of a situation that is more sensitive than it may be told of.

    Raises
    ------
    InputError
        If it is, site by site or at all.
    """
    order = list(Level)
    if settings.level is Level.SEVERE:
        message = "This situation is marked severe: nothing of it is shared by this command."
        fix = "Share by hand with those who need to know, or have its owner set another level in scenario.toml."
        raise InputError(Problem(message, fix, "scenario.toml", column="level", value="severe"))
    together = audience.sites == "together"
    if not together and order.index(settings.level) > order.index(audience.level):
        who, level = audience.says.lower(), audience.level.value
        message = f"This situation is marked {settings.level.value}; {who} may be told sites up to {level}."
        fix = "Tell all sites together, choose another audience, or have the owner lower the level."
        raise InputError(Problem(message, fix, "scenario.toml", column="level", value=settings.level.value))


def finer(default: Audience, chosen: Audience) -> list[str]:
    """Names of the fields in which an audience is told more than by default."""
    order = {"none": 0, "offices": 1, "quotes": 2}
    return [
        name
        for name, more in (
            ("sites", default.sites == "together" and chosen.sites == "each"),
            ("every_days", chosen.every_days < default.every_days),
            ("round_to", chosen.round_to < default.round_to),
            ("capacity", chosen.capacity and not default.capacity),
            ("reported", order[chosen.reported] > order[default.reported]),
            ("ahead_days", chosen.ahead_days > default.ahead_days),
            ("coming", chosen.coming and not default.coming),
        )
        if more
    ]
