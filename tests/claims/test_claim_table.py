"""Claims in and out of CSV: nothing lost, and everything wrong told at once."""

from __future__ import annotations

import csv
import errno
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from waystation.claims import Claim, Ledger, check_claims, edited, read_claims, vocabulary, write_claims
from waystation.claims.claims_csv import ALWAYS, read_rows
from waystation.claims.tables_of_record import CLAIMS
from waystation.errors import InputError
from waystation.names import normal_name

HEADER = "published,source,about_start,about_end,place,quantity_low,quantity_high,qualifier,unit,term,note"
FINE = "2019-02-21,SDF,2019-02-20,2019-02-20,Baghouz,3000,3000,about,people,evacuated,"


def _table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    file = folder / "claims.csv"
    file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return file


def _surges(shared: Path) -> list[Path]:
    return [each for each in (shared / "surges").glob("*.csv") if each.stem not in {"index", "targets"}]


def test_every_shared_table_is_read_and_written_back_cell_for_cell(shared, tmp_path):
    files = [shared / "baghouz" / "claims_to_2019-03-04.csv", *_surges(shared)]
    assert len(files) > 10
    for file in files:
        claims = read_claims(file)
        again = tmp_path / file.name
        write_claims(claims, again)
        assert read_claims(again) == claims
        with (
            file.open(encoding="utf-8", newline="") as before,
            again.open(encoding="utf-8", newline="") as after,
        ):
            rows, kept = list(csv.DictReader(before)), list(csv.DictReader(after))
        # One surge's note ends in a blank, which says nothing and is dropped.
        trimmed = [{column: cell.strip() for column, cell in row.items()} for row in rows]
        for row in trimmed:  # words of one crisis are read as the general ones
            row["term"] = vocabulary().term(row["term"]).name
            row["unit"] = getattr(vocabulary().unit(row["unit"]), "name", row["unit"])
        assert [{column: row[column] for column in rows[0]} for row in kept] == trimmed
        assert len(kept) == len(rows)


def test_a_day_that_cannot_be_read_hides_nothing_else_that_is_wrong_with_its_row(tmp_path):
    slips = "2030-13-01,Post office,2030-01-05,2030-01-04,Weir,12x,12,exactt,peeple,arived,"
    file = _table(tmp_path, slips, FINE.replace("2019-02-20,2019-02-20", "2019-02-20,20/2/19"))
    told = [(each.row, each.column) for each in check_claims(file)]
    columns = ["published", "about_end", "quantity_low", "qualifier", "unit", "term"]
    assert sorted(told) == sorted([*((2, column) for column in columns), (3, "about_end")])


