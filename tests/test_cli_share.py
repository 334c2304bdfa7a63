"""``waystation share`` and ``waystation new``: what is told, kept and deleted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import waystation.files
from commands import SYNTHETIC, run
from waystation.share.release import Register


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up example, forecast once: later commands find it saved."""
    folder = tmp_path_factory.mktemp("share") / "valley"
    shutil.copytree(SYNTHETIC, folder, ignore=shutil.ignore_patterns(".waystation"))
    return folder


def _make(valley: Path, out: Path, *options: str):
    return run("share", "make", str(valley), "--members", "50", "--out", str(out), *options)


def test_the_public_is_told_and_the_log_says_so(valley: Path, tmp_path: Path) -> None:
    done = _make(valley, tmp_path / "out", "--audience", "public", "--to", "Town council")
    assert done.code == 0, f"{done.out}{done.err}"
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["needs.csv", "people.csv", "shared.html"]
    assert "Town council" in run("share", "log", str(valley)).out


def test_a_release_waits_while_another_one_looks_at_what_was_shared_before(
    valley: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each would be checked without the other: both may show the sum of two sites, and each another one of them.
    monkeypatch.setattr(waystation.files, "_WAIT_SECONDS", 0.05)
    register = Register(valley)
    before = register.entries()
    with register.held():
        done = _make(valley, tmp_path / "out", "--audience", "public", "--to", "Another council")
    assert done.code == 2
    assert "another program is writing there. Wait until it is done" in done.err
    assert register.entries() == before
    assert not (tmp_path / "out").exists()
    assert _make(valley, tmp_path / "out", "--audience", "public", "--to", "Another council").code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--audience", "publik", "--to", "x"], 'Did you mean "public"?'),
        (["--audience", "public"], "Name the offices with --to"),
        (["--audience", "public", "--to", "x", "--set", "every_days=1"], "Say why"),
        (["--audience", "public", "--to", "x", "--set", "every_days"], "Write NAME=VALUE"),
        (["--audience", "public", "--to", "x", "--set", "evry_days=1"], 'Did you mean "every_days"?'),
    ],
)
def test_what_cannot_be_shared_is_refused_before_anything_is_computed(
    valley: Path, tmp_path: Path, options: list[str], said: str
) -> None:
    done = _make(valley, tmp_path / "out", *options)
    assert done.code == 2
    assert said in " ".join(f"{done.out}{done.err}".split())
    assert not (tmp_path / "out").exists()


def test_an_incident_is_recorded_and_listed(valley: Path) -> None:
    words = ["--what", "A table was mailed.", "--to-whom", "a list", "--contact", "Data office"]
    assert run("share", "incident", str(valley), *words).code == 0
    assert "A table was mailed." in run("share", "log", str(valley)).out


def test_a_mistyped_folder_is_not_one_in_which_nothing_was_shared(tmp_path: Path) -> None:
    words = ["--what", "A table was mailed.", "--to-whom", "a list", "--contact", "Data office"]
    for command in (["log"], ["incident", *words]):
        done = run("share", command[0], str(tmp_path / "vally"), *command[1:])
        assert done.code == 2
        assert "not a scenario folder" in done.err
    assert not list(tmp_path.iterdir())


def test_a_folder_is_deleted_only_when_that_is_said_twice(valley: Path, tmp_path: Path) -> None:
    shutil.copytree(valley, tmp_path / "copy")
    assert "would be deleted" in run("share", "destroy", str(tmp_path / "copy")).out
    assert (tmp_path / "copy").exists()
    assert run("share", "destroy", str(tmp_path / "copy"), "--yes").code == 0
    assert not (tmp_path / "copy").exists()
    (tmp_path / "other").mkdir()
    assert run("share", "destroy", str(tmp_path / "other"), "--yes").code == 2
    assert (tmp_path / "other").exists()


def test_a_new_scenario_needs_no_terminal_when_its_answers_are_given(tmp_path: Path) -> None:
    answers = [
        "name=Korr",
        "post=Korr post",
        "site=Tela camp",
        "distance_km=25",
        "origin=Plain",
        "first_day=2030-02-01",
    ]
    options = [part for each in answers for part in ("--answer", each)]
    done = run("new", str(tmp_path / "korr"), *options)
    assert done.code == 0, f"{done.out}{done.err}"
    assert "guesses; find them out first" in " ".join(done.out.split())
    assert "nothing wrong" in " ".join(run("check", str(tmp_path / "korr")).out.split())


def test_without_a_terminal_and_answers_the_answers_are_named(tmp_path: Path) -> None:
    done = run("new", str(tmp_path / "korr"))
    assert done.code == 2
    assert "--answer desks=3" in " ".join(f"{done.out}{done.err}".split())
