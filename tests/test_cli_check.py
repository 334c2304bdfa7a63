"""Bad input through the command line: told in full, without a traceback, leaving nothing behind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import waystation as ws
from commands import Said, replace, run, write_folder
from pages import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid scenario folder with three claims."""
    return write_folder(tmp_path / "valley")


def test_a_sound_folder_ends_with_zero_and_says_so(folder: Path) -> None:
    said = run("check", folder)
    assert (said.code, said.err) == (0, "")
    assert " ".join(said.out.split()) == f"{folder}: nothing wrong."


def test_check_says_when_claims_are_still_missing(folder: Path) -> None:
    (folder / "claims.csv").unlink()
    assert "It has no claims.csv and no reports yet. A forecast needs one of them." in " ".join(
        run("check", folder).out.split()
    )


def test_quiet_prints_nothing_when_nothing_is_wrong(folder: Path) -> None:
    assert run("check", folder, "--quiet") == Said(0, "", "")


def test_json_gives_an_empty_list_when_nothing_is_wrong(folder: Path) -> None:
    assert json.loads(run("check", folder, "--json").out) == {"problems": [], "notes": []}


def test_a_row_of_hxl_tags_that_is_skipped_is_said(folder: Path) -> None:
    file = folder / "claims.csv"
    header, *rows = file.read_text("utf-8").splitlines()
    tags = ",".join(f"#meta+{name.replace('_', '+')}" for name in header.split(","))
    file.write_text("\n".join([header, tags, *rows, ""]), "utf-8")
    note = "claims.csv, row 2: skipped, it has HXL tags."
    assert note in " ".join(run("check", folder).out.split())
    assert json.loads(run("check", folder, "--json").out)["notes"] == [note]
    situation = ws.open(folder)
    assert (len(situation.rows), situation.book.notes) == (len(rows), (note,))


Spoil = Callable[[Path], object]


def _spoilt(file: str, old: str, new: str) -> Spoil:
    return lambda folder: replace(folder, file, old, new)


