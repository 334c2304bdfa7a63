"""Kinds of errors in reading, each with a text of its own: comparisons, rows, sheets, parts, shares, names."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.claims.claim import Claim
from waystation.claims.reading import read_report

PUBLISHED = "2024-05-10"  # a Friday


def read(text: str, published: str = PUBLISHED) -> list[Claim]:
    return [each.claim for each in read_report(text, published)]


def days(claim: Claim) -> tuple[str, str]:
    return str(claim.about_start), str(claim.about_end)


@pytest.mark.parametrize(
    "text",
    [
        "Belmar received 415, against 1,270 last week.",
        "Belmar a reçu 415 personnes, contre 1 270 la semaine dernière.",
        "A Belmar llegaron 415 personas, frente a 1.270 la semana pasada.",
        "استقبلت بلمار 415 أشخاص مقابل 1270 الأسبوع الماضي.",
        "Compared with last week's 1,270 people, only 415 came to Belmar.",
    ],
)
def test_the_days_of_a_figure_compared_with_are_not_those_of_the_other(text: str) -> None:
    found = {claim.quantity_low: days(claim) for claim in read(text)}
    assert found == {415: ("None", "None"), 1270: ("2024-04-29", "2024-05-05")}


def test_what_a_figure_rose_from_has_no_days_of_the_rise() -> None:
    now, before = read("This week 415 people arrived at Belmar, up from 127.")
    assert days(now) == ("2024-05-06", "2024-05-10")
    assert days(before) == ("None", "None")


def test_a_comparison_with_room_is_none_of_times() -> None:
    there, room = read("As of 8 May, 415 people were in the camp at Belmar, against 300 places.")
    assert str(there.about_end) == str(room.about_end) == "2024-05-08"


def test_the_week_before_last_week() -> None:
    _, last, before = read("On 8 May 415 people arrived, compared with 1,270 last week and 980 the week before.")
    assert days(last) == ("2024-04-29", "2024-05-05")
    assert days(before) == ("2024-04-22", "2024-04-28")


def test_a_share_has_the_unit_of_the_whole_named_behind_it() -> None:
    share, whole = read("70 per cent of the 250 households at Belmar have no roof.")
    assert (share.quantity_low, share.unit, share.total_id) == (175, "households", whole.id)
    assert (whole.quantity_low, whole.unit) == (250, "households")


def test_a_bare_part_counts_what_its_total_counts() -> None:
    whole, part = read("So far 4,120 families have been evacuated, of which 1,350 are in 21 evacuation centres.")
    assert (part.quantity_low, part.unit, part.total_id) == (1350, "families", whole.id)


def test_who_a_part_are_is_not_what_happened_to_all() -> None:
    whole, part = read("The convoy left the district of Sarqa on Thursday with 640 people, among them 75 wounded.")
    assert (whole.quantity_low, whole.term) == (640, "left")
    assert part.term == "wounded"


def test_numbered_rows_open_with_their_places() -> None:
    text = "Arrivals at Belmar, 9 May:\n1. West gate 415\n2. East gate 58\n3. Old jetty 92\nTotal 565"
    rows = [(claim.place, claim.quantity_low, claim.term) for claim in read(text)]
    assert rows == [
        ("West gate", 415, "arrived"), ("East gate", 58, "arrived"), ("Old jetty", 92, "arrived"),
        ("Belmar", 565, "arrived"),
    ]  # fmt: skip


def test_a_gate_number_is_still_a_number() -> None:
    assert [claim.quantity_low for claim in read("Gate 7 arrivals: 415")] == [415]
    assert not read("Gate 12\nGate 13\nGate 14")


def test_a_blank_between_thousands_behind_a_word_with_an_article() -> None:
    assert [claim.quantity_low for claim in read("Dans la zone 2 340 personnes sont arrivées.")] == [2340]
    assert [claim.quantity_low for claim in read("Dans la ville, zone 2 340 personnes sont arrivées.")] == [340]


def test_the_line_that_leads_to_a_list_gives_its_days() -> None:
    found = read("People evacuated since Monday:\n- Belmar: 120\n- Tarsa: 340\n- Selun: 55")
    assert [(claim.place, *days(claim)) for claim in found] == [
        (place, "2024-05-06", "2024-05-10") for place in ("Belmar", "Tarsa", "Selun")
    ]


def test_a_daily_sheet_is_of_the_day_and_place_in_its_title() -> None:
    text = "Belmar Camp daily sheet - 09/05/2024\nNew arrivals: 141\nDepartures: 33\nReception capacity: 7,500"
    arrived, left, room = read(text)
    assert {claim.place for claim in (arrived, left, room)} == {"Belmar Camp"}
    assert days(arrived) == days(left) == ("2024-05-09", "2024-05-09")
    assert days(room) == ("None", "2024-05-09")


def test_a_long_title_says_as_of_when_all_is() -> None:
    title = (
        "NDMO Update SitRep No. 07 re Preparedness Measures and Effects of Tropical Storm Orla (I.N. Oruma) "
        "in the Southern Islands as of 08:00 AM (8 May 2024)"
    )
    family = next(claim for claim in read(f"{title}\n\nEffects\n\n1,140 families were affected in 12 villages."))
    assert str(family.about_end) == "2024-05-08"


def test_since_ends_with_the_day_the_report_is_as_of() -> None:
    text = "Situation as of 8 May 2024\n\nSince 2 May, 1,870 people have arrived in Mosul."
    assert days(read(text)[0]) == ("2024-05-02", "2024-05-08")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Belmar hosts 3,000 refugees.", "Belmar"),
        ("On Monday Belmar received 415 people.", "Belmar"),
        ("Neighbours hosted 30 families.", "not stated"),
        ('Llega gente a la ciudad. "Ayer llegaron 96 personas a la ciudad", dijo el párroco.', "not stated"),
        ("Quelque 450 habitants ont quitté la ville, a indiqué le ministère de la Défense.", "not stated"),
        ("The Department of Rescue Affairs says the death toll has risen to 57.", "not stated"),
        ("The State Relief Office said 300 people came.", "not stated"),
        ("Talks led by the Orthodox Church failed and 13 Kurdish fighters died.", "not stated"),
    ],
)
def test_names_of_places_and_others(text: str, place: str) -> None:
    assert {claim.place for claim in read(text)} == {place}


def test_a_total_does_not_take_the_place_of_its_parts_in_brackets() -> None:
    text = "In Ecuador 540 people have left (300 from Loja, 34 from Zaruma and 206 from Macas)."
    assert [claim.place for claim in read(text)] == ["Ecuador", "Loja", "Zaruma", "Macas"]


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        ("ولا يزال نحو 7 آلاف شخص داخل المخيم.", 7000, "people"),
        ("Anoche se rescató a tres centenares de personas en la ciudad.", 300, "people"),
        ("Hier soir 318 pers. sont arrivées au site.", 318, "people"),
        ("Unos 380 se alojan con familiares en la ciudad.", 380, "people"),
        ("عبر المعبر 2600 يوم الأحد، وفق مدير المعبر.", 2600, "people"),
        ("Families: 1,870", 1870, "families"),
    ],
)
def test_numbers_and_units_of_other_languages(text: str, low: int, unit: str) -> None:
    assert [(claim.quantity_low, claim.unit) for claim in read(text)] == [(low, unit)]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("In all 62 people received psychological support.", "aid_delivered"),
        ("Need tents for 80 families.", "in_need"),
        ("Le gouvernement fait état de 45 combattants rendus.", "surrendered"),
        ("The buses were to carry 1,200 people the other way.", "expected"),
        ("خرج أكثر من 800 مدني من البلدة عبر ممر آمن.", "left"),
    ],
)
def test_what_happened(text: str, term: str) -> None:
    assert [claim.term for claim in read(text)] == [term]


def test_a_gate_register() -> None:
    found = read("Mon 6: 212 in, 40 out\nTue 7: 180 in, 35 out")
    assert [(claim.quantity_low, claim.term, str(claim.about_start)) for claim in found] == [
        (212, "arrived", "2024-05-06"), (40, "left", "2024-05-06"),
        (180, "arrived", "2024-05-07"), (35, "left", "2024-05-07"),
    ]  # fmt: skip


def test_a_rate_needs_no_unit() -> None:
    found = read("Around 1,330 per day on average are received in Mosul.")
    assert [(claim.quantity_low, claim.unit, claim.term) for claim in found] == [(1330, "people per day", "arrived")]


def test_more_next_week_is_foretold() -> None:
    found = read("The agency plans to move 1,000 more next week.")
    assert [(claim.quantity_low, claim.exclusion_reason) for claim in found] == [(1000, "forecast")]


def test_a_total_above_its_list_and_in_a_table_of_all_sites() -> None:
    whole, *parts = read("Total: 300 arrivals\n- Mosul: 100\n- Duhok: 200")
    assert {claim.total_id for claim in parts} == {whole.id}
    table = "| Site | Men | Women | Total |\n|---|---|---|---|\n| Mosul | 10 | 40 | 50 |\n| All sites | 10 | 40 | 50 |"
    assert len(read(f"Arrivals by site, 9 May\n\n{table}")) == 6


def test_the_line_above_a_table_names_its_place() -> None:
    text = "Daily arrivals at Belmar\n\n| Date | Arrivals |\n|---|---|\n| 7 May | 10 |\n| 8 May | 20 |"
    assert [(claim.place, claim.about_end) for claim in read(text)] == [
        ("Belmar", date(2024, 5, 7)), ("Belmar", date(2024, 5, 8)),
    ]  # fmt: skip


def test_a_share_of_those_who_came_is_none_of_the_beds() -> None:
    beds = "Up to 2,500 beds are ready. About 60% of those who came have travelled on."
    assert [claim.quantity_high for claim in read(beds)] == [2500]
    assert [claim.quantity_low for claim in read("40 houses burned. 60 % of them were empty.")] == [40, 24]


def test_the_un_with_dots_speaks() -> None:
    assert [claim.speaker for claim in read("The U.N. said 84 people had died.")] == ["U.N."]


def test_the_week_before_that_of_a_report_in_french() -> None:
    said = "Les arrivées à Mossoul sont de 932 personnes, contre 1 450 la semaine précédente."
    text = f"Période : 29 avril au 5 mai 2024\n\n{said}"
    assert days(read(text)[-1]) == ("2024-04-22", "2024-04-28")
