"""``waystation forecast CLAIMS.csv`` and ``waystation backtest surges``."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from commands import run

CLAIMS = "published,source,about_start,about_end,place,quantity_low,quantity_high,qualifier,unit,term,note\n" + "".join(
    f"2030-01-{day:02},Radio,2030-01-01,2030-01-{day:02},Border,{people},{people},about,people,arrived,Made up\n"
    for day, people in [(2, 3000), (3, 8000), (4, 12000), (6, 15000), (9, 18000)]
)
TARGETS = "surge,published,date,total,place,term\n" + "".join(
    f"made_up,2030-01-{day:02},2030-01-{day:02},{people},Border,arrived\n"
    for day, people in [(2, 3000), (3, 8000), (4, 12000), (6, 15000), (9, 18000)]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    header, rows = CLAIMS.split("\n", 1)
    tags = "#date+published,#meta+source" + "," * (header.count(",") - 1)
    (tmp_path / "made_up.csv").write_text(f"{header}\n{tags}\n{rows}", encoding="utf-8")
    (tmp_path / "targets.csv").write_text(TARGETS, encoding="utf-8")
    return tmp_path


def test_a_table_of_claims_alone_gives_report_table_and_record(folder: Path) -> None:
    said = run(
        "forecast", folder / "made_up.csv", "--place", "Border", "--as-of", "2030-01-04", "--out", folder / "out"
    )
    assert said.code == 0, said.err
    assert "3 of 3 claims used" in said.out
    assert "made_up.csv, row 2: skipped, it has HXL tags." in " ".join(said.out.split())
    assert sorted(each.name for each in (folder / "out").iterdir()) == [
        "claims.csv", "forecast.csv", "report.html", "run.json",
    ]  # fmt: skip
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "18,000" not in (folder / "out" / "claims.csv").read_text(encoding="utf-8")


def test_a_stock_may_fall_and_is_not_told_as_people_still_to_come(folder: Path) -> None:
    header, rows = CLAIMS.split("\n", 1)
    stock = rows.replace("arrived", "camp_population").replace("2030-01-01", "")
    (folder / "stock.csv").write_text(f"{header}\n{stock}", encoding="utf-8")
    asked = ("--place", "Border", "--term", "camp_population", "--as-of", "2030-01-09")
    said = run("forecast", folder / "stock.csv", *asked, "--out", folder / "out")
    assert said.code == 0, said.err
    assert "Change of the people there within" in said.out
    assert "Still to come" not in said.out + (folder / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_table_of_counts_is_told_with_the_command_that_makes_claims_of_it(tmp_path: Path, separator: str) -> None:
    rows = ["date,place,arrivals", *(f"2030-01-0{day},Border,{day}00" for day in (1, 2, 3))]
    table = tmp_path / "our counts.csv"
    table.write_text("\n".join(rows).replace(",", separator), encoding="utf-8")
    said = run("forecast", table, "--place", "Border", "--as-of", "2030-01-03", "--out", tmp_path / "out")
    mapping = tmp_path / "our counts.mapping.toml"
    told = f"waystation take '{table}' --mapping '{mapping}' --out claims.csv"
    assert said.code == 2
    assert f"looks like a table of counts, not of claims: {told}" in " ".join(said.err.split())
    assert "published" not in said.err


def test_a_faulty_table_of_claims_is_not_taken_for_one_of_counts(folder: Path) -> None:
    header, rows = CLAIMS.split("\n", 1)
    table = folder / "slip.csv"
    table.write_text(f"{header.replace('published', 'came_out')}\n{rows}", encoding="utf-8")
    said = run("forecast", table, "--place", "Border", "--out", folder / "out")
    assert said.code == 2
    assert "table of counts" not in said.err
    assert 'column "came_out"' in said.err


def test_a_table_without_a_place_and_options_of_folders_are_refused(folder: Path) -> None:
    said = run("forecast", folder / "made_up.csv", "--members-file", "--out", folder / "out")
    assert said.code == 2
    assert "--members-file is for forecast scenario, not for forecast surge" in said.err
    said = run("forecast", folder / "made_up.csv", "--out", folder / "out")
    assert "Add --place NAME." in said.err
    assert not (folder / "out").exists()


def test_a_backtest_writes_every_pair_with_every_level_and_a_page(folder: Path) -> None:
    out = folder / "forecasts.csv"
    said = run("backtest", "surges", folder / "targets.csv", "--claims", folder, "--out", out, "--members", "300")
    assert said.code == 0, said.err
    for method in ("waystation", "flat", "rate", "fading"):
        assert f"\n{method} " in said.out
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert {(row["as_of"], row["date"]) for row in rows} == {
        ("2030-01-04", "2030-01-06"), ("2030-01-04", "2030-01-09"), ("2030-01-06", "2030-01-09"),
    }  # fmt: skip
    assert len(rows) == 3 * 7
    assert "do the intervals hold" in out.with_suffix(".html").read_text(encoding="utf-8")


def test_all_that_is_wrong_with_a_folder_of_surges_is_said_at_once(folder: Path) -> None:
    (folder / "targets.csv").write_text(
        TARGETS + "other,2030-01-02,2030-01-02,x,Border,arrived\nmade_upp,2030-01-02,2030-01-02,5,Border,arrived\n",
        encoding="utf-8",
    )
    said = run("backtest", "surges", folder / "targets.csv", "--claims", folder, "--out", folder / "f.csv", "--strict")
    assert said.code == 2
    assert "row 7" in said.err
    assert 'no claims of the surge "made_upp"' in said.err
    assert not (folder / "f.csv").exists()


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_forecast(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: object, **__: object) -> None:
        raise AssertionError("forecasts were made first")

    monkeypatch.setattr("waystation.cli.backtest_past.run_shown", too_late)
    said = run("backtest", "surges", folder, "--out", folder / "missing" / "forecasts.csv")
    assert said.code == 2
    assert said.err.count("the folder does not exist") == 3  # both tables and the page are named at once
    assert "forecasts_forward.csv" in said.err
