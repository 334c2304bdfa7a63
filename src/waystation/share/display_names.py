"""Names of stages, sites, exits and unknowns as a reader should see them."""

from __future__ import annotations

from waystation.share.language import Language, language
from waystation.world.scenario_model import Event, Settings

__all__ = ["USUAL_WORDS", "event_days", "exit_name", "has_desks", "label_of", "listed", "stage_name", "unknown_names"]

USUAL_WORDS = (
    "days", "hours", "people", "per cent", "per cent per day", "desks", "lanes", "vehicles", "people per vehicle",
    "people per hour", "people per desk and hour", "people per lane and hour", "km per hour", "times the truth",
    "on 2 of 3 days the rate is within this factor of the average", "days from the change", "toilets",
    "deaths per 10,000 on the way or soon after",
    "on foot", "truck", "bus", "boat", "ferry", "car", "train", "ambulance",
    "Stage opens", "Stage closes", "Passage reported open", "Passage reported closed", "Halt", "Assault", "Opening",
    "Closure", "Site opens", "Open", "Closed",
    "denied", "hypothetical", "forecast", "background", "corrected",
)  # fmt: skip
"""Words of scenarios and readings that are told in the reader's language; others stay as their owner wrote them."""


def label_of(key: str) -> str:
    """A setting's name as words.

    Examples
    --------
    >>> label_of("search_rate")
    'Search rate'
    """
    words = key.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def stage_name(stage: str, settings: Settings) -> str:
    """Where the stage stands; which one, if several stand there or a site keeps people there too."""
    place = settings.stages[stage].place
    here = [each for each in settings.stages.values() if each.place == place]
    shared = len(here) > 1 or any(site.place == place for site in settings.sites.values())
    return f"{place}, {label_of(stage).lower()}" if shared else place


def has_desks(stage: str, settings: Settings) -> bool:
    """Whether a stage works with desks: its name, or that of its number, says so; else it has lanes."""
    if stage not in settings.stages:
        return False
    lanes = settings.stages[stage].lanes
    named = f"{stage} {lanes}".casefold()
    return "desk" in named or "regist" in named


def exit_name(name: str, settings: Settings) -> str:
    """What an exit stands for: its note, or its name."""
    found = settings.exits.get(name)
    return (found.note.rstrip(".") if found else "") or label_of(name)


def listed(items: list[str], words: Language | None = None) -> str:
    """Items as people list them; default: in English.

    Examples
    --------
    >>> listed(["water", "food", "tents"])
    'water, food and tents'
    """
    if len(items) < 2:
        return "".join(items)
    said = words or language("en")
    return said.say("%(items)s and %(last)s", items=said.listed(items[:-1]), last=items[-1])


def unknown_names(settings: Settings, words: Language | None = None) -> dict[str, str]:
    """What each unknown stands for, from where the scenario uses it; those used nowhere are left out."""
    found: dict[str, str] = {}
    say = (words or language("en")).say

    def note(value: object, said: str) -> None:
        if isinstance(value, str) and value in settings.unknowns:
            found.setdefault(value, said)

    for source in settings.sources.values():
        place = source.place
        note(source.people, say("People who come out of %(place)s over the whole period", place=place))
        note(source.passage_per_hour, say("Most people the way out of %(place)s lets through in an hour", place=place))
        note(source.day_to_day, say("How much one day differs from the next"))
        for name, phase in source.phases.items():
            phase_name = label_of(name).lower()
            note(
                phase.leave_per_day,
                say(
                    "Share of those in %(place)s who leave in a day, phase \u201c%(phase)s\u201d",
                    place=place, phase=phase_name,
                ),
            )  # fmt: skip
            note(phase.lasts_days, say("Days that the phase \u201c%(phase)s\u201d lasts", phase=phase_name))
    for name, stage in settings.stages.items():
        at = stage_name(name, settings)
        note(stage.lanes, say("Lanes or desks: %(name)s", name=at))
        note(stage.people_per_lane_hour, say("People one lane serves in an hour: %(name)s", name=at))
    for site in settings.sites.values():
        start = (words or language("en")).day(settings.start)
        note(site.people_at_start, say("People at %(place)s on %(day)s", place=site.place, day=start))
        note(site.capacity, say("People %(place)s can hold", place=site.place))
        note(site.onward_per_day, say("Share of people at %(place)s who move on in a day", place=site.place))
    for name, fleet in settings.fleets.items():
        fleet_name = label_of(name)
        note(fleet.vehicles, say("%(name)s in use", name=fleet_name))
        note(fleet.seats, say("%(name)s: people carried by one", name=fleet_name))
        note(fleet.loading_hours, say("%(name)s: hours to load", name=fleet_name))
        note(fleet.away_hours, say("%(name)s: hours until back", name=fleet_name))
    for leg in settings.legs:
        note(leg.hours, say("Hours on the way"))
        note(leg.km_per_hour, say("Speed on the way"))
        note(leg.deaths_per_10000, say("Deaths on the way"))
    for name, stream in settings.streams.items():
        note(stream.share, say("Share of people who go this way: %(name)s", name=label_of(name).lower()))
    for reporter in settings.reporters:
        note(reporter.bias, say("%(name)s: reported figure beside the truth", name=reporter.name))
        note(reporter.delay_days, say("%(name)s: how old a figure is when it comes out", name=reporter.name))
    return found


def event_days(event: Event, words: Language | None = None) -> str:
    """When an event was, as it was reported."""
    said = words or language("en")
    if event.end is None:
        return said.say("from %(day)s, end not stated", day=said.day(event.start))
    return said.span(event.start, event.end)
