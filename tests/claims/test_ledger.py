"""The ledger: claims once, decisions for good, and plain words when it will not open."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text

from waystation.claims import Ledger, Status, read_claims
from waystation.errors import InputError


@pytest.fixture
def file(tmp_path):
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(file):
    with Ledger(file) as opened:
        yield opened


def test_claims_come_back_as_they_went_in_also_after_closing(file, example):
    claims = read_claims(example)
    with Ledger(file) as ledger:
        assert ledger.add(claims).new == [claim.id for claim in claims]
    with Ledger(file) as again:
        assert again.claims() == claims


def test_importing_the_same_claims_again_changes_nothing_and_says_so(ledger, claim):
    ledger.add([claim()])
    added = ledger.add([claim(), claim(5)])
    assert added.already == [claim().id]
    assert added.new == [claim(5).id]
    assert len(ledger.claims()) == 2


def test_an_id_that_names_another_claim_is_refused_and_nothing_is_added(ledger, claim):
    ledger.add([claim(id="a")])
    with pytest.raises(InputError, match='The id "a" already names a claim with another content'):
        ledger.add([claim(1, id="b"), claim(7, id="a")])
    assert [each.id for each in ledger.claims()] == ["a"]


def test_personal_data_are_refused_on_import_without_repeating_them(ledger, claim):
    with pytest.raises(InputError) as refused:
        ledger.add([claim(note="tel. 0933 123456"), claim(5, excerpt="desk@example.org")])
    assert len(refused.value.problems) == 2
    assert "123456" not in str(refused.value)
    assert ledger.claims() == []


def test_the_last_decision_holds_and_earlier_ones_stay(ledger, claim):
    ledger.add([claim(id="a"), claim(5, id="b")])
    assert ledger.status_of("a") is Status.NEW
    ledger.decide("a", "accepted", "Two sources agree.", role="information officer")
    ledger.decide("a", Status.SET_ASIDE, "Withdrawn by its source.")
    assert ledger.status_of("a") is Status.SET_ASIDE
    assert [(each.status.value, each.why, each.role) for each in ledger.history("a")] == [
        ("accepted", "Two sources agree.", "information officer"),
        ("set aside", "Withdrawn by its source.", ""),
    ]
    assert [each.id for each in ledger.claims("set aside")] == ["a"]
    assert [each.id for each in ledger.claims("new")] == ["b"]
    assert ledger.claims("accepted") == []


def test_times_are_kept_in_utc_and_need_a_zone(ledger, claim):
    ledger.add([claim(id="a")])
    damascus = timezone(timedelta(hours=3))
    ledger.decide("a", "accepted", "Checked.", datetime(2019, 3, 4, 18, tzinfo=damascus))
    assert ledger.history("a")[0].when == datetime(2019, 3, 4, 15, tzinfo=UTC)
    with pytest.raises(InputError, match=r"The time 2019-03-04T18:00:00 has no time zone\. Give it with"):
        ledger.decide("a", "accepted", "Checked.", datetime(2019, 3, 4, 18))


def test_an_edited_claim_stays_beside_the_one_that_takes_its_place(ledger, claim):
    ledger.add([claim(id="a")])
    ledger.edit("a", claim(300, id="a2"), "One zero too many.")
    assert [each.id for each in ledger.claims()] == ["a", "a2"]
    assert ledger.history("a")[-1].replaced_by == "a2"
    assert (ledger.status_of("a"), ledger.status_of("a2")) == (Status.EDITED, Status.NEW)
    with pytest.raises(InputError, match="cannot replace itself"):
        ledger.edit("a", claim(4, id="a"), "No.")


def test_bad_decisions_are_refused_in_plain_words(ledger, claim):
    ledger.add([claim(id="ocha-population")])
    for call, said in [
        (("ocha-populaton", "accepted", "x"), 'has the id "ocha-populaton". Did you mean "ocha-population"?'),
        (("ocha-population", "acepted", "x"), '"acepted" is not a status. Did you mean "accepted"?'),
        (("ocha-population", "edited", "x"), "give the claim that takes its place"),
        (("ocha-population", "accepted", " "), "The decision has no reason."),
        (("ocha-population", "accepted", "he said on 0933 123 456"), "a telephone number"),
    ]:
        with pytest.raises(InputError) as refused:
            ledger.decide(*call)
        assert said in str(refused.value)
    assert ledger.history("ocha-population") == []
    with pytest.raises(InputError, match="Did you mean"):
        ledger.history("ocha-popultion")


@pytest.mark.parametrize("table", ["waystation_claims", "waystation_decisions", "waystation_ledger"])
@pytest.mark.parametrize("deed", ["UPDATE {0} SET rowid = rowid", "DELETE FROM {0}"])
def test_the_database_itself_refuses_to_change_or_remove_a_row(file, claim, table, deed):
    with Ledger(file) as ledger:
        ledger.add([claim(id="a")])
        ledger.decide("a", "accepted", "Checked.")
    other = sqlite3.connect(file)
    with pytest.raises(sqlite3.IntegrityError, match="the ledger is append-only"):
        other.execute(deed.format(table))
    other.close()


def test_the_journal_is_write_ahead_and_a_decision_needs_its_claim(ledger):
    with ledger._engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_export_writes_claims_and_decisions(ledger, claim, tmp_path):
    ledger.add([claim(id="a"), claim(5, id="b")])
    ledger.decide("a", "accepted", 'Both say "3,000".', datetime(2019, 3, 4, 18, tzinfo=UTC))
    files = ledger.export(tmp_path)
    assert [each.name for each in files] == ["claims.csv", "claims-decisions.csv"]
    assert read_claims(files[0]) == ledger.claims()
    assert files[1].read_text() == (
        'claim,status,why,when,role,replaced_by\na,accepted,"Both say ""3,000"".",2019-03-04T18:00:00.000000+00:00,,\n'
    )
    assert ledger.export(tmp_path / "x.csv")[1].name == "x-decisions.csv"


def test_destroy_leaves_no_trace_of_the_file_or_its_journals(file, claim, tmp_path):
    ledger = Ledger(file)
    ledger.add([claim()])
    reader = sqlite3.connect(file)
    reader.execute("SELECT count(*) FROM waystation_claims").fetchone()
    assert (tmp_path / "ledger.db-wal").exists()
    ledger.destroy()
    reader.close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_or_another_database_is_left_alone(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all, this is no database. " * 50)
    with pytest.raises(InputError, match=r"letter\.txt: It is not a ledger: .*\. Name a ledger"):
        Ledger(letter)
    assert letter.read_text().startswith("Dear all")
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE songs (name)")
    connection.commit()
    connection.close()
    with pytest.raises(InputError, match="It is a database, but not a ledger"):
        Ledger(other)


def test_a_folder_a_missing_folder_and_an_unknown_url_are_named(tmp_path):
    for target, said in [
        (tmp_path, "It is a folder, not a file."),
        (tmp_path / "nowhere" / "ledger.db", "There is no folder"),
        ("mysql://host/base", 'A ledger cannot be kept in "mysql".'),
        ("nonsense://host/base", "This is not the URL of a known kind of database."),
    ]:
        with pytest.raises(InputError) as refused:
            Ledger(target)
        assert said in str(refused.value)


def test_a_ledger_of_another_format_is_not_touched(file):
    Ledger(file).close()
    connection = sqlite3.connect(file)
    connection.execute("INSERT INTO waystation_ledger VALUES (9)")
    connection.execute("DROP TRIGGER waystation_ledger_no_delete")
    connection.execute("DELETE FROM waystation_ledger WHERE format = 1")
    connection.commit()
    connection.close()
    with pytest.raises(InputError, match="The ledger has format 9; this version reads format 1"):
        Ledger(file)


def test_a_ledger_that_can_only_be_read_is_read_and_says_so_when_written_to(file, claim):
    with Ledger(file) as ledger:
        ledger.add([claim()])
    with Ledger(f"sqlite:///file:{file}?mode=ro&uri=true") as reader:
        assert reader.claims() == [claim()]
        with pytest.raises(InputError, match="The ledger can be read but not written to"):
            reader.add([claim(5)])


def test_a_ledger_held_by_another_program_says_so(file, claim):
    with Ledger(file, wait_seconds=0.1) as ledger:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match="Another program holds the ledger"):
            ledger.add([claim()])
        other.execute("ROLLBACK")
        other.close()
        assert ledger.add([claim()]).new


def test_an_edit_may_name_a_claim_that_is_there_but_not_change_it_nor_bring_personal_data(ledger, claim):
    ledger.add([claim(id="a"), claim(5, id="b")])
    for edited, said in [
        (claim(7, id="b"), 'The id "b" already names a claim with another content.'),
        (claim(7, note="desk@example.org"), "an e-mail address"),
    ]:
        with pytest.raises(InputError) as refused:
            ledger.edit("a", edited, "Misread.")
        assert said in str(refused.value)
    ledger.edit("a", claim(5, id="b"), "The other row has it right.")
    assert [each.id for each in ledger.claims()] == ["a", "b"]
    assert ledger.history("a")[-1].replaced_by == "b"


def test_twelve_programs_open_one_fresh_ledger_and_bring_the_same_batch(file, claim):
    batch = [claim(number, id=f"c{number}") for number in range(1, 40)]

    def bring(_):
        with Ledger(file, wait_seconds=30) as ledger:
            added = ledger.add(batch)
        return len(added.new), len(added.already)

    with ThreadPoolExecutor(12) as programs:
        assert sorted(programs.map(bring, range(12))) == [(0, 39)] * 11 + [(39, 0)]


def test_what_is_added_and_decided_in_one_transaction_happens_together_or_not_at_all(ledger, file, claim):
    def half_done():
        with ledger.transaction():
            ledger.add([claim(id="a")])
            ledger.decide("zz", "accepted", "Checked.")

    with pytest.raises(InputError, match="No claim in the ledger"):
        half_done()
    assert ledger.claims() == []
    with ledger.transaction():
        ledger.add([claim(id="a")])
        ledger.decide("a", "accepted", "Checked.")
        with Ledger(file) as other:
            assert other.claims() == []
        assert ledger.status_of("a") is Status.ACCEPTED
    assert ledger.mark == (1, 1)


def test_the_last_decision_holds_also_where_the_clock_was_set_back(ledger, claim):
    ledger.add([claim(id="a")])
    now = datetime(2030, 1, 2, tzinfo=UTC)
    ledger.decide("a", "accepted", "Checked.", now)
    ledger.decide("a", "set aside", "Withdrawn.", now - timedelta(days=400))
    assert ledger.status_of("a") is Status.SET_ASIDE
    assert ledger.book().status_of("a") is Status.SET_ASIDE


def test_looking_for_a_ledger_that_is_not_there_makes_no_file(tmp_path):
    for target in (tmp_path / "no.db", f"sqlite:///{tmp_path}/no.db"):
        with pytest.raises(InputError, match="There is no such ledger"):
            Ledger(target, make=False)
    assert list(tmp_path.iterdir()) == []
