"""Kinds of errors that readers of real reports make, each with a made-up report: no confident wrong figure in any."""

from __future__ import annotations

from datetime import date

import pytest

import waystation as ws
from waystation.claims.reading import Reading, read_report

PUBLISHED = date(2024, 5, 10)
"""A Friday."""

SHELTER = {"camp_population", "accommodated"}
FLED = {"left", "arrived", "evacuated"}
DEAD = {"killed"}
HURT = {"wounded", "context"}

# Report, and of each figure: value, unit, terms that are right, words of the place ("" for none, None for any).
KINDS: dict[str, tuple[str, list[tuple[float, str, set[str], str | None]]]] = {
    "a place for each clause": (
        "About 18,300 people fled Oromia to Kenya, 4,150 to Somalia and 960 to Djibouti, the agency said.",
        [(18300, "people", FLED, None), (4150, "people", FLED, "Somalia"), (960, "people", FLED, "Djibouti")],
    ),
    "brackets belong to the name before them": (
        "The floods displaced 7,400 people in Beira (5,150), Dondo (1,300) and Buzi (950).",
        [
            (7400, "people", {"currently_displaced"}, None),
            (5150, "people", {"currently_displaced"}, "Beira"),
            (1300, "people", {"currently_displaced"}, "Dondo"),
            (950, "people", {"currently_displaced"}, "Buzi"),
        ],
    ),
    "those a boat carries are not its dead": (
        "A dinghy carrying about 60 migrants capsized near Sfax, and at least 17 were killed, the coast guard said.",
        [(60, "people", {"context", "left"}, None), (17, "people", DEAD, None)],
    ),
    "those on board are not the victims": (
        "A bus with 52 people on board overturned near Doro; 9 people died and 14 were wounded.",
        [(52, "people", {"context"}, None), (9, "people", DEAD, None), (14, "people", {"wounded"}, None)],
    ),
    "on board and dead": (
        "All 31 people on board were killed.",
        [(31, "people", DEAD, None)],
    ),
    "what a share is taken of keeps its own unit": (
        "Three quarters of the 4,400 displaced are women.",
        [(3300, "women", {"currently_displaced"}, None), (4400, "people", {"currently_displaced"}, None)],
    ),
    "a share of a bare figure": (
        "Some 8,600 people crossed on Monday. Half of the 8,600 are children.",
        [(8600, "people", {"arrived", "left"}, None), (4300, "children", {"arrived", "left"}, None)],
    ),
    "a figure with a verb of its own is no room": (
        "- The reception site is open. Its capacity is 1,200.\n- Some 3,400 people are still out on the road.",
        [(1200, "people", {"capacity"}, None), (3400, "people", {"context", "left"}, None)],
    ),
    "more of the same": (
        "Some 210 families arrived in Adre on Tuesday. Another 35 more yesterday.",
        [(210, "families", {"arrived"}, "Adre"), (35, "families", {"arrived"}, None)],
    ),
    "a table with a rule under its head": (
        "| Site | Families |\n|---|---|\n| Doro | 140 |\n| Renk | 60 |\n| Total | 200 |\n",
        [
            (140, "families", {"camp_population"}, "Doro"),
            (60, "families", {"camp_population"}, "Renk"),
            (200, "families", {"camp_population"}, "not stated"),
        ],
    ),
    "formal words for being in a shelter": (
        "A total of 2,750 persons currently reside in 31 open sites. Another 640 people have taken refuge in schools.",
        [(2750, "people", SHELTER, None), (640, "people", SHELTER, None)],
    ),
    "an adjective gives way to the verb": (
        "More than 3,200 displaced people have arrived in Gedaref since 4 May.",
        [(3200, "people", {"arrived"}, "Gedaref")],
    ),
    "families are families": (
        "The assessment covered 1,940 IDP families in Marib. Some 60 displaced families live with relatives.",
        [(1940, "families", {"currently_displaced", "context", "registered"}, None), (60, "families", SHELTER, None)],
    ),
    "lakh and Indian grouping": (
        "Over 7 lakh people are affected, the authority said; 1,42,600 of them are in Dhubri.",
        [(700000, "people", {"context", "in_need", "affected"}, None), (142600, "people", set(), "Dhubri")],
    ),
    "a small figure after a capital": (
        "On Tuesday 87 people crossed into Uganda. In Arua 240 people were registered on Thursday.",
        [(87, "people", {"arrived"}, "Uganda"), (240, "people", {"registered"}, "Arua")],
    ),
    "things are no people": (
        "Some 903 aftershocks were felt. The trucks carried 410 mt of rice to 36 distribution points in 9 provinces.",
        [],
    ),
    "datelines and acronyms are no places": (
        "NAIROBI, May 9 (Agency) - Over 4,100 refugees have arrived in Turkana, the agency said. All IDPs were moved.",
        [(4100, "people", {"arrived"}, "Turkana")],
    ),
    "the longest name of a place": (
        "About 5,300 people arrived in South Sudan from Sudan. Some 2,200 people fled to Guinea-Bissau.",
        [(5300, "people", {"arrived"}, "South Sudan"), (2200, "people", FLED, "Guinea-Bissau")],
    ),
    "deaths reach a number": (
        "Deaths reached 31 on Wednesday, and 118 people were injured, the ministry said.",
        [(31, "people", DEAD, None), (118, "people", HURT, None)],
    ),
    "the number of families rises to": (
        "The number of families who reached Apure since 3 May now rises to 412, made up of 1,380 people.",
        [(412, "families", {"arrived"}, "Apure"), (1380, "people", {"arrived"}, None)],
    ),
    "room is no arrival": (
        "The new site can accommodate 6,500 people. It now hosts 2,050 refugees.",
        [(6500, "people", {"capacity"}, None), (2050, "people", {*SHELTER, "currently_displaced"}, None)],
    ),
    "the missing and the wounded are not the displaced": (
        "The quake killed 44 people and injured 310; 12 people are missing. It displaced 2,600 people.",
        [(44, "people", DEAD, None), (310, "people", HURT, None), (12, "people", {"missing", "context"}, None),
         (2600, "people", {"currently_displaced"}, None)],
    ),
    "Arabic": (
        "وصل 1,480 نازحاً إلى مدينة مأرب يوم الاثنين.",
        [(1480, "people", {"arrived", "currently_displaced"}, "مأرب")],
    ),
    "Portuguese": (
        "Chegaram 2.340 deslocados a Nampula na segunda-feira, segundo o governo.",
        [(2340, "people", {"arrived", "currently_displaced"}, "Nampula")],
    ),
    "Ukrainian": (
        "З області евакуйовано 1870 осіб, з них 215 дітей.",
        [(1870, "people", {"evacuated"}, None), (215, "children", {"evacuated"}, None)],
    ),
}  # fmt: skip


