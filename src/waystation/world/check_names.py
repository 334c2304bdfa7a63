"""Whether every name used in the settings is the name of something, and of one thing only."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from waystation.errors import Problem, nearest
from waystation.world.lookup import quantities
from waystation.world.scenario_folder import Folder, folded, unknown_name
from waystation.world.scenario_model import Source
from waystation.world.toml_rows import Loc, dotted

__all__ = ["check_names"]

_ENDS = {"from": ("source", "stage", "site"), "to": ("stage", "site", "exit")}


def check_names(folder: Folder) -> list[Problem]:
    """Problems of names in ``scenario.toml``."""
    return [
        *_time_zone(folder),
        *_twice(folder),
        *_places(folder),
        *_phases(folder),
        *_sites(folder),
        *_legs(folder),
        *_unknowns(folder),
        *_reporters(folder),
    ]


def _named(folder: Folder, loc: Loc, name: str, kinds: tuple[str, ...]) -> Iterator[Problem]:
    """The problem with a setting that must name an element of one of these kinds."""
    if folder.kinds.get(name) in kinds or not folder.sound(name, *(f"{kind}s" for kind in kinds)):
        return
    sort = f"a {' or '.join(kinds)}" if len(kinds) < 3 else f"a {', '.join(kinds[:-1])} or {kinds[-1]}"
    if name in folder.kinds:
        sort += f" but a {folder.kinds[name]}".replace("a exit", "an exit")
    right = [each for each, kind in folder.kinds.items() if kind in kinds]
    message, fix = unknown_name(name, sort, right)
    yield folder.file.problem(loc, message, fix, name)


def _time_zone(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    name = folder.settings.time_zone
    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        zones = zoneinfo.available_timezones()
        city = [zone for zone in zones if folded(zone.split("/")[-1].replace("_", " ")) == folded(name)]
        offer = nearest(city[0] if city else name[:60], zones)
        fix = offer if offer.startswith("Did") else "Write one such as Asia/Damascus, or UTC."
        yield folder.file.problem(("time_zone",), f'"{name}" is not a time zone.', fix, name)


def _twice(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    seen: dict[str, tuple[str, str]] = {}
    for table in ("sources", "stages", "sites", "exits"):
        for name in getattr(folder.settings, table):
            other, before = seen.setdefault(folded(name), (table, name))
            if (other, before) != (table, name):
                message = f'"{name}" is already a name: {dotted((other, before))}.'
                fix = "Sources, stages, sites and exits need different names: rename one."
                yield folder.file.problem((table, name), message, fix, name)


def _places(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    for table in ("sources", "stages", "sites", "exits"):
        for name, element in getattr(folder.settings, table).items():
            yield from folder.no_place((table, name, "place"), element.place)
            if isinstance(element, Source):
                for place in element.reported_as:
                    yield from folder.no_place((table, name, "reported_as"), place)


def _phases(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    for name, source in folder.settings.sources.items():
        loc: Loc = ("sources", name)
        if source.starts_in not in source.phases:
            message, fix = unknown_name(source.starts_in, f"a phase of {name}", source.phases)
            yield folder.file.problem((*loc, "starts_in"), message, fix, source.starts_in)
        begun: dict[str, str] = {}
        followers = {each for phase in source.phases.values() for each in phase.then}
        for title, phase in source.phases.items():
            here = (*loc, "phases", title)
            for each in dict.fromkeys(phase.then):
                if each not in source.phases:
                    message, fix = unknown_name(each, f"a phase of {name}", source.phases)
                    yield folder.file.problem((*here, "then"), message, fix, each)
            for kind in dict.fromkeys(phase.begins_with):
                if begun.setdefault(kind, title) != title:
                    message = f'An event "{kind}" already begins the phase "{begun[kind]}".'
                    fix = "One kind of event begins one phase: take it out of one of them."
                    yield folder.file.problem((*here, "begins_with"), message, fix, kind)
            if not phase.begins_with and title != source.starts_in and title not in followers:
                fix = "Name a kind of event in begins_with, or the phase in then of another."
                yield folder.file.problem(here, f'The phase "{title}" never begins.', fix, title)


def _sites(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    for name, site in folder.settings.sites.items():
        if site.overflow_to is not None:
            yield from _named(folder, ("sites", name, "overflow_to"), site.overflow_to, ("site",))
        if site.onward_to is not None:
            yield from _named(folder, ("sites", name, "onward_to"), site.onward_to, ("site", "exit"))
        elif site.onward_per_day != 0 or site.longest_stay_days is not None:
            field = "onward_per_day" if site.onward_per_day != 0 else "longest_stay_days"
            message = "People move on from here, but the destination is missing."
            fix = "Add onward_to, the name of a site or exit."
            yield folder.file.problem(("sites", name, field), message, fix, getattr(site, field))
        if site.when_full == "hold" and site.capacity is None:
            fix = "Add capacity, a number or the name of an unknown, or leave when_full out."
            message = "Without a capacity the site is never full."
            yield folder.file.problem(("sites", name, "when_full"), message, fix, site.when_full)
        if site.overflow_to is not None and site.capacity is None:
            fix = "Add capacity, a number or the name of an unknown, or leave overflow_to out."
            message = "Without a capacity the site never overflows."
            yield folder.file.problem(("sites", name, "overflow_to"), message, fix, site.overflow_to)


def _legs(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    used: set[str | None] = set()
    first: dict[tuple[str, str], int] = {}
    for i, leg in folder.legs:
        for end, name in (("from", leg.origin), ("to", leg.to)):
            yield from _named(folder, ("legs", i, end), name, _ENDS[end])
        if first.setdefault((leg.origin, leg.to), i) != i:
            message = f'The leg from "{leg.origin}" to "{leg.to}" appears twice.'
            number = first[leg.origin, leg.to]
            fix = f"Keep one of {dotted(('legs', number))} and {dotted(('legs', i))}."
            yield folder.file.problem(("legs", i), message, fix, f"{leg.origin} - {leg.to}")
        used.add(leg.fleet)
        if leg.fleet is not None and leg.fleet not in folder.settings.fleets and folder.sound("fleets"):
            message, fix = unknown_name(leg.fleet, "a fleet", folder.settings.fleets)
            yield folder.file.problem(("legs", i, "fleet"), message, fix, leg.fleet)
    for name, fleet in folder.settings.fleets.items():
        other = fleet.accompanied_by
        if other is None:
            continue
        used.add(other)
        if (other not in folder.settings.fleets or other == name) and folder.sound("fleets"):
            names = [each for each in folder.settings.fleets if each != name]
            message, fix = unknown_name(other, "another fleet", names)
            yield folder.file.problem(("fleets", name, "accompanied_by"), message, fix, other)
    for name in folder.settings.fleets:
        # A fleet that nobody knows may be this one, misspelt.
        if name not in used and folder.sound("legs") and used <= {None, *folder.settings.fleets}:
            fix = "Name it as fleet of a leg, or remove it."
            yield folder.file.problem(("fleets", name), f'No leg uses the fleet "{name}".', fix, name)


def _unknowns(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    unknowns = folder.settings.unknowns
    # A part that could not be read may use an unknown as well.
    used = set(folder.file.words) if folder.file.broken else set()
    astray = False
    for loc, _, _, value in quantities(folder.settings):
        used.add(str(value))
        if isinstance(value, str) and value not in unknowns and folder.sound("unknowns"):
            if _is_number(value):
                message, fix = f'"{value}" is text, not a number.', f"Write {value} without quotation marks."
            else:
                astray = True  # and may be one of the unused, misspelt
                message, fix = unknown_name(value, "an unknown", unknowns)
                if not fix.startswith("Did"):
                    fix = f"Write a number, or say what is unknown below [unknowns.{value}]."
            yield folder.file.problem(loc, message, fix, value)
    for name in unknowns:
        if name == "rest":
            fix = "Rename it: rest is what other streams leave over."
            yield folder.file.problem(("unknowns", name), '"rest" cannot be an unknown.', fix, name)
        elif name not in used and not astray:
            fix = "Write its name where the number belongs, or remove it."
            yield folder.file.problem(("unknowns", name), f'Nothing uses the unknown "{name}".', fix, name)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _reporters(folder: Folder) -> Iterator[Problem]:
    assert folder.settings is not None
    first: dict[str, int] = {}
    for i, reporter in enumerate(folder.settings.reporters):
        if reporter is None:  # refused already
            continue
        if first.setdefault(folded(reporter.name), i) != i:
            message = f'The reporter "{reporter.name}" appears twice.'
            yield folder.file.problem(("reporters", i, "name"), message, "Rename one.", reporter.name)
        if any(not word.strip() for word in reporter.matches):
            message = "A word in matches is empty; it would match every source."
            fix = 'Write a word of the source\'s name, or "*" for any.'
            yield folder.file.problem(("reporters", i, "matches"), message, fix)
