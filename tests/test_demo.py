"""The whole chain on the shipped example, by the command a newcomer runs first."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from commands import run
from light import PROGRAM, light_limits

FILES = ["claims.csv", "forecast.csv", "needs.csv", "published.csv", "report.html", "run.json"]
MEMBERS = "60"
PLANS = import_module("waystation.plan.outlook")
SOLVING = PLANS._solving  # before it is made light
# That a chart is printed the same twice is tested in `tests/share`.
DRAWING = re.compile(rb"<svg.*?</svg>", re.DOTALL)


def _demo(out: Path) -> str:
    command = [*PROGRAM, "demo", "--members", MEMBERS, "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    progress = ("Compiling", "Fitting", "Simulating")  # a line every 15 s: on a slow machine there are some
    assert [line for line in done.stderr.splitlines() if not line.startswith(progress)] == []
    return done.stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that the demo wrote, and what it printed."""
    out = tmp_path_factory.mktemp("demo") / "out" / "baghouz"
    return out, _demo(out)


def test_the_demo_writes_report_tables_and_record_and_nothing_else(demo: tuple[Path, str]) -> None:
    assert sorted(each.name for each in demo[0].iterdir()) == FILES


def test_the_report_of_the_demo_says_what_holds_people_up_and_what_would_help(demo: tuple[Path, str]) -> None:
    page = (demo[0] / "report.html").read_text(encoding="utf-8")
    assert "is what holds people up: in" in page
    assert "How soon everyone could be received" in page
    assert "Deaths on the way and while waiting" in page


def test_the_demo_fits_a_window_of_32_lines(demo: tuple[Path, str]) -> None:
    lines = demo[1].splitlines()
    assert len(lines) <= 32
    assert max(len(line) for line in lines) <= 80
    assert lines[0] == "Baghouz, winter 2018-19, as known on 4 March 2019"
    assert any(line.startswith("Still to come there:") and "80 %" in line for line in lines)


def test_no_claim_of_the_demo_is_later_than_its_as_of_date(demo: tuple[Path, str]) -> None:
    with (demo[0] / "claims.csv").open(encoding="utf-8", newline="") as file:
        published = [row["published"] for row in csv.DictReader(file)]
    assert published
    assert max(published) <= "2019-03-04"


def test_the_record_names_seed_members_versions_and_claims(demo: tuple[Path, str]) -> None:
    record = json.loads((demo[0] / "run.json").read_text(encoding="utf-8"))
    text = json.dumps(record)
    assert record["as_of"] == "2019-03-04"
    for word in ('"seed"', '"members"', '"versions"', '"claims'):
        assert word in text


def test_one_worker_and_two_give_identical_files_and_others_files_stay(
    demo: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The other was started as a newcomer starts it; this one runs here, with the same quick fits.
    monkeypatch.setattr(PLANS, "_solving", SOLVING)
    light_limits(monkeypatch.setattr, futures=1)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "run.json").write_text("an older run", encoding="utf-8")
    assert run("demo", "--members", MEMBERS, "--out", tmp_path, "--workers", "1", "--quiet").code == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([*FILES, "notes.txt"])
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    for name in FILES:
        one, two = (DRAWING.sub(b"", (folder / name).read_bytes()) for folder in (tmp_path, demo[0]))
        assert one == two, name
