"""What comes out of many drawn cases moves only if the change signs it."""

from __future__ import annotations

import pytest

from outcomes import DOORS, FOLDER, outcomes

COMPILED = {"outcomes_of_engine", "outcomes_of_fits", "outcomes_of_plans", "outcomes_of_screens"}


@pytest.mark.parametrize(
    "door", [pytest.param(door, marks=[pytest.mark.kernel] * (file in COMPILED)) for door, file in DOORS.items()]
)
def test_what_comes_out_of_drawn_cases_moves_only_if_the_change_signs_it(door: str) -> None:
    assert outcomes(door) == (FOLDER / f"{door}.txt").read_text(encoding="utf-8").splitlines(), (
        f"If this is meant: python tests/outcomes.py {door}, read the lines that changed, and say so in CHANGELOG.md"
    )
