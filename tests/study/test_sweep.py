"""A sweep says what single runs say, with the same members at every point, wherever it was broken off."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import waystation as ws
from commands import SYNTHETIC, run
from waystation.errors import InputError

pytestmark = pytest.mark.charts

VALLEY = Path(__file__).parents[2] / "examples" / "flee_valley"
SPEED, CHANCE = "move_rules.max_move_speed", "move_rules.default_movechance"


def test_every_point_is_the_run_of_the_changed_case() -> None:
    found = ws.sweep(VALLEY, {SPEED: [60, 150], CHANCE: [0.2, 0.5]}, members=4, seed=3)
    valley = ws.load_flee(VALLEY)
    for point, values in zip(found.points, found.parts[0].values, strict=True):
        alone = ws.simulate_movement(ws.change_case(valley, point), members=4, seed=3, kernel="counts")
        people = alone["people"].isel(date=-1).sel(place="North camp").values
        names = [target.name for target in found.parts[0].targets]
        assert (values[:, names.index("people at North camp on the last day")] == people).all()
        errors = ws.movement_errors(valley, alone)
        assert errors is not None
        assert values[:, 0].mean() == pytest.approx(errors["true"])
        assert values[:, 1].mean() == pytest.approx(errors["flee"])


def test_members_of_a_point_do_not_depend_on_other_points_or_workers() -> None:
    alone = ws.sweep(VALLEY, {SPEED: [150]}, members=3, workers=1)
    among = ws.sweep(VALLEY, {SPEED: "50:150:5"}, members=3, workers=2)
    assert (alone.parts[0].values[0] == among.parts[0].values[-1]).all()


def test_agents_that_stand_for_many_people_are_told_in_people() -> None:
    found = ws.sweep(VALLEY, {"optimisations.hasten": [1, 20]}, members=3)
    people = [target.name for target in found.parts[0].targets].index("people in camps on the last day")
    one, twenty = found.parts[0].values[:, :, people].mean(axis=1)
    assert twenty == pytest.approx(one, rel=0.05)


def test_whole_numbers_are_tried_where_a_setting_takes_no_others_each_once() -> None:
    found = ws.sweep(VALLEY, {"optimisations.hasten": "1:3"}, design="latin", points=9, members=1, kernel="mean")
    assert sorted(point["optimisations.hasten"] for point in found.points) == [1, 2, 3]


def test_the_table_has_means_and_quantiles_of_the_members() -> None:
    found = ws.sweep(VALLEY, {SPEED: [60, 150]}, members=6)
    table = found.table([0.1, 0.5])
    one = table[(table["point"] == 2) & (table["target"] == "total error")].set_index("output_type_id")["value"]
    values = found.parts[0].values[1, :, 0]
    assert one.loc[0.1] == pytest.approx(np.quantile(values, 0.1))
    assert one[one.index.isna()].item() == pytest.approx(values.mean())
    assert len(table) == 2 * len(found.parts[0].targets) * 3
    assert found.dataset()["value"].sel(point=2, target="total error").values[0].tolist() == values.tolist()


def test_a_sweep_that_was_broken_off_carries_on(tmp_path: Path) -> None:
    settings = {SPEED: [60, 100, 150]}

    def stop(what: str, share: float) -> None:
        if share > 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ws.sweep(VALLEY, settings, members=20, keep=tmp_path, workers=1, tell=stop)
    kept = len(list(tmp_path.iterdir()))
    assert kept > 0
    told: list[float] = []
    again = ws.sweep(VALLEY, settings, members=20, keep=tmp_path, workers=1, tell=lambda _, share: told.append(share))
    whole = ws.sweep(VALLEY, settings, members=20)
    assert (again.parts[0].values == whole.parts[0].values).all()
    with pytest.raises(InputError, match="slice"):
        ws.sweep(VALLEY, {SPEED: [60, 100, 151]}, members=20, keep=tmp_path)


def test_reception_is_swept_as_compare_compares_it() -> None:
    scenario = ws.load_scenario(SYNTHETIC)
    futures = ws.prior_futures(scenario, members=6, seed=2)
    found = ws.sweep(SYNTHETIC, {"stages.checkpoint.lanes": [3]}, members=6, seed=2)
    compared = ws.compare(futures, {"stages.checkpoint.lanes": 3}).table
    table = found.table([0.5]).query("output_type == 'quantile'").set_index("target")["value"]
    assert table["longest queue at checkpoint"] == pytest.approx(
        compared.loc["longest queue at checkpoint", "after_median"]
    )


def test_an_unknown_of_a_scenario_can_be_held() -> None:
    found = ws.sweep(SYNTHETIC, {"unknowns.people_inside": [500, 5000]}, members=8)
    few, many = found.parts[0].values[:, :, [each.name for each in found.parts[0].targets].index("most people at camp")]
    assert (few < many).all()


def test_problems_of_folders_settings_and_design_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        ws.sweep(
            [VALLEY, SYNTHETIC / "nothing"],
            ["move_rules.camp_wait=1,2", "move_rules.camp_weight=-3,1", "x"],
            members=0,
        )
    text = str(caught.value)
    for part in ("members is 0", "nothing", "camp_weight", '"-3" is negative', '"x" varies nothing'):
        assert part in text
    with pytest.raises(InputError, match=r'not an unknown of this scenario\. Did you mean "people_inside"'):
        ws.sweep(SYNTHETIC, {"unknowns.peple_inside": [1]}, members=2)
    with pytest.raises(InputError, match='Did you mean "total error"'):
        ws.sweep(VALLEY, {SPEED: [60]}, members=1, target="totl error")


def test_settings_that_another_setting_overrules_are_refused() -> None:
    with pytest.raises(InputError, match=r"use_v1_rules is on and sets it to 200"):
        ws.sweep(VALLEY, {SPEED: [60, 100], "move_rules.use_v1_rules": [True]}, members=1)


def test_the_command_writes_a_table_with_small_counts_guarded_and_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "sweep"
    said = run("sweep", VALLEY, "--set", f"{SPEED}=2,150", "--members", "3", "--out", out)
    assert said.code == 0, said.err
    assert said.out.startswith("2 points, 3 members each: mean of total error, smallest first\n")
    with (out / "sweep.csv").open(encoding="utf-8", newline="") as file:
        people = [float(row["value"]) for row in csv.DictReader(file) if row["unit"] == "people"]
    assert people
    assert not [each for each in people if 0 < each < 10]
    assert (out / "sweep.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert run("sweep", VALLEY, "--set", f"{SPEED}=2,150", "--members", "3", "--out", out, "--json").code == 0


def test_the_figure_is_written_as_svg_and_pdf_and_nothing_else(tmp_path: Path) -> None:
    found = ws.sweep([VALLEY], {SPEED: [60, 150], "move_rules.fixed_routes": [True, False]}, members=2)
    ws.write_sweep_figure(found, tmp_path / "figure.svg")
    ws.write_sweep_figure(found, tmp_path / "figure.pdf", target="people in camps on the last day")
    assert "move_rules.fixed_routes" in (tmp_path / "figure.svg").read_text(encoding="utf-8")
    assert (tmp_path / "figure.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(InputError, match=r"\.svg"):
        ws.write_sweep_figure(found, tmp_path / "figure.png")
