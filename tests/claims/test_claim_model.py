"""One claim: what makes it stand, its id, and what kind of figure it is."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from waystation.claims import Claim, Kind, counter_of, kind_of, vocabulary
from waystation.claims.decisions import full_ids
from waystation.errors import InputError


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"low": 300, "high": 200}, "The low figure 300 is above the high figure 200."),
        ({"low": None, "high": None}, "The claim has no figure."),
        ({"qualifier": "at least"}, '"at least" leaves quantity_high empty, and it holds 3000.'),
        ({"qualifier": "more than", "low": None, "high": 5}, '"more than" needs a figure in quantity_low.'),
        ({"qualifier": "up to"}, '"up to" leaves quantity_low empty, and it holds 3000.'),
        ({"qualifier": "exact", "high": 4000}, '"exact" has one figure, not 3000 and 4000.'),
        ({"qualifier": "about", "high": None}, '"about" needs a figure in quantity_high.'),
        ({"qualifier": "abuot"}, '"abuot" is not a known qualifier. Did you mean "about"?'),
        ({"term": "evacuatd"}, '"evacuatd" is not a known term. Did you mean "evacuated"?'),
        ({"role": "recomended"}, '"recomended" is not a known role. Did you mean "recommended"?'),
        ({"low": -5}, "-5 is negative."),
        ({"low": 3e9}, "3000000000 people is too many."),
        ({"low": float("nan")}, "nan is not a figure."),
        ({"low": 12.5}, "12.5 people is not a whole number."),
        ({"low": 101, "unit": "percent"}, "101 percent is more than 100."),
        ({"household_size": 0}, "0 is negative."),
        ({"household_size": 500}, "500 people in one household is too many."),
        ({"about_start": "2019-02-21"}, "The period ends on 2019-02-20, before it starts on 2019-02-21."),
        ({"published": "2019-02-01"}, "It describes 2019-02-20, which is after it was published on 2019-02-01."),
        ({"published": "0219-02-01"}, "0219-02-01 is too early."),
        ({"source": "  "}, "Every claim needs a source."),
        ({"note": "bell\x07"}, "The text holds a control character."),
        ({"excerpt_start": 9, "excerpt_end": 3}, "The excerpt ends at 3, before it starts at 9."),
        ({"excerpt_start": -1}, "-1 is not a position in a text."),
    ],
)
def test_a_claim_that_cannot_be_is_refused_in_plain_words(claim, changes, said):
    with pytest.raises(ValidationError) as refused:
        claim(**changes)
    assert said in str(refused.value)


def test_all_faults_of_a_claim_are_told_at_once(claim):
    with pytest.raises(ValidationError) as refused:
        claim(300, 200, term="evacuatd", about_start="2019-02-25")
    for part in ("above the high figure", "not a known term", "before it starts"):
        assert part in str(refused.value)


def test_only_terms_that_look_forward_may_speak_of_days_to_come(claim):
    coming = {"published": "2019-02-19", "about_start": "2019-02-20"}
    assert claim(200, term="expected", **coming).term == "expected"
    assert claim(200, term="capacity", **coming).term == "capacity"
    with pytest.raises(ValidationError, match="A figure about coming days has the term expected"):
        claim(200, term="arrived", **coming)


def test_unknown_columns_are_refused_and_claims_do_not_change(claim):
    with pytest.raises(ValidationError, match="Extra inputs"):
        claim(colour="red")
    with pytest.raises(ValidationError, match="frozen"):
        claim().note = "later"


def test_the_same_content_has_the_same_id_and_any_other_content_another(claim):
    assert claim().id == claim().id == claim(id=" ").id
    others = [
        claim(3001),
        claim(note="x"),
        claim(place="Hajin"),
        claim(published="2019-02-22"),
        claim(role="recommended"),
    ]
    assert len({claim().id, *(other.id for other in others)}) == 6
    assert claim(id="mine").id == "mine"


def test_a_derived_id_is_pinned_so_that_old_ledgers_stay_readable(claim):
    # Derived by hand: sha256 of the sorted JSON of the filled cells, in letters.
    import hashlib

    text = (
        '{"about_end": "2019-02-20", "about_start": "2019-02-20", "place": "Baghouz", "published": '
        '"2019-02-21", "qualifier": "about", "quantity_high": 3000.0, "quantity_low": 3000.0, '
        '"source": "SDF", "term": "evacuated", "unit": "people"}'
    )
    letters = hashlib.sha256(text.encode()).hexdigest()[:12]
    assert claim().id == "c-" + "".join(chr(ord("a") + int(each, 16)) for each in letters)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, Kind.FLOW),
        ({"about_start": "2019-02-07"}, Kind.FLOW),
        ({"about_start": "2019-02-06"}, Kind.RUNNING_TOTAL),
        ({"about_start": None}, Kind.RUNNING_TOTAL),
        ({"term": "camp_population"}, Kind.STOCK),
        ({"term": "remaining", "about_start": None}, Kind.STOCK),
        ({"term": "expected"}, Kind.OTHER),
        ({"term": "arrived", "unit": "people per day"}, Kind.OTHER),
        ({"term": "arrived", "unit": "percent", "low": 50}, Kind.OTHER),
    ],
)
def test_stocks_flows_and_running_totals_are_told_apart(claim, changes, kind):
    assert kind_of(claim(**changes)) is kind


def test_three_counts_from_one_start_by_one_counter_are_a_running_count(claim):
    days = [claim(1000 * (n + 1), about_end=f"2019-02-2{n}", published="2019-02-25") for n in range(3)]
    assert kind_of(days[0], days) is Kind.RUNNING_TOTAL
    assert kind_of(days[0], days[:2]) is Kind.FLOW
    assert kind_of(days[0], [days[0], *(each.model_copy(update={"source": "OCHA"}) for each in days[1:])]) is Kind.FLOW


def test_every_word_has_a_meaning_and_every_term_a_phrase():
    words = vocabulary()
    assert all(word.meaning for word in words.qualifiers.values())
    assert all(term.meaning for term in words.terms.values())
    assert all(term.phrase for term in words.terms.values())
    asked = "arrived left returned remaining detained killed wounded died_on_the_way capacity expected in_need"
    assert set(asked.split()) <= set(words.terms)


@pytest.mark.parametrize(
    ("source", "counter"),
    [
        ("OCHA spokesman Jens Laerke via Reuters/Egypt Today", "ocha"),
        ("Al Jazeera (SDF-linked media and activists)", "sdf-linked media and activists"),
        ("AFP via Rudaw", "afp"),
        ("BBC, copied page (Syrian Observatory for Human Rights)", "syrian observatory for human rights"),
    ],
)
def test_the_counter_is_found_behind_those_who_passed_the_figure_on(source, counter):
    assert counter_of(source) == counter


def test_a_named_speaker_counts_before_what_the_source_says():
    assert counter_of("AFP via Rudaw", "UNHCR spokesperson") == "unhcr"


def test_a_figure_reads_as_it_was_worded(claim):
    assert claim().figure == "about 3,000 people"
    assert claim(200, 999, figure_kind="vague").figure == "200 to 999 people (range read into a vague word)"
    assert claim(0.5, unit="km2", term="pocket_area").figure == "about 0.5 km2"
    assert claim(None, 9000, qualifier="up to").figure == "up to 9,000 people"


def test_every_column_of_a_claim_is_described():
    assert all(info.description for info in Claim.model_fields.values())


@pytest.mark.parametrize(
    ("many", "said"), [(2, "c1, c2."), (5, "c1, c2, c3, c4, c5."), (6, "c1, c2, c3, c4, c5, ....")]
)
def test_of_the_ids_that_begin_alike_five_are_named(many: int, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(f'"c" is the beginning of {many} ids: {said}')):
        full_ids(["c"], [f"c{number}" for number in range(1, many + 1)])


@pytest.mark.parametrize(
    ("low", "high", "unit", "said"),
    [
        (1, 1, "people", "1 person"),
        (1, 1, "families", "1 family"),
        (1, 1, "buses", "1 bus"),
        (0, 0, "people", "0 people"),
        (1, 3, "people", "1 to 3 people"),
    ],
)
def test_one_is_counted_in_the_singular(low: int, high: int, unit: str, said: str) -> None:
    qualifier = "exact" if low == high else "range"
    claim = Claim(
        published="2030-03-01", source="Camp office", place="Tarn", quantity_low=low, quantity_high=high,
        qualifier=qualifier, unit=unit, term="arrived",
    )  # fmt: skip
    assert claim.figure == said
