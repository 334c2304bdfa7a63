"""Habits of the situation reports, dashboards and tracking notes of relief organisations."""

from __future__ import annotations

import pytest

from waystation.claims.claim import Claim
from waystation.claims.reading import read_report


def read(text: str, published: str = "2031-06-20") -> dict[float, Claim]:
    """The claims of a text by their figure."""
    found = [each.claim for each in read_report(text, published)]
    return {each.quantity_high or each.quantity_low or 0.0: each for each in found}


def days(claim: Claim) -> tuple[str, str]:
    """First and last day."""
    return str(claim.about_start), str(claim.about_end)


def test_a_figure_of_the_named_counts_them_and_those_behind_it_go_on():
    found = read(
        "Of 90 arrivals, 44 of the newly displaced households went to Renk, 31 to Kapan and the other 15 to Goris."
    )
    assert [found[each].unit for each in (44, 31, 15)] == ["households"] * 3
    assert {found[each].term for each in (31, 15)}.isdisjoint({"remaining"})


def test_the_rest_is_not_who_remains():
    found = read("Some 410 families moved to Renk and the remaining 95 to Melut.")
    assert found[95].term == found[410].term == "relocated"


def test_a_camp_that_holds_people_detains_nobody():
    found = read("The transit centre in Kapan held 1,310 people. The police held 30 people in Goris.")
    assert (found[1310].term, found[30].term) == ("camp_population", "detained")


def test_arrivals_that_were_recorded_have_arrived():
    found = read("Arrivals were recorded in Goris (7,930 individuals), Kapan (5,212) and Sisian (2,580).")
    assert [found[each].term for each in (7930, 5212, 2580)] == ["arrived"] * 3


def test_where_people_are_does_not_part_them_from_their_verb():
    assert read("About 640 evacuees in Port Renk returned home on 5 June.")[640].term == "returned"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "The number of people who have crossed into Chad is put at 75,000 by ministry officials.",
            "ministry officials",
        ),
        ("The population of the camp is put at 75,000.", ""),
        ("Site managers recorded that 75,000 people went home.", "Site managers"),
        ("Sites recorded: 40. In them 75,000 people live.", ""),
    ],
)
def test_who_puts_a_number_at_a_figure(text: str, speaker: str):
    assert read(text)[75_000].speaker == speaker


def test_the_first_name_in_brackets_has_its_figure_too():
    found = read("New arrivals: 4,218 (Zelmu 3,077, Moyo 610, Lamwo 531)")
    assert [found[each].place for each in (3077, 610, 531)] == ["Zelmu", "Moyo", "Lamwo"]


def test_the_country_that_opens_a_title_is_a_place():
    found = read("UGANDA: South Sudan refugee response\n\nThe new site received 310 people.")
    assert found[310].place.casefold() == "uganda"


def test_a_heading_may_name_several_places():
    text = "Goma\n310 people were displaced.\n\nPemba and Zumahe\nFloods displaced 2,150 people."
    assert read(text)[2150].place == "Pemba"


def test_days_are_told_from_the_day_in_the_heading():
    text = "BORDER NOTE 9, 10 June 2031\n\nYesterday 6,190 people arrived. On Friday 30 people left for Renk."
    found = read(text, "2031-06-14")
    assert days(found[6190]) == ("2031-06-09", "2031-06-09")
    assert days(found[30]) == ("2031-06-06", "2031-06-06")
    # A day in a sentence is not that of the report.
    told = read("On 10 June 2031 the road was closed for some hours. Yesterday 6,190 people arrived.", "2031-06-14")
    assert days(told[6190]) == ("2031-06-13", "2031-06-13")


def test_a_month_in_the_heading_holds_once_it_is_over():
    text = (
        "Shelter dashboard, Renk, May 2031\n\nNew displacement: 187 households.\n310 families were relocated to Melut."
    )
    assert days(read(text)[310]) == ("2031-05-01", "2031-05-31")
    assert days(read(text, "2031-05-12")[310]) != ("2031-05-01", "2031-05-31")


def test_a_line_that_counts_ends_the_title():
    text = "RENK UPDATE, 18 June 2031\n\nNew arrivals: 4,218 (Moyo 610)\nRelocated on 16 June: 1,380\n\nIt hosts 960."
    assert days(read(text)[960])[1] == "2031-06-18"


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Clashes triggered the movement of 300 families.", "left"),
        ("The storm drove 300 people from their homes.", "left"),
        ("The team brought 300 migrants to safety.", "evacuated"),
        ("Guards let 300 people through.", "arrived"),
        ("Partners provided emergency shelter kits to 300 households.", "aid_delivered"),
        ("300 people were treated for minor injuries.", "wounded"),
        ("UNHCR intends to move 300 people.", "expected"),
        ("300 people have not yet been reached.", "in_need"),
    ],
)
def test_words_of_the_trade(text: str, term: str):
    assert read(text)[300].term == term


