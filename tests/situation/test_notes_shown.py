"""What was skipped or may be wrong is said at every door: on screen, in run.json, on the page."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from waystation.claims import read_claims, used_and_unused
from waystation.claims.claim import changed
from waystation.cli import main
from waystation.forecast.scenario.evidence import observations
from waystation.forecast.scenario.forecast_scenario import _outside
from waystation.share import report_html, run_record
from waystation.share.reported_shown import outside_lines
from waystation.situation import open as open_situation
from waystation.world import load_scenario

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "synthetic"


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    folder = tmp_path / "valley"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".waystation"))
    return folder


def test_a_skipped_row_of_hxl_tags_is_said_by_claims_list(valley: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = valley / "claims.csv"
    head, *rows = table.read_text("utf-8").splitlines()
    tags = ",".join("#" + name.replace("_", "") for name in head.split(","))
    table.write_text("\n".join([head, tags, *rows]) + "\n", "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["claims", "list", str(table)])
    assert not ended.value.code
    said = capsys.readouterr().out
    assert f"{len(rows)} claims." in said
    assert "HXL" in said.split("claims.")[-1]


@pytest.mark.parametrize(
    ("qualifier", "figure", "flagged"),
    [
        ("about", 4000.0, True),
        ("about", 1150.0, False),
        ("at least", 20.0, False),
        ("at least", 4000.0, True),
        ("up to", 9000.0, False),
        ("up to", 20.0, True),
    ],
)
def test_a_claim_outside_what_its_reporter_would_have_seen_is_flagged(
    qualifier: str, figure: float, flagged: bool
) -> None:
    """Reported counts of 900 to 1,100: "at least 20" and "up to 9,000" say nothing against them, 4,000 does."""
    scenario = load_scenario(EXAMPLE)
    [row] = [each for each in read_claims(EXAMPLE / "claims.csv") if each.term == "camp_population"][:1]
    low, high = (None if qualifier == "up to" else figure), (None if qualifier == "at least" else figure)
    claim = changed(row, quantity_low=low, quantity_high=high, qualifier=qualifier)
    [seen], _ = observations(scenario, [claim])
    assert _outside(seen, np.linspace(900.0, 1100.0, 400)) is flagged


def test_the_flag_is_said_on_screen_on_the_first_page_and_in_the_record(valley: Path) -> None:
    found = open_situation(valley).as_of().forecast(members=50, save=False)
    latest = max((each for each in found.evidence if each.used), key=lambda each: each.claim.published)
    flagged = [dataclasses.replace(each, outside=each is latest) for each in found.evidence]
    forecast = dataclasses.replace(found.forecast, evidence=flagged)
    [said] = outside_lines(forecast)
    assert said.startswith("Look at this first: ")
    assert latest.claim.place in said
    page = report_html(forecast, found.needs, [])
    assert page.index(said.split(":")[0]) < page.index("In short")
    record = run_record(forecast)
    assert record["claims"]["outside"] == [said]
    assert record["settings"]["settings_file"] == "valley/scenario.toml"
    assert "valley/scenario.toml" in page
    assert used_and_unused(flagged).used == found.used.used  # it stays in the forecast: no winner is declared
