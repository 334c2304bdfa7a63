"""Sensitivity indices agree with what theory says of known functions; a lost run is never read as "no influence"."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import pytest

import waystation as ws
from commands import SYNTHETIC, run
from waystation.errors import InputError

pytestmark = pytest.mark.charts

VALLEY = Path(__file__).parents[2] / "examples" / "flee_valley"
PI = f"{-math.pi}:{math.pi}"


def _ishigami(points: list[dict[str, float]]) -> np.ndarray:
    x, y, z = (np.array([point[name] for point in points]) for name in "xyz")
    return np.asarray(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


def _theory() -> dict[tuple[str, str], float]:
    """Ishigami, Homma (1990): variances in closed form, a = 7, b = 0.1."""
    alone = {"x": 0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2, "y": 49 / 8, "z": 0.0}
    together = 0.1**2 * math.pi**8 * (1 / 18 - 1 / 50)  # of x and z
    whole = sum(alone.values()) + together
    total = {"x": alone["x"] + together, "y": alone["y"], "z": together}
    return {(n, "first order"): v / whole for n, v in alone.items()} | {
        (n, "total"): v / whole for n, v in total.items()
    }


def test_sobol_indices_of_a_known_function_lie_within_their_intervals() -> None:
    inside, many = 0, 0
    for seed in range(8):
        table = ws.sensitivity_of(_ishigami, dict.fromkeys("xyz", PI), samples=512, seed=seed)
        for row in table.itertuples():
            truth = _theory()[row.setting, row[2]]
            inside += row.low <= truth <= row.high
            many += 1
            assert row.value == pytest.approx(truth, abs=0.15)
    # 48 intervals of 95 %: 41 or fewer inside happens once in two hundred times if they are what they say.
    assert many == 48
    assert inside >= 42


def test_morris_effects_of_a_linear_function_are_its_slopes_times_the_ranges() -> None:
    table = ws.sensitivity_of(
        lambda points: [3 * p["a"] - 2 * p["b"] for p in points], {"a": "0:2", "b": "1:2"}, method="morris", samples=6
    ).set_index(["setting", "index"])["value"]
    assert table["a", "mean effect"] == pytest.approx(6)
    assert table["b", "mean effect"] == pytest.approx(-2)
    assert table["b", "mean absolute effect"] == pytest.approx(2)
    assert table["a", "spread of effects"] == pytest.approx(0, abs=1e-9)


def test_values_of_a_list_are_as_likely_as_each_other() -> None:
    # A fair coin's variance is 1/4; a uniform share's 1/12.
    table = ws.sensitivity_of(
        lambda points: [p["coin"] + p["share"] for p in points], {"coin": [True, False], "share": "0:1"}, samples=512
    ).set_index(["setting", "index"])
    row = table.loc[("coin", "total")]
    assert row["low"] <= 0.75 <= row["high"]


def test_a_lost_run_is_refused_by_number_and_a_constant_is_said() -> None:
    def lost(points: list[dict[str, float]]) -> np.ndarray:
        values = np.array([point["a"] for point in points])
        values[4] = math.nan
        return values

    with pytest.raises(InputError, match="no value at 1 of 24 points, the first of them point 5"):
        ws.sensitivity_of(lost, {"a": "0:1"}, samples=8)
    with pytest.raises(InputError, match="2 at every point: none of these settings changes it"):
        ws.sensitivity_of(lambda points: [2.0] * len(points), {"a": "0:1"}, samples=8)


def test_samples_that_do_not_fit_the_method_are_refused_with_ones_that_do() -> None:
    for method, samples, said in (("sobol", 100, "Use 128"), ("morris", 2, "4 or more"), ("sbl", 8, '"sobol"')):
        with pytest.raises(InputError, match=said):
            ws.sensitivity_of(lambda points: [], {"a": "0:1"}, method=method, samples=samples)  # type: ignore[arg-type]


def test_without_salib_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample.sobol", None)
    with pytest.raises(InputError, match=r'pip install "waystation\[sensitivity\]"'):
        ws.sensitivity_of(lambda points: [], {"a": "0:1"})


def test_the_speed_matters_and_a_setting_without_effect_does_not() -> None:
    ranges = {"move_rules.max_move_speed": "60:200", "move_rules.max_crossing_speed": "10:30"}
    found = ws.sensitivity(VALLEY, ranges, samples=8)
    table = found.table.set_index(["setting", "index"])["value"]
    assert table["move_rules.max_crossing_speed", "total"] == 0
    assert table["move_rules.max_move_speed", "total"] > 0.5


def test_reception_has_indices_of_every_target_asked_for() -> None:
    ranges = {"stages.checkpoint.lanes": "1:6", "unknowns.people_inside": "500:5000"}
    asked = ["longest queue at checkpoint", "most people at camp"]
    found = ws.sensitivity(SYNTHETIC, ranges, samples=8, method="morris", members=4, target=asked)
    table = found.table.set_index(["target", "setting", "index"])["value"]
    effect = "mean effect"
    assert table[asked[0], "stages.checkpoint.lanes", effect] < 0 < table[asked[0], "unknowns.people_inside", effect]
    assert set(found.table["unit"]) == {"people"}


def test_a_target_that_some_member_lacks_is_refused_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Synthetic valley: The target has no value"):
        ws.sensitivity(
            SYNTHETIC, {"stages.checkpoint.lanes": "0.1:0.2"}, method="morris", samples=4, members=4,
            target="nearly all received",
        )  # fmt: skip


def test_the_command_writes_a_table_and_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ranges = ("--set", "move_rules.max_move_speed=60:200", "--set", "move_rules.fixed_routes=true,false")
    said = run("sensitivity", VALLEY, *ranges, "--method", "morris", "--samples", "4", "--out", out)
    assert said.code == 0, said.err
    assert "move_rules.max_move_speed: mean absolute effect" in said.out
    assert (out / "sensitivity.csv").read_text(encoding="utf-8").startswith("folder,target,unit,setting,index,value")
    assert "move_rules.fixed_routes" in (out / "sensitivity.svg").read_text(encoding="utf-8")
