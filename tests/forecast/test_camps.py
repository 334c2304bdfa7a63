"""Camps months ahead: only what was known on the origin, and only errors of other conflicts."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from commands import run
from waystation.errors import InputError
from waystation.forecast.camps import BASELINES, OURS, CampBacktestJob, backtest_camps
from waystation.forecast.camps.backtest_camps import _pit
from waystation.forecast.camps.camp_state import CampState
from waystation.forecast.camps.learning import _untaught, forecast_windows
from waystation.forecast.camps.nested import _held, _leant, _together, forecast_left_out
from waystation.forecast.camps.trends import counted, faded, latest, own_errors
from waystation.forecast.camps.windows import Windows, camp_windows
from waystation.forecast.scoring import inside
from waystation.forecast.table import QUANTILES
from waystation.scale import Slice, SliceFiles, run_job, write_slice
from waystation.world.flee import CampCounts, FleeCase, FleeClosure, load_flee
from waystation.world.flee.flee_counts import TOTAL, Series

pytestmark = pytest.mark.charts

VALLEY = Path(__file__).resolve().parents[2] / "examples" / "flee_valley"


def conflict(name: str, series: dict[str, Series], days: int = 365, **changed: object) -> FleeCase:
    counts = CampCounts(series, series, **changed)  # type: ignore[arg-type]
    return replace(load_flee(VALLEY), name=name, days=days, counts=counts, closures=())


def made_up(name: str, seed: int, camps: int = 2) -> FleeCase:
    rng = np.random.default_rng(seed)
    days = np.arange(0, 420, 9)
    series = {
        f"camp {number}": (days, np.cumsum(rng.gamma(1.0, 300.0, len(days)) * np.exp(-days / 150.0)))
        for number in range(camps)
    }
    total = np.sum([counts for _, counts in series.values()], axis=0)
    return conflict(name, {TOTAL: (days, total), **series})


def test_no_later_count_total_or_correction_reaches_what_is_known() -> None:
    case = made_up("a", 1)
    assert case.counts is not None
    changed = {
        name: (when, np.where(when > 120, 7.0 * counts + 1000.0, counts))
        for name, (when, counts) in case.counts.raw.items()
    }
    # A correction from day 126 on of all that was before it: published after the origin, so unknown.
    later = replace(case, counts=CampCounts(changed, changed, (("camp 0", 126),)))
    for origin in (30, 60, 120):
        one, other = CampState.of(case, origin), CampState.of(later, origin)
        for name in one.camps:
            assert one.of_camp(name) == other.of_camp(name)
            assert one.of_total(name, origin + 30) == other.of_total(name, origin + 30)
            of_one, of_other = (own_errors(each.counted[name], 30) for each in (one, other))
            assert np.array_equal(of_one, of_other)
    assert CampState.of(case, 130).of_camp("camp 0") != CampState.of(later, 130).of_camp("camp 0")


def test_a_correction_is_seen_from_its_own_day_on_and_only_in_what_is_known() -> None:
    days = np.array([0, 50, 100, 150])
    counts = CampCounts({"Camp": (days, np.array([100.0, 200, 80, 90]))}, {}, (("Camp", 100),))
    assert counts.known_by(99)["Camp"][1].tolist() == [100, 200]
    assert counts.known_by(100)["Camp"][1].tolist() == [40, 80, 80]
    assert counts.seen_later("Camp")[1].tolist() == [100, 200, 80, 90]


def test_no_file_of_a_camp_with_two_is_read_a_report_ahead(tmp_path: Path) -> None:
    folder = shutil.copytree(VALLEY, tmp_path / "valley")
    source = folder / "source_data"
    layout = (source / "data_layout.csv").read_text(encoding="utf-8").replace("north.csv", "in.csv,out.csv")
    assert "in.csv,out.csv" in layout
    (source / "data_layout.csv").write_text(layout, encoding="utf-8")
    start = load_flee(VALLEY).start
    for name, rows in {"in.csv": {0: 100, 40: 900}, "out.csv": {0: 10, 20: 30, 40: 50}}.items():
        text = "".join(f"{np.datetime64(start) + day},{count}\n" for day, count in rows.items())
        (source / name).write_text(text, encoding="utf-8")
    counts = load_flee(folder).counts
    assert counts is not None
    assert counts.raw["North camp"][1].tolist() == [110, 930, 950]  # Flee reads 900 on day 20
    assert counts.known_by(20)["North camp"][1].tolist() == [110, 130]
    assert counts.known_by(40)["North camp"][1].tolist() == [110, 130, 950]


def test_every_forecast_is_of_a_real_count_after_its_origin() -> None:
    case = made_up("a", 1)
    assert case.counts is not None
    known = camp_windows([case], [30, 60]).known
    columns = (known[name].to_numpy() for name in ("camp", "origin", "target", "ahead", "truth"))
    for camp, origin, target, ahead, truth in zip(*columns, strict=True):
        when, counts = case.counts.raw[camp]
        assert target in when
        assert truth == counts[list(when).index(target)]
        assert origin < target
        assert abs(target - origin - ahead) <= 15


def test_a_conflict_is_forecast_without_its_own_truths() -> None:
    windows = camp_windows([made_up(name, seed) for seed, name in enumerate("abcd")], [30])
    told = windows.known.copy()
    mine = (told["conflict"] == "d").to_numpy()
    told.loc[mine, "truth"] *= 50.0
    other = Windows(told, windows.of_last, windows.of_trend, windows.own_spans)
    assert np.array_equal(forecast_left_out(windows, "d"), forecast_left_out(other, "d"))
    assert not np.array_equal(forecast_left_out(windows, "a"), forecast_left_out(other, "a"))


def test_forward_a_conflict_does_not_hang_on_those_that_ended_later_nor_on_its_own_country() -> None:
    early, late, later = (made_up(name, seed) for seed, name in enumerate(["early1", "late1", "later1"]))
    early = replace(early, start=early.start - timedelta(days=400))
    kin = replace(made_up("late2", 9), start=early.start)
    changed = made_up("later1", 5)

    def forecasts(cases: list[FleeCase], name: str) -> object:
        table = backtest_camps(cases, [30], 30, forward=True).camps
        ours = table[(table["method"] == OURS) & (table["conflict"] == name)]
        return ours[["0.1", "0.5", "0.9"]].to_numpy()

    of_late = forecasts([early, late, later], "late1")
    assert np.array_equal(of_late, forecasts([early, late, changed], "late1"))
    assert np.array_equal(of_late, forecasts([early, late, later, kin], "late1"))
    assert not np.array_equal(of_late, forecasts([replace(early, start=late.start), late, later], "late1"))


def test_neither_order_nor_another_run_changes_anything() -> None:
    cases = [made_up(name, seed) for seed, name in enumerate("abc")]
    first, again, turned = (backtest_camps(each, [30]).camps for each in (cases, cases, cases[::-1]))
    assert first.equals(again)
    assert first.equals(turned)


def test_slices_in_any_order_give_what_threads_give_by_both_protocols(tmp_path: Path) -> None:
    cases = [made_up(name, seed, camps=1 + seed) for seed, name in enumerate("abc")]
    job = CampBacktestJob(tuple(cases), (30, 60))
    assert job.members == 2 * 2 * 3
    for number in (4, 1, 5, 3, 2):
        write_slice(job, Slice(number, 5), tmp_path)
    known, forward = job.backtests(run_job(job, SliceFiles([tmp_path])))
    assert known.camps.equals(backtest_camps(cases, [30, 60], workers=2).camps)
    assert forward.camps.equals(backtest_camps(cases, [30, 60], forward=True).camps)


def test_intervals_hold_what_they_promise_where_conflicts_are_alike() -> None:
    cases = [made_up(f"conflict {seed}", seed, camps=3) for seed in range(8)]
    windows = camp_windows(cases, [30])
    truths = {case.name: windows.column("truth")[windows.conflict == case.name] for case in cases}
    quantiles = {case.name: forecast_left_out(windows, case.name) for case in cases}
    for share in (0.5, 0.8, 0.95):
        of_conflicts = [inside(quantiles[name], truths[name], share).mean() for name in truths]
        # Forecasts of one conflict hang together, conflicts do not: three standard errors of their mean, and what one
        # conflict more or less moves.
        assert abs(np.mean(of_conflicts) - share) < 3 * np.std(of_conflicts, ddof=1) / np.sqrt(8) + 1 / 16


def quiet(name: str, per_step: float) -> FleeCase:
    """A conflict of one camp of 20,000, counted every nine days, that changes by so many people each time."""
    days = np.arange(0, 1000, 9)
    return conflict(name, {"camp": (days, 20_000.0 + per_step * (-1.0) ** np.arange(len(days)))}, 1000)


def test_a_camp_that_has_long_been_quiet_is_not_widened_by_conflicts_that_were_not() -> None:
    windows = camp_windows([made_up("grows", 1), made_up("grew", 2), quiet("rest", 10.0)], [30])
    here = windows.conflict == "rest"
    found = forecast_windows(windows, here, ~here)
    wide = found[:, QUANTILES.index(0.9)] - found[:, QUANTILES.index(0.1)]
    young, old = (wide[(windows.column("age")[here] // 100) == hundreds].mean() for hundreds in (0, 8))
    # Its own 80 % range is 20 people; what others' errors are in proportion to is .05 x 20,000 + .02 x 20,000 + 20.
    assert old < 0.2 * young < young
    assert old < 300.0


def test_before_any_conflict_teaches_young_camps_are_less_sure_than_old_ones() -> None:
    windows = camp_windows([made_up("a", 1)], [30])
    here = windows.conflict == "a"
    found = forecast_windows(windows, here, ~here)
    wide = (found[:, -1] - found[:, 0]) / np.maximum(windows.column("last"), 1.0)
    age = windows.column("age")
    assert wide[age < 60].min() > 2.0 * wide[age > 300].max()


def test_the_range_of_a_young_camp_reaches_farther_up_than_down_and_that_of_an_old_one_does_not() -> None:
    windows = camp_windows([made_up("a", 1)], [30])
    here = windows.counted
    even = np.tile(np.linspace(100.0, 300.0, len(QUANTILES)), (int(here.sum()), 1))
    found, ages = _leant(windows, even, here), np.exp(windows.log_age[here]) - 30.0
    assert found[:, QUANTILES.index(0.5)] == pytest.approx(200.0)
    up, down = found[:, -1] - 200.0, 200.0 - found[:, 0]
    young, old = ages <= 60.0, ages >= 320.0
    assert young.any()
    assert old.any()
    assert up[young] == pytest.approx(130.0)
    assert down[young] == pytest.approx(70.0)
    assert (up[old] < 106.0).all()
    assert (np.diff(found, axis=1) > 0.0).all()


def test_intervals_of_young_camps_are_held_by_conflicts_and_of_old_ones_by_camps() -> None:
    assert _together(np.log(10.0 + 30.0)) > _together(np.log(60.0 + 30.0)) > _together(np.log(400.0 + 30.0)) == 0.0
    needed, weight = np.arange(1.0, 11.0), np.ones(10)
    assert _held(needed, weight, 0.8) == 8.0
    assert _held(needed, weight, 1.0) == 10.0


def test_a_trend_fades_and_a_zero_before_the_first_count_is_no_count() -> None:
    assert faded(np.array([1e9]), 15.0)[0] == pytest.approx(15.0)
    assert faded(np.array([0.01]), 15.0)[0] == pytest.approx(0.01, rel=1e-3)
    series = counted((np.array([0, 100, 130]), np.array([0.0, 9000.0, 9060.0])))
    assert series[1].tolist() == [9000, 9060]
    last, day, per_day = latest(series, np.array([140.0]))
    # 60 people in the sixty days before the last count; the 9,000 of day 100 came before anybody counted.
    assert (last[0], day[0], per_day[0]) == (9060, 130, 1)


def test_own_errors_are_those_that_could_be_seen_and_a_steady_camp_has_none() -> None:
    days = np.arange(0, 301, 10)
    of_last, of_trend = own_errors((days, 5.0 * days + 100.0), 30)
    assert np.abs(of_last).max() < 150.0  # off by 30 days' growth each time, which the median takes away
    assert np.median(of_last) == 0.0
    assert np.median(of_trend) == 0.0
    assert not np.abs(own_errors((days, np.full(31, 700.0)), 1)[0]).any()
    # Ten days of counts: nothing ninety days ahead can be known, a sixth of that neither.
    assert not own_errors((np.array([0, 10]), np.array([1.0, 2.0])), 90)[0].size


def uncounted_camps(name: str, share: float) -> FleeCase:
    """Two camps nobody has counted before day 100, one counted, one closed; the total is known from day 10."""
    when, total = np.array([0, 10, 200, 300]), np.array([0.0, 9000.0, 9000.0, 9000.0])
    late = np.array([0, 100, 130, 200, 300])
    part = 6000.0 * share
    case = conflict(
        name,
        {
            TOTAL: (when, total),
            "Old": (np.array([0, 10, 300]), np.array([0.0, 3000.0, 3000.0])),
            "North": (late, np.array([0.0, part, part, part, part])),
            "South": (late, 6000.0 - np.array([6000.0, part, part, part, part])),
            "Shut": (np.array([0, 300]), np.array([0.0, 1.0])),
        },
    )
    return replace(case, closures=(FleeClosure("camp", "Shut", "", 0, 250),))


def test_a_camp_nobody_has_counted_gets_its_part_of_the_people_in_no_count() -> None:
    windows = camp_windows([uncounted_camps("a", 0.3)], [60])
    here = (windows.known["camp"].isin(["North", "South"]) & (windows.known["origin"] == 50)).to_numpy()
    assert here.sum() == 2
    # 6,000 are in no count; the closed camp takes no part, though nobody counted it either. Capped at all the counted.
    assert windows.column("uncounted")[here].tolist() == [3000, 3000]
    nothing = np.zeros_like(here)
    untaught = forecast_windows(windows, here, nothing)
    # People who divide at random among many camps: exponential shares of an equal part, and of a little more.
    shares = -np.log1p(-np.array(QUANTILES))
    assert np.allclose(untaught, (3000 + 0.02 * 3000 + 100) * shares, rtol=0.005, atol=5.0)
    shut = ((windows.known["camp"] == "Shut") & (windows.known["origin"] == 230)).to_numpy()
    closed = forecast_windows(windows, shut, nothing)[0]
    assert closed[QUANTILES.index(0.25)] == 0.0 < closed[QUANTILES.index(0.75)]  # as likely as not nobody is there


def test_what_other_conflicts_teach_of_uncounted_camps_is_a_ratio() -> None:
    windows = camp_windows([uncounted_camps("a", 0.3), uncounted_camps("b", 0.3)], [60])
    here = ((windows.conflict == "a") & ~windows.counted & (windows.known["origin"] == 50)).to_numpy()
    taught = windows.conflict == "b"
    quantiles = forecast_windows(windows, here, taught)
    # There 1,800 and 4,200 came as often, a closed camp's nothing weighs 0.1, once it opens 1/13, and what nobody
    # teaches counts as one conflict: exponential shares of 3,160 people.
    for level, people in zip(QUANTILES, quantiles[0], strict=True):
        below, upto = (
            ((0.1 + 1 / 13) * (at > 0) + 6 / 13 * (at > 1800) + 6 / 13 * (at > 4200) + 1 - np.exp(-max(at, 0.0) / 3160))
            / 2.1
            for at in (people - 60.0, people + 60.0)
        )
        assert below - 0.01 <= level <= upto + 0.01


def test_a_closed_camp_is_told_apart_until_its_closure_ends_and_not_before() -> None:
    case = uncounted_camps("a", 0.3)
    assert CampState.of(case, 249).closed == {"Shut"}
    assert CampState.of(case, 250).closed == frozenset()
    longer = replace(case, closures=(FleeClosure("camp", "Shut", "", 0, 300),))
    assert CampState.of(case, 200).of_total("North", 260) == CampState.of(longer, 200).of_total("North", 260)


def test_the_level_of_a_truth_is_read_between_quantiles() -> None:
    quantiles = np.array([0.0, 0.0, 10.0, 20.0, 30.0, 40.0, 50.0])
    assert _pit(quantiles, 20.0) == 0.5
    assert _pit(quantiles, 25.0) == pytest.approx(0.625)
    assert _pit(quantiles, 0.0) == pytest.approx((0.025 + 0.1) / 2)
    assert _pit(quantiles, 99.0) == pytest.approx(0.9875)


def test_scores_are_means_over_windows_then_conflicts_and_skill_is_over_the_damped_trend() -> None:
    found = backtest_camps([made_up(name, seed) for seed, name in enumerate("abc")], [30])
    ours = found.camps[(found.camps["method"] == OURS) & (found.camps["origin"] >= 90)]
    by_hand = {
        name: np.mean([one["score"].sum() / one["truth"].sum() for _, one in some.groupby("origin")])
        for name, some in ours.groupby("conflict")
    }
    table = found.overall().set_index("method")
    assert table.loc[f"{OURS}, 30 d", "score"] == pytest.approx(np.mean(list(by_hand.values())))
    damped = table.loc[f"{BASELINES[-1]}, 30 d", "score"]
    assert table.loc[f"{OURS}, 30 d", "skill"] == pytest.approx(1 - np.mean(list(by_hand.values())) / damped)
    assert found.by_age()["forecasts"].sum() == (found.camps["method"] == OURS).sum()


def test_one_conflict_alone_cannot_teach_and_one_that_ends_too_soon_is_named() -> None:
    with pytest.raises(InputError, match="two or more folders"):
        backtest_camps([made_up("a", 1)], [30])
    short = replace(made_up("c", 3), days=100)
    found = backtest_camps([made_up("a", 1), made_up("b", 2), short], [30])
    assert found.not_scored == ("c has no count about 30 days after an origin from day 90 on.",)
    with pytest.raises(InputError, match="Fewer than two conflicts have counts about 30 days"):
        backtest_camps([made_up("a", 1), short], [30])


def test_the_command_prints_every_method_and_writes_a_page(tmp_path: Path) -> None:
    folders = [shutil.copytree(VALLEY, tmp_path / name) for name in ("one", "two", "three")]
    asked = ("backtest", "camps", *folders, "--horizons", "10")
    said = run(*asked, "--from-day", "40", "--page", tmp_path / "page.html")
    assert said.code == 0, said.err
    assert "damped + own changes, 10 d" in said.out
    assert "not counted yet" in said.out
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Camps of past conflicts" in page
    assert "where among the possible cases the truth lay" in page
    assert run(*asked).code == 2  # the valley's counts end before day 90
    assert run("backtest", "camps", *folders, "--horizons", "ten").code == 2


def test_errors_before_any_conflict_teaches_keep_their_80_percent_and_have_longer_tails_in_old_camps() -> None:
    young, old = _untaught(np.log(np.array([30.0, 240.0]) + 30.0))
    at = {level: QUANTILES.index(level) for level in (0.5, 0.75, 0.9, 0.975)}
    cauchy = np.tan(np.pi * np.array([0.25, 0.4, 0.475]))  # at .75, .9 and .975
    for errors, quartile in ((young, 1.3), (old, 0.25)):
        assert errors[at[0.5]] == pytest.approx(0.0, abs=1e-12)
        assert errors[at[0.9]] == pytest.approx(quartile * cauchy[1])
        assert errors[at[0.75]] < quartile * cauchy[0]
        assert errors[at[0.975]] > quartile * cauchy[2]
        assert np.allclose(errors, -errors[::-1])
    assert old[at[0.975]] / old[at[0.9]] > young[at[0.975]] / young[at[0.9]]
