"""What was read from reports is kept beside the forecasts: read once, and again when anything of it has changed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import waystation as ws
from waystation.claims import reading
from waystation.situation import kept_readings

NOTE = "Published: 2030-01-09\nPublisher: Valley Council\n\nSome 300 people arrived at Lower Camp on 8 January."


@pytest.fixture
def reports(folder: Path) -> Path:
    """The folder of reports of a scenario that keeps its forecasts."""
    (folder / ".waystation").mkdir()
    (folder / "reports").mkdir()
    (folder / "reports" / "a.txt").write_text(NOTE, encoding="utf-8")
    return folder / "reports"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts how often reports are read."""
    counted: list[int] = []
    real = reading.read_each

    def counting(*arguments: object) -> object:
        counted.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "read_each", counting)
    return counted


def _figures(situation: ws.Situation) -> list[float | None]:
    return [claim.quantity_low for report in situation.reports for claim in report.claims]


def test_reports_are_read_once_and_what_is_kept_says_the_same(reports: Path, read: list[int]) -> None:
    first = ws.open(reports.parent)
    again = ws.open(reports.parent)
    assert len(read) == 1
    assert _figures(first) == [300]
    assert again.reports == first.reports
    assert again.drafts == first.drafts
    assert again.as_of("2030-01-09").claims == first.as_of("2030-01-09").claims
    kept = again.reports[0].readings[0]
    assert type(kept.spans) is type(first.reports[0].readings[0].spans)
    assert again.reports[0].report.text[slice(*kept.spans["figure"])] == "300"


def test_they_are_read_again_when_a_report_a_place_or_the_program_changes(
    reports: Path, read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ws.open(reports.parent)
    (reports / "a.txt").write_text(NOTE.replace("300", "450"), encoding="utf-8")
    assert _figures(ws.open(reports.parent)) == [450]
    (reports / "b.txt").write_text(NOTE.replace("300", "20"), encoding="utf-8")
    assert sorted(map(float, filter(None, _figures(ws.open(reports.parent))))) == [20, 450]
    places = reports.parent / "places.csv"
    places.write_text(places.read_text("utf-8") + "\n", encoding="utf-8")
    ws.open(reports.parent)
    assert len(read) == 3  # a blank row is no other place
    monkeypatch.setattr(kept_readings, "this_program", lambda: {"waystation": "another"})
    ws.open(reports.parent)
    assert len(read) == 4


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": 3}', "null", "\udcff"])
def test_a_damaged_file_is_not_read(reports: Path, read: list[int], damage: str) -> None:
    ws.open(reports.parent)
    kept = reports.parent / ".waystation" / "readings.json"
    kept.write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert _figures(ws.open(reports.parent)) == [300]
    assert len(read) == 2


def test_what_is_kept_without_a_claims_place_is_read_again(reports: Path, read: list[int]) -> None:
    ws.open(reports.parent)
    kept = reports.parent / ".waystation" / "readings.json"
    told = json.loads(kept.read_text("utf-8"))
    del told["reports"][0]["readings"][0]["claim"]["place"]
    kept.write_text(json.dumps(told), encoding="utf-8")
    assert _figures(ws.open(reports.parent)) == [300]
    assert len(read) == 2


def test_nothing_is_kept_where_there_are_no_forecasts_nor_after_the_reports_are_gone(reports: Path) -> None:
    kept = reports.parent / ".waystation" / "readings.json"
    ws.open(reports.parent)
    assert kept.is_file()
    (reports / "a.txt").unlink()
    reports.rmdir()
    ws.open(reports.parent)
    assert not kept.exists()
    kept.parent.rmdir()
    reports.mkdir()
    (reports / "a.txt").write_text(NOTE, encoding="utf-8")
    ws.open(reports.parent)
    assert not kept.parent.exists()


def test_what_a_first_forecast_has_read_is_kept_once_it_is_saved_unless_a_report_changed_meanwhile(
    reports: Path, read: list[int]
) -> None:
    forecasts = reports.parent / ".waystation"
    forecasts.rmdir()
    first = ws.open(reports.parent)
    forecasts.mkdir()  # as saving does
    first.keep_readings()
    assert ws.open(reports.parent).reports == first.reports
    assert len(read) == 1
    (forecasts / "readings.json").unlink()
    (reports / "a.txt").write_text(NOTE.replace("300", "350"), encoding="utf-8")
    first.keep_readings()
    assert not (forecasts / "readings.json").exists()


def test_saving_a_forecast_keeps_the_readings(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import waystation.forecast  # noqa: F401
    from waystation.situation import saved, view

    kept: list[Path] = []
    monkeypatch.setattr(sys.modules["waystation.forecast"], "forecast", lambda *_, **__: None)
    monkeypatch.setattr(saved.AssessmentFile, "save", lambda *_: [])
    monkeypatch.setattr(saved.AssessmentFile, "earlier", lambda *_: None)
    monkeypatch.setattr(ws.Situation, "keep_readings", lambda self: kept.append(self.folder))
    monkeypatch.setattr(view.View, "_with_all_claims", lambda *_: None)
    now = ws.open(reports.parent).as_of("2030-01-09")
    kept.clear()  # of opening the folder
    now.forecast(members=50, save=False)
    assert kept == []
    now.forecast(members=50)
    assert kept == [reports.parent]
