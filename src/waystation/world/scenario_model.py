"""The typed model of a scenario: what stands there, in the words of the field.

Every number that nobody knows is the name of an *unknown*, and every unknown has a prior with the
argument for it. A `Quantity` is therefore a plain number or the name of an unknown.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from waystation.names import Name

__all__ = [
    "MOST_KM", "MOST_PEOPLE", "Event", "Exit", "Extension", "Fleet", "Leg", "Level", "Phase", "Place", "Quantity",
    "Reporter", "Reporting",
    "Route", "Scenario", "Settings", "Shift", "Site", "Source", "Stage", "Stream", "Unknown",
]  # fmt: skip

MOST_PEOPLE = 100_000_000
"""No figure for people is larger: a slipped digit, not a count."""

MOST_KM = 20_000
"""Half way round the Earth: no route is longer."""

Quantity = Annotated[float, Field(ge=0)] | str
"""A number, zero or more, or the name of an unknown."""

Hours = tuple[Annotated[int, Field(ge=0, le=24)], Annotated[int, Field(ge=0, le=24)]]
"""Local hours of the day, from and to: ``[6, 18]`` is from 06:00 to 18:00, ``[22, 6]`` goes on past midnight."""


class _Part(BaseModel):
    """A frozen part of the model that refuses settings it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Level(StrEnum):
    """How sensitive what the scenario holds is, lowest first (OCHA data responsibility)."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    SEVERE = "severe"


class Place(_Part):
    """A row of ``places.csv``: a spot on the map that routes join and claims speak of."""

    name: Name = Field(min_length=1, description="Name, as routes, events and claims write it")
    role: str = Field("", description="What it is: pocket, town, screening, transit, camp, ...")
    latitude: float | None = Field(None, ge=-90, le=90, description="Decimal degrees, WGS 84")
    longitude: float | None = Field(None, ge=-180, le=180, description="Decimal degrees, WGS 84")
    capacity: int | None = Field(None, ge=0, le=MOST_PEOPLE, description="People it is said to hold")
    source_note: str = Field("", description="Who says so, and how sure it is")
    other_names: str = Field("", description="Other names that reports give it, with semicolons between")
    pcode: str = Field("", description="Official code of the place or of its area, such as CF224; kept as text")


class Route(_Part):
    """A row of ``routes.csv``: a road or path between two places, usable both ways."""

    origin: Name = Field(alias="from", min_length=1, description="Place at one end")
    to: Name = Field(min_length=1, description="Place at the other end")
    distance_km: float | None = Field(None, gt=0, le=MOST_KM, description="Road distance in km; blank if nobody says")
    mode: str = Field("", description="How people travel it: on foot, truck, ...")
    note: str = Field("", description="Who says so")


class Event(_Part):
    """A row of ``events.csv``: a dated change, known from the day it was published."""

    published: date = Field(description="Day the report came out; unknown to any earlier forecast")
    source: str = Field(description="Who reported it")
    start: date = Field(description="Day it began")
    end: date | None = Field(None, description="Last day; blank if it lasts or nobody said")
    place: Name = Field(min_length=1, description="Where")
    kind: str = Field(min_length=1, description="What: named by a phase, or stage_opens, stage_closes")
    note: str = Field("", description="Details and doubts")


class Unknown(_Part):
    """A number nobody knows: a prior, wide where nobody knew, and the argument for it.

    ``low`` and ``high`` enclose 95 % of the prior (all of it when uniform or loguniform).
    """

    prior: Literal["lognormal", "normal", "logitnormal", "uniform", "loguniform"] = Field(
        description="Shape: lognormal for counts and rates, logitnormal for shares"
    )
    low: float = Field(description="2.5 % of the prior lies below (uniform shapes: none)")
    high: float = Field(description="2.5 % of the prior lies above (uniform shapes: none)")
    unit: str = Field(min_length=1, description="Unit, such as people or share per day")
    why: str = Field(min_length=1, description="The argument for this prior, with its sources")


class Phase(_Part):
    """How a source behaves for a while, such as while fighting halts or an assault goes on."""

    begins_with: list[str] = Field(
        [], description="Kinds of event that start it; none for a phase only reached by itself"
    )
    leave_per_day: Quantity = Field(description="Share of those inside who leave in a day, as a hazard")
    lasts_days: Quantity = Field(description="Median length in days when it is not known how long it lasts")
    lasts_spread: float = Field(2.0, gt=1, description="Factor: two thirds of lengths lie within median / and x this")
    then: list[str] = Field([], description="Phases that may follow, equally likely; none: it lasts")


class Source(_Part):
    """Where people come from, with a number inside that may be unknown. Never who they are."""

    place: Name = Field(description="Place that people leave")
    reported_as: list[Name] = Field([], description="Other places whose counts of people leaving mean this source")
    people: Quantity = Field(description="People inside on the first day who would come out")
    leave_hours: Hours = Field((0, 24), description="Local hours in which people set out")
    passage_per_hour: Quantity | None = Field(None, description="Most people the way out lets through in an hour")
    leave_in_groups_of: Quantity = Field(1.0, description="People who set out together, such as a family")
    day_to_day: Quantity = Field(0.0, description="Variation of the daily hazard: standard deviation of its logarithm")
    day_memory: float = Field(0.6, ge=0, lt=1, description="Correlation of that variation from one day to the next")
    starts_in: str = Field(description="Phase on the first day")
    phases: dict[str, Phase] = Field(min_length=1, description="How it behaves, by name")


class Shift(_Part):
    """Hours in which only a part of a stage's lanes works."""

    hours: Hours = Field(description="Local hours of the shift")
    lanes_share: float = Field(ge=0, le=10, description="Lanes at work over those of the stage")


