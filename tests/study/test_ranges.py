"""How settings to vary are written, and which points a design makes of them."""

from __future__ import annotations

import numpy as np
import pytest

from waystation.errors import InputError
from waystation.study.design import points_of
from waystation.study.setting_ranges import Varied, read_varied, varied


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("0:1:3", (0, 0.5, 1)),
        ("100:400:4", (100, 200, 300, 400)),
        ("1:1000:4:log", (1, 10, 100, 1000)),
        ("1, 2.5,7", (1, 2.5, 7)),
        ("true,False", (True, False)),
        ("poisson", ("poisson",)),
    ],
)
def test_values_are_read_as_written(written: str, values: tuple[object, ...]) -> None:
    assert read_varied(f"a.b={written}").values == values


def test_a_range_has_ends_and_no_values() -> None:
    assert read_varied("a=0.1:0.4") == Varied("a", (), 0.1, 0.4)
    assert read_varied("a=1:100:log").log


def test_everything_that_cannot_be_read_is_told_at_once() -> None:
    wrong = [
        "a",
        "b=",
        "c=1:2:x",
        "d=5:1:3",
        "e=0:1:3:log",
        "f=1:2:1",
        "g=1,,2",
        "h=1:inf:3",
        "i=1",
        "i=2",
        "j=1:2:3:4",
    ]
    with pytest.raises(InputError) as caught:
        varied(wrong)
    named = [problem.column or problem.value for problem in caught.value.problems]
    assert named == ["a", "b=", "c", "d", "e", "f", "g", "h", "j", "i"]


def test_a_grid_has_every_value_with_every_other() -> None:
    points = points_of(varied(["a=1,2,3", "b=0:1:2"]))
    assert len({(point["a"], point["b"]) for point in points}) == len(points) == 6


@pytest.mark.parametrize("design", ["sobol", "latin"])
def test_other_designs_spread_points_evenly_over_each_setting(design: str) -> None:
    points = points_of(varied(["a=10:20", "b=1:10000:log"]), design, 64)  # type: ignore[arg-type]
    # One in each of 64 equal parts: both designs promise it for 64 points.
    a = np.sort([(point["a"] - 10) / 10 for point in points])
    b = np.sort([np.log10(point["b"]) / 4 for point in points])
    for shares in (a, b):
        assert (np.floor(shares * 64) == np.arange(64)).all()


def test_a_design_that_cannot_be_made_says_what_to_write() -> None:
    with pytest.raises(InputError, match=r'"a": A grid needs values, .* Write a=1:2:7'):
        points_of(varied(["a=1:2"]))
    with pytest.raises(InputError, match="needs a number of points"):
        points_of(varied(["a=1:2"]), "sobol")
    with pytest.raises(InputError, match='Did you mean "latin"'):
        points_of(varied(["a=1:2"]), "latn")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="The grid has 1,001,000 points"):
        points_of(varied(["a=0:1:1001", "b=0:1:1000"]))
