"""A forecast from end to end: what it knew, what it says, and that it says the same again."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
import xarray as xr
from forecast_parts import AS_OF, LITTLE, a_claim, an_event, valley, valley_claims

from waystation.errors import InputError
from waystation.forecast import forecast


def run(as_of=AS_OF, claims=None, scenario=None, **settings):
    """A forecast with little effort."""
    settings = {"members": 60, "seed": 1, "effort": LITTLE, **settings}
    return forecast(scenario or valley(), claims or valley_claims(), as_of=as_of, **settings)


@pytest.fixture(scope="module")
def usual():
    """The forecast as of 14 January."""
    return run()


def same(one, other):
    """Whether two forecasts say the same, to the last bit."""
    return (
        one.members.identical(other.members)
        and one.table.equals(other.table)
        and one.unknowns.equals(other.unknowns)
        and one.evidence == other.evidence
        and one.settings == other.settings
        and one.events_known == other.events_known
    )


def problems(refused):
    return [(problem.message, problem.fix) for problem in refused.value.problems]


def test_members_cover_the_whole_period_and_say_what_they_are(usual):
    assert usual.members.sizes["member"] == 60
    assert usual.members.sizes["date"] == 31
    assert usual.members.attrs["seed"] == 1
    assert usual.members.attrs["as_of"] == "2030-01-14"
    assert usual.settings["members"] == 60
    assert usual.settings["claims_known"] == usual.settings["claims_used"] == 9
    assert [each[-1] for each in usual.settings["tempering_shares"]] == [1.0, 1.0]


def test_the_same_question_gets_the_same_answer(usual):
    assert same(run(), usual)


def test_the_number_of_workers_changes_nothing():
    assert same(run(workers=1), run(workers=2))


def test_another_seed_gives_other_members(usual):
    other = run(seed=2)
    assert not other.members["population"].equals(usual.members["population"])
    assert other.members.attrs["seed"] == 2


def test_evidence_lists_every_known_claim_with_what_it_is_taken_to_mean(usual):
    assert [each.claim for each in usual.evidence] == valley_claims()
    for each in usual.evidence:
        assert each.used
        assert each.low <= each.median <= each.high
    whys = {each.claim.about_end.day: each.why for each in usual.evidence if each.claim.term != "remaining"}
    assert whys[5] == "Read as at least, by Camp office."
    assert whys[9] == "Read as up to, by Valley Radio."
    assert whys[14] == "Read as two-sided, by Camp office."


def test_an_unused_claim_is_evidence_too_with_its_reason_and_no_quantiles():
    odd = a_claim(30, unit="trucks")
    found = run(claims=[odd, *valley_claims()]).evidence
    [unused] = [each for each in found if not each.used]
    assert unused.claim == odd
    assert unused.why == "Counts trucks, not people."
    assert (unused.low, unused.median, unused.high) == (None, None, None)


def test_a_reporter_nobody_listed_is_taken_as_unbiased():
    scenario = valley(reporters=[])
    assert run(scenario=scenario).evidence[0].why == "Read as two-sided, by a reporter taken as unbiased."


def test_a_forecast_may_rest_on_claims_of_which_none_can_be_used():
    found = run(claims=[a_claim(30, unit="trucks")])
    assert found.settings["claims_used"] == 0
    assert found.settings["tempering_shares"] == [[1.0], [1.0]]
    assert len(found.table) == len(run().table)


def test_claims_narrow_what_was_unknown(usual):
    assert list(usual.unknowns.index) == list(valley().settings.unknowns)
    assert usual.unknowns.index.name == "name"
    row = usual.unknowns.loc["people_inside"]
    assert row["unit"] == "people"
    assert row["prior_low"] < row["prior_median"] < row["prior_high"]
    # 95 % of the prior lie between 2,000 and 20,000 people.
    assert row["prior_median"] == pytest.approx(np.sqrt(2_000 * 20_000), rel=0.06)
    assert np.log(row["high"] / row["low"]) < 0.7 * np.log(row["prior_high"] / row["prior_low"])


def test_population_follows_what_the_camp_office_counted(usual):
    counted = usual.members["population"].sel(place="Lower Camp", date="2030-01-14")
    # 3,390 exactly, by an office without bias: within what exact leaves open.
    assert float(counted.median()) == pytest.approx(3390, rel=0.12)


def test_nothing_published_later_is_known():
    as_of = date(2030, 1, 9)
    found = run(as_of)
    assert max(each.claim.published for each in found.evidence) == as_of
    assert len(found.evidence) == 6
    assert [event.start for event in found.events_known] == [date(2030, 1, 4)]


def test_whatever_is_published_later_changes_nothing():
    as_of = date(2030, 1, 9)
    claims, scenario = valley_claims(), valley()
    changed = [
        each
        if each.published <= as_of
        else each.model_copy(update={"quantity_low": 9.0, "quantity_high": 90_000.0, "source": "Someone else"})
        for each in claims
    ]
    told_later = a_claim(5_000, published="2030-01-10", source="Someone else")  # of a day before the date
    later = [
        an_event(date(2030, 1, 5), "closure", published=date(2030, 1, 10)),
        an_event(date(2030, 1, 12), "passage_reported_open"),
    ]
    events = [each for each in scenario.events if each.published <= as_of]
    before = run(as_of)
    for others in (later, []):
        after = run(as_of, [*changed, told_later], scenario.model_copy(update={"events": events + others}))
        assert same(before, after)
    assert same(before, run(as_of, [each for each in claims if each.published <= as_of]))


def test_events_supposed_change_what_comes_and_not_what_was(usual):
    day = AS_OF + timedelta(days=1)
    shut, stays_open = run(what_if=[an_event(day, "closure")]), run(what_if=[an_event(day, "passage_reported_open")])
    for supposed in (shut, stays_open):
        past = {"date": slice(None, np.datetime64(AS_OF))}
        for name in ("population", "arrivals", "left", "waiting", "moving"):
            xr.testing.assert_identical(supposed.members[name].sel(past), usual.members[name].sel(past))
        assert supposed.unknowns.equals(usual.unknowns)
        assert supposed.evidence == usual.evidence
        assert supposed.events_known == usual.events_known
    assert shut.what_if == [an_event(day, "closure")]
    week = {"date": slice(np.datetime64(day), np.datetime64(day + timedelta(days=2)))}
    left = {name: each.members["left"].sel(week).sum(("date", "source")).mean() for name, each in
            {"shut": shut, "usual": usual, "open": stays_open}.items()}  # fmt: skip
    assert left["shut"] < 0.3 * left["open"]
    assert left["shut"] < left["usual"] <= left["open"] * 1.05


def test_a_stage_supposed_to_open_opens_and_the_past_stays():
    def opening(day):
        return an_event(day, "stage_opens").model_copy(update={"place": "Bridge"})

    scenario = valley()
    # Reported to open on the 25th, but nobody knows that yet: until then people pass straight through.
    stages = {"checkpoint": scenario.settings.stages["checkpoint"].model_copy(update={"opens_on_report": True})}
    settings = scenario.settings.model_copy(update={"stages": stages})
    later = [*scenario.events, opening(date(2030, 1, 25))]
    waits = scenario.model_copy(update={"settings": settings, "events": later})
    never, soon = run(scenario=waits), run(scenario=waits, what_if=[opening(date(2030, 1, 16))])
    before, after = {"date": slice(None, "2030-01-15")}, {"date": slice("2030-01-16", None)}
    for name in ("population", "waiting", "left"):
        xr.testing.assert_identical(soon.members[name].sel(before), never.members[name].sel(before))
    # Once it works people queue for its lanes.
    assert soon.members["peak_waiting"].sel(after).mean() > never.members["peak_waiting"].sel(after).mean()


@pytest.mark.parametrize("as_of", [date(2029, 12, 31), date(2030, 1, 31), date(2031, 1, 1)])
def test_a_date_outside_the_scenario_is_refused_with_the_days_it_covers(as_of):
    with pytest.raises(InputError) as refused:
        run(as_of)
    message = f"The as-of date {as_of} lies outside the scenario."
    assert problems(refused) == [(message, "Use a day from 2030-01-01 to 2030-01-30.")]


def test_a_date_before_the_first_claim_is_refused_with_the_first_day_of_publication():
    with pytest.raises(InputError) as refused:
        run(date(2030, 1, 3))
    message = "Nothing had been published by 2030-01-03: the first claim came out on 2030-01-04."
    assert problems(refused) == [(message, "Use an as-of date of 2030-01-04 or later.")]


def test_all_that_is_wrong_with_a_question_is_said_at_once():
    event = an_event(AS_OF, "closure")
    with pytest.raises(InputError) as refused:
        run(date(2030, 1, 31), members=49, what_if=[event])
    assert [message for message, _ in problems(refused)] == [
        "The as-of date 2030-01-31 lies outside the scenario.",
        "49 members are too few for honest intervals.",
        'The assumed event "closure" on 2030-01-14 does not lie after the as-of date 2030-01-31.',
    ]


def test_too_few_members_are_refused_and_fifty_are_enough():
    with pytest.raises(InputError) as refused:
        run(members=49)
    assert problems(refused)[0][1] == "Use 50 or more; 400 is the default."
    assert run(members=50).members.sizes["member"] == 50


def test_a_supposed_event_on_the_very_date_is_refused():
    with pytest.raises(InputError) as refused:
        run(what_if=[an_event(AS_OF, "closure")])
    message = 'The assumed event "closure" on 2030-01-14 does not lie after the as-of date 2030-01-14.'
    assert problems(refused) == [(message, "Give events after it; known events belong in events.csv.")]


def test_progress_is_told():
    told = []
    run(progress=lambda words, share: told.append((words, share)), effort=LITTLE)
    assert told[-1] == ("Simulating possible futures", 1.0)
    assert told[0][0] == "Fitting the reports"