class Stage(_Part):
    """A service point: people wait, pass at lanes x rate while it is open, and go on."""

    place: Name = Field(description="Where it stands")
    lanes: Quantity = Field(description="Lanes, desks or search points working side by side")
    people_per_lane_hour: Quantity = Field(description="People one lane serves in an hour")
    open_hours: Hours = Field((0, 24), description="Local hours in which it works")
    daylight_only: bool = Field(False, description="True if it works only between sunrise and sunset at its place")
    breaks: list[Hours] = Field([], description="Local hours within them in which it rests")
    shifts: list[Shift] = Field([], description="Hours with fewer or more lanes; elsewhere all work")
    rate_day_to_day: Quantity = Field(
        0.0, description="Variation of its rate over days: standard deviation of the logarithm, mean as given"
    )
    service: Literal["even", "random"] = Field(
        "even", description="random if each person takes an exponential time; else lanes work off people evenly"
    )
    waiting_room: Quantity | None = Field(
        None, description="Most people waiting or on the way to it; others are held where they come from"
    )
    deaths_per_10000_per_day: Quantity = Field(0.0, description="Deaths a day per 10,000 people waiting there")
    run_by: Literal["humanitarian", "authority"] = Field("humanitarian", description="Who runs it")
    opens: date | None = Field(None, description="First day it works; before that people pass straight through")
    opens_on_report: bool = Field(
        False, description="True if it works only once an event stage_opens is reported, and is passed through before"
    )


class Extension(_Part):
    """Places added to a site from a day on."""

    opens: date = Field(description="First day on which they can be used")
    capacity: Quantity = Field(description="People they hold, on top of what is there")


class Site(_Part):
    """A place that keeps people."""

    place: Name = Field(description="Where it stands")
    people_at_start: Quantity = Field(0.0, description="People there when the scenario starts")
    capacity: Quantity | None = Field(None, description="People it can hold; none if nobody says")
    extensions: list[Extension] = Field([], description="Places added later, phase by phase")
    when_full: Literal["crowd", "hold"] = Field(
        "crowd", description="hold if people are held where they come from until there is room; else it takes them in"
    )
    overflow_to: str | None = Field(None, description="Site that takes those who find it full; needs a leg to it")
    onward_per_day: Quantity = Field(0.0, description="Share of its people who move on in a day")
    onward_places_per_day: Quantity | None = Field(None, description="Most people who can move on in a day")
    longest_stay_days: Quantity | None = Field(None, description="Days after which people move on from a transit site")
    onward_to: str | None = Field(None, description="Site or exit they move on to; needs a leg to it")
    deaths_per_10000_per_day: Quantity = Field(0.0, description="Deaths a day per 10,000 people there")


class Exit(_Part):
    """A named way out of what is modelled, by which a bare count leaves the humanitarian stream."""

    place: Name | None = Field(None, description="Where, if a place of the scenario")
    note: str = Field("", description="What it stands for")


class Fleet(_Part):
    """Vehicles that carry people on one or more legs."""

    vehicles: Quantity = Field(description="Vehicles in use")
    seats: Quantity = Field(description="People one vehicle carries")
    loading_hours: Quantity = Field(1.0, description="Hours from first boarding to leaving")
    depart_hours: Hours = Field((0, 24), description="Local hours in which vehicles may leave")
    away_hours: Quantity = Field(description="Hours from leaving until the vehicle can load again")
    driving_hours_per_day: Quantity | None = Field(
        None, description="Most hours a driver drives in a day; rest is added to the time away"
    )
    loading_places: Quantity | None = Field(None, description="Vehicles that can load at one time, over all routes")
    convoy: Quantity = Field(1.0, description="Fewest vehicles that leave together, but for the last of the day")
    breakdowns_per_100_trips: Quantity = Field(0.0, description="Trips in a hundred after which a vehicle is repaired")
    repair_hours: Quantity = Field(48.0, description="Hours a repair takes")
    accompanied_by: str | None = Field(
        None, description="Fleet that must go along, such as luggage trucks or ambulances"
    )
    vehicles_per_companion: Quantity = Field(1.0, description="Vehicles that one of those serves")


