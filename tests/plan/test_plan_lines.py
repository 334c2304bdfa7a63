"""Both sides of every line a planner sees: when something is asked for, what is a bottleneck, how it is said."""

from __future__ import annotations

import itertools
from concurrent.futures import Future
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_outlook import CHAIN, futures

from waystation.errors import InputError
from waystation.plan import Outlook, PlanBesideLimit, Relief, first_action, read_standards
from waystation.plan import outlook as outlook_of
from waystation.plan.changes import changed
from waystation.plan.compare import Comparison, waiting_hours
from waystation.plan.needs import needs_of_members
from waystation.plan.needs_summary import needs_summary

SINCE = date(2030, 1, 4)
MEMBERS = 20


def _relief(saved: Any, **changes: Any) -> Relief:
    saved = np.asarray(saved, dtype=float)
    same = np.full(saved.size, 1000.0)
    values: dict[str, Any] = {
        "name": "tight", "unit": "lane", "more": 1, "setting": "stages.tight.lanes=+1", "saved_hours": saved,
        "sooner_days": np.zeros(saved.size), "night_before": same, "night_after": same, "nights_before": same,
        "nights_after": same,
    }  # fmt: skip
    return Relief(**(values | changes))


def _outlook(*reliefs: Relief, branch: Any = None) -> Outlook:
    return Outlook(SINCE, list(reliefs), [], list[Future[PlanBesideLimit]], branch)


# ------------------------------------------------------------------ what holds people up


@pytest.mark.parametrize(("hours", "matters"), [(24.0, False), (24.5, True)])
def test_less_than_a_day_of_all_together_is_no_waiting_to_speak_of(hours: float, matters: bool) -> None:
    found = _outlook(_relief(np.full(MEMBERS, hours)))
    assert found.matters is matters
    assert (found.bottleneck is not None) is matters
    assert found.share == float(matters)


@pytest.mark.parametrize(("first_half", "second_half", "stands_out"), [(6, 6, True), (6, 5, False), (5, 6, False)])
def test_a_bottleneck_is_best_in_more_than_half_of_each_run(
    first_half: int, second_half: int, stands_out: bool
) -> None:
    wins = np.repeat([True, False, True, False], [first_half, 10 - first_half, second_half, 10 - second_half])
    found = _outlook(_relief(np.where(wins, 900.0, 100.0)), _relief(np.full(MEMBERS, 500.0), name="wide"))
    assert (found.bottleneck is not None) is stands_out
    assert found.share == (0.6 if stands_out else 0.0)


def test_futures_in_which_nothing_helps_and_those_in_which_two_help_alike_are_no_wins() -> None:
    saved = np.full(MEMBERS, 500.0)
    saved[:8] = 0.0
    found = _outlook(_relief(saved), _relief(np.zeros(MEMBERS), name="wide"))
    assert found.bottleneck is None  # of the first run two in ten
    alike = _outlook(_relief(np.full(MEMBERS, 500.0)), _relief(np.full(MEMBERS, 500.0), name="wide"))
    assert alike.bottleneck is None


def test_days_sooner_leave_out_futures_that_do_not_end_within_the_period() -> None:
    days = np.array([1.0, 2.0, 3.0, np.nan])
    assert _relief(np.ones(4), sooner_days=days).sooner() == pytest.approx((2.0, 1.2, 2.8))
    assert _relief(np.ones(4), sooner_days=days * np.nan).sooner() is None


# ------------------------------------------------------------------ the first thing to ask for


def _asked(monkeypatch: pytest.MonkeyPatch, *spared: float, more: int = 1) -> int | None:
    """How many more are asked for, where one, two, three steps spare so much of the nights in every future."""
    before = np.full(MEMBERS, 1000.0)
    after = [before * (1 - share) for share in spared]
    steps = iter(after[1:])
    monkeypatch.setattr("waystation.plan.action.nights_waiting", lambda run, day: next(steps))
    monkeypatch.setattr("waystation.plan.action.changed", lambda *given: SimpleNamespace(scenario=None, draws=None))
    stages = {"tight": SimpleNamespace(run_by="")}
    made: Any = SimpleNamespace(
        scenario=SimpleNamespace(settings=SimpleNamespace(stages=stages, start=date(2030, 1, 1))),
        seeds=before, draws={},
    )  # fmt: skip
    best = _relief(
        np.full(MEMBERS, 500.0), more=more, nights_before=before, nights_after=after[0],
        setting=f"stages.tight.lanes=+{more}",
    )  # fmt: skip
    found = first_action(made, _outlook(best, branch=SimpleNamespace(run=lambda *given: None)))
    return None if found is None else found.more


