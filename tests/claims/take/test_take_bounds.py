"""Where taking a table draws its lines, and what it quotes when it refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from take_samples import SAMPLES, claims_of, written

from waystation.claims.take import TakeSettings, take_tables
from waystation.claims.take.day_cells import read_days
from waystation.claims.take.delimited import text_grids
from waystation.claims.take.header import combined
from waystation.claims.take.numbers import read_figures
from waystation.claims.take.raw_grid import RawGrid
from waystation.errors import InputError

HERE = TakeSettings(place="Adre")


def test_people_of_one_origin_are_a_part_of_the_total_and_those_of_all_origins_are_not(tmp_path: Path) -> None:
    sample = next(each for each in SAMPLES if each.name == "unhcr_population")
    claims = list(take_tables([written(sample.header, sample.rows, tmp_path / "a.csv")]).claims())
    assert {(claim.quantity_low, claim.total_id) for claim in claims if claim.unit == "people"} >= {
        (1278310, ""), (923451, "yes"),
    }  # fmt: skip


def test_of_a_heading_that_appears_twice_the_first_cells_that_differ_are_quoted(tmp_path: Path) -> None:
    rows = [["2030-02-24", "10", "10"], ["2030-02-25", "20", "25"], ["2030-02-26", "30", "35"]]
    table = written(["Date", "Individuals", "Individuals"], rows, tmp_path / "a.csv")
    with pytest.raises(InputError, match='differ: "20" and "25"') as refused:
        raise InputError(take_tables([table], settings=HERE).problems)
    assert refused.value.problems[0].row == 3


def test_cells_merged_beyond_the_last_heading_name_no_column() -> None:
    grid = RawGrid("a", lambda: iter(()), merged=((1, 2, 1, 3),))
    assert combined([["Date", "People"], [None, "Here"]], grid, 1) == ["Date", "People / Here"]


def test_of_many_rows_that_contradict_each_other_two_hundred_are_told(tmp_path: Path) -> None:
    days = [f"20{year}-03-{day:02}" for year in range(10, 18) for day in range(1, 29)]
    rows = [[day, str(people)] for day in days for people in (5, 6)]
    taken = take_tables([written(["Date", "Individuals"], rows, tmp_path / "a.csv")], settings=HERE)
    assert len(days) > 201
    assert len(taken.problems) == 200
    assert "The rows 2 and 3" in taken.problems[0].message
    assert "(5 and 6)" in taken.problems[0].message


def test_two_figures_of_one_row_are_two_claims_also_where_the_row_has_an_id(tmp_path: Path) -> None:
    for sample in SAMPLES:
        taken = take_tables(
            [written(sample.header, sample.rows, tmp_path / "a.csv")], settings=TakeSettings(**sample.options)
        )
        ids = [claim.id for claim in taken.claims()]
        assert len(set(ids)) == len(ids), sample.name


def test_a_minus_sign_of_print_is_a_minus() -> None:
    found = read_figures(["−5", "-6", "- 8", "7"])
    assert found.low == [None, None, None, 7]
    assert [found.unreadable[at].message for at in (0, 1)] == ["-5 is negative.", "-6 is negative."]


def test_a_file_that_is_too_large_is_refused_with_both_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waystation.claims.take.opener.MOST_BYTES", 2_000_000)
    file = tmp_path / "a.csv"
    file.write_bytes(b"a,b\n" * 500_001)
    [problem] = take_tables([file], settings=HERE).problems
    assert problem.message == "The file has 2 MB; at most 2 MB are read."
    file.write_bytes(b"a,b\n" * 900_000)
    [problem] = take_tables([file], settings=HERE).problems
    assert problem.message == "The file has 3.6 MB; at most 2 MB are read."


def test_of_a_file_that_is_not_utf8_the_first_such_word_is_shown_also_at_its_very_beginning(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("Événement,Date,Individuals\nA,2030-02-24,10\n".encode("cp1252"))
    notes = text_grids("a.csv", lambda: file.open("rb"))[0].notes
    assert 'The file is not UTF-8; it was read as Windows-1252. Check a name: "Événement".' in notes


@pytest.mark.parametrize(
    ("cell", "day"),
    [("8 January 2030", "2030-01-08"), ("2030 January 8", "2030-01-08"), ("08-Jan-30", "2030-01-08"), ("1 2 January 2030", None),
     ("January 2030 2031", None), ("31-Jan-31", "2031-01-31"), ("32-Jan-31", "2032-01-31")],
)  # fmt: skip
def test_a_day_with_its_month_as_a_word_has_one_day_and_one_year(cell: str, day: str | None) -> None:
    [span] = read_days([cell]).spans
    assert (None if span is None else str(span.start)) == day


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["Mon 03/06/24", "Tue 04/06/24"], ["2024-06-03", "2024-06-04"]),
        (["Wed 03/06/24", "Sat 04/06/24"], ["2024-03-06", "2024-04-06"]),
        (["lundi 03/06/2024", "04/06/2024"], ["2024-06-03", "2024-06-04"]),
        (["03/06/24 (Mon)", "2024-06-04 Tue", "mié. 05.06.2024"], ["2024-06-03", "2024-06-04", "2024-06-05"]),
        (["Mon 3/6", "Tue 4/6"], ["2024-06-03", "2024-06-04"]),
        # A Saturday either way, no day of the week, and what is no word for one.
        (["Sat 01/06/2024"], [None]),
        (["03/06/2024"], [None]),
        (["Block 13/06/2024"], [None]),
    ],
)
def test_the_day_of_the_week_beside_a_date_says_whether_day_or_month_stands_first(
    cells: list[str], days: list[str | None]
) -> None:
    read = read_days(cells, until=date(2024, 6, 30))
    assert [span and span.start.isoformat() for span in read.spans] == days


@pytest.mark.parametrize(
    "cell",
    [
        "2024-W18",
        "W18-2024",
        "S18 2024",
        "Week 18, 2024",
        "Semaine 18 (2024)",
        "2024 Sem. 18",
        "KW18/2024",
        "неделя 18 2024",
    ],
)
def test_a_numbered_week_is_monday_to_sunday_in_every_language_of_tables(cell: str) -> None:
    [span] = read_days([cell]).spans
    assert span == (date(2024, 4, 29), date(2024, 5, 5))


def test_a_date_that_is_another_day_of_the_week_than_it_says_is_refused() -> None:
    read = read_days(["Mon 03/06/2024", "Mon 04/06/2024", "Mon 2024-06-05"])
    assert [span and span.start.day for span in read.spans] == [3, None, None]
    assert read.unreadable[1].message == '"Mon 04/06/2024" has two days: 2024-06-04 is a Tuesday.'
    assert read.unreadable[2].fix == "Correct the date or the day of the week."


def test_a_line_of_words_below_a_table_of_three_columns_is_a_note(tmp_path: Path) -> None:
    sample = next(each for each in SAMPLES if each.name == "unhcr_endyear_hdx")
    file = written(sample.header, sample.rows, tmp_path / "a.csv")
    file.write_text(file.read_text("utf-8") + "Figures are provisional\n", "utf-8")
    taken = take_tables([file], settings=TakeSettings(**sample.options))
    assert taken.problems == []
    assert taken.files[0].tables[0].left_out == {"they are notes, not data": [4]}


def test_invisible_signs_around_a_name_are_no_part_of_it_and_a_control_character_in_it_is_refused(
    tmp_path: Path,
) -> None:
    sample = next(each for each in SAMPLES if each.name == "unhcr_portal_places")
    sound = [["\ufeffAdre\u200b", *sample.rows[0][1:]], sample.rows[1]]
    taken = take_tables([written(sample.header, sound, tmp_path / "a.csv")])
    assert taken.problems == []
    assert claims_of(taken) == sample.says
    broken = [["A\x15dre", *sample.rows[0][1:]], ["\ufeff", *sample.rows[1][1:]]]
    problems = take_tables([written(sample.header, broken, tmp_path / "a.csv")]).problems
    assert {(each.row, each.message) for each in problems} == {
        (2, "The name of the place holds a control character."), (3, "The row has a figure and no place."),
    }  # fmt: skip


def test_a_control_character_in_other_words_of_a_row_is_a_blank_in_its_excerpt(tmp_path: Path) -> None:
    sample = SAMPLES[0]
    first = [cell.replace("Conflict", "Con\x07flict") for cell in sample.rows[0]]
    taken = take_tables([written(sample.header, [first, *sample.rows[1:]], tmp_path / "a.csv")])
    assert claims_of(taken) == sample.says
    assert "Con flict" in " ".join(claim.excerpt for claim in taken.claims())


def test_a_table_without_the_last_days_of_its_figures_is_refused(tmp_path: Path) -> None:
    sample = next(each for each in SAMPLES if each.name == "idmc_idu")
    header = [name.replace("displacement_end_date", "until when") for name in sample.header]
    taken = take_tables([written(header, sample.rows, tmp_path / "a.csv")])
    assert len(taken) == 0
    assert "displacement_end_date" in str(InputError(taken.problems))
