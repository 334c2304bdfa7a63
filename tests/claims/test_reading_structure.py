"""Structures that carry over from report to report: headings that are places, sums of parts, years and last year."""

from __future__ import annotations

from datetime import date

import pytest

import waystation as ws
from waystation.claims.reading.lexicon.lexicon import speaking
from waystation.claims.reading.when import periods


def read(text: str, published: str = "2024-05-10") -> dict[float, ws.Claim]:
    return {claim.quantity_low or 0.0: claim for claim in ws.read(text, published=published)}


def test_lines_under_a_heading_that_is_a_place_are_about_it():
    found = read("Update by district\n\nKassala\n\n412 deaths, 96 injured\n\nGedaref\n\n31 deaths, 17 injured\n")
    assert {low: claim.place for low, claim in found.items()} == {
        412: "Kassala", 96: "Kassala", 31: "Gedaref", 17: "Gedaref",
    }  # fmt: skip


def test_words_of_a_title_an_office_and_the_first_word_of_a_quotation_are_no_places():
    found = read('Damage and Loss\n\nThe State Minister spoke. "More than 4,300 people are displaced," he said.')
    assert found[4300].place == "not stated"


def test_about_before_a_figure_is_no_place_where_the_next_line_begins_with_a_figure_too():
    for word in ("Nearly", "Almost", "Approximately", "Roughly"):
        found = read(f"{word} 640 people are displaced.\nPhase 3, 910 families arrived in Renk.")
        assert (found[640].place, found[910].place) == ("not stated", "Renk"), word


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("Displaced families: 415", "families"),
        ("Families displaced: 415", "families"),
        ("IDP households: 415", "households"),
        ("People in host families: 415", "people"),
        ("Families in tents: 415", "families"),
        ("Familias desplazadas: 415", "families"),
        ("- Familles déplacées : 415", "families"),
        ("عدد العائلات النازحة: 415", "families"),
        ("Camp population: 22,750\n- Households: 415", "households"),
        ("* Personnes : 2 075\n* Ménages : 415", "households"),
        ("Weekly arrivals: 415", "people"),
    ],
)
def test_the_words_that_lead_to_a_figure_with_a_colon_say_what_it_counts(line: str, unit: str):
    assert read(line)[415].unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "Officials said 2,300 people had fled. The Red Cross put the figure at 3,100.",
        "officials said 2,300 people had fled. the red cross said 3,100. they need water. nothing else.",
        "Las autoridades dijeron que 2.300 personas habían huido. La Cruz Roja dijo 3.100.",
        "2,300 people fled. The Return and Reintegration Committee counted 3,100.",
    ],
)
def test_words_of_a_speakers_name_say_not_what_happened(text: str):
    """A cross is an act, and the Red Cross is none."""
    assert read(text)[3100].term == read(text)[2300].term == "left"


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("BORDER MONITORING - RENK - 13/05/2024", "RENK"),
        ("SITREP RENK 13 MAY", "RENK"),
        ("Border Monitoring - Renk - 13/05/2024", "Renk"),
        ("Sitrep Renk 13 May", "Renk"),
        ("Report - Goma - 13 May", "Goma"),
        ("MSF AND ICRC UPDATE", "not stated"),
        ("Weekly Dashboard", "not stated"),
    ],
)
def test_a_title_gives_its_place_without_the_kind_of_document(title: str, place: str):
    assert read(f"{title}\n1,105 people arrived.")[1105].place == place


@pytest.mark.parametrize(
    "text",
    [
        "Hundreds of people and 310 fighters left the last area held by Islamic State.",
        "The Syrian Observatory for Human Rights put the total at 310 people.",
        '"Some 310 people came out since Thursday," said Mustafa Bali, a spokesman.',
        "The mayor, Ana Rivera, said 310 people fled.",
        "El alcalde, Jorge Acevedo, dijo que llegaron 310 personas.",
    ],
)
def test_armed_groups_offices_and_persons_are_no_places(text: str):
    assert read(text)[310].place == "not stated"


def test_a_verb_behind_a_part_between_commas_is_said_of_the_whole():
    found = read("Some 600 people leave the city daily, but 53,000, including nearly 4,000 children, remain.")
    assert found[53_000].term == found[4000].term == "remaining"


def test_a_verb_with_its_helper_right_behind_a_figure_says_what_happened():
    found = read("Of the 239,500 people affected, 12,100 have been evacuated as of 6 p.m. Saturday.")
    assert found[12_100].term == "evacuated"


def test_a_known_word_that_begins_an_unknown_name_is_no_place_of_its_own():
    assert read("Some 310 people fled Wadi Barada.")[310].place == "Wadi Barada"
    assert read("Some 310 people fled to Goma Hospital.")[310].place.startswith("Goma")


def test_an_estimated_number_has_no_speaker_before_it():
    found = read("A witness saw about 45 trucks leave the village carrying an estimated 1,500 people.")
    assert found[1500].speaker == "witness"


def test_people_left_are_there_and_people_who_left_are_not():
    assert read("We thought there were 1,500 civilians left.")[1500].term == "remaining"
    assert read("There are only 310 people left in the town.")[310].term == "remaining"
    assert read("There are 310 people who left Renk.")[310].term == "left"


