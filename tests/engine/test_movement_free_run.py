"""What a free run is told, the errors it is scored with, and what Flee printed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from flee_folders import write_folder
from waystation.engine.movement.camp_errors import flee_printed_error, total_error
from waystation.engine.movement.free_run import FreeRun, camp_counts, free_run
from waystation.errors import InputError
from waystation.world.flee import load_flee
from waystation.world.flee_runs import read_flee_output, read_flee_runs

CONFLICTS = Path(__file__).parents[2].parent / "shared" / "conflicts"
OLD_TOWN, MILL = 0, 1
EAST, HILL, LAKE = 0, 1, 2


@pytest.fixture
def run(tmp_path: Path) -> FreeRun:
    return free_run(load_flee(write_folder(tmp_path / "valley")))


def test_a_free_run_is_told_the_total_of_every_day_but_camps_on_day_0_only(run: FreeRun) -> None:
    assert run.camps == ("East Camp", "Hill Camp", "Lake Camp")
    assert run.total[0] == 150
    assert run.total[-1] == 780
    assert list(run.first) == [100, 0, 50]


def test_a_blank_capacity_is_unknown_and_blanked_ones_all_are(tmp_path: Path) -> None:
    case = load_flee(write_folder(tmp_path / "valley"))
    assert np.array_equal(free_run(case).capacity, [400, np.nan, 300], equal_nan=True)
    assert np.isnan(free_run(case, capacities=False).capacity).all()


def test_km_run_along_the_roads_and_other_camps_may_lie_on_the_way(run: FreeRun) -> None:
    assert run.km[run.state[0]].tolist() == [[40, 45, 100], [50, 55, 130]]


def test_a_closed_border_closes_the_roads_across_it_and_opens_them_again(run: FreeRun) -> None:
    for day, far in ((1, 100), (2, np.inf), (5, np.inf), (6, 100)):
        assert run.km[run.state[day], OLD_TOWN, LAKE] == far
        assert run.km[run.state[day], OLD_TOWN, EAST] == 40


def test_a_closed_road_cuts_off_those_who_have_no_other(run: FreeRun) -> None:
    for day, cut in ((4, False), (5, True), (6, True), (7, False)):
        assert np.isinf(run.km[run.state[day], MILL, EAST]) == cut


def test_a_camp_closed_from_day_0_opens_when_its_closure_ends(run: FreeRun) -> None:
    assert [bool(run.in_operation[run.state[day], HILL]) for day in (0, 3, 4, 9)] == [False, False, True, True]
    assert list(run.opened) == [0, 4, 0]


def test_a_location_closure_of_a_camp_closes_the_camp_and_minus_one_means_for_good(tmp_path: Path) -> None:
    closures = "#closure_type,name1,name2,closure_start,closure_end\nlocation,East Camp,Away,3,-1\n"
    run = free_run(load_flee(write_folder(tmp_path / "valley", closures=closures)))
    assert [bool(run.in_operation[run.state[day], EAST]) for day in (2, 3, 9)] == [True, False, False]
    assert list(run.opened) == [0, 0, 0]


def test_a_place_is_in_conflict_on_the_days_the_table_says(run: FreeRun) -> None:
    assert run.conflict[:, OLD_TOWN].all()
    assert [bool(run.conflict[day, MILL]) for day in (2, 3)] == [False, True]
    assert list(run.population) == [9000, 1000]


def test_no_later_count_of_a_camp_reaches_the_forecast(tmp_path: Path) -> None:
    # The same totals from other camps: what a free run is told must be the same.
    case = load_flee(write_folder(tmp_path / "one"))
    folder = write_folder(tmp_path / "two")
    swapped = {"east.csv": "2024-05-01,100\n2024-05-10,350\n", "lake.csv": "2024-05-01,50\n2024-05-10,230\n"}
    for name, text in swapped.items():
        (folder / "source_data" / name).write_text(text, encoding="utf-8")
    one, two = free_run(case), free_run(load_flee(folder))
    assert not np.array_equal(camp_counts(case)[1], camp_counts(load_flee(folder))[1])
    # Interpolated counts are whole numbers, rounded down camp by camp, so totals may differ by one a camp.
    assert (np.abs(one.total - two.total) <= 2).all()
    for name in ("first", "capacity", "country", "opened", "state", "in_operation", "km", "conflict"):
        assert np.array_equal(getattr(one, name), getattr(two, name), equal_nan=name == "capacity")


def test_the_true_error_divides_by_the_counts_and_flees_by_more() -> None:
    counts, forecast = [[10, 0], [60, 40], [0, 0]], [[10, 0], [70, 30], [0, 0]]
    assert total_error(forecast, counts) == pytest.approx((0 + 20 / 100 + 0) / 3)
    assert flee_printed_error(forecast, counts, counted_twice=100) == pytest.approx((0 + 20 / 200 + 0) / 3)


def test_a_run_of_flee_is_read_as_printed(tmp_path: Path) -> None:
    text = "Day,Date,East sim,East data,East error,Total error\n0,2024-05-02,5,10,0.5,0.25\n1,2024-05-03,8,10,0.2,0.1\n"
    (tmp_path / "hasten10_run1.csv").write_text(text, encoding="utf-8")
    run = read_flee_output(tmp_path / "hasten10_run1.csv")
    assert run.camps == ("East",)
    assert run.simulated[:, 0].tolist() == [5, 8]
    assert run.counted[:, 0].tolist() == [10, 10]
    assert run.total_error.tolist() == [0.25, 0.1]
    assert read_flee_runs(tmp_path / "nowhere") == []


def test_runs_with_one_agent_a_person_come_before_coarser_ones(tmp_path: Path) -> None:
    text = "East sim,East data,Total error\n5,10,0.5\n"
    for name in ("hasten10_run1.csv", "full_run10.csv", "full_run2.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [run.name for run in read_flee_runs(tmp_path)] == ["full_run2.csv", "full_run10.csv"]


def test_what_is_wrong_with_a_run_of_flee_is_said_with_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "full_run1.csv"
    path.write_text("East sim,East data,Total error\n5,ten,0.5\n5,10,\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_flee_output(path)
    assert [(each.row, each.column) for each in caught.value.problems] == [(2, "East data"), (3, "Total error")]
    path.write_text("Day,East sim\n0,5\n", encoding="utf-8")
    with pytest.raises(InputError, match='"East data" is missing'):
        read_flee_output(path)


@pytest.mark.skipif(not CONFLICTS.exists(), reason="../shared/conflicts is not here")
def test_flees_printed_error_follows_from_its_columns_with_day_0_counted_twice() -> None:
    folder = CONFLICTS / "mali2012"
    counts = load_flee(folder).counts
    assert counts is not None
    for run in read_flee_runs(folder / "flee_runs"):
        ours = flee_printed_error(run.simulated, run.counted, float(counts.daily("total", 1, 1)[0]))
        assert ours == pytest.approx(run.total_error.mean(), rel=1e-9)
