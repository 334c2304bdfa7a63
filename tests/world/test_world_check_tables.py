"""Places, routes and events held against each other and the settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Said = Callable[..., list[str]]
Change = tuple[str, str]

TABLES = [
    (
        ("Market Town,town", "lower  camp,x,,,,\nMarket Town,town"),
        'places.csv, row 5, column "name": The place "lower camp" is already in row 4, as "Lower Camp". '
        "Keep one row, or give the two places different names.",
    ),
    (
        ("Market Town,town", "Bridge,x,,,,\nMarket Town,town"),
        'places.csv, row 5, column "name": The place "Bridge" is already in row 3. '
        "Keep one row, or give the two places different names.",
    ),
    (
        ("Market Town,town,,", "Market Town,town,12,"),
        'places.csv, row 5, column "longitude": "Market Town" has a latitude but no longitude. '
        "Give both, or leave both blank.",
    ),
    (
        ("Upper Valley,Bridge,12", "Uper Valley,Market Town,5,,\nUpper Valley,Bridge,12"),
        'routes.csv, row 2, column "from": "Uper Valley" is not a place of places.csv. Did you mean "Upper Valley"?',
    ),
    (
        ("Upper Valley,Bridge,12", "Bridge,Bridge,5,,\nUpper Valley,Bridge,12"),
        'routes.csv, row 2, column "to": The route leads from "Bridge" to itself. Name the place at its other end.',
    ),
    (
        ("Lower Camp,Bridge,30,bus", "Bridge,Upper Valley,,On  foot,\nLower Camp,Bridge,30,bus"),
        'routes.csv, row 3, column "to": The route Bridge - Upper Valley is already in row 2. '
        "Routes serve both ways: keep one row, or give the two different modes.",
    ),
    (
        ("Lower Camp,Bridge,30,bus", "Bridge,Upper Valley,14.5,bus,\nLower Camp,Bridge,30,bus"),
        'routes.csv, row 3, column "distance_km": The route Bridge - Upper Valley has 14.5 km here and '
        "12 km in row 2. Routes serve both ways: keep one distance, and name the other in the note.",
    ),
    (
        ("Upper Valley,opening", "Upper Vally,opening"),
        'events.csv, row 2, column "place": "Upper Vally" is not a place of places.csv. Did you mean "Upper Valley"?',
    ),
    (
        ("Upper Valley,opening", "Upper Valley,openning"),
        'events.csv, row 2, column "kind": "openning" is not a kind of event that a phase begins with. '
        'Did you mean "opening"?',
    ),
    (
        ("Upper Valley,opening", "Upper Valley,rain"),
        'events.csv, row 2, column "kind": "rain" is not a kind of event that a phase begins with. '
        "Use one of: closure, opening, stage_closes, stage_opens. Or add it to begins_with of a phase.",
    ),
    (
        ("Upper Valley,opening", "Market Town,opening"),
        'events.csv, row 2, column "place": "Market Town" is not a place of a source that knows "opening". '
        "Use one of: Upper Valley. Or add the place to reported_as of the source.",
    ),
    (
        ("Bridge,stage_opens", "Market Town,stage_opens"),
        'events.csv, row 4, column "place": Market Town is a site: it keeps people, and has no hours. '
        "To see what follows if it takes nobody more: waystation compare --set sites.school.capacity=0.",
    ),
    (
        ("Bridge,stage_opens", "Upper Valley,stage_opens"),
        'events.csv, row 4, column "place": "Upper Valley" is not a place where a stage stands. Use one of: Bridge.',
    ),
    (
        ("2030-01-10,2030-01-12", "2030-01-10,2030-01-02"),
        'events.csv, row 3, column "end": The event ends on 2030-01-02, before it starts on 2030-01-10. '
        "Swap the dates, or leave the end blank if nobody said.",
    ),
    (
        ("Radio,2030-01-11", "Radio,2050-01-11"),
        'events.csv, row 4, column "start": The event starts on 2050-01-11, long after the last day, '
        "2030-01-31. Check the year.",
    ),
]


@pytest.mark.parametrize(("change", "problem"), TABLES)
def test_a_row_that_does_not_fit_is_told_once_with_its_fix(said: Said, change: Change, problem: str):
    assert said(change) == [problem]


def test_a_place_the_source_is_also_reported_as_may_have_its_events(said: Said):
    change = ('starts_in = "held"', 'starts_in = "held"\nreported_as = ["Market Town"]')
    assert said(change, ("Upper Valley,opening", "Market Town,opening")) == []


def test_two_routes_of_different_modes_may_join_two_places(said: Said):
    assert said(("Lower Camp,Bridge,30", "Bridge,Upper Valley,,truck,\nLower Camp,Bridge,30")) == []
