"""Where plan draws its lines: the last figure on one side of each, the first on the other, and what is counted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from waystation.plan.compare import _interval
from waystation.plan.limit import _all_received
from waystation.plan.mortality import _on_the_way


@pytest.mark.parametrize(
    ("low", "median", "high", "before", "difference"),
    [
        (-99.9, 2.0, 99.9, "2.0 (-99.9 to 99.9)", "+2.0 (-99.9 to +99.9)"),
        (0.0, 2.4, 100.0, "2 (0 to 100)", "+2 (+0 to +100)"),
        (-100.0, 2.4, 0.0, "2 (-100 to 0)", "+2 (-100 to +0)"),
        (1000.0, 2000.4, 3000.0, "2,000 (1,000 to 3,000)", "+2,000 (+1,000 to +3,000)"),
        (np.nan, np.nan, np.nan, "not known", "not known"),
    ],
)
def test_a_difference_has_a_sign_and_a_decimal_only_below_a_hundred(
    low: float, median: float, high: float, before: str, difference: str
) -> None:
    row = pd.Series(
        {
            f"{which}_{name}": value
            for which in ("before", "difference")
            for name, value in (("low", low), ("median", median), ("high", high))
        }
        | {"unit": "hours"}
    )
    assert _interval(row, "before") == before
    assert _interval(row, "difference") == difference


@pytest.mark.parametrize(
    ("unit", "ends", "said"),
    [
        ("people", (1.2, 2.4, 9.0), "2 (1 to 9)"),
        ("toilets", (1.0, 2.0, 9.0), "2 (1 to 9)"),
        ("toilets", (1.0, 2.5, 9.0), "2.5 (1.0 to 9.0)"),
        ("hours", (1.0, 2.0, 9.0), "2.0 (1.0 to 9.0)"),
    ],
)
def test_people_and_things_have_no_decimals_and_times_keep_theirs(
    unit: str, ends: tuple[float, float, float], said: str
) -> None:
    row = pd.Series({"unit": unit} | dict(zip(("before_low", "before_median", "before_high"), ends, strict=True)))
    assert _interval(row, "before") == said


def _ended(**last: Any) -> tuple[Any, int]:
    """A run of two members and three hours: a gate (node 0) and a camp (node 1); the second member is asked about."""
    out = SimpleNamespace(
        stock=np.zeros((2, 3, 2)), boarding=np.zeros((2, 3, 1)), moving=np.zeros((2, 3)), left=np.full((2, 1, 1), 50)
    )
    inside = np.full((2, 1), 50)
    for name, (at, people) in last.items():
        (inside if name == "inside" else getattr(out, name))[at] += people
    settings = SimpleNamespace(stages={"gate": None})
    layout = SimpleNamespace(scenario=SimpleNamespace(settings=settings), cells=[("gate", 0), ("camp", 0)])
    return SimpleNamespace(outcome=out, layout=layout, parameters=SimpleNamespace(inside=inside)), 1


@pytest.mark.parametrize(
    ("last", "all_received"),
    [
        ({}, True),
        ({"stock": ((1, -1, 0), 1)}, False),
        ({"stock": ((1, -1, 1), 900)}, True),  # in the camp, which receives them
        ({"boarding": ((1, -1, 0), 1)}, False),
        ({"moving": ((1, -1), 1)}, False),
        ({"inside": ((1, 0), 1)}, False),
        ({"stock": ((1, -2, 0), 9), "boarding": ((1, -2, 0), 9), "moving": ((1, -2), 9)}, True),  # an hour before
        ({"stock": ((0, -1, 0), 9), "boarding": ((0, -1, 0), 9), "moving": ((0, -1), 9)}, True),  # another future
    ],
)
def test_all_are_received_when_nobody_waits_boards_moves_or_is_inside_in_the_last_hour(
    last: dict[str, Any], all_received: bool
) -> None:
    assert _all_received(*_ended(**last)) is all_received


def test_days_on_deadly_ways_are_those_of_who_came_by_them_and_half_of_who_died() -> None:
    """Two deadly ways and one other to node 0: of 300 sent, 200 went deadly ways, of 12 and 36 hours on average."""
    sent = np.array([[100, 100, 100], [0, 0, 100]])
    run: Any = SimpleNamespace(
        network=SimpleNamespace(feed=np.array([0, 1, 2]), feeds=np.array([0, 3])),
        parameters=SimpleNamespace(hours=np.full((2, 3), [8.0, 24.0, 5.0]), longest=np.full((2, 3), [16.0, 48.0, 9.0])),
        outcome=SimpleNamespace(sent=sent, came=np.array([[[90], [60], [30]], [[9], [9], [9]]])),
    )
    found = _on_the_way(run, 0, [0, 1], 1, np.array([6.0, 0.0]))
    # 90 came from day 1 on, two thirds of them by deadly ways: 60 and 3 of the dead, a day each.
    assert found.tolist() == pytest.approx([63.0, 0.0])
