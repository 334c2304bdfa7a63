"""Tables inside reports: rows and columns as places, days and terms, totals as totals."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.claims.reading.read import Reading, read_report
from waystation.claims.reading.tables import unread_tables

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
