"""What-ifs: the same futures, reception changed, and clear words where a change cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scenarios import write_scenario
from waystation.engine import Futures, prior_futures
from waystation.errors import InputError
from waystation.plan import Comparison, Measure, compare, rank, read_measures
from waystation.plan.changes import changed
from waystation.plan.compare import _cases, _differences
from waystation.world import load_scenario


@pytest.fixture(scope="module")
def futures(tmp_path_factory: pytest.TempPathFactory) -> Futures:
    pace = '[unknowns.pace]\nprior = "lognormal"\nlow = 1\nhigh = 3\nunit = "people"\nwhy = "Made up."\n\n[[reporters]]'
    folder = write_scenario(
        tmp_path_factory.mktemp("valley"),
        ("people_per_lane_hour = 30", 'people_per_lane_hour = "pace"'),
        ("[[reporters]]", pace),
    )
    return prior_futures(load_scenario(folder), members=30, seed=3)


def test_a_change_that_changes_nothing_makes_no_difference(futures: Futures) -> None:
    found = compare(futures, ["stages.search.lanes=4"])
    table = found.table
    differences = table[[name for name in table if str(name).startswith("difference")]].to_numpy(dtype=float)
    assert (differences[~np.isnan(differences)] == 0).all()
    unchanged = f"No difference: {', '.join(table.index[table.difference_median.notna()])}."
    assert unchanged in found.lines()


def test_more_lanes_leave_the_departures_as_they_are_and_shorten_the_wait(futures: Futures) -> None:
    change = changed(futures.scenario, ["stages.search.lanes=8"], futures.draws, 30)
    before, after = futures.run(), futures.run(change.scenario, change.draws)
    np.testing.assert_array_equal(before.outcome.left, after.outcome.left)
    found = compare(futures, ["stages.search.lanes=8"])
    assert found.better == 1.0
    assert found.table.loc["total waiting", "difference_high"] < 0


def test_a_step_changes_an_unknown_in_each_member(futures: Futures) -> None:
    change = changed(futures.scenario, ["stages.search.people_per_lane_hour=x2"], futures.draws, 30)
    faster = futures.run(change.scenario, change.draws)
    before = futures.run().parameters.rate
    np.testing.assert_allclose(faster.parameters.rate, np.where(before < 0, -1, 2 * before))


def test_measures_are_ranked_by_what_they_save_for_their_cost(futures: Futures) -> None:
    cheap = Measure("one lane", ("stages.search.lanes=+1",), 1)
    dear = Measure("the same, dear", ("stages.search.lanes=+1",), 10)
    table = rank(futures, [dear, cheap])
    assert list(table.index) == ["one lane", "the same, dear"]
    assert table.per_cost.iloc[0] == pytest.approx(10 * table.per_cost.iloc[1])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stages.serch.lanes=4", 'There is no "serch" in stages. Did you mean "search"?'),
        ("stages.search.lane=4", 'stages.search has no setting "lane" to change. Did you mean "lanes"?'),
        ("stage.search.lanes=4", '"stage" cannot be changed. Did you mean "stages"?'),
        ("stages.search.lanes", '"stages.search.lanes" is not a change. Write it as stages.search.lanes=4.'),
        ("stages.search=4", "The path does not name a setting."),
        ("sources.village.people=9", "What-ifs change reception only"),
        ("streams.kin.share=0.9", "What-ifs change reception only"),
        ("stages.search.lanes=-4", "0 is too little"),
        ("stages.search.people_per_lane_hour=1e9", "too much"),
        ("fleets.buses.vehicles=0", "0 is too little: Vehicles in use."),
        ("vehicles.buses.count=0", "0 is too little: Vehicles in use."),
        ("stages.search.lanes=many", '"many" is not an unknown.'),
        ("stages.search.lanes=[4]", "Input should be a valid number."),
    ],
)
def test_what_cannot_be_changed_is_refused_with_the_right_name(futures: Futures, text: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        changed(futures.scenario, [text], futures.draws, 30)
    [problem] = raised.value.problems
    assert said in str(problem)


def test_all_wrong_paths_are_told_at_once(futures: Futures) -> None:
    with pytest.raises(InputError) as raised:
        compare(futures, ["stages.serch.lanes=4", "sites.cmp.capacity=4"])
    assert len(raised.value.problems) == 2


def test_a_file_of_measures_is_read_and_its_faults_are_told(tmp_path: Path) -> None:
    file = tmp_path / "measures.toml"
    file.write_text('[[measures]]\nname = "Lane"\nset = ["stages.search.lanes=+1"]\ncost = 2\n', encoding="utf-8")
    assert read_measures(file) == [Measure("Lane", ("stages.search.lanes=+1",), 2.0)]
    file.write_text('[[measures]]\nnme = "Lane"\ncost = 0\n', encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_measures(file)
    assert len(raised.value.problems) == 4
    assert 'Did you mean "name"?' in str(raised.value)


def test_an_end_after_the_period_is_not_left_out_of_the_days_until_nearly_all_are_received() -> None:
    early, late = np.array([10.0, 12.0, np.inf, np.inf, np.inf]), np.array([8.0, 9.0, 11.0, 12.0, np.inf])
    assert _cases(early)[0] == pytest.approx(10.8)
    assert np.isnan(_cases(early)[1:]).all()
    assert _cases(late)[:2] == pytest.approx([8.4, 11.0])
    # In one member of five the end is unknown both times; in the others it comes 1 day sooner.
    assert np.isnan(_differences(late, late - 1)[0])
    assert _differences(late, late - 1)[1] == -1.0
    assert np.isnan(_differences(early, late)).all()


def test_where_not_all_are_received_within_the_period_the_comparison_says_so(futures: Futures) -> None:
    table = compare(futures, ["stages.search.lanes=1"], standards=()).table
    ends = futures.run(changed(futures.scenario, ["stages.search.lanes=1"], futures.draws, 30).scenario).labelled()
    assert np.isnat(ends.end_date.values).mean() > 0.9
    assert np.isnan(table.loc["nearly all received", "after_median"])
    said = Comparison(("stages.search.lanes=1",), table, 0.0, futures.scenario.settings.start).lines()
    assert any(line.startswith("nearly all received") and "changed after the period" in line for line in said)


def test_people_are_whole_and_few_hours_keep_their_decimals() -> None:
    columns = [f"{which}_{case}" for which in ("before", "after", "difference") for case in ("low", "median", "high")]
    rows = {
        "most people at camp": ["people", 60.5, 63.0, 70.2, 57.0, 59.5, 66.0, -9.0, -4.4, -3.0],
        "nine tenths at search wait at most": ["hours", 1.0, 2.5, 3.0, 1.0, 2.0, 3.0, -1.0, -0.5, 0.0],
        "most toilets at camp": ["piece", 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, -1.0, -1.0, -1.0],
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["unit", *columns])
    people, hours, toilets, _ = Comparison(("stages.search.lanes=4",), table, 1.0, date(2030, 1, 5)).lines()
    assert people.endswith("63 (60 to 70), changed 60 (57 to 66); difference -4 (-9 to -3)")
    assert hours.endswith("2.5 (1.0 to 3.0), changed 2.0 (1.0 to 3.0); difference -0.5 (-1.0 to +0.0)")
    assert toilets.endswith("3 (2 to 4), changed 2 (1 to 3); difference -1 (-1 to -1)")


def test_the_ends_of_a_range_that_nobody_knows_are_said_in_words() -> None:
    columns = [f"{which}_{case}" for which in ("before", "after", "difference") for case in ("low", "median", "high")]
    rows = {
        "nearly all received": ["days from the change", 6.9, 20.0, np.nan, 6.9, 19.5, np.nan, np.nan, 0.0, np.nan],
        "nine tenths at search wait at most": ["hours", 1.0, 2.5, 3.0, 1.0, 2.0, 3.0, -np.inf, -0.5, 0.0],
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["unit", *columns])
    until, hours, _ = Comparison(("stages.search.lanes=4",), table, 0.5, date(2030, 1, 5)).lines()
    assert until.endswith("changed 19.5 (6.9 to after the period); difference +0.0 (range not known)")
    assert hours.endswith("difference -0.5 (not known to +0.0)")
