"""What a claim says about the simulation, or why it says nothing."""

from __future__ import annotations

from datetime import date

import pytest
from forecast_parts import a_claim, valley, valley_claims

from waystation.claims import Unused
from waystation.engine.reception.compiled_network import compile_network
from waystation.forecast.scenario.evidence import Form, Observable, Series, observations
from waystation.forecast.scenario.model import entrances
from waystation.world.scenario_model import Reporter


def why_not(claim, scenario=None):
    """Why the only claim is not used."""
    used, reasons = observations(scenario or valley(), [claim])
    assert used == []
    return reasons[claim.id].text


def seen(claim, scenario=None):
    """The only claim as an observation."""
    [used], reasons = observations(scenario or valley(), [claim])
    assert reasons == {}
    return used


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"term": "wounded"},
            '"wounded" is not something the simulation counts. The simulation does not count wounded people.',
        ),
        ({"unit": "trucks"}, "Counts trucks, not people."),
        ({"unit": "children"}, "Counts children, not people."),
        ({"total_id": "yes"}, "Part of a total that is used, or of one that is not known."),
        ({"exclusion_reason": "denied"}, "Not a count: denied."),
        ({"role": "triangulation"}, "Marked as kept for comparison only."),
        ({"place": "Lower Camp"}, 'The scenario has no source of people at "Lower Camp".'),
        ({"term": "arrived"}, 'The scenario has no stage or site at "Upper Valley".'),
        ({"term": "camp_population", "place": "Fork"}, 'The scenario has no stage or site at "Fork".'),
        (
            {"term": "awaiting_processing", "place": "Lower Camp"},
            'The scenario has no stage where people wait at "Lower Camp".',
        ),
        ({"term": "remaining", "place": "Bridge"}, 'The scenario has no source of people at "Bridge".'),
        (
            {"term": "awaiting_transfer", "place": "Lower Camp"},
            'The scenario has no vehicles that people wait for at "Lower Camp".',
        ),
        ({"about_start": None, "about_end": None}, "It does not say which days it describes."),
        ({"about_start": "2029-12-30", "about_end": "2029-12-31"}, "It describes days before the scenario begins."),
        ({"about_start": "2029-12-31"}, "It describes days before the scenario begins."),
        ({"about_start": None}, "A count over days, but the first day is not stated."),
    ],
)
def test_a_claim_that_is_not_used_says_why(changes, why):
    assert why_not(a_claim(**changes)) == why


def test_a_claim_about_days_after_its_publication_is_not_used():
    # The claim model refuses it; a claim changed afterwards must not slip through.
    claim = a_claim().model_copy(update={"about_end": date(2030, 1, 9)})
    assert why_not(claim) == "It describes days after its publication."


def test_a_stock_may_say_from_when_it_was_counted_even_before_the_scenario_begins():
    stock = seen(a_claim(term="remaining", about_start="2029-12-01", about_end="2030-01-01"))
    assert (stock.first_day, stock.last_day) == (None, 0)


def test_a_story_told_twice_counts_once_and_names_the_first_to_tell_it():
    first, copied = a_claim(), a_claim(published="2030-01-07", source="A newspaper")
    used, reasons = observations(valley(), [copied, first])
    assert [each.claim for each in used] == [first]
    assert reasons == {copied.id: (Unused.SAME_STORY, "Same story as Valley Radio, 2030-01-05: counted once.")}


def test_a_story_whose_first_telling_cannot_be_used_counts_by_the_next():
    first = a_claim(role="triangulation")
    copied = a_claim(published="2030-01-07", source="A newspaper")
    again = a_claim(published="2030-01-08", source="Another newspaper")
    used, reasons = observations(valley(), [first, copied, again])
    assert [each.claim for each in used] == [copied]
    assert reasons == {
        first.id: (Unused.COMPARISON_ONLY, "Marked as kept for comparison only."),
        again.id: (Unused.SAME_STORY, "Same story as A newspaper, 2030-01-07: counted once."),
    }


