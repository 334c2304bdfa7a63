"""Parts of a folder held against each other, by the wording of what does not fit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scenarios import EVENTS, PLACES, ROUTES, TOML
from waystation.world.check_figures import _RANGES
from waystation.world.lookup import quantities
from waystation.world.scenario_model import (
    Extension,
    Fleet,
    Leg,
    Phase,
    Reporter,
    Settings,
    Site,
    Source,
    Stage,
    Stream,
)
from waystation.world.wording import takes_unknown

Said = Callable[..., list[str]]
Change = tuple[str, str]


def test_the_small_valid_folder_has_no_problem(said: Said):
    assert said() == []


def test_events_and_routes_may_be_header_only(said: Said):
    changes = (("km_per_hour = 4\n", "hours = 3\n"), ("km_per_hour = 40\n", "hours = 1\n"))
    assert said(*changes, events=EVENTS.splitlines()[0], routes=ROUTES.splitlines()[0]) == []


def test_more_people_than_capacity_is_no_error(said: Said):
    assert said(("capacity = 500", "capacity = 500\npeople_at_start = 800")) == []


PERIOD = [
    (
        ("start = 2030-01-01", "start = 2030-01-31"),
        'row 5, setting "end": The last day, 2030-01-31, is not after the first, 2030-01-31. '
        "Write a later date, or swap the two.",
    ),
    (
        ("start = 2030-01-01", "start = 2020-01-01"),
        'row 5, setting "end": From 2020-01-01 to 2030-01-31 is more than five years. '
        "Check the years; shorten the period if they are meant.",
    ),
    (
        ("synthetic = true", 'time_zone = "Damascus"'),
        'row 3, setting "time_zone": "Damascus" is not a time zone. Did you mean "Asia/Damascus"?',
    ),
    (
        ("synthetic = true", 'time_zone = "Asia/Damscus"'),
        'row 3, setting "time_zone": "Asia/Damscus" is not a time zone. Did you mean "Asia/Damascus"?',
    ),
    (
        ("synthetic = true", 'time_zone = "../../etc"'),
        'row 3, setting "time_zone": "../../etc" is not a time zone. Write one such as Asia/Damascus, or UTC.',
    ),
    (
        ("synthetic = true", "household_size = 50"),
        'row 3, setting "household_size": 50 is outside 1 to 30 people. Write a number from 1 to 30.',
    ),
    (
        ("open_hours = [6, 18]", "open_hours = [6, 6]"),
        'row 27, setting "stages.search.open_hours": From 06:00 to 06:00 is 0 hours. '
        "Write [0, 24] for the whole day, or [22, 6] for a night.",
    ),
    (
        ("open_hours = [6, 18]", "opens = 2031-01-02"),
        'row 27, setting "stages.search.opens": The stage opens on 2031-01-02, after the last day, '
        "2030-01-31. Check the year, or leave the stage out.",
    ),
]

REFERENCES = [
    (
        ('[stages.search]\nplace = "Bridge"', '[stages.search]\nplace = "bridge"'),
        'row 24, setting "stages.search.place": "bridge" is not a place of places.csv. Did you mean "Bridge"?',
    ),
    (
        ('note = "Stay with relatives"', 'place = "Market"'),
        'row 40, setting "exits.relatives.place": "Market" is not a place of places.csv. Did you mean "Market Town"?',
    ),
    (
        ('starts_in = "held"', 'starts_in = "held"\nreported_as = ["Brigde"]'),
        'row 11, setting "sources.village.reported_as": "Brigde" is not a place of places.csv. Did you mean "Bridge"?',
    ),
    (
        ('starts_in = "held"', 'starts_in = "hold"'),
        'row 10, setting "sources.village.starts_in": "hold" is not a phase of village. Did you mean "held"?',
    ),
    (
        ('then = ["open"]', 'then = ["opened"]'),
        'row 16, setting "sources.village.phases.held.then": "opened" is not a phase of village. Did you mean "open"?',
    ),
    (
        ('begins_with = ["opening"]', 'begins_with = ["opening", "closure"]'),
        'row 19, setting "sources.village.phases.open.begins_with": An event "closure" already begins the '
        'phase "held". One kind of event begins one phase: take it out of one of them.',
    ),
    (
        ("lasts_days = 8", "lasts_days = 8\n[sources.village.phases.end]\nleave_per_day = 1\nlasts_days = 9"),
        'row 22, setting "sources.village.phases.end": The phase "end" never begins. '
        "Name a kind of event in begins_with, or the phase in then of another.",
    ),
    (
        ('overflow_to = "school"', 'overflow_to = "shcool"'),
        'row 32, setting "sites.camp.overflow_to": "shcool" is not a site. Did you mean "school"?',
    ),
    (
        ("capacity = 500\n", ""),
        'row 31, setting "sites.camp.overflow_to": Without a capacity the site never overflows. '
        "Add capacity, a number or the name of an unknown, or leave overflow_to out.",
    ),
    (
        ('onward_to = "relatives"', 'onward_to = "relative"'),
        'row 37, setting "sites.school.onward_to": "relative" is not a site or exit. Did you mean "relatives"?',
    ),
    (
        ('onward_to = "relatives"\n', ""),
        'row 36, setting "sites.school.onward_per_day": People move on from here, but the destination '
        "is missing. Add onward_to, the name of a site or exit.",
    ),
    (
        ('fleet = "buses"', 'fleet = "bus"'),
        'row 56, setting "legs[2].fleet": "bus" is not a fleet. Did you mean "buses"?',
    ),
    (
        ('fleet = "buses"\n', ""),
        'row 42, setting "fleets.buses": No leg uses the fleet "buses". Name it as fleet of a leg, or remove it.',
    ),
    (
        ('people = "inside"', 'people = "insde"'),
        'row 9, setting "sources.village.people": "insde" is not an unknown. Did you mean "inside"?',
    ),
    (
        ('people = "inside"', "people = 300"),
        'row 80, setting "unknowns.inside": Nothing uses the unknown "inside". '
        "Write its name where the number belongs, or remove it.",
    ),
    (
        ('name = "Radio"', 'name = "radio"\nmatches = ["x"]\n[[reporters]]\nname = "Radio"'),
        'row 91, setting "reporters[2].name": The reporter "Radio" appears twice. Rename one.',
    ),
    (
        ('matches = ["Radio"]', 'matches = [" "]'),
        'row 89, setting "reporters[1].matches": A word in matches is empty; it would match every source. '
        'Write a word of the source\'s name, or "*" for any.',
    ),
]

FIGURES = [
    (
        ("lanes = 4", "lanes = 0"),
        'row 25, setting "stages.search.lanes": 0 is too little: Lanes, desks or search points working '
        "side by side. Write a number above 0, or the name of an unknown.",
    ),
    (
        ("seats = 50", "seats = 0"),
        'row 44, setting "fleets.buses.seats": 0 is too little: People one vehicle carries. '
        "Write a number above 0, or the name of an unknown.",
    ),
    (
        ("vehicles = 3", "vehicles = 0"),
        'row 43, setting "fleets.buses.vehicles": 0 is too little: Vehicles in use. '
        "Write a number above 0, or the name of an unknown.",
    ),
    (
        ("people_per_lane_hour = 30", "people_per_lane_hour = 0"),
        'row 26, setting "stages.search.people_per_lane_hour": 0 is too little: People one lane serves in an '
        "hour. Write a number above 0, or the name of an unknown.",
    ),
    (
        ('people = "inside"\n', "people = 200_000_000\npassage_per_hour = 'inside'\n"),
        'row 9, setting "sources.village.people": 200000000 is too much: People inside on the first day who '
        "would come out. Check for a wrong or missing digit: 100000000 is the most it can be.",
    ),
    (
        ("share = 0.1", "share = 5"),
        'row 78, setting "streams.kin.share": 5 is too much: Share of the people, or the rest. '
        "Check for a wrong or missing digit: 1 is the most it can be.",
    ),
    (
        ("low = 500\n", "low = 5000\n"),
        'row 82, setting "unknowns.inside.low": low, 5000, is not below high, 5000. '
        "Write the lower figure as low; if it is known, write the number where it is used.",
    ),
    (
        ("low = 500\n", "low = 0\n"),
        'row 82, setting "unknowns.inside.low": A lognormal prior has only values above 0, but low is 0. '
        "Write a small number above 0, or choose uniform.",
    ),
    (
        ('prior = "lognormal"\nlow = 500\nhigh = 5000', 'prior = "logitnormal"\nlow = 0.1\nhigh = 5'),
        'row 83, setting "unknowns.inside.high": A logitnormal prior lies between 0 and 1, but high is 5. '
        "Write shares such as 0.05, not percentages.",
    ),
    (
        ('prior = "lognormal"\nlow = 500', 'prior = "normal"\nlow = -500'),
        'row 82, setting "unknowns.inside.low": The prior goes down to -500, as a value of '
        "sources.village.people (People inside on the first day who would come out). "
        "Change the prior, or use another unknown there.",
    ),
]


@pytest.mark.parametrize(("change", "problem"), [*PERIOD, *REFERENCES, *FIGURES])
def test_a_setting_that_does_not_fit_is_told_once_with_its_fix(said: Said, change: Change, problem: str):
    assert said(change) == [f"scenario.toml, {problem}"]


@pytest.mark.parametrize("name", ["camp", "Camp", '" camp"'])
def test_two_elements_of_one_name_are_refused_even_if_written_a_little_differently(said: Said, name: str):
    told = name.strip('"')
    assert (
        f'scenario.toml, row 39, setting "exits.{told}": "{told}" is already a name: '
        "sites.camp. Sources, stages, sites and exits need different names: rename one."
    ) in said(("[exits.relatives]", f"[exits.{name}]\n[exits.relatives]"))


def test_a_share_whose_prior_passes_one_is_told_at_the_prior(said: Said):
    found = said(
        ("share = 0.1", 'share = "kin"'),
        (
            "[[reporters]]",
            '[unknowns.kin]\nprior = "uniform"\nlow = 0\nhigh = 20\nunit = "%"\nwhy = "x"\n\n[[reporters]]',
        ),
    )
    assert found == [
        'scenario.toml, row 90, setting "unknowns.kin.high": The prior goes up to 20, as a value of '
        "streams.kin.share (Share of the people, or the rest). "
        "Change the prior, or use another unknown there."
    ]


def test_an_unreadable_table_of_places_is_not_told_again_for_every_name(said: Said):
    without_names = "".join(line.partition(",")[2] for line in PLACES.splitlines(keepends=True))
    assert len(said(places=without_names)) == 1
    assert len(said(places=None)) == 1
    assert len(said(places=PLACES.replace("Bridge,screening,10.2", "Bridge,screening,x"))) == 1


def test_a_part_that_is_refused_is_not_called_unknown_elsewhere(said: Said):
    assert len(said(("vehicles = 3", "vehicles = true"))) == 1
    assert len(said(("lasts_days = 8", "lasts_days = []"))) == 1
    assert len(said(('note = "Stay with relatives"', "note = 3"))) == 1
    assert len(said(("low = 500\n", 'low = "few"\n'))) == 1
    assert len(said(("hours = 6\n", "hours = [6]\n"))) == 1


def test_every_quantity_of_the_model_has_a_range_of_what_it_can_be():
    parts = (Source, Phase, Stage, Extension, Site, Fleet, Leg, Stream, Reporter, Settings)
    found = {(part.__name__, name) for part in parts for name, info in part.model_fields.items() if takes_unknown(info)}
    assert found == set(_RANGES)


def test_quantities_are_listed_with_their_address():
    import tomllib

    settings = Settings.model_validate(tomllib.loads(TOML))
    listed = {loc: value for loc, _, _, value in quantities(settings)}
    assert listed["sources", "village", "people"] == "inside"
    assert listed["sources", "village", "phases", "open", "leave_per_day"] == 0.2
    assert listed["legs", 1, "km_per_hour"] == 40
    assert ("streams", "general", "share") not in listed
    assert ("stages", "search", "opens") not in listed


def test_an_unknown_named_rest_is_refused(said: Said):
    found = said(('people = "inside"', 'people = "rest"'), ("[unknowns.inside]", "[unknowns.rest]"))
    assert any(
        '"rest" cannot be an unknown. Rename it: rest is what other streams leave over.' in each for each in found
    )
