"""Every wrong cell and setting is told with row, column and fix, in words that only a signed change moves."""

from __future__ import annotations

import re

import pytest

from refusals import DOORS, FOLDER, told


@pytest.mark.parametrize("door", DOORS)
def test_what_is_said_of_a_wrong_cell_or_setting_moves_only_if_the_change_signs_it(door: str) -> None:
    assert told(door) == (FOLDER / f"{door}.txt").read_text(encoding="utf-8").splitlines(), (
        "If this is meant: python tests/refusals.py, read the lines that changed, and say so in CHANGELOG.md"
    )


@pytest.mark.parametrize("door", ["claims", "stock", "standards", "weights"])
def test_a_wrong_cell_of_a_table_is_told_with_its_own_row(door: str) -> None:
    for line in (FOLDER / f"{door}.txt").read_text(encoding="utf-8").splitlines():
        asked = re.match(r"\S+ (\d+)[: ]", line)
        told_rows = re.findall(r"\.csv, row (\d+)", line)
        assert asked is not None
        if asked[1] != "1":  # of a wrong heading, cells below it may be told
            doubled = int(asked[1]) + (" twice: " in line)
            assert set(told_rows) <= {str(doubled)}, line
