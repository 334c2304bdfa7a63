"""A claim corrected by a person: checked as a row is, with every problem told."""

from __future__ import annotations

import pytest

from waystation.claims import edited
from waystation.errors import InputError


def test_a_corrected_claim_has_an_id_of_its_own_and_no_confidence_of_the_reading(claim):
    before = claim(id="a", confidence=0.4, note="Read by rule from the words '3,000'; not yet checked by a person.")
    after = edited(before, {"quantity_low": "2500", "quantity_high": "2500"})
    assert (after.figure, after.confidence) == ("about 2,500 people", None)
    assert after.id not in {"a", ""}
    assert after.note == "Read by rule from the words '3,000'; corrected by a person."
    assert edited(before, {"place": "Hajin"}).confidence == 0.4


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"plcae": "Hajin"}, '"plcae" is not a column of a claim. Did you mean "place"?'),
        ({"about_end": "20.2.2019"}, "is not a date"),
        ({"quantity_low": "12.000"}, "12.000"),
        ({"quantity_low": "4000"}, "The low figure 4000 is above the high figure 3000."),
        ({"term": "arived"}, 'Did you mean "arrived"?'),
        ({"about_end": "2019-03-01"}, "after it was published"),
        ({"source": " "}, "Every claim needs a source."),
        ({"place": "Baghouz"}, "Nothing would change."),
    ],
)
def test_a_change_that_cannot_stand_is_refused(claim, changes, told):
    with pytest.raises(InputError) as caught:
        edited(claim(), changes)
    assert told in str(caught.value)


def test_all_problems_are_told_at_once(claim):
    with pytest.raises(InputError) as caught:
        edited(claim(), {"plcae": "Hajin", "published": "soon", "quantity_low": "many"})
    assert len(caught.value.problems) == 3