@pytest.mark.parametrize(
    ("changes", "series"),
    [
        ({}, Series(Observable.LEFT, "village")),
        ({"term": "evacuated"}, Series(Observable.LEFT, "village")),
        ({"term": "remaining"}, Series(Observable.REMAINING, "village")),
        ({"term": "arrived", "place": "Lower Camp"}, Series(Observable.ARRIVED, "Lower Camp")),
        ({"term": "registered", "place": "Market Town"}, Series(Observable.ARRIVED, "Market Town")),
        ({"term": "camp_population", "place": "Lower Camp"}, Series(Observable.POPULATION, "Lower Camp")),
        ({"term": "awaiting_transfer", "place": "Bridge"}, Series(Observable.BOARDING, "Bridge")),
        ({"term": "awaiting_processing", "place": "Bridge"}, Series(Observable.WAITING, "Bridge")),
        ({"term": "arrived", "place": "Bridge"}, Series(Observable.ARRIVED, "Bridge")),
        ({"term": "camp_population", "place": "Bridge"}, Series(Observable.POPULATION, "Bridge")),
        ({"term": "died_en_route", "place": "Road to the camp"}, Series(Observable.DIED)),
    ],
)
def test_a_claim_speaks_of_a_series_by_its_term_and_place(changes, series):
    assert seen(a_claim(**changes)).series == series


def test_a_table_of_daily_counts_with_one_date_a_row_is_used_and_the_reading_is_said():
    counts = [
        a_claim(published=f"2030-01-0{n}", about_start=None, about_end=None, term="arrived", place="Lower Camp",
                source="Camp office", quantity_low=people, quantity_high=people)
        for n, people in [(5, 400), (6, 400), (7, 650), (8, 300)]
    ]  # fmt: skip
    used, why_not = observations(valley(), counts)
    assert why_not == {}
    assert [(each.first_day, each.last_day) for each in used] == [(4, 4), (5, 5), (6, 6), (7, 7)]
    assert [each.claim for each in used] == counts
    assert "read as the count of its own day" in used[0].remark
    there = a_claim(
        published="2030-01-08", about_start=None, about_end=None, term="camp_population", place="Lower Camp"
    )
    [stock], _ = observations(valley(), [there])
    assert stock.last_day == 7
    assert "of the day it was published" in stock.remark


def test_a_stock_of_a_report_without_a_day_is_read_as_of_its_publication_and_the_reading_is_said():
    now = a_claim(
        3_850, published="2030-01-07", about_start=None, about_end=None, term="camp_population", place="Lower Camp",
        report="note.txt",
    )  # fmt: skip
    used, why = observations(valley(), [now])
    assert not why
    assert used[0].remark == "It does not say of which day; it is read as of the day it was published."
    assert used[0].last_day == seen(now.model_copy(update={"about_end": date(2030, 1, 7)})).last_day


def test_a_stock_without_a_day_beside_one_of_a_stated_day_in_the_same_report_is_left_out():
    dated = a_claim(
        3_850, published="2030-01-07", about_start=None, about_end="2030-01-05", term="camp_population",
        place="Lower Camp", report="note.txt",
    )  # fmt: skip
    undated = dated.model_copy(update={"id": "undated", "quantity_low": 3_100.0, "about_end": None})
    elsewhere = undated.model_copy(update={"id": "elsewhere", "report": "other.txt"})
    used, why = observations(valley(), [dated, undated, elsewhere])
    assert {each.claim.id for each in used} == {dated.id, "elsewhere"}
    assert why["undated"].code is Unused.DAYS_NOT_STATED


def test_a_figure_that_its_own_office_replaced_is_not_used():
    first = a_claim()
    later = a_claim(published="2030-01-06", quantity_low=350, quantity_high=350)
    used, why_not = observations(valley(), [first, later])
    assert [each.claim for each in used] == [later]
    assert why_not[first.id].code is Unused.CORRECTED


def test_who_goes_from_desk_to_desk_at_a_border_post_arrived_there_once():
    settings = valley().settings
    desk = settings.stages["checkpoint"].model_copy(update={"lanes": 2})
    onward = settings.legs[1].model_copy(update={"origin": "desk"})
    away = settings.legs[2].model_copy(update={"origin": "desk"})
    to_desk = settings.legs[0].model_copy(update={"origin": "checkpoint", "to": "desk"})
    path = ["village", "checkpoint", "desk", "camp"]
    scenario = valley(
        stages={**settings.stages, "desk": desk},
        legs=[settings.legs[0], to_desk, onward, away, *settings.legs[3:]],
        streams={
            "general": settings.streams["general"].model_copy(update={"path": path}),
            "to_relatives": settings.streams["to_relatives"].model_copy(update={"path": [*path[:3], "relatives"]}),
        },
    )  # fmt: skip
    _, layout = compile_network(scenario)
    nodes = [n for n, node in enumerate(layout.nodes) if layout.place_of(node) == "Bridge"]
    assert {layout.nodes[n] for n in nodes} == {"checkpoint", "desk"}
    assert [layout.nodes[n] for n in entrances(nodes, layout)] == ["checkpoint"]


