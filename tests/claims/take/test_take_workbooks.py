"""A colleague's workbook becomes claims in one command and one confirmed mapping; the ledger keeps what was before."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from take_samples import SAMPLES, claims_of, written

from commands import run
from waystation.claims import Ledger, read_claims
from waystation.claims.take import TakeSettings, guess_mapping, keep_in_ledger, read_mapping, take_tables
from waystation.errors import InputError

SAYS = {
    ("Joda", "2030-01-08", 120, "people", "arrived"), ("Joda", "2030-01-08", 30, "households", "arrived"),
    ("Adre", "2030-01-08", 410, "people", "arrived"), ("Renk", "2030-01-08", 15, "people", "arrived"),
    ("Joda", "2030-01-09", 98, "people", "arrived"), ("Joda", "2030-01-09", 22, "households", "arrived"),
    ("Adre", "2030-01-09", 1205, "people", "arrived"), ("Adre", "2030-01-09", 240, "households", "arrived"),
}  # fmt: skip


def _book(path: Path, *, mac: bool = False) -> Path:
    book = openpyxl.Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "January"
    sheet["A1"] = "Daily arrivals at three posts"
    sheet.append([])
    sheet.append(["Date", "Joda", None, "Adre", None, "Renk", None, "Total"])
    sheet.append([None, "People", "Families", "People", "Families", "People", "Families", "People"])
    for cells in ("A1:H1", "A3:A4", "B3:C3", "D3:E3", "F3:G3"):
        sheet.merge_cells(cells)
    sheet.append([date(2030, 1, 8), 120, 30, 410, "-", 15, None, 545])
    sheet.append([date(2030, 1, 9), 98, 22, "1,205", 240, "N/A", None, 1303])
    sheet.append(["Total", 218, 52, 1615, 240, 15, None, 1848])
    sheet.append([])
    sheet.append(["* provisional"])
    sheet.append(["Source: border office"])
    old = book.create_sheet("December")
    old.sheet_state = "hidden"
    old.append(["Date", "Joda"])
    old.append([date(2029, 12, 1), 5])
    book.save(path)
    return path


def _confirmed(folder: Path, text: str) -> Path:
    path = folder / "arrivals.mapping.toml"
    path.write_text(
        text.replace("confirmed = false", "confirmed = true").replace('publisher = ""', 'publisher = "Border office"')
    )
    return path


@pytest.mark.parametrize("mac", [False, True])
def test_a_workbook_of_three_posts_becomes_claims_by_one_confirmed_mapping(tmp_path: Path, mac: bool) -> None:
    book = _book(tmp_path / "arrivals.xlsx", mac=mac)
    mapping = read_mapping(_confirmed(tmp_path, guess_mapping(book)))
    taken = take_tables([book], mapping=mapping)
    assert taken.problems == []
    assert claims_of(taken) == SAYS
    table = taken.files[0].tables[0]
    assert table.left_out["they are sums of other rows"] == [7]
    assert taken.files[0].notes == ['The sheet "December" is hidden and was not read. Read it with --hidden.']
    assert {claim.source for claim in taken.claims()} == {"Border office"}


def test_a_mapping_that_nobody_confirmed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(guess_mapping(_book(tmp_path / "arrivals.xlsx")))
    with pytest.raises(InputError, match="Nobody has confirmed the mapping"):
        read_mapping(tmp_path / "m.toml")


def test_a_mapping_cannot_name_a_column_about_persons(tmp_path: Path) -> None:
    text = 'confirmed = true\nday = ["day"]\nplace = ["who"]\n[columns.day]\nnames = ["Date"]\n[columns.who]\nnames = ["Full name"]\n[columns.n]\nnames = ["N"]\n[[figures]]\ncolumn = "n"\nunit = "people"\nterm = "arrived"\n'
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(InputError, match="a column about single persons"):
        read_mapping(tmp_path / "m.toml")


def test_every_slip_in_a_mapping_is_told_at_once(tmp_path: Path) -> None:
    text = (
        'confirmed = true\nplaec = ["a"]\nday = ["day"]\n[[figures]]\ncolumn = "n"\nunit = "people"\nterm = "arived"\n'
    )
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(InputError, match="unknown setting"):
        read_mapping(tmp_path / "m.toml")
    (tmp_path / "m.toml").write_text(text.replace('plaec = ["a"]\n', ""))
    with pytest.raises(InputError) as refused:
        read_mapping(tmp_path / "m.toml")
    told = str(refused.value)
    assert "arrived" in told
    assert '"day" is not under [columns]' in told


def test_a_figure_without_a_column_is_refused_when_the_mapping_is_read(tmp_path: Path) -> None:
    text = 'confirmed = true\nday = ["day"]\n[columns.day]\nnames = ["Date"]\n[[figures]]\ncolumn = ""\nunit = "people"\nterm = "arrived"\n'
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(InputError, match=r'setting "figures.0.column": "" is empty'):
        read_mapping(tmp_path / "m.toml")


def test_a_list_of_single_persons_gets_no_mapping(tmp_path: Path) -> None:
    rows = [["2030-01-08", "A", "B", "070", "31", "f", "3"]]
    table = written(
        ["Date", "First name", "Last name", "Phone", "Age", "Sex", "Family members"], rows, tmp_path / "a.csv"
    )
    with pytest.raises(InputError, match="list of single persons"):
        guess_mapping(table)


def test_a_formula_that_nobody_computed_is_refused_with_its_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Date", "Individuals"], [date(2030, 1, 8), 120], [date(2030, 1, 9), "=B2*2"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    [problem] = take_tables([tmp_path / "a.xlsx"], settings=TakeSettings(place="Joda")).problems
    assert problem.row == 3
    assert "B3 holds a formula that no program has computed" in problem.message


def test_hidden_rows_are_left_out_and_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Date", "Individuals"], [date(2030, 1, 8), 120], [date(2030, 1, 9), 130]):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    book.save(tmp_path / "a.xlsx")
    taken = take_tables([tmp_path / "a.xlsx"], settings=TakeSettings(place="Joda"))
    assert [claim.quantity_low for claim in taken.claims()] == [130]
    assert any("Hidden rows" in note for note in taken.files[0].tables[0].notes)
    every = take_tables([tmp_path / "a.xlsx"], settings=TakeSettings(place="Joda", hidden=True))
    assert len(every) == 2


def test_a_figure_that_its_publisher_changed_takes_the_place_of_the_earlier_one_which_stays(tmp_path: Path) -> None:
    sample = SAMPLES[2]
    first = take_tables([written(sample.header, sample.rows, tmp_path / "a.csv")])
    rows = [list(row) for row in sample.rows]
    rows[0][8] = "42000"
    second = take_tables([written(sample.header, rows, tmp_path / "a.csv")])
    with Ledger(tmp_path / "ledger.db") as ledger:
        assert len(keep_in_ledger(first, ledger).new) == 3
        kept = keep_in_ledger(second, ledger)
        assert (len(kept.new), len(kept.already), len(kept.revised)) == (0, 2, 1)
        [revised] = kept.revised
        assert ledger.claim(revised).quantity_low == 42000
        before = revised.rpartition(".v")[0]
        assert ledger.claim(before).quantity_low == 41250
        assert ledger.status_of(before).value == "edited"
        assert keep_in_ledger(second, ledger).revised == []


def test_the_command_writes_claims_that_claims_can_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(SAMPLES[0].header, SAMPLES[0].rows, tmp_path / "dtm.csv")
    done = run("take", "dtm.csv", "--out", "claims.csv")
    assert "Not taken because they are of an older round" in done.out
    assert {claim.place for claim in read_claims(tmp_path / "claims.csv")} == {"Upper", "Lower"}
    dry = run("take", "dtm.csv", "--dry-run", "--out", "other.csv")
    assert dry.code == 0
    assert not (tmp_path / "other.csv").exists()


@pytest.mark.parametrize(
    "table", ["day,where,count\n2030-01-08,Upper,12\n", "Date;Individuals\n2030-01-08;12,5\n2030-01-09;300\n"]
)
def test_a_dry_run_ends_as_the_run_itself_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(table)
    asked = ("take", "a.csv", "--place", "Upper", "--publisher", "Desk")
    dry = run(*asked, "--dry-run")
    assert dry.code == run(*asked, "--out", "claims.csv").code == 2
    assert "No claim would be taken: correct what is wrong first." in dry.out
    quiet = run(*asked, "--dry-run", "--quiet")
    assert (quiet.code, quiet.out) == (2, "")
    assert "a.csv, row" in quiet.err
    assert json.loads(run(*asked, "--dry-run", "--json").out)["files"][0]["file"] == "a.csv"


def test_a_dry_run_that_skips_bad_rows_ends_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("Date;Individuals\n2030-01-08;12,5\n2030-01-09;300\n")
    dry = run("take", "a.csv", "--place", "Upper", "--dry-run", "--skip-bad-rows")
    assert dry.code == 0
    assert "would be" not in dry.out


def test_a_table_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("Date;Individuals\n2030-01-08;12,5\n2030-01-09;300\n")
    done = run("take", "a.csv", "--place", "Adre", "--out", "claims.csv")
    assert done.code == 2
    assert 'a.csv, row 2, column "Individuals": 12,5 is not a whole number of people.' in done.err
    assert not (tmp_path / "claims.csv").exists()
    done = run("take", "a.csv", "--place", "Adre", "--out", "claims.csv", "--skip-bad-rows")
    assert done.code == 0
    assert "12,5" in done.out
    assert [claim.quantity_low for claim in read_claims(tmp_path / "claims.csv")] == [300]


def test_places_are_named_as_the_scenario_names_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "places.csv").write_text(
        "name,role,latitude,longitude,other_names\nUpper Camp,camp,1,2,Upper; XX0101\n"
    )
    written(SAMPLES[0].header, SAMPLES[0].rows, tmp_path / "dtm.csv")
    done = run("take", "dtm.csv", "--places", "places.csv", "--out", "claims.csv")
    assert "Not in the list of places, kept under their own names: Lower." in done.out
    assert {claim.place for claim in read_claims(tmp_path / "claims.csv")} == {"Upper Camp", "Lower"}


def test_the_ready_form_is_one_that_kobo_reads_and_its_export_is_taken(tmp_path: Path) -> None:
    convert = pytest.importorskip("pyxform.xls2xform", reason="pyxform is not installed").convert
    assert run("take", "--form", str(tmp_path / "form.xlsx")).code == 0
    form = convert(tmp_path / "form.xlsx", validate=False).xform
    header = [
        "today",
        "site",
        "arrivals_today",
        "households",
        "departures_today",
        "people_there",
        "_uuid",
        "_submission_time",
    ]
    assert all(f"/data/{name}" in form or f"<{name}" in form for name in header[:6])
    # A rule under a misspelt heading is lost without a word, so each one is looked for.
    assert form.count('required="true()"') == 2
    assert form.count("jr:constraintMsg=") == form.count("constraint=") == 5
    rows = [
        [str(date(2030, 1, 8) + timedelta(each)), "north", "10", "2", "1", "90", f"u{each}", "2030-02-01T00:00:00"]
        for each in range(2)
    ]
    assert len(take_tables([written(header, rows, tmp_path / "export.csv", separator=";")])) == 8


def _posts(folder: Path) -> Path:
    table = folder / "posts of May.csv"
    table.write_text("Date;Site;People;Families\n2030-05-13;Ortan;185;40\n2030-05-14;Ortan;190;\n", encoding="utf-8")
    return table


def test_the_command_that_a_mapping_proposes_can_be_run_where_names_have_blanks(tmp_path: Path) -> None:
    proposed = guess_mapping(_posts(tmp_path))
    assert "waystation take 'posts of May.csv' --mapping 'posts of May.mapping.toml' --out claims.csv" in proposed


def test_a_table_is_taken_into_the_ledger_of_a_scenario_by_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "first camp"
    answers = ["name=Camp", "post=Post", "site=Ortan", "distance_km=5", "origin=Hill", "first_day=2030-05-01"]
    said = run("new", str(folder), *(f"--answer={each}" for each in (*answers, "people_now=700")))
    assert said.code == 0
    assert f"waystation check '{folder}'" in " ".join(said.out.split())
    assert "people_at_start = 700 # on the first day" in (folder / "scenario.toml").read_text("utf-8")
    table = _posts(tmp_path)
    mapping = tmp_path / "posts.toml"
    text = guess_mapping(table).replace("confirmed = false", "confirmed = true")
    mapping.write_text(text.replace('publisher = ""', 'publisher = "Post office"'), encoding="utf-8")
    took = run("take", str(table), "--mapping", str(mapping), "--ledger", str(folder))
    assert took.code == 0, took.err
    with Ledger(folder / "ledger.db", make=False) as ledger:
        assert sorted(each.quantity_low or 0 for each in ledger.claims()) == [40, 185, 190]


def test_a_blank_among_figures_that_contradict_each_other_is_called_blank(tmp_path: Path) -> None:
    table = _posts(tmp_path)
    table.write_text(table.read_text("utf-8").replace("05-13", "05-14"), encoding="utf-8")
    mapping = tmp_path / "posts.toml"
    mapping.write_text(guess_mapping(table).replace("confirmed = false", "confirmed = true"), encoding="utf-8")
    refused = run("take", table, "--mapping", mapping, "--dry-run")
    assert "(185 and 190; 40 and blank)" in " ".join((refused.out + refused.err).split())


def test_a_missing_table_of_claims_and_a_text_in_its_place_are_refused_with_what_helps(tmp_path: Path) -> None:
    missing = run("forecast", str(tmp_path / "none.csv"), "--place", "Ortan")
    assert "none.csv: The file is missing. Check its name and folder." in missing.err
    text = tmp_path / "update.txt"
    text.write_text("Some 300 people reached Ortan.", encoding="utf-8")
    wrong = run("claims", "list", str(text))
    assert "A report is read with waystation read" in wrong.err
