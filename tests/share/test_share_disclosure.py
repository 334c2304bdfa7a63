"""Small counts are hidden, zero is not, and an output is as sensitive as its most sensitive input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.share.disclosure import banner, hidden, highest, public_count
from waystation.world.scenario_model import Level, Scenario


@given(st.integers(0, 3_000_000))
def test_a_public_count_is_zero_hidden_or_rounded(people: int) -> None:
    shown = public_count(people)
    if people == 0:
        assert shown == "0"
    elif people < 10:
        assert shown == "<10"
    else:
        step = 100 if people >= 1000 else 10
        assert int(shown) % step == 0
        assert abs(int(shown) - people) <= step / 2


@given(st.lists(st.integers(10, 100_000), min_size=2, max_size=2).map(sorted))
def test_rounding_keeps_quantiles_in_order(pair: list[int]) -> None:
    assert int(public_count(pair[0])) <= int(public_count(pair[1]))


def test_nothing_below_ten_but_zero_is_shown() -> None:
    assert [hidden(each) for each in (0, 0.4, 9.99, 10)] == [False, True, True, False]


@given(st.lists(st.sampled_from(list(Level)), min_size=1))
def test_an_output_takes_the_highest_level_of_its_inputs(levels: list[Level]) -> None:
    order = list(Level)
    assert order.index(highest(levels)) == max(order.index(each) for each in levels)


def test_the_banner_says_level_owner_draft_and_made_up(scenario: Scenario) -> None:
    text = banner(scenario.settings).text
    assert text == (
        "Sensitivity: moderate. Restricted: share within the response only. Draft for coordination. "
        "Owner: Test desk. Synthetic: made-up data."
    )


@pytest.mark.parametrize("level", [Level.HIGH, Level.SEVERE])
def test_a_more_sensitive_input_raises_the_banner(scenario: Scenario, level: Level) -> None:
    assert banner(scenario.settings, level).level is level
    assert banner(scenario.settings, Level.LOW).level is Level.MODERATE
