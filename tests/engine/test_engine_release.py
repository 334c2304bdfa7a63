"""Phases that events begin, phases to come, and good and bad days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from engine_worlds import START, chain, event, within

from waystation.engine.reception.phases import day_factors, draw_day_normals, hazards, known_phases, phase_schedule
from waystation.world.scenario_model import Scenario, Source

PHASES: dict[str, Any] = {
    "open": {"begins_with": ["opening"], "leave_per_day": 0.1, "lasts_days": 8, "then": ["shut"]},
    "shut": {"begins_with": ["closure", "assault"], "leave_per_day": 0.0, "lasts_days": 4, "then": ["open", "rush"]},
    "rush": {"leave_per_day": "rush", "lasts_days": 2},
}
RUSH = {"rush": {"prior": "uniform", "low": 0.2, "high": 0.6, "unit": "share per day", "why": "Made up."}}


def valley(**town: Any) -> Scenario:
    """A hundred days of a town that opens, shuts and empties."""
    changes = {"reported_as": ["Valley"], "phases": PHASES, **town}
    return chain(end="2030-04-10", sources={"town": changes}, unknowns=RUSH)


def town(**changes: Any) -> Source:
    return valley(**changes).settings.sources["town"]


def schedule(scenario: Scenario, members: int = 400, seed: int = 1, **more: Any) -> Any:
    return phase_schedule(scenario, "town", {}, members, seed, **{"events": [], "known_until": START, **more})


def on(day: int) -> date:
    return START + timedelta(days=day)


def test_events_at_the_source_or_where_it_is_reported_from_begin_phases() -> None:
    events = [event("closure", 9, "Valley"), event("opening", 5, "Town"), event("closure", 7, "Elsewhere")]
    assert known_phases(town(), [*events, event("rain", 8, "Town")], START) == [
        (on(0), "open"),
        (on(4), "open"),
        (on(8), "shut"),
    ]


def test_of_two_events_on_one_day_the_one_published_last_holds() -> None:
    events = [event("opening", 5, "Town", published=7), event("closure", 5, "Town", published=6)]
    assert known_phases(town(), events, START) == [(on(0), "open"), (on(4), "open")]
    swapped = [event("opening", 5, "Town", published=6), event("closure", 5, "Town", published=7)]
    assert known_phases(town(), swapped, START) == [(on(0), "open"), (on(4), "shut")]


def test_an_event_before_the_first_day_decides_the_phase_of_the_first() -> None:
    assert known_phases(town(), [event("closure", 3, "Town")], on(10)) == [(on(10), "shut")]


def test_up_to_the_day_known_the_phases_are_those_of_events() -> None:
    events = [event("closure", 4, "Town"), event("opening", 10, "Town"), event("closure", 20, "Town")]
    days = schedule(valley(), events=events, known_until=on(12))
    assert (days[:, :3] == 0).all()
    assert (days[:, 3:9] == 1).all()
    assert (days[:, 9:13] == 0).all()
    # The closure of day 20 is not known on day 13, so that the phases of later days differ by member.
    assert 0 < (days[:, 19] == 1).mean() < 1


def test_nothing_is_known_before_the_first_day_but_how_it_begins() -> None:
    days = schedule(valley(), known_until=on(-30), events=[event("closure", 1, "Town")])
    assert (days[:, 0] == 0).all()


def test_the_length_of_a_phase_has_the_median_and_spread_given() -> None:
    # Long phases, so that rounding to whole days is small: two thirds lie within median / and x spread.
    phases = PHASES | {"open": PHASES["open"] | {"lasts_days": 30, "lasts_spread": 1.5}}
    days = schedule(valley(phases=phases), members=4000)
    lengths = (days == 0).cumprod(axis=1).sum(axis=1)
    assert np.median(lengths) == pytest.approx(30, rel=0.04)
    assert np.quantile(lengths, [0.1587, 0.8413]) == pytest.approx([20, 45], rel=0.05)


@pytest.mark.parametrize("elapsed", [20, 30, 50])
def test_a_phase_that_has_lasted_so_long_already_ends_as_longer_ones_do(elapsed: int) -> None:
    phases = PHASES | {"open": PHASES["open"] | {"lasts_days": 30, "lasts_spread": 1.4}}
    days = schedule(valley(phases=phases), members=4000, known_until=on(elapsed))
    lengths = (days == 0).cumprod(axis=1).sum(axis=1)
    assert lengths.min() > elapsed
    whole = 30 * np.exp(np.log(1.4) * np.random.default_rng(1).standard_normal(400_000))
    assert np.median(lengths) == pytest.approx(np.median(whole[whole > elapsed]), rel=0.04)


def test_what_may_follow_is_equally_likely() -> None:
    days = schedule(valley(starts_in="shut"), members=4000)
    first = [row[np.argmax(row != 1)] for row in days if (row != 1).any()]
    assert within(np.array(first) == 2, 0.5)


def test_a_phase_that_nothing_follows_lasts() -> None:
    days = schedule(valley(starts_in="rush"))
    assert (days == 2).all()
    ends = schedule(valley())
    later = np.maximum.accumulate(ends == 2, axis=1)
    assert later[:, -1].mean() > 0.5
    assert (ends[later] == 2).all()


def test_supposed_events_are_forced_upon_every_member() -> None:
    what_if = [event("opening", 20, "Town"), event("closure", 25, "Valley"), event("opening", 2, "Town")]
    days = schedule(valley(), events=[event("closure", 2, "Town")], known_until=on(5), what_if=what_if)
    assert (days[:, 1:6] == 1).all()
    assert (days[:, 19] == 0).all()
    assert (days[:, 24] == 1).all()


def test_what_is_supposed_for_later_does_not_reshuffle_the_days_before() -> None:
    plain = schedule(valley(), known_until=on(5))
    supposed = schedule(valley(), known_until=on(5), what_if=[event("closure", 20, "Town")])
    assert (plain[:, :19] == supposed[:, :19]).all()
    assert (plain[:, 19:] != supposed[:, 19:]).any()


def test_a_supposed_event_after_the_last_day_changes_nothing() -> None:
    late = event("closure", 1, "Town").model_copy(update={"start": on(300)})
    assert (schedule(valley()) == schedule(valley(), what_if=[late])).all()


@pytest.mark.parametrize("what_if", [[], [event("closure", 9, "Town")]])
def test_the_phases_of_a_member_do_not_depend_on_how_many_members_follow(what_if: list[Any]) -> None:
    few, many = (schedule(valley(), members=members, what_if=what_if) for members in (10, 50))
    assert (few == many[:10]).all()
    assert (many[0] != many).any()


def test_fewer_days_are_the_first_of_all() -> None:
    assert (schedule(valley(), days=20) == schedule(valley())[:, :20]).all()


@pytest.mark.parametrize(("spread", "memory"), [(0.4, 0.6), (0.8, 0.0), (0.5, 0.95)])
def test_factors_of_days_have_mean_one_and_the_memory_given(spread: float, memory: float) -> None:
    source = town(day_to_day=spread, day_memory=memory)
    normals = draw_day_normals(valley(), 3000, 3)["town"]
    factors = day_factors(source, {}, normals)
    assert factors.shape == (3000, 100)
    for day in (0, 1, 50, 99):
        assert within(factors[:, day], 1.0)
    states = np.log(factors) / spread + spread / 2
    for day in (0, 1, 50, 99):
        assert within(states[:, day], 0.0)
        assert within(states[:, day] ** 2, 1.0)
    for lag in (1, 3):
        assert within(states[:, 50] * states[:, 50 + lag], memory**lag)


def test_the_first_day_remembers_the_day_before_if_there_was_one() -> None:
    source = town(day_to_day=0.5, day_memory=0.8)
    factors = day_factors(source, {}, np.zeros((2, 3)), before=np.array([2.0, -1.0]))
    states = np.log(factors) / 0.5 + 0.25
    np.testing.assert_allclose(states, [[1.6, 1.28, 1.024], [-0.8, -0.64, -0.512]])


def test_hazards_are_those_of_the_phase_times_the_factor_of_the_day() -> None:
    source = town(day_to_day=0.5, day_memory=0)
    phases, normals = np.array([[0, 1, 2], [2, 2, 0]]), np.array([[0.0, 1.0, -1.0], [1.0, 0.0, 2.0]])
    rates = np.array([[0.1, 0.0, 0.3], [0.4, 0.4, 0.1]])
    found = hazards(source, {"rush": np.array([0.3, 0.4])}, phases, normals)
    np.testing.assert_allclose(found, rates * np.exp(0.5 * normals - 0.125))