class Leg(_Part):
    """How people get from a source, stage or site to the next: on foot or by a fleet."""

    origin: str = Field(alias="from", description="Source, stage or site they leave")
    to: str = Field(description="Stage, site or exit they go to")
    hours: Quantity | None = Field(None, description="Travel time; if none, distance over speed")
    distance_km: float | None = Field(None, gt=0, le=MOST_KM, description="Distance; if none, that of the route")
    km_per_hour: Quantity | None = Field(None, description="Speed on the way")
    spread: float = Field(1.0, ge=1, description="Slowest over fastest travel time; 1 if all take the same")
    fleet: str | None = Field(None, description="Fleet that carries them; none if on foot or by own means")
    deaths_per_10000: Quantity = Field(0.0, description="Deaths on the way per 10,000 people setting out")
    shut_by: list[str] = Field([], description="Kinds of event at either end that shut the way while they last")
    slowed_by: dict[str, Annotated[float, Field(ge=1, le=100)]] = Field(
        {}, description="Kinds of event at either end that slow it, and how many times longer it takes then"
    )


class Stream(_Part):
    """People who follow the same path. They part where the paths part."""

    path: list[str] = Field(min_length=2, description="Source, then stages, then a site or exit")
    share: Quantity | Literal["rest"] = Field("rest", description="Share of the people, or the rest")
    priority: int = Field(0, ge=-100, le=100, description="Streams with a higher number are served first at stages")


class Reporter(_Part):
    """Who counts: how far their counts run ahead of or behind the truth, and how late."""

    name: str = Field(min_length=1, description="Name on screen")
    matches: list[str] = Field(
        min_length=1, description='Words in a claim\'s source that mean this reporter; "*" is any'
    )
    terms: list[str] = Field([], description="Only claims with these terms; none: all")
    bias: Quantity = Field(1.0, description="Reported over true; 1 if unbiased")
    spread: float = Field(
        0.0, ge=0, description="How far its figures scatter beyond their wording: standard deviation of the logarithm"
    )
    delay_days: Quantity = Field(0.0, description="How old the figure is on the day it is said to describe")


class Reporting(_Part):
    """How figures in reports stand to the truth, as standard deviations of the logarithm."""

    exact_spread: float = Field(0.05, gt=0, description="For exact figures")
    about_spread: float = Field(0.15, gt=0, description="For about, around, nearly; and ends of a range")
    vague_spread: float = Field(0.5, gt=0, description="For vague words such as hundreds")
    bound_slack: float = Field(
        0.2, gt=0, description="Mean distance of a bound (at least, up to) from the count behind it"
    )
    outlier_share: float = Field(
        0.1, ge=0, lt=1, description="Share of claims that are stale, misprinted or about something else"
    )
    outlier_spread: float = Field(1.0, gt=0, description="For those")
    floor_people: float = Field(10.0, gt=0, description="Added to counts, so that zero and few are comparable")

    @model_validator(mode="before")
    @classmethod
    def _by_present_names(cls, values: Any) -> Any:
        """Settings by the name they had before version 0.2 are still read."""
        if not isinstance(values, dict):
            return values
        former = {"stray_share": "outlier_share", "stray_spread": "outlier_spread"}
        return {former.get(name, name): value for name, value in values.items()}


class Settings(_Part):
    """``scenario.toml``: all that is not a table."""

    format: Literal[1] = Field(description="Version of this format")
    name: str = Field(min_length=1, description="Title of the situation")
    description: str = Field("", description="A sentence or two")
    synthetic: bool = Field(False, description="True if made up: every output then says so")
    level: Level = Field(Level.HIGH, description="Sensitivity, printed on every output")
    owner: str = Field("", description="Who answers for it")
    time_zone: str = Field("UTC", description="Of all hours, such as Asia/Damascus")
    start: date = Field(description="First day")
    end: date = Field(description="Last day: the horizon")
    household_size: float = Field(5.0, gt=0, description="People per family where a claim counts families")
    ledger: str = Field("ledger.db", min_length=1, description="Where decisions on claims are kept: file, or URL")
    sources: dict[str, Source] = Field(min_length=1, description="Where people come from")
    stages: dict[str, Stage] = Field({}, description="Service points")
    sites: dict[str, Site] = Field(min_length=1, description="Places that keep people")
    exits: dict[str, Exit] = Field({}, description="Named ways out")
    fleets: dict[str, Fleet] = Field({}, description="Vehicles")
    legs: list[Leg] = Field(min_length=1, description="Ways between them")
    streams: dict[str, Stream] = Field(min_length=1, description="Who goes where, first the general stream")
    unknowns: dict[str, Unknown] = Field({}, description="What nobody knows")
    reporters: list[Reporter] = Field([], description="Who counts; the first that matches holds")
    reporting: Reporting = Field(default_factory=lambda: Reporting(), description="How figures stand to the truth")


class Scenario(_Part):
    """A checked scenario folder."""

    settings: Settings
    places: list[Place]
    routes: list[Route]
    events: list[Event]

    def place(self, name: str) -> Place:
        """The place of that name."""
        return next(place for place in self.places if place.name == name)
