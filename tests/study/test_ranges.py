"""How settings to vary are written, and which points a design makes of them."""

from __future__ import annotations

import numpy as np
import pytest

from waystation.errors import InputError
from waystation.study.design import _problems, points_of
from waystation.study.setting_ranges import Varied, in_digits, read_varied, varied


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


@pytest.mark.parametrize(
    ("sound", "wrong", "said"),
    [
        ("a=1:2:2", "a=1:2:1", "1 value of a range: from 2 to 10,000 can be made"),
        ("a=1:2:10000", "a=1:2:10001", "10001 values of a range: from 2 to 10,000 can be made"),
        ("a=1:1.5:3", "a=1:1:3", "The range ends where it begins"),
        ("a=0.001:1:3:log", "a=0:1:3:log", "begins above 0"),
        ("a=0:1:3", "a=0:1:3:4", "is not a range of numbers"),
        ("a=0:1", "a=0:", "is not a range of numbers"),
    ],
)
def test_a_range_is_read_up_to_its_bounds_and_refused_beyond(sound: str, wrong: str, said: str) -> None:
    read_varied(sound)
    with pytest.raises(InputError, match=said):
        read_varied(wrong)


@pytest.mark.parametrize(
    ("value", "said"), [(0.123456, "0.1235"), (9999.4, "9999"), (9999.6, "10000"), (-12345.6, "-12346"), (0, "0")]
)
def test_a_fitted_value_has_four_digits_and_people_all_of_theirs(value: float, said: str) -> None:
    assert in_digits(value) == said


@pytest.mark.parametrize(
    ("written", "values"),
    [("0.1:0.3:3", (0.1, 0.2, 0.3)), ("1e14:2e14:2", (10**14, 2 * 10**14)), ("1e15:2e15:2", (1e15, 2e15))],
)
def test_values_of_a_range_are_without_what_rounding_leaves_and_whole_where_they_are(
    written: str, values: tuple[float, ...]
) -> None:
    found = read_varied(f"a={written}").values
    assert found == values
    assert [type(each) for each in found] == [type(each) for each in values]


def test_a_value_of_a_list_stands_for_an_equal_part_of_all() -> None:
    shares = np.array([0.0, 0.33, 0.34, 0.66, 0.67, 0.999])
    assert Varied("a", ("x", "y", "z")).at(shares) == ["x", "x", "y", "y", "z", "z"]
    assert Varied("a", low=10, high=20).at(np.array([0.0, 0.25, 1.0])) == [10, 12.5, 20]


def test_designs_have_from_one_point_to_a_million() -> None:
    assert len(points_of(varied(["a=1:2"]), "sobol", 1)) == 1
    assert points_of(varied(["a=1:2"]), "sobol", 5) == points_of(varied(["a=1:2"]), "sobol", 8)[:5]
    for points in (0, 1_000_001):
        with pytest.raises(InputError, match=f"{points} points cannot be run"):
            points_of(varied(["a=1:2"]), "latin", points)
    assert _problems(varied(["a=0:1:1000", "b=0:1:1000"]), "grid", None) == []
    assert _problems(varied(["a=1:2"]), "latin", 1_000_000) == []