def _value(reading: Reading) -> float:
    claim = reading.claim
    return claim.quantity_low or claim.quantity_high or 0.0


@pytest.mark.parametrize("kind", KINDS)
def test_each_figure_is_read_with_its_unit_term_and_place(kind: str) -> None:
    text, expected = KINDS[kind]
    found = {_value(each): each for each in read_report(text, PUBLISHED)}
    for value, unit, terms, place in expected:
        assert value in found, f"{value:,.0f} was not read"
        claim = found[value].claim
        assert claim.unit == unit, value
        assert not terms or claim.term in terms, value
        assert place is None or place in claim.place, value


@pytest.mark.parametrize("kind", KINDS)
def test_no_figure_is_wrong_and_sure(kind: str) -> None:
    text, expected = KINDS[kind]
    right = {(value, unit) for value, unit, _, _ in expected}
    for each in read_report(text, PUBLISHED):
        assert (_value(each), each.claim.unit) in right or each.confidence <= 0.5, each.claim.figure


WINDOWS = [
    ("Fighting which began on 2 May has driven 5,200 people out of Sake.", date(2024, 5, 2), date(2024, 5, 10)),
    ("Since 28 April, 3,150 people have arrived in Adre.", date(2024, 4, 28), date(2024, 5, 10)),
    ("In the past 72 hours, 890 people arrived in Renk.", date(2024, 5, 7), date(2024, 5, 10)),
    ("Between 3 and 6 May, 1,240 people arrived in Renk.", date(2024, 5, 3), date(2024, 5, 6)),
    ("On 8 May, 310 people arrived in Renk.", date(2024, 5, 8), date(2024, 5, 8)),
]


@pytest.mark.parametrize(("text", "first", "last"), WINDOWS, ids=[text for text, _, _ in WINDOWS])
def test_a_window_has_both_its_ends(text: str, first: date, last: date) -> None:
    claim = read_report(text, PUBLISHED)[0].claim
    assert (claim.about_start, claim.about_end) == (first, last)


def test_a_figure_that_states_no_day_borrows_none() -> None:
    text = "More than 12,000 refugees are registered in Adre. On 3 May the road was closed."
    claim = read_report(text, PUBLISHED)[0].claim
    assert claim.about_start is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The toll has risen to 450, the Disaster Management Presidency (DMP) said.", "Disaster Management Presidency"),
        ("An official who goes by the name of Ciyo said over 1,000 people left on Monday.", "official"),
        ("More than 12,500 people crossed at Joda from May 2 to 8, UNHCR figures suggested.", "UNHCR"),
    ],
)
def test_who_said_it_is_found_behind_the_figure_and_before_a_relative_clause(text: str, speaker: str) -> None:
    assert read_report(text, PUBLISHED)[0].claim.speaker == speaker


