"""What stands on both sides of the lines around saved assessments; nothing is fitted here."""

from __future__ import annotations

import inspect
import io
import json
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import waystation as ws
from waystation.situation import saved
from waystation.situation.view import View

DAY = date(2030, 1, 9)


def _file(folder: Path) -> saved.AssessmentFile:
    view = ws.open(folder).as_of(DAY)
    return saved.AssessmentFile(folder, saved.Inputs(view.scenario, tuple(view.claims), DAY, 50, 1))


@pytest.mark.parametrize("many", [11, 12, 13, 15])
def test_the_last_twelve_evenings_are_kept_with_what_was_written_from_them(tmp_path: Path, many: int) -> None:
    for number in range(many):
        for end in (".npz", ".html"):
            (tmp_path / f"{number:02}{end}").write_text("")
            os.utime(tmp_path / f"{number:02}{end}", (1000 + number, 1000 + number))
    saved.tidy(tmp_path / f"{many - 1:02}.npz")
    kept = [f"{number:02}" for number in range(max(0, many - 12), many)]
    assert sorted(each.stem for each in tmp_path.glob("*.npz")) == kept
    assert sorted(each.stem for each in tmp_path.glob("*.html")) == kept


def test_what_was_just_saved_is_kept_where_a_clock_was_set_back(tmp_path: Path) -> None:
    for number in range(14):
        (tmp_path / f"{number:02}.npz").write_text("")
        os.utime(tmp_path / f"{number:02}.npz", (1000 + number, 1000 + number))
    saved.tidy(tmp_path / "00.npz")
    assert sorted(each.stem for each in tmp_path.iterdir()) == ["00", *[f"{each:02}" for each in range(3, 14)]]


@pytest.mark.parametrize(("found", "asked", "serves"), [(0.95, 1.0, True), (0.94, 1.0, False), (2.0, 1.0, True)])
def test_an_effort_within_a_twentieth_of_what_is_asked_for_serves(
    folder: Path, monkeypatch: pytest.MonkeyPatch, found: float, asked: float, serves: bool
) -> None:
    file = _file(folder)
    record = {"format": saved.FORMAT, "key": file.inputs.key, "settings": {"effort_minutes": found}}
    data = io.BytesIO()
    np.savez(data, record=np.array(json.dumps(record)))
    file.path.parent.mkdir()
    file.path.write_bytes(data.getvalue())
    monkeypatch.setattr(saved, "_forecast", lambda *_: ws.open(folder))
    monkeypatch.setattr(saved, "replace", lambda found, **_: found)
    monkeypatch.setattr(saved, "_posterior", lambda _: None)
    assert (file.load(effort=asked) is not None) is serves
    assert file.load() is not None
    assert file.notes == []


def _evening(folder: Path, day: date, **changes: object) -> None:
    inputs = _file(folder).inputs
    record = {"format": saved.FORMAT, "program": saved._program(), "members": 50, "seed": 1} | changes
    data = io.BytesIO()
    np.savez(data, record=np.array(json.dumps(record)), day=np.array(day.isoformat()))
    path = saved.AssessmentFile(folder, replace(inputs, day=day)).path
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data.getvalue())


def test_the_evening_before_is_the_latest_earlier_one_of_the_same_settings(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "_posterior", lambda arrays: str(arrays["day"]))
    assert _file(folder).earlier() is None
    for ago in (-1, 0, 5):
        _evening(folder, DAY - timedelta(days=ago))
    assert _file(folder).earlier() == "2030-01-04"
    _evening(folder, DAY - timedelta(days=1))
    assert _file(folder).earlier() == "2030-01-08"
    for changes in ({"members": 51}, {"seed": 2}, {"format": saved.FORMAT + 1}, {"program": "another"}):
        _evening(folder, DAY - timedelta(days=1), **changes)
        assert _file(folder).earlier() == "2030-01-04"


def test_something_can_be_changed_from_the_day_after_what_is_known_and_else_from_the_start(folder: Path) -> None:
    assert ws.open(folder).as_of(DAY).tomorrow == date(2030, 1, 10)
    (folder / "claims.csv").unlink()
    assert ws.open(folder).as_of().tomorrow is None


def test_whoever_asks_for_no_members_asks_for_those_of_a_forecast(folder: Path) -> None:
    usual = {name: each.default for name, each in inspect.signature(View.forecast).parameters.items()}
    view = ws.open(folder).as_of(DAY)
    assert view.saved_file() == view.saved_file(members=usual["members"], seed=usual["seed"])
    for other in ({"members": usual["members"] + 1}, {"seed": usual["seed"] + 1}):
        assert view.saved_file(**other) != view.saved_file()