def test_people_who_leave_a_place_that_also_means_the_source_are_its_people():
    scenario = valley()
    village = scenario.settings.sources["village"].model_copy(update={"reported_as": ["Side Valley"]})
    observed = seen(a_claim(place="Side Valley"), valley(sources={"village": village}))
    assert observed.series == Series(Observable.LEFT, "village")


@pytest.mark.parametrize("unit", ["persons", "individuals"])
def test_other_words_for_people_are_people(unit):
    assert seen(a_claim(unit=unit)).low == 500


@pytest.mark.parametrize("unit", ["families", "households"])
def test_families_are_people_by_the_household_size_with_a_wider_spread(unit):
    observed = seen(a_claim(100, unit=unit))
    assert (observed.low, observed.high) == (500, 500)
    assert observed.spread == pytest.approx((0.15**2 + 0.15**2) ** 0.5)
    exact = seen(a_claim(100, unit=unit, qualifier="exact"))
    assert exact.spread == pytest.approx((0.05**2 + 0.15**2) ** 0.5)


@pytest.mark.parametrize(
    ("low", "high", "changes", "form", "bounds", "spread"),
    [
        (500, 500, {"qualifier": "exact"}, Form.TWO_SIDED, (500, 500), 0.05),
        (500, 500, {"qualifier": "about"}, Form.TWO_SIDED, (500, 500), 0.15),
        (400, 600, {"qualifier": "range"}, Form.TWO_SIDED, (400, 600), 0.15),
        (300, 900, {"qualifier": "vague"}, Form.TWO_SIDED, (300, 900), 0.5),
        (300, 900, {"qualifier": "range", "figure_kind": "vague"}, Form.TWO_SIDED, (300, 900), 0.5),
        (500, None, {"qualifier": "at least"}, Form.AT_LEAST, (500, 500), 0.15),
        (500, None, {"qualifier": "more than"}, Form.AT_LEAST, (500, 500), 0.15),
        (None, 500, {"qualifier": "up to"}, Form.UP_TO, (500, 500), 0.15),
    ],
)
def test_the_wording_sets_form_bounds_and_spread(low, high, changes, form, bounds, spread):
    observed = seen(a_claim(low, high, **changes))
    assert observed.form is form
    assert (observed.low, observed.high) == bounds
    assert observed.spread == spread


def test_flows_cover_days_and_stocks_stand_at_the_end_of_one():
    flow = seen(a_claim(about_start="2030-01-02"))
    assert (flow.first_day, flow.last_day) == (1, 3)
    stock = seen(a_claim(term="remaining"))
    assert (stock.first_day, stock.last_day) == (None, 3)


def test_the_first_reporter_that_matches_source_and_term_holds():
    guesses = Reporter(name="Guesses", matches=["*"], terms=["remaining"])
    radio = Reporter(name="Radio", matches=["Town Radio", "Valley Radio"])
    later = Reporter(name="Radio again", matches=["Radio"])
    anyone = Reporter(name="Anyone", matches=["*"])
    scenario = valley(reporters=[guesses, radio, later, anyone])

    def name(**changes):
        return seen(a_claim(**changes), scenario).reporter.name

    assert name() == "Radio"
    assert name(term="remaining") == "Guesses"
    assert name(source="A listener (Hill Radio)") == "Radio again"
    assert name(source="A newspaper") == "Anyone"


def test_a_claim_of_a_source_that_no_reporter_matches_has_none():
    scenario = valley(reporters=[Reporter(name="Office", matches=["Camp office"])])
    assert seen(a_claim(), scenario).reporter is None


def test_all_claims_of_the_made_up_valley_are_used_in_order():
    claims = valley_claims()
    used, reasons = observations(valley(), claims)
    assert [each.claim for each in used] == claims
    assert reasons == {}
