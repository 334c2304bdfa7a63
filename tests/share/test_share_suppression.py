"""No hidden count can be worked out: held against counting every table that fits what is shown."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from waystation.share.release.known_sum import Shown
from waystation.share.release.suppression import TableFigure, hidden_figures, possible_values, with_totals

Table = dict[tuple[str, ...], int]


def _values_left(figures: list[TableFigure], hidden: dict[tuple[str, ...], str], most: int, threshold: int) -> dict:
    """By trying every table with cells up to `most`: the values each hidden figure takes in those that fit."""
    cells = sorted({cell for figure in figures for cell in figure.parts})
    found: dict[tuple[str, ...], set[int]] = {name: set() for name in hidden}
    for values in itertools.product(range(most + 1), repeat=len(cells)):
        of = dict(zip(cells, values, strict=True))
        sums = {figure.name: sum(of[cell] for cell in figure.parts) for figure in figures}
        shown = all(sums[each.name] == each.value for each in figures if each.name not in hidden)
        small = all(0 < sums[name] < threshold for name, why in hidden.items() if why == "small")
        if shown and small:
            for name in hidden:
                found[name].add(sums[name])
    return found


tables = st.tuples(st.integers(1, 2), st.integers(1, 2)).flatmap(
    lambda shape: st.lists(st.integers(0, 7), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda values: {
            (f"site {k // shape[1]}", f"week {k % shape[1]}"): value for k, value in enumerate(values)
        }
    )
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(table=tables)
def test_whoever_tries_every_table_that_fits_is_left_with_several_values(table: Table) -> None:
    threshold = 4
    figures = with_totals(table)
    hidden = hidden_figures(figures, threshold=threshold)
    left = _values_left(figures, hidden, most=10, threshold=threshold)
    for figure in figures:
        if 0 < figure.value < threshold:
            assert figure.name in hidden
    if len(hidden) == len(figures):
        return  # nothing is shown, and no release says which of its hidden figures are the small ones
    for name, values in left.items():
        assert len(values) >= 2, f"{name} can only be {values}"


def test_a_table_of_small_counts_alone_is_hidden_as_a_whole() -> None:
    """Who knew that each of the nine is from 1 to 3 could work them out: so no release tells small ones from guards."""
    figures = with_totals({("a", "1"): 0, ("a", "2"): 1, ("b", "1"): 1, ("b", "2"): 1})
    assert set(hidden_figures(figures, threshold=4)) == {figure.name for figure in figures}


def test_the_classic_row_of_three_takes_a_second_cell_with_it() -> None:
    figures = with_totals({("North",): 120, ("South",): 3, ("West",): 80})
    assert hidden_figures(figures) == {("South",): "small", ("West",): "guards another"}


def test_a_table_without_small_counts_hides_nothing() -> None:
    assert hidden_figures(with_totals({("North",): 120, ("South",): 0, ("West",): 10})) == {}


def test_tomorrows_table_does_not_give_away_what_todays_hid() -> None:
    today = with_totals({("North",): 120, ("South",): 3, ("West",): 80})
    hidden = hidden_figures(today)
    earlier = [Shown(each.parts, each.value, each.value) for each in today if each.name not in hidden]
    # Released again without a total: alone, only the small count would have to go.
    again = [each for each in today if each.name != ("all",)]
    assert set(hidden_figures(again)) == {("South",)}
    assert set(hidden_figures(again, earlier)) == {("South",), ("West",)}


def test_a_small_count_without_a_line_of_its_own_is_not_left_over_of_a_total() -> None:
    table = [each for each in with_totals({("North",): 1, ("South",): 10, ("West",): 0}) if each.name != ("North",)]
    hidden = hidden_figures(table)
    known = [Shown(each.parts, each.value, each.value) for each in table if each.name not in hidden]
    assert hidden
    assert set(hidden) < {each.name for each in table}
    low, high = possible_values(frozenset({"North"}), known)
    assert high - low >= 4


@settings(max_examples=25, deadline=None)
@given(
    first=st.lists(st.integers(0, 60), min_size=3, max_size=6),
    shown_first=st.sets(st.integers(0, 6)),
    threshold=st.just(10),
)
def test_no_two_releases_of_the_same_cells_give_a_small_count_away(
    first: list[int], shown_first: set[int], threshold: int
) -> None:
    table = with_totals({(f"site {k}",): value for k, value in enumerate(first)})
    part = [each for k, each in enumerate(table) if k in shown_first or each.name == ("all",)]
    assume(part)
    hidden = hidden_figures(part, threshold=threshold)
    earlier = [Shown(each.parts, each.value, each.value) for each in part if each.name not in hidden]
    again = hidden_figures(table, earlier, threshold=threshold)
    known = earlier + [Shown(each.parts, each.value, each.value) for each in table if each.name not in again]
    for each in table:
        if each.name in again:
            low, high = possible_values(each.parts, known)
            assert high > low, f"{each.name} is {low}"
            assert {each.parts} - {shown.parts for shown in earlier}, "hidden although it is out already"


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_every_total_over_every_column_is_a_figure(columns: int) -> None:
    names = itertools.product("ab", repeat=columns)
    figures = with_totals(dict.fromkeys(names, 1))
    assert len(figures) == 3**columns
    assert all(figure.value == len(figure.parts) for figure in figures)
