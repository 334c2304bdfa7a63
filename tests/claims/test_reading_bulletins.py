"""Short texts as users bring them: what a list of pairs, a thing without a word, a bulletin's number and a verb say."""

from __future__ import annotations

import pytest

from waystation.claims.reading import read_report

Row = tuple[float, str, str]


def read(text: str, published: str = "2032-05-21") -> list[Row]:
    """Value, unit and term of each figure."""
    found = [each.claim for each in read_report(text, published)]
    return [(each.quantity_high or each.quantity_low or 0.0, each.unit, each.term) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "In: 870 (men 310, women 405, children 155).",
            [
                (870, "people", "arrived"),
                (310, "men", "arrived"),
                (405, "women", "arrived"),
                (155, "children", "arrived"),
            ],
        ),
        (
            "Ayer llegaron 96 personas (hombres: 40, mujeres: 31 y niños: 25).",
            [(96, "people", "arrived"), (40, "men", "arrived"), (31, "women", "arrived"), (25, "children", "arrived")],
        ),
        (
            "وصل 90 شخصا (رجال 40، نساء 31 وأطفال 19).",
            [(90, "people", "arrived"), (40, "men", "arrived"), (31, "women", "arrived"), (19, "children", "arrived")],
        ),
        ("Yesterday 40 women, 31 men arrived.", [(40, "women", "arrived"), (31, "men", "arrived")]),
    ],
)
def test_what_is_counted_may_stand_before_each_figure_of_a_list(text: str, expected: list[Row]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "On Monday we handed out 700 buckets, 260 hygiene parcels and 3 MT of lentils.",
        "Nous avons reçu 85 bidons et 40 lampes solaires.",
        "Se entregaron 250 frazadas y 90 filtros.",
        "Раздали 650 комплектов, прибыли врачи.",
        "75 donkeys arrived at the well.",
        "El costo es de 1.400 millones de pesos.",
    ],
)
def test_things_without_a_word_of_their_own_are_no_people(text: str) -> None:
    assert read(text) == []


def test_people_without_a_word_of_their_own_still_count() -> None:
    assert read("On Monday 30 Bororos arrived. Then 75 fishmongers arrived.") == [
        (30, "people", "arrived"),
        (75, "people", "arrived"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Au camp 7, environ 3 400 personnes dorment dehors.", [3400]),
        ("Neuf morts. Au camp 7, 3 400 personnes dorment dehors.", [9, 3400]),
        ("In the camp 9, some 640 people sleep outside.", [640]),
        ("At the camp 64 people died.", [64]),
    ],
)
def test_the_number_of_a_camp_is_no_count_where_a_comma_and_a_count_follow(text: str, expected: list[float]) -> None:
    assert [value for value, _, _ in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Bulletin n° 4 – 19 mai 2032\nHier, 35 familles ont fui.\nTotal : 300 familles.", "2032-05-18"),
        ("Field update no. 11 – 19 May 2032: 310 people arrived.", "2032-05-19"),
        ("Від початку року евакуювали 4300 людей.", "2032-01-01"),
        ("Desde comienzos de año llegaron 4300 personas.", "2032-01-01"),
        ("L'an dernier, 4300 personnes avaient fui.", "2031-01-01"),
    ],
)
def test_the_number_of_a_bulletin_is_no_day_and_years_have_other_names(text: str, days: str) -> None:
    published = "2032-05-19" if "19" in text else "2032-05-21"
    claim = read_report(text, published)[0].claim
    assert str(claim.about_start or claim.about_end) == days


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2,310 new arrivals were recorded in Sur.", "arrived"),
        ("Se registraron 2.310 llegadas en Sur.", "arrived"),
        ("UNHCR registered 2,310 new arrivals.", "arrived"),
        ("2,310 refugees were registered in Sur.", "registered"),
    ],
)
def test_where_arrivals_were_recorded_people_arrived(text: str, term: str) -> None:
    assert [each[2] for each in read(text)] == [term]


@pytest.mark.parametrize(
    "text",
    [
        "At least 9 villagers were killed and 310 households displaced in the raid.",
        "Neuf villageois ont été tués et 310 ménages déplacés dans le raid.",
        "En la redada 9 vecinos fueron asesinados y 310 hogares desplazados.",
    ],
)
def test_a_participle_without_an_auxiliary_of_its_own_says_what_happened(text: str) -> None:
    assert [(value, term) for value, _, term in read(text)] == [(9, "killed"), (310, "currently_displaced")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police put the number at 34,000-36,000.", [(36000, "people")]),
        ("The site lies at 11.4527 N, 27.1093 E; 640 people stay there.", [(640, "people")]),
        ("Radio on 156.800 MHz. 640 people arrived.", [(640, "people")]),
        ("IPC 3: 64,000 people. IPC 5: 900 people.", [(64000, "people"), (900, "people")]),
        ("Screened: 2,310 children under 5.", [(2310, "children")]),
        ("Llegaron 640 personas. Teléfono 01700 822 431.", [(640, "people")]),
        ("Two minibuses took 48 to Sur on Monday.", [(2, "buses"), (48, "people")]),
    ],
)
def test_ranges_coordinates_and_numbers_that_name_things(text: str, expected: list[tuple[float, str]]) -> None:
    assert [each[:2] for each in read(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Завтра ждём 85 человек.",
        "Завтра чекаємо ще 85 людей.",
        "Demain, 85 personnes viendront dans la ville.",
        "Amanhã 85 pessoas.",
        "غدا 85 شخصا",
    ],
)
def test_what_comes_tomorrow_is_not_counted(text: str) -> None:
    claim = read_report(f"{text}", "2032-05-21")[0].claim
    assert (claim.quantity_high, claim.exclusion_reason) == (85, "forecast")


def test_people_who_wait_are_not_expected() -> None:
    assert [each[2] for each in read("Unas 64.000 personas esperan una cita.")] != ["expected"]
    assert [each[2] for each in read("Se espera la llegada de 64.000 personas.")] == ["expected"]


@pytest.mark.parametrize(
    "text",
    ["Cholera: 412 cases, 9 deaths.", "Registámos 9 óbitos e 412 casos de malária.", "On compte 412 cas de rougeole."],
)
def test_cases_of_an_illness_are_people_to_whom_nothing_of_a_claim_happened(text: str) -> None:
    assert (412, "people", "context") in read(text)


def test_the_sign_of_a_currency_names_no_country() -> None:
    claims = read_report("US$41m needed. Yesterday 310 people arrived.", "2032-05-21")
    assert [each.claim.place for each in claims] == ["not stated"]


def test_averages_and_sizes_count_nobody_and_an_average_of_arrivals_does() -> None:
    assert read("Average household size: 6. The average family size is 5.") == []
    assert read("An average of 310 people arrive each day.") == [(310, "people per day", "arrived")]


def test_more_than_last_week_is_a_difference_in_portuguese_too() -> None:
    assert [each[0] for each in read("O centro acolhe 6.400 pessoas, mais 310 do que na semana passada.")] == [6400]


def test_a_participle_that_labels_a_figure_is_no_place() -> None:
    assert {each.claim.place for each in read_report("Planned: 640 people. Available: 310 tents.", "2032-05-21")} == {
        "not stated"
    }
