"""What ``waystation compare`` prints, from which day a change holds, and what it refuses before it computes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from commands import run
from scenarios import write_scenario


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_scenario(tmp_path / "valley")


def test_a_change_holds_from_the_day_given_or_the_day_after_the_as_of_date(folder: Path) -> None:
    change = ("--members", "20", "--set", "stages.search.lanes=+1")
    for options, day in (
        ((), "2030-01-01"),
        (("--as-of", "2030-01-09"), "2030-01-10"),
        (("--as-of", "2030-01-09", "--since", "2030-01-20"), "2030-01-20"),
    ):
        said = run("compare", folder, *change, *options)
        assert said.code == 0, said.err
        assert said.out.startswith(f"stages.search.lanes=+1, from {day} on\n")


def test_a_later_start_saves_less(folder: Path, tmp_path: Path) -> None:
    def saved(since: str) -> float:
        out = tmp_path / "effects.csv"
        run(
            "compare",
            folder,
            "--members",
            "20",
            "--set",
            "stages.search.lanes=x0.1",
            "--since",
            since,
            "--out",
            out,
            "-q",
        )
        with out.open(encoding="utf-8", newline="") as file:
            row = next(row for row in csv.DictReader(file) if row["effect"] == "total waiting")
        return float(row["difference_median"])

    early, late = saved("2030-01-02"), saved("2030-01-30")
    assert early > 0
    assert late < early


def test_a_misspelt_setting_is_refused_before_anything_is_computed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("computed")

    monkeypatch.setattr("waystation.cli.evening.futures_of", never)
    measures = tmp_path / "measures.toml"
    measures.write_text(
        '[[measures]]\nname = "More"\nset = ["stages.serch.lanes=+1", "site.camp.capacity=9"]\ncost = 1\n'
    )
    said = run("compare", folder, "--from", measures, "--out", tmp_path / "out.csv")
    assert said.code == 2
    assert 'Did you mean "search"?' in said.err
    assert 'Did you mean "sites"?' in said.err
    assert not (tmp_path / "out.csv").exists()
