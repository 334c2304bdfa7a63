from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.errors import InputError
from waystation.plan import Standard, defaults, read_standards

HEADER = "item,figure,unit,per,level,phase,rounding,group,default,source,note\n"


def read(folder: Path, text: str | bytes) -> list[Standard]:
    file = folder / "own.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_standards(file)


def problems(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, text)
    return [str(problem) for problem in caught.value.problems]


def test_a_users_row_replaces_the_packaged_ones_of_its_item_and_level(tmp_path: Path) -> None:
    standards = read(tmp_path, "item,level,figure,source\nwater,minimum,20,Camp water group\n")
    (water,) = [s for s in standards if s.item == "water" and s.level == "minimum"]
    assert (water.need(10_000), water.unit, water.source) == (200_000, "litres per day", "Camp water group")
    assert (water.default, water.confidence) == (True, "own")
    assert "In place of 15 litres per person per day (minimum, Sphere Handbook 2018)" in water.note
    untouched = [s for s in read_standards() if (s.item, s.level) != ("water", "minimum")]
    assert [s for s in standards if s is not water] == untouched


def test_a_users_row_at_another_level_is_offered_beside_the_default(tmp_path: Path) -> None:
    standards = read(tmp_path, "item,level,figure,source\nwater,maximum,40,Camp water group\n")
    assert [s.default for s in standards if s.source == "Camp water group"] == [False]
    assert next(s for s in defaults(standards) if s.item == "water").figure == 15


def test_a_users_row_marked_as_default_takes_over(tmp_path: Path) -> None:
    standards = read(tmp_path, "item,level,figure,source,default\nwater,maximum,40,Camp water group,yes\n")
    assert [s.source for s in defaults(standards) if s.item == "water"] == ["Camp water group"]


def test_a_new_item_is_added_at_the_end_as_its_own_default(tmp_path: Path) -> None:
    row = "stoves,1,stoves,family,planning,any,up,items,,Winter group,\n"
    stoves = read(tmp_path, HEADER + row)[-1]
    assert (stoves.item, stoves.need(11), stoves.default) == ("stoves", 3, True)


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    text = "\ufeffitem,level,figure,source\nwater,minimum,18,Camp water group\n"
    assert next(s for s in defaults(read(tmp_path, text)) if s.item == "water").figure == 18


def test_semicolons_between_columns_are_read_as_commas_are(tmp_path: Path) -> None:
    text = "item;level;figure;source\nwater;minimum;18;Camp water group\n"
    assert next(s for s in defaults(read(tmp_path, text)) if s.item == "water").figure == 18


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = HEADER + (
        'water,"12,5",,,minimun,any,none,water,,Group,\n'
        "stoves,1,stoves,fmily,planning,any,,items,,,\n"
        "lamps,-2,lamps,person per day,planning,any,up,items,maybe,Group,\n"
        'food,"1,500",,,planning,any,none,food,,Group,\n'
    )
    assert problems(tmp_path, text) == [
        'own.csv, row 2, column "level": "minimun" is not known. Did you mean "minimum"?',
        'own.csv, row 2, column "figure": "12,5" is not a number. Write 12.5.',
        'own.csv, row 3, column "source": This is blank. Say who set this figure: whoever overrides '
        "a standard is named beside it.",
        'own.csv, row 3, column "rounding": This is blank. Write "up" for what cannot be split, "none" for what can.',
        'own.csv, row 3, column "per": "fmily" is not a number of people or families. Write it like '
        '"person", "50 people", "family" or "10 families", with a period for a rate: "person per day".',
        'own.csv, row 4, column "default": "maybe" is not known. Use one of: no, yes.',
        'own.csv, row 4, column "figure": "-2" is not a possible amount. Give a number above 0, at most 1000000000.',
        'own.csv, row 4, column "unit": "lamps" has no period, but the figure is per "person per day". '
        'Write "lamps per day", or per month.',
        'own.csv, row 5, column "figure": "1,500" is not a number. Write 1500, or 1.500 if the comma is '
        "a decimal comma.",
    ]


def test_a_misspelled_item_is_asked_about_not_its_blank_cells(tmp_path: Path) -> None:
    assert problems(tmp_path, "item,level,figure,source\nwatr,minimum,20,A\nhelicopters,minimum,2,A\n")[:2] == [
        'own.csv, row 2, column "item": "watr" is not an item of the table. Did you mean "water"? '
        "A new item needs unit, per, rounding and group.",
        'own.csv, row 3, column "unit": This is blank. Give the unit of the need, such as litres per day.',
    ]


def test_an_item_given_twice_or_with_two_defaults_is_refused(tmp_path: Path) -> None:
    text = "item,level,figure,source,default\nwater,minimum,20,A,yes\n"
    text += "water,minimum,25,A,\nwater,target,30,A,yes\n"
    assert problems(tmp_path, text) == [
        'own.csv, row 3, column "item": "water" at the level "minimum" is already in row 2. Keep one of them.',
        'own.csv, row 4, column "default": Row 2 is the default of "water" already. '
        'Write "yes" in one row of an item and "no" in the others.',
    ]


def test_a_file_without_a_source_column_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, "item,level,figur\nwater,minimum,20\n")
    assert any('"figur"' in line and 'Did you mean "figure"?' in line for line in found)
    assert 'own.csv, row 2, column "source": This is blank. Say who set this figure' in "\n".join(found)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.csv"):
        read_standards(tmp_path / "absent.csv")


def test_a_file_in_another_encoding_is_refused_with_the_way_to_save_it(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "item,level,figure,source\nwater,minimum,20,Büro\n".encode("latin-1"))
    assert "UTF-8" in problem


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.lists(st.text(max_size=8), max_size=6))
def test_no_file_whatever_is_in_it_ends_in_a_traceback(tmp_path: Path, raw: bytes, cells: list[str]) -> None:
    for content in (raw, (HEADER + ",".join(cells) + "\n").encode("utf-8", "replace")):
        found: list[str] = []
        try:
            read(tmp_path, content)
        except InputError as error:
            found = [problem.file for problem in error.problems]
        assert set(found) <= {"own.csv"}
