"""One situation from one load: what it holds, what was known of it, and that it is fitted once an evening."""

from __future__ import annotations

import builtins
import io
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import waystation as ws
from commands import replace, run
from waystation.forecast.scenario import effort, forecast_scenario, sampler
from waystation.situation.saved import FORMAT

DAY = date(2030, 1, 9)
QUICK = ("--members", "50", "--as-of", DAY.isoformat())


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts how often something is fitted."""
    counted: list[int] = []
    real = sampler.sample

    def counting(*arguments: object, **options: object) -> object:
        counted.append(1)
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(forecast_scenario, "sample", counting)
    return counted


def test_all_problems_of_all_files_are_told_at_once_and_nothing_else_is_handed_out(folder: Path) -> None:
    replace(folder, "scenario.toml", "open_hours = [6, 18]", "open_hours = [6, 60]")
    replace(folder, "claims.csv", "Lower Camp", "Lower Cmp")
    (folder / "reports").mkdir()
    (folder / "reports" / "a.txt").write_text("Some 300 people came.", encoding="utf-8")
    situation = ws.open(folder)
    assert {each.file for each in situation.problems} == {"scenario.toml", "claims.csv", "reports/a.txt"}
    with pytest.raises(ws.InputError, match="Lower Camp"):
        situation.as_of(DAY)


def test_what_was_published_later_is_not_known(folder: Path) -> None:
    view = ws.open(folder).as_of(date(2030, 1, 7))
    assert [claim.published for claim in view.claims] == [date(2030, 1, 6)]
    assert all(event.published <= view.day for event in view.scenario.events)
    assert len(ws.open(folder).claims) == 3


def test_an_evening_may_be_given_as_text_or_as_a_time_and_what_is_none_is_told(folder: Path) -> None:
    situation = ws.open(folder)
    assert situation.as_of("2030-01-09").day == situation.as_of(datetime(2030, 1, 9, 18)).day == DAY
    with pytest.raises(ws.InputError, match='"9 Janvember" is not a date'):
        situation.as_of("9 Janvember")


def test_a_claim_from_after_the_scenario_does_not_take_the_as_of_date_with_it(folder: Path) -> None:
    before = ws.open(folder).as_of()
    row = (folder / "claims.csv").read_text("utf-8").strip().splitlines()[-1]
    later = row.replace("2030-", "2039-")
    with (folder / "claims.csv").open("a", encoding="utf-8") as file:
        file.write(f"{later}\n")
    view = ws.open(folder).as_of()
    assert (view.day, view.claims) == (before.day, before.claims)
    assert any("after the scenario ends" in note and note.endswith(": 1.") for note in view._notes)


def test_claims_from_before_the_scenario_are_known_on_its_first_day_and_only_later_ones_are_no_evening(
    folder: Path,
) -> None:
    text = (folder / "claims.csv").read_text("utf-8")
    (folder / "claims.csv").write_text(text.replace("2030-", "2029-"), encoding="utf-8")
    situation = ws.open(folder)
    assert situation.as_of().day == situation.scenario.settings.start
    (folder / "claims.csv").write_text(text.replace("2030-", "2039-"), encoding="utf-8")
    with pytest.raises(ws.InputError, match="All 3 claims came out after the scenario ends"):
        ws.open(folder).as_of()


def test_a_folder_in_flees_format_is_told_what_it_is_for(tmp_path: Path) -> None:
    for name in ("sim_period.csv", "locations.csv", "routes.csv"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for command in (("limit", tmp_path), ("forecast", tmp_path)):
        said = run(*command)
        assert said.code == 2
        assert "Flee's format" in said.err
        assert "forecast camps" in said.err


def test_an_evening_is_fitted_once_whatever_is_asked_of_it(folder: Path, tmp_path: Path, fits: list[int]) -> None:
    assert run("forecast", folder, *QUICK, "--out", tmp_path / "out").code == 0
    for command in (("needs",), ("limit", "--futures", "1"), ("compare", "--set", "stages.search.lanes=+1")):
        assert run(command[0], folder, *QUICK, *command[1:]).code == 0
    assert run("report", folder, *QUICK, "--out", tmp_path / "report.html").code == 0
    assert run("forecast", folder, *QUICK, "--out", tmp_path / "again").code == 0
    assert len(fits) == 1
    for file in (tmp_path / "out").iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes(), file.name
    assert run("needs", folder, *QUICK, "--fresh").code == 0
    assert len(fits) == 2


def test_more_effort_fits_anew_and_what_was_found_then_serves_whoever_asks_for_less(
    folder: Path, fits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A minute is worked out, never measured: as if of a machine that is twenty times as slow.
    monkeypatch.setattr(effort, "Effort", forecast_scenario.Effort)  # type: ignore[attr-defined]
    for each in ("_SECONDS_A_MOVE", "_SECONDS_A_STEP"):
        monkeypatch.setattr(effort, each, 20 * getattr(effort, each))
    view = ws.open(folder).as_of(DAY)
    view.forecast(members=50, effort=0.05)
    view.forecast(members=50, effort=0.1)
    assert len(fits) == 2
    for asked in (None, 0.05, 0.1):
        again = view.forecast(members=50, effort=asked)
        assert again.forecast.settings["effort_minutes"] == pytest.approx(0.1, rel=0.05)
    assert len(fits) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: replace(folder, "claims.csv", "420,420", "430,430"),
        lambda folder: replace(folder, "scenario.toml", "open_hours = [6, 18]", "open_hours = [6, 19]"),
    ],
    ids=["a claim", "a setting"],
)
def test_another_input_is_another_evening(folder: Path, fits: list[int], change: object) -> None:
    ws.open(folder).as_of(DAY).forecast(members=50)
    assert callable(change)
    change(folder)
    ws.open(folder).as_of(DAY).forecast(members=50)
    ws.open(folder).as_of(DAY).forecast(members=50, seed=2)
    assert len(fits) == 3


def test_a_claim_published_later_changes_nothing(folder: Path, fits: list[int]) -> None:
    ws.open(folder).as_of(DAY).forecast(members=50)
    with (folder / "claims.csv").open("a", encoding="utf-8") as file:
        file.write("2030-01-12,Radio,,2030-01-12,Lower Camp,5000,5000,about,people,camp_population,\n")
    again = ws.open(folder).as_of(DAY).forecast(members=50)
    assert len(fits) == 1
    assert not again.refitted


def test_what_is_read_back_is_what_was_saved(folder: Path) -> None:
    first = ws.open(folder).as_of(DAY).forecast(members=50)
    second = ws.open(folder).as_of(DAY).forecast(members=50)
    assert (first.refitted, second.refitted) == (True, False)
    assert first.forecast.members.identical(second.forecast.members)
    assert first.forecast.table.equals(second.forecast.table)
    assert first.forecast.unknowns.equals(second.forecast.unknowns)
    assert first.evidence == second.evidence
    assert first.forecast.settings == second.forecast.settings
    same = first.what_if({"stages.search.lanes": "+1"}).table
    assert same.equals(second.what_if(["stages.search.lanes=+1"]).table)


def test_a_saved_file_that_is_no_assessment_of_this_version_is_not_read(folder: Path, fits: list[int]) -> None:
    ws.open(folder).as_of(DAY).forecast(members=50)
    [file] = (folder / ".waystation").glob("*.npz")
    for damage in (b"", b"no archive", file.read_bytes()[:500]):
        file.write_bytes(damage)
        found = ws.open(folder).as_of(DAY).forecast(members=50)
        assert any("cannot be used" in note for note in found.notes)
    with np.load(file) as whole:
        arrays = {name: whole[name] for name in whole.files}
    arrays["record"] = np.array(str(arrays["record"]).replace(f'"format": {FORMAT}', f'"format": {FORMAT - 1}'))
    np.savez(file, **arrays)
    assert ws.open(folder).as_of(DAY).forecast(members=50).refitted
    np.savez(file, **{name: np.array([{"a": 1}], dtype=object) for name in arrays})  # what only pickle could read
    assert ws.open(folder).as_of(DAY).forecast(members=50).refitted
    assert len(fits) == 6


def test_the_next_evening_starts_from_the_saved_one_unless_its_past_has_changed(folder: Path) -> None:
    next_day = date(2030, 1, 10)
    ws.open(folder).as_of(DAY).forecast(members=50)
    found = ws.open(folder).as_of(next_day).forecast(members=50, save=False).forecast.settings
    full = ws.open(folder).as_of(next_day).forecast(members=50, fresh=True, save=False).forecast.settings
    # The claims of one day may be more than fifty members can meet: then a full fit says so.
    assert found["full_fit"] == DAY.isoformat() or "leave" in found["full_fit_because"]
    assert found["changes"]["since"] == DAY.isoformat()
    assert full["changes"] is None
    replace(folder, "claims.csv", "420,420", "430,430")
    changed = ws.open(folder).as_of(next_day).forecast(members=50, save=False).forecast.settings
    assert "has changed since" in changed["full_fit_because"]


def test_where_the_folder_cannot_be_written_to_that_is_said_and_the_work_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".waystation").write_text("a file where a folder would be made", encoding="utf-8")
    said = run("forecast", folder, *QUICK, "--out", tmp_path / "out")
    assert said.code == 0
    assert "this assessment is not saved" in " ".join(said.out.split())
    assert (tmp_path / "out" / "report.html").exists()


def test_every_file_of_a_scenario_is_opened_once_by_every_command(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "reports").mkdir()
    (folder / "reports" / "a.txt").write_text(
        "Published: 2030-01-08\nPublisher: Radio\n\nSome 310 people arrived at Lower Camp on 7 January 2030.\n", "utf-8"
    )
    quick = " ".join(QUICK)
    commands = [
        f"check {folder}",
        f"claims conflicts {folder}",
        f"needs {folder} {quick}",  # fits the evening, and those that follow take what was saved
        f"limit {folder} {quick} --futures 1",
        f"compare {folder} {quick} --set stages.search.lanes=+1",
        f"forecast {folder} {quick} --fresh --out out",
    ]
    times: Counter[str] = Counter()
    real = io.open

    def counting(file: object, *arguments: Any, **options: Any) -> object:
        times[str(file)] += 1
        return real(file, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.chdir(tmp_path)
    for module in (io, builtins):
        monkeypatch.setattr(module, "open", counting)
    for command in commands:
        times.clear()
        assert run(*command.split()).code == 0, command
        names = ("scenario.toml", "places.csv", "routes.csv", "events.csv", "claims.csv", "reports/a.txt")
        expected = dict.fromkeys(names, 1)
        # Looked at before it is read, as what is kept may hold; by the first forecast, which keeps it, afterwards too.
        expected["reports/a.txt"] = {"check": 2, "claims": 2, "needs": 3}.get(command.split()[0], 1)
        assert {name: times[str(folder / name)] for name in names} == expected, command
