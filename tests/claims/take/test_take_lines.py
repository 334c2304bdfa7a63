"""Both sides of the lines that a proposal for an unknown table draws, asked of its parts."""

from __future__ import annotations

import io

import pytest

from waystation.claims.take.day_cells import read_days
from waystation.claims.take.delimited import _one_byte, _wide
from waystation.claims.take.guess import _place, _Seen
from waystation.claims.take.mapping_text import Proposal, mapping_text
from waystation.errors import InputError


def _proposal(**changes: object) -> Proposal:
    return Proposal(**({"day": "Day", "end": "", "step_days": 1, "place": "Site", "figures": [], "left": []} | changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"days_counted": 1, "step_days": 7}, None),  # somebody said that each figure is of one day
        ({"days_counted": 2}, 'days_counted = 2\nday_is = "last"'),
        ({"days_counted": 7, "day_is": "first"}, 'days_counted = 7\nday_is = "first"'),
        ({"step_days": 7}, "days_counted = 7"),
        ({"day": "Week", "step_days": 0}, "days_counted = 7"),
        ({"step_days": 0}, None),
        ({"step_days": 2}, "# The days are 2 apart"),
        ({"step_days": 8}, "# The days are 8 apart"),
        ({"days_counted": 7, "end": "To"}, None),  # a last day stands in the table
    ],
)
def test_a_mapping_says_how_many_days_a_figure_counts_where_it_is_more_than_one(
    changes: dict[str, object], said: str | None
) -> None:
    text = mapping_text(_proposal(**changes))
    assert ("days_counted" in text) is (said is not None)
    assert said is None or said in text


@pytest.mark.parametrize(("rows", "said"), [(1, False), (2, True), (3, True)])
def test_a_header_of_several_rows_is_said(rows: int, said: bool) -> None:
    assert (f"header_rows = {rows}" in mapping_text(_proposal(header_rows=rows))) is said


def _names(**changes: object) -> _Seen:
    usual = {"heading": "Name", "share_days": 0.0, "share_figures": 0.0, "different": 3, "filled": 3}
    return _Seen(**(usual | changes))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({}, True),
        ({"different": 1}, False),  # one name all through says nothing
        ({"different": 2}, True),
        ({"different": 2, "filled": 1}, True),
        ({"different": 3, "filled": 2}, False),
        ({"share_figures": 0.19}, True),
        ({"share_figures": 0.2}, False),
    ],
)
def test_a_column_of_names_is_the_place_if_it_has_several_and_hardly_a_figure(
    changes: dict[str, object], place: bool
) -> None:
    assert _place([_names(**changes)], alone=True) == ("Name" if place else "")
    assert _place([_names(**changes)], alone=False) == ""


def test_a_heading_that_says_the_place_goes_before_names_and_needs_a_filled_cell() -> None:
    columns = [_names(), _names(heading="Site", different=1, share_figures=1.0, filled=1)]
    assert _place(columns, alone=True) == _place(columns, alone=False) == "Site"
    assert _place([_names(heading="Site", filled=0, different=0)], alone=False) == ""


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(("plain", "wide"), [(100, True), (40, True), (39, False), (0, False)])
def test_two_bytes_a_letter_are_known_by_nuls_at_every_other_byte(encoding: str, plain: int, wide: bool) -> None:
    text = "a" * plain + "ب" * (100 - plain)
    assert _wide(text.encode(encoding)) == (encoding if wide else "")
    assert _wide(text.encode()) == ""


@pytest.mark.parametrize(("letters", "told"), [(2, True), (1, False)])
def test_a_file_of_one_byte_a_letter_is_western_where_two_of_three_letters_are_plain(letters: int, told: bool) -> None:
    data = b"caf\xe9 " + b"\xe9" * 7 + b"a" * (8 * letters - 3)  # 8 others beside 16 plain letters, or beside 8
    if told:
        assert _one_byte("a.csv", lambda: io.BytesIO(data), b"caf\xe9")[0] == "cp1252"
    else:
        with pytest.raises(InputError, match="its encoding cannot be told"):
            _one_byte("a.csv", lambda: io.BytesIO(data), b"caf\xe9")


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_windows_leaves_free_are_of_latin_1(byte: int) -> None:
    data = b"caf\xe9 and much more of it" + bytes([byte])
    assert _one_byte("a.csv", lambda: io.BytesIO(data), b"caf\xe9")[0] == "latin-1"


@pytest.mark.parametrize(
    ("cell", "month"),
    [("2031-12", 12), ("2031-01", 1), ("2031-13", None), ("2031-00", None), ("12/2031", 12), ("13/2031", None)],
)
def test_a_month_is_one_of_twelve(cell: str, month: int | None) -> None:
    found = read_days([cell])
    assert (found.spans[0].start.month if found.spans[0] else None) == month
    assert bool(found.unreadable) is (month is None)
