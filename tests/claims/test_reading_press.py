"""How news and governments write: names of offices and rivers, numbered regions, tables as at an hour."""

from __future__ import annotations

from datetime import date

import pytest

import waystation as ws


def read(text: str, published: str = "2024-05-10") -> dict[float, ws.Claim]:
    return {claim.quantity_low or claim.quantity_high or 0.0: claim for claim in ws.read(text, published=published)}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("More than 2,450 families are displaced in Tana River County.", "Tana River County"),
        ("Mount Lebanon has taken in 2,450 families.", "Mount Lebanon"),
        ("On Friday 2,450 people were evacuated in St. George's.", "St. George's"),
        ("Petite Martinique has 2,450 evacuees.", "Petite Martinique"),
        ("Bogles has 2,450 evacuees.", "Bogles"),
        ("A total of 2,450 families were evacuated in Region IV-A.", "Region IV-A"),
        ("In all 2,450 families were evacuated in Regions II and CAR.", "Region II"),
    ],
)
def test_a_place_has_its_whole_name(text: str, place: str):
    assert read(text)[2450].place == place


@pytest.mark.parametrize(
    "text",
    [
        "The Kosi broke its bank. The Kosi flooded all of it, and 2,450 people were evacuated.",
        "The head of the office, Oleh Moroz, said that 2,450 people were evacuated.",
        "Inside ECs: 2,450 people were evacuated.",
        "Dr. Abel Ruiz said that 2,450 people were evacuated.",
        "A Coast Guard vessel went out, and 2,450 people were evacuated.",
    ],
)
def test_a_river_a_person_a_title_and_an_office_are_no_place(text: str):
    assert read(text)[2450].place == "not stated"


def test_a_town_between_the_and_a_noun_stays_a_place():
    assert read("Some 2,450 people fled the Goris district.")[2450].place == "Goris district"


def test_rows_of_a_table_are_places_also_by_numeral_or_short_name():
    found = read("REGION | DEAD | INJURED\nCAR | 12 | 31\nRegion I | 19 | -\nRegion II | 21 | 45\nTOTAL | 52 | 76\n")
    assert {low: (each.place, each.term, each.unit) for low, each in found.items() if low in {12, 31, 19}} == {
        12: ("CAR", "killed", "people"), 31: ("CAR", "wounded", "people"), 19: ("Region I", "killed", "people"),
    }  # fmt: skip


def test_a_heading_with_an_hour_gives_the_day_up_to_which_all_is_counted():
    rows = "District | Deaths | Displaced\nGoris | 12 | 450\nSisian | 19 | 620\n"
    found = read(f"Situation report at 1800 hrs on 8th May 2024\n\n{rows}")
    assert (found[12].about_start, found[12].about_end) == (None, date(2024, 5, 8))
    found = read(f"Situation report, 8 May 2024\n\n{rows}")
    assert (found[12].about_start, found[12].about_end) == (date(2024, 5, 8), date(2024, 5, 8))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("In all 2,450 people were moved, district relief secretary R. K. Nath said here on Wednesday.", "secretary"),
        ("The Minister of Migration, Mr. Karim al-Sadi, announced on Tuesday that 2,450 people came.", "Minister"),
        ("The Ministry of Social Affairs, meanwhile, has registered 2,450 people.", "Ministry of Social Affairs"),
        ("The Building Research Organisation has advised 2,450 people to leave.", "Building Research Organisation"),
        ("The toll stood at 47, but local MLAs put it at not less than 2,450.", "MLAs"),
    ],
)
def test_who_says_so_also_with_initials_a_title_or_words_put_between(text: str, speaker: str):
    assert speaker in (read(text)[2450].speaker or "")


@pytest.mark.parametrize(
    "text", ["A camp being put up at Renk will take in 600 families.", "In Tell Sabra 600 families were evacuated."]
)
def test_a_passive_and_the_first_word_of_a_name_say_nothing(text: str):
    assert not read(text)[600].speaker


def test_a_manager_who_speaks_by_telephone_is_the_speaker():
    found = read("Umm Rijm now holds 2,450 people, the camp's manager, Salwa Deeb, said by telephone.")
    assert found[2450].speaker == "camp's manager"


@pytest.mark.parametrize(
    "text",
    [
        "One of them, Hauwa, 31, crossed the river on Monday.",
        "Ahmed fled with his wife and four children.",
        "Rosa came home with her six children on Monday.",
        "Ella llegó con sus tres hijos el lunes.",
    ],
)
def test_the_age_and_the_children_of_one_person_are_no_figures(text: str):
    assert not read(text)


def test_a_place_with_a_small_figure_between_commas_is_still_counted():
    found = read("In Renk, 31, among them four children, were evacuated. The 3 children of the camp were evacuated.")
    assert {31, 3} <= set(found)


@pytest.mark.parametrize(
    ("text", "figure", "term", "unit"),
    [
        ("The official toll stood at 47.", 47, "killed", "people"),
        ("The camps currently accommodate 2,450 families.", 2450, "accommodated", "families"),
        ("The county had received tents and food for 2,450 people.", 2450, "aid_delivered", "people"),
        ("About 2,450 people lived there before the escalation.", 2450, "population_before", "people"),
        ("The displaced were transported thus:\n- 2,450 people to Renk\n- 310 to Bor\n", 2450, "relocated", "people"),
        ("Some homes remain flooded:\nGoris – 2,450 houses;\nSisian – 310 houses.\n", 2450, "context", "structures"),
        ("Some 2,450 structures are damaged.", 2450, "context", "structures"),
        ("On Monday 2,450 customers were evacuated.", 2450, "evacuated", "people"),
        ("Families in safe locations: 2,450", 2450, "accommodated", "families"),
    ],
)  # fmt: skip
def test_what_happened_in_the_words_of_the_press(text: str, figure: int, term: str, unit: str):
    assert (read(text)[figure].term, read(text)[figure].unit) == (term, unit)


def test_a_figure_before_a_noun_with_its_own_article_does_not_count_that_noun():
    found = read("The agency says 2,180 persons remain in shelters, down from 3,415 on the night of the storm.")
    assert (found[3415].unit, found[3415].term) == ("people", found[2180].term)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Some 3,200 families who were marooned in Renk have been airlifted since Friday.", "evacuated"),
        ("Some 3,200 people, who fled Bor, were killed.", "killed"),
        ("Some 3,200 people who fled Bor and were registered in Renk need food.", "left"),
    ],
)
def test_the_verb_behind_a_clause_that_describes_people_says_what_happened(text: str, term: str):
    assert read(text)[3200].term == term
