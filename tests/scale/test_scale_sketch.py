"""Sketches: order does not matter, and what is lost is as little as is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from waystation.scale import RELATIVE_ERROR, Sketch, merge_sketches
from waystation.scale.sketch import _edges

LEVELS = (0.0, 0.01, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.99, 1.0)


def _some_result(rng: np.random.Generator) -> np.ndarray:
    """Members of one of the kinds of results that runs give: counts of places of very different sizes."""
    members, places = int(rng.integers(2, 400)), int(rng.integers(1, 30))
    size = 10 ** rng.uniform(0, 6, places)
    spread = rng.uniform(0.01, 1.5)
    expected = size * np.exp(spread * rng.standard_normal((members, places)))
    return rng.poisson(expected * (rng.random(places) > 0.1))


@pytest.mark.parametrize("number", range(20))
def test_quantiles_are_within_half_a_percent_of_those_of_whole_members(number: int) -> None:
    people = _some_result(np.random.default_rng([number, 7]))
    exact = np.quantile(people, LEVELS, axis=0)
    off = np.abs(Sketch.of(people).quantiles(LEVELS) - exact)
    assert (off <= RELATIVE_ERROR * exact + 1e-9 * exact).all()


def test_small_counts_are_exact() -> None:
    people = np.random.default_rng(3).integers(0, 100, (50, 4))
    assert (Sketch.of(people).quantiles(LEVELS) == np.quantile(people, LEVELS, axis=0)).all()


def test_no_bucket_is_wider_than_a_percent_and_no_number_lies_between_two() -> None:
    starts, middles = _edges()
    ends = np.append(starts[1:] - 1, starts[-1])
    whole = starts.astype(object)
    assert all(100 * (int(end) - start) <= start for start, end in zip(whole, ends.tolist(), strict=True))
    assert (middles[:-1] >= starts[:-1]).all()
    assert (middles[:-1] <= ends[:-1]).all()


@settings(max_examples=40, deadline=None)
@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 30), st.integers(1, 3)),
        elements=st.one_of(st.floats(-1e9, 1e9), st.just(np.nan), st.just(np.inf), st.integers(-200, 200).map(float)),
    ),
    st.sampled_from([1.0, 2.0**-20]),
    st.randoms(use_true_random=False),
)
def test_merging_in_any_order_and_grouping_gives_the_same_bytes(values: np.ndarray, unit: float, random) -> None:  # type: ignore[no-untyped-def]
    whole = Sketch.of(values, unit)
    parts = [Sketch.of(values[m : m + 1], unit) for m in range(len(values))]
    random.shuffle(parts)
    while len(parts) > 1:
        some = random.randint(2, len(parts))
        parts = [*parts[some:], merge_sketches(parts[:some])]
    assert parts[0].same_as(whole)
    assert (whole.members == len(values)).all()
    assert (whole.missing == np.isnan(values).sum(axis=0)).all()


@settings(max_examples=40, deadline=None)
@given(arrays(np.int64, (40, 2), elements=st.integers(-(2**52), 2**52)))
def test_means_are_exact(values: np.ndarray) -> None:
    exact = [sum(column) / len(column) for column in values.T.tolist()]  # of whole numbers, rounded once
    assert Sketch.of(values).mean().tolist() == exact


def test_signed_numbers_keep_their_order() -> None:
    change = np.random.default_rng(4).normal(0, 5000, (300, 2)).round()
    exact = np.quantile(change, LEVELS, axis=0)
    # Between two neighbours of different sign the bound is that of the larger.
    assert np.abs(Sketch.of(change).quantiles(LEVELS) - exact).max() <= RELATIVE_ERROR * np.abs(change).max()


def test_what_has_no_value_is_counted_and_what_lies_beyond_the_end_stays_there() -> None:
    days = np.array([[3.0], [np.inf], [5.0], [np.nan]])
    sketch = Sketch.of(days)
    assert sketch.quantiles([0.0, 0.5, 1.0]).ravel().tolist() == [3.0, 5.0, np.inf]
    assert sketch.missing.tolist() == [1]
    assert sketch.mean().tolist() == [np.inf]


def test_sketches_of_other_cells_or_units_are_not_merged() -> None:
    one = Sketch.of(np.ones((2, 3)))
    for other in (Sketch.of(np.ones((2, 4))), Sketch.of(np.ones((2, 3)), 0.5)):
        with pytest.raises(ValueError, match="same cells and unit"):
            merge_sketches([one, other])