def test_each_field_says_how_sure_it_is() -> None:
    reading = read_report("About 300 people arrived in Mosul on Monday, the mayor said.", PUBLISHED)[0]
    assert {"unit", "term", "place", "days", "who", "claim"} <= set(reading.sure)
    assert reading.confidence == reading.sure["claim"]
    assert all(0 <= each <= 1 for each in reading.sure.values())


@pytest.mark.parametrize("place", ["Camp Nora", "Village Doro", "Site Kora"])
def test_a_place_keeps_the_word_for_its_kind_that_stands_before_its_name(place: str) -> None:
    [claim] = ws.read(f"Some 310 people arrived at {place} on 7 January 2030.", "2030-01-08")
    assert claim.place == place


def test_a_heading_behind_a_word_for_a_site_is_no_place() -> None:
    [claim] = ws.read("Camp Population: 310 people.", "2030-01-08")
    assert "Population" not in claim.place


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("In Lai 900 people (180 families) arrived, of whom 40 per cent are children.", 360, "children"),
        ("In Lai 180 families (900 people) arrived, of whom 40 per cent are children.", 360, "children"),
        ("In Lai 900 people in 180 households arrived, 60% of them women.", 540, "women"),
        ("In Lai 900 people (180 families) arrived, of whom 60 per cent are women and children.", 540, "people"),
        ("900 personnes (180 familles) sont arrivées à Lai, dont 60 % de femmes.", 540, "women"),
        ("Llegaron a Lai 900 personas (180 familias), de las cuales el 60% son mujeres.", 540, "women"),
        ("In Lai 180 families arrived, of whom 60 per cent have left.", 108, "families"),
    ],
)
def test_a_share_of_people_is_taken_of_people_and_not_of_their_families(text: str, value: float, unit: str) -> None:
    assert (value, unit) in {(each.claim.quantity_high, each.claim.unit) for each in read_report(text, "2024-05-14")}


def test_a_share_of_people_gives_nothing_where_only_families_are_counted() -> None:
    text = "In Lai 180 families arrived, of whom 60 per cent are children."
    assert [each.claim.quantity_high for each in read_report(text, "2024-05-14")] == [180]


@pytest.mark.parametrize(
    "text",
    [
        "In Tal Marin, 2,840 people against a capacity of 1,900.",
        "Tal Marin: 2,840 people (capacity: 1,900).",
        "The school in Tal Marin has 2,840 people for 1,900 places.",
        "2 840 personnes pour une capacité de 1 900 à Tal Marin.",
    ],
)
def test_people_beside_the_capacity_of_their_site_are_not_its_capacity(text: str) -> None:
    people, room = ws.read(text, published="2030-01-20")
    assert (people.quantity_low, room.quantity_low) == (2840, 1900)
    assert people.term not in {"capacity", "context"}
    assert room.term == "capacity"


def test_room_of_several_kinds_stays_room():
    claims = ws.read("The site has capacity for 300 and 400 people.", published="2030-01-20")
    assert {claim.term for claim in claims} == {"capacity"}


@pytest.mark.parametrize(
    ("words", "day"),
    [("a day earlier", "2030-01-16"), ("a day before", "2030-01-16"), ("a week earlier", "2030-01-10")],
)
def test_a_count_of_an_earlier_day_is_not_a_rate(words: str, day: str) -> None:
    text = f"Some 290 people reached Tal Marin on 17 January, compared with 1,450 {words}."
    now, then = ws.read(text, published="2030-01-20")
    assert (now.quantity_low, then.quantity_low, then.unit) == (290, 1450, "people")
    assert (str(now.about_end), str(then.about_end)) == ("2030-01-17", day)


def test_a_rate_before_an_event_stays_a_rate():
    claims = ws.read("Crossings are rare; it was 70 people a day before the war.", published="2030-01-20")
    assert [claim.unit for claim in claims] == ["people per day"]


def test_a_day_in_prose_is_not_the_day_of_the_whole_report():
    text = (
        "Tal Marin update\n\nArrivals rose. Compared with the same period in 2028 they doubled. Some 290 people came."
    )
    (claim,) = ws.read(text, published="2030-01-20")
    assert claim.about_start is None
    headed = "Tal Marin update, situation as of 17 January 2030\n\nSome 290 people are in the camp."
    (claim,) = ws.read(headed, published="2030-01-20")
    assert str(claim.about_end) == "2030-01-17"


@pytest.mark.parametrize(
    "text",
    [
        "Some 640 people arrived in Renk on Monday; half of them came from Bor.",
        "A total of 640 people arrived in Renk, 320 of them from Bor.",
    ],
)
def test_a_part_of_those_who_arrived_is_not_put_where_it_came_from(text: str) -> None:
    assert {claim.place for claim in ws.read(text, published="2030-01-20")} == {"Renk"}
