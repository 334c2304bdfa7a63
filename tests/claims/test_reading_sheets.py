"""Sheets, short notes and titles: each line is its own, labels say what is counted, and numbers of names are names."""

from __future__ import annotations

import pytest

from waystation.claims.reading import read_report

Row = tuple[float, str, str, str]


def read(text: str, published: str = "2031-09-16") -> list[Row]:
    """Value, unit, term and place of each figure that is not kept out."""
    found = [each.claim for each in read_report(text, published)]
    return [
        (each.quantity_high or each.quantity_low or 0.0, each.unit, each.term, each.place)
        for each in found
        if not each.exclusion_reason
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Transit camp Lomo, 15/9\nfamilies of 7 or more: 1,180\ndepartures last 24h: 36\narrivals last 24h: 91\n",
            [(1180, "families", ""), (36, "people", "left"), (91, "people", "arrived")],
        ),
        (
            "Reception centre population: 8,420 (capacity 3,500)\nFamilies without blankets: 730",
            [(8420, "people", "camp_population"), (3500, "people", "capacity"), (730, "families", "")],
        ),
        (
            "Población actual: 640 personas (151 hogares)\nIngresos del día: 38\nSalidas del día: 12",
            [
                (640, "people", "camp_population"),
                (151, "households", "camp_population"),
                (38, "people", "arrived"),
                (12, "people", ""),
            ],
        ),
        (
            "معبر الرقيم - 15 أيلول 2031\nالخارجون: 64\nالداخلون: 410 أشخاص (88 عائلة)",
            [(64, "people", "left"), (410, "people", "arrived"), (88, "families", "arrived")],
        ),
    ],
)
def test_lines_of_a_sheet_do_not_lend_each_other_words(text: str, expected: list[tuple[float, str, str]]) -> None:
    rows = read(text)
    assert [(value, unit) for value, unit, _, _ in rows] == [(value, unit) for value, unit, _ in expected]
    assert all(said in ("", term) for (*_, said), (_, _, term, _) in zip(expected, rows, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "Persons per household: 6",
        "Personnes par ménage : 5",
        "Personas por familia: 4",
        "Pessoas por família: 4",
        "People per latrine: 48",
        "Tents: none\nShelters: 214",
    ],
)
def test_labels_of_shares_and_of_sites_count_nobody(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Average daily arrivals", "people per day"),
        ("Arrivals per week", "people per week"),
        ("Promedio diario de llegadas", "people per day"),
        ("Moyenne quotidienne des arrivées", "people per day"),
        ("Daily arrivals", "people"),
    ],
)
def test_a_label_of_an_average_is_a_rate(label: str, unit: str) -> None:
    assert [row[:3] for row in read(f"{label}: 275")] == [(275, unit, "arrived")]


def test_numbers_of_zones_and_blocks_are_parts_of_their_names() -> None:
    rows = read("In Zone 4 we counted 1,730 people, in Block 11 another 240.")
    assert [(row[0], row[3]) for row in rows] == [(1730, "Zone 4"), (240, "Block 11")]


def test_short_words_of_camp_notes() -> None:
    rows = read("Camp Lomo, 15 Sept. pop 9,140 (1,820 fam). 26 fams came today.")
    assert [row[:3] for row in rows] == [
        (9140, "people", "camp_population"),
        (1820, "families", "camp_population"),
        (26, "families", "arrived"),
    ]


def test_those_whom_a_place_has_received_came() -> None:
    assert read('"We have received 870 people in Tessa alone," the prefect said.')[0][:3] == (870, "people", "arrived")
    assert read("So far 870 people have received tents.")[0][2] == "aid_delivered"


@pytest.mark.parametrize(
    "text",
    [
        "The civil defence raised to 41 the number of dead and warned that another 2,500 people could leave.",
        "Protección Civil elevó a 41 la cifra de muertos y advirtió que otras 2.500 personas podrían salir.",
    ],
)
def test_the_number_behind_a_figure_and_a_warning_of_another(text: str) -> None:
    assert [row[:3] for row in read(text)] == [(41, "people", "killed")]


