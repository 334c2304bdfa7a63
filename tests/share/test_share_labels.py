"""Names on the map cover neither one another nor the marks while there is room."""

from __future__ import annotations

import math
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from waystation.share.charts.labels import Box, _edges, _overlaps, place_labels

FRAME = Box(0, 0, 760, 560)
spots = st.tuples(st.integers(150, 600), st.integers(60, 500))


@given(st.lists(spots, min_size=1, max_size=8, unique=True))
def test_names_of_a_few_places_never_overlap_and_stay_inside(points: list[tuple[int, int]]) -> None:
    placed = [each.box for each in place_labels(points, [(90.0, 16.0)] * len(points), FRAME)]
    assert all(one.overlap(other) == 0 for one, other in combinations(placed, 2))
    assert all(math.isclose(box.overlap(FRAME), 90 * 16) for box in placed)


def test_a_name_keeps_off_what_is_taken() -> None:
    ruler = Box(105, 40, 300, 60)
    (placed,) = place_labels([(100, 50)], [(60, 12)], Box(0, 0, 400, 100), [ruler])
    assert placed.box.overlap(ruler) == 0


def test_a_name_that_finds_no_room_nearby_gets_a_line_to_its_place() -> None:
    crowd = [Box(60, 30, 140, 70)]
    (placed,) = place_labels([(100, 50)], [(60, 12)], Box(0, 0, 400, 200), crowd)
    assert placed.led
    assert placed.box.overlap(crowd[0]) == 0


def test_a_name_prefers_the_side_where_no_line_runs() -> None:
    line = [Box(100 + k, 48, 103 + k, 52) for k in range(5, 90, 3)]
    (placed,) = place_labels([(100, 50)], [(60, 12)], Box(0, 0, 400, 200), lines=line)
    assert sum(placed.box.overlap(each) for each in line) == 0


boxes = st.tuples(st.floats(-50, 50), st.floats(-50, 50), st.floats(0, 60), st.floats(0, 60)).map(
    lambda each: Box(each[0], each[1], each[0] + each[2], each[1] + each[3])
)


@given(st.lists(boxes, max_size=4), st.lists(boxes, max_size=4))
def test_areas_of_many_boxes_are_those_of_each_pair(some: list[Box], others: list[Box]) -> None:
    found = _overlaps(_edges(some), _edges(others))
    assert found.tolist() == [[one.overlap(other) for other in others] for one in some]