@pytest.mark.parametrize(
    ("spared", "asked"),
    [
        ((0.5, 0.9, 0.9), 1),  # half is enough
        ((0.49, 0.9, 0.9), 2),
        ((0.2, 0.3, 0.45), 3),
        ((0.2, 0.24, 0.9), 1),  # a second one adds less than a twentieth
        ((0.2, 0.26, 0.3), 2),
        ((0.09, 0.09, 0.09), None),  # less than a tenth in all
        ((0.11, 0.11, 0.11), 1),
        ((0.05, 0.11, 0.12), 2),
    ],
)
def test_the_least_that_spares_half_or_after_which_one_more_adds_little_is_asked_for(
    spared: tuple[float, ...], asked: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _asked(monkeypatch, *spared) == asked
    assert _asked(monkeypatch, *spared, more=4) == (None if asked is None else 4 * asked)


# ------------------------------------------------------------------ changes by a step


@pytest.mark.parametrize(
    ("written", "lanes"), [("+2", 4), ("-1", 1), ("x1.5", 3), ("x2", 4), ("7", 7), ("+0", 2), ("x0.5", 1)]
)
def test_a_step_is_taken_from_what_is_there(written: str, lanes: int) -> None:
    made = futures()
    change = changed(made.scenario, [f"stages.tight.lanes={written}"], made.draws, 40)
    assert change.scenario.settings.stages["tight"].lanes == lanes
    assert change.scenario.settings.stages["wide"].lanes == CHAIN["stages"]["wide"]["lanes"]


@pytest.mark.parametrize(("written", "hours"), [("+0.5", 1.5), ("-2", 0.0), ("x3", 3.0)])
def test_hours_of_a_way_change_by_a_step_and_are_never_negative(written: str, hours: float) -> None:
    made = futures()
    change = changed(made.scenario, [f"legs.tight>camp.hours={written}"], made.draws, 40)
    assert [leg.hours for leg in change.scenario.settings.legs] == [2, 2, hours]


# ------------------------------------------------------------------ the needs first looked at


def _needs(quantiles: tuple[float, ...], members: Any) -> pd.DataFrame:
    return needs_of_members(members, as_of="2019-03-04", quantiles=quantiles)


def test_needs_are_shown_with_an_interval_or_not_at_all(members) -> None:
    with pytest.raises(InputError, match="fewer than two quantiles"):
        needs_summary(_needs((0.5,), members), read_standards())
    two = needs_summary(_needs((0.1, 0.9), members), read_standards(), items=["water"])
    assert set(two.when) == {"in 7 days", "at the peak"}  # days past the end are left out


def test_the_middle_case_is_the_one_nearest_to_a_half(members) -> None:
    table = _needs((0.1, 0.5, 0.9), members)
    row = needs_summary(table, read_standards(), items=["water"]).iloc[0]
    # A week after: 10,000 people and 700 more for each of members 1, 5 and 9, with 15 litres each.
    assert [row.low, row.middle, row.high] == [15 * (10_000 + 700 * member) for member in (1, 5, 9)]
    assert row.date == pd.Timestamp("2019-03-11")
    assert [row.extra_low, row.extra_high] == [15 * 700, 15 * 700 * 9]


def test_a_peak_is_looked_for_from_the_as_of_date_on_and_the_first_such_day_is_named(members) -> None:
    falling = members.copy(deep=True)
    falling["population"].loc[{"place": "Camp"}] = np.array([9, 9, 5, *[4] * 10])[None, :] * 100
    summary = needs_summary(_needs((0.1, 0.5, 0.9), falling), read_standards(), items=["water"], days=())
    assert dict(zip(summary.place, summary.date.dt.day, strict=True)) == {"Camp": 4, "Transit": 4}


# ------------------------------------------------------------------ how a comparison is said


def _comparison(unit: str, before: list[float], after: list[float], difference: list[float]) -> Comparison:
    columns = ["unit", *(f"{a}_{b}" for a in ("before", "after", "difference") for b in ("low", "median", "high"))]
    row = [unit, *before, *after, *difference]
    table = pd.DataFrame([row], columns=columns, index=pd.Index(["wait"], name="effect"))
    return Comparison(("x=1",), table, 0.75, SINCE)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1.0, 2.0, 99.9], "2.0 (1.0 to 99.9)"),
        ([1.0, 2.0, 100.0], "2 (1 to 100)"),
        ([-100.0, 2.0, 3.0], "2 (-100 to 3)"),
        ([1000.4, 2000.0, 12_345.6], "2,000 (1,000 to 12,346)"),
        ([np.nan] * 3, "not known"),
    ],
)
def test_figures_below_a_hundred_are_said_with_a_decimal_and_others_without(values: list[float], said: str) -> None:
    [line, share] = _comparison("hours", values, [1.0, 2.0, 3.0], [-1.0, 0.5, 1.0]).lines()
    assert line == f"wait, hours: {said}, changed 2.0 (1.0 to 3.0); difference +0.5 (-1.0 to +1.0)"
    assert share == "People wait less in 75 % of the futures."


