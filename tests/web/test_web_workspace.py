"""What the page keeps in memory: a forecast stays until another takes its place, and is worked out once."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")

from waystation.situation import View
from waystation.web.workspace import Workspace

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "synthetic"


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Days whose saved assessment was loaded; only the claims that stand in the folder now have one."""
    found: list[date] = []
    whole: list[int] = []

    def remembered(view: View, **_: object) -> SimpleNamespace | None:
        whole[:] = whole or [len(view.claims)]
        if len(view.claims) != whole[0]:
            return None
        found.append(view.day)
        return SimpleNamespace(view=view)

    monkeypatch.setattr(View, "remembered", remembered)
    return found


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    shutil.copytree(EXAMPLE, tmp_path / "valley", ignore=shutil.ignore_patterns(".waystation"))
    return Workspace(tmp_path / "valley")


def test_a_forecast_stays_and_is_said_to_be_old_once_a_claim_is_set_aside(
    workspace: Workspace, loads: list[date]
) -> None:
    first = workspace.assessment()
    assert first is not None
    assert workspace.up_to_date
    claim = workspace.view().claims[0]
    workspace.situation().decide([claim.id], "set aside", "Counted twice.")
    assert workspace.assessment() is first
    assert not workspace.up_to_date
    assert len(loads) == 1


def test_what_was_worked_out_from_a_forecast_outlives_a_change_of_another_file(
    workspace: Workspace, loads: list[date]
) -> None:
    made: list[int] = []
    for text in ("", "place,item,amount\n"):
        (workspace.folder / "stock.csv").write_text(text)
        found = workspace.assessment()
        assert found is not None
        workspace.shown(found, "waits", lambda: made.append(1))
    assert len(made) == len(loads) == 1


def test_evenings_looked_at_are_kept_a_few_at_a_time_and_the_latest_stays(
    workspace: Workspace, loads: list[date]
) -> None:
    latest = workspace.assessment()
    assert latest is not None
    workspace.shown(latest, "waits", lambda: "latest")
    for number in range(9):
        workspace.shown(SimpleNamespace(view=workspace.view()), "waits", lambda number=number: number)
    assert len(workspace._kept) == 5
    assert workspace.shown(latest, "waits", lambda: "anew") == "latest"


@pytest.mark.parametrize("stopped", [False, True])
def test_a_forecast_is_not_lost_where_a_claim_is_decided_on_while_it_runs(
    workspace: Workspace, loads: list[date], monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    del loads
    monkeypatch.setattr("waystation.web.screens.prepare", lambda *_: None)
    monkeypatch.setattr(View, "forecast", lambda view, **_: SimpleNamespace(view=view))
    first = workspace.assessment()
    claim = workspace.view().claims[0]

    def tell(step: str, share: float) -> None:
        workspace.situation().decide([claim.id], "set aside", "Counted twice.")
        if stopped:
            raise KeyboardInterrupt

    if stopped:
        with pytest.raises(KeyboardInterrupt):
            workspace.assess(tell)
    else:
        workspace.assess(tell)
    latest = workspace.assessment()
    assert latest is not None
    assert latest is not first
    assert not workspace.up_to_date
