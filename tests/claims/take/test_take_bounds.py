"""Where taking a table draws its lines, and what it quotes when it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from take_samples import SAMPLES, written

from waystation.claims.take import TakeSettings, take_tables
from waystation.claims.take.header import combined
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
