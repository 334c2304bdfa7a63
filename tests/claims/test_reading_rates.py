"""Rates are no counts, a report may correct itself, and "the camp" is the scenario's camp."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.claims.claim import Claim
from waystation.claims.reading import read_report
from waystation.claims.reading.names import PlaceNames
from waystation.world.scenario_model import Place


def claims(text: str, published: str = "2024-05-14", **given: dict[str, str]) -> list[Claim]:
    return [reading.claim for reading in read_report(text, published, "Agency", **given)]


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("Some 450 people cross daily into Uganda.", 450, "people per day"),
        ("On average 60 families a week reach Arua.", 60, "families per week"),
        ("Around 2,000 refugees arrive every month in Gambella.", 2000, "people per month"),
        ("The average daily number of arrivals is 310 people.", 310, "people per day"),
        ("Unas 250 personas cruzan la frontera cada día, dijo el alcalde de la ciudad.", 250, "people per day"),
        ("Près de 90 familles par semaine arrivent à Adré.", 90, "families per week"),
        ("Щодня до Ізмаїла прибуває 120 осіб.", 120, "people per day"),
        ("About 100 people an hour are crossing into Uganda.", 100, "people per hour"),
        ("Près de 100 personnes par heure traversent la frontière.", 100, "people per hour"),
    ],
)
def test_so_many_a_day_or_a_week_is_a_rate(text: str, quantity: float, unit: str) -> None:
    found = [each for each in claims(text) if each.quantity_low == quantity or each.quantity_high == quantity]
    assert [(each.unit, each.counts) for each in found] == [(unit, "rate")]


def test_what_is_handed_out_daily_makes_no_rate_of_the_people() -> None:
    assert [each.unit for each in claims("Some 500 people receive daily meals in Goris.")] == ["people"]


def test_a_month_to_come_is_told_with_its_own_days() -> None:
    [claim] = claims("By February up to 30,000 people may arrive in Renk.")
    assert (claim.term, claim.exclusion_reason) == ("expected", "forecast")
    assert (claim.about_start, claim.about_end) == (date(2025, 2, 1), date(2025, 2, 28))


def test_a_report_that_corrects_itself_takes_the_former_figure_back() -> None:
    former, right, repeated = claims(
        "On Sunday 2,310 people arrived in Goris. Correction: 2,130 people arrived in Goris on Sunday, not 2,310."
    )
    assert (former.exclusion_reason, right.exclusion_reason, repeated.exclusion_reason) == (
        "corrected",
        "",
        "corrected",
    )
    assert right.quantity_low == 2130
    assert "2,130" in former.note
    assert former.role == "triangulation"


def test_a_correction_is_of_the_place_and_event_of_the_figure_it_takes_back() -> None:
    first, camp, right, repeated = claims(
        "On Sunday 240 people arrived in Goris.\n\nThe camp in Sisian holds 5,610 people.\n\n"
        "Correction: 204 people, not 240."
    )
    assert (camp.term, camp.place) == ("camp_population", "Sisian")
    for each in (right, repeated):
        assert (each.term, each.place, each.about_end) == ("arrived", "Goris", first.about_end)
    assert [each.exclusion_reason for each in (first, right, repeated)] == ["corrected", "", "corrected"]


@pytest.mark.parametrize(
    "text",
    [
        "On 11 May 5,600 people arrived in Renk. This should read 6,500.",
        "Our note said on 11 May 5,600 people arrived in Renk; it should have read 6,500.",
        "El 11 de mayo llegaron 5.600 personas a Renk. Debe decir 6.500.",
        "Le 11 mai 5 600 personnes sont arrivées à Renk. Il faut lire 6 500.",
    ],
)
def test_what_a_figure_should_read_takes_its_place(text: str) -> None:
    """The "should" makes nothing uncertain; place, days and what happened are those of the figure that was wrong."""
    former, right = claims(text)
    assert (former.quantity_low, former.exclusion_reason) == (5600, "corrected")
    assert (right.quantity_low, right.exclusion_reason, right.term, right.place) == (6500, "", "arrived", "Renk")
    assert right.about_end == date(2024, 5, 11)


@pytest.mark.parametrize("span", ["in a week", "within a week", "in a day"])
def test_a_week_in_which_so_many_came_is_no_rate(span: str) -> None:
    """The number rose *to* 11,500: it did not rise by so many a week."""
    found = claims(f"The number of displaced people rose from 8,000 to 11,500 {span}.")
    assert [(each.quantity_low, each.unit) for each in found] == [(8000, "people"), (11_500, "people")]


@pytest.mark.parametrize(
    "text", ["Not less than 500 people left.", "About 500 people left Goris, not all of them on foot."]
)
def test_a_plain_not_corrects_nothing(text: str) -> None:
    assert [each.exclusion_reason for each in claims(text)] != ["corrected"]


def test_the_camp_is_the_one_camp_of_the_scenario() -> None:
    places = [
        Place(name="Old town", role="pocket"),
        Place(name="Kaspi camp", role="camp"),
        Place(name="Gori", role="town"),
    ]
    roles = PlaceNames(places).roles
    assert roles == {"pocket": "Old town", "camp": "Kaspi camp", "town": "Gori"}
    out, into, other = claims(
        "On Monday 900 people left the enclave. Some 640 reached the camp. The camp in Zestafoni holds 70 people.",
        roles=roles,
    )
    assert (out.place, into.place) == ("Old town", "Kaspi camp")
    assert other.place != "Kaspi camp"


def test_of_two_camps_neither_is_the_camp() -> None:
    assert PlaceNames([Place(name="A", role="camp"), Place(name="B", role="camp")]).roles == {}


def test_what_was_only_compared_holds_for_nothing_that_follows() -> None:
    found = claims(
        "Between 1 and 7 May some 900 people returned from Chad, up from 610 in the previous week. 340 people walked."
    )
    assert found[-1].about_end in {None, date(2024, 5, 7)}


def test_days_to_come_are_none_of_what_has_been() -> None:
    found = claims("By October up to 20,000 people may arrive in Renk. Some 80 families per week reach Renk.")
    assert (found[-1].unit, found[-1].about_start, found[-1].about_end) == ("families per week", None, None)
