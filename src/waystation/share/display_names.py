"""Names of stages, sites, exits and unknowns as a reader should see them."""

from __future__ import annotations

from waystation.share.rounding import day_words
from waystation.world.scenario_model import Event, Settings

__all__ = ["event_days", "exit_name", "has_desks", "label_of", "listed", "stage_name", "unknown_names"]


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


def listed(items: list[str]) -> str:
    """Items as people list them.

    Examples
    --------
    >>> listed(["water", "food", "tents"])
    'water, food and tents'
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def unknown_names(settings: Settings) -> dict[str, str]:
    """What each unknown stands for, from where the scenario uses it; those used nowhere are left out."""
    found: dict[str, str] = {}

    def note(value: object, words: str) -> None:
        if isinstance(value, str) and value in settings.unknowns:
            found.setdefault(value, words)

    for source in settings.sources.values():
        note(source.people, f"People who come out of {source.place} over the whole period")
        note(source.passage_per_hour, f"Most people the way out of {source.place} lets through in an hour")
        note(source.day_to_day, "How much one day differs from the next")
        for name, phase in source.phases.items():
            words = label_of(name).lower()
            note(
                phase.leave_per_day,
                f"Share of those in {source.place} who leave in a day, phase \u201c{words}\u201d",
            )
            note(phase.lasts_days, f"Days that the phase \u201c{words}\u201d lasts")
    for name, stage in settings.stages.items():
        note(stage.lanes, f"Lanes or desks: {stage_name(name, settings)}")
        note(stage.people_per_lane_hour, f"People one lane serves in an hour: {stage_name(name, settings)}")
    for site in settings.sites.values():
        note(site.people_at_start, f"People at {site.place} on {day_words(settings.start)}")
        note(site.capacity, f"People {site.place} can hold")
        note(site.onward_per_day, f"Share of people at {site.place} who move on in a day")
    for name, fleet in settings.fleets.items():
        words = label_of(name)
        note(fleet.vehicles, f"{words} in use")
        note(fleet.seats, f"{words}: people carried by one")
        note(fleet.loading_hours, f"{words}: hours to load")
        note(fleet.away_hours, f"{words}: hours until back")
    for leg in settings.legs:
        note(leg.hours, "Hours on the way")
        note(leg.km_per_hour, "Speed on the way")
        note(leg.deaths_per_10000, "Deaths on the way")
    for name, stream in settings.streams.items():
        note(stream.share, f"Share of people who go this way: {label_of(name).lower()}")
    for reporter in settings.reporters:
        note(reporter.bias, f"{reporter.name}: reported figure beside the truth")
        note(reporter.delay_days, f"{reporter.name}: how old a figure is when it comes out")
    return found


def event_days(event: Event) -> str:
    """When an event was, as it was reported."""
    if event.end is None:
        return f"from {day_words(event.start)}, end not stated"
    if event.end == event.start:
        return day_words(event.start)
    if (event.start.year, event.start.month) == (event.end.year, event.end.month):
        return f"{event.start.day} to {day_words(event.end)}"
    return f"{day_words(event.start)} to {day_words(event.end)}"
