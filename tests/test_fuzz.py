"""A small run of the fuzzer over every door, from seeds that stay; the long one is ``benchmarks/fuzz.py``."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "share"))

from fuzzing import DOORS, Found, run_case

CASES = {"page": 6, "reports": 8, "flee": 8, "hub": 6, "report_among_reports": 6, "ledger_rows": 10}
ONCE_WRONG = {
    "hub": [1344],  # a folder of the name of a file
    "reports": [1550],  # a Word document without the part that holds its title
    "tables": [251],  # a workbook whose XML is broken in a part that is only looked at for notes
    "table_rows": [20408, 20698],  # a control character in a place; a place of invisible signs
    "report_among_reports": [20373],  # people with a fraction in a table that lost its first cell
    "stock": [88297],  # measures with lists in lists without end
    "ledger": [0, 9, 34, 71, 87],  # rows that are not JSON, not a claim, not a status, not a time
}
"""Seeds of cases that ended in a traceback once."""


@pytest.mark.parametrize("door", DOORS)
def test_damaged_input_is_refused_in_words_or_read_and_nothing_is_left_half_written(door: str, tmp_path: Path) -> None:
    if door == "page" and importlib.util.find_spec("starlette") is None:
        pytest.skip("the extra web is not installed")
    found = Found()
    for seed in [*range(CASES.get(door, 20)), *ONCE_WRONG.get(door, [])]:
        run_case(door, seed, found, tmp_path)
    assert found.faults == {}
