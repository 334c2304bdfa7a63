"""Sentences of several figures, each with its own verb or its own day."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.claims.reading import read_report

_PUBLISHED = date(2031, 5, 9)  # a Friday


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("4 people were killed and 12 people were injured in Gode.", ["killed", "wounded"]),
        ("4 personnes ont été tuées et 12 personnes ont été blessées à Gode.", ["killed", "wounded"]),
        ("4 personas murieron y 12 personas resultaron heridas en Gode.", ["killed", "wounded"]),
        ("قتل 4 أشخاص وأصيب 12 شخصا في قودي.", ["killed", "wounded"]),
        ("120 people were evacuated and 45 people were detained in Gode.", ["evacuated", "detained"]),
        ("120 people crossed into Chad while 45 people were killed in Gode.", ["arrived", "killed"]),
        ("64 deaths have been registered in Gode.", ["killed"]),
    ],
)
def test_each_figure_has_the_verb_of_its_own_clause(text: str, terms: list[str]) -> None:
    assert [each.claim.term for each in read_report(text, _PUBLISHED)] == terms


@pytest.mark.parametrize(
    ("text", "last_days"),
    [
        ("On Monday 120 people arrived in Gode and on Tuesday 45.", [5, 6]),
        ("120 people arrived in Gode on Monday and 45 on Tuesday.", [5, 6]),
        ("On Tuesday 870 came out; on Monday, when the road was shut, only 95.", [6, 5]),
        ("As of 5 May, 1,200 people were living in Gode camp; on 1 May there were 900.", [5, 1]),
        ("Le lundi 120 personnes sont arrivées à Gode et le mardi 45.", [5, 6]),
        ("El lunes llegaron 120 personas a Gode y el martes 45.", [5, 6]),
    ],
)
def test_figures_and_days_that_take_turns(text: str, last_days: list[int]) -> None:
    found = [each.claim.about_end for each in read_report(text, _PUBLISHED)]
    assert [each.day if each else None for each in found] == last_days


def test_the_day_on_which_somebody_spoke_takes_no_turn() -> None:
    text = "The mayor said on Thursday that 120 people had arrived in Gode on Monday and 45 on Tuesday."
    assert [each.claim.about_end.day for each in read_report(text, _PUBLISHED) if each.claim.about_end] == [5, 6]


@pytest.mark.parametrize("who", ["local official", "UN official", "security source", "senior police officer"])
def test_a_speaker_behind_an_article(who: str) -> None:
    (found,) = read_report(f'"We have received 120 people in Gode," said a {who}.', _PUBLISHED)
    assert found.claim.speaker == who


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("arrived 580, left 35, total in camp 2,545", ["arrived", "left", "camp_population"]),
        ("Joda: arrived 580, departed 35, queue at registration approx 400 people.",
         ["arrived", "left", "awaiting_processing"]),
        ("The floods left 35 dead, 12 missing.", ["killed", "context"]),
    ],
)  # fmt: skip
def test_a_row_of_words_each_with_its_figure(text: str, terms: list[str]) -> None:
    assert [each.claim.term for each in read_report(text, _PUBLISHED)] == terms


def test_a_month_by_which_something_is_expected_is_no_day_of_other_figures() -> None:
    text = (
        "Upper Province: floods, Situation Report, 14 November 2030\n\nKey figures\n2.1M people projected to face "
        "hunger by December\n\nSarn\nFlood waters displaced 31,500 people.\n"
    )
    days = {each.claim.quantity_low: each.claim.about_end for each in read_report(text, date(2030, 11, 15))}
    assert days[31_500] == date(2030, 11, 14)


def test_who_is_there_is_told_as_of_the_heading_though_something_happened_on_a_day_of_the_paragraph() -> None:
    text = (
        "Situation update, 4 February 2030\n\nOn 1 February a convoy brought 310 people to Sarn camp. "
        "The camp now holds 3,500 people.\n"
    )
    days = {each.claim.quantity_low: each.claim.about_end for each in read_report(text, date(2030, 2, 5))}
    assert days == {310: date(2030, 2, 1), 3_500: date(2030, 2, 4)}
