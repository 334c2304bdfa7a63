"""``waystation read`` and what ``waystation claims`` does with what was read."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

from commands import run
from waystation.claims import read_claims

BAGHOUZ = Path(__file__).resolve().parents[1] / "examples" / "baghouz"
NOTE = "Published: 2019-03-04\nPublisher: Radio\n\nAbout 700 people left Baghuz on Sunday, the mayor said."


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A short report in a folder of its own, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    return tmp_path / "note.txt"


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_each_claim_stands_above_its_sentence_with_the_words_that_were_read_in_brackets(note: Path) -> None:
    out = note.with_name("new.csv")
    said = _flat(run("read", note, "--scenario", BAGHOUZ, "--out", out).out)
    assert said.startswith("note.txt: Radio, 2019-03-04")
    assert "about 700 people, left; Baghouz; 2019-03-03; mayor" in said
    assert "About [700 people left Baghuz] on [Sunday], the [mayor] said." in said
    assert said.endswith(f"1 claim from 1 report. Wrote {out} with 1 claim.")


def test_lines_fit_a_narrow_screen(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = run("read", note).out.splitlines()
    assert lines
    assert max(map(len, lines)) <= 40


def test_on_a_terminal_the_words_are_marked_by_styles(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in ("60", "120"):
        monkeypatch.setenv("COLUMNS", width)
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm-256color")
        out = run("read", note).out
        assert re.search(r"\x1b\[[\d;]*7m700\x1b", out)
        assert "[700" not in out
        assert "Marked: " in out


def test_claims_go_into_a_table_or_a_ledger(note: Path) -> None:
    assert run("read", note, "--out", "claims.csv", "--quiet").out == ""
    (claim,) = read_claims("claims.csv")
    assert (claim.figure, claim.report, claim.speaker) == ("about 700 people", "note.txt", "mayor")
    assert "1 claims added to desk.db; 0 were there already." in run("read", note, "--ledger", "desk.db").out
    assert "0 claims added to desk.db; 1 were there already." in run("read", note, "--ledger", "desk.db").out


def test_figures_that_the_scenarios_table_holds_are_not_written_again(tmp_path: Path) -> None:
    out = tmp_path / "new.csv"
    said = run("read", BAGHOUZ / "reports", "--scenario", BAGHOUZ, "--out", out)
    assert "in the table as ocha-2019-02-25-evacuated" in _flat(said.out)
    assert read_claims(out) == []


def test_standard_input_is_read_with_the_day_given(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = io.TextIOWrapper(io.BytesIO(b"About 700 people left Sur on Monday."))
    monkeypatch.setattr(sys, "stdin", pasted)
    found = json.loads(run("read", "-", "--published", "2019-03-04", "--publisher", "Radio", "--json").out)
    (report,) = found["reports"]
    assert report["name"] == "standard input"
    assert report["claims"][0]["about_end"] == "2019-03-04"
    assert report["claims"][0]["spans"].startswith("figure 6-9")


def test_renamed_columns_stand_in_the_json_under_both_names(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = io.TextIOWrapper(io.BytesIO(b"About 700 people left Sur on Monday, including 300 children."))
    monkeypatch.setattr(sys, "stdin", pasted)
    found = json.loads(run("read", "-", "--published", "2019-03-04", "--publisher", "Radio", "--json").out)
    part = found["reports"][0]["claims"][1]
    assert part["quantity_low"] == 300
    assert part["part_of"] == part["total_id"] == found["reports"][0]["claims"][0]["id"]


def test_bad_reports_are_all_told_and_hold_up_nobody_else(note: Path) -> None:
    Path("bad.txt").write_bytes(b"\x00\x01")
    said = run("read", note, "bad.txt", "none.txt", "--out", "claims.csv")
    assert said.code == 2
    assert "bad.txt" in said.err
    assert "none.txt: The file is missing." in said.err
    assert "2 problems; the other reports were read." in said.err
    assert "Wrote claims.csv with 1 claim." in said.out
    found = json.loads(run("read", note, "none.txt", "--json").out)
    assert [each["file"] for each in found["problems"]] == ["none.txt"]


def test_where_no_report_can_be_read_nothing_is_written(note: Path) -> None:
    said = run("read", "none.txt", "--out", "claims.csv")
    assert said.code == 2
    assert not Path("claims.csv").exists()


def test_a_claim_read_is_edited_in_the_ledger_and_its_history_is_shown(note: Path) -> None:
    run("read", note, "--ledger", "desk.db", "--quiet")
    (before,) = json.loads(run("claims", "list", "desk.db", "--json").out)
    ends = ("--set", "quantity_low=650", "--set", "quantity_high=650")
    said = run("claims", "edit", before["id"], *ends, "--why", "Misheard.", "--role", "Desk", "--ledger", "desk.db")
    assert said.code == 0
    assert f"{before['id']} is replaced by: 2019-03-04 about 650 people" in _flat(said.out)
    (after,) = json.loads(run("claims", "list", "desk.db", "--status", "new", "--json").out)
    assert (after["quantity_low"], after["place"]) == (650, before["place"])
    shown = run("claims", "show", "desk.db", before["id"]).out
    assert f"edited (Desk): Misheard. Replaced by {after['id']}." in _flat(shown)
    assert "excerpt: About [700 people left" in _flat(shown)
    assert run("claims", "conflicts", "desk.db").out == "No claims disagree.\n"


@pytest.mark.parametrize(
    ("set_", "told"),
    [
        ("quantity_low", "is not a setting and a value"),
        ("plase=Sur", 'Did you mean "place"?'),
        ("quantity_low=x", "not a whole number"),
    ],
)
def test_a_bad_edit_is_refused_in_words(note: Path, set_: str, told: str) -> None:
    run("read", note, "--ledger", "desk.db", "--quiet")
    (claim,) = json.loads(run("claims", "list", "desk.db", "--json").out)
    said = run("claims", "edit", claim["id"], "--set", set_, "--why", "Misheard.", "--ledger", "desk.db")
    assert said.code == 2
    assert told in said.err
    assert run("claims", "list", "note.csv", "--status", "new").code == 2


def test_show_tells_who_else_tells_the_same() -> None:
    said = _flat(run("claims", "show", BAGHOUZ, "who-2019-01-31-arrived").out)
    assert "The same figure told again, counted once:" in said
    assert "[unhcr-2019-02-01-arrived]" in said


@pytest.mark.parametrize(
    "sides",
    [
        ("exactly", "36,545 people left", "more than 25,500 people arrived"),
        ("exits and arrivals", "49,050 people left", "more than 37,000 people arrived"),
        ("one day", "about 3,000 people were taken out", "about 1,500 people were taken out"),
        (
            "72 hours",
            "up to 9,000 people were taken out",
            "AFP photo story via Hatha al-Youm",
            "about 1,400 people left",
        ),
        ("camp staff", "more than 52,000 people", "at least 45,000 people"),
        ("estimates", "about 200 families remained inside", "about 15,000 people left"),
    ],
    ids=lambda sides: sides[0],
)
def test_the_known_disagreements_of_the_example_are_listed_with_both_sides(
    sides: tuple[str, ...], conflicts_listed: list[str]
) -> None:
    assert any(all(side in line for side in sides[1:]) for line in conflicts_listed)


@pytest.fixture(scope="module")
def conflicts_listed() -> list[str]:
    """What ``waystation claims conflicts examples/baghouz`` says, a disagreement each."""
    return [each["text"] for each in json.loads(run("claims", "conflicts", BAGHOUZ, "--json").out)]
