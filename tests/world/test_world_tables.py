"""The strict reader of CSV tables, by the wording of what it refuses."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from scenarios import PLACES, ROUTES
from waystation.plan.stock import Stock
from waystation.world.csv_tables import MOST_PROBLEMS, read_table
from waystation.world.scenario_model import Place, Route

HEADER = "name,role,latitude,longitude,capacity,source_note"
OFFERED = "name (optional: role, latitude, longitude, capacity, source_note, other_names, pcode)"


def read(folder: Path, content: str | bytes, **options: object) -> tuple[list[tuple[int, Place]], list[str]]:
    path = folder / "places.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    rows, problems = read_table(path, Place, **options)  # type: ignore[arg-type]
    return [(row.number, row.value) for row in rows], [str(each) for each in problems]


def test_a_good_table_is_read_with_row_numbers_and_blank_cells_left_to_defaults(tmp_path: Path):
    rows, problems = read(tmp_path, PLACES)
    assert problems == []
    assert [number for number, _ in rows] == [2, 3, 4, 5]
    assert rows[2][1] == Place(
        name="Lower Camp", role="camp", latitude=10, longitude=20.3, capacity=600, source_note="Made up"
    )
    assert rows[3][1].latitude is None


def test_columns_are_known_by_the_name_in_the_file_in_any_order(tmp_path: Path):
    (tmp_path / "routes.csv").write_text("to,from,distance_km\nBridge,Upper Valley,12\n")
    rows, problems = read_table(tmp_path / "routes.csv", Route)
    assert problems == []
    assert (rows[0].value.origin, rows[0].value.to, rows[0].value.distance_km) == (
        "Upper Valley",
        "Bridge",
        12,
    )


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_ending_and_a_byte_order_mark_are_accepted(tmp_path: Path, ending: str):
    rows, problems = read(tmp_path, b"\xef\xbb\xbf" + PLACES.replace("\n", ending).encode())
    assert (len(rows), problems) == (4, [])


def test_rows_count_as_in_a_spreadsheet_blank_rows_and_line_breaks_in_cells_included(tmp_path: Path):
    content = f'{HEADER}\n\n,,,,,\nA,,,,,"one\ntwo\nthree"\nB,,,,x,\n'
    rows, problems = read(tmp_path, content)
    assert [(number, place.source_note) for number, place in rows] == [(4, "one\ntwo\nthree")]
    assert problems == [
        'places.csv, row 5, column "capacity": "x" is not a whole number. Write a whole number such as 1200.'
    ]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ('A,,"12,5",1,,', 'column "latitude": "12,5" is not a number. Write 12.5.'),
        ('A,,,,"1,200",', 'column "capacity": "1,200" is not a whole number. Write 1200.'),
        ("A,,,,1 200,", 'column "capacity": "1 200" is not a whole number. Write 1200.'),
        ("A,,,,-600,", 'column "capacity": "-600" is negative. Write 0 or more.'),
        (
            "A,,,,100000001,",
            'column "capacity": "100000001" is more than 100000000. '
            "Check for a wrong or missing digit: 100000000 is the most it can be.",
        ),
        ("A,,,,nan,", 'column "capacity": "nan" is not a whole number. Leave the cell blank if it is not known.'),
        (
            "A,,91,1,,",
            'column "latitude": "91" is more than 90. Check for a wrong or missing digit: 90 is the most it can be. '
            "Decimal degrees are meant; latitude comes first.",
        ),
        (
            "A,,1,-181,,",
            'column "longitude": "-181" is less than -180. Write -180 or more. '
            "Decimal degrees are meant; latitude comes first.",
        ),
        (
            ",camp,,,,",
            'column "name": The cell is empty. Write it: Name, as routes, events and claims write it.',
        ),
        ("A\x07,,,,,", 'column "name": The cell holds an invisible control character. Type the cell again.'),
    ],
)
def test_a_cell_that_cannot_be_is_refused_by_row_column_and_value(tmp_path: Path, cells: str, said: str):
    rows, problems = read(tmp_path, f"{HEADER}\nFine,,,,,\n{cells}\n")
    assert [place.name for _, place in rows] == ["Fine"]
    assert problems == [f"places.csv, row 3, {said}"]


@pytest.mark.parametrize(
    ("km", "said"),
    [
        ("20001", '"20001" is more than 20000. Check for a wrong or missing digit: 20000 is the most it can be.'),
        ("0", '"0" is not above 0. Write a number above 0.'),
        ("-3", '"-3" is negative. Write a number above 0.'),
        ("inf", '"inf" is not a number. Leave the cell blank if it is not known.'),
    ],
)
def test_a_distance_that_cannot_be_is_refused(tmp_path: Path, km: str, said: str):
    (tmp_path / "routes.csv").write_text(ROUTES.replace(",12,", f",{km},"))
    _, problems = read_table(tmp_path / "routes.csv", Route)
    assert [str(each) for each in problems] == [f'routes.csv, row 2, column "distance_km": {said}']


def test_every_problem_of_a_table_is_told_at_once(tmp_path: Path):
    _, problems = read(tmp_path, f"{HEADER}\n,,x,y,-1,\nB,,,,1.5.5,\n")
    assert [problem.split(":")[0] for problem in problems] == [
        'places.csv, row 2, column "name"',
        'places.csv, row 2, column "latitude"',
        'places.csv, row 2, column "longitude"',
        'places.csv, row 2, column "capacity"',
        'places.csv, row 3, column "capacity"',
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("above", "ending"), [("", "\n"), ("sep={mark}\n", "\n"), ("\n", "\n"), ("SEP={mark}\r", "\r")]
)
def test_another_separator_gives_the_same_rows(tmp_path: Path, mark: str, above: str, ending: str):
    plain, _ = read(tmp_path, PLACES)
    rows, problems = read(tmp_path, above.format(mark=mark) + PLACES.replace(",", mark).replace("\n", ending))
    assert rows == [(number + (above != ""), place) for number, place in plain]
    assert problems == []


def test_a_comma_within_a_cell_between_semicolons_is_part_of_the_cell(tmp_path: Path):
    rows, problems = read(tmp_path, 'name;role;source_note\nPort;camp;Tents, few\n"A;B";town;"x"\n')
    assert [(place.name, place.source_note) for _, place in rows] == [("Port", "Tents, few"), ("A;B", "x")]
    assert problems == []


def test_a_decimal_comma_between_semicolons_is_refused_with_the_number_to_write(tmp_path: Path):
    _, problems = read(tmp_path, "name;role;latitude;longitude\nPort;camp;33,5;36.1\n")
    assert problems == ['places.csv, row 2, column "latitude": "33,5" is not a number. Write 33.5.']


def test_missing_semicolons_are_told_as_such(tmp_path: Path):
    _, [problem] = read(tmp_path, "name;role;source_note\nPort;camp\n")
    assert problem.endswith("Add the missing semicolons: a blank cell needs one too.")


def test_latin_1_is_refused_with_the_row_and_the_letter(tmp_path: Path):
    content = PLACES.replace("Bridge,screening", '"Br\nücke",screening').encode("latin-1")
    _, problems = read(tmp_path, content)
    assert problems == [
        "places.csv, row 3: The file is not UTF-8: the byte 0xFC cannot be read "
        '(it would be "ü" in Windows-1252, also called Latin-1). '
        'Save it as UTF-8 (in a spreadsheet: "CSV UTF-8").'
    ]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-16", "is UTF-16"), ("utf-32", "is UTF-32"), ("utf-16-le", "looks like UTF-16")],
)
def test_wide_encodings_are_refused_by_name(tmp_path: Path, encoding: str, said: str):
    _, problems = read(tmp_path, PLACES.encode(encoding))
    assert problems == [
        f"places.csv, row 1: The file {said} text, not UTF-8 (from row 1 on). "
        'Save it as UTF-8 (in a spreadsheet: "CSV UTF-8").'
    ]


def test_a_nul_byte_is_refused_by_row(tmp_path: Path):
    _, problems = read(tmp_path, PLACES.replace("Lower", "Lo\x00wer"))
    assert problems == [
        "places.csv, row 4: The row holds a NUL byte, which no text has. "
        "The file is damaged there: save it again from the program it comes from."
    ]


def test_a_workbook_under_the_name_of_a_table_is_refused(tmp_path: Path):
    _, problems = read(tmp_path, b"PK\x03\x04 and so on")
    assert "This is a spreadsheet workbook or an archive, not text." in problems[0]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            HEADER.replace("capacity", "capcity"),
            'column "capcity": unknown column "capcity". Did you mean "capacity"?',
        ),
        (HEADER.replace("name", "Name"), 'column "Name": unknown column "Name". Did you mean "name"?'),
        (
            HEADER.replace("role", "qwxz"),
            'column "qwxz": unknown column "qwxz". Rename it to one of these, or remove it: role, other_names, pcode.',
        ),
        (
            HEADER.replace("role", "name"),
            'column "name": The column "name" appears 2 times. Keep one of them.',
        ),
    ],
)
def test_a_wrong_header_is_refused_with_the_right_one(tmp_path: Path, header: str, said: str):
    _, problems = read(tmp_path, PLACES.replace(HEADER, header))
    assert problems == [f"places.csv, row 1, {said}"]


def test_a_missing_column_is_named_and_what_it_holds(tmp_path: Path):
    _, problems = read(tmp_path, "role,latitude\ncamp,12\n")
    assert problems == [
        'places.csv, row 1, column "name": The column "name" is missing. '
        "Add it: Name, as routes, events and claims write it."
    ]


def test_a_first_row_that_is_no_header_is_refused(tmp_path: Path):
    _, problems = read(tmp_path, "12,34\n56,78\n")
    assert problems == [f'places.csv, row 1: This is not a header row: "12,34". Begin with the header row {OFFERED}.']


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            "A,b",
            "The row has 2 cells, but the header names 6 columns. Add the missing commas: a blank cell needs one too.",
        ),
        (
            "A,b,12,5,34,5,,",
            "The row has 8 cells, but the header names 6 columns. "
            "Put quotation marks around a cell that holds a comma, and write decimals with a point.",
        ),
        (
            'A,"b"c,,,,',
            'A quotation mark closes a cell too early. Write a quotation mark inside a cell twice: "".',
        ),
        (
            'A,"b,,,,',
            'A quotation mark is opened and never closed. Close the cell with ", or remove the mark.',
        ),
    ],
)
def test_a_row_that_does_not_fit_is_refused(tmp_path: Path, cells: str, said: str):
    # Eight cells, of which the last is blank, are one too many all the same.
    cells = cells.replace("5,,", "5,x,") if cells.endswith("5,,") else cells
    _, problems = read(tmp_path, f"{HEADER}\n{cells}\n")
    assert problems == [f"places.csv, row 2: {said}"]


def test_blank_cells_and_columns_at_the_end_are_passed_over_but_not_a_value_there(tmp_path: Path):
    rows, problems = read(tmp_path, f"{HEADER},\nA,,,,,,\nB,,,,,,stray\n")
    assert [place.name for _, place in rows] == ["A"]
    assert problems == ['places.csv, row 3: "stray" is in a column without a name. Name the column, or clear the cell.']


@pytest.mark.parametrize("content", ["", "\n\n", ",,,\n"])
def test_an_empty_file_is_told_its_header(tmp_path: Path, content: str):
    _, problems = read(tmp_path, content)
    assert problems == [f"places.csv: The file is empty. Begin with the header row {OFFERED}."]


def test_a_header_alone_is_refused_only_where_rows_are_needed(tmp_path: Path):
    assert read(tmp_path, HEADER) == ([], [])
    assert read(tmp_path, HEADER, rows_needed=True)[1] == [
        "places.csv, row 1: The table has a header but no rows. Add at least one row below the header."
    ]


def test_a_huge_file_is_refused_unread(tmp_path: Path):
    _, problems = read(tmp_path, PLACES * 100, most_bytes=5000)
    assert problems == [
        "places.csv: The file has 0.0193 MB; at most 0.005 MB are read. Keep only the rows that are needed."
    ]


def test_the_default_cap_is_two_hundred_megabytes(tmp_path: Path):
    path = tmp_path / "places.csv"
    with path.open("wb") as file:
        file.truncate(200_000_001)  # a file with a hole: takes no room
    assert "The file has 200 MB; at most 200 MB are read." in str(read_table(path, Place)[1][0])


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path):
    path = tmp_path / "places.csv"
    assert str(read_table(path, Place)[1][0]) == ("places.csv: The file is missing. Add places.csv to the folder.")
    path.mkdir()
    assert "There is a folder of this name where a file is needed." in str(read_table(path, Place)[1][0])
    os.mkfifo(tmp_path / "routes.csv")
    assert "This is not a plain file." in str(read_table(tmp_path / "routes.csv", Route)[1][0])


def test_a_link_that_leads_in_a_circle_is_refused(tmp_path: Path):
    path = tmp_path / "places.csv"
    path.symlink_to(path)
    assert len(read_table(path, Place)[1]) == 1


def test_the_same_slip_in_very_many_rows_is_not_told_for_ever(tmp_path: Path):
    rows = "".join(f"P{n},,,,x,\n" for n in range(5000))
    _, problems = read(tmp_path, f"{HEADER}\n{rows}")
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1] == (
        "places.csv, row 202: There are 200 problems or more. Correct these first; the rows from here on were not read."
    )


def test_any_model_can_be_read_with_its_dates_choices_and_yes_or_no(tmp_path: Path):
    class Item(BaseModel):
        day: date
        sort: Literal["stock", "flow"]
        sure: bool = True
        people: float | None = Field(None, ge=0)

    path = tmp_path / "items.csv"
    path.write_text("day,sort,sure,people\n2019-03-04,stock,no,12.5\n31/12/2018,stok,maybe,-1\n")
    rows, problems = read_table(path, Item)
    assert rows[0].value == Item(day=date(2019, 3, 4), sort="stock", sure=False, people=12.5)
    assert [str(each).removeprefix("items.csv, row 3, ") for each in problems] == [
        'column "day": "31/12/2018" is not a date written year-month-day. Write 2018-12-31.',
        'column "sort": "stok" is not a known value. Did you mean "stock"?',
        'column "sure": "maybe" is neither yes nor no. Write yes or no.',
        'column "people": "-1" is negative. Write 0 or more.',
    ]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_a_table_of_another_separator_is_read_even_with_quotation_marks(tmp_path: Path, mark: str) -> None:
    (tmp_path / "places.csv").write_text(f'"name"{mark}"role"\n"Adre"{mark}"town"\n')
    [row], problems = read_table(tmp_path / "places.csv", Place)
    assert (row.value.name, problems) == ("Adre", [])


def test_a_row_that_is_wrong_only_because_a_cell_is_wrong_is_told_once(tmp_path: Path):
    path = tmp_path / "stock.csv"
    path.write_text('place,item,amount,source\nPort,water,"40,000",List\nPort,food,,List\n')
    _, problems = read_table(path, Stock)
    assert [str(each).split(" is not")[0].split(" Write")[0] for each in problems] == [
        'stock.csv, row 2, column "amount": "40,000"',
        "stock.csv, row 3: The row cannot be used: it needs either an amount or a rate per_day.",
    ]