def test_the_day_of_the_heading_holds_where_nothing_else_is_named():
    text = "RENK: Floods\nFlash update 3 (as of 14 June 2031)\n\nThe site hosts 960 people. In all 12 people died.\n\n"
    found = read(text + "On 11 June the road was cut. About 80 families live on roofs.")
    assert days(found[960]) == days(found[12]) == ("None", "2031-06-14")
    assert days(found[80])[1] != "2031-06-11"


def test_what_came_in_a_report_on_a_period_came_in_it():
    found = read("Operational update\nPeriod: 1 to 10 June 2031\n\nThe new site received 310 people.")
    assert days(found[310]) == ("2031-06-01", "2031-06-10")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By the end of the reporting period 960 people lived in the camp.", ("None", "2031-06-10")),
        ("During the reporting period 960 people arrived.", ("2031-06-01", "2031-06-10")),
        ("In the previous reporting period 960 people arrived.", ("2031-05-22", "2031-05-31")),
    ],
)
def test_a_report_names_its_own_period(text: str, expected: tuple[str, str]):
    assert days(read(f"Operation update 2\nReporting period: 1 to 10 June 2031\n\n{text}")[960]) == expected


def test_a_day_of_another_time_does_not_hold_for_what_follows():
    found = read(
        "Some 1,870 families live there, against 1,640 in April. On the hill 310 families were relocated to Melut."
    )
    assert days(found[1640])[1] == "2031-04-30"
    assert days(found[310]) == ("None", "None")


def test_a_name_right_before_its_brackets_has_their_figure():
    text = "Goris, 3 June\nFamilies came from Zelmu (2,110 families), Ocwe (936) and Goris North (372)."
    found = read(text)
    assert [found[each].place for each in (2110, 936)] == ["Zelmu", "Ocwe"]


def test_fear_of_what_happened_is_no_forecast():
    found = read_report("Fear of attacks triggered the movement of 3,418 families.", "2031-06-20")[0]
    assert (found.claim.term, found.exclusion_reason) == ("left", "")


def test_people_projected_to_be_in_need_by_a_month_are_foretold():
    (found,) = read_report("2.1M people projected to face severe hunger by December", "2031-11-15")
    assert found.exclusion_reason == "forecast"


def test_a_plot_of_so_many_metres_counts_nobody():
    assert 45 not in read("Some 6,400 refugees are now settled on plots of 30 by 45 metres.")


def test_lines_that_each_open_with_a_figure_stand_alone():
    text = "22 deaths\n2.1M people projected to face severe hunger by December\n182k displaced people reached with kits"
    found = read(text, "2031-11-15")
    assert (found[2_100_000].term, found[182_000].term) == ("in_need", "aid_delivered")


def test_the_places_behind_a_colon_are_those_of_the_parts():
    found = read("Yesterday 6,190 people arrived in Chad: 2,870 via Goris, 1,640 via Kapan and 1,680 via Sisian.")
    assert [found[each].place for each in (6190, 2870, 1640, 1680)] == ["Chad", "Goris", "Kapan", "Sisian"]


def test_where_a_briefing_was_given_is_no_place_of_its_figures():
    text = (
        "GENEVA – This is a summary of what was said by the agency today.\n\nRelief items for 16,500 people are ready."
    )
    assert read(text)[16_500].place == "not stated"
    listed = read("Bambari – Some 310 people arrived by boat.\nBria – Clashes displaced 95 people on the hill.")
    assert listed[310].place == "Bambari"


def test_a_province_is_not_its_town():
    assert read("In Rural Damascus 83 families were taken in.")[83].place == "Rural Damascus"


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Some 300 households received relief items in Renk.", "aid_delivered"),
        ("Key figures: 300 people reached | 40 sites", "aid_delivered"),
        ("The new camp in Renk received 300 people.", "arrived"),
        ("On Monday 300 people were received at the border.", "arrived"),
        ("By Monday 300 people reached Goris.", "arrived"),
    ],
)
def test_people_who_received_something_did_not_arrive(text: str, term: str):
    assert read(text)[300].term == term


def test_a_target_of_others_is_not_that_of_those_reached():
    found = read_report("In all 1,850 people, against a target of 2,500, received cash grants.", "2031-06-20")
    assert [each.exclusion_reason for each in found] == ["", "forecast"]


def test_an_adjective_stands_between_a_figure_and_what_it_counts():
    assert read("The agency has put up 12 large tents for 200 persons each.")[12].unit == "tents"


def test_a_guard_of_the_border_is_no_place():
    assert read("According to the State Border Guard, 31,000 people arrived.")[31_000].place == "not stated"


@pytest.mark.parametrize(
    "line", ["Flash Update No. 5, as of 9 June, 6 p.m. local time", "Relief sitrep no. 6, 9 June 2031"]
)
def test_a_heading_may_hold_a_full_stop(line: str):
    assert days(read(f"RENK: Floods\n{line}\n\nThe camp hosts 960 people.", "2031-06-11")[960]) == (
        "None",
        "2031-06-09",
    )
