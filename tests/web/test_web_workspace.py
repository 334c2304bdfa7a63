"""What the page keeps of a forecast: plain data beside it, read again after a restart, and said to be old."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")

from starlette.testclient import TestClient

from light import HOST
from waystation.errors import InputError
from waystation.share.rounding import Interval
from waystation.share.table_rows import NeedRow, NeedsTable, SiteAhead, SiteToday, WaitRow
from waystation.web import desk as desks
from waystation.web.application import make_app
from waystation.web.background import StoppedError
from waystation.web.desk import Desk, WorkerError
from waystation.web.guard import COOKIE, Door
from waystation.web.screen_figures import (
    FORMAT,
    DayRow,
    NeedsScreen,
    ScreenFigures,
    UnusedClaims,
    file_of,
    read_figures,
    write_figures,
)
from waystation.web.worker import _Worker
from waystation.web.workspace import Workspace
from waystation.world.starter import DAYS_BEFORE

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "synthetic"
DAY = date(2030, 1, 14)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "valley", ignore=shutil.ignore_patterns(".waystation"))
    return tmp_path / "valley"


def _figures(stem: str, language: str = "en", annotations: str = "") -> ScreenFigures:
    people = Interval(5200.5, 4700, 5900, given_step=None)
    return ScreenFigures(
        FORMAT, stem, annotations, language, DAY, ("A note.",), 9, 8,
        (UnusedClaims(1, "other_place", "of another place"),),
        "Steady.", None, (SiteToday("Lower Camp", people, [SiteAhead(DAY, people, 0.25)], 6000, 0.4, DAY),),
        "More desks.", True, "Lower Camp", (DayRow(DAY, people),), (WaitRow("Search", [("3 hours", "2 to 5")]),), (),
        NeedsScreen((NeedsTable("Lower Camp", ["21 January"], [[NeedRow("Water", "15 l", [("9", "8 to 10")])]]),),
                    ("Lower Camp",), ("water",)),
        {"daily": ("<svg/>", "<svg/>")},
    )  # fmt: skip


def _keep(workspace: Workspace, language: str = "en") -> Path:
    saved = workspace.view().saved_file(members=workspace.members)
    saved.parent.mkdir(exist_ok=True)
    write_figures(saved, _figures(saved.stem, language, workspace.view().annotations_hash))
    return saved


def test_what_is_kept_is_read_again_as_it_was_and_needs_no_worker(folder: Path) -> None:
    saved = _keep(Workspace(folder))
    after_restart = Workspace(folder)
    found, old = after_restart.latest("en")
    assert not old
    assert found is not None
    assert (found.stem, found.sites[0], found.rows, found.needs) == (
        saved.stem, _figures("").sites[0], _figures("").rows, _figures("").needs,
    )  # fmt: skip
    assert not after_restart.must_load("en")
    assert after_restart.desk._process is None


def test_after_a_decision_and_a_restart_the_forecast_is_shown_and_said_to_be_old(folder: Path) -> None:
    workspace = Workspace(folder)
    _keep(workspace)
    claim = workspace.view().claims[0]
    workspace.situation().decide([claim.id], "set aside", "Counted twice.")
    for each in (workspace, Workspace(folder)):
        found, old = each.latest("en")
        assert found is not None
        assert (found.day, old) == (DAY, True)
        with pytest.raises(InputError, match="changed since the forecast was made"):
            each.current("en")
    workspace.situation().decide([claim.id], "accepted", "It was counted once.")
    assert Workspace(folder).latest("fr")[0] is not None  # in another language rather than not at all


def test_the_latest_evening_is_shown_and_no_replay_of_an_earlier_one(folder: Path) -> None:
    workspace = Workspace(folder)
    saved = _keep(workspace)
    earlier = saved.with_name(f"2030-01-09{saved.name[10:]}")
    write_figures(earlier, _figures(earlier.stem))
    workspace.situation().decide([workspace.view().claims[0].id], "set aside", "Counted twice.")
    found, _ = workspace.latest("en")
    assert found is not None
    assert found.stem == saved.stem


def test_what_is_shown_beside_the_same_fit_is_worked_out_anew_when_it_changes(folder: Path) -> None:
    workspace = Workspace(folder)
    saved = _keep(workspace)
    saved.touch()  # the forecast itself
    with (folder / "claims.csv").open("a") as table:
        table.write("2030-06-01,Camp office,2030-06-01,2030-06-01,Lower Camp,4,4,exact,people,camp_population,Late\n")
    assert workspace.view().saved_file(members=workspace.members) == saved  # no fit depends on what came too late
    assert workspace.must_load("en")


@pytest.mark.parametrize("damage", ["", "{", "[1, 2]", '{"format": 1}', "other"])
def test_a_file_that_does_not_fit_is_not_used(folder: Path, damage: str) -> None:
    workspace = Workspace(folder)
    file = file_of(_keep(workspace), "en")
    if damage == "other":  # of another forecast, under this one's name
        file.write_text(file.read_text().replace(file.name.split(".")[0], "2030-01-01-0123456789abcdef"))
    else:
        file.write_text(damage)
    assert read_figures(file) is None
    assert Workspace(folder).latest("en") == (None, False)


def test_a_forecast_begins_by_ending_the_process_that_answers_questions(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    workspace = Workspace(folder, members=50)
    workspace.desk = _worker(monkeypatch, '{"answer": 1}', '{"answer": 2}')
    assert workspace.desk.ask("x") == 1
    workspace.assess(lambda doing, share: None, None, "en")
    assert workspace.desk._process is None


def _worker(monkeypatch: pytest.MonkeyPatch, *lines: str) -> Desk:
    """A worker that says these lines to each task."""
    code = f"import sys\nfor _ in sys.stdin:\n    print({chr(10).join(lines)!r}, flush=True)"
    monkeypatch.setattr(desks, "COMMAND", [sys.executable, "-S", "-c", code])
    return Desk(Path(), 50)


def test_a_task_tells_its_progress_and_then_its_answer_and_the_next_asks_the_same_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, told = _worker(monkeypatch, '{"doing": "Searching", "share": 0.5}', '{"answer": [1]}'), []
    assert desk.ask("x", lambda doing, share: told.append((doing, share))) == [1]
    first = desk._process
    assert desk.ask("y") == [1]
    assert desk._process is first
    assert told == [("Searching", 0.5)]
    desk.end()
    assert desk._process is None


def test_a_stop_ends_the_process_and_problems_and_faults_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(doing: str, share: float) -> None:
        raise StoppedError

    desk = _worker(monkeypatch, '{"doing": "Searching", "share": 0.5}', '{"answer": 1}')
    with pytest.raises(StoppedError):
        desk.ask("x", stop)
    assert desk._process is None
    desk = _worker(monkeypatch, '{"problems": [{"message": "It is too late.", "fix": "Come earlier."}]}')
    with pytest.raises(InputError, match=r"It is too late\. Come earlier\."):
        desk.ask("x")
    desk.end()
    desk = _worker(monkeypatch, "no answer")
    with pytest.raises(InputError, match="a fault of Waystation"):
        desk.ask("x")
    desk.end()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals of this kind")
@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (
            "os.kill(os.getpid(), 9)",
            r"ended by the system before it was done, most often for want of memory\..*--members",
        ),
        ("os.kill(os.getpid(), 15)", r"ended before it was done \(signal 15\)\. Nothing was changed\."),
        ("os._exit(3)", r"ended before it was done \(code 3\)"),
    ],
)
def test_a_worker_that_was_killed_is_no_fault_of_the_program_and_the_next_task_has_another(
    ends: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import os, sys\nfor _ in sys.stdin:\n    {ends}"
    monkeypatch.setattr(desks, "COMMAND", [sys.executable, "-S", "-c", code])
    desk = Desk(Path(), 50)
    with pytest.raises(WorkerError, match=said) as told:
        desk.ask("x")
    assert "fault of Waystation" not in str(told.value)
    desk._command = [
        sys.executable,
        "-S",
        "-c",
        "import sys\nfor _ in sys.stdin:\n    print('{\"answer\": 1}', flush=True)",
    ]
    assert desk.ask("x") == 1
    desk.end()


def test_a_fault_while_a_saved_forecast_is_shown_is_told_and_not_called_no_forecast(
    folder: Path, visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace: Workspace = visitor.app.app.state.workspace  # type: ignore[attr-defined]
    saved = workspace.view().saved_file(members=workspace.members)
    saved.parent.mkdir(exist_ok=True)
    saved.write_bytes(b"a forecast")
    workspace.desk = _worker(monkeypatch, '{"fault": "ZeroDivisionError"}')
    page = visitor.get("/waits").text
    assert "The saved forecast cannot be shown." in page
    assert "a fault of Waystation, not of your data: ZeroDivisionError" in page
    assert "There is no forecast yet" not in page
    workspace.desk.end()
    workspace.desk = _worker(monkeypatch, '{"problems": [{"message": "Not asked again.", "fix": ""}]}')
    assert "ZeroDivisionError" in visitor.get("/needs").text  # at once: it would fail again
    saved.unlink()
    assert workspace.desk._process is None


def test_a_forecast_that_uses_no_figure_says_so_and_why_and_what_to_do(folder: Path, visitor: TestClient) -> None:
    workspace = Workspace(folder)
    saved = workspace.view().saved_file(members=workspace.members)
    saved.parent.mkdir(exist_ok=True)
    why = (UnusedClaims(9, "before_scenario", "of days before the scenario begins"),)
    made = replace(_figures(saved.stem, annotations=workspace.view().annotations_hash), used=0, unused=why)
    write_figures(saved, made)
    page = visitor.get("/").text
    assert "No figure is used: what stands below rests on guesses alone." in page
    assert "<details open>" in page
    assert "set an earlier day at start in scenario.toml, and they count" in page
    write_figures(saved, replace(made, used=3))
    assert "rests on guesses alone" not in visitor.get("/").text


def test_answers_left_as_they_were_proposed_are_guesses_and_the_first_day_leaves_room_for_figures_at_hand(
    tmp_path: Path, door: Door
) -> None:
    with TestClient(make_app(tmp_path / "renk", door), base_url=f"http://{HOST}") as client:
        client.cookies.set(COOKIE, door.session)
        page = client.get("/set-up").text
        form = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
        assert form["first_day"] == str(date.today() - timedelta(days=DAYS_BEFORE))
        form |= {"name": "Joda", "post": "Joda post", "site": "Renk", "origin": "White Nile", "distance_km": "60"}
        form |= {"closes": "18", "level": "high"}
        answer = client.post("/set-up", data=form, headers={"origin": f"http://{HOST}"})
        assert answer.status_code == 200, answer.text
    text = (tmp_path / "renk/scenario.toml").read_text("utf-8")
    assert "lanes = 2 # a guess: count them" in text
    assert 'people_at_start = "people_at_the_start"' in text
    assert "open_hours = [8, 18]\n" in text


def test_loops_are_compiled_once_for_each_program_though_forecasts_of_an_older_one_are_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = []

    class Futures:
        def run(self) -> None:
            compiled.append(1)

    monkeypatch.setattr("waystation.engine.prior_futures", lambda *_, **__: Futures())
    _keep(Workspace(folder))  # an older program has made a forecast here
    worker = _Worker(folder, 50, lambda *_: None)
    for _ in range(2):
        worker.do({"do": "warm"})
    assert compiled == [1]
    monkeypatch.setattr("waystation.web.worker.this_program", lambda: {"waystation": "a later one"})
    worker.do({"do": "warm"})
    assert compiled == [1, 1]


def test_ctrl_c_reaches_the_page_alone_and_the_current_folder_is_not_searched_for_modules(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "tomllib.py").write_text("raise SystemExit('taken from the current folder')")
    monkeypatch.chdir(folder)
    desk = Desk(folder, 50)
    with pytest.raises(InputError, match="changed since the forecast was made"):
        desk.ask("load", stem="2030-01-14-0123456789abcdef")
    assert desk._process is not None
    assert os.getsid(desk._process.pid) != os.getsid(0)
    desk.end()


def test_a_forecast_that_cannot_be_kept_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waystation.situation.View.forecast", lambda *_, **__: None)  # it saved nothing
    with pytest.raises(InputError, match=r"it cannot be kept: \.waystation in .* cannot be written to"):
        _Worker(folder, 50, lambda *_: None).do({"do": "forecast", "day": None, "languages": ["en"]})


def test_the_page_loads_no_library_that_computes(folder: Path) -> None:
    _keep(Workspace(folder))
    code = f"""
import sys
from pathlib import Path
from waystation.web.application import make_app
from waystation.web.guard import Door
from waystation.web.screens import load_screens
from waystation.web.workspace import Workspace
from waystation.world.starter import DAYS_BEFORE
load_screens()
workspace = Workspace(Path({str(folder)!r}))
assert workspace.latest("en")[0] is not None
workspace.drafts(), workspace.view().disagreements
print(sorted({{"numba", "scipy", "pandas", "matplotlib", "xarray"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_worker_loads_no_library_before_it_needs_it_and_none_that_it_never_needs() -> None:
    code = """
import sys
from waystation.web.small_memory import trim, without_unused
without_unused()
import waystation.web.screen_making, waystation.plan.outlook, xarray, numba
trim()
unused = ("dask", "coverage", "matplotlib", "scipy.optimize")
sys.exit(", ".join(name for name in unused if sys.modules.get(name)))"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.stderr.strip() == ""


def test_what_a_loaded_library_relies_on_stays() -> None:
    code = """
import sys
import xarray
from waystation.web.small_memory import without_unused
without_unused()
sys.exit("dask" in sys.modules and sys.modules["dask"] is None)"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