def test_what_stays_as_it_is_stands_in_one_line() -> None:
    assert _comparison("hours", [1, 2, 3], [1, 2, 3], [0, 0, 0]).lines()[0] == "No difference: wait."
    assert "difference" in _comparison("hours", [1, 2, 3], [1, 2, 4], [0, 0, 1]).lines()[0]


# ------------------------------------------------------------------ waiting that is not over


def _run_of(came: list[int], departed: list[int], waited: list[float]) -> Any:
    def table(values: Any) -> Any:
        return np.asarray(values)[None, :, None]

    return SimpleNamespace(
        layout=SimpleNamespace(
            nodes=["desk"], scenario=SimpleNamespace(settings=SimpleNamespace(stages={"desk": None}))
        ),
        parameters=SimpleNamespace(seed=[1]),
        outcome=SimpleNamespace(came=table(came), departed=table(departed), waited=table(waited)),
    )


def test_those_still_waiting_are_the_last_who_came_and_wait_from_the_middle_of_their_day() -> None:
    run = _run_of([100, 40, 30], [80, 0, 40], [10.0, 20.0, 40.0])
    # 50 are left: the 30 of the last day since noon, 20 of the 40 of the day before for a day more.
    assert waiting_hours(run)[0] == 10 + 20 + 40 + 30 * 12 + 20 * 36
    assert waiting_hours(run, 1)[0] == 20 + 40 + 30 * 12 + 20 * 36
    assert waiting_hours(_run_of([5, 0], [5, 0], [1.0, 0.0]))[0] == 1.0


# ------------------------------------------------------------------ futures held against their limit


@pytest.mark.parametrize(
    ("looked_at", "chosen"), [(0, []), (1, [4]), (2, [2, 6]), (3, [1, 4, 7]), (9, list(range(9))), (50, list(range(9)))]
)
def test_futures_looked_at_stand_in_the_middle_of_equal_parts_of_all(
    looked_at: int, chosen: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    module = importlib.import_module("waystation.plan.outlook")
    monkeypatch.setattr(module, "_received_once", lambda run: True)
    monkeypatch.setattr(module, "flow_of", lambda run, m: SimpleNamespace(demand=[0]))
    monkeypatch.setattr(module, "_plan", lambda flow, m, simulated, start: m)
    last = np.array([90, 80, 70, 60, 50, 40, 30, 20, 10, -1])  # the last one is not received within the period
    run: Any = SimpleNamespace(
        outcome=SimpleNamespace(last_hour=last, came=np.zeros((10, 2, 1))),
        layout=SimpleNamespace(scenario=SimpleNamespace(settings=SimpleNamespace(start=SINCE))),
    )
    quickest_first = [8 - each.result() for each in module._solving(run, looked_at, 1)]
    assert quickest_first == chosen


def test_one_future_and_none_received_are_held_against_no_more_than_there_are() -> None:
    found = outlook_of(futures(), SINCE, looked_at=2)
    ends = [plan.simulated_end for plan in found.plans]
    assert ends == sorted(ends)
    for earlier, later in itertools.pairwise(found.plans):
        assert earlier.member != later.member
