"""Tables inside reports: rows and columns as places, days and terms, totals as totals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from waystation.claims.reading.intake.excerpts import read_excerpts
from waystation.claims.reading.intake.files import read_reports
from waystation.claims.reading.read import Reading, read_report
from waystation.claims.reading.tables import unread_tables
from waystation.claims.reading.tables.grid import _caption

DAY = date(2024, 5, 14)


def _read(text: str) -> list[Reading]:
    return read_report(text, DAY)


def _said(reading: Reading) -> tuple[object, ...]:
    claim = reading.claim
    return claim.quantity_low, claim.unit, claim.term, claim.place, str(claim.about_end)


def test_rows_are_places_and_columns_are_units() -> None:
    rows = "Site | Families | People\nKarda | 40 | 310\nSur | 5 | 62\nTotal | 45 | 372"
    text = f"New arrivals by site, 6 to 12 May 2024\n\n{rows}"
    found = _read(text)
    assert [_said(each) for each in found] == [
        (40, "families", "arrived", "Karda", "2024-05-12"),
        (310, "people", "arrived", "Karda", "2024-05-12"),
        (5, "families", "arrived", "Sur", "2024-05-12"),
        (62, "people", "arrived", "Sur", "2024-05-12"),
        (45, "families", "arrived", "not stated", "2024-05-12"),
        (372, "people", "arrived", "not stated", "2024-05-12"),
    ]
    assert {each.claim.total_id for each in found[:4]} == {found[4].claim.id, found[5].claim.id}
    assert not found[4].claim.total_id


def test_a_total_of_several_places_is_at_none_of_them() -> None:
    rows = "Site | Arrivals\nKarda | 310\nSur | 62\nTotal | 372"
    found = _read(f"Some 900 people have crossed at Karda since Monday.\n\n{rows}")
    assert [each.claim.place for each in found] == ["Karda", "Karda", "Sur", "not stated"]


def test_columns_are_days() -> None:
    found = _read("Arrivals of people\n\nPlace | 12 May | 13 May\nKarda | 310 | 1,204\nSur | 62 | -")
    assert [_said(each)[0::2] for each in found] == [
        (310, "arrived", "2024-05-12"),
        (1204, "arrived", "2024-05-13"),
        (62, "arrived", "2024-05-12"),
    ]


def test_rows_are_days_and_columns_are_terms() -> None:
    found = _read("Karda crossing\n\nDate | Arrivals | Departures\n12 May 2024 | 310 | 25\n13 May 2024 | 204 | 31")
    assert [_said(each) for each in found] == [
        (310, "people", "arrived", "Karda crossing", "2024-05-12"),
        (25, "people", "left", "Karda crossing", "2024-05-12"),
        (204, "people", "arrived", "Karda crossing", "2024-05-13"),
        (31, "people", "left", "Karda crossing", "2024-05-13"),
    ]


def test_columns_are_places() -> None:
    found = _read("People who arrived\n\nDate | Karda | Sur\n12 May 2024 | 310 | 25")
    assert [_said(each)[:4] for each in found] == [
        (310, "people", "arrived", "Karda"),
        (25, "people", "arrived", "Sur"),
    ]


def test_rows_are_what_is_counted() -> None:
    rows = "People displaced | 41,200\nFamilies displaced | 8,240\nPeople killed | 17\nFunding | 12%"
    found = _read(f"Key figures\n\n{rows}")
    assert [_said(each)[:3] for each in found] == [
        (41_200, "people", "currently_displaced"),
        (8_240, "families", "currently_displaced"),
        (17, "people", "killed"),
    ]


def test_headings_in_two_rows_and_a_total_of_a_row() -> None:
    text = "Place | Arrivals | Arrivals | Arrivals\nPlace | Women | Men | Total\nKarda | 30 | 20 | 50"
    women, men, total = _read(text)
    assert [each.claim.unit for each in (women, men, total)] == ["women", "men", "people"]
    assert women.claim.total_id == men.claim.total_id == total.claim.id


def test_a_line_of_its_own_groups_the_rows_below_it_and_percentages_are_left_out() -> None:
    text = "Indicator | Displaced people | Share %\nNorth |  | \nKarda | 310 | 40\nSur | ~62 | 10"
    found = _read(text)
    assert [(each.claim.quantity_low, each.claim.place, each.claim.qualifier) for each in found] == [
        (310, "Karda", "exact"),
        (62, "Sur", "about"),
    ]


@pytest.mark.parametrize("text", ["Item | A | B\nKarda | 4 | 5\nBab | 1 | 2", "Pumps | 4 | 5\nWells | 6 | 7"])
def test_a_table_that_does_not_say_whom_it_counts_is_not_read_and_is_told(text: str) -> None:
    assert len(unread_tables(text, [])) == 1


def _days(text: str) -> list[tuple[object, str, str, str, str]]:
    """Figure, term, place and days of each claim."""
    return [
        (claim.quantity_low, claim.term, claim.place, str(claim.about_start), str(claim.about_end))
        for claim in (each.claim for each in _read(text))
    ]


def test_a_row_has_its_own_day_wherever_the_day_stands_and_a_total_has_all_days() -> None:
    rows = (
        "Date | Gate | New arrivals\n2/5/2024 | Musa | 120\n3/5/2024 | Lota | 80\n14/5/2024 | Musa | 95\nTotal | | 295"
    )
    assert _days(rows) == [
        (120, "arrived", "Musa", "2024-05-02", "2024-05-02"),
        (80, "arrived", "Lota", "2024-05-03", "2024-05-03"),
        (95, "arrived", "Musa", "2024-05-14", "2024-05-14"),
        (295, "arrived", "not stated", "2024-05-02", "2024-05-14"),
    ]


def test_a_sheet_with_a_row_a_site_and_a_column_a_day_needs_no_other_words() -> None:
    rows = "Site | P-code | 2024-05-02 | 2024-05-03 | Total\nMusa | QX01 | 120 | 135 | 255\nLota | QX02 | 20 | | 20"
    assert _days(rows) == [
        (120, "context", "Musa", "2024-05-02", "2024-05-02"),
        (135, "context", "Musa", "2024-05-03", "2024-05-03"),
        (255, "context", "Musa", "2024-05-02", "2024-05-03"),
        (20, "context", "Lota", "2024-05-02", "2024-05-02"),
        (20, "context", "Lota", "2024-05-02", "2024-05-03"),
    ]


def test_a_running_total_has_no_first_day() -> None:
    rows = "Date | Gate | Arrivals | Cumulative arrivals\n2/5/2024 | Musa | 120 | 1,120\n3/5/2024 | Musa | 80 | 1,200"
    assert [(each[0], *each[3:]) for each in _days(rows)] == [
        (120, "2024-05-02", "2024-05-02"),
        (1120, "None", "2024-05-02"),
        (80, "2024-05-03", "2024-05-03"),
        (1200, "None", "2024-05-03"),
    ]


def test_headings_merged_over_others_are_the_places() -> None:
    rows = "Date | North gate | North gate | South gate | South gate\nDate | Families | Ind | Families | Ind\n"
    found = _read(rows + "2 May 2024 | 20 | 101 | 10 | 52")
    assert [(each.claim.quantity_low, each.claim.unit, each.claim.place) for each in found] == [
        (20, "families", "North gate"),
        (101, "people", "North gate"),
        (10, "families", "South gate"),
        (52, "people", "South gate"),
    ]


def test_day_numbers_of_a_spreadsheet_are_days_and_no_people(tmp_path: Path) -> None:
    path = tmp_path / "gate.csv"
    path.write_text("Day,Gate,Arrivals\n48273,Musa,120\n48274,Musa,95\n48276,Musa,60\n")  # from 29 February 2032
    drafts, problems = read_excerpts(path, path.name)
    assert problems == []
    assert drafts[0].text.splitlines()[1:] == [
        "2032-02-29 | Musa | 120",
        "2032-03-01 | Musa | 95",
        "2032-03-03 | Musa | 60",
    ]
    assert drafts[0].notes == ["Day numbers of a spreadsheet were read as days: 48273 as 2032-02-29."]
    path.write_text("Gate,Arrivals\n48273,120\n52000,95\n")
    assert read_excerpts(path, path.name)[0][0].notes == []


def test_formulas_that_nobody_computed_are_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "North"
    for row in (["Gate", "Arrivals"], ["Musa", 120], ["Lota", 80], ["Total", "=SUM(B2:B3)"]):
        sheet.append(row)
    book.save(tmp_path / "gates.xlsx")
    drafts, problems = read_excerpts(tmp_path / "gates.xlsx", "gates.xlsx")
    assert problems == []
    assert drafts[0].notes == [
        "Formulas that have never been computed and cannot be read: 1, the first in cell B4 of sheet North. "
        "Open the workbook in a spreadsheet program and save it."
    ]


def test_the_day_of_a_mail_that_is_overruled_is_said(tmp_path: Path) -> None:
    path = tmp_path / "count.eml"
    path.write_text(
        "From: Gate office <gate@example.org>\nSubject: Count\nDate: Mon, 13 May 2024 19:30:00 +0300\n\n"
        "Arrivals today at Musa: 640 individuals.\n"
    )
    own = read_reports([path]).reports[0]
    assert (own.published, own.publisher) == (date(2024, 5, 13), "example.org")
    said = read_reports([path], published=DAY).reports[0]
    assert said.published == DAY
    assert "Its own day, 2024-05-13, is not used: you gave 2024-05-14." in said.notes


def test_a_total_after_a_wide_gap_stands_in_the_last_column() -> None:
    rows = (
        "Date        Gate     New arrivals\n10 May     Musa     120\n11 May     Lota     80\nTotal                200"
    )
    assert _days(rows) == [
        (120, "arrived", "Musa", "2024-05-10", "2024-05-10"),
        (80, "arrived", "Lota", "2024-05-11", "2024-05-11"),
        (200, "arrived", "not stated", "2024-05-10", "2024-05-11"),
    ]


@pytest.mark.parametrize("name", ["Karda camp", "Camp 4", "Bidi Bidi settlement", "Renk Transit Centre"])
def test_a_row_named_after_a_site_is_that_place_and_no_count_of_sites(name: str) -> None:
    found = _read(f"Site | Individuals | Households\n{name} | 2,450 | 490\nKorr post | 360 | 72")
    assert [_said(each)[:4] for each in found] == [
        (2450, "people", "camp_population", name),
        (490, "households", "camp_population", name),
        (360, "people", "camp_population", "Korr post"),
        (72, "households", "camp_population", "Korr post"),
    ]


def test_rows_that_count_sites_are_no_places() -> None:
    assert not any(
        _said(each)[3] == "Open camps" for each in _read("Kind | People\nOpen camps | 12\nNew arrivals | 340")
    )


@pytest.mark.parametrize("length", [300, 301])
def test_of_a_long_paragraph_above_a_table_its_last_sentence_is_the_caption_if_it_is_short(length: int) -> None:
    last = "People who arrived, by site" + " and by site" * 30
    last = last[: length - 1] + ":"
    text = "The week was calm. " + last + "\n"
    start, end = _caption(text, len(text))
    assert text[start:end] == (last if length == 300 else "")


@pytest.mark.parametrize(
    "rows",
    [
        "Site | Source | Arrivals\nKarda | UNHCR | 310\nSur | Red Cross | 62",
        "Sitio | Llegadas | Fuente\nKarda | 310 | UNHCR\nSur | 62 | Red Cross",
    ],
)
def test_a_column_of_sources_says_who_counted_each_row_and_is_not_its_place(rows: str) -> None:
    found = [each.claim for each in read_report(f"Arrivals by site\n\n{rows}", DAY, "Council")]
    assert [(each.quantity_low, each.place, each.speaker or each.source) for each in found] == [
        (310, "Karda", "UNHCR"), (62, "Sur", "Red Cross"),
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["\t", ";", ",", " | "])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (0, 2, 1)])
def test_a_table_pasted_into_a_message_has_the_day_of_each_row_wherever_it_stands(
    mark: str, order: tuple[int, ...]
) -> None:
    rows = [
        ("Site", "Arrivals", "Date"),
        ("Korr", "310", "3 May 2030"),
        ("Dalla", "120", "2 May 2030"),
        ("Bor", "95", "3 May 2030"),
    ]
    table = "\n".join(mark.join(row[at] for at in order) for row in rows)
    found = read_report(f"Good evening; our numbers, as agreed, are these:\n{table}\n\nThanks, all.", date(2030, 5, 4))
    claims = [each.claim for each in found]
    assert [(each.place, each.quantity_low, each.term, str(each.about_end)) for each in claims] == [
        ("Korr", 310, "arrived", "2030-05-03"), ("Dalla", 120, "arrived", "2030-05-02"),
        ("Bor", 95, "arrived", "2030-05-03"),
    ]  # fmt: skip


def test_sentences_with_commas_and_semicolons_are_no_table() -> None:
    text = "On Monday 40 people came,mostly women;\n12 left,on foot;\n3 stayed,unwell."
    claims = [each.claim for each in read_report(text, date(2030, 5, 8))]
    assert [(each.quantity_low, each.term) for each in claims][:2] == [(40, "arrived"), (12, "left")]


def test_a_day_over_a_total_of_places_is_not_one_more_place() -> None:
    rows = "Site | New arrivals 12 May | Present 14 May\nKarda | 310 | 2,604\nSur | 62 | 960\nTotal | 372 | 3,564"
    found = _read(f"Some 9,900 people have crossed into Ortan district since Monday.\n\n{rows}")
    assert [_said(each) for each in found][-2:] == [
        (372, "people", "arrived", "Ortan district", "2024-05-12"),
        (3564, "people", "camp_population", "Ortan district", "2024-05-14"),
    ]