def test_notes_of_a_camp_in_few_words():
    found = read(
        "We moved 350 to Malakal. In the transit centre tonight 9,870. 23 families (118 pp) came. See pp. 14-16."
    )
    assert (found[9870].term, found[9870].place) == ("camp_population", "transit centre")
    assert (found[118].unit, found[118].term) == ("people", "arrived")
    assert 14 not in found


def test_names_that_have_a_number_each_keep_it_and_their_total_is_of_none_of_them():
    found = read("Population as of 30 April: Total 273,817; Kakuma 1: 98,214; Kakuma 2: 41,300; Kalobeyei: 134,303.")
    places = {figure: each.place for figure, each in found.items()}
    assert places == {273_817: "not stated", 98_214: "Kakuma 1", 41_300: "Kakuma 2", 134_303: "Kalobeyei"}


def test_between_names_no_place_and_buses_with_a_figure_carry_people():
    found = read(
        "Between 5 and 11 May DTM tracked 1,287 households in Tawila. Of these, 940 households live in the open."
    )
    assert found[940].place == "Tawila"
    assert read("The second convoy, 5 buses with 230, left at noon.")[230].unit == "people"
    assert 23 not in read("Number of people displaced: 14,000. Number of shelters open: 23.")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Hundreds are in Pedernales (north of Manabí), where 310 people fled.", "Pedernales"),
        ("In Goma (North Kivu) 310 people arrived.", "Goma"),
        ("In Chad the town of Adré (Ouaddaï) received 310 people.", "Adré"),
        ("Cameroon hosts 310 refugees from Bria.", "Cameroon"),
        ("Le Cameroun accueille 310 réfugiés de la République centrafricaine.", "Cameroun"),
        ("Some 310 families from Renk.", "Renk"),
    ],
)
def test_where_a_place_lies_and_where_guests_are_from_is_not_where_they_are(text: str, place: str):
    assert place in read(text)[310].place


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("The floods left 310 dead.", "killed"),
        ("Floods inundated two districts, leaving over 310 people stranded.", "remaining"),
        ("Some 40,000 residents had left, leaving some 310 behind.", "remaining"),
        ("The attack left 310 families homeless.", "currently_displaced"),
        ("By Monday 310 people left Renk.", "left"),
    ],
)
def test_whom_an_event_left_in_a_state_did_not_leave(text: str, term: str):
    assert read(text)[310].term == term


@pytest.mark.parametrize(
    "sheet",
    [
        *(f"{label}: Wunthow\nArrivals: 389" for label in ("Location", "Border point", "Site", "- Camp name")),
        "Lieu : Wunthow\nArrivées : 389",
        "Lugar: Wunthow\nLlegadas del día: 389",
    ],
)
def test_a_line_that_says_where_names_a_place_nobody_knows(sheet: str):
    assert read(sheet)[389].place == "Wunthow"


def test_a_label_with_the_means_of_travel_counts_people():
    assert read("Departures to Renk by truck: 352")[352].unit == "people"
    assert read("Trucks: 352")[352].unit == "trucks"


def test_soldiers_are_not_called_militants():
    assert read("Three coalition soldiers were wounded.")[3].unit == "soldiers"


def test_a_quarter_of_a_town_is_a_share_of_it():
    assert read("Around a quarter of Malakal's 60,000 inhabitants remain.")[60_000].place == "Malakal"
    assert read("Some 300 families live in the quarter of Zongo.")[300].place == "quarter of Zongo"


def test_an_adjective_before_arrivals_is_no_place():
    for word in ("Cumulative", "Recent", "Daily", "Weekly"):
        assert read(f"New arrivals: 310\n{word} arrivals since 15 April: 48,300")[48_300].place == "not stated", word
    assert read("Goris arrivals since 15 April: 48,300")[48_300].place == "Goris"


def test_parts_that_add_up_to_the_figure_before_them_are_tied_to_it():
    found = read("In all, 640 people were evacuated (310 from Joda, 250 from Renk and 80 from Melut).")
    total = found[640].id
    assert [found[each].total_id for each in (310, 250, 80)] == [total] * 3


@pytest.mark.parametrize(
    ("language", "text", "first", "last"),
    [
        ("en", "On 8 September last year 300 fled.", "2023-09-08", "2023-09-08"),
        ("uk", "8 вересня минулого року виїхали 300.", "2023-09-08", "2023-09-08"),
        ("pt", "De 2017 a 2020 chegaram 300.", "2017-01-01", "2020-12-31"),
        ("en", "In 2024, 300 fled.", "2024-01-01", "2024-05-10"),
        ("fr", "Avant avril 2023, 300 ont fui.", None, "2023-04-01"),
        ("fr", "Depuis le début des combats, le 24 mars dernier, 300 ont fui.", "2024-03-24", "2024-05-10"),
        ("ar", "منذ عام 2022 نزح 300 شخص", "2022-01-01", "2024-05-10"),
    ],
)
def test_years_and_days_of_last_year_are_resolved(language, text, first, last):
    with speaking((language,)):
        (found,) = periods(text, date(2024, 5, 10))
    assert (found.first, found.last) == (first and date.fromisoformat(first), date.fromisoformat(last))