BAD: dict[str, tuple[Spoil, list[str]]] = {
    "missing file": (lambda f: (f / "routes.csv").unlink(), ["routes.csv: ", "missing"]),
    "missing claims": (lambda f: (f / "claims.csv").unlink(), ["claims.csv: The file is missing."]),
    "wrong encoding": (
        lambda f: (f / "places.csv").write_bytes((f / "places.csv").read_bytes().replace(b"Made up", b"Caf\xe9")),
        ["places.csv", "UTF-8"],
    ),
    "UTF-16": (
        lambda f: (f / "places.csv").write_bytes((f / "places.csv").read_text().encode("utf-16")),
        ["places.csv", "UTF-16"],
    ),
    "two separators": (
        lambda f: (f / "places.csv").write_text((f / "places.csv").read_text().replace(",", ";").replace(";", ",", 5)),
        ["places.csv, row 2", "The row has 1 cell,"],
    ),
    "decimal comma": (
        _spoilt("routes.csv", "Upper Valley,Bridge,12,", 'Upper Valley,Bridge,"12,5",'),
        ['routes.csv, row 2, column "distance_km"', '"12,5"', "12.5"],
    ),
    "negative figure": (
        _spoilt("places.csv", "10.0,20.3,600", "10.0,20.3,-600"),
        ['places.csv, row 4, column "capacity"', "-600"],
    ),
    "absurd figure": (
        _spoilt("claims.csv", "900,,at least", "99000000000,,at least"),
        ["claims.csv, row 4", "quantity_low"],
    ),
    "low above high": (
        _spoilt("claims.csv", "300,300,about", "400,300,about"),
        ["claims.csv, row 2", "400", "300"],
    ),
    "end before start": (
        _spoilt("events.csv", "2030-01-10,2030-01-12", "2030-01-12,2030-01-10"),
        ["events.csv, row 3", "The event ends on 2030-01-10, before it starts on 2030-01-12."],
    ),
    "unknown place": (
        _spoilt("events.csv", "2030-01-11,,Bridge", "2030-01-11,,Brigde"),
        ['events.csv, row 4, column "place"', '"Brigde"', 'Did you mean "Bridge"?'],
    ),
    "route to nowhere": (
        _spoilt("routes.csv", "Lower Camp,Bridge", "Lower Camp,Nowhere"),
        ['routes.csv, row 3, column "to"', '"Nowhere" is not a place of places.csv.'],
    ),
    "unreachable site": (
        _spoilt("scenario.toml", 'from = "search"\nto = "camp"', 'from = "school"\nto = "camp"'),
        ["scenario.toml", "camp"],
    ),
    "duplicate names": (
        _spoilt("places.csv", "Market Town,town", "Bridge,town"),
        ['places.csv, row 5, column "name"', "is already in row 3"],
    ),
    "cyclic stage order": (
        _spoilt("scenario.toml", '["village", "search", "camp"]', '["village", "search", "search", "camp"]'),
        ["scenario.toml", "search"],
    ),
    "claim about a place nobody knows": (
        _spoilt("claims.csv", "2030-01-05,Upper Valley", "2030-01-05,Uper Valley"),
        ['claims.csv, row 2, column "place"', '"Uper Valley"', 'Did you mean "Upper Valley"?'],
    ),
    "misspelled setting": (
        _spoilt("scenario.toml", "lanes = 4", "lnaes = 4"),
        ["scenario.toml", "lnaes", 'Did you mean "lanes"?'],
    ),
    "not TOML": (_spoilt("scenario.toml", "format = 1", "format = = 1"), ["scenario.toml"]),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_without_a_traceback_and_leaves_nothing(case: str, folder: Path) -> None:
    spoil, words = BAD[case]
    spoil(folder)
    said = run("forecast", folder, "--out", folder / "out")
    assert said.code == 2
    assert said.out == ""
    for word in words:
        assert word in said.err
    assert "Traceback" not in said.err
    assert not (folder / "out").exists()


def test_a_byte_order_mark_is_read_over(folder: Path) -> None:
    for file in ("places.csv", "claims.csv"):
        (folder / file).write_bytes(b"\xef\xbb\xbf" + (folder / file).read_bytes())
    assert run("check", folder).code == 0


def test_all_problems_of_a_folder_are_told_at_once_and_counted(folder: Path) -> None:
    replace(folder, "events.csv", "2030-01-11,,Bridge", "2030-01-11,,Brigde")
    replace(folder, "claims.csv", "300,300,about", "400,300,about")
    said = run("check", folder)
    assert said.code == 2
    assert "events.csv" in said.err
    assert "claims.csv" in said.err
    assert said.err.endswith("2 problems.\n")


def test_problems_for_machines_go_to_standard_output(folder: Path) -> None:
    replace(folder, "events.csv", "2030-01-11,,Bridge", "2030-01-11,,Brigde")
    said = run("check", folder, "--json")
    assert (said.code, said.err) == (2, "")
    (problem,) = json.loads(said.out)["problems"]
    assert problem["file"] == "events.csv"
    assert (problem["row"], problem["column"], problem["value"]) == (4, "place", "Brigde")
    assert set(problem) == {"message", "fix", "file", "row", "column", "value", "code"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    said = run("check", tmp_path / "nowhere")
    assert said.code == 2
    assert "nowhere" in said.err


@pytest.mark.parametrize("text", ["4 March 2019", "2019-02-30", "20190304", "2019-3-4", ""])
def test_a_day_written_otherwise_is_told_how_to_write_it(text: str, folder: Path) -> None:
    said = run("forecast", folder, "--as-of", text)
    assert said.code == 2
    assert said.err == f'"{text}" is not a date. Write it as 2019-03-04.\n'


def test_a_day_before_the_first_claim_names_the_first_day(folder: Path) -> None:
    said = run("forecast", folder, "--as-of", "2029-12-31", "--out", folder / "out")
    assert said.code == 2
    assert "the first claim came out on 2030-01-06. Use an as-of date of 2030-01-06 or later." in said.err
    assert not (folder / "out").exists()


@pytest.mark.parametrize(("option", "value"), [("--members", "0"), ("--workers", "0")])
def test_a_run_without_members_or_workers_is_refused(option: str, value: str, folder: Path) -> None:
    said = run("simulate", folder, option, value)
    assert said.code == 2
    assert "Use 1 or more." in said.err


def test_a_misspelled_command_ends_with_two_and_offers_the_right_one() -> None:
    said = run("forcast")
    assert said.code == 2
    assert "forecast" in said.err


def test_no_command_at_all_shows_the_help() -> None:
    assert "Usage: waystation" in run().out + run().err


def test_the_version_is_printed() -> None:
    from waystation import __version__

    assert run("--version") == Said(0, f"waystation {__version__}\n", "")


def test_supposed_events_must_lie_after_the_as_of_date_and_be_known(folder: Path) -> None:
    events = "published,source,start,end,place,kind,note\n"
    events += "2030-01-05,Supposed,2030-01-05,,Upper Valley,closure,\n"
    events += "2030-01-09,Supposed,2030-01-12,2030-01-11,Upper Vally,clousure,\n"
    supposed = folder / "halt.csv"
    supposed.write_text(events, encoding="utf-8")
    said = run("forecast", folder, "--as-of", "2030-01-08", "--what-if", supposed)
    assert said.code == 2
    assert 'row 2, column "start": The event starts on 2030-01-05, but assumed events must' in said.err
    assert 'row 3, column "place": "Upper Vally" is not a place of places.csv. Did you mean' in said.err
    assert 'row 3, column "kind": "clousure" is not a kind of event' in said.err
    assert "The event ends on 2030-01-11, before it starts on 2030-01-12." in said.err


def test_supposed_events_come_in_a_file(folder: Path) -> None:
    said = run("forecast", folder, "--as-of", "2030-01-08", "--what-if", "close the gate")
    assert said.code == 2
    assert said.err.startswith("close the gate: The file is missing. Name a CSV file with the columns of events.csv: ")


def test_a_folder_in_flees_format_is_checked_as_such(tmp_path: Path) -> None:
    valley = Path(shutil.copytree(ROOT / "examples" / "flee_valley", tmp_path / "valley"))
    assert " ".join(run("check", valley).out.split()) == f"{valley}: nothing wrong."
    routes = valley / "input_csv" / "routes.csv"
    routes.write_text(routes.read_text(encoding="utf-8").replace("Mill,Bridge", "Mill,Brigde"), encoding="utf-8")
    said = run("check", valley)
    assert said.code == 2
    assert 'Did you mean "Bridge"?' in " ".join(said.err.split())


def test_a_flee_folder_is_read_as_flee_reads_it_unless_asked_to_be_strict(tmp_path: Path) -> None:
    valley = Path(shutil.copytree(ROOT / "examples" / "flee_valley", tmp_path / "valley"))
    settings = valley / "simsetting.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("softening", "softning"), encoding="utf-8")
    said = run("check", valley)
    assert said.code == 0
    assert "Warning: simsetting.yml" in said.out
    assert 'Flee does not read it. Did you mean "softening"?' in " ".join(said.out.split())
    strict = run("check", valley, "--strict")
    assert strict.code == 2
    assert 'unknown setting "softning". Did you mean "softening"?' in " ".join(strict.err.split())