def test_titles_in_capitals_stand_alone_and_their_words_are_no_places() -> None:
    rows = read("RECEPTION CENTRE OVERCROWDED, 7,300 PEOPLE IN SPACE FOR 2,900\nThe centre took in 410 on Sunday.")
    assert [row[:3:2] for row in rows][1:] == [(2900, "capacity"), (410, "arrived")]
    assert "SPACE" not in {row[3] for row in rows}


def test_an_officer_with_the_name_of_a_country_is_no_place() -> None:
    assert read("Commissioner Jordan said 310 people had arrived.")[0][3] in {"", "not stated"}
    assert read("The President of Chad said 310 people had arrived.")[0][3] == "Chad"


def test_rows_of_schools_and_churches_are_places() -> None:
    rows = read("Site | Arrivals | Latrines\nRubat school | 95 | 8\nOld church | 41 | 4\nBor A | 612 | 30\n")
    assert [(row[0], row[2], row[3]) for row in rows] == [
        (95, "arrived", "Rubat school"),
        (41, "arrived", "Old church"),
        (612, "arrived", "Bor A"),
    ]


def test_days_of_a_list_come_one_after_another() -> None:
    """Read on Tuesday 16 September, "Tue" of a list that goes on to Sunday is the Tuesday before it."""
    text = "Arrivals at Tessa bridge\nTue 512, Wed 488, Thu 605, Fri 710, Sat 680, Sun 790\nWeek total 3,785"
    found = [each.claim for each in read_report(text, "2031-09-16")]
    days = [each.about_end.isoformat() for each in found[:6] if each.about_end]
    assert days == [f"2031-09-{day:02}" for day in range(9, 15)]
    assert [each.quantity_high for each in found[-2:]] == [790, 3785]
    later = [each.claim for each in read_report("Arrivals: Saturday 512, Sunday 488, Monday 605.", "2031-09-16")]
    assert [str(each.about_end) for each in later] == ["2031-09-13", "2031-09-14", "2031-09-15"]


def test_a_share_of_those_who_came_is_not_of_the_sites() -> None:
    rows = read("- 8,600 people (1,790 families) arrived at 11 sites\n- 65% of them are children")
    assert [row[:2] for row in rows] == [(8600, "people"), (1790, "families"), (5590, "children")]


def test_what_comes_tomorrow_is_not_counted() -> None:
    for text in ("Another 240 tomorrow from Lomo.", "240 more are coming tomorrow from Lomo."):
        found = read_report(text, "2031-09-16")
        assert [(each.claim.term, each.claim.exclusion_reason) for each in found] == [("expected", "forecast")]
    assert read("240 people crossed and the bridge closes tomorrow.")[0][2] == "arrived"


def test_a_hospital_to_which_people_are_admitted_says_nothing() -> None:
    found = read_report("Some 1,300 have gone on to Lomo by barge and 45 were admitted to hospital.", "2031-09-16")
    assert [each.claim.speaker for each in found] == ["", ""]
    assert [each.claim.term for each in found] == ["left_receiving_place", "hospital_referral"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("In Tessa the prefect said 640 people had arrived.", "prefect"),
        ("At Lomo camp the committee registered 640 people.", "committee"),
    ],
)
def test_a_place_before_the_article_is_none_of_the_speaker(text: str, speaker: str) -> None:
    assert [each.claim.speaker for each in read_report(text, "2031-09-16")] == [speaker]


def test_units_and_terms_of_brackets_ages_and_pairs() -> None:
    assert [row[:2] for row in read("Came in after 6pm: 88 (23 hh)")] == [(88, "people"), (23, "households")]
    assert [row[:2] for row in read("new arr today 71 (16 hh)")] == [(71, "people"), (16, "households")]
    assert [row[:2] for row in read("Children under 5: 390")] == [(390, "children")]
    assert [row[0] for row in read("Women aged 18-59: 1,150")] == [1150]
    assert [row[::2] for row in read("Deaths among new arrivals: 14")] == [(14, "killed")]
    pairs = read("Camp Lomo - capacity 3,000, population 2,640, arrivals 130")
    assert [row[2] for row in pairs] == ["capacity", "camp_population", "arrived"]


def test_a_plan_is_none_of_those_who_live_there() -> None:
    rows = read(
        "The office plans to move 4,000 people from Lomo, where 9,000 are now living in a centre meant for 5,000."
    )
    assert [row[::2] for row in rows] == [(9000, "camp_population"), (5000, "capacity")]
