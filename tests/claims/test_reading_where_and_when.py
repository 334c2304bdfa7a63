"""Where and when, each kind of error with a text of its own: paragraphs, headings, parts, lists, no places."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.claims.claim import Claim
from waystation.claims.reading import read_report
from waystation.claims.reading.lexicon import Tokens
from waystation.claims.reading.when import periods
from waystation.claims.reading.whereabouts import spots

PUBLISHED = "2024-05-10"  # a Friday


def read(text: str) -> list[Claim]:
    return [each.claim for each in read_report(text, PUBLISHED)]


def days(claim: Claim) -> tuple[str, str]:
    return str(claim.about_start), str(claim.about_end)


@pytest.mark.parametrize(
    "text",
    [
        "As of 6 May, 4,200 people were in the camp at Belmar. Another 310 were staying with families.",
        "A la fecha del 6 de mayo había 4.200 personas en el campamento de Belmar. Otras 310 se alojan con familias.",
        "Situation au 6 mai : le camp de Belmar compte 4 200 personnes. 310 autres sont hébergées par des familles.",
    ],
)
def test_a_paragraph_as_of_a_day_gives_it_to_the_stocks_that_follow(text: str) -> None:
    assert [days(claim) for claim in read(text)] == [("None", "2024-05-06")] * 2


def test_the_day_of_another_paragraph_gives_way_to_that_of_their_own() -> None:
    text = (
        "Between 1 and 3 May, 900 people reached Belmar.\n\nIn the period 4-8 May people left the hills.\n"
        "In Korvan 120 people arrived; 85 people arrived in Tessaly."
    )
    first, *others = read(text)
    assert days(first) == ("2024-05-01", "2024-05-03")
    assert all(days(claim) != days(first) for claim in others)


def test_a_line_that_is_a_place_parts_its_lines_from_the_place_before() -> None:
    text = "By province\n\nSindh\n\n12 deaths, 40 injuries\n\nPunjab\n\n7 deaths, 25 injuries\n\n90 houses destroyed"
    assert [claim.place for claim in read(text)] == ["Sindh"] * 2 + ["Punjab"] * 3


def test_an_update_by_province_is_by_no_speaker_of_that_name() -> None:
    claim = read("Update by district\n\nIn Goris, 310 people arrived.")[0]
    assert not claim.speaker or "district" not in claim.speaker


def test_places_and_days_behind_a_part_are_not_those_of_the_whole() -> None:
    whole, part = read("Kenya hosts more than 24,000 refugees, including 9,300 in Dadaab who came since 2 May.")
    assert (whole.place, days(whole)[0]) == ("Kenya", "None")
    assert part.place == "Dadaab"


def test_a_list_goes_on_at_the_place_it_began_with() -> None:
    text = "The region of Tacna counted 41 dead, 120 wounded and 300 damaged houses."
    assert [claim.place for claim in read(text)] == [read(text)[0].place] * 3
    assert "Tacna" in str(read(text)[0].place)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("between 2-5 and 14-28 April 2024", date(2024, 4, 2), date(2024, 4, 28)),
        ("on 3-5 and 9 April", date(2024, 4, 3), date(2024, 4, 9)),
        ("del 2-4 y 7-8 de abril", date(2024, 4, 2), date(2024, 4, 8)),
        ("12-15 April", date(2024, 4, 12), date(2024, 4, 15)),
    ],
)
def test_two_ranges_of_days_are_one_window(text: str, first: date, last: date) -> None:
    assert [(each.first, each.last) for each in periods(text, date(2024, 5, 10))] == [(first, last)]


def test_ago_ends_a_sentence() -> None:
    text = "Some 640 stay in the camp at Belmar, which was opened three days ago. Another 95 stay with families."
    assert days(read(text)[1]) == ("None", "None")


def test_data_collected_are_no_speaker() -> None:
    claim = read("The findings are based on primary data collected from 2 to 8 May, when 63 people left Belmar.")[0]
    assert not claim.speaker


@pytest.mark.parametrize(
    ("text", "not_a_place"),
    [
        ("Belmar is crowded. Currently, 640 people are staying in tents.", "Currently"),
        ("The Minister for Housing and Social Welfare said that 640 people were staying in tents.", "Welfare"),
        ("Col. Goris Adan said 640 people were staying in tents.", "Goris"),
        ("La tempête Korina a déplacé 640 personnes.", "Korina"),
        ("Elena Sokhan, spokeswoman for the agency, said 640 people fled.", "Elena Sokhan"),
        ("Because of Covid-19, 640 people could not be moved.", "Covid-"),
    ],
)
def test_what_only_looks_like_a_place_is_none(text: str, not_a_place: str) -> None:
    assert not_a_place not in str(read(text)[0].place)


def test_a_country_may_go_on_in_small_letters() -> None:
    text = "Le Cameroun accueille 24 000 réfugiés. 310 personnes sont rentrées en République centrafricaine."
    assert read(text)[1].place == "République centrafricaine"


def test_a_stock_takes_no_day_on_which_something_happened_elsewhere() -> None:
    text = (
        "• On Monday 420 people left Belmar.\n\n• An estimated 7,700 displaced people are in the hills, 640 in Korvan."
    )
    left, *there = read(text)
    assert days(left) == ("2024-05-06", "2024-05-06")
    assert [days(claim) for claim in there] == [("None", "None")] * 2


@pytest.mark.parametrize("words", ["خلال الأيام الثلاثة الماضية", "في الأيام الثلاثة الأخيرة"])
def test_the_last_three_days_in_arabic(words: str) -> None:
    found = periods(f"وصل 640 شخصا إلى بلمار {words}.", date(2024, 5, 10))
    assert [(each.first, each.last) for each in found] == [(date(2024, 5, 7), date(2024, 5, 10))]


def test_countries_are_known_in_the_language_of_the_report() -> None:
    found = spots(Tokens("En Algérie, 640 personnes ont été évacuées."))
    assert [(each.name, each.kind) for each in found] == [("Algérie", "country")]


def test_where_people_come_from_is_not_where_they_stay() -> None:
    claim = read("Influx of refugees from Sudan\n\n9,500 people are waiting to be registered.")[0]
    assert "Sudan" not in str(claim.place)


def test_the_day_at_the_end_is_that_of_the_whole_list() -> None:
    found = read("In Belmar 12 people were killed, 30 wounded and 200 homes destroyed on Monday.")
    assert [days(claim)[1] for claim in found] == ["2024-05-06"] * 3


def test_a_full_date_right_behind_a_number_and_a_comma() -> None:
    found = periods("(Report No.70,09/05/2024)", date(2024, 5, 10))
    assert [(each.first, each.last) for each in found] == [(date(2024, 5, 9), date(2024, 5, 9))]
    assert periods("about 1,15 people and 12,04", date(2024, 5, 10)) == []


@pytest.mark.parametrize("heading", ["Korr border post, 9 June 2030", "Korr border post, 9 June 2030."])
def test_a_note_headed_by_a_site_and_its_day_is_about_that_site(heading: str) -> None:
    text = f"{heading}\nOn Friday 955 people crossed.\nTessa camp now holds 3,850 people."
    there, elsewhere = (each.claim for each in read_report(text, date(2030, 6, 9), "Relief Desk"))
    assert (there.place, elsewhere.place) == ("Korr border post", "Tessa camp")
    assert days(there) == ("2030-06-07", "2030-06-07")
    assert days(elsewhere) == ("None", "2030-06-09")


def test_a_story_filed_from_a_site_tells_of_others() -> None:
    [told] = read_report("KORR CAMP, 9 June 2030. Some 955 people crossed on Friday.", date(2030, 6, 9), "Radio")
    assert told.claim.place == "not stated"


def test_a_nearer_heading_with_its_own_period_holds_before_the_day_of_the_title() -> None:
    heading = "Situation update, 14 May 2030\nNew arrivals by site, week of 6 to 12 May 2030"
    text = f"{heading}\n\nIn all, 7,450 people arrived in the week."
    [told] = read_report(text, date(2030, 5, 14), "Relief Desk")
    assert days(told.claim) == ("2030-05-06", "2030-05-12")
