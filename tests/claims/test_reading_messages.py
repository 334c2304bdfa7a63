"""What people write to each other: short messages, lists under a line, counts beside those of another day."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import waystation as ws
from waystation.claims.reading.lexicon import languages_of


def read(text: str, published: str = "2024-12-04") -> dict[float, ws.Claim]:
    return {claim.quantity_low or 0.0: claim for claim in ws.read(text, published=published)}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("New arrivals (3 December)\nTal Marin: 212\nBir Sowan: 48\nTotal: 260", "arrived"),
        ("Displaced by district:\n- Tal Marin 212\n- Bir Sowan 48\nTotal 260", "currently_displaced"),
        (
            "Arrivées de la nuit :\n- Tal Marin : 212 pers.\n- Oum Tin : RAS\n- Bir Sowan : 48 pers.\nTotal : 260",
            "arrived",
        ),
        ("Personas evacuadas:\n* Tal Marin: 212\n* Bir Sowan: 48\nTotal: 260", "evacuated"),
    ],
)
def test_the_line_above_a_list_says_what_its_figures_count_and_their_total_has_none_of_its_places(
    text: str, term: str
) -> None:
    found = read(text)
    assert {low: (claim.term, claim.unit) for low, claim in found.items()} == {
        212: (term, "people"), 48: (term, "people"), 260: (term, "people"),
    }  # fmt: skip
    assert (found[212].place, found[48].place, found[260].place) == ("Tal Marin", "Bir Sowan", "not stated")
    assert found[212].total_id == found[48].total_id == found[260].id


def test_an_item_that_says_itself_what_it_counts_is_not_overruled_by_the_line_above():
    found = read("Arrivals:\n- Tal Marin: 212 people left\n- Bir Sowan: 30 latrines built\n- Deir Anun: 61 families")
    assert {low: (claim.term, claim.unit) for low, claim in found.items()} == {
        212: ("left", "people"), 61: ("arrived", "families"),
    }  # fmt: skip


def test_a_line_that_says_two_things_leads_to_no_list():
    assert read("Arrivals and departures\nTal Marin: 212\nBir Sowan: 148")[212].term not in {"arrived", "left"}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Tal Marin took in 640 people on Sunday, down from 1,310 the day before.", 1310),
        ("The number of people in the school dropped to 640 from 1,310 last week.", 1310),
        ("On compte 640 déplacés à Tal Marin, contre 1 310 la semaine dernière.", 1310),
    ],
)
def test_the_count_of_another_day_is_read_beside_its_words_for_that_day(text: str, other: float) -> None:
    assert set(read(text)) == {640, other}


@pytest.mark.parametrize(
    "text",
    [
        "The school hosts 640 people, 90 more than last week.",
        "L'école accueille 640 personnes, soit 90 de plus qu'hier.",
        "Cruzaron 640 personas, 90 menos que el lunes.",
        "استقبلت المدرسة 640 شخصاً، 90 أقل من أمس.",
    ],
)
def test_how_many_more_than_another_day_is_no_count(text: str) -> None:
    assert set(read(text)) == {640}


def test_a_count_before_another_that_is_more_than_something_is_still_a_count() -> None:
    assert set(read("About 90 came, more than 640 left.")) == {90, 640}


def test_offices_prepositions_with_a_capital_and_headings_are_told_from_places():
    assert read("In Goris 310 people arrived. The Red Crescent disagreed. It counted 290.")[290].place == "Goris"
    assert read("Some 412 people fled to In Amenas on Monday.")[412].place == "In Amenas"
    assert read("In Salah took in 412 people.")[412].place == "In Salah"
    lines = (
        "Food Distribution\n80 families are waiting.\n\nProtection Risks\n45 children came alone; the risks are high."
    )
    assert {claim.place for claim in read(lines).values()} == {"not stated"}


def test_hosts_and_goods_are_no_guests():
    found = read("In Tal Marin 120 families are hosting 610 people.")
    assert (found[120].term, found[610].term) != ("camp_population", "camp_population")
    found = read("120 families hosting 610.")
    assert (found[120].term, found[610].unit, found[610].term) == ("context", "people", "camp_population")
    assert read("More than 230 people took shelter in 19 schools.")[230].term == "accommodated"
    assert read("The depot carried 20,000 in stock.") == {}
    assert read("The ferry carried 260 to Tal Marin.")[260].unit == "people"


def test_those_who_lived_there_before_the_war_are_not_those_who_live_there():
    assert read("The valley was home to 5,200 people before the war.")[5200].term == "population_before"
    assert read("The camp was home to 5,200 people on Monday.")[5200].term == "camp_population"


def test_a_message_with_one_small_word_is_in_the_language_whose_words_it_has():
    assert languages_of("On compte 40 enfants à Roe, contre 65 hier.") == ("fr",)
    assert languages_of("In Roe 40 children came on Monday.") == ("en",)


def test_what_is_read_does_not_hang_on_the_order_of_a_set():
    text = (
        "The camp took in 3,090 people, of whom 1,125 are women, including another 411 who came in the morning.\n\n"
        "In the night 812 families left Corrick. Among them were 240 with children, including a further 65 women alone."
    )
    code = (
        "from waystation.claims.reading import read_report\n"
        f"print([(each.shares, each.confidence) for each in read_report({text!r}, '2024-05-10')])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "2")
    }
    assert len(said) == 1


def test_the_numbers_of_a_list_count_nobody():
    found = read("Arrivals by district:\n1. Tal Marin 212\n2. Bir Sowan: 48\n3. Deir Anun 16\nTotal 276")
    assert {low: claim.place for low, claim in found.items()} == {
        212: "Tal Marin", 48: "Bir Sowan", 16: "Deir Anun", 276: "not stated",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Departures: 61, arrivals: 212, deaths: 3.", "Arrivals: 212; departures: 61; deaths: 3"]
)
def test_a_word_with_a_colon_says_what_the_figure_behind_it_counts(text: str) -> None:
    assert {low: claim.term for low, claim in read(text).items()} == {212: "arrived", 61: "left", 3: "killed"}
