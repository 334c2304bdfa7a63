"""Streams, legs and the order of stages and sites, by the wording of what does not fit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Said = Callable[..., list[str]]
Change = tuple[str, str]

PATHS = [
    (
        ('path = ["village", "search", "camp"]', 'path = ["village", "serch", "camp"]'),
        'row 74, setting "streams.general.path": "serch" is not a stage. Did you mean "search"?',
    ),
    (
        ('path = ["village", "search", "camp"]', 'path = ["vilage", "search", "camp"]'),
        'row 74, setting "streams.general.path": "vilage" is not a source. Did you mean "village"?',
    ),
    (
        ('path = ["village", "search", "relatives"]', 'path = ["village", "search", "search", "relatives"]'),
        'row 77, setting "streams.kin.path": The path passes "search" more than once. '
        "Name it once; a stage passed twice is two stages.",
    ),
    (
        ('path = ["village", "search", "camp"]', 'path = ["village", "search", "camp"]\nshare = 0.5'),
        'row 75, setting "streams.general.share": No stream takes the rest of the people of "village". '
        'Set share = "rest" in one of its streams, or leave its share out.',
    ),
    (
        ("share = 0.1", 'share = "rest"'),
        'row 78, setting "streams.kin.share": "general" already takes the rest of the people of "village". '
        "Give all but one of the streams a share.",
    ),
    (
        ("share = 0.1", 'share = 0.6\n[streams.more]\npath = ["village", "search", "camp"]\nshare = 0.5'),
        'row 81, setting "streams.more.share": The shares of the streams from "village" add up to 1.1, '
        "more than 1. Write shares of 1, such as 0.05 for 5 %.",
    ),
    (
        ('[[legs]]\nfrom = "camp"\nto = "school"\nhours = 1\n', ""),
        'row 32, setting "sites.camp.overflow_to": There is no leg from "camp" to "school". '
        'Add [[legs]] with from = "camp", to = "school" and hours or km_per_hour.',
    ),
    (
        ('[[legs]]\nfrom = "school"\nto = "relatives"\nhours = 2\n', ""),
        'row 37, setting "sites.school.onward_to": There is no leg from "school" to "relatives". '
        'Add [[legs]] with from = "school", to = "relatives" and hours or km_per_hour.',
    ),
    (
        ('[[legs]]\nfrom = "search"\nto = "relatives"\nhours = 6\n', ""),
        'row 73, setting "streams.kin.path": There is no leg from "search" to "relatives". '
        'Add [[legs]] with from = "search", to = "relatives" and hours or km_per_hour.',
    ),
    (
        ("hours = 6\n", 'hours = 6\n[[legs]]\nfrom = "search"\nto = "relatives"\nhours = 7\n'),
        'row 72, setting "legs[6]": The leg from "search" to "relatives" appears twice. '
        "Keep one of legs[5] and legs[6].",
    ),
    (
        ("hours = 6\n", 'hours = 6\n[[legs]]\nfrom = "relatives"\nto = "camp"\nhours = 7\n'),
        'row 73, setting "legs[6].from": "relatives" is not a source, stage or site but an exit. '
        "Use one of: camp, school, search, village.",
    ),
    (
        ("hours = 6\n", ""),
        'row 68, setting "legs[5]": The travel time from "search" to "relatives" is missing. '
        "Add hours, or km_per_hour.",
    ),
    (
        ("hours = 6\n", "km_per_hour = 6\n"),
        'row 68, setting "legs[5]": There is a speed but no distance from "search" to "relatives". '
        "Add hours or distance_km here, or the distance of the route between them to routes.csv.",
    ),
    (
        ("Lower Camp,Bridge,30,", "Lower Camp,Bridge,,"),
        'row 52, setting "legs[2]": There is a speed but no distance from "search" to "camp". '
        "Add hours or distance_km here, or the distance of the route between them to routes.csv.",
    ),
    (
        (
            "[sites.camp]",
            '[stages.desk]\nplace = "Bridge"\nlanes = 1\npeople_per_lane_hour = 1\n\n[sites.camp]',
        ),
        'row 29, setting "stages.desk": Nobody comes to the stage "desk". '
        "Put it on the path of a stream, or remove it.",
    ),
    (
        ("[exits.relatives]", '[sites.far]\nplace = "Bridge"\n[exits.relatives]'),
        'row 39, setting "sites.far": Nobody comes to the site "far". '
        "Let a path end there, or overflow_to or onward_to lead there; or remove it.",
    ),
]


@pytest.mark.parametrize(("change", "problem"), PATHS)
def test_a_path_that_does_not_fit_is_told_once_with_its_fix(said: Said, change: Change, problem: str):
    assert said(change) == [f"scenario.toml, {problem}"]


def test_stages_met_in_two_orders_are_refused(said: Said):
    desk = '[stages.desk]\nplace = "Bridge"\nlanes = 1\npeople_per_lane_hour = 1\n\n[sites.camp]'
    legs = [("search", "desk"), ("desk", "search"), ("desk", "camp"), ("village", "desk")]
    written = "".join(f'[[legs]]\nfrom = "{a}"\nto = "{b}"\nhours = 1\n' for a, b in legs)
    found = said(
        ("[sites.camp]", desk),
        ("hours = 6\n", f"hours = 6\n{written}"),
        ('path = ["village", "search", "camp"]', 'path = ["village", "search", "desk", "camp"]'),
        ('path = ["village", "search", "relatives"]', 'path = ["village", "desk", "search", "relatives"]'),
    )
    assert len(found) == 1
    assert "The order of stages runs in a circle: " in found[0]
    assert "Let all streams pass their stages in one order." in found[0]


def test_sites_that_send_people_round_in_a_circle_are_refused(said: Said):
    leg = '[[legs]]\nfrom = "school"\nto = "camp"\nhours = 1\n'
    found = said(('onward_to = "relatives"', 'onward_to = "camp"'), ("hours = 6\n", f"hours = 6\n{leg}"))
    assert len(found) == 1
    assert "The order of sites runs in a circle: " in found[0]


def test_a_site_that_overflows_to_itself_is_refused(said: Said):
    found = said(('overflow_to = "school"', 'overflow_to = "camp"'))
    assert any("The order of sites runs in a circle: camp - camp." in each for each in found)


def test_a_path_in_the_wrong_order_names_what_is_out_of_place(said: Said):
    found = said(('path = ["village", "search", "camp"]', 'path = ["search", "village", "camp"]'))
    assert 'A path must begin at a source, but "search" is a stage.' in found[0]
    assert 'A path must pass only through stages, but "village" is a source.' in found[1]
    found = said(('path = ["village", "search", "camp"]', 'path = ["village", "search"]'))
    assert any('A path must end in a site or exit, but "search" is a stage.' in each for each in found)


def test_a_source_without_a_stream_is_told(said: Said):
    second = (
        '[sources.town]\nplace = "Market Town"\npeople = 5\nstarts_in = "a"\n'
        "[sources.town.phases.a]\nleave_per_day = 1\nlasts_days = 1\n\n[stages.search]"
    )
    assert said(("[stages.search]", second)) == [
        'scenario.toml, row 23, setting "sources.town": No stream begins at the source "town". '
        "Add a stream whose path begins with it."
    ]