def test_a_written_table_is_written_again_byte_for_byte(example, tmp_path):
    write_claims(read_claims(example), tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == example.read_bytes()


_days = st.dates(date(1990, 1, 1), date(2050, 1, 1))
_printable = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n"), max_size=40)
_needed = _printable.filter(str.strip)
_names = _printable.filter(normal_name)  # a name of signs that nobody sees is no name


@st.composite
def _claims(draw: st.DrawFn) -> Claim:
    end = draw(_days)
    low = draw(st.integers(0, 10**8))
    qualifier = draw(st.sampled_from(sorted(vocabulary().qualifiers)))
    bounds = vocabulary().qualifiers[qualifier].bounds
    high = low if qualifier == "exact" else low + draw(st.integers(0, 10**7))
    return Claim(
        published=end + timedelta(days=draw(st.integers(0, 30))),
        source=draw(_needed),
        about_start=draw(st.none() | st.just(end - timedelta(days=draw(st.integers(0, 99))))),
        about_end=draw(st.none() | st.just(end)),
        place=draw(_names),
        quantity_low=None if bounds == "high" else low,
        quantity_high=None if bounds == "low" else high,
        qualifier=qualifier,
        unit="people",
        term=draw(st.sampled_from(sorted(vocabulary().terms))),
        note=draw(_printable),
        reported_to=draw(_printable),
        excerpt=draw(_printable),
        excerpt_start=draw(st.none() | st.integers(0, 99)),
        household_size=draw(st.none() | st.floats(0.5, 20)),
        figure_kind=draw(st.sampled_from(["", "specific", "vague"])),
    )


@given(st.lists(_claims(), max_size=4, unique_by=lambda claim: claim.id))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_claims_survive_writing_and_reading(tmp_path_factory, claims):
    from waystation.claims.personal import personal_problems

    file = tmp_path_factory.mktemp("round") / "claims.csv"
    write_claims(claims, file)
    if personal_problems(claims):
        return
    assert read_claims(file) == claims


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"{HEADER}\n{text}".encode("utf-8", "replace")))
@settings(max_examples=100, deadline=None)
def test_no_file_brings_checking_down(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("any") / "claims.csv"
    file.write_bytes(data)
    for problem in check_claims(file, ["Baghouz"]):
        assert str(problem).startswith("claims.csv")


def test_all_problems_of_a_table_are_told_at_once_with_row_and_column(tmp_path):
    file = _table(
        tmp_path,
        FINE,
        '2019-02-21,SDF,2019-02-20,2019-02-20,Baghouz,"3,000",3000,about,people,evacuated,',
        "2019-02-21,SDF,2019-02-20,2019-02-20,Baghouz,4000,3000,range,people,evacuatd,",
        "21/02/2019,SDF,2019-02-20,2019-02-20,Bagouz,3000,,about,people,evacuated,",
        "2019-02-21,SDF,2019-02-20,2019-02-20,Bagouz,3000,,at least,people,evacuated,",
    )
    found = [(problem.row, problem.column) for problem in check_claims(file, ["Baghouz", "Hajin"])]
    assert found == [
        (3, "quantity_low"), (4, "term"), (4, "quantity_low"), (5, "published"), (6, "place"),
    ]  # fmt: skip
    text = "\n".join(map(str, check_claims(file, ["Baghouz", "Hajin"])))
    assert 'row 3, column "quantity_low": "3,000" is not a whole number. Write 3000.' in text
    assert 'row 4, column "term": "evacuatd" is not a known term. Did you mean "evacuated"?' in text
    assert "The low figure 4000 is above the high figure 3000." in text
    assert (
        'row 6, column "place": The claim is about an unknown place: "Bagouz". '
        'Did you mean "Baghouz"? Or add it to places.csv.' in text
    )
    with pytest.raises(InputError) as refused:
        read_claims(file)
    assert len(refused.value.problems) == 4


def test_a_dot_that_may_part_thousands_is_asked_about(tmp_path):
    file = _table(tmp_path, FINE.replace("3000,3000", "12.000,12.000"))
    assert {problem.column for problem in check_claims(file)} == {"quantity_low", "quantity_high"}
    assert "Write 12000 if the dot separates thousands, or 12 if not." in str(check_claims(file)[0])


def test_areas_may_have_fractions(tmp_path):
    row = FINE.replace("3000,3000", "0.5,0.5").replace("people,evacuated", "km2,pocket_area")
    assert read_claims(_table(tmp_path, row))[0].quantity_low == 0.5


def test_the_same_row_twice_and_an_id_used_twice_are_told_apart(tmp_path):
    header = f"id,{HEADER}"
    rows = [f"a,{FINE}", f"b,{FINE}", f"a,{FINE}", f"b,{FINE}x"]
    first, second = check_claims(_table(tmp_path, *rows, header=header))
    assert str(first) == 'claims.csv, row 4, column "id": The row says the same as row 2. Remove one of them.'
    assert 'row 5, column "id": The id "b" already names the claim in row 3.' in str(second)


def test_rows_without_an_id_that_say_the_same_are_found(tmp_path):
    [problem] = check_claims(_table(tmp_path, FINE, FINE))
    assert "row 3" in str(problem)
    assert "says the same as row 2" in str(problem)


def test_a_part_needs_its_total(tmp_path):
    header = f"id,{HEADER},total_id"
    rows = [f"total,{FINE},", f"one,{FINE}x,totl", f"two,{FINE}y,two", f"three,{FINE}z,yes"]
    first, second = check_claims(_table(tmp_path, *rows, header=header))
    assert (
        'row 3, column "total_id": It is part of "totl", which is not an id in the table. Did you mean "total"?'
        in str(first)
    )
    assert 'row 4, column "total_id": It is part of itself.' in str(second)


def test_parts_that_go_round_in_a_ring_are_found(tmp_path):
    rows = [f"a,{FINE}x,b", f"b,{FINE}y,a"]
    assert len(check_claims(_table(tmp_path, *rows, header=f"id,{HEADER},total_id"))) == 2


def test_a_missing_file_and_a_misspelled_column_are_named(tmp_path):
    with pytest.raises(InputError, match=r"claims\.csv: The file is missing\."):
        read_claims(tmp_path / "claims.csv")
    file = _table(tmp_path, FINE, header=HEADER.replace("qualifier", "qualifer"))
    assert 'unknown column "qualifer". Did you mean "qualifier"?' in str(check_claims(file)[0])


def test_personal_data_in_a_row_is_refused_without_repeating_it(tmp_path):
    [problem] = check_claims(_table(tmp_path, FINE, FINE + "call 0933 123 456"))
    assert (problem.row, problem.column) == (3, "note")
    assert "a telephone number" in str(problem)
    assert "123 456" not in str(problem)


def test_columns_nobody_uses_are_not_written(claim, tmp_path):
    write_claims([claim()], tmp_path / "plain.csv")
    assert (tmp_path / "plain.csv").read_text().splitlines()[0] == ",".join(ALWAYS)
    write_claims([claim(speaker="spokesperson")], tmp_path / "more.csv")
    assert (tmp_path / "more.csv").read_text().splitlines()[0].endswith(",note,speaker")


def test_a_full_disk_leaves_the_earlier_file_whole(claim, tmp_path, monkeypatch):
    file = tmp_path / "claims.csv"
    write_claims([claim()], file)
    before = file.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match=r"Cannot write: the disk is full\. Free some space"):
        write_claims([claim(), claim(5)], file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_named(claim, tmp_path):
    with pytest.raises(InputError, match="Make the folder first"):
        write_claims([claim()], tmp_path / "nowhere" / "claims.csv")


def test_columns_and_ledgers_with_the_names_they_had_before_0_2_are_still_read(tmp_path):
    cells = {
        "id": "a", "published": "2030-01-06", "source": "Radio", "place": "Bridge", "quantity_low": "300",
        "quantity_high": "300", "qualifier": "about", "unit": "people", "term": "left", "part_of": "yes",
        "told_to": "Radio One", "kept_out": "forecast",
    }  # fmt: skip
    (tmp_path / "old.csv").write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", encoding="utf-8")
    [claim] = read_claims(tmp_path / "old.csv")
    assert (claim.total_id, claim.reported_to, claim.exclusion_reason) == ("yes", "Radio One", "forecast")
    _, problems, notes = read_rows(tmp_path / "old.csv")
    assert not problems
    assert 'old.csv: the column "part_of" is now called "total_id".' in notes
    write_claims([claim], tmp_path / "new.csv")
    assert "total_id" in (tmp_path / "new.csv").read_text(encoding="utf-8").splitlines()[0]
    assert edited(claim, {"told_to": "Radio Two"}).reported_to == "Radio Two"

    # The id of a claim without one of its own was worked out from these names, so that it stays.
    assert Claim.model_validate({**cells, "id": ""}).id == "c-packeogpmfhe"
    kept = {name: value for name, value in cells.items() if name != "id"}
    kept |= {"quantity_low": 300.0, "quantity_high": 300.0}
    with Ledger(tmp_path / "ledger.db") as ledger:
        with ledger._engine.begin() as connection:
            row = {"id": "a", "content": json.dumps(kept, sort_keys=True), "added": "2030-01-06T00:00:00.000000+00:00"}
            connection.execute(insert(CLAIMS).values(row))
        assert ledger.add([claim]).already == ["a"]
        assert ledger.claim("a") == claim
