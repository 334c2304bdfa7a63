"""Data as of a date: nothing from later, ever."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.claims import known_by, known_events, read_claims
from waystation.errors import InputError
from waystation.world.scenario_model import Event


def test_only_claims_published_by_the_date_are_handed_out_that_day_included(example):
    claims = read_claims(example)
    for as_of in (date(2019, 2, 20), date(2019, 2, 26), date(2019, 3, 4)):
        known = known_by(claims, as_of)
        assert {claim.id for claim in known} == {claim.id for claim in claims if claim.published <= as_of}
        assert max(claim.published for claim in known) == as_of
        assert [claim.published for claim in known] == sorted(claim.published for claim in known)


def test_what_became_known_later_is_cut_from_notes_and_the_id_stays(claim):
    told = claim(note="Trapped civilians. Hindsight: far too low")
    [known] = known_by([told], date(2019, 3, 4))
    assert known.note == "Trapped civilians"
    assert known.id == told.id
    assert known_by([claim(note="hindsight: only that")], date(2019, 3, 4))[0].note == ""


def test_no_hindsight_of_the_example_gets_through(example):
    known = known_by(read_claims(example), date(2019, 3, 4))
    assert not any("hindsight" in claim.note.casefold() for claim in known)
    assert not any("proved" in claim.note for claim in known)


def test_a_date_before_the_first_claim_names_the_first_publication(claim):
    with pytest.raises(InputError) as refused:
        known_by([claim(published="2019-02-25"), claim()], date(2019, 2, 1))
    assert str(refused.value) == (
        "Nothing had been published by 2019-02-01: the first claim came out on 2019-02-21. "
        "Use an as-of date of 2019-02-21 or later."
    )


def test_no_claims_at_all_is_said_so():
    with pytest.raises(InputError, match=r"There are no claims\. Add reported figures to claims\.csv\."):
        known_by([], date(2019, 2, 1))


def test_events_are_known_from_the_day_they_were_published_not_the_day_they_began():
    event = Event(
        published=date(2019, 3, 4),
        source="News article",
        start=date(2019, 2, 9),
        place="Baghouz",
        kind="assault",
        note="Fighting. Hindsight: it lasted",
    )
    assert known_events([event], date(2019, 3, 3)) == []
    [known] = known_events([event], date(2019, 3, 4))
    assert (known.note, known.start) == ("Fighting", event.start)
